#include "truce/base/result.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <tuple>

namespace truce {
namespace {

Error refusal() { return {Errc::invalid, "test.refused", "\"x\" is refused", "17", "Write y"}; }

Result<int> half(int n) {
    if (n % 2 != 0) return Error{Errc::invalid, "test.odd", std::to_string(n) + " is odd", "", ""};
    return n / 2;
}

Result<int> quarter(int n) {
    TRUCE_ASSIGN(const int once, half(n));
    TRUCE_ASSIGN(const int twice, half(once));
    return twice;
}

Result<void> check_even(int n, int& calls) {
    TRUCE_TRY(half(n));
    ++calls;
    return {};
}

TEST(Result, holds_either_a_value_or_an_error) {
    const Result<int> good = 7;
    EXPECT_TRUE(good.ok());
    EXPECT_TRUE(static_cast<bool>(good));
    EXPECT_EQ(*good, 7);
    const Result<int> bad = refusal();
    EXPECT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().id, "test.refused");
}

TEST(Result, of_a_text_that_looks_like_an_error_is_still_a_value) {
    const Result<std::string> text = std::string("test.refused");
    ASSERT_TRUE(text.ok());
    EXPECT_EQ(text->size(), 12U);
}

TEST(Result, carries_values_that_can_only_be_moved) {
    Result<std::unique_ptr<int>> owner = std::make_unique<int>(3);
    const std::unique_ptr<int> taken = std::move(owner).value();
    EXPECT_EQ(*taken, 3);
}

TEST(Result, lets_its_value_be_changed_in_place) {
    Result<std::string> text = std::string("a");
    text->append("b");
    *text += "c";
    EXPECT_EQ(text.value(), "abc");
}

TEST(Result, of_nothing_is_good_unless_it_holds_an_error) {
    EXPECT_TRUE(Result<void>().ok());
    const Result<void> bad = refusal();
    EXPECT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().where, "17");
}

TEST(Result, a_failed_step_leaves_the_function_with_its_error_unchanged) {
    EXPECT_EQ(quarter(12).value(), 3);
    EXPECT_EQ(quarter(3).error().what, "3 is odd");
    EXPECT_EQ(quarter(6).error().what, "3 is odd");
    int calls = 0;
    EXPECT_TRUE(check_even(4, calls).ok());
    EXPECT_EQ(check_even(5, calls).error().id, "test.odd");
    EXPECT_EQ(calls, 1);
}

TEST(ResultDeathTest, reading_what_is_not_there_is_our_own_mistake_and_ends_the_process) {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    EXPECT_DEATH(std::ignore = half(3).value(), "internal fault");
    EXPECT_DEATH(std::ignore = half(4).error(), "internal fault");
    EXPECT_DEATH(std::ignore = Result<void>().error(), "internal fault");
}

TEST(Error, shows_place_sentence_id_and_remedy) {
    EXPECT_EQ(refusal().text(), "17: \"x\" is refused [test.refused]\n    Write y");
    EXPECT_EQ((Error{Errc::io, "", "the disk is full", "", ""}.text()), "the disk is full");
    EXPECT_EQ((Error{Errc::io, "disk.full", "the disk is full", "", ""}.text()), "the disk is full [disk.full]");
}

TEST(Error, gains_places_on_its_way_up) {
    EXPECT_EQ(at("batch.csv", refusal()).where, "batch.csv:17");
    EXPECT_EQ(at("delivery.zip", at("batch.csv", refusal())).where, "delivery.zip:batch.csv:17");
    EXPECT_EQ(at("terms.toml", Error{}).where, "terms.toml");
    EXPECT_EQ(at("", refusal()).where, "17");
    EXPECT_EQ(at("batch.csv", refusal()).id, "test.refused");
}

TEST(Errc, has_a_name_of_its_own_for_each_code) {
    std::set<std::string_view> names;
    for (const Errc code : {Errc::invalid, Errc::unsigned_, Errc::forbidden, Errc::not_found, Errc::conflict, Errc::too_large, Errc::busy,
                            Errc::io, Errc::corrupt}) {
        EXPECT_NE(name_of(code), "unknown");
        names.insert(name_of(code));
    }
    EXPECT_EQ(names.size(), 9U);
}

}  // namespace
}  // namespace truce
