/// What a log refuses when its store is behind, beside or beneath what it has signed.
#include "truce/record/head_file.hpp"

#include <gtest/gtest.h>

#include "truce/record/checkpoint.hpp"
#include "truce/record/log_fixture_test.hpp"

namespace truce {
namespace {

class HeadFileTest : public testing::FoundedLog {
protected:
    Path place() const { return folder_.path() / "heads" / "head"; }
    Result<HeadFile> head() const { return HeadFile::open(place(), checkpoint_.public_key()); }
    Result<Log> open() {
        TRUCE_ASSIGN(HeadFile kept, head());
        return Log::open(*db_, {*NoteSigner::decode(checkpoint_.encoded()), *NoteSigner::decode(clock_key_.encoded())}, clock_, *random_,
                         std::move(kept));
    }
    std::string kept() const {
        const auto note = kept_in_head_file(*read_file(place()), checkpoint_.public_key());
        return note && *note ? **note : std::string();
    }
    /// The log of the fixture, opened again so that it keeps its head here.
    void reopen() {
        log_.reset();
        auto log = open();
        ASSERT_TRUE(log.ok()) << log.error().text();
        log_ = std::make_unique<Log>(std::move(*log));
    }
    void expect_refused(std::string_view id) {
        log_.reset();
        const auto log = open();
        ASSERT_FALSE(log.ok());
        EXPECT_EQ(log.error().id, id) << log.error().text();
    }
    Result<Receipt> say(int n) { return file(ru_, "terms.signed", {{"kind", "terms.signed"}, {"n", n}}); }
    static std::string said(int n) { return text_of({{"kind", "reports.filed"}, {"n", n}}); }
    std::uint64_t size() const { return *LogReader(*db_).size(); }
    void forget_checkpoint(std::uint64_t at) {
        ASSERT_TRUE(db_->run("DELETE FROM log_checkpoint WHERE size = $1", {Value(static_cast<std::int64_t>(at))}).ok());
    }
    Checkpoint tree(std::uint64_t entries, const Digest& root) const { return {checkpoint_.public_key().name, entries, root}; }
    std::string signed_by_log(std::uint64_t entries, const Digest& root) const {
        return *sign_checkpoint(tree(entries, root), checkpoint_);
    }
    Result<void> advance(const Checkpoint& checkpoint) const {
        TRUCE_ASSIGN(HeadFile file, head());
        return file.advance(checkpoint, *sign_checkpoint(checkpoint, checkpoint_));
    }

    testing::TemporaryFolder folder_;
};

TEST_P(HeadFileTest, every_checkpoint_is_kept_before_anyone_is_told_of_it) {
    reopen();
    for (int n = 0; n < 3; ++n) {
        ASSERT_TRUE(say(n).ok());
        EXPECT_EQ(kept(), *LogReader(*db_).newest_checkpoint());
    }
    reopen();
    EXPECT_TRUE(say(3).ok());
    expect_sound(*db_);
}

TEST_P(HeadFileTest, a_store_with_fewer_entries_than_were_signed_is_refused) {
    reopen();
    ASSERT_TRUE(say(1).ok());
    log_.reset();
    const std::uint64_t before = size();
    ASSERT_TRUE(advance(tree(before + 1, sha256("of a tree that this store has forgotten"))).ok());
    expect_refused("head.rolled_back");
    EXPECT_EQ(size(), before);
    EXPECT_EQ(advance(tree(before, sha256(""))).error().id, "head.rolled_back") << "nor does the file go back";
    EXPECT_EQ(advance(tree(before + 1, sha256(""))).error().id, "head.forked") << "nor aside";
}

TEST_P(HeadFileTest, a_store_with_another_history_is_refused) {
    reopen();
    ASSERT_TRUE(say(1).ok());
    log_.reset();
    ASSERT_TRUE(std::filesystem::remove(place()));
    ASSERT_TRUE(advance(tree(size(), sha256("another history"))).ok());
    expect_refused("head.forked");
}

TEST_P(HeadFileTest, what_is_no_checkpoint_of_this_log_is_refused_and_left_as_it_is) {
    reopen();
    log_.reset();
    for (const std::string& wrong : {std::string("noise"), LogReader(*db_).newest_checkpoint()->substr(0, 60),
                                     *sign_checkpoint({"other", 1, sha256("")}, new_named_key("other", *random_))}) {
        ASSERT_TRUE(write_file_atomically(place(), wrong).ok());
        expect_refused("head.file");
        EXPECT_EQ(*read_file(place()), wrong);
    }
}

TEST_P(HeadFileTest, a_page_that_a_crash_left_half_written_leaves_the_one_before) {
    reopen();
    ASSERT_TRUE(say(1).ok());
    const std::string one = kept();
    ASSERT_TRUE(say(2).ok());
    const std::string two = kept();
    log_.reset();
    std::string bytes = *read_file(place());
    const std::size_t at = bytes.find(two);
    ASSERT_NE(at, std::string::npos);
    for (std::size_t cut = 0; cut < two.size(); cut += 7) {
        std::string torn = bytes;
        torn.replace(at, two.size() - cut, std::string(two.size() - cut, 'x'));
        ASSERT_EQ(*kept_in_head_file(torn, checkpoint_.public_key()), one) << cut;
    }
}

TEST_P(HeadFileTest, two_writers_cannot_keep_one_head) {
    reopen();
    EXPECT_EQ(head().error().id, "file.in_use");
    log_.reset();
    EXPECT_TRUE(head().ok());
}

/// What memory or disk changed between the check of an entry and its commit.
TEST_P(HeadFileTest, an_entry_that_is_not_read_back_as_written_is_not_signed_for_and_stops_the_log) {
    reopen();
    const std::string newest = *LogReader(*db_).newest_checkpoint();
    {
        auto commit = log_->begin();
        ASSERT_TRUE(commit.ok());
        const auto receipt = commit->append(compose(ru_, std::nullopt, {Part::make(Audience::mechanism, said(1), *random_)}));
        ASSERT_TRUE(receipt.ok()) << receipt.error().text();
        std::string note = LogReader(*db_).entry(receipt->index)->note;
        note[note.size() / 2] = static_cast<char>(note[note.size() / 2] ^ 4);
        ASSERT_TRUE(db_->run("UPDATE log_entry SET note = $1 WHERE idx = $2",
                             {Value::bytes(note), Value(static_cast<std::int64_t>(receipt->index))})
                        .ok());
        EXPECT_EQ(commit->finish().error().id, "log.read_back");
    }
    EXPECT_EQ(log_->begin().error().id, "log.stopped");
    expect_refused("log.read_back");
    EXPECT_EQ(*LogReader(*db_).newest_checkpoint(), newest);
    EXPECT_EQ(kept(), newest);
}

/// A crash came between commit and signature, and then a disk changed a byte: that must not be signed for.
TEST_P(HeadFileTest, unsigned_entries_are_hashed_again_before_they_are_signed) {
    reopen();
    const std::uint64_t signed_size = size();
    ASSERT_TRUE(say(1).ok());
    forget_checkpoint(size());
    ASSERT_TRUE(std::filesystem::remove(place()));
    for (std::uint64_t i = signed_size; i < size(); ++i) {
        const std::string note = LogReader(*db_).entry(i)->note;
        for (std::size_t at : {std::size_t{0}, note.size() / 2, note.size() - 1}) {
            std::string flipped = note;
            flipped[at] = static_cast<char>(flipped[at] ^ 1);
            const auto put = [&](std::string_view bytes) {
                return db_->run("UPDATE log_entry SET note = $1 WHERE idx = $2",
                                {Value::bytes(bytes), Value(static_cast<std::int64_t>(i))});
            };
            ASSERT_TRUE(put(flipped).ok());
            expect_refused("log.read_back");
            ASSERT_TRUE(put(note).ok());
        }
    }
    EXPECT_FALSE(LogReader(*db_).checkpoint_at(size()).ok());
    reopen();
    EXPECT_TRUE(LogReader(*db_).checkpoint_at(size()).ok());
    expect_sound(*db_);
}

TEST_P(HeadFileTest, a_tree_that_was_not_signed_is_refused) {
    reopen();
    ASSERT_TRUE(say(1).ok());
    const std::uint64_t last = size();
    ASSERT_TRUE(std::filesystem::remove(place()));
    const auto replace = [&](std::uint64_t of, std::string_view note) {
        return db_->run("UPDATE log_checkpoint SET note = $1 WHERE size = $2", {Value::bytes(note), Value(static_cast<std::int64_t>(of))});
    };
    const std::string kept = *LogReader(*db_).checkpoint_at(last);
    ASSERT_TRUE(replace(last, signed_by_log(last, sha256("another"))).ok());
    expect_refused("log.head");
    ASSERT_TRUE(replace(last, signed_by_log(last + 1, sha256("more"))).ok());
    expect_refused("log.head");
    ASSERT_TRUE(replace(last, kept).ok());
    reopen();
}

TEST_P(HeadFileTest, the_same_bytes_again_get_the_same_receipt) {
    const Submission submission = compose(ru_, std::nullopt, {Part::make(Audience::mechanism, said(0), *random_)});
    const auto first = append(submission);
    ASSERT_TRUE(first.ok()) << first.error().text();
    ASSERT_TRUE(say(1).ok());
    const auto again = append(submission);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(again->index, first->index);
    EXPECT_EQ(again->id, first->id);
    EXPECT_EQ(again->recorded_at, first->recorded_at);
    expect_sound(*db_);
}

INSTANTIATE_TEST_SUITE_P(Stores, HeadFileTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace truce
