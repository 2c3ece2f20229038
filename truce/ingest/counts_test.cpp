#include "truce/ingest/counts.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/checkout.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/ingest/testing.hpp"

namespace truce {
namespace {

using namespace testing_support;

const Path source_dir(checkout);

const std::vector<PublishedCount>& counts() {
    static const std::vector<PublishedCount> value = [] {
        const Profile profile = syrian_profile(*read_file(source_dir / "examples/syria-2017/areas/syria_adm1.geojson"));
        KeepingIntake intake;
        Problems problems;
        const auto read = read_source(source_dir / "examples/syria-2017/data/bulletins.csv", SourceFormat::published_counts, profile,
                                      profile.registers.front(), {}, intake, problems);
        TRUCE_ASSERT(read.ok() && read->rows == 416 && read->counts == 416);
        return intake.counts;
    }();
    return value;
}

std::int64_t sum(std::string_view reg, std::string_view measure, bool totals, std::string_view day = "") {
    std::int64_t result = 0;
    for (const PublishedCount& c : counts()) {
        if (c.register_id != reg || c.measure != measure || c.division.empty() != totals) continue;
        if (!day.empty() && (!c.day || format(*c.day) != day)) continue;
        result += c.count;
    }
    return result;
}

TEST(Counts, the_day_of_25_february_2017_is_as_published) {
    EXPECT_EQ(sum("ru-counts", "recorded", true, "2017-02-25"), 14);
    EXPECT_EQ(sum("tr-counts", "recorded", true, "2017-02-25"), 7);
    EXPECT_EQ(sum("ru-counts", "confirmed_of_other", true, "2017-02-25"), 0);
}

TEST(Counts, days_with_both_sides_totals_are_49_with_657_and_542) {
    std::map<Day, std::map<std::string, std::int64_t>> days;
    for (const PublishedCount& c : counts()) {
        if (c.day && c.division.empty() && c.measure == "recorded") days[*c.day][c.register_id] = c.count;
    }
    std::int64_t ru = 0;
    std::int64_t tr = 0;
    std::size_t both = 0;
    for (const auto& [day, by_register] : days) {
        if (!by_register.contains("ru-counts") || !by_register.contains("tr-counts")) continue;
        ++both;
        ru += by_register.at("ru-counts");
        tr += by_register.at("tr-counts");
    }
    EXPECT_EQ(both, 49U);
    EXPECT_EQ(ru, 657);
    EXPECT_EQ(tr, 542);
}

TEST(Counts, russia_confirmed_three_of_turkeys_records_in_twelve_bulletins) {
    std::size_t bulletins = 0;
    for (const PublishedCount& c : counts()) {
        if (c.measure != "confirmed_of_other") continue;
        ++bulletins;
        EXPECT_EQ(c.register_id, "ru-counts");
        EXPECT_EQ(c.about, "tr-counts");
        EXPECT_EQ(c.side_as_coded, "RU_CONFIRMS_TR");
    }
    EXPECT_EQ(bulletins, 12U);
    EXPECT_EQ(sum("ru-counts", "confirmed_of_other", true), 3);
    EXPECT_EQ(sum("ru-counts", "from_party", true), 28);
}

TEST(Counts, undated_bulletins_are_kept_without_a_day) {
    std::size_t totals = 0;
    for (const PublishedCount& c : counts()) {
        if (!c.day && c.division.empty() && c.register_id == "ru-counts") ++totals;
        EXPECT_EQ(!c.day, c.basis.starts_with("undated")) << c.basis;
    }
    EXPECT_EQ(totals, 9U);
}

TEST(Counts, a_number_that_was_not_stated_is_no_zero) {
    // 2017-01-22: of Turkey's 12 the press gave only Aleppo 6.
    std::size_t rows = 0;
    for (const PublishedCount& c : counts()) {
        if (c.register_id == "tr-counts" && c.day && format(*c.day) == "2017-01-22" && !c.division.empty()) ++rows;
    }
    EXPECT_EQ(rows, 1U);
    EXPECT_EQ(sum("tr-counts", "recorded", true, "2017-01-23"), 0);
}

TEST(Counts, each_keeps_its_unit_name_and_address) {
    for (const PublishedCount& c : counts()) {
        EXPECT_EQ(c.unit, "record of " + c.register_id);
        EXPECT_FALSE(c.source.empty());
        EXPECT_EQ(c.division.empty(), c.division_as_named.empty());
    }
}

TEST(Counts, ids_are_unique_within_a_register_and_say_what_they_are) {
    std::set<std::pair<std::string, std::string>> ids;
    for (const PublishedCount& c : counts()) EXPECT_TRUE(ids.emplace(c.register_id, c.source_id).second) << c.source_id;
    EXPECT_TRUE(ids.contains({"ru-counts", "2017-02-25/total/recorded"}));
    EXPECT_TRUE(ids.contains({"tr-counts", "2017-01-22/aleppo/recorded"}));
    EXPECT_TRUE(ids.contains({"ru-counts", "2017-01-22/total/confirmed_of_other/tr-counts"}));
}

TEST(Counts, the_part_gives_the_count) {
    for (const PublishedCount& c : counts()) {
        const auto again = count_from_part(c.part_public);
        ASSERT_TRUE(again.ok()) << again.error().text();
        ASSERT_EQ(*again, c);
    }
}

}  // namespace
}  // namespace truce
