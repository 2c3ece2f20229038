/// Where somebody looks: boxes or a shape, and how what is shown of a place lies to it.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/truth.hpp"
#include "truce/geo/atlas.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

/// What is shown of a place. Exactly the members of its kind have a meaning, and `box`, which holds all of it.
struct ShownPlace {
    enum class Kind : std::uint8_t {
        none,    ///< nothing is shown, or nothing is known
        areas,   ///< somewhere in one of several areas of the atlas
        box,     ///< somewhere in `box`
        circle,  ///< at most radius_mm from centre
        shape,   ///< somewhere in a shape
    };
    Kind kind = Kind::none;
    Box box;
    std::span<const std::uint16_t> areas;  ///< indexes in the atlas, ascending
    LatLon centre;
    std::int64_t radius_mm = 0;
    const Shape* shape = nullptr;
};

/// One to two boxes, or a shape. Immutable but for what it remembers: not for two threads at once.
class Zone {
public:
    /// Everything between two corners, edges included. West beyond east: across the antimeridian.
    /// Errors: zone.box (south beyond north).
    static Result<Zone> box(const Box& box);
    static Zone of(std::shared_ptr<const Shape> shape);
    static Zone point(LatLon at);

    /// How a place lies to it:
    ///   yes      surely within
    ///   no       no place where it may be has a point in it, or nothing is shown
    ///   unknown  some may
    /// Circles may be unknown instead of no within 1 m + 0.1 % of the radius, boxes beside a shape within a tenth of their width.
    [[nodiscard]] Truth holds(const ShownPlace& place, const Atlas& atlas) const;

    /// Whether it is nothing but its boxes.
    [[nodiscard]] bool is_box() const { return !shape_; }
    /// Boxes that hold it: one or two.
    [[nodiscard]] const std::vector<Box>& boxes() const { return boxes_; }

private:
    [[nodiscard]] Truth holds_box(const Box& box) const;
    [[nodiscard]] Truth holds_circle(const ShownPlace& place) const;
    [[nodiscard]] Truth holds_shape(const Shape& shape) const;
    [[nodiscard]] Truth holds_area(std::uint16_t index, const Atlas& atlas) const;
    /// The shape, or the boxes as one.
    [[nodiscard]] const Shape& outline() const;

    std::vector<Box> boxes_;
    std::shared_ptr<const Shape> shape_;
    mutable std::shared_ptr<const Shape> outline_;
    mutable std::vector<std::int8_t> areas_;  ///< Truth by area of the atlas asked first; -1: not asked yet
};

}  // namespace truce
