#include "data/spark/log_cause.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <vector>

namespace nexa::spark {
namespace {

constexpr std::size_t most_lines = 12;
constexpr std::size_t longest_line = 400;
constexpr std::size_t most_frames = 3;

std::string_view without_margin(std::string_view line) {
    const auto first = line.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view() : line.substr(first);
}

/// "\tat org.apache...", "... 12 more": where, not what.
bool is_frame(std::string_view line) {
    const auto text = without_margin(line);
    return (text.size() != line.size() && text.starts_with("at ")) || (text.starts_with("... ") && text.ends_with(" more"));
}

bool is_cause(std::string_view line) {
    return line.starts_with("Caused by: ") || without_margin(line).starts_with("Suppressed: ");
}

/// "java.lang.OutOfMemoryError: Java heap space", "pyspark.errors.AnalysisException: ...", "ValueError: ...".
bool names_an_error(std::string_view line) {
    const auto end = line.find_first_of(": ");
    if (end != std::string_view::npos && line[end] != ':') return false;
    const auto word = line.substr(0, end);
    return word.size() > 5 && (word.ends_with("Exception") || word.ends_with("Error")) && word.find('(') == std::string_view::npos;
}

bool begins(std::string_view line) {
    static constexpr std::array<std::string_view, 4> words{"Exception in thread ", "Traceback (most recent call last):", "# A fatal error",
                                                           "Error occurred during initialization of VM"};
    if (std::ranges::any_of(words, [&](std::string_view word) { return line.starts_with(word); })) return true;
    // Of log4j's line the level comes after the time.
    const auto head = line.substr(0, 60);
    return head.find(" ERROR ") != std::string_view::npos || head.find(" FATAL ") != std::string_view::npos || names_an_error(line);
}

/// The failure that is being read.
class Block {
public:
    bool is_open() const { return open_; }
    void begin(std::string_view line) {
        lines_.clear();
        frames_ = 0;
        open_ = true;
        python_ = line.starts_with("Traceback ");
        add(line);
    }
    /// False: the line is not part of it.
    bool take(std::string_view line) {
        if (python_) {
            add(line);
            // Python's last word stands at the margin.
            if (!line.empty() && line.front() != ' ' && line.front() != '\t') open_ = python_ = false;
            return true;
        }
        if (is_cause(line)) {
            frames_ = 0;
            add(line);
            return true;
        }
        if (is_frame(line)) {
            if (++frames_ <= most_frames) add(line);
            return true;
        }
        if (names_an_error(line)) {
            add(line);
            return true;
        }
        open_ = false;
        return false;
    }
    std::string text() const {
        std::string all;
        for (const auto& line : lines_) all += (all.empty() ? "" : "\n") + line;
        return all;
    }

private:
    void add(std::string_view line) {
        // What it began with and what it ended with tell most.
        if (lines_.size() == most_lines) lines_.erase(lines_.begin() + most_lines / 2);
        lines_.emplace_back(line.substr(0, longest_line));
    }
    std::deque<std::string> lines_;
    std::size_t frames_ = 0;
    bool open_ = false;
    bool python_ = false;
};

}  // namespace

std::string cause_in(std::string_view log) {
    Block block;
    for (std::size_t at = 0; at < log.size();) {
        const auto end = std::min(log.find('\n', at), log.size());
        auto line = log.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        at = end + 1;
        if (block.is_open() && block.take(line)) continue;
        if (begins(line)) block.begin(line);
    }
    return block.text();
}

}  // namespace nexa::spark
