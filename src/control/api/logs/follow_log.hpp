#pragma once

#include <memory>

#include "data/kube/cluster_session.hpp"
#include "http/message.hpp"

namespace nexa::control {

/// A response that streams a pod's log, and what is added to it, until the container ends or the reader goes away.
http::Response follow_log(const std::shared_ptr<kube::ClusterSession>& session, const kube::ObjectName& pod,
                          const kube::LogOptions& options);

}  // namespace nexa::control
