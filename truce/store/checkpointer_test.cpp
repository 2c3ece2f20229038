#include "truce/store/checkpointer.hpp"

#include <thread>

#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::integer_of;

/// Writes `chunks` transactions of 100 rows of 1 kB: some 110 kB of log each.
void import(Database& db, std::int64_t chunks) {
    const std::string filler(1000, 'f');
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
        auto transaction = begin(db);
        ASSERT_OK(transaction);
        auto bulk = db.bulk_insert("t", {"id", "b"});
        ASSERT_OK(bulk);
        for (std::int64_t i = 0; i < 100; ++i) {
            const Value row[] = {chunk * 100 + i, Value::bytes(filler)};
            ASSERT_OK(bulk.value()->add(row));
        }
        ASSERT_OK(bulk.value()->finish());
        ASSERT_OK(transaction.value().commit());
    }
}

std::uintmax_t log_size(const Path& file) { return std::filesystem::file_size(file.string() + "-wal"); }

class WithCheckpointer : public ::testing::Test {
protected:
    void SetUp() override {
        SqliteOptions options;
        options.checkpoint_pages = 0;
        auto opened = open_sqlite(file_, options);
        ASSERT_OK(opened);
        db_ = std::move(opened).value();
        ASSERT_OK(db_->execute("CREATE TABLE t (id INTEGER PRIMARY KEY, b BYTEA)"));
    }
    testing::TemporaryFolder folder_;
    Path file_ = folder_.path() / "store.db";
    std::unique_ptr<Database> db_;
};

TEST_F(WithCheckpointer, the_log_of_a_busy_writer_stays_short) {
    constexpr std::int64_t limit = std::int64_t{1} << 20;
    auto checkpointer = Checkpointer::start(file_, {std::chrono::milliseconds(1), limit});
    ASSERT_OK(checkpointer);
    import(*db_, 200);  // some 22 MB
    const auto progress = checkpointer.value()->progress();
    EXPECT_FALSE(progress.failed);
    EXPECT_GT(progress.turns, 0);
    EXPECT_LT(log_size(file_), 12 * limit);
    EXPECT_EQ(integer_of(*db_, "SELECT COUNT(*) FROM t"), 20'000);
}

TEST_F(WithCheckpointer, without_it_the_log_grows_and_its_last_step_empties_it) {
    import(*db_, 50);
    EXPECT_GT(log_size(file_), 5'000'000U);
    {
        ASSERT_OK(Checkpointer::start(file_, {}));
    }
    const auto grown = log_size(file_);
    import(*db_, 0);
    ASSERT_OK(db_->run("DELETE FROM t WHERE id = 1"));  // starts the log anew
    EXPECT_EQ(log_size(file_), grown);
    EXPECT_GT(std::filesystem::file_size(file_), 5'000'000U);
}

TEST_F(WithCheckpointer, a_reader_keeps_its_snapshot) {
    import(*db_, 1);
    auto reader = open_sqlite(file_);
    ASSERT_OK(reader);
    auto reading = begin_read(*reader.value());
    ASSERT_OK(reading);
    auto checkpointer = Checkpointer::start(file_, {std::chrono::milliseconds(1), 1 << 20});
    ASSERT_OK(checkpointer);
    ASSERT_OK(db_->run("DELETE FROM t"));
    while (checkpointer.value()->progress().steps < 3) std::this_thread::yield();
    EXPECT_EQ(integer_of(*reader.value(), "SELECT COUNT(*) FROM t"), 100);
}

TEST_F(WithCheckpointer, needs_a_store) { EXPECT_EQ(testing::id_of(Checkpointer::start(folder_.path() / "none.db", {})), "store.missing"); }

}  // namespace
}  // namespace truce
