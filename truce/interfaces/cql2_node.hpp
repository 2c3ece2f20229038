/// The expression behind Cql2Filter. Private to cql2*.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "truce/interfaces/cql2.hpp"
#include "truce/interfaces/queryables.hpp"

namespace truce {

/// A property, or a value that is written out. A date and a timestamp are the interval that they name.
struct Cql2Scalar {
    const PropertyRow* property = nullptr;
    std::variant<std::monostate, std::string, double, bool, Interval> literal;
    std::size_t at = 0;  ///< its place in the text

    [[nodiscard]] PropertyType type() const;
};

struct Cql2Filter::Node {
    enum class Kind : std::uint8_t {
        constant,
        both,
        either,
        negation,
        equal,
        less,
        like,
        in,
        is_null,
        intersects,
        within,
        disjoint,
        t_intersects,
        t_disjoint,
        t_after,
        t_before,
        t_during,
        t_contains,
        t_equals
    };
    Kind kind = Kind::constant;
    bool constant = false;
    std::vector<std::unique_ptr<const Node>> children;
    std::vector<Cql2Scalar> scalars;  ///< equal, less: two; in: the one and the others; is_null, like: one; t_*: two or four ends
    std::string pattern;              ///< like
    std::optional<Zone> zone;         ///< intersects, within, disjoint
    std::size_t first_ends = 1;       ///< t_*: how many of `scalars` make the first time; 2: an interval of two ends
};

}  // namespace truce
