#include "truce/record/verify.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "truce/record/log_fixture_test.hpp"
#include "truce/record/tiles.hpp"

namespace truce::testing {
namespace {

class VerifyTest : public FoundedLog {
protected:
    /// A log of more than one tile with everything in it: batches, guarded entries, an erasure, a revoked key.
    void fill() {
        const NoteSigner former = new_entry_key("ru", *random_);
        ASSERT_TRUE(file(ru_, "key.enrolled", key_enrolled(former.public_key(), {})).ok());
        ASSERT_TRUE(file(ru_, "key.revoked", key_revoked(former.public_key())).ok());
        const auto guarded = file_guarded(ru_, "a report", "by the well");
        ASSERT_TRUE(guarded.ok());
        ASSERT_TRUE(file_batch(tr_, 300).ok());
        const ErasureTarget target{guarded->id, {}, Audience::exact, {}};
        ASSERT_TRUE(erase(ru_eraser_, target).ok());
        ASSERT_TRUE(erase(tr_eraser_, target).ok());
        tick();
        auto commit = log_->begin();
        ASSERT_TRUE(commit.ok());
        Digest prev = LogReader(*db_).key(tr_.public_key().name)->last_note;
        while (commit->size() < 270) {
            const Body body{Part::make(Audience::mechanism, text_of({{"kind", "reports.filed"}}), *random_)};
            const EntryHeader header{"tr", body_root(body), new_uuid(*random_), log_->origin(), {}, prev, slot_of(clock_.now())};
            const Submission submission{*sign_entry(header, tr_), body};
            prev = sha256(submission.note);
            ASSERT_TRUE(commit->append(submission).ok());
        }
        ASSERT_TRUE(commit->finish().ok());
    }

    bool tree_holds() {
        const auto report = verify_tree(*db_);
        return report.ok() && report->problems.empty();
    }
    std::string id_of_first_problem(const VerifyOptions& options) {
        const auto report = verify_log(*db_, {}, options);
        if (!report) return report.error().id;
        return report->problems.empty() ? "" : report->problems.front().id;
    }
};

TEST_P(VerifyTest, the_tree_alone_is_found_sound_or_not) {
    fill();
    const auto report = verify_tree(*db_);
    ASSERT_TRUE(report.ok());
    EXPECT_TRUE(report->problems.empty()) << report->problems.front().text();
    EXPECT_EQ(report->entries, 270U);
    EXPECT_EQ(report->newest, log_->checkpoint());
    EXPECT_EQ(report->unsigned_entries, 0U);
    for (const std::string statement :
         {"UPDATE log_entry SET note = (SELECT note FROM log_entry WHERE idx = 8) WHERE idx = 9",
          "UPDATE log_entry SET leaf = (SELECT leaf FROM log_entry WHERE idx = 8) WHERE idx = 9",
          "UPDATE log_head SET root = (SELECT leaf FROM log_entry WHERE idx = 8)", "UPDATE log_head SET size = 269",
          "UPDATE log_tile SET hashes = (SELECT leaf FROM log_entry WHERE idx = 8) WHERE level = 1", "DELETE FROM log_tile WHERE level = 0",
          "INSERT INTO log_tile (level, n, hashes) SELECT 3, 0, leaf FROM log_entry WHERE idx = 8", "DELETE FROM log_entry WHERE idx = 9",
          "DELETE FROM log_entry WHERE idx = 269", "UPDATE log_checkpoint SET size = size + 1000 WHERE size = 270",
          "DELETE FROM log_checkpoint",
          "UPDATE log_checkpoint SET note = (SELECT note FROM log_checkpoint WHERE size = 270) WHERE size < 10"}) {
        auto transaction = begin(*db_);
        ASSERT_TRUE(transaction.ok());
        ASSERT_TRUE(db_->run(statement).ok()) << statement;
        EXPECT_FALSE(tree_holds()) << statement;
    }
    EXPECT_TRUE(tree_holds());
}

TEST_P(VerifyTest, the_tree_alone_does_not_see_what_only_an_entrys_signature_shows) {
    fill();
    ASSERT_TRUE(db_->run("UPDATE log_entry SET key_name = 'tr/00000000' WHERE idx = 9").ok());
    EXPECT_TRUE(tree_holds());
    EXPECT_EQ(id_of_first_problem({}), "entry.column");
}

TEST_P(VerifyTest, signatures_that_were_checked_in_this_tree_are_not_checked_again) {
    fill();
    std::vector<CheckedSignatures> kept;
    VerifyOptions options;
    options.keep = [&](const CheckedSignatures& checked) -> Result<void> {
        kept.push_back(checked);
        return {};
    };
    const auto first = verify_log(*db_, {}, options);
    ASSERT_TRUE(first.ok());
    EXPECT_EQ(first->signatures_from, 0U);
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0], (CheckedSignatures{270, log_->checkpoint().root}));

    ASSERT_TRUE(file_guarded(ru_, "another", "by the mill").ok());
    options.checked = kept[0];
    const auto second = verify_log(*db_, {}, options);
    ASSERT_TRUE(second.ok());
    EXPECT_TRUE(second->problems.empty());
    EXPECT_EQ(second->signatures_from, 270U);
    EXPECT_EQ(kept.back().entries, second->entries);
    options.checked = kept.back();
    EXPECT_EQ(verify_log(*db_, {}, options)->signatures_from, second->entries);
}

TEST_P(VerifyTest, signatures_that_were_checked_in_another_tree_count_for_nothing) {
    fill();
    VerifyOptions options;
    options.checked = CheckedSignatures{200, log_->checkpoint().root};
    EXPECT_EQ(id_of_first_problem(options), "log.other_tree");
    EXPECT_EQ(verify_log(*db_, {}, options)->signatures_from, 0U);
    options.checked = CheckedSignatures{271, log_->checkpoint().root};
    EXPECT_EQ(id_of_first_problem(options), "log.other_tree");
}

TEST_P(VerifyTest, what_does_not_hold_is_never_kept_as_checked) {
    fill();
    ASSERT_TRUE(db_->run("UPDATE log_entry SET recorded_at = recorded_at + 1 WHERE idx = 9").ok());
    VerifyOptions options;
    options.keep = [](const CheckedSignatures&) -> Result<void> {
        ADD_FAILURE() << "kept";
        return {};
    };
    EXPECT_EQ(id_of_first_problem(options), "entry.recorded_at");
}

/// A column of the record's tables, and what kind of value it holds.
struct Column {
    std::string table, name;
    Value::Kind kind;
};

std::vector<Column> columns_of_the_record() {
    using enum Value::Kind;
    return {{"log_entry", "idx", integer},
            {"log_entry", "id", text},
            {"log_entry", "kind", text},
            {"log_entry", "key_name", text},
            {"log_entry", "recorded_at", integer},
            {"log_entry", "leaf", bytes},
            {"log_entry", "note", bytes},
            {"log_part", "idx", integer},
            {"log_part", "part", integer},
            {"log_part", "commitment", bytes},
            {"log_part", "secret", bytes},
            {"log_part", "content", bytes},
            {"log_tile", "level", integer},
            {"log_tile", "n", integer},
            {"log_tile", "hashes", bytes},
            {"log_head", "size", integer},
            {"log_head", "root", bytes},
            {"log_checkpoint", "size", integer},
            {"log_checkpoint", "note", bytes},
            {"log_key", "name", text},
            {"log_key", "vkey", text},
            {"log_key", "kinds", text},
            {"log_key", "enrolled_at", integer},
            {"log_key", "revoked_at", integer},
            {"log_key", "last_note", bytes},
            {"batch", "entry", integer},
            {"batch", "items", integer},
            {"batch_chunk", "batch", integer},
            {"batch_chunk", "part_no", integer},
            {"batch_chunk", "leaves", bytes},
            {"batch_chunk", "content", bytes},
            {"batch_chunk", "digest", bytes}};
}

/// The value with one bit the other way.
struct Flipped {
    std::int64_t integer = 0;
    std::string bytes;
};

Flipped flip(const Flipped& value, Value::Kind kind, std::mt19937& chance) {
    Flipped out = value;
    if (kind == Value::Kind::integer) {
        out.integer = static_cast<std::int64_t>(static_cast<std::uint64_t>(value.integer) ^ (std::uint64_t{1} << (chance() % 63U)));
        return out;
    }
    const std::size_t bit = chance() % (value.bytes.size() * 8);
    out.bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(out.bytes[bit / 8]) ^ (1U << (bit % 8)));
    return out;
}

Value to_value(const Flipped& value, Value::Kind kind) {
    if (kind == Value::Kind::integer) return Value(value.integer);
    return kind == Value::Kind::text ? Value::text(value.bytes) : Value::bytes(value.bytes);
}

/// Ten thousand at full length; chosen by table first, so that the small ones are not forgotten.
TEST_P(VerifyTest, every_flipped_bit_of_a_random_sample_is_found) {
    if (std::string_view(GetParam()) != "sqlite") GTEST_SKIP() << "rows are named by SQLite's rowid here";
    fill();
    expect_sound(*db_);
    const bool at_full_length = std::getenv("TRUCE_LONG") != nullptr;
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 chance(seed);
    const auto columns = columns_of_the_record();
    for (int found = 0; found < (at_full_length ? 10'000 : 150);) {
        const Column& column = columns[chance() % columns.size()];
        std::int64_t rowid = 0;
        Flipped good;
        const auto rows = integer_of(*db_, "SELECT COUNT(*) FROM " + column.table + " WHERE " + column.name + " IS NOT NULL");
        ASSERT_GT(rows, 0) << column.table << "." << column.name;
        ASSERT_TRUE(db_->query_one("SELECT rowid, " + column.name + " FROM " + column.table + " WHERE " + column.name +
                                       " IS NOT NULL ORDER BY rowid LIMIT 1 OFFSET $1",
                                   {Value(static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(rows)))},
                                   [&](const Row& row) -> Result<void> {
                                       rowid = row.integer(0);
                                       if (column.kind == Value::Kind::integer)
                                           good.integer = row.integer(1);
                                       else
                                           good.bytes = column.kind == Value::Kind::text ? row.text(1) : row.bytes(1);
                                       return {};
                                   })
                        .ok());
        if (column.kind != Value::Kind::integer && good.bytes.empty()) continue;
        const Flipped bad = flip(good, column.kind, chance);
        auto transaction = begin(*db_);
        ASSERT_TRUE(transaction.ok());
        // What the store itself refuses cannot come to lie in it: two rows of one key, text that is none.
        if (!db_->run("UPDATE " + column.table + " SET " + column.name + " = $1 WHERE rowid = $2",
                      {to_value(bad, column.kind), Value(rowid)}))
            continue;
        const auto report = verify_log(*db_, {});
        EXPECT_TRUE(!report.ok() || !report->problems.empty()) << column.table << "." << column.name << " row " << rowid;
        ++found;
    }
}

INSTANTIATE_TEST_SUITE_P(Stores, VerifyTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace truce::testing
