#include "truce/store/schema.hpp"

#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::id_of;
using testing::integer_of;

class Schema : public testing::OnEachStore {};
INSTANTIATE_TEST_SUITE_P(On, Schema, ::testing::Values("sqlite", "postgres"), [](const auto& kind) { return std::string(kind.param); });

constexpr std::string_view create = "CREATE TABLE kept (id BIGINT PRIMARY KEY)";
constexpr std::string_view drop_view = "DROP TABLE IF EXISTS seen";
constexpr std::string_view create_view = "CREATE TABLE seen (id BIGINT PRIMARY KEY)";

TEST_P(Schema, tables_are_made_once_and_kept) {
    ASSERT_OK(ensure_schema(db(), "log", 3, create));
    ASSERT_OK(db().run("INSERT INTO kept (id) VALUES (1)"));
    ASSERT_OK(ensure_schema(db(), "log", 3, create));
    ASSERT_OK(ensure_schema(*store_->open(), "log", 3, create));
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM kept"), 1);
    EXPECT_EQ(integer_of(db(), "SELECT version FROM schema_version WHERE module = 'log'"), 3);
}

TEST_P(Schema, tables_of_a_newer_and_of_an_older_program_are_refused_untouched) {
    ASSERT_OK(ensure_schema(db(), "log", 3, create));
    const auto newer = ensure_schema(db(), "log", 2, create);
    ASSERT_EQ(id_of(newer), "store.newer");
    EXPECT_EQ(newer.error().code, Errc::conflict);
    EXPECT_NE(newer.error().what.find("written by a newer truce"), std::string::npos);
    EXPECT_EQ(id_of(ensure_schema(db(), "log", 4, create)), "store.older");
    EXPECT_EQ(integer_of(db(), "SELECT version FROM schema_version"), 3);
}

TEST_P(Schema, tables_that_cannot_be_made_leave_no_trace) {
    EXPECT_EQ(id_of(ensure_schema(db(), "log", 1, "CREATE TABLE kept (id BIGINT); CREATE RUBBISH")), "store.statement");
    EXPECT_FALSE(db().has_table("kept").value());
    EXPECT_FALSE(db().has_table("schema_version").value());
}

TEST_P(Schema, a_view_of_another_version_is_made_anew) {
    EXPECT_EQ(ensure_view(db(), "fold", 2, drop_view, create_view).value(), ViewState::rebuilt);
    ASSERT_OK(db().run("INSERT INTO seen (id) VALUES (1)"));
    EXPECT_EQ(ensure_view(db(), "fold", 2, drop_view, create_view).value(), ViewState::current);
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM seen"), 1);
    for (const std::int64_t other : {3, 1}) {
        EXPECT_EQ(ensure_view(db(), "fold", other, drop_view, create_view).value(), ViewState::rebuilt);
        EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM seen"), 0);
        ASSERT_OK(db().run("INSERT INTO seen (id) VALUES (1)"));
    }
}

TEST_P(Schema, a_view_is_rebuilt_with_its_refilling_or_not_at_all) {
    ASSERT_OK(ensure_view(db(), "fold", 1, drop_view, create_view));
    ASSERT_OK(db().run("INSERT INTO seen (id) VALUES (1)"));
    {
        auto transaction = begin(db());
        ASSERT_OK(transaction);
        EXPECT_EQ(ensure_view(db(), "fold", 2, drop_view, create_view).value(), ViewState::rebuilt);
        // the refilling fails: the transaction is rolled back
    }
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM seen"), 1);
    EXPECT_EQ(ensure_view(db(), "fold", 1, drop_view, create_view).value(), ViewState::current);
}

TEST_P(Schema, a_reader_compares_and_never_makes) {
    ASSERT_OK(ensure_schema(db(), "log", 1, create));
    auto reading = begin_read(db());
    ASSERT_OK(reading);
    ASSERT_OK(ensure_schema(db(), "log", 1, create));
    EXPECT_EQ(id_of(ensure_schema(db(), "other", 1, "CREATE TABLE other (id BIGINT)")), "store.missing");
    EXPECT_EQ(id_of(ensure_view(db(), "fold", 1, drop_view, create_view)), "store.missing");
    EXPECT_FALSE(db().has_table("other").value());
}

}  // namespace
}  // namespace truce
