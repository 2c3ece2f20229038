#include "truce/geo/track.hpp"

#include <GeographicLib/Geodesic.hpp>
#include <GeographicLib/GeodesicLine.hpp>
#include <algorithm>
#include <numbers>

#include "truce/geo/metric.hpp"

namespace truce {

namespace {

constexpr double bend_m_max = 0.02;

float upper(double metres) { return std::nextafter(static_cast<float>(metres), std::numeric_limits<float>::infinity()); }

/// The tangential second derivative's bound over the whole edge, by an eighth: what it bends away from a geodesic.
double bend_of(LatLon a, LatLon b) {
    constexpr double radians = std::numbers::pi / 180 / units_per_degree;
    const double d_lat = std::abs(static_cast<double>(a.lat_e7) - b.lat_e7) * radians;
    const double d_lon = std::abs(static_cast<double>(a.lon_e7) - b.lon_e7) * radians;
    const double steepest = std::max(std::abs(static_cast<double>(a.lat_e7)), std::abs(static_cast<double>(b.lat_e7))) * radians;
    const double sine = std::sin(steepest);
    const bool astride = (a.lat_e7 < 0) != (b.lat_e7 < 0);
    const double flattest =
        astride ? 0.0 : std::min(std::abs(static_cast<double>(a.lat_e7)), std::abs(static_cast<double>(b.lat_e7))) * radians;
    const double parallel = std::cos(flattest);
    constexpr double meridian_change = 0.0103;  // |M'| / M is below 3 e^2 sin cos / (1 - e^2 sin^2)
    const double sum = meridian_change * sine * d_lat * d_lat + parallel * sine * d_lon * d_lon + 2 * sine * d_lat * d_lon;
    return curvature_radius_max_m * sum / 8;
}

void append(Vec3 a, Vec3 b, double length_m, double bend_m, Pieces& pieces) {
    pieces.push_back({a, b, length_m == 0 ? 0.0F : upper(length_m + 1e-6), bend_m == 0 ? 0.0F : upper(bend_m)});
}

}  // namespace

void append_geodesic(LatLon a, LatLon b, Pieces& pieces) {
    double metres = 0;
    const auto& earth = GeographicLib::Geodesic::WGS84();
    const auto line = earth.InverseLine(a.lat(), a.lon(), b.lat(), b.lon(), GeographicLib::Geodesic::ALL);
    metres = line.Distance();
    const int count = std::max(1, static_cast<int>(std::ceil(metres / piece_m_max)));
    Vec3 from = on_surface(a);
    for (int i = 1; i < count; ++i) {
        double lat = 0;
        double lon = 0;
        line.Position(metres * i / count, lat, lon);
        const Vec3 to = on_surface(lat, lon);
        append(from, to, metres / count, 0, pieces);
        from = to;
    }
    append(from, on_surface(b), metres / count, 0, pieces);
}

void append_straight_on_map(LatLon a, LatLon b, Pieces& pieces) {
    const double metres = distance_at_most(plane(a), plane(b));
    const double bend = bend_of(a, b);
    const int count =
        std::max({1, static_cast<int>(std::ceil(metres / piece_m_max)), static_cast<int>(std::ceil(std::sqrt(bend / bend_m_max)))});
    const double square = static_cast<double>(count) * count;
    const auto at = [&](int i) {
        const double t = static_cast<double>(i) / count;
        return on_surface(a.lat() + (b.lat() - a.lat()) * t, a.lon() + (b.lon() - a.lon()) * t);
    };
    Vec3 from = on_surface(a);
    for (int i = 1; i <= count; ++i) {
        const Vec3 to = i == count ? on_surface(b) : at(i);
        append(from, to, metres / count, bend / square, pieces);
        from = to;
    }
}

}  // namespace truce
