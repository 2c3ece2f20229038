#include "truce/geo/footprint.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "truce/geo/cube.hpp"
#include "truce/geo/geos.hpp"

namespace truce {

namespace {

constexpr double polygon_reach_m_max = 2'000'000;
constexpr double leg_m_max = 10'000'000;
constexpr double leaf_m_max = 20'000;
constexpr std::uint32_t leaf_pieces_max = 8;
constexpr double part_m_max = 50'000;
constexpr std::size_t parts_max = 1'000;

using State = Footprint::State;

Error wrong_radius(std::int64_t mm) {
    return {Errc::invalid, "footprint.radius", fmt::format("{} mm is outside 0..{}", mm, footprint_radius_mm_max), "",
            "give at most 1,000 km; draw what is larger as a polygon"};
}

Error too_wide(std::string_view what) {
    return {Errc::invalid, "footprint.too_wide", fmt::format("{} reaches farther than 2,000 km from its middle", what), "",
            "cut it into several volumes"};
}

Result<void> check_radius(std::int64_t mm) {
    if (mm < 0 || mm > footprint_radius_mm_max) return wrong_radius(mm);
    return {};
}

Result<void> check_points(const std::vector<LatLon>& points) {
    for (const LatLon p : points) TRUCE_TRY(LatLon::create(p.lat_e7, p.lon_e7));
    return {};
}

void take_leaf(State& s, std::uint32_t first, std::uint32_t end) {
    Footprint::Leaf leaf;
    leaf.first = first;
    leaf.count = end - first;
    Vec3 sum;
    for (std::uint32_t i = first; i < end; ++i) sum = sum + s.pieces[i].a + s.pieces[i].b;
    leaf.middle = sum * (0.5 / leaf.count);
    for (std::uint32_t i = first; i < end; ++i) {
        const Piece& piece = s.pieces[i];
        leaf.ball_m = std::max({leaf.ball_m, length(piece.a - leaf.middle), length(piece.b - leaf.middle)});
        leaf.length_m_max = std::max(leaf.length_m_max, piece.length_m);
        leaf.bend_m_max = std::max(leaf.bend_m_max, piece.bend_m);
    }
    leaf.ball_m +=
        leaf.length_m_max > 0 ? sag_m(static_cast<double>(leaf.length_m_max), 1) + static_cast<double>(leaf.bend_m_max) + 1e-3 : 0;
    s.leaves.push_back(leaf);
}

void lay_leaves(State& s) {
    std::uint32_t first = 0;
    double run = 0;
    for (std::uint32_t i = 0; i < s.pieces.size(); ++i) {
        const bool joined = i == first || length(s.pieces[i].a - s.pieces[i - 1].b) < 1e-3;  // another ring begins elsewhere
        const auto next = static_cast<double>(s.pieces[i].length_m);
        if (i > first && (!joined || i - first == leaf_pieces_max || run + next > leaf_m_max)) {
            take_leaf(s, first, i);
            first = i;
            run = 0;
        }
        run += next;
    }
    take_leaf(s, first, static_cast<std::uint32_t>(s.pieces.size()));
}

std::uint32_t lay_nodes(State& s, std::uint32_t first, std::uint32_t count) {
    const auto index = static_cast<std::uint32_t>(s.nodes.size());
    s.nodes.push_back({{}, 0, first, count, 0});
    if (count == 1) {
        s.nodes[index].middle = s.leaves[first].middle;
        s.nodes[index].ball_m = s.leaves[first].ball_m;
        return index;
    }
    lay_nodes(s, first, count / 2);
    const std::uint32_t right = lay_nodes(s, first + count / 2, count - count / 2);
    Footprint::Node& node = s.nodes[index];
    node.right = right;
    for (std::uint32_t i = first; i < first + count; ++i) node.middle = node.middle + s.leaves[i].middle * (1.0 / count);
    for (std::uint32_t i = first; i < first + count; ++i)
        node.ball_m = std::max(node.ball_m, length(s.leaves[i].middle - node.middle) + s.leaves[i].ball_m);
    return index;
}

/// The ball of the whole core. For an enclosed side the centre is on the surface: the side lies in the cap that holds
/// its boundary, and on the ellipsoid a cap's points are at most 1 % farther than its rim.
void lay_ball(State& s) {
    Vec3 sum;
    for (const Footprint::Leaf& leaf : s.leaves) sum = sum + leaf.middle;
    s.middle = sum * (1.0 / static_cast<double>(s.leaves.size()));
    if (s.interior != nullptr) s.middle = s.interior->up * curvature_radius_min_m;
    double most = 0;
    for (const Footprint::Leaf& leaf : s.leaves) most = std::max(most, length(leaf.middle - s.middle) + leaf.ball_m);
    if (s.interior != nullptr) {
        const double below = std::abs(length(s.middle) - length(s.pieces.front().a));
        most = most * 1.01 + below + 25'000;
    }
    s.ball_m = most;
}

/// Adds pieces of one leg as parts of at most part_m_max. `end`: one past the last; all are equally long.
void take_parts(State& s, std::uint32_t first, std::uint32_t end) {
    const auto each_m = static_cast<double>(s.pieces[first].length_m);
    const auto together = static_cast<std::uint32_t>(std::max(1.0, part_m_max / std::max(each_m, 1.0)));
    for (std::uint32_t at = first; at < end; at += together) {
        const std::uint32_t count = std::min(together, end - at);
        const double length_m = each_m * count;
        s.parts.push_back({{}, {s.pieces[at].a, s.pieces[at + count - 1].b, s.radius_m, sag_m(length_m, 1)}, at, count});
    }
}

/// What is enclosed, or has too many legs, is one part about which nothing can be said quickly.
void take_whole(State& s) {
    const Vec3 at = s.pieces.front().a;
    s.parts.assign(1, {{}, {at, at, s.radius_m, std::numeric_limits<double>::infinity()}, 0, static_cast<std::uint32_t>(s.pieces.size())});
}

void finish(State& s) {
    if (s.interior != nullptr || s.parts.size() > parts_max) take_whole(s);
    lay_leaves(s);
    if (s.leaves.size() > 1) lay_nodes(s, 0, static_cast<std::uint32_t>(s.leaves.size()));
    lay_ball(s);
    for (Footprint::Part& part : s.parts) part.on_face = only_face_of(s, part);
}

/// Projects the rings' pieces from the earth's centre; null if some corner is too far from their middle.
std::unique_ptr<Footprint::Interior> interior_of(const State& s, const std::vector<std::uint32_t>& ring_ends) {
    auto inside = std::make_unique<Footprint::Interior>();
    Vec3 sum;
    for (const Piece& piece : s.pieces) sum = sum + piece.a * (static_cast<double>(piece.length_m) + 1e-3);
    if (length(sum) == 0) return nullptr;
    inside->up = sum * (1 / length(sum));
    const Axes axes = axes_across(inside->up);
    inside->right = axes.first;
    inside->ahead = axes.second;
    inside->low = {1e9, 1e9};
    inside->high = {-1e9, -1e9};
    const double tangent_max = std::tan(polygon_reach_m_max / earth_equator_m);
    for (const Piece& piece : s.pieces) {
        const double depth = dot(piece.a, inside->up);
        if (depth <= 0) return nullptr;
        const Plane p{dot(piece.a, inside->right) / depth, dot(piece.a, inside->ahead) / depth};
        if (std::hypot(p.x, p.y) > tangent_max) return nullptr;
        inside->corners.push_back(p);
        inside->low = {std::min(inside->low.x, p.x), std::min(inside->low.y, p.y)};
        inside->high = {std::max(inside->high.x, p.x), std::max(inside->high.y, p.y)};
    }
    inside->ends = ring_ends;
    return inside;
}

/// The corners on the plane, in millimetres, as GEOS takes them.
Ring on_plane(const Footprint::Interior& inside) {
    constexpr double mm = earth_equator_m * 1000;
    Ring ring;
    for (const Plane p : inside.corners) {
        const LatLon next{static_cast<std::int32_t>(std::lround(p.y * mm)), static_cast<std::int32_t>(std::lround(p.x * mm))};
        if (ring.empty() || next != ring.back()) ring.push_back(next);
    }
    if (ring.size() > 1 && ring.front() == ring.back()) ring.pop_back();
    return ring;
}

bool same_shape(const std::shared_ptr<const Shape>& a, const std::shared_ptr<const Shape>& b) {
    return a == b || (a != nullptr && b != nullptr && *a == *b);
}

std::string metres_in_words(std::int64_t mm) {
    return mm >= 1'000'000 ? fmt::format("{:g} km", static_cast<double>(mm) / 1e6) : fmt::format("{:g} m", static_cast<double>(mm) / 1e3);
}

}  // namespace

Result<Footprint> Footprint::circle(LatLon centre, std::int64_t radius_mm) {
    TRUCE_TRY(LatLon::create(centre.lat_e7, centre.lon_e7));
    TRUCE_TRY(check_radius(radius_mm));
    auto s = std::make_shared<State>();
    s->kind = Kind::circle;
    s->points = {centre};
    s->radius_mm = radius_mm;
    s->radius_m = static_cast<double>(radius_mm) / 1000;
    const Vec3 at = on_surface(centre);
    s->pieces.push_back({at, at, 0, 0});
    take_parts(*s, 0, 1);
    finish(*s);
    return Footprint(std::move(s));
}

Result<Footprint> Footprint::corridor(std::vector<LatLon> waypoints, std::int64_t half_width_mm) {
    TRUCE_TRY(check_points(waypoints));
    TRUCE_TRY(check_radius(half_width_mm));
    if (waypoints.size() < 2 || waypoints.size() > footprint_corners_max)
        return Error{Errc::invalid, "footprint.waypoints", fmt::format("the corridor has {} waypoints", waypoints.size()), "",
                     fmt::format("give 2 to {}", footprint_corners_max)};
    auto s = std::make_shared<State>();
    s->radius_m = static_cast<double>(half_width_mm) / 1000;
    for (std::size_t i = 0; i + 1 < waypoints.size(); ++i) {
        if (length(on_surface(waypoints[i]) - on_surface(waypoints[i + 1])) > 9'000'000)
            return Error{
                Errc::invalid, "footprint.leg",
                fmt::format("the leg from {} to {} is longer than {} km", format(waypoints[i]), format(waypoints[i + 1]), leg_m_max / 1000),
                fmt::format("waypoint {}", i), "give a waypoint between"};
        const auto first = static_cast<std::uint32_t>(s->pieces.size());
        append_geodesic(waypoints[i], waypoints[i + 1], s->pieces);
        take_parts(*s, first, static_cast<std::uint32_t>(s->pieces.size()));
    }
    s->kind = Kind::corridor;
    s->points = std::move(waypoints);
    s->radius_mm = half_width_mm;
    finish(*s);
    return Footprint(std::move(s));
}

Result<Footprint> Footprint::polygon(Ring corners) {
    TRUCE_TRY(check_points(corners));
    if (corners.size() < 3 || corners.size() > footprint_corners_max)
        return Error{Errc::invalid, "footprint.corners", fmt::format("the polygon has {} corners", corners.size()), "",
                     fmt::format("give 3 to {}; the first is not repeated", footprint_corners_max)};
    auto s = std::make_shared<State>();
    for (std::size_t i = 0; i < corners.size(); ++i) {
        const LatLon next = corners[(i + 1) % corners.size()];
        const double apart = length(on_surface(corners[i]) - on_surface(next));
        if (apart < 1e-6)
            return Error{Errc::invalid, "footprint.corners", fmt::format("the corner {} stands twice in succession", format(next)),
                         fmt::format("corner {}", i), "give it once"};
        if (apart > 2 * polygon_reach_m_max) return too_wide("the polygon");
        append_geodesic(corners[i], next, s->pieces);
    }
    s->interior = interior_of(*s, {static_cast<std::uint32_t>(s->pieces.size())});
    if (s->interior == nullptr) return too_wide("the polygon");
    const Ring flat = on_plane(*s->interior);
    const auto fault = flat.size() < 3 ? geos::Fault{"no area", {}} : geos::fault({{flat}});
    if (fault)
        return Error{Errc::invalid, "footprint.crossing", fmt::format("the polygon is not simple: {}", fault->reason), "",
                     "order the corners so that no edge crosses or touches another"};
    s->kind = Kind::polygon;
    s->points = std::move(corners);
    finish(*s);
    return Footprint(std::move(s));
}

Result<Footprint> Footprint::area(std::string id, std::shared_ptr<const Shape> shape) {
    TRUCE_ASSERT(shape != nullptr);
    if (id.empty()) return Error{Errc::invalid, "area.id", "the area has no id", "", "name it"};
    auto s = std::make_shared<State>();
    std::vector<std::uint32_t> ends;
    for (const Ring& ring : shape->rings()) {
        for (std::size_t i = 0; i < ring.size(); ++i) append_straight_on_map(ring[i], ring[(i + 1) % ring.size()], s->pieces);
        ends.push_back(static_cast<std::uint32_t>(s->pieces.size()));
    }
    s->interior = interior_of(*s, ends);
    if (s->interior == nullptr) return too_wide(fmt::format("area \"{}\"", id));
    s->kind = Kind::area;
    s->area_id = std::move(id);
    s->shape = std::move(shape);
    finish(*s);
    return Footprint(std::move(s));
}

bool Footprint::Interior::holds(Vec3 p) const {
    const double depth = dot(p, up);
    if (depth <= 0) return false;
    const Plane at{dot(p, right) / depth, dot(p, ahead) / depth};
    if (at.x < low.x || at.x > high.x || at.y < low.y || at.y > high.y) return false;
    bool odd = false;
    std::uint32_t first = 0;
    for (const std::uint32_t end : ends) {
        Plane a = corners[end - 1];
        for (std::uint32_t i = first; i < end; ++i) {
            const Plane b = corners[i];
            if ((a.y <= at.y) != (b.y <= at.y) && at.x < a.x + (b.x - a.x) * ((at.y - a.y) / (b.y - a.y))) odd = !odd;
            a = b;
        }
        first = end;
    }
    return odd;
}

bool operator==(const Footprint& a, const Footprint& b) {
    return a.state_ == b.state_ || (a.kind() == b.kind() && a.points() == b.points() && a.radius_mm() == b.radius_mm() &&
                                    a.area_id() == b.area_id() && same_shape(a.shape(), b.shape()));
}

std::string in_words(const Footprint& footprint) {
    const auto& points = footprint.points();
    switch (footprint.kind()) {
        case Footprint::Kind::circle: return fmt::format("within {} of {}", metres_in_words(footprint.radius_mm()), format(points.front()));
        case Footprint::Kind::corridor:
            return fmt::format("a corridor of {} either side through {} waypoints from {} to {}", metres_in_words(footprint.radius_mm()),
                               points.size(), format(points.front()), format(points.back()));
        case Footprint::Kind::polygon: return fmt::format("a polygon of {} corners from {} on", points.size(), format(points.front()));
        case Footprint::Kind::area: return fmt::format("area {}", footprint.area_id());
    }
    TRUCE_ASSERT(false);
}

}  // namespace truce
