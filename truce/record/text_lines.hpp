/// Taking apart the line-based text files of the record: strict, without copies.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "truce/base/hash.hpp"

namespace truce {

/// Takes one line off the front of `text`, without its line feed; nothing if no line feed is left.
std::optional<std::string_view> take_line(std::string_view& text);

/// A decimal of 64 bits without sign or leading zeros.
std::optional<std::uint64_t> parse_decimal(std::string_view text);

/// Base64 of exactly 32 bytes.
std::optional<Digest> parse_hash_line(std::string_view line);

}  // namespace truce
