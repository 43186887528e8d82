#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "data/sandbox/object.hpp"
#include "data/sandbox/status_error.hpp"

namespace nexa::sandbox {

/// A Kubernetes label selector: `a=b,c!=d,e in (x,y),f,!g,h>1`. The empty selector matches everything.
class LabelSelector {
public:
    LabelSelector() = default;
    /// Errors: BadRequest, in the words of apimachinery's parser.
    static Outcome<LabelSelector> parse(std::string_view text);
    /// The `{matchLabels, matchExpressions}` form.
    static LabelSelector from_object(const json::object& selector);
    static LabelSelector equals(std::string label, std::string value);
    bool empty() const { return terms_.empty(); }
    bool matches(const StoredObject& object) const;
    bool matches_labels(const json::object* labels) const;

private:
    class Parser;
    struct Term {
        enum class Op { in, not_in, exists, not_exists, greater, less } op;
        std::string label;
        std::vector<std::string> values;
    };
    std::vector<Term> terms_;
};

/// `metadata.name=x,status.phase!=Running`. Which fields a type can be selected by is checked against a table; others are a 400.
class FieldSelector {
public:
    FieldSelector() = default;
    static Outcome<FieldSelector> parse(std::string_view text, const ResourceType& type);
    bool empty() const { return terms_.empty(); }
    bool matches(const StoredObject& object) const;
    /// The value of `metadata.name=`, when asked for: a list of one can skip the walk.
    std::string_view name() const;

private:
    struct Term {
        std::string field;
        std::string value;
        bool equal = true;
    };
    std::vector<Term> terms_;
};

}  // namespace nexa::sandbox
