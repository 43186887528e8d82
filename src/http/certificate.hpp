#pragma once

#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace nexa::http {

/// When each certificate of a PEM text stops being valid, in the text's order. What is no certificate is passed over; what follows a
/// certificate that can't be read is not looked at. Pure.
std::vector<Time> certificate_expiries(std::string_view pem);

}  // namespace nexa::http
