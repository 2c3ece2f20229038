/// Invented activities for tests.
#pragma once

#include <string>
#include <vector>

#include "truce/coordinate/activity_step.hpp"

namespace truce::coordinate_testing {

inline constexpr std::int64_t hour_us = 3'600'000'000;
inline constexpr std::int64_t noon_us = 1'488'024'000'000'000;  ///< 2017-02-25T12:00:00Z
inline constexpr Interval always{Instant::lowest(), Instant::highest()};

inline Footprint disc(double lat, double lon, std::int64_t radius_km) {
    return std::move(Footprint::circle(std::move(LatLon::from_degrees(lat, lon)).value(), radius_km * 1'000'000)).value();
}

/// On the ground, from one hour after noon to another.
inline Volume at(double lat, double lon, std::int64_t radius_km, std::int64_t from_hour, std::int64_t to_hour) {
    return {disc(lat, lon, radius_km),
            std::move(Height::surface(4'000)).value(),
            {{noon_us + from_hour * hour_us}, {noon_us + to_hour * hour_us}}};
}

inline ActivityStep filing(std::string id, std::string owner, std::string kind, std::vector<Volume> volumes,
                           std::vector<std::string> recipients) {
    ActivityStep step;
    step.key = AwarenessKey::from_secret("a secret of " + id + " that is long enough");
    step.id = std::move(id);
    step.author = std::move(owner);
    step.recorded_at = {noon_us};
    step.activity_kind = std::move(kind);
    step.volumes = std::move(volumes);
    step.recipients = std::move(recipients);
    return step;
}

}  // namespace truce::coordinate_testing
