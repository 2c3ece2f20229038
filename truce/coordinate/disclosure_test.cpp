// That nobody learns more than its level: whole answers are compared, byte by byte, between worlds that differ only in what is hidden.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "truce/base/json.hpp"
#include "truce/coordinate/activity_book.hpp"
#include "truce/coordinate/testing.hpp"

namespace truce {
namespace {

using namespace coordinate_testing;
using L = DisclosureLevel;

/// For each level two participants that stand alike with the asker.
const std::vector<std::string> participants{"review-a", "review-b", "shift-a", "shift-b", "overlap-a", "overlap-b", "full-a", "full-b"};

L level_of(const std::string& participant) { return std::move(disclosure_level(participant.substr(0, participant.find('-')))).value(); }
std::string twin_of(std::string participant) {
    participant.back() = participant.back() == 'a' ? 'b' : 'a';
    return participant;
}

DisclosureMatrix matrix() {
    DisclosureMatrix all;
    for (const std::string& one : participants) all.set(one, "asker", level_of(one));
    return all;
}

ShiftLimits limits() {
    ShiftLimits few;
    few.aside_mm = {5'000'000};
    few.height_mm_max = 300'000;
    return few;
}

/// What is filed, one activity each.
using World = std::vector<ActivityStep>;

ActivityBook book_of(const World& world) {
    ActivityBook book({}, std::make_shared<const Separations>(), {}, matrix(), limits());
    for (const ActivityStep& step : world) RC_ASSERT(book.replay(step).ok());
    return book;
}

Volume any_volume() {
    const double lat = 36 + *rc::gen::inRange(0, 20) * 0.01;
    const double lon = 37 + *rc::gen::inRange(0, 20) * 0.01;
    const std::int64_t from = *rc::gen::inRange(0, 12);
    Volume volume = at(lat, lon, *rc::gen::inRange(1, 4), from, from + *rc::gen::inRange(1, 4));
    if (*rc::gen::arbitrary<bool>()) volume.height = std::move(Height::band(0, *rc::gen::inRange(1, 30) * 100'000)).value();
    return volume;
}

/// Where and when nothing that is asked or proposed comes.
Volume far_away() { return at(-20 - *rc::gen::inRange(0, 10), 100, *rc::gen::inRange(1, 50), 500, 501 + *rc::gen::inRange(0, 10)); }

std::vector<Volume> asked_volumes() {
    std::vector<Volume> all{any_volume()};
    const LatLon from = std::move(LatLon::from_degrees(36.05, 37.05)).value();
    const LatLon over = destination(from, *rc::gen::inRange(0, 360'000), 8'000'000);
    all.push_back({std::move(Footprint::corridor({from, over, destination(over, 45'000, 5'000'000)}, 500'000)).value(),
                   std::move(Height::band(100'000, 2'000'000)).value(),
                   {{noon_us}, {noon_us + 3 * hour_us}}});
    return all;
}

World any_world() {
    World world;
    for (int i = *rc::gen::inRange(0, 10); i > 0; --i)
        world.push_back(filing(fmt::format("act-{:02}", i), *rc::gen::elementOf(participants), "kind-a", {any_volume()}, {}));
    return world;
}

bool in_the_way(const ActivityStep& step, const std::vector<Volume>& asked) {
    return !book_of({step}).live().conflicts("kind-a", asked).empty();
}

/// The same for the asker: everything that the owner's level hides is another.
ActivityStep disguised(const ActivityStep& original, const std::vector<Volume>& asked, const std::string& new_id) {
    ActivityStep step = original;
    switch (level_of(original.author)) {
        case L::review: {
            step = filing(new_id, twin_of(original.author), "kind-b", {any_volume()}, {});
            for (int tries = 0; tries < 50 && in_the_way(step, asked) != in_the_way(original, asked); ++tries)
                step.volumes = {any_volume()};
            if (in_the_way(step, asked) != in_the_way(original, asked)) step.volumes = original.volumes;
            return step;
        }
        case L::shift:
            step.id = new_id;
            step.author = twin_of(original.author);
            step.activity_kind = "kind-b";
            step.volumes.push_back(far_away());
            return step;
        case L::overlap:
            step.id = new_id;
            step.volumes.push_back(far_away());
            step.volumes.push_back(original.volumes.front());
            return step;
        case L::full: return step;
    }
    return step;
}

World disguised(const World& world, const std::vector<Volume>& asked) {
    World other;
    for (std::size_t i = 0; i < world.size(); ++i)
        other.push_back(disguised(world[i], asked, fmt::format("other-{:02}", world.size() - i)));
    return other;
}

std::string shown(const Answer& answer) { return std::move(canonical(to_json(answer))).value(); }

RC_GTEST_PROP(Disclosure, answers_are_the_same_whatever_is_hidden, ()) {
    const std::vector<Volume> asked = asked_volumes();
    const World world = any_world();
    const World other = disguised(world, asked);
    RC_ASSERT(shown(book_of(world).ask("asker", "kind-a", asked)) == shown(book_of(other).ask("asker", "kind-a", asked)));
}

RC_GTEST_PROP(Disclosure, a_filing_is_taken_or_refused_in_the_same_words_whatever_is_hidden, ()) {
    const std::vector<Volume> asked = asked_volumes();
    const World world = any_world();
    const World other = disguised(world, asked);
    ActivityBook here = book_of(world);
    ActivityBook there = book_of(other);
    const std::string seen = *rc::gen::element(here.ask("asker", "kind-a", asked).digest, digest_of({}).hex());
    const auto first = here.apply(filing("new", "asker", "kind-a", asked, {}), {{}, seen});
    const auto second = there.apply(filing("new", "asker", "kind-a", asked, {}), {{}, seen});
    RC_ASSERT(first.ok() == second.ok());
    if (!first.ok()) RC_ASSERT(first.error().text() == second.error().text());
}

RC_GTEST_PROP(Disclosure, what_is_told_is_what_was_logged_and_nothing_else, ()) {
    const std::vector<Volume> asked = asked_volumes();
    const World world = any_world();
    const ActivityBook book = book_of(world);
    std::vector<Told> told;
    const std::string text = shown(book.ask("asker", "kind-a", asked, "", &told));
    for (const ActivityStep& step : world) {
        const auto logged = std::ranges::find(told, step.id, &Told::activity);
        RC_ASSERT((logged != told.end()) == in_the_way(step, asked));
        const bool in_full = logged != told.end() && logged->level == L::full;
        const bool with_key = logged != told.end() && logged->level >= L::overlap;
        RC_ASSERT((text.find(step.id) != std::string::npos) == in_full);
        RC_ASSERT((text.find(step.key.hex) != std::string::npos) == with_key);
    }
}

/// The overlap tells of the asker's own volumes only, on the grid.
RC_GTEST_PROP(Disclosure, an_overlap_lies_within_the_askers_own_volume_on_the_grid, ()) {
    const std::vector<Volume> asked = asked_volumes();
    const Answer answer = book_of(any_world()).ask("asker", "kind-a", asked);
    for (const Disclosed& one : answer.disclosed) {
        for (const OverlapPart& part : one.overlap) {
            const Volume& mine = asked.at(part.volume);
            RC_ASSERT(mine.when.from <= part.when.from && part.when.to <= mine.when.to);
            for (const Instant t : {part.when.from, part.when.to})
                RC_ASSERT(t.us % 900'000'000 == 0 || t == mine.when.from || t == mine.when.to);
            RC_ASSERT(part.heights.has_value() == (mine.height.kind == Height::Kind::band));
            if (part.heights) RC_ASSERT(mine.height.low_mm <= part.heights->low_mm && part.heights->high_mm <= mine.height.high_mm);
        }
    }
}

RC_GTEST_PROP(Disclosure, a_proposed_shift_is_free_of_everything_that_counts, ()) {
    const std::vector<Volume> asked = asked_volumes();
    const ActivityBook book = book_of(any_world());
    const Answer answer = book.ask("asker", "kind-a", asked);
    RC_ASSERT(answer.shifts.has_value() == (answer.digest != digest_of({}).hex()));
    if (!answer.shifts) return;
    const auto free = [&](const auto& move) {
        std::vector<Volume> moved;
        for (const Volume& v : asked) moved.push_back(std::move(move(v)).value());
        return book.ask("asker", "kind-a", moved).digest == digest_of({}).hex();
    };
    const Shifts& s = *answer.shifts;
    if (s.later_us) RC_ASSERT(free([&](const Volume& v) { return moved_in_time(v, *s.later_us); }));
    if (s.later_us && *s.later_us > 900'000'000)
        RC_ASSERT(!free([&](const Volume& v) { return moved_in_time(v, *s.later_us - 900'000'000); }));
    if (s.earlier_us) RC_ASSERT(free([&](const Volume& v) { return moved_in_time(v, -*s.earlier_us); }));
    if (s.higher_mm) RC_ASSERT(free([&](const Volume& v) { return moved_in_height(v, *s.higher_mm); }));
    if (s.aside) RC_ASSERT(free([&](const Volume& v) { return moved_aside(v, s.aside->distance_mm, s.aside->bearing_mdeg); }));
}

// The comparison must be able to fail: what a level does show makes the answers differ.
TEST(Disclosure, each_level_shows_what_it_should) {
    const std::vector<Volume> asked{at(36, 37, 1, 0, 2)};
    const auto answer = [&](const char* owner, const char* id) {
        return shown(book_of({filing(id, owner, "patrol", {at(36, 37, 1, 1, 3)}, {})}).ask("asker", "convoy", asked));
    };
    EXPECT_EQ(answer("review-a", "x1"), shown([&] {
                  Answer a;
                  a.under_review = true;
                  a.digest = digest_of({}).hex();
                  return a;
              }()));
    EXPECT_NE(answer("shift-a", "x1"), answer("shift-a", "x2"));  // their keys differ
    EXPECT_THAT(answer("shift-a", "x1"), testing::HasSubstr("later_us"));
    EXPECT_THAT(answer("shift-a", "x1"), testing::Not(testing::HasSubstr("patrol")));
    EXPECT_THAT(answer("overlap-a", "x1"), testing::HasSubstr("patrol"));
    EXPECT_THAT(answer("overlap-a", "x1"), testing::HasSubstr("overlap-a"));
    EXPECT_THAT(answer("overlap-a", "x1"), testing::Not(testing::HasSubstr("radius_mm")));
    EXPECT_THAT(answer("full-a", "x1"), testing::HasSubstr("radius_mm"));
}

TEST(Disclosure, a_suspended_channel_leaves_the_least_and_comes_back) {
    DisclosureMatrix all = matrix();
    EXPECT_EQ(all.level("full-a", "asker"), L::full);
    EXPECT_EQ(all.level("asker", "full-a"), L::review);
    EXPECT_EQ(all.level("asker", "asker"), L::full);
    all.suspend("asker", "full-a");
    EXPECT_EQ(all.level("full-a", "asker"), L::review);
    EXPECT_TRUE(all.suspended("full-a", "asker"));
    all.resume("full-a", "asker");
    EXPECT_EQ(all.level("full-a", "asker"), L::full);
    EXPECT_EQ(disclosure_level("everything").error().id, "disclosure.level");
}

TEST(Awareness, keys_or_their_digest_prove_it_and_an_older_one_is_stale) {
    const AwarenessKey a = AwarenessKey::from_secret("0123456789abcdef-a");
    const AwarenessKey b = AwarenessKey::from_secret("0123456789abcdef-b");
    EXPECT_NE(a, b);
    EXPECT_EQ(a, AwarenessKey::from_secret("0123456789abcdef-a"));
    EXPECT_TRUE(check_awareness({}, {}).ok());
    EXPECT_TRUE(check_awareness({{a, b}, ""}, {a}).ok());
    EXPECT_TRUE(check_awareness({{}, digest_of({b, a, a}).hex()}, {a, b}).ok());
    EXPECT_EQ(check_awareness({}, {a}).error().id, "awareness.stale");
    EXPECT_EQ(check_awareness({{b}, ""}, {a}).error().id, "awareness.stale");
    EXPECT_EQ(check_awareness({{}, digest_of({a}).hex()}, {a, b}).error().id, "awareness.stale");
    EXPECT_EQ(check_awareness({{a}, digest_of({a}).hex()}, {a}).error().id, "awareness.both");
    EXPECT_EQ(AwarenessKey::parse("xyz").error().id, "awareness.key");
}

// Ten clients ask, and file in any order among each other: whoever was overtaken is refused and asks again.
RC_GTEST_PROP(Awareness, ten_filing_into_one_place_never_miss_each_other, ()) {
    DisclosureMatrix all;
    for (int i = 0; i < 10; ++i)
        for (int k = 0; k < 10; ++k) all.set(fmt::format("p{}", i), fmt::format("p{}", k), L::shift);
    ActivityBook book({}, std::make_shared<const Separations>(), {}, all, limits());
    const std::vector<Volume> here{at(36, 37, 1, 0, 2)};
    std::vector<std::string> seen(10);
    std::vector<bool> done(10);
    std::vector<AwarenessKey> filed;
    std::mt19937_64 order(*rc::gen::arbitrary<std::uint64_t>());  // a generator of small cases would ask the first one for ever
    while (filed.size() < 10) {
        const auto i = static_cast<std::size_t>(std::uniform_int_distribution(0, 9)(order));
        const std::string who = fmt::format("p{}", i);
        if (done[i]) continue;
        if (seen[i].empty()) {
            seen[i] = book.ask(who, "convoy", here).digest;
            continue;
        }
        const ActivityStep step = filing("a" + who, who, "convoy", here, {});
        const bool current = seen[i] == digest_of(filed).hex();
        const auto result = book.apply(step, {{}, seen[i]});
        RC_ASSERT(result.ok() == current);
        seen[i].clear();
        if (!result.ok()) continue;
        filed.push_back(step.key);
        done[i] = true;
    }
}

TEST(ActivityBook, what_is_over_is_in_nobodys_way_and_a_change_has_a_new_key) {
    ActivityBook book({}, std::make_shared<const Separations>(), {}, matrix(), limits());
    const std::vector<Volume> here{at(36, 37, 1, 0, 2)};
    ASSERT_TRUE(book.apply(filing("one", "full-a", "patrol", here, {}), {}).ok());
    const Answer before = book.ask("asker", "convoy", here);
    ASSERT_EQ(before.disclosed.size(), 1U);
    ActivityStep change = filing("two", "full-a", "", {at(36, 37, 2, 0, 2)}, {});
    change.kind = ActivityStepKind::changed;
    change.activity = change.version = "one";
    ASSERT_TRUE(book.apply(change, {}).ok());
    EXPECT_NE(book.ask("asker", "convoy", here).digest, before.digest);
    EXPECT_EQ(book.apply(filing("three", "asker", "convoy", here, {}), {{before.disclosed[0].key}, ""}).error().id, "awareness.stale");
    ActivityStep withdrawal = filing("four", "full-a", "", {}, {});
    withdrawal.kind = ActivityStepKind::withdrawn;
    withdrawal.activity = "one";
    withdrawal.version = "two";
    ASSERT_TRUE(book.apply(withdrawal, {}).ok());
    EXPECT_TRUE(book.ask("asker", "convoy", here).disclosed.empty());
    EXPECT_EQ(book.live().volumes(), 0U);
    EXPECT_EQ(book.apply(withdrawal, {}).error().id, "activity.step_twice");
    withdrawal.activity = "nine";
    EXPECT_EQ(book.apply(withdrawal, {}).error().id, "activity.unknown");
}

}  // namespace
}  // namespace truce
