/// How many records of two registers can be of the same incidents, when only counts are known.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace truce {

/// One register's published numbers of a day: a total, and what of it is given by division.
struct Split {
    std::int64_t total = 0;
    std::map<std::string, std::int64_t> by_division;  ///< adds up to at most `total`
    [[nodiscard]] std::int64_t unplaced() const;
};

/// Assumptions: one record is one incident, a register records an incident once, both mean the same day and
/// the same division by the same name. Then records match only within a division, and what is not given
/// by division can match anything: the largest matching is a maximum flow, here in closed form.
struct Coincidence {
    std::int64_t at_most = 0;            ///< pairs of records that can be of the same incident
    std::int64_t at_least_distinct = 0;  ///< so many different incidents there are at least: a + b - at_most
    bool complete = false;               ///< both registers give every record's division
};

Coincidence coincidence(const Split& a, const Split& b);

}  // namespace truce
