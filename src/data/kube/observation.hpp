#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "data/kube/kind_ref.hpp"

namespace nexa::kube {

/// One object as a watch saw it. The texts live until the call that brought them has ended.
struct Observed {
    std::string_view name_space;
    std::string_view name;
    std::string_view uid;
    std::string_view resource_version;
    std::int64_t generation = 0;
    std::int64_t observed_generation = 0;    ///< 0 when the kind has none.
    std::string_view created_at;             ///< RFC 3339.
    std::string_view deletion_requested_at;  ///< RFC 3339; empty: not being deleted.
    std::string_view labels;                 ///< metadata.labels as JSON; empty when there are none.
    /// The whole object as JSON, without managedFields and kubectl's last-applied annotation; empty when deleted. Its brackets are
    /// balanced and it is UTF-8; beyond that it is as the apiserver sent it.
    std::string_view object;
    bool deleted = false;  ///< Gone; then only the names and `uid` (which may be empty) are set.
};

/// What a store already has of a kind.
struct Remembered {
    std::string name_space;
    std::string name;
    std::string uid;
    std::string resource_version;
};

/// Where observations go. Called on the watching cluster's executor, for one (cluster, kind, namespace) one call at a time.
class ObservationSink {
public:
    virtual ~ObservationSink() = default;

    /// The objects of a kind in the store, before the first list: what of them is gone by then is reported as deleted, and what has the
    /// same resourceVersion is not reported again.
    virtual Task<Result<std::vector<Remembered>>> remembered(std::string_view cluster, const KindRef& kind) = 0;
    /// Takes a batch, in order; a key may be in it more than once. A failure makes the same batch come again, later.
    virtual Task<Result<>> observe(std::string_view cluster, const KindRef& kind, std::span<const Observed> batch) = 0;
    /// All that exists (in that namespace; empty: anywhere) has been handed over.
    virtual void synced(std::string_view cluster, const KindRef& kind, std::string_view name_space) = 0;
    /// An object that can't be read was skipped; `message` says which and why.
    virtual void flagged(std::string_view cluster, const KindRef& kind, std::string_view message) = 0;
};

}  // namespace nexa::kube
