#include "truce/talks/talks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "truce/talks/commitment.hpp"
#include "truce/talks/document.hpp"
#include "truce/talks/invented_talks.hpp"
#include "truce/talks/round.hpp"

namespace truce {
namespace {

using namespace invented_talks;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using K = TalkKind;

class TalksTest : public ::testing::Test {
protected:
    const TalkRules rules_ = rules();
    Table table_{rules_};

    std::string take(const std::string& who, K kind, const std::string& subject = "") { return table_.take(who, kind, subject); }
    std::string take(const std::string& who, TalkBody b) { return table_.take(who, std::move(b)); }
    std::string answer(const std::string& who, const std::string& proposal, Choice choice) {
        TalkBody b = about(K::round_answered, proposal);
        b.choice = choice;
        return take(who, b);
    }
    RoundView round(const std::string& id) const { return round_of(table_.talks(), rules_, *table_.talks().find(id), table_.now()); }
    std::vector<std::string> missing(const std::string& id) const {
        std::vector<std::string> out;
        for (const Missing& one : missing_of(round(id), rules_, table_.now())) out.emplace_back(name_of(one.what));
        return out;
    }
    DocumentView document(const std::string& id) const { return document_of(table_.talks(), *table_.talks().find(id), table_.now()); }
    static bool is_id(const std::string& word) { return word.starts_with("s"); }
};

// ---- rounds ---------------------------------------------------------------------------------------------------

TEST_F(TalksTest, any_guarantor_calls_a_round_and_nobody_else_does) {
    EXPECT_EQ(take("north", K::round_called), "talks.role");
    EXPECT_TRUE(is_id(take("beta", K::round_called)));
    TalkBody empty = filled(K::round_called);
    empty.seats.clear();
    EXPECT_EQ(take("alpha", empty), "talks.no_format");
    TalkBody unknown = filled(K::round_called);
    unknown.seats[0].role = "king";
    EXPECT_EQ(take("alpha", unknown), "talks.unknown");
    EXPECT_EQ(take("stranger", K::round_called), "talks.not_participant");
    EXPECT_EQ(take("former", K::round_called), "talks.no_role");
}

TEST_F(TalksTest, date_and_place_need_every_guarantor_and_a_refused_date_stays_in_the_record) {
    const std::string round_id = take("alpha", K::round_called);
    const std::string first = take("alpha", K::round_proposed, round_id);
    EXPECT_EQ(take("alpha", K::round_set, first), "talks.undecided");
    EXPECT_THAT(table_.last().what, HasSubstr("has not said anything"));
    ASSERT_TRUE(is_id(answer("beta", first, Choice::object)));
    ASSERT_TRUE(is_id(answer("gamma", first, Choice::approve)));
    ASSERT_TRUE(is_id(answer("late", first, Choice::approve)));
    EXPECT_EQ(take("alpha", K::round_set, first), "talks.undecided");
    EXPECT_EQ(answer("north", first, Choice::approve), "talks.role");
    EXPECT_THAT(round(round_id).proposals.at(0).object, ElementsAre("beta"));

    TalkBody later = about(K::round_proposed, round_id);
    later.when = hours(400, 420);
    later.place = "the lighthouse";
    later.host = "Harbour Authority";
    const std::string second = take("beta", later);
    for (const char* who : {"alpha", "gamma", "late"}) ASSERT_TRUE(is_id(answer(who, second, Choice::approve))) << who;
    TalkBody elsewhere = about(K::round_set, second);
    elsewhere.when = hours(400, 420);
    elsewhere.place = "another lighthouse";
    EXPECT_EQ(take("gamma", elsewhere), "talks.date");
    TalkBody blind = about(K::round_set, second);
    blind.answers = {"s1"};
    EXPECT_EQ(take("gamma", blind), "talks.votes");
    ASSERT_TRUE(is_id(take("gamma", K::round_set, second)));
    const RoundView now = round(round_id);
    EXPECT_EQ(now.phase, RoundPhase::set);
    EXPECT_EQ(now.when, hours(400, 420));
    EXPECT_EQ(now.host, "Harbour Authority");
    ASSERT_EQ(now.proposals.size(), 2U);
    EXPECT_FALSE(now.proposals[0].agreed);
    EXPECT_TRUE(now.proposals[1].agreed);
}

TEST_F(TalksTest, a_round_takes_the_format_of_another_and_a_moved_one_counts_its_changes) {
    const std::string first = take("alpha", K::round_called);
    TalkBody second = body(K::round_called);
    second.title = "second";
    second.like = first;
    const std::string id = take("beta", second);
    EXPECT_EQ(round(id).seats, round(first).seats);
    std::string last;
    for (int i = 0; i < 2; ++i) {
        const std::string proposal = take("alpha", K::round_proposed, id);
        for (const char* who : {"beta", "gamma", "late"}) answer(who, proposal, Choice::approve);
        last = take("alpha", K::round_set, proposal);
        ASSERT_TRUE(is_id(last));
    }
    EXPECT_EQ(round(id).sequence, 1);
    ASSERT_TRUE(is_id(take("alpha", K::round_cancelled, id)));
    EXPECT_EQ(round(id).phase, RoundPhase::cancelled);
    EXPECT_EQ(round(id).sequence, 2);
    EXPECT_EQ(take("alpha", K::invitation_sent, id), "talks.over");
    EXPECT_THAT(missing(id), IsEmpty());
}

// ---- delegations ----------------------------------------------------------------------------------------------

TEST_F(TalksTest, who_may_be_invited_follows_from_the_format_and_from_what_was_signed) {
    const std::string id = take("alpha", K::round_called);
    TalkBody invite = about(K::invitation_sent, id);
    invite.role = "party";
    invite.to = {"south"};
    EXPECT_TRUE(is_id(take("alpha", invite)));
    EXPECT_EQ(take("beta", invite), "talks.invited_twice");
    invite.to = {"forum"};
    EXPECT_EQ(take("alpha", invite), "talks.not_eligible");
    invite.to = {"late"};
    EXPECT_TRUE(is_id(take("alpha", invite))) << "that it signed is disputed, not denied";
    invite.role = "observer";
    invite.to = {"forum"};
    EXPECT_EQ(take("alpha", invite), "talks.format");
    invite.to = {"isles"};
    const std::string isles = take("alpha", invite);
    ASSERT_TRUE(is_id(isles));
    EXPECT_EQ(round(id).invited.front().who == "isles" ? round(id).invited.front().level : round(id).invited.back().level, "ambassador");
}

TEST_F(TalksTest, readiness_says_what_is_missing_from_whom_since_when) {
    const std::string id = take("alpha", K::round_called);
    EXPECT_THAT(missing(id), ElementsAre("date", "invitation", "invitation", "invitation", "invitation", "agenda", "sessions"));
    const std::string invitation = take("office", K::invitation_sent, id);
    EXPECT_EQ(take("south", K::invitation_answered, invitation), "talks.not_invited");
    EXPECT_EQ(take("north", K::delegation_listed, invitation), "talks.not_accepted");
    TalkBody yes = about(K::invitation_answered, invitation);
    yes.choice = Choice::approve;
    yes.level = "deputy";
    yes.reservation = "only on the first day";
    ASSERT_TRUE(is_id(take("north", yes)));
    const auto list_missing = missing_of(round(id), rules_, table_.now());
    const auto found = std::ranges::find(list_missing, Missing::What::list, &Missing::what);
    ASSERT_NE(found, list_missing.end());
    EXPECT_THAT(found->from, ElementsAre("north"));
    EXPECT_EQ(found->since, table_.talks().steps().back().recorded_at);

    TalkBody headless = about(K::delegation_listed, invitation);
    headless.people = {{"B. Example", "adviser", false}};
    const std::string first = take("north", headless);
    EXPECT_EQ(take("alpha", K::delegation_accredited, first), "talks.incomplete");
    ASSERT_TRUE(is_id(take("alpha", K::delegation_questioned, first)));
    const std::string second = take("north", K::delegation_listed, invitation);
    ASSERT_TRUE(is_id(second));
    EXPECT_EQ(table_.talks().find(second)->body.replaces, first);
    EXPECT_EQ(take("north", K::delegation_accredited, second), "talks.role");
    ASSERT_TRUE(is_id(take("alpha", K::delegation_accredited, second)));
    EXPECT_THAT(round(id).invited.front().accredited_by, ElementsAre("alpha"));
    EXPECT_NE(table_.talks().find(first), nullptr) << "the first list stays";
    ASSERT_TRUE(is_id(take("north", K::delegation_withdrawn, invitation)));
    EXPECT_EQ(round(id).invited.front().withdrawn, "in words");
}

TEST_F(TalksTest, an_answer_is_overdue_only_by_a_deadline_of_the_profile) {
    const std::string id = take("alpha", K::round_called);
    ASSERT_TRUE(is_id(take("alpha", K::invitation_sent, id)));
    table_.wait_until(hour(111 + 30));
    const auto all = missing_of(round(id), rules_, table_.now());
    const auto answer_missing = std::ranges::find(all, Missing::What::answer, &Missing::what);
    ASSERT_NE(answer_missing, all.end());
    EXPECT_TRUE(answer_missing->overdue);
}

TEST_F(TalksTest, who_had_a_voice_and_who_was_never_invited_stand_side_by_side) {
    const std::string id = take("alpha", K::round_called);
    const std::string invitation = take("alpha", K::invitation_sent, id);
    ASSERT_TRUE(is_id(take("north", K::invitation_answered, invitation)));
    const auto all = representation_of(table_.talks(), rules_, {"party"}, table_.now());
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].who, "north");
    EXPECT_TRUE(all[0].voice);
    EXPECT_EQ(all[1].who, "south");
    EXPECT_FALSE(all[1].voice);
    EXPECT_THAT(all[1].rounds, IsEmpty());
}

// ---- sessions -------------------------------------------------------------------------------------------------

TEST_F(TalksTest, a_closed_session_is_for_its_members_and_what_belongs_to_it_too) {
    const std::string id = take("alpha", K::round_called);
    TalkBody plan = filled(K::session_planned);
    plan.about = id;
    plan.access = SessionAccess::closed;
    plan.audience = TalkAudience::session;
    const std::string session = take("alpha", plan);
    ASSERT_TRUE(is_id(session)) << table_.last().text();
    const std::string minutes = take("north", K::minutes_filed, session);
    ASSERT_TRUE(is_id(minutes)) << table_.last().text();
    EXPECT_EQ(table_.talks().find(minutes)->body.audience, TalkAudience::session);
    EXPECT_EQ(take("beta", K::minutes_dissented, minutes), "talks.not_in_session");
    TalkBody leak = filled(K::minutes_filed);
    leak.about = session;
    leak.replaces = minutes;
    leak.audience = TalkAudience::public_;
    Talk open{"x", "north", "north/key", table_.now(), leak};
    open.body.round = id;
    EXPECT_EQ(table_.talks().admits(rules_, open).error().id, "talks.session");
    EXPECT_EQ(take("alpha", K::communique_issued, session), "talks.session") << "its header would name the session to everybody";
    EXPECT_TRUE(is_id(take("alpha", K::communique_issued, id))) << table_.last().text();

    TalkBody draft = filled(K::document_tabled);
    draft.about = session;
    const std::string tabled = take("north", draft);
    ASSERT_TRUE(is_id(tabled)) << table_.last().text();
    EXPECT_EQ(table_.talks().find(tabled)->body.session, session);

    for (const auto& [viewer, sees] :
         std::vector<std::pair<std::string, bool>>{{"alpha", true}, {"north", true}, {"beta", false}, {"", false}, {"south", false}}) {
        const Talks seen = seen_by(table_.talks(), rules_, viewer, table_.now());
        for (const std::string& secret : {session, minutes, tabled})
            EXPECT_EQ(seen.find(secret) != nullptr, sees) << viewer << " " << secret;
        EXPECT_NE(seen.find(id), nullptr) << "that the round was called is public";
    }
    // A member who is left out of a later plan does not see the session any more; one who is added does.
    plan.about = session;
    plan.members = {"alpha", "beta"};
    ASSERT_TRUE(is_id(take("alpha", plan)));
    EXPECT_NE(seen_by(table_.talks(), rules_, "beta", table_.now()).find(session), nullptr);
    EXPECT_EQ(seen_by(table_.talks(), rules_, "south", table_.now()).find(session), nullptr);
    plan.about = session;
    EXPECT_EQ(take("alpha", plan), "talks.moved");
}

TEST_F(TalksTest, people_on_a_list_are_named_to_their_sender_and_to_those_who_accredit) {
    const std::string id = take("alpha", K::round_called);
    const std::string invitation = take("alpha", K::invitation_sent, id);
    take("north", K::invitation_answered, invitation);
    const std::string list = take("north", K::delegation_listed, invitation);
    ASSERT_TRUE(is_id(list));
    const auto name_for = [&](const std::string& viewer) {
        const Talks seen = seen_by(table_.talks(), rules_, viewer, table_.now());
        const Talk* step = seen.find(list);
        return step == nullptr ? std::string("nothing") : step->body.people.front().name;
    };
    EXPECT_EQ(name_for("north"), "A. Example");
    EXPECT_EQ(name_for("beta"), "A. Example");
    EXPECT_EQ(name_for("south"), sealed_name);
    EXPECT_EQ(name_for(""), "nothing");
}

// ---- documents ------------------------------------------------------------------------------------------------

TEST_F(TalksTest, a_refused_draft_stays_a_draft_and_the_guarantors_sign_it_alone_as_a_joint_statement) {
    const std::string id = take("alpha", K::round_called);
    const std::string tabled = take("alpha", K::document_tabled, id);
    TalkBody amended = about(K::document_amended, tabled);
    amended.clauses = clauses("Fire ceases at noon.");
    amended.languages = {"en"};
    const std::string second = take("office", amended);
    ASSERT_TRUE(is_id(second)) << table_.last().text();
    TalkBody no = about(K::position_taken, second);
    no.stance = Stance::refuses;
    ASSERT_TRUE(is_id(take("north", no)));
    EXPECT_EQ(document(tabled).status, DocumentStatus::draft);
    EXPECT_THAT(document(tabled).refused_by, ElementsAre("north"));
    TalkBody open = filled(K::document_opened);
    open.about = second;
    open.signatories = {"alpha", "north"};
    EXPECT_EQ(take("alpha", open), "talks.refused");
    open.signatories = {"alpha", "beta", "gamma"};
    const std::string opening = take("alpha", open);
    ASSERT_TRUE(is_id(opening));
    EXPECT_EQ(document(tabled).status, DocumentStatus::open_for_signature);
    EXPECT_EQ(take("north", K::document_signed, opening), "talks.not_signatory");
    TalkBody other = about(K::document_signed, opening);
    other.digest = std::string(64, 'a');
    EXPECT_EQ(take("alpha", other), "talks.digest");
    for (const char* who : {"alpha", "beta"}) ASSERT_TRUE(is_id(take(who, K::document_signed, opening))) << who;
    EXPECT_EQ(document(tabled).status, DocumentStatus::open_for_signature);
    ASSERT_TRUE(is_id(take("gamma", K::document_signed, opening)));
    EXPECT_EQ(document(tabled).status, DocumentStatus::in_force);
    EXPECT_EQ(document(tabled).character, Character::joint_statement);
    EXPECT_THAT(document(tabled).refused_by, ElementsAre("north")) << "a refusal is not overwritten by others' signatures";
    EXPECT_THAT(document(tabled).signatures.at(0).signed_by, ElementsAre("alpha", "beta", "gamma"));
}

TEST_F(TalksTest, a_document_lapses_unless_it_is_extended) {
    const std::string tabled = take("alpha", K::document_tabled);
    ASSERT_TRUE(is_id(tabled)) << table_.last().text();
    TalkBody open = filled(K::document_opened);
    open.about = tabled;
    open.signatories = {"alpha"};
    open.when = hours(120, 140);
    const std::string opening = take("alpha", open);
    TalkBody extend = about(K::document_extended, opening);
    extend.when = hours(140, 160);
    EXPECT_EQ(take("alpha", extend), "talks.not_in_force");
    ASSERT_TRUE(is_id(take("alpha", K::document_signed, opening)));
    const auto at = [&](std::int64_t h) { return document_of(table_.talks(), *table_.talks().find(tabled), hour(h)).status; };
    EXPECT_EQ(at(119), DocumentStatus::signed_);
    EXPECT_EQ(at(139), DocumentStatus::in_force);
    EXPECT_EQ(at(141), DocumentStatus::lapsed);
    ASSERT_TRUE(is_id(take("beta", extend)));
    EXPECT_EQ(at(141), DocumentStatus::in_force);
    EXPECT_EQ(at(161), DocumentStatus::lapsed);
}

TEST(Comparing, names_each_clause_that_changed_and_the_language_that_did_not) {
    TalkBody a = filled(K::document_tabled);
    a.languages = {"en", "fr"};
    a.clauses = {
        {"c1", {{"en", "one"}, {"fr", "un"}}}, {"c2", {{"en", "two"}, {"fr", "deux"}}}, {"c3", {{"en", "three"}, {"fr", "trois"}}}};
    TalkBody b = a;
    b.clauses = {{"c3", {{"en", "three"}, {"fr", "trois"}}},
                 {"c1", {{"en", "one and a half"}, {"fr", "un"}}},
                 {"c4", {{"en", "four"}, {"fr", "quatre"}}}};
    const auto changes = compare_versions(a, b);
    std::map<std::string, ClauseChange> by;
    for (const ClauseChange& one : changes) by[one.id] = one;
    EXPECT_EQ(by.at("c1").kind, ClauseChange::Kind::changed);
    EXPECT_THAT(by.at("c1").changed_in, ElementsAre("en"));
    EXPECT_THAT(by.at("c1").same_in, ElementsAre("fr"));
    EXPECT_EQ(by.at("c2").kind, ClauseChange::Kind::removed);
    EXPECT_EQ(by.at("c3").kind, ClauseChange::Kind::same);
    EXPECT_TRUE(by.at("c3").moved);
    EXPECT_EQ(by.at("c4").kind, ClauseChange::Kind::added);
    for (const ClauseChange& one : compare_versions(a, a)) EXPECT_EQ(one.kind, ClauseChange::Kind::same);
    EXPECT_NE(version_digest(a), version_digest(b));
}

TEST(Comparing, words_that_both_have_are_kept_together) {
    const auto runs = compare_words("the road is open from noon", "the road is closed from noon on");
    EXPECT_EQ(runs, (std::vector<WordRun>{{WordRun::In::both, "the road is"},
                                          {WordRun::In::from, "open"},
                                          {WordRun::In::to, "closed"},
                                          {WordRun::In::both, "from noon"},
                                          {WordRun::In::to, "on"}}));
    EXPECT_THAT(compare_words("", ""), IsEmpty());
}

// ---- commitments ----------------------------------------------------------------------------------------------

TEST_F(TalksTest, the_same_obligation_has_a_date_for_each_and_what_became_of_it_stands_side_by_side) {
    TalkBody owed = filled(K::commitment_recorded);
    EXPECT_EQ(take("alpha", owed), "talks.no_source");
    owed.source = "the joint statement, article 2";
    owed.to = {"gamma"};
    const std::string id = take("alpha", owed);
    ASSERT_TRUE(is_id(id));
    const auto state = [&](std::int64_t h, const std::string& who) {
        for (const CommitmentView& one : commitments_of(table_.talks(), hour(h))) {
            if (one.debtor == who) return one.state;
        }
        return CommitmentState::disputed;
    };
    EXPECT_EQ(state(199, "alpha"), CommitmentState::due);
    EXPECT_EQ(state(200, "alpha"), CommitmentState::overdue);
    EXPECT_EQ(state(200, "beta"), CommitmentState::undated);
    EXPECT_EQ(take("gamma", K::commitment_reported, id), "talks.not_debtor");
    ASSERT_TRUE(is_id(take("alpha", K::commitment_reported, id)));
    EXPECT_EQ(state(250, "alpha"), CommitmentState::said_fulfilled);
    TalkBody not_done = filled(K::commitment_assessed);
    not_done.about = id;
    not_done.outcome = Fulfilment::not_fulfilled;
    const std::string word = take("gamma", not_done);
    ASSERT_TRUE(is_id(word));
    EXPECT_EQ(state(250, "alpha"), CommitmentState::contested);
    not_done.outcome = Fulfilment::fulfilled;
    not_done.replaces = "s1";
    EXPECT_EQ(take("gamma", not_done), "talks.replaces");
    not_done.replaces.clear();
    ASSERT_TRUE(is_id(take("gamma", not_done)));
    EXPECT_EQ(state(250, "alpha"), CommitmentState::fulfilled);
    EXPECT_NE(table_.talks().find(word), nullptr) << "the first word stays";
}

// ---- reports --------------------------------------------------------------------------------------------------

TEST_F(TalksTest, what_is_reported_is_marked_and_needs_no_vote_of_those_it_is_reported_of) {
    TalkBody call = filled(K::round_called);
    call.reported = Reported{{"beta"}, hours(50, 74), "an agency, 3 March"};
    const std::string id = take("alpha", call);
    ASSERT_TRUE(is_id(id)) << table_.last().text();
    EXPECT_EQ(round(id).called_by, "beta");
    EXPECT_TRUE(round(id).reported);
    EXPECT_EQ(round(id).called_at, hour(50));
    TalkBody date = filled(K::round_proposed);
    date.about = id;
    date.reported = Reported{{}, std::nullopt, "an agency, 4 March"};
    const std::string proposal = take("alpha", date);
    TalkBody set = body(K::round_set);
    set.about = proposal;
    set.reported = date.reported;
    EXPECT_TRUE(is_id(take("alpha", set))) << table_.last().text();
    EXPECT_EQ(take("north",
                   [&] {
                       TalkBody b = filled(K::commitment_recorded);
                       b.reported = Reported{{"south"}, std::nullopt, "hearsay"};
                       return b;
                   }()),
              "talks.no_report");
    TalkBody nobody = filled(K::position_taken);
    nobody.about = take("alpha", K::document_tabled, id);
    nobody.reported = Reported{{}, std::nullopt, "an agency"};
    EXPECT_EQ(take("alpha", nobody), "talks.speaker");
    nobody.reported = Reported{{"south"}, hours(900, 901), "an agency"};
    EXPECT_EQ(take("alpha", nobody), "talks.future");
}

TEST_F(TalksTest, nothing_is_taken_twice_and_nothing_goes_back_in_time) {
    const std::string id = take("alpha", K::round_called);
    const Talk again = *table_.talks().find(id);
    EXPECT_EQ(table_.talks().admits(rules_, again).error().id, "talks.step_twice");
    Talk early = table_.step("alpha", filled(K::round_called));
    early.recorded_at = hour(1);
    EXPECT_EQ(table_.talks().admits(rules_, early).error().id, "talks.clock");
    EXPECT_EQ(take("alpha", K::round_proposed, "nothing"), "talks.about");
    TalkBody elsewhere = filled(K::round_proposed);
    elsewhere.about = id;
    elsewhere.round = "another";
    EXPECT_EQ(take("alpha", elsewhere), "talks.round");
}

}  // namespace
}  // namespace truce
