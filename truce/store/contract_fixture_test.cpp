#include "truce/store/contract_fixture_test.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace truce::testing {
namespace {

class SqliteTestStore final : public TestStore {
public:
    std::unique_ptr<Database> open(std::chrono::milliseconds patience) override {
        SqliteOptions options;
        options.busy_timeout = patience;
        auto opened = open_sqlite(folder_.path() / "store.db", options);
        if (!opened) ADD_FAILURE() << opened.error().text();
        return opened ? std::move(opened).value() : nullptr;
    }

private:
    TemporaryFolder folder_;
};

class PostgresTestStore final : public TestStore {
public:
    explicit PostgresTestStore(std::string conninfo) : conninfo_(std::move(conninfo)) {
        static std::atomic<int> count = 0;
        schema_ = "test_" + std::to_string(getpid()) + "_" + std::to_string(count++);
        postgres_administer("CREATE SCHEMA " + schema_);
    }
    ~PostgresTestStore() override { postgres_administer("DROP SCHEMA " + schema_ + " CASCADE"); }

    std::unique_ptr<Database> open(std::chrono::milliseconds patience) override {
        auto opened = open_postgres(conninfo_ + " options='-c search_path=" + schema_ + "'", {patience});
        if (!opened) ADD_FAILURE() << opened.error().text();
        return opened ? std::move(opened).value() : nullptr;
    }

private:
    std::string conninfo_;
    std::string schema_;
};

}  // namespace

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "truce-store-XXXXXX").string();
    TRUCE_ASSERT(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}
TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::unique_ptr<TestStore> sqlite_test_store() { return std::make_unique<SqliteTestStore>(); }

std::unique_ptr<TestStore> postgres_test_store() {
    const char* conninfo = std::getenv("TRUCE_TEST_POSTGRES");
    if (conninfo == nullptr) return nullptr;
    return std::make_unique<PostgresTestStore>(conninfo);
}

void postgres_administer(const std::string& sql) {
    PGconn* connection = PQconnectdb(std::getenv("TRUCE_TEST_POSTGRES"));
    PQsetNoticeProcessor(connection, [](void*, const char*) {}, nullptr);
    PGresult* result = PQexec(connection, sql.c_str());
    const auto status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) ADD_FAILURE() << PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
}

void OnEachStore::SetUp() {
    store_ = std::string_view(GetParam()) == "postgres" ? postgres_test_store() : sqlite_test_store();
    if (!store_) GTEST_SKIP() << how_to_get_postgres;
    db_ = store_->open();
    ASSERT_TRUE(db_);
}

std::int64_t integer_of(Database& db, std::string_view sql, std::initializer_list<Value> parameters) {
    auto value = db.query_integer(sql, parameters);
    if (!value) {
        ADD_FAILURE() << value.error().text();
        return -1;
    }
    if (!value.value()) ADD_FAILURE() << "no row or null: " << sql;
    return value.value().value_or(-1);
}

}  // namespace truce::testing
