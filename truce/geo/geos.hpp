/// The few questions put to GEOS, on plane coordinates x = longitude, y = latitude in units of 1e-7 degrees.
/// Every coordinate is then an integer below 2^31, which GEOS holds exactly.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/geo/metric.hpp"
#include "truce/geo/shape.hpp"

namespace truce::geos {

/// Why a polygon or multipolygon is not valid (OGC Simple Features), in GEOS's words, and where.
struct Fault {
    std::string reason;
    Plane place;
};
/// Nothing if it is valid. Precondition: rings of three vertices or more.
std::optional<Fault> fault(const std::vector<PolygonRings>& polygons);

/// Whether the interiors have a common point, and whether `outer` covers `inner`. Exact for shapes whose edges
/// do not cross properly: every node of the overlay is then a vertex, which GEOS does not have to compute.
struct Relation {
    bool interiors_meet = false;
    bool covers = false;
};
Relation relate(const std::vector<PolygonRings>& inner, const std::vector<PolygonRings>& outer);

/// The polygons that together cover exactly what the given ones cover, wherever those meet or overlap.
/// Exact where their edges do not cross properly; new nodes are rounded to the grid otherwise.
std::vector<PolygonRings> unite(const std::vector<PolygonRings>& polygons);

/// All points at most `distance` from them, arcs approximated from inside to within 8 %, with as few corners as keep each line within
/// `tolerance` of itself, rounded to multiples of `grid`. May not be valid and is not compared with what it was made of.
std::vector<PolygonRings> around(const std::vector<PolygonRings>& polygons, double distance, double tolerance, std::int32_t grid);

/// A hull of each polygon, and of its holes from within, that leaves out corners which point inwards until of each ring about this part of
/// its corners is left, or those of its convex hull: first those that add the least. Its corners are some of theirs, and it holds them.
std::vector<PolygonRings> hull(const std::vector<PolygonRings>& polygons, double part);

/// All points at most `distance` from the polygon with that one ring, in any plane coordinates, holes filled:
/// the outer rings of the result. The true buffer's arcs are approximated from inside to within 0.5 %.
/// A ring that crosses itself is taken as the area it winds round.
std::vector<std::vector<Plane>> buffer(const std::vector<Plane>& ring, double distance);

}  // namespace truce::geos
