/// What an incident's reports say together, beside what each says alone. No vote and no average of what cannot be averaged: a
/// place with its spread and its outliers named, an interval, ranges. Who was responsible is a finding and stands nowhere here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "truce/fuse/sighting.hpp"

namespace truce {

struct FusedValues {
    /// Where: the point whose distances to the reports' places, each counted in its own spread and with heavy tails, are least
    /// in sum. One far report hardly moves it. Absent if no report has a place.
    std::optional<LatLon> where;
    /// The half of what is known lies within: the larger of what the spreads leave open and how far the places lie apart.
    double spread_m = 0;
    std::vector<std::uint32_t> outliers;  ///< places in the list given: farther off than three of their own spreads and 5 km

    Interval when;  ///< what all intervals share; where nothing is shared, from the first to the last
    bool when_shared = true;

    /// From the least that a source allows to the most; absent if none says. Where one source's best is another's
    /// impossibility, the range holds both.
    std::optional<Casualties> casualties;  ///< best: the median of the sources' best numbers, the lower of two

    std::vector<std::string> acts;    ///< all that were said, ascending; several: the sources differ
    std::vector<std::string> actors;  ///< all sides named, ascending
    std::size_t sources = 0;          ///< different ones
};

/// Precondition: `reports` is not empty, and check() is good for each. Does not depend on their order, but for `outliers`, which
/// are places in the list.
///   source    the place: iteratively reweighted least squares with Cauchy weights (Huber, Robust Statistics, 1981)
FusedValues fused_values(const std::vector<Sighting>& reports);

}  // namespace truce
