#include "truce/base/read_ahead.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace truce {
namespace {

Error fault(std::string id) { return {Errc::corrupt, std::move(id), "", "", ""}; }

Result<void> give_numbers(ReadAhead<int>& ahead, int count, Result<void> then) {
    for (int i = 0; i < count; ++i)
        if (!ahead.give(std::make_unique<int>(i))) return fault("stopped");
    return then;
}

TEST(ReadAhead, takes_everything_in_order) {
    std::vector<int> taken;
    const auto done = read_ahead<int>([](auto& ahead) { return give_numbers(ahead, 1'000, {}); },
                                      [&](const int& one) -> Result<void> {
                                          taken.push_back(one);
                                          return {};
                                      });
    ASSERT_TRUE(done.ok());
    ASSERT_EQ(taken.size(), 1'000U);
    for (int i = 0; i < 1'000; ++i) EXPECT_EQ(taken[static_cast<std::size_t>(i)], i);
}

TEST(ReadAhead, a_reader_that_fails_is_heard_after_what_it_gave) {
    int taken = 0;
    const auto done = read_ahead<int>([](auto& ahead) { return give_numbers(ahead, 40, fault("disk")); },
                                      [&](const int&) -> Result<void> {
                                          ++taken;
                                          return {};
                                      });
    EXPECT_EQ(done.error().id, "disk");
    EXPECT_EQ(taken, 40);
}

TEST(ReadAhead, a_taker_that_fails_stops_the_reader) {
    int given = 0;
    const auto done = read_ahead<int>(
        [&](ReadAhead<int>& ahead) -> Result<void> {
            while (ahead.give(std::make_unique<int>(given))) ++given;  // without end
            return {};
        },
        [](const int& one) -> Result<void> {
            if (one == 3) return fault("full");
            return {};
        });
    EXPECT_EQ(done.error().id, "full");
    EXPECT_GE(given, 4);
}

}  // namespace
}  // namespace truce
