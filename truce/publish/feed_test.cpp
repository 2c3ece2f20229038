#include "truce/publish/feed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <pugixml.hpp>

#include "truce/base/json.hpp"

namespace truce {
namespace {

Feed feed() {
    Feed out;
    out.id = feed_urn("example.org/lull", "bulletins");
    out.title = "The lull";
    out.author = "The lull";
    out.language = "en";
    out.home_url = "https://example.org/lull/index.html";
    out.atom_url = "https://example.org/lull/feed.atom";
    out.json_url = "https://example.org/lull/feed.json";
    out.updated = Instant{1'000'000};
    return out;
}

FeedItem item(const std::string& name, Instant updated) {
    FeedItem out;
    out.id = feed_urn("example.org/lull", name);
    out.url = "https://example.org/lull/" + name;
    out.title = name;
    out.summary = "Recorded by Alphaland: 14.\nRecorded by Betania: 7.";
    out.published = Instant{5'000'000};
    out.updated = updated;
    return out;
}

TEST(Feed, a_name_is_the_same_wherever_the_log_is_published_and_another_for_another_log) {
    EXPECT_EQ(feed_urn("a", "bulletin/2017-02-25"), feed_urn("a", "bulletin/2017-02-25"));
    EXPECT_NE(feed_urn("a", "bulletin/2017-02-25"), feed_urn("b", "bulletin/2017-02-25"));
    EXPECT_NE(feed_urn("a", "bulletin/2017-02-25"), feed_urn("a", "bulletin/2017-02-26"));
    EXPECT_NE(feed_urn("ab", "c"), feed_urn("a", "bc"));
}

TEST(Feed, a_name_is_a_urn_of_a_uuid_version_8) {
    EXPECT_THAT(feed_urn("example.org/lull", "bulletins"),
                ::testing::MatchesRegex("urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

TEST(Feed, what_changed_last_stands_first_in_both_forms) {
    Feed f = feed();
    f.items = {item("old", Instant{5'000'000}), item("new", Instant{9'000'000}), item("middle", Instant{7'000'000})};
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(to_atom(f).c_str()));
    std::vector<std::string> titles;
    for (const pugi::xml_node entry : document.child("feed").children("entry")) titles.emplace_back(entry.child_value("title"));
    EXPECT_THAT(titles, ::testing::ElementsAre("new", "middle", "old"));
    EXPECT_STREQ(document.child("feed").child_value("updated"), "1970-01-01T00:00:09Z");

    const auto json = parse_json(to_json_feed(f));
    ASSERT_TRUE(json.ok());
    EXPECT_EQ(json->at("items").at(0).at("title").as_string(), "new");
    EXPECT_EQ(json->at("items").at(0).at("date_modified").as_string(), "1970-01-01T00:00:09Z");
    EXPECT_EQ(json->at("items").at(0).at("date_published").as_string(), "1970-01-01T00:00:05Z");
}

TEST(Feed, an_empty_feed_is_a_feed) {
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(to_atom(feed()).c_str()));
    EXPECT_STREQ(document.child("feed").child_value("updated"), "1970-01-01T00:00:01Z");
    EXPECT_TRUE(document.child("feed").child("entry").empty());
    const auto json = parse_json(to_json_feed(feed()));
    ASSERT_TRUE(json.ok());
    EXPECT_TRUE(json->at("items").as_array().empty());
    EXPECT_EQ(json->at("version").as_string(), "https://jsonfeed.org/version/1.1");
}

TEST(Feed, a_box_is_south_west_north_east) {
    Feed f = feed();
    f.items = {item("one", Instant{9'000'000})};
    f.items[0].box = Box{{323'130'000, 357'270'050}, {373'190'000, 423'850'290}};
    pugi::xml_document document;
    ASSERT_TRUE(document.load_string(to_atom(f).c_str()));
    EXPECT_STREQ(document.child("feed").child("entry").child_value("georss:box"), "32.3130000 35.7270050 37.3190000 42.3850290");
    const auto json = parse_json(to_json_feed(f));
    ASSERT_TRUE(json.ok());
    EXPECT_EQ(json->at("items").at(0).at("_georss").at("box").as_string(), "32.3130000 35.7270050 37.3190000 42.3850290");
}

RC_GTEST_PROP(Feed, whatever_a_text_holds_the_feed_stays_well_formed_and_says_it, ()) {
    const auto text = *rc::gen::container<std::string>(rc::gen::element('a', '<', '>', '&', '"', '\'', ']', '-', '!', ' ', ';', 'z'));
    Feed f = feed();
    f.items = {item("one", Instant{9'000'000})};
    f.items[0].title = "x" + text + "x";
    f.items[0].url = "https://example.org/?" + text;
    pugi::xml_document document;
    RC_ASSERT(document.load_string(to_atom(f).c_str()));
    const pugi::xml_node entry = document.child("feed").child("entry");
    RC_ASSERT(entry.child_value("title") == f.items[0].title);
    RC_ASSERT(entry.child("link").attribute("href").value() == f.items[0].url);
    RC_ASSERT(parse_json(to_json_feed(f))->at("items").at(0).at("title").as_string() == f.items[0].title);
}

}  // namespace
}  // namespace truce
