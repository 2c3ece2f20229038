#include "truce/judge/explain.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/base/json.hpp"
#include "truce/judge/invented_random.hpp"
#include "truce/judge/wording.hpp"

namespace truce {

using namespace invented;

namespace {

CompiledReading compiled(const Terms& t) { return CompiledReading::compile(std::make_shared<const Terms>(t), profile()).value(); }

Terms with_exceptions() {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.clauses[0].quote = english("the words");
    t.exceptions = {exception("x1", {"c1"}, {all({inside_of("ops"), is("target_composition", {"only_designated"})})}),
                    exception("x2", {"c1"}, {all({responds(6, 10), yes("proportionate")})})};
    return t;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

void each_literal(const ExplainedNode& node, const std::function<void(const ExplainedNode&)>& visit) {
    if (node.op == ExplainedNode::Op::literal) visit(node);
    for (const ExplainedNode& child : node.children) each_literal(child, visit);
}

}  // namespace

TEST(Explain, a_violation_on_anothers_coding_says_would_and_if) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    const CompiledReading reading = compiled(t);
    Facts f = facts();
    EXPECT_EQ(sentence(explain(reading, f), "en"), "breaches c1");
    f.coding_of_another = true;
    EXPECT_EQ(sentence(explain(reading, f), "en"), "would breach c1 if The Register's coding is accepted");
    t.instruments[0].versions[0].approvals[0].kind = ApprovalKind::reported;
    const CompiledReading reported = compiled(t);
    EXPECT_EQ(sentence(explain(reported, f), "en"),
              "would breach c1 if The Register's coding is accepted and the reported approval of accord is accepted");
    f.actors = {"black"};
    EXPECT_EQ(sentence(explain(reading, f), "en"), "no violation of c1: c1 does not bind the actor, if The Register's coding is accepted");
}

TEST(Explain, an_exception_nobody_showed_is_named_and_guilt_is_not_presumed) {
    const CompiledReading reading = compiled(with_exceptions());
    Facts f = facts();
    f.targets = {"black"};
    const Explanation e = explain(reading, f);
    EXPECT_EQ(sentence(e, "en"), "undetermined under c1: x1 not shown");
    const std::string text = to_text(e);
    EXPECT_TRUE(has(text, "exception x1: summary of x1")) << text;
    EXPECT_TRUE(has(text, "[not known] the place lies inside area ops")) << text;
    EXPECT_TRUE(has(text, "target_composition: not stated")) << text;
    EXPECT_TRUE(has(text, "target: black (from 12/1, leaf 12)")) << text;
    EXPECT_TRUE(has(text, "the text: \"the words\"")) << text;
    EXPECT_TRUE(has(text, "would be cleared by knowing: ")) << text;
    EXPECT_FALSE(has(text, "guilt")) << text;
    EXPECT_TRUE(recompute(e).ok());
}

TEST(Explain, a_missing_fact_is_named_in_words_and_a_disputed_claim_with_its_disputants) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    const CompiledReading reading = compiled(t);
    Facts f = facts();
    f.actors = {"contested"};
    const Explanation e = explain(reading, f);
    EXPECT_EQ(sentence(e, "en"), "undetermined under c1: not known whether every possible actor is bound by accord or supports one who is");
    EXPECT_TRUE(has(to_text(e), "disputed: contested signatory_of accord, asserted by claimant, disputed by reb")) << to_text(e);
}

TEST(Explain, an_interval_without_an_end_is_said_without_one) {
    const auto in_force = [](Interval interval) {
        Terms t = terms();
        t.instruments = {instrument("accord", interval)};
        t.clauses = {clause("c1")};
        const std::string text = to_text(explain(compiled(t), facts()));
        const std::size_t from = text.find("accord was in force");
        return text.substr(from, text.find('\n', from) - from);
    };
    EXPECT_EQ(in_force(hours(0, 10)), "accord was in force from 2016-11-24T15:06:40+00:00 until before 2016-11-25T01:06:40+00:00");
    EXPECT_EQ(in_force({at(0), Instant::highest()}), "accord was in force from 2016-11-24T15:06:40+00:00 on");
    EXPECT_EQ(in_force({Instant::lowest(), at(2'000)}), "accord was in force until before 2017-02-15T23:06:40+00:00");
    EXPECT_EQ(in_force(ever()), "accord was in force at all times");
}

TEST(Explain, a_conflict_names_both_rules) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {yes("p")}), exception("x2", {"x1"}, {yes("q")})};
    const CompiledReading reading = compiled(t);
    Facts f = facts();
    state_fact(f, "p", {"yes"});
    state_fact(f, "q", {"yes"});
    EXPECT_EQ(sentence(explain(reading, f), "en"), "conflict: x1 and x2 both apply and contradict each other");
}

TEST(Explain, an_answer_to_an_earlier_violation_cites_it) {
    const CompiledReading reading = compiled(with_exceptions());
    std::vector<Facts> both{facts("first"), facts("second")};
    both[0].when = hours(98, 99);
    std::swap(both[0].actors, both[0].targets);
    both[0].source = "9/4";
    both[0].leaf = 9;
    for (Facts& f : both) state_fact(f, "target_composition", {"only_protected"});
    const auto verdicts = judge_all(reading, both, 1);
    ASSERT_EQ(verdicts[0].ruling, Ruling::violation);
    const Explanation e = explain(reading, both[1], PriorIncidents(reading, both, verdicts));
    EXPECT_TRUE(has(to_text(e), "earlier incident: first (from 9/4, leaf 9)")) << to_text(e);
    EXPECT_EQ(sentence(e, "en"), "undetermined under c1: x2 not shown");
}

TEST(Explain, a_tampered_explanation_does_not_follow) {
    const CompiledReading reading = compiled(with_exceptions());
    Facts f = facts();
    state_fact(f, "target_composition", {"only_protected"});
    state_fact(f, "proportionate", {"no"});
    Explanation e = explain(reading, f);
    ASSERT_EQ(e.verdict.ruling, Ruling::violation);
    ASSERT_TRUE(recompute(e).ok());
    Explanation other_answer = e;
    other_answer.answers.set(e.clauses[0].elements[0].literal, Truth::no);
    ASSERT_FALSE(recompute(other_answer).ok());
    EXPECT_EQ(recompute(other_answer).error().id, "explanation.does_not_follow");
    Explanation other_verdict = e;
    other_verdict.verdict.ruling = Ruling::exempt;
    EXPECT_FALSE(recompute(other_verdict).ok());
}

TEST(Explain, json_is_canonical_and_names_the_source_of_every_fact) {
    const CompiledReading reading = compiled(with_exceptions());
    const std::string json = to_json(explain(reading, facts()));
    const auto parsed = parse_canonical(json);
    ASSERT_TRUE(parsed.ok()) << parsed.error().text() << json;
    EXPECT_EQ(parsed->as_object().at("format"), "truce-explanation/1");
    EXPECT_TRUE(has(json, R"("leaf":12,"name":"actor","source":"12/1","value":"gov")")) << json;
}

RC_GTEST_PROP(Explain, every_explanation_recomputes_and_names_the_facts_it_used, (std::uint64_t seed)) {
    RandomWorld world(seed);
    const Terms terms = world.terms({.clauses = 4, .exceptions = 5});
    const auto compiles = CompiledReading::compile(std::make_shared<const Terms>(terms), profile());
    // Random terms are now and then more entangled than a reading may be; that they are refused is tested elsewhere.
    if (!compiles) {
        RC_ASSERT(compiles.error().id == "reading.too_entangled");
        return;
    }
    const CompiledReading& reading = *compiles;
    const Explanation e = explain(reading, world.facts("1"));
    const auto follows = recompute(e);
    if (!follows) RC_FAIL(follows.error().text() + "\n" + to_text(e));
    RC_ASSERT(parse_canonical(to_json(e)).ok());
    const std::string text = to_text(e);
    for (const ExplainedClause& c : e.clauses) {
        RC_ASSERT(c.silent != CompiledClause::Silent::no || !c.elements.empty());
        for (const auto* nodes : {&c.elements, &c.met, &c.exceptions, &c.permits}) {
            for (const ExplainedNode& node : *nodes) {
                each_literal(node, [&](const ExplainedNode& literal) {
                    const auto used = facts_used(e, literal.literal, "en");
                    RC_ASSERT(!used.empty());
                    for (const UsedFact& fact : used) RC_ASSERT(has(text, fact.value) && has(text, fact.source));
                });
            }
        }
    }
}

TEST(Wording, english_has_every_template_and_braces_pair) {
    for (const std::string_view id : phrase_ids()) {
        const std::string_view text = phrase_template("en", id);
        EXPECT_FALSE(text.empty()) << id;
        EXPECT_EQ(std::ranges::count(text, '{'), std::ranges::count(text, '}')) << id;
    }
    EXPECT_EQ(phrase("xx", "value.yes"), "yes");  // other languages fall back
}

}  // namespace truce
