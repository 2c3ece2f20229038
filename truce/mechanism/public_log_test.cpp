#include "truce/mechanism/public_log.hpp"

#include <gtest/gtest.h>

#include "tests/checkout.hpp"
#include "truce/record/key_file.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

constexpr std::int64_t hour_us = 3'600'000'000;

/// The exercise, whose profile ticks every twelve hours, founded at one o'clock.
class PublicLogTest : public ::testing::Test {
protected:
    void SetUp() override {
        const Path example = Path(checkout) / "examples/exercise";
        FoundingRequest request{example / "terms.toml", example / "profile.toml", {}, {"aldmere"},
                                "sqlite:truce.db",      folder_.path() / "head"};
        Problems problems;
        ASSERT_TRUE(found_mechanism(store(), request, clock_, *random_, problems).ok());
    }
    Path store() const { return folder_.path() / "m"; }
    void at_hour(std::int64_t hours) { clock_.set({start_.us + hours * hour_us}); }
    std::uint64_t enrol_one() {
        auto mechanism = Mechanism::open(store(), OpenFor::writing, clock_, *random_);
        EXPECT_TRUE(mechanism.ok());
        const NoteSigner desk = new_entry_key("aldmere", *random_);
        EXPECT_TRUE(mechanism->enrol_key(desk.public_key(), {}, *read_key_file(store() / "keys/aldmere.key")).ok());
        return *mechanism->size();
    }
    Mechanism reading() { return std::move(*Mechanism::open(store(), OpenFor::reading, clock_, *random_)); }
    std::uint64_t size_now() {
        const auto size = public_size(reading(), clock_.now());
        EXPECT_TRUE(size.ok()) << size.error().text();
        return *size;
    }

    testing::TemporaryFolder folder_;
    Instant start_ = *parse_instant("2023-07-01T00:00:00Z");
    ManualClock clock_{{start_.us + hour_us}};
    std::unique_ptr<Random> random_ = seeded_random(17);
};

TEST_F(PublicLogTest, before_the_first_tick_the_public_has_nothing) {
    at_hour(11);
    const auto size = public_size(reading(), clock_.now());
    EXPECT_EQ(size.error().id, "publication.not_yet");
    EXPECT_NE(size.error().remedy.find("2023-07-01T12:00:00"), std::string::npos) << size.error().remedy;
    EXPECT_EQ(outgoing_checkpoint(reading(), clock_.now(), {}).error().id, "publication.not_yet");
    EXPECT_TRUE(outgoing_checkpoint(reading(), {}, {}).ok()) << "those who take part have it at once";
}

TEST_F(PublicLogTest, it_moves_at_ticks_by_whole_commits) {
    const std::uint64_t founded = *reading().size();
    at_hour(12);
    EXPECT_EQ(size_now(), founded) << "what was recorded before the tick, at the tick";
    const std::uint64_t second = enrol_one();
    at_hour(23);
    const std::uint64_t third = enrol_one();
    EXPECT_EQ(size_now(), founded);
    at_hour(24);
    EXPECT_EQ(size_now(), third);
    EXPECT_GT(third, second);
    at_hour(240);
    EXPECT_EQ(size_now(), third);
}

TEST_F(PublicLogTest, the_checkpoint_that_goes_out_is_the_one_of_that_size) {
    const std::uint64_t founded = *reading().size();
    at_hour(13);
    const std::uint64_t newest = enrol_one();
    const auto size_of = [](const Result<std::string>& note) { return parse_checkpoint_text(parse_note(*note)->text)->size; };
    EXPECT_EQ(size_of(outgoing_checkpoint(reading(), clock_.now(), {})), founded);
    EXPECT_EQ(size_of(outgoing_checkpoint(reading(), {}, {})), newest);
    EXPECT_EQ(outgoing_checkpoint(reading(), clock_.now(), {}, founded + 1).error().id, "checkpoint.missing");
}

}  // namespace
}  // namespace truce
