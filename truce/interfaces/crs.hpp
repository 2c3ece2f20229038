/// The coordinate reference systems that are offered, and their order of axes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "truce/geo/point.hpp"

namespace truce {

enum class Crs : std::uint8_t {
    crs84,     ///< longitude, latitude in degrees
    epsg4326,  ///< latitude, longitude in degrees
    epsg3857,  ///< easting, northing in metres on the sphere of the web's maps; no farther from the equator than 85.06 degrees
};

std::string_view uri_of(Crs crs);
/// By its URI, with http or https, or as "[EPSG:3857]" in brackets.
std::optional<Crs> crs_of(std::string_view uri);

/// The two coordinates in the system's own order.
std::pair<double, double> in_crs(LatLon point, Crs crs);
/// nullopt if they are no place of the system.
std::optional<LatLon> from_crs(double first, double second, Crs crs);

/// Easting or northing on the sphere, as parts of the whole width from the north-west corner: 0 to 1 on the map.
double mercator_x(std::int64_t lon_e7);
double mercator_y(std::int64_t lat_e7);

}  // namespace truce
