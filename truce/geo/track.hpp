/// Lines on the ellipsoid, cut into pieces so short that plane geometry bounds them.
///
/// A geodesic r(s) by its length s has r'' = k n, where n is the surface's normal and k its normal curvature, at most
/// 1 / curvature_radius_min_m. A line that is straight in longitude and latitude has besides a tangential part, which
/// edge_straight_on_map bounds from r = (P cos lon, P sin lon, Z): M' dlat^2 + P sin(lat) dlon^2 northward and
/// 2 M sin(lat) dlat dlon eastward. Any curve stays within max|r''| / 8 (parameter 0 to 1) of the straight line between its
/// ends. So, projected along a direction that makes an angle of at most t with n, a piece of length L stays within
///   (1) bend + L^2 / (8 curvature_radius_min_m) * sin t
/// of the straight line between its projected ends. And projecting at right angles makes no distance longer: two pieces
/// whose projections are d apart are at least d apart in space, and so on the ground.
#pragma once

#include <boost/container/small_vector.hpp>

#include "truce/geo/earth.hpp"

namespace truce {

/// 10 km: L^2 / (8 R) is then below 2 m, and (1) below 2 cm wherever the direction is the surface's normal up to 50 km away.
inline constexpr double piece_m_max = 10'000;

struct Piece {
    Vec3 a;
    Vec3 b;
    float length_m = 0;  ///< at least the line's length; 0: a point
    float bend_m = 0;    ///< see (1); 0 for geodesics, at most 0.02 otherwise
};

/// Most lines are one piece.
using Pieces = boost::container::small_vector<Piece, 1>;

/// Appends the shortest line from a to b. A point where a is b. Precondition: nearer than 15,000 km, so that it is one line.
void append_geodesic(LatLon a, LatLon b, Pieces& pieces);

/// Appends the line that is straight in longitude and latitude, as edges of a Shape are.
void append_straight_on_map(LatLon a, LatLon b, Pieces& pieces);

/// What (1) adds for a piece of that length: its part that the direction decides. `sine` of the largest angle, 0 .. 1.
inline double sag_m(double length_m, double sine) { return length_m * length_m / (8 * curvature_radius_min_m) * sine; }

}  // namespace truce
