#include "truce/ingest/parts.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/base/json.hpp"
#include "truce/ingest/text_members.hpp"

namespace truce {
namespace {

constexpr std::string_view mechanism =
    R"({"act":"use_of_force","action":"filed","areas":["SYR-HL"],"day_first":"2017-02-25","day_last":"2017-02-25","form":"truce/report/1",)"
    R"("register":"field","source_id":"x","when":{"from":1,"to":2}})";
constexpr std::string_view exact =
    R"({"form":"truce/report/1","place":"Aleppo","where":{"kind":"circle","lat_e7":1,"lon_e7":2,"radius_mm":3}})";

std::string with(std::string_view text, std::string_view old, std::string_view now) {
    std::string out(text);
    const std::size_t at = out.find(old);
    TRUCE_ASSERT(at != std::string::npos);
    return out.replace(at, old.size(), now);
}

TEST(Parts, a_reader_without_the_exact_part_knows_the_areas_only) {
    const auto whole = report_from_parts({"", mechanism, exact, ""});
    ASSERT_TRUE(whole.ok()) << whole.error().text();
    EXPECT_EQ(whole->where.kind, Region::Kind::circle);
    EXPECT_EQ(whole->place, "Aleppo");
    const auto sealed = report_from_parts({"", mechanism, "", ""});
    ASSERT_TRUE(sealed.ok());
    EXPECT_EQ(sealed->where, Region::areas({"SYR-HL"}));
    EXPECT_EQ(sealed->place, "");
}

TEST(Parts, without_the_main_part_there_is_no_report) {
    const auto nothing = report_from_parts({"", "", exact, ""});
    ASSERT_FALSE(nothing.ok());
    EXPECT_EQ(nothing.error().id, "part.sealed");
    EXPECT_EQ(nothing.error().code, Errc::not_found);
}

TEST(Parts, an_exact_place_in_the_mechanisms_part_is_refused) {
    const auto leaked = report_from_parts({"", with(mechanism, R"("register")", R"("place":"Aleppo","register")"), "", ""});
    ASSERT_FALSE(leaked.ok());
    EXPECT_EQ(leaked.error().id, "part.member");
    const auto elsewhere = report_from_parts({"", mechanism, with(exact, R"("place")", R"("note":"n","place")"), ""});
    ASSERT_FALSE(elsewhere.ok());
    EXPECT_EQ(elsewhere.error().id, "part.member");
}

TEST(Parts, what_does_not_hold_together_is_refused) {
    const std::vector<std::pair<std::string, std::string>> changes{
        {R"("act":"use_of_force",)", ""},
        {R"("action":"filed")", R"("action":"found")"},
        {R"("areas":["SYR-HL"])", R"("areas":[])"},
        {R"("areas":["SYR-HL"])", R"("areas":["SYR-ID","SYR-HL"])"},
        {R"("areas":["SYR-HL"])", R"("areas":["SYR-HL"],"outside":true)"},
        {R"("areas":["SYR-HL"])", R"("area_certain":true)"},
        {R"("areas":["SYR-HL"])", R"("areas":["SYR-HL"],"casualties":{"best":-1,"high":1,"low":0})"},
        {R"("areas":["SYR-HL"])", R"("areas":["SYR-HL"],"bogus":1)"},
        {R"("day_last":"2017-02-25")", R"("day_last":"2017-02-24")"},
        {R"("day_last":"2017-02-25")", R"("day_last":"yesterday")"},
        {R"("form":"truce/report/1",)", ""},
        {R"(report/1)", R"(report/2)"},
        {R"("register":"field",)", ""},
        {R"({"from":1,"to":2})", R"({"from":2,"to":2})"},
        {R"({"from":1,"to":2})", R"({"from":1})"},
        {R"("act")", R"( "act")"},
    };
    for (const auto& [old, now] : changes) {
        std::string text = with(mechanism, old, now);
        // Members that were put in keep their order, or the bytes would be refused for that alone.
        if (auto value = parse_json(text); value.ok() && old != R"("act")") text = *canonical(*value);
        EXPECT_FALSE(report_from_parts({"", text, "", ""}).ok()) << text;
    }
    EXPECT_FALSE(report_from_parts({mechanism, mechanism, "", ""}).ok()) << "public as a whole, and then more";
    EXPECT_FALSE(watch_from_parts({"", mechanism, "", ""}).ok()) << "a report is no watch";
    EXPECT_FALSE(count_from_part(mechanism).ok());
}

RC_GTEST_PROP(Parts, no_text_whatever_is_read_as_a_report_it_does_not_give_back, (std::string text)) {
    // Cut, changed and repeated canonical bytes: either refused, or a report with these very parts.
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, mechanism.size());
    std::string changed(mechanism);
    changed.replace(at, std::min<std::size_t>(text.size(), changed.size() - at), text);
    const auto report = report_from_parts({"", changed, "", ""});
    if (report) {
        RC_ASSERT(report->part_mechanism == changed && !report->source_id.empty());
    }
}

RC_GTEST_PROP(Parts, columns_are_written_as_the_canonical_writer_writes_them, ()) {
    const auto text =
        rc::gen::container<std::string>(rc::gen::element('a', '"', '\\', '\n', '\t', '\x01', '\x1f', ' ', '\x7f', '!', '#', '[', ']'));
    const auto values = *rc::gen::container<std::vector<std::string>>(text);
    std::vector<std::string> names;
    for (std::size_t i = 0; i < values.size(); ++i) names.push_back("c" + std::string(i, 'x'));
    std::vector<std::pair<std::string_view, std::string_view>> members;
    std::string expected;
    CanonicalWriter writer(expected);
    writer.begin_object();
    for (std::size_t i = 0; i < values.size(); ++i) {
        members.emplace_back(names[i], values[i]);
        writer.key(names[i]).string(values[i]);
    }
    writer.end_object();
    std::string written = "{";
    append_text_members(written, members);
    RC_ASSERT(written + "}" == expected);
}

TEST(Parts, articles_are_those_between_the_quotes) {
    const auto cited = [](std::string_view article) {
        const std::string part = *canonical(Json{{"original", {{"source_article", article}}}});
        return *cited_articles(part);
    };
    EXPECT_EQ(cited(R"("SOHR,2017-01-01,a; b";"Reuters,2017-01-02,"c" d")"),
              (std::vector<std::string>{"SOHR,2017-01-01,a; b", R"(Reuters,2017-01-02,"c" d)"}));
    EXPECT_EQ(cited("one without quotes"), std::vector<std::string>{"one without quotes"});
    EXPECT_TRUE(cited("").empty());
    EXPECT_TRUE(cited_articles(R"({"form":"truce/report/1"})")->empty());
}

}  // namespace
}  // namespace truce
