#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "data/kube/batch.hpp"
#include "data/kube/known_objects.hpp"
#include "data/kube/object_parser.hpp"
#include "data/kube/observation.hpp"

namespace nexa::kube {

/// Where objects of lists and watches come in: tells what is new from what is known, and gathers it for the sink. No I/O; not thread-safe.
class ObjectIntake {
public:
    /// Told of an object that can't be read.
    using Flag = std::function<void(std::string_view message)>;
    explicit ObjectIntake(Flag flag) : flag_(std::move(flag)) {}

    /// What the store has already.
    void remember(const Remembered& object);
    bool knows_nothing() const { return known_.size() == 0; }

    /// A full list begins: what it does not show by its end is gone.
    void begin_list();
    /// An item of a list; its version counts even when it is older than what was seen (a cluster restored from a backup).
    void listed(std::string_view object);
    void end_list();

    /// ADDED or MODIFIED. Returns the event's resourceVersion, empty when the object could not be read.
    std::string_view changed(std::string_view object);
    std::string_view deleted(std::string_view object);
    /// What `changed` or `deleted` has read; its texts live until an object is parsed again on this thread.
    const ParsedObject& last() const { return last_; }
    /// Everything is gone: the kind is no longer served.
    void all_deleted();

    bool pending() const { return !filling_.empty(); }
    std::size_t pending_bytes() const { return filling_.bytes(); }
    /// What has been gathered; a new batch begins.
    Batch take();

    std::size_t size() const { return known_.size(); }
    std::size_t bytes() const { return known_.bytes(); }
    /// Of the list under way, or the last one: objects that could not be read, and so may be among those that seem gone.
    std::uint64_t unreadable_in_list() const { return unreadable_; }

    std::uint64_t events = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t flagged = 0;

private:
    bool read(std::string_view text);
    void upsert(const ParsedObject& object, bool from_list);

    Flag flag_;
    KnownObjects known_;
    std::uint32_t list_ = 0;
    std::uint64_t unreadable_ = 0;
    std::uint32_t next_batch_ = 2;
    Batch filling_{1};
    ParsedObject last_;
};

/// A resourceVersion as a number (Kubernetes 1.35 promises that they compare so; earlier ones do); 0 when it is none.
std::uint64_t version_number(std::string_view resource_version) noexcept;

}  // namespace nexa::kube
