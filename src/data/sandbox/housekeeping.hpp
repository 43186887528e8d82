#pragma once

#include <memory>

#include "data/sandbox/controller.hpp"

/// What kube-controller-manager and the kubelets do for every cluster, whichever operators live in it.
namespace nexa::sandbox {

/// Owner references: deletes what lost its last owner, in the background, in the foreground, or orphans it, as the finalizers say;
/// and what names an owner that does not exist.
std::shared_ptr<Controller> make_garbage_collector();

/// Namespaces: the default ServiceAccount of new ones; empties and ends those that are being deleted.
std::shared_ptr<Controller> make_namespace_controller();

/// Ends pods on nodes whose deletion has been asked for, one second later; forgets their logs; lets Events go after an hour.
std::shared_ptr<Controller> make_reaper();

/// Compacts the store every five minutes to where it stood five minutes before, as kube-apiserver has etcd do it: watches may resume from,
/// and lists continue over, five to ten minutes. Clients live in real time, so a cluster whose time runs faster keeps as much more. Each
/// ten seconds it lets go of what nobody has used since the last time (ObjectStore::rest).
std::shared_ptr<Controller> make_compactor();

}  // namespace nexa::sandbox
