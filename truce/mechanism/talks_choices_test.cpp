#include "truce/mechanism/talks_choices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "truce/talks/invented_talks.hpp"

namespace truce {
namespace {

using namespace invented_talks;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using K = TalkKind;

class TalksChoices : public ::testing::Test {
protected:
    const TalkRules rules_ = rules();
    Table table_{rules_};

    Talks seen(const std::string& who) const { return seen_by(table_.talks(), rules_, who, table_.now()); }
    TalkChoice choice(const std::string& who, K kind) const {
        for (TalkChoice& one : talk_choices(seen(who), rules_, who, table_.now())) {
            if (one.kind == kind) return one;
        }
        return {kind, {"not offered"}, {}};
    }
    std::string answer(const std::string& who, const std::string& proposal, Choice word) {
        TalkBody b = about(K::round_answered, proposal);
        b.choice = word;
        return table_.take(who, b);
    }
};

TEST_F(TalksChoices, whoever_may_call_is_offered_to_call_and_nobody_else) {
    EXPECT_THAT(choice("alpha", K::round_called).about, IsEmpty());
    EXPECT_THAT(choice("north", K::round_called).about, ElementsAre("not offered"));
    EXPECT_THAT(talk_choices(seen(""), rules_, "", table_.now()), IsEmpty());
    EXPECT_THAT(talk_choices(seen("stranger"), rules_, "stranger", table_.now()), IsEmpty());
}

TEST_F(TalksChoices, a_date_awaits_those_who_have_not_answered_and_then_the_one_who_records_it) {
    const std::string round = table_.take("alpha", K::round_called);
    const std::string proposal = table_.take("alpha", K::round_proposed, round);
    EXPECT_THAT(choice("beta", K::round_answered).awaits, ElementsAre(proposal));
    EXPECT_THAT(choice("alpha", K::round_answered).awaits, IsEmpty()) << "its own proposal";
    EXPECT_THAT(choice("north", K::round_answered).about, ElementsAre("not offered")) << "a party has no vote on the date";
    EXPECT_THAT(choice("alpha", K::round_set).awaits, IsEmpty());
    answer("beta", proposal, Choice::approve);
    answer("gamma", proposal, Choice::approve);
    EXPECT_THAT(choice("alpha", K::round_set).awaits, IsEmpty()) << "one guarantor has not said anything";
    answer("late", proposal, Choice::approve);
    EXPECT_THAT(choice("beta", K::round_answered).awaits, IsEmpty());
    EXPECT_THAT(choice("beta", K::round_answered).about, ElementsAre(proposal)) << "a mind can be changed";
    EXPECT_THAT(choice("alpha", K::round_set).awaits, ElementsAre(proposal));
}

TEST_F(TalksChoices, a_list_awaits_its_sender_once_it_comes_and_then_those_who_accredit) {
    const std::string round = table_.take("alpha", K::round_called);
    const std::string invitation = table_.take("alpha", K::invitation_sent, round);
    EXPECT_THAT(choice("north", K::delegation_listed).about, ElementsAre("not offered")) << "it has not accepted";
    table_.take("north", K::invitation_answered, invitation);
    EXPECT_THAT(choice("north", K::delegation_listed).awaits, ElementsAre(invitation));
    EXPECT_THAT(choice("south", K::delegation_listed).about, ElementsAre("not offered"));
    const std::string list = table_.take("north", K::delegation_listed, invitation);
    EXPECT_THAT(choice("beta", K::delegation_accredited).awaits, ElementsAre(list));
    EXPECT_THAT(choice("north", K::delegation_accredited).about, ElementsAre("not offered"));
}

TEST_F(TalksChoices, nothing_of_a_closed_session_is_offered_to_others) {
    const std::string round = table_.take("alpha", K::round_called);
    TalkBody plan = filled(K::session_planned);
    plan.about = round;
    plan.access = SessionAccess::closed;
    plan.audience = TalkAudience::session;
    plan.members = {"alpha", "north"};
    const std::string session = table_.take("alpha", plan);
    EXPECT_THAT(choice("north", K::minutes_filed).awaits, ElementsAre(session));
    for (const std::string who : {"beta", "south"}) {
        for (const TalkChoice& one : talk_choices(seen(who), rules_, who, table_.now()))
            EXPECT_EQ(std::ranges::count(one.about, session), 0) << who << " " << row_of(one.kind).name;
    }
}

/// Whatever is offered is not refused for who takes it, what it is about, or when: only for what its words say.
TEST_F(TalksChoices, what_is_offered_can_be_taken) {
    const std::string round = table_.take("alpha", K::round_called);
    const std::string proposal = table_.take("alpha", K::round_proposed, round);
    answer("beta", proposal, Choice::approve);
    answer("gamma", proposal, Choice::approve);
    const std::string invitation = table_.take("alpha", K::invitation_sent, round);
    table_.take("north", K::invitation_answered, invitation);
    table_.take("north", K::delegation_listed, invitation);
    const std::string document = table_.take("alpha", K::document_tabled, round);
    const std::string opening = table_.take("alpha", K::document_opened, document);
    table_.take("alpha", K::document_signed, opening);
    table_.take("alpha", K::commitment_recorded, document);
    const std::set<std::string> wrong{"talks.role",       "talks.no_role",    "talks.about",        "talks.over",    "talks.not_invited",
                                      "talks.not_sender", "talks.own_list",   "talks.not_tabler",   "talks.session", "talks.not_in_session",
                                      "talks.not_debtor", "talks.not_member", "talks.not_accepted", "talks.round",   "talks.not_signatory"};
    std::size_t tried = 0;
    for (const std::string who : {"alpha", "beta", "north", "south"}) {
        for (const TalkChoice& one : talk_choices(seen(who), rules_, who, table_.now())) {
            for (const std::string& subject : one.about) {
                Table copy = table_;
                TalkBody b = filled(one.kind);
                b.about = subject;
                const std::string done = copy.take(who, b);
                EXPECT_FALSE(wrong.contains(done)) << who << " " << row_of(one.kind).name << " about " << subject << ": " << done;
                ++tried;
            }
        }
    }
    EXPECT_GT(tried, 20U);
}

}  // namespace
}  // namespace truce
