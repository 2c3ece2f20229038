#include "truce/geo/geos.hpp"

#define GEOS_USE_ONLY_R_API
#include <geos_c.h>

#include <cmath>
#include <memory>

namespace truce::geos {

namespace {

/// One per thread: GEOS's handles must not be shared.
GEOSContextHandle_t context() {
    struct Finish {
        void operator()(GEOSContextHandle_t handle) const { GEOS_finish_r(handle); }
    };
    thread_local const std::unique_ptr<std::remove_pointer_t<GEOSContextHandle_t>, Finish> handle(GEOS_init_r());
    return handle.get();
}

struct DestroyGeometry {
    void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(context(), geometry); }
};
using Geometry = std::unique_ptr<GEOSGeometry, DestroyGeometry>;

/// What GEOS cannot fail at but for want of memory.
Geometry checked(GEOSGeometry* geometry) {
    TRUCE_ASSERT(geometry != nullptr);
    return Geometry(geometry);
}

template <typename Vertices, typename ToPlane>
Geometry linear_ring(const Vertices& vertices, ToPlane to_plane) {
    const auto size = static_cast<unsigned>(vertices.size());
    GEOSCoordSequence* sequence = GEOSCoordSeq_create_r(context(), size + 1, 2);
    TRUCE_ASSERT(sequence != nullptr);
    for (unsigned i = 0; i <= size; ++i) {
        const Plane at = to_plane(vertices[i < size ? i : 0]);
        TRUCE_ASSERT(GEOSCoordSeq_setXY_r(context(), sequence, i, at.x, at.y) == 1);
    }
    return checked(GEOSGeom_createLinearRing_r(context(), sequence));
}

Geometry geometry_of(const PolygonRings& rings) {
    Geometry shell = linear_ring(rings.front(), [](LatLon p) { return plane(p); });
    std::vector<GEOSGeometry*> holes;
    for (std::size_t i = 1; i < rings.size(); ++i) holes.push_back(linear_ring(rings[i], [](LatLon p) { return plane(p); }).release());
    return checked(GEOSGeom_createPolygon_r(context(), shell.release(), holes.data(), static_cast<unsigned>(holes.size())));
}

Geometry geometry_of(const std::vector<PolygonRings>& polygons) {
    std::vector<GEOSGeometry*> parts;
    for (const PolygonRings& rings : polygons) parts.push_back(geometry_of(rings).release());
    return checked(GEOSGeom_createCollection_r(context(), GEOS_MULTIPOLYGON, parts.data(), static_cast<unsigned>(parts.size())));
}

std::vector<Plane> vertices_of(const GEOSGeometry* ring) {
    const GEOSCoordSequence* sequence = GEOSGeom_getCoordSeq_r(context(), ring);
    unsigned size = 0;
    TRUCE_ASSERT(sequence != nullptr && GEOSCoordSeq_getSize_r(context(), sequence, &size) == 1);
    std::vector<Plane> vertices(size > 0 ? size - 1 : 0);
    for (unsigned i = 0; i + 1 < size; ++i) TRUCE_ASSERT(GEOSCoordSeq_getXY_r(context(), sequence, i, &vertices[i].x, &vertices[i].y) == 1);
    return vertices;
}

/// Its polygons, corners rounded to multiples of `grid`; neighbours that become one are one.
std::vector<PolygonRings> polygons_of(const GEOSGeometry* geometry, std::int32_t grid) {
    const auto rounded = [&](double units) { return static_cast<std::int32_t>(std::lround(units / grid)) * grid; };
    const auto ring_of = [&](const GEOSGeometry* ring) {
        Ring out;
        for (const Plane& at : vertices_of(ring)) {
            const LatLon corner{rounded(at.y), rounded(at.x)};
            if (out.empty() || !(out.back() == corner)) out.push_back(corner);
        }
        while (out.size() > 1 && out.back() == out.front()) out.pop_back();
        return out;
    };
    std::vector<PolygonRings> out;
    for (int i = 0; i < GEOSGetNumGeometries_r(context(), geometry); ++i) {
        const GEOSGeometry* part = GEOSGetGeometryN_r(context(), geometry, i);
        if (GEOSGeomTypeId_r(context(), part) != GEOS_POLYGON) continue;
        PolygonRings rings{ring_of(GEOSGetExteriorRing_r(context(), part))};
        for (int hole = 0; hole < GEOSGetNumInteriorRings_r(context(), part); ++hole) {
            Ring ring = ring_of(GEOSGetInteriorRingN_r(context(), part, hole));
            if (ring.size() >= 3) rings.push_back(std::move(ring));
        }
        out.push_back(std::move(rings));
    }
    return out;
}

}  // namespace

std::optional<Fault> fault(const std::vector<PolygonRings>& polygons) {
    const Geometry geometry = geometry_of(polygons);
    char* reason = nullptr;
    GEOSGeometry* place = nullptr;
    const char valid = GEOSisValidDetail_r(context(), geometry.get(), 0, &reason, &place);
    TRUCE_ASSERT(valid != 2);
    const Geometry place_owner(place);
    Fault found;
    if (reason != nullptr) {
        found.reason = reason;
        GEOSFree_r(context(), reason);
    }
    if (valid == 1) return std::nullopt;
    if (place != nullptr) {
        GEOSGeomGetX_r(context(), place, &found.place.x);
        GEOSGeomGetY_r(context(), place, &found.place.y);
    }
    return found;
}

Relation relate(const std::vector<PolygonRings>& inner, const std::vector<PolygonRings>& outer) {
    const Geometry a = geometry_of(inner);
    const Geometry b = geometry_of(outer);
    const char meet = GEOSRelatePattern_r(context(), a.get(), b.get(), "T********");
    const char covers = GEOSCovers_r(context(), b.get(), a.get());
    TRUCE_ASSERT(meet != 2 && covers != 2);
    return {meet == 1, covers == 1};
}

std::vector<PolygonRings> unite(const std::vector<PolygonRings>& polygons) {
    const Geometry parts = geometry_of(polygons);
    // Precision 1: every node of the result lies on the grid of 1e-7 degrees.
    const Geometry united = checked(GEOSUnaryUnionPrec_r(context(), parts.get(), 1.0));
    return polygons_of(united.get(), 1);
}

std::vector<PolygonRings> around(const std::vector<PolygonRings>& polygons, double distance, double tolerance, std::int32_t grid) {
    const Geometry parts = geometry_of(polygons);
    constexpr int segments_per_quarter = 2;  // cos(90 / 4 degrees) > 0.92
    const Geometry grown = checked(GEOSBuffer_r(context(), parts.get(), distance, segments_per_quarter));
    const Geometry thinned = checked(GEOSTopologyPreserveSimplify_r(context(), grown.get(), tolerance));
    return polygons_of(thinned.get(), grid);
}

std::vector<PolygonRings> hull(const std::vector<PolygonRings>& polygons, double part) {
    const Geometry parts = geometry_of(polygons);
    constexpr unsigned outer = 1;
    const Geometry simplified = checked(GEOSPolygonHullSimplify_r(context(), parts.get(), outer, part));
    return polygons_of(simplified.get(), 1);
}

std::vector<std::vector<Plane>> buffer(const std::vector<Plane>& ring, double distance) {
    Geometry shell = linear_ring(ring, [](Plane p) { return p; });
    const Geometry polygon = checked(GEOSGeom_createPolygon_r(context(), shell.release(), nullptr, 0));
    constexpr int segments_per_quarter = 8;  // cos(90 / 16 degrees) > 0.995
    const Geometry grown = checked(GEOSBuffer_r(context(), polygon.get(), distance, segments_per_quarter));
    std::vector<std::vector<Plane>> rings;
    const int parts = GEOSGetNumGeometries_r(context(), grown.get());
    for (int i = 0; i < parts; ++i) {
        const GEOSGeometry* part = GEOSGetGeometryN_r(context(), grown.get(), i);
        rings.push_back(vertices_of(GEOSGetExteriorRing_r(context(), part)));
    }
    return rings;
}

}  // namespace truce::geos
