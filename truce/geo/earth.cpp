#include "truce/geo/earth.hpp"

#include <numbers>

namespace truce {

Vec3 on_surface(double lat, double lon) {
    constexpr double eccentricity_squared = earth_flattening * (2 - earth_flattening);
    // Whole quarter turns exactly, so that a pole is one point whatever its longitude.
    const double sine = std::abs(lat) == 90 ? std::copysign(1.0, lat) : std::sin(lat * std::numbers::pi / 180);
    const double cosine = std::abs(lat) == 90 ? 0.0 : std::cos(lat * std::numbers::pi / 180);
    const double across = earth_equator_m / std::sqrt(1 - eccentricity_squared * sine * sine);
    const double turn = (lon == -180 ? 180 : lon) * std::numbers::pi / 180;
    return {across * cosine * std::cos(turn), across * cosine * std::sin(turn), across * (1 - eccentricity_squared) * sine};
}

/// Duff et al., "Building an orthonormal basis, revisited", JCGT 6(1), 2017.
Axes axes_across(Vec3 up) {
    const double sign = std::copysign(1.0, up.z);
    const double a = -1 / (sign + up.z);
    const double b = up.x * up.y * a;
    return {{1 + sign * up.x * up.x * a, sign * b, -sign * up.x}, {b, sign + up.y * up.y * a, -up.y}};
}

Vec3 upward(Vec3 p) {
    constexpr double stretch = (earth_equator_m / earth_polar_m) * (earth_equator_m / earth_polar_m);
    const Vec3 gradient{p.x, p.y, p.z * stretch};
    return gradient * (1 / length(gradient));
}

}  // namespace truce
