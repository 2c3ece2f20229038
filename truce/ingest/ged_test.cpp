#include "truce/ingest/ged.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

#include "tests/checkout.hpp"
#include "truce/base/json.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/ingest/testing.hpp"

namespace truce {
namespace {

using namespace testing_support;

const Path source_dir(checkout);

const Profile& profile() {
    static const Profile value = syrian_profile(*read_file(source_dir / "examples/syria-2017/areas/syria_adm1.geojson"));
    return value;
}

/// The example's file as reports of `reg`.
struct Read {
    explicit Read(std::string_view reg, const ReadOptions& options = {}) {
        auto result = read_source(source_dir / "examples/syria-2017/data/ged.csv", SourceFormat::ged_csv, profile(),
                                  *profile().find_register(reg), options, intake, problems);
        EXPECT_TRUE(result.ok()) << (problems.empty() ? result.error().text() : problems.front().text());
        if (result) summary = *result;
    }
    KeepingIntake intake;
    Problems problems;
    ReadSummary summary;
};

const Read& published() {
    static const Read value("ged");
    return value;
}

const Report& report(std::string_view id) {
    const auto& all = published().intake.reports;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Report& r) { return r.source_id == id; });
    TRUCE_ASSERT(found != all.end());
    return *found;
}

JsonObject original(const Report& r) { return parse_canonical(r.part_public)->get_object().at("original").get_object(); }
std::string_view cell(const JsonObject& row, std::string_view column) {
    const Json* value = row.if_contains(column);
    return value == nullptr ? std::string_view() : std::string_view(value->get_string());
}

TEST(Ged, every_row_of_the_example_becomes_a_report) {
    EXPECT_EQ(published().summary.rows, 5611U);
    EXPECT_EQ(published().summary.reports, 5611U);
    EXPECT_EQ(published().intake.reports.size(), 5611U);
}

TEST(Ged, odd_rows_are_flagged_and_kept) {
    const auto& flagged = published().summary.flagged;
    EXPECT_EQ(flagged.at("ged.best_below_low") + flagged.at("ged.high_below_best"), 51U);
    EXPECT_EQ(flagged.at("ged.several_incidents"), 255U);
    EXPECT_FALSE(flagged.contains("ged.deaths_do_not_add_up"));
    EXPECT_FALSE(flagged.contains("ged.adm_1_unknown"));
}

TEST(Ged, the_parts_of_every_report_give_the_report) {
    for (const Report& r : published().intake.reports) {
        const auto again = report_from_parts({r.part_public, "", "", ""});
        ASSERT_TRUE(again.ok()) << again.error().text() << "\n" << r.part_public;
        ASSERT_EQ(*again, r) << r.part_public;
    }
    const Read field("field");
    for (const Report& r : field.intake.reports) {
        ASSERT_TRUE(r.part_public.empty());
        const auto again = report_from_parts({"", r.part_mechanism, r.part_exact, r.part_provenance});
        ASSERT_TRUE(again.ok()) << again.error().text();
        ASSERT_EQ(*again, r) << r.part_mechanism;
    }
}

/// A second, independent look at the file: a plain splitter instead of libcsv.
std::vector<std::vector<std::string>> rows_of(const std::string& text) {
    std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
    bool inside = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            if (inside && i + 1 < text.size() && text[i + 1] == '"') {
                rows.back().back() += text[++i];
            } else {
                inside = !inside;
            }
        } else if (!inside && c == ',') {
            rows.back().emplace_back();
        } else if (!inside && c == '\n') {
            rows.emplace_back(1);
        } else {
            rows.back().back() += c;
        }
    }
    rows.pop_back();
    return rows;
}

TEST(Ged, all_forty_columns_are_kept_as_they_were_written) {
    const auto rows = rows_of(*read_file(source_dir / "examples/syria-2017/data/ged.csv"));
    ASSERT_EQ(rows.size(), 5612U);
    ASSERT_EQ(rows[0].size(), 40U);
    for (std::size_t n = 1; n < rows.size(); ++n) {
        const JsonObject kept = original(published().intake.reports[n - 1]);
        std::size_t not_empty = 0;
        for (std::size_t i = 0; i < 40; ++i) {
            ASSERT_EQ(cell(kept, rows[0][i]), rows[n][i]) << "row " << n << " " << rows[0][i];
            not_empty += rows[n][i].empty() ? 0U : 1U;
        }
        ASSERT_EQ(kept.size(), not_empty);
    }
}

TEST(Ged, a_place_is_as_wide_as_its_precision_says) {
    std::map<std::string, std::size_t, std::less<>> seen;
    for (const Report& r : published().intake.reports) {
        const JsonObject row = original(r);
        const std::string_view prec = cell(row, "where_prec");
        ++seen[std::string(prec)];
        const auto point = LatLon::parse(cell(row, "latitude"), cell(row, "longitude"));
        ASSERT_TRUE(point.ok());
        if (prec == "1") {
            ASSERT_EQ(r.where, Region::circle(*point, 1'000'000));
        } else if (prec == "2") {
            ASSERT_EQ(r.where, Region::circle(*point, 26'000'000));
        } else if (prec == "3" || prec == "4") {
            ASSERT_EQ(r.where.kind, Region::Kind::areas);
            ASSERT_EQ(r.where.ids, r.areas);
        } else if (prec == "5") {
            ASSERT_EQ(r.where, Region::anywhere());
            ASSERT_TRUE(r.areas.empty());
        } else {
            ASSERT_EQ(r.where, Region::areas(profile().atlas->ids()));
            ASSERT_EQ(r.areas.size(), 14U);
            ASSERT_FALSE(r.area_certain);
        }
    }
    EXPECT_EQ(seen,
              (std::map<std::string, std::size_t, std::less<>>{{"1", 3005}, {"2", 2074}, {"3", 121}, {"4", 139}, {"5", 173}, {"6", 99}}));
}

TEST(Ged, areas_are_those_the_region_touches) {
    std::size_t several = 0;
    std::size_t certain = 0;
    for (const Report& r : published().intake.reports) {
        if (r.where.kind == Region::Kind::unknown) continue;
        std::vector<std::string> touched;
        for (const auto index : profile().atlas->touched(r.where)) touched.push_back(profile().atlas->id(index));
        ASSERT_EQ(r.areas, touched);
        ASSERT_EQ(r.outside, touched.empty());
        ASSERT_EQ(r.area_certain, profile().atlas->surely(r.where).has_value());
        several += r.areas.size() > 1 ? 1U : 0U;
        certain += r.area_certain ? 1U : 0U;
    }
    EXPECT_GT(several, 1000U);
    EXPECT_GT(certain, 2500U);
}

TEST(Ged, a_governorate_is_taken_by_name_and_never_from_its_centroid) {
    const std::map<std::string, std::vector<std::string>, std::less<>> by_name{
        {"Rif Dimashq Governorate", {"SYR-DI", "SYR-RD"}}, {"Damascus Governorate", {"SYR-DI"}}, {"Ar Raqqah Governorate", {"SYR-RA"}}};
    std::size_t checked = 0;
    for (const Report& r : published().intake.reports) {
        const JsonObject row = original(r);
        if (cell(row, "where_prec") != "4") continue;
        const auto expected = by_name.find(cell(row, "adm_1"));
        if (expected == by_name.end()) continue;
        ASSERT_EQ(r.areas, expected->second);
        ++checked;
    }
    EXPECT_GT(checked, 10U);
}

TEST(Ged, days_are_local_days) {
    const Report& r = report("233221");
    EXPECT_EQ(format(r.first_day), cell(original(r), "date_start"));
    EXPECT_EQ(r.when, profile().days.bounds(r.first_day, r.last_day));
    EXPECT_EQ(format(r.when.from), "2016-12-29T22:00:00Z") << "midnight in Damascus in winter";
    for (const Report& each : published().intake.reports) {
        const JsonObject row = original(each);
        ASSERT_EQ(format(each.first_day), cell(row, "date_start"));
        ASSERT_EQ(format(each.last_day), cell(row, "date_end"));
        ASSERT_EQ(each.when, profile().days.bounds(each.first_day, each.last_day));
    }
}

TEST(Ged, fights_name_sides_and_one_sided_violence_names_the_actor) {
    for (const Report& r : published().intake.reports) {
        const JsonObject row = original(r);
        ASSERT_EQ(r.act, "use_of_force");
        ASSERT_EQ(r.act_as_coded, "type_of_violence=" + std::string(cell(row, "type_of_violence")));
        ASSERT_TRUE(std::is_sorted(r.actors.begin(), r.actors.end()));
        if (cell(row, "type_of_violence") == "3") {
            ASSERT_EQ(r.targets, std::vector<std::string>{"Civilians"});
            ASSERT_EQ(std::count(r.actors.begin(), r.actors.end(), "Civilians"), 0);
        } else {
            ASSERT_EQ(r.actors, r.targets);
            ASSERT_GE(r.actors.size(), 2U);
        }
    }
}

TEST(Ged, an_alliance_is_a_set_of_names) {
    const auto& all = published().intake.reports;
    const auto found = std::find_if(all.begin(), all.end(), [](const Report& r) {
        return r.part_public.find("\"Ahrar al-Sham, HTS, Southern Front\"") != std::string::npos;
    });
    ASSERT_NE(found, all.end());
    for (const char* name : {"Ahrar al-Sham", "HTS", "Southern Front"})
        EXPECT_EQ(std::count(found->actors.begin(), found->actors.end(), name), 1) << name;
}

TEST(Ged, as_many_articles_are_cited_as_the_row_says) {
    std::size_t differ = 0;
    for (const Report& r : published().intake.reports) {
        const auto articles = cited_articles(r.part_public);
        ASSERT_TRUE(articles.ok());
        if (std::to_string(articles->size()) != cell(original(r), "number_of_sources")) ++differ;
    }
    EXPECT_LT(differ, 60U) << "GED's own count differs from its list in a few rows";
}

TEST(Ged, only_rows_within_the_days_asked_for_are_handed_over) {
    ReadOptions options;
    options.days_from = *parse_day("2017-02-25");
    options.days_to = *parse_day("2017-02-25");
    const Read day("ged", options);
    std::vector<Report> expected;
    for (const Report& r : published().intake.reports) {
        if (r.first_day == *options.days_from && r.last_day == *options.days_to) expected.push_back(r);
    }
    EXPECT_FALSE(expected.empty());
    EXPECT_EQ(day.intake.reports, expected);
    EXPECT_EQ(day.summary.left_out + day.summary.reports, 5611U);
}

TEST(Ged, what_is_not_published_is_split_by_audience) {
    const Read field("field");
    for (const Report& r : field.intake.reports) {
        ASSERT_EQ(r.part_mechanism.find("original"), std::string::npos);
        ASSERT_EQ(r.part_mechanism.find("lat_e7"), std::string::npos);
        ASSERT_NE(r.part_exact.find("\"original\""), std::string::npos);
        const auto sealed = report_from_parts({"", r.part_mechanism, "", ""});
        ASSERT_TRUE(sealed.ok());
        ASSERT_EQ(sealed->areas, r.areas);
        ASSERT_TRUE(sealed->place.empty());
        ASSERT_EQ(sealed->where, r.areas.empty() ? Region::anywhere() : Region::areas(r.areas));
    }
}

TEST(Ged, counts_are_no_reports) {
    KeepingIntake intake;
    Problems problems;
    const auto result = read_source(source_dir / "examples/syria-2017/data/ged.csv", SourceFormat::ged_csv, profile(),
                                    *profile().find_register("ru-counts"), {}, intake, problems);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().id, "source.register");
}

}  // namespace
}  // namespace truce
