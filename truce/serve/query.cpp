#include "truce/serve/query.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "truce/base/bytes.hpp"
#include "truce/http/http.hpp"

namespace truce {
namespace {

Error wrong(std::string_view id, std::string_view name, std::string what, std::string remedy) {
    return {Errc::invalid, std::string(id), std::move(what), std::string(name), std::move(remedy)};
}

Result<Instant> end_of(std::string_view text, std::string_view name, Instant open) {
    if (text == ".." || text.empty()) return open;
    auto instant = parse_instant(text);
    if (instant) return *instant;
    return wrong("query.datetime", name, fmt::format("\"{}\" is no instant", text),
                 "Write 2017-02-25T12:00:00Z, A/B, or .. for an open end");
}

}  // namespace

Result<Query> Query::read(std::string_view query, std::span<const std::string_view> names) {
    Query out;
    TRUCE_ASSIGN(auto pairs, parse_query(query));
    for (auto& [name, value] : pairs) {
        if (!is_utf8(name) || !is_utf8(value) || value.find('\0') != std::string::npos)
            return wrong("query.utf8", "query", "it is not UTF-8", "Percent-encode UTF-8");
        if (std::ranges::find(names, name) == names.end()) {
            return wrong("query.unknown", name, fmt::format("there is no \"{}\" here", name),
                         names.empty() ? "Leave the query out" : fmt::format("There are: {}", fmt::join(names, ", ")));
        }
        if (out.text(name))
            return wrong("query.twice", name, fmt::format("\"{}\" stands twice", name), "Give it once; lists are separated by commas");
        out.values_.emplace_back(std::move(name), std::move(value));
    }
    return out;
}

std::optional<std::string> Query::text(std::string_view name) const {
    const auto found = std::ranges::find(values_, name, &std::pair<std::string, std::string>::first);
    if (found == values_.end() || found->second.empty()) return std::nullopt;
    return found->second;
}

std::vector<std::string> Query::list(std::string_view name) const {
    std::vector<std::string> out;
    const std::string all = text(name).value_or("");
    for (std::string_view rest = all; !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        if (comma > 0) out.emplace_back(rest.substr(0, comma));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return out;
}

Result<std::optional<std::uint64_t>> Query::number(std::string_view name, std::uint64_t least, std::uint64_t most) const {
    const auto given = text(name);
    if (!given) return std::optional<std::uint64_t>();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), value);
    if (error == std::errc{} && end == given->data() + given->size() && least <= value && value <= most) return std::optional(value);
    return wrong("query.number", name, fmt::format("\"{}\" is no whole number from {} to {}", *given, least, most), "Give one");
}

Result<std::optional<Day>> Query::day(std::string_view name) const {
    const auto given = text(name);
    if (!given) return std::optional<Day>();
    auto day = parse_day(*given);
    if (!day) return truce::at(name, std::move(day).error());
    return std::optional(*day);
}

Result<std::optional<Interval>> Query::interval(std::string_view name) const {
    const auto given = text(name);
    if (!given) return std::optional<Interval>();
    const std::size_t slash = given->find('/');
    TRUCE_ASSIGN(const Instant from, end_of(given->substr(0, slash), name, Instant::lowest()));
    if (slash == std::string::npos) return std::optional(Interval{from, {from.us + 1}});
    TRUCE_ASSIGN(const Instant to, end_of(given->substr(slash + 1), name, Instant::highest()));
    if (to < from) return wrong("query.datetime", name, fmt::format("\"{}\" ends before it begins", *given), "Write the earlier one first");
    return std::optional(Interval{from, to == Instant::highest() ? to : Instant{to.us + 1}});
}

Result<std::optional<Box>> Query::box(std::string_view name) const {
    const auto given = text(name);
    if (!given) return std::optional<Box>();
    const std::vector<std::string> parts = list(name);
    std::array<double, 4> numbers{};
    bool good = parts.size() == numbers.size();
    for (std::size_t i = 0; good && i < numbers.size(); ++i) {
        const auto [end, error] = std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), numbers[i], std::chars_format::fixed);
        good = error == std::errc{} && end == parts[i].data() + parts[i].size() && std::isfinite(numbers[i]);
    }
    const auto [west, south, east, north] = numbers;
    good = good && west >= -180 && east <= 180 && south >= -90 && north <= 90 && west <= east && south <= north;
    if (!good) {
        return wrong("query.bbox", name, fmt::format("\"{}\" is no box", *given),
                     "Write west,south,east,north in degrees; a box across the antimeridian is two");
    }
    const auto e7 = [](double degrees) { return static_cast<std::int32_t>(std::llround(degrees * 1e7)); };
    return std::optional(Box{{e7(south), e7(west)}, {e7(north), e7(east)}});
}

}  // namespace truce
