/// Many hand in, one writes.
#include "truce/record/appender.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "truce/base/json.hpp"
#include "truce/record/log_fixture_test.hpp"

namespace truce {
namespace {

class AppenderTest : public testing::FoundedLog {
protected:
    /// From here on the appender alone uses db_.
    void start(AppenderOptions options = {}) {
        auto started = Appender::start(std::move(*log_), std::move(options));
        ASSERT_TRUE(started.ok()) << started.error().text();
        appender_ = std::move(*started);
    }
    void stop() { appender_.reset(); }

    Body said(int n) { return {Part::make(Audience::mechanism, text_of({{"kind", "reports.filed"}, {"n", n}}), *random_)}; }
    Digest last_note(const NoteSigner& key) { return LogReader(*db_).key(key.public_key().name)->last_note; }
    Submission sign(const NoteSigner& key, const std::string& institution, const Digest& prev, Body body) {
        const EntryHeader header{institution, body_root(body), new_uuid(*random_), "exercise/0a1b2c3d", {}, prev, slot_of(clock_.now())};
        return {*sign_entry(header, key), std::move(body)};
    }
    /// Entries of one key, each on the one before.
    std::vector<Submission> chain(const NoteSigner& key, const std::string& institution, int length) {
        std::vector<Submission> made;
        Digest prev = last_note(key);
        for (int n = 0; n < length; ++n) {
            made.push_back(sign(key, institution, prev, said(n)));
            prev = sha256(made.back().note);
        }
        return made;
    }

    std::unique_ptr<Appender> appender_;
};

TEST_P(AppenderTest, what_several_hand_in_at_once_is_recorded_once_and_in_the_order_of_each) {
    constexpr int each = 40;
    const std::vector<std::vector<Submission>> chains{chain(ru_, "ru", each), chain(tr_, "tr", each)};
    const std::uint64_t before = *LogReader(*db_).size();
    start();
    std::vector<std::vector<Acknowledgement>> answers(chains.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < chains.size(); ++i) {
            threads.emplace_back([&, i] {
                for (const Submission& submission : chains[i]) {
                    auto done = appender_->append(submission);
                    if (done) answers[i].push_back(std::move(*done));
                }
            });
        }
    }
    stop();
    std::set<std::uint64_t> places;
    for (std::size_t i = 0; i < chains.size(); ++i) {
        ASSERT_EQ(answers[i].size(), static_cast<std::size_t>(each));
        for (std::size_t n = 0; n < answers[i].size(); ++n) {
            const Acknowledgement& done = answers[i][n];
            EXPECT_LT(done.receipt.index, done.checkpoint.size) << "acknowledged under a checkpoint that covers it";
            EXPECT_EQ(LogReader(*db_).entry(done.receipt.index)->note, chains[i][n].note);
            EXPECT_TRUE(places.insert(done.receipt.index).second);
            if (n > 0) EXPECT_LT(answers[i][n - 1].receipt.index, done.receipt.index);
        }
    }
    EXPECT_LE(*LogReader(*db_).size(), before + 4 * each);
    expect_sound(*db_);
}

TEST_P(AppenderTest, a_refusal_is_of_one_entry_and_the_others_are_recorded) {
    const std::vector<Submission> good = chain(tr_, "tr", 20);
    Submission forged = sign(ru_, "ru", last_note(ru_), said(1));
    forged.body = said(2);
    const NoteSigner stranger = new_entry_key("ru", *random_);
    const std::vector<std::pair<Submission, std::string>> bad{
        {{"no note", {}}, "note.form"},
        {sign(ru_, "ru", sha256("nothing of mine"), said(3)), "entry.chain"},
        {forged, "entry.body"},
        {sign(stranger, "ru", first_prev(stranger.public_key()), said(4)), "entry.unknown_key"},
    };
    start();
    std::atomic<int> refused = 0;
    {
        std::jthread filing([&] {
            for (const Submission& submission : good) EXPECT_TRUE(appender_->append(submission).ok());
        });
        std::jthread failing([&] {
            for (const auto& [submission, id] : bad) {
                const auto answer = appender_->append(submission);
                if (!answer && (answer.error().id == id || answer.error().id == "entry.form")) ++refused;
            }
        });
    }
    stop();
    EXPECT_EQ(refused.load(), static_cast<int>(bad.size()));
    expect_sound(*db_);
}

TEST_P(AppenderTest, the_same_bytes_again_are_acknowledged_again_and_refusals_alone_write_nothing) {
    const Submission submission = sign(ru_, "ru", last_note(ru_), said(1));
    const Submission behind = sign(ru_, "ru", last_note(ru_), said(2));
    start();
    const auto first = appender_->append(submission);
    ASSERT_TRUE(first.ok()) << first.error().text();
    const auto again = appender_->append(submission);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(again->receipt.index, first->receipt.index);
    EXPECT_EQ(again->checkpoint, first->checkpoint);
    EXPECT_EQ(appender_->append(behind).error().id, "entry.chain");
    stop();
    EXPECT_EQ(*LogReader(*db_).size(), first->checkpoint.size);
    expect_sound(*db_);
}

TEST_P(AppenderTest, a_key_signs_as_soon_as_its_enrolment_is_acknowledged) {
    const NoteSigner second = new_entry_key("ru", *random_);
    const Json content = key_enrolled(second.public_key(), {});
    Body body{Part::make(Audience::public_, text_of(content), *random_)};
    const EntryHeader header{
        "ru",           body_root(body),      new_uuid(*random_), "exercise/0a1b2c3d", OpenHeader{clock_.now(), "key.enrolled", {}},
        last_note(ru_), slot_of(clock_.now())};
    const Submission enrolment{*sign_entry(header, ru_), std::move(body)};
    const Submission first = sign(second, "ru", first_prev(second.public_key()), said(1));
    start();
    EXPECT_EQ(appender_->append(first).error().id, "entry.unknown_key");
    ASSERT_TRUE(appender_->append(enrolment).ok());
    const auto done = appender_->append(first);
    EXPECT_TRUE(done.ok()) << done.error().text();
    stop();
    expect_sound(*db_);
}

TEST_P(AppenderTest, what_is_folded_is_written_with_its_entry_or_not_at_all) {
    ASSERT_TRUE(db_->execute("CREATE TABLE folded (id TEXT NOT NULL PRIMARY KEY, idx BIGINT NOT NULL)").ok());
    const std::vector<Submission> entries = chain(ru_, "ru", 2);
    AppenderOptions options;
    bool open = false;
    options.fold = [&open](Database& db, const CheckedSubmission& submission, std::uint64_t index) -> Result<void> {
        if (!open) return Error{Errc::forbidden, "test.closed", "not today", submission.entry().header.id, ""};
        TRUCE_TRY(db.run("INSERT INTO folded (id, idx) VALUES ($1, $2)",
                         {Value::text(submission.entry().header.id), Value(static_cast<std::int64_t>(index))}));
        return {};
    };
    start(std::move(options));
    EXPECT_EQ(appender_->append(entries[0]).error().id, "test.closed");
    stop();
    EXPECT_FALSE(LogReader(*db_).index_of(parse_entry(entries[0].note)->header.id).ok());
    EXPECT_EQ(testing::integer_of(*db_, "SELECT COUNT(*) FROM folded"), 0);
    expect_sound(*db_);
}

TEST_P(AppenderTest, after_a_commit_that_failed_nothing_more_is_taken) {
    const std::vector<Submission> entries = chain(ru_, "ru", 2);
    AppenderOptions options;
    // A statement that the database refuses: the whole commit goes with it.
    options.fold = [](Database& db, const CheckedSubmission&, std::uint64_t) -> Result<void> {
        TRUCE_TRY(db.run("INSERT INTO log_head (one, size, root) VALUES (1, 1, $1)", {Value::bytes("x")}));
        return {};
    };
    start(std::move(options));
    EXPECT_FALSE(appender_->append(entries[0]).ok());
    EXPECT_FALSE(appender_->append(entries[0]).ok());
    stop();
    EXPECT_FALSE(LogReader(*db_).index_of(parse_entry(entries[0].note)->header.id).ok());
    expect_sound(*db_);
}

INSTANTIATE_TEST_SUITE_P(Stores, AppenderTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace truce
