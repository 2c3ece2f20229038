// The JSON form of regions; region.hpp has the grammar.
#include <fmt/format.h>

#include <array>

#include "truce/base/json.hpp"
#include "truce/geo/region.hpp"

namespace truce {

namespace {

constexpr std::array<std::string_view, 5> kind_names{"unknown", "circle", "areas", "polygon", "sector"};

Error refused(std::string what, std::string_view where) {
    return {Errc::invalid, "region.json", std::move(what), std::string(where), "write the region as region.hpp's grammar says"};
}

/// Reads members and remembers how many, so that one nobody asked for is noticed.
class Members {
public:
    explicit Members(const JsonObject& object) : object_(object) {}

    Result<std::int64_t> integer(std::string_view name, std::int64_t low, std::int64_t high) {
        TRUCE_ASSIGN(const Json* value, get(name));
        std::int64_t number = 0;
        if (value->is_int64()) {
            number = value->get_int64();
        } else if (value->is_uint64() && value->get_uint64() <= static_cast<std::uint64_t>(json_integer_max)) {
            number = static_cast<std::int64_t>(value->get_uint64());
        } else {
            return refused(fmt::format("{} is not an integer", boost::json::serialize(*value).substr(0, 60)), name);
        }
        if (number < low || number > high) return refused(fmt::format("{} is outside {}..{}", number, low, high), name);
        return number;
    }

    Result<const JsonArray*> array(std::string_view name) {
        TRUCE_ASSIGN(const Json* value, get(name));
        if (!value->is_array()) return refused("an array is expected", name);
        return &value->get_array();
    }

    Result<std::string> string(std::string_view name) {
        TRUCE_ASSIGN(const Json* value, get(name));
        if (!value->is_string()) return refused("a text is expected", name);
        return std::string(value->get_string());
    }

    Result<LatLon> point() {
        TRUCE_ASSIGN(const std::int64_t lat, integer("lat_e7", -json_integer_max, json_integer_max));
        TRUCE_ASSIGN(const std::int64_t lon, integer("lon_e7", -json_integer_max, json_integer_max));
        return LatLon::create(lat, lon);
    }

    /// Errors if there are members that were not read.
    Result<void> done() const {
        if (read_ == object_.size()) return {};
        return refused("the region has members that its kind does not have", "kind");
    }

private:
    Result<const Json*> get(std::string_view name) {
        const Json* value = object_.if_contains(name);
        if (value == nullptr) return refused("the member is missing", name);
        ++read_;
        return value;
    }
    const JsonObject& object_;
    std::size_t read_ = 0;
};

Result<LatLon> vertex_of(const Json& value) {
    if (!value.is_array() || value.get_array().size() != 2) return refused("a vertex is [lat_e7, lon_e7]", "polygons");
    const JsonArray& pair = value.get_array();
    if (!pair[0].is_int64() || !pair[1].is_int64()) return refused("a vertex is two integers", "polygons");
    return LatLon::create(pair[0].get_int64(), pair[1].get_int64());
}

Result<std::vector<PolygonRings>> polygons_of(const JsonArray& polygons) {
    std::vector<PolygonRings> all;
    for (const Json& polygon : polygons) {
        if (!polygon.is_array()) return refused("a polygon is an array of rings", "polygons");
        PolygonRings rings;
        for (const Json& ring : polygon.get_array()) {
            if (!ring.is_array()) return refused("a ring is an array of vertices", "polygons");
            Ring vertices;
            for (const Json& vertex : ring.get_array()) {
                TRUCE_ASSIGN(const LatLon p, vertex_of(vertex));
                vertices.push_back(p);
            }
            rings.push_back(std::move(vertices));
        }
        all.push_back(std::move(rings));
    }
    return all;
}

Json polygons_json(const Polygon& polygon) {
    JsonArray polygons;
    for (const PolygonRings& rings : polygon.polygons()) {
        JsonArray ring_list;
        for (const Ring& ring : rings) {
            JsonArray vertices;
            for (const LatLon p : ring) vertices.push_back(JsonArray{p.lat_e7, p.lon_e7});
            ring_list.push_back(std::move(vertices));
        }
        polygons.push_back(std::move(ring_list));
    }
    return polygons;
}

Result<Region> circle_from(Members& members) {
    TRUCE_ASSIGN(const LatLon centre, members.point());
    TRUCE_ASSIGN(const std::int64_t radius_mm, members.integer("radius_mm", 0, region_radius_mm_max));
    return Region::circle(centre, radius_mm);
}

Result<Region> areas_from(Members& members) {
    TRUCE_ASSIGN(const JsonArray* list, members.array("areas"));
    std::vector<std::string> ids;
    for (const Json& id : *list) {
        if (!id.is_string() || id.get_string().empty()) return refused("an area's id is a text that is not empty", "areas");
        if (!ids.empty() && !(ids.back() < std::string_view(id.get_string()))) return refused("the ids do not ascend", "areas");
        ids.emplace_back(id.get_string());
    }
    if (ids.empty()) return refused("there is no id; a place nobody knows is of kind \"unknown\"", "areas");
    return Region::areas(std::move(ids));
}

Result<Region> polygon_from(Members& members) {
    TRUCE_ASSIGN(const JsonArray* list, members.array("polygons"));
    TRUCE_ASSIGN(auto polygons, polygons_of(*list));
    auto shape = Polygon::create(std::move(polygons));
    if (!shape) return at("polygons", std::move(shape).error());
    return Region::in(std::make_shared<const Polygon>(std::move(shape).value()));
}

Result<Region> sector_from(Members& members) {
    Sector sector;
    TRUCE_ASSIGN(sector.observer, members.point());
    TRUCE_ASSIGN(const std::int64_t from, members.integer("bearing_from_mdeg", 0, 360'000));
    TRUCE_ASSIGN(const std::int64_t to, members.integer("bearing_to_mdeg", 0, 360'000));
    TRUCE_ASSIGN(sector.distance_min_mm, members.integer("distance_min_mm", 0, region_radius_mm_max));
    TRUCE_ASSIGN(sector.distance_max_mm, members.integer("distance_max_mm", 0, region_radius_mm_max));
    sector.bearing_from_mdeg = static_cast<std::int32_t>(from);
    sector.bearing_to_mdeg = static_cast<std::int32_t>(to);
    return Region::seen(sector);
}

Result<Region> of_kind(std::string_view kind, Members& members) {
    if (kind == "unknown") return Region::anywhere();
    if (kind == "circle") return circle_from(members);
    if (kind == "areas") return areas_from(members);
    if (kind == "polygon") return polygon_from(members);
    if (kind == "sector") return sector_from(members);
    return refused(fmt::format("there is no kind \"{}\"", kind.substr(0, 60)), "kind");
}

}  // namespace

Json to_json(const Region& region) {
    JsonObject object;
    object["kind"] = kind_names[static_cast<std::size_t>(region.kind)];
    const auto put_point = [&](LatLon p) {
        object["lat_e7"] = p.lat_e7;
        object["lon_e7"] = p.lon_e7;
    };
    switch (region.kind) {
        case Region::Kind::unknown: break;
        case Region::Kind::circle:
            put_point(region.centre);
            object["radius_mm"] = region.radius_mm;
            break;
        case Region::Kind::areas: object["areas"] = JsonArray(region.ids.begin(), region.ids.end()); break;
        case Region::Kind::polygon: object["polygons"] = polygons_json(*region.polygon); break;
        case Region::Kind::sector:
            put_point(region.sector.observer);
            object["bearing_from_mdeg"] = region.sector.bearing_from_mdeg;
            object["bearing_to_mdeg"] = region.sector.bearing_to_mdeg;
            object["distance_max_mm"] = region.sector.distance_max_mm;
            object["distance_min_mm"] = region.sector.distance_min_mm;
            break;
    }
    return object;
}

Result<Region> region_from_json(const Json& value) {
    if (!value.is_object()) return refused("a region is an object", "");
    Members members(value.get_object());
    TRUCE_ASSIGN(const std::string kind, members.string("kind"));
    TRUCE_ASSIGN(Region region, of_kind(kind, members));
    TRUCE_TRY(members.done());
    return region;
}

}  // namespace truce
