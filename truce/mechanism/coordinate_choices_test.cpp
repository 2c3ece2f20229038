#include "truce/mechanism/coordinate_choices.hpp"

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/mechanism/coordinate_composing.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/coordinate_view.hpp"

namespace truce {
namespace {

using K = CoordinationKind;

class CoordinateChoicesTest : public testing::CaseTest {
protected:
    static std::vector<Volume> at(std::int64_t hour) {
        const std::int64_t from = parse_instant("2023-06-20T00:00:00Z").value().us + hour * hour_us;
        return {{Footprint::circle(LatLon::from_degrees(-18.05, -28.00).value(), 1'000'000).value(),
                 Height::surface(0).value(),
                 {{from}, {from + 2 * hour_us}}}};
    }
    static CoordinationBody body(K kind, const std::string& activity = "") {
        CoordinationBody b;
        b.kind = kind;
        b.activity = activity;
        return b;
    }
    static CoordinationBody filing(Workflow workflow, std::vector<Volume> volumes, std::vector<std::string> to = {}) {
        CoordinationBody b = body(K::activity_filed);
        b.activity_kind = "patrol";
        b.workflow = workflow;
        b.volumes = std::move(volumes);
        b.to = std::move(to);
        return b;
    }
    Result<ComposedCoordination> compose(const std::string& who, CoordinationBody step, AwarenessIs awareness = AwarenessIs::checked_now) {
        clock_.set({clock_.now().us + 60'000'000});
        const Desk desk = desk_at_log(mechanism_->db(), key(who).public_key()).value();
        return compose_coordination(desk, key(who).public_key(), {std::move(step), "", "", ""}, clock_.now(), *random_, awareness);
    }
    std::string say(const std::string& who, CoordinationBody step, AwarenessIs awareness = AwarenessIs::checked_now) {
        auto composed = compose(who, std::move(step), awareness);
        if (!composed) return composed.error().id;
        const auto done = mechanism_->submit(*sign_coordination(std::move(*composed), key(who)));
        return done ? done->receipt.id : done.error().id;
    }
    Coordination now() { return load_coordination(mechanism_->db(), mechanism_->documents(whole_record).value()).value(); }
    std::vector<K> can(const std::string& who, const std::string& activity) {
        const Coordination all = now();
        return coordination_choices(all, *all.book().find(activity), who, clock_.now());
    }

    std::optional<Mechanism> mechanism_;
};

TEST_F(CoordinateChoicesTest, are_what_the_record_would_take_and_none_where_the_activity_is_not_seen) {
    mechanism_.emplace(open());
    CoordinationBody area = body(K::area_declared);
    area.area = "road";
    area.regime = ConsentArea::Regime::consent;
    area.volumes = at(0);
    area.volumes.front().when = {{0}, Instant::highest()};
    ASSERT_TRUE(is_id(say("northern-council", area)));
    const std::string patrol = say("borvik", filing(Workflow::clearance, at(10), {"northern-council"}));
    ASSERT_TRUE(is_id(patrol)) << patrol;
    EXPECT_EQ(can("aldmere", patrol), std::vector<K>());
    EXPECT_EQ(can("northern-council", patrol),
              (std::vector{K::activity_taken_up, K::activity_acknowledged, K::consent_given, K::consent_refused}));
    EXPECT_EQ(can("borvik", patrol), (std::vector{K::activity_changed, K::activity_strayed, K::activity_withdrawn, K::activity_asked,
                                                  K::conflict_raised, K::disclosure_agreed, K::movement_reported}))
        << "without the consent it cannot begin";
    ASSERT_TRUE(is_id(say("northern-council", body(K::consent_given, patrol))));
    const std::vector<K> cleared = can("borvik", patrol);
    EXPECT_NE(std::ranges::find(cleared, K::activity_started), cleared.end());
    const std::vector<K> consented = can("northern-council", patrol);
    EXPECT_NE(std::ranges::find(consented, K::consent_withdrawn), consented.end());
    ASSERT_TRUE(is_id(say("borvik", body(K::activity_withdrawn, patrol))));
    EXPECT_EQ(can("borvik", patrol), std::vector{K::movement_reported});
    // Of those about nothing that is there, by the role alone.
    EXPECT_EQ(coordination_choices(now(), "mediator-office", clock_.now()),
              (std::vector{K::channel_suspended, K::channel_resumed, K::access_requested, K::operations_opened}));
    EXPECT_EQ(coordination_choices(now(), "nobody", clock_.now()), std::vector<K>());
}

TEST_F(CoordinateChoicesTest, composing_that_leaves_awareness_to_the_record_is_the_same_whatever_is_in_the_way) {
    mechanism_.emplace(open());
    ASSERT_TRUE(is_id(say("borvik", filing(Workflow::notify, at(10)))));
    EXPECT_EQ(compose("aldmere", filing(Workflow::notify, at(11))).error().id, "awareness.stale");
    EXPECT_TRUE(compose("aldmere", filing(Workflow::notify, at(11)), AwarenessIs::checked_when_handed_in).ok());
    EXPECT_EQ(say("aldmere", filing(Workflow::notify, at(11)), AwarenessIs::checked_when_handed_in), "awareness.stale");
    CoordinationBody both = filing(Workflow::notify, at(11));
    both.keys = {"k"};
    EXPECT_EQ(compose("aldmere", both, AwarenessIs::checked_when_handed_in).error().id, "coordination.member")
        << "a wrong form is refused at once";
    EXPECT_EQ(now().book().live().activities(), 1U);
}

TEST_F(CoordinateChoicesTest, a_thread_shows_each_side_its_own_activity_and_no_proposal_to_the_other) {
    mechanism_.emplace(open());
    const std::string patrol = say("borvik", filing(Workflow::notify, at(10)));
    CoordinationBody asked = body(K::activity_asked);
    asked.activity_kind = "patrol";
    asked.volumes = at(11);
    const Answer answer = now().ask("aldmere", asked);
    CoordinationBody seen = filing(Workflow::notify, at(11));
    seen.seen = answer.digest;
    const std::string own = say("aldmere", seen);
    ASSERT_TRUE(is_id(own)) << own;
    CoordinationBody message = body(K::conflict_raised, own);
    message.key = answer.disclosed.front().key.hex;
    message.text = "can you wait?";
    const std::string thread = say("aldmere", message);
    ASSERT_TRUE(is_id(thread)) << thread;
    CoordinationBody proposal = body(K::disclosure_proposed, patrol);
    proposal.about = thread;
    proposal.with = "aldmere";
    proposal.level = DisclosureLevel::full;
    ASSERT_TRUE(is_id(say("mediator-office", proposal)));

    const Coordination all = now();
    const auto shown = [&](const char* who) { return boost::json::serialize(to_json(*threads_seen_by(all, who).front(), all, who)); };
    EXPECT_EQ(shown("aldmere").find(patrol), std::string::npos) << "its id is for who sees it in full";
    EXPECT_EQ(shown("aldmere").find("disclosure.proposed"), std::string::npos);
    EXPECT_NE(shown("aldmere").find("\"borvik\""), std::string::npos) << "the owner is known at the level of the overlap";
    EXPECT_NE(shown("borvik").find("disclosure.proposed"), std::string::npos);
    EXPECT_NE(shown("borvik").find(patrol), std::string::npos);
    EXPECT_NE(shown("mediator-office").find(patrol), std::string::npos);
    EXPECT_TRUE(threads_seen_by(all, "castane").empty());
}

}  // namespace
}  // namespace truce
