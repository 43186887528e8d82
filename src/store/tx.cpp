#include "store/tx.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace nexa::store {

Sql::Sql(Tx& tx, std::string text) : tx_(tx), text_(std::move(text)), prepared_(tx.connection().borrow(text_)) {}

Sql::~Sql() {
    if (failed_ || !prepared_->bound) return;
    try {
        tx_.connection().give_back(text_, std::move(prepared_));
    } catch (const std::exception&) {
        // A statement that can't be reset is not kept.
    }
}

Prepared::Place& Sql::input(bool is_text) {
    if (inputs_ == prepared_->inputs.size()) {
        if (prepared_->bound) throw std::logic_error("more inputs than the last time: " + text_);
        Prepared::Place& place = prepared_->inputs.emplace_back();
        place.is_text = is_text;
        if (is_text) {
            prepared_->statement.exchange(soci::use(place.text, place.indicator));
        } else {
            prepared_->statement.exchange(soci::use(place.number, place.indicator));
        }
    }
    Prepared::Place& place = prepared_->inputs[inputs_++];
    if (place.is_text != is_text) throw std::logic_error(fmt::format("input {} has another type than the last time: {}", inputs_, text_));
    place.indicator = soci::i_ok;
    return place;
}

Sql& Sql::in(std::string_view value) {
    input(true).text = value;
    return *this;
}

Sql& Sql::in(std::int64_t value) {
    input(false).number = value;
    return *this;
}

Sql& Sql::null(bool is_text) {
    input(is_text).indicator = soci::i_null;
    return *this;
}

Sql& Sql::column(void* target, bool is_text, Deliver deliver) {
    if (outputs_.size() == prepared_->columns.size()) {
        if (prepared_->bound) throw std::logic_error("more columns than the last time: " + text_);
        Prepared::Place& place = prepared_->columns.emplace_back();
        place.is_text = is_text;
        if (is_text) {
            prepared_->statement.exchange(soci::into(place.text, place.indicator));
        } else {
            prepared_->statement.exchange(soci::into(place.number, place.indicator));
        }
    }
    if (prepared_->columns[outputs_.size()].is_text != is_text)
        throw std::logic_error("a column has another type than the last time: " + text_);
    outputs_.push_back({target, deliver});
    return *this;
}

namespace {

/// What a column holds, or the empty value.
template <class T, class From>
T value_or_empty(Prepared::Place& from, From convert) {
    return from.indicator == soci::i_null ? T() : convert(from);
}

std::string take_text(Prepared::Place& from) {
    return std::move(from.text);
}
std::int64_t take_number(Prepared::Place& from) {
    return from.number;
}
Time take_time(Prepared::Place& from) {
    return Time(Duration(from.number));
}

}  // namespace

Sql& Sql::out(std::string& to) {
    return column(&to, true,
                  [](void* target, auto& from) { *static_cast<std::string*>(target) = value_or_empty<std::string>(from, take_text); });
}

Sql& Sql::out(std::int64_t& to) {
    return column(&to, false,
                  [](void* target, auto& from) { *static_cast<std::int64_t*>(target) = value_or_empty<std::int64_t>(from, take_number); });
}

Sql& Sql::out(int& to) {
    return column(&to, false, [](void* target, auto& from) {
        *static_cast<int*>(target) = static_cast<int>(value_or_empty<std::int64_t>(from, take_number));
    });
}

Sql& Sql::out(bool& to) {
    return column(&to, false,
                  [](void* target, auto& from) { *static_cast<bool*>(target) = value_or_empty<std::int64_t>(from, take_number) != 0; });
}

Sql& Sql::out(Time& to) {
    return column(&to, false, [](void* target, auto& from) { *static_cast<Time*>(target) = value_or_empty<Time>(from, take_time); });
}

Sql& Sql::out(std::optional<std::string>& to) {
    return column(&to, true, [](void* target, auto& from) {
        *static_cast<std::optional<std::string>*>(target) = value_or_empty<std::optional<std::string>>(from, take_text);
    });
}

Sql& Sql::out(std::optional<std::int64_t>& to) {
    return column(&to, false, [](void* target, auto& from) {
        *static_cast<std::optional<std::int64_t>*>(target) = value_or_empty<std::optional<std::int64_t>>(from, take_number);
    });
}

Sql& Sql::out(std::optional<Time>& to) {
    return column(&to, false, [](void* target, auto& from) {
        *static_cast<std::optional<Time>*>(target) = value_or_empty<std::optional<Time>>(from, take_time);
    });
}

void Sql::bind() {
    if (prepared_->bound) return;
    prepared_->statement.alloc();
    prepared_->statement.prepare(text_);
    prepared_->statement.define_and_bind();
    prepared_->bound = true;
}

bool Sql::next() try {
    if (!started_) {
        bind();
        prepared_->statement.execute(false);
        started_ = true;
    }
    if (!prepared_->statement.fetch()) return false;
    for (std::size_t at = 0; at < outputs_.size(); ++at) outputs_[at].deliver(outputs_[at].target, prepared_->columns[at]);
    return true;
} catch (...) {
    failed_ = true;
    throw;
}

std::int64_t Sql::run() try {
    bind();
    prepared_->statement.execute(true);
    return prepared_->statement.get_affected_rows();
} catch (...) {
    failed_ = true;
    throw;
}

}  // namespace nexa::store
