#include <gtest/gtest.h>

#include "truce/interfaces/cql2.hpp"
#include "truce/publish/invented.hpp"

namespace truce {
namespace {

/// One incident of a public register: 2017-02-25 10:00 to 11:00 UTC, 500 m around a place in W, two possible actors, no targets known.
class Cql2 : public ::testing::Test {
protected:
    Cql2() {
        live_.name_entry(1, "entry");
        const Region where = Region::circle({345'000'000, 365'000'000}, 500'000);
        LiveReport report;
        report.entry = 1;
        report.register_id = "codings";
        report.source_id = "it's 50%";
        report.when = {parse_instant("2017-02-25T10:00:00Z").value(), parse_instant("2017-02-25T11:00:00Z").value()};
        report.first_day = report.last_day = Day{17222};
        report.where = &where;
        report.areas = "W";
        report.area_certain = true;
        report.actors =
            "alpha\x1f"
            "beta";
        report.casualties = Casualties{1, 2, 5};
        EXPECT_TRUE(live_.add(report).ok());
        live_.settle(2);
    }

    Truth holds(std::string_view text) {
        const auto filter = Cql2Filter::parse(text);
        EXPECT_TRUE(filter.ok()) << text << ": " << (filter ? "" : filter.error().text());
        if (!filter) return Truth::unknown;
        const LiveView view(live_, Onlooker::public_at(profile_, {1'500'000'000'000'000}));
        return filter->holds(view.page({}, 1)->incidents.front(), *profile_);
    }
    static std::string refusal(std::string_view text) {
        const auto filter = Cql2Filter::parse(text);
        return filter ? "read" : filter.error().id + " at " + filter.error().where;
    }

    std::shared_ptr<const Profile> profile_ = std::make_shared<const Profile>(invented::profile_value());
    LiveRegister live_{profile_};
};

TEST_F(Cql2, comparisons_hold_of_what_is_known_and_are_open_of_what_is_not) {
    EXPECT_EQ(holds("register = 'codings'"), Truth::yes);
    EXPECT_EQ(holds("register <> 'codings'"), Truth::no);
    EXPECT_EQ(holds("casualties_best > 1 AND casualties_best <= 2"), Truth::yes);
    EXPECT_EQ(holds("casualties_high BETWEEN 2 AND 4"), Truth::no);
    EXPECT_EQ(holds("casualties_high NOT BETWEEN 2 AND 4"), Truth::yes);
    EXPECT_EQ(holds("2 = casualties_best"), Truth::yes);
    EXPECT_EQ(holds("own_side = FALSE"), Truth::yes);
    EXPECT_EQ(holds("verdict = 'violation'"), Truth::unknown);
    EXPECT_EQ(holds("NOT verdict = 'violation'"), Truth::unknown);
    EXPECT_EQ(holds("verdict IS NULL"), Truth::yes);
    EXPECT_EQ(holds("verdict = 'violation' OR register = 'codings'"), Truth::yes);
    EXPECT_EQ(holds("register NOT IN ('a', 'codings')"), Truth::no);
    EXPECT_EQ(holds("TRUE AND NOT FALSE"), Truth::yes);
}

TEST_F(Cql2, of_a_list_a_comparison_holds_if_it_holds_of_one_member) {
    EXPECT_EQ(holds("actors = 'beta'"), Truth::yes);
    EXPECT_EQ(holds("actors IN ('gamma')"), Truth::no);
    EXPECT_EQ(holds("actors LIKE 'al%'"), Truth::yes);
    EXPECT_EQ(holds("targets = 'alpha'"), Truth::unknown);
    EXPECT_EQ(holds("targets IS NULL"), Truth::yes);
    EXPECT_EQ(holds("areas = 'W'"), Truth::yes);
}

TEST_F(Cql2, patterns) {
    EXPECT_EQ(holds("source_id LIKE 'it''s%'"), Truth::yes);
    EXPECT_EQ(holds(R"(source_id LIKE '%50\%')"), Truth::yes);
    EXPECT_EQ(holds(R"(source_id LIKE '%50\_')"), Truth::no);
    EXPECT_EQ(holds("source_id LIKE '__''s 50_'"), Truth::yes);
    EXPECT_EQ(holds("source_id LIKE '_'"), Truth::no);
    EXPECT_EQ(holds("source_id LIKE ''"), Truth::no);
    EXPECT_EQ(holds("source_id NOT LIKE '%%%'"), Truth::no);
}

TEST_F(Cql2, times_are_intervals_whose_end_does_not_belong_to_them) {
    EXPECT_EQ(holds("T_INTERSECTS(time, DATE('2017-02-25'))"), Truth::yes);
    EXPECT_EQ(holds("T_INTERSECTS(time, TIMESTAMP('2017-02-25T11:00:00Z'))"), Truth::no);
    EXPECT_EQ(holds("T_BEFORE(time, TIMESTAMP('2017-02-25T11:00:00Z'))"), Truth::yes);
    EXPECT_EQ(holds("T_AFTER(time, DATE('2017-02-24'))"), Truth::yes);
    EXPECT_EQ(holds("T_DURING(time, INTERVAL('2017-02-25', '..'))"), Truth::yes);
    EXPECT_EQ(holds("T_CONTAINS(INTERVAL('..', '..'), time)"), Truth::yes);
    EXPECT_EQ(holds("T_EQUALS(time, INTERVAL(time_from, time_to))"), Truth::no) << "time_to is an instant, and the first after it";
    EXPECT_EQ(holds("T_DISJOINT(time, DATE('2017-02-26'))"), Truth::yes);
    EXPECT_EQ(holds("time_from < TIMESTAMP('2017-02-25T10:00:01Z')"), Truth::yes);
    EXPECT_EQ(holds("first_day = DATE('2017-02-25')"), Truth::yes);
    EXPECT_EQ(holds("T_AFTER(time, recorded_at)"), Truth::unknown);
}

TEST_F(Cql2, places_are_where_it_may_have_been) {
    EXPECT_EQ(holds("S_INTERSECTS(geometry, BBOX(36, 34, 37, 35))"), Truth::yes);
    EXPECT_EQ(holds("S_WITHIN(geometry, BBOX(36, 34, 37, 35))"), Truth::yes);
    EXPECT_EQ(holds("S_WITHIN(geometry, BBOX(36.5, 34, 37, 35))"), Truth::no);
    EXPECT_EQ(holds("S_INTERSECTS(geometry, BBOX(36.5, 34, 37, 35))"), Truth::yes);
    EXPECT_EQ(holds("S_INTERSECTS(geometry, POINT(36.503 34.5))"), Truth::yes);
    EXPECT_EQ(holds("S_INTERSECTS(geometry, POINT(36.51 34.5))"), Truth::no);
    EXPECT_EQ(holds("S_DISJOINT(geometry, POINT(36.51 34.5))"), Truth::yes);
    EXPECT_EQ(holds("S_WITHIN(geometry, POLYGON((36 34, 37 34, 37 35, 36 35, 36 34)))"), Truth::yes);
    EXPECT_EQ(holds("S_INTERSECTS(geometry, POLYGON((36 34, 37 34, 37 35, 36 35, 36 34), (36.4 34.4, 36.6 34.4, 36.6 34.6, 36.4 34.6, 36.4 "
                    "34.4)))"),
              Truth::no);
    EXPECT_EQ(holds("S_INTERSECTS(geometry, MULTIPOLYGON(((30 30, 31 30, 31 31, 30 30)), ((36 34, 37 34, 37 35, 36 35, 36 34))))"),
              Truth::yes);
}

TEST_F(Cql2, what_cannot_be_read_is_refused_where_it_stands) {
    EXPECT_EQ(refusal(""), "cql2.syntax at filter:1");
    EXPECT_EQ(refusal("act ="), "cql2.syntax at filter:6");
    EXPECT_EQ(refusal("colour = 'red'"), "cql2.property at filter:1");
    EXPECT_EQ(refusal("act = 5"), "cql2.type at filter:7");
    EXPECT_EQ(refusal("own_side < TRUE"), "cql2.type at filter:1");
    EXPECT_EQ(refusal("casualties_best LIKE 'x'"), "cql2.type at filter:1");
    EXPECT_EQ(refusal("act = 'x' act"), "cql2.syntax at filter:11");
    EXPECT_EQ(refusal("act = 'x"), "cql2.syntax at filter:7");
    EXPECT_EQ(refusal("act ; 'x'"), "cql2.syntax at filter:5");
    EXPECT_EQ(refusal("first_day = DATE('2017-02-30')"), "cql2.value at filter:18");
    EXPECT_EQ(refusal("T_AFTER(time, INTERVAL('then', '..'))"), "cql2.value at filter:24");
    EXPECT_EQ(refusal("T_AFTER(act, time)"), "cql2.type at filter:9");
    EXPECT_EQ(refusal("S_INTERSECTS(where, POINT(1 2))"), "cql2.syntax at filter:14");
    EXPECT_EQ(refusal("S_INTERSECTS(geometry, POINT(1 91))"), "cql2.value at filter:30");
    EXPECT_EQ(refusal("S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1, 0 1)))"), "cql2.value at filter:33");
    EXPECT_EQ(refusal("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))"), "cql2.value at filter:24");
    EXPECT_EQ(refusal("casualties_best = 1e999"), "cql2.value at filter:19");
    EXPECT_EQ(refusal(std::string(200, '(')), "cql2.depth at filter:33");
    std::string negations;
    for (int i = 0; i < 200; ++i) negations += "NOT ";
    EXPECT_TRUE(refusal(negations + "TRUE").starts_with("cql2.depth"));
    EXPECT_EQ(refusal(std::string(10'000, ' ')), "cql2.size at filter");
}

}  // namespace
}  // namespace truce
