#include "data/sandbox/faults.hpp"

#include <random>

namespace nexa::sandbox {

namespace {

struct Name {
    Fault::Kind kind;
    std::string_view text;
};
constexpr Name names[] = {{Fault::Kind::latency, "latency"},
                          {Fault::Kind::too_many_requests, "too_many_requests"},
                          {Fault::Kind::server_error, "server_error"},
                          {Fault::Kind::unavailable, "unavailable"},
                          {Fault::Kind::unauthorized, "unauthorized"},
                          {Fault::Kind::gone, "gone"},
                          {Fault::Kind::gone_event, "gone_event"},
                          {Fault::Kind::drop, "drop"},
                          {Fault::Kind::half_open, "half_open"},
                          {Fault::Kind::garbage, "garbage"},
                          {Fault::Kind::commit_and_drop, "commit_and_drop"}};

bool chance(double probability) {
    if (probability >= 1.0) return true;
    thread_local std::mt19937_64 random{std::random_device{}()};
    return std::uniform_real_distribution<double>(0.0, 1.0)(random) < probability;
}

}  // namespace

std::string_view to_string(Fault::Kind kind) noexcept {
    for (const auto& name : names) {
        if (name.kind == kind) return name.text;
    }
    return "unknown";
}

json::object Fault::to_json() const {
    json::object out{{"id", id}, {"kind", to_string(kind)}, {"probability", probability}};
    if (!verb.empty()) out["verb"] = verb;
    if (!path_prefix.empty()) out["path"] = path_prefix;
    if (count) out["count"] = *count;
    if (delay.count() > 0) out["delay_ms"] = delay.count() / 1000;
    if (kind == Kind::too_many_requests) out["retry_after"] = retry_after;
    return out;
}

Result<Fault> Fault::from_json(const json::value& value) {
    const auto wrong = [](std::string pointer, std::string message) {
        return fail(ErrorCode::invalid, pointer + ": " + message, {{pointer, message, ""}});
    };
    if (!value.is_object()) return wrong("", "expected an object");
    Fault fault;
    bool has_kind = false;
    for (const auto& [name, member] : value.get_object()) {
        const auto pointer = "/" + std::string(name);
        if (name == "kind") {
            const auto found = std::ranges::find_if(
                names, [&](const auto& row) { return member.is_string() && row.text == std::string_view(member.get_string()); });
            if (found == std::end(names)) return wrong(pointer, "not a known kind of fault");
            fault.kind = found->kind;
            has_kind = true;
        } else if (name == "verb" || name == "path") {
            if (!member.is_string()) return wrong(pointer, "expected a string");
            (name == "verb" ? fault.verb : fault.path_prefix) = member.get_string();
        } else if (name == "count" || name == "delay_ms" || name == "retry_after") {
            if (!member.is_int64() || member.get_int64() < 0) return wrong(pointer, "expected a whole number from 0");
            const auto number = member.get_int64();
            if (name == "count") fault.count = static_cast<std::uint64_t>(number);
            if (name == "delay_ms") fault.delay = std::chrono::milliseconds(number);
            if (name == "retry_after") fault.retry_after = static_cast<int>(number);
        } else if (name == "probability") {
            if (!member.is_number()) return wrong(pointer, "expected a number from 0 to 1");
            fault.probability = member.to_number<double>();
        } else if (name != "id") {
            return wrong(pointer, "not a member of a fault");
        }
    }
    if (!has_kind) return wrong("/kind", "is required");
    return fault;
}

std::uint64_t Faults::add(Fault fault) {
    const std::lock_guard lock(mutex_);
    fault.id = ++last_;
    faults_.push_back(std::move(fault));
    any_ = true;
    return last_;
}

bool Faults::remove(std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto removed = std::erase_if(faults_, [&](const Fault& fault) { return fault.id == id; });
    any_ = !faults_.empty();
    return removed > 0;
}

void Faults::clear() {
    const std::lock_guard lock(mutex_);
    faults_.clear();
    any_ = false;
}

std::vector<Fault> Faults::all() const {
    const std::lock_guard lock(mutex_);
    return faults_;
}

std::vector<Fault> Faults::strike(std::string_view verb, std::string_view path) {
    if (!any_.load(std::memory_order_relaxed)) return {};
    const std::lock_guard lock(mutex_);
    std::vector<Fault> out;
    for (auto& fault : faults_) {
        if (fault.count == 0 || (!fault.verb.empty() && fault.verb != verb) || !path.starts_with(fault.path_prefix) ||
            !chance(fault.probability))
            continue;
        if (fault.count) --*fault.count;
        out.push_back(fault);
        if (fault.kind != Fault::Kind::latency) break;
    }
    std::erase_if(faults_, [](const Fault& fault) { return fault.count == 0; });
    any_ = !faults_.empty();
    return out;
}

}  // namespace nexa::sandbox
