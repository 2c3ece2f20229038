/// The WGS 84 ellipsoid in space: points as vectors from the earth's centre, in metres. No poles, no antimeridian here.
#pragma once

#include <cmath>

#include "truce/geo/point.hpp"

namespace truce {

struct Vec3 {
    double x = 0;
    double y = 0;
    double z = 0;

    friend Vec3 operator+(Vec3 a, Vec3 b) { return {a.x + b.x, a.y + b.y, a.z + b.z}; }
    friend Vec3 operator-(Vec3 a, Vec3 b) { return {a.x - b.x, a.y - b.y, a.z - b.z}; }
    friend Vec3 operator*(Vec3 a, double k) { return {a.x * k, a.y * k, a.z * k}; }
};

inline double dot(Vec3 a, Vec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
inline double length(Vec3 a) { return std::sqrt(dot(a, a)); }

inline constexpr double earth_equator_m = 6378137.0;
inline constexpr double earth_flattening = 1 / 298.257223563;
inline constexpr double earth_polar_m = earth_equator_m * (1 - earth_flattening);
/// The smallest and the largest radius of curvature anywhere: the meridian's at the equator, and at the poles.
inline constexpr double curvature_radius_min_m = earth_polar_m * (1 - earth_flattening);
inline constexpr double curvature_radius_max_m = earth_equator_m / (1 - earth_flattening);

/// The point of the ellipsoid's surface at a latitude and longitude in degrees. Exact to 1e-8 m.
Vec3 on_surface(double lat, double lon);
inline Vec3 on_surface(LatLon p) { return on_surface(p.lat(), p.lon()); }

/// Two directions at right angles to each other and to `up`. Precondition: up has length 1.
struct Axes {
    Vec3 first;
    Vec3 second;
};
Axes axes_across(Vec3 up);

/// The surface's outward normal, of length 1, over a point that is not too deep below it (a few hundred km).
Vec3 upward(Vec3 p);

}  // namespace truce
