#include "truce/geo/leg.hpp"

#include <algorithm>

#include "truce/geo/footprint.hpp"

namespace truce {

namespace {

double cross(Plane o, Plane a, Plane b) { return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x); }

}  // namespace

double squared_between(Plane a, Plane b, Plane c, Plane d) {
    if ((cross(a, b, c) > 0) != (cross(a, b, d) > 0) && (cross(c, d, a) > 0) != (cross(c, d, b) > 0)) return 0;
    constexpr Scale one{1, 1};
    return std::min({squared_to_segment(a, c, d, one), squared_to_segment(b, c, d, one), squared_to_segment(c, a, b, one),
                     squared_to_segment(d, a, b, one)});
}

LegView::LegView(const Leg& leg)
    : middle_((leg.a + leg.b) * 0.5), axes_(axes_across(upward(middle_))), radius_m_(leg.radius_m), sag_m_(leg.sag_m) {
    const Vec3 half = leg.b - middle_;
    square_reach_ = dot(half, half);
    b_ = {dot(half, axes_.first), dot(half, axes_.second)};
    a_ = {-b_.x, -b_.y};
}

Nearness LegView::to(const Leg& other, double metres) const {
    constexpr double rounding_m = 0.02;
    const Vec3 from = other.a - middle_;
    const Vec3 to = other.b - middle_;
    const double reach = std::sqrt(std::max({dot(from, from), dot(to, to), square_reach_}));
    const double tilt = 1.1 * reach / curvature_radius_min_m + 1e-5;  // as in near.cpp
    if (!(tilt < 0.1)) return Nearness::open;
    const double slack = (sag_m_ + other.sag_m) * tilt;
    const double limit = radius_m_ + other.radius_m + metres;
    const Plane c{dot(from, axes_.first), dot(from, axes_.second)};
    const Plane d{dot(to, axes_.first), dot(to, axes_.second)};
    const double square = squared_between(a_, b_, c, d);
    const double far = limit + near_margin_m(limit) + slack + rounding_m;
    if (square > far * far) return Nearness::apart;
    const double near = (limit - 1e-3) * (1 - 0.51 * tilt * tilt) - slack;
    if (near >= 0 && square <= near * near) return Nearness::near;
    return Nearness::open;
}

}  // namespace truce
