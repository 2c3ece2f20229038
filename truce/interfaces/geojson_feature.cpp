#include "truce/interfaces/geojson_feature.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include "truce/interfaces/feature_source.hpp"
#include "truce/interfaces/queryables.hpp"

namespace truce {
namespace {

constexpr std::size_t corner_count = 24;
/// Up to here a circle is drawn on a plane that touches its middle's latitude.
constexpr std::int64_t plane_mm_max = 50'000'000;
/// Of a polygon around a circle, and 1 % for the plane: at 50 km and 70 degrees of latitude a parallel's length changes by 2 %.
const double widened = 1.008 / std::cos(std::numbers::pi / corner_count);

void append_whole(std::string& out, std::int64_t n) {
    const fmt::format_int text(n);
    out.append(text.data(), text.size());
}

struct Unit {
    double east;
    double north;
};
const std::array<Unit, corner_count>& units() {
    static const std::array<Unit, corner_count> all = [] {
        std::array<Unit, corner_count> out{};
        for (std::size_t i = 0; i < corner_count; ++i) {
            const double angle = 2 * std::numbers::pi * static_cast<double>(i) / corner_count;
            out[i] = {std::cos(angle), std::sin(angle)};
        }
        return out;
    }();
    return all;
}

}  // namespace

std::vector<LatLon> corners_around(LatLon centre, std::int64_t radius_mm) {
    std::vector<LatLon> out;
    out.reserve(corner_count);
    const double reach_mm = static_cast<double>(radius_mm) * widened;
    if (radius_mm <= plane_mm_max && std::abs(centre.lat_e7) < 700'000'000) {
        // Nobody knows where a circle of a kilometre ends to the centimetre: about a metre, which the widening makes up for many times.
        const std::int32_t grid = radius_mm >= 1'000'000 ? 100 : 1;
        const auto on_grid = [&](double units) {
            const double steps = units / grid;
            return static_cast<std::int32_t>(steps + (steps < 0 ? -0.5 : 0.5)) * grid;
        };
        const double up = reach_mm / 11.0568;
        const double across = reach_mm / (11.13194 * std::cos(centre.lat() * std::numbers::pi / 180));
        for (const Unit& unit : units()) {
            const double lon = centre.lon_e7 + across * unit.east;
            if (std::abs(lon) > 1'800'000'000) return {};
            out.push_back({on_grid(centre.lat_e7 + up * unit.north), on_grid(lon)});
        }
        return out;
    }
    for (std::size_t i = 0; i < corner_count; ++i) {
        const std::int64_t bearing = 90'000 - static_cast<std::int64_t>(i) * 360'000 / static_cast<std::int64_t>(corner_count);
        const LatLon corner = destination(centre, bearing, std::llround(reach_mm));
        const bool reaches = std::abs(std::int64_t{corner.lon_e7} - centre.lon_e7) > 900'000'000 || std::abs(corner.lat_e7) > 890'000'000;
        if (reaches) return {};
        out.push_back(corner);
    }
    return out;
}

void FeatureWriter::box(std::string& out, const Box& box) const {
    out += "{\"type\":\"Polygon\",\"coordinates\":[[";
    for (const LatLon corner : {box.low, LatLon{box.low.lat_e7, box.high.lon_e7}, box.high, LatLon{box.high.lat_e7, box.low.lon_e7}}) {
        append_position(out, corner, crs_);
        out += ',';
    }
    append_position(out, box.low, crs_);
    out += "]]}";
}

void FeatureWriter::area(std::string& out, std::uint16_t index) {
    out += "{\"type\":\"MultiPolygon\",\"coordinates\":[";
    out += *outlines_.exact({&index, 1}, crs_);
    out += "]}";
}

void FeatureWriter::geometry(std::string& out, const ShownPlace& place) {
    switch (place.kind) {
        case ShownPlace::Kind::none: out += "null"; return;
        case ShownPlace::Kind::box: box(out, place.box); return;
        case ShownPlace::Kind::areas:
            out += "{\"type\":\"MultiPolygon\",\"coordinates\":[";
            out += areas_ == DrawnAreas::exact ? *outlines_.exact(place.areas, crs_) : *outlines_.around(place.areas, crs_);
            out += "]}";
            return;
        case ShownPlace::Kind::shape:
            out += "{\"type\":\"MultiPolygon\",\"coordinates\":[";
            append_polygons(out, place.shape->polygons(), crs_);
            out += "]}";
            return;
        case ShownPlace::Kind::circle: break;
    }
    if (place.radius_mm == 0) {
        out += "{\"type\":\"Point\",\"coordinates\":";
        append_position(out, place.centre, crs_);
        out += '}';
        return;
    }
    const std::vector<LatLon> corners = corners_around(place.centre, place.radius_mm);
    if (corners.empty()) {
        box(out, place.box);
        return;
    }
    out += "{\"type\":\"Polygon\",\"coordinates\":[[";
    for (const LatLon corner : corners) {
        append_position(out, corner, crs_);
        out += ',';
    }
    append_position(out, corners.front(), crs_);
    out += "]]}";
}

void FeatureWriter::properties(std::string& out, const LiveIncident& incident) const {
    PropertyScratch scratch;
    const Profile& profile = *outlines_.profile();
    out += '{';
    bool first = true;
    for (const PropertyRow& row : written_properties()) {
        if (row.property == Property::id) continue;
        if (row.property == Property::areas) {
            out += ",\"areas\":[";
            for (std::size_t i = 0; i < incident.areas.size(); ++i) {
                if (i > 0) out += ',';
                append_text(out, profile.atlas->id(incident.areas[i]));
            }
            out += ']';
            continue;
        }
        const PropertyValue value = value_of(incident, row.property, profile, scratch);
        if (std::holds_alternative<std::monostate>(value)) continue;
        if (!first) out += ',';
        first = false;
        out += '"';
        out += row.name;
        out += "\":";
        if (const auto* text = std::get_if<std::string_view>(&value)) append_text(out, *text);
        if (const auto* whole = std::get_if<std::int64_t>(&value)) append_whole(out, *whole);
        if (const auto* yes = std::get_if<bool>(&value)) out += *yes ? "true" : "false";
        if (const auto* at = std::get_if<Instant>(&value)) {
            out += '"';
            out += format(*at);
            out += '"';
        }
        if (const auto* day = std::get_if<Day>(&value)) {
            out += '"';
            out += format(*day);
            out += '"';
        }
        if (const auto* list = std::get_if<const std::vector<std::string>*>(&value)) {
            out += '[';
            for (std::size_t i = 0; i < (*list)->size(); ++i) {
                if (i > 0) out += ',';
                append_text(out, (**list)[i]);
            }
            out += ']';
        }
    }
    out += '}';
}

void FeatureWriter::feature(std::string& out, const LiveIncident& incident) {
    out += "{\"type\":\"Feature\",\"id\":\"";
    out += incident.entry_id;
    out += '/';
    append_whole(out, incident.n);
    out += "\",\"geometry\":";
    geometry(out, incident.place);
    out += ",\"properties\":";
    properties(out, incident);
    out += '}';
}

}  // namespace truce
