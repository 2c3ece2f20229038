/// Lengths on the WGS 84 ellipsoid bounded from both sides by plane geometry in longitude and latitude.
///
/// On the ellipsoid ds^2 = M(lat)^2 dlat^2 + P(lat)^2 dlon^2, where M, the meridian's radius of curvature, grows
/// with |lat|, and P, the parallel's radius, shrinks with it. In a band of latitudes both therefore lie
/// between their values at the band's ends, and
///   (1) the straight line in longitude and latitude between two points of a band is no longer than its plane
///       length with the band's largest M and P: an upper bound of the geodesic distance;
///   (2) a path inside a band is no shorter than the plane distance of its ends with the smallest M and P. A path
///       of length r from p stays in the band of latitudes within r / M(0) of p's, whatever way it takes. So if
///       that plane distance is at least r, every path from p to there that does not go round the back of the
///       world (across the antimeridian, as longitudes are counted from -180 to 180) is at least r long.
/// Plane coordinates are x = longitude, y = latitude in units of 1e-7 degrees; lengths are metres. Rounding
/// errors of these sums (below 1e-6 m on 10,000 km) are covered by factors of 1 +- 1e-9 and by 1 mm at each use.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "truce/geo/point.hpp"

namespace truce {

struct Plane {
    double x = 0;
    double y = 0;
};

inline Plane plane(LatLon p) { return {static_cast<double>(p.lon_e7), static_cast<double>(p.lat_e7)}; }

/// Metres per unit of x and of y.
struct Scale {
    double x = 0;
    double y = 0;

    [[nodiscard]] double squared(Plane from, Plane to) const {
        const double dx = (to.x - from.x) * x;
        const double dy = (to.y - from.y) * y;
        return dx * dx + dy * dy;
    }
    [[nodiscard]] double length(Plane from, Plane to) const { return std::sqrt(squared(from, to)); }
};

struct Band {
    Scale low;   ///< smallest M and P in the band
    Scale high;  ///< largest
};

/// The band between two latitudes in units of 1e-7 degrees, in any order; clamped to +-90 degrees.
Band band_between(double lat_a_e7, double lat_b_e7);

inline constexpr double units_per_degree = 1e7;
inline constexpr double pole_units = 90 * units_per_degree;
inline constexpr double half_turn_units = 180 * units_per_degree;

/// How many units of latitude a path of `metres` can cover at most.
double latitude_reach(double metres);

/// What a path of at most `metres` from p can reach.
struct Reach {
    Scale low;           ///< smallest M and P on the way
    bool polar = false;  ///< beyond +-89 degrees: nothing should be concluded
    bool wraps = false;  ///< may cross the antimeridian
};
Reach reach_of(Plane p, double metres);

/// The point of the segment a-b nearest to p in the plane so scaled; degenerate segments are allowed.
inline Plane nearest_on_segment(Plane p, Plane a, Plane b, Scale scale) {
    const double ex = (b.x - a.x) * scale.x;
    const double ey = (b.y - a.y) * scale.y;
    const double square = ex * ex + ey * ey;
    const double along = (p.x - a.x) * scale.x * ex + (p.y - a.y) * scale.y * ey;
    const double t = square > 0 ? std::clamp(along / square, 0.0, 1.0) : 0.0;
    return {a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)};
}

/// Squared plane distance from p to the segment a-b.
inline double squared_to_segment(Plane p, Plane a, Plane b, Scale scale) {
    const double ex = (b.x - a.x) * scale.x;
    const double ey = (b.y - a.y) * scale.y;
    const double px = (p.x - a.x) * scale.x;
    const double py = (p.y - a.y) * scale.y;
    const double square = ex * ex + ey * ey;
    const double t = square > 0 ? std::clamp((px * ex + py * ey) / square, 0.0, 1.0) : 0.0;
    const double dx = px - t * ex;
    const double dy = py - t * ey;
    return dx * dx + dy * dy;
}

/// An upper bound of the geodesic distance, by (1).
double distance_at_most(Plane a, Plane b);

/// The geodesic distance in metres, by GeographicLib (error below 1e-6 m).
double distance_m(Plane a, Plane b);

/// Whether distance_mm(a, b) <= limit_mm: by (1) and (2) where they decide, which costs a tenth of it. limit_mm >= 0.
bool is_at_most(LatLon a, LatLon b, std::int64_t limit_mm);

}  // namespace truce
