#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "data/schema/schema.hpp"

/// The steps that lead from one API version of a kind to another: a table of pure functions over a document.
namespace nexa::moves {

/// A document on its way, with what was done to it.
struct Draft {
    json::object& spec;
    const json::object& metadata;
    const schema::Shape* shape;  ///< Of the version to come, as the operator's release declares it; may be null.
    std::vector<std::string> notes{};
    std::vector<Issue> issues{};  ///< What stands in the way: pointers into the document as it was.

    /// Whether the version to come declares `pointer` ("/spec/groupId").
    bool declares(std::string_view pointer) const;
    void note(std::string text) { notes.push_back(std::move(text)); }
    void refuse(std::string pointer, std::string message);
};

using Step = void (*)(Draft&);

/// The steps of a kind from one version to another, in their order; empty when the versions have the same fields.
std::vector<Step> steps(std::string_view kind, std::string_view from, std::string_view to);

/// What became of a field that a version does not have, for its refusal; empty when nothing is known. `pointer` with "*" for list
/// positions.
std::string_view fate_of(std::string_view kind, std::string_view to, std::string_view pointer);

}  // namespace nexa::moves
