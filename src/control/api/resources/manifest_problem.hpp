#pragma once

#include "data/manifest.hpp"
#include "http/message.hpp"

namespace nexa::control {

/// Why a manifest was refused, as the problem that the caller gets: to each issue of its form belongs what would mend it, where that is
/// certain.
http::Response manifest_problem(const Error& error, const http::Request& request, const json::value& document,
                                const ManifestTarget& target);

}  // namespace nexa::control
