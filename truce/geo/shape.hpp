/// Shapes: polygons with holes on the map, and where a point or a circle lies relative to them.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/geo/point.hpp"

namespace truce {

struct Box {
    LatLon low;   ///< south-west corner
    LatLon high;  ///< north-east corner; both included
    friend bool operator==(const Box&, const Box&) = default;
};

/// A closed ring of vertices: the first is not repeated at the end.
using Ring = std::vector<LatLon>;

/// One polygon: outer ring first, then its holes.
using PolygonRings = std::vector<Ring>;

/// How two shapes lie to each other. Exact (integer crossings; GEOS where they only touch). Touching along a
/// line or in a point is not an overlap. Costs up to a millisecond for some hundred vertices: keep the answer.
enum class Overlap : std::uint8_t {
    apart,    ///< their interiors have no common point
    partial,  ///< part of `inner` lies in `outer` and part does not
    covered,  ///< all of `inner` lies in `outer`
};

/// A valid polygon or multipolygon, at least one, with holes: a closed set (its boundary belongs to it).
///
/// Vertices are LatLon; an input with finer decimals is rounded to them first, and the shape *is* the
/// rounded one. Edges are straight in longitude and latitude (RFC 7946 section 3.1.1), not geodesics. A
/// shape must not cross the antimeridian: it is split there, and the cut is then part of its boundary.
/// Validity is that of the OGC Simple Features standard (by GEOS) on the rounded vertices. Rings may turn
/// either way. Immutable; any number of threads may use one.
///
/// Soundness. Point tests are exact integer arithmetic. Circle tests compare the geodesic distance d from
/// the centre to the boundary (WGS 84) with the radius r, and never claim what does not hold. They may
/// answer `crossing` without need only if r <= d < r + 0.5 m + r / 5000, or if the circle reaches
/// latitudes beyond +-89 degrees or r > 5,000 km, where they nearly always do. Proof in shape_index.hpp.
class Shape {
public:
    /// A GeoJSON Polygon or MultiPolygon geometry, a Feature of one, or a FeatureCollection of them
    /// (all their polygons together, which must not overlap).
    /// Errors (geojson.*): the place is "features[3].geometry.coordinates[0][2][17]" as in the text.
    static Result<Shape> from_geojson(std::string_view text);
    static Result<Shape> from_geometry(const Json& geometry);

    /// Errors: shape.empty, shape.ring_too_short, shape.antimeridian, shape.invalid (reason and place by GEOS).
    static Result<Shape> create(std::vector<PolygonRings> polygons);

    enum class Side : std::uint8_t { outside, boundary, inside };
    /// Where a point lies. Exact.
    [[nodiscard]] Side side(LatLon point) const;

    enum class Position : std::uint8_t {
        outside,   ///< surely no point of the circle belongs to the shape
        crossing,  ///< part of it may lie in the shape and part outside
        inside,    ///< surely every point of the circle belongs to the shape
    };
    /// Where the closed circle of points at most `radius_mm` from `centre` lies. radius_mm >= 0; with 0 it is
    /// exact and never `crossing`. Typical cost 10 to 100 ns.
    [[nodiscard]] Position locate(LatLon centre, std::int64_t radius_mm) const;

    /// Surely every boundary point is at least `distance_mm` away from `point`.
    [[nodiscard]] bool boundary_clear(LatLon point, std::int64_t distance_mm) const;
    /// Surely some point of the shape is at most `distance_mm` away from `point`.
    [[nodiscard]] bool surely_within(LatLon point, std::int64_t distance_mm) const;

    [[nodiscard]] const Box& box() const;
    [[nodiscard]] const std::vector<PolygonRings>& polygons() const;
    [[nodiscard]] std::size_t vertex_count() const;
    /// All rings, outer ones and holes, one after the other; for drawing with the even-odd rule.
    [[nodiscard]] std::vector<Ring> rings() const;
    /// On the ellipsoid, edges taken as geodesics (relative difference below 1e-4 for edges under 20 km).
    [[nodiscard]] double area_km2() const;

    /// Same polygons, rings and vertices in the same order.
    friend bool operator==(const Shape& a, const Shape& b) { return a.polygons() == b.polygons(); }

    friend Overlap overlap(const Shape& inner, const Shape& outer);
    friend bool interiors_meet(const Shape& shape, const Box& box);

private:
    struct State;
    explicit Shape(std::shared_ptr<const State> state) : state_(std::move(state)) {}
    std::shared_ptr<const State> state_;  ///< never null: copying a Shape is copying a pointer
};

/// See Overlap.
Overlap overlap(const Shape& inner, const Shape& outer);

/// Whether the shape's interior and the box's have a common point. Exact, and quick: some nanoseconds for a vertex.
/// Precondition: the box has a width and a height.
bool interiors_meet(const Shape& shape, const Box& box);

/// Surely every point of `a` is at least `distance_mm` away from every point of `b`. May say false without
/// need if they are less than distance_mm + 50 m + distance_mm / 100 apart.
bool surely_apart(const Shape& a, const Shape& b, std::int64_t distance_mm);

/// The shape that covers exactly what the given ones cover together: neighbours become one piece. Boundaries that
/// cross properly get nodes rounded to 1e-7 degrees. Precondition: at least one shape, none null.
/// Errors: shape.* if the union is no valid shape.
Result<Shape> union_of(const std::vector<std::shared_ptr<const Shape>>& shapes);

/// A circle that surely contains the shape: centre and radius in millimetres.
struct Circle {
    LatLon centre;
    std::int64_t radius_mm = 0;
    friend bool operator==(const Circle&, const Circle&) = default;
};
Circle enclosing_circle(const Shape& shape);

}  // namespace truce
