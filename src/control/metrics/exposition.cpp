#include "control/metrics/exposition.hpp"

#include <cmath>

#include <fmt/format.h>

namespace nexa::control {
namespace {

void append_escaped(std::string& to, std::string_view value) {
    for (const char c : value) {
        if (c == '\n') {
            to += "\\n";
            continue;
        }
        if (c == '\\' || c == '"') to += '\\';
        to += c;
    }
}

double seconds(Duration time) {
    return static_cast<double>(time.count()) / 1e6;
}

}  // namespace

Exposition& Exposition::begin(std::string_view name, std::string_view help, std::string_view type) {
    family_ = name;
    text_ += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
    return *this;
}

void Exposition::line(std::string_view suffix, Labels labels, std::string_view bound, double value) {
    text_ += family_;
    text_ += suffix;
    char before = '{';
    const auto label = [&](std::string_view name, std::string_view of) {
        text_ += std::exchange(before, ',');
        text_ += name;
        text_ += "=\"";
        append_escaped(text_, of);
        text_ += '"';
    };
    for (const auto& [name, of] : labels) label(name, of);
    if (!bound.empty()) label("le", bound);
    if (before == ',') text_ += '}';
    // Whole numbers as such: counters beyond 2^53 are not expected.
    text_ += value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format(" {:.0f}\n", value) : fmt::format(" {}\n", value);
}

Exposition& Exposition::sample(Labels labels, double value) {
    line({}, labels, {}, value);
    return *this;
}

Exposition& Exposition::sample(Labels labels, const Histogram::Snapshot& taken) {
    std::uint64_t below = 0;
    for (std::size_t at = 0; at < taken.bounds.size(); ++at) {
        below += taken.counts[at];
        line("_bucket", labels, fmt::format("{}", seconds(taken.bounds[at])), static_cast<double>(below));
    }
    const auto total = static_cast<double>(taken.total());
    line("_bucket", labels, "+Inf", total);
    line("_sum", labels, {}, seconds(taken.sum));
    line("_count", labels, {}, total);
    return *this;
}

}  // namespace nexa::control
