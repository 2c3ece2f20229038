/// What only the PostgreSQL driver can meet: connections and other settings.
#include <cstdlib>

#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::id_of;
using testing::integer_of;
using testing::postgres_administer;

class Postgres : public ::testing::Test {
protected:
    void SetUp() override {
        store_ = testing::postgres_test_store();
        if (!store_) GTEST_SKIP() << testing::how_to_get_postgres;
        db_ = store_->open();
        ASSERT_TRUE(db_);
        ASSERT_OK(db_->execute("CREATE TABLE t (id BIGINT PRIMARY KEY)"));
    }
    static void terminate(Database& db) {
        postgres_administer("SELECT pg_terminate_backend(" + std::to_string(integer_of(db, "SELECT pg_backend_pid()")) + ", 5000)");
    }
    static std::string conninfo() { return std::getenv("TRUCE_TEST_POSTGRES"); }

    std::unique_ptr<testing::TestStore> store_;
    std::unique_ptr<Database> db_;
};

TEST_F(Postgres, a_lost_connection_stops_the_database_and_the_transaction_is_gone) {
    auto transaction = begin(*db_);
    ASSERT_OK(transaction);
    ASSERT_OK(db_->run("INSERT INTO t (id) VALUES (1)"));
    terminate(*db_);
    const auto lost = db_->run("INSERT INTO t (id) VALUES (2)");
    ASSERT_EQ(id_of(lost), "store.io");
    EXPECT_EQ(lost.error().code, Errc::io);
    EXPECT_EQ(id_of(db_->run("INSERT INTO t (id) VALUES (2)")), "store.stopped");
    EXPECT_EQ(id_of(transaction.value().commit()), "store.stopped");
    EXPECT_EQ(integer_of(*store_->open(), "SELECT COUNT(*) FROM t"), 0);
}

TEST_F(Postgres, a_connection_lost_before_commit_is_known_to_have_committed_nothing) {
    auto transaction = begin(*db_);
    ASSERT_OK(transaction);
    ASSERT_OK(db_->run("INSERT INTO t (id) VALUES (1)"));
    terminate(*db_);
    EXPECT_EQ(id_of(transaction.value().commit()), "store.io");
    EXPECT_EQ(id_of(db_->query_integer("SELECT 1")), "store.stopped");
    EXPECT_EQ(integer_of(*store_->open(), "SELECT COUNT(*) FROM t"), 0);
}

TEST_F(Postgres, a_connection_lost_during_commit_is_known_to_have_committed_nothing) {
    ASSERT_OK(db_->execute(
        "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';"
        "CREATE CONSTRAINT TRIGGER dying AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()"));
    auto transaction = begin(*db_);
    ASSERT_OK(transaction);
    ASSERT_OK(db_->run("INSERT INTO t (id) VALUES (1)"));
    EXPECT_EQ(id_of(transaction.value().commit()), "store.io");
    EXPECT_EQ(integer_of(*store_->open(), "SELECT COUNT(*) FROM t"), 0);
}

TEST_F(Postgres, a_connection_lost_while_rows_arrive_is_an_error_not_an_end) {
    const auto lost = db_->query("SELECT n FROM generate_series(1, 3000000) n", {}, [&](const Row& row) -> Result<void> {
        if (row.integer(0) == 1) {
            postgres_administer(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE query LIKE 'SELECT n FROM generate_series%' AND pid <> "
                "pg_backend_pid()");
        }
        return {};
    });
    EXPECT_EQ(id_of(lost), "store.io");
}

TEST_F(Postgres, nobody_there_is_an_io_error) {
    const auto refused = open_postgres("host=/nowhere dbname=truce connect_timeout=2");
    ASSERT_EQ(id_of(refused), "store.io");
    EXPECT_EQ(refused.error().code, Errc::io);
}

TEST_F(Postgres, a_database_that_sorts_by_language_is_refused) {
    postgres_administer("CREATE DATABASE by_language TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C'");
    EXPECT_EQ(id_of(open_postgres(conninfo() + " dbname=by_language")), "store.collation");
    postgres_administer("DROP DATABASE by_language");
}

/// Run with a server of its own: the setting is not one connection's.
TEST(PostgresWithoutFsync, is_refused) {
    if (std::getenv("TRUCE_TEST_WITHOUT_FSYNC") == nullptr) GTEST_SKIP() << "the other tests' server syncs";
    EXPECT_EQ(id_of(open_postgres(std::getenv("TRUCE_TEST_POSTGRES"))), "store.not_durable");
}

TEST_F(Postgres, a_search_path_without_a_schema_is_refused) {
    EXPECT_EQ(id_of(open_postgres(conninfo() + " options='-c search_path=nowhere'")), "store.missing");
}

TEST_F(Postgres, stores_of_different_schemas_have_a_writer_each) {
    const auto other = testing::postgres_test_store();
    const auto there = other->open(std::chrono::milliseconds(50));
    auto here = begin(*db_);
    ASSERT_OK(here);
    ASSERT_OK(begin(*there));
}

TEST_F(Postgres, a_value_that_does_not_fit_its_column_is_refused_alike_in_bulk_and_alone) {
    ASSERT_OK(db_->execute("CREATE TABLE small (i INTEGER, s SMALLINT)"));
    const std::int64_t beyond = std::int64_t{1} << 31;
    EXPECT_EQ(id_of(db_->run("INSERT INTO small (i) VALUES ($1)", {beyond})), "store.statement");
    auto transaction = begin(*db_);
    ASSERT_OK(transaction);
    auto bulk = db_->bulk_insert("small", {"i", "s"});
    ASSERT_OK(bulk);
    const Value fits[] = {beyond - 1, -32768};
    ASSERT_OK(bulk.value()->add(fits));
    ASSERT_OK(bulk.value()->finish());
    EXPECT_EQ(integer_of(*db_, "SELECT i FROM small"), beyond - 1);
    EXPECT_EQ(integer_of(*db_, "SELECT s FROM small"), -32768);
    const Value too_large[] = {beyond, 0};
    EXPECT_EQ(id_of(bulk.value()->add(too_large)), "store.statement");
}

}  // namespace
}  // namespace truce
