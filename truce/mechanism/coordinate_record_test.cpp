#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/mechanism/coordinate_composing.hpp"
#include "truce/mechanism/coordinate_parts.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/live.hpp"
#include "truce/record/kinds.hpp"

namespace truce {
namespace {

using K = CoordinationKind;

class CoordinateRecordTest : public testing::CaseTest {
protected:
    /// A disc on the ground near the middle of the exercise, for some hours of a day.
    static Volume place(std::int64_t from_hour, std::int64_t to_hour, std::int64_t radius_mm = 1'000'000) {
        const std::int64_t day = parse_instant("2023-06-20T00:00:00Z").value().us;
        return {Footprint::circle(LatLon::from_degrees(-18.05, -28.00).value(), radius_mm).value(),
                Height::surface(0).value(),
                {{day + from_hour * hour_us}, {day + to_hour * hour_us}}};
    }
    static CoordinationBody filing(std::vector<Volume> volumes, std::string kind = "patrol") {
        CoordinationBody b;
        b.kind = K::activity_filed;
        b.activity_kind = std::move(kind);
        b.workflow = Workflow::notify;
        b.volumes = std::move(volumes);
        b.to = {"castane"};
        return b;
    }
    static CoordinationBody about(K kind, std::string activity = "") {
        CoordinationBody b;
        b.kind = kind;
        b.activity = std::move(activity);
        return b;
    }
    /// Composes, signs and submits; the id of the entry, or of the refusal.
    std::string say(Mechanism& mechanism, const std::string& institution, CoordinationBody step) {
        clock_.set({clock_.now().us + 60'000'000});
        const NoteSigner signer = key(institution);
        const auto desk = desk_at_log(mechanism.db(), signer.public_key());
        if (!desk) return desk.error().id;
        auto composed = compose_coordination(*desk, signer.public_key(), {std::move(step), "", "", ""}, clock_.now(), *random_);
        if (!composed) return composed.error().id;
        const auto done = mechanism.submit(*sign_coordination(std::move(*composed), signer));
        return done ? done->receipt.id : done.error().id;
    }
    Coordination now(const Mechanism& mechanism) {
        return load_coordination(mechanism.db(), mechanism.documents(whole_record).value()).value();
    }
    /// The entry of a step that nobody checked.
    Submission unchecked(Database& db, const NoteSigner& signer, const CoordinationBody& step) {
        return compose_entry(LogReader(db), signer, std::nullopt, coordination_parts(step, *random_).value(), clock_.now(), *random_)
            .value();
    }
};

TEST(CoordinationKinds, stand_in_the_records_table_of_kinds_as_coordination_says_they_are) {
    for (const CoordinationRow& row : coordination_rows()) {
        const Kind* kind = find_kind(row.name);
        ASSERT_NE(kind, nullptr) << row.name;
        EXPECT_EQ(kind->form, EntryForm::guarded) << row.name;
        EXPECT_EQ(kind->says, row.says) << row.name;
        const bool erasable = row.kind == K::activity_filed || row.kind == K::activity_changed || row.kind == K::activity_asked ||
                              row.kind == K::conflict_raised || row.kind == K::operations_opened || row.kind == K::operations_joined;
        EXPECT_EQ(kind->erasure == Erasure::allowed, erasable) << row.name;
    }
}

TEST_F(CoordinateRecordTest, parts_say_what_the_step_says_and_no_part_says_more_than_its_audience_may_know) {
    CoordinationBody convoy = filing({place(9, 12)}, "movement");
    convoy.convoy = Convoy{"Tern 1", "flour", "+0000", {"truck, IF 204"}, {"bridge"}, Instant{5}};
    Body parts = coordination_parts(convoy, *random_).value();
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].audience, Audience::exact);
    EXPECT_EQ(parts[1].audience, Audience::provenance);
    EXPECT_EQ(content_of(parts, Audience::exact)->find("IF 204"), std::string::npos);
    const Gazetteer nothing;
    EXPECT_EQ(coordination_of("x", "aldmere/1", {0}, parts, nothing)->body, convoy);
    EXPECT_EQ(coordination_of("x", "aldmere/1", {0}, parts, nothing)->key.hex.size(), 32U);
    parts[1].open.reset();
    CoordinationBody bare = convoy;
    bare.convoy.reset();
    EXPECT_EQ(coordination_of("x", "aldmere/1", {0}, parts, nothing)->body, bare);
    parts[0].open.reset();
    EXPECT_EQ(coordination_from_parts(parts).error().id, "coordination.sealed");

    CoordinationBody held = about(K::movement_reported, std::string(36, 'a'));
    held.outcome = MovementOutcome::delayed;
    held.held = Interval{{0}, {60}};
    held.place = "bridge";
    held.areas = {"EX-NO"};
    held.is_public = true;
    parts = coordination_parts(held, *random_).value();
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0].audience, Audience::public_);
    EXPECT_EQ(content_of(parts, Audience::public_)->find("bridge"), std::string::npos);
    EXPECT_EQ(content_of(parts, Audience::public_)->find("activity"), std::string::npos);
    EXPECT_EQ(coordination_of("x", "aldmere/1", {0}, parts, nothing)->body, held);

    Body misplaced{Part::make(Audience::mechanism, *content_of(coordination_parts(bare, *random_).value(), Audience::exact), *random_)};
    EXPECT_EQ(coordination_from_parts(misplaced).error().id, "coordination.sealed")
        << "an activity in the part for everybody who takes part";
}

TEST_F(CoordinateRecordTest, what_is_recorded_is_replayed_and_refolded_to_the_same_steps) {
    {
        Mechanism mechanism = open();
        const std::string patrol = say(mechanism, "borvik", filing({place(10, 12)}));
        ASSERT_TRUE(is_id(patrol)) << patrol;
        EXPECT_EQ(say(mechanism, "aldmere", filing({place(11, 13)})), "awareness.stale");
        CoordinationBody asked = about(K::activity_asked);
        asked.activity_kind = "patrol";
        asked.volumes = {place(11, 13)};
        ASSERT_TRUE(is_id(say(mechanism, "aldmere", asked)));
        CoordinationBody seen = filing({place(11, 13)});
        seen.seen = now(mechanism).ask("aldmere", asked).digest;
        ASSERT_TRUE(is_id(say(mechanism, "aldmere", seen)));
        CoordinationBody suspend = about(K::channel_suspended);
        suspend.with = "borvik";
        suspend.text = "after the shots";
        ASSERT_TRUE(is_id(say(mechanism, "aldmere", suspend)));
        EXPECT_EQ(say(mechanism, "aldmere", suspend), "channel.suspended");
        EXPECT_EQ(now(mechanism).book().matrix().level("borvik", "aldmere"), DisclosureLevel::review);
        const auto told = told_of(mechanism.db(), "borvik").value();
        ASSERT_EQ(told.size(), 2U) << "of asking and of filing";
        EXPECT_EQ(told[0].told, (Told{"aldmere", patrol, "borvik", DisclosureLevel::overlap}));
        const Coordination before = now(mechanism);
        ASSERT_TRUE(refold_coordination(mechanism.db()).ok());
        const Coordination after = now(mechanism);
        ASSERT_EQ(before.size(), after.size());
        for (std::size_t i = 0; i < before.size(); ++i) {
            EXPECT_EQ(before.steps()[i].body, after.steps()[i].body);
            EXPECT_EQ(before.steps()[i].key, after.steps()[i].key);
        }
        EXPECT_EQ(told_of(mechanism.db(), "borvik")->size(), 2U);
    }
    EXPECT_TRUE(complaints().empty());
}

TEST_F(CoordinateRecordTest, a_filing_without_awareness_that_was_forced_in_is_found) {
    {
        Mechanism mechanism = open();
        ASSERT_TRUE(is_id(say(mechanism, "borvik", filing({place(10, 12)}))));
    }
    Submission forced;
    {
        const Mechanism mechanism = open(OpenFor::reading);
        forced = unchecked(mechanism.db(), key("aldmere"), filing({place(11, 13)}));
    }
    force(forced, [&](Database& db) { ASSERT_TRUE(refold_coordination(db).ok()); });
    const std::vector<std::string> found = complaints();
    EXPECT_NE(std::ranges::find(found, "awareness.stale"), found.end()) << fmt::format("{}", fmt::join(found, ", "));
}

TEST_F(CoordinateRecordTest, two_who_file_into_one_place_in_one_commit_do_not_miss_each_other) {
    Mechanism mechanism = open();
    // Both composed where nothing was in the way; both are handed in at once.
    std::vector<SignedFiling> together;
    for (const std::string who : {"aldmere", "borvik"}) {
        const NoteSigner signer = key(who);
        const Desk desk = desk_at_log(mechanism.db(), signer.public_key()).value();
        auto composed =
            compose_coordination(desk, signer.public_key(), {filing({place(10, 12)}), "", "", ""}, clock_.now(), *random_).value();
        together.push_back(check_filing(mechanism.db(), *sign_coordination(std::move(composed), signer), {}).value());
    }
    const auto done = mechanism.submit_all(together);
    EXPECT_TRUE(done[0].ok());
    ASSERT_FALSE(done[1].ok());
    EXPECT_EQ(done[1].error().id, "awareness.stale");
    EXPECT_EQ(now(mechanism).book().live().activities(), 1U);
    // What was refused left nothing behind: the one that was accepted can go on.
    ASSERT_TRUE(is_id(say(mechanism, "aldmere", about(K::activity_started))));
}

TEST_F(CoordinateRecordTest, a_planned_activity_gives_the_register_nothing_to_judge_and_anything_else_may) {
    Mechanism mechanism = open();
    const auto live = Live::open(mechanism).value();
    EXPECT_EQ(live->follow(mechanism).value(), Live::Followed::nothing_to_judge) << "nothing came";
    ASSERT_TRUE(is_id(say(mechanism, "borvik", filing({place(10, 12)}))));
    EXPECT_EQ(live->follow(mechanism).value(), Live::Followed::nothing_to_judge);
    EXPECT_EQ(live->now().live->size(), mechanism.size().value());
    ASSERT_TRUE(mechanism.enrol_key(new_entry_key("borvik", *random_).public_key(), {}, key("borvik")).ok());
    ASSERT_TRUE(is_id(say(mechanism, "aldmere", filing({place(14, 16)}))));
    EXPECT_EQ(live->follow(mechanism).value(), Live::Followed::to_be_judged);
}

TEST_F(CoordinateRecordTest, a_commit_that_fails_leaves_no_activity_in_memory) {
    Mechanism mechanism = open();
    const NoteSigner signer = key("aldmere");
    Desk desk = desk_at_log(mechanism.db(), signer.public_key()).value();
    auto first = compose_coordination(desk, signer.public_key(), {filing({place(10, 12)}), "", "", ""}, clock_.now(), *random_).value();
    Submission one = *sign_coordination(std::move(first), signer);
    desk.prev = sha256(one.note);
    CoordinationBody unknown = about(K::activity_started, std::string(36, 'a'));
    unknown.version = unknown.activity;
    Submission two{one.note, one.body};
    two = unchecked(mechanism.db(), signer, unknown);  // its chain is wrong, and so is what it is about
    EXPECT_FALSE(mechanism.submit_as_one({one, two}).ok());
    ASSERT_TRUE(is_id(say(mechanism, "borvik", filing({place(10, 12)})))) << "nothing is in the way: nothing was recorded";
}

TEST_F(CoordinateRecordTest, what_was_erased_leaves_no_place_and_what_follows_it_changes_nothing) {
    {
        Mechanism mechanism = open();
        const std::string patrol = say(mechanism, "borvik", filing({place(10, 12)}));
        ASSERT_TRUE(is_id(say(mechanism, "borvik", about(K::activity_started))));
        ASSERT_TRUE(is_id(say(mechanism, "borvik", about(K::activity_ended))));
        Coordination whole = now(mechanism);
        std::vector<CoordinationStep> steps = whole.steps();
        steps.erase(steps.begin());  // as a reader has it from whom the filing is sealed
        Coordination rest(whole.terms());
        for (CoordinationStep& step : steps) rest.recall(std::move(step));
        EXPECT_EQ(rest.book().activities().size(), 0U);
        EXPECT_EQ(rest.size(), 2U);
    }
    EXPECT_TRUE(complaints().empty());
}

/// Everything about live activities that conflicts can depend on.
std::string picture(const Coordination& coordination) {
    std::string text;
    for (const auto& [id, activity] : coordination.book().activities()) {
        text += fmt::format("{} {} {}\n", id, name_of(activity.course()), coordination.book().live().holds(id));
        if (!activity.live()) continue;
        for (const Volume& volume : coordination.book().live().volumes_of(id)) text += canonical(to_json(volume)).value() + "\n";
        for (const Conflict& one : coordination.book().live().conflicts(activity.kind(), activity.volumes(), id))
            text += fmt::format("  {} {} {}\n", one.activity, one.mine, one.other);
    }
    return text;
}

TEST_F(CoordinateRecordTest, killed_while_filing_it_has_every_activity_that_it_acknowledged) {
    std::vector<std::string> acknowledged;
    for (int round = 0; round < 4; ++round) {
        std::array<int, 2> pipe_ends{};
        ASSERT_EQ(::pipe(pipe_ends.data()), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(pipe_ends[0]);
            Mechanism mechanism = open();
            // Each where no other is, so that nothing has to be seen first.
            for (int i = 0;; ++i) {
                CoordinationBody one = filing({place(0, 1)});
                const std::int64_t start = one.volumes[0].when.from.us + (round * 1'000 + i) * 4 * hour_us;
                one.volumes[0].when = {{start}, {start + hour_us}};
                const std::string id = say(mechanism, "borvik", one);
                if (id.size() != 36 || ::write(pipe_ends[1], id.data(), id.size()) != 36) ::_exit(1);
            }
        }
        ::close(pipe_ends[1]);
        std::string id(36, ' ');
        std::size_t heard = 0;
        const auto next = [&]() {
            std::size_t got = 0;
            while (got < 36) {
                const ssize_t n = ::read(pipe_ends[0], id.data() + got, 36 - got);
                if (n <= 0) return false;
                got += static_cast<std::size_t>(n);
            }
            return true;
        };
        while (next()) {
            acknowledged.push_back(id);
            if (++heard == 3 + static_cast<std::size_t>(round)) ::kill(child, SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        ::close(pipe_ends[0]);
        ASSERT_TRUE(WIFSIGNALED(status)) << "it ended by itself";
        clock_.set({clock_.now().us + 1'000 * hour_us});
        Mechanism mechanism = open();
        const Coordination stored = now(mechanism);
        for (const std::string& one : acknowledged) EXPECT_TRUE(stored.book().live().holds(one)) << one;
        // The index that the next writer builds is the one that the record gives.
        const std::string before = picture(stored);
        ASSERT_TRUE(refold_coordination(mechanism.db()).ok());
        EXPECT_EQ(picture(now(mechanism)), before);
    }
    EXPECT_TRUE(complaints().empty());
}

}  // namespace
}  // namespace truce
