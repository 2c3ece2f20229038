#include "truce/geo/atlas.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "truce/base/json.hpp"
#include "truce/geo/geojson.hpp"

namespace truce {

namespace {

/// How a region that is not named by area lies to one division.
Shape::Position position_of(const Region& region, const Polygon* drawn, const Shape& division) {
    if (region.kind == Region::Kind::circle) return division.locate(region.centre, region.radius_mm);
    if (drawn == nullptr) return Shape::Position::crossing;  // anywhere, or a sector that cannot be drawn
    switch (overlap(*drawn, division)) {
        case Overlap::apart: return Shape::Position::outside;
        case Overlap::covered: return Shape::Position::inside;
        case Overlap::partial: break;
    }
    return Shape::Position::crossing;
}

Error bad_id(std::string what, std::string_view where, std::string_view property) {
    return {Errc::invalid, "atlas.id", std::move(what), std::string(where),
            fmt::format("give every feature one non-empty text of its own as property \"{}\"", property)};
}

Result<std::string> text_property(const GeoFeature& feature, std::string_view property) {
    const Json* value = feature.properties.if_contains(property);
    if (value == nullptr || !value->is_string() || value->get_string().empty())
        return bad_id(fmt::format("the property \"{}\" is missing, empty or not a text", property), feature.where + ".properties",
                      property);
    return std::string(value->get_string());
}

Result<Atlas::Division> division_of(GeoFeature& feature, std::string_view id_property, std::string_view name_property) {
    Atlas::Division division;
    TRUCE_ASSIGN(division.id, text_property(feature, id_property));
    division.name = division.id;
    if (!name_property.empty()) {
        TRUCE_ASSIGN(division.name, text_property(feature, name_property));
    }
    auto* polygons = std::get_if<std::vector<PolygonRings>>(&feature.geometry);
    if (polygons == nullptr)
        return Error{Errc::invalid, "geojson.type", fmt::format("division \"{}\" is not an area", division.id), feature.where + ".geometry",
                     "give a Polygon or MultiPolygon"};
    auto shape = Shape::create(std::move(*polygons));
    if (!shape) return at(feature.where + ".geometry", std::move(shape).error());
    division.shape = std::make_shared<const Shape>(std::move(shape).value());
    return division;
}

}  // namespace

Result<void> Gazetteer::add(std::string id, std::shared_ptr<const Shape> shape) {
    TRUCE_ASSERT(shape != nullptr);
    const auto [place, added] = shapes_.try_emplace(std::move(id), shape);
    if (added || *place->second == *shape) return {};
    return Error{Errc::conflict, "gazetteer.contradiction", fmt::format("\"{}\" already stands for another shape", place->first), "",
                 "give one of the two another id"};
}

std::shared_ptr<const Shape> Gazetteer::find(std::string_view id) const {
    const auto found = shapes_.find(id);
    return found == shapes_.end() ? nullptr : found->second;
}

Result<Atlas> Atlas::from_geojson(std::string_view text, std::string_view id_property, std::string_view name_property) {
    TRUCE_ASSIGN(auto features, read_geojson(text));
    if (features.empty() || features.size() > std::numeric_limits<std::uint16_t>::max())
        return Error{Errc::invalid, "atlas.size", fmt::format("the atlas has {} divisions", features.size()), "features",
                     "give 1 to 65535"};
    std::vector<Division> divisions;
    for (GeoFeature& feature : features) {
        TRUCE_ASSIGN(Division division, division_of(feature, id_property, name_property));
        const auto same = [&](const Division& other) { return other.id == division.id; };
        if (std::any_of(divisions.begin(), divisions.end(), same))
            return bad_id(fmt::format("\"{}\" occurs twice", division.id), feature.where + ".properties", id_property);
        divisions.push_back(std::move(division));
    }
    std::sort(divisions.begin(), divisions.end(), [](const Division& a, const Division& b) { return a.id < b.id; });
    Atlas atlas;
    atlas.divisions_ = std::make_shared<const std::vector<Division>>(std::move(divisions));
    return atlas;
}

std::vector<std::string> Atlas::ids() const {
    std::vector<std::string> all;
    for (const Division& division : *divisions_) all.push_back(division.id);
    return all;
}

std::optional<std::size_t> Atlas::find(std::string_view id) const {
    const auto place = std::lower_bound(divisions_->begin(), divisions_->end(), id,
                                        [](const Division& division, std::string_view wanted) { return division.id < wanted; });
    if (place == divisions_->end() || place->id != id) return std::nullopt;
    return static_cast<std::size_t>(place - divisions_->begin());
}

std::shared_ptr<const Shape> Atlas::shape(std::string_view id) const {
    const auto index = find(id);
    return index ? (*divisions_)[*index].shape : nullptr;
}

Atlas::Placement Atlas::place(const Region& region) const {
    Placement placement;
    const auto everywhere = [&] {
        placement = {};
        for (std::size_t i = 0; i < size(); ++i) placement.touched.push_back(static_cast<std::uint16_t>(i));
        return placement;
    };
    if (region.kind == Region::Kind::areas) {
        for (const std::string& id : region.ids) {
            const auto index = find(id);
            if (!index) return everywhere();
            placement.touched.push_back(static_cast<std::uint16_t>(*index));  // ascending, as both lists are
        }
        placement.certain = placement.touched.size() == 1;
        return placement;
    }
    if (region.kind == Region::Kind::unknown) return everywhere();
    const auto drawn = region.kind == Region::Kind::sector ? outline(region.sector) : region.polygon;
    for (std::size_t i = 0; i < size(); ++i) {
        const Shape::Position position = position_of(region, drawn.get(), *(*divisions_)[i].shape);
        if (position == Shape::Position::outside) continue;
        placement.certain = placement.touched.empty() && position == Shape::Position::inside;
        placement.touched.push_back(static_cast<std::uint16_t>(i));
    }
    return placement;
}

AreaSet Atlas::touched(const Region& region) const { return place(region).touched; }

std::optional<std::size_t> Atlas::surely(const Region& region) const {
    const Placement placement = place(region);
    if (!placement.certain) return std::nullopt;
    return placement.touched.front();
}

Result<void> Atlas::add_to(Gazetteer& gazetteer) const {
    for (const Division& division : *divisions_) TRUCE_TRY(gazetteer.add(division.id, division.shape));
    return {};
}

}  // namespace truce
