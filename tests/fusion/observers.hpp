/// Simulated observers of real events, and the truth about them: for scoring fusion, never for doing it.
///
/// The model of noise follows the simulated set of January 2017 (truce/fuse/testdata/january): each of three observers reports
/// an event with some probability, misplaces and misdates it, counts deaths wrongly, and sometimes does not know a side. The
/// harsher models say what they add. The events are rows of UCDP GED; what the observers say about them nobody ever said.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/fuse/sighting.hpp"

namespace truce::observers {

/// Reports with, beside each, the event that it is of.
struct Set {
    std::vector<Sighting> sightings;
    std::vector<std::int64_t> gold;
};

/// One row of GED, as far as observers see it.
struct Event {
    std::int64_t id = 0;
    std::int32_t type = 1;
    std::string side_a;  ///< SYR, FGOV, OPP, IS, SDF, HTS, CIV
    std::string side_b;
    std::int32_t where_prec = 1;
    double latitude = 0;
    double longitude = 0;
    Day first;
    Day last;
    std::int64_t best = 0;
};
/// Rows that start within the days, both inclusive. Errors: those of read_csv; observers.columns.
Result<std::vector<Event>> read_events(const Path& ged, Day from, Day to);

/// The committed observers' files, columns gold, date, enddate, latitude, longitude, type_tax, actor_tax, fatalities, wp.
/// Errors: as above.
Result<Set> read_january(const Path& folder);

enum class Noise : std::uint8_t {
    january,   ///< as the January set
    heavy,     ///< distances with heavy tails: one in six is up to ten times as far out
    no_tolls,  ///< deaths known to the first observer only
    no_sides,  ///< sides unknown in four of ten reports
    copies,    ///< the third observer copies the first's report in half of what both saw
};

/// Same arguments, same set, on every machine.
Set simulate(const std::vector<Event>& events, std::uint64_t seed, Noise noise);

/// Agreement of a partition with the truth. `group` names each sighting's group.
struct Score {
    double precision = 0;  ///< of pairs in one group
    double recall = 0;
    double f1 = 0;
    double b3_precision = 0;  ///< B-cubed
    double b3_recall = 0;
    double b3_f1 = 0;
};
Score score(const std::vector<std::uint32_t>& group, const std::vector<std::int64_t>& gold);

}  // namespace truce::observers
