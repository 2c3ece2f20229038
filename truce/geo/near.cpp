// Whether two footprints may come near each other: balls in space first, then a plane.
//
// Let d be the limit for the cores. Straight lines in space are shorter than paths on the ground, so leaves whose balls are
// more than d apart are clear. Leaves that are not are projected at right angles onto the plane across the surface's
// normal in their middle. That makes no distance longer, and track.hpp (1) says how far each piece may then be from the
// straight line between its ends: they are clear if those lines are more than d, both slacks and 2 cm apart. The 2 cm
// cover rounding and the interior test: from the earth's centre a shortest path deviates from a straight line by at
// most sag_m(10 km, 0.0034) = 7 mm, as normal and radius differ by at most 0.0034. If all boundaries are clear, a core
// lies in another's interior exactly if any one of its points does.
//
// What is called near without need: the chords' projection may be two slacks too near, and is shorter than the ground by
// 1 - x^2 / 2 R^2 and the chord by 1 - d^2 / 24 R^2, where x, at most d / 2 + 30 km, is how far the leaves reach.
#include <algorithm>
#include <array>
#include <cmath>

#include "truce/geo/footprint.hpp"

namespace truce {

namespace {

using State = Footprint::State;
using Leaf = Footprint::Leaf;
using Node = Footprint::Node;

constexpr double rounding_m = 0.02;

/// A leaf's corners on a plane; a point is one line from itself to itself.
struct Flat {
    std::array<Plane, 9> corner;
    std::uint32_t lines = 0;

    Flat(const State& s, const Leaf& leaf, Vec3 origin, const Axes& axes) : lines(leaf.count) {
        const auto put = [&](std::uint32_t i, Vec3 p) { corner[i] = {dot(p - origin, axes.first), dot(p - origin, axes.second)}; };
        const Piece* pieces = s.pieces.data() + leaf.first;
        for (std::uint32_t i = 0; i < lines; ++i) put(i, pieces[i].a);
        put(lines, pieces[lines - 1].b);
    }
};

bool leaves_near(const State& a, const Leaf& p, const State& b, const Leaf& q, double limit_m) {
    const double gap = length(p.middle - q.middle);
    if (gap > limit_m + p.ball_m + q.ball_m + rounding_m) return false;
    const Vec3 middle = (p.middle + q.middle) * 0.5;
    const double reach = gap / 2 + std::max(p.ball_m, q.ball_m);
    const double sine = std::min(1.0, 1.1 * reach / curvature_radius_min_m + 1e-5);
    const double slack = static_cast<double>(p.bend_m_max + q.bend_m_max) + sag_m(static_cast<double>(p.length_m_max), sine) +
                         sag_m(static_cast<double>(q.length_m_max), sine);
    const double within = limit_m + slack + rounding_m;
    const Axes axes = axes_across(upward(middle));
    const Flat first(a, p, middle, axes);
    const Flat second(b, q, middle, axes);
    for (std::uint32_t i = 0; i < first.lines; ++i) {
        for (std::uint32_t k = 0; k < second.lines; ++k) {
            if (squared_between(first.corner[i], first.corner[i + 1], second.corner[k], second.corner[k + 1]) <= within * within)
                return true;
        }
    }
    return false;
}

/// Descends both trees together, the larger ball first.
class Descent {
public:
    Descent(const State& a, const State& b, double limit_m) : a_(a), b_(b), limit_m_(limit_m) {}

    bool from_roots() {
        const Node root_a = root(a_);
        const Node root_b = root(b_);
        return nodes_near(root_a, 0, root_b, 0);
    }

private:
    static Node root(const State& s) {
        if (!s.nodes.empty()) return s.nodes.front();
        return {s.leaves.front().middle, s.leaves.front().ball_m, 0, 1, 0};
    }

    bool nodes_near(const Node& p, std::uint32_t p_at, const Node& q, std::uint32_t q_at) {
        if (length(p.middle - q.middle) > limit_m_ + p.ball_m + q.ball_m + rounding_m) return false;
        if (p.count == 1 && q.count == 1) return leaves_near(a_, a_.leaves[p.first], b_, b_.leaves[q.first], limit_m_);
        if (q.count == 1 || (p.count > 1 && p.ball_m >= q.ball_m))
            return nodes_near(a_.nodes[p_at + 1], p_at + 1, q, q_at) || nodes_near(a_.nodes[p.right], p.right, q, q_at);
        return nodes_near(p, p_at, b_.nodes[q_at + 1], q_at + 1) || nodes_near(p, p_at, b_.nodes[q.right], q.right);
    }

    const State& a_;
    const State& b_;
    double limit_m_;
};

/// Exact: the chord decides, and GeographicLib where it cannot.
bool points_near(const State& a, const State& b, double limit_m) {
    const double chord = length(a.middle - b.middle);
    if (chord > limit_m + 1e-6) return false;
    if (chord < 0.97 * limit_m) return true;  // up to 2,000 km the ground is at most 0.5 % longer
    return distance_m(plane(a.points.front()), plane(b.points.front())) <= limit_m + 1e-3;
}

}  // namespace

bool may_be_near(const Footprint& first, const Footprint& second, double metres) {
    TRUCE_ASSERT(metres >= 0 && metres <= 1'000'000);
    const State& a = first.state();
    const State& b = second.state();
    const double limit_m = a.radius_m + b.radius_m + metres;
    if (a.kind == Footprint::Kind::circle && b.kind == Footprint::Kind::circle) return points_near(a, b, limit_m);
    if (a.leaves.size() == 1 && b.leaves.size() == 1 ? leaves_near(a, a.leaves.front(), b, b.leaves.front(), limit_m)
                                                     : Descent(a, b, limit_m).from_roots())
        return true;
    return (a.interior != nullptr && a.interior->holds(b.pieces.front().a)) ||
           (b.interior != nullptr && b.interior->holds(a.pieces.front().a));
}

double near_margin_m(double d) {
    const double reach = (d + 60'000) / 12'600'000;
    return 0.2 + 0.7 * d * reach * reach;
}

}  // namespace truce
