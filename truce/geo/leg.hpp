/// Legs: parts of a footprint whose core is one shortest path, or one point, as numbers alone. Most volumes are one; two of
/// them are compared without looking anything up and without trigonometry.
#pragma once

#include "truce/geo/earth.hpp"
#include "truce/geo/metric.hpp"

namespace truce {

/// All places at most radius_m from the shortest path between a and b.
struct Leg {
    Vec3 a;
    Vec3 b;
    double radius_m = 0;
    double sag_m = 0;  ///< at least what the path deviates from the straight line in space; infinite: it is not one shortest path
};

enum class Nearness : std::uint8_t {
    apart,  ///< every point of one is farther than the limit from every point of the other, by near_margin_m and more
    near,   ///< some points surely are as near as the limit, on the ground
    open,   ///< may_be_near has to say
};

/// A leg as the plane across the surface's normal in its middle shows it. Where t bounds the sine of the angle between this
/// normal and the surface's anywhere near, and D is the distance of the straight lines between the legs' projected ends,
///   (1) projecting makes no distance longer, and track.hpp (1) says how far each path may be from its line: the paths are at
///       least D - t (both sags) apart;
///   (2) two points of the paths are at most D' = D + t (both sags) apart on the plane, and the ground over the line between them is
///   nowhere
///       steeper than t: a way of at most D' / sqrt(1 - t^2), below D' / (1 - 0.51 t^2) for t < 0.1, leads from one to the other.
class LegView {
public:
    explicit LegView(const Leg& leg);
    /// Whether they come within `metres`, >= 0. Some 20 ns. Never against may_be_near.
    [[nodiscard]] Nearness to(const Leg& other, double metres) const;

private:
    Vec3 middle_;
    Axes axes_;
    Plane a_, b_;
    double square_reach_ = 0;
    double radius_m_ = 0;
    double sag_m_ = 0;
};

/// The least squared distance of two segments of a plane; 0 where they cross.
double squared_between(Plane a, Plane b, Plane c, Plane d);

}  // namespace truce
