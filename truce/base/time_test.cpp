#include "truce/base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <tuple>

namespace truce {
namespace {

constexpr std::int64_t us_per_hour = 3'600'000'000;

Day day(std::string_view text) { return parse_day(text).value(); }
Instant instant(std::string_view text) { return parse_instant(text).value(); }

RC_GTEST_PROP(Day, reads_back_what_it_wrote, ()) {
    const Day some{*rc::gen::inRange(-719'162, 2'932'897)};  // 0001-01-01 to 9999-12-31
    RC_ASSERT(parse_day(format(some)).value() == some);
}

RC_GTEST_PROP(Instant, reads_back_what_it_wrote, ()) {
    const Instant some{*rc::gen::inRange(Instant::lowest().us + 1, Instant::highest().us)};
    RC_ASSERT(parse_instant(format(some)).value() == some);
}

RC_GTEST_PROP(Instant, is_the_same_at_every_offset, ()) {
    const Instant some{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000) * 1'000'000};
    const int minutes = *rc::gen::inRange(-1439, 1440);
    const int size = minutes < 0 ? -minutes : minutes;
    std::string text = format(Instant{some.us + minutes * 60'000'000LL});
    text.pop_back();
    text += minutes < 0 ? '-' : '+';
    for (const int part : {size / 60, size % 60}) text += std::to_string(part / 10) + std::to_string(part % 10) + ":";
    text.pop_back();
    RC_ASSERT(parse_instant(text).value() == some);
}

TEST(Day, counts_from_1970_in_the_gregorian_calendar) {
    EXPECT_EQ(day("1970-01-01").days_since_1970, 0);
    EXPECT_EQ(day("1969-12-31").days_since_1970, -1);
    EXPECT_EQ(day("2000-02-29").next(), day("2000-03-01"));
    EXPECT_EQ(day("2017-02-28").next(), day("2017-03-01"));
    EXPECT_EQ(day("2017-01-01").next(-1), day("2016-12-31"));
    EXPECT_EQ(day("0001-01-01").days_since_1970, -719'162);
    EXPECT_EQ(format(day("9999-12-31")), "9999-12-31");
}

TEST(Day, that_is_not_in_the_calendar_or_not_in_this_form_is_refused) {
    for (const std::string_view text : {"",           "2017-02-29",  "1900-02-29",  "2017-04-31",  "2017-00-10",  "2017-13-01",
                                        "2017-01-00", "2017-01-32",  "0000-01-01",  "2017-1-1",    "17-01-01",    "20170101",
                                        "2017/01/01", "2017-01-01 ", " 2017-01-01", "2017-01-01T", "+2017-01-01", "-2017-01-01",
                                        "2017-0a-01", "10000-01-01", "2017-01--1",  "٢٠١٧-٠١-٠١",  "01.02.2017"}) {
        const auto refused = parse_day(text);
        ASSERT_FALSE(refused.ok()) << text;
        EXPECT_EQ(refused.error().id, "time.day");
        EXPECT_NE(refused.error().what.find(text), std::string::npos);
        EXPECT_FALSE(refused.error().remedy.empty());
    }
}

TEST(Instant, is_read_in_every_form_that_rfc_3339_allows_here) {
    const Instant noon = instant("2017-02-25T12:00:00Z");
    EXPECT_EQ(noon.us, 1'488'024'000'000'000);
    for (const std::string_view text :
         {"2017-02-25 12:00:00Z", "2017-02-25T14:00:00+02:00", "2017-02-25T12:00:00+00:00", "2017-02-25T12:00:00-00:00",
          "2017-02-25T12:00:00.0Z", "2017-02-25T12:00:00.000000Z", "2017-02-26T11:59:00+23:59", "2017-02-24T12:01:00-23:59"}) {
        EXPECT_EQ(instant(text), noon) << text;
    }
    EXPECT_EQ(instant("2017-02-25T12:00:00.5Z").us, noon.us + 500'000);
    EXPECT_EQ(instant("2017-02-25T12:00:00.000001+00:00").us, noon.us + 1);
    EXPECT_EQ(instant("1969-12-31T23:59:59.999999Z").us, -1);
}

TEST(Instant, is_written_in_one_form) {
    EXPECT_EQ(format(Instant{0}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(format(Instant{-1}), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(format(Instant{1'488'024'000'500'000}), "2017-02-25T12:00:00.500000Z");
    EXPECT_EQ(format(Instant::lowest()), "-inf");
    EXPECT_EQ(format(Instant::highest()), "inf");
}

TEST(Instant, in_any_other_form_is_refused) {
    for (const std::string_view text : {"",
                                        "2017-02-25",
                                        "2017-02-25T12:00:00",
                                        "2017-02-25 12:00:00",
                                        "2017-02-25T12:00Z",
                                        "2017-02-25T12Z",  // no zone, or cut
                                        "2017-02-25T24:00:00Z",
                                        "2017-02-25T12:60:00Z",
                                        "2016-12-31T23:59:60Z",
                                        "2017-02-25T23:59:61Z",  // clock
                                        "2017-02-29T12:00:00Z",
                                        "2017-02-25T-1:00:00Z",
                                        "2017-02-25T12:0:000Z",
                                        "2017-02-25T12-00-00Z",  // digits
                                        "2017-02-25T12:00:00.Z",
                                        "2017-02-25T12:00:00.1234567Z",
                                        "2017-02-25T12:00:00,5Z",
                                        "2017-02-25T12:00:00.5",  // decimals
                                        "2017-02-25T12:00:00z",
                                        "2017-02-25t12:00:00Z",
                                        "2017-02-25  12:00:00Z",
                                        "2017-02-25_12:00:00Z",  // letters
                                        "2017-02-25T12:00:00+0200",
                                        "2017-02-25T12:00:00+02",
                                        "2017-02-25T12:00:00+2:00",
                                        "2017-02-25T12:00:00+24:00",  // offsets
                                        "2017-02-25T12:00:00+02:60",
                                        "2017-02-25T12:00:00 +02:00",
                                        "2017-02-25T12:00:00Z+02:00",
                                        "2017-02-25T12:00:00+02:0",  //
                                        "2017-02-25T12:00:00ZZ",
                                        "2017-02-25T12:00:00Z ",
                                        " 2017-02-25T12:00:00Z",
                                        "2017-02-25T12:00:00EET",
                                        "1488024000",
                                        "now",
                                        "inf"}) {
        const auto refused = parse_instant(text);
        ASSERT_FALSE(refused.ok()) << text;
        EXPECT_EQ(refused.error().id, "time.instant");
        EXPECT_NE(refused.error().remedy.find("offset"), std::string::npos);
    }
}

TEST(Instant, beyond_what_canonical_json_can_carry_is_refused) {
    EXPECT_EQ(instant("1684-07-28T00:12:25.259010Z").us, Instant::lowest().us + 1);
    EXPECT_EQ(instant("2255-06-05T23:47:34.740990Z").us, Instant::highest().us - 1);
    for (const std::string_view text : {"1684-07-28T00:12:25.259009Z", "2255-06-05T23:47:34.740991Z", "0001-01-01T00:00:00Z",
                                        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"}) {
        EXPECT_FALSE(parse_instant(text).ok()) << text;
    }
}

TEST(Interval, is_closed_at_its_start_and_open_at_its_end) {
    const Interval hour{{100}, {200}};
    EXPECT_TRUE(hour.contains(Instant{100}));
    EXPECT_TRUE(hour.contains(Instant{199}));
    EXPECT_FALSE(hour.contains(Instant{200}));
    EXPECT_FALSE(hour.contains(Instant{99}));
    EXPECT_TRUE(hour.contains(hour));
    EXPECT_FALSE(hour.contains(Interval{{100}, {201}}));
    EXPECT_FALSE(hour.overlaps({{200}, {300}}));
    EXPECT_FALSE(hour.overlaps({{0}, {100}}));
    EXPECT_TRUE(hour.overlaps({{199}, {300}}));
    EXPECT_TRUE((Interval{{5}, {5}}).empty());
    EXPECT_TRUE((Interval{{6}, {5}}).empty());
    EXPECT_FALSE((Interval{{5}, {5}}).contains(Instant{5}));
    EXPECT_FALSE(hour.empty());
}

// The law of local days, for real zones and for invented ones: days follow each other without gap or overlap,
// and day_of is the inverse of bounds. So every instant is in exactly one day.
void obey_the_laws(const LocalDays& days, Day some, std::int64_t at) {
    const Interval bounds = days.bounds(some);
    RC_ASSERT(bounds.from <= bounds.to);
    RC_ASSERT(bounds.to == days.bounds(some.next()).from);
    RC_ASSERT(days.bounds(some, some.next(3)).from == bounds.from);
    RC_ASSERT(days.bounds(some, some.next(3)).to == days.bounds(some.next(3)).to);
    if (!bounds.empty()) {
        RC_ASSERT(days.day_of(bounds.from) == some);
        RC_ASSERT(days.day_of({bounds.to.us - 1}) == some);
    }
    const Instant t{bounds.from.us + at};
    RC_ASSERT(days.bounds(days.day_of(t)).contains(t));
    RC_ASSERT(parse_instant(days.format_local(t)).value() == t);
}

/// Zones with changes at midnight, whole days skipped or repeated, half hours, and local mean times with seconds.
const std::vector<std::string> zones{
    "Asia/Damascus",       "America/Sao_Paulo", "Asia/Beirut",      "Pacific/Apia",   "Pacific/Kwajalein", "Asia/Tehran",
    "Australia/Lord_Howe", "Africa/Cairo",      "America/Havana",   "Asia/Kathmandu", "Africa/Monrovia",   "America/St_Johns",
    "Europe/Istanbul",     "Europe/Moscow",     "Antarctica/Troll", "Asia/Gaza",      "America/Juneau",    "UTC"};

RC_GTEST_PROP(LocalDays, of_real_zones_obey_the_laws, ()) {
    const Day first{*rc::gen::inRange(-36'000, 27'000)};  // 1871 to 2043
    const std::string zone = *rc::gen::elementOf(zones);
    const auto days = LocalDays::from_tzdata(zone, first, first.next(400));
    RC_ASSERT(days.ok());
    obey_the_laws(*days, first.next(*rc::gen::inRange(0, 397)), *rc::gen::inRange(-30 * us_per_hour, 30 * us_per_hour));
}

RC_GTEST_PROP(LocalDays, of_invented_zones_obey_the_laws, ()) {
    std::vector<LocalDays::Change> changes;
    Instant at{*rc::gen::inRange(-40 * us_per_hour, 40 * us_per_hour)};
    for (int n = *rc::gen::inRange(1, 8); n > 0; --n) {
        changes.push_back({at, *rc::gen::inRange(-86'399, 86'400)});
        at.us += *rc::gen::inRange<std::int64_t>(1, 40 * us_per_hour);
    }
    const auto days = LocalDays::create("Invented/Zone", "0", changes);
    RC_ASSERT(days.ok());
    obey_the_laws(*days, Day{*rc::gen::inRange(-4, 16)}, *rc::gen::inRange(-90 * us_per_hour, 90 * us_per_hour));
}

RC_GTEST_PROP(LocalDays, start_where_no_later_instant_has_an_earlier_date, ()) {
    std::vector<LocalDays::Change> changes{{Instant{0}, *rc::gen::inRange(-24, 24) * 3600 / 2}};
    for (int n = *rc::gen::inRange(0, 5); n > 0; --n) {
        changes.push_back(
            {Instant{changes.back().from.us + *rc::gen::inRange(1, 50) * us_per_hour / 2}, *rc::gen::inRange(-47, 48) * 1800});
    }
    const LocalDays days = LocalDays::create("Invented/Zone", "0", changes).value();
    const auto date = [&](std::int64_t t) { return days.format_local({t}).substr(0, 10); };
    // All changes lie on half hours, so looking at each half hour is looking at everything.
    const Day some{*rc::gen::inRange(-2, 10)};
    const Instant start = days.bounds(some).from;
    for (std::int64_t t = start.us; t < start.us + 200 * us_per_hour; t += us_per_hour / 2) RC_ASSERT(date(t) >= format(some));
    RC_ASSERT(date(start.us - 1) < format(some));
}

LocalDays zone(std::string_view name, std::string_view first, std::string_view last) {
    return LocalDays::from_tzdata(name, day(first), day(last)).value();
}

std::string shown(const LocalDays& days, std::string_view which) {
    const Interval bounds = days.bounds(day(which));
    return format(bounds.from) + " " + format(bounds.to);
}

TEST(LocalDays, of_damascus_in_the_year_of_the_ceasefire) {
    const LocalDays days = zone("Asia/Damascus", "2016-12-01", "2018-01-31");
    EXPECT_EQ(days.zone(), "Asia/Damascus");
    EXPECT_FALSE(days.tzdata().empty());
    EXPECT_EQ(shown(days, "2016-12-30"), "2016-12-29T22:00:00Z 2016-12-30T22:00:00Z");
    EXPECT_EQ(shown(days, "2017-03-30"), "2017-03-29T22:00:00Z 2017-03-30T22:00:00Z");
    // At local midnight the clocks went to one: the day starts at 01:00 and has 23 hours.
    EXPECT_EQ(shown(days, "2017-03-31"), "2017-03-30T22:00:00Z 2017-03-31T21:00:00Z");
    EXPECT_EQ(days.format_local(days.bounds(day("2017-03-31")).from), "2017-03-31T01:00:00+03:00");
    EXPECT_EQ(shown(days, "2017-05-06"), "2017-05-05T21:00:00Z 2017-05-06T21:00:00Z");
    // At local midnight the clocks went back to 23:00: the day before has 25 hours.
    EXPECT_EQ(shown(days, "2017-10-26"), "2017-10-25T21:00:00Z 2017-10-26T22:00:00Z");
    EXPECT_EQ(shown(days, "2017-10-27"), "2017-10-26T22:00:00Z 2017-10-27T22:00:00Z");
    EXPECT_EQ(days.day_of(instant("2017-10-26T21:30:00Z")), day("2017-10-26"));
    EXPECT_EQ(days.format_local(instant("2017-10-26T21:30:00Z")), "2017-10-26T23:30:00+02:00");
    EXPECT_EQ(days.format_local(instant("2017-10-26T20:30:00Z")), "2017-10-26T23:30:00+03:00");
}

TEST(LocalDays, of_damascus_are_three_hours_ahead_all_year_since_october_2022) {
    const LocalDays days = zone("Asia/Damascus", "2022-01-01", "2024-12-31");
    EXPECT_EQ(shown(days, "2022-02-01"), "2022-01-31T22:00:00Z 2022-02-01T22:00:00Z");
    EXPECT_EQ(shown(days, "2023-01-15"), "2023-01-14T21:00:00Z 2023-01-15T21:00:00Z");
    EXPECT_EQ(shown(days, "2024-07-15"), "2024-07-14T21:00:00Z 2024-07-15T21:00:00Z");
    EXPECT_EQ(days.changes().size(), 2U);  // summer time of 2022, then no more
}

TEST(LocalDays, of_sao_paulo_skip_and_repeat_the_hour_at_midnight) {
    const LocalDays days = zone("America/Sao_Paulo", "2017-01-01", "2017-12-31");
    EXPECT_EQ(shown(days, "2017-02-18"), "2017-02-18T02:00:00Z 2017-02-19T03:00:00Z");  // 25 hours
    EXPECT_EQ(shown(days, "2017-10-15"), "2017-10-15T03:00:00Z 2017-10-16T02:00:00Z");  // 23, from 01:00
}

TEST(LocalDays, of_beirut_start_at_one_when_summer_does) {
    const LocalDays days = zone("Asia/Beirut", "2017-01-01", "2017-12-31");
    EXPECT_EQ(shown(days, "2017-03-26"), "2017-03-25T22:00:00Z 2017-03-26T21:00:00Z");
    EXPECT_EQ(shown(days, "2017-10-28"), "2017-10-27T21:00:00Z 2017-10-28T22:00:00Z");
}

TEST(LocalDays, that_a_zone_skipped_are_empty_and_contain_nothing) {
    const LocalDays days = zone("Pacific/Apia", "2011-12-01", "2012-01-31");
    EXPECT_EQ(shown(days, "2011-12-29"), "2011-12-29T10:00:00Z 2011-12-30T10:00:00Z");
    EXPECT_EQ(shown(days, "2011-12-30"), "2011-12-30T10:00:00Z 2011-12-30T10:00:00Z");
    EXPECT_EQ(shown(days, "2011-12-31"), "2011-12-30T10:00:00Z 2011-12-31T10:00:00Z");
    EXPECT_TRUE(days.bounds(day("2011-12-30")).empty());
    EXPECT_EQ(days.day_of(instant("2011-12-30T10:00:00Z")), day("2011-12-31"));
    EXPECT_EQ(days.day_of(instant("2011-12-30T09:59:59.999999Z")), day("2011-12-29"));
}

TEST(LocalDays, do_not_depend_on_how_much_was_asked_for) {
    for (const std::string& name : zones) {
        const LocalDays wide = zone(name, "1960-01-01", "2037-12-31");
        for (Day d = day("2011-01-01"); d < day("2018-01-01"); d = d.next(7)) {
            const LocalDays narrow = LocalDays::from_tzdata(name, d, d.next(6)).value();
            for (int i = 0; i < 7; ++i) ASSERT_EQ(narrow.bounds(d.next(i)), wide.bounds(d.next(i))) << name << " " << format(d.next(i));
        }
    }
}

TEST(LocalDays, pinned_in_a_profile_come_back_the_same) {
    const LocalDays read = zone("Asia/Damascus", "2016-01-01", "2018-12-31");
    const auto pinned = LocalDays::create(read.zone(), read.tzdata(), read.changes());
    ASSERT_TRUE(pinned.ok());
    EXPECT_EQ(pinned->changes(), read.changes());
    for (Day d = day("2016-01-01"); d < day("2019-01-01"); d = d.next()) ASSERT_EQ(pinned->bounds(d), read.bounds(d)) << format(d);
}

TEST(LocalDays, show_infinities_and_cut_seconds_of_the_offset_in_both_clock_and_offset) {
    const LocalDays days = LocalDays::create("Invented/Mean", "0", {{Instant{0}, 8'712}}).value();  // +02:25:12
    EXPECT_EQ(days.format_local(Instant{0}), "1970-01-01T02:25:00+02:25");
    EXPECT_EQ(LocalDays::create("Invented/West", "0", {{Instant{0}, -8'712}}).value().format_local(Instant{0}),
              "1969-12-31T21:35:00-02:25");
    EXPECT_EQ(days.format_local(Instant::lowest()), "-inf");
    EXPECT_EQ(days.format_local(Instant::highest()), "inf");
    EXPECT_EQ(days.format_local({Instant::highest().us - 1}), "2255-06-06T02:12:34.740990+02:25");
}

TEST(LocalDays, of_a_zone_that_does_not_exist_are_refused) {
    for (const std::string_view name :
         {"", "Asia/Raqqa", "Damascus", "Asia/Damascus ", "asia/damascus", "Etc/Unknown", "\xff\xfe", "../Asia/Damascus"}) {
        const auto days = LocalDays::from_tzdata(name, day("2017-01-01"), day("2017-12-31"));
        ASSERT_FALSE(days.ok()) << name;
        EXPECT_EQ(days.error().id, "time.zone_unknown");
    }
}

TEST(LocalDays, with_offsets_that_cannot_be_are_refused) {
    using Changes = std::vector<LocalDays::Change>;
    const Changes refused[] = {{},
                               {{Instant{0}, 86'400}},
                               {{Instant{0}, -86'400}},
                               {{Instant{5}, 0}, {Instant{5}, 3600}},
                               {{Instant{5}, 0}, {Instant{4}, 3600}},
                               {{Instant{0}, 0}, {Instant{1}, 2'000'000'000}}};
    for (const Changes& changes : refused) {
        EXPECT_EQ(LocalDays::create("Asia/Damascus", "2024b", changes).error().id, "time.zone_changes") << changes.size();
    }
    EXPECT_TRUE(LocalDays::create("X", "", {{Instant{0}, 86'399}, {Instant{1}, -86'399}}).ok());
}

TEST(LocalDaysDeathTest, a_stretch_that_ends_before_it_begins_is_our_own_mistake) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    const LocalDays days = LocalDays::create("UTC", "0", {{Instant{0}, 0}}).value();
    EXPECT_DEATH(std::ignore = days.bounds(Day{2}, Day{1}), "internal fault");
}

}  // namespace
}  // namespace truce
