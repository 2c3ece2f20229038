#include "truce/publish/bulletin.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/publish/invented.hpp"
#include "truce/publish/render.hpp"

namespace truce {
namespace {

using invented::confirmed;
using invented::count;
using invented::input;
using invented::report;
using invented::today;
using invented::watch;

const ReportsColumn& reports_of(const Bulletin& bulletin, std::string_view id) { return *bulletin.column(id)->reports(); }
const CountsColumn& counts_of(const Bulletin& bulletin, std::string_view id) { return *bulletin.column(id)->counts(); }

// ---- laws of the intervals ----------------------------------------------------------------------------------

std::vector<std::string> random_areas() {
    std::vector<std::string> areas;
    for (const char* area : {"E", "M1", "M2", "W"}) {
        if (*rc::gen::inRange(0, 3) == 0) areas.emplace_back(area);
    }
    return areas;
}

BulletinInput random_day() {
    BulletinInput in = input();
    const int n = *rc::gen::inRange(0, 25);
    for (int i = 0; i < n; ++i) {
        const auto ruling = static_cast<Ruling>(*rc::gen::inRange(0, 7));
        const Day first = today.next(-*rc::gen::inRange(0, 2));
        auto one = report(*rc::gen::element<std::string>("codings", "patrols"), fmt::format("r{}", i), random_areas(), ruling, first,
                          today.next(*rc::gen::inRange(0, 2)));
        one.report.nothing_observed = *rc::gen::inRange(0, 6) == 0;
        one.report.outside = one.report.areas.empty() && *rc::gen::arbitrary<bool>();
        one.report.own_side = *rc::gen::arbitrary<bool>();
        one.verdict.actor_exempt = ruling == Ruling::no_violation && *rc::gen::arbitrary<bool>();
        if (*rc::gen::arbitrary<bool>())
            one.report.casualties = Casualties{*rc::gen::inRange(0, 4), *rc::gen::inRange(0, 4), *rc::gen::inRange(0, 4)};
        in.reports.push_back(std::move(one));
    }
    return in;
}

void check_tally(const Tally& tally) {
    Range sum;
    for (const Range& part : {tally.violation, tally.exempt, tally.no_violation, tally.undetermined}) sum += part;
    RC_ASSERT(sum == tally.recorded);
    for (const Range& range : {tally.recorded, tally.violation, tally.exempt, tally.no_violation, tally.undetermined, tally.contradictory,
                               tally.no_rule, tally.if_accepted, tally.reconstructed, tally.own_side}) {
        RC_ASSERT(range.certain >= 0);
        RC_ASSERT(range.certain <= range.possible);
    }
    RC_ASSERT(tally.contradictory.possible <= tally.undetermined.possible);
    RC_ASSERT(tally.no_rule.possible <= tally.no_violation.possible);
}

RC_GTEST_PROP(Bulletin, the_four_classes_add_up_to_recorded_at_both_ends_everywhere, ()) {
    const Bulletin bulletin = compose_bulletin(random_day());
    for (const char* id : {"codings", "patrols"}) {
        const ReportsColumn& column = reports_of(bulletin, id);
        check_tally(column.total);
        std::int64_t certain = 0;
        for (const Tally& tally : column.divisions) {
            check_tally(tally);
            certain += tally.recorded.certain;
            RC_ASSERT(tally.recorded.possible <= column.total.recorded.possible);
        }
        RC_ASSERT(certain <= column.total.recorded.certain);
        if (column.deaths) RC_ASSERT(column.deaths->certain <= column.deaths->possible);
    }
}

RC_GTEST_PROP(Bulletin, totals_are_those_counted_by_hand, ()) {
    const BulletinInput in = random_day();
    const Bulletin bulletin = compose_bulletin(in);
    for (const char* id : {"codings", "patrols"}) {
        std::int64_t certain = 0;
        std::int64_t possible = 0;
        for (const auto& one : in.reports) {
            if (one.report.register_id != id || one.report.nothing_observed) continue;
            ++possible;
            certain += one.report.first_day == one.report.last_day ? 1 : 0;
        }
        RC_ASSERT(reports_of(bulletin, id).total.recorded == (Range{certain, possible}));
    }
}

RC_GTEST_PROP(Bulletin, the_order_of_the_input_changes_no_byte, ()) {
    BulletinInput in = invented::full_day();
    for (auto& one : random_day().reports) in.reports.push_back(one);
    const Bulletin before = compose_bulletin(in);
    std::ranges::reverse(in.reports);
    std::ranges::reverse(in.counts);
    std::ranges::reverse(in.watches);
    const Bulletin after = compose_bulletin(in);
    RC_ASSERT(to_json(before) == to_json(after));
    RC_ASSERT(to_text(before) == to_text(after));
    RC_ASSERT(to_csv(before) == to_csv(after));
    RC_ASSERT(to_html(before) == to_html(after));
}

RC_GTEST_PROP(Bulletin, one_register_changes_nothing_in_anothers_column, ()) {
    const BulletinInput both = random_day();
    BulletinInput alone = both;
    std::erase_if(alone.reports, [](const auto& one) { return one.report.register_id != "codings"; });
    RC_ASSERT(reports_of(compose_bulletin(both), "codings").total == reports_of(compose_bulletin(alone), "codings").total);
}

// ---- where a report is counted ------------------------------------------------------------------------------

TEST(Bulletin, a_report_in_two_areas_of_one_division_is_certain_there) {
    BulletinInput in = input();
    in.reports = {report("codings", "1", {"M1", "M2"}, Ruling::undetermined)};
    const Bulletin bulletin = compose_bulletin(in);
    EXPECT_EQ(reports_of(bulletin, "codings").divisions[1].recorded, (Range{1, 1}));
    EXPECT_EQ(reports_of(bulletin, "codings").divisions[0].recorded, (Range{0, 0}));
}

TEST(Bulletin, a_circle_across_two_areas_of_one_division_is_certain_and_one_that_reaches_abroad_is_not) {
    BulletinInput in = input();
    in.reports = {report("codings", "inside", {"M1", "M2"}, Ruling::undetermined), report("codings", "edge", {"M1"}, Ruling::undetermined)};
    in.reports[0].report.where = Region::circle({34'0000000, 37'5000000}, 10'000'000);  // on the line between M1 and M2
    in.reports[1].report.where = Region::circle({34'9900000, 37'5000000}, 10'000'000);  // near M1's northern border
    in.reports[1].report.area_certain = false;
    EXPECT_EQ(reports_of(compose_bulletin(in), "codings").divisions[1].recorded, (Range{1, 2}));
}

TEST(Bulletin, a_report_that_spans_days_is_possible_only_and_one_outside_stands_in_no_division) {
    BulletinInput in = input();
    in.reports = {report("codings", "1", {"E"}, Ruling::violation, today.next(-1)), report("codings", "2", {}, Ruling::violation)};
    in.reports[1].report.outside = true;
    const ReportsColumn column = reports_of(compose_bulletin(in), "codings");
    EXPECT_EQ(column.total.recorded, (Range{1, 2}));
    EXPECT_EQ(column.divisions[2].recorded, (Range{0, 1}));
    EXPECT_EQ(column.elsewhere, (Range{1, 1}));
    EXPECT_EQ(column.divisions[0].recorded, (Range{0, 0}));
}

TEST(Bulletin, a_report_from_anywhere_is_possible_in_every_division) {
    BulletinInput in = input();
    in.reports = {report("codings", "1", {}, Ruling::violation)};
    const Bulletin bulletin = compose_bulletin(in);
    for (const Tally& tally : reports_of(bulletin, "codings").divisions) EXPECT_EQ(tally.recorded, (Range{0, 1}));
}

TEST(Bulletin, every_ruling_has_its_class_and_an_exempt_actor_is_exempt) {
    BulletinInput in = input();
    int n = 0;
    for (const Ruling ruling : {Ruling::no_rule, Ruling::not_due, Ruling::no_violation, Ruling::exempt, Ruling::undetermined,
                                Ruling::conflict, Ruling::violation})
        in.reports.push_back(report("codings", fmt::format("{}", n++), {"W"}, ruling));
    in.reports.push_back(report("codings", "actor", {"W"}, Ruling::no_violation));
    in.reports.back().verdict.actor_exempt = true;
    const Tally tally = reports_of(compose_bulletin(in), "codings").total;
    EXPECT_EQ(tally.violation.certain, 1);
    EXPECT_EQ(tally.exempt.certain, 2);
    EXPECT_EQ(tally.no_violation.certain, 3);
    EXPECT_EQ(tally.undetermined.certain, 2);
    EXPECT_EQ(tally.contradictory.certain, 1);
    EXPECT_EQ(tally.no_rule.certain, 2);
}

TEST(Bulletin, a_look_that_found_nothing_is_no_incident) {
    BulletinInput in = input();
    in.reports = {report("codings", "1", {"W"}, Ruling::no_rule)};
    in.reports[0].report.nothing_observed = true;
    const Bulletin bulletin = compose_bulletin(in);
    EXPECT_EQ(reports_of(bulletin, "codings").total.recorded, (Range{0, 0}));
    EXPECT_EQ(reports_of(bulletin, "codings").looks, (Range{1, 1}));
    EXPECT_TRUE(bulletin.records.empty());
}

TEST(Bulletin, deaths_run_from_the_least_of_certain_records_to_the_most_of_possible_ones) {
    BulletinInput in = input();
    in.reports = {report("codings", "1", {"W"}, Ruling::violation), report("codings", "2", {"W"}, Ruling::violation, today.next(-1)),
                  report("codings", "3", {"W"}, Ruling::violation)};
    in.reports[0].report.casualties = Casualties{3, 2, 0};  // the source has its ends the wrong way round
    in.reports[1].report.casualties = Casualties{5, 6, 9};
    const ReportsColumn column = reports_of(compose_bulletin(in), "codings");
    EXPECT_EQ(column.deaths, (Range{0, 12}));
    EXPECT_EQ(column.deaths_unstated, (Range{1, 1}));
}

// ---- published counts ---------------------------------------------------------------------------------------

TEST(Bulletin, not_stated_differs_from_nought_and_a_complete_split_leaves_nought) {
    BulletinInput in = input();
    in.counts = {count("a-counts", "", 9), count("a-counts", "west", 9), count("b-counts", "", 7), count("b-counts", "west", 2)};
    const Bulletin bulletin = compose_bulletin(in);
    EXPECT_EQ(counts_of(bulletin, "a-counts").of("east"), 0);
    EXPECT_FALSE(counts_of(bulletin, "b-counts").of("east").has_value());
    EXPECT_EQ(counts_of(bulletin, "b-counts").split, SplitState::partial);
    EXPECT_FALSE(counts_of(bulletin, "c-counts").published());
}

TEST(Bulletin, compares_every_two_recorders_that_published_and_never_a_recorder_with_itself) {
    Profile profile = invented::profile_value();
    profile.registers.push_back(invented::counts_register("a-second", "alpha", "AL2"));
    BulletinInput in = input(std::move(profile));
    for (const char* id : {"a-counts", "a-second", "b-counts", "c-counts"}) in.counts.push_back(count(id, "", 3));
    EXPECT_EQ(compose_bulletin(in).coincidences.size(), 5U);  // of six pairs, one is alpha's own
}

// ---- watching -----------------------------------------------------------------------------------------------

TEST(Bulletin, a_division_is_watched_whole_while_all_its_areas_are) {
    BulletinInput in = input();
    in.watching_known = true;
    in.watches = {watch("patrols", {"M1"}, 6, 12), watch("codings", {"M2"}, 10, 14), watch("patrols", {"W"}, -5, 3)};
    const Bulletin bulletin = compose_bulletin(in);
    EXPECT_EQ(bulletin.watched[1].by_anyone, (Watched{2 * invented::hour_us, 8 * invented::hour_us}));
    EXPECT_EQ(bulletin.watched[0].by_anyone, (Watched{3 * invented::hour_us, 3 * invented::hour_us}));
    EXPECT_EQ(bulletin.watched[2].by_anyone, (Watched{0, 0}));
    ASSERT_EQ(bulletin.watched[1].by_register.size(), 2U);
    EXPECT_EQ(bulletin.watched[1].by_register[0].watched, (Watched{0, 4 * invented::hour_us}));
}

TEST(Bulletin, an_interruption_takes_off_what_nobody_else_watched) {
    BulletinInput in = input();
    in.watching_known = true;
    in.watches = {watch("patrols", {"W"}, 0, 10), watch("codings", {"W"}, 4, 5)};
    const std::int64_t start = in.watches[0].when.from.us;
    in.watches[0].interruptions = {{{{start + 3 * invented::hour_us}, {start + 6 * invented::hour_us}}, "no power"}};
    EXPECT_EQ(compose_bulletin(in).watched[0].by_anyone.whole_us, 8 * invented::hour_us);
}

TEST(Bulletin, a_post_watches_in_part_what_its_circle_touches) {
    BulletinInput in = input();
    in.watching_known = true;
    in.watches = {watch("patrols", {}, 6, 7)};
    in.watches[0].where = Region::circle({34'5000000, 36'5000000}, 5'000'000);
    EXPECT_EQ(compose_bulletin(in).watched[0].by_anyone, (Watched{0, invented::hour_us}));
    in.watches[0].where = Region::anywhere();
    EXPECT_EQ(compose_bulletin(in).watched[0].by_anyone, (Watched{0, 0}));
}

RC_GTEST_PROP(Bulletin, watched_time_never_exceeds_the_day_nor_the_whole_the_part, ()) {
    BulletinInput in = input();
    in.watching_known = true;
    const int n = *rc::gen::inRange(0, 8);
    for (int i = 0; i < n; ++i)
        in.watches.push_back(watch("patrols", random_areas(), *rc::gen::inRange(-10, 20), *rc::gen::inRange(0, 40)));
    const Bulletin bulletin = compose_bulletin(in);
    for (const WatchedDivision& one : bulletin.watched) {
        RC_ASSERT(one.by_anyone.whole_us >= 0);
        RC_ASSERT(one.by_anyone.whole_us <= one.by_anyone.part_us);
        RC_ASSERT(one.by_anyone.part_us <= bulletin.bounds.to.us - bulletin.bounds.from.us);
    }
}

// ---- what the public is not told ----------------------------------------------------------------------------

TEST(Bulletin, a_register_that_is_not_public_gives_numbers_by_division_and_no_record) {
    BulletinInput in = input();
    in.reports = {report("patrols", "P-1", {"E"}, Ruling::violation)};
    in.reports[0].report.where = Region::circle({34'5000000, 38'5000000}, 100'000);
    const Bulletin bulletin = compose_bulletin(in);
    EXPECT_EQ(reports_of(bulletin, "patrols").divisions[2].recorded, (Range{1, 1}));
    EXPECT_TRUE(bulletin.records.empty());
    for (const std::string& form : {to_json(bulletin), to_html(bulletin), to_text(bulletin), to_csv(bulletin)}) {
        EXPECT_EQ(form.find("P-1"), std::string::npos);
        EXPECT_EQ(form.find("345000000"), std::string::npos);
    }
}

TEST(Bulletin, a_record_enters_only_when_its_delay_is_over) {
    BulletinInput in = input();
    in.reports = {report("patrols", "P-1", {"E"}, Ruling::violation), report("codings", "1", {"E"}, Ruling::violation)};
    in.as_of = Instant{in.reports[0].report.when.to.us + 72 * invented::hour_us - 1};
    EXPECT_EQ(reports_of(compose_bulletin(in), "patrols").total.recorded.possible, 0);
    EXPECT_EQ(reports_of(compose_bulletin(in), "codings").total.recorded.possible, 1);
    in.as_of->us += 1;
    EXPECT_EQ(reports_of(compose_bulletin(in), "patrols").total.recorded.possible, 1);
    in.as_of.reset();
    EXPECT_EQ(reports_of(compose_bulletin(in), "patrols").total.recorded.possible, 0);
}

TEST(Bulletin, a_watch_is_told_when_its_delay_is_over_and_where_places_are_told) {
    const auto watched_us = [](const BulletinInput& in) { return compose_bulletin(in).watched.at(0).by_anyone.whole_us; };
    BulletinInput in = input();
    in.watching_known = true;
    in.watches = {watch("patrols", {"W"}, 1, 5)};
    in.as_of = Instant{in.watches[0].when.to.us + 72 * invented::hour_us};
    EXPECT_EQ(watched_us(in), 4 * invented::hour_us);
    in.as_of->us -= 1;
    EXPECT_EQ(watched_us(in), 0);

    Profile no_places = invented::profile_value();
    no_places.disclosures = {{"public", PlaceDetail::none, 0}};
    BulletinInput silent = input(std::move(no_places));
    silent.watching_known = true;
    silent.watches = in.watches;
    EXPECT_EQ(watched_us(silent), 0);
}

TEST(Bulletin, where_the_profile_tells_the_public_no_place_or_nothing_neither_does_the_bulletin) {
    Profile no_places = invented::profile_value();
    no_places.disclosures = {{"public", PlaceDetail::none, 0}};
    BulletinInput in = input(std::move(no_places));
    in.reports = {report("patrols", "P-1", {"E"}, Ruling::violation)};
    EXPECT_TRUE(reports_of(compose_bulletin(in), "patrols").divisions.empty());
    EXPECT_EQ(reports_of(compose_bulletin(in), "patrols").total.recorded, (Range{1, 1}));

    Profile nothing = invented::profile_value();
    nothing.disclosures = {{"mechanism", PlaceDetail::exact, 0}};
    BulletinInput silent = input(std::move(nothing));
    silent.reports = in.reports;
    EXPECT_FALSE(reports_of(compose_bulletin(silent), "patrols").disclosed);
    EXPECT_EQ(reports_of(compose_bulletin(silent), "patrols").total.recorded.possible, 0);
}

TEST(Bulletin, a_register_the_profile_does_not_have_is_left_out) {
    BulletinInput in = input();
    in.reports = {report("unheard-of", "1", {"W"}, Ruling::violation)};
    in.counts = {count("unheard-of", "", 3)};
    const Bulletin bulletin = compose_bulletin(in);
    EXPECT_EQ(bulletin.column("unheard-of"), nullptr);
    EXPECT_EQ(bulletin.columns.size(), 5U);
}

}  // namespace
}  // namespace truce
