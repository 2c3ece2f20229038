/// The worked cases, and what each element, exception, burden, permit and obligation means.
#include "truce/judge/judge.hpp"

#include <gtest/gtest.h>

#include "truce/judge/invented.hpp"
#include "truce/judge/residual.hpp"

namespace truce {

using namespace invented;

namespace {

CompiledReading compiled(const Terms& t) {
    auto reading = CompiledReading::compile(std::make_shared<const Terms>(t), profile());
    EXPECT_TRUE(reading.ok()) << (reading.ok() ? "" : reading.error().text());
    return std::move(reading).value();
}

/// c1 with x1 (group, area, composition) and x2 (self-defence and proportion), as the parties might agree.
Terms worked() {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {all({inside_of("ops"), is("target_composition", {"only_designated"})})}),
                    exception("x2", {"c1"}, {all({responds(6, 10), yes("proportionate")})})};
    return t;
}

/// The line of `ops` is agreed.
Terms worked_with_line() {
    Terms t = worked();
    t.areas[0] = area("ops", shape_of({0, 0, 2, 3}), shape_of({0, 0, 2, 3}));
    return t;
}

/// Nothing speaks for an exception: surely outside ops, surely protected people.
Facts plain() {
    Facts f = facts();
    f.where = Region::point(middle(3, 1));
    state_fact(f, "target_composition", {"only_protected"});
    state_fact(f, "proportionate", {"no"});
    return f;
}

Verdict say(const Terms& t, const Facts& f) { return judge(compiled(t), f); }

std::vector<std::string> keys(const CompiledReading& reading, const std::optional<std::vector<std::uint16_t>>& literals) {
    std::vector<std::string> out;
    if (!literals) return {"none"};
    for (const std::uint16_t literal : *literals) out.push_back(reading.literals()[literal].key);
    return out;
}

Residual residual_of(const CompiledReading& reading, const Facts& f) {
    Premises premises(reading);
    const PriorIncidents none;
    premises.load(f, none);
    for (std::size_t i = 0; i < reading.literals().size(); ++i) premises.value(static_cast<std::uint16_t>(i));
    return residual(reading, 0, premises.planes());
}

const std::string composition = "fact:target_composition in {only_designated}";
const std::string by = "actor:bound_or_supporting@accord";

}  // namespace

TEST(WorkedCases, n01_fire_by_a_signatory_is_a_violation) {
    const Verdict v = say(worked(), plain());
    EXPECT_EQ(v.ruling, Ruling::violation);
    EXPECT_EQ(v.clause, 0);
    EXPECT_FALSE(v.if_accepted);
}

TEST(WorkedCases, n02_before_it_is_in_force_there_is_no_violation) {
    Facts f = plain();
    f.when = hours(-2, -1);
    const Verdict v = say(worked(), f);
    EXPECT_EQ(v.ruling, Ruling::no_violation);
    EXPECT_FALSE(v.actor_exempt);
}

TEST(WorkedCases, n03_a_time_across_the_start_is_undetermined) {
    Facts f = plain();
    f.when = {{at(0).us - hour_us / 2}, {at(0).us + hour_us / 2}};
    const CompiledReading reading = compiled(worked());
    EXPECT_EQ(judge(reading, f).ruling, Ruling::undetermined);
    EXPECT_EQ(judge(reading, f).undetermined, Undetermined::facts_missing);
    const Residual r = residual_of(reading, f);
    EXPECT_EQ(keys(reading, r.clear), (std::vector<std::string>{"in_force:accord:1"}));
    EXPECT_EQ(keys(reading, r.convict), (std::vector<std::string>{"in_force:accord:1"}));
}

TEST(WorkedCases, n04_a_designated_group_is_not_bound) {
    Facts f = plain();
    f.actors = {"black"};
    const Verdict v = say(worked(), f);
    EXPECT_EQ(v.ruling, Ruling::no_violation);
    EXPECT_TRUE(v.actor_exempt);
}

TEST(WorkedCases, where_the_clause_does_not_reach_anyway_nobody_is_said_to_be_exempt) {
    Facts f = plain();
    f.actors = {"black"};
    f.when = hours(-2, -1);
    const Verdict v = say(worked(), f);
    EXPECT_EQ(v.ruling, Ruling::no_violation);
    EXPECT_FALSE(v.actor_exempt);
}

TEST(WorkedCases, n05_black_was_there_and_no_line_is_agreed) {
    Facts f = facts();
    f.targets = {"black"};
    state_fact(f, "proportionate", {"no"});
    const CompiledReading reading = compiled(worked());
    const Verdict v = judge(reading, f);
    EXPECT_EQ(v.ruling, Ruling::undetermined);
    EXPECT_EQ(v.undetermined, Undetermined::exception_not_shown);
    EXPECT_EQ(clause_verdicts(reading, f)[0].exception, 0);
    const Residual r = residual_of(reading, f);
    EXPECT_EQ(keys(reading, r.clear), (std::vector<std::string>{composition, "inside:ops"}));
    ASSERT_TRUE(r.convict);
    EXPECT_EQ(r.convict->size(), 1U);
}

TEST(WorkedCases, n06_a_mixed_target_is_not_exempt) {
    Facts f = facts();
    state_fact(f, "target_composition", {"mixed"});
    state_fact(f, "proportionate", {"no"});
    EXPECT_EQ(say(worked(), f).ruling, Ruling::violation);
}

TEST(WorkedCases, n07_a_surely_exempt_target_clears_whoever_fired) {
    Facts f = facts();
    f.actors = {"contested"};
    state_fact(f, "target_composition", {"only_designated"});
    const CompiledReading reading = compiled(worked_with_line());
    EXPECT_EQ(judge(reading, f).ruling, Ruling::exempt);
    EXPECT_EQ(clause_verdicts(reading, f)[0].exception, 0);
}

TEST(WorkedCases, n08_a_governorate_partly_in_the_zone_is_undetermined) {
    Facts f = facts();
    f.where = Region::areas({cell_id(1, 0), cell_id(2, 0)});
    state_fact(f, "target_composition", {"only_designated"});
    const CompiledReading reading = compiled(worked_with_line());
    EXPECT_EQ(judge(reading, f).ruling, Ruling::undetermined);
    const Residual r = residual_of(reading, f);
    EXPECT_EQ(keys(reading, r.clear), (std::vector<std::string>{"inside:ops"}));
    EXPECT_EQ(keys(reading, r.convict), (std::vector<std::string>{"inside:ops"}));
}

TEST(WorkedCases, n09_return_fire_whose_proportion_nobody_found) {
    std::vector<Facts> register_of_one = {plain(), plain()};
    Facts& first = register_of_one[0];
    Facts& answer = register_of_one[1];
    first.incident = "first";
    first.when = hours(98, 99);
    std::swap(first.actors, first.targets);
    first.actors = {"reb"};
    first.targets = {"gov"};
    std::erase_if(answer.named, [](const NamedFact& one) { return one.name == "proportionate"; });
    const CompiledReading reading = compiled(worked());
    const std::vector<Verdict> verdicts = judge_all(reading, register_of_one, 1);
    EXPECT_EQ(verdicts[0].ruling, Ruling::violation);
    EXPECT_EQ(verdicts[1].ruling, Ruling::undetermined);
    EXPECT_EQ(verdicts[1].undetermined, Undetermined::exception_not_shown);
    state_fact(answer, "proportionate", {"yes"});
    EXPECT_EQ(judge_all(reading, register_of_one, 1)[1].ruling, Ruling::exempt);
    state_fact(answer, "proportionate", {"no"});
    EXPECT_EQ(judge_all(reading, register_of_one, 1)[1].ruling, Ruling::violation);
}

TEST(WorkedCases, n10_two_complementary_exceptions_clear_for_certain) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {yes("p")}), exception("x2", {"c1"}, {no(yes("p"))})};
    EXPECT_EQ(say(t, facts()).ruling, Ruling::no_violation);
    const CompiledReading reading = compiled(t);
    EXPECT_EQ(keys(reading, residual_of(reading, facts()).convict), (std::vector<std::string>{"none"}));
}

TEST(WorkedCases, n11_two_finders_part_on_the_composition) {
    Facts ru = facts();
    Facts tr = facts();
    state_fact(ru, "target_composition", {"only_designated"});
    state_fact(ru, "proportionate", {"no"});
    state_fact(tr, "target_composition", {"mixed"});
    state_fact(tr, "proportionate", {"no"});
    EXPECT_EQ(say(worked_with_line(), ru).ruling, Ruling::exempt);
    EXPECT_EQ(say(worked_with_line(), tr).ruling, Ruling::violation);
}

TEST(WorkedCases, n12_all_candidates_bound_is_a_violation_with_the_responsible_open) {
    Facts f = plain();
    f.actors = {"gov", "ally"};
    EXPECT_EQ(say(worked(), f).ruling, Ruling::violation);
}

TEST(WorkedCases, n13_a_candidate_who_is_not_bound_leaves_it_undetermined) {
    Facts f = plain();
    f.actors = {"gov", "black"};
    const CompiledReading reading = compiled(worked());
    EXPECT_EQ(judge(reading, f).ruling, Ruling::undetermined);
    const Residual r = residual_of(reading, f);
    EXPECT_EQ(keys(reading, r.clear), (std::vector<std::string>{by}));
    EXPECT_EQ(keys(reading, r.convict), (std::vector<std::string>{by}));
}

TEST(WorkedCases, n14_a_map_signed_late_makes_a_new_judgement_under_new_terms) {
    Facts f = facts();
    f.where = Region::point(middle(1, 2));
    state_fact(f, "target_composition", {"only_designated"});
    state_fact(f, "proportionate", {"no"});
    Terms later = worked();
    later.areas[0] = area("ops", shape_of({0, 0, 1, 1}), shape_of({0, 0, 1, 1}));
    EXPECT_EQ(say(worked(), f).ruling, Ruling::undetermined);
    EXPECT_EQ(say(later, f).ruling, Ruling::violation);
}

TEST(WorkedCases, n15_a_flight_ban_begins_at_local_midnight) {
    Terms t = terms();
    t.instruments[0].versions[0].in_force.from = parse_instant("2017-05-06T00:00:00+03:00").value();
    t.instruments[0].versions[0].in_force.to = Instant::highest();
    t.clauses = {clause("ban")};
    t.clauses[0].acts = {"air_strike"};
    Facts f = facts();
    f.acts = {"air_strike"};
    const auto minute_of = [](const char* text) {
        const Instant from = parse_instant(text).value();
        return Interval{from, {from.us + 60'000'000}};
    };
    f.when = minute_of("2017-05-05T20:30:00Z");
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    f.when = minute_of("2017-05-05T21:30:00Z");
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
}

TEST(WorkedCases, n16_a_withdrawal_is_due_at_the_end_of_its_day) {
    Terms t = terms();
    t.clauses = {clause("withdraw", Deontic::oblige)};
    t.clauses[0].where = inside_of("zone");
    t.clauses[0].due = at(240);  // the first instant of day 11
    Facts f = facts();
    f.when = hours(9 * 24, 10 * 24);
    EXPECT_EQ(say(t, f).ruling, Ruling::not_due);
    f.when = hours(11 * 24, 12 * 24);
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    f.when = hours(8 * 24, 13 * 24);
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    f.where = Region::point(middle(3, 0));
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
}

TEST(WorkedCases, n17_a_draft_yields_no_verdict) {
    Terms t = worked();
    t.clauses[0].text_status = TextStatus::draft;
    const Verdict v = say(t, plain());
    EXPECT_EQ(v.ruling, Ruling::no_rule);
    EXPECT_EQ(v.clause, -1);
}

TEST(WorkedCases, n18_a_group_on_the_list_that_did_not_sign) {
    Facts f = plain();
    f.actors = {"contested"};
    const CompiledReading reading = compiled(worked());
    EXPECT_EQ(judge(reading, f).ruling, Ruling::undetermined);
    EXPECT_EQ(keys(reading, residual_of(reading, f).clear), (std::vector<std::string>{by}));
    f.actors = {"stranger"};
    EXPECT_EQ(judge(reading, f).ruling, Ruling::no_violation);
    EXPECT_TRUE(judge(reading, f).actor_exempt);
}

// ---- what a clause rests on -------------------------------------------------------------------------------------

TEST(Approvals, a_missing_one_silences_the_clause_and_a_reported_one_marks_it) {
    Terms t = worked();
    t.instruments[0].versions[0].approvals[1].kind = ApprovalKind::reported;
    EXPECT_EQ(say(t, plain()).ruling, Ruling::violation);
    EXPECT_TRUE(say(t, plain()).if_accepted);
    t.instruments[0].versions[0].approvals.pop_back();
    EXPECT_EQ(say(t, plain()).ruling, Ruling::no_rule);
    t = worked();
    t.instruments[0].status = InstrumentStatus::draft;
    EXPECT_EQ(say(t, plain()).ruling, Ruling::no_rule);
}

TEST(InForce, a_version_that_never_was_is_silent) {
    Terms t = worked();
    t.instruments[0].versions[0].in_force = {};
    EXPECT_EQ(say(t, plain()).ruling, Ruling::no_rule);
}

TEST(Approvals, coding_of_another_register_and_a_reconstructed_text_are_marked) {
    Terms t = worked();
    t.clauses[0].text_status = TextStatus::reconstructed;
    Facts f = plain();
    f.coding_of_another = true;
    const Verdict v = say(t, f);
    EXPECT_EQ(v.ruling, Ruling::violation);
    EXPECT_TRUE(v.if_accepted);
    EXPECT_TRUE(v.reconstructed);
}

TEST(Judge, no_clause_means_no_violation_is_ever_said) {
    Terms t = terms();
    t.exceptions = {};
    EXPECT_EQ(say(t, plain()).ruling, Ruling::no_rule);
}

// ---- elements ---------------------------------------------------------------------------------------------------

TEST(Acts, the_root_covers_an_unknown_weapon_and_a_narrow_clause_leaves_it_open) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    Facts f = facts();
    f.acts = {"use_of_force"};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    t.clauses[0].acts = {"air_strike"};
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    f.acts = {"mortar"};
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    f.acts = {"mortar", "air_strike"};
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    t.clauses[0].acts = {"air_strike", "indirect_fire"};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    f.acts = {};
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
}

TEST(Actors, umbrellas_unheard_names_and_nobody_leave_it_open_and_civilians_are_never_bound) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    Facts f = facts();
    for (const std::vector<std::string>& open :
         {std::vector<std::string>{"insurgents"}, {"who?"}, {}, {"contested"}, {"gov", "civilians"}}) {
        f.actors = open;
        EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    }
    f.actors = {"Civilians"};
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    t.clauses[0].by = "anyone";
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    f.actors = {};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
}

TEST(Actors, names_of_the_terms_resolve_and_supporters_count_only_where_the_clause_says_so) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    Facts f = facts();
    f.actors = {"Name of ally"};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    t.clauses[0].by = "bound";
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    f.actors = {"reb_unit"};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    t.clauses[0].by = "reb";
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    t.clauses[0].by = "gov";
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
}

TEST(Actors, civilians_are_a_set_of_their_own) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.clauses[0].against = "civilians";
    Facts f = facts();
    f.targets = {"Civilians"};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    f.targets = {"reb"};
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    for (const char* open : {"insurgents", "who?"}) {
        f.targets = {open};
        EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    }
}

TEST(NamedFacts, a_condition_that_every_value_meets_holds_though_nobody_stated_one) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.clauses[0].when = is("colour", {"blue", "green", "red"});
    EXPECT_EQ(say(t, facts()).ruling, Ruling::violation);
    t.clauses[0].when = is("colour", {"blue", "green"});
    EXPECT_EQ(say(t, facts()).ruling, Ruling::undetermined);
}

TEST(Composition, the_target_narrows_it_and_never_shows_it) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {is("target_composition", {"only_designated"})})};
    Facts f = facts();
    f.targets = {"reb", "civilians"};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);  // surely nobody designated was the target
    f.targets = {"black"};
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);  // who else was there is not stated
    f.targets = {"grey"};
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    t.exceptions[0].cases = {is("target_composition", {"only_protected"})};
    f.targets = {"black"};
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    state_fact(f, "target_composition", {"unknown"});
    f.targets = {};
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
}

TEST(Numbers, a_range_decides_only_if_it_lies_on_one_side) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.clauses[0].when = number("calibre", Comparison::greater_or_equal, 100);
    Facts f = facts();
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    state_number(f, "calibre", 100, 120);
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    state_number(f, "calibre", 82, 99);
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    state_number(f, "calibre", 82, 120);
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    t.clauses[0].when = number("calibre", Comparison::less_or_equal, 99);
    state_number(f, "calibre", 99, 99);
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
}

TEST(Areas, one_that_was_not_valid_then_holds_nobody) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.clauses[0].where = inside_of("zone");
    Facts f = facts();
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    t.areas[1].valid = hours(200, 300);
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    t.areas[1].valid = {at(100), {at(100).us + 1}};
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
}

// ---- exceptions -------------------------------------------------------------------------------------------------

TEST(Exceptions, the_burden_changes_what_is_said_and_never_the_ruling) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {yes("p")}), exception("x2", {"c1"}, {yes("q")})};
    EXPECT_EQ(say(t, facts()).undetermined, Undetermined::exception_not_shown);
    t.exceptions[1].burden = Burden::applies_unless_disproved;
    const CompiledReading reading = compiled(t);
    EXPECT_EQ(judge(reading, facts()).ruling, Ruling::undetermined);
    EXPECT_EQ(judge(reading, facts()).undetermined, Undetermined::exception_not_disproved);
    EXPECT_EQ(clause_verdicts(reading, facts())[0].exception, 1);
    Facts f = facts();
    f.actors = {"contested"};
    EXPECT_EQ(judge(reading, f).undetermined, Undetermined::facts_missing);
}

TEST(Exceptions, one_against_another_counts_by_priority) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {yes("p")}, 10), exception("x2", {"x1"}, {yes("q")}, 20)};
    Facts f = facts();
    state_fact(f, "p", {"yes"});
    state_fact(f, "q", {"yes"});
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
    t.exceptions[1].priority = 5;
    EXPECT_EQ(say(t, f).ruling, Ruling::exempt);
    t.exceptions[1].priority = 10;
    const CompiledReading reading = compiled(t);
    const ClauseVerdict v = clause_verdicts(reading, f)[0];
    EXPECT_EQ(v.ruling, Ruling::conflict);
    EXPECT_EQ(v.exception, 0);
    EXPECT_EQ(v.against, 1);
    state_fact(f, "q", {"no"});
    EXPECT_EQ(judge(reading, f).ruling, Ruling::exempt);
    f.actors = {"black"};
    state_fact(f, "q", {"yes"});
    EXPECT_EQ(judge(reading, f).ruling, Ruling::no_violation);
}

TEST(Exceptions, a_permit_contradicts_a_prohibition_of_the_same_act) {
    Terms t = terms();
    t.clauses = {clause("c1"), clause("c2", Deontic::permit)};
    t.clauses[1].when = yes("p");
    const CompiledReading reading = compiled(t);
    Facts f = facts();
    EXPECT_EQ(judge(reading, f).ruling, Ruling::undetermined);
    state_fact(f, "p", {"no"});
    EXPECT_EQ(judge(reading, f).ruling, Ruling::violation);
    state_fact(f, "p", {"yes"});
    const std::vector<ClauseVerdict> verdicts = clause_verdicts(reading, f);
    EXPECT_EQ(verdicts[0].ruling, Ruling::conflict);
    EXPECT_EQ(verdicts[0].exception, -1);
    EXPECT_EQ(verdicts[0].against, 1);
    EXPECT_EQ(verdicts[1].ruling, Ruling::no_rule);
}

TEST(Obligations, one_that_is_met_is_no_violation_and_one_that_may_be_is_open) {
    Terms t = terms();
    t.clauses = {clause("c1", Deontic::oblige)};
    t.clauses[0].due = at(50);
    t.clauses[0].done_when = yes("p");
    Facts f = facts();
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    state_fact(f, "p", {"yes"});
    EXPECT_EQ(say(t, f).ruling, Ruling::no_violation);
    state_fact(f, "p", {"no"});
    EXPECT_EQ(say(t, f).ruling, Ruling::violation);
}

TEST(Notifications, reach_the_judge_as_facts) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    t.exceptions = {exception("x1", {"c1"}, {named(AtomKind::notified, "flight")})};
    Facts f = facts();
    EXPECT_EQ(say(t, f).ruling, Ruling::undetermined);
    state_fact(f, "notified_flight", {"yes"});
    EXPECT_EQ(say(t, f).ruling, Ruling::exempt);
}

// ---- refusals ---------------------------------------------------------------------------------------------------

TEST(Compile, refuses_what_does_not_exist_and_what_turns_in_a_circle) {
    const auto refused = [](const Terms& t) {
        const auto reading = CompiledReading::compile(std::make_shared<const Terms>(t), profile());
        return reading.ok() ? std::string("accepted") : reading.error().id;
    };
    Terms t = worked();
    t.clauses[0].acts = {"sorcery"};
    EXPECT_EQ(refused(t), "reading.unknown_act");
    t = worked();
    t.clauses[0].where = inside_of("nowhere");
    EXPECT_EQ(refused(t), "reading.unknown_area");
    t = worked();
    t.clauses[0].by = "nobody";
    EXPECT_EQ(refused(t), "reading.unknown_actor");
    t = worked();
    t.clauses[0].when = yes("feeling");
    EXPECT_EQ(refused(t), "reading.unknown_fact");
    t = worked();
    t.clauses[0].when = is("colour", {"purple"});
    EXPECT_EQ(refused(t), "reading.unknown_fact");
    t = worked();
    t.exceptions[0].defeats = {"c9"};
    EXPECT_EQ(refused(t), "reading.unknown_rule");
    t = worked();
    t.exceptions[0].defeats = {"c1", "x2"};
    t.exceptions[1].defeats = {"x1"};
    EXPECT_EQ(refused(t), "reading.cycle");
}

TEST(Compile, refuses_conditions_that_combine_into_too_many_cases) {
    Terms t = terms();
    t.clauses = {clause("c1")};
    std::vector<Condition> factors;
    for (int i = 0; i < 12; ++i) factors.push_back(any({timed(AtomKind::before, at(i)), number("calibre", Comparison::less, i)}));
    t.exceptions = {exception("x1", {"c1"}, {all(factors)})};
    const auto reading = CompiledReading::compile(std::make_shared<const Terms>(t), profile());
    ASSERT_FALSE(reading.ok());
    EXPECT_EQ(reading.error().id, "reading.too_entangled");
}

TEST(Facts, of_a_report_are_the_registers_coding) {
    Report report;
    report.register_id = "ged";
    report.act = "use_of_force";
    report.actors = {"a", "b"};
    report.targets = {"b", "a"};
    report.when = hours(1, 2);
    report.facts = {{"q", {"yes"}, {}}, {"p", {"no"}, {}}};
    const Facts f = facts_of(report, "i1", "7/3", 7);
    EXPECT_EQ(f.finder, "ged");
    EXPECT_EQ(f.acts, (std::vector<std::string>{"use_of_force"}));
    EXPECT_EQ(f.named[0].name, "p");
    EXPECT_TRUE(f.coding_of_another);
    EXPECT_EQ(f.source, "7/3");
    EXPECT_EQ(f.leaf, 7);
}

}  // namespace truce
