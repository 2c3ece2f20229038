#include "truce/publish/zone.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/geo/metric.hpp"

namespace truce {
namespace {

/// Beyond this a circle's box is as good as the circle.
constexpr std::int64_t near_mm = 200'000'000;
constexpr std::int32_t quarter_circle_e7 = 900'000'000;
constexpr std::int32_t half_circle_e7 = 1'800'000'000;

bool apart(const Box& a, const Box& b) {
    return a.low.lat_e7 > b.high.lat_e7 || a.high.lat_e7 < b.low.lat_e7 || a.low.lon_e7 > b.high.lon_e7 || a.high.lon_e7 < b.low.lon_e7;
}

bool is_within(const Box& inner, const Box& outer) {
    return inner.low.lat_e7 >= outer.low.lat_e7 && inner.high.lat_e7 <= outer.high.lat_e7 && inner.low.lon_e7 >= outer.low.lon_e7 &&
           inner.high.lon_e7 <= outer.high.lon_e7;
}

bool has_area(const Box& box) { return box.low.lat_e7 < box.high.lat_e7 && box.low.lon_e7 < box.high.lon_e7; }

LatLon nearest(LatLon p, const Box& box) {
    return {std::clamp(p.lat_e7, box.low.lat_e7, box.high.lat_e7), std::clamp(p.lon_e7, box.low.lon_e7, box.high.lon_e7)};
}

/// The box as a ring, in steps that no shape takes for the other way round the Earth; one that has no width is widened by a unit, which
/// is a centimetre.
PolygonRings rings_of(Box box) {
    if (box.low.lat_e7 == box.high.lat_e7) (box.high.lat_e7 < 900'000'000 ? box.high.lat_e7 += 1 : box.low.lat_e7 -= 1);
    if (box.low.lon_e7 == box.high.lon_e7) (box.high.lon_e7 < half_circle_e7 ? box.high.lon_e7 += 1 : box.low.lon_e7 -= 1);
    Ring ring;
    for (std::int64_t lon = box.low.lon_e7; lon < box.high.lon_e7; lon += quarter_circle_e7)
        ring.push_back({box.low.lat_e7, static_cast<std::int32_t>(lon)});
    ring.push_back({box.low.lat_e7, box.high.lon_e7});
    for (std::int64_t lon = box.high.lon_e7; lon > box.low.lon_e7; lon -= quarter_circle_e7)
        ring.push_back({box.high.lat_e7, static_cast<std::int32_t>(lon)});
    ring.push_back({box.high.lat_e7, box.low.lon_e7});
    return {std::move(ring)};
}

Truth truth_of_overlap(Overlap overlap) {
    if (overlap == Overlap::apart) return Truth::no;
    return overlap == Overlap::covered ? Truth::yes : Truth::unknown;
}

Truth truth_of_position(Shape::Position position) {
    if (position == Shape::Position::outside) return Truth::no;
    return position == Shape::Position::inside ? Truth::yes : Truth::unknown;
}

}  // namespace

Result<Zone> Zone::box(const Box& box) {
    if (box.low.lat_e7 > box.high.lat_e7) {
        return Error{Errc::invalid, "zone.box", fmt::format("the south {} lies north of the north {}", box.low.lat(), box.high.lat()), "",
                     "Give west, south, east, north"};
    }
    Zone zone;
    if (box.low.lon_e7 <= box.high.lon_e7) {
        zone.boxes_ = {box};
    } else {
        zone.boxes_ = {{box.low, {box.high.lat_e7, half_circle_e7}}, {{box.low.lat_e7, -half_circle_e7}, box.high}};
    }
    return zone;
}

Zone Zone::of(std::shared_ptr<const Shape> shape) {
    Zone zone;
    zone.boxes_ = {shape->box()};
    zone.shape_ = std::move(shape);
    return zone;
}

Zone Zone::point(LatLon at) {
    Zone zone;
    zone.boxes_ = {{at, at}};
    return zone;
}

const Shape& Zone::outline() const {
    if (shape_) return *shape_;
    if (!outline_) {
        std::vector<PolygonRings> polygons;
        for (const Box& box : boxes_) polygons.push_back(rings_of(box));
        auto shape = Shape::create(std::move(polygons));
        TRUCE_ASSERT(shape.ok());
        outline_ = std::make_shared<const Shape>(std::move(*shape));
    }
    return *outline_;
}

Truth Zone::holds_box(const Box& box) const {
    if (std::ranges::all_of(boxes_, [&](const Box& own) { return apart(box, own); })) return Truth::no;
    if (!shape_) {
        const bool inside = std::ranges::any_of(boxes_, [&](const Box& own) { return is_within(box, own); });
        return inside ? Truth::yes : Truth::unknown;
    }
    const LatLon middle{static_cast<std::int32_t>((std::int64_t{box.low.lat_e7} + box.high.lat_e7) / 2),
                        static_cast<std::int32_t>((std::int64_t{box.low.lon_e7} + box.high.lon_e7) / 2)};
    std::int64_t radius_mm = 0;
    for (const LatLon corner : {box.low, LatLon{box.low.lat_e7, box.high.lon_e7}, box.high, LatLon{box.high.lat_e7, box.low.lon_e7}}) {
        radius_mm = std::max(radius_mm, distance_mm(middle, corner));
    }
    return truth_of_position(shape_->locate(middle, radius_mm + radius_mm / 1000 + 1));
}

Truth Zone::holds_circle(const ShownPlace& place) const {
    if (std::ranges::all_of(boxes_, [&](const Box& own) { return apart(place.box, own); })) return Truth::no;
    if (shape_) return truth_of_position(shape_->locate(place.centre, place.radius_mm));
    if (std::ranges::any_of(boxes_, [&](const Box& own) { return is_within(place.box, own); })) return Truth::yes;
    if (place.radius_mm > near_mm) return Truth::unknown;
    const std::int64_t reach_mm = place.radius_mm + place.radius_mm / 1000 + (place.radius_mm > 0 ? 1000 : 0);
    for (const Box& own : boxes_) {
        const LatLon at = nearest(place.centre, own);
        if (at == place.centre || is_at_most(at, place.centre, reach_mm)) return Truth::unknown;
    }
    return Truth::no;
}

Truth Zone::holds_shape(const Shape& shape) const {
    if (std::ranges::all_of(boxes_, [&](const Box& own) { return apart(shape.box(), own); })) return Truth::no;
    if (!shape_ && std::ranges::any_of(boxes_, [&](const Box& own) { return is_within(shape.box(), own); })) return Truth::yes;
    if (!shape_ && boxes_.size() == 1 && has_area(boxes_.front()))
        return interiors_meet(shape, boxes_.front()) ? Truth::unknown : Truth::no;
    return truth_of_overlap(overlap(shape, outline()));
}

Truth Zone::holds_area(std::uint16_t index, const Atlas& atlas) const {
    if (areas_.empty()) areas_.assign(atlas.size(), std::int8_t{-1});
    std::int8_t& known = areas_[index];
    if (known < 0) known = static_cast<std::int8_t>(holds_shape(*atlas.divisions()[index].shape));
    return static_cast<Truth>(known);
}

Truth Zone::holds(const ShownPlace& place, const Atlas& atlas) const {
    switch (place.kind) {
        case ShownPlace::Kind::none: return Truth::no;
        case ShownPlace::Kind::box: return holds_box(place.box);
        case ShownPlace::Kind::circle: return holds_circle(place);
        case ShownPlace::Kind::shape: return holds_shape(*place.shape);
        case ShownPlace::Kind::areas: break;
    }
    Truth least = Truth::yes;
    Truth greatest = Truth::no;
    for (const std::uint16_t index : place.areas) {
        const Truth one = holds_area(index, atlas);
        least = std::min(least, one);
        greatest = std::max(greatest, one);
    }
    return least == greatest ? least : Truth::unknown;
}

}  // namespace truce
