#include "truce/geo/shape.hpp"

#include <fmt/format.h>

#include <GeographicLib/PolygonArea.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "truce/base/json.hpp"
#include "truce/geo/exact.hpp"
#include "truce/geo/geojson.hpp"
#include "truce/geo/geos.hpp"
#include "truce/geo/shape_index.hpp"

namespace truce {

struct Shape::State {
    State(std::vector<PolygonRings> rings, const Box& bounds) : polygons(std::move(rings)), box(bounds), index(polygons, bounds) {}
    std::vector<PolygonRings> polygons;
    Box box;
    ShapeIndex index;
};

namespace {

Box box_of(const std::vector<PolygonRings>& polygons) {
    Box box{polygons.front().front().front(), polygons.front().front().front()};
    for (const PolygonRings& rings : polygons)
        for (const LatLon p : rings.front()) {
            box.low = {std::min(box.low.lat_e7, p.lat_e7), std::min(box.low.lon_e7, p.lon_e7)};
            box.high = {std::max(box.high.lat_e7, p.lat_e7), std::max(box.high.lon_e7, p.lon_e7)};
        }
    return box;
}

Result<void> check_ring(const Ring& ring, std::size_t polygon, std::size_t index) {
    const std::string where = fmt::format("polygon {} ring {}", polygon, index);
    if (ring.size() < 3)
        return Error{Errc::invalid, "shape.ring_too_short",
                     fmt::format("the ring has {} different corners, at least 3 are needed", ring.size()), where,
                     "give three corners or more that are at least 1e-7 degrees apart"};
    for (std::size_t i = 0; i < ring.size(); ++i) {
        TRUCE_TRY(LatLon::create(ring[i].lat_e7, ring[i].lon_e7));
        const LatLon next = ring[(i + 1) % ring.size()];
        if (std::abs(std::int64_t{next.lon_e7} - ring[i].lon_e7) > 1'800'000'000)
            return Error{Errc::invalid, "shape.antimeridian",
                         fmt::format("the edge from {} to {} spans more than 180 degrees of longitude", format(ring[i]), format(next)),
                         fmt::format("{} vertex {}", where, i), "split the polygon at the antimeridian (RFC 7946 section 3.1.9)"};
    }
    return {};
}

double metres(std::int64_t mm) { return static_cast<double>(mm) / 1000; }

bool boxes_meet(const Box& a, const Box& b) {
    return a.low.lat_e7 <= b.high.lat_e7 && b.low.lat_e7 <= a.high.lat_e7 && a.low.lon_e7 <= b.high.lon_e7 && b.low.lon_e7 <= a.high.lon_e7;
}

std::array<LatLon, 4> corners_of(const Box& box) {
    return {box.low, {box.low.lat_e7, box.high.lon_e7}, box.high, {box.high.lat_e7, box.low.lon_e7}};
}

/// Whether the segment a-b has a point inside the box, its edges left out. Exact: neither side of the box nor the line through a and b
/// has all of the one on its one side and all of the other on its other.
bool passes_through(LatLon a, LatLon b, const Box& box) {
    if (std::max(a.lat_e7, b.lat_e7) <= box.low.lat_e7 || std::min(a.lat_e7, b.lat_e7) >= box.high.lat_e7 ||
        std::max(a.lon_e7, b.lon_e7) <= box.low.lon_e7 || std::min(a.lon_e7, b.lon_e7) >= box.high.lon_e7)
        return false;
    bool left = false;
    bool right = false;
    for (const LatLon corner : corners_of(box)) {
        const int turn = orientation(a, b, corner);
        left = left || turn > 0;
        right = right || turn < 0;
    }
    return left && right;
}

/// Whether every point of the piece of an edge from a to b is outside `shape` and `distance_m` from it; see surely_apart.
bool piece_apart(Plane a, Plane b, const Shape& shape, double distance_m) {
    const Plane middle{std::round((a.x + b.x) / 2), std::round((a.y + b.y) / 2)};
    const LatLon at{static_cast<std::int32_t>(middle.y), static_cast<std::int32_t>(middle.x)};
    constexpr double rounding = 0.5;  // the middle is a LatLon: below 2 cm aside on each of at most 25 levels
    const double half = std::max(distance_at_most(a, middle), distance_at_most(middle, b)) + rounding;
    const auto away_mm = static_cast<std::int64_t>(std::ceil((distance_m + half) * 1000)) + 1;
    if (shape.side(at) != Shape::Side::outside) return false;
    if (shape.boundary_clear(at, away_mm)) return true;
    if (half < 20 + distance_m / 250) return false;
    return piece_apart(a, middle, shape, distance_m) && piece_apart(middle, b, shape, distance_m);
}

}  // namespace

Result<Shape> Shape::create(std::vector<PolygonRings> polygons) {
    if (polygons.empty()) return Error{Errc::invalid, "shape.empty", "there is no polygon", "", "give at least one"};
    for (std::size_t i = 0; i < polygons.size(); ++i) {
        if (polygons[i].empty())
            return Error{Errc::invalid, "shape.empty", "the polygon has no ring", fmt::format("polygon {}", i), "give its outer ring"};
        for (std::size_t k = 0; k < polygons[i].size(); ++k) TRUCE_TRY(check_ring(polygons[i][k], i, k));
    }
    if (const auto found = geos::fault(polygons)) {
        const LatLon place{static_cast<std::int32_t>(std::lround(found->place.y)), static_cast<std::int32_t>(std::lround(found->place.x))};
        return Error{Errc::invalid, "shape.invalid", fmt::format("the shape is not valid: {} at {}", found->reason, format(place)), "",
                     "mend the polygon there, so that no ring crosses itself or another one"};
    }
    const Box box = box_of(polygons);
    return Shape(std::make_shared<const State>(std::move(polygons), box));
}

Result<Shape> Shape::from_geometry(const Json& geometry) {
    TRUCE_ASSIGN(auto polygons, read_polygons(geometry, "geometry"));
    auto shape = create(std::move(polygons));
    if (!shape) return at("geometry", std::move(shape).error());
    return shape;
}

Result<Shape> Shape::from_geojson(std::string_view text) {
    TRUCE_ASSIGN(auto features, read_geojson(text));
    std::vector<PolygonRings> polygons;
    for (GeoFeature& feature : features) {
        auto* part = std::get_if<std::vector<PolygonRings>>(&feature.geometry);
        if (part == nullptr)
            return Error{Errc::invalid, "geojson.type", "the feature is not an area", feature.where, "give a Polygon or MultiPolygon"};
        if (features.size() > 1) {  // name the feature that is at fault, not only the whole
            auto alone = create(*part);
            if (!alone) return at(feature.where, std::move(alone).error());
        }
        polygons.insert(polygons.end(), std::make_move_iterator(part->begin()), std::make_move_iterator(part->end()));
    }
    return create(std::move(polygons));
}

Shape::Side Shape::side(LatLon point) const {
    const Side direct = state_->index.side(point);
    if (direct != Side::outside || std::abs(point.lon_e7) != 1'800'000'000) return direct;
    return state_->index.side({point.lat_e7, -point.lon_e7});  // the same meridian under its other name
}

Shape::Position Shape::locate(LatLon centre, std::int64_t radius_mm) const {
    TRUCE_ASSERT(radius_mm >= 0);
    if (radius_mm == 0) return side(centre) == Side::outside ? Position::outside : Position::inside;
    return state_->index.locate(centre, metres(radius_mm));
}

bool Shape::boundary_clear(LatLon point, std::int64_t distance_mm) const { return state_->index.clear(point, metres(distance_mm)); }

bool Shape::surely_within(LatLon point, std::int64_t distance_mm) const {
    TRUCE_ASSERT(distance_mm >= 0);
    return side(point) != Side::outside || state_->index.reaches(point, metres(distance_mm));
}

const Box& Shape::box() const { return state_->box; }
const std::vector<PolygonRings>& Shape::polygons() const { return state_->polygons; }
std::size_t Shape::vertex_count() const { return state_->index.edges().size(); }

std::vector<Ring> Shape::rings() const {
    std::vector<Ring> all;
    for (const PolygonRings& polygon : state_->polygons) all.insert(all.end(), polygon.begin(), polygon.end());
    return all;
}

double Shape::area_km2() const {
    double sum = 0;
    for (const PolygonRings& polygon : state_->polygons)
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            GeographicLib::PolygonArea area(GeographicLib::Geodesic::WGS84());
            for (const LatLon p : polygon[i]) area.AddPoint(p.lat(), p.lon());
            double perimeter = 0;
            double square_m = 0;
            area.Compute(false, true, perimeter, square_m);
            sum += (i == 0 ? 1 : -1) * std::abs(square_m);
        }
    return sum * 1e-6;
}

Overlap overlap(const Shape& inner, const Shape& outer) {
    if (inner.state_ == outer.state_) return Overlap::covered;
    if (!boxes_meet(inner.box(), outer.box())) return Overlap::apart;
    if (inner.state_->index.crosses(outer.state_->index)) return Overlap::partial;
    const geos::Relation relation = geos::relate(inner.polygons(), outer.polygons());
    if (relation.covers) return Overlap::covered;
    return relation.interiors_meet ? Overlap::partial : Overlap::apart;
}

bool interiors_meet(const Shape& shape, const Box& box) {
    const Box& own = shape.box();
    if (box.low.lat_e7 >= own.high.lat_e7 || box.high.lat_e7 <= own.low.lat_e7 || box.low.lon_e7 >= own.high.lon_e7 ||
        box.high.lon_e7 <= own.low.lon_e7)
        return false;
    const ShapeIndex& index = shape.state_->index;
    if (std::ranges::any_of(index.edges(), [&](const ShapeIndex::Edge& edge) { return passes_through(edge.a, edge.b, box); })) return true;
    // No boundary runs through the box: it lies on one side as a whole, and so does each corner that is not on the boundary.
    for (const LatLon corner : corners_of(box)) {
        const Shape::Side side = shape.state_->index.side(corner);
        if (side != Shape::Side::boundary) return side == Shape::Side::inside;
    }
    const std::array<LatLon, 4> ring = corners_of(box);
    return geos::relate({{{ring.begin(), ring.end()}}}, shape.polygons()).interiors_meet;
}

bool surely_apart(const Shape& a, const Shape& b, std::int64_t distance_mm) {
    for (const PolygonRings& polygon : b.polygons())
        if (a.side(polygon.front().front()) != Shape::Side::outside) return false;  // b may lie inside a
    for (const Ring& ring : a.rings())
        for (std::size_t i = 0; i < ring.size(); ++i)
            if (!piece_apart(plane(ring[i]), plane(ring[(i + 1) % ring.size()]), b, metres(distance_mm))) return false;
    return true;
}

Circle enclosing_circle(const Shape& shape) {
    const Box& box = shape.box();
    const LatLon centre{std::midpoint(box.low.lat_e7, box.high.lat_e7), std::midpoint(box.low.lon_e7, box.high.lon_e7)};
    // The plane length with the band's largest scale bounds every point's distance and is convex, so it is greatest at a vertex.
    const Scale most = band_between(box.low.lat_e7, box.high.lat_e7).high;
    double far = 0;
    for (const PolygonRings& polygon : shape.polygons())
        for (const LatLon p : polygon.front()) far = std::max(far, most.length(plane(centre), plane(p)));
    return {centre, static_cast<std::int64_t>(std::ceil(far * 1000)) + 1};
}

Result<Shape> union_of(const std::vector<std::shared_ptr<const Shape>>& shapes) {
    TRUCE_ASSERT(!shapes.empty());
    if (shapes.size() == 1) return *shapes.front();
    std::vector<PolygonRings> polygons;
    for (const auto& shape : shapes) polygons.insert(polygons.end(), shape->polygons().begin(), shape->polygons().end());
    return Shape::create(geos::unite(polygons));
}

}  // namespace truce
