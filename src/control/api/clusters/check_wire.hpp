#pragma once

#include "data/kube/check.hpp"
#include "wire/record.hpp"

template <>
inline constexpr auto nexa::wire::names<nexa::kube::CheckState> =
    nexa::wire::enumeration("CheckState", {{nexa::kube::CheckState::passed, "passed"},
                                           {nexa::kube::CheckState::failed, "failed"},
                                           {nexa::kube::CheckState::warning, "warning"},
                                           {nexa::kube::CheckState::skipped, "skipped"}});
template <>
inline constexpr auto nexa::wire::record<nexa::kube::Check> = nexa::wire::describe_reply(
    "Check", nexa::wire::field("name", &nexa::kube::Check::name, "reachable, tls, credentials, permissions, operators, served or clock."),
    nexa::wire::field("title", &nexa::kube::Check::title, ""), nexa::wire::field("state", &nexa::kube::Check::state, ""),
    nexa::wire::field("message", &nexa::kube::Check::message, ""),
    nexa::wire::field("fix", &nexa::kube::Check::fix, "What to do; empty when passed."));
template <>
inline constexpr auto nexa::wire::record<nexa::kube::CheckReport> =
    nexa::wire::describe_reply("CheckReport", nexa::wire::field("ok", &nexa::kube::CheckReport::ok, "No check failed."),
                               nexa::wire::field("contexts", &nexa::kube::CheckReport::contexts, "All of the kubeconfig's."),
                               nexa::wire::field("context", &nexa::kube::CheckReport::context, "The one that was tried."),
                               nexa::wire::field("server", &nexa::kube::CheckReport::server, ""),
                               nexa::wire::field("checks", &nexa::kube::CheckReport::checks, "In order."));
