#include "truce/examine/case_file.hpp"

#include <gtest/gtest.h>

#include "truce/examine/due.hpp"
#include "truce/examine/invented_case.hpp"

namespace truce {
namespace {

using namespace invented_case;
using K = StepKind;

class CaseFile_ : public ::testing::Test {
protected:
    CaseRules rules_ = rules();
    Desk desk_{rules_};

    std::string notice() { return desk_.take("alpha", K::notice_given); }
    /// A step that was composed earlier and arrives now.
    std::string offer(Step step) {
        step.recorded_at = desk_.file().steps().back().recorded_at;
        const auto admitted = desk_.file().admits(rules_, step);
        return admitted ? "admitted" : admitted.error().id;
    }
    Step composed_by(const std::string& author, StepBody b) { return desk_.step(author, composed(desk_.file(), std::move(b), author)); }
};

TEST_F(CaseFile_, findings_stand_side_by_side_and_make_the_status) {
    EXPECT_EQ(desk_.status(), Status::open);
    const std::string first = desk_.find("alpha", "confirmed");
    EXPECT_EQ(desk_.status(), Status::one_sided);
    desk_.find("beta", "not-confirmed");
    EXPECT_EQ(desk_.status(), Status::disputed);
    desk_.find("gamma", "confirmed");
    EXPECT_EQ(desk_.status(), Status::disputed) << "no vote on the truth";
    const std::string second = desk_.find("beta", "confirmed");
    EXPECT_EQ(desk_.status(), Status::one_sided) << "former was an examiner then and has said nothing";
    desk_.find("former", "confirmed");
    EXPECT_NE(desk_.file().find(first), nullptr);
    EXPECT_EQ(desk_.file().find(second)->body.replaces.empty(), false);
}

TEST_F(CaseFile_, those_count_who_were_examiners_when_it_happened) {
    std::vector<std::string> examiners;
    for (const Position& one : desk_.file().positions(rules_)) examiners.push_back(one.examiner);
    EXPECT_EQ(examiners, (std::vector<std::string>{"alpha", "beta", "former", "gamma"}));
    EXPECT_EQ(desk_.find("late", "confirmed"), "case.not_examiner") << "a guarantor now, none when it happened";
    EXPECT_EQ(desk_.find("former", "confirmed"), "case.no_role") << "its role has ended";
}

TEST_F(CaseFile_, who_takes_no_part_says_so_and_can_come_back) {
    desk_.find("alpha", "confirmed");
    const std::string apart = desk_.take("beta", K::finding_declined);
    EXPECT_EQ(desk_.file().positions(rules_)[1].kind, Position::Kind::declined);
    EXPECT_EQ(desk_.file().positions(rules_)[3].kind, Position::Kind::none) << "gamma is only silent";
    desk_.find("beta", "not-confirmed");
    EXPECT_EQ(desk_.status(), Status::disputed);
    EXPECT_NE(desk_.file().find(apart), nullptr) << "what was said stays";
}

TEST_F(CaseFile_, a_changed_mind_names_what_it_replaces) {
    const std::string first = desk_.find("alpha", "confirmed");
    Step blind = composed_by("alpha", filled(K::finding_signed));
    blind.body.replaces.clear();
    EXPECT_EQ(offer(blind), "case.replaces");
    blind.body.replaces = "s1";
    EXPECT_EQ(offer(blind), "case.replaces");
    blind.body.replaces = first;
    EXPECT_EQ(offer(blind), "admitted");
    Step other = composed_by("beta", filled(K::finding_signed));
    other.body.replaces = first;
    EXPECT_EQ(offer(other), "case.replaces") << "nobody replaces another's finding";
}

TEST_F(CaseFile_, a_step_is_refused_to_whoever_may_not_take_it) {
    EXPECT_EQ(desk_.take("stranger", K::notice_given), "case.not_participant");
    EXPECT_EQ(desk_.take("former", K::notice_given), "case.no_role");
    EXPECT_EQ(desk_.take("south", K::notice_given), "case.role");
    EXPECT_EQ(desk_.take("forum", K::finding_signed), "case.role");
    const Step step = composed_by("south", filled(K::notice_given));
    EXPECT_EQ(desk_.file().admits(rules_, step).error().what, "south is party and may not sign notice.given");
    EXPECT_EQ(desk_.file().admits(rules_, step).error().remedy, "Let a guarantor or mediator sign it");
}

TEST_F(CaseFile_, only_who_was_asked_can_answer) {
    StepBody to_south = filled(K::notice_given);
    to_south.to = {"south"};
    const std::string id = desk_.take("alpha", to_south);
    EXPECT_EQ(desk_.take("north", K::notice_received, id), "case.not_addressed");
    EXPECT_EQ(desk_.take("north", K::reply_given), "case.not_accused");
    EXPECT_EQ(desk_.take("south", K::notice_received, id).substr(0, 1), "s");
    EXPECT_EQ(desk_.take("south", K::notice_received, id).substr(0, 1), "s") << "again: it names its first receipt";
}

TEST_F(CaseFile_, what_it_is_about_must_be_there_and_of_a_fitting_kind) {
    const std::string id = notice();
    EXPECT_EQ(desk_.take("south", K::demand_answered, id), "case.about");
    EXPECT_EQ(desk_.take("south", K::notice_received, "s99"), "case.about");
    const std::string request = desk_.take("alpha", K::information_requested);
    EXPECT_EQ(desk_.vote("alpha", request, Choice::approve), "case.about") << "nobody votes on a request";
    EXPECT_EQ(desk_.vote("alpha", "", Choice::approve), "case.about") << "a sanction's vote names the proposal";
}

TEST_F(CaseFile_, an_entry_is_taken_once_and_only_here_and_in_time) {
    Step step = composed_by("alpha", filled(K::notice_given));
    ASSERT_EQ(offer(step), "admitted");
    Step twice = step;
    twice.id = desk_.file().id();
    EXPECT_EQ(offer(twice), "case.step_twice");
    Step elsewhere = step;
    elsewhere.body.case_id = "s77";
    EXPECT_EQ(offer(elsewhere), "case.other");
    step.recorded_at = hour(1);
    EXPECT_EQ(desk_.file().admits(rules_, step).error().id, "case.clock");
    EXPECT_EQ(desk_.take("alpha", opening()), "case.opening");
    EXPECT_EQ(CaseFile::open(rules_, step).error().id, "case.unopened");
}

TEST_F(CaseFile_, nothing_is_told_of_a_time_to_come) {
    StepBody b = opening();
    b.when = hours(500, 501);
    EXPECT_EQ(CaseFile::open(rules_, {"x", "alpha", "k", hour(110), b}).error().id, "case.future");
    StepBody fact = filled(K::fact_asserted);
    fact.values.clear();
    fact.attribute = "when";
    fact.when = hours(5000, 5001);
    EXPECT_EQ(desk_.take("alpha", fact), "case.future");
}

TEST_F(CaseFile_, people_are_participants) {
    StepBody b = filled(K::notice_given);
    b.to = {"reed-battalion"};
    EXPECT_EQ(desk_.take("alpha", b), "case.addressee");
    b.to = {"alpha"};
    EXPECT_EQ(desk_.take("alpha", b), "case.addressee");
}

TEST_F(CaseFile_, findings_facts_and_values_are_the_profiles) {
    EXPECT_EQ(desk_.find("alpha", "guilty"), "case.finding");
    StepBody b = filled(K::fact_asserted);
    b.attribute = "weather";
    EXPECT_EQ(desk_.take("alpha", b), "case.attribute");
    b.attribute = "target_composition";
    b.values = {"nobody"};
    EXPECT_EQ(desk_.take("alpha", b), "case.value");
    b.attribute = "calibre";
    EXPECT_EQ(desk_.take("alpha", b), "case.value") << "a number";
    b.values = {};
    b.range = std::pair<std::int64_t, std::int64_t>{82, 120};
    EXPECT_EQ(desk_.take("alpha", b).substr(0, 1), "s");
    b.attribute = "act";
    EXPECT_EQ(desk_.take("alpha", b), "case.value");
    b.range.reset();
    b.values = {"mortar"};
    EXPECT_EQ(desk_.take("alpha", b).substr(0, 1), "s");
    b.values = {"rocket"};
    EXPECT_EQ(desk_.take("alpha", b), "case.value");
}

// ---- closing ------------------------------------------------------------------------------------------------

TEST_F(CaseFile_, a_closing_has_seen_everything_that_was_said) {
    const std::string id = notice();
    Step early = composed_by("alpha", filled(K::case_closed));
    EXPECT_EQ(early.body.seen, std::vector<std::string>{id});
    EXPECT_EQ(offer(early), "admitted");
    const std::string reply = desk_.take("south", K::reply_given);
    EXPECT_EQ(offer(early), "case.seen") << "a reply came in between";
    EXPECT_EQ(desk_.file().unnamed(), (std::vector<std::string>{id, reply}));
    StepBody without_reason = filled(K::case_closed);
    without_reason.text.clear();
    EXPECT_EQ(desk_.take("alpha", without_reason), "step.member");
    EXPECT_EQ(desk_.take("alpha", K::case_closed).substr(0, 1), "s");
    EXPECT_EQ(desk_.file().phase(), CaseFile::Phase::closed);
}

TEST_F(CaseFile_, a_reply_comes_too_late_for_nothing) {
    notice();
    desk_.take("alpha", K::case_closed);
    EXPECT_EQ(desk_.take("south", K::reply_given).substr(0, 1), "s");
    EXPECT_EQ(desk_.find("beta", "not-confirmed"), "case.closed");
    EXPECT_EQ(desk_.vote("beta", "s2", Choice::approve), "case.closed");
    EXPECT_EQ(desk_.take("alpha", K::case_closed), "case.closed");
    EXPECT_TRUE(due(desk_.file(), rules_, hour(9'999)).empty());
}

TEST_F(CaseFile_, a_step_written_before_the_case_was_closed_is_signed_anew) {
    Step reply = composed_by("south", filled(K::reply_given));
    desk_.take("alpha", K::case_closed);
    EXPECT_EQ(offer(reply), "case.phase");
    reply.body.phase = desk_.file().phase_step();
    EXPECT_EQ(offer(reply), "admitted");
}

TEST_F(CaseFile_, what_is_new_reopens_a_case) {
    EXPECT_EQ(desk_.take("alpha", K::case_reopened), "case.not_closed");
    desk_.find("alpha", "confirmed");
    desk_.take("alpha", K::case_closed);
    StepBody empty = filled(K::case_reopened);
    empty.evidence.clear();
    EXPECT_EQ(desk_.take("beta", empty), "step.member");
    desk_.take("beta", K::case_reopened);
    EXPECT_EQ(desk_.file().phase(), CaseFile::Phase::open);
    desk_.find("beta", "not-confirmed");
    EXPECT_EQ(desk_.status(), Status::disputed) << "earlier findings still stand";
}

// ---- decisions ----------------------------------------------------------------------------------------------

TEST_F(CaseFile_, a_sanction_is_decided_by_the_rule_and_by_all_votes) {
    const std::string proposal = desk_.take("alpha", K::sanction_proposed);
    EXPECT_EQ(desk_.take("alpha", K::sanction_decided, proposal), "case.undecided");
    for (const char* who : {"alpha", "beta", "gamma"}) desk_.vote(who, proposal, Choice::approve);
    const std::string objection = desk_.vote("late", proposal, Choice::object);
    Step omitting = composed_by("alpha", [&] {
        StepBody b = filled(K::sanction_decided);
        b.about = proposal;
        return b;
    }());
    std::erase(omitting.body.votes, objection);
    EXPECT_EQ(offer(omitting), "case.votes") << "an objection cannot be left out";
    EXPECT_EQ(desk_.take("alpha", K::sanction_decided, proposal), "case.undecided");
    desk_.vote("late", proposal, Choice::approve);
    const std::string decision = desk_.take("alpha", K::sanction_decided, proposal);
    EXPECT_EQ(decision.substr(0, 1), "s");
    EXPECT_EQ(desk_.take("alpha", K::sanction_decided, proposal), "case.settled");
    EXPECT_EQ(desk_.vote("late", proposal, Choice::object), "case.settled") << "too late, and its opinion can be recorded";
    EXPECT_EQ(desk_.take("late", K::opinion_recorded, decision).substr(0, 1), "s");
    EXPECT_EQ(desk_.take("beta", K::sanction_applied, decision).substr(0, 1), "s");
    EXPECT_EQ(desk_.take("beta", K::sanction_lifted, decision).substr(0, 1), "s") << "the profile has no rule for lifting";
}

TEST_F(CaseFile_, only_members_vote_and_only_where_there_is_a_rule) {
    const std::string proposal = desk_.take("alpha", K::sanction_proposed);
    EXPECT_EQ(desk_.vote("office", proposal, Choice::approve), "case.not_member") << "a liaison has no vote";
    EXPECT_EQ(desk_.vote("alpha", "", Choice::approve, "case.closed"), "case.no_rule");
    Profile silent = profile();
    std::erase_if(silent.decisions, [](const Decision& one) { return one.id == "sanction.decided"; });
    const CaseRules none = rules(silent);
    Desk other(none);
    const std::string there = other.take("alpha", K::sanction_proposed);
    EXPECT_EQ(other.take("alpha", K::sanction_decided, there), "case.no_rule");
}

TEST_F(CaseFile_, any_one_may_call_the_next_level_and_says_so_by_calling_it) {
    const std::string first = desk_.take("beta", K::case_escalated);
    EXPECT_EQ(first.substr(0, 1), "s");
    EXPECT_EQ(desk_.take("beta", K::case_escalated), "case.settled");
    EXPECT_EQ(desk_.take("beta", K::case_escalated, first).substr(0, 1), "s") << "from there it can go further up";
}

TEST_F(CaseFile_, a_period_for_objecting_turns_silence_into_consent_when_it_has_passed) {
    Profile p = profile();
    p.decisions[0].rule = DecisionRule::consensus;
    p.deadlines.push_back({"silence", "sanction.proposed", 24 * hour_us, "article 4"});
    const CaseRules changed = rules(p);
    Desk desk(changed);
    const std::string proposal = desk.take("alpha", K::sanction_proposed);
    desk.vote("alpha", proposal, Choice::approve);
    EXPECT_EQ(desk.take("alpha", K::sanction_decided, proposal), "case.undecided");
    desk.wait_until(hour(200));
    EXPECT_EQ(desk.take("alpha", K::sanction_decided, proposal).substr(0, 1), "s");
}

// ---- on behalf of others ------------------------------------------------------------------------------------

TEST_F(CaseFile_, a_reply_filed_for_a_party_without_a_line_is_received_until_it_confirms) {
    StepBody b = filled(K::reply_given);
    b.relay = Relay{"south", "by telephone", ""};
    EXPECT_EQ(desk_.take("forum", b), "case.no_relay");
    const std::string id = desk_.take("office", b);
    ASSERT_EQ(id.substr(0, 1), "s");
    EXPECT_EQ(desk_.file().find(id)->speaker(), "south");
    EXPECT_FALSE(desk_.file().confirmed(*desk_.file().find(id)));
    EXPECT_EQ(desk_.take("north", K::step_confirmed, id), "case.not_speaker");
    desk_.take("south", K::step_confirmed, id);
    EXPECT_TRUE(desk_.file().confirmed(*desk_.file().find(id)));
    EXPECT_EQ(desk_.take("south", K::step_confirmed, id), "case.settled");
}

TEST_F(CaseFile_, nobody_signs_anothers_finding_or_vote) {
    for (const K kind : {K::finding_signed, K::finding_declined, K::fact_asserted, K::case_closed, K::demand_made}) {
        StepBody b = filled(kind);
        b.relay = Relay{"beta", "by telephone", ""};
        EXPECT_EQ(desk_.take("office", b), "case.no_relay") << row_of(kind).name;
    }
    StepBody b = filled(K::reply_given);
    b.relay = Relay{"north", "letter", ""};
    EXPECT_EQ(desk_.take("office", b), "case.not_accused") << "it is as if north had said it";
}

// ---- what is due --------------------------------------------------------------------------------------------

TEST_F(CaseFile_, what_is_due_has_a_date_only_where_the_profile_has_one) {
    StepBody ask = filled(K::information_requested);
    ask.to = {"south"};
    const std::string request = desk_.take("alpha", ask);
    StepBody tell = filled(K::notice_given);
    tell.to = {"south"};
    const std::string note = desk_.take("beta", tell);
    const Instant since = desk_.file().find(request)->recorded_at;
    const auto all = due(desk_.file(), rules_, hour(130));
    ASSERT_EQ(all.size(), 6U) << "four findings, information, a receipt";
    EXPECT_EQ(all[0].what, K::finding_signed);
    EXPECT_EQ(all[4], (Due{"south", K::information_given, "alpha", request, since, Instant{since.us + 48 * hour_us}, "article 3", false}));
    EXPECT_EQ(all[5].what, K::notice_received);
    EXPECT_FALSE(all[5].by) << "no instrument sets one";
    EXPECT_TRUE(due(desk_.file(), rules_, Instant{since.us + 48 * hour_us})[4].overdue) << "at the date itself";
    desk_.take("south", K::information_given, request);
    desk_.take("beta", K::finding_declined);
    EXPECT_EQ(due(desk_.file(), rules_, hour(200)).size(), 4U) << "who takes no part owes no finding";
}

TEST_F(CaseFile_, no_answer_is_a_finding_only_after_a_date_that_an_instrument_set) {
    EXPECT_EQ(desk_.find("alpha", "no-answer"), "case.no_deadline");
    StepBody ask = filled(K::information_requested);
    ask.to = {"south"};
    const std::string request = desk_.take("alpha", ask);
    EXPECT_EQ(desk_.find("alpha", "no-answer"), "case.not_overdue");
    desk_.wait_until(hour(300));
    EXPECT_EQ(desk_.find("alpha", "no-answer").substr(0, 1), "s");
    EXPECT_EQ(desk_.status(), Status::open) << "it says nothing about what happened";
    desk_.take("south", K::information_given, request);
    EXPECT_EQ(desk_.find("beta", "no-answer"), "case.no_deadline") << "there is an answer now";
}

TEST_F(CaseFile_, a_party_is_named_so_long_after_its_receipt_and_not_before) {
    EXPECT_FALSE(named_from(desk_.file(), rules_, "south"));
    const std::string id = notice();
    EXPECT_FALSE(named_from(desk_.file(), rules_, "south"));
    StepBody relayed = filled(K::notice_received);
    relayed.about = id;
    relayed.relay = Relay{"south", "by telephone", ""};
    const std::string received = desk_.take("office", relayed);
    EXPECT_FALSE(named_from(desk_.file(), rules_, "south")) << "nobody's statement until it is confirmed";
    desk_.take("south", K::step_confirmed, received);
    EXPECT_EQ(named_from(desk_.file(), rules_, "south"), Instant{desk_.file().find(received)->recorded_at.us + 72 * hour_us});
    EXPECT_FALSE(named_from(desk_.file(), rules_, "north")) << "not accused";
}

TEST_F(CaseFile_, a_responsible_guarantors_receipt_will_do) {
    StepBody tell = filled(K::notice_given);
    tell.to = {"beta"};
    const std::string id = desk_.take("alpha", tell);
    const std::string received = desk_.take("beta", K::notice_received, id);
    EXPECT_EQ(named_from(desk_.file(), rules_, "south"), Instant{desk_.file().find(received)->recorded_at.us + 72 * hour_us});
}

}  // namespace
}  // namespace truce
