#include "cli/change.hpp"

#include <iostream>
#include <ranges>

#include "cli/json_view.hpp"
#include "cli/table.hpp"
#include "wire/encode.hpp"
#include "wire/yaml.hpp"

namespace nexa::cli {
namespace {

constexpr std::size_t longest_value = 100;
constexpr Duration poll_every = std::chrono::milliseconds(700);

std::string value_text(const json::value& value) {
    std::string text = value.is_string() ? std::string(value.get_string()) : wire::encode(value);
    text = printable(text);
    std::ranges::replace(text, '\n', ' ');
    if (text.empty()) text = "\"\"";
    return fit(text, longest_value);
}

std::string type_and_gravity(const json::value& finding) {
    const std::string type = text(finding, "type");
    const std::string gravity = text(finding, "gravity");
    return type == "effect" && !gravity.empty() && gravity != "none" ? gravity : type;
}

std::string words(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

int weight(const json::value& finding) {
    static constexpr std::array<std::string_view, 8> order{"violation", "data_loss", "restart", "rerun",
                                                           "warning",   "ignored",   "note",    "effect"};
    const std::string what = type_and_gravity(finding);
    return static_cast<int>(std::ranges::find(order, what) - order.begin());
}

std::string paint(const Style& style, const std::string& what) {
    if (what == "violation" || what == "data_loss") return style.red(words(what));
    if (what == "restart" || what == "rerun" || what == "warning") return style.yellow(words(what));
    return style.dim(words(what));
}

bool has_parts(const json::value& value) {
    return (value.is_object() && !value.get_object().empty()) || (value.is_array() && !value.get_array().empty());
}

/// A value at its place: on one line, or, when it has parts, as YAML beneath (of a whole document, nothing stands above).
std::vector<std::string> lines_of(const std::string& pointer, const json::value& value) {
    if (!has_parts(value)) return {fmt::format("{}: {}", pointer, value_text(value))};
    std::vector<std::string> lines;
    if (!pointer.empty()) lines.push_back(pointer + ":");
    const std::string yaml = wire::to_yaml(value);
    for (const auto part : std::views::split(yaml, '\n')) {
        const std::string_view line(part.begin(), part.end());
        if (!line.empty()) lines.push_back((pointer.empty() ? "" : "  ") + printable(std::string(line)));
    }
    return lines;
}

}  // namespace

std::string render_diff(const json::array& entries, const Style& style, std::string_view indent) {
    std::string out;
    for (const json::value& entry : entries) {
        const std::string type = text(entry, "type");
        const std::string pointer = printable(text(entry, "pointer"));
        const json::value& before = member(entry, "before");
        const json::value& after = member(entry, "after");
        const auto removed = [&] {
            for (const auto& line : lines_of(pointer, before)) out += fmt::format("{}{}\n", indent, style.red("- " + line));
        };
        const auto added = [&] {
            for (const auto& line : lines_of(pointer, after)) out += fmt::format("{}{}\n", indent, style.green("+ " + line));
        };
        if (type == "added") {
            added();
        } else if (type == "removed") {
            removed();
        } else if (has_parts(before) || has_parts(after)) {
            removed();
            added();
        } else {
            out += fmt::format("{}{} {}: {} → {}\n", indent, style.yellow("~"), pointer, style.red(value_text(before)),
                               style.green(value_text(after)));
        }
    }
    return out;
}

std::string render_findings(const json::array& findings, const Style& style, std::string_view indent) {
    std::vector<const json::value*> sorted;
    for (const json::value& finding : findings) sorted.push_back(&finding);
    std::ranges::stable_sort(sorted, {}, [](const json::value* finding) { return weight(*finding); });
    std::string out;
    for (const json::value* finding : sorted) {
        const std::string what = type_and_gravity(*finding);
        const std::string pointer = printable(text(*finding, "pointer"));
        const std::string rule = printable(text(*finding, "rule"));
        out += fmt::format("{}{}: {}{}{}\n", indent, paint(style, what), pointer.empty() ? "" : style.bold(pointer) + " ",
                           printable(text(*finding, "message")), rule.empty() ? "" : style.dim(" [" + rule + "]"));
        if (const std::string fix = text(*finding, "fix"); !fix.empty()) out += fmt::format("{}  fix: {}\n", indent, printable(fix));
        if (const std::string label = text(member(*finding, "remedy"), "label"); !label.empty())
            out += fmt::format("{}  {}\n", indent, style.dim("nexa fix writes it: " + printable(label)));
    }
    return out;
}

std::string render_step(const json::value& step, const Style& style, std::string_view indent) {
    const std::string at = text(step, "at");
    const std::string outcome = text(step, "outcome");
    const std::string clock = at.size() >= 19 ? at.substr(11, 8) : at;
    std::string name = fmt::format("{:<12}", words(text(step, "name")));
    if (outcome == "failed") name = style.red(name);
    if (outcome == "ok") name = style.green(name);
    return fmt::format("{}{}  {} {}\n", indent, style.dim(clock), name, printable(text(step, "message")));
}

bool is_over(std::string_view run_state) {
    static constexpr std::array<std::string_view, 5> over{"succeeded", "failed", "cancelled", "superseded", "timed_out"};
    return std::ranges::find(over, run_state) != over.end();
}

Task<Outcome<json::value>> follow_run(Api& api, std::string id, Duration limit, std::string indent) {
    Context& context = api.context();
    std::int64_t printed = 0;
    std::string waiting_for;
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (true) {
        auto run = co_await api.get("/runs/" + url_encode(id));
        if (!run) co_return give_up(run.error());
        for (const json::value& step : items(*run, "steps")) {
            if (number(step, "sequence") <= printed) continue;
            printed = number(step, "sequence");
            context.out << render_step(step, context.style, indent);
        }
        const std::string state = text(*run, "state");
        const std::string message = text(*run, "message");
        if (!is_over(state) && !message.empty() && message != waiting_for) {
            waiting_for = message;
            context.out << fmt::format("{}{}\n", indent, context.style.dim(printable(message)));
        }
        context.out << std::flush;
        if (is_over(state)) co_return std::move(*run);
        if (std::chrono::steady_clock::now() + poll_every > deadline) {
            co_return give_up({Exit::refused,
                               fmt::format("run {} is still {} after {}; it goes on: `nexa runs show {} -w`", id, words(state),
                                           short_duration(limit), id),
                               {},
                               {},
                               0});
        }
        co_await sleep_for(poll_every);
    }
}

Task<Exit> follow_runs(Api& api, std::vector<std::pair<std::string, std::string>> titles_and_runs, Duration limit) {
    Context& context = api.context();
    Exit exit = Exit::done;
    for (const auto& [title, id] : titles_and_runs) {
        context.out << context.style.bold(title) << "\n" << std::flush;
        const auto run = co_await follow_run(api, id, limit, "  ");
        if (!run) {
            exit = context.report(run.error());
            continue;
        }
        const std::string state = text(*run, "state");
        const std::string message = printable(text(*run, "message"));
        context.out << fmt::format("  {}{}\n", context.style.state(state), message.empty() ? "" : ": " + message) << std::flush;
        if (state != "succeeded") exit = Exit::refused;
    }
    co_return exit;
}

}  // namespace nexa::cli
