#pragma once

#include <functional>

#include "base/backoff.hpp"
#include "data/kube/requests.hpp"

namespace nexa::kube {

/// Follows a cluster's CustomResourceDefinitions, and calls `on_change` (on the executor) when one has come, gone or changed; also after a
/// gap in what was seen. Keeps nothing of them. Until cancelled; returns by itself where they may not be watched, and then nobody is told.
Task<> watch_types(Requests& requests, std::function<void()> on_change, Backoff backoff);

}  // namespace nexa::kube
