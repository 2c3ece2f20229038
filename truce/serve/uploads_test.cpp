/// Bytes come in order and are those of their hash, or are not kept; nobody takes more room than is his.
#include "truce/serve/uploads.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

class MovableClock final : public Clock {
public:
    Instant now() override { return {us}; }
    std::int64_t us = 0;
};

class UploadsTest : public ::testing::Test {
protected:
    std::unique_ptr<Uploads> open(const UploadLimits& limits = {}) {
        auto place = Scratch::in_folder(folder_.path() / "uploads");
        EXPECT_TRUE(place.ok());
        return std::make_unique<Uploads>(std::move(*place), limits, clock_);
    }
    static std::string refusal(const auto& result) { return result ? "" : result.error().id; }
    [[nodiscard]] std::size_t files() const {
        std::size_t n = 0;
        for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator(folder_.path() / "uploads")) ++n;
        return n;
    }

    testing::TemporaryFolder folder_;
    MovableClock clock_;
    const std::string text_ = "a register's file";
    const Digest digest_ = sha256("a register's file");
};

TEST_F(UploadsTest, pieces_in_order_become_the_file_and_a_repeated_one_changes_nothing) {
    const auto uploads = open();
    EXPECT_EQ(uploads->put("borvik", digest_, text_.size(), 0, text_.substr(0, 5))->held, 5U);
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, text_.size(), 6, text_.substr(6))), "upload.from");
    EXPECT_EQ(uploads->put("borvik", digest_, text_.size(), 0, text_.substr(0, 5))->held, 5U);
    EXPECT_EQ(refusal(uploads->take("borvik", digest_)), "upload.incomplete");
    EXPECT_EQ(uploads->put("borvik", digest_, text_.size(), 5, text_.substr(5))->held, text_.size());
    EXPECT_EQ(uploads->put("borvik", digest_, text_.size(), 5, text_.substr(5))->held, text_.size());
    const auto taken = uploads->take("borvik", digest_);
    ASSERT_TRUE(taken.ok());
    EXPECT_EQ(*read_file((*taken)->path()), text_);
    EXPECT_EQ(refusal(uploads->state("borvik", digest_)), "upload.unknown") << "it is taken";
}

TEST_F(UploadsTest, other_bytes_than_the_hash_says_are_gone_and_the_right_ones_can_come_after_them) {
    const auto uploads = open();
    std::string other = text_;
    other.back() = 'x';
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, other.size(), 0, other)), "upload.digest");
    EXPECT_EQ(files(), 0U);
    EXPECT_EQ(uploads->put("borvik", digest_, text_.size(), 0, text_)->held, text_.size());
    EXPECT_TRUE(uploads->take("borvik", digest_).ok());
}

TEST_F(UploadsTest, lengths_that_cannot_be_are_refused) {
    const auto uploads = open();
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, 0, 0, "x")), "upload.bytes");
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, 5, 0, "")), "upload.bytes");
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, 5, 0, "123456")), "upload.bytes");
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, 5, 6, "1")), "upload.bytes");
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, 5, ~std::uint64_t{0}, "12")), "upload.bytes");
    EXPECT_EQ(uploads->put("borvik", digest_, 5, 0, "12")->held, 2U);
    EXPECT_EQ(refusal(uploads->put("borvik", digest_, 6, 2, "3")), "upload.bytes") << "another length than before";
}

TEST_F(UploadsTest, room_is_counted_by_what_was_announced_and_comes_back_when_taken_or_forgotten) {
    const auto uploads = open({10, 20, 30, 1'000});
    const auto begin = [&](const std::string& who, std::string_view of, std::uint64_t bytes) {
        return refusal(uploads->put(who, sha256(of), bytes, 0, "1"));
    };
    EXPECT_EQ(begin("borvik", "a", 11), "upload.too_large");
    EXPECT_EQ(begin("borvik", "a", 10), "");
    EXPECT_EQ(begin("borvik", "b", 10), "");
    EXPECT_EQ(begin("borvik", "c", 1), "upload.room");
    EXPECT_EQ(begin("aldmere", "a", 10), "");
    EXPECT_EQ(begin("castane", "a", 2), "upload.full");
    clock_.us = 1'001;
    EXPECT_EQ(begin("castane", "a", 2), "") << "nobody touched the others for a while";
    EXPECT_EQ(files(), 1U);
    EXPECT_EQ(refusal(uploads->state("borvik", sha256("a"))), "upload.unknown");
}

TEST_F(UploadsTest, what_one_sends_is_not_anothers) {
    const auto uploads = open();
    EXPECT_TRUE(uploads->put("borvik", digest_, text_.size(), 0, text_).ok());
    EXPECT_EQ(refusal(uploads->take("aldmere", digest_)), "upload.unknown");
    EXPECT_EQ(refusal(uploads->state("aldmere", digest_)), "upload.unknown");
}

TEST_F(UploadsTest, what_a_process_left_behind_is_swept) {
    {
        (void)open()->put("borvik", digest_, text_.size(), 0, "a").ok();
    }
    std::filesystem::create_directories(folder_.path() / "uploads");
    (void)write_file_atomically(folder_.path() / "uploads/0", "left").ok();
    const auto uploads = open();
    EXPECT_EQ(files(), 0U);
}

}  // namespace
}  // namespace truce
