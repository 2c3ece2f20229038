// The JSON form of volumes; volume.hpp and footprint.hpp have the grammar.
#include <fmt/format.h>

#include "truce/base/hash.hpp"
#include "truce/base/json.hpp"
#include "truce/geo/region.hpp"
#include "truce/geo/volume.hpp"

namespace truce {

namespace {

Error refused(std::string what, std::string_view where) {
    return {Errc::invalid, "volume.json", std::move(what), std::string(where), "write the volume as docs/formats/activities.md says"};
}

/// Reads members and counts them, so that one nobody asked for is noticed.
class Members {
public:
    static Result<Members> of(const Json& value, std::string_view where) {
        if (!value.is_object()) return refused("an object is expected", where);
        return Members(value.get_object(), where);
    }

    Result<std::int64_t> integer(std::string_view name) {
        TRUCE_ASSIGN(const Json* value, get(name));
        const auto* number = value->if_int64();
        if (number == nullptr || std::abs(*number) > json_integer_max) return refused("an integer is expected", path(name));
        return *number;
    }

    Result<std::int32_t> coordinate(std::string_view name) {
        TRUCE_ASSIGN(const std::int64_t value, integer(name));
        if (std::abs(value) > 1'800'000'000) return refused(fmt::format("{} is outside any range of degrees x 10^7", value), path(name));
        return static_cast<std::int32_t>(value);
    }

    Result<std::string> text(std::string_view name) {
        TRUCE_ASSIGN(const Json* value, get(name));
        if (!value->is_string() || value->get_string().empty()) return refused("a text is expected", path(name));
        return std::string(value->get_string());
    }

    Result<Members> object(std::string_view name) {
        TRUCE_ASSIGN(const Json* value, get(name));
        return of(*value, path(name));
    }

    Result<std::vector<LatLon>> points(std::string_view name) {
        TRUCE_ASSIGN(const Json* value, get(name));
        if (!value->is_array()) return refused("an array is expected", path(name));
        std::vector<LatLon> list;
        for (const Json& one : value->get_array()) {
            if (!one.is_array() || one.get_array().size() != 2 || !one.get_array()[0].is_int64() || !one.get_array()[1].is_int64())
                return refused("a point is [lat_e7, lon_e7]", fmt::format("{}[{}]", path(name), list.size()));
            TRUCE_ASSIGN(const LatLon p, LatLon::create(one.get_array()[0].get_int64(), one.get_array()[1].get_int64()));
            list.push_back(p);
        }
        return list;
    }

    [[nodiscard]] bool has(std::string_view name) const { return object_->contains(name); }
    [[nodiscard]] const std::string& where() const { return where_; }

    [[nodiscard]] Result<void> done() const {
        if (read_ == object_->size()) return {};
        return refused("there are members that do not belong here", where_);
    }

private:
    Members(const JsonObject& object, std::string_view where) : object_(&object), where_(where) {}
    [[nodiscard]] std::string path(std::string_view name) const {
        return where_.empty() ? std::string(name) : fmt::format("{}.{}", where_, name);
    }
    Result<const Json*> get(std::string_view name) {
        const Json* value = object_->if_contains(name);
        if (value == nullptr) return refused("the member is missing", path(name));
        ++read_;
        return value;
    }

    const JsonObject* object_;
    std::string where_;
    std::size_t read_ = 0;
};

/// What an area's line was when somebody named it: SHA-256 of its polygons' canonical JSON.
std::string digest_of(const std::shared_ptr<const Shape>& shape) {
    const auto bytes = canonical(to_json(Region::in(shape)));
    TRUCE_ASSERT(bytes.ok());
    return sha256(*bytes).hex();
}

JsonArray points_json(const std::vector<LatLon>& points) {
    JsonArray list;
    for (const LatLon p : points) list.push_back(JsonArray{p.lat_e7, p.lon_e7});
    return list;
}

Result<Footprint> area_from(Members& members, const Gazetteer& gazetteer) {
    TRUCE_ASSIGN(const std::string id, members.text("area"));
    TRUCE_ASSIGN(const std::string digest, members.text("line"));
    auto shape = gazetteer.find(id);
    if (shape == nullptr)
        return Error{Errc::not_found, "volume.area", fmt::format("nobody has drawn an area \"{}\"", id), members.where() + ".area",
                     "name an area of the terms or of the atlas, or draw a polygon"};
    if (digest_of(shape) != digest)
        return Error{Errc::conflict, "volume.area", fmt::format("area \"{}\" has another line now", id), members.where() + ".line",
                     "look at its line as it is, then write the volume anew"};
    return Footprint::area(id, std::move(shape));
}

Result<Footprint> footprint_from(Members members, const Gazetteer& gazetteer) {
    TRUCE_ASSIGN(const std::string kind, members.text("kind"));
    const auto finish = [&](Result<Footprint> footprint) -> Result<Footprint> {
        TRUCE_TRY(members.done());
        if (!footprint) return at(members.where(), std::move(footprint).error());
        return footprint;
    };
    if (kind == "circle") {
        TRUCE_ASSIGN(const std::int32_t lat, members.coordinate("lat_e7"));
        TRUCE_ASSIGN(const std::int32_t lon, members.coordinate("lon_e7"));
        TRUCE_ASSIGN(const std::int64_t radius_mm, members.integer("radius_mm"));
        return finish(Footprint::circle({lat, lon}, radius_mm));
    }
    if (kind == "corridor") {
        TRUCE_ASSIGN(const std::int64_t half_width_mm, members.integer("half_width_mm"));
        TRUCE_ASSIGN(auto waypoints, members.points("waypoints"));
        return finish(Footprint::corridor(std::move(waypoints), half_width_mm));
    }
    if (kind == "polygon") {
        TRUCE_ASSIGN(auto corners, members.points("corners"));
        return finish(Footprint::polygon(std::move(corners)));
    }
    if (kind == "area") return finish(area_from(members, gazetteer));
    return refused(fmt::format("there is no kind of footprint \"{}\"", kind.substr(0, 60)), members.where() + ".kind");
}

Result<StatedHeight> stated_from(Members members) {
    StatedHeight stated;
    TRUCE_ASSIGN(stated.by, members.text("by"));
    TRUCE_ASSIGN(const std::string datum, members.text("datum"));
    if (datum != "amsl" && datum != "agl")
        return refused(fmt::format("there is no datum \"{}\"", datum.substr(0, 60)), members.where() + ".datum");
    stated.datum = datum == "amsl" ? StatedHeight::Datum::amsl : StatedHeight::Datum::agl;
    TRUCE_ASSIGN(stated.high_mm, members.integer("high_mm"));
    TRUCE_ASSIGN(stated.low_mm, members.integer("low_mm"));
    TRUCE_TRY(members.done());
    return stated;
}

Result<Height> height_from(Members members) {
    TRUCE_ASSIGN(const std::string kind, members.text("kind"));
    TRUCE_ASSIGN(const std::int64_t high_mm, members.integer("high_mm"));
    if (kind == "surface") {
        TRUCE_TRY(members.done());
        return Height::surface(high_mm);
    }
    if (kind != "band") return refused(fmt::format("there is no kind of height \"{}\"", kind.substr(0, 60)), members.where() + ".kind");
    TRUCE_ASSIGN(const std::int64_t low_mm, members.integer("low_mm"));
    TRUCE_ASSIGN(Height height, Height::band(low_mm, high_mm));
    if (members.has("stated")) {
        TRUCE_ASSIGN(Members stated, members.object("stated"));
        TRUCE_ASSIGN(height.stated, stated_from(std::move(stated)));
    }
    TRUCE_TRY(members.done());
    return height;
}

Json height_json(const Height& height) {
    JsonObject object;
    object["kind"] = height.kind == Height::Kind::surface ? "surface" : "band";
    object["high_mm"] = height.high_mm;
    if (height.kind == Height::Kind::surface) return object;
    object["low_mm"] = height.low_mm;
    if (height.stated) {
        object["stated"] = JsonObject{{"by", height.stated->by},
                                      {"datum", height.stated->datum == StatedHeight::Datum::amsl ? "amsl" : "agl"},
                                      {"high_mm", height.stated->high_mm},
                                      {"low_mm", height.stated->low_mm}};
    }
    return object;
}

}  // namespace

Json to_json(const Footprint& footprint) {
    JsonObject object;
    switch (footprint.kind()) {
        case Footprint::Kind::circle:
            object["kind"] = "circle";
            object["lat_e7"] = footprint.points().front().lat_e7;
            object["lon_e7"] = footprint.points().front().lon_e7;
            object["radius_mm"] = footprint.radius_mm();
            break;
        case Footprint::Kind::corridor:
            object["half_width_mm"] = footprint.radius_mm();
            object["kind"] = "corridor";
            object["waypoints"] = points_json(footprint.points());
            break;
        case Footprint::Kind::polygon:
            object["corners"] = points_json(footprint.points());
            object["kind"] = "polygon";
            break;
        case Footprint::Kind::area:
            object["area"] = footprint.area_id();
            object["kind"] = "area";
            object["line"] = digest_of(footprint.shape());
            break;
    }
    return object;
}

Json to_json(const Volume& volume) {
    return JsonObject{{"footprint", to_json(volume.where)},
                      {"from", volume.when.from.us},
                      {"height", height_json(volume.height)},
                      {"to", volume.when.to.us}};
}

Result<Volume> volume_from_json(const Json& value, const Gazetteer& gazetteer) {
    TRUCE_ASSIGN(Members members, Members::of(value, ""));
    TRUCE_ASSIGN(Members footprint, members.object("footprint"));
    TRUCE_ASSIGN(Footprint where, footprint_from(std::move(footprint), gazetteer));
    TRUCE_ASSIGN(Members height_members, members.object("height"));
    TRUCE_ASSIGN(Height height, height_from(std::move(height_members)));
    TRUCE_ASSIGN(const std::int64_t from, members.integer("from"));
    TRUCE_ASSIGN(const std::int64_t to, members.integer("to"));
    TRUCE_TRY(members.done());
    const Interval when{Instant{from}, Instant{to}};
    if (when.empty())
        return Error{Errc::invalid, "volume.window",
                     fmt::format("the window from {} to {} holds no instant", format(when.from), format(when.to)), "to",
                     "let it end after it begins"};
    return Volume{std::move(where), std::move(height), when};
}

}  // namespace truce
