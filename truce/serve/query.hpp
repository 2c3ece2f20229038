/// A request's query, read strictly: a name that the endpoint does not have, or one that stands twice, is refused rather than
/// left out of account.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

class Query {
public:
    /// Errors: http.percent, http.query, query.unknown (naming those there are), query.twice, query.utf8.
    static Result<Query> read(std::string_view query, std::span<const std::string_view> names);

    [[nodiscard]] std::optional<std::string> text(std::string_view name) const;
    /// Comma separated, without empty ones; none if it is not there.
    [[nodiscard]] std::vector<std::string> list(std::string_view name) const;
    /// Errors: query.number, naming the bounds.
    [[nodiscard]] Result<std::optional<std::uint64_t>> number(std::string_view name, std::uint64_t least, std::uint64_t most) const;
    /// Errors: time.day.
    [[nodiscard]] Result<std::optional<Day>> day(std::string_view name) const;
    /// An instant, or A/B, both included, ".." where it is open. Errors: query.datetime.
    [[nodiscard]] Result<std::optional<Interval>> interval(std::string_view name) const;
    /// west,south,east,north in degrees. Errors: query.bbox (also where it crosses the antimeridian: ask twice).
    [[nodiscard]] Result<std::optional<Box>> box(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> values_;
};

}  // namespace truce
