#include "truce/publish/zone.hpp"

#include <gtest/gtest.h>

namespace truce {
namespace {

LatLon at(double lat, double lon) { return LatLon::from_degrees(lat, lon).value(); }

Shape square(double south, double west, double north, double east) {
    return Shape::create({{{at(south, west), at(south, east), at(north, east), at(north, west)}}}).value();
}

Truth holds(const Zone& zone, const Shape& shape) {
    ShownPlace place;
    place.kind = ShownPlace::Kind::shape;
    place.box = shape.box();
    place.shape = &shape;
    return zone.holds(place, Atlas());
}

TEST(Zone, boxes_of_any_width_hold_shapes_or_do_not) {
    struct Case {
        double west;
        double east;
        Truth of_36_to_37;
    };
    for (const Case& one :
         {Case{-180, 180, Truth::yes}, Case{-170, 36.5, Truth::unknown}, Case{-170, 35, Truth::no}, Case{36.5, 180, Truth::unknown},
          Case{-180, 37, Truth::yes}, Case{36.5, 36.4, Truth::unknown}, Case{38, 37.5, Truth::yes}, Case{38, 35, Truth::no},
          Case{38, 36.5, Truth::unknown}, Case{36.5, -179, Truth::unknown}, Case{180, -180, Truth::no}, Case{36.5, 36.5, Truth::unknown}}) {
        const Zone zone = Zone::box({at(34, one.west), at(35, one.east)}).value();
        EXPECT_EQ(holds(zone, square(34.2, 36, 34.8, 37)), one.of_36_to_37) << one.west << " to " << one.east;
    }
    for (const auto& [south, north] : {std::pair(-90.0, 90.0), std::pair(90.0, 90.0), std::pair(-90.0, -90.0)})
        EXPECT_EQ(holds(Zone::box({at(south, -170), at(north, 36.5)}).value(), square(34.2, 36, 34.8, 37)),
                  south < north ? Truth::unknown : Truth::no);
}

}  // namespace
}  // namespace truce
