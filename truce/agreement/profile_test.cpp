#include "truce/agreement/profile.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "truce/agreement/testing.hpp"

namespace truce {
namespace {

using testing_support::line_of;
using testing_support::profile_text;
using testing_support::Refusal;
using testing_support::replaced;

class Profile_ : public testing_support::Folder {
protected:
    ProfileDocument good(std::string_view text = profile_text) {
        Problems problems;
        auto read = profile(text, problems);
        EXPECT_TRUE(read.ok()) << (problems.empty() ? "" : problems.front().text());
        return std::move(read).value();
    }
};

TEST_F(Profile_, a_good_file_becomes_what_it_says) {
    const auto document = good();
    const Profile& profile = *document.profile;
    EXPECT_EQ(profile.geocoding_radius_mm, 1'500'000);
    EXPECT_EQ(profile.publication.tick_us, 43'200'000'000);
    EXPECT_EQ(profile.roles[0].may, (std::vector<std::string>{"profile.signed", "terms.signed"}));
    EXPECT_EQ(profile.deadlines[0].within_us, 172'800'000'000);
    EXPECT_EQ(profile.separations[0].vertical_mm, 300'000);
    EXPECT_EQ(profile.disclosures[0].place, PlaceDetail::division);
    EXPECT_EQ(profile.find_onward("digest")->first_day, *parse_day("2017-01-01"));
    EXPECT_EQ(profile.find_onward("digest")->place, PlaceDetail::division);
    EXPECT_EQ(profile.find_onward("others"), nullptr);
    EXPECT_TRUE(profile.covers("use_of_force", "shelling"));
    EXPECT_TRUE(profile.covers("shelling", "shelling"));
    EXPECT_FALSE(profile.covers("shelling", "use_of_force"));
    EXPECT_FALSE(profile.covers("shelling", "nothing"));
    EXPECT_EQ(profile.fact("calibre")->unit, "mm");
    EXPECT_EQ(profile.days.format_local({1'483'048'800'000'000}), "2016-12-30T00:00:00+02:00");
    EXPECT_EQ(profile.atlas->size(), 3U);
}

TEST_F(Profile_, a_decision_has_a_quorum_only_where_the_instrument_has_one) {
    EXPECT_EQ(good().profile->decisions[0].quorum, 0);
    const std::string with = replaced(std::string(profile_text), "source = \"article 9\"", "source = \"article 9\"\nquorum = 2");
    EXPECT_EQ(good(with).profile->decisions[0].quorum, 2);
}

TEST_F(Profile_, divisions_are_found_by_id_name_in_any_language_and_alias) {
    const auto document = good();
    const Profile& profile = *document.profile;
    EXPECT_EQ(profile.division_named("west")->id, "west");
    EXPECT_EQ(profile.division_named("WEST  GOVERNORATE")->id, "west");
    EXPECT_EQ(profile.division_named("شرق")->id, "east");
    EXPECT_EQ(profile.division_named("north"), nullptr);
}

TEST_F(Profile_, a_registers_unit_is_that_of_the_day) {
    const auto document = good();
    const Register& numbers = *document.profile->find_register("numbers");
    EXPECT_EQ(text_in(numbers.unit_at(*parse_instant("2017-04-30T23:59:59Z")), "en"), "violation");
    EXPECT_EQ(text_in(numbers.unit_at(*parse_instant("2017-05-01T00:00:00Z")), "en"), "record");
    EXPECT_EQ(text_in(numbers.unit_at(*parse_instant("2017-06-01T00:00:00Z")), "tr"), "case");
}

TEST_F(Profile_, the_record_needs_no_toml_and_spelling_does_not_change_the_hash) {
    const ProfileDocument document = good();
    ASSERT_EQ(document.files.size(), 1U);
    Problems problems;
    const auto again = profile_from_canonical(document.canonical, document.files, problems);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(again->canonical, document.canonical);
    EXPECT_EQ(show(*again->profile, "en"), show(*document.profile, "en"));
    std::string text = replaced(std::string(profile_text), "1.5 km", "1500 m");
    text = replaced(text, "tick = \"12 h\"\nname_after = \"72 h\"", "name_after = \"3 d\" # three days\ntick = \"720 min\"");
    text = replaced(text, "[\"C\", \"B\"]", "[\"B\", \"C\"]");
    EXPECT_EQ(good(text).digest, document.digest);
}

const Refusal refusals[]{
    {"another format", "truce-profile/1", "truce-terms/1", "profile.format", "truce-terms/1", "truce-profile/1"},
    {"an unknown key", "examiners =", "examiner =", "form.unknown_key", "examiner =", "Did you mean \"examiners\""},
    {"a length without unit", "\"1.5 km\"", "\"1.5\"", "form.length", "geocoding_radius", "10 km"},
    {"a length in time", "\"1.5 km\"", "\"15 min\"", "form.length", "geocoding_radius", "not a length"},
    {"a length below a millimetre", "\"1.5 km\"", "\"0.5 mm\"", "form.length", "geocoding_radius", "whole in mm"},
    {"a negative length", "\"1.5 km\"", "\"-1 km\"", "form.length", "geocoding_radius", "not a length"},
    {"a number for a length", "\"1.5 km\"", "1500", "form.type", "geocoding_radius", "10 km"},
    {"a duration in months", "\"12 h\"", "\"6 months\"", "form.duration", "tick", "not a duration"},
    {"a clock that stands still", "\"12 h\"", "\"0 h\"", "profile.tick", "tick", "stands still"},
    {"an offset that is none", "\"+03:00\"", "\"3\"", "form.offset", "offsets", "+02:00"},
    {"offsets that go back", "2017-03-30T22:00:00Z", "2015-03-30T22:00:00Z", "time.zone_changes", "offsets", "ascending"},
    {"a zone that is none", "Asia/Damascus", "Asia/Damaskus", "time.zone_unknown", "zone", "Damaskus"},
    {"an atlas that is not there", "atlas.geojson", "atlas.json", "file.missing", "atlas.json", ""},
    {"a part of a file as atlas", "atlas.geojson", "atlas.geojson#A", "form.file", "atlas.geojson#A", "Leave"},
    {"a property the atlas lacks", "id_property = \"id\"", "id_property = \"iso\"", "atlas.id", "atlas.geojson", ""},
    {"a role that is not there", "of = \"guarantor\"", "of = \"garantor\"", "profile.unknown_role", "garantor",
     "Did you mean \"guarantor\""},
    {"examiners that are not there", "examiners = \"guarantor\"", "examiners = \"judges\"", "profile.unknown_role", "judges", "no role"},
    {"a role twice", "id = \"party\"", "id = \"guarantor\"", "profile.id_twice", "id = \"guarantor\"\ntitle.en = \"Party\"", "twice"},
    {"a kind that is none", "\"terms.signed\"", "\"sign terms\"", "form.kind", "sign terms", "thing.done"},
    {"a deadline of nothing", "within = \"48 h\"", "within = \"0 h\"", "profile.deadline", "within", "never be met"},
    {"nothing for the public", "audience = \"public\"", "audience = \"finder\"", "profile.no_public", "[[disclosure]]", "public"},
    {"an audience twice", "[[finding]]", "[[disclosure]]\naudience = \"public\"\nplace = \"exact\"\ndelay = \"0 h\"\n\n[[finding]]",
     "profile.audience_twice", "audience = \"public\"\nplace = \"exact\"", "stricter"},
    {"a report onward of no day", "days = 30", "days = 0", "profile.onward_days", "days = 0", "between 1 and 366"},
    {"a report onward of years", "days = 30", "days = 367", "profile.onward_days", "days = 367", "between 1 and 366"},
    {"a first day that is none", "\"2017-01-01\"", "\"2017-02-30\"", "time.day", "first_day", "2017-02-30"},
    {"the public told earlier", "\"96 h\"", "\"71 h\"", "profile.onward_public", "delay = \"71 h\"", "72 h"},
    {"the public told where", "place = \"division\"\ndelay = \"72 h\"", "place = \"none\"\ndelay = \"72 h\"", "profile.onward_public",
     "place = \"division\"\ndelay = \"96 h\"", "none"},
    {"a finer place onward", "place = \"division\"\ndelay = \"96 h\"", "place = \"exact\"\ndelay = \"96 h\"", "form.choice",
     "place = \"exact\"", "none"},
    {"an act twice", "id = \"shelling\"", "id = \"use_of_force\"", "profile.id_twice", "id = \"use_of_force\"\nparent", "twice"},
    {"two roots", "parent = \"use_of_force\"\n", "", "profile.acts_roots", "[[act]]\nid = \"shelling\"", "one root"},
    {"no root", "title.en = \"use of force\"", "title.en = \"use of force\"\nparent = \"shelling\"", "profile.acts_roots", "[[act]]",
     "all have a parent"},
    {"a parent that is not there", "parent = \"use_of_force\"", "parent = \"use_of_farce\"", "profile.unknown_act", "use_of_farce",
     "Did you mean \"use_of_force\""},
    {"a fact of the language", "id = \"proportionate\"", "id = \"inside\"", "profile.fact_word", "id = \"inside\"", "condition language"},
    {"values and a unit", "unit = \"mm\"", "unit = \"mm\"\nvalues = [\"a\", \"b\"]", "profile.fact_unit", "unit = \"mm\"",
     "values and a unit"},
    {"one value", "values = [\"yes\", \"no\"]", "values = [\"yes\"]", "profile.fact_values", "values = [\"yes\"]", "nothing to find"},
    {"unknown as a value", "values = [\"yes\", \"no\"]", "values = [\"yes\", \"no\", \"unknown\"]", "profile.fact_unknown", "unknown",
     "can be unknown"},
    {"a unit that is no base", "unit = \"mm\"", "unit = \"km\"", "profile.fact_unit", "unit = \"km\"", "unit = \"mm\""},
    {"counts in another format", "format = \"published_counts\"", "format = \"ged\"", "profile.register_format", "format = \"ged\"\ncode",
     "published_counts"},
    {"counts without a code", "code = \"G1\"\n", "", "profile.register_code", "[[register]]\nid = \"numbers\"", "Add code"},
    {"units that overlap", "valid = [2017-06-01T00:00:00Z", "valid = [2017-04-01T00:00:00Z", "profile.units_order", "valid = [2017-04-01",
     "early to late"},
    {"a register without limits", "limits = \"few\"\n", "", "form.missing", "[[register]]", "limits"},
    {"an area that is not there", "areas = [\"A\"]", "areas = [\"A\", \"Q\"]", "profile.unknown_area", "areas = [\"A\", \"Q\"]", "A, B, C"},
    {"an area in two divisions", "areas = [\"A\"]", "areas = [\"A\", \"B\"]", "profile.area_twice", "areas = [\"C\", \"B\"]",
     "west and in east"},
    {"an area in none", "areas = [\"C\", \"B\"]", "areas = [\"C\"]", "profile.area_in_none", "[[division]]", "area B"},
    {"an alias of two divisions", "aliases = [\"West Governorate\"]", "aliases = [\"EAST\"]", "profile.ambiguous_name",
     "[[division]]\nid = \"east\"", "west and east"},
    {"a reversed interval", "valid = [2017-01-01T00:00:00Z, 2017-05-01T00:00:00Z]", "valid = [2017-05-01T00:00:00Z, 2017-01-01T00:00:00Z]",
     "form.empty_interval", "valid = [2017-05-01", "ends before"},
};

TEST_F(Profile_, what_is_wrong_is_refused_with_file_line_reason_and_remedy) {
    for (const Refusal& refusal : refusals) {
        SCOPED_TRACE(refusal.name);
        const std::string text = replaced(std::string(profile_text), refusal.from, refusal.to);
        Problems problems;
        const auto read = profile(text, problems);
        ASSERT_FALSE(read.ok());
        const auto found = std::ranges::find(problems, refusal.id, &Error::id);
        ASSERT_NE(found, problems.end()) << problems.front().text();
        EXPECT_TRUE(found->where.starts_with(place("profile.toml", line_of(text, refusal.at)))) << found->text();
        EXPECT_NE((found->what + found->remedy).find(refusal.says), std::string::npos) << found->text();
        EXPECT_FALSE(found->remedy.empty()) << found->text();
    }
}

TEST_F(Profile_, offsets_that_differ_from_time_zone_data_of_the_same_version_are_refused) {
    const auto machine = LocalDays::from_tzdata("Asia/Damascus", *parse_day("2016-11-01"), *parse_day("2017-12-31"));
    ASSERT_TRUE(machine.ok());
    const std::string days = days_toml(*machine);
    std::string text(profile_text);
    const std::size_t from = text.find("[days]");
    const std::size_t to = text.find("[publication]");
    text.replace(from, to - from, days + "\n");
    const auto document = good(text);
    EXPECT_EQ(document.profile->days.changes(), machine->changes()) << "the block that is printed is read back";
    const std::string wrong = replaced(text, "2017-03-30T22:00:00Z", "2017-03-31T22:00:00Z");
    Problems problems;
    ASSERT_FALSE(profile(wrong, problems).ok());
    EXPECT_EQ(problems.front().id, "profile.days_differ");
    EXPECT_NE(problems.front().remedy.find("truce terms days Asia/Damascus"), std::string::npos);
    // Pinned from other data: right to differ, and right to stay as it is in the record.
    good(replaced(wrong, fmt::format("tzdata = \"{}\"", machine->tzdata()), "tzdata = \"1999a\""));
    const std::string older = replaced(document.canonical, "1490911200000000", "1490997600000000");
    problems.clear();
    EXPECT_TRUE(profile_from_canonical(older, document.files, problems).ok()) << problems.front().text();
}

TEST_F(Profile_, names_are_folded_alike) {
    EXPECT_EQ(folded("  Deir\t EZ-Zor \n"), "deir ez-zor");
    EXPECT_EQ(folded("ДАМАСК\u00A0"), folded("дамаск"));
    EXPECT_EQ(folded(""), "");
    EXPECT_EQ(text_in({{"en", "a"}, {"ru", "б"}}, "ru"), "б");
    EXPECT_EQ(text_in({{"en", "a"}, {"ru", "б"}}, "fa"), "a");
    EXPECT_EQ(text_in({}, "fa"), "");
}

}  // namespace
}  // namespace truce
