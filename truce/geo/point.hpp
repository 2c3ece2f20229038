/// Points on the earth and distances between them.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"

namespace truce {

/// A point, WGS 84, degrees x 10^7 (one unit is at most 1.12 cm). Latitude within +-90 degrees, longitude
/// within +-180 degrees, both ends included; 180 and -180 are the same meridian and compare as different.
/// The plain struct is not checked: whatever comes from outside goes through one of the functions below.
struct LatLon {
    std::int32_t lat_e7 = 0;
    std::int32_t lon_e7 = 0;
    friend auto operator<=>(const LatLon&, const LatLon&) = default;

    /// Errors: geo.latitude, geo.longitude if out of range (the value is named in degrees).
    static Result<LatLon> create(std::int64_t lat_e7, std::int64_t lon_e7);
    /// Rounds to the nearest unit. Errors: as create; a number that is not finite is out of range.
    static Result<LatLon> from_degrees(double lat, double lon);
    /// Decimal text, "36.2103" or "-7": sign, digits, at most one point; no exponent, no blanks. Exact up to
    /// seven decimals, further ones are rounded half away from zero. Errors: geo.number, geo.latitude, geo.longitude.
    static Result<LatLon> parse(std::string_view lat, std::string_view lon);

    [[nodiscard]] double lat() const { return lat_e7 * 1e-7; }
    [[nodiscard]] double lon() const { return lon_e7 * 1e-7; }
};

/// "36.2103 37.1612": latitude, blank, longitude, in degrees, exact, without trailing zeros.
std::string format(LatLon point);

/// Length of the shortest path on the WGS 84 ellipsoid in millimetres, rounded to the nearest.
/// Exact to 1 mm for any two points (Karney, doi:10.1007/s00190-012-0578-z, by GeographicLib).
std::int64_t distance_mm(LatLon a, LatLon b);

/// The point reached from `start` along the geodesic that leaves it at `bearing_mdeg` (thousandths of a
/// degree, clockwise from true north, any integer) after `distance_mm`; rounded to the nearest unit.
LatLon destination(LatLon start, std::int64_t bearing_mdeg, std::int64_t distance_mm);

}  // namespace truce
