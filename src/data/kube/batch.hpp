#pragma once

#include <vector>

#include "data/kube/known_objects.hpp"
#include "data/kube/object_parser.hpp"
#include "data/kube/observation.hpp"

namespace nexa::kube {

/// Observations on their way to the sink, in one run of text. A later state of an object takes the place of an earlier one that has not
/// left yet. Not thread-safe.
class Batch {
public:
    /// `id` tells this batch from others in KnownObjects::Entry::batch.
    explicit Batch(std::uint32_t id) : id_(id) {}

    void changed(KnownObjects::Entry& entry, const ParsedObject& object);
    void deleted(std::string_view name_space, std::string_view name, std::string_view uid);

    /// As the sink wants them; valid until the batch changes.
    std::vector<Observed> observations() const;

    bool empty() const { return rows_.empty(); }
    std::size_t size() const { return rows_.size(); }
    std::size_t bytes() const { return text_.size(); }
    std::uint32_t id() const { return id_; }

private:
    struct Row {
        std::size_t text = 0;
        std::uint32_t capacity = 0;
        std::uint32_t name_space = 0, name = 0, uid = 0, version = 0, created = 0, deletion = 0, object = 0;  ///< Sizes, in this order.
        std::uint32_t labels_at = 0, labels = 0;                                                              ///< Within the object.
        std::int64_t generation = 0, observed_generation = 0;
        bool deleted = false;
    };
    void place(Row& row, std::initializer_list<std::string_view> texts);

    std::uint32_t id_;
    std::vector<Row> rows_;
    std::string text_;
};

}  // namespace nexa::kube
