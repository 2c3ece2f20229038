/// TOML in: a tree of values that know where they stand. toml++ is seen by toml.cpp alone.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"

namespace truce {

/// Line and column, from 1; columns count characters.
struct TomlPosition {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    friend auto operator<=>(const TomlPosition&, const TomlPosition&) = default;
};

struct TomlValue {
    enum class Kind : std::uint8_t {
        text,
        integer,
        decimal,
        boolean,
        instant,   ///< a date and time with offset; TOML's fractions below a microsecond are refused by the reader
        zoneless,  ///< a date, a time, or both without offset: `text` spells it
        array,
        table,
    };
    Kind kind = Kind::table;
    TomlPosition position;
    std::string text;
    std::int64_t integer = 0;
    bool boolean = false;
    Instant instant;
    std::vector<TomlValue> items;  ///< array
    struct Entry;
    std::vector<Entry> entries;  ///< table, ascending by key
};

struct TomlValue::Entry {
    std::string key;
    TomlPosition position;  ///< of the key
    TomlValue value;
};

/// "a text", "an integer", "a time without its offset from UTC", ...
std::string_view name_of(TomlValue::Kind kind);

/// Errors: toml.syntax, with "file:line:column" as where; toml.instant for a time beyond Instant's range or finer
/// than a microsecond.
Result<TomlValue> read_toml(std::string_view text, std::string_view file);

}  // namespace truce
