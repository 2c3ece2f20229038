#include "truce/ingest/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/json.hpp"

namespace truce {
namespace {

bool all_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Error wrong(std::string_view id, std::string_view what, std::string_view remedy) {
    return {Errc::invalid, std::string(id), std::string(what), "", std::string(remedy)};
}

/// Appends digits to `value`; false beyond 2^53-1.
bool append_digits(std::int64_t& value, std::string_view digits) {
    for (const char c : digits) {
        const std::int64_t digit = c - '0';
        if (value > (json_integer_max - digit) / 10) return false;
        value = value * 10 + digit;
    }
    return true;
}

}  // namespace

Result<std::int64_t> parse_count(std::string_view text) {
    constexpr std::string_view remedy = "Write a whole number such as 0 or 14";
    if (!all_digits(text)) {
        if (text.starts_with('-') && all_digits(text.substr(1))) return wrong("number.negative", "may not be negative", remedy);
        const std::size_t point = text.find('.');
        if (point != std::string_view::npos && all_digits(text.substr(0, point)) && all_digits(text.substr(point + 1))) {
            return wrong("number.not_whole", "is not a whole number", remedy);
        }
        return wrong("number.syntax", "is not a number", remedy);
    }
    if (text.size() > 1 && text.front() == '0') return wrong("number.syntax", "has leading zeros", remedy);
    std::int64_t value = 0;
    if (!append_digits(value, text)) return wrong("number.too_large", "is larger than any such number can be", remedy);
    return value;
}

Result<std::int64_t> parse_decimal(std::string_view text, int decimals) {
    constexpr std::string_view remedy = "Write a decimal number such as 12 or 12.5";
    const bool negative = text.starts_with('-');
    const std::string_view digits = negative ? text.substr(1) : text;
    const std::size_t point = digits.find('.');
    const std::string_view whole = digits.substr(0, point);
    const std::string_view fraction = point == std::string_view::npos ? "" : digits.substr(point + 1);
    if (!all_digits(whole) || (point != std::string_view::npos && !all_digits(fraction))) {
        return wrong("number.syntax", "is not a number", remedy);
    }
    if (static_cast<int>(fraction.size()) > decimals) {
        return wrong("number.too_fine", fmt::format("has more than {} decimals", decimals), "Round it");
    }
    std::int64_t value = 0;
    bool fits = append_digits(value, whole) && append_digits(value, fraction);
    for (int i = static_cast<int>(fraction.size()); fits && i < decimals; ++i) fits = append_digits(value, "0");
    if (!fits) return wrong("number.too_large", "is larger than any such number can be", remedy);
    return negative ? -value : value;
}

}  // namespace truce
