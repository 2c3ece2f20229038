#include "truce/publish/fusion_page.hpp"

#include <gmock/gmock.h>

#include <pugixml.hpp>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/fuse/meltt_testing.hpp"

namespace truce {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::january_set;
using testing_support::MelttSet;
using testing_support::windows;

const Path data = Path(checkout) / "truce/fuse/testdata";

pugi::xml_document parsed(const std::string& page) {
    pugi::xml_document document;
    const auto result = document.load_buffer(page.data(), page.size(), pugi::parse_default | pugi::parse_doctype);
    EXPECT_TRUE(result) << result.description() << " at " << page.substr(static_cast<std::size_t>(result.offset), 80);
    return document;
}

std::size_t count(const pugi::xml_document& document, const char* path) { return document.select_nodes(path).size(); }

SourceTable table(std::string name, const std::vector<std::pair<double, double>>& places) {
    SourceTable out;
    out.name = std::move(name);
    for (const auto& [latitude, longitude] : places)
        out.rows.push_back({out.rows.size() + 2, std::to_string(out.rows.size() + 1), Day{17167}, Day{17167}, latitude, longitude, {}});
    return out;
}

Found found_in(const std::vector<SourceTable>& tables) {
    Problems problems;
    const auto input = meltt_input(tables, {}, problems);
    TRUCE_ASSERT(input.ok());
    const auto result = fuse_meltt(*input, windows(5, 2));
    TRUCE_ASSERT(result.ok());
    return found_by_meltt(tables, *result);
}

TEST(FusionPage, IsWellFormedAndShowsWhatWasFound) {
    const MelttSet set = january_set(data);
    const auto result = fuse_meltt(set.input, windows(4, 2));
    ASSERT_TRUE(result.ok());
    const Found found = found_by_meltt(set.tables, *result);
    const std::string page = fusion_page(set.tables, found, "method meltt, 4 km, 2 days");
    const auto document = parsed(page);
    EXPECT_EQ(count(document, "//svg[@role='img']"), 1U);
    EXPECT_EQ(count(document, "//svg[@role='img']/path[starts-with(@class,'mark')]"), 3U);
    EXPECT_EQ(count(document, "//table[contains(@class,'review')]/tbody/tr"), std::min(found.links.size(), fusion_page_links_max));
    EXPECT_THAT(page, HasSubstr("<td class=\"n\">908</td>"));
    EXPECT_THAT(page, HasSubstr("<td class=\"n\">572</td>"));
    EXPECT_EQ(page, fusion_page(set.tables, found, "method meltt, 4 km, 2 days"));
}

TEST(FusionPage, ListsTheMostDoubtfulLinkFirst) {
    const MelttSet set = january_set(data);
    const auto result = fuse_meltt(set.input, windows(4, 2));
    ASSERT_TRUE(result.ok());
    const auto document = parsed(fusion_page(set.tables, found_by_meltt(set.tables, *result), ""));
    double before = 1;
    for (const auto& cell : document.select_nodes("//td[@data-label='doubt']/span")) {
        const double doubt = std::stod(cell.node().child_value());
        EXPECT_LE(doubt, before);
        before = doubt;
    }
}

TEST(FusionPage, ShowsWhatWasNearlyLinkedApart) {
    const std::vector<SourceTable> tables{table("A", {{35, 37}, {36, 38}}), table("B", {{35, 37}, {36, 38.2}})};
    Found found = found_in(tables);
    EXPECT_THAT(fusion_page(tables, found, ""), Not(HasSubstr("Nearly linked")));
    FoundLink missed;
    missed.a = {0, 1};
    missed.b = {1, 1};
    missed.outcome = "near-miss";
    missed.doubt = 0.75;
    missed.reason = "+1.5 bits: distance +1.5";
    found.near_misses.push_back(missed);
    const auto document = parsed(fusion_page(tables, found, ""));
    const auto rows = document.select_nodes("//h2[@id='near-misses']/following-sibling::div[1]//tbody/tr");
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_STREQ(rows[0].node().select_node("td[@data-label='why']/span").node().child_value(), missed.reason.c_str());
    EXPECT_EQ(count(document, "//h2[@id='review']/following-sibling::div[1]//tbody/tr"), found.links.size())
        << "they are not among the links";
}

TEST(FusionPage, AsksNothingOfAnyNetworkAndRunsNoScript) {
    const std::vector<SourceTable> tables{table("A", {{35, 37}}), table("B", {{35, 37}})};
    const std::string page = fusion_page(tables, found_in(tables), "x");
    const auto document = parsed(page);
    EXPECT_EQ(count(document, "//script|//link|//img|//iframe|//object"), 0U);
    EXPECT_EQ(count(document, "//@src"), 0U);
    for (const auto& link : document.select_nodes("//@href")) EXPECT_EQ(link.attribute().value()[0], '#');
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    // The only url() are the style's own patterns, which lie in the page.
    for (std::size_t at = page.find("url("); at != std::string::npos; at = page.find("url(", at + 1)) EXPECT_EQ(page[at + 4], '#');
}

TEST(FusionPage, NamesOfAnyKindStayText) {
    const std::vector<SourceTable> tables{table("<script>alert(1)</script>", {{35, 37}}), table("مرصد\u202e", {{35, 37}})};
    const std::string page = fusion_page(tables, found_in(tables), "\"&<>'");
    const auto document = parsed(page);
    EXPECT_EQ(count(document, "//script"), 0U);
    EXPECT_THAT(page, HasSubstr("<bdi>&lt;script&gt;"));
    EXPECT_THAT(page, HasSubstr("<bdi>مرصد"));
    EXPECT_THAT(page, Not(HasSubstr("\u202e"))) << "what turns the direction of the rest of the page is shown as unreadable";
}

TEST(FusionPage, OddPlacesAreDrawnWithinTheMap) {
    for (const auto& places : std::vector<std::vector<std::pair<double, double>>>{
             {{35, 37}}, {{0, 179.9}, {0, -179.9}}, {{90, 0}, {89.9, 120}}, {{-90, -180}, {90, 180}}, {{10, 20}, {10, 20.000001}}}) {
        const std::vector<SourceTable> tables{table("A", places), table("B", places)};
        const auto document = parsed(fusion_page(tables, found_in(tables), ""));
        const auto map = document.select_node("//svg[@role='img']").node();
        double width = 0;
        double height = 0;
        ASSERT_EQ(std::sscanf(map.attribute("viewBox").value(), "0 0 %lf %lf", &width, &height), 2);
        for (const auto& path : map.select_nodes("path[starts-with(@class,'mark')]")) {
            const std::string d = path.node().attribute("d").value();
            for (std::size_t at = d.find('M'); at != std::string::npos; at = d.find('M', at + 1)) {
                double x = -1;
                double y = -1;
                ASSERT_EQ(std::sscanf(d.c_str() + at, "M%lf %lf", &x, &y), 2) << d;
                EXPECT_TRUE(x >= 0 && x <= width && y >= 0 && y <= height) << d;
            }
        }
    }
}

TEST(FusionPage, PointsOnBothSidesOfTheDateLineStandSideBySide) {
    const std::vector<SourceTable> tables{table("A", {{0, 179.9}}), table("B", {{0, -179.9}})};
    const std::string page = fusion_page(tables, found_in(tables), "");
    EXPECT_THAT(page, HasSubstr(" km</text>"));
    EXPECT_THAT(page, Not(HasSubstr("1000 km</text>")));
}

TEST(FusionPage, WhatIsNotShownIsSaid) {
    const std::vector<std::pair<double, double>> many(fusion_page_links_max + 1, {35, 37});
    const std::vector<SourceTable> tables{table("A", many), table("B", many)};
    const std::string page = fusion_page(tables, found_in(tables), "");
    EXPECT_THAT(page, HasSubstr("The first 300 of 301"));
    std::vector<std::pair<double, double>> far;
    for (std::size_t i = 0; i <= fusion_page_reports_max / 2; ++i) far.emplace_back(-80 + 0.01 * static_cast<double>(i % 16'000), 10);
    const std::vector<SourceTable> big{table("A", far), table("B", {{35, 37}})};
    EXPECT_THAT(fusion_page(big, found_in(big), ""), HasSubstr("1 reports are not drawn"));
}

TEST(FusionPage, NoLinksIsAnAnswer) {
    const std::vector<SourceTable> tables{table("A", {{35, 37}}), table("B", {{36, 38}})};
    const std::string page = fusion_page(tables, found_in(tables), "");
    parsed(page);
    EXPECT_THAT(page, HasSubstr("No two reports were linked."));
}

}  // namespace
}  // namespace truce
