/// Lengths and durations as people write them, "10 km" and "12 h", in whole millimetres and microseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace truce {

/// "mm" for mm, m, km; "us" for us, ms, s, min, h, d (86,400 s); nothing for any other word.
[[nodiscard]] std::optional<std::string_view> base_unit(std::string_view unit);

/// A decimal number, at most six decimals and an optional minus, times its unit ("" for none), exactly; nothing
/// if it is not one, not whole in the base unit, or beyond +-(2^53-1). Without a unit it must be whole.
[[nodiscard]] std::optional<std::int64_t> in_base_unit(std::string_view number, std::string_view unit);

/// "10 km" with that base unit, not negative; nothing otherwise.
[[nodiscard]] std::optional<std::int64_t> parse_quantity(std::string_view text, std::string_view base);

/// The largest unit in which it is whole: "10 km", "1500 m", "72 h", "90 min"; base is "mm" or "us".
[[nodiscard]] std::string format_quantity(std::int64_t amount, std::string_view base);

/// value / 10^6 as a decimal number without trailing zeros: "6", "0.5". value >= 0.
[[nodiscard]] std::string format_millionths(std::int64_t value);

}  // namespace truce
