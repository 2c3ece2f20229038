#include "truce/record/attachments.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

class AttachmentsTest : public ::testing::Test {
protected:
    void SetUp() override {
        db_ = store_->open();
        ASSERT_TRUE(db_);
    }
    Path write(const std::string& name, const std::string& content) {
        const Path path = folder_.path() / name;
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }
    Attachments attachments(AttachmentLimits limits = {}) { return {*db_, folder_.path() / "attachments", limits}; }
    std::vector<std::string> problems() {
        std::vector<std::string> ids;
        const auto report = attachments().check();
        EXPECT_TRUE(report.ok());
        for (const Error& problem : report->problems) ids.push_back(problem.id);
        return ids;
    }

    testing::TemporaryFolder folder_;
    std::unique_ptr<testing::TestStore> store_ = testing::sqlite_test_store();
    std::unique_ptr<Database> db_;
};

TEST_F(AttachmentsTest, what_is_added_is_read_back_under_its_hash_and_adding_it_again_changes_nothing) {
    const std::string content(3'000'000, 'p');
    const auto added = attachments().add(write("picture.jpg", content));
    ASSERT_TRUE(added.ok()) << added.error().text();
    EXPECT_EQ(added->digest, sha256(content));
    EXPECT_EQ(added->bytes, content.size());
    EXPECT_EQ(attachments().add(write("the same.jpg", content))->digest, added->digest);
    EXPECT_EQ(*attachments().read(added->digest), content);
    const auto report = attachments().check();
    EXPECT_EQ(report->held, 1U);
    EXPECT_TRUE(report->problems.empty());
    EXPECT_EQ(report->unlisted, 0U);
}

TEST_F(AttachmentsTest, who_sends_over_the_line_has_its_own_room_and_what_is_here_takes_none_of_it) {
    AttachmentLimits limits;
    limits.giver_bytes_max = 10;
    Attachments all = attachments(limits);
    const Digest six = all.add(write("six", "123456"), "borvik")->digest;
    EXPECT_EQ(all.add(write("five", "12345"), "borvik").error().id, "attachment.room");
    EXPECT_TRUE(all.add(write("five", "12345"), "aldmere").ok()) << "another's room";
    EXPECT_TRUE(all.add(write("eleven", "12345678901")).ok()) << "the operator's own has no such limit";
    EXPECT_TRUE(all.add(write("four", "1234"), "borvik").ok());
    EXPECT_EQ(*all.bytes_of(six), 6U);
    ASSERT_TRUE(all.remove(six).ok());
    EXPECT_EQ(*all.bytes_of(six), std::nullopt);
    EXPECT_TRUE(all.add(write("other", "654321"), "borvik").ok()) << "what was erased takes no room";
    EXPECT_EQ(*all.bytes_of(sha256("unknown")), std::nullopt);
}

TEST(CitedAttachments, are_named_by_their_hash_in_a_text) {
    const std::string a = sha256("a").hex();
    const std::string b = sha256("b").hex();
    EXPECT_EQ(cited_attachments("two craters\nsha256:" + a + " a.jpg\nsha256:" + b + " b.jpg\nsha256:" + a),
              (std::vector<Digest>{sha256("a"), sha256("b")}));
    EXPECT_TRUE(cited_attachments(a).empty()) << "a number alone cites nothing";
    EXPECT_TRUE(cited_attachments("sha256:" + a.substr(1)).empty());
    EXPECT_TRUE(cited_attachments("sha256:").empty());
}

TEST_F(AttachmentsTest, a_changed_a_missing_and_an_unknown_file_are_named_by_their_hash) {
    const Digest digest = attachments().add(write("a", "content"))->digest;
    const Path place = attachments().path_of(digest);
    std::ofstream(place, std::ios::binary) << "c0ntent";
    const auto changed = attachments().read(digest);
    EXPECT_EQ(changed.error().id, "attachment.corrupt");
    EXPECT_NE(changed.error().what.find(digest.hex()), std::string::npos);
    EXPECT_EQ(problems(), std::vector<std::string>{"attachment.corrupt"});
    std::filesystem::remove(place);
    EXPECT_EQ(attachments().read(digest).error().id, "attachment.missing");
    EXPECT_EQ(problems(), std::vector<std::string>{"attachment.missing"});
    EXPECT_EQ(attachments().read(sha256("other")).error().id, "attachment.unknown");
    ASSERT_TRUE(attachments().add(write("a", "content")).ok()) << "adding it again heals it";
    EXPECT_EQ(*attachments().read(digest), "content");
    EXPECT_TRUE(problems().empty());
}

TEST_F(AttachmentsTest, limits_an_empty_file_and_a_missing_one_are_refused_and_leave_nothing) {
    EXPECT_EQ(attachments({10, 100}).add(write("a", "eleven bytes")).error().id, "attachment.too_large");
    ASSERT_TRUE(attachments({10, 12}).add(write("b", "1234567")).ok());
    EXPECT_EQ(attachments({10, 12}).add(write("c", "abcdef")).error().id, "attachment.full");
    EXPECT_EQ(attachments().add(write("d", "")).error().id, "attachment.empty");
    EXPECT_EQ(attachments().add(folder_.path() / "nowhere").error().id, "file.missing");
    EXPECT_EQ(attachments().add(folder_.path()).error().id, "file.unreadable");
    const auto report = attachments().check();
    EXPECT_EQ(report->held, 1U);
    EXPECT_EQ(report->unlisted, 0U);
    EXPECT_TRUE(report->problems.empty());
}

TEST_F(AttachmentsTest, what_was_erased_is_gone_is_said_and_is_not_taken_back) {
    const Digest digest = attachments().add(write("a", "a face"))->digest;
    const Path place = attachments().path_of(digest);
    ASSERT_TRUE(attachments().remove(digest).ok());
    EXPECT_FALSE(std::filesystem::exists(place));
    EXPECT_EQ(attachments().read(digest).error().id, "attachment.erased");
    EXPECT_EQ(attachments().add(write("a", "a face")).error().id, "attachment.erased");
    ASSERT_TRUE(attachments().remove(digest).ok()) << "again changes nothing";
    EXPECT_EQ(attachments().check()->erased, 1U);
    EXPECT_TRUE(problems().empty());
    std::ofstream(place, std::ios::binary) << "a face";
    EXPECT_EQ(problems(), std::vector<std::string>{"attachment.remains"});
}

}  // namespace
}  // namespace truce
