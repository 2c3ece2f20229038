/// Areas of an agreement, and three-valued tests of regions against them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/base/truth.hpp"
#include "truce/geo/atlas.hpp"
#include "truce/geo/region.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

/// A piece of territory whose line may be uncertain.
///   inner   surely inside; null: the line is not agreed, so nothing surely is
///   outer   possibly inside; null: nobody said where it ends, so nothing is surely outside
/// Invariant: inner lies in outer where both are given. An agreed area has inner == outer, the same pointer.
struct Area {
    std::string id;
    std::shared_ptr<const Shape> inner;
    std::shared_ptr<const Shape> outer;

    /// Errors: area.id (empty), area.inner_not_in_outer.
    static Result<Area> create(std::string id, std::shared_ptr<const Shape> inner, std::shared_ptr<const Shape> outer);
    /// Inner and outer the same.
    static Result<Area> agreed(std::string id, std::shared_ptr<const Shape> shape);
};

/// Did it happen in the area?
///   yes      the whole region lies in inner
///   no       the region and outer have no common point; for regions of kind areas and polygon, whose own
///            boundary does not belong to them: no common interior point, so a neighbour is outside
///   unknown  otherwise; always for `anywhere`, and where an id is not in the gazetteer
/// Never yes or no wrongly; how often unknown without need: see Shape. A circle enlarged about its centre, or one
/// more id, turns yes and no only into unknown, and unknown into nothing. A larger circle about another centre never
/// says the opposite, but within Shape's margin may be decided where the smaller one was left open.
Truth inside(const Region& region, const Area& area, const Gazetteer& gazetteer);

/// Was it at most distance_mm from the area? distance_mm >= 0; a place in the area is at distance 0.
///   yes      every possible place is at most that far from some point of inner
///   no       every possible place is farther than that from every point of outer
Truth within(const Region& region, const Area& area, std::int64_t distance_mm, const Gazetteer& gazetteer);

/// Were two things at most distance_mm apart?
///   yes      every pair of possible places is
///   no       no pair is
/// The overload without a gazetteer takes a region of kind areas as anywhere.
Truth within(const Region& a, const Region& b, std::int64_t distance_mm, const Gazetteer& gazetteer);
Truth within(const Region& a, const Region& b, std::int64_t distance_mm);

/// `inside` against one area, prepared: the answers for every id of the gazetteer are computed once, so that
/// each test of a named area is a look-up. Immutable; any number of threads may use one. Hundred thousands of
/// tests should go through this.
class InsideTest {
public:
    InsideTest(const Area& area, const Gazetteer& gazetteer);
    /// The same answer as inside(region, area, gazetteer).
    [[nodiscard]] Truth operator()(const Region& region) const;

private:
    Area area_;
    std::map<std::string, Truth, std::less<>> named_;
};

}  // namespace truce
