/// An invented day for tests: four square areas in three divisions, two registers of reports and three of counts.
/// Nothing outside tests includes this.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "truce/publish/bulletin.hpp"

namespace truce::invented {

inline constexpr std::int64_t hour_us = 3'600'000'000;
inline const Day today{17222};  // 2017-02-25
inline Texts english_text(std::string text) { return {{"en", std::move(text)}}; }

/// Squares of one degree: west (W), middle (M1 north of M2), east (E).
inline std::shared_ptr<const Atlas> atlas() {
    std::string features;
    const auto square = [&](std::string_view id, int lon, int lat) {
        if (!features.empty()) features += ',';
        features += fmt::format(
            R"({{"type":"Feature","properties":{{"id":"{}"}},"geometry":{{"type":"Polygon","coordinates":[[[{},{}],[{},{}],[{},{}],[{},{}],[{},{}]]]}}}})",
            id, lon, lat, lon + 1, lat, lon + 1, lat + 1, lon, lat + 1, lon, lat);
    };
    square("W", 36, 34);
    square("M1", 37, 34);
    square("M2", 37, 33);
    square("E", 38, 34);
    return std::make_shared<const Atlas>(
        Atlas::from_geojson(fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features), "id").value());
}

inline Register reports_register(std::string id, std::string recorder, bool published) {
    Register out;
    out.id = std::move(id);
    out.recorder = std::move(recorder);
    out.names.texts = english_text("Register " + out.id);
    out.unit = english_text("event as coded");
    out.published = published;
    return out;
}

inline Register counts_register(std::string id, std::string recorder, std::string code) {
    Register out = reports_register(std::move(id), std::move(recorder), true);
    out.holds = RegisterHolds::counts;
    out.code = std::move(code);
    out.unit = english_text("violation as recorded");
    return out;
}

inline Profile profile_value() {
    Profile profile;
    profile.id = "invented";
    profile.title = english_text("The Lull Accord");
    profile.registers = {reports_register("codings", "Institute", true), reports_register("patrols", "mediator", false),
                         counts_register("a-counts", "alpha", "AL"), counts_register("b-counts", "beta", "BE"),
                         counts_register("c-counts", "gamma", "GA")};
    profile.divisions = {{"west", {english_text("West"), {}}, {"W"}},
                         {"middle", {english_text("Middle"), {}}, {"M1", "M2"}},
                         {"east", {english_text("East"), {}}, {"E"}}};
    profile.disclosures = {{"public", PlaceDetail::division, 72 * hour_us}};
    profile.atlas = atlas();
    return profile;
}

inline Terms terms_value() {
    Terms terms;
    terms.reading = {"joint-reading", false, "mediator", english_text("The accord as the mediator reads it")};
    const auto actor = [&](std::string id, std::string name) {
        Actor out;
        out.id = std::move(id);
        out.names.texts = english_text(std::move(name));
        terms.actors.push_back(std::move(out));
    };
    actor("alpha", "Alphaland");
    actor("beta", "Betania");
    actor("gamma", "Gammany");
    actor("mediator", "The Mediator");
    return terms;
}

inline BulletinInput input(Profile profile = profile_value()) {
    BulletinInput in;
    in.profile = std::make_shared<const Profile>(std::move(profile));
    in.terms = std::make_shared<const Terms>(terms_value());
    in.day = today;
    in.as_of = in.profile->days.bounds(today.next(30)).from;
    in.proof = {"example.org/lull",        42,  std::string(64, 'a'), "example.org/lull\n42\nqqqq\n\n\u2014 example.org/lull AAAA\n",
                "truce record verify DIR", "1", std::string(64, 'b')};
    return in;
}

/// A report whose areas are already known, as the intake leaves them.
inline BulletinInput::JudgedReport report(std::string register_id, std::string source_id, std::vector<std::string> areas, Ruling ruling,
                                          Day first = today, Day last = today) {
    BulletinInput::JudgedReport out;
    out.incident = "entry/" + source_id;
    Report& r = out.report;
    r.register_id = std::move(register_id);
    r.source_id = std::move(source_id);
    r.first_day = first;
    r.last_day = last;
    r.when = LocalDays().bounds(first, last);
    r.area_certain = areas.size() == 1;
    r.where = Region::areas(areas);
    r.areas = std::move(areas);
    r.place = "Somewhere";
    out.verdict.ruling = ruling;
    return out;
}

inline PublishedCount count(std::string register_id, std::string division, std::int64_t n) {
    PublishedCount out;
    out.register_id = std::move(register_id);
    out.day = today;
    out.division_as_named = division;
    out.division = std::move(division);
    out.measure = "recorded";
    out.count = n;
    out.basis = "stated";
    out.source = "https://example.org/bulletin";
    return out;
}

inline PublishedCount confirmed(std::string by, std::string of, std::int64_t n) {
    PublishedCount out = count(std::move(by), "", n);
    out.measure = "confirmed_of_other";
    out.about = std::move(of);
    return out;
}

/// Hours of the day, local (UTC here); may reach beyond it.
inline Watch watch(std::string register_id, std::vector<std::string> areas, int from_h, int to_h) {
    Watch out;
    out.register_id = std::move(register_id);
    out.source_id = fmt::format("w{}-{}", from_h, to_h);
    const std::int64_t start = LocalDays().bounds(today).from.us;
    out.when = {{start + from_h * hour_us}, {start + to_h * hour_us}};
    out.where = Region::areas(areas);
    out.areas = std::move(areas);
    return out;
}

/// A small day with something of everything, for the golden files.
inline BulletinInput full_day() {
    BulletinInput in = input();
    in.reports = {report("codings", "101", {"W"}, Ruling::violation),
                  report("codings", "102", {"M1", "M2"}, Ruling::undetermined),
                  report("codings", "103", {"W", "M1"}, Ruling::conflict, today, today.next()),
                  report("codings", "104", {"E"}, Ruling::exempt),
                  report("codings", "105", {}, Ruling::no_rule),
                  report("patrols", "P-1", {"E"}, Ruling::undetermined),
                  report("patrols", "P-2", {"W"}, Ruling::no_rule)};
    for (auto& one : in.reports) one.verdict.if_accepted = one.verdict.ruling != Ruling::no_rule;
    in.reports[0].report.where = Region::circle({34'5000000, 36'5000000}, 20'000'000);
    in.reports[0].report.casualties = Casualties{1, 2, 5};
    in.reports[2].report.casualties = Casualties{0, 3, 4};
    in.reports[6].report.nothing_observed = true;
    in.counts = {count("a-counts", "", 14), count("a-counts", "west", 8),   count("a-counts", "middle", 6),
                 count("b-counts", "", 7),  count("b-counts", "middle", 2), confirmed("a-counts", "b-counts", 0)};
    in.counts[0].note = "a newspaper's headline says 15, its text says 14";
    in.watching_known = true;
    in.watches = {watch("patrols", {"W"}, -3, 6), watch("patrols", {"M1"}, 6, 12), watch("patrols", {"M1", "M2"}, 10, 11)};
    in.watches[0].interruptions = {{{{in.watches[0].when.from.us + 4 * hour_us}, {in.watches[0].when.from.us + 5 * hour_us}}, "storm"}};
    in.changes = std::vector<BulletinInput::Changes>{{"codings", 5, 1, 0, {"101"}, {"102"}, {}}};
    in.last_published = "2017-02-24";
    return in;
}

}  // namespace truce::invented
