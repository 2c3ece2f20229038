#include "truce/interfaces/crs.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace truce {
namespace {

constexpr double radius_m = 6378137.0;
constexpr double half_width_m = std::numbers::pi * radius_m;
/// Where the map is as high as it is wide.
constexpr double lat_max = 85.051128779806604;
constexpr double to_radians = std::numbers::pi / 180;

}  // namespace

std::string_view uri_of(Crs crs) {
    switch (crs) {
        case Crs::crs84: return "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
        case Crs::epsg4326: return "http://www.opengis.net/def/crs/EPSG/0/4326";
        case Crs::epsg3857: return "http://www.opengis.net/def/crs/EPSG/0/3857";
    }
    return "";
}

std::optional<Crs> crs_of(std::string_view uri) {
    for (const Crs crs : {Crs::crs84, Crs::epsg4326, Crs::epsg3857}) {
        if (uri == uri_of(crs)) return crs;
    }
    constexpr std::string_view secure = "https://";
    if (uri.starts_with(secure)) {
        for (const Crs crs : {Crs::crs84, Crs::epsg4326, Crs::epsg3857}) {
            if (uri.substr(secure.size()) == uri_of(crs).substr(7)) return crs;
        }
    }
    if (uri == "[OGC:CRS84]") return Crs::crs84;
    if (uri == "[EPSG:4326]") return Crs::epsg4326;
    if (uri == "[EPSG:3857]") return Crs::epsg3857;
    return std::nullopt;
}

double mercator_x(std::int64_t lon_e7) { return (static_cast<double>(lon_e7) * 1e-7 + 180) / 360; }

double mercator_y(std::int64_t lat_e7) {
    const double lat = std::clamp(static_cast<double>(lat_e7) * 1e-7, -lat_max, lat_max) * to_radians;
    return 0.5 - std::asinh(std::tan(lat)) / (2 * std::numbers::pi);
}

std::pair<double, double> in_crs(LatLon point, Crs crs) {
    switch (crs) {
        case Crs::crs84: return {point.lon(), point.lat()};
        case Crs::epsg4326: return {point.lat(), point.lon()};
        case Crs::epsg3857: break;
    }
    return {(mercator_x(point.lon_e7) * 2 - 1) * half_width_m, (1 - mercator_y(point.lat_e7) * 2) * half_width_m};
}

std::optional<LatLon> from_crs(double first, double second, Crs crs) {
    if (!std::isfinite(first) || !std::isfinite(second)) return std::nullopt;
    if (crs == Crs::epsg3857) {
        if (std::abs(first) > half_width_m * 1.000001 || std::abs(second) > half_width_m * 1.000001) return std::nullopt;
        const double lon = std::clamp(first / half_width_m * 180, -180.0, 180.0);
        const double lat = std::atan(std::sinh(second / radius_m)) / to_radians;
        const auto point = LatLon::from_degrees(lat, lon);
        return point ? std::optional(*point) : std::nullopt;
    }
    const auto point = crs == Crs::crs84 ? LatLon::from_degrees(second, first) : LatLon::from_degrees(first, second);
    return point ? std::optional(*point) : std::nullopt;
}

}  // namespace truce
