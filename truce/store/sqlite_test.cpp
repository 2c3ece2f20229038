/// What only the SQLite driver can meet: files.
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>
#include <thread>

#include "truce/store/contract_fixture_test.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

using testing::id_of;
using testing::integer_of;
using Access = SqliteOptions::Access;

class SqliteFile : public ::testing::Test {
protected:
    Path file() const { return folder_.path() / "store.db"; }
    Result<std::unique_ptr<Database>> open(Access access = Access::create) {
        SqliteOptions options;
        options.access = access;
        return open_sqlite(file(), options);
    }
    /// A store with table t (id, b) and one row.
    void make() {
        auto db = open();
        ASSERT_OK(db);
        ASSERT_OK(db.value()->execute("CREATE TABLE t (id BIGINT PRIMARY KEY, b BYTEA); INSERT INTO t (id) VALUES (1)"));
    }
    /// As somebody with the sqlite3 shell.
    void tamper(const char* sql) {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
        EXPECT_EQ(sqlite3_exec(raw, sql, nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(raw);
        sqlite3_close(raw);
    }
    void write(std::string_view content) { std::ofstream(file()) << content; }
    std::string content() const { return read_file(file()).value(); }

    testing::TemporaryFolder folder_;
};

TEST(SqliteInMemory, is_shared_under_its_name_by_whoever_opens_it_and_gone_with_the_last) {
    SqliteOptions reading;
    reading.access = Access::read_only;
    EXPECT_EQ(id_of(open_sqlite_in_memory("one", reading)), "store.missing");
    {
        auto writer = open_sqlite_in_memory("one");
        ASSERT_OK(writer);
        ASSERT_OK(writer.value()->execute("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
        auto reader = open_sqlite_in_memory("one", reading);
        ASSERT_OK(reader);
        auto other = open_sqlite_in_memory("other");
        ASSERT_OK(other);
        EXPECT_FALSE(other.value()->has_table("t").value());
        {
            auto transaction = begin(*writer.value());
            ASSERT_OK(transaction);
            ASSERT_OK(writer.value()->run("INSERT INTO t (id) VALUES ($1)", {Value(std::int64_t{7})}));
            ASSERT_OK(transaction.value().commit());
        }
        EXPECT_EQ(reader.value()->query_integer("SELECT id FROM t").value(), 7);
        EXPECT_EQ(id_of(reader.value()->run("INSERT INTO t (id) VALUES ($1)", {Value(std::int64_t{8})})), "store.read_only");
    }
    EXPECT_EQ(id_of(open_sqlite_in_memory("one", reading)), "store.missing");
}

TEST(SqliteInMemory, who_reads_sees_one_state_while_another_writes) {
    auto writer = open_sqlite_in_memory("states");
    ASSERT_OK(writer);
    ASSERT_OK(writer.value()->execute("CREATE TABLE t (id BIGINT PRIMARY KEY); INSERT INTO t (id) VALUES (1)"));
    std::thread reads([] {
        auto reader = open_sqlite_in_memory("states");
        ASSERT_OK(reader);
        for (int i = 0; i < 200; ++i) {
            auto snapshot = begin_read(*reader.value());
            ASSERT_OK(snapshot);
            const auto first = reader.value()->query_integer("SELECT COUNT(*) FROM t");
            EXPECT_EQ(reader.value()->query_integer("SELECT COUNT(*) FROM t").value(), first.value());
            EXPECT_EQ(*first.value() % 2, 1) << "pairs come together";
            ASSERT_OK(snapshot.value().commit());
        }
    });
    for (std::int64_t i = 0; i < 200; ++i) {
        auto transaction = begin(*writer.value());
        ASSERT_OK(transaction);
        ASSERT_OK(writer.value()->run("INSERT INTO t (id) VALUES ($1), ($2)", {Value(2 * i + 2), Value(2 * i + 3)}));
        ASSERT_OK(transaction.value().commit());
    }
    reads.join();
}

TEST_F(SqliteFile, is_made_only_where_that_was_asked_for) {
    EXPECT_EQ(id_of(open(Access::read_write)), "store.missing");
    EXPECT_EQ(id_of(open(Access::read_only)), "store.missing");
    EXPECT_FALSE(std::filesystem::exists(file()));
    make();
    ASSERT_OK(open(Access::read_write));
    ASSERT_OK(open(Access::read_only));
}

TEST_F(SqliteFile, an_empty_file_holds_no_store_to_read_but_one_can_be_made_in_it) {
    write("");
    EXPECT_EQ(id_of(open(Access::read_only)), "store.missing");
    EXPECT_EQ(id_of(open(Access::read_write)), "store.missing");
    EXPECT_EQ(content(), "");
    make();
}

TEST_F(SqliteFile, opened_for_reading_refuses_to_write) {
    make();
    auto db = open(Access::read_only);
    ASSERT_OK(db);
    EXPECT_EQ(id_of(db.value()->run("DELETE FROM t")), "store.read_only");
    EXPECT_EQ(id_of(begin(*db.value())), "store.read_only");
    EXPECT_EQ(id_of(ensure_schema(*db.value(), "new", 1, "CREATE TABLE n (id BIGINT)")), "store.missing");
    EXPECT_EQ(integer_of(*db.value(), "SELECT COUNT(*) FROM t"), 1);
}

TEST_F(SqliteFile, that_is_no_database_is_refused_and_left_alone) {
    const std::string text(5000, 'x');
    write(text);
    for (const auto access : {Access::create, Access::read_write, Access::read_only}) {
        const auto refused = open(access);
        ASSERT_EQ(id_of(refused), "store.corrupt");
        EXPECT_EQ(refused.error().where, file().string());
    }
    EXPECT_EQ(content(), text);
}

TEST_F(SqliteFile, of_somebody_else_is_refused_and_left_alone) {
    tamper("CREATE TABLE theirs (id)");
    const auto before = content();
    EXPECT_EQ(id_of(open()), "store.foreign");
    EXPECT_EQ(content(), before);
    tamper("PRAGMA application_id=7; DROP TABLE theirs");
    EXPECT_EQ(id_of(open()), "store.foreign");
}

TEST_F(SqliteFile, of_a_newer_program_is_refused) {
    make();
    tamper("PRAGMA user_version=2");
    const auto refused = open();
    ASSERT_EQ(id_of(refused), "store.newer");
    EXPECT_NE(refused.error().what.find("written by a newer truce"), std::string::npos);
}

TEST_F(SqliteFile, where_none_can_be_is_an_io_error) {
    EXPECT_EQ(id_of(open_sqlite(folder_.path() / "no" / "store.db")), "store.io");
    EXPECT_EQ(id_of(open_sqlite(folder_.path())), "store.io");
}

TEST_F(SqliteFile, with_a_damaged_page_says_so) {
    {
        auto db = open();
        ASSERT_OK(db);
        ASSERT_OK(db.value()->execute("CREATE TABLE t (id BIGINT PRIMARY KEY, b BYTEA)"));
        auto transaction = begin(*db.value());
        ASSERT_OK(transaction);
        const std::string filler(1000, 'f');
        for (std::int64_t id = 0; id < 200; ++id)
            ASSERT_OK(db.value()->run("INSERT INTO t (id, b) VALUES ($1, $2)", {id, Value::bytes(filler)}));
        ASSERT_OK(transaction.value().commit());
    }
    auto bytes = content();
    for (std::size_t page = 2; page * 4096 < bytes.size(); ++page) bytes.replace(page * 4096, 64, 64, '\xee');
    write(bytes);
    auto db = open();
    ASSERT_OK(db);
    auto read = db.value()->query("SELECT b FROM t", {}, [](const Row&) { return Result<void>(); });
    ASSERT_EQ(id_of(read), "store.corrupt");
    EXPECT_EQ(read.error().code, Errc::corrupt);
}

TEST_F(SqliteFile, with_a_value_of_another_kind_is_noticed_when_it_is_read) {
    make();
    tamper("UPDATE t SET b = 'text'");
    auto db = open();
    ASSERT_OK(db);
    EXPECT_EQ(id_of(db.value()->query("SELECT b FROM t", {},
                                      [](const Row& row) {
                                          EXPECT_EQ(row.bytes(0), "");
                                          return Result<void>();
                                      })),
              "store.column");
}

TEST_F(SqliteFile, that_is_full_refuses_the_row_keeps_the_rest_and_goes_on_when_there_is_room) {
    SqliteOptions options;
    options.pages_max = 30;
    auto opened = open_sqlite(file(), options);
    ASSERT_OK(opened);
    auto& db = *opened.value();
    ASSERT_OK(db.execute("CREATE TABLE t (id BIGINT PRIMARY KEY, b BYTEA); INSERT INTO t (id) VALUES (1)"));
    {
        auto transaction = begin(db);
        ASSERT_OK(transaction);
        auto bulk = db.bulk_insert("t", {"id", "b"});
        ASSERT_OK(bulk);
        const std::string filler(10'000, 'f');
        Result<void> added;
        for (std::int64_t id = 2; added && id < 100; ++id) {
            const Value row[] = {id, Value::bytes(filler)};
            added = bulk.value()->add(row);
        }
        ASSERT_EQ(id_of(added), "store.full");
        EXPECT_EQ(added.error().code, Errc::io);
        EXPECT_EQ(id_of(transaction.value().commit()), "store.transaction_failed");
    }
    EXPECT_EQ(integer_of(db, "SELECT COUNT(*) FROM t"), 1);
    ASSERT_OK(db.run("INSERT INTO t (id) VALUES (2)"));
}

/// The kernel refuses every write beyond `bytes` of a file with EFBIG, which SQLite sees as a failed write.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{bytes, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &before_); }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
};

TEST_F(SqliteFile, that_cannot_be_written_stops_the_connection_and_keeps_what_was_committed) {
    make();
    auto opened = open();
    ASSERT_OK(opened);
    auto& db = *opened.value();
    ASSERT_OK(db.run("INSERT INTO t (id) VALUES (2)"));
    {
        const FileSizeLimit limit(std::filesystem::file_size(file().string() + "-wal") + 1000);
        const std::string filler(100'000, 'f');
        const auto refused = db.run("INSERT INTO t (id, b) VALUES (3, $1)", {Value::bytes(filler)});
        ASSERT_EQ(id_of(refused), "store.io");
        EXPECT_EQ(refused.error().code, Errc::io);
    }
    EXPECT_EQ(id_of(db.run("INSERT INTO t (id) VALUES (4)")), "store.stopped");
    EXPECT_EQ(id_of(db.query_integer("SELECT 1")), "store.stopped");
    auto again = open();
    ASSERT_OK(again);
    EXPECT_EQ(integer_of(*again.value(), "SELECT COUNT(*) FROM t"), 2);
    ASSERT_OK(again.value()->run("INSERT INTO t (id) VALUES (5)"));
}

TEST_F(SqliteFile, overwrites_what_was_deleted) {
    const std::string secret = "the exact place of a witness";
    {
        auto db = open();
        ASSERT_OK(db);
        ASSERT_OK(db.value()->execute("CREATE TABLE t (id BIGINT PRIMARY KEY, b BYTEA)"));
        ASSERT_OK(db.value()->run("INSERT INTO t (id, b) VALUES (1, $1)", {Value::bytes(secret)}));
    }
    EXPECT_NE(content().find(secret), std::string::npos);
    {
        auto db = open();
        ASSERT_OK(db);
        ASSERT_OK(db.value()->run("DELETE FROM t"));
    }
    EXPECT_EQ(content().find(secret), std::string::npos);
}

TEST_F(SqliteFile, lets_writers_of_one_process_in_by_turns) {
    make();
    // One writer begins again at once, like an importer; the other must get its turn after each.
    std::atomic<bool> stop = false;
    std::atomic<int> chunks = 0;
    std::thread importer([&] {
        auto db = open();
        ASSERT_OK(db);
        while (!stop) {
            auto transaction = begin(*db.value());
            ASSERT_OK(transaction);
            ASSERT_OK(db.value()->run("UPDATE t SET id = id"));
            ++chunks;
            ASSERT_OK(transaction.value().commit());
        }
    });
    auto db = open();
    ASSERT_OK(db);
    while (chunks == 0) std::this_thread::yield();
    int passed_over = 0;
    for (int i = 0; i < 50; ++i) {
        auto transaction = begin(*db.value());
        ASSERT_OK(transaction);
        const int before = chunks;
        ASSERT_OK(transaction.value().commit());
        auto next = begin(*db.value());
        ASSERT_OK(next);
        passed_over = std::max(passed_over, chunks - before);
    }
    stop = true;
    importer.join();
    // At most the chunk that was running or in line before us.
    EXPECT_LE(passed_over, 2);
}

}  // namespace
}  // namespace truce
