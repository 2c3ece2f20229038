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

/// The number in millionths; nothing if it is no number or too large.
std::optional<__int128> millionths(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const std::size_t point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view decimals = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    if (whole.empty() || whole.size() > 16 || decimals.size() > 6 || (point != std::string_view::npos && decimals.empty()))
        return std::nullopt;
    __int128 value = 0;
    const auto add = [&](std::string_view digits, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i) {
            const char c = i < digits.size() ? digits[i] : '0';
            if (c < '0' || c > '9') return false;
            value = value * 10 + (c - '0');
        }
        return true;
    };
    if (!add(whole, whole.size()) || !add(decimals, 6)) return std::nullopt;
    return negative ? -value : value;
}

}  // namespace

std::optional<std::string_view> base_unit(std::string_view unit) {
    const Unit* found = find_unit(unit);
    return found != nullptr ? std::optional(found->base) : std::nullopt;
}

std::optional<std::int64_t> in_base_unit(std::string_view number, std::string_view unit) {
    const Unit* found = find_unit(unit);
    if (!unit.empty() && found == nullptr) return std::nullopt;
    const auto value = millionths(number);
    if (!value) return std::nullopt;
    const __int128 scaled = *value * (found != nullptr ? found->size : 1);
    if (scaled % 1'000'000 != 0) return std::nullopt;
    const __int128 amount = scaled / 1'000'000;
    if (amount > json_integer_max || amount < -json_integer_max) return std::nullopt;
    return static_cast<std::int64_t>(amount);
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
