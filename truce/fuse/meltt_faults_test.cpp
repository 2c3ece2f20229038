// Each documented fault of the package, and the switch that corrects it; and what is refused.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <deque>
#include <limits>
#include <numeric>
#include <random>
#include <set>

#include "truce/fuse/meltt_testing.hpp"

#include "tests/checkout.hpp"

namespace truce {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::crash_set;
using testing_support::january_set;
using testing_support::MelttSet;
using testing_support::windows;

const Path data = Path(checkout) / "truce/fuse/testdata";

struct Made {
    int start;
    int end;
    double latitude;
    double longitude;
    std::vector<std::uint32_t> levels;
};

/// Sources named S1, S2, ...; ids are the positions given, so that rows may be shuffled afterwards.
struct MadeSet {
    std::deque<std::string> ids;
    MelttInput input;

    MadeSet(std::vector<std::size_t> depths, const std::vector<std::vector<Made>>& sources) {
        input.depths = std::move(depths);
        for (const auto& reports : sources) {
            MelttSource& source = input.sources.emplace_back();
            source.name = "S" + std::to_string(input.sources.size());
            for (const Made& made : reports) {
                const std::string& id = ids.emplace_back(std::to_string(source.reports.size() + 1));
                source.reports.push_back({Day{made.start}, Day{made.end}, made.latitude, made.longitude, id});
                source.levels.insert(source.levels.end(), made.levels.begin(), made.levels.end());
            }
        }
    }
};

MelttResult run(const MelttInput& input, const MelttSettings& settings) {
    auto result = fuse_meltt(input, settings);
    EXPECT_TRUE(result.ok()) << (result ? "" : result.error().text());
    return result ? std::move(*result) : MelttResult{};
}

MelttSettings with(MelttSettings settings, bool MelttCorrections::* correction) {
    settings.corrections.*correction = true;
    return settings;
}

MelttId id(std::uint32_t source, std::uint32_t row) { return {source, row}; }

// Two levels each: code 1 is the exact word, 9 the common one.
const std::vector<std::uint32_t> exact{1, 9};
const std::vector<std::uint32_t> other{2, 9};

TEST(MelttBestCandidate, TheFirstInScanOrderIsTakenAsPublishedAndTheBestWhenCorrected) {
    const MadeSet set({2}, {{{10, 10, 35, 37, exact}}, {{10, 10, 35, 37, other}, {10, 10, 35, 37, exact}}});
    const auto published = run(set.input, windows(1, 1));
    ASSERT_THAT(published.links, SizeIs(1));
    EXPECT_EQ(published.links[0].taken, (MelttLink::Choice{id(2, 1), 1.0}));
    const auto corrected = run(set.input, with(windows(1, 1), &MelttCorrections::best_candidate));
    ASSERT_THAT(corrected.links, SizeIs(1));
    EXPECT_EQ(corrected.links[0].taken, (MelttLink::Choice{id(2, 2), 0.0}));
    EXPECT_EQ(corrected.links[0].runners_up[0], (MelttLink::Choice{id(2, 1), 1.0}));
}

TEST(MelttBestCandidate, WeightsMatterOnceItIsCorrected) {
    // Row 1 agrees finely in the first taxonomy, row 2 in the second.
    const MadeSet set({2, 2}, {{{10, 10, 35, 37, {1, 9, 1, 9}}}, {{10, 10, 35, 37, {1, 9, 2, 9}}, {10, 10, 35, 37, {2, 9, 1, 9}}}});
    MelttSettings settings = windows(1, 1);
    for (const bool corrected : {false, true}) {
        settings.corrections.best_candidate = corrected;
        settings.weights = {1.5, 0.5};
        const MelttId first = run(set.input, settings).links.at(0).taken.id;
        settings.weights = {0.5, 1.5};
        const MelttId second = run(set.input, settings).links.at(0).taken.id;
        EXPECT_EQ(first, id(2, 1));
        EXPECT_EQ(second, corrected ? id(2, 2) : id(2, 1));
    }
}

TEST(MelttScan, TheNearestBeforeComesBeforeAnythingOfTheSameDayOrAfter) {
    const MadeSet set({}, {{{10, 10, 35, 37, {}}}, {{8, 8, 35, 37, {}}, {9, 9, 35, 37, {}}, {10, 10, 35, 37, {}}, {11, 11, 35, 37, {}}}});
    const auto result = run(set.input, windows(1, 2));
    EXPECT_EQ(result.links.at(0).taken.id, id(2, 2));
    EXPECT_EQ(result.links.at(0).candidates, 4U);
    EXPECT_EQ(result.links.at(0).gap_days, 1);
}

TEST(MelttContenders, ABetterCandidateThatWasPassedOverIsShownOnlyWhenCorrected) {
    const MadeSet set({2}, {{{10, 10, 35, 37, exact}}, {{10, 10, 35, 37, other}, {10, 10, 35, 37, exact}}});
    EXPECT_EQ(run(set.input, windows(1, 1)).links.at(0).runners_up[0], MelttLink::Choice{});
    const auto corrected = run(set.input, with(windows(1, 1), &MelttCorrections::contenders));
    EXPECT_EQ(corrected.links.at(0).taken.id, id(2, 1)) << "the choice is left as published";
    EXPECT_EQ(corrected.links.at(0).runners_up[0], (MelttLink::Choice{id(2, 2), 0.0}));
}

TEST(MelttPartial, MoreToleranceFindsLessAsPublishedAndNeverWhenCorrected) {
    const MelttSet set = crash_set(data);
    std::size_t before = 0;
    for (const bool corrected : {false, true}) {
        std::vector<std::size_t> candidates;
        for (std::size_t partial = 0; partial <= 3; ++partial) {
            MelttSettings settings = windows(4, 2);
            settings.partial = partial;
            settings.corrections.partial = corrected;
            std::size_t n = 0;
            for (const MelttLink& link : run(set.input, settings).links) n += link.candidates;
            candidates.push_back(n);
        }
        EXPECT_EQ(std::ranges::is_sorted(candidates), corrected) << testing::PrintToString(candidates);
        before = candidates[1];
    }
    EXPECT_GT(before, 0U);
}

TEST(MelttPartial, ExactlyPDisagreementsAreAskedForAsPublished) {
    const MadeSet set({1, 1, 1}, {{{10, 10, 35, 37, {1, 1, 1}}}, {{10, 10, 35, 37, {2, 1, 1}}}});
    MelttSettings settings = windows(1, 1);
    settings.partial = 2;
    EXPECT_THAT(run(set.input, settings).links, IsEmpty());
    settings.corrections.partial = true;
    ASSERT_THAT(run(set.input, settings).links, SizeIs(1));
    EXPECT_DOUBLE_EQ(run(set.input, settings).links[0].taken.score, 1.0 / 3);
}

TEST(MelttAveraging, LongitudeStaysAndAnEventBecomesAnEpisodeUnlessCorrected) {
    const MadeSet set({}, {{{10, 10, 35.00, 37.00, {}}}, {{11, 11, 35.02, 37.02, {}}}});
    MelttSettings settings = windows(5, 2);
    settings.averaging = true;
    const auto published = run(set.input, settings).unique;
    ASSERT_THAT(published, SizeIs(1));
    EXPECT_EQ(published[0].start, Day{10}) << "half of a day after the earliest is rounded to it";
    EXPECT_DOUBLE_EQ(published[0].end_day, 10.5);
    EXPECT_DOUBLE_EQ(published[0].latitude_deg, 35.01);
    EXPECT_DOUBLE_EQ(published[0].longitude_deg, 37.00);
    const auto corrected = run(set.input, with(settings, &MelttCorrections::averaging)).unique;
    ASSERT_THAT(corrected, SizeIs(1));
    EXPECT_DOUBLE_EQ(corrected[0].end_day, 10);
    EXPECT_DOUBLE_EQ(corrected[0].longitude_deg, 37.01);
}

TEST(MelttAveraging, AnEventThatBecameAnEpisodeMissesItsThirdReportUnlessCorrected) {
    const MadeSet set({}, {{{10, 10, 35, 37, {}}}, {{11, 11, 35, 37, {}}}, {{11, 11, 35, 37, {}}}});
    MelttSettings settings = windows(5, 2);
    settings.averaging = true;
    EXPECT_THAT(run(set.input, settings).unique, SizeIs(2));
    EXPECT_THAT(run(set.input, with(settings, &MelttCorrections::averaging)).unique, SizeIs(1));
}

TEST(MelttAveraging, CorrectedItIsTheMeanOfAllReportsTheShortWayRound) {
    const MadeSet set({}, {{{10, 10, 0, 179.99, {}}}, {{10, 10, 0, -179.99, {}}}, {{10, 10, 0.03, 180, {}}}});
    MelttSettings settings = windows(5, 2);
    settings.averaging = true;
    const auto unique = run(set.input, with(settings, &MelttCorrections::averaging)).unique;
    ASSERT_THAT(unique, SizeIs(1));
    EXPECT_NEAR(unique[0].latitude_deg, 0.01, 1e-12);
    EXPECT_NEAR(std::abs(unique[0].longitude_deg), 180, 1e-9);
}

TEST(MelttFlags, EventsInTheMiddleOfALongEpisodeAreFlaggedOnlyWhenCorrected) {
    const MadeSet set({}, {{{10, 30, 35, 37, {}}}, {{9, 9, 35, 37, {}}, {15, 15, 35, 37, {}}, {20, 20, 35, 37, {}}, {33, 33, 35, 37, {}}}});
    const auto events = [&](const MelttSettings& settings) {
        std::vector<MelttId> out;
        for (const MelttFlag& flag : run(set.input, settings).flags) out.push_back(flag.event);
        return out;
    };
    EXPECT_THAT(events(windows(1, 2)), ElementsAre(id(2, 1), id(2, 2))) << "the first beyond the window, and no further";
    EXPECT_THAT(events(with(windows(1, 2), &MelttCorrections::flags)), ElementsAre(id(2, 1), id(2, 2), id(2, 3)));
}

TEST(MelttFlags, AnEventMayBelongToSeveralEpisodesWhenCorrected) {
    const MadeSet set({}, {{{10, 12, 35, 37, {}}, {10, 13, 35, 37, {}}}, {{11, 11, 35, 37, {}}}});
    EXPECT_THAT(run(set.input, windows(1, 2)).flags.at(0).episodes, ElementsAre(id(1, 1)));
    EXPECT_THAT(run(set.input, with(windows(1, 2), &MelttCorrections::flags)).flags.at(0).episodes, ElementsAre(id(1, 1), id(1, 2)));
}

TEST(MelttFolding, NoEventsOnOneSideIsAnOrdinaryAnswer) {
    const MadeSet set({}, {{{10, 12, 35, 37, {}}}, {{11, 11, 35, 37, {}}}});
    const auto result = run(set.input, windows(1, 2));
    EXPECT_THAT(result.matches, IsEmpty());
    EXPECT_THAT(result.unique, SizeIs(2));
}

TEST(MelttFolding, IdsStandInTheirOwnColumnsAlsoIfTheFirstFoldFindsNothing) {
    const MadeSet set({}, {{{10, 10, 35, 37, {}}}, {{50, 50, 35, 37, {}}}, {{10, 10, 35, 37, {}}}});
    EXPECT_THAT(run(set.input, windows(1, 2)).matches.at(0).ids, ElementsAre(id(1, 1), id(0, 0), id(3, 1)));
}

TEST(MelttTaxonomy, AMissingLevelEqualsNothing) {
    const MadeSet set({2}, {{{10, 10, 35, 37, {0, 0}}}, {{10, 10, 35, 37, {0, 0}}}});
    EXPECT_THAT(run(set.input, windows(1, 2)).matches, IsEmpty());
}

// ---- the order of input ---------------------------------------------------------------------------------------------

using Names = std::set<std::set<std::string>>;

/// Who stands with whom, by names that no order of input changes.
Names partition(const MelttInput& input, const MelttResult& result) {
    Names out;
    for (const MelttMatch& match : result.matches) {
        std::set<std::string> names;
        for (const MelttId report : match.ids) {
            if (report.row == 0) continue;
            const MelttSource& source = input.sources[report.source - 1];
            names.insert(source.name + ":" + std::string(source.reports[report.row - 1].id));
        }
        out.insert(std::move(names));
    }
    return out;
}

/// The same reports in another order of rows and of sources.
MelttInput shuffled(const MelttInput& input, std::uint64_t seed) {
    std::mt19937_64 chance(seed);
    MelttInput out = input;
    std::ranges::shuffle(out.sources, chance);
    const std::size_t width = std::accumulate(input.depths.begin(), input.depths.end(), std::size_t{0});
    for (MelttSource& source : out.sources) {
        std::vector<std::size_t> order(source.reports.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::shuffle(order, chance);
        const MelttSource old = source;
        for (std::size_t i = 0; i < order.size(); ++i) {
            source.reports[i] = old.reports[order[i]];
            std::copy_n(old.levels.begin() + static_cast<std::ptrdiff_t>(order[i] * width), width,
                        source.levels.begin() + static_cast<std::ptrdiff_t>(i * width));
        }
    }
    return out;
}

TEST(MelttOrder, ShufflingChangesTheAnswerAsPublishedAndNotWhenCorrected) {
    const MelttSet set = january_set(data);
    const MelttSettings published = windows(4, 2);
    const MelttSettings corrected = with(published, &MelttCorrections::order);
    const Names first = partition(set.input, run(set.input, published));
    const Names fixed = partition(set.input, run(set.input, corrected));
    EXPECT_GT(fixed.size(), 200U);
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const MelttInput other_order = shuffled(set.input, seed);
        EXPECT_NE(partition(other_order, run(other_order, published)), first) << "seed " << seed;
        EXPECT_EQ(partition(other_order, run(other_order, corrected)), fixed) << "seed " << seed;
    }
}

std::vector<std::vector<Made>> some_sources() {
    std::vector<std::vector<Made>> sources(*rc::gen::inRange<std::size_t>(2, 5));
    for (auto& reports : sources) {
        reports.resize(*rc::gen::inRange<std::size_t>(1, 12));
        for (Made& made : reports) {
            made.start = *rc::gen::inRange(0, 6);
            made.end = made.start + *rc::gen::element(0, 0, 0, 1, 3);
            made.latitude = 35 + 0.01 * *rc::gen::inRange(0, 4);
            made.longitude = 37 + 0.01 * *rc::gen::inRange(0, 4);
            made.levels = {*rc::gen::inRange(0U, 3U), *rc::gen::inRange(1U, 3U), *rc::gen::inRange(0U, 3U)};
        }
    }
    return sources;
}

MelttSettings some_settings() {
    MelttSettings settings = windows(*rc::gen::inRange(0, 4), *rc::gen::inRange(0, 3));
    settings.partial = *rc::gen::inRange<std::size_t>(0, 3);
    settings.averaging = *rc::gen::arbitrary<bool>();
    for (bool MelttCorrections::* member : {&MelttCorrections::best_candidate, &MelttCorrections::contenders, &MelttCorrections::partial,
                                            &MelttCorrections::averaging, &MelttCorrections::flags, &MelttCorrections::order})
        settings.corrections.*member = *rc::gen::arbitrary<bool>();
    return settings;
}

RC_GTEST_PROP(MelttLaws, NoOrderOfInputChangesThePartitionOnceCorrected, ()) {
    const MadeSet set({2, 1}, some_sources());
    MelttSettings settings = some_settings();
    settings.corrections.order = true;
    const MelttInput other_order = shuffled(set.input, *rc::gen::arbitrary<std::uint64_t>());
    RC_ASSERT(partition(other_order, run(other_order, settings)) == partition(set.input, run(set.input, settings)));
}

RC_GTEST_PROP(MelttLaws, EveryReportStandsOnceAndEveryIncidentHasOneSurvivor, ()) {
    const MadeSet set({2, 1}, some_sources());
    const MelttResult result = run(set.input, some_settings());
    std::set<MelttId> joined;
    std::set<MelttId> led;
    std::size_t reports = 0;
    for (const MelttSource& source : set.input.sources) reports += source.reports.size();
    for (const MelttMatch& match : result.matches) {
        bool first = true;
        for (std::size_t k = 0; k < match.ids.size(); ++k) {
            if (match.ids[k].row == 0) continue;
            RC_ASSERT(match.ids[k].source == k + 1);
            if (!first) RC_ASSERT(joined.insert(match.ids[k]).second);
            first = false;
        }
    }
    RC_ASSERT(result.links.size() == joined.size());
    std::set<MelttId> unique;
    for (const MelttUnique& survivor : result.unique) RC_ASSERT(unique.insert(survivor.id).second && !joined.contains(survivor.id));
    RC_ASSERT(unique.size() + joined.size() == reports);
    for (const MelttFlag& flag : result.flags) RC_ASSERT(!flag.episodes.empty());
}

RC_GTEST_PROP(MelttLaws, EveryLinkLiesWithinTheWindows, ()) {
    const MadeSet set({2, 1}, some_sources());
    MelttSettings settings = some_settings();
    settings.averaging = false;
    for (const MelttLink& link : run(set.input, settings).links) {
        RC_ASSERT(link.km <= settings.window_km);
        RC_ASSERT(link.gap_days <= settings.window_days);
        RC_ASSERT(link.candidates >= 1);
        RC_ASSERT(link.taken.score >= 0 && link.taken.score <= 1);
    }
}

// ---- refusals -------------------------------------------------------------------------------------------------------

std::string refusal(const MelttInput& input, const MelttSettings& settings) {
    const auto result = fuse_meltt(input, settings);
    return result ? "accepted" : result.error().id;
}

TEST(MelttRefusals, OneSourceOrAnEmptyOne) {
    EXPECT_EQ(refusal(MadeSet({}, {{{10, 10, 35, 37, {}}}}).input, windows(1, 1)), "meltt.one_source");
    EXPECT_EQ(refusal(MadeSet({}, {}).input, windows(1, 1)), "meltt.one_source");
    EXPECT_EQ(refusal(MadeSet({}, {{{10, 10, 35, 37, {}}}, {}}).input, windows(1, 1)), "meltt.source_empty");
}

TEST(MelttRefusals, WindowsThatAreNone) {
    const MadeSet set({}, {{{10, 10, 35, 37, {}}}, {{10, 10, 35, 37, {}}}});
    EXPECT_EQ(refusal(set.input, windows(1, -1)), "meltt.days");
    EXPECT_EQ(refusal(set.input, windows(-1, 1)), "meltt.km");
    EXPECT_EQ(refusal(set.input, windows(std::nan(""), 1)), "meltt.km");
    EXPECT_EQ(refusal(set.input, windows(std::numeric_limits<double>::infinity(), 1)), "meltt.km");
    EXPECT_EQ(refusal(set.input, windows(0, 0)), "accepted");
    EXPECT_EQ(refusal(set.input, windows(1, std::numeric_limits<std::int32_t>::max())), "accepted");
}

TEST(MelttRefusals, WeightsCertaintyAndPartialThatDoNotFit) {
    const MadeSet set({2, 1}, {{{10, 10, 35, 37, {1, 9, 1}}}, {{10, 10, 35, 37, {1, 9, 1}}}});
    const auto weights = [&](std::vector<double> values) {
        MelttSettings settings = windows(1, 1);
        settings.weights = std::move(values);
        return refusal(set.input, settings);
    };
    EXPECT_EQ(weights({1.5, 0.5}), "accepted");
    EXPECT_EQ(weights({2}), "meltt.weights");
    EXPECT_EQ(weights({1, 0.5}), "meltt.weights");
    EXPECT_EQ(weights({3, -1}), "meltt.weights");
    EXPECT_EQ(weights({std::nan(""), 1}), "meltt.weights");
    const auto certainty = [&](std::vector<std::size_t> values) {
        MelttSettings settings = windows(1, 1);
        settings.certainty = std::move(values);
        return refusal(set.input, settings);
    };
    EXPECT_EQ(certainty({2, 1}), "accepted");
    EXPECT_EQ(certainty({1}), "meltt.certainty");
    EXPECT_EQ(certainty({0, 1}), "meltt.certainty");
    EXPECT_EQ(certainty({1, 2}), "meltt.certainty");
    MelttSettings settings = windows(1, 1);
    settings.partial = 3;
    EXPECT_EQ(refusal(set.input, settings), "meltt.partial");
}

TEST(MelttRefusals, ACategoryThatTheTaxonomyDoesNotKnow) {
    Taxonomy taxonomy("act", 1);
    taxonomy.add("S1", "shelling", {"fire"});
    taxonomy.add("S2", "fire", {"fire"});
    std::vector<SourceTable> tables(2);
    for (std::size_t k = 0; k < 2; ++k) {
        tables[k].name = "S" + std::to_string(k + 1);
        tables[k].file = tables[k].name + ".csv";
        tables[k].columns = {"act"};
        tables[k].rows.push_back({2, "1", Day{10}, Day{10}, 35, 37, {"shelling"}});
    }
    Problems problems;
    const auto input = meltt_input(tables, {taxonomy}, problems);
    ASSERT_FALSE(input.ok());
    EXPECT_EQ(input.error().id, "source.refused");
    ASSERT_THAT(problems, SizeIs(1));
    EXPECT_EQ(problems[0].id, "meltt.category_unknown");
    EXPECT_EQ(problems[0].where, "S2.csv:2");
    EXPECT_THAT(problems[0].what, testing::HasSubstr("shelling"));
    tables[1].rows[0].values[0] = "fire";
    EXPECT_TRUE(meltt_input(tables, {taxonomy}, problems).ok());
}

TEST(MelttRefusals, CorrectionsHaveNames) {
    const auto some = parse_meltt_corrections("partial,order");
    ASSERT_TRUE(some.ok());
    EXPECT_TRUE(some->partial && some->order && !some->best_candidate && !some->flags);
    const auto all = parse_meltt_corrections("all");
    ASSERT_TRUE(all.ok());
    EXPECT_TRUE(all->best_candidate && all->contenders && all->partial && all->averaging && all->flags && all->order);
    EXPECT_FALSE(parse_meltt_corrections("none")->order);
    for (const char* wrong : {"best", "partial,,order", "all,x", " order"}) {
        const auto parsed = parse_meltt_corrections(wrong);
        ASSERT_FALSE(parsed.ok()) << wrong;
        EXPECT_EQ(parsed.error().id, "meltt.correction_unknown");
    }
}

TEST(MelttDensity, ManyReportsOnOnePointAndDayAreAnsweredOrRefusedInBoundedTime) {
    const std::vector<Made> same(700, Made{10, 10, 35, 37, {}});
    const MadeSet set({}, {same, same});
    MelttSettings settings = windows(1, 1);
    for (const bool order : {false, true}) {
        settings.corrections.order = order;
        settings.comparisons_max = 490'000;
        const auto result = run(set.input, settings);
        EXPECT_THAT(result.unique, SizeIs(700));
        settings.comparisons_max = 489'999;
        EXPECT_EQ(refusal(set.input, settings), "meltt.too_dense");
    }
}

TEST(MelttDensity, AHundredThousandReportsOnOnePointAndDayAreRefusedAtOnce) {
    const std::vector<Made> same(100'000, Made{10, 10, 35, 37, {}});
    const MadeSet set({}, {same, same});
    EXPECT_EQ(refusal(set.input, windows(1, 1)), "meltt.too_dense");
}

}  // namespace
}  // namespace truce
