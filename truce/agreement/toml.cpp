#include "truce/agreement/toml.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>

#include "truce/base/json.hpp"

namespace truce {
namespace {

TomlPosition position_of(const toml::source_position& at) { return {at.line, static_cast<std::uint32_t>(at.column)}; }

template <typename T>
std::string spelled(const T& value) {
    std::ostringstream out;
    out << value;
    return out.str();
}

class Reader {
public:
    explicit Reader(std::string_view file) : file_(file) {}

    Result<TomlValue> read(const toml::node& node) const {
        TomlValue value;
        value.position = position_of(node.source().begin);
        if (const toml::table* table = node.as_table()) return read_table(*table, std::move(value));
        if (const toml::array* array = node.as_array()) return read_array(*array, std::move(value));
        if (const auto* text = node.as_string()) {
            value.kind = TomlValue::Kind::text;
            value.text = text->get();
        } else if (const auto* integer = node.as_integer()) {
            value.kind = TomlValue::Kind::integer;
            value.integer = integer->get();
        } else if (const auto* decimal = node.as_floating_point()) {
            value.kind = TomlValue::Kind::decimal;
            value.text = spelled(decimal->get());
        } else if (const auto* boolean = node.as_boolean()) {
            value.kind = TomlValue::Kind::boolean;
            value.boolean = boolean->get();
        } else if (const auto* time = node.as_date_time()) {
            return read_time(time->get(), std::move(value));
        } else {
            value.kind = TomlValue::Kind::zoneless;
            if (const auto* date = node.as_date()) value.text = spelled(date->get());
            if (const auto* clock = node.as_time()) value.text = spelled(clock->get());
        }
        return value;
    }

private:
    Result<TomlValue> read_table(const toml::table& table, TomlValue value) const {
        for (const auto& [key, node] : table) {
            TRUCE_ASSIGN(TomlValue inner, read(node));
            value.entries.push_back({std::string(key.str()), position_of(key.source().begin), std::move(inner)});
        }
        return value;
    }

    Result<TomlValue> read_array(const toml::array& array, TomlValue value) const {
        value.kind = TomlValue::Kind::array;
        for (const toml::node& node : array) {
            TRUCE_ASSIGN(TomlValue inner, read(node));
            value.items.push_back(std::move(inner));
        }
        return value;
    }

    /// By way of RFC 3339, so that one function decides what an instant is.
    Result<TomlValue> read_time(const toml::date_time& time, TomlValue value) const {
        value.text = spelled(time);
        value.kind = TomlValue::Kind::zoneless;
        if (!time.offset) return value;
        value.kind = TomlValue::Kind::instant;
        const int minutes = time.offset->minutes;
        const int size = minutes < 0 ? -minutes : minutes;
        const std::string offset = fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
        std::string fraction;
        if (time.time.nanosecond != 0) fraction = fmt::format(".{:09}", time.time.nanosecond);
        while (fraction.size() > 7 && fraction.back() == '0') fraction.pop_back();
        const auto instant =
            parse_instant(fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}{}", time.date.year, time.date.month, time.date.day,
                                      time.time.hour, time.time.minute, time.time.second, fraction, offset));
        if (!instant) {
            Error error = instant.error();
            error.id = "toml.instant";
            error.where = fmt::format("{}:{}:{}", file_, value.position.line, value.position.column);
            return error;
        }
        value.instant = *instant;
        return value;
    }

    std::string_view file_;
};

}  // namespace

std::string_view name_of(TomlValue::Kind kind) {
    switch (kind) {
        case TomlValue::Kind::text: return "a text";
        case TomlValue::Kind::integer: return "an integer";
        case TomlValue::Kind::decimal: return "a decimal number";
        case TomlValue::Kind::boolean: return "true or false";
        case TomlValue::Kind::instant: return "a time";
        case TomlValue::Kind::zoneless: return "a time without its offset from UTC";
        case TomlValue::Kind::array: return "a list";
        case TomlValue::Kind::table: return "a table";
    }
    TRUCE_ASSERT(false);
}

Result<TomlValue> read_toml(std::string_view text, std::string_view file) {
    try {
        const toml::table table = toml::parse(text, file);
        return Reader(file).read(table);
    } catch (const toml::parse_error& error) {
        const TomlPosition at = position_of(error.source().begin);
        return Error{Errc::invalid, "toml.syntax", fmt::format("this is not TOML: {}", error.description()),
                     fmt::format("{}:{}:{}", file, at.line, at.column), "Correct it after https://toml.io/en/v1.0.0"};
    }
}

}  // namespace truce
