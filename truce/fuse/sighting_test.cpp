#include "truce/fuse/sighting.hpp"

#include <gmock/gmock.h>

#include <limits>

#include "truce/fuse/invented_sightings.hpp"

namespace truce {
namespace {

using invented_sightings::at;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Words, meet_across_scripts) {
    EXPECT_EQ(words_of("Алеппо"), words_of("Aleppo"));
    EXPECT_EQ(words_of("Ḥalab"), words_of("HALAB"));
    EXPECT_THAT(words_of("Tall Rif'at, al-Bab; al Bab"), ElementsAre("bab", "rifat", "tall"));
    EXPECT_THAT(words_of("حلب"), testing::SizeIs(1));
}

TEST(Words, of_nothing_and_of_broken_text) {
    EXPECT_THAT(words_of(""), IsEmpty());
    EXPECT_THAT(words_of(" -,;  a bc "), IsEmpty());
    EXPECT_THAT(words_of("market\xff\xfe"), ElementsAre("market"));
}

TEST(Sighting, refusals_name_the_report) {
    const auto refused = [](Sighting sighting) {
        const auto checked = check(sighting);
        EXPECT_FALSE(checked.ok());
        return checked.ok() ? std::string() : checked.error().id;
    };
    Sighting good = at("A", "1", 35, 37, 3);
    EXPECT_TRUE(check(good).ok());
    Sighting bad = good;
    bad.id.clear();
    EXPECT_EQ(refused(bad), "fuse.id");
    bad = good;
    std::swap(bad.when.from, bad.when.to);
    EXPECT_EQ(refused(bad), "fuse.interval");
    bad = good;
    bad.spread_m = -1;
    EXPECT_EQ(refused(bad), "fuse.spread");
    bad.spread_m = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(refused(bad), "fuse.spread");
    bad = good;
    bad.where = LatLon{910'000'000, 0};
    EXPECT_EQ(refused(bad), "fuse.place");
    EXPECT_EQ(check(bad).error().where, "A 1");
    EXPECT_EQ(check_all({good, at("B", "1", 35, 37, 3), good}).error().id, "fuse.twice");
    EXPECT_TRUE(check_all({}).ok());
}

TEST(Sighting, of_a_report_keeps_what_is_known_and_leaves_open_what_is_not) {
    Report report;
    report.register_id = "un";
    report.source_id = "7";
    report.when = invented_sightings::days_of(3);
    report.act = "shelling";
    report.actors = {"north"};
    report.targets = {"civilians", "north"};
    report.place = "Tall Rifat";
    report.flags = {"ged.several_incidents"};
    const auto open = sighting_of(report, {});
    ASSERT_TRUE(open);
    EXPECT_FALSE(open->where);  // anywhere
    EXPECT_TRUE(open->summary);
    EXPECT_THAT(open->actors, ElementsAre("civilians", "north"));
    report.where.kind = Region::Kind::circle;
    report.where.centre = {350'000'000, 370'000'000};
    report.where.radius_mm = 2'000'000;
    const auto placed = sighting_of(report, {});
    ASSERT_TRUE(placed && placed->where);
    EXPECT_EQ(placed->spread_m, 2'000);
    EXPECT_TRUE(check(*placed).ok());
    report.nothing_observed = true;
    EXPECT_FALSE(sighting_of(report, {}));
    report.nothing_observed = false;
    report.action = ReportAction::withdrawn;
    EXPECT_FALSE(sighting_of(report, {}));
}

TEST(Sighting, in_an_area_that_nobody_can_place_may_be_anywhere) {
    Report report;
    report.register_id = "un";
    report.source_id = "7";
    report.when = invented_sightings::days_of(3);
    report.where.kind = Region::Kind::areas;
    report.where.ids = {"nowhere-known"};
    EXPECT_FALSE(sighting_of(report, {})->where);
}

}  // namespace
}  // namespace truce
