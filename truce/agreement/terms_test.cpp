#include "truce/agreement/terms.hpp"

#include <gtest/gtest.h>

#include "truce/agreement/testing.hpp"

namespace truce {
namespace {

using testing_support::line_of;
using testing_support::Refusal;
using testing_support::replaced;
using testing_support::terms_text;

class Terms_ : public testing_support::Folder {
protected:
    TermsDocument good(std::string_view text = terms_text) {
        Problems problems;
        auto read = terms(text, problems);
        EXPECT_TRUE(read.ok()) << (problems.empty() ? "" : problems.front().text());
        return std::move(read).value();
    }
};

TEST_F(Terms_, a_good_file_becomes_what_it_says) {
    const Terms terms = good().terms;
    EXPECT_EQ(terms.reading.by, "g1");
    const Version& version = terms.instrument("accord")->versions.front();
    EXPECT_EQ(format(version.in_force.from), "2016-12-29T22:00:00Z");
    EXPECT_EQ(version.in_force.to, Instant::highest());
    ASSERT_EQ(version.approvals.size(), 2U);
    EXPECT_EQ(version.approvals[0].participant, "g1");
    EXPECT_FALSE(version.approvals[0].at.has_value());
    EXPECT_EQ(version.approvals[1].kind, ApprovalKind::signed_);
    EXPECT_EQ(terms.actor("excluded")->kind, ActorKind::designated_group);
    EXPECT_EQ(terms.edges[1].disputed_by, std::vector<std::string>{"p1"});
    EXPECT_EQ(terms.clause("c1")->against, "");
    EXPECT_EQ(terms.clause("c2")->done_when->atom.number, 100);
    EXPECT_EQ(format(*terms.clause("c2")->due), "2017-01-09T22:00:00Z");
    EXPECT_EQ(terms.exception("x1")->cases.size(), 2U);
    EXPECT_EQ(terms.exception("x2")->burden, Burden::applies_unless_disproved);
}

TEST_F(Terms_, an_agreed_area_has_one_shape_and_a_line_that_is_not_agreed_has_no_inner_one) {
    const Terms terms = good().terms;
    const Area& country = terms.area("country")->area;
    EXPECT_EQ(country.inner, country.outer);
    EXPECT_EQ(country.inner->polygons().size(), 1U) << "neighbours are united";
    EXPECT_EQ(country.inner->side({335'000'000, 370'000'000}), Shape::Side::inside) << "their common border lies inside";
    EXPECT_EQ(terms.area("operations")->area.inner, nullptr);
    EXPECT_EQ(terms.area("operations")->area.outer->side({335'000'000, 385'000'000}), Shape::Side::outside);
    EXPECT_EQ(terms.area("belt")->area.inner->side({335'000'000, 362'500'000}), Shape::Side::inside);
    EXPECT_EQ(terms.area("belt")->area.inner->side({335'000'000, 387'500'000}), Shape::Side::outside);
}

TEST_F(Terms_, actors_are_found_by_id_name_and_alias_in_any_case_and_spacing) {
    const Terms terms = good().terms;
    EXPECT_EQ(terms.actor_named("government")->id, "p1");
    EXPECT_EQ(terms.actor_named("  FIRST\t party ")->id, "p1");
    EXPECT_EQ(terms.actor_named("ПЕРВАЯ СТОРОНА")->id, "p1");
    EXPECT_EQ(terms.actor_named("BRIGADE")->id, "brigade");
    EXPECT_EQ(terms.actor_named("Govern"), nullptr);
}

TEST_F(Terms_, comments_order_of_keys_units_and_offsets_do_not_change_the_hash) {
    const TermsDocument first = good();
    std::string text = "# a comment\n" + std::string(terms_text);
    text = replaced(text, "id = \"first\"\ntitle.en = \"A reading\"\nby = \"g1\"",
                    "by = \"g1\"   # whose\n\ntitle = { en = \"A reading\" }\nid = 'first'");
    text = replaced(text, "2016-12-29T12:00:00+02:00", "2016-12-29T10:00:00Z");
    text = replaced(text, "[\"p1\", \"g1\"]", "[\n  \"g1\",\n  \"p1\",\n]");
    text = replaced(text, "calibre < 100 mm", "calibre<0.1 m");
    text = replaced(text, "where = \"inside(country)\"", "where = \" ( inside( country ) ) \"\nversion = 1\nagainst = \"anyone\"");
    text = replaced(text, "shape = [\"C\", \"A\", \"B\"]", "valid = [\"-inf\", \"inf\"]\nshape = [\"A\", \"B\", \"C\"]");
    const TermsDocument second = good(text);
    EXPECT_EQ(first.canonical, second.canonical);
    EXPECT_EQ(first.digest, second.digest);
    EXPECT_NE(good(replaced(std::string(terms_text), "no force", "no use of force")).digest, first.digest);
}

TEST_F(Terms_, the_record_needs_no_toml) {
    const TermsDocument document = good();
    ASSERT_EQ(document.files.size(), 1U) << "the atlas belongs to the profile";
    Problems problems;
    const auto again = terms_from_canonical(document.canonical, document.files, *profile_, problems);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(again->canonical, document.canonical);
    EXPECT_EQ(again->files, document.files);
    EXPECT_EQ(show(again->terms, *profile_, "en"), show(document.terms, *profile_, "en"));
    EXPECT_EQ(document.canonical.find("zones.geojson"), std::string::npos);
    EXPECT_NE(document.canonical.find("geo:sha256-" + document.files.front().first.hex() + "#west"), std::string::npos);
}

TEST_F(Terms_, a_file_is_found_wherever_the_program_was_started) {
    std::filesystem::create_directories(folder_ / "inner");
    good();
    Problems problems;
    EXPECT_TRUE(read_terms_file(folder_ / "inner" / ".." / "terms.toml", *profile_, problems).ok());
}

TEST_F(Terms_, all_problems_of_a_file_are_told_in_its_order) {
    std::string text = replaced(std::string(terms_text), "by = \"g1\"\n", "by = \"g9\"\n");
    text = replaced(text, "status = \"in_force\"", "status = \"inforce\"");
    text = replaced(text, "acts = [\"use_of_force\"]", "acts = [\"use_of_farce\"]");
    text = replaced(text, "priority = 20", "priority = \"high\"");
    text = replaced(text, "summary.en = \"heavy weapons never\"", "sumary.en = \"heavy weapons never\"");
    Problems problems;
    const auto read = terms(text, problems);
    ASSERT_FALSE(read.ok());
    std::vector<std::string> ids;
    for (const Error& problem : problems) ids.push_back(problem.id);
    EXPECT_EQ(ids, (std::vector<std::string>{"terms.unknown_actor", "form.choice", "terms.unknown_act", "form.missing", "form.type",
                                             "form.unknown_key"}));
    EXPECT_EQ(read.error().text(), problems.front().text());
    for (const Error& problem : problems) {
        EXPECT_FALSE(problem.remedy.empty()) << problem.text();
        EXPECT_TRUE(problem.where.starts_with((folder_ / "terms.toml").string() + ":")) << problem.where;
    }
    EXPECT_EQ(problems.back().where, place("terms.toml", line_of(text, "sumary")) + "1");
    EXPECT_NE(problems.back().remedy.find("Did you mean \"summary\"?"), std::string::npos);
}

const Refusal refusals[]{
    // what TOML itself refuses
    {"half a line", "id = \"first\"", "id = ", "toml.syntax", "id = \n", "not TOML"},
    {"a key twice", "id = \"first\"", "id = \"first\"\nid = \"second\"", "toml.syntax", "id = \"second\"", "not TOML"},
    {"an open quotation", "id = \"first\"", "id = \"first", "toml.syntax", "id = \"first", "not TOML"},
    {"a day that is none", "2017-01-10T00:00:00+02:00", "2017-02-30T00:00:00+02:00", "toml.syntax", "2017-02-30", "not TOML"},
    {"a time finer than microseconds", "2017-01-10T00:00:00+02:00", "2017-01-10T00:00:00.1234567Z", "toml.instant", "due",
     "not an instant"},
    {"a time before all time", "2017-01-10T00:00:00+02:00", "0001-01-10T00:00:00Z", "toml.instant", "due", "not an instant"},
    // form
    {"another format", "truce-terms/1", "truce-terms/2", "terms.format", "truce-terms/2", "truce-terms/1"},
    {"no format", "format = \"truce-terms/1\"\n", "", "form.missing", "\n", "format"},
    {"an unknown table", "[[force]]", "[[forces]]", "form.unknown_key", "[[forces]]", "Did you mean \"force\"", 1},
    {"a missing id", "id = \"brigade\"\n", "", "form.missing", "[[force]]", "force lacks id", 1},
    {"a number for a text", "source = \"article 3\"", "source = 3", "form.type", "source = 3", "is an integer, not a text"},
    {"a text for a number", "priority = 10", "priority = \"10\"", "form.type", "priority = \"10\"", "is a text, not an integer"},
    {"a negative number", "priority = 10", "priority = -1", "form.integer", "priority = -1", "whole number"},
    {"a blank text", "source = \"article 3\"", "source = \" \"", "form.text", "source = \" \"", "blank"},
    {"a control character", "source = \"article 3\"", "source = \"a\\u0000b\"", "form.text", "source = \"a\\u0000b\"",
     "control characters"},
    {"an id with a blank", "id = \"operations\"", "id = \"operations 1\"", "form.id", "operations 1", "not an id", 1},
    {"a misspelt choice", "burden = \"must_be_shown\"", "burden = \"must-be-shown\"", "form.choice", "must-be-shown",
     "Did you mean \"must_be_shown\""},
    {"no English", "summary.en = \"withdraw\"", "summary.fr = \"retrait\"", "form.english", "summary.fr", "summary.en"},
    {"no language", "summary.en = \"withdraw\"", "summary.en = \"withdraw\"\nsummary.english = \"x\"", "form.language", "summary.english",
     "not a language"},
    {"a text without language", "summary.en = \"withdraw\"", "summary = \"withdraw\"", "form.type", "summary = \"withdraw\"", "summary.en"},
    {"a time without zone", "2017-01-10T00:00:00+02:00", "2017-01-10T00:00:00", "form.no_offset", "due", "offset from UTC"},
    {"a bare date", "2017-01-10T00:00:00+02:00", "2017-01-10", "form.no_offset", "due", "offset from UTC"},
    {"a time in quotation marks", "2017-01-10T00:00:00+02:00", "\"2017-01-10T00:00:00Z\"", "form.type", "due", "without quotation marks"},
    {"an interval of one end", "valid = [2016-12-29T00:00:00+02:00, \"inf\"]\nsource = \"signature",
     "valid = [\"inf\"]\nsource = \"signature", "form.interval", "valid = [\"inf\"]", "[from, to]"},
    {"an empty interval", "in_force = [2016-12-30T00:00:00+02:00, \"inf\"]", "in_force = [2016-12-30T00:00:00+02:00, 2016-12-29T22:00:00Z]",
     "form.empty_interval", "in_force = [", "holds nothing"},
    {"an interval backwards", "in_force = [2016-12-30T00:00:00+02:00, \"inf\"]", "in_force = [\"inf\", \"-inf\"]", "form.empty_interval",
     "in_force = [", "ends before it begins"},
    {"a name twice in a list", "[\"p1\", \"g1\"]", "[\"p1\", \"g1\", \"p1\"]", "form.twice", "approvals_required", "twice"},
    {"a word for a list", "defeats = [\"x1\"]", "defeats = \"x1\"", "form.type", "defeats = \"x1\"", "a list"},
    {"an empty list", "defeats = [\"x1\"]", "defeats = []", "form.empty", "defeats = []", "at least one"},
    {"a table for tables", "[[umbrella]]", "[umbrella]", "form.type", "[umbrella]", "[[umbrella]]"},
    {"a condition with a fault", "inside(country)", "inside country", "condition.syntax", "inside country", "column 8"},
    {"a condition in depth", "inside(country)", "(((((((((((((((((inside(country))))))))))))))))))", "condition.too_large", "(((((",
     "brackets"},
    {"an exception of too many cases", "when = \"calibre >= 100 mm\"",
     "when = \"(calibre < 1 mm OR calibre > 2 mm) AND (calibre < 3 mm OR calibre > 4 mm) AND (calibre < 5 mm OR calibre > 6 mm) AND "
     "(calibre < 7 mm OR "
     "calibre > 8 mm) AND (calibre < 9 mm OR calibre > 10 mm) AND (calibre < 11 mm OR calibre > 12 mm) AND (calibre < 13 mm OR calibre > "
     "14 mm)\"",
     "condition.too_large", "calibre < 1 mm", "alternatives"},
    // ids and references
    {"an actor twice", "id = \"visitors\"", "id = \"brigade\"", "terms.id_twice", "id = \"brigade\"\nname.en = \"Visitors\"", "twice"},
    {"a clause and an exception of one id", "id = \"x2\"", "id = \"c1\"", "terms.id_twice", "id = \"c1\"\ndefeats = [\"x1\"]", "clause[0]",
     2},
    {"an area twice", "id = \"belt\"", "id = \"operations\"", "terms.id_twice", "id = \"operations\"\ntitle.en = \"A belt\"", "area[1]"},
    {"a version of nothing", "[[version]]\ninstrument = \"accord\"", "[[version]]\ninstrument = \"accrod\"", "terms.unknown_instrument",
     "accrod", "Did you mean \"accord\""},
    {"a version twice", "[[participant]]\nid = \"g1\"", "[[version]]\ninstrument = \"accord\"\nn = 1\n\n[[participant]]\nid = \"g1\"",
     "terms.version_twice", "[[version]]\ninstrument = \"accord\"\nn = 1\n\n[[participant]]", "two versions 1"},
    {"a version zero", "[[participant]]\nid = \"g1\"", "[[version]]\ninstrument = \"accord\"\nn = 0\n\n[[participant]]\nid = \"g1\"",
     "terms.version_number", "n = 0", "numbered from 1"},
    {"versions that overlap", "[[participant]]\nid = \"g1\"",
     "[[version]]\ninstrument = \"accord\"\nn = 2\nin_force = [2017-06-01T00:00:00Z, \"inf\"]\napprovals_required = "
     "[\"g1\"]\n\n[[participant]]\nid = \"g1\"",
     "terms.versions_overlap", "in_force = [2017-06", "at one time"},
    {"an approval of nobody", "approvals.g1 =", "approvals.g7 =", "terms.unknown_actor", "approvals.g7", "g7"},
    {"a required approval of nobody", "[\"p1\", \"g1\"]", "[\"p1\", \"g1\", \"zz\"]", "terms.unknown_actor", "approvals_required", "zz"},
    {"a required approval of a force", "[\"p1\", \"g1\"]", "[\"p1\", \"g1\", \"brigade\"]", "terms.not_a_participant", "approvals_required",
     "brigade"},
    {"a role that the profile lacks", "role = \"party\"", "role = \"partie\"", "terms.unknown_role", "partie", "Did you mean \"party\""},
    {"a guarantor that is none", "guarantor = \"g1\"", "guarantor = \"brigade\"", "terms.not_a_participant", "guarantor = \"brigade\"",
     "brigade"},
    {"an edge from nobody", "from = \"brigade\"", "from = \"brigada\"", "terms.unknown_actor", "brigada", "Did you mean \"brigade\""},
    {"an edge to nothing signed", "to = \"accord\"", "to = \"p1\"", "terms.unknown_instrument", "to = \"p1\"", "no instrument"},
    {"an edge to itself", "to = \"p1\"", "to = \"brigade\"", "terms.edge_to_itself", "to = \"brigade\"", "itself"},
    {"an edge twice", "[[area]]\nid = \"country\"",
     "[[edge]]\nfrom = \"p1\"\nrelation = \"signatory_of\"\nto = \"accord\"\nvalid = [2017-12-29T00:00:00+02:00, \"inf\"]\nsource = "
     "\"again\"\nasserted_by = "
     "\"g1\"\n\n[[area]]\nid = \"country\"",
     "terms.edge_twice", "[[edge]]\nfrom = \"p1\"\nrelation = \"signatory_of\"\nto = \"accord\"\nvalid = [2017", "twice"},
    {"a designation as no group", "relation = \"supports\"", "relation = \"designated_as\"", "terms.not_designated", "to = \"p1\"",
     "not a designated group"},
    {"a participant that is designated",
     "relation = \"supports\"\nto = \"p1\"\nvalid = [\"-inf\", \"inf\"]\nsource = \"statement\"\nasserted_by = \"g1\"\ndisputed_by = "
     "[\"p1\"]",
     "relation = \"supports\"\nto = \"p1\"\nvalid = [\"-inf\", \"inf\"]\nsource = \"statement\"\nasserted_by = \"g1\"\n\n[[edge]]\nfrom = "
     "\"p1\"\nrelation = "
     "\"designated_as\"\nto = \"excluded\"\nvalid = [\"-inf\", \"inf\"]\nsource = \"x\"\nasserted_by = \"g1\"",
     "terms.designated_participant", "[[edge]]\nfrom = \"p1\"\nrelation = \"designated_as\"", "never a participant"},
    // names
    {"an alias of two actors", "aliases = [\"EG\"]", "aliases = [\"EG\", \"GOVERNMENT\"]", "terms.ambiguous_name", "[[designated_group]]",
     "p1 and excluded"},
    {"an alias that is another's id", "aliases = [\"EG\"]", "aliases = [\"Brigade\"]", "terms.ambiguous_name", "[[designated_group]]",
     "brigade and excluded"},
    {"an actor called civilians", "name.en = \"Visitors\"", "name.en = \"Civilians\"", "terms.reserved", "[[outside_force]]",
     "nobody's name"},
    {"an actor of the id bound", "id = \"visitors\"", "id = \"bound\"", "terms.reserved", "[[outside_force]]", "set of actors"},
    // reading, instruments
    {"nobody's reading", "by = \"g1\"\n", "", "terms.reading_by", "[reading]", "whose"},
    {"everybody's and somebody's reading", "by = \"g1\"\n", "by = \"g1\"\njoint = true\n", "terms.reading_by", "by = \"g1\"", "joint"},
    {"a reading of a force", "by = \"g1\"\n", "by = \"brigade\"\n", "terms.not_a_participant", "by = \"brigade\"", "brigade"},
    {"an instrument without version", "[[version]]\ninstrument",
     "[[instrument]]\nid = \"other\"\ntitle.en = \"Other\"\nstatus = \"signed\"\nsource = \"x\"\n\n[[version]]\ninstrument",
     "terms.no_version", "[[instrument]]\nid = \"other\"", "has no version"},
    {"in force, but never", "in_force = [2016-12-30T00:00:00+02:00, \"inf\"]\n", "", "terms.never_in_force", "status = \"in_force\"",
     "accord"},
    {"lapsed, but without end", "status = \"in_force\"", "status = \"lapsed\"", "terms.lapsed_without_end", "status = \"lapsed\"",
     "has no end"},
    {"an instrument that needs nobody's approval", "approvals_required = [\"p1\", \"g1\"]\n", "", "terms.no_approvals_required",
     "[[version]]", "approvals_required"},
    // areas
    {"an agreed area without shape", "shape = [\"C\", \"A\", \"B\"]\n", "", "terms.area_shape", "[[area]]", "agreed and has no shape"},
    {"a shape without agreement", "outer = [\"A\", \"B\"]", "shape = [\"A\", \"B\"]", "terms.area_shape", "shape = [\"A\", \"B\"]",
     "not agreed"},
    {"a shape and an outer one", "shape = [\"C\", \"A\", \"B\"]", "shape = [\"C\", \"A\", \"B\"]\nouter = [\"A\"]", "terms.area_shape",
     "outer = [\"A\"]", "Leave inner and outer out"},
    {"an inner area without a line", "outer = [\"A\", \"B\"]", "outer = [\"A\", \"B\"]\ninner = [\"A\"]", "terms.area_shape",
     "inner = [\"A\"]", "nothing surely is inside"},
    {"an inner area outside the outer one", "zones.geojson#west", "zones.geojson#east", "area.inner_not_in_outer",
     "[[area]]\nid = \"belt\"", "belt"},
    {"an area the atlas lacks", "outer = [\"A\", \"B\"]", "outer = [\"A\", \"Z\"]", "geo_file.atlas_id", "outer = [\"A\", \"Z\"]",
     "A, B, C"},
    {"a file that is not there", "zones.geojson#west", "zone.geojson#west", "file.missing", "zone.geojson", ""},
    {"a part that is not there", "zones.geojson#west", "zones.geojson#north", "geo_file.part", "#north", "north"},
    {"a file outside the folder", "zones.geojson#west", "../zones.geojson", "geo_file.path", "../zones.geojson", "without \"..\""},
    {"an absolute path", "zones.geojson#west", "/etc/passwd", "geo_file.path", "/etc/passwd", "relative"},
    {"a file that is no GeoJSON", "zones.geojson#west", "terms.toml", "json.syntax", "terms.toml", ""},
    // clauses
    {"a clause of nothing", "instrument = \"accord\"\ntext_status = \"published\"", "instrument = \"acord\"\ntext_status = \"published\"",
     "terms.unknown_instrument", "acord\"", "Did you mean \"accord\""},
    {"a clause of no version", "deontic = \"prohibit\"", "deontic = \"prohibit\"\nversion = 3", "terms.unknown_version", "[[clause]]",
     "no version 3"},
    {"a quotation of what was not seen", "summary.en = \"withdraw\"", "summary.en = \"withdraw\"\nquote.en = \"withdraw\"",
     "terms.quote_not_published", "quote.en = \"withdraw\"", "nobody can quote it"},
    {"an act the profile lacks", "acts = [\"use_of_force\"]", "acts = [\"shellin\"]", "terms.unknown_act", "shellin",
     "Did you mean \"shelling\""},
    {"by nobody", "by = \"bound_or_supporting\"", "by = \"bound_or_suporting\"", "terms.unknown_actor", "suporting", "bound_or_suporting"},
    {"by the designated", "by = \"bound_or_supporting\"", "by = \"designated\"", "terms.set", "by = \"designated\"", "cannot stand here"},
    {"against anyone's set", "by = \"bound_or_supporting\"", "by = \"bound\"\nagainst = \"everyone\"", "terms.unknown_actor", "against",
     "everyone"},
    {"a demand that is never done", "done_when = \"calibre < 100 mm\"\n", "", "terms.obligation", "[[clause]]\nid = \"c2\"", "done_when"},
    {"a prohibition that is due", "deontic = \"prohibit\"", "deontic = \"prohibit\"\ndue = 2017-01-01T00:00:00Z", "terms.obligation",
     "due = 2017-01-01", "demands nothing"},
    {"a permit of what is forbidden", "[[exception]]\nid = \"x1\"",
     "[[clause]]\nid = \"c3\"\ninstrument = \"accord\"\ntext_status = \"published\"\nsource = \"x\"\nsummary.en = \"y\"\ndeontic = "
     "\"permit\"\nacts = "
     "[\"use_of_force\"]\nby = \"bound_or_supporting\"\nwhere = \"inside(country)\"\n\n[[exception]]\nid = \"x1\"",
     "terms.conflict", "[[clause]]\nid = \"c1\"", "clause c1 forbids what clause c3 allows"},
    // exceptions and conditions
    {"an exception to nothing", "defeats = [\"c1\"]", "defeats = [\"c11\"]", "terms.unknown_rule", "c11", "Did you mean \"c1\""},
    {"exceptions of equal priority", "priority = 20", "priority = 10", "terms.conflict", "priority = 10\nsource = \"article 5\"",
     "exceptions x2 and x1"},
    {"an exception without effect", "priority = 20", "priority = 5", "terms.no_effect", "priority = 5", "never defeat"},
    {"an area that is not there", "inside(country)", "inside(contry)", "terms.unknown_area", "contry", "Did you mean \"country\""},
    {"a fact that is not there", "AND proportionate\"", "AND proportional\"", "terms.unknown_fact", "proportional\"",
     "Did you mean \"proportionate\""},
    {"a value that is not there", "is only_designated", "is only_designate", "terms.unknown_value", "is only_designate ",
     "Did you mean \"only_designated\""},
    {"a value that is always possible", "is only_designated", "is unknown", "terms.unknown_value", "is unknown",
     "mixed, only_designated, only_protected"},
    {"a number for a choice", "AND proportionate\"", "AND proportionate > 3\"", "terms.fact_is_no_number", "proportionate > 3",
     "not a number"},
    {"a choice for a number", "calibre >= 100 mm", "calibre is big", "terms.fact_is_number", "calibre is big", "Compare it"},
    {"another unit", "calibre >= 100 mm", "calibre >= 100 s", "terms.unit", "100 s", "in mm, the condition in us"},
    {"a number without unit", "calibre >= 100 mm", "calibre >= 100", "terms.unit", "calibre >= 100\"", "no unit"},
    {"a set that is none", "inside(country)", "target in anyone", "terms.set", "target in anyone", "cannot stand here"},
    {"an actor that is not there", "inside(country)", "actor in brigad", "terms.unknown_actor", "actor in brigad",
     "Did you mean \"brigade\""},
};

TEST_F(Terms_, what_is_wrong_is_refused_with_file_line_reason_and_remedy) {
    std::size_t tried = 0;
    for (const Refusal& refusal : refusals) {
        SCOPED_TRACE(refusal.name);
        const std::string text = replaced(std::string(terms_text), refusal.from, refusal.to);
        Problems problems;
        const auto read = terms(text, problems);
        ++tried;
        ASSERT_FALSE(read.ok());
        ASSERT_FALSE(problems.empty());
        EXPECT_EQ(read.error().text(), problems.front().text());
        const auto found = std::ranges::find(problems, refusal.id, &Error::id);
        ASSERT_NE(found, problems.end()) << problems.front().text();
        EXPECT_TRUE(found->where.starts_with(place("terms.toml", line_of(text, refusal.at)))) << found->text();
        EXPECT_NE((found->what + found->remedy).find(refusal.says), std::string::npos) << found->text();
        EXPECT_FALSE(found->remedy.empty());
        // One fault, one problem, but where the fault is in what others refer to.
        EXPECT_LE(problems.size(), 1 + refusal.consequences) << problems.front().text() << "\n" << problems.back().text();
    }
    EXPECT_GE(tried, 60U);
}

TEST_F(Terms_, exceptions_that_defeat_each_other_in_a_circle_are_named) {
    const std::string text = replaced(std::string(terms_text), "defeats = [\"c1\"]", "defeats = [\"c1\", \"x2\"]");
    Problems problems;
    ASSERT_FALSE(terms(text, problems).ok());
    const auto found = std::ranges::find(problems, "terms.cycle", &Error::id);
    ASSERT_NE(found, problems.end());
    EXPECT_NE(found->what.find("x1 defeats x2 defeats x1"), std::string::npos) << found->what;
}

TEST_F(Terms_, a_draft_needs_no_approval_and_cannot_be_more_than_a_draft) {
    const std::string draft =
        std::string(terms_text) +
        "\n[[instrument]]\nid = \"draft\"\ntitle.en = \"Draft\"\nstatus = \"draft\"\nsource = \"x\"\n\n[[version]]\ninstrument = "
        "\"draft\"\nn = 1\n\n[[clause]]\nid = \"d1\"\ninstrument = \"draft\"\ntext_status = \"draft\"\nsource = \"x\"\nsummary.en = \"y\"\n"
        "deontic = \"prohibit\"\nby = \"anyone\"\n";
    good(draft);
    const auto first_problem = [&](std::string_view from, std::string_view to) {
        Problems problems;
        EXPECT_FALSE(terms(replaced(draft, from, to), problems).ok());
        return problems.empty() ? "" : problems.front().id;
    };
    EXPECT_EQ(first_problem("text_status = \"draft\"", "text_status = \"published\""), "terms.draft_clause");
    EXPECT_EQ(first_problem("instrument = \"draft\"\nn = 1", "instrument = \"draft\"\nn = 1\nin_force = [2017-01-01T00:00:00Z, \"inf\"]"),
              "terms.draft_in_force");
    EXPECT_EQ(first_problem("instrument = \"draft\"\nn = 1", "instrument = \"draft\"\nn = 1\napprovals_required = [\"g1\"]"),
              "terms.draft_approvals");
}

TEST_F(Terms_, what_is_not_canonical_is_refused) {
    const TermsDocument document = good();
    const std::pair<std::string_view, std::string_view> changes[]{
        {"\"acts\":[\"use_of_force\"],", "\"acts\":[],"},
        {"\"approvals_required\":[\"g1\",\"p1\"]", "\"approvals_required\":[\"p1\",\"g1\"]"},
        {"\"where\":\"inside(country)\"", "\"where\":\"inside( country )\""},
        {"\"by\":\"g1\"", "\"by\":\"g1\",\"joint\":false"},
        {"\"priority\":10", "\"priority\":\"10\""},
        {"\"status\":\"agreed\"", "\"status\":\"Agreed\""},
        {"\"due\":1483999200000000", "\"due\":9007199254740991"},
        {"\"umbrella\":[{", "\"umbrella\":[[],{"},
        {"{\"en\":\"withdraw\"}", "{\"fr\":\"withdraw\"}"},
        {"\"in_force\":[1483048800000000,9007199254740991]", "\"in_force\":[1483048800000000,1483048800000000]"},
        {"geo:sha256-", "geo:sha512-"},
        {"\"id\":\"brigade\"", "\"id\":\"Brigade\""},
        {"\"participant\":\"g1\"", "\"participant\":\"z\""},
    };
    for (const auto& [from, to] : changes) {
        Problems problems;
        const auto read = terms_from_canonical(replaced(document.canonical, from, to), document.files, *profile_, problems);
        ASSERT_FALSE(read.ok()) << from << " -> " << to;
        EXPECT_FALSE(problems.empty());
        EXPECT_EQ(problems.front().where.find("terms.toml"), std::string::npos);
    }
}

TEST_F(Terms_, files_must_be_those_the_terms_refer_to) {
    const TermsDocument document = good();
    Problems problems;
    EXPECT_EQ(terms_from_canonical(document.canonical, {}, *profile_, problems).error().id, "geo_file.missing");
    auto files = document.files;
    files.front().second += ' ';
    EXPECT_EQ(terms_from_canonical(document.canonical, files, *profile_, problems).error().id, "geo_file.hash");
    files = document.files;
    files.emplace_back(sha256("more"), "more");
    EXPECT_EQ(terms_from_canonical(document.canonical, files, *profile_, problems).error().id, "geo_file.unused");
}

TEST_F(Terms_, a_file_that_is_not_there_or_not_text_is_a_problem_like_any_other) {
    good();
    Problems problems;
    EXPECT_EQ(read_terms_file(folder_ / "none.toml", *profile_, problems).error().id, "file.missing");
    EXPECT_EQ(terms("format = \"\xFF\xFE\"", problems).error().id, "toml.syntax");
    EXPECT_EQ(terms("", problems).error().id, "form.missing");
    EXPECT_GE(problems.size(), 4U);
    EXPECT_EQ(terms("a = " + std::string(100'000, '['), problems).error().id, "toml.syntax");
}

}  // namespace
}  // namespace truce
