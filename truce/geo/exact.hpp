/// Exact plane predicates on vertices in units of 1e-7 degrees.
#pragma once

#include <algorithm>
#include <cstdint>

#include "truce/geo/point.hpp"

namespace truce {

/// Which side of the directed line a-b the point c is on: 1 left (counter-clockwise with x = longitude, y =
/// latitude), -1 right, 0 on it. Exact: the factors are below 3.6e9 and 1.8e9, so products fit 63 bits, and they are
/// compared, not subtracted.
inline int orientation(LatLon a, LatLon b, LatLon c) {
    const auto minus = [](std::int32_t u, std::int32_t v) { return std::int64_t{u} - v; };
    const std::int64_t left = minus(b.lon_e7, a.lon_e7) * minus(c.lat_e7, a.lat_e7);
    const std::int64_t right = minus(c.lon_e7, a.lon_e7) * minus(b.lat_e7, a.lat_e7);
    return (left > right) - (left < right);
}

/// Whether p lies on the closed segment a-b. Exact.
inline bool on_segment(LatLon a, LatLon b, LatLon p) {
    if (p.lat_e7 < std::min(a.lat_e7, b.lat_e7) || p.lat_e7 > std::max(a.lat_e7, b.lat_e7)) return false;
    if (p.lon_e7 < std::min(a.lon_e7, b.lon_e7) || p.lon_e7 > std::max(a.lon_e7, b.lon_e7)) return false;
    return orientation(a, b, p) == 0;
}

/// Whether the segments have exactly one common point, and it is an end of neither. Exact.
inline bool cross_properly(LatLon a, LatLon b, LatLon c, LatLon d) {
    return orientation(a, b, c) * orientation(a, b, d) < 0 && orientation(c, d, a) * orientation(c, d, b) < 0;
}

}  // namespace truce
