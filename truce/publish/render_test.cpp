#include "truce/publish/render.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <pugixml.hpp>
#include <regex>
#include <sstream>

#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/publish/golden_test.hpp"
#include "truce/publish/invented.hpp"
#include "truce/publish/text_layout.hpp"

namespace truce {
namespace {

using invented::confirmed;
using invented::count;
using invented::input;
using invented::report;
using ::testing::HasSubstr;
using ::testing::Not;

struct Form {
    std::string name;
    std::string bytes;
};
std::vector<Form> forms_of(const Bulletin& bulletin) {
    return {{"text", to_text(bulletin)},
            {"summary", to_summary(bulletin)},
            {"json", to_json(bulletin)},
            {"csv", to_csv(bulletin)},
            {"html", to_html(bulletin)}};
}

// ---- golden files: what readers' own programs rely on -------------------------------------------------------

TEST(Render, a_small_day_gives_the_golden_text_json_and_csv) {
    const Bulletin bulletin = compose_bulletin(invented::full_day());
    compare_with_golden("bulletin.txt", to_text(bulletin));
    compare_with_golden("bulletin.json", to_json(bulletin));
    compare_with_golden("bulletin.csv", to_csv(bulletin));
}

TEST(Render, the_json_is_canonical) {
    const auto parsed = parse_canonical(to_json(compose_bulletin(invented::full_day())));
    ASSERT_TRUE(parsed.ok()) << parsed.error().text();
}

TEST(Render, the_text_keeps_to_a_hundred_columns) {
    std::istringstream text(to_text(compose_bulletin(invented::full_day())));
    for (std::string line; std::getline(text, line);) EXPECT_LE(text_columns(line), text_width) << line;
}

// ---- the page -----------------------------------------------------------------------------------------------

pugi::xml_document parsed_page(const std::string& html) {
    pugi::xml_document page;
    const auto outcome = page.load_buffer(html.data(), html.size(), pugi::parse_full, pugi::encoding_utf8);
    EXPECT_TRUE(outcome) << outcome.description() << " at " << html.substr(static_cast<std::size_t>(outcome.offset), 80);
    return page;
}

TEST(Render, the_page_is_well_formed_has_no_script_and_asks_for_nothing_from_outside) {
    const std::string html = to_html(compose_bulletin(invented::full_day()));
    const auto page = parsed_page(html);
    for (const char* wanted : {"script", "link", "img", "iframe", "object", "a"})
        EXPECT_TRUE(page.select_nodes(fmt::format("//{}", wanted).c_str()).empty()) << wanted;
    EXPECT_THAT(html, Not(HasSubstr("@import")));
    EXPECT_FALSE(std::regex_search(html, std::regex("(src|href)=")));
    // The only url() are the map's own patterns.
    const std::regex url("url\\(([^)]*)\\)");
    for (std::sregex_iterator it(html.begin(), html.end(), url), end; it != end; ++it) EXPECT_EQ((*it)[1].str().front(), '#');
}

TEST(Render, every_table_says_what_its_headings_are_for_and_the_map_says_what_it_is) {
    const auto page = parsed_page(to_html(compose_bulletin(invented::full_day())));
    for (const auto& heading : page.select_nodes("//th")) EXPECT_STRNE(heading.node().attribute("scope").value(), "");
    const auto map = page.select_node("//*[@class='map']").node();
    EXPECT_STREQ(map.attribute("role").value(), "img");
    EXPECT_STRNE(map.child("title").text().get(), "");
    EXPECT_STRNE(map.child("desc").text().get(), "");
    EXPECT_FALSE(page.select_nodes("//*[@class='map']//*[contains(@class,'unwatched')]").empty());
}

TEST(Render, what_nobody_watched_is_hatched_and_where_watching_is_unknown_nothing_is) {
    BulletinInput in = invented::full_day();
    const auto hatched = [](const BulletinInput& day) {
        const auto page = parsed_page(to_html(compose_bulletin(day)));
        return page.select_nodes("//*[@class='map']/*[@class='unwatched']").size();
    };
    EXPECT_EQ(hatched(in), 1U);  // East
    in.watches.clear();
    EXPECT_EQ(hatched(in), 3U);
    in.watching_known = false;
    EXPECT_EQ(hatched(in), 0U);
    for (const Form& form : forms_of(compose_bulletin(in))) {
        if (form.name == "text" || form.name == "html") EXPECT_THAT(form.bytes, HasSubstr("Watching: unknown (no register of watches)"));
    }
}

TEST(Render, hostile_names_come_out_harmless) {
    const std::string hostile = "<script>alert(1)</script>&\"'=1+1\x1b[31m\xe2\x80\xae";
    Profile profile = invented::profile_value();
    profile.title = invented::english_text(hostile);
    profile.divisions[0].names.texts = invented::english_text(hostile);
    for (Register& reg : profile.registers) {
        reg.names.texts = invented::english_text(hostile);
        reg.unit = invented::english_text(hostile);
        reg.limits = reg.citation = reg.licence = hostile;
    }
    BulletinInput in = input(std::move(profile));
    in.reports = {report("codings", hostile, {"W"}, Ruling::violation)};
    in.reports[0].report.place = hostile;
    in.counts = {count("a-counts", "", 1)};
    in.counts[0].note = in.counts[0].source = in.counts[0].basis = "=cmd|' /C calc'!A0" + hostile;
    in.proof.origin = in.proof.command = in.proof.checkpoint = hostile;
    in.changes = std::vector<BulletinInput::Changes>{{"codings", 1, 0, 0, {hostile}, {}, {}}};
    in.last_published = hostile;
    const Bulletin bulletin = compose_bulletin(in);
    const std::string html = to_html(bulletin);
    const auto page = parsed_page(html);
    EXPECT_TRUE(page.select_nodes("//script").empty());
    for (const std::string& form : {html, to_text(bulletin), to_summary(bulletin)}) {
        EXPECT_EQ(form.find('\x1b'), std::string::npos);
        EXPECT_EQ(form.find("\xe2\x80\xae"), std::string::npos);
    }
    EXPECT_TRUE(parse_canonical(to_json(bulletin)).ok());
}

TEST(Render, a_csv_cell_is_no_formula_to_a_spreadsheet) {
    Profile profile = invented::profile_value();
    for (Register& reg : profile.registers) reg.unit = invented::english_text("=HYPERLINK(\"x\",\"y\")");
    BulletinInput in = input(std::move(profile));
    in.counts = {count("a-counts", "", 1)};
    EXPECT_THAT(to_csv(compose_bulletin(in)), HasSubstr("\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""));
}

TEST(Render, another_language_turns_the_page_round_and_takes_its_own_names) {
    Phrases arabic;
    arabic.language = "ar";
    arabic.direction = Direction::right_to_left;
    Profile profile = invented::profile_value();
    profile.divisions[0].names.texts["ar"] = "غرب";
    BulletinInput in = input(std::move(profile));
    in.counts = {count("a-counts", "", 1)};
    const auto page = parsed_page(to_html(compose_bulletin(in), arabic));
    EXPECT_STREQ(page.child("html").attribute("dir").value(), "rtl");
    EXPECT_STREQ(page.child("html").attribute("lang").value(), "ar");
    EXPECT_FALSE(page.select_nodes("//bdi[text()='غرب']").empty());
    const std::string css = page.select_node("//style").node().text().get();
    for (const char* physical : {"margin-left", "margin-right", "padding-left", "padding-right", "text-align:left", "text-align:right"})
        EXPECT_THAT(css, Not(HasSubstr(physical)));
}

TEST(Render, an_empty_day_and_a_profile_without_registers_still_make_a_bulletin) {
    for (const bool with_registers : {true, false}) {
        Profile profile = invented::profile_value();
        if (!with_registers) profile.registers.clear();
        const Bulletin bulletin = compose_bulletin(input(std::move(profile)));
        for (const Form& form : forms_of(bulletin)) EXPECT_FALSE(form.bytes.empty()) << form.name;
        parsed_page(to_html(bulletin));
        EXPECT_THAT(to_text(bulletin), HasSubstr("No register holds anything for this day."));
    }
}

TEST(Render, a_day_without_a_published_count_says_so) {
    const Bulletin bulletin = compose_bulletin(input());
    for (const Form& form : forms_of(bulletin)) {
        if (form.name == "csv" || form.name == "json") continue;
        EXPECT_THAT(form.bytes, HasSubstr("No count published for this day by Alphaland; Betania; Gammany.")) << form.name;
    }
    EXPECT_THAT(to_json(bulletin), HasSubstr("\"published\":false"));
}

// ---- what the press did with such bulletins, each impossible here -------------------------------------------

/// All whole numbers in a text, as words of their own.
std::vector<std::string> numbers_in(const std::string& text) {
    std::vector<std::string> out;
    const std::regex number("[0-9]+");
    for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it) out.push_back(it->str());
    return out;
}

struct PressCase {
    std::int64_t a, b;
    std::string sum;
};

TEST(PressErrors, two_columns_are_never_added_up_in_any_form) {
    // 27 January 2019, 14 May 2021, an undated one, another, 3 June 2020
    for (const auto& [a, b, sum] : {PressCase{9, 34, "43"}, {39, 16, "55"}, {5, 6, "11"}, {4, 2, "6"}, {5, 1, "6"}}) {
        for (const bool split : {false, true}) {
            BulletinInput in = input();
            in.counts = {count("a-counts", "", a), count("b-counts", "", b)};
            if (split) {  // nothing in common: the number of distinct incidents would be the sum
                in.counts.push_back(count("a-counts", "west", a));
                in.counts.push_back(count("b-counts", "east", b));
            }
            const Bulletin bulletin = compose_bulletin(in);
            EXPECT_THAT(numbers_in(to_summary(bulletin)), Not(testing::Contains(sum)));
            const auto page = parsed_page(to_html(bulletin));
            for (const auto& cell : page.select_nodes("//td")) EXPECT_NE(std::string(cell.node().text().get()), sum);
            EXPECT_FALSE(std::regex_search(to_csv(bulletin), std::regex("," + sum + "(,|$)")));
            EXPECT_FALSE(std::regex_search(to_json(bulletin), std::regex(":" + sum + "[,}]")));
        }
    }
}

TEST(PressErrors, the_headline_says_the_number_of_the_body_because_it_is_made_from_it) {
    const Bulletin bulletin = compose_bulletin(invented::full_day());
    EXPECT_THAT(to_summary(bulletin), HasSubstr("Recorded by Alphaland: 14 (violation as recorded)."));
    EXPECT_THAT(numbers_in(to_summary(bulletin)), Not(testing::Contains("15")));
    EXPECT_THAT(to_text(bulletin), HasSubstr("Note of those who compiled the numbers: a newspaper's headline says 15, its text says 14"));
}

TEST(PressErrors, recorded_is_never_turned_into_committed) {
    for (const Form& form : forms_of(compose_bulletin(invented::full_day()))) {
        EXPECT_THAT(form.bytes, Not(HasSubstr("ommitted"))) << form.name;
        if (form.name != "csv" && form.name != "json") EXPECT_THAT(form.bytes, HasSubstr("ecorded by")) << form.name;
    }
}

TEST(PressErrors, the_headline_leaves_no_side_out) {
    BulletinInput in = input();  // 23 February 2019: 9 in the headline, 28 left out
    in.counts = {count("a-counts", "", 9), count("b-counts", "", 28), count("c-counts", "", 0)};
    const std::string summary = to_summary(compose_bulletin(in));
    EXPECT_THAT(summary, HasSubstr("Recorded by Alphaland: 9"));
    EXPECT_THAT(summary, HasSubstr("Recorded by Betania: 28"));
    EXPECT_THAT(summary, HasSubstr("Recorded by Gammany: 0"));
}

TEST(PressErrors, every_number_of_the_feed_carries_its_recorder) {
    std::istringstream csv(to_csv(compose_bulletin(invented::full_day())));
    std::string line;
    std::getline(csv, line);
    EXPECT_EQ(line, "day,register,recorder,division,measure,certain,possible,unit,note\r");
    while (std::getline(csv, line)) {
        const bool of_time = line.find(",watched_by_anyone,") != std::string::npos;  // hours are nobody's records
        EXPECT_EQ(line.starts_with("2017-02-25,,,"), of_time) << line;
    }
}

TEST(Render, what_another_confirmed_stands_beside_the_number_it_is_of) {
    BulletinInput in = input();
    in.counts = {count("a-counts", "", 14), count("b-counts", "", 7), confirmed("a-counts", "b-counts", 0)};
    EXPECT_THAT(to_summary(compose_bulletin(in)), HasSubstr("Of the 7 recorded by Betania, Alphaland confirmed 0."));
    in.counts.erase(in.counts.begin() + 1);
    EXPECT_THAT(to_summary(compose_bulletin(in)), HasSubstr("Of the records of Betania, Alphaland confirmed 0."));
}

TEST(Render, a_range_is_one_number_or_two_with_a_dash) {
    EXPECT_EQ(format(Range{12, 12}), "12");
    EXPECT_EQ(format(Range{9, 12}), "9\u201312");
}

}  // namespace
}  // namespace truce
