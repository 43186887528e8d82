#include "wire/json_patch.hpp"

#include <charconv>
#include <optional>

namespace nexa::wire {
namespace {

std::optional<std::size_t> position(std::string_view token, std::size_t size, bool inserting) {
    if (token == "-") return inserting ? std::optional(size) : std::nullopt;
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), number);
    if (error != std::errc() || end != token.data() + token.size()) return std::nullopt;
    return number < size || (inserting && number == size) ? std::optional(number) : std::nullopt;
}

/// `Value`: json::value, const or not.
template <class Value>
Value* walk(Value& root, std::span<const std::string> path) {
    Value* at = &root;
    for (const auto& token : path) {
        if (at->is_object()) {
            at = at->get_object().if_contains(token);
        } else if (at->is_array()) {
            const auto index = position(token, at->get_array().size(), false);
            at = index ? &at->get_array()[*index] : nullptr;
        } else {
            at = nullptr;
        }
        if (!at) return nullptr;
    }
    return at;
}

}  // namespace

std::optional<std::vector<std::string>> split_pointer(std::string_view pointer) {
    std::vector<std::string> out;
    if (pointer.empty()) return out;
    if (pointer.front() != '/') return std::nullopt;
    for (std::size_t from = 1;;) {
        const auto to = std::min(pointer.find('/', from), pointer.size());
        std::string token;
        for (std::size_t i = from; i < to; ++i) {
            if (pointer[i] == '~' && i + 1 < to && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
                token += pointer[++i] == '0' ? '~' : '/';
            } else {
                token += pointer[i];
            }
        }
        out.push_back(std::move(token));
        if (to == pointer.size()) return out;
        from = to + 1;
    }
}

json::value* value_at(json::value& root, std::span<const std::string> path) {
    return walk(root, path);
}
const json::value* value_at(const json::value& root, std::span<const std::string> path) {
    return walk(root, path);
}

bool insert_at(json::value& root, std::span<const std::string> path, json::value value) {
    if (path.empty()) {
        root = std::move(value);
        return true;
    }
    auto* parent = value_at(root, path.first(path.size() - 1));
    if (!parent) return false;
    if (parent->is_object()) {
        parent->get_object()[path.back()] = std::move(value);
        return true;
    }
    if (!parent->is_array()) return false;
    auto& list = parent->get_array();
    const auto index = position(path.back(), list.size(), true);
    if (!index) return false;
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
    return true;
}

bool erase_at(json::value& root, std::span<const std::string> path) {
    if (path.empty()) return false;
    auto* parent = value_at(root, path.first(path.size() - 1));
    if (!parent) return false;
    if (parent->is_object()) return parent->get_object().erase(path.back()) > 0;
    if (!parent->is_array()) return false;
    auto& list = parent->get_array();
    const auto index = position(path.back(), list.size(), false);
    if (!index) return false;
    list.erase(list.begin() + static_cast<std::ptrdiff_t>(*index));
    return true;
}

bool apply_patch(json::value& document, std::span<const PatchOperation> patch) {
    for (const auto& each : patch) {
        const auto path = split_pointer(each.path);
        if (!path) return false;
        switch (each.op) {
            case PatchOperation::Op::add:
                if (!each.value || !insert_at(document, *path, *each.value)) return false;
                break;
            case PatchOperation::Op::remove:
                if (!erase_at(document, *path)) return false;
                break;
            case PatchOperation::Op::replace: {
                auto* place = value_at(document, *path);
                if (place == nullptr || !each.value) return false;
                *place = *each.value;
                break;
            }
            case PatchOperation::Op::move: {
                const auto from = each.from ? split_pointer(*each.from) : std::nullopt;
                const auto* source = from ? value_at(document, *from) : nullptr;
                if (source == nullptr) return false;
                json::value moved = *source;
                if (!erase_at(document, *from) || !insert_at(document, *path, std::move(moved))) return false;
                break;
            }
        }
    }
    return true;
}

bool can_apply(const json::value& document, std::span<const PatchOperation> patch) {
    json::value copy = document;
    return apply_patch(copy, patch);
}

}  // namespace nexa::wire
