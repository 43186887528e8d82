#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "model/resource_key.hpp"
#include "model/user.hpp"

namespace nexa {

/// One immutable wish: the manifest that a resource should have from this revision on, or (a delete) that it should not exist.
/// The newest revision of a key is its desired state.
struct Intent {
    Id<Intent> id;
    ResourceKey key;
    std::int64_t revision = 0;            ///< 1, 2, 3, ... within the key, without gaps.
    std::optional<std::string> manifest;  ///< Canonical JSON; nothing for a delete.
    std::string alias;                    ///< Another name that the resource goes by (Kind::alias); may be empty.
    std::string source_text;              ///< As it was sent, comments and all.
    std::string source_type;              ///< "application/yaml" or "application/json"
    std::string author;                   ///< User name at that time.
    std::string reason;                   ///< Why, in the author's words; may be empty.
    std::int64_t base_revision = 0;       ///< What the author saw; 0: nothing.
    std::string origin;                   ///< "apply", "delete", "rollback", "adopt", "detach", or an action's name
    bool take_over = false;               ///< Apply with force: fields of other managers become ours.
    Time created_at;
};

/// The resource stays as it is, and Nexa wants nothing of it any more: not to be taken for a delete.
inline bool is_detachment(const Intent& intent) {
    return !intent.manifest && intent.origin == "detach";
}

}  // namespace nexa
