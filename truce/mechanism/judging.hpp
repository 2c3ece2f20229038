/// The register's incidents with their facts, as they are judged. Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "truce/judge/facts.hpp"
#include "truce/judge/judge.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce {

/// Parallel lists: one report, one incident, until links say otherwise. By register, then source id; verdicts are not made yet.
struct Incidents {
    std::vector<JudgedIncident> incidents;
    std::vector<Facts> facts;
    std::vector<std::size_t> versions;  ///< of each one's report
};

/// The current ones at `as_of`; of `days` only, if given, both inclusive.
Result<Incidents> load_incidents(Database& db, std::uint64_t as_of, const std::optional<std::pair<Day, Day>>& days);

/// Threads that judging may use.
unsigned judging_threads();

}  // namespace truce
