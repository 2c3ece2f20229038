#include "truce/publish/front_page.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pugixml.hpp>

namespace truce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Edition edition(std::uint64_t size, std::int64_t at_s) {
    return {size,           Instant{at_s * 1'000'000},
            "The Mediator", std::string(64, 'a'),
            true,           {"Recorded by Alphaland: 14 (violation as recorded)."}};
}

FrontPage page() {
    FrontPage out;
    out.title = {{"en", "The lull"}};
    out.origin = "example.org/lull";
    out.size = 42;
    out.days = {{*parse_day("2017-02-24"), {edition(17, 1'488'000'000)}}, {*parse_day("2017-02-25"), {edition(18, 1'488'100'000)}}};
    return out;
}

std::string written(const FrontPage& page) {
    const std::string html = to_html(page);
    pugi::xml_document document;
    EXPECT_TRUE(document.load_string(html.c_str()));
    return html;
}

TEST(FrontPage, the_newest_day_stands_first_with_all_its_forms) {
    const std::string html = written(page());
    EXPECT_LT(html.find("25 February 2017"), html.find("24 February 2017"));
    for (const std::string_view form : {"html", "txt", "csv", "json"})
        EXPECT_THAT(html, HasSubstr(day_path(*parse_day("2017-02-25"), form)));
    EXPECT_THAT(html, HasSubstr("Recorded by Alphaland: 14"));
    EXPECT_THAT(html, HasSubstr("record/checkpoint"));
}

TEST(FrontPage, a_correction_says_so_and_leads_to_what_it_corrects) {
    FrontPage p = page();
    EXPECT_THAT(written(p), Not(HasSubstr("Corrected")));
    p.days[1].editions.push_back(edition(40, 1'488'200'000));
    const std::string html = written(p);
    EXPECT_THAT(html, HasSubstr("Corrected 2017-02-27 12:53 UTC by The Mediator; first published 2017-02-26 09:06 UTC."));
    EXPECT_THAT(html, HasSubstr(edition_path(*parse_day("2017-02-25"), 18, "html")));
}

TEST(FrontPage, an_edition_that_is_not_at_hand_is_named_and_nothing_is_put_in_its_place) {
    FrontPage p = page();
    p.days[1].editions.push_back({40, Instant{1'488'200'000'000'000}, "The Mediator", std::string(64, 'b'), false, {}});
    const std::string html = written(p);
    EXPECT_THAT(html, HasSubstr(std::string(64, 'b')));
    EXPECT_THAT(html, Not(HasSubstr("href=\"bulletins/2017-02-25.html\"")));
}

TEST(FrontPage, a_mechanism_that_has_published_nothing_says_so) {
    FrontPage p = page();
    p.days.clear();
    EXPECT_THAT(written(p), HasSubstr("No bulletin has been published yet."));
}

TEST(FrontPage, what_comes_from_outside_stays_text) {
    FrontPage p = page();
    p.title["en"] = "<script>alert(1)</script>";
    p.days[0].editions[0].headline = {"\"><img src=x>"};
    p.days[0].editions[0].institution = "<b>";
    const std::string html = written(p);
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("<img")));
    EXPECT_THAT(html, Not(HasSubstr("<b>")));
}

}  // namespace
}  // namespace truce
