// The places of RecordBuilder: circle, areas, sector, polygon.
#include <fmt/format.h>

#include <algorithm>

#include "truce/ingest/numbers.hpp"
#include "truce/ingest/record_builder.hpp"

namespace truce {
namespace {

constexpr std::int64_t full_circle_mdeg = 360'000;

}  // namespace

std::optional<std::int64_t> RecordBuilder::decimal(Field field, int decimals) {
    if (!given(field)) {
        wrong(field, "field.missing", "is missing beside the fields that go with it", "Give it");
        return std::nullopt;
    }
    auto result = parse_decimal(value(field), decimals);
    if (result) return *result;
    wrong(field, result.error());
    return std::nullopt;
}

std::optional<LatLon> RecordBuilder::point(Field lat, Field lon) {
    for (const Field field : {lat, lon}) {
        if (given(field)) continue;
        wrong(field, "field.missing", "is missing beside the other coordinate", "Give both, in degrees");
        return std::nullopt;
    }
    auto result = LatLon::parse(value(lat), value(lon));
    if (result) return *result;
    wrong(LatLon::parse(value(lat), "0") ? lon : lat, result.error());
    return std::nullopt;
}

bool RecordBuilder::region(Region& out) {
    const bool has_circle = given(Field::lat) || given(Field::lon) || given(Field::radius_m);
    const bool has_areas = given(Field::areas);
    const bool has_polygon = record_->polygon != nullptr;
    const bool has_sector = given(Field::observer_lat) || given(Field::observer_lon) || given(Field::bearing_from) ||
                            given(Field::bearing_to) || given(Field::distance_min_m) || given(Field::distance_max_m);
    if (has_circle + has_areas + has_polygon + has_sector > 1) {
        return wrong(has_areas ? Field::areas : Field::lat, "place.twice", "the place is given in more than one way",
                     "Give a point, areas, a polygon or what an observer saw: one of them");
    }
    if (has_circle) return circle(out);
    if (has_areas) return areas(out);
    if (has_sector) return sector(out);
    out = has_polygon ? Region::in(record_->polygon) : Region::anywhere();
    return true;
}

/// Whoever gives no radius, or one below the profile's, is not believed to be more exact than geocoding is.
bool RecordBuilder::circle(Region& out) {
    const auto centre = point(Field::lat, Field::lon);
    const auto radius_mm = given(Field::radius_m) ? decimal(Field::radius_m, 3) : std::optional<std::int64_t>(0);
    if (!centre || !radius_mm) return false;
    if (*radius_mm < 0 || *radius_mm > region_radius_mm_max) {
        return wrong(Field::radius_m, "place.radius", "is not between 0 and 2,000,000 metres",
                     "Correct it, or leave the place out if it is unknown");
    }
    out = Region::circle(*centre, std::max(*radius_mm, profile_.geocoding_radius_mm));
    return true;
}

bool RecordBuilder::areas(Region& out) {
    std::vector<std::string> ids;
    for (const std::string& name : record_->areas) {
        if (profile_.atlas->find(name)) {
            ids.push_back(name);
        } else if (const Division* division = profile_.division_named(name); division != nullptr) {
            ids.insert(ids.end(), division->areas.begin(), division->areas.end());
        } else {
            return wrong_value("place.area_unknown", "areas", name, "is neither an area of the atlas nor a division of the profile",
                               "Use an id or name that `truce terms show` lists");
        }
    }
    out = Region::areas(std::move(ids));
    return true;
}

bool RecordBuilder::sector(Region& out) {
    const auto observer = point(Field::observer_lat, Field::observer_lon);
    const auto from = decimal(Field::bearing_from, 3);
    const auto to = decimal(Field::bearing_to, 3);
    const auto near = decimal(Field::distance_min_m, 3);
    const auto far = decimal(Field::distance_max_m, 3);
    if (!observer || !from || !to || !near || !far) return false;
    for (const auto& [field, bearing] : {std::pair{Field::bearing_from, *from}, std::pair{Field::bearing_to, *to}}) {
        const bool full = field == Field::bearing_to && bearing == full_circle_mdeg && *from == 0;
        if (full || (bearing >= 0 && bearing < full_circle_mdeg)) continue;
        return wrong(field, "place.bearing", "is not between 0 and 359.999 degrees", "Give it clockwise from true north");
    }
    auto seen = Region::seen({*observer, static_cast<std::int32_t>(*from), static_cast<std::int32_t>(*to), *near, *far});
    if (!seen) return wrong(Field::distance_max_m, seen.error());
    out = std::move(seen).value();
    return true;
}

bool RecordBuilder::place_in_atlas(Report& out) {
    if (out.where.kind == Region::Kind::unknown) return true;
    const Atlas::Placement placement = profile_.atlas->place(out.where);
    for (const std::uint16_t index : placement.touched) out.areas.push_back(profile_.atlas->id(index));
    out.area_certain = placement.certain;
    out.outside = placement.touched.empty();
    return true;
}

/// The areas that surely lie wholly inside: a region claims to have watched no more than it can show. A sector
/// claims none, because its outline is larger than what was seen.
std::vector<std::string> RecordBuilder::areas_inside(const Region& region) const {
    if (region.kind == Region::Kind::areas) return region.ids;
    std::vector<std::string> ids;
    for (const Atlas::Division& division : profile_.atlas->divisions()) {
        if (region.kind == Region::Kind::polygon && overlap(*division.shape, *region.polygon) == Overlap::covered)
            ids.push_back(division.id);
        if (region.kind != Region::Kind::circle) continue;
        // A circle around the division lies in the watched one if their centres are near enough together;
        // 2 mm for the rounding of both distances.
        const Circle around = enclosing_circle(*division.shape);
        if (distance_mm(around.centre, region.centre) + around.radius_mm + 2 <= region.radius_mm) ids.push_back(division.id);
    }
    return ids;
}

}  // namespace truce
