#include "truce/base/members.hpp"

#include "truce/base/json.hpp"

#include <gtest/gtest.h>

namespace truce {
namespace {

enum class Colour : std::uint8_t { red, green };
std::string_view name_of(Colour colour) { return colour == Colour::red ? "red" : "green"; }

constexpr MemberForm form{"test.member", "-_", 3};

std::string refusal(const Result<void>& done) { return done ? "" : done.error().id + " " + done.error().where; }

TEST(Members, forms_are_checked_and_the_refusal_names_the_member) {
    EXPECT_EQ(refusal(form.text("a", "1a2b/3", MemberIs::id)), "");
    EXPECT_EQ(refusal(form.text("a", "1A", MemberIs::id)), "test.member a");
    EXPECT_EQ(refusal(form.text("a", std::string(81, 'a'), MemberIs::id)), "test.member a");
    EXPECT_EQ(refusal(form.text("a", "north-guard_2", MemberIs::name)), "");
    EXPECT_EQ(refusal(form.text("a", "north.guard", MemberIs::name)), "test.member a") << "no mark of this form";
    EXPECT_EQ(refusal(form.text("a", "in words\n", MemberIs::words)), "");
    EXPECT_EQ(refusal(form.text("a", " \n\t", MemberIs::words)), "test.member a") << "nothing to see";
    EXPECT_EQ(refusal(form.text("a", "bell\a", MemberIs::words)), "test.member a");
    EXPECT_EQ(refusal(form.text("a", "\xff", MemberIs::words)), "test.member a") << "no UTF-8";
    EXPECT_EQ(refusal(form.text("a", std::string(member_text_max + 1, 'a'), MemberIs::words)), "test.member a");
    EXPECT_EQ(refusal(form.text("a", std::string(64, 'f'), MemberIs::digest)), "");
    EXPECT_EQ(refusal(form.text("a", std::string(63, 'f') + "g", MemberIs::digest)), "test.member a");
    EXPECT_EQ(refusal(form.list("a", {"a", "b"}, MemberIs::name)), "");
    EXPECT_EQ(refusal(form.list("a", {"b", "a"}, MemberIs::name)), "test.member a");
    EXPECT_EQ(refusal(form.list("a", {"b", "b"}, MemberIs::name)), "test.member a");
    EXPECT_EQ(refusal(form.list("a", {"b", "a"}, MemberIs::name, ListOrder::as_given)), "");
    EXPECT_EQ(refusal(form.list("a", {"a", "b", "c", "d"}, MemberIs::name)), "test.member a") << "too many";
    EXPECT_EQ(refusal(form.interval("a", {{1}, {2}})), "");
    EXPECT_EQ(refusal(form.interval("a", {{2}, {2}})), "test.member a");
}

TEST(Members, are_read_in_their_types_and_nothing_is_left_over) {
    const Json json =
        parse_canonical(
            R"({"at":[1,2],"colour":"green","count":7,"list":["x"],"more":[{"name":"n"}],"names":{"en":"a"},"text":"t","yes":true})")
            .value();
    MemberReader in(json.get_object(), form);
    std::string text;
    std::string name;
    std::vector<std::string> list;
    std::optional<Interval> at;
    std::optional<Instant> count;
    std::optional<Colour> colour;
    std::map<std::string, std::string, std::less<>> names;
    bool yes = false;
    EXPECT_EQ(refusal(in.text("text", text)), "");
    EXPECT_EQ(refusal(in.text("absent", text)), "") << "left as it is";
    EXPECT_EQ(refusal(in.list("list", list)), "");
    EXPECT_EQ(refusal(in.interval("at", at)), "");
    EXPECT_EQ(refusal(in.instant("count", count)), "");
    EXPECT_EQ(refusal(in.word("colour", colour, 2)), "");
    EXPECT_EQ(refusal(in.texts("names", names)), "");
    EXPECT_EQ(refusal(in.truth("yes", yes)), "");
    EXPECT_EQ(refusal(in.nothing_left()), "test.member more") << "not taken yet";
    EXPECT_EQ(refusal(in.objects("more", [&](MemberReader& one) { return one.text("name", name); })), "");
    EXPECT_EQ(refusal(in.nothing_left()), "");
    EXPECT_EQ(text + name + list.at(0) + names.at("en"), "tnxa");
    EXPECT_EQ(at, (Interval{{1}, {2}}));
    EXPECT_EQ(count, Instant{7});
    EXPECT_EQ(colour, Colour::green);
    EXPECT_TRUE(yes);

    EXPECT_EQ(refusal(in.text("count", text)), "test.member count");
    EXPECT_EQ(refusal(in.list("text", list)), "test.member text");
    EXPECT_EQ(refusal(in.interval("list", at)), "test.member list");
    EXPECT_EQ(refusal(in.word("text", colour, 2)), "test.member text");
    EXPECT_EQ(refusal(in.texts("list", names)), "test.member list");
    EXPECT_EQ(refusal(in.truth("count", yes)), "test.member count");
    EXPECT_EQ(refusal(in.objects("more", [](MemberReader&) { return Result<void>(); })), "test.member more.name") << "not known inside";
}

}  // namespace
}  // namespace truce
