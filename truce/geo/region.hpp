/// Regions: where something happened, as the set of places where it may have happened.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/geo/point.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

/// A polygon region is a Shape.
using Polygon = Shape;

/// What an observer saw: between two bearings and two distances.
struct Sector {
    LatLon observer;
    std::int32_t bearing_from_mdeg = 0;  ///< thousandths of a degree clockwise from true north, 0 .. 359,999
    std::int32_t bearing_to_mdeg = 0;    ///< likewise; the sector runs clockwise from `from` to `to` and may pass north.
                                         ///< equal: that one bearing; 360,000 with from 0: all round
    std::int64_t distance_min_mm = 0;    ///< geodesic, both ends included
    std::int64_t distance_max_mm = 0;
    friend bool operator==(const Sector&, const Sector&) = default;
};

/// Exactly the fields of its kind have a meaning; the others keep their defaults. Make one with the functions below.
/// It happened at one of these places, nobody knows which.
struct Region {
    enum class Kind : std::uint8_t {
        unknown,  ///< anywhere
        circle,   ///< at most radius_mm from centre, closed; radius 0 is the point itself
        areas,    ///< in the interior of one of several named areas
        polygon,  ///< in the interior of an explicit polygon
        sector,   ///< seen from an observer
    };
    Kind kind = Kind::unknown;
    LatLon centre;                           ///< circle
    std::int64_t radius_mm = 0;              ///< circle; 0 .. region_radius_mm_max
    std::vector<std::string> ids;            ///< areas: ascending, without duplicates, not empty
    std::shared_ptr<const Polygon> polygon;  ///< polygon: never null
    Sector sector;

    /// By value; polygons by their vertices.
    friend bool operator==(const Region& a, const Region& b);

    static Region anywhere() { return {}; }
    static Region point(LatLon at) { return circle(at, 0); }
    /// Precondition: 0 <= radius_mm <= region_radius_mm_max.
    static Region circle(LatLon centre, std::int64_t radius_mm);
    /// Sorts and removes duplicates. No ids at all means anywhere.
    static Region areas(std::vector<std::string> ids);
    static Region in(std::shared_ptr<const Polygon> polygon);
    /// Errors: region.bearing, region.distance (negative, min > max, beyond region_radius_mm_max).
    static Result<Region> seen(const Sector& sector);
};

/// 2,000 km: whoever is less sure than that says `anywhere`.
inline constexpr std::int64_t region_radius_mm_max = 2'000'000'000;

/// A polygon that surely contains the sector and exceeds it by at most 20 m + 1 % of its far distance.
/// A sector of more than 350 degrees becomes its whole disc. nullptr (read: anywhere) where it would come
/// beyond latitude +-75 degrees or cross the antimeridian.
std::shared_ptr<const Polygon> outline(const Sector& sector);

/// Canonical JSON, the form in which reports carry a region:
///   {"kind":"unknown"}   {"kind":"circle","lat_e7":..,"lon_e7":..,"radius_mm":..}   {"areas":["SYR-HL"],"kind":"areas"}
///   {"kind":"polygon","polygons":[[[[lat_e7,lon_e7],..],..],..]}  polygons, rings, vertices, as Shape::polygons()
///   {"bearing_from_mdeg":..,"bearing_to_mdeg":..,"distance_max_mm":..,"distance_min_mm":..,"kind":"sector","lat_e7":..,"lon_e7":..}
Json to_json(const Region& region);
/// Errors: region.json naming the member, and those of LatLon, Shape and Sector. Unknown members are refused.
Result<Region> region_from_json(const Json& value);

/// For people, English: "within 25 km of 36.2103 37.1612", "in SYR-HL or SYR-ID", "anywhere".
std::string in_words(const Region& region);

}  // namespace truce
