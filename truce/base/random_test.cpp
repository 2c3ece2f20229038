#include "truce/base/random.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

RC_GTEST_PROP(Uuid, is_a_version_4_uuid_whatever_the_random_bytes, (std::uint64_t seed)) {
    const auto random = seeded_random(seed);
    RC_ASSERT(is_uuid(new_uuid(*random)));
}

TEST(Uuid, keeps_122_of_its_random_bits_and_sets_the_others) {
    class Constant final : public Random {
    public:
        explicit Constant(std::uint8_t byte) : byte_(byte) {}
        void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), byte_); }

    private:
        std::uint8_t byte_;
    };
    Constant zeros(0);
    Constant ones(0xff);
    EXPECT_EQ(new_uuid(zeros), "00000000-0000-4000-8000-000000000000");
    EXPECT_EQ(new_uuid(ones), "ffffffff-ffff-4fff-bfff-ffffffffffff");
}

TEST(Uuid, does_not_come_twice) {
    const auto random = system_random();
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) seen.insert(new_uuid(*random));
    EXPECT_EQ(seen.size(), 10'000U);
}

TEST(Uuid, in_another_form_is_refused) {
    const std::string good = "3f2a1b00-9c8d-4e7f-8a6b-5c4d3e2f1a0b";
    ASSERT_TRUE(is_uuid(good));
    const std::string_view refused[] = {"",
                                        "3f2a1b00-9c8d-4e7f-8a6b-5c4d3e2f1a0",     // too short
                                        "3f2a1b00-9c8d-4e7f-8a6b-5c4d3e2f1a0b0",   // too long
                                        "3F2A1B00-9C8D-4E7F-8A6B-5C4D3E2F1A0B",    // capitals
                                        "3f2a1b00-9c8d-1e7f-8a6b-5c4d3e2f1a0b",    // version 1
                                        "3f2a1b00-9c8d-7e7f-8a6b-5c4d3e2f1a0b",    // version 7
                                        "3f2a1b00-9c8d-4e7f-7a6b-5c4d3e2f1a0b",    // variant of NCS
                                        "3f2a1b00-9c8d-4e7f-ca6b-5c4d3e2f1a0b",    // variant of Microsoft
                                        "3f2a1b009c8d4e7f8a6b5c4d3e2f1a0b",        // no hyphens
                                        "3f2a1b0-09c8d-4e7f-8a6b-5c4d3e2f1a0b",    // a hyphen moved
                                        "3f2a1b00-9c8d-4e7f-8a6b-5c4d3e2f1a0g",    // no digit
                                        "{3f2a1b00-9c8d-4e7f-8a6b-5c4d3e2f1a0b}",  // brackets
                                        " 3f2a1b00-9c8d-4e7f-8a6b-5c4d3e2f1a0"};
    for (const std::string_view text : refused) EXPECT_FALSE(is_uuid(text)) << text;
}

TEST(SeededRandom, gives_the_same_stream_for_the_same_seed) {
    const auto a = seeded_random(42);
    const auto b = seeded_random(42);
    for (const std::size_t n : {1U, 16U, 0U, 1000U}) EXPECT_EQ(a->bytes(n), b->bytes(n));
}

TEST(SeededRandom, gives_the_same_stream_today_as_when_golden_data_were_made) {
    const auto random = seeded_random(1);
    EXPECT_EQ(to_hex(random->bytes(8)), "04069b5f37e82f91");
    EXPECT_EQ(to_hex(random->bytes(8)), "1cfd9e4fe36b5156");
}

TEST(SeededRandom, differs_between_seeds_and_between_calls) {
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        const auto random = seeded_random(seed);
        for (int call = 0; call < 10; ++call) seen.insert(random->bytes(16));
    }
    EXPECT_EQ(seen.size(), 1000U);
}

TEST(SystemRandom, gives_as_many_bytes_as_asked_and_not_the_same_twice) {
    const auto random = system_random();
    EXPECT_EQ(random->bytes(0), "");
    EXPECT_EQ(random->bytes(1).size(), 1U);
    EXPECT_NE(random->bytes(32), random->bytes(32));
    EXPECT_NE(random->bytes(32), system_random()->bytes(32));
}

TEST(ManualClock, stands_still_until_it_is_set) {
    ManualClock clock(Instant{5});
    EXPECT_EQ(clock.now(), Instant{5});
    EXPECT_EQ(clock.now(), Instant{5});
    clock.set(Instant{3});
    EXPECT_EQ(clock.now(), Instant{3});
}

TEST(SystemClock, tells_microseconds_of_this_century) {
    const Instant now = system_clock()->now();
    EXPECT_GT(now, parse_instant("2024-01-01T00:00:00Z").value());
    EXPECT_LT(now, parse_instant("2100-01-01T00:00:00Z").value());
}

}  // namespace
}  // namespace truce
