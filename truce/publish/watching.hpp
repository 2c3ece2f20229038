/// For how long somebody looked at each division: not watched is not quiet.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/base/time.hpp"
#include "truce/ingest/report.hpp"

namespace truce {

/// Lengths in microseconds of the day. 0 <= whole_us <= part_us <= the day's length.
struct Watched {
    std::int64_t whole_us = 0;  ///< while every area of the division was watched, whoever watched it
    std::int64_t part_us = 0;   ///< while some place in the division was watched; includes whole_us
    friend bool operator==(const Watched&, const Watched&) = default;
};

struct WatchedDivision {
    Watched by_anyone;  ///< the union over all registers: time is the same time for all, so nothing is counted twice
    struct By {
        std::string register_id;
        Watched watched;
    };
    std::vector<By> by_register;  ///< those that watched at all, by register id
};

/// Parallel to the profile's divisions. A watch counts from its start to its end within `day`, its interruptions taken
/// off. It covers an area whole if it names the area among Watch::areas, and in part if its region
/// touches it; a watch of an unknown place covers nothing.
std::vector<WatchedDivision> watched_divisions(const Profile& profile, const Interval& day, const std::vector<Watch>& watches);

}  // namespace truce
