#include "truce/geo/area.hpp"

#include <fmt/format.h>

namespace truce {

namespace {

Truth inside_shape(const Shape& possible, const Area& area) {
    if (area.inner != nullptr && overlap(possible, *area.inner) == Overlap::covered) return Truth::yes;
    if (area.outer != nullptr && overlap(possible, *area.outer) == Overlap::apart) return Truth::no;
    return Truth::unknown;
}

Truth inside_circle(LatLon centre, std::int64_t radius_mm, const Area& area) {
    Shape::Position inner = Shape::Position::outside;
    if (area.inner != nullptr) inner = area.inner->locate(centre, radius_mm);
    if (inner == Shape::Position::inside) return Truth::yes;
    if (area.outer == nullptr) return Truth::unknown;
    const Shape::Position outer = area.outer == area.inner ? inner : area.outer->locate(centre, radius_mm);
    return outer == Shape::Position::outside ? Truth::no : Truth::unknown;
}

/// A set of possible places as circles and shapes that together cover it. `complete` is false where it is anywhere.
struct Bodies {
    std::vector<Circle> circles;
    std::vector<std::shared_ptr<const Shape>> shapes;
    bool complete = true;
};

Bodies bodies_of(const Region& region, const Gazetteer& gazetteer) {
    Bodies bodies;
    const auto add = [&](std::shared_ptr<const Shape> shape) {
        if (shape == nullptr) bodies.complete = false;
        if (shape != nullptr) bodies.shapes.push_back(std::move(shape));
    };
    switch (region.kind) {
        case Region::Kind::unknown: bodies.complete = false; break;
        case Region::Kind::circle: bodies.circles.push_back({region.centre, region.radius_mm}); break;
        case Region::Kind::areas:
            for (const std::string& id : region.ids) add(gazetteer.find(id));
            break;
        case Region::Kind::polygon: add(region.polygon); break;
        case Region::Kind::sector: add(outline(region.sector)); break;
    }
    return bodies;
}

/// The same answer for every part, or unknown.
class Agreement {
public:
    void add(Truth answer) {
        truth_ = first_ || truth_ == answer ? answer : Truth::unknown;
        first_ = false;
    }
    [[nodiscard]] Truth truth() const { return truth_; }

private:
    bool first_ = true;
    Truth truth_ = Truth::unknown;
};

Truth within(const Circle& a, const Circle& b, std::int64_t limit_mm) {
    constexpr std::int64_t rounding_mm = 1;
    const std::int64_t between = distance_mm(a.centre, b.centre);
    const std::int64_t slack = a.radius_mm + b.radius_mm + (between == 0 ? 0 : rounding_mm);
    if (between + slack <= limit_mm) return Truth::yes;
    return between - slack > limit_mm ? Truth::no : Truth::unknown;
}

Truth within(const Circle& a, const Shape& b, std::int64_t limit_mm) {
    if (b.locate(a.centre, a.radius_mm + limit_mm + 1) == Shape::Position::outside) return Truth::no;
    return within(a, enclosing_circle(b), limit_mm) == Truth::yes ? Truth::yes : Truth::unknown;
}

Truth within(const Shape& a, const Shape& b, std::int64_t limit_mm) {
    if (within(enclosing_circle(a), enclosing_circle(b), limit_mm) == Truth::yes) return Truth::yes;
    return surely_apart(a, b, limit_mm + 1) ? Truth::no : Truth::unknown;
}

/// Whether every point of the circle is at most limit_mm from some point of the shape; false if not sure.
bool surely_near(const Circle& circle, const Shape& shape, std::int64_t limit_mm) {
    if (shape.locate(circle.centre, circle.radius_mm) == Shape::Position::inside) return true;
    return limit_mm >= circle.radius_mm && shape.surely_within(circle.centre, limit_mm - circle.radius_mm);
}

Truth near_area(const Circle& circle, const Area& area, std::int64_t limit_mm) {
    if (area.inner != nullptr && surely_near(circle, *area.inner, limit_mm)) return Truth::yes;
    if (area.outer == nullptr) return Truth::unknown;
    const auto position = area.outer->locate(circle.centre, circle.radius_mm + limit_mm + 1);
    return position == Shape::Position::outside ? Truth::no : Truth::unknown;
}

Truth near_area(const Shape& shape, const Area& area, std::int64_t limit_mm) {
    if (area.inner != nullptr &&
        (overlap(shape, *area.inner) == Overlap::covered || surely_near(enclosing_circle(shape), *area.inner, limit_mm)))
        return Truth::yes;
    return area.outer != nullptr && surely_apart(shape, *area.outer, limit_mm + 1) ? Truth::no : Truth::unknown;
}

}  // namespace

Result<Area> Area::create(std::string id, std::shared_ptr<const Shape> inner, std::shared_ptr<const Shape> outer) {
    if (id.empty()) return Error{Errc::invalid, "area.id", "the area has no id", "", "name it"};
    if (inner != nullptr && outer != nullptr && overlap(*inner, *outer) != Overlap::covered)
        return Error{Errc::invalid, "area.inner_not_in_outer",
                     fmt::format("part of the inner line of area \"{}\" lies outside its outer line", id), "",
                     "draw the outer line so that it holds the whole inner one"};
    return Area{std::move(id), std::move(inner), std::move(outer)};
}

Result<Area> Area::agreed(std::string id, std::shared_ptr<const Shape> shape) { return create(std::move(id), shape, shape); }

Truth inside(const Region& region, const Area& area, const Gazetteer& gazetteer) {
    switch (region.kind) {
        case Region::Kind::unknown: return Truth::unknown;
        case Region::Kind::circle: return inside_circle(region.centre, region.radius_mm, area);
        case Region::Kind::polygon: return inside_shape(*region.polygon, area);
        case Region::Kind::sector: {
            const auto drawn = outline(region.sector);
            return drawn == nullptr ? Truth::unknown : inside_shape(*drawn, area);
        }
        case Region::Kind::areas: break;
    }
    Agreement all;
    for (const std::string& id : region.ids) {
        const auto shape = gazetteer.find(id);
        all.add(shape == nullptr ? Truth::unknown : inside_shape(*shape, area));
    }
    return all.truth();
}

Truth within(const Region& region, const Area& area, std::int64_t distance_mm, const Gazetteer& gazetteer) {
    TRUCE_ASSERT(distance_mm >= 0);
    const Bodies bodies = bodies_of(region, gazetteer);
    if (!bodies.complete) return Truth::unknown;
    Agreement all;
    for (const Circle& circle : bodies.circles) all.add(near_area(circle, area, distance_mm));
    for (const auto& shape : bodies.shapes) all.add(near_area(*shape, area, distance_mm));
    return all.truth();
}

Truth within(const Region& a, const Region& b, std::int64_t distance_mm, const Gazetteer& gazetteer) {
    TRUCE_ASSERT(distance_mm >= 0);
    const Bodies first = bodies_of(a, gazetteer);
    const Bodies second = bodies_of(b, gazetteer);
    if (!first.complete || !second.complete) return Truth::unknown;
    Agreement all;
    for (const Circle& x : first.circles) {
        for (const Circle& y : second.circles) all.add(within(x, y, distance_mm));
        for (const auto& y : second.shapes) all.add(within(x, *y, distance_mm));
    }
    for (const auto& x : first.shapes) {
        for (const Circle& y : second.circles) all.add(within(y, *x, distance_mm));
        for (const auto& y : second.shapes) all.add(within(*x, *y, distance_mm));
    }
    return all.truth();
}

Truth within(const Region& a, const Region& b, std::int64_t distance_mm) { return within(a, b, distance_mm, Gazetteer{}); }

InsideTest::InsideTest(const Area& area, const Gazetteer& gazetteer) : area_(area) {
    for (const auto& [id, shape] : gazetteer.shapes()) named_.emplace(id, inside_shape(*shape, area));
}

Truth InsideTest::operator()(const Region& region) const {
    if (region.kind != Region::Kind::areas) return inside(region, area_, Gazetteer{});
    Agreement all;
    for (const std::string& id : region.ids) {
        const auto answer = named_.find(id);
        all.add(answer == named_.end() ? Truth::unknown : answer->second);
    }
    return all.truth();
}

}  // namespace truce
