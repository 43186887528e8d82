#pragma once

#include "base/remedy.hpp"
#include "wire/record.hpp"

template <>
inline constexpr auto nexa::wire::names<nexa::PatchOperation::Op> =
    nexa::wire::enumeration("PatchOp", {{nexa::PatchOperation::Op::add, "add"},
                                        {nexa::PatchOperation::Op::remove, "remove"},
                                        {nexa::PatchOperation::Op::replace, "replace"},
                                        {nexa::PatchOperation::Op::move, "move"}});
template <>
inline constexpr auto nexa::wire::record<nexa::PatchOperation> =
    nexa::wire::describe_reply("PatchOperation", nexa::wire::field("op", &nexa::PatchOperation::op, ""),
                               nexa::wire::field("path", &nexa::PatchOperation::path, "JSON pointer."),
                               nexa::wire::field("from", &nexa::PatchOperation::from, "JSON pointer, of a move; else null."),
                               nexa::wire::field("value", &nexa::PatchOperation::value, "Of an add or replace; else null."));
template <>
inline constexpr auto nexa::wire::record<nexa::Remedy> =
    nexa::wire::describe_reply("Remedy", nexa::wire::field("label", &nexa::Remedy::label, "What it does, as a button says it."),
                               nexa::wire::field("patch", &nexa::Remedy::patch, "A JSON patch (RFC 6902) of the manifest as it was sent."));
