#include "store/tx.hpp"

#include <fmt/format.h>

namespace nexa::store {

Sql& Sql::in(std::string value) {
    Input& input = inputs_.emplace_back();
    input.text = std::move(value);
    statement_.exchange(soci::use(input.text));
    return *this;
}

Sql& Sql::in(std::int64_t value) {
    Input& input = inputs_.emplace_back();
    input.number = value;
    statement_.exchange(soci::use(input.number));
    return *this;
}

Sql& Sql::null() {
    Input& input = inputs_.emplace_back();
    input.indicator = soci::i_null;
    statement_.exchange(soci::use(input.text, input.indicator));
    return *this;
}

void Sql::text_column(std::function<void(std::string&&, bool)> deliver) {
    Column& column = columns_.emplace_back();
    column.deliver = [deliver = std::move(deliver)](Column& self) { deliver(std::move(self.text), self.indicator == soci::i_null); };
    statement_.exchange(soci::into(column.text, column.indicator));
}

void Sql::number_column(std::function<void(std::int64_t, bool)> deliver) {
    Column& column = columns_.emplace_back();
    column.deliver = [deliver = std::move(deliver)](Column& self) { deliver(self.number, self.indicator == soci::i_null); };
    statement_.exchange(soci::into(column.number, column.indicator));
}

Sql& Sql::out(std::string& to) {
    text_column([&to](std::string&& text, bool null) { to = null ? std::string() : std::move(text); });
    return *this;
}

Sql& Sql::out(std::int64_t& to) {
    number_column([&to](std::int64_t number, bool null) { to = null ? 0 : number; });
    return *this;
}

Sql& Sql::out(int& to) {
    number_column([&to](std::int64_t number, bool null) { to = null ? 0 : static_cast<int>(number); });
    return *this;
}

Sql& Sql::out(bool& to) {
    number_column([&to](std::int64_t number, bool null) { to = !null && number != 0; });
    return *this;
}

Sql& Sql::out(Time& to) {
    number_column([&to](std::int64_t number, bool null) { to = Time(Duration(null ? 0 : number)); });
    return *this;
}

Sql& Sql::out(std::optional<std::string>& to) {
    text_column([&to](std::string&& text, bool null) { to = null ? std::nullopt : std::optional(std::move(text)); });
    return *this;
}

Sql& Sql::out(std::optional<std::int64_t>& to) {
    number_column([&to](std::int64_t number, bool null) { to = null ? std::nullopt : std::optional(number); });
    return *this;
}

Sql& Sql::out(std::optional<Time>& to) {
    number_column([&to](std::int64_t number, bool null) { to = null ? std::nullopt : std::optional(Time(Duration(number))); });
    return *this;
}

void Sql::prepare() {
    statement_.alloc();
    statement_.prepare(text_);
    statement_.define_and_bind();
    prepared_ = true;
}

bool Sql::next() {
    bool found = false;
    if (!prepared_) {
        prepare();
        statement_.execute(false);
    }
    found = statement_.fetch();
    if (!found) return false;
    for (Column& column : columns_) column.deliver(column);
    return true;
}

std::int64_t Sql::run() {
    if (!prepared_) prepare();
    statement_.execute(true);
    return statement_.get_affected_rows();
}

std::string placeholders(std::size_t count, std::string_view prefix) {
    std::string text;
    for (std::size_t at = 0; at < count; ++at) text += fmt::format("{}:{}{}", at == 0 ? "" : ", ", prefix, at);
    return text;
}

}  // namespace nexa::store
