#pragma once

#include <string>
#include <string_view>

namespace nexa::cli {

/// Colours, when they are wanted. The words never depend on them.
struct Style {
    bool colour = false;

    std::string red(std::string_view text) const { return paint(text, "31"); }
    std::string green(std::string_view text) const { return paint(text, "32"); }
    std::string yellow(std::string_view text) const { return paint(text, "33"); }
    std::string blue(std::string_view text) const { return paint(text, "34"); }
    std::string dim(std::string_view text) const { return paint(text, "2"); }
    std::string bold(std::string_view text) const { return paint(text, "1"); }

    /// A state's word (a health, a sync, a run's state, an outcome) in the colour of what it means.
    std::string state(std::string_view word) const;

private:
    std::string paint(std::string_view text, std::string_view code) const;
};

/// Removes what a terminal would act on: a server's text must not move the cursor or change the window's title.
std::string printable(std::string_view text);

}  // namespace nexa::cli
