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
///   NAME, AREA, VALUE, SET   1 to 64 of a-z 0-9 _ - beginning with a letter or digit
///   INSTANT                  RFC 3339 with an offset; NUMBER has at most six decimals
///   UNIT                     mm m km | us ms s min h d | any NAME, which is then taken as it stands
///
/// No recursion, no functions, no regular expressions: every evaluation ends, and a reader without
/// training can say what it means. Facts' names, values and units are those that the profile declares.
/// The words of the grammar ("inside", "actor", ...) name no facts.
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
    std::string unit;  ///< base unit of `number`: "mm", "us", the UNIT as it stands, or "" without one
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

/// Brackets inside one another, and atoms in one condition, beyond which a condition is refused.
inline constexpr std::size_t condition_depth_max = 16;
inline constexpr std::size_t condition_atoms_max = 128;

/// Errors: condition.syntax, naming the column (1-based, in bytes) as where, what was expected and the text;
/// condition.too_large beyond the limits above.
Result<Condition> parse_condition(std::string_view text);

/// The same condition in a fixed spelling: parse_condition(format(c)) == c for every c that parse_condition
/// gives. The empty AND, which no text stands for, is "".
std::string format(const Condition& condition);

/// Whether `text` can be a NAME.
[[nodiscard]] bool is_name(std::string_view text);
/// Whether `text` is a word of the grammar, which can be no fact's name.
[[nodiscard]] bool is_condition_word(std::string_view text);

/// The atoms of a condition, from left to right.
[[nodiscard]] std::vector<const Atom*> atoms_of(const Condition& condition);

/// The same condition as alternatives, each a conjunction of literals (NOT before atoms only), by the laws of
/// strong Kleene logic, in which nothing is lost. Errors: condition.too_large beyond 64 alternatives.
Result<std::vector<Condition>> cases_of(const Condition& condition);

/// The atom in words as a lawyer would read it (English): "the place lies inside area ops-vs-designated".
std::string in_words(const Atom& atom);

}  // namespace truce
