#include "base/backoff.hpp"

#include <sodium.h>

#include <algorithm>
#include <cmath>

namespace nexa {

Duration Backoff::delay(int attempt, double random) const {
    const double exponent = std::clamp(attempt - 1, 0, 40);
    const double ceiling = std::min(static_cast<double>(first.count()) * std::exp2(exponent), static_cast<double>(most.count()));
    return Duration(static_cast<std::int64_t>(ceiling / 2 + random * ceiling / 2));
}

Duration Backoff::delay(int attempt) const {
    return delay(attempt, static_cast<double>(randombytes_random()) / 4294967296.0);
}

}  // namespace nexa
