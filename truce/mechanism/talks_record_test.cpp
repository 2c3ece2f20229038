#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/mechanism/talks_composing.hpp"
#include "truce/mechanism/talks_parts.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/record/kinds.hpp"

namespace truce {
namespace {

class TalksRecordTest : public testing::CaseTest {
protected:
    static TalkBody call() {
        TalkBody b;
        b.kind = TalkKind::round_called;
        b.audience = TalkAudience::public_;
        b.title = "a round";
        b.seats = {{"aldmere", "", "guarantor", "", {}, ""}, {"northern-council", "", "party", "", {}, ""}};
        return b;
    }
    static TalkBody about(TalkKind kind, std::string id) {
        TalkBody b;
        b.kind = kind;
        b.about = std::move(id);
        return b;
    }
    /// Composes, signs and submits; the id of the entry, or of the refusal.
    std::string say(Mechanism& mechanism, const std::string& institution, TalkBody step) {
        clock_.set({clock_.now().us + 60'000'000});
        const NoteSigner signer = key(institution);
        const auto desk = desk_at_log(mechanism.db(), signer.public_key());
        if (!desk) return desk.error().id;
        TalkRequest request;
        request.step = std::move(step);
        auto composed = compose_talk(*desk, signer.public_key(), std::move(request), clock_.now(), *random_);
        if (!composed) return composed.error().id;
        const auto done = mechanism.submit(*sign_talk(std::move(*composed), signer));
        return done ? done->receipt.id : done.error().id;
    }
};

TEST(TalkKinds, stand_in_the_records_table_of_kinds_as_the_talks_say_they_are) {
    for (const TalkRow& row : talk_rows()) {
        const Kind* kind = find_kind(row.name);
        ASSERT_NE(kind, nullptr) << row.name;
        EXPECT_EQ(kind->form == EntryForm::open, row.open) << row.name;
        EXPECT_EQ(kind->order == Order::commutes, commutes(row.kind)) << row.name;
        EXPECT_EQ(kind->erasure == Erasure::allowed, row.kind == TalkKind::delegation_listed) << row.name;
        EXPECT_EQ(kind->says, row.says) << row.name;
    }
}

TEST_F(TalksRecordTest, parts_say_what_the_step_says_and_no_part_says_more_than_its_audience_may_know) {
    const Body open = talk_parts(call(), *random_).value();
    ASSERT_EQ(open.size(), 1U);
    EXPECT_EQ(open.front().audience, Audience::public_);
    EXPECT_EQ(talk_from_parts(open).value(), call());

    TalkBody list = about(TalkKind::delegation_listed, "entry-1");
    list.people = {{"A. Example", "head of delegation", true}};
    Body parts = talk_parts(list, *random_).value();
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(talk_from_parts(parts).value(), list);
    EXPECT_EQ(content_of(parts, Audience::mechanism)->find("Example"), std::string::npos);
    parts.back().open.reset();
    EXPECT_EQ(talk_from_parts(parts)->people.front().name, sealed_name);
    EXPECT_EQ(list_fault(talk_from_parts(parts).value()), "") << "what cannot be read is not known to be incomplete";

    TalkBody closed = about(TalkKind::minutes_filed, "entry-2");
    closed.audience = TalkAudience::session;
    closed.session = "entry-2";
    closed.text = "said in confidence";
    Body secret = talk_parts(closed, *random_).value();
    ASSERT_EQ(secret.size(), 1U);
    EXPECT_EQ(secret.front().audience, Audience::exact);
    EXPECT_EQ(talk_from_parts(secret).value(), closed);
    secret.front().open.reset();
    EXPECT_EQ(talk_from_parts(secret).error().id, "talks.sealed");

    Body misplaced = talk_parts(closed, *random_).value();
    misplaced.front() = Part::make(Audience::public_, misplaced.front().open->content, *random_);
    EXPECT_EQ(talk_from_parts(misplaced).error().id, "talks.parts") << "a closed session's step in the part for everybody";
}

TEST_F(TalksRecordTest, what_is_recorded_is_replayed_and_refolded_to_the_same_steps) {
    std::string round;
    {
        Mechanism mechanism = open();
        round = say(mechanism, "aldmere", call());
        ASSERT_TRUE(is_id(round)) << round;
        TalkBody invite = about(TalkKind::invitation_sent, round);
        invite.to = {"northern-council"};
        invite.role = "party";
        ASSERT_TRUE(is_id(say(mechanism, "aldmere", invite)));
        EXPECT_EQ(say(mechanism, "northern-council", call()), "talks.role");
        const auto before = load_talks(mechanism.db()).value().steps();
        ASSERT_TRUE(refold_talks(mechanism.db()).ok());
        const auto after = load_talks(mechanism.db()).value().steps();
        ASSERT_EQ(before.size(), after.size());
        for (std::size_t i = 0; i < before.size(); ++i) EXPECT_EQ(before[i].body, after[i].body);
    }
    EXPECT_TRUE(complaints().empty());
}

TEST_F(TalksRecordTest, a_step_that_was_forced_in_is_found) {
    {
        Mechanism mechanism = open();
    }
    const NoteSigner signer = key("northern-council");
    Submission forced;
    {
        const Mechanism mechanism = open(OpenFor::reading);
        Body parts = talk_parts(call(), *random_).value();
        forced = compose_entry(LogReader(mechanism.db()), signer, OpenHeader{clock_.now(), "round.called", {}}, std::move(parts),
                               clock_.now(), *random_)
                     .value();
    }
    force(forced, [&](Database& db) { ASSERT_TRUE(refold_talks(db).ok()); });
    const std::vector<std::string> found = complaints();
    EXPECT_NE(std::ranges::find(found, "talks.role"), found.end()) << fmt::format("{}", fmt::join(found, ", "));
}

TEST_F(TalksRecordTest, several_entries_come_in_one_commit_or_not_at_all) {
    Mechanism mechanism = open();
    const NoteSigner signer = key("aldmere");
    Desk desk = desk_at_log(mechanism.db(), signer.public_key()).value();
    std::vector<Submission> entries;
    for (int i = 0; i < 2; ++i) {
        TalkRequest request;
        request.step = call();
        auto composed = compose_talk(desk, signer.public_key(), std::move(request), clock_.now(), *random_).value();
        entries.push_back(*sign_talk(std::move(composed), signer));
        desk.prev = sha256(entries.back().note);
    }
    std::vector<Submission> broken = entries;
    broken.back().body.front() = Part::make(Audience::public_, "{}", *random_);
    EXPECT_FALSE(mechanism.submit_as_one(std::move(broken)).ok());
    EXPECT_EQ(load_talks(mechanism.db())->steps().size(), 0U);
    std::swap(entries.front(), entries.back());
    EXPECT_EQ(mechanism.submit_as_one(entries).error().id, "entry.chain");
    EXPECT_EQ(load_talks(mechanism.db())->steps().size(), 0U) << "all or none";
    std::swap(entries.front(), entries.back());
    EXPECT_EQ(mechanism.submit_as_one(entries)->size(), 2U);
    EXPECT_EQ(load_talks(mechanism.db())->steps().size(), 2U);
    EXPECT_EQ(mechanism.submit_as_one({}).error().id, "submit.none");
}

}  // namespace
}  // namespace truce
