// The answers of the R package meltt 0.4.3, row for row.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <set>
#include <sstream>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/fuse/meltt_testing.hpp"

namespace truce {
namespace {

using testing::ElementsAre;
using testing_support::count_matches;
using testing_support::crash_set;
using testing_support::january_set;
using testing_support::MelttSet;
using testing_support::pairs_of;
using testing_support::windows;

const Path data = Path(checkout) / "truce/fuse/testdata";

/// The package's files: a header, then lines without quotes that matter.
std::vector<std::string> lines_of(const Path& file) {
    auto text = read_file(file);
    TRUCE_ASSERT(text.ok());
    std::istringstream in(*text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    lines.erase(lines.begin());
    return lines;
}

std::vector<std::string> match_lines(const MelttResult& result) {
    std::vector<std::string> lines;
    for (const MelttMatch& match : result.matches) {
        std::string line;
        for (const MelttId id : match.ids) line += fmt::format("{}{},{}", line.empty() ? "" : ",", id.source, id.row);
        lines.push_back(line);
    }
    return lines;
}

std::vector<std::string> contender_lines(const MelttResult& result) {
    std::vector<std::string> lines;
    for (const MelttLink& link : result.links) {
        if (link.episode) continue;
        std::string line = fmt::format("{},{}", link.report.source, link.report.row);
        for (const MelttLink::Choice& c : {link.taken, link.runners_up[0], link.runners_up[1]})
            line += fmt::format(",{},{},{}", c.id.source, c.id.row, c.score);
        lines.push_back(fmt::format("{},{}", line, link.candidates));
    }
    return lines;
}

MelttResult run(const MelttSet& set, const MelttSettings& settings) {
    auto result = fuse_meltt(set.input, settings);
    EXPECT_TRUE(result.ok()) << (result ? "" : result.error().text());
    return result ? std::move(*result) : MelttResult{};
}

std::vector<std::string> flag_lines(const MelttResult& result) {
    std::vector<std::string> lines;
    for (const MelttFlag& flag : result.flags) {
        std::string line = fmt::format("{}/{} by ", flag.event.source, flag.event.row);
        for (const MelttId id : flag.episodes) line += fmt::format("{}{}_{}", line.ends_with(' ') ? "" : ", ", id.source, id.row);
        lines.push_back(line);
    }
    return lines;
}

class MelttJanuary : public testing::TestWithParam<std::tuple<int, int, std::size_t, std::size_t, std::size_t, std::size_t>> {};

TEST_P(MelttJanuary, EqualsThePackageRowForRow) {
    const auto [km, days, events, episodes, unique, flagged] = GetParam();
    const MelttSet set = january_set(data);
    const MelttResult result = run(set, windows(km, days));
    const std::string name = fmt::format("jan_{}km_{}d", km, days);
    EXPECT_EQ(match_lines(result), lines_of(data / "january" / (name + "_matches.csv")));
    EXPECT_EQ(contender_lines(result), lines_of(data / "january" / (name + "_contenders.csv")));
    EXPECT_EQ(count_matches(result, false), events);
    EXPECT_EQ(count_matches(result, true), episodes);
    EXPECT_EQ(result.unique.size(), unique);
    EXPECT_EQ(result.flags.size(), flagged);
}

INSTANTIATE_TEST_SUITE_P(Windows, MelttJanuary,
                         testing::Values(std::tuple(3, 1, 217, 13, 628, 7), std::tuple(4, 2, 250, 15, 572, 8),
                                         std::tuple(10, 2, 292, 20, 470, 19)));

TEST(MelttCrash, MatchesAreThePackagesAsASet) {
    const MelttSet set = crash_set(data);
    const MelttResult result = run(set, windows(4, 2));
    EXPECT_EQ(count_matches(result, false), 26U);
    EXPECT_EQ(count_matches(result, true), 8U);
    std::multiset<std::string> expected;
    for (const std::string& line : lines_of(data / "crash/expected_matches_4km_2d.csv")) {
        std::size_t comma = 0;  // the ids are the first six columns, the rest are days
        for (int i = 0; i < 6; ++i) comma = line.find(',', comma + 1);
        expected.insert(line.substr(0, comma));
    }
    const auto found = match_lines(result);
    EXPECT_EQ(std::multiset<std::string>(found.begin(), found.end()), expected);
}

TEST(MelttCrash, ContendersAreThePackagesInOrder) {
    const MelttSet set = crash_set(data);
    const MelttResult result = run(set, windows(4, 2));
    EXPECT_EQ(contender_lines(result), lines_of(data / "crash/expected_event_contenders_4km_2d.csv"));
    EXPECT_EQ(contender_lines(result).size(), 41U);
}

TEST(MelttCrash, UniqueReportsAreThePackagesInOrder) {
    const MelttSet set = crash_set(data);
    const MelttResult result = run(set, windows(4, 2));
    std::vector<std::string> found;
    for (const MelttUnique& unique : result.unique)
        found.push_back(fmt::format("\"{}\",{},{}", set.tables[unique.id.source - 1].name, unique.id.row, format(unique.start)));
    std::vector<std::string> expected;
    for (const std::string& line : lines_of(data / "crash/expected_unique_4km_2d.csv")) {
        std::size_t comma = 0;
        for (int i = 0; i < 3; ++i) comma = line.find(',', comma + 1);
        expected.push_back(line.substr(0, comma));
    }
    EXPECT_EQ(found, expected);
    EXPECT_EQ(found.size(), 140U);
}

TEST(MelttCrash, OverlapsAndFlagsAreThePackages) {
    const MelttSet set = crash_set(data);
    const MelttResult result = run(set, windows(4, 2));
    std::map<std::string, int> overlaps;
    for (const MelttMatch& match : result.matches) {
        std::string sources;
        for (const MelttId id : match.ids)
            if (id.row != 0) sources += std::to_string(id.source);
        ++overlaps[sources];
    }
    EXPECT_THAT(overlaps, ElementsAre(testing::Pair("12", 5), testing::Pair("123", 21), testing::Pair("13", 4), testing::Pair("23", 4)));
    EXPECT_THAT(flag_lines(result),
                ElementsAre("1/4 by 2_12", "2/8 by 1_11", "2/39 by 1_38", "2/44 by 1_44", "2/55 by 1_56", "2/59 by 1_58"));
}

TEST(MelttCrash, PartialCountsAreThePackages) {
    const MelttSet set = crash_set(data);
    for (const auto& [partial, matches, unique, flagged] :
         {std::tuple(1U, 34U, 140U, 7U), std::tuple(2U, 35U, 139U, 8U), std::tuple(3U, 34U, 140U, 6U)}) {
        MelttSettings settings = windows(4, 2);
        settings.partial = partial;
        const MelttResult result = run(set, settings);
        EXPECT_EQ(result.matches.size(), matches) << "partial " << partial;
        EXPECT_EQ(result.unique.size(), unique) << "partial " << partial;
        EXPECT_EQ(result.flags.size(), flagged) << "partial " << partial;
    }
}

struct Counts {
    std::size_t matches, unique, flagged;
    friend bool operator==(const Counts&, const Counts&) = default;
    friend std::ostream& operator<<(std::ostream& out, const Counts& c) {
        return out << c.matches << " matches, " << c.unique << " unique, " << c.flagged << " flagged";
    }
};

Counts counts(const MelttResult& result) { return {result.matches.size(), result.unique.size(), result.flags.size()}; }

TEST(MelttJanuarySettings, WeightsChangeNothingAsInThePackage) {
    const MelttSet set = january_set(data);
    MelttSettings settings = windows(4, 2);
    const MelttResult plain = run(set, settings);
    settings.weights = {1.5, 0.5};
    const MelttResult weighted = run(set, settings);
    EXPECT_EQ(counts(weighted), (Counts{265, 572, 8}));
    EXPECT_EQ(match_lines(weighted), match_lines(plain));
    EXPECT_NE(contender_lines(weighted), contender_lines(plain)) << "the scores do change";
}

TEST(MelttJanuarySettings, CertaintyIsThePackages) {
    const MelttSet set = january_set(data);
    MelttSettings settings = windows(4, 2);
    settings.certainty = {1, 1};
    EXPECT_EQ(counts(run(set, settings)), (Counts{225, 627, 8}));
    settings.certainty = {1, 2};
    EXPECT_EQ(counts(run(set, settings)), (Counts{248, 594, 8}));
}

TEST(MelttJanuarySettings, CertaintyWithPartialIsThePackages) {
    const MelttSet set = january_set(data);
    MelttSettings settings = windows(4, 2);
    settings.certainty = {1, 1};
    settings.partial = 1;
    EXPECT_EQ(counts(run(set, settings)), (Counts{260, 580, 7}));
}

TEST(MelttJanuarySettings, AveragingIsThePackages) {
    const MelttSet set = january_set(data);
    MelttSettings settings = windows(4, 2);
    settings.averaging = true;
    EXPECT_EQ(counts(run(set, settings)), (Counts{274, 581, 23}));
}

TEST(MelttJanuarySettings, AnotherOrderOfSourcesIsThePackages) {
    const MelttSet set = january_set(data, {"C", "B", "A"});
    EXPECT_EQ(counts(run(set, windows(4, 2))), (Counts{267, 573, 24}));
    EXPECT_EQ(pairs_of(run(january_set(data), windows(4, 2))).size(), 407U);
}

TEST(MelttJanuarySettings, TheFixedOrderGivesThePublishedCounts) {
    const MelttSet set = january_set(data);
    for (const auto& [km, days, events, episodes, unique] :
         {std::tuple(3, 1, 218U, 13U, 628U), std::tuple(4, 2, 252U, 15U, 572U), std::tuple(10, 2, 291U, 20U, 471U)}) {
        MelttSettings settings = windows(km, days);
        settings.corrections.best_candidate = true;
        const MelttResult result = run(set, settings);
        EXPECT_EQ(count_matches(result, false), events) << km << " km";
        EXPECT_EQ(count_matches(result, true), episodes) << km << " km";
        EXPECT_EQ(result.unique.size(), unique) << km << " km";
    }
}

}  // namespace
}  // namespace truce
