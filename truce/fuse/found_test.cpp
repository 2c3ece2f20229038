#include "truce/fuse/found.hpp"

#include <gmock/gmock.h>

#include <set>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/fuse/meltt_testing.hpp"

namespace truce {
namespace {

using testing::HasSubstr;
using testing_support::crash_set;
using testing_support::january_set;
using testing_support::MelttSet;
using testing_support::windows;

const Path data = Path(checkout) / "truce/fuse/testdata";

struct Answer {
    MelttResult result;
    Found found;
};

Answer answer(const MelttSet& set, const MelttSettings& settings) {
    auto result = fuse_meltt(set.input, settings);
    TRUCE_ASSERT(result.ok());
    Found found = found_by_meltt(set.tables, *result);
    return {std::move(*result), std::move(found)};
}

TEST(Found, EveryReportIsInOneIncidentAndEveryLinkInsideOne) {
    const MelttSet set = january_set(data);
    for (const bool order : {false, true}) {
        MelttSettings settings = windows(10, 2);
        settings.corrections.order = order;
        const Answer a = answer(set, settings);
        std::set<ReportPlace> seen;
        for (const auto& incident : a.found.incidents) {
            EXPECT_TRUE(std::ranges::is_sorted(incident));
            for (const ReportPlace place : incident) EXPECT_TRUE(seen.insert(place).second);
        }
        EXPECT_EQ(seen.size(), 908U);
        EXPECT_EQ(a.found.incidents.size(), a.result.unique.size());
        EXPECT_EQ(a.found.links.size(), a.result.links.size());
        for (const FoundLink& link : a.found.links) {
            EXPECT_LT(link.a, link.b);
            const auto& members = a.found.incidents[link.incident];
            EXPECT_TRUE(std::ranges::find(members, link.a) != members.end() && std::ranges::find(members, link.b) != members.end());
            EXPECT_TRUE(link.doubt >= 0 && link.doubt <= 1);
            EXPECT_TRUE(!link.rival || *link.rival != link.b);
        }
    }
}

TEST(Found, ALinkIsDoubtfulWhereAnotherWouldHaveDoneAsWell) {
    const MelttSet set = january_set(data);
    for (const FoundLink& link : answer(set, windows(4, 2)).found.links) {
        if (!link.rival) {
            EXPECT_LE(link.doubt, 0.5);
        } else if (link.rival_score <= link.score) {
            EXPECT_EQ(link.doubt, 1);
        } else {
            EXPECT_GE(link.doubt, 0.5);
        }
    }
}

SourceTable one_report(std::string name, std::string id) {
    SourceTable table;
    table.name = std::move(name);
    table.rows.push_back({2, std::move(id), Day{17167}, Day{17167}, 35.5, 37.25, {}});
    return table;
}

TEST(Found, FilesHoldWhatWasFoundWithAwkwardNamesQuoted) {
    const std::vector<SourceTable> tables{one_report("A,1", "x\"y"), one_report("حلب", "7")};
    Problems problems;
    const auto input = meltt_input(tables, {}, problems);
    ASSERT_TRUE(input.ok());
    const auto result = fuse_meltt(*input, windows(1, 1));
    ASSERT_TRUE(result.ok());
    const Found found = found_by_meltt(tables, *result);
    const std::string reason = "0.0 km and 0 days apart, categories differ by 0.00 of 1";
    EXPECT_EQ(
        links_csv(tables, found),
        "incident,source_a,id_a,source_b,id_b,outcome,score,doubt,km,days,candidates,rival_source,rival_id,rival_score,reason,method\r\n"
        "\"A,1:x\"\"y\",\"A,1\",\"x\"\"y\",حلب,7,join,0,0.0000,0.000,0,1,,,,\"" +
            reason + "\",meltt\r\n");
    const std::string line = links_ndjson(tables, found);
    ASSERT_TRUE(line.ends_with("}\n"));
    const auto parsed = parse_json(std::string_view(line).substr(0, line.size() - 1));
    ASSERT_TRUE(parsed.ok()) << line;
    EXPECT_EQ(parsed->at("id_a").as_string(), "x\"y");
    EXPECT_EQ(parsed->at("source_b").as_string(), "حلب");
    EXPECT_EQ(parsed->at("candidates").as_int64(), 1);
    EXPECT_FALSE(parsed->as_object().contains("rival_id"));
}

TEST(Found, ThePackagesFilesAreItsRows) {
    const MelttSet set = crash_set(data);
    const Answer a = answer(set, windows(4, 2));
    const MelttFiles files = meltt_files(a.result, 3);
    EXPECT_TRUE(files.matches.starts_with("data1,event1,data2,event2,data3,event3\r\n"));
    EXPECT_EQ(std::ranges::count(files.matches, '\n'), 35);
    EXPECT_EQ(std::ranges::count(files.contenders, '\n'), 42);
    EXPECT_EQ(std::ranges::count(files.unique, '\n'), 141);
    EXPECT_THAT(files.unique, HasSubstr("1,1,2012-01-01,2012-01-01,39.148283,-75.982289\r\n"));
    EXPECT_EQ(files.flags, "dataset,event,episodes\r\n1,4,2_12\r\n2,8,1_11\r\n2,39,1_38\r\n2,44,1_44\r\n2,55,1_56\r\n2,59,1_58\r\n");
    EXPECT_EQ(a.found.flags, 6U);
}

}  // namespace
}  // namespace truce
