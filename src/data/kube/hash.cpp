#include "data/kube/hash.hpp"

#include "base/encoding.hpp"

namespace nexa::kube {

std::uint64_t hash_seed() {
    static const std::uint64_t seed = [] {
        const std::string bytes = random_bytes(sizeof(std::uint64_t));
        return hash_detail::load(bytes.data());
    }();
    return seed;
}

}  // namespace nexa::kube
