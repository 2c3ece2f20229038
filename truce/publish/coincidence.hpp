/// How many records of two registers can be of the same incidents, when only counts are known.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace truce {

/// What is known of how a total divides.
enum class SplitState : std::uint8_t {
    not_stated,  ///< a total without divisions, or nothing
    partial,     ///< the stated divisions add up to less than the total
    complete,    ///< they add up to it; also a total of 0
    exceeding,   ///< they add up to more: the source contradicts itself
    no_total,    ///< divisions without a total, which is then at least their sum
};

/// One register's published numbers of a day. Nothing is negative.
struct Split {
    std::optional<std::int64_t> total;
    std::map<std::string, std::int64_t> by_division;

    [[nodiscard]] std::int64_t placed() const;
    [[nodiscard]] SplitState state() const;
    /// The number of records that the bound works with: the total, or what the divisions say if that is more.
    [[nodiscard]] std::int64_t records() const;
    /// Records of no stated division.
    [[nodiscard]] std::int64_t unplaced() const { return records() - placed(); }
};

/// What two registers' counts of one day can have in common.
///
/// Assumptions: one record is one incident, a register records an incident once, both mean the same local day and
/// the same division by the same name. Then a record with a division matches only records of that division or
/// of none, and a record without one matches any: the largest number of pairs is a maximum flow, here in closed form
///     sum of min(a_d, b_d)  +  min(u_a, rest_b) + min(u_b, rest_a)  +  what is then left on both sides
/// with u the unplaced records and rest the placed ones that found no partner in their division.
struct Coincidence {
    std::int64_t at_most = 0;  ///< pairs of records that can be of the same incident
    /// How many different incidents there are at least: a + b - at_most. Absent where that would be the plain sum
    /// of two registers (at_most == 0), where a total is not stated, or where a source contradicts itself.
    std::optional<std::int64_t> at_least_distinct;
    bool complete = false;  ///< both registers give every record's division
};

Coincidence coincidence(const Split& a, const Split& b);

}  // namespace truce
