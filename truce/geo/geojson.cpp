#include "truce/geo/geojson.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "truce/base/json.hpp"

namespace truce {

namespace {

std::string member(std::string_view where, std::string_view name) {
    return where.empty() ? std::string(name) : fmt::format("{}.{}", where, name);
}

std::string element(std::string_view where, std::size_t index) { return fmt::format("{}[{}]", where, index); }

Error refused(std::string_view id, std::string what, std::string_view where, std::string remedy) {
    return {Errc::invalid, std::string(id), std::move(what), std::string(where), std::move(remedy)};
}

std::string shown(const Json* value) {
    if (value == nullptr) return "nothing";
    std::string text = boost::json::serialize(*value);
    if (text.size() <= 60) return text;
    // Cut between characters: a continuation byte of UTF-8 is 10xxxxxx.
    std::size_t end = 57;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    return text.substr(0, end) + "...";
}

Result<const JsonObject*> object_at(const Json* value, std::string_view where) {
    if (value != nullptr && value->is_object()) return &value->get_object();
    return refused("geojson.member", fmt::format("there is {} where an object is expected", shown(value)), where,
                   "write GeoJSON as RFC 7946 says");
}

Result<const JsonArray*> array_at(const Json* value, std::string_view where) {
    if (value != nullptr && value->is_array()) return &value->get_array();
    return refused("geojson.member", fmt::format("there is {} where an array is expected", shown(value)), where,
                   "write GeoJSON as RFC 7946 says");
}

Result<std::string> type_of(const JsonObject& object, std::string_view where) {
    const Json* type = object.if_contains("type");
    if (type != nullptr && type->is_string()) return std::string(type->get_string());
    return refused("geojson.type", fmt::format("the type is {}, not a text", shown(type)), member(where, "type"),
                   "name the kind of object, such as \"FeatureCollection\" or \"Polygon\"");
}

Result<double> number_at(const Json& value, std::string_view where) {
    if (value.is_double()) return value.get_double();
    if (value.is_int64()) return static_cast<double>(value.get_int64());
    if (value.is_uint64()) return static_cast<double>(value.get_uint64());
    return refused("geojson.position", fmt::format("{} is not a number", shown(&value)), where,
                   "give longitude, then latitude, as numbers");
}

Result<LatLon> position_at(const Json& value, std::string_view where) {
    if (!value.is_array() || value.get_array().size() < 2 || value.get_array().size() > 3)
        return refused("geojson.position", fmt::format("{} is not a position", shown(&value)), where,
                       "give [longitude, latitude] or [longitude, latitude, height]");
    const JsonArray& parts = value.get_array();
    for (std::size_t i = 0; i < parts.size(); ++i)
        if (!parts[i].is_number()) return number_at(parts[i], element(where, i)).error();
    TRUCE_ASSIGN(const double lon, number_at(parts[0], where));
    TRUCE_ASSIGN(const double lat, number_at(parts[1], where));
    auto point = LatLon::from_degrees(lat, lon);
    if (!point) return at(where, std::move(point).error());
    return point;
}

Result<Ring> ring_at(const Json& value, std::string_view where) {
    TRUCE_ASSIGN(const JsonArray* positions, array_at(&value, where));
    Ring ring;
    ring.reserve(positions->size());
    LatLon last;
    for (std::size_t i = 0; i < positions->size(); ++i) {
        TRUCE_ASSIGN(last, position_at((*positions)[i], element(where, i)));
        if (ring.empty() || ring.back() != last) ring.push_back(last);
    }
    if (positions->size() < 4)
        return refused("shape.ring_too_short", fmt::format("the ring has {} positions, at least 4 are needed", positions->size()), where,
                       "give three corners or more, and the first one again at the end");
    if (ring.front() != last)
        return refused("geojson.ring_not_closed", fmt::format("the ring starts at {} and ends at {}", format(ring.front()), format(last)),
                       where, "repeat the first position at the end");
    if (ring.size() > 1) ring.pop_back();
    return ring;
}

Result<PolygonRings> polygon_at(const Json& value, std::string_view where) {
    TRUCE_ASSIGN(const JsonArray* rings, array_at(&value, where));
    if (rings->empty()) return refused("shape.empty", "the polygon has no ring", where, "give its outer ring, then its holes");
    PolygonRings polygon;
    for (std::size_t i = 0; i < rings->size(); ++i) {
        TRUCE_ASSIGN(Ring ring, ring_at((*rings)[i], element(where, i)));
        polygon.push_back(std::move(ring));
    }
    return polygon;
}

Result<void> check_crs(const JsonObject& object, std::string_view where) {
    const Json* crs = object.if_contains("crs");
    if (crs == nullptr) return {};
    if (crs->is_object()) {
        const Json* properties = crs->get_object().if_contains("properties");
        const Json* name = properties != nullptr && properties->is_object() ? properties->get_object().if_contains("name") : nullptr;
        for (const std::string_view same :
             {"urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:OGC::CRS84", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"})
            if (name != nullptr && name->is_string() && std::string_view(name->get_string()) == same) return {};
    }
    return refused("geojson.crs", fmt::format("the coordinate reference system {} is not CRS84", shown(crs)), member(where, "crs"),
                   "convert to WGS 84 longitude and latitude and leave the member out");
}

Result<GeoFeature> feature_at(const JsonObject& object, std::string_view where) {
    GeoFeature feature;
    feature.where = where;
    TRUCE_TRY(check_crs(object, where));
    if (const Json* id = object.if_contains("id"); id != nullptr) {
        if (!id->is_string() && !id->is_number())
            return refused("geojson.member", fmt::format("the id is {}, not a text or a number", shown(id)), member(where, "id"),
                           "give a text");
        feature.id = id->is_string() ? std::string(id->get_string()) : boost::json::serialize(*id);
    }
    if (const Json* properties = object.if_contains("properties"); properties != nullptr && !properties->is_null()) {
        TRUCE_ASSIGN(const JsonObject* members, object_at(properties, member(where, "properties")));
        feature.properties = *members;
    }
    const Json* geometry = object.if_contains("geometry");
    if (geometry != nullptr && geometry->is_null()) return feature;
    const std::string place = member(where, "geometry");
    TRUCE_ASSIGN(const JsonObject* shape, object_at(geometry, place));
    TRUCE_ASSIGN(const std::string type, type_of(*shape, place));
    if (type == "Point") {
        const Json* coordinates = shape->if_contains("coordinates");
        TRUCE_ASSIGN(feature.geometry, position_at(coordinates != nullptr ? *coordinates : Json{}, member(place, "coordinates")));
    } else {
        TRUCE_ASSIGN(feature.geometry, read_polygons(*geometry, place));
    }
    return feature;
}

}  // namespace

Result<std::vector<PolygonRings>> read_polygons(const Json& geometry, std::string_view where) {
    TRUCE_ASSIGN(const JsonObject* object, object_at(&geometry, where));
    TRUCE_TRY(check_crs(*object, where));
    TRUCE_ASSIGN(const std::string type, type_of(*object, where));
    if (type != "Polygon" && type != "MultiPolygon")
        return refused("geojson.type", fmt::format("{} is not a Polygon or MultiPolygon", shown(object->if_contains("type"))),
                       member(where, "type"), "give an area as a Polygon or MultiPolygon");
    const std::string place = member(where, "coordinates");
    const Json* coordinates = object->if_contains("coordinates");
    TRUCE_ASSIGN(const JsonArray* parts, array_at(coordinates, place));
    std::vector<PolygonRings> polygons;
    if (type == "Polygon") {
        TRUCE_ASSIGN(PolygonRings polygon, polygon_at(*coordinates, place));
        polygons.push_back(std::move(polygon));
        return polygons;
    }
    if (parts->empty()) return refused("shape.empty", "the MultiPolygon has no polygon", place, "give at least one");
    for (std::size_t i = 0; i < parts->size(); ++i) {
        TRUCE_ASSIGN(PolygonRings polygon, polygon_at((*parts)[i], element(place, i)));
        polygons.push_back(std::move(polygon));
    }
    return polygons;
}

Result<std::vector<GeoFeature>> read_geojson(std::string_view text) {
    TRUCE_ASSIGN(const Json value, parse_json(text));
    TRUCE_ASSIGN(const JsonObject* object, object_at(&value, ""));
    TRUCE_ASSIGN(const std::string type, type_of(*object, ""));
    std::vector<GeoFeature> features;
    if (type == "FeatureCollection") {
        TRUCE_TRY(check_crs(*object, ""));
        TRUCE_ASSIGN(const JsonArray* list, array_at(object->if_contains("features"), "features"));
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string where = element("features", i);
            TRUCE_ASSIGN(const JsonObject* item, object_at(&(*list)[i], where));
            TRUCE_ASSIGN(const std::string item_type, type_of(*item, where));
            if (item_type != "Feature")
                return refused("geojson.type", fmt::format("\"{}\" is not a Feature", item_type), member(where, "type"),
                               "put only Features there");
            TRUCE_ASSIGN(GeoFeature feature, feature_at(*item, where));
            features.push_back(std::move(feature));
        }
        return features;
    }
    if (type == "Feature") {
        TRUCE_ASSIGN(GeoFeature feature, feature_at(*object, ""));
        features.push_back(std::move(feature));
        return features;
    }
    GeoFeature feature;
    if (type == "Point") {
        const Json* coordinates = object->if_contains("coordinates");
        TRUCE_TRY(check_crs(*object, ""));
        TRUCE_ASSIGN(feature.geometry, position_at(coordinates != nullptr ? *coordinates : Json{}, "coordinates"));
    } else {
        TRUCE_ASSIGN(feature.geometry, read_polygons(value, ""));
    }
    features.push_back(std::move(feature));
    return features;
}

}  // namespace truce
