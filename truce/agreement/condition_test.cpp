#include "truce/agreement/condition.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "truce/base/truth.hpp"

namespace truce {
namespace {

std::string name() {
    return *rc::gen::element<std::string>("p", "target_composition", "zone-1", "b_2", "x", "hours", "kmh", "13th-division");
}
Instant instant() { return {*rc::gen::inRange<std::int64_t>(-4'000'000'000'000'000, 4'000'000'000'000'000)}; }

Atom arbitrary_atom() {
    Atom atom;
    atom.kind = static_cast<AtomKind>(*rc::gen::inRange(0, 11));
    if (atom.kind != AtomKind::before && atom.kind != AtomKind::after && atom.kind != AtomKind::during &&
        atom.kind != AtomKind::responds_to)
        atom.name = name();
    switch (atom.kind) {
        case AtomKind::fact_in:
            atom.values = *rc::gen::unique<std::vector<std::string>>(rc::gen::element<std::string>("yes", "no", "mixed", "is", "a-1"));
            if (atom.values.empty()) atom.values = {"yes"};
            std::ranges::sort(atom.values);
            break;
        case AtomKind::number:
            atom.comparison = static_cast<Comparison>(*rc::gen::inRange(0, 4));
            atom.number = *rc::gen::inRange<std::int64_t>(-9007199254740991, 9007199254740992);
            atom.unit = *rc::gen::element<std::string>("", "mm", "us", "persons", "km2");
            break;
        case AtomKind::before:
        case AtomKind::after: atom.from = instant(); break;
        case AtomKind::during:
            atom.from = instant();
            atom.to = {atom.from.us + *rc::gen::inRange<std::int64_t>(1, 1'000'000'000'000)};
            break;
        case AtomKind::within: atom.distance_mm = *rc::gen::inRange<std::int64_t>(0, 40'000'000'000); break;
        case AtomKind::responds_to:
            atom.distance_mm = *rc::gen::inRange<std::int64_t>(0, 40'000'000'000);
            atom.duration_us = *rc::gen::inRange<std::int64_t>(0, 1'000'000'000) * 3'600;
            break;
        default: break;
    }
    return atom;
}

Condition arbitrary_condition(int depth) {
    Condition condition;
    condition.op = depth == 0 ? Condition::Op::atom : static_cast<Condition::Op>(*rc::gen::inRange(0, 4));
    if (condition.op == Condition::Op::atom) {
        condition.atom = arbitrary_atom();
        return condition;
    }
    const int n = condition.op == Condition::Op::negation ? 1 : *rc::gen::inRange(2, 4);
    for (int i = 0; i < n; ++i) condition.children.push_back(arbitrary_condition(depth - 1));
    return condition;
}

RC_GTEST_PROP(Condition, parsing_what_was_formatted_gives_the_same, ()) {
    const Condition condition = arbitrary_condition(3);
    const auto parsed = parse_condition(format(condition));
    if (!parsed) RC_FAIL(parsed.error().text());
    RC_ASSERT(*parsed == condition);
    RC_ASSERT(format(*parsed) == format(condition));
}

RC_GTEST_PROP(Condition, any_bytes_are_parsed_or_refused_with_a_column, (const std::string& text)) {
    const auto parsed = parse_condition(text);
    if (parsed) {
        RC_ASSERT(*parse_condition(format(*parsed)) == *parsed);
    } else {
        RC_ASSERT(!parsed.error().where.empty());
        RC_ASSERT(!parsed.error().remedy.empty());
    }
}

Truth value_of(const Condition& condition, const std::map<std::string, Truth>& facts) {
    if (condition.op == Condition::Op::atom) return facts.at(condition.atom.name);
    if (condition.op == Condition::Op::negation) return not_(value_of(condition.children.front(), facts));
    Truth value = condition.op == Condition::Op::all ? Truth::yes : Truth::no;
    for (const Condition& child : condition.children) {
        value = condition.op == Condition::Op::all ? and_(value, value_of(child, facts)) : or_(value, value_of(child, facts));
    }
    return value;
}

RC_GTEST_PROP(Condition, its_cases_together_say_the_same_in_three_values, ()) {
    std::map<std::string, Truth> facts;
    const auto leaf = [&](const auto& self, int depth) -> Condition {
        Condition condition;
        condition.op = depth == 0 ? Condition::Op::atom : static_cast<Condition::Op>(*rc::gen::inRange(0, 4));
        if (condition.op == Condition::Op::atom) {
            condition.atom.name = std::string(1, static_cast<char>('a' + *rc::gen::inRange(0, 5)));
            condition.atom.values = {"yes"};
            facts[condition.atom.name] = static_cast<Truth>(*rc::gen::inRange(0, 3));
            return condition;
        }
        const int n = condition.op == Condition::Op::negation ? 1 : 2;
        for (int i = 0; i < n; ++i) condition.children.push_back(self(self, depth - 1));
        return condition;
    };
    const Condition condition = leaf(leaf, 3);
    const auto cases = cases_of(condition);
    RC_PRE(cases.ok());
    Truth value = Truth::no;
    for (const Condition& one : *cases) {
        RC_ASSERT(one.op != Condition::Op::any);
        value = or_(value, value_of(one, facts));
    }
    RC_ASSERT(value == value_of(condition, facts));
}

TEST(Condition, and_binds_closer_than_or_and_brackets_keep_what_they_hold) {
    EXPECT_EQ(format(*parse_condition("a OR b AND NOT c")), "a OR b AND NOT c");
    EXPECT_EQ(format(*parse_condition(" ( a  OR b )AND\nc is yes")), "(a OR b) AND c");
    EXPECT_NE(*parse_condition("a OR b AND c"), *parse_condition("(a OR b) AND c"));
    EXPECT_EQ(*parse_condition("a OR (b AND c)"), *parse_condition("a OR b AND c"));
    EXPECT_EQ(format(*parse_condition("NOT (NOT a)")), "NOT (NOT a)");
}

TEST(Condition, units_times_and_lists_have_one_spelling) {
    EXPECT_EQ(format(*parse_condition("calibre>=12.5 m")), "calibre >= 12500 mm");
    EXPECT_EQ(format(*parse_condition("delay < 1.5 h")), "delay < 5400000000 us");
    EXPECT_EQ(format(*parse_condition("wounded > 3 persons")), "wounded > 3 persons");
    EXPECT_EQ(format(*parse_condition("wounded > -3 AND a")), "wounded > -3 AND a");
    EXPECT_EQ(format(*parse_condition("colour in {red,blue, red}")), "colour in {blue, red}");
    EXPECT_EQ(format(*parse_condition("colour in {red}")), "colour is red");
    EXPECT_EQ(format(*parse_condition("after 2017-05-06T00:00:00+03:00")), "after 2017-05-05T21:00:00Z");
    EXPECT_EQ(format(*parse_condition("during 2017-05-06T00:00:00.5Z..2017-05-07T00:00:00Z")),
              "during 2017-05-06T00:00:00.500000Z..2017-05-07T00:00:00Z");
    EXPECT_EQ(format(*parse_condition("responds_to( prior , 6.0 h , 10 km )")), "responds_to(prior, 6 h, 10 km)");
    EXPECT_EQ(format(*parse_condition("within_km(zone, 0.25)")), "within_km(zone, 0.25)");
}

TEST(Condition, says_each_atom_in_words) {
    const auto words = [](std::string_view text) { return in_words(parse_condition(text)->atom); };
    EXPECT_EQ(words("inside(ops)"), "the place lies inside area ops");
    EXPECT_EQ(words("target_composition is mixed"), "\"target_composition\" is found to be mixed");
    EXPECT_EQ(words("calibre >= 100 mm"), "\"calibre\" is at least 100 mm");
    EXPECT_EQ(words("target in designated"), "everyone who may have been the target is a designated group");
    EXPECT_EQ(words("before 2017-01-01T00:00:00Z"), "it happened before 2017-01-01T00:00:00Z");
    EXPECT_EQ(words("responds_to(prior, 6 h, 10 km)"),
              "it answers a violation in the opposite direction, at most 6 h earlier and 10 km away");
    EXPECT_EQ(words("notified(convoy)"), "a notification of kind convoy was filed for it");
    EXPECT_EQ(words("within_km(line, 2.5)"), "the place lies at most 2.5 km from area line");
}

struct Bad {
    std::string_view text;
    std::string_view column;
    std::string_view says;
};

TEST(Condition, refusals_name_the_column_and_what_was_expected) {
    const Bad bads[]{{"", "1", "a fact's name"},
                     {"a AND", "6", "a fact's name"},
                     {"a b", "3", "AND, OR or the end"},
                     {"a and b", "3", "AND, OR or the end"},
                     {"(a OR b", "8", "expected )"},
                     {"a)", "2", "AND, OR or the end"},
                     {"NOT NOT a", "5", "a fact's name"},
                     {"A is b", "1", "a fact's name"},
                     {"a is", "5", "a value"},
                     {"a is B", "6", "a value"},
                     {"a in b", "6", "expected {"},
                     {"a in {}", "7", "a value"},
                     {"a in {b,}", "9", "a value"},
                     {"a < ", "5", "a number"},
                     {"a < b", "5", "a number"},
                     {"a < 1.5", "5", "a number"},
                     {"a < 0.0001 mm", "5", "a number"},
                     {"a < 1. mm", "5", "a number"},
                     {"a < 99999999999999999 mm", "5", "a number"},
                     {"actor bound", "7", "expected in"},
                     {"actor in", "9", "an actor's id"},
                     {"inside ops", "8", "expected ("},
                     {"inside()", "8", "an area's id"},
                     {"within_km(ops)", "14", "expected ,"},
                     {"within_km(ops, -1)", "16", "kilometres"},
                     {"within_km(ops, 1 km)", "18", "expected )"},
                     {"before 2017-01-01", "8", "an instant with its offset"},
                     {"before 2017-01-01T00:00:00", "8", "an instant with its offset"},
                     {"during 2017-01-01T00:00:00Z", "28", "expected .."},
                     {"during 2017-01-02T00:00:00Z..2017-01-01T00:00:00Z", "30", "later than the first"},
                     {"responds_to(later, 6 h, 10 km)", "13", "expected prior"},
                     {"responds_to(prior, 6, 10 km)", "21", "expected h"},
                     {"responds_to(prior, 6 h, 10)", "27", "expected km"},
                     {"notified()", "10", "a kind of notification"},
                     {"a && b", "3", "AND, OR or the end"},
                     {"inside(ops) AND f(x)", "18", "AND, OR or the end"}};
    for (const Bad& bad : bads) {
        const auto parsed = parse_condition(bad.text);
        ASSERT_FALSE(parsed.ok()) << bad.text;
        EXPECT_EQ(parsed.error().id, "condition.syntax") << bad.text;
        EXPECT_EQ(parsed.error().where, bad.column) << bad.text << ": " << parsed.error().what;
        EXPECT_NE(parsed.error().what.find(bad.says), std::string::npos) << parsed.error().what;
    }
}

TEST(Condition, depth_and_size_are_limited) {
    const auto nested = [](std::size_t n) { return std::string(n, '(') + "a" + std::string(n, ')'); };
    EXPECT_TRUE(parse_condition(nested(condition_depth_max)).ok());
    EXPECT_EQ(parse_condition(nested(condition_depth_max + 1)).error().id, "condition.too_large");
    EXPECT_EQ(parse_condition(nested(1'000'000)).error().id, "condition.too_large");
    std::string many = "a";
    for (std::size_t i = 1; i < condition_atoms_max; ++i) many += " OR a";
    EXPECT_TRUE(parse_condition(many).ok());
    EXPECT_EQ(parse_condition(many + " OR a").error().id, "condition.too_large");
    std::string entangled = "(a OR b)";
    for (int i = 0; i < 6; ++i) entangled += " AND (a" + std::to_string(i) + " OR b" + std::to_string(i) + ")";
    EXPECT_EQ(cases_of(*parse_condition(entangled)).error().id, "condition.too_large");
}

}  // namespace
}  // namespace truce
