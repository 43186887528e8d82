#pragma once

#include <string>
#include <vector>

#include "model/kept_log.hpp"
#include "wire/record.hpp"

namespace nexa::control {

struct KeptLogList {
    std::vector<KeptLog> items;
};

}  // namespace nexa::control

template <>
inline constexpr auto nexa::wire::record<nexa::KeptLog> = nexa::wire::describe_reply(
    "KeptLog", nexa::wire::field("id", &nexa::KeptLog::id, "For the parameter `kept` of the log."),
    nexa::wire::field("pod", &nexa::KeptLog::pod, ""), nexa::wire::field("role", &nexa::KeptLog::role, "driver or executor."),
    nexa::wire::field("attempt", &nexa::KeptLog::attempt, "When the attempt was submitted."),
    nexa::wire::field("state", &nexa::KeptLog::state, "Of the application when the log was kept."),
    nexa::wire::field("cause", &nexa::KeptLog::cause, "The lines in it that tell why it failed; may be empty."),
    nexa::wire::field("bytes", &nexa::KeptLog::bytes, "What is kept, uncompressed."),
    nexa::wire::field("cut", &nexa::KeptLog::cut, "Only the end is kept."), nexa::wire::field("kept_at", &nexa::KeptLog::kept_at, ""));
template <>
inline constexpr auto nexa::wire::record<nexa::control::KeptLogList> =
    nexa::wire::describe_reply("KeptLogList", nexa::wire::field("items", &nexa::control::KeptLogList::items, "Newest first."));
