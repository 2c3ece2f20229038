#include "truce/geo/metric.hpp"

#include <GeographicLib/Geodesic.hpp>
#include <numbers>

namespace truce {

namespace {

constexpr double radians_per_unit = std::numbers::pi / 180 / units_per_degree;
constexpr double equator_m = 6378137.0;
constexpr double flattening = 1 / 298.257223563;
constexpr double eccentricity_squared = flattening * (2 - flattening);
constexpr double below = 1 - 1e-9;
constexpr double above = 1 + 1e-9;

/// M and P at a latitude, as metres per unit.
Scale scale_at(double lat_units) {
    const double sine = std::sin(lat_units * radians_per_unit);
    const double square = 1 - eccentricity_squared * sine * sine;
    const double root = std::sqrt(square);
    const double cosine = std::sqrt(std::max(0.0, (1 - sine) * (1 + sine)));
    return {equator_m * cosine / root * radians_per_unit, equator_m * (1 - eccentricity_squared) / (square * root) * radians_per_unit};
}

/// M at the equator, where it is smallest.
constexpr double meridian_m_per_unit_min = equator_m * (1 - eccentricity_squared) * radians_per_unit;

}  // namespace

Band band_between(double lat_a_e7, double lat_b_e7) {
    const double a = std::min(std::abs(lat_a_e7), pole_units);
    const double b = std::min(std::abs(lat_b_e7), pole_units);
    const bool astride = (lat_a_e7 < 0) != (lat_b_e7 < 0);
    const Scale flat = scale_at(astride ? 0.0 : std::min(a, b));
    const Scale steep = scale_at(std::max(a, b));
    return {{steep.x * below, flat.y * below}, {flat.x * above, steep.y * above}};
}

double latitude_reach(double metres) { return metres / meridian_m_per_unit_min * above; }

Reach reach_of(Plane p, double metres) {
    const double up = latitude_reach(metres);
    Reach reach;
    reach.low = band_between(p.y - up, p.y + up).low;
    if (std::abs(p.y) + up >= 89 * units_per_degree) {
        reach.polar = true;
        reach.wraps = true;
        reach.low.x = 0;
        return reach;
    }
    const double aside = metres / reach.low.x;
    reach.wraps = std::abs(p.x) + aside >= half_turn_units;
    return reach;
}

double distance_at_most(Plane a, Plane b) { return band_between(a.y, b.y).high.length(a, b); }

double distance_m(Plane a, Plane b) {
    double metres = 0;
    GeographicLib::Geodesic::WGS84().Inverse(a.y / units_per_degree, a.x / units_per_degree, b.y / units_per_degree, b.x / units_per_degree,
                                             metres);
    return metres;
}

bool is_at_most(LatLon a, LatLon b, std::int64_t limit_mm) {
    const double limit_m = static_cast<double>(limit_mm) / 1000;
    const double beyond_m = limit_m + 0.002;
    if (distance_at_most(plane(a), plane(b)) <= limit_m - 0.001) return true;
    const Reach reach = reach_of(plane(a), beyond_m);
    if (!reach.wraps && reach.low.length(plane(a), plane(b)) * (1 - 1e-9) >= beyond_m) return false;
    return distance_mm(a, b) <= limit_mm;
}

}  // namespace truce
