/// The closed language in which a clause says where and when it holds and an exception says when it applies.
///
///   condition := disjunction
///   disjunction := conjunction { "OR" conjunction }
///   conjunction := literal { "AND" literal }
///   literal := [ "NOT" ] ( atom | "(" disjunction ")" )
///   atom := NAME "is" VALUE                      a named fact has that value
///         | NAME "in" "{" VALUE { "," VALUE } "}"
///         | "actor" "in" SET | "target" "in" SET SET: bound, bound_or_supporting, designated, or an id
///         | "inside" "(" AREA ")"
///         | "within_km" "(" AREA "," NUMBER ")"
///         | ( "before" | "after" ) INSTANT | "during" INSTANT ".." INSTANT
///         | NAME ( "<" | "<=" | ">" | ">=" ) NUMBER [ UNIT ]
///         | "responds_to" "(" "prior" "," NUMBER "h" "," NUMBER "km" ")"
///         | "notified" "(" NAME ")"
///         | NAME                                 a yes/no fact that a person finds, e.g. proportionate
///
/// No recursion, no functions, no regular expressions: every evaluation ends, and a reader without
/// training can say what it means. Facts' names, values and units are those that the profile declares.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"

namespace truce {

enum class AtomKind : std::uint8_t {
    fact_in,      ///< named fact `name` has one of `values`; "is" is the case of one value, a bare NAME that of {"yes"}
    number,       ///< numeric fact `name` compares to `number` (already in the fact's base unit)
    actor_in,     ///< every candidate actor is in set `name`
    target_in,    ///< every candidate target is in set `name`
    inside,       ///< area `name`
    within,       ///< at most `distance_mm` from area `name`
    before,       ///< the incident ends at or before `from`
    after,        ///< the incident begins at or after `from`
    during,       ///< the incident lies within [from, to)
    responds_to,  ///< a prior violation in the opposite direction, `duration_us` and `distance_mm` at most
    notified,     ///< a notification of kind `name` was filed for it
};

enum class Comparison : std::uint8_t { less, less_or_equal, greater, greater_or_equal };

struct Atom {
    AtomKind kind = AtomKind::fact_in;
    std::string name;
    std::vector<std::string> values;  ///< ascending, without duplicates
    Comparison comparison = Comparison::less;
    std::int64_t number = 0;
    std::int64_t distance_mm = 0;
    std::int64_t duration_us = 0;
    Instant from;
    Instant to;
    friend bool operator==(const Atom&, const Atom&) = default;
};

/// A tree; `children` is empty for an atom, one for NOT, two or more for AND and OR.
/// A default-constructed condition is the empty AND: always true.
struct Condition {
    enum class Op : std::uint8_t { all, any, negation, atom };
    Op op = Op::all;
    Atom atom;
    std::vector<Condition> children;
    friend bool operator==(const Condition&, const Condition&) = default;
};

/// Errors: condition.syntax, naming the column (1-based, in bytes) as where, what was expected and the text.
Result<Condition> parse_condition(std::string_view text);

/// The same condition in a fixed spelling; parse_condition(format(c)) == c.
std::string format(const Condition& condition);

/// The atom in words as a lawyer would read it (English): "the place lies inside area ops-vs-designated".
std::string in_words(const Atom& atom);

}  // namespace truce
