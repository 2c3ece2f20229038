#include "truce/mechanism/link_words.hpp"

#include <gtest/gtest.h>

namespace truce {
namespace {

LinkWords some() { return {3, 12'300, "borvik-centre:B-0616-2", {{"place", 4'000}, {"start", 9'100}, {"actors", -800}}, 87, false}; }

TEST(LinkWords, what_a_fusion_desk_says_is_one_line) {
    EXPECT_EQ(to_text(some()),
              "Proposed by truce/3, no finding: +12.3 bits beside borvik-centre:B-0616-2 (place +4.0, start +9.1, actors -0.8); "
              "probability 0.87; not sure enough without a person");
    LinkWords people = some();
    people.fields.clear();
    people.percent = 100;
    people.sure = true;
    EXPECT_EQ(to_text(people),
              "Proposed by truce/3, no finding: +12.3 bits beside borvik-centre:B-0616-2 (people put them together); probability 1.00");
}

TEST(LinkWords, what_was_written_is_read_back) {
    for (const bool sure : {false, true}) {
        for (const std::uint32_t percent : {0U, 9U, 50U, 100U}) {
            for (const Millibits bits : {-40'200, -100, 0, 15'700}) {
                LinkWords words = some();
                words.sure = sure;
                words.percent = percent;
                words.bits = bits;
                EXPECT_EQ(read_link_words(to_text(words)), words) << to_text(words);
                words.fields.clear();
                EXPECT_EQ(read_link_words(to_text(words)), words) << to_text(words);
            }
        }
    }
}

TEST(LinkWords, an_id_may_hold_what_the_form_is_made_of) {
    LinkWords words = some();
    words.beside = "r:B (place +1.0); probability 0.10, no finding: x (y";
    EXPECT_EQ(read_link_words(to_text(words)), words);
}

TEST(LinkWords, what_people_write_is_not_taken_for_it) {
    const std::string text = to_text(some());
    EXPECT_FALSE(read_link_words(""));
    EXPECT_FALSE(read_link_words("same village, same ten minutes"));
    EXPECT_FALSE(read_link_words(" " + text));
    EXPECT_FALSE(read_link_words(text + " "));
    EXPECT_FALSE(read_link_words(text + "; and I agree"));
    for (const auto& [from, to] : {std::pair{"truce/3", "truce/three"},
                                   {"+12.3", "12.3"},
                                   {"+12.3", "+12"},
                                   {"+12.3", "+1e9.3"},
                                   {"+12.3", "+99999999999.3"},
                                   {"0.87", "1.01"},
                                   {"0.87", ".87"},
                                   {"0.87", "0.8x"},
                                   {"place +4.0", "place"},
                                   {"place +4.0", " +4.0"},
                                   {"place +4.0", ""},
                                   {" bits beside ", " beside "},
                                   {"); probability", ") probability"}}) {
        std::string other = text;
        other.replace(other.find(from), std::string_view(from).size(), to);
        EXPECT_FALSE(read_link_words(other)) << other;
    }
}

}  // namespace
}  // namespace truce
