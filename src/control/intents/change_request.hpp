#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "model/resource_key.hpp"
#include "model/run.hpp"

namespace nexa::store {
class Tx;
}

namespace nexa::control {

/// What else belongs into the transaction that accepts a wish: it is called first, with the run, or null when nothing changes. Its failure
/// is that of the whole.
using Within = std::function<Result<>(store::Tx&, const Run*)>;

/// A wish as it comes in.
struct ChangeRequest {
    ResourceKey key;  ///< Where it is aimed at.
    enum class Action { apply, remove, rollback, adopt, detach } action = Action::apply;
    json::value document;                  ///< For apply: the manifest as parsed.
    std::string source_text, source_type;  ///< As sent.
    std::int64_t to_revision = 0;          ///< For rollback.
    std::string reason;
    bool take_over = false;                         ///< Fields of other managers become ours.
    bool override_contracts = false;                ///< Needs contracts:override and a reason.
    std::optional<std::int64_t> expected_revision;  ///< If-Match.
    std::string idempotency_key;
    std::string request_hash;  ///< Of what the key stands for.
    std::string origin;        ///< The action that it comes from; empty: as `action` says.
    Within within;             ///< May be empty.
};

std::string_view origin_of(ChangeRequest::Action action) noexcept;  ///< As intents name it: "apply", "delete", ...

}  // namespace nexa::control
