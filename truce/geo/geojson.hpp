/// GeoJSON (RFC 7946) in: what other programs write becomes points and polygons.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/base/result.hpp"
#include "truce/geo/point.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

/// One feature. `where` is its place in the text ("features[3]"), for messages; "" for a lone one.
struct GeoFeature {
    std::string where;
    std::string id;                                                            ///< the "id" member as text; "" if there is none
    JsonObject properties;                                                     ///< empty if null or missing
    std::variant<std::monostate, LatLon, std::vector<PolygonRings>> geometry;  ///< nothing: "geometry": null
};

/// Reads a FeatureCollection, a Feature, or a bare geometry (a feature without properties).
///
/// Geometries: Point, Polygon, MultiPolygon. Positions are longitude, latitude and optionally a height, which is
/// ignored; they are rounded to 1e-7 degrees, and vertices that then repeat the one before are dropped. Rings are
/// closed in the text and open in the result; they may turn either way. Whether a polygon is valid is for
/// Shape::create to say. A member "crs" that names CRS84 is accepted, any other is refused.
/// Errors, all with the place in the text, e.g. "features[3].geometry.coordinates[0][2][17]":
///   json.syntax, geojson.type, geojson.member (missing or of the wrong form), geojson.crs, geojson.position,
///   geo.latitude, geo.longitude, geojson.ring_not_closed, shape.ring_too_short, shape.empty, shape.antimeridian
Result<std::vector<GeoFeature>> read_geojson(std::string_view text);

/// The polygons of one geometry object. Errors: as above; geojson.type for a Point.
Result<std::vector<PolygonRings>> read_polygons(const Json& geometry, std::string_view where);

}  // namespace truce
