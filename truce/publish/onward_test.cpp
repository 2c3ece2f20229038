#include "truce/publish/onward.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <pugixml.hpp>

#include "truce/base/json.hpp"
#include "truce/publish/golden_test.hpp"
#include "truce/publish/invented.hpp"
#include "truce/publish/render.hpp"
#include "truce/talks/invented_talks.hpp"

namespace truce {
namespace {

using invented::count;
using invented::english_text;
using invented::hour_us;
using invented::report;
using invented::today;

Onward rule(std::int64_t days, PlaceDetail place = PlaceDetail::division, std::int64_t delay_us = 72 * hour_us) {
    return {"council", english_text("the Council"), "mechanism", place, delay_us, today, days, "article 9"};
}

BulletinInput period(const Onward& by, BulletinInput in = invented::input()) {
    Profile profile = *in.profile;
    profile.onward = {by};
    in.profile = std::make_shared<const Profile>(std::move(profile));
    in.onward = &in.profile->onward.front();
    in.last_day = in.day.next(static_cast<std::int32_t>(by.days) - 1);
    return in;
}

OnwardReport composed(const Onward& by, BulletinInput in) { return compose_onward(period(by, std::move(in)), {}); }

BulletinInput random_reports(int days) {
    BulletinInput in = invented::input();
    const int n = *rc::gen::inRange(0, 25);
    for (int i = 0; i < n; ++i) {
        const Day first = today.next(*rc::gen::inRange(-2, days));
        std::vector<std::string> areas;
        for (const char* area : {"E", "M1", "M2", "W"}) {
            if (*rc::gen::inRange(0, 3) == 0) areas.emplace_back(area);
        }
        auto one = report(*rc::gen::element<std::string>("codings", "patrols"), fmt::format("r{}", i), areas,
                          static_cast<Ruling>(*rc::gen::inRange(0, 7)), first, first.next(*rc::gen::inRange(0, 3)));
        if (one.report.last_day >= today && first < today.next(days)) in.reports.push_back(std::move(one));
    }
    return in;
}

const ReportsColumn& reports_of(const OnwardReport& report, std::string_view id) { return *report.account.column(id)->reports(); }

std::size_t column_of(const OnwardReport& report, std::string_view id) {
    return static_cast<std::size_t>(report.account.column(id) - report.account.columns.data());
}

// ---- what it has to do with bulletins ------------------------------------------------------------------------

RC_GTEST_PROP(Onward, a_day_told_as_the_public_is_told_says_what_its_bulletin_says, ()) {
    const BulletinInput in = random_reports(1);
    const Bulletin bulletin = compose_bulletin(in);
    const OnwardReport report = composed(rule(1), in);
    for (const char* id : {"codings", "patrols"}) {
        const ReportsColumn& theirs = *bulletin.column(id)->reports();
        const ReportsColumn& ours = reports_of(report, id);
        RC_ASSERT(ours.total == theirs.total);
        RC_ASSERT(ours.divisions == theirs.divisions);
        RC_ASSERT(std::get<Range>(report.days.front().cells[column_of(report, id)]) == theirs.total.recorded);
    }
}

RC_GTEST_PROP(Onward, a_period_holds_what_its_days_surely_hold_and_no_more_than_they_may, ()) {
    const int days = *rc::gen::inRange(1, 9);
    const OnwardReport report = composed(rule(days), random_reports(days));
    RC_ASSERT(report.days.size() == static_cast<std::size_t>(days));
    for (const char* id : {"codings", "patrols"}) {
        Range sum;
        for (const OnwardReport::OneDay& day : report.days) sum += std::get<Range>(day.cells[column_of(report, id)]);
        const Range total = reports_of(report, id).total.recorded;
        RC_ASSERT(sum.certain <= total.certain);
        RC_ASSERT(total.certain <= total.possible);
        RC_ASSERT(total.possible <= sum.possible);
    }
}

TEST(Onward, a_record_within_the_period_is_surely_in_it_and_one_that_reaches_beyond_is_not) {
    BulletinInput in = invented::input();
    in.reports = {report("codings", "1", {"W"}, Ruling::violation, today, today.next(2)),
                  report("codings", "2", {"W"}, Ruling::violation, today.next(-1), today),
                  report("codings", "3", {"W"}, Ruling::violation, today.next(6), today.next(7))};
    const OnwardReport report = composed(rule(7), in);
    EXPECT_EQ(reports_of(report, "codings").total.recorded, (Range{1, 3}));
    EXPECT_EQ(reports_of(report, "codings").divisions.front().recorded, (Range{1, 3}));
    EXPECT_EQ(std::get<Range>(report.days[0].cells[column_of(report, "codings")]), (Range{0, 2}));
    EXPECT_EQ(std::get<Range>(report.days[3].cells[column_of(report, "codings")]), (Range{0, 0}));
}

// ---- to whom what is told -------------------------------------------------------------------------------------

TEST(Onward, what_is_told_is_the_rules_and_not_the_publics) {
    BulletinInput in = invented::input();
    in.reports = {report("patrols", "P-1", {"W"}, Ruling::violation)};
    in.as_of = Instant{in.profile->days.bounds(today).to.us + 48 * hour_us};
    EXPECT_EQ(compose_bulletin(in).column("patrols")->reports()->total.recorded, Range{}) << "the public waits for 72 hours";
    EXPECT_EQ(reports_of(composed(rule(1, PlaceDetail::division, 48 * hour_us), in), "patrols").total.recorded, (Range{1, 1}));
    EXPECT_EQ(reports_of(composed(rule(1, PlaceDetail::division, 48 * hour_us + 1), in), "patrols").total.recorded, Range{});
    const OnwardReport placeless = composed(rule(1, PlaceDetail::none, 0), in);
    EXPECT_TRUE(reports_of(placeless, "patrols").divisions.empty());
    EXPECT_EQ(reports_of(placeless, "patrols").total.recorded, (Range{1, 1}));
    EXPECT_FALSE(reports_of(placeless, "codings").divisions.empty()) << "a register that is public itself keeps its places";
}

// ---- published counts ------------------------------------------------------------------------------------------

TEST(Onward, counts_of_different_units_are_not_added_and_missing_days_are_said) {
    BulletinInput in = invented::input();
    Profile profile = *in.profile;
    const Instant turn = profile.days.bounds(today.next(2)).from;
    profile.registers[2].units = {{{Instant::lowest(), turn}, english_text("shot"), "a"},
                                  {{turn, Instant::highest()}, english_text("day of firing"), "b"}};
    in.profile = std::make_shared<const Profile>(std::move(profile));
    for (const auto& [day, n] : {std::pair(0, 5), std::pair(1, 7), std::pair(3, 2)}) {
        in.counts.push_back(count("a-counts", "", n));
        in.counts.back().day = today.next(day);
        in.counts.push_back(count("a-counts", "west", 100));  // of a division: no total
        in.counts.back().day = today.next(day);
    }
    in.counts.push_back(invented::confirmed("a-counts", "b-counts", 50));
    const OnwardReport report = composed(rule(5), in);
    const auto found = std::ranges::find(report.counts, "a-counts", &OnwardReport::Counts::register_id);
    ASSERT_NE(found, report.counts.end());
    ASSERT_EQ(found->stretches.size(), 2U);
    EXPECT_EQ(found->stretches[0].stated, 12);
    EXPECT_EQ(found->stretches[0].days_stated, 2U);
    EXPECT_EQ(found->stretches[0].last, today.next(1));
    EXPECT_EQ(found->stretches[1].stated, 2);
    EXPECT_EQ(found->stretches[1].days_stated, 1U);
    EXPECT_EQ(found->stretches[1].last, today.next(4));
    EXPECT_TRUE(std::holds_alternative<std::monostate>(report.days[2].cells[column_of(report, "a-counts")]));
    EXPECT_NE(to_text(report).find("12 on 2 of 2 days (shot)"), std::string::npos);
    EXPECT_NE(to_text(report).find("2 on 1 of 3 days (day of firing)"), std::string::npos);
}

// ---- periods ---------------------------------------------------------------------------------------------------

RC_GTEST_PROP(Onward, periods_follow_each_other_and_the_newest_is_the_last_that_is_due, ()) {
    const Onward by = rule(*rc::gen::inRange(1, 40), PlaceDetail::none, *rc::gen::inRange(0, 100) * hour_us);
    const LocalDays days =
        LocalDays::create("Test/Zone", "2024a", {{Instant::lowest(), 7200}, {{LocalDays().bounds(today.next(20)).from.us}, 10800}}).value();
    const Day day = today.next(*rc::gen::inRange(0, 400));
    const auto period = period_of(by, day);
    RC_ASSERT(period.has_value());
    RC_ASSERT(period->first <= day && day <= period->last);
    RC_ASSERT(period_of(by, period->last.next())->first == period->last.next());
    RC_ASSERT(!period_of(by, today.next(-1)).has_value());
    const Instant now{LocalDays().bounds(day).from.us + *rc::gen::inRange(0, 48) * hour_us / 2};
    const auto newest = newest_period(by, days, now);
    if (newest) {
        RC_ASSERT(due_from(by, *newest, days) <= now);
        RC_ASSERT(due_from(by, *period_of(by, newest->last.next()), days) > now);
    } else {
        RC_ASSERT(due_from(by, *period_of(by, today), days) > now);
    }
}

// ---- the talks -------------------------------------------------------------------------------------------------

TEST(Onward, of_the_talks_it_tells_what_happened_within_and_how_much_has_no_time) {
    const TalkRules rules(std::make_shared<const Profile>(invented_talks::profile()), invented_talks::terms());
    const auto said = [](std::string id, std::string text, std::optional<Reported> reported, std::int64_t at_h) {
        Talk step{std::move(id), "alpha", "alpha/1", Instant{at_h * hour_us}, {}};
        step.body.kind = TalkKind::statement_quoted;
        step.body.audience = TalkAudience::public_;
        step.body.speaker = "The Gazette";
        step.body.text = std::move(text);
        step.body.reported = std::move(reported);
        return step;
    };
    Talk answer = said("e", "", std::nullopt, 11);
    answer.body.kind = TalkKind::round_answered;
    const Talks talks = Talks::recalled(
        {said("a", "late", std::nullopt, 12), said("b", "told later", Reported{{}, Interval{{hour_us}, {2 * hour_us}}, "its issue"}, 40),
         said("c", "nobody knows when", Reported{{}, std::nullopt, "its issue"}, 41), said("d", "beyond", std::nullopt, 42), answer});
    const OnwardTalks within = talks_within(talks, rules, {{0}, {24 * hour_us}});
    ASSERT_EQ(within.steps.size(), 2U);
    EXPECT_EQ(within.steps[0].subject, "told later");
    EXPECT_EQ(within.steps[0].source, "its issue");
    EXPECT_EQ(within.steps[1].subject, "late");
    EXPECT_EQ(within.steps[1].who, std::vector<std::string>{"The Gazette"});
    EXPECT_EQ(within.undated, 1U);
}

// ---- its forms -------------------------------------------------------------------------------------------------

OnwardReport of_a_full_week() {
    BulletinInput in = invented::full_day();
    in.counts.push_back(count("b-counts", "", 3));
    in.counts.back().day = today.next(3);
    OnwardTalks talks{{{"step-1",
                        "communique.issued",
                        "issues a communique",
                        Instant{LocalDays().bounds(today).from.us},
                        {"Alphaland", "Betania"},
                        "On {nothing} & <all>",
                        true,
                        "https://example.org/c"}},
                      2};
    return compose_onward(period(rule(7), std::move(in)), std::move(talks));
}

TEST(Onward, a_small_week_gives_the_golden_text_and_json) {
    compare_with_golden("onward.txt", to_text(of_a_full_week()));
    compare_with_golden("onward.json", to_json(of_a_full_week()));
    EXPECT_TRUE(parse_canonical(to_json(of_a_full_week())).ok());
}

TEST(Onward, the_page_is_well_formed_and_escapes_what_came_from_outside) {
    const std::string page = to_html(of_a_full_week());
    pugi::xml_document document;
    const auto parsed = document.load_buffer(page.data(), page.size(), pugi::parse_default | pugi::parse_doctype);
    EXPECT_TRUE(parsed) << parsed.description();
    EXPECT_NE(page.find("On {nothing} &amp; &lt;all&gt;"), std::string::npos);
    EXPECT_EQ(page.find("never published"), std::string::npos);
}

}  // namespace
}  // namespace truce
