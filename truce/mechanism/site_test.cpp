#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/checkout.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/published.hpp"
#include "truce/publish/front_page.hpp"
#include "truce/record/key_file.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::int64_t hour_us = 3'600'000'000;

/// The exercise, whose profile ticks every twelve hours, founded at one o'clock.
class SiteTest : public ::testing::Test {
protected:
    void SetUp() override {
        const Path example = Path(checkout) / "examples/exercise";
        FoundingRequest request{example / "terms.toml", example / "profile.toml", {}, {"aldmere"},
                                "sqlite:truce.db",      folder_.path() / "head"};
        Problems problems;
        ASSERT_TRUE(found_mechanism(store(), request, clock_, *random_, problems).ok());
    }
    Path store() const { return folder_.path() / "m"; }
    Path out() const { return folder_.path() / "public"; }
    void at_hour(std::int64_t hours) { clock_.set({start_.us + hours * hour_us}); }
    NoteSigner key() const { return std::move(*read_key_file(store() / "keys/aldmere.key")); }
    Mechanism open(OpenFor mode) { return std::move(*Mechanism::open(store(), mode, clock_, *random_)); }

    /// Publishes the bulletin of a day; returns the size it was computed from.
    std::uint64_t publish(Day day) {
        Mechanism mechanism = open(OpenFor::writing);
        const std::uint64_t size = *mechanism.size();
        const auto receipt = mechanism.publish(day, std::nullopt, key());
        EXPECT_TRUE(receipt.ok()) << receipt.error().text();
        return size;
    }
    Result<SiteOutcome> write(const std::string& url = "https://example.org/lull/") {
        return write_site(open(OpenFor::reading), {out(), url, std::nullopt, {}}, clock_.now());
    }
    SiteOutcome written() {
        auto outcome = write();
        EXPECT_TRUE(outcome.ok()) << outcome.error().text();
        return std::move(*outcome);
    }
    std::string at(const std::string& name) const {
        const auto text = read_file(out() / name);
        return text ? *text : "missing: " + name;
    }

    testing::TemporaryFolder folder_;
    Instant start_ = *parse_instant("2023-07-01T00:00:00Z");
    ManualClock clock_{{start_.us + hour_us}};
    std::unique_ptr<Random> random_ = seeded_random(17);
    Day day_ = *parse_day("2023-06-09");
};

TEST_F(SiteTest, a_bulletin_appears_at_the_tick_after_it_was_published_and_not_before) {
    at_hour(13);
    publish(day_);
    at_hour(23);
    EXPECT_EQ(written().days, 0U);
    EXPECT_THAT(at("index.html"), HasSubstr("No bulletin has been published yet."));
    EXPECT_THAT(at("feed.atom"), Not(HasSubstr("<entry>")));
    at_hour(24);
    const SiteOutcome outcome = written();
    EXPECT_EQ(outcome.days, 1U);
    EXPECT_EQ(outcome.computed, 1U);
    EXPECT_THAT(at("index.html"), HasSubstr(day_path(day_, "html")));
    EXPECT_THAT(at("feed.atom"), HasSubstr("https://example.org/lull/bulletins/2023-06-09.html"));
    EXPECT_THAT(at("feed.json"), HasSubstr("https://example.org/lull/bulletins/2023-06-09.html"));
    EXPECT_THAT(at("record/checkpoint"), HasSubstr("\n" + std::to_string(outcome.size) + "\n"));
}

TEST_F(SiteTest, before_the_first_tick_there_is_nothing_to_show_and_nothing_is_written) {
    at_hour(11);
    EXPECT_EQ(write().error().id, "publication.not_yet");
    EXPECT_FALSE(std::filesystem::exists(out()));
}

TEST_F(SiteTest, the_data_have_the_digest_that_the_record_holds) {
    const std::uint64_t size = publish(day_);
    at_hour(24);
    written();
    const auto published = published_bulletins(open(OpenFor::reading).db(), 1'000);
    ASSERT_TRUE(published.ok());
    ASSERT_EQ(published->size(), 1U);
    EXPECT_EQ(published->front().institution, "aldmere");
    EXPECT_EQ(sha256(at(edition_path(day_, size, "json"))), published->front().digest);
    for (const std::string_view extension : {"html", "txt", "csv", "json"})
        EXPECT_EQ(at(day_path(day_, extension)), at(edition_path(day_, size, extension))) << extension;
}

TEST_F(SiteTest, writing_it_again_computes_and_changes_nothing) {
    publish(day_);
    at_hour(24);
    written();
    const std::string front = at("index.html");
    const auto time = std::filesystem::last_write_time(out() / day_path(day_, "html"));
    EXPECT_EQ(written().computed, 0U);
    EXPECT_EQ(at("index.html"), front);
    EXPECT_EQ(std::filesystem::last_write_time(out() / day_path(day_, "html")), time);
}

TEST_F(SiteTest, a_correction_takes_the_days_place_and_keeps_what_it_corrects) {
    const std::uint64_t first = publish(day_);
    at_hour(24);
    written();
    const std::string before = at(day_path(day_, "json"));
    const std::uint64_t second = publish(day_);
    ASSERT_GT(second, first);
    at_hour(36);
    const SiteOutcome outcome = written();
    EXPECT_EQ(outcome.editions, 2U);
    EXPECT_EQ(outcome.computed, 1U);
    EXPECT_EQ(at(edition_path(day_, first, "json")), before);
    EXPECT_EQ(at(day_path(day_, "json")), at(edition_path(day_, second, "json")));
    EXPECT_NE(at(day_path(day_, "json")), before);
    EXPECT_THAT(at("index.html"), HasSubstr("Corrected 2023-07-02"));
    EXPECT_THAT(at("feed.atom"), HasSubstr("(corrected)"));
}

TEST_F(SiteTest, a_file_that_was_altered_is_put_right) {
    const std::uint64_t size = publish(day_);
    at_hour(24);
    written();
    const std::string json = at(edition_path(day_, size, "json"));
    ASSERT_TRUE(write_file_atomically(out() / edition_path(day_, size, "json"), "{}").ok());
    EXPECT_EQ(written().computed, 1U);
    EXPECT_EQ(at(edition_path(day_, size, "json")), json);
    EXPECT_EQ(at(day_path(day_, "json")), json);
}

TEST_F(SiteTest, what_cannot_be_computed_byte_for_byte_is_named_and_not_shown) {
    const std::uint64_t size = publish(day_);
    {
        Mechanism mechanism = open(OpenFor::writing);
        const NoteSigner signer = key();
        Body body;
        const Json content = {{"day", format(day_)},
                              {"digest", std::string(64, '7')},
                              {"kind", "bulletin.published"},
                              {"reading", published_bulletins(mechanism.db(), 1'000)->front().reading},
                              {"size", static_cast<std::int64_t>(size)}};
        body.push_back(Part::make(Audience::public_, *canonical(content), *random_));
        const OpenStep step{&signer, "bulletin.published", std::move(body), {}};
        const auto receipts = mechanism.sign({&step, 1});
        ASSERT_TRUE(receipts.ok()) << receipts.error().text();
    }
    at_hour(24);
    const SiteOutcome outcome = written();
    EXPECT_EQ(outcome.elsewhere, std::vector<Day>{day_});
    EXPECT_THAT(at("index.html"), HasSubstr(std::string(64, '7')));
    EXPECT_FALSE(std::filesystem::exists(out() / day_path(day_, "html")));
}

TEST_F(SiteTest, an_address_that_is_none_is_refused_before_anything_is_written) {
    publish(day_);
    at_hour(24);
    for (const std::string url :
         {"", "example.org", "ftp://example.org", "https://", "https://a b", "https://a/?x", "javascript:alert(1)"}) {
        EXPECT_EQ(write(url).error().id, "site.url") << url;
    }
    EXPECT_FALSE(std::filesystem::exists(out()));
}

}  // namespace
}  // namespace truce
