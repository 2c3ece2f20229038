/// Numbers as sources write them: plain decimal text, exact or refused.
#pragma once

#include <cstdint>
#include <string_view>

#include "truce/base/result.hpp"

namespace truce {

/// Digits only, without sign, blanks or leading zeros, up to 2^53-1.
/// Errors: number.negative, number.not_whole (a decimal point), number.too_large, number.syntax.
Result<std::int64_t> parse_count(std::string_view text);

/// A decimal number times 10^decimals, e.g. ("12.5", 3) -> 12500; optional minus sign, no exponent, at most
/// `decimals` places, magnitude of the result up to 2^53-1.
/// Errors: number.syntax, number.too_fine, number.too_large.
Result<std::int64_t> parse_decimal(std::string_view text, int decimals);

}  // namespace truce
