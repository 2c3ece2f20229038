#include "truce/fuse/learn.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "truce/base/json.hpp"
#include "truce/fuse/competition.hpp"
#include "truce/fuse/invented_sightings.hpp"
#include "truce/fuse/tables.hpp"

namespace truce {
namespace {

using invented_sightings::at;

/// `n` events over a wide country, each seen by A and B, B up to 2 km off and every tenth of its reports a day late.
std::vector<Sighting> two_watchers(int n, std::uint32_t seed) {
    std::mt19937 numbers(seed);
    const auto up_to = [&](unsigned most) { return static_cast<int>(numbers() % most); };
    std::vector<Sighting> sightings;
    for (int i = 0; i < n; ++i) {
        const double lat = 33 + up_to(400) * 0.01;
        const double lon = 36 + up_to(500) * 0.01;
        const int day = up_to(60);
        Sighting a = at("A", std::to_string(i), lat, lon, day);
        Sighting b = at("B", std::to_string(i), lat + up_to(18) * 0.001, lon, day + (up_to(10) == 0 ? 1 : 0));
        const std::int64_t toll = up_to(30);
        a.casualties = Casualties{toll, toll, toll};
        b.casualties = Casualties{toll, toll, toll};
        sightings.push_back(a);
        sightings.push_back(b);
    }
    return sightings;
}

TEST(Learning, finds_what_two_watchers_saw_without_being_told) {
    const auto sightings = two_watchers(300, 7);
    const auto learnt = learn(sightings, {}, {});
    ASSERT_TRUE(learnt.ok()) << learnt.error().text();
    EXPECT_TRUE(check(learnt->model).ok());
    EXPECT_EQ(learnt->sightings, 600U);
    EXPECT_GT(learnt->links, 280U);
    EXPECT_LE(learnt->links, 300U);  // never more than one to one allows
    const auto fusion = fuse(sightings, learnt->model, {}, {});
    ASSERT_TRUE(fusion.ok());
    std::size_t right = 0;
    for (std::size_t i = 0; i + 1 < sightings.size(); i += 2) {
        if (fusion->placements[i].incident == fusion->placements[i + 1].incident) ++right;
    }
    EXPECT_GT(right, 280U);
}

TEST(Learning, does_not_depend_on_the_order_of_reports) {
    const auto sightings = two_watchers(150, 8);
    const auto model = [](const std::vector<Sighting>& given) { return *canonical(to_json(learn(given, {}, {})->model)); };
    const auto once = model(sightings);
    for (std::uint32_t seed = 1; seed <= 5; ++seed) EXPECT_EQ(model(invented_sightings::shuffled(sightings, seed)), once);
}

TEST(Learning, from_too_little_keeps_the_shipped_model) {
    for (const auto& few : {std::vector<Sighting>{}, two_watchers(5, 9)}) {
        const auto learnt = learn(few, {}, {});
        ASSERT_TRUE(learnt.ok());
        EXPECT_EQ(learnt->model.number, 1U);
        EXPECT_EQ(learnt->model.pooled, shipped_model().pooled);
    }
}

TEST(Learning, follows_reviewed_links) {
    // People say that B's reports of the day after are the same incidents: a gap of a day must count less against a link.
    auto sightings = two_watchers(200, 10);
    std::vector<Reviewed> reviewed;
    for (std::uint32_t i = 0; i + 1 < sightings.size(); i += 2) {
        if (sightings[i].when.from != sightings[i + 1].when.from) reviewed.push_back({i, i + 1, true});
    }
    ASSERT_FALSE(reviewed.empty());
    const auto before = learn(sightings, {}, {});
    LearnOptions heavy;
    heavy.review_weight = 50;
    const auto after = learn(sightings, reviewed, heavy);
    ASSERT_TRUE(before.ok() && after.ok());
    EXPECT_GT(after->model.pooled[field_begin[1] + 1], before->model.pooled[field_begin[1] + 1]);
    EXPECT_THAT(after->model.made_from, testing::HasSubstr(std::to_string(reviewed.size()) + " reviewed pairs"));
}

TEST(Learning, refuses_a_report_as_a_source_of_its_own) {
    std::vector<Sighting> sightings;
    for (int i = 0; i < 1'001; ++i) sightings.push_back(at("S" + std::to_string(i), "1", 35, 37, 3));
    EXPECT_EQ(learn(sightings, {}, {}).error().id, "fuse.too_many_sources");
    sightings.resize(2);
    sightings[1] = sightings[0];
    EXPECT_EQ(learn(sightings, {}, {}).error().id, "fuse.twice");
}

TEST(Learning, from_a_large_input_takes_whole_stretches_of_time) {
    LearnOptions options;
    options.sightings_max = 400;
    const auto learnt = learn(two_watchers(1'000, 11), {}, options);
    ASSERT_TRUE(learnt.ok());
    EXPECT_LE(learnt->sightings, 400U);
    EXPECT_GT(learnt->links, 40U);
}

RC_GTEST_PROP(Tables, give_bits_in_order_whatever_was_counted, ()) {
    const auto counts = [] {
        LevelCounts made;
        for (double& seen : made.seen) seen = *rc::gen::element(0, 0, 1, 3, 40, 900);
        return made;
    };
    std::vector<LevelTable> tables;
    LevelTable pooled{};
    fit_tables({counts(), counts()}, {counts(), counts()}, {counts(), LevelCounts{}}, tables, pooled);
    for (const LevelTable& table : {pooled, tables.at(0), tables.at(1)}) {
        for (std::size_t i = 1; i < 10; ++i) RC_ASSERT(table[i] <= table[i - 1]);
        for (std::size_t i = field_begin[1] + 1U; i < field_begin[1] + 4U; ++i) RC_ASSERT(table[i] <= table[i - 1]);
        RC_ASSERT(std::all_of(table.begin(), table.end(), [](Millibits bits) { return std::abs(bits) <= 12'000; }));
    }
}

TEST(Competition, without_enough_experiments_keeps_the_shipped_threshold) {
    const auto none = compete({0, 1}, {{0, 1, 5'000}}, -8'000);
    EXPECT_EQ(none.threshold, shipped_model().threshold);
    EXPECT_EQ(compete({}, {}, -8'000).threshold, shipped_model().threshold);
}

TEST(Competition, sets_the_threshold_above_what_free_rivals_reach) {
    // 40 pairs at 10 bits; beside each, a free third report that scores 2 bits with its end.
    std::vector<std::uint32_t> sources;
    std::vector<ScoredLink> links;
    for (std::uint32_t i = 0; i < 40; ++i) {
        sources.insert(sources.end(), {0, 1, 1});
        links.push_back({3 * i, 3 * i + 1, 10'000});
        links.push_back({3 * i, 3 * i + 2, 2'000});
    }
    const auto found = compete(sources, links, -8'000);
    EXPECT_GT(found.threshold, 2'000);
    EXPECT_LT(found.false_share, 0.05);
}

}  // namespace
}  // namespace truce
