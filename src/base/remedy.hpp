#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"

namespace nexa {

/// One operation of a JSON patch (RFC 6902).
struct PatchOperation {
    enum class Op : std::uint8_t { add, remove, replace, move };
    Op op = Op::add;
    std::string path;
    std::optional<std::string> from{};   ///< Of a move only: where it comes from.
    std::optional<json::value> value{};  ///< Of an add or replace only.

    friend bool operator==(const PatchOperation&, const PatchOperation&) = default;
};

/// An edit that mends what is wrong with a document, certain enough to be one button. The patch is against the document that was judged.
struct Remedy {
    std::string label;  ///< What the button says: "Set spec.partitions to 12".
    std::vector<PatchOperation> patch;

    friend bool operator==(const Remedy&, const Remedy&) = default;
};

/// The remedy of what is wrong at a place: an issue of that pointer.
struct PlacedRemedy {
    std::string pointer;
    Remedy remedy;
};

}  // namespace nexa
