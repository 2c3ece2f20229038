#include "truce/examine/pivot.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/examine/finder.hpp"
#include "truce/examine/terms_difference.hpp"
#include "truce/judge/invented.hpp"
#include "truce/judge/invented_random.hpp"

namespace truce {
namespace {

using namespace invented;

/// No use of force, but against the black ones alone in area "zone".
Terms force() {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {all({is("target_composition", {"only_designated"}), inside_of("zone")})})};
    return t;
}

CompiledReading compiled(Terms t) { return CompiledReading::compile(std::make_shared<const Terms>(std::move(t)), profile()).value(); }

class Pivot_ : public ::testing::Test {
protected:
    CompiledReading reading_ = compiled(force());
};

TEST_F(Pivot_, two_who_come_to_the_same_have_none) {
    Facts other = facts();
    other.when = hours(200, 201);
    EXPECT_EQ(pivot(reading_, facts(), reading_, other).kind, Pivot::Kind::none);
}

TEST_F(Pivot_, who_was_there_is_the_fact_on_which_they_part) {
    Facts a = facts();
    Facts b = facts();
    state_fact(a, "target_composition", {"only_designated"});
    state_fact(b, "target_composition", {"mixed"});
    b.when = hours(101, 102);  // differs, too, and changes nothing
    const Pivot found = pivot(reading_, a, reading_, b);
    EXPECT_EQ(found.ruling_a, Ruling::exempt);
    EXPECT_EQ(found.ruling_b, Ruling::violation);
    EXPECT_EQ(found.kind, Pivot::Kind::facts);
    EXPECT_EQ(found.facts, std::vector<std::string>{"target_composition"});
    EXPECT_EQ(in_words(found, "a", "b"), "a and b part on target_composition");
}

TEST_F(Pivot_, two_facts_that_only_together_change_the_verdict) {
    Facts a = facts();
    state_fact(a, "target_composition", {"mixed"});
    a.where = Region::point(middle(3, 2));
    Facts b = facts();
    state_fact(b, "target_composition", {"only_designated"});
    const Pivot found = pivot(reading_, a, reading_, b);
    EXPECT_EQ(found.facts, (std::vector<std::string>{"target_composition", "where"}));
    EXPECT_EQ(pivot(reading_, b, reading_, a).facts.size(), 1U) << "the other way round one is enough";
}

TEST_F(Pivot_, you_differ_on_the_clause_and_not_on_what_happened) {
    Facts both = facts();
    state_fact(both, "target_composition", {"only_designated"});
    Terms other = force();
    other.areas[1] = area("zone", shape_of({2, 0, 4, 2}), shape_of({2, 0, 4, 2}));
    const CompiledReading theirs = compiled(other);
    const Pivot found = pivot(reading_, both, theirs, both);
    EXPECT_EQ(found.kind, Pivot::Kind::reading);
    EXPECT_EQ(found.clauses, std::vector<std::string>{"zone: line"});
    EXPECT_EQ(in_words(found, "a", "b"), "a and b differ on the terms (zone: line), not on what happened");
}

TEST_F(Pivot_, facts_and_readings_can_both_be_needed) {
    Facts a = facts();
    state_fact(a, "target_composition", {"mixed"});
    a.where = Region::point(middle(3, 0));
    Facts b = a;
    state_fact(b, "target_composition", {"only_designated"});
    Terms other = force();
    other.areas[1] = area("zone", shape_of({2, 0, 4, 2}), shape_of({2, 0, 4, 2}));
    const Pivot found = pivot(reading_, a, compiled(other), b);
    EXPECT_EQ(found.kind, Pivot::Kind::both);
    EXPECT_EQ(found.facts, std::vector<std::string>{"target_composition"});
    EXPECT_EQ(found.clauses, std::vector<std::string>{"zone: line"});
}

TEST_F(Pivot_, the_same_terms_do_not_differ_and_every_change_is_named) {
    const Terms a = force();
    EXPECT_TRUE(differences(a, a).empty());
    Terms b = force();
    b.clauses[0].acts = {"movement"};
    b.exceptions[0].priority = 11;
    b.instruments[0].versions[0].in_force = hours(0, 50);
    b.edges.pop_back();
    b.clauses[0].summary = english("in other words");
    EXPECT_EQ(differences(a, b), (std::vector<std::string>{"accord: in force", "c1: acts", "grey: belongs to", "x1: priority"}));
    EXPECT_EQ(differences(a, b), differences(b, a));
    b.clauses.push_back(clause("c2"));
    EXPECT_EQ(differences(a, b).size(), 5U);
    EXPECT_EQ(differences_of_clause(a, b, "c2"), (std::vector<std::string>{"accord: in force", "c2: only in one", "grey: belongs to"}));
}

RC_GTEST_PROP(Pivots, the_facts_named_give_the_others_ruling_and_no_fewer_do, ()) {
    const CompiledReading reading = compiled(force());
    const auto some = [] {
        Facts f = facts();
        f.where = Region::point(middle(*rc::gen::inRange(0, columns), *rc::gen::inRange(0, rows)));
        f.acts = {*rc::gen::element<std::string>("mortar", "movement", "artillery")};
        f.actors = {*rc::gen::element<std::string>("gov", "black", "stranger", "contested")};
        state_fact(f, "target_composition", {*rc::gen::element<std::string>("mixed", "only_designated", "unknown")});
        f.when = *rc::gen::element(hours(100, 101), hours(20'000, 20'001));
        return f;
    };
    const Facts a = some();
    const Facts b = some();
    const Pivot found = pivot(reading, a, reading, b);
    RC_ASSERT((found.kind == Pivot::Kind::none) == (found.ruling_a == found.ruling_b));
    RC_ASSERT(found.kind != Pivot::Kind::reading && found.kind != Pivot::Kind::both);
    if (found.kind != Pivot::Kind::facts) return;
    RC_ASSERT(judge(reading, with_facts_of(a, b, found.facts)).ruling == found.ruling_b);
    for (std::size_t i = 0; i < found.facts.size(); ++i) {
        std::vector<std::string> fewer = found.facts;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        RC_ASSERT(judge(reading, with_facts_of(a, b, fewer)).ruling != found.ruling_b);
    }
}

RC_GTEST_PROP(Pivots, copying_every_differing_fact_makes_the_others_facts, ()) {
    Facts a = facts();
    Facts b = facts();
    for (const char* name : {"p", "q", "colour"}) {
        if (*rc::gen::arbitrary<bool>()) state_fact(a, name, {*rc::gen::element<std::string>("x", "y")});
        if (*rc::gen::arbitrary<bool>()) state_fact(b, name, {*rc::gen::element<std::string>("x", "y")});
    }
    if (*rc::gen::arbitrary<bool>()) b.targets = {"ally"};
    const auto names = differing_facts(a, b);
    RC_ASSERT(names == differing_facts(b, a));
    RC_ASSERT(differing_facts(with_facts_of(a, b, names), b).empty());
}

// ---- findings against their own finder's facts ----------------------------------------------------------------

TEST(Contradiction_, what_contradicts_what) {
    EXPECT_TRUE(contradicts(FindingMeans::violation, Ruling::no_violation));
    EXPECT_TRUE(contradicts(FindingMeans::violation, Ruling::exempt));
    EXPECT_TRUE(contradicts(FindingMeans::violation, Ruling::no_rule)) << "a draft forbids nothing";
    EXPECT_TRUE(contradicts(FindingMeans::no_violation, Ruling::violation));
    EXPECT_FALSE(contradicts(FindingMeans::violation, Ruling::undetermined));
    EXPECT_FALSE(contradicts(FindingMeans::no_violation, Ruling::conflict));
    for (const Ruling ruling : {Ruling::violation, Ruling::no_violation, Ruling::exempt})
        EXPECT_FALSE(contradicts(FindingMeans::none, ruling));
}

}  // namespace
}  // namespace truce
