/// CQL2 text (OGC 21-065): the filters that clients of OGC API - Features send, read into an expression over queryables.hpp.
///
///   expression = disjunction;  disjunction = conjunction, { "OR", conjunction };  conjunction = negation, { "AND", negation }
///   negation   = [ "NOT" ], ( "(", expression, ")" | predicate | boolean )
///   predicate  = scalar, ( "=" | "<>" | "<" | ">" | "<=" | ">=" ), scalar
///              | property, [ "NOT" ], "LIKE", text              % any characters, _ any one; \ takes the next as it is
///              | scalar, [ "NOT" ], "BETWEEN", scalar, "AND", scalar
///              | scalar, [ "NOT" ], "IN", "(", scalar, { ",", scalar }, ")"
///              | property, "IS", [ "NOT" ], "NULL"
///              | ( "S_INTERSECTS" | "S_DISJOINT" | "S_WITHIN" ), "(", "geometry", ",", place, ")"
///              | ( "T_INTERSECTS" | "T_DISJOINT" | "T_AFTER" | "T_BEFORE" | "T_DURING" | "T_CONTAINS" | "T_EQUALS" ), "(", time, ",",
///              time, ")"
///   place      = "BBOX(w,s,e,n)" | "POINT(x y)" | "POLYGON((x y, ...), ...)" | "MULTIPOLYGON(((...)), ...)"
///   scalar     = property | text | number | "TRUE" | "FALSE" | "DATE('2017-02-25')" | "TIMESTAMP('2017-02-25T12:00:00Z')"
///   time       = property | date | timestamp | "INTERVAL('a','b')", each end a date, a timestamp, a property or '..'
///
/// Words in any case. A comparison with what is not known is neither true nor false, and what is not true does not match. Of a list
/// (actors, areas) a comparison holds if it holds of one member. Places are what is shown: S_INTERSECTS if some of it may lie in the
/// other, S_WITHIN if all surely does, S_DISJOINT if none can. The end of a `time` does not belong to it; a date is its whole day, UTC.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/interfaces/crs.hpp"
#include "truce/publish/live_register.hpp"

namespace truce {

inline constexpr std::size_t cql2_bytes_max = std::size_t{8} << 10U;
inline constexpr std::size_t cql2_depth_max = 32;
inline constexpr std::size_t cql2_vertices_max = 2'000;

/// An expression that was read. Not for two threads at once.
class Cql2Filter {
public:
    /// Errors, each with the place "filter:17" (the character, from 1): cql2.syntax, cql2.property (no such property), cql2.type (what
    /// cannot be compared), cql2.value (a date, number or place that is none), cql2.size (beyond cql2_bytes_max or
    /// cql2_vertices_max), cql2.depth.
    static Result<Cql2Filter> parse(std::string_view text, Crs crs = Crs::crs84);
    ~Cql2Filter();
    Cql2Filter(Cql2Filter&&) noexcept;
    Cql2Filter& operator=(Cql2Filter&&) noexcept;

    /// yes, no, or unknown where what it depends on is not known.
    [[nodiscard]] Truth holds(const LiveIncident& incident, const Profile& profile) const;

    struct Node;

private:
    explicit Cql2Filter(std::unique_ptr<const Node> root);
    std::unique_ptr<const Node> root_;
};

}  // namespace truce
