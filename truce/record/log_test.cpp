#include "truce/record/log.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "truce/base/json.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/tiles.hpp"
#include "truce/record/verify.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

/// A founded log with two institutions' keys, in a store of each kind.
class LogTest : public testing::OnEachStore {
protected:
    void SetUp() override {
        OnEachStore::SetUp();
        if (!db_) return;
        const std::vector<NoteKey> founders{ru_.public_key(), tr_.public_key()};
        auto log = Log::found(*db_, signers(), founders, clock_, *random_);
        ASSERT_TRUE(log.ok()) << log.error().text();
        log_ = std::make_unique<Log>(std::move(*log));
    }

    LogSigners signers() const { return {*NoteSigner::decode(checkpoint_.encoded()), *NoteSigner::decode(clock_key_.encoded())}; }
    void tick() { clock_.set({clock_.now().us + 1'000'000}); }

    Body body_of(const Json& json) { return {Part::make(Audience::public_, *canonical(json), *random_)}; }
    Submission compose(const NoteSigner& key, std::string kind, const Json& json) {
        auto made =
            compose_entry(LogReader(*db_), key, OpenHeader{clock_.now(), std::move(kind), {}}, body_of(json), clock_.now(), *random_);
        EXPECT_TRUE(made.ok());
        return std::move(*made);
    }
    Result<Receipt> file(const Submission& submission) {
        tick();
        TRUCE_ASSIGN(Commit commit, log_->begin());
        TRUCE_ASSIGN(const Receipt receipt, commit.append(submission));
        TRUCE_TRY(commit.finish());
        return receipt;
    }
    /// The clock's chain moves when a commit begins, so its entry is composed inside.
    Result<Receipt> file_as_clock(std::string kind, const Json& json) {
        tick();
        TRUCE_ASSIGN(Commit commit, log_->begin());
        return commit.append(compose(clock_key_, std::move(kind), json));
    }
    Submission terms(const NoteSigner& key, int n) { return compose(key, "terms.signed", {{"kind", "terms.signed"}, {"n", n}}); }

    LogReport verify() {
        auto report = verify_log(*db_, {});
        EXPECT_TRUE(report.ok());
        return std::move(*report);
    }
    void expect_sound() {
        const LogReport report = verify();
        for (const Error& problem : report.problems) ADD_FAILURE() << problem.text();
    }

    std::unique_ptr<Random> random_ = seeded_random(42);
    ManualClock clock_{*parse_instant("2017-01-01T00:00:00Z")};
    NoteSigner checkpoint_ = new_named_key("exercise/0a1b2c3d", *random_);
    NoteSigner clock_key_ = new_entry_key("log", *random_);
    NoteSigner ru_ = new_entry_key("ru", *random_);
    NoteSigner tr_ = new_entry_key("tr", *random_);
    std::unique_ptr<Log> log_;
};

TEST_P(LogTest, a_founded_log_begins_with_its_keys_and_verifies) {
    const LogReader reader(*db_);
    EXPECT_EQ(*reader.size(), 3U);
    EXPECT_EQ(reader.entry(0)->kind, "log.founded");
    EXPECT_EQ(reader.entry(1)->kind, "key.enrolled");
    EXPECT_EQ(*reader.origin(), "exercise/0a1b2c3d");
    const auto checkpoint = open_checkpoint(*reader.newest_checkpoint(), *reader.checkpoint_key());
    ASSERT_TRUE(checkpoint.ok());
    EXPECT_EQ(checkpoint->size, 3U);
    expect_sound();
}

TEST_P(LogTest, a_log_is_founded_once) { EXPECT_EQ(Log::found(*db_, signers(), {}, clock_, *random_).error().id, "log.exists"); }

TEST_P(LogTest, an_entry_is_recorded_after_a_clock_and_proven_to_every_checkpoint) {
    std::vector<Receipt> receipts;
    for (int i = 0; i < 20; ++i) {
        const auto receipt = file(terms(i % 3 == 0 ? tr_ : ru_, i));
        ASSERT_TRUE(receipt.ok()) << receipt.error().text();
        receipts.push_back(*receipt);
    }
    const LogReader reader(*db_);
    const NoteKey key = *reader.checkpoint_key();
    const std::uint64_t size = *reader.size();
    EXPECT_EQ(size, 3U + 40U);
    const auto newest = open_checkpoint(*reader.newest_checkpoint(), key);
    ASSERT_TRUE(newest.ok());
    for (const Receipt& receipt : receipts) {
        const StoredEntry entry = *reader.entry(receipt.index);
        EXPECT_EQ(*reader.index_of(receipt.id), receipt.index);
        const auto path = inclusion_proof(reader.subtrees(), receipt.index, size);
        ASSERT_TRUE(path.ok());
        EXPECT_TRUE(inclusion_holds(receipt.index, size, leaf_hash(entry.note), *path, newest->root));
        const auto older = open_checkpoint(*reader.checkpoint_at(receipt.index + 1), key);
        ASSERT_TRUE(older.ok());
        EXPECT_TRUE(
            consistency_holds(older->size, size, older->root, newest->root, *consistency_proof(reader.subtrees(), older->size, size)));
    }
    expect_sound();
}

TEST_P(LogTest, more_than_a_tile_of_entries_keeps_its_tree) {
    tick();
    auto commit = log_->begin();
    ASSERT_TRUE(commit.ok());
    for (int i = 0; i < 700; ++i) ASSERT_TRUE(commit->append(terms(ru_, i)).ok());
    ASSERT_TRUE(commit->finish().ok());
    expect_sound();
    ASSERT_TRUE(file(terms(tr_, 1)).ok());
    expect_sound();
    EXPECT_EQ(*db_->query_integer("SELECT COUNT(*) FROM log_tile", {}), 3) << "two of leaves, one above";

    for (const auto& [level, n] : {std::pair{0, 0}, {0, 1}, {1, 0}}) {
        const std::string good = **read_tile(*db_, static_cast<unsigned>(level), static_cast<std::uint64_t>(n));
        for (const std::size_t at : {std::size_t{0}, good.size() / 2, good.size() - 1}) {
            std::string bad = good;
            bad[at] = static_cast<char>(bad[at] ^ 1);
            const auto put = [&](const std::string& hashes) {
                return db_->run("UPDATE log_tile SET hashes = $1 WHERE level = $2 AND n = $3",
                                {Value::bytes(hashes), Value(std::int64_t{level}), Value(std::int64_t{n})});
            };
            ASSERT_TRUE(put(bad).ok());
            EXPECT_FALSE(verify().problems.empty()) << level << "/" << n << " byte " << at;
            ASSERT_TRUE(put(good).ok());
        }
        auto transaction = begin(*db_);
        ASSERT_TRUE(
            db_->run("DELETE FROM log_tile WHERE level = $1 AND n = $2", {Value(std::int64_t{level}), Value(std::int64_t{n})}).ok());
        EXPECT_FALSE(verify().problems.empty());
    }
    expect_sound();
}

TEST_P(LogTest, a_foreign_chain_a_foreign_log_and_an_unknown_key_are_refused_and_leave_nothing) {
    const Submission first = terms(ru_, 1);
    const Submission sibling = terms(ru_, 2);  // composed on the same prev
    ASSERT_TRUE(file(first).ok());
    const std::uint64_t size = *LogReader(*db_).size();

    EXPECT_EQ(file(sibling).error().id, "entry.chain");
    const NoteSigner stranger = new_entry_key("ru", *random_);
    EntryHeader header = parse_entry(first.note)->header;
    header.prev = LogReader(*db_).key(ru_.public_key().name)->last_note;
    EXPECT_EQ(file({*sign_entry(header, stranger), first.body}).error().id, "entry.unknown_key");
    EXPECT_EQ(file({*sign_entry(header, ru_), first.body}).error().id, "entry.duplicate_id");
    header.id = new_uuid(*random_);
    header.log = "another/00000000";
    EXPECT_EQ(file({*sign_entry(header, ru_), first.body}).error().id, "entry.other_log");
    header.log = "exercise/0a1b2c3d";
    EXPECT_EQ(file({*sign_entry(header, ru_), body_of({{"kind", "terms.signed"}, {"n", 9}})}).error().id, "entry.body");
    Body altered = first.body;
    altered[0].open->content = R"({"kind":"terms.signed","n":9})";
    EXPECT_EQ(file({*sign_entry(header, ru_), altered}).error().id, "entry.body");
    EXPECT_EQ(file({*sign_entry(header, ru_), {}}).error().id, "entry.body");
    std::string bad_signature = *sign_entry(header, ru_);
    bad_signature[bad_signature.size() - 10] = bad_signature[bad_signature.size() - 10] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(file({bad_signature, first.body}).ok());
    header.author = "tr";
    EXPECT_EQ(file({*sign_entry(header, ru_), first.body}).error().id, "entry.form");

    EXPECT_EQ(*LogReader(*db_).size(), size);
    expect_sound();
}

TEST_P(LogTest, keys_enrol_and_revoke_within_their_institution_only) {
    const NoteSigner second = new_entry_key("ru", *random_);
    EXPECT_EQ(file(compose(tr_, "key.enrolled", key_enrolled(second.public_key(), {}))).error().id, "key.enrolment");
    EXPECT_EQ(file_as_clock("key.enrolled", key_enrolled(second.public_key(), {})).error().id, "key.enrolment");
    ASSERT_TRUE(file(compose(ru_, "key.enrolled", key_enrolled(second.public_key(), {"bulletin.published"}))).ok());
    EXPECT_EQ(file(terms(second, 1)).error().id, "entry.kind_not_allowed");
    ASSERT_TRUE(file(compose(second, "bulletin.published", {{"kind", "bulletin.published"}})).ok());
    EXPECT_EQ(file(compose(ru_, "key.enrolled", key_enrolled(second.public_key(), {}))).error().id, "key.enrolment");
    ASSERT_TRUE(file(compose(ru_, "key.revoked", key_revoked(second.public_key()))).ok());
    EXPECT_EQ(file(compose(second, "bulletin.published", {{"kind", "bulletin.published"}})).error().id, "entry.revoked_key");
    EXPECT_EQ(file(compose(ru_, "log.clock", {{"kind", "log.clock"}})).error().id, "entry.kind_not_allowed");
    EXPECT_EQ(file_as_clock("terms.signed", {{"kind", "terms.signed"}}).error().id, "entry.kind_not_allowed");
    expect_sound();
}

TEST_P(LogTest, time_never_goes_back_whatever_the_machines_clock_does) {
    const auto first = file(terms(ru_, 1));
    clock_.set(*parse_instant("2001-01-01T00:00:00Z"));
    const auto second = file(terms(ru_, 2));
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_LT(first->recorded_at, second->recorded_at);
    expect_sound();
}

TEST_P(LogTest, a_commit_that_is_not_finished_leaves_nothing) {
    const std::uint64_t size = *LogReader(*db_).size();
    {
        auto commit = log_->begin();
        ASSERT_TRUE(commit.ok());
        ASSERT_TRUE(commit->append(terms(ru_, 1)).ok());
    }
    EXPECT_EQ(*LogReader(*db_).size(), size);
    ASSERT_TRUE(file(terms(ru_, 1)).ok());
    expect_sound();
}

TEST_P(LogTest, opening_signs_what_a_crash_left_unsigned_and_refuses_other_keys) {
    ASSERT_TRUE(file(terms(ru_, 1)).ok());
    const std::uint64_t size = *LogReader(*db_).size();
    ASSERT_TRUE(db_->run("DELETE FROM log_checkpoint WHERE size = $1", {Value(static_cast<std::int64_t>(size))}).ok());
    EXPECT_EQ(verify().unsigned_entries, 2U) << "recorded, not yet signed for: no fault, but said";
    log_.reset();
    auto again = Log::open(*db_, signers(), clock_, *random_);
    ASSERT_TRUE(again.ok()) << again.error().text();
    expect_sound();
    EXPECT_EQ(verify().unsigned_entries, 0U);
    LogSigners wrong{new_named_key("exercise/0a1b2c3d", *random_), signers().clock};
    EXPECT_EQ(Log::open(*db_, std::move(wrong), clock_, *random_).error().id, "log.other_keys");
}

TEST_P(LogTest, a_store_without_a_log_says_so) {
    const auto store = testing::sqlite_test_store();
    const auto empty = store->open();
    ASSERT_TRUE(create_log_tables(*empty).ok());
    EXPECT_EQ(LogReader(*empty).origin().error().id, "log.missing");
    EXPECT_EQ(Log::open(*empty, signers(), clock_, *random_).error().id, "log.missing");
    EXPECT_EQ(verify_log(*empty, {}).error().id, "log.missing");
}

class BatchTest : public LogTest {
protected:
    static std::string content(std::size_t i) { return *canonical(Json{{"kind", "reports.filed"}, {"n", static_cast<std::int64_t>(i)}}); }

    std::int64_t stage(std::size_t items, BatchPromise& promise) {
        auto transaction = begin(*db_);
        EXPECT_TRUE(transaction.ok());
        auto writer = BatchWriter::begin(*db_);
        EXPECT_TRUE(writer.ok()) << writer.error().text();
        Chunk chunk;
        for (std::size_t i = 0; i < items; ++i) {
            const std::string text = content(i);
            const std::array parts{Chunk::Content{Audience::mechanism, text}, Chunk::Content{Audience::exact, text}};
            chunk.add(parts, *random_);
            if (chunk.size() == chunk_items_max || i + 1 == items) {
                EXPECT_TRUE(writer->stage(chunk, chunk.compressed()).ok());
                chunk.clear();
            }
        }
        EXPECT_TRUE(transaction->commit().ok());
        promise = {writer->count(), writer->root()};
        return writer->batch();
    }

    Result<Receipt> land(std::int64_t batch, const BatchPromise& promise) {
        tick();
        Body body{Part::make(Audience::mechanism, *canonical(Json{{"batch", batch_member(promise)}, {"kind", "reports.filed"}}), *random_)};
        TRUCE_ASSIGN(Commit commit, log_->begin());
        TRUCE_ASSIGN(const Submission submission,
                     compose_entry(LogReader(*db_), ru_, std::nullopt, std::move(body), clock_.now(), *random_));
        TRUCE_ASSIGN(const Receipt receipt, commit.append(submission));
        TRUCE_TRY(land_batch(*db_, batch, receipt.index, promise.count));
        TRUCE_TRY(commit.finish());
        return receipt;
    }
};

TEST_P(BatchTest, every_item_of_a_landed_batch_is_found_and_proven_alone) {
    BatchPromise promise;
    const std::int64_t batch = stage(600, promise);
    const auto receipt = land(batch, promise);
    ASSERT_TRUE(receipt.ok()) << receipt.error().text();
    const auto leaves = batch_leaves(*db_, batch);
    ASSERT_TRUE(leaves.ok());
    for (const std::uint64_t n : {0U, 255U, 256U, 511U, 599U}) {
        const auto place = find_item(*db_, receipt->index, n);
        ASSERT_TRUE(place.ok());
        const auto bodies = read_chunk(*db_, place->chunk);
        ASSERT_TRUE(bodies.ok());
        const Body& body = (*bodies)[place->in_chunk];
        EXPECT_EQ(*content_of(body, Audience::mechanism), content(n));
        const auto path = inclusion_proof(subtrees_of(*leaves), n, 600);
        EXPECT_TRUE(inclusion_holds(n, 600, item_leaf(body_root(body)), *path, promise.root));
    }
    EXPECT_EQ(find_item(*db_, receipt->index, 600).error().code, Errc::not_found);
    const LogReport report = verify();
    EXPECT_TRUE(report.problems.empty());
    EXPECT_EQ(report.items, 600U);
}

TEST_P(BatchTest, a_batch_that_never_landed_is_harmless_and_can_be_swept) {
    BatchPromise promise;
    const std::int64_t batch = stage(300, promise);
    EXPECT_EQ(verify().staged_batches, 1U);
    expect_sound();
    EXPECT_EQ(*orphaned_batches(*db_), std::vector{batch});
    ASSERT_TRUE(sweep_batch(*db_, batch).ok());
    EXPECT_EQ(verify().staged_batches, 0U);
    EXPECT_EQ(*db_->query_integer("SELECT COUNT(*) FROM batch_chunk", {}), 0);
}

TEST_P(BatchTest, an_erased_part_leaves_the_rest_proven) {
    const auto random = seeded_random(9);
    Body body{Part::make(Audience::mechanism, content(0), *random), Part::make(Audience::exact, content(1), *random)};
    Chunk open;
    open.add(body);
    body[1] = Part::sealed(Audience::exact, body[1].commitment);
    Chunk sealed;
    sealed.add(body);
    EXPECT_EQ(open.leaves()[0], sealed.leaves()[0]);
    const auto back = Chunk::decode(sealed.compressed());
    ASSERT_TRUE(back.ok());
    EXPECT_FALSE((*back)[0][1].open.has_value());
    EXPECT_EQ(body_root((*back)[0]), body_root(body));
}

/// Every single byte of every column of the record's tables, changed one at a time, is found.
TEST_P(BatchTest, one_changed_byte_anywhere_in_entries_bodies_or_tree_is_found) {
    if (std::string_view(GetParam()) != "sqlite") GTEST_SKIP() << "rows are named by SQLite's rowid here";
    BatchPromise promise;
    const std::int64_t batch = stage(5, promise);
    ASSERT_TRUE(land(batch, promise).ok());
    ASSERT_TRUE(file(terms(tr_, 1)).ok());
    expect_sound();
    const std::vector<std::pair<std::string, std::string>> columns{
        {"log_entry", "note"},     {"log_entry", "leaf"},      {"log_entry", "id"},        {"log_entry", "kind"},
        {"log_entry", "key_name"}, {"log_part", "secret"},     {"log_part", "commitment"}, {"log_part", "content"},
        {"log_head", "root"},      {"log_key", "vkey"},        {"log_key", "last_note"},   {"log_checkpoint", "note"},
        {"batch_chunk", "leaves"}, {"batch_chunk", "content"}, {"batch_chunk", "digest"}};
    std::size_t changed = 0;
    for (const auto& [table, column] : columns) {
        const bool text = column == "id" || column == "kind" || column == "key_name" || column == "vkey";
        std::vector<std::pair<std::int64_t, std::string>> rows;
        ASSERT_TRUE(db_->query("SELECT rowid, " + column + " FROM " + table + " WHERE " + column + " IS NOT NULL", {},
                               [&](const Row& row) -> Result<void> {
                                   rows.emplace_back(row.integer(0), std::string(text ? row.text(1) : row.bytes(1)));
                                   return {};
                               })
                        .ok());
        ASSERT_FALSE(rows.empty()) << table << "." << column;
        const std::string update = "UPDATE " + table + " SET " + column + " = $1 WHERE rowid = $2";
        for (const auto& [rowid, good] : rows) {
            const std::size_t step = good.size() > 64 ? good.size() / 23 : 1;
            for (std::size_t i = 0; i < good.size(); i += step) {
                std::string bad = good;
                bad[i] = static_cast<char>(bad[i] ^ 0x01);
                const auto value = [&](const std::string& v) { return text ? Value::text(v) : Value::bytes(v); };
                ASSERT_TRUE(db_->run(update, {value(bad), Value(rowid)}).ok());
                const auto report = verify_log(*db_, {});
                EXPECT_TRUE(!report.ok() || !report->problems.empty()) << table << "." << column << " row " << rowid << " byte " << i;
                ASSERT_TRUE(db_->run(update, {value(good), Value(rowid)}).ok());
                ++changed;
            }
        }
    }
    EXPECT_GT(changed, 500U);
    for (const std::string statement :
         {"UPDATE log_entry SET recorded_at = recorded_at + 1 WHERE idx = 2", "UPDATE log_head SET size = size - 1",
          "UPDATE batch SET items = items + 1", "UPDATE log_key SET enrolled_at = enrolled_at + 1", "UPDATE log_key SET revoked_at = 5",
          "UPDATE log_key SET kinds = 'x'", "DELETE FROM log_entry WHERE idx = 3", "DELETE FROM log_part WHERE idx = 1",
          "DELETE FROM batch", "DELETE FROM batch_chunk", "DELETE FROM log_checkpoint",
          "INSERT INTO log_tile (level, n, hashes) VALUES (1, 0, x'00')",
          "INSERT INTO log_part (idx, part, commitment) VALUES (99, 1, x'00')", "DELETE FROM log_key WHERE kinds = ''"}) {
        auto transaction = begin(*db_);
        ASSERT_TRUE(transaction.ok());
        ASSERT_TRUE(db_->run(statement, {}).ok()) << statement;
        const auto report = verify_log(*db_, {});
        EXPECT_TRUE(!report.ok() || !report->problems.empty()) << statement;
    }
    expect_sound();
}

INSTANTIATE_TEST_SUITE_P(Stores, LogTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });
INSTANTIATE_TEST_SUITE_P(Stores, BatchTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace truce
