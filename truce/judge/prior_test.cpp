#include "truce/judge/prior.hpp"

#include <gtest/gtest.h>

#include "truce/judge/invented.hpp"
#include "truce/judge/judge.hpp"

namespace truce {

using namespace invented;

namespace {

/// gov fires at hour 100 on reb after reb fired on gov at hour 98; c1 has the one exception responds_to(6 h, 10 km).
struct Exchange {
    Terms terms_;
    std::vector<Facts> facts_;

    Exchange() : terms_(terms()), facts_{facts("before"), facts("answer")} {
        terms_.clauses = {clause("c1")};
        terms_.exceptions = {exception("x1", {"c1"}, {responds(6, 10)})};
        facts_[0].when = hours(98, 99);
        facts_[0].actors = {"reb"};
        facts_[0].targets = {"gov"};
    }

    [[nodiscard]] Truth answer() const {
        const auto reading = CompiledReading::compile(std::make_shared<const Terms>(terms_), profile());
        EXPECT_TRUE(reading.ok());
        const std::vector<Verdict> verdicts = judge_all(*reading, facts_, 1);
        const Truth found = PriorIncidents(*reading, facts_, verdicts).find(facts_[1], 6 * hour_us, 10'000'000).value;
        const Ruling expected = found == Truth::yes ? Ruling::exempt : (found == Truth::no ? Ruling::violation : Ruling::undetermined);
        EXPECT_EQ(verdicts[1].ruling, expected);
        return found;
    }
};

}  // namespace

TEST(RespondsTo, an_earlier_violation_near_in_the_opposite_direction_is_answered) { EXPECT_EQ(Exchange().answer(), Truth::yes); }

TEST(RespondsTo, too_early_too_late_or_too_far_is_not_an_answer) {
    Exchange e;
    e.facts_[0].when = hours(90, 91);
    EXPECT_EQ(e.answer(), Truth::no);
    e.facts_[0].when = hours(101, 102);
    EXPECT_EQ(e.answer(), Truth::no);
    e = Exchange();
    e.facts_[0].where = Region::point(middle(1, 0));
    EXPECT_EQ(e.answer(), Truth::no);
}

TEST(RespondsTo, the_limits_count_in_full) {
    Exchange e;
    e.facts_[1].when = {at(104), {at(104).us + 1}};
    e.facts_[0].when = {at(98), {at(98).us + 1}};  // exactly six hours
    EXPECT_EQ(e.answer(), Truth::yes);
    e.facts_[1].when = {{at(104).us + 1}, {at(104).us + 2}};
    EXPECT_EQ(e.answer(), Truth::no);
}

TEST(RespondsTo, an_uncertain_order_distance_or_delay_leaves_it_unknown) {
    Exchange e;
    e.facts_[0].when = hours(98, 101);  // may have come after
    EXPECT_EQ(e.answer(), Truth::unknown);
    e = Exchange();
    e.facts_[0].when = hours(90, 99);  // may have been too early
    EXPECT_EQ(e.answer(), Truth::unknown);
    e = Exchange();
    e.facts_[0].where = Region::circle(middle(0, 0), 25'000'000);
    EXPECT_EQ(e.answer(), Truth::unknown);
    e.facts_[0].where = Region::anywhere();
    EXPECT_EQ(e.answer(), Truth::unknown);
    e.facts_[0].where = Region::areas({cell_id(0, 0)});
    EXPECT_EQ(e.answer(), Truth::unknown);
    e.facts_[0].where = Region::areas({cell_id(3, 0)});
    EXPECT_EQ(e.answer(), Truth::no);
}

TEST(RespondsTo, two_areas_are_near_only_if_they_may_be) {
    Exchange e;
    e.facts_[1].where = Region::areas({cell_id(0, 0)});
    e.facts_[0].where = Region::areas({cell_id(1, 0), cell_id(3, 2)});
    EXPECT_EQ(e.answer(), Truth::unknown);
    e.facts_[0].where = Region::areas({cell_id(3, 2)});
    EXPECT_EQ(e.answer(), Truth::no);
}

TEST(RespondsTo, only_the_opposite_direction_counts) {
    Exchange e;
    std::swap(e.facts_[0].actors, e.facts_[0].targets);
    EXPECT_EQ(e.answer(), Truth::no);
    e = Exchange();
    e.facts_[0].actors = {"reb_unit"};  // a part of whom the answer hit
    EXPECT_EQ(e.answer(), Truth::yes);
    e.facts_[0].actors = {"reb", "black"};
    EXPECT_EQ(e.answer(), Truth::unknown);
    e.facts_[0].actors = {"insurgents"};
    EXPECT_EQ(e.answer(), Truth::unknown);
    e.facts_[0].actors = {};
    EXPECT_EQ(e.answer(), Truth::unknown);
}

TEST(RespondsTo, two_parts_of_one_side_leave_it_to_a_person) {
    Exchange e;
    e.terms_.actors.push_back(actor("reb_other", ActorKind::force));
    e.terms_.edges.push_back(edge("reb_other", Relation::part_of, "reb"));
    e.facts_[0].actors = {"reb_other"};
    e.facts_[1].targets = {"reb_unit"};
    EXPECT_EQ(e.answer(), Truth::unknown);
}

TEST(RespondsTo, what_was_no_violation_is_not_answered_and_what_is_open_leaves_it_open) {
    Exchange e;
    e.terms_.clauses[0].where = no(inside_of("zone"));
    e.facts_[0].where = Region::point({339'999'000, 369'999'000});
    e.facts_[1].where = e.facts_[0].where;
    EXPECT_EQ(judge_all(CompiledReading::compile(std::make_shared<const Terms>(e.terms_), profile()).value(), e.facts_, 1)[1].ruling,
              Ruling::no_violation);
    e = Exchange();
    e.facts_[0].actors = {"contested"};
    e.facts_[1].targets = {"contested"};
    EXPECT_EQ(e.answer(), Truth::unknown);
}

TEST(RespondsTo, another_finders_incident_and_the_incident_itself_are_no_priors) {
    Exchange e;
    e.facts_[0].finder = "other";
    EXPECT_EQ(e.answer(), Truth::no);
    e = Exchange();
    e.facts_[0].incident = "answer";
    EXPECT_EQ(e.answer(), Truth::no);
}

TEST(RespondsTo, an_answer_to_an_answer_follows_the_order_in_time) {
    Exchange e;
    e.facts_.push_back(e.facts_[0]);
    e.facts_[2].incident = "third";
    e.facts_[2].when = hours(103, 104);
    std::rotate(e.facts_.begin(), e.facts_.begin() + 2, e.facts_.end());  // the order of the register is not that of time
    const auto reading = CompiledReading::compile(std::make_shared<const Terms>(e.terms_), profile());
    const std::vector<Verdict> verdicts = judge_all(*reading, e.facts_, 2);
    EXPECT_EQ(verdicts[1].ruling, Ruling::violation);  // the first shot
    EXPECT_EQ(verdicts[2].ruling, Ruling::exempt);     // answers it
    EXPECT_EQ(verdicts[0].ruling, Ruling::violation);  // answers an exempt act
}

TEST(RespondsTo, nothing_in_the_register_means_no) {
    Exchange e;
    e.facts_.erase(e.facts_.begin());
    const auto reading = CompiledReading::compile(std::make_shared<const Terms>(e.terms_), profile());
    EXPECT_EQ(judge_all(*reading, e.facts_, 1)[0].ruling, Ruling::violation);
    EXPECT_EQ(judge(*reading, e.facts_[0]).ruling, Ruling::violation);
}

}  // namespace truce
