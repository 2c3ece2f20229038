#include "truce/agreement/quantity.hpp"

#include <fmt/format.h>

#include <array>

#include "truce/base/json.hpp"

namespace truce {
namespace {

struct Unit {
    std::string_view name;
    std::string_view base;
    std::int64_t size;
};

/// Within one base from small to large, so that formatting can look from the end.
constexpr std::array<Unit, 9> units{{{"mm", "mm", 1},
                                     {"m", "mm", 1'000},
                                     {"km", "mm", 1'000'000},
                                     {"us", "us", 1},
                                     {"ms", "us", 1'000},
                                     {"s", "us", 1'000'000},
                                     {"min", "us", 60'000'000},
                                     {"h", "us", 3'600'000'000},
                                     {"d", "us", 86'400'000'000}}};

const Unit* find_unit(std::string_view name) {
    for (const Unit& unit : units) {
        if (unit.name == name) return &unit;
    }
    return nullptr;
}

struct Decimal {
    bool negative = false;
    std::int64_t whole = 0;
    std::int64_t millionths = 0;
};

std::optional<std::int64_t> digits(std::string_view text) {
    std::int64_t value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Decimal> parse_decimal(std::string_view text) {
    Decimal out;
    out.negative = text.starts_with('-');
    if (out.negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    std::string decimals(point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1));
    if (whole.empty() || whole.size() > 16 || decimals.empty() || decimals.size() > 6) return std::nullopt;
    decimals.resize(6, '0');
    const auto left = digits(whole);
    const auto right = digits(decimals);
    if (!left || !right) return std::nullopt;
    out.whole = *left;
    out.millionths = *right;
    return out;
}

}  // namespace

std::optional<std::string_view> base_unit(std::string_view unit) {
    const Unit* found = find_unit(unit);
    return found != nullptr ? std::optional(found->base) : std::nullopt;
}

std::optional<std::int64_t> in_base_unit(std::string_view number, std::string_view unit) {
    const Unit* found = find_unit(unit);
    if (!unit.empty() && found == nullptr) return std::nullopt;
    const auto decimal = parse_decimal(number);
    if (!decimal) return std::nullopt;
    const std::int64_t size = found != nullptr ? found->size : 1;
    const std::int64_t part = decimal->millionths * size;  // below 10^6 * 8.64 * 10^10
    if (part % 1'000'000 != 0 || decimal->whole > (json_integer_max - part / 1'000'000) / size) return std::nullopt;
    const std::int64_t amount = decimal->whole * size + part / 1'000'000;
    return decimal->negative ? -amount : amount;
}

std::optional<std::int64_t> parse_quantity(std::string_view text, std::string_view base) {
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const std::string_view unit = text.substr(blank + 1);
    if (base_unit(unit) != base) return std::nullopt;
    const auto amount = in_base_unit(text.substr(0, blank), unit);
    return amount && *amount >= 0 ? amount : std::nullopt;
}

std::string format_quantity(std::int64_t amount, std::string_view base) {
    const Unit* best = find_unit(base);
    for (const Unit& unit : units) {
        // Days are not used: a reader takes them for calendar days.
        if (unit.base == base && unit.name != "d" && amount % unit.size == 0) best = &unit;
    }
    return best == nullptr ? fmt::format("{}", amount) : fmt::format("{} {}", amount / best->size, best->name);
}

std::string format_millionths(std::int64_t value) {
    std::string out = fmt::format("{}.{:06}", value / 1'000'000, value % 1'000'000);
    while (out.back() == '0') out.pop_back();
    if (out.back() == '.') out.pop_back();
    return out;
}

}  // namespace truce
