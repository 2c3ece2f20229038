#include "truce/base/json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <functional>
#include <limits>
#include <set>

#include "tests/checkout.hpp"
#include "truce/base/bytes.hpp"
#include "truce/base/file.hpp"
#include "truce/base/hash.hpp"

namespace truce {
namespace {

std::string source(const std::string& path) { return read_file(Path(checkout) / path).value(); }

const JsonObject& vectors() {
    static const Json all = parse_json(source("schema/vectors/canonical_json.json")).value();
    return all.get_object();
}

std::string text(const Json& vector, std::string_view field) { return std::string(vector.at(field).get_string()); }

/// Any value that canonical JSON has, at most `depth` levels of arrays and objects.
Json some_value(int depth) {
    switch (*rc::gen::inRange(0, depth > 0 ? 6 : 4)) {
        case 0: return *rc::gen::arbitrary<bool>();
        case 1: return *rc::gen::inRange<std::int64_t>(-json_integer_max, json_integer_max + 1);
        case 2: return *rc::gen::arbitrary<std::int16_t>();
        case 3: {
            const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                "a", "B", " ", "\"", "\\", "/", "\n", std::string(1, '\0'), "\x1f", "\x7f", "é", "ه", "\u2028", "😀", "\ufeff"));
            std::string joined;
            for (const auto& piece : pieces) joined += piece;
            return Json(joined);
        }
        case 4: {
            JsonArray array;
            for (int n = *rc::gen::inRange(0, 4); n > 0; --n) array.push_back(some_value(depth - 1));
            return array;
        }
        default: {
            JsonObject object;
            const auto keys = *rc::gen::container<std::vector<std::string>>(
                rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab_019z")))));
            for (const auto& key : keys) object[key] = some_value(depth - 1);
            return object;
        }
    }
}

RC_GTEST_PROP(CanonicalJson, what_is_written_reads_back_as_the_same_value, ()) {
    const Json value = some_value(4);
    const auto bytes = canonical(value);
    RC_ASSERT(bytes.ok());
    const auto again = parse_canonical(*bytes);
    RC_ASSERT(again.ok());
    RC_ASSERT(*again == value);
    RC_ASSERT(canonical(*again).value() == *bytes);
}

RC_GTEST_PROP(CanonicalJson, does_not_depend_on_the_order_in_which_members_were_added, ()) {
    const Json value = some_value(2);
    JsonObject forward;
    JsonObject backward;
    for (const char* key : {"a", "b", "c"}) forward[key] = value;
    for (const char* key : {"c", "b", "a"}) backward[key] = value;
    RC_ASSERT(canonical(forward).value() == canonical(backward).value());
}

RC_GTEST_PROP(CanonicalJson, equal_bytes_mean_equal_values, ()) {
    const Json a = some_value(2);
    const Json b = *rc::gen::arbitrary<bool>() ? a : some_value(2);
    RC_ASSERT((canonical(a).value() == canonical(b).value()) == (a == b));
}

RC_GTEST_PROP(CanonicalJson, whatever_one_byte_becomes_is_refused_or_read_as_it_stands, ()) {
    std::string bytes = canonical(some_value(3)).value();
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
    const auto value = parse_canonical(bytes);
    if (value) RC_ASSERT(canonical(*value).value() == bytes);
}

TEST(CanonicalJson, every_accepted_vector_is_written_and_read_exactly) {
    const auto& accepted = vectors().at("accepted").get_array();
    ASSERT_GE(accepted.size(), 80U);
    for (const Json& vector : accepted) {
        SCOPED_TRACE(text(vector, "name"));
        const auto value = parse_json(text(vector, "json"));
        ASSERT_TRUE(value.ok()) << value.error().text();
        const auto bytes = canonical(*value);
        ASSERT_TRUE(bytes.ok()) << bytes.error().text();
        EXPECT_EQ(*bytes, text(vector, "canonical"));
        EXPECT_EQ(sha256(*bytes).hex(), text(vector, "sha256"));
        const auto again = parse_canonical(*bytes);
        ASSERT_TRUE(again.ok()) << again.error().text();
        EXPECT_EQ(*again, *value);
    }
}

TEST(CanonicalJson, every_refused_vector_is_refused_with_a_stable_id) {
    const std::set<std::string> ids{"json.syntax", "json.duplicate_key", "json.not_canonical"};
    const auto& refused = vectors().at("refused").get_array();
    ASSERT_GE(refused.size(), 160U);
    for (const Json& vector : refused) {
        SCOPED_TRACE(text(vector, "name") + ": " + text(vector, "reason"));
        const auto value = parse_canonical(from_hex(text(vector, "hex")).value());
        ASSERT_FALSE(value.ok()) << canonical(*value).value();
        EXPECT_TRUE(ids.contains(value.error().id)) << value.error().id;
        EXPECT_EQ(value.error().code, Errc::invalid);
        EXPECT_FALSE(value.error().what.empty());
    }
}

TEST(CanonicalJson, every_refused_value_is_refused_at_its_place) {
    const auto& refused = vectors().at("refused_values").get_array();
    ASSERT_GE(refused.size(), 13U);
    for (const Json& vector : refused) {
        SCOPED_TRACE(text(vector, "name"));
        const auto value = parse_json(text(vector, "json"));
        ASSERT_TRUE(value.ok()) << value.error().text();
        const auto bytes = canonical(*value);
        ASSERT_FALSE(bytes.ok()) << *bytes;
        EXPECT_EQ(bytes.error().id, "json.not_canonical");
        EXPECT_EQ(bytes.error().where, text(vector, "where"));
    }
}

TEST(CanonicalJson, the_worked_example_of_the_document_is_the_first_vector) {
    const std::string document = source("docs/formats/canonical-json.md");
    const Json& example = vectors().at("accepted").get_array().front();
    EXPECT_EQ(text(example, "name"), "worked example");
    EXPECT_NE(document.find("\n    " + text(example, "canonical") + "\n"), std::string::npos);
    EXPECT_NE(document.find(text(example, "sha256")), std::string::npos);
    EXPECT_NE(document.find(std::to_string(text(example, "canonical").size()) + " bytes:"), std::string::npos);
}

TEST(CanonicalJson, text_that_is_not_utf8_is_refused) {
    for (const std::string_view bytes : {"\xff", "\xed\xa0\x80", "\xc0\xaf", "a\xc3"}) {
        EXPECT_EQ(canonical(Json(bytes)).error().id, "json.not_canonical") << to_hex(bytes);
    }
}

TEST(CanonicalJson, a_refusal_of_bytes_names_the_first_byte_that_differs) {
    EXPECT_EQ(parse_canonical("[1, 2]").error().where, "byte 3");
    EXPECT_EQ(parse_canonical("{} ").error().where, "byte 2");
    EXPECT_EQ(parse_canonical("-0").error().where, "byte 0");
}

TEST(ParseJson, reads_what_people_and_other_programs_write) {
    const auto value = parse_json(" { \"B\" : [ 1.5, -2e3, null, \"\\u00e9\" ],\n \"a\" : true } ");
    ASSERT_TRUE(value.ok());
    EXPECT_EQ(value->at("B").at(0).get_double(), 1.5);
    EXPECT_TRUE(value->at("B").at(2).is_null());
    EXPECT_EQ(value->at("B").at(3).get_string(), "é");
}

TEST(ParseJson, refuses_what_is_not_json_and_says_where) {
    for (const std::string_view bytes :
         {"", "{", "[1,]", "{\"a\":1,}", "nul", "\"\\ud800\"", "\"\xff\"", "\xef\xbb\xbf{}", "1 2", "{a:1}", "'a'"}) {
        const auto value = parse_json(bytes);
        ASSERT_FALSE(value.ok()) << bytes;
        EXPECT_EQ(value.error().id, "json.syntax") << bytes;
        EXPECT_EQ(value.error().where.substr(0, 5), "byte ") << bytes;
    }
    EXPECT_EQ(parse_json("[1,x]").error().where, "byte 3");
}

TEST(ParseJson, refuses_a_key_that_stands_twice_however_it_is_spelt) {
    for (const std::string_view bytes : {R"({"a":1,"a":1})", R"({"a":1,"\u0061":2})", R"([{"x":{"b":1,"c":2,"b":3}}])", R"({"":1,"":2})"}) {
        EXPECT_EQ(parse_json(bytes).error().id, "json.duplicate_key") << bytes;
    }
    EXPECT_TRUE(parse_json(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}]})").ok());
}

TEST(ParseJson, refuses_deep_nesting_instead_of_running_out_of_stack) {
    EXPECT_EQ(parse_json(std::string(1'000'000, '[')).error().id, "json.syntax");
    EXPECT_TRUE(parse_json(std::string(65, '[') + std::string(65, ']')).ok());
    EXPECT_FALSE(parse_json(std::string(66, '[') + std::string(66, ']')).ok());
}

void write(CanonicalWriter& out, const Json& value) {
    switch (value.kind()) {
        case boost::json::kind::bool_: out.boolean(value.get_bool()); return;
        case boost::json::kind::int64: out.integer(value.get_int64()); return;
        case boost::json::kind::string: out.string(value.get_string()); return;
        case boost::json::kind::array:
            out.begin_array();
            for (const Json& element : value.get_array()) write(out, element);
            out.end_array();
            return;
        case boost::json::kind::object: {
            std::map<std::string_view, const Json*> sorted;
            for (const auto& member : value.get_object()) sorted.emplace(member.key(), &member.value());
            out.begin_object();
            for (const auto& [key, member] : sorted) write(out.key(key), *member);
            out.end_object();
            return;
        }
        default: FAIL() << "not canonical JSON";
    }
}

RC_GTEST_PROP(CanonicalWriter, writes_the_bytes_that_canonical_gives, ()) {
    const Json value = some_value(4);
    std::string out;
    CanonicalWriter writer(out);
    write(writer, value);
    RC_ASSERT(out == canonical(value).value());
}

TEST(CanonicalWriter, appends_to_what_is_there) {
    std::string out = "before ";
    CanonicalWriter(out).begin_array().integer(json_integer_max).integer(-json_integer_max).string("x").boolean(false).end_array();
    EXPECT_EQ(out, "before [9007199254740991,-9007199254740991,\"x\",false]");
}

TEST(CanonicalWriterDeathTest, stops_a_caller_that_would_write_something_else) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    std::string out;
    EXPECT_DEATH(CanonicalWriter(out).begin_object().key("b").integer(1).key("a"), "internal fault");
    EXPECT_DEATH(CanonicalWriter(out).begin_object().key("a").integer(1).key("a"), "internal fault");
    EXPECT_DEATH(CanonicalWriter(out).begin_object().key("a").key("b"), "internal fault");
    EXPECT_DEATH(CanonicalWriter(out).begin_object().key("a").end_object(), "internal fault");
    EXPECT_DEATH(CanonicalWriter(out).key("a"), "internal fault");
    EXPECT_DEATH(CanonicalWriter(out).end_array(), "internal fault");
    EXPECT_DEATH(CanonicalWriter(out).integer(json_integer_max + 1), "internal fault");
}

}  // namespace
}  // namespace truce
