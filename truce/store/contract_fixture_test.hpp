/// A fresh store of either kind for each test.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "truce/store/store.hpp"

namespace truce::testing {

/// A folder that is removed at the end.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    [[nodiscard]] const Path& path() const { return path_; }

private:
    Path path_;
};

/// One store, to which any number of connections can be opened.
class TestStore {
public:
    virtual ~TestStore() = default;
    /// `patience` is the busy timeout.
    virtual std::unique_ptr<Database> open(std::chrono::milliseconds patience = std::chrono::seconds(5)) = 0;
};

/// In a temporary folder.
std::unique_ptr<TestStore> sqlite_test_store();

/// In a new schema of the database named by TRUCE_TEST_POSTGRES, dropped at the end. Null if that is unset.
std::unique_ptr<TestStore> postgres_test_store();
inline constexpr const char* how_to_get_postgres = "no PostgreSQL: run this by tools/with-postgres, which sets TRUCE_TEST_POSTGRES";

/// Runs a statement of an administrator, outside of any store. Precondition: TRUCE_TEST_POSTGRES is set.
void postgres_administer(const std::string& sql);

/// The parametrised tests run once for each kind of store.
class OnEachStore : public ::testing::TestWithParam<const char*> {
protected:
    void SetUp() override;
    Database& db() { return *db_; }

    std::unique_ptr<TestStore> store_;
    std::unique_ptr<Database> db_;
};

/// The one integer of a query, which must succeed.
std::int64_t integer_of(Database& db, std::string_view sql, std::initializer_list<Value> parameters = {});
/// The ids of the errors, "" for success.
template <typename T>
std::string id_of(const Result<T>& result) {
    return result.ok() ? std::string() : result.error().id;
}

}  // namespace truce::testing

#define ASSERT_OK(expression) \
    if (auto&& truce_checked = (expression); !truce_checked) FAIL() << truce_checked.error().text()
