/// What both drivers share. Not for callers of the store.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "truce/store/store.hpp"

namespace truce::driver {

/// Refuses TEXT that holds NUL (store.nul) or is not UTF-8 (store.utf8), before any database sees it:
/// PostgreSQL takes neither, SQLite would take both. Also store.too_large.
Result<void> check_parameters(std::span<const Value> parameters);

/// What a database reported, by its class; the id decides what the caller does (store.hpp).
enum class Failure : std::uint8_t { constraint, busy, read_only, too_large, full, io, corrupt, statement };
Error failure(Failure kind, std::string_view message, std::string_view sql = {});

/// store.column: column `col` (from 0) is not of the kind the program asked for.
Error wrong_column(int col, std::string_view sql);

/// Whether the name can stand in SQL without quotes: [a-z_][a-z0-9_]*.
bool is_plain_name(std::string_view name);
/// "a, b, c"
std::string join(std::span<const std::string_view> names);

}  // namespace truce::driver
