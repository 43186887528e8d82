#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace nexa::kube {

/// A change that was seen: by it an apiserver's history is known again.
struct Witness {
    std::string name_space;
    std::string name;
    std::uint64_t version = 0;  ///< The object's resourceVersion then.
    bool deleted = false;
};

/// The last few changes of a watch, each of another object. Noting one allocates nothing once names are as long as they get. Not
/// thread-safe.
class Witnesses {
public:
    void note(std::string_view name_space, std::string_view name, std::uint64_t version, bool deleted) {
        // Objects that change by themselves all the time must not push out the others.
        Witness* place = nullptr;
        for (std::size_t at = 0; at < count_ && place == nullptr; ++at) {
            if (ring_[at].name == name && ring_[at].name_space == name_space) place = &ring_[at];
        }
        if (place == nullptr) {
            place = &ring_[next_];
            next_ = (next_ + 1) % ring_.size();
            count_ = std::min(count_ + 1, ring_.size());
            place->name_space = name_space;
            place->name = name;
        }
        place->version = version;
        place->deleted = deleted;
    }
    std::span<const Witness> latest() const { return std::span(ring_).first(count_); }
    void forget() { count_ = next_ = 0; }

private:
    std::array<Witness, 3> ring_{};
    std::size_t count_ = 0;
    std::size_t next_ = 0;
};

}  // namespace nexa::kube
