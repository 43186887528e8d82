#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "base/histogram.hpp"

namespace nexa::control {

/// Writes Prometheus' text format 0.0.4 ("Exposition formats" in its documentation): families one after the other, each with its help and
/// type and then its samples. Not thread-safe.
class Exposition {
public:
    static constexpr std::string_view content_type = "text/plain; version=0.0.4; charset=utf-8";
    using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    /// Begins a family; the samples that follow are its own. Names and help are the program's, never a user's.
    Exposition& counter(std::string_view name, std::string_view help) { return begin(name, help, "counter"); }
    Exposition& gauge(std::string_view name, std::string_view help) { return begin(name, help, "gauge"); }
    Exposition& histogram(std::string_view name, std::string_view help) { return begin(name, help, "histogram"); }

    Exposition& sample(Labels labels, double value);
    Exposition& sample(double value) { return sample({}, value); }
    /// The buckets, sum and count of a histogram.
    Exposition& sample(Labels labels, const Histogram::Snapshot& taken);

    std::string take() { return std::move(text_); }

private:
    Exposition& begin(std::string_view name, std::string_view help, std::string_view type);
    void line(std::string_view suffix, Labels labels, std::string_view bound, double value);

    std::string_view family_;
    std::string text_;
};

}  // namespace nexa::control
