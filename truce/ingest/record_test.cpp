// truce's own forms: one meaning in three dresses, and the rules of docs/formats/reports-csv.md.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <filesystem>

#include "tests/checkout.hpp"
#include "truce/base/json.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/ingest/read.hpp"
#include "truce/ingest/testing.hpp"

namespace truce {
namespace {

using namespace testing_support;

const Profile& profile() {
    static const Profile value = syrian_profile(*read_file(Path(checkout) / "examples/syria-2017/areas/syria_adm1.geojson"));
    return value;
}

struct Taken {
    std::vector<Report> reports;
    std::vector<Watch> watches;
    Problems problems;
    bool accepted = false;
};

Taken read(std::string_view text, SourceFormat format, std::string_view reg = "field") {
    std::string name = (std::filesystem::temp_directory_path() / "truce-record-XXXXXX").string();
    const int descriptor = ::mkstemp(name.data());
    TRUCE_ASSERT(descriptor >= 0);
    ::close(descriptor);
    TRUCE_ASSERT(write_file_atomically(name, text).ok());
    KeepingIntake intake;
    Taken taken;
    taken.accepted = read_source(name, format, profile(), *profile().find_register(reg), {}, intake, taken.problems).ok();
    taken.reports = std::move(intake.reports);
    taken.watches = std::move(intake.watches);
    std::filesystem::remove(name);
    return taken;
}

Report only_report(std::string_view text, SourceFormat format, std::string_view reg = "field") {
    const Taken taken = read(text, format, reg);
    EXPECT_TRUE(taken.accepted) << (taken.problems.empty() ? "" : taken.problems.front().text());
    EXPECT_EQ(taken.reports.size(), 1U);
    return taken.reports.empty() ? Report{} : taken.reports.front();
}

Watch only_watch(std::string_view text, SourceFormat format) {
    const Taken taken = read(text, format);
    EXPECT_TRUE(taken.accepted) << (taken.problems.empty() ? "" : taken.problems.front().text());
    EXPECT_EQ(taken.watches.size(), 1U);
    return taken.watches.empty() ? Watch{} : taken.watches.front();
}

constexpr std::string_view csv_report =
    "source_id,time_from,time_to,lat,lon,radius_m,act,act_as_coded,place,actors,targets,low,best,high,facts,own_side,means,how_known,note\n"
    "x-1,2017-02-25T23:30:00+02:00,2017-02-26T00:30:00+02:00,36.2103,37.1612,1500.5,shelling,M-120,\"Aleppo, west\",B;A;B,C,1,2,3,"
    "target_composition=only_designated|mixed;calibre=82..120,yes,acoustic,two sensors,\"said \"\"so\"\"\"\n";
constexpr std::string_view ndjson_report =
    R"({"kind":"report","source_id":"x-1","time_from":"2017-02-25T21:30:00Z","time_to":"2017-02-25T22:30:00Z","lat":36.2103,"lon":37.1612,)"
    R"("radius_m":1500.5,"act":"shelling","act_as_coded":"M-120","place":"Aleppo, west","actors":["A","B"],"targets":["C"],"low":1,"best":2,)"
    R"("high":3,"facts":{"calibre":"82..120","target_composition":["mixed","only_designated"]},"own_side":true,"means":"acoustic",)"
    R"("how_known":"two sensors","note":"said \"so\""})";
constexpr std::string_view geojson_report =
    R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[37.1612,36.2103]},)"
    R"("properties":{"kind":"report","source_id":"x-1","time_from":"2017-02-25T21:30:00Z","time_to":"2017-02-25T22:30:00Z","radius_m":1500.5,)"
    R"("act":"shelling","act_as_coded":"M-120","place":"Aleppo, west","actors":["B","A"],"targets":["C"],"low":1,"best":2,"high":3,)"
    R"("facts":{"calibre":"82..120","target_composition":["mixed","only_designated"]},"own_side":true,"means":"acoustic",)"
    R"("how_known":"two sensors","note":"said \"so\"","nothing_observed":null}}]})";

TEST(Record, csv_ndjson_and_geojson_say_the_same) {
    for (const std::string_view reg : {"field", "ged"}) {
        const Report csv = only_report(csv_report, SourceFormat::truce_csv, reg);
        EXPECT_EQ(only_report(ndjson_report, SourceFormat::truce_ndjson, reg), csv);
        EXPECT_EQ(only_report(geojson_report, SourceFormat::geojson, reg), csv);
    }
}

TEST(Record, a_report_has_what_the_row_says) {
    const Report r = only_report(csv_report, SourceFormat::truce_csv);
    EXPECT_EQ(r.register_id, "field");
    EXPECT_EQ(r.source_id, "x-1");
    EXPECT_EQ(r.when, (Interval{*parse_instant("2017-02-25T21:30:00Z"), *parse_instant("2017-02-25T22:30:00Z")}));
    EXPECT_EQ(format(r.first_day), "2017-02-25");
    EXPECT_EQ(format(r.last_day), "2017-02-26");
    EXPECT_EQ(r.where, Region::circle(*LatLon::parse("36.2103", "37.1612"), 1'500'500));
    EXPECT_EQ(r.areas, std::vector<std::string>{"SYR-HL"});
    EXPECT_TRUE(r.area_certain);
    EXPECT_EQ(r.actors, (std::vector<std::string>{"A", "B"}));
    EXPECT_EQ(r.casualties, (Casualties{1, 2, 3}));
    EXPECT_TRUE(r.own_side);
    ASSERT_EQ(r.facts.size(), 2U);
    EXPECT_EQ(r.facts[0].range, (std::pair<std::int64_t, std::int64_t>{82, 120}));
    EXPECT_EQ(r.facts[1].values, (std::vector<std::string>{"mixed", "only_designated"}));
}

TEST(Record, position_and_source_stay_in_their_own_parts) {
    const Report r = only_report(csv_report, SourceFormat::truce_csv);
    EXPECT_TRUE(r.part_public.empty());
    for (const char* secret : {"362103", "371612", "Aleppo, west", "acoustic", "two sensors", "said"}) {
        EXPECT_EQ(r.part_mechanism.find(secret), std::string::npos) << secret;
    }
    EXPECT_NE(r.part_exact.find("362103000"), std::string::npos);
    EXPECT_EQ(r.part_exact.find("acoustic"), std::string::npos);
    EXPECT_NE(r.part_provenance.find("two sensors"), std::string::npos);
    EXPECT_EQ(r.part_provenance.find("362103"), std::string::npos);
}

TEST(Record, a_published_register_files_everything_in_public) {
    const Report r = only_report(csv_report, SourceFormat::truce_csv, "ged");
    EXPECT_TRUE(r.part_mechanism.empty() && r.part_exact.empty() && r.part_provenance.empty());
    EXPECT_NE(r.part_public.find("two sensors"), std::string::npos);
}

TEST(Record, a_time_on_one_day_ends_on_that_day) {
    const Report r =
        only_report("source_id,time_from,time_to,act\nx,2017-02-25T22:00:00+02:00,2017-02-26T00:00:00+02:00,\n", SourceFormat::truce_csv);
    EXPECT_EQ(format(r.last_day), "2017-02-25") << "the end is open";
    EXPECT_EQ(r.act, "use_of_force") << "the root where the row does not say";
    EXPECT_EQ(r.where, Region::anywhere());
    EXPECT_TRUE(r.areas.empty() && !r.outside);
}

TEST(Record, days_become_their_bounds_in_local_time) {
    const Report r = only_report("source_id,day_from,day_to,act\nx,2017-03-30,2017-03-31,\n", SourceFormat::truce_csv);
    EXPECT_EQ(r.when, profile().days.bounds(*parse_day("2017-03-30"), *parse_day("2017-03-31")));
    EXPECT_EQ(r.when.to.us - r.when.from.us, 47 * 3'600'000'000) << "the clock went forward";
}

TEST(Record, nobody_is_believed_to_be_more_exact_than_geocoding) {
    const Report r = only_report("source_id,day_from,lat,lon,radius_m,act\nx,2017-03-30,36,37,5,\n", SourceFormat::truce_csv);
    EXPECT_EQ(r.where.radius_mm, profile().geocoding_radius_mm);
}

TEST(Record, what_an_observer_saw_is_a_sector) {
    const Report r = only_report(
        "source_id,day_from,observer_lat,observer_lon,bearing_from,bearing_to,distance_min_m,distance_max_m,act\n"
        "x,2017-03-30,35.5,36.5,350,10.5,1000,2000,\n",
        SourceFormat::truce_csv);
    EXPECT_EQ(r.where, *Region::seen({*LatLon::parse("35.5", "36.5"), 350'000, 10'500, 1'000'000, 2'000'000}));
}

TEST(Record, areas_may_be_named_by_id_or_by_division) {
    const Report r = only_report("source_id,day_from,areas,act\nx,2017-03-30,Damascus; SYR-HL,\n", SourceFormat::truce_csv);
    EXPECT_EQ(r.where, Region::areas({"SYR-DI", "SYR-HL", "SYR-RD"}));
    EXPECT_EQ(r.areas, (std::vector<std::string>{"SYR-DI", "SYR-HL", "SYR-RD"}));
    EXPECT_FALSE(r.area_certain);
}

TEST(Record, a_place_outside_the_atlas_is_not_anywhere) {
    const Report r = only_report("source_id,day_from,lat,lon,act\nx,2017-03-30,52.5,13.4,\n", SourceFormat::truce_csv);
    EXPECT_TRUE(r.areas.empty());
    EXPECT_TRUE(r.outside);
}

TEST(Record, a_look_that_found_nothing_has_no_act) {
    const Report r = only_report("source_id,day_from,lat,lon,act,nothing_observed\nx,2017-03-30,36,37,,yes\n", SourceFormat::truce_csv);
    EXPECT_TRUE(r.nothing_observed);
    EXPECT_EQ(r.act, "");
}

TEST(Record, a_withdrawal_names_the_record_and_no_more) {
    const Report r = only_report("source_id,action,act,note\nx,withdrawn,,mistaken for thunder\n", SourceFormat::truce_csv);
    EXPECT_EQ(r.action, ReportAction::withdrawn);
    EXPECT_TRUE(r.when.empty());
    EXPECT_EQ(r.part_mechanism, R"({"action":"withdrawn","form":"truce/report/1","register":"field","source_id":"x"})");
    EXPECT_EQ(*report_from_parts({"", r.part_mechanism, r.part_exact, r.part_provenance}), r);
}

TEST(Record, a_polygon_is_kept_vertex_by_vertex) {
    const Report r = only_report(
        R"({"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Polygon",
        "coordinates":[[[36.5,35.5],[36.75,35.5],[36.625,35.75],[36.5,35.5]]]},"properties":{"kind":"report","source_id":"p","day_from":"2017-02-25"}}]})",
        SourceFormat::geojson);
    ASSERT_EQ(r.where.kind, Region::Kind::polygon);
    EXPECT_EQ(r.where.polygon->vertex_count(), 3U);
    EXPECT_EQ(*report_from_parts({"", r.part_mechanism, r.part_exact, r.part_provenance}), r);
}

constexpr std::string_view csv_watch =
    "source_id,time_from,time_to,areas,means,visibility,interruptions,how_known,note\n"
    "w,2017-02-25T08:00:00+02:00,2017-02-25T20:00:00+02:00,SYR-ID;SYR-HL,post,good,"
    "2017-02-25T12:00:00+02:00/2017-02-25T12:30:00+02:00 shelling;2017-02-25T10:00:00+02:00/2017-02-25T11:00:00+02:00 thick fog,log,\n";

TEST(Record, a_watch_says_who_looked_where_when_and_what_interrupted) {
    const Watch w = only_watch(csv_watch, SourceFormat::watches_csv);
    EXPECT_EQ(w.areas, (std::vector<std::string>{"SYR-HL", "SYR-ID"}));
    EXPECT_EQ(w.means, "post");
    ASSERT_EQ(w.interruptions.size(), 2U);
    EXPECT_EQ(w.interruptions[0].second, "thick fog");
    EXPECT_EQ(format(w.interruptions[0].first.from), "2017-02-25T08:00:00Z");
    EXPECT_EQ(w.part_mechanism.find("post"), std::string::npos) << "how a centre watches is provenance";
    const auto again = watch_from_parts({"", w.part_mechanism, w.part_exact, w.part_provenance});
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(*again, w);
    const Watch same = only_watch(
        R"({"kind":"watch","source_id":"w","time_from":"2017-02-25T06:00:00Z","time_to":"2017-02-25T18:00:00Z","areas":["SYR-HL","SYR-ID"],)"
        R"("means":"post","visibility":"good","how_known":"log","interruptions":[)"
        R"({"from":"2017-02-25T08:00:00Z","to":"2017-02-25T09:00:00Z","reason":"thick fog"},)"
        R"({"from":"2017-02-25T10:00:00Z","to":"2017-02-25T10:30:00Z","reason":"shelling"}]})",
        SourceFormat::truce_ndjson);
    EXPECT_EQ(same, w);
}

TEST(Record, a_watch_claims_only_areas_that_lie_wholly_in_what_was_watched) {
    const auto areas = [](std::string_view place) {
        return only_watch("source_id,day_from,lat,lon,radius_m,means,interruptions\nw,2017-02-25," + std::string(place) + ",uav,\n",
                          SourceFormat::watches_csv)
            .areas;
    };
    EXPECT_TRUE(areas("33.51,36.29,2000").empty());
    const auto wide = areas("33.51,36.29,60000");
    EXPECT_NE(std::find(wide.begin(), wide.end(), "SYR-DI"), wide.end()) << "the city of Damascus";
    EXPECT_EQ(std::find(wide.begin(), wide.end(), "SYR-HL"), wide.end());
    EXPECT_EQ(areas("35,38.5,900000").size(), 14U);
}

RC_GTEST_PROP(Record, the_parts_of_whatever_is_accepted_give_it_back, ()) {
    const auto word = rc::gen::element<std::string>("A", "B", "Group \"C\"", "\xd8\xac\xd9\x8a\xd8\xb4", "d\\e", "x\ty");
    const auto words = rc::gen::container<std::vector<std::string>>(word);
    JsonObject o{{"kind", "report"}, {"source_id", *word}};
    const auto from = *rc::gen::inRange<std::int64_t>(1'480'000'000, 1'520'000'000);
    o["time_from"] = format(Instant{from * 1'000'000});
    o["time_to"] = format(Instant{(from + *rc::gen::inRange<std::int64_t>(1, 300'000)) * 1'000'000});
    switch (*rc::gen::inRange(0, 4)) {
        case 0:
            o["lat"] = *rc::gen::inRange(-90, 91);
            o["lon"] = *rc::gen::inRange(-180, 181);
            o["radius_m"] = *rc::gen::inRange(0, 200'000);
            break;
        case 1: o["areas"] = JsonArray{*rc::gen::element<std::string>("SYR-HL", "SYR-ID", "Damascus"), "SYR-RA"}; break;
        case 2:
            o["observer_lat"] = *rc::gen::inRange(30, 38);
            o["observer_lon"] = *rc::gen::inRange(35, 43);
            o["bearing_from"] = *rc::gen::inRange(0, 360);
            o["bearing_to"] = *rc::gen::inRange(0, 360);
            o["distance_min_m"] = *rc::gen::inRange(0, 1000);
            o["distance_max_m"] = *rc::gen::inRange(1000, 20'000);
            break;
        default: break;
    }
    if (*rc::gen::arbitrary<bool>()) o["place"] = *word;
    if (*rc::gen::arbitrary<bool>()) o["act"] = "shelling";
    if (*rc::gen::arbitrary<bool>()) o["note"] = *word;
    if (*rc::gen::arbitrary<bool>()) o["facts"] = JsonObject{{"calibre", *rc::gen::inRange(0, 200)}, {"target_composition", "mixed"}};
    o["own_side"] = *rc::gen::arbitrary<bool>();
    JsonArray actors;
    for (const std::string& name : *words) actors.emplace_back(name);
    o["actors"] = actors;
    const std::string reg = *rc::gen::element<std::string>("field", "ged");
    const Report r = only_report(boost::json::serialize(o), SourceFormat::truce_ndjson, reg);
    const auto again = report_from_parts({r.part_public, r.part_mechanism, r.part_exact, r.part_provenance});
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == r);
    for (const std::string* part : {&r.part_public, &r.part_mechanism, &r.part_exact, &r.part_provenance}) {
        RC_ASSERT(part->empty() || parse_canonical(*part).ok());
    }
    const auto region = parse_canonical(r.part_exact.empty() ? (r.part_public.empty() ? "{}" : r.part_public) : r.part_exact);
    if (const Json* where = region->get_object().if_contains("where")) {
        RC_ASSERT(*canonical(*where) == *canonical(to_json(r.where)));
    }
}

TEST(Record, every_problem_of_a_file_is_found_in_one_pass) {
    const Taken taken =
        read("source_id,day_from,lat,lon,act\n,2017-02-30,95,181,harm\nx,2017-02-28,36,181,harm\n", SourceFormat::truce_csv);
    EXPECT_FALSE(taken.accepted);
    EXPECT_EQ(taken.problems.size(), 6U);
    EXPECT_TRUE(taken.reports.empty());
}

TEST(Record, at_most_twenty_problems_are_listed) {
    std::string text = "source_id,day_from,act\n";
    for (int i = 0; i < 50; ++i) text += std::to_string(i) + ",never,\n";
    const Taken taken = read(text, SourceFormat::truce_csv);
    EXPECT_EQ(taken.problems.size(), 20U);
}

TEST(Record, an_intake_that_refuses_stops_the_reader) {
    struct Full : KeepingIntake {
        Result<void> take(const Report&) override { return Error{Errc::io, "disk.full", "no space", "", ""}; }
    };
    Full intake;
    Problems problems;
    const auto result = read_source(Path(checkout) / "examples/syria-2017/data/ged.csv", SourceFormat::ged_csv, profile(),
                                    *profile().find_register("ged"), {}, intake, problems);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().id, "disk.full");
}

TEST(Format, is_told_by_the_header_and_refused_when_unsure) {
    EXPECT_EQ(*guess_format(*read_file(Path(checkout) / "examples/syria-2017/data/ged.csv"), "ged.csv"), SourceFormat::ged_csv);
    EXPECT_EQ(*guess_format(*read_file(Path(checkout) / "examples/syria-2017/data/bulletins.csv"), "b.csv"),
              SourceFormat::published_counts);
    EXPECT_EQ(*guess_format(csv_report, "x.csv"), SourceFormat::truce_csv);
    EXPECT_EQ(*guess_format("\xef\xbb\xbf" + std::string(csv_watch), "x.csv"), SourceFormat::watches_csv);
    EXPECT_EQ(*guess_format(ndjson_report, "x.ndjson"), SourceFormat::truce_ndjson);
    EXPECT_EQ(*guess_format(geojson_report, "x.geojson"), SourceFormat::geojson);
    for (const std::string_view text : {"", "a,b\n1,2\n", "{\"a\":1}", "source_id,act,interruptions\n", "PK\x03\x04", "\xff\xfei"}) {
        const auto guess = guess_format(text, "x.csv");
        ASSERT_FALSE(guess.ok()) << text;
        EXPECT_EQ(guess.error().id, "source.format_unsure");
        EXPECT_FALSE(guess.error().remedy.empty());
    }
    EXPECT_EQ(guess_format(ndjson_report, "x.csv").error().id, "source.format_unsure");
    EXPECT_EQ(guess_format(csv_report, "x.json").error().id, "source.format_unsure");
    for (const char* name : {"ged", "csv", "ndjson", "geojson", "counts", "watches"}) EXPECT_EQ(name_of(*source_format_from(name)), name);
    EXPECT_FALSE(source_format_from("xlsx").ok());
}

}  // namespace
}  // namespace truce
