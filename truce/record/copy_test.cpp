#include "truce/record/copy.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>

#include "truce/record/log_fixture_test.hpp"
#include "truce/record/outbox.hpp"
#include "truce/record/receive.hpp"

namespace truce {
namespace {

constexpr auto everything = [](const Entry&, const StoredEntry&, Audience) { return true; };
constexpr auto public_only = [](const Entry&, const StoredEntry&, Audience audience) { return audience == Audience::public_; };

/// A log, and a copy of it in a store of its own.
class CopyTest : public testing::FoundedLog {
protected:
    void SetUp() override {
        FoundedLog::SetUp();
        copy_store_ = testing::sqlite_test_store();
        copy_ = copy_store_->open();
        ASSERT_TRUE(copy_);
    }
    const NoteKey& log_key() const { return checkpoint_.public_key(); }

    std::string answer(std::uint64_t base, const Entitled& entitled = everything, std::uint64_t until = 0) {
        auto pouch = answer_pouch(*db_, base, until, entitled, refusals_);
        EXPECT_TRUE(pouch.ok()) << pouch.error().text();
        return pouch.ok() ? *pouch : std::string();
    }
    Result<CopyOutcome> extend(const std::string& bytes) {
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        return extend_copy(*copy_, log_key(), pouch, {});
    }
    void file_some() {
        ASSERT_TRUE(file_guarded(ru_, "said", "place").ok());
        ASSERT_TRUE(file_batch(tr_, 300).ok());
        ASSERT_TRUE(file(tr_, "terms.signed", {{"kind", "terms.signed"}}).ok());
    }
    std::uint64_t size(Database& db) { return *LogReader(db).size(); }

    std::vector<PouchRefusal> refusals_;
    std::unique_ptr<testing::TestStore> copy_store_;
    std::unique_ptr<Database> copy_;
};

TEST_P(CopyTest, a_copy_grows_by_pouches_and_verifies_as_the_log_does) {
    const auto first = extend(answer(0));
    ASSERT_TRUE(first.ok()) << first.error().text();
    EXPECT_EQ(first->entries, size(*db_));
    const std::uint64_t before = size(*db_);
    file_some();
    const auto second = extend(answer(before));
    ASSERT_TRUE(second.ok()) << second.error().text();
    EXPECT_EQ(second->entries, size(*db_) - before);
    EXPECT_EQ(second->items, 300U);
    EXPECT_EQ(second->checkpoint.size, size(*db_));
    expect_sound(*copy_);
    EXPECT_EQ(verify(*copy_).sealed_parts, 0U);
    EXPECT_EQ(LogReader(*copy_).newest_checkpoint().value(), LogReader(*db_).newest_checkpoint().value());
    EXPECT_EQ(root_at(LogReader(*copy_).subtrees(), size(*db_)).value(), second->checkpoint.root);
}

TEST_P(CopyTest, the_same_pouch_twice_an_older_one_and_one_that_overlaps_change_nothing_wrong) {
    const std::string old = answer(0);
    file_some();
    const std::string whole = answer(0);
    const std::string late = answer(3);
    ASSERT_TRUE(extend(whole).ok());
    for (const std::string* pouch : {&whole, &old, &late}) {
        const auto again = extend(*pouch);
        ASSERT_TRUE(again.ok()) << again.error().text();
        EXPECT_EQ(again->entries, 0U);
        EXPECT_EQ(again->checkpoint.size, size(*db_));
    }
    file_some();
    const auto more = extend(answer(3));
    ASSERT_TRUE(more.ok()) << more.error().text();
    EXPECT_EQ(more->checkpoint.size, size(*db_));
    EXPECT_GT(more->entries, 0U);
    expect_sound(*copy_);
}

TEST_P(CopyTest, what_the_holder_may_not_have_is_sealed_and_proven_all_the_same) {
    file_some();
    ASSERT_TRUE(extend(answer(0, public_only)).ok());
    expect_sound(*copy_);
    const LogReport report = verify(*copy_);
    EXPECT_GT(report.sealed_parts, 2U);
    EXPECT_EQ(report.items, 0U) << "what announces the batch is sealed";

    const auto other = testing::sqlite_test_store();
    const auto db = other->open();
    const std::string no_places =
        answer(0, [](const Entry&, const StoredEntry&, Audience audience) { return audience != Audience::exact; });
    const Pouch pouch = *read_pouch(no_places);
    ASSERT_TRUE(extend_copy(*db, log_key(), pouch, {}).ok());
    EXPECT_EQ(verify(*db).items, 300U);
    EXPECT_EQ(verify(*db).sealed_parts, 301U);
    expect_sound(*db);
    EXPECT_EQ(no_places.find("the house with the blue door"), std::string::npos);
}

TEST_P(CopyTest, an_erasure_reaches_the_copy_that_held_what_was_erased) {
    const auto batch = file_batch(ru_, 5);
    const auto filed = file_guarded(ru_, "said", "place");
    ASSERT_TRUE(extend(answer(0)).ok());
    for (const NoteSigner* key : {&ru_eraser_, &tr_eraser_}) {
        ASSERT_TRUE(erase(*key, {batch->id, 3, Audience::exact, std::nullopt}).ok());
        ASSERT_TRUE(erase(*key, {filed->id, std::nullopt, Audience::exact, std::nullopt}).ok());
    }
    ASSERT_TRUE(extend(answer(0)).ok());
    EXPECT_EQ(verify(*copy_).sealed_parts, 2U);
    expect_sound(*copy_);
    // One that comes later never gets it, and knows why.
    const auto later = testing::sqlite_test_store();
    const auto db = later->open();
    ASSERT_TRUE(extend_copy(*db, log_key(), *read_pouch(answer(0)), {}).ok());
    EXPECT_EQ(verify(*db).sealed_parts, 2U);
    expect_sound(*db);
    // Nor does one that may not even read what announces the batch.
    const auto outside = testing::sqlite_test_store();
    const auto stranger = outside->open();
    const auto done = extend_copy(*stranger, log_key(), *read_pouch(answer(0, public_only)), {});
    ASSERT_TRUE(done.ok()) << done.error().text();
    expect_sound(*stranger);
}

TEST_P(CopyTest, what_was_sealed_is_opened_by_a_pouch_that_brings_more_unless_it_was_erased) {
    const auto batch = file_batch(ru_, 300);
    const auto filed = file_guarded(tr_, "said", "place");
    ASSERT_TRUE(batch.ok() && filed.ok());
    const std::string whole = answer(0);  // from before the erasure
    ASSERT_TRUE(extend(answer(0, public_only)).ok());
    EXPECT_EQ(verify(*copy_).items, 0U);
    const std::string no_places =
        answer(0, [](const Entry&, const StoredEntry&, Audience audience) { return audience != Audience::exact; });
    const auto first = extend(no_places);
    ASSERT_TRUE(first.ok()) << first.error().text();
    EXPECT_GE(first->opened_parts, 2U);
    EXPECT_EQ(verify(*copy_).items, 300U);
    EXPECT_EQ(verify(*copy_).sealed_parts, 301U);
    expect_sound(*copy_);
    for (const NoteSigner* key : {&ru_eraser_, &tr_eraser_}) {
        ASSERT_TRUE(erase(*key, {batch->id, 3, Audience::exact, std::nullopt}).ok());
        ASSERT_TRUE(erase(*key, {filed->id, std::nullopt, Audience::exact, std::nullopt}).ok());
    }
    ASSERT_TRUE(extend(answer(0, public_only)).ok());
    const auto second = extend(whole);
    ASSERT_TRUE(second.ok()) << second.error().text();
    EXPECT_EQ(second->opened_parts, 299U) << "what two keys have erased an old pouch does not bring back";
    EXPECT_EQ(verify(*copy_).sealed_parts, 6U) << "and the four reasons, which the public may not read";
    expect_sound(*copy_);
    EXPECT_EQ(extend(whole)->opened_parts, 0U);
}

TEST_P(CopyTest, a_gap_another_log_and_a_filing_are_refused) {
    EXPECT_EQ(extend(answer(3)).error().id, "copy.gap");
    EXPECT_EQ(extend_copy(*copy_, new_named_key("other/00000000", *random_).public_key(), *read_pouch(answer(0)), {}).error().id,
              "copy.other_log");
    PouchWriter filing({PouchKind::filing, log_key(), "ru", 0, 0});
    EXPECT_EQ(extend(filing.finish()).error().id, "pouch.kind");
    EXPECT_EQ(answer_pouch(*db_, 99, 0, everything, {}).error().id, "copy.base");
    ASSERT_TRUE(extend(answer(0)).ok());
}

/// A log that shows two histories: the same keys, another store.
TEST_P(CopyTest, two_histories_of_one_log_are_told_apart_and_nothing_of_the_second_is_kept) {
    ASSERT_TRUE(file_guarded(ru_, "said", "place").ok());
    const std::string honest = answer(0);
    const std::uint64_t shared = size(*db_) - 2;
    ASSERT_TRUE(extend(honest).ok());
    const auto again = testing::sqlite_test_store();
    const auto lying = again->open();
    ASSERT_TRUE(extend_copy(*lying, log_key(), *read_pouch(honest), {}).ok());
    const LogReader reader(*lying);
    PouchWriter forged({PouchKind::answer, log_key(), log_key().name, 0, shared + 1});
    std::vector<std::string> notes;
    GrowingTree tree;
    for (std::uint64_t i = 0; i < shared; ++i) notes.push_back(reader.entry(i)->note);
    notes.push_back(reader.entry(shared + 1)->note);  // the entry without its clock
    for (const std::string& note : notes) tree.append(leaf_hash(note));
    forged.checkpoint(*sign_checkpoint({log_key().name, shared + 1, tree.root()}, checkpoint_));
    forged.edge({});
    for (std::uint64_t i = 0; i <= shared; ++i) ASSERT_TRUE(forged.entry(notes[i], reader.entry(i < shared ? i : i + 1)->body).ok());
    const auto refused = extend(forged.finish());
    EXPECT_EQ(refused.error().id, "copy.fork");
    EXPECT_EQ(refused.error().code, Errc::corrupt);
    EXPECT_EQ(LogReader(*copy_).size().value(), shared + 2);
    expect_sound(*copy_);
}

TEST_P(CopyTest, an_entry_that_breaks_a_rule_is_not_stored_though_the_log_signed_it) {
    ASSERT_TRUE(extend(answer(0)).ok());
    const std::uint64_t held = size(*copy_);
    // The operator appends an entry that nobody signed, and signs the tree over it.
    const Submission made = compose(ru_, std::nullopt, {Part::make(Audience::mechanism, item_text(1), *random_)});
    std::string forged_note = made.note;
    forged_note[forged_note.size() - 12] = forged_note[forged_note.size() - 12] == 'A' ? 'B' : 'A';
    GrowingTree tree;
    for (std::uint64_t i = 0; i < held; ++i) tree.append(leaf_hash(LogReader(*db_).entry(i)->note));
    tree.append(leaf_hash(forged_note));
    PouchWriter forged({PouchKind::answer, log_key(), log_key().name, 0, held + 1});
    forged.checkpoint(*sign_checkpoint({log_key().name, held + 1, tree.root()}, checkpoint_));
    forged.edge({});
    for (std::uint64_t i = 0; i < held; ++i) ASSERT_TRUE(forged.entry(LogReader(*db_).entry(i)->note, LogReader(*db_).entry(i)->body).ok());
    ASSERT_TRUE(forged.entry(forged_note, made.body).ok());
    const auto refused = extend(forged.finish());
    EXPECT_EQ(refused.error().id, "note.signature") << refused.error().text();
    EXPECT_EQ(size(*copy_), held);
    expect_sound(*copy_);
}

/// A centre without a line: its outbox, its copy, and pouches that carry between it and the log.
class PouchTest : public CopyTest {
protected:
    void SetUp() override {
        CopyTest::SetUp();
        if (IsSkipped()) return;
        auto outbox = Outbox::open(*copy_, log_key());
        ASSERT_TRUE(outbox.ok()) << outbox.error().text();
        outbox_ = std::make_unique<Outbox>(std::move(*outbox));
        ASSERT_TRUE(take(answer(0)).ok()) << "the centre knows where its key's chain stands";
        hooks_.check = [](const Entry&, std::string_view, const Body& body, Instant) -> Result<void> {
            const std::string* text = content_of(body, Audience::mechanism);
            if (text == nullptr || text->find("forbidden") == std::string::npos) return {};
            return Error{Errc::forbidden, "filing.role", "no role allows it", "", ""};
        };
    }
    QueuedEntry queue(const std::string& said, const NoteSigner* key = nullptr) {
        tick();
        const Body body{Part::make(Audience::mechanism, text_of({{"kind", "reports.filed"}, {"said", said}}), *random_)};
        auto queued = outbox_->queue(key != nullptr ? *key : ru_, "reports.filed", {}, body, {}, clock_.now(), *random_);
        EXPECT_TRUE(queued.ok()) << queued.error().text();
        return queued.ok() ? *queued : QueuedEntry();
    }
    QueuedEntry queue_batch(std::size_t items) {
        tick();
        std::vector<std::string> chunks;
        GrowingTree tree;
        Chunk chunk;
        for (std::size_t i = 0; i < items; ++i) {
            chunk.add({Part::make(Audience::mechanism, item_text(i), *random_)});
            if (chunk.size() < chunk_items_max && i + 1 < items) continue;
            for (const Digest& leaf : chunk.leaves()) tree.append(leaf);
            chunks.push_back(chunk.compressed());
            chunk.clear();
        }
        const Body body{Part::make(Audience::mechanism,
                                   text_of({{"batch", batch_member({tree.size(), tree.root()})}, {"kind", "reports.filed"}}), *random_)};
        auto queued = outbox_->queue(ru_, "reports.filed", {}, body, chunks, clock_.now(), *random_);
        EXPECT_TRUE(queued.ok()) << queued.error().text();
        return *queued;
    }
    std::string filing(std::int64_t since = 0) {
        auto pouch = outbox_->filing("ru", since);
        EXPECT_TRUE(pouch.ok()) << pouch.error().text();
        return *pouch;
    }
    Result<ReceiveOutcome> receive(const std::string& bytes) {
        tick();
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        auto outcome = receive_filing(*log_, *db_, pouch, hooks_);
        if (outcome) refusals_ = *refusals_for(*db_, "ru");
        return outcome;
    }
    Result<Outbox::Taken> take(const std::string& bytes) {
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        return outbox_->take(pouch);
    }
    std::vector<std::string> said_in_log() {
        std::vector<std::string> out;
        for (std::uint64_t i = 0; i < size(*db_); ++i) {
            const StoredEntry entry = *LogReader(*db_).entry(i);
            if (entry.kind == "reports.filed") out.push_back(*content_of(entry.body, Audience::mechanism));
        }
        return out;
    }

    ReceiveHooks hooks_;
    std::unique_ptr<Outbox> outbox_;
};

TEST_P(PouchTest, a_centre_files_by_pouch_and_gets_receipts_that_it_can_check) {
    queue("one");
    queue_batch(300);
    queue("three");
    const auto received = receive(filing());
    ASSERT_TRUE(received.ok()) << received.error().text();
    EXPECT_EQ(received->recorded.size(), 3U);
    EXPECT_TRUE(received->refused.empty());
    expect_sound(*db_);
    const auto taken = take(answer(0));
    ASSERT_TRUE(taken.ok()) << taken.error().text();
    EXPECT_EQ(taken->recorded.size(), 3U);
    expect_sound(*copy_);
    EXPECT_EQ(verify(*copy_).items, 300U);
    const std::vector<QueuedEntry> entries = *outbox_->entries();
    for (const QueuedEntry& entry : entries) {
        EXPECT_EQ(entry.state, QueuedState::recorded);
        EXPECT_EQ(*LogReader(*db_).index_of(entry.id), entry.index);
    }
    EXPECT_EQ(filing(), "") << "nothing is left to send";
}

TEST_P(PouchTest, twice_out_of_order_and_with_one_lost_and_resent_the_result_is_the_same) {
    std::vector<std::string> pouches;
    for (int i = 0; i < 5; ++i) {
        const QueuedEntry first = queue("entry " + std::to_string(i));
        pouches.push_back(filing(first.number));  // each carries one entry
    }
    ASSERT_EQ(receive(pouches[3])->waiting, 1U);
    ASSERT_EQ(receive(pouches[1])->waiting, 2U);
    ASSERT_EQ(receive(pouches[1])->waiting, 2U) << "twice changes nothing";
    ASSERT_EQ(receive(pouches[0])->recorded.size(), 2U) << "what waited follows";
    ASSERT_EQ(receive(pouches[4])->waiting, 2U);
    EXPECT_EQ(receive(pouches[0])->known, 1U);
    // The lost one is resent, with all that has no receipt.
    const auto resent = receive(filing());
    EXPECT_EQ(resent->recorded.size(), 3U);
    EXPECT_EQ(resent->known, 2U);
    EXPECT_EQ(resent->waiting, 0U);
    std::vector<std::string> expected;
    for (int i = 0; i < 5; ++i) expected.push_back(text_of({{"kind", "reports.filed"}, {"said", "entry " + std::to_string(i)}}));
    EXPECT_EQ(said_in_log(), expected);
    ASSERT_EQ(take(answer(0))->recorded.size(), 5U);
    ASSERT_EQ(take(answer(0))->recorded.size(), 0U);
    expect_sound(*db_);
}

TEST_P(PouchTest, a_list_that_was_kept_elsewhere_is_put_back_as_it_was_and_learns_what_was_recorded_since) {
    queue("one");
    queue("forbidden");
    queue("behind");
    const QueuedEntry batch = queue_batch(300);
    const std::string before = outbox_->saved().value();
    const auto items = outbox_->items_of_entry(batch.number);
    ASSERT_TRUE(items.ok());
    EXPECT_EQ(items->size(), 300U);
    // Its two chunks are kept beside the list, which says that they are two.
    EXPECT_EQ(outbox_->large().value(), std::vector<std::int64_t>{batch.number});
    const std::vector<std::string> kept = outbox_->chunks(batch.number).value();
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_NE(before.find("\"items\":2"), std::string::npos);
    EXPECT_LT(before.size(), kept[0].size());
    ASSERT_TRUE(receive(filing()).ok());
    ASSERT_TRUE(take(answer(0)).ok());
    const std::string after = outbox_->saved().value();
    EXPECT_EQ(outbox_->large().value(), std::vector<std::int64_t>{batch.number}) << "it stands behind the refused one";
    const auto keeper = [&](std::int64_t number) -> Result<std::vector<std::string>> {
        EXPECT_EQ(number, batch.number);
        return kept;
    };
    // What is put back is what was saved, but for what the copy has by now.
    ASSERT_TRUE(outbox_->restore(before, keeper).ok());
    const std::vector<QueuedEntry> entries = *outbox_->entries();
    ASSERT_EQ(entries.size(), 4U);
    EXPECT_EQ(entries[0].state, QueuedState::recorded);
    EXPECT_EQ(entries[1].state, QueuedState::queued) << "that it was refused is for the next answer to say";
    EXPECT_EQ(outbox_->items_of_entry(batch.number)->size(), 300U);
    ASSERT_TRUE(outbox_->restore(after, keeper).ok());
    EXPECT_EQ(outbox_->saved().value(), after);
    EXPECT_EQ((*outbox_->entries())[1].state, QueuedState::refused);
    for (const char* wrong : {"", "{}", "[{}]", "[1]"}) {
        EXPECT_EQ(outbox_->restore(wrong, keeper).error().id, "outbox.form") << wrong;
        EXPECT_EQ(outbox_->saved().value(), after) << "and nothing was changed";
    }
    const auto one_chunk = [&](std::int64_t) -> Result<std::vector<std::string>> { return std::vector<std::string>{kept[0]}; };
    EXPECT_EQ(outbox_->restore(before, one_chunk).error().id, "outbox.form");
    const auto gone = [&](std::int64_t) -> Result<std::vector<std::string>> {
        return Error{Errc::not_found, "file.missing", "gone", "", ""};
    };
    EXPECT_EQ(outbox_->restore(before, gone).error().id, "file.missing");
    EXPECT_EQ(outbox_->saved().value(), after);
}

TEST_P(PouchTest, a_refusal_that_comes_over_a_line_is_one_and_what_stands_behind_it_does_not_leave) {
    queue("one");
    const QueuedEntry second = queue("two");
    queue("three");
    EXPECT_EQ(outbox_->leaving()->size(), 3U);
    const Digest note = sha256(outbox_->signed_entry(second.number)->note);
    const auto refused = outbox_->refuse({{note, {Errc::forbidden, "filing.role", "no role allows it", "", ""}}});
    ASSERT_TRUE(refused.ok());
    ASSERT_EQ(refused->size(), 1U);
    EXPECT_EQ(refused->front().refusal->id, "filing.role");
    const auto leaving = outbox_->leaving();
    ASSERT_EQ(leaving->size(), 1U);
    EXPECT_EQ(leaving->front().number, 1);
    EXPECT_TRUE(outbox_->refuse({{note, {}}})->empty()) << "once";
}

TEST_P(PouchTest, a_checkpoint_that_comes_alone_is_kept_if_it_is_of_what_is_held) {
    queue("one");
    ASSERT_TRUE(receive(filing()).ok());
    const std::string newest = *LogReader(*db_).newest_checkpoint();
    EXPECT_FALSE(keep_checkpoint(*copy_, log_key(), newest).value()) << "of more than is held";
    ASSERT_TRUE(take(answer(0)).ok());
    EXPECT_TRUE(keep_checkpoint(*copy_, log_key(), newest).value());
    EXPECT_EQ(*LogReader(*copy_).newest_checkpoint(), newest);
    const std::uint64_t held = size(*copy_);
    const std::string other = *sign_checkpoint({log_key().name, held, sha256("another history")}, checkpoint_);
    EXPECT_EQ(keep_checkpoint(*copy_, log_key(), other).error().id, "copy.fork");
    const std::string forged = *sign_checkpoint({log_key().name, held, sha256("another history")}, ru_);
    EXPECT_FALSE(keep_checkpoint(*copy_, log_key(), forged).ok());
    EXPECT_EQ(*LogReader(*copy_).newest_checkpoint(), newest);
}

/// The law behind it: any order, any repetition, any loss that is made good, one result.
TEST_P(PouchTest, any_order_of_pouches_gives_the_same_chain) {
    if (std::string_view(GetParam()) != "sqlite") GTEST_SKIP() << "the law does not depend on the store";
    std::vector<std::string> pouches;
    std::vector<std::string> expected;
    for (int i = 0; i < 6; ++i) {
        pouches.push_back(filing(queue("entry " + std::to_string(i)).number));
        expected.push_back(text_of({{"kind", "reports.filed"}, {"said", "entry " + std::to_string(i)}}));
    }
    const std::string founding = answer(0);
    const Pouch base = *read_pouch(founding);
    rc::check("any order of pouches", [&] {
        const auto order = *rc::gen::container<std::vector<std::size_t>>(12, rc::gen::inRange<std::size_t>(0, pouches.size()));
        const auto store = testing::sqlite_test_store();
        const auto db = store->open();
        RC_ASSERT(extend_copy(*db, log_key(), base, {}).ok());
        ManualClock clock{{clock_.now().us + 1}};
        auto log = Log::open(*db, {*NoteSigner::decode(checkpoint_.encoded()), *NoteSigner::decode(clock_key_.encoded())}, clock, *random_);
        RC_ASSERT(log.ok());
        std::vector<std::size_t> arrivals = order;
        for (std::size_t i = pouches.size(); i-- > 0;) arrivals.push_back(i);  // whatever was lost is resent, in the worst order
        for (const std::size_t i : arrivals) {
            const auto outcome = receive_filing(*log, *db, *read_pouch(pouches[i]), {});
            RC_ASSERT(outcome.ok());
            RC_ASSERT(outcome->refused.empty());
        }
        std::vector<std::string> got;
        for (std::uint64_t i = base.header.size; i < *LogReader(*db).size(); ++i) {
            const StoredEntry entry = *LogReader(*db).entry(i);
            if (entry.kind == "reports.filed") got.push_back(*content_of(entry.body, Audience::mechanism));
        }
        RC_ASSERT(got == expected);
        RC_ASSERT(verify_log(*db, {})->problems.empty());
    });
}

TEST_P(PouchTest, a_refusal_comes_back_and_what_stood_behind_it_is_signed_anew) {
    queue("good");
    queue("forbidden");
    queue("behind");
    queue("behind that");
    const std::string pouch = filing();
    const auto received = receive(pouch);
    ASSERT_TRUE(received.ok()) << received.error().text();
    EXPECT_EQ(received->recorded.size(), 1U);
    ASSERT_EQ(received->refused.size(), 3U);
    EXPECT_EQ(received->refused[0].error.id, "filing.role");
    EXPECT_EQ(received->refused[1].error.id, "entry.behind_refused");
    const auto again = receive(pouch);
    EXPECT_EQ(again->refused.size(), 3U) << "the same answer, however often";
    EXPECT_EQ(again->recorded.size(), 0U);

    const auto taken = take(answer(0));
    ASSERT_TRUE(taken.ok()) << taken.error().text();
    EXPECT_EQ(taken->recorded.size(), 1U);
    EXPECT_EQ(taken->refused.size(), 1U);
    EXPECT_EQ(taken->lost_place, 2U);
    EXPECT_EQ(outbox_->filing("ru", 0).value(), "") << "what lost its place is not sent in vain";
    const auto anew = outbox_->reissue(ru_, clock_.now(), *random_);
    ASSERT_TRUE(anew.ok());
    EXPECT_EQ(anew->size(), 2U) << "the refused one is left to its author";
    const auto second = receive(filing());
    EXPECT_EQ(second->recorded.size(), 2U);
    EXPECT_EQ(take(answer(0))->recorded.size(), 2U);
    EXPECT_EQ(said_in_log().size(), 3U);
    expect_sound(*db_);
    expect_sound(*copy_);
}

TEST_P(PouchTest, entries_of_a_key_that_is_not_enrolled_yet_wait_for_the_pouch_that_enrols_it) {
    const NoteSigner fresh = new_entry_key("ru", *random_);
    queue("by the new key", &fresh);
    const std::string early = filing();
    EXPECT_EQ(receive(early)->waiting, 1U);
    ASSERT_TRUE(file(ru_, "key.enrolled", key_enrolled(fresh.public_key(), {})).ok());
    EXPECT_EQ(receive(early)->recorded.size(), 1U);
    EXPECT_EQ(said_in_log().size(), 1U);
}

TEST_P(PouchTest, an_entry_whose_place_another_took_is_refused) {
    queue("from the field");
    const std::string pouch = filing();
    ASSERT_TRUE(file_guarded(ru_, "from the capital", "x").ok()) << "the same key is used elsewhere";
    const auto received = receive(pouch);
    ASSERT_EQ(received->refused.size(), 1U);
    EXPECT_EQ(received->refused[0].error.id, "entry.chain");
    ASSERT_EQ(take(answer(0))->lost_place, 1U);
    const Body body{Part::make(Audience::mechanism, item_text(1), *random_)};
    EXPECT_EQ(outbox_->queue(ru_, "reports.filed", {}, body, {}, clock_.now(), *random_).error().id, "outbox.lost_place");
    EXPECT_EQ(outbox_->reissue(ru_, clock_.now(), *random_)->size(), 1U);
    EXPECT_EQ(receive(filing())->recorded.size(), 1U);
}

TEST_P(PouchTest, what_was_erased_does_not_stay_behind_in_the_outbox) {
    const QueuedEntry queued = queue("a name that must go");
    ASSERT_EQ(receive(filing())->recorded.size(), 1U);
    ASSERT_EQ(take(answer(0, public_only))->recorded.size(), 1U);
    const auto kept = [&] { return *copy_->query_integer("SELECT COUNT(*) FROM outbox WHERE length(body) > 0"); };
    EXPECT_EQ(kept(), 1) << "it came back sealed: the outbox holds what was said";
    for (const NoteSigner* key : {&ru_eraser_, &tr_eraser_})
        ASSERT_TRUE(erase(*key, {queued.id, std::nullopt, Audience::mechanism, std::nullopt}).ok());
    ASSERT_TRUE(take(answer(0, public_only)).ok());
    EXPECT_EQ(kept(), 0);
}

TEST_P(PouchTest, items_that_are_not_those_that_were_signed_are_refused_with_their_entry) {
    queue_batch(10);
    const std::string good = filing();
    const Pouch read = *read_pouch(good);
    PouchWriter out(read.header);
    ASSERT_TRUE(out.entry(read.entries[0].note, *body_of(read.entries[0])).ok());
    Chunk other;
    for (std::size_t i = 0; i < 10; ++i) other.add({Part::make(Audience::mechanism, item_text(i), *random_)});
    ASSERT_TRUE(out.items(other.compressed()).ok());
    const std::uint64_t before = size(*db_);
    const auto received = receive(out.finish());
    ASSERT_EQ(received->refused.size(), 1U);
    EXPECT_EQ(received->refused[0].error.id, "batch.root");
    EXPECT_EQ(size(*db_), before) << "not even a clock";
    expect_sound(*db_);
}

TEST_P(PouchTest, a_pouch_for_another_log_or_from_one_is_refused) {
    EXPECT_EQ(receive(answer(0)).error().id, "pouch.kind");
    PouchWriter other({PouchKind::filing, new_named_key("other/00000000", *random_).public_key(), "ru", 0, 0});
    EXPECT_EQ(receive(other.finish()).error().id, "pouch.other_log");
}

TEST_P(PouchTest, what_is_no_desk_key_signs_nothing_in_an_outbox) {
    const Body body{Part::make(Audience::mechanism, item_text(1), *random_)};
    EXPECT_EQ(outbox_->queue(checkpoint_, "reports.filed", {}, body, {}, clock_.now(), *random_).error().id, "key.role");
    EXPECT_EQ(outbox_->queue(new_named_key("witness.example", *random_), "reports.filed", {}, body, {}, clock_.now(), *random_).error().id,
              "key.role");
    EXPECT_EQ(outbox_->queue(ru_, "no.such", {}, body, {}, clock_.now(), *random_).error().id, "entry.kind");
}

INSTANTIATE_TEST_SUITE_P(Stores, CopyTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });
INSTANTIATE_TEST_SUITE_P(Stores, PouchTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace truce
