#include "truce/base/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace truce {
namespace {

std::string some_bytes() { return *rc::gen::container<std::string>(rc::gen::arbitrary<char>()); }

RC_GTEST_PROP(Hex, reads_back_what_it_wrote, ()) {
    const std::string bytes = some_bytes();
    RC_ASSERT(to_hex(bytes).size() == 2 * bytes.size());
    RC_ASSERT(from_hex(to_hex(bytes)).value() == bytes);
}

RC_GTEST_PROP(Base64, reads_back_what_it_wrote, ()) {
    const std::string bytes = some_bytes();
    RC_ASSERT(to_base64(bytes).size() == (bytes.size() + 2) / 3 * 4);
    RC_ASSERT(from_base64(to_base64(bytes)).value() == bytes);
}

RC_GTEST_PROP(Base64, accepts_only_what_it_would_write, ()) {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AQgwZaz09+/=-_ \n")));
    const auto bytes = from_base64(text);
    if (bytes) RC_ASSERT(to_base64(*bytes) == text);
}

RC_GTEST_PROP(Hex, accepts_only_what_it_would_write, ()) {
    const auto text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("0123456789abcdefA:")));
    const auto bytes = from_hex(text);
    if (bytes) RC_ASSERT(to_hex(*bytes) == text);
}

TEST(Base64, refuses_every_byte_outside_its_alphabet_at_every_place) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int byte = 0; byte < 256; ++byte) {
        for (std::size_t place = 0; place < 4; ++place) {
            std::string text = "Zm9v";
            text[place] = static_cast<char>(byte);
            EXPECT_EQ(from_base64(text).ok(), alphabet.find(text[place]) != std::string_view::npos) << byte << " at " << place;
        }
    }
}

TEST(Hex, is_lower_case) {
    EXPECT_EQ(to_hex(std::string_view("\x00\x7f\xff\x0a", 4)), "007fff0a");
    EXPECT_EQ(to_hex(""), "");
    EXPECT_EQ(from_hex("").value(), "");
}

TEST(Hex, refuses_capitals_odd_lengths_and_everything_that_is_no_digit) {
    for (const std::string_view text : {"AB", "aB", "a", "abc", "0x", "0x00", "ab cd", " ab", "ab ", "ab\n", "ab:cd", "g0", "-1", "é0"}) {
        const auto bytes = from_hex(text);
        ASSERT_FALSE(bytes.ok()) << text;
        EXPECT_EQ(bytes.error().id, "bytes.hex");
        EXPECT_EQ(bytes.error().code, Errc::invalid);
    }
    EXPECT_FALSE(from_hex(std::string_view("ab\0\0", 4)).ok());
}

TEST(Base64, has_the_vectors_of_rfc_4648) {
    const std::pair<std::string_view, std::string_view> vectors[] = {
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(to_base64(bytes), text);
        EXPECT_EQ(from_base64(text).value(), bytes);
    }
    EXPECT_EQ(to_base64("\xfb\xff"), "+/8=");
}

TEST(Base64, refuses_blanks_missing_padding_other_alphabets_and_trailing_bits) {
    const std::string_view refused[] = {"Zg",    "Zg=",   "Zg===",   "Zm9v=",  "=",
                                        "====",  "Z",     "Zm9",     "Zm9vYg", "Zg==Zg==",  // padding
                                        " Zg==", "Zg== ", "Zm 9v",   "Zm9v\n", "Zm\r\n9v",  // blanks
                                        "-_8=",  "Zm9.",  "Zm9\xc3",                        // alphabet
                                        "Zh==",  "Zm9=",  "Zn=="};                          // trailing bits
    for (const std::string_view text : refused) {
        const auto bytes = from_base64(text);
        ASSERT_FALSE(bytes.ok()) << text;
        EXPECT_EQ(bytes.error().id, "bytes.base64");
    }
    EXPECT_FALSE(from_base64(std::string_view("Zm9v\0", 5)).ok());
}

TEST(Utf8, is_what_rfc_3629_says) {
    for (const std::string_view text : {"", "a", "\x7f", "é", "هدنة", "\ufeff", "\uffff", "😀", "\U0010ffff"})
        EXPECT_TRUE(is_utf8(text)) << text;
    EXPECT_TRUE(is_utf8(std::string_view("\0", 1)));
    for (const std::string_view bytes :
         {"\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x98", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80", "\xed\xbf\xbf",
          "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\xfe", "a\xff", "\xe9t\xe9"}) {
        EXPECT_FALSE(is_utf8(bytes)) << to_hex(bytes);
    }
}

TEST(Integers, are_appended_most_significant_byte_first) {
    std::string out = "x";
    append_u16(out, 0x0102);
    append_u32(out, 0xfffefdfc);
    append_u64(out, 0x0123456789abcdef);
    EXPECT_EQ(to_hex(out), "780102fffefdfc0123456789abcdef");
}

}  // namespace
}  // namespace truce
