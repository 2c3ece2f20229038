#include "truce/coordinate/separation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace truce {

namespace {

constexpr Clearance most{1'000'000'000, 100'000'000, 31'622'400'000'000};  // 1,000 km, 100 km, 366 days

bool fits(const Clearance& c) {
    return c.horizontal_mm >= 0 && c.horizontal_mm <= most.horizontal_mm && c.vertical_mm >= 0 && c.vertical_mm <= most.vertical_mm &&
           c.gap_us >= 0 && c.gap_us <= most.gap_us;
}

std::size_t place_of(const std::vector<std::string>& names, std::string_view name) {
    const auto found = std::ranges::lower_bound(names, name);
    return found != names.end() && *found == name ? static_cast<std::size_t>(found - names.begin()) : 0;
}

}  // namespace

Separations::Separations(std::vector<std::string> names, std::vector<Clearance> table)
    : names_(std::move(names)), table_(std::move(table)) {
    if (names_.empty()) names_.emplace_back();
    table_.resize(names_.size() * names_.size());
    greatest_.resize(names_.size());
    for (std::size_t a = 0; a < names_.size(); ++a)
        for (std::size_t b = 0; b < names_.size(); ++b) {
            const Clearance& one = table_[a * names_.size() + b];
            Clearance& all = greatest_[a];
            all = {std::max(all.horizontal_mm, one.horizontal_mm), std::max(all.vertical_mm, one.vertical_mm),
                   std::max(all.gap_us, one.gap_us)};
        }
}

Result<Separations> Separations::create(const std::vector<Separation>& table) {
    std::vector<std::string> names{""};
    for (const Separation& one : table) names.insert(names.end(), {one.between, one.and_});
    std::ranges::sort(names);
    const auto [first, last] = std::ranges::unique(names);
    names.erase(first, last);
    std::vector<Clearance> square(names.size() * names.size());
    std::vector<bool> given(square.size());
    for (const Separation& one : table) {
        const Clearance clearance{one.horizontal_mm, one.vertical_mm, one.gap_us};
        const std::string pair = fmt::format("{} and {}", one.between, one.and_);
        if (!fits(clearance))
            return Error{Errc::invalid, "separation.range", fmt::format("{} cannot be kept so far apart", pair), pair,
                         "give at most 1,000 km, 100 km in height and 366 days"};
        const std::size_t a = place_of(names, one.between);
        const std::size_t b = place_of(names, one.and_);
        for (const std::size_t i : {a * names.size() + b, b * names.size() + a}) {
            if (given[i] && square[i] != clearance)
                return Error{Errc::conflict, "separation.twice", fmt::format("{} have two separations", pair), pair,
                             "give one for each pair"};
            given[i] = true;
            square[i] = clearance;
        }
    }
    return Separations(std::move(names), std::move(square));
}

Separations::Kind Separations::named_kind(std::string_view name) const { return static_cast<Kind>(place_of(names_, name)); }

}  // namespace truce
