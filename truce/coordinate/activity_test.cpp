#include "truce/coordinate/activity.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/coordinate/testing.hpp"

namespace truce {
namespace {

using namespace coordinate_testing;
using K = ActivityStepKind;
using S = ActivityState;

/// The state's area round (36, 37), a closed one round (36, 39), and one whose holder must be told round (36, 41).
CoordinationRules rules(ConsentArea::Silence silence = ConsentArea::Silence::open) {
    using R = ConsentArea::Regime;
    return {{{"home", "state", disc(36, 37, 50), always, R::consent, silence, 48 * hour_us},
             {"closed", "state", disc(36, 39, 5), always, R::blocked, ConsentArea::Silence::open, 0},
             {"watched", "office", disc(36, 41, 5), always, R::notify, ConsentArea::Silence::open, 0}}};
}

/// Takes steps one after the other, an hour apart.
struct Walk {
    CoordinationRules all;
    Activity activity;
    int count = 0;

    explicit Walk(ActivityStep filing, CoordinationRules with = rules()) : all(std::move(with)), activity(opened(all, std::move(filing))) {}
    static Activity opened(const CoordinationRules& all, ActivityStep filing) {
        auto result = Activity::open(all, std::move(filing));
        EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().text());
        return std::move(result).value();
    }

    ActivityStep next(K kind, const std::string& who) {
        ActivityStep step;
        step.id = "s" + std::to_string(++count);
        step.author = who;
        step.kind = kind;
        step.recorded_at = {activity.steps().back().recorded_at.us + hour_us};
        step.activity = activity.id();
        step.version = activity.version().id;
        if (kind == K::consent_given || kind == K::consent_refused) step.volumes_digest = volumes_digest(activity.volumes());
        if (kind == K::changed) step.volumes = {at(36, 37, 1, 11, 13)};
        return step;
    }
    /// "" if it was taken, else the refusal's id.
    std::string take(ActivityStep step) {
        const auto result = activity.apply(all, std::move(step));
        return result.ok() ? "" : result.error().id;
    }
    std::string take(K kind, const std::string& who) { return take(next(kind, who)); }
    [[nodiscard]] S state(std::int64_t hours_later = 0) const {
        return activity.state(all, {activity.steps().back().recorded_at.us + hours_later * hour_us});
    }
};

ActivityStep convoy() { return filing("c1", "red", "convoy", {at(36, 37, 1, 10, 12)}, {"state"}); }

TEST(Activity, needs_the_consent_of_whom_its_consents_name) {
    CoordinationRules many = rules();
    many.areas.push_back({"camp", "office", disc(36, 37, 5), always, ConsentArea::Regime::consent, ConsentArea::Silence::open, 0});
    many.areas.push_back({"yard", "red", disc(36, 37, 5), always, ConsentArea::Regime::consent, ConsentArea::Silence::open, 0});
    const auto signers = [&](const ActivityStep& filing) {
        const Activity activity = Walk::opened(many, filing);
        std::vector<std::string> named;
        for (const Consent& one : activity.consents(many, {0})) named.push_back(one.signer);
        for (const std::string who : {"state", "office", "red", "nobody"})
            EXPECT_EQ(activity.needs_consent_of(who, many), std::ranges::find(named, who) != named.end()) << who;
        return named;
    };
    const auto convoy_at = [](double lat, double lon) {
        return filing("c1", "red", "convoy", {at(lat, lon, 1, 10, 12)}, {"office", "state"});
    };
    EXPECT_EQ(signers(convoy_at(36, 37)), (std::vector<std::string>{"office", "state"}));
    EXPECT_EQ(signers(convoy_at(36, 37.3)), std::vector<std::string>{"state"});
    EXPECT_TRUE(signers(convoy_at(30, 30)).empty());
    ActivityStep told = convoy_at(36, 37);
    told.workflow = Workflow::notify;
    EXPECT_TRUE(signers(told).empty());
}

TEST(Activity, is_reviewed_cleared_under_way_and_over) {
    Walk walk(convoy());
    EXPECT_EQ(walk.state(), S::filed);
    EXPECT_EQ(walk.take(K::started, "red"), "activity.not_cleared");
    EXPECT_EQ(walk.take(K::taken_up, "state"), "");
    EXPECT_EQ(walk.state(), S::under_review);
    EXPECT_EQ(walk.take(K::consent_given, "state"), "");
    EXPECT_EQ(walk.state(), S::cleared);
    EXPECT_EQ(walk.take(K::started, "red"), "");
    EXPECT_EQ(walk.state(), S::active);
    EXPECT_EQ(walk.take(K::strayed, "red"), "");
    EXPECT_EQ(walk.state(), S::out_of_bounds);
    EXPECT_EQ(walk.take(K::returned, "red"), "");
    EXPECT_EQ(walk.state(), S::active);
    EXPECT_EQ(walk.take(K::withdrawn, "red"), "activity.course");
    EXPECT_EQ(walk.take(K::ended, "red"), "");
    EXPECT_EQ(walk.state(), S::ended);
    EXPECT_FALSE(walk.activity.live());
    EXPECT_EQ(walk.take(K::strayed, "red"), "activity.course");
}

TEST(Activity, a_condition_makes_it_conditional_and_a_lapse_takes_the_consent_away) {
    Walk walk(convoy());
    ActivityStep consent = walk.next(K::consent_given, "state");
    consent.conditions = "by daylight only";
    consent.until = Instant{consent.recorded_at.us + 10 * hour_us};
    EXPECT_EQ(walk.take(consent), "");
    EXPECT_EQ(walk.state(), S::conditional);
    EXPECT_EQ(walk.state(9), S::conditional);
    EXPECT_EQ(walk.state(10), S::filed);
    EXPECT_EQ(walk.activity.consents(walk.all, {consent.until->us})[0].kind, Consent::Kind::lapsed);
    EXPECT_EQ(walk.take(K::started, "red"), "");
    EXPECT_EQ(walk.state(20), S::out_of_bounds);
}

TEST(Activity, a_consent_holds_for_what_lies_within_what_it_was_given_to) {
    Walk walk(convoy());
    EXPECT_EQ(walk.take(K::consent_given, "state"), "");
    ActivityStep smaller = walk.next(K::changed, "red");
    smaller.volumes = {at(36, 37, 1, 10, 11)};
    EXPECT_EQ(walk.take(smaller), "");
    EXPECT_EQ(walk.state(), S::cleared);
    EXPECT_EQ(walk.take(K::changed, "red"), "");
    EXPECT_EQ(walk.state(), S::filed);
    EXPECT_EQ(walk.activity.consents(walk.all, {0})[0].kind, Consent::Kind::void_);
}

TEST(Activity, an_answer_to_other_volumes_or_an_older_version_is_refused) {
    Walk walk(convoy());
    ActivityStep old = walk.next(K::consent_given, "state");
    EXPECT_EQ(walk.take(K::changed, "red"), "");
    old.recorded_at = walk.activity.steps().back().recorded_at;
    EXPECT_EQ(walk.take(old), "activity.version");
    old.version = walk.activity.version().id;
    EXPECT_EQ(walk.take(old), "consent.volumes");
    ActivityStep late = walk.next(K::consent_given, "state");
    late.until = late.recorded_at;
    EXPECT_EQ(walk.take(late), "consent.until");
}

TEST(Activity, a_refusal_a_withdrawal_and_a_closed_area_refuse_it) {
    Walk walk(convoy());
    EXPECT_EQ(walk.take(K::consent_withdrawn, "state"), "consent.none");
    EXPECT_EQ(walk.take(K::consent_refused, "state"), "");
    EXPECT_EQ(walk.state(), S::refused);
    EXPECT_EQ(walk.take(K::consent_given, "state"), "");
    EXPECT_EQ(walk.state(), S::cleared);
    EXPECT_EQ(walk.take(K::started, "red"), "");
    EXPECT_EQ(walk.take(K::consent_withdrawn, "state"), "");
    EXPECT_EQ(walk.state(), S::out_of_bounds);
    const Walk closed(filing("c2", "red", "convoy", {at(36, 39, 1, 10, 12)}, {}));
    EXPECT_EQ(closed.state(), S::refused);
    EXPECT_EQ(closed.activity.blocked_by(closed.all), std::vector<std::string>{"closed"});
}

TEST(Activity, silence_is_what_the_area_says_it_is) {
    using Silence = ConsentArea::Silence;
    EXPECT_EQ(Walk(convoy(), rules(Silence::open)).state(1'000), S::filed);
    EXPECT_EQ(Walk(convoy(), rules(Silence::consents)).state(47), S::filed);
    EXPECT_EQ(Walk(convoy(), rules(Silence::consents)).state(48), S::cleared);
    EXPECT_EQ(Walk(convoy(), rules(Silence::refuses)).state(48), S::refused);
    Walk looked(convoy(), rules(Silence::consents));
    EXPECT_EQ(looked.take(K::taken_up, "state"), "");
    EXPECT_EQ(looked.state(48), S::cleared);
    Walk refused(convoy(), rules(Silence::consents));
    EXPECT_EQ(refused.take(K::consent_refused, "state"), "");
    EXPECT_EQ(refused.state(1'000), S::refused);
}

TEST(Activity, a_notification_asks_nobody) {
    ActivityStep notice = convoy();
    notice.workflow = Workflow::notify;
    notice.recipients = {"blue"};
    Walk walk(notice);
    EXPECT_EQ(walk.state(), S::filed);
    EXPECT_EQ(walk.take(K::consent_refused, "state"), "activity.workflow");
    EXPECT_EQ(walk.take(K::acknowledged, "green"), "activity.not_recipient");
    EXPECT_EQ(walk.take(K::acknowledged, "blue"), "");
    EXPECT_EQ(walk.activity.acknowledged_by(), std::vector<std::string>{"blue"});
    EXPECT_EQ(walk.state(1'000), S::filed);
    EXPECT_TRUE(walk.activity.consents(walk.all, {0}).empty());
    EXPECT_EQ(walk.take(K::started, "red"), "");
    EXPECT_EQ(walk.state(), S::active);
}

TEST(Activity, the_holder_of_an_area_is_told_and_only_the_owner_speaks_for_it) {
    const auto untold = Activity::open(rules(), filing("c3", "red", "convoy", {at(36, 41, 1, 10, 12)}, {}));
    EXPECT_EQ(untold.error().id, "activity.recipient");
    Walk told(filing("c3", "red", "convoy", {at(36, 41, 1, 10, 12)}, {"office"}));
    EXPECT_EQ(told.state(), S::cleared);
    EXPECT_EQ(told.take(K::consent_given, "office"), "activity.not_signer");
    EXPECT_EQ(told.take(K::started, "office"), "activity.not_owner");
    EXPECT_EQ(told.take(convoy()), "activity.filing");
    ActivityStep other = told.next(K::started, "red");
    other.activity = "c9";
    EXPECT_EQ(told.take(other), "activity.other");
    EXPECT_EQ(Activity::open(rules(), filing("c4", "red", "convoy", {}, {})).error().id, "activity.volumes");
}

/// Whatever is said in whatever order: a notification is never cleared or refused, what is over stays over, and what is refused changed
/// nothing.
RC_GTEST_PROP(Activity, keeps_its_laws_whatever_is_said, ()) {
    ActivityStep first = convoy();
    first.workflow = *rc::gen::element(Workflow::notify, Workflow::clearance);
    Walk walk(first, rules(*rc::gen::element(ConsentArea::Silence::open, ConsentArea::Silence::refuses, ConsentArea::Silence::consents)));
    for (int i = *rc::gen::inRange(0, 25); i > 0; --i) {
        const auto kind = static_cast<K>(*rc::gen::inRange(0, static_cast<int>(activity_step_rows().size())));
        const std::string who = *rc::gen::element<std::string>("red", "red", "state", "blue");
        const bool was_live = walk.activity.live();
        const std::size_t before = walk.activity.steps().size();
        const S earlier = walk.state();
        const std::string refused = walk.take(kind, who);
        if (!refused.empty()) RC_ASSERT(walk.activity.steps().size() == before && walk.state() == earlier);
        if (!was_live) RC_ASSERT(!refused.empty());
        const S state = walk.state(*rc::gen::inRange(0, 200));
        if (first.workflow == Workflow::notify)
            RC_ASSERT(state != S::cleared && state != S::conditional && state != S::refused && state != S::under_review);
        RC_ASSERT((state == S::ended || state == S::withdrawn) == !walk.activity.live());
    }
    // The same steps give the same life.
    Activity again = Walk::opened(walk.all, walk.activity.steps().front());
    for (std::size_t i = 1; i < walk.activity.steps().size(); ++i) RC_ASSERT(again.apply(walk.all, walk.activity.steps()[i]).ok());
    RC_ASSERT(again.state(walk.all, {}) == walk.activity.state(walk.all, {}));
}

}  // namespace
}  // namespace truce
