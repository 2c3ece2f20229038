/// The smallest changes that would take an activity out of others' way.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/coordinate/live_volumes.hpp"

namespace truce {

/// What may be proposed. The steps also keep an answer from drawing the other's edge.
struct ShiftLimits {
    std::int64_t time_step_us = 900'000'000;    ///< > 0; a quarter of an hour
    std::int64_t time_us_max = 86'400'000'000;  ///< either way
    std::int64_t height_step_mm = 100'000;      ///< > 0
    std::int64_t height_mm_max = 3'000'000;
    std::vector<std::int64_t> aside_mm{1'000'000, 2'000'000, 5'000'000, 10'000'000, 20'000'000};  ///< ascending
};

/// Each alone makes all volumes free; absent where none within the limits does.
struct Shifts {
    std::optional<std::int64_t> later_us;
    std::optional<std::int64_t> earlier_us;
    std::optional<std::int64_t> higher_mm;  ///< only where every volume has a band
    std::optional<std::int64_t> lower_mm;
    struct Aside {
        std::int64_t distance_mm = 0;
        std::int64_t bearing_mdeg = 0;  ///< of eight, clockwise from north
        friend bool operator==(const Aside&, const Aside&) = default;
    };
    std::optional<Aside> aside;  ///< every point moved by that; never for named areas
    friend bool operator==(const Shifts&, const Shifts&) = default;
};

/// Multiples of the limits' steps, the smallest that leave no conflict with any activity that `counts`. What does not count may
/// still be in the way: it must not be learnt of here.
/// Every proposal was checked as conflicts() checks; a smaller one of the same kind is not free. `volumes` are not empty.
Shifts smallest_shifts(const LiveVolumes& live, std::string_view kind, const std::vector<Volume>& volumes, std::string_view except,
                       const std::function<bool(std::string_view activity)>& counts, const ShiftLimits& limits = {});

/// The same volume elsewhere: in time, in height, or with every point moved. Heights of what is on the surface stay.
/// Errors: those of Height and Footprint where that cannot be; shift.area for a named area moved aside; shift.time beyond Instant's ends.
Result<Volume> moved_in_time(const Volume& volume, std::int64_t by_us);
Result<Volume> moved_in_height(const Volume& volume, std::int64_t by_mm);
Result<Volume> moved_aside(const Volume& volume, std::int64_t distance_mm, std::int64_t bearing_mdeg);

}  // namespace truce
