/// The contract of truce/store/store.hpp, the same for SQLite and PostgreSQL.
#include "truce/store/store.hpp"

#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <thread>

#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using std::chrono::milliseconds;
using testing::id_of;
using testing::integer_of;
using testing::OnEachStore;

class Store : public OnEachStore {
protected:
    void SetUp() override {
        OnEachStore::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        ASSERT_OK(
            db().execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, n BIGINT, t TEXT, b BYTEA);"
                         "CREATE TABLE named (name TEXT NOT NULL PRIMARY KEY, size BIGINT NOT NULL CHECK (size >= 0))"));
    }
    Result<std::int64_t> add_named(Database& to, std::string_view name, std::int64_t size) {
        return to.run("INSERT INTO named (name, size) VALUES ($1, $2)", {Value::text(name), size});
    }
    std::int64_t count_named(Database& from) { return integer_of(from, "SELECT COUNT(*) FROM named"); }
};
INSTANTIATE_TEST_SUITE_P(On, Store, ::testing::Values("sqlite", "postgres"), [](const auto& kind) { return std::string(kind.param); });

/// A row of table thing as plain values.
struct Thing {
    std::optional<std::int64_t> n;
    std::optional<std::string> t;
    std::optional<std::string> b;
    friend bool operator==(const Thing&, const Thing&) = default;
};
std::ostream& operator<<(std::ostream& out, const Thing& thing) {
    return out << "{" << thing.n.value_or(-1) << "," << thing.t.value_or("null") << "," << thing.b.value_or("null") << "}";
}

Value text_or_null(const std::optional<std::string>& text) { return text ? Value::text(*text) : Value::null(); }
Value bytes_or_null(const std::optional<std::string>& bytes) { return bytes ? Value::bytes(*bytes) : Value::null(); }

Thing thing_of(const Row& row) {
    Thing thing;
    if (!row.is_null(0)) thing.n = row.integer(0);
    if (!row.is_null(1)) thing.t = row.text(1);
    if (!row.is_null(2)) thing.b = row.bytes(2);
    return thing;
}

std::vector<Thing> all_things(Database& db) {
    std::vector<Thing> things;
    auto read = db.query("SELECT n, t, b FROM thing ORDER BY id", {}, [&](const Row& row) {
        things.push_back(thing_of(row));
        return Result<void>();
    });
    EXPECT_EQ(id_of(read), "");
    return things;
}

Result<std::int64_t> insert(Database& db, std::int64_t id, const Thing& thing) {
    return db.run("INSERT INTO thing (id, n, t, b) VALUES ($1, $2, $3, $4)",
                  {id, Value::maybe(thing.n), text_or_null(thing.t), bytes_or_null(thing.b)});
}

/// UTF-8 of any characters but NUL, of one to four bytes each.
std::string as_text(const std::vector<std::uint32_t>& seeds) {
    static constexpr std::string_view alphabet[] = {"a", "Z", "0", " ", "'",      "\\", "\x7f", "\n",
                                                    "é", "ب", "ж", "€", "\uffff", "😀", "ǆ",    "ß"};
    std::string text;
    for (const auto seed : seeds) text += alphabet[seed % std::size(alphabet)];
    return text;
}
rc::Gen<std::string> any_text() { return rc::gen::map(rc::gen::arbitrary<std::vector<std::uint32_t>>(), as_text); }

std::optional<std::string> if_chosen(bool chosen, std::string text) { return chosen ? std::optional(std::move(text)) : std::nullopt; }
Thing any_thing() {
    Thing thing;
    if (*rc::gen::arbitrary<bool>()) thing.n = *rc::gen::arbitrary<std::int64_t>();
    thing.t = if_chosen(*rc::gen::arbitrary<bool>(), *any_text());
    thing.b = if_chosen(*rc::gen::arbitrary<bool>(), *rc::gen::arbitrary<std::string>());
    return thing;
}

// ---------------------------------------------------------------------------------------- values

TEST_P(Store, gives_back_every_value_as_it_was_put_in) {
    EXPECT_TRUE(rc::check([&] {
        const auto thing = any_thing();
        auto added = db().run("DELETE FROM thing");
        RC_ASSERT(added.ok());
        added = insert(db(), 1, thing);
        RC_ASSERT(added.ok());
        RC_ASSERT(all_things(db()) == std::vector{thing});
    }));
}

TEST_P(Store, keeps_the_limits_of_integers_and_tells_empty_from_null) {
    const Thing things[] = {{std::numeric_limits<std::int64_t>::min(), "", ""},
                            {std::numeric_limits<std::int64_t>::max(), "مرحبا Привет", std::string("\0\xff\0", 3)},
                            {std::nullopt, std::nullopt, std::nullopt},
                            {0, "t", std::string(1 << 20, '\x80')}};
    for (std::int64_t id = 0; id < 4; ++id) ASSERT_OK(insert(db(), id, things[id]));
    const auto read = all_things(db());
    ASSERT_EQ(read.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_TRUE(read[i] == things[i]) << i;
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM thing WHERE b IS NULL"), 1);
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM thing WHERE t = $1", {Value::text("")}), 1);
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM thing WHERE b = $1", {Value::bytes({})}), 1);
}

TEST_P(Store, binds_parameters_by_number_wherever_they_stand_and_however_often) {
    std::vector<std::int64_t> read;
    ASSERT_OK(db().query("SELECT $2 - $1, $1 + $1, $3", {7, 10, 5}, [&](const Row& row) {
        EXPECT_EQ(row.columns(), 3);
        for (int col = 0; col < 3; ++col) read.push_back(row.integer(col));
        return Result<void>();
    }));
    EXPECT_EQ(read, (std::vector<std::int64_t>{3, 14, 5}));
}

TEST_P(Store, counts_and_casts_alike) {
    for (std::int64_t i = 1; i <= 3; ++i) ASSERT_OK(insert(db(), i, {i * 4'000'000'000, "abc", std::nullopt}));
    EXPECT_EQ(integer_of(db(), "SELECT CAST(SUM(n) AS BIGINT) FROM thing"), 24'000'000'000);
    EXPECT_EQ(integer_of(db(), "SELECT MAX(id) FROM thing"), 3);
    EXPECT_EQ(integer_of(db(), "SELECT LENGTH(substr(t, CAST($1 AS INTEGER))) FROM thing WHERE id = $2", {2, 1}), 2);
    auto nothing = db().query_integer("SELECT MAX(n) FROM thing WHERE id > 9");
    ASSERT_OK(nothing);
    EXPECT_FALSE(nothing.value().has_value());
    EXPECT_EQ(integer_of(db(), "SELECT n FROM thing ORDER BY id LIMIT $1", {1}), 4'000'000'000);
}

TEST_P(Store, orders_text_and_bytes_by_byte) {
    EXPECT_TRUE(rc::check([&] {
        auto texts = *rc::gen::container<std::vector<std::string>>(any_text());
        auto transaction = begin(db());
        ASSERT_OK(transaction);
        std::int64_t id = 0;
        for (const auto& text : texts) ASSERT_OK(insert(db(), id++, {0, text, text}));
        std::sort(texts.begin(), texts.end());
        for (const bool as_bytes : {false, true}) {
            std::vector<std::string> read;
            ASSERT_OK(db().query(as_bytes ? "SELECT b FROM thing ORDER BY b" : "SELECT t FROM thing ORDER BY t", {}, [&](const Row& row) {
                read.emplace_back(as_bytes ? row.bytes(0) : row.text(0));
                return Result<void>();
            }));
            RC_ASSERT(read == texts);
        }
    }));
}

TEST_P(Store, refuses_text_with_nul_or_not_utf8_before_the_database_sees_it) {
    ASSERT_OK(add_named(db(), "kept", 1));
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    EXPECT_EQ(id_of(add_named(db(), std::string_view("a\0b", 3), 1)), "store.nul");
    EXPECT_EQ(id_of(add_named(db(), "\xff", 1)), "store.utf8");
    EXPECT_EQ(id_of(db().query("SELECT $1", {Value::text("\xc0\x80")}, [](const Row&) { return Result<void>(); })), "store.utf8");
    // Nothing was sent, so the transaction goes on.
    ASSERT_OK(add_named(db(), "also kept", 1));
    ASSERT_OK(transaction.value().commit());
    EXPECT_EQ(count_named(db()), 2);
}

TEST_P(Store, says_when_a_column_is_not_of_the_kind_asked_for) {
    ASSERT_OK(insert(db(), 1, {5, "five", std::nullopt}));
    const auto ask = [&](auto look) {
        return id_of(db().query("SELECT n, t, b FROM thing", {}, [&](const Row& row) {
            look(row);
            return Result<void>();
        }));
    };
    EXPECT_EQ(ask([](const Row& row) { EXPECT_EQ(row.integer(1), 0); }), "store.column");
    EXPECT_EQ(ask([](const Row& row) { EXPECT_EQ(row.text(0), ""); }), "store.column");
    EXPECT_EQ(ask([](const Row& row) { EXPECT_EQ(row.bytes(1), ""); }), "store.column");
    EXPECT_EQ(ask([](const Row& row) { EXPECT_EQ(row.bytes(2), ""); }), "store.column");
    EXPECT_EQ(ask([](const Row& row) { EXPECT_EQ(row.text(1), "five"); }), "");
}

// ------------------------------------------------------------------------------- statements, errors

TEST_P(Store, says_how_many_rows_changed) {
    EXPECT_EQ(add_named(db(), "a", 1).value(), 1);
    EXPECT_EQ(add_named(db(), "b", 1).value(), 1);
    EXPECT_EQ(db().run("UPDATE named SET size = size + $1", {2}).value(), 2);
    EXPECT_EQ(db().run("UPDATE named SET size = 0 WHERE name = $1", {Value::text("nobody")}).value(), 0);
    EXPECT_EQ(db().run("INSERT INTO named (name, size) VALUES ($1, 1) ON CONFLICT (name) DO NOTHING", {Value::text("a")}).value(), 0);
    EXPECT_EQ(db().run("CREATE TABLE other (id BIGINT PRIMARY KEY)").value(), 0);
    EXPECT_EQ(db().run("DELETE FROM named").value(), 2);
}

TEST_P(Store, upserts) {
    constexpr std::string_view upsert =
        "INSERT INTO named (name, size) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET size = named.size + excluded.size";
    ASSERT_OK(db().run(upsert, {Value::text("a"), 1}));
    ASSERT_OK(db().run(upsert, {Value::text("a"), 10}));
    EXPECT_EQ(integer_of(db(), "SELECT size FROM named"), 11);
}

TEST_P(Store, a_row_that_breaks_a_rule_is_a_conflict_and_leaves_nothing) {
    ASSERT_OK(db().execute("CREATE TABLE part (id BIGINT PRIMARY KEY, owner TEXT NOT NULL REFERENCES named (name))"));
    ASSERT_OK(add_named(db(), "a", 1));
    for (const auto& refused : {add_named(db(), "a", 1), add_named(db(), "b", -1),
                                db().run("INSERT INTO named (name, size) VALUES ($1, $2)", {Value::text("c"), Value::null()}),
                                db().run("INSERT INTO part (id, owner) VALUES (1, $1)", {Value::text("nobody")})}) {
        ASSERT_EQ(id_of(refused), "store.constraint");
        EXPECT_EQ(refused.error().code, Errc::conflict);
    }
    EXPECT_EQ(count_named(db()), 1);
    ASSERT_OK(add_named(db(), "b", 1));
}

TEST_P(Store, a_statement_it_does_not_understand_is_refused_and_the_next_one_runs) {
    EXPECT_EQ(id_of(db().run("INSERT INTO nowhere VALUES (1)")), "store.statement");
    EXPECT_EQ(id_of(db().run("SELEKT 1")), "store.statement");
    EXPECT_EQ(id_of(db().query("SELECT 1; SELECT 2", {}, [](const Row&) { return Result<void>(); })), "store.statement");
    EXPECT_EQ(id_of(db().query("SELECT $1 + $2", {1}, [](const Row&) { return Result<void>(); })), "store.statement");
    EXPECT_EQ(id_of(db().execute("CREATE TABLE half (id BIGINT); CREATE GARBAGE")), "store.statement");
    EXPECT_FALSE(db().has_table("half").value());
    ASSERT_OK(add_named(db(), "a", 1));
}

TEST_P(Store, a_prepared_statement_works_again_after_an_error) {
    ASSERT_OK(add_named(db(), "a", 1));
    EXPECT_EQ(id_of(add_named(db(), "a", 1)), "store.constraint");
    ASSERT_OK(add_named(db(), "b", 2));
    EXPECT_EQ(integer_of(db(), "SELECT size FROM named WHERE name = $1", {Value::text("b")}), 2);
}

TEST_P(Store, uses_a_statement_for_null_and_for_values) {
    for (std::int64_t id = 0; id < 6; ++id) {
        const bool none = id % 2 == 0;
        ASSERT_OK(insert(db(), id, none ? Thing{} : Thing{id, "t", "b"}));
    }
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM thing WHERE n IS NULL AND t IS NULL AND b IS NULL"), 3);
}

TEST_P(Store, keeps_working_with_more_statements_than_it_remembers) {
    for (std::int64_t i = 0; i < 600; ++i) EXPECT_EQ(integer_of(db(), "SELECT $1 + " + std::to_string(i), {i}), 2 * i);
}

TEST_P(Store, follows_a_table_that_was_made_anew) {
    const std::string all = "SELECT * FROM changing";
    ASSERT_OK(db().execute("CREATE TABLE changing (a BIGINT); INSERT INTO changing VALUES (1)"));
    EXPECT_EQ(integer_of(db(), all), 1);
    ASSERT_OK(db().execute("DROP TABLE changing; CREATE TABLE changing (a TEXT, b BIGINT); INSERT INTO changing VALUES ('x', 2)"));
    auto found = db().query_one(all, {}, [](const Row& row) {
        EXPECT_EQ(row.text(0), "x");
        EXPECT_EQ(row.integer(1), 2);
        return Result<void>();
    });
    ASSERT_OK(found);
    EXPECT_TRUE(found.value());
}

// ---------------------------------------------------------------------------------------- queries

TEST_P(Store, a_commit_that_is_durable_with_the_next_is_seen_at_once_and_rolls_back_alike) {
    ASSERT_OK(db().execute("CREATE TABLE later (n BIGINT PRIMARY KEY)"));
    const auto other = store_->open();
    for (const Durability durability : {Durability::with_the_next, Durability::now, Durability::with_the_next}) {
        const std::int64_t before = testing::integer_of(*other, "SELECT COUNT(*) FROM later");
        {
            auto transaction = begin(db(), durability);
            ASSERT_OK(transaction);
            ASSERT_OK(db().run("INSERT INTO later VALUES ($1)", {Value(before)}));
            ASSERT_OK(transaction->commit());
        }
        EXPECT_EQ(testing::integer_of(*other, "SELECT COUNT(*) FROM later"), before + 1);
        {
            auto transaction = begin(db(), durability);
            ASSERT_OK(transaction);
            ASSERT_OK(db().run("INSERT INTO later VALUES ($1)", {Value(before + 1)}));
        }
        EXPECT_EQ(testing::integer_of(*other, "SELECT COUNT(*) FROM later"), before + 1);
    }
}

TEST_P(Store, an_error_of_the_callback_ends_the_query_and_nothing_else) {
    for (std::int64_t id = 0; id < 100; ++id) ASSERT_OK(insert(db(), id, {id, std::nullopt, std::nullopt}));
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    int seen = 0;
    auto stopped = db().query("SELECT id FROM thing ORDER BY id", {}, [&](const Row& row) -> Result<void> {
        ++seen;
        if (row.integer(0) == 3) return Error{Errc::invalid, "test.enough", "enough", {}, {}};
        return {};
    });
    EXPECT_EQ(id_of(stopped), "test.enough");
    EXPECT_EQ(seen, 4);
    ASSERT_OK(add_named(db(), "after", 1));
    ASSERT_OK(transaction.value().commit());
    EXPECT_EQ(count_named(db()), 1);
}

TEST_P(Store, a_callback_may_query_and_write_elsewhere) {
    for (std::int64_t id = 0; id < 50; ++id) ASSERT_OK(insert(db(), id, {id, std::nullopt, std::nullopt}));
    constexpr std::string_view smaller = "SELECT COUNT(*) FROM thing WHERE id < $1";
    std::int64_t expected = 0;
    ASSERT_OK(db().query("SELECT id FROM thing ORDER BY id", {}, [&](const Row& row) -> Result<void> {
        const auto id = row.integer(0);
        EXPECT_EQ(id, expected++);
        EXPECT_EQ(integer_of(db(), smaller, {id}), id);
        TRUCE_TRY(db().query(smaller, {id}, [&](const Row& outer) -> Result<void> {
            EXPECT_EQ(integer_of(db(), smaller, {10}), 10);  // the same text, while it is in use
            EXPECT_EQ(outer.integer(0), id);
            return {};
        }));
        TRUCE_TRY(add_named(db(), "n" + std::to_string(id), id));
        EXPECT_EQ(row.integer(0), id);
        return {};
    }));
    EXPECT_EQ(expected, 50);
    EXPECT_EQ(count_named(db()), 50);
}

TEST_P(Store, one_row_is_asked_for_and_several_are_noticed) {
    const auto ignore = [](const Row&) { return Result<void>(); };
    EXPECT_FALSE(db().query_one("SELECT 1 FROM named", {}, ignore).value());
    ASSERT_OK(add_named(db(), "a", 1));
    EXPECT_TRUE(db().query_one("SELECT 1 FROM named", {}, ignore).value());
    ASSERT_OK(add_named(db(), "b", 1));
    EXPECT_EQ(id_of(db().query_one("SELECT 1 FROM named", {}, ignore)), "store.rows");
}

TEST_P(Store, knows_its_tables) {
    EXPECT_TRUE(db().has_table("named").value());
    EXPECT_FALSE(db().has_table("unnamed").value());
}

TEST_P(Store, makes_tables_that_lie_in_the_order_of_their_key) {
    ASSERT_OK(db().execute(R"(
        CREATE TABLE one (t TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (t, n)) WITHOUT ROWID;
        CREATE TABLE two (n BIGINT NOT NULL PRIMARY KEY) WITHOUT ROWID;
    )"));
    ASSERT_OK(db().run("INSERT INTO one (t, n) VALUES ('b', 1), ('a', 2), ('a', 1)"));
    EXPECT_EQ(id_of(db().run("INSERT INTO one (t, n) VALUES ('a', 2)")), "store.constraint");
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM one WHERE (t, n) IN (SELECT t, n FROM one WHERE n > $1)", {1}), 1);
    EXPECT_TRUE(db().has_table("two").value());
}

// ----------------------------------------------------------------------------------- transactions

TEST_P(Store, an_uncommitted_transaction_is_rolled_back) {
    {
        auto transaction = begin(db());
        ASSERT_OK(transaction);
        EXPECT_TRUE(db().in_transaction());
        ASSERT_OK(add_named(db(), "a", 1));
        EXPECT_EQ(count_named(db()), 1);
    }
    EXPECT_FALSE(db().in_transaction());
    EXPECT_EQ(count_named(db()), 0);
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    ASSERT_OK(add_named(db(), "b", 1));
    ASSERT_OK(transaction.value().commit());
    EXPECT_EQ(count_named(db()), 1);
    EXPECT_EQ(count_named(*store_->open()), 1);
}

TEST_P(Store, after_an_error_a_transaction_can_only_be_rolled_back) {
    {
        auto transaction = begin(db());
        ASSERT_OK(transaction);
        ASSERT_OK(add_named(db(), "a", 1));
        EXPECT_EQ(id_of(add_named(db(), "a", 1)), "store.constraint");
        EXPECT_EQ(id_of(add_named(db(), "b", 1)), "store.transaction_failed");
        EXPECT_EQ(id_of(db().query_integer("SELECT 1")), "store.transaction_failed");
        EXPECT_EQ(id_of(transaction.value().commit()), "store.transaction_failed");
    }
    EXPECT_EQ(count_named(db()), 0);
    ASSERT_OK(add_named(db(), "c", 1));
}

TEST_P(Store, a_commit_that_breaks_a_deferred_rule_commits_nothing) {
    ASSERT_OK(db().execute("CREATE TABLE part (id BIGINT PRIMARY KEY, owner TEXT REFERENCES named (name) DEFERRABLE INITIALLY DEFERRED)"));
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    ASSERT_OK(add_named(db(), "a", 1));
    ASSERT_OK(db().run("INSERT INTO part (id, owner) VALUES (1, 'nobody')"));
    EXPECT_EQ(id_of(transaction.value().commit()), "store.constraint");
    EXPECT_FALSE(db().in_transaction());
    EXPECT_EQ(count_named(db()), 0);
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM part"), 0);
    ASSERT_OK(add_named(db(), "b", 1));
}

TEST_P(Store, nothing_writes_outside_a_write_transaction) {
    ASSERT_OK(add_named(db(), "a", 1));
    const auto write = [&] { return id_of(db().query("DELETE FROM named RETURNING name", {}, [](const Row&) { return Result<void>(); })); };
    EXPECT_EQ(write(), "store.read_only");
    {
        auto reading = begin_read(db());
        ASSERT_OK(reading);
        EXPECT_EQ(id_of(add_named(db(), "b", 1)), "store.read_only");
        EXPECT_EQ(id_of(db().execute("DROP TABLE named")), "store.read_only");
        EXPECT_EQ(write(), "store.read_only");
    }
    EXPECT_EQ(count_named(db()), 1);
    auto writing = begin(db());
    ASSERT_OK(writing);
    EXPECT_EQ(write(), "");
    ASSERT_OK(writing.value().commit());
    EXPECT_EQ(count_named(db()), 0);
}

TEST_P(Store, a_second_writer_waits_and_then_is_told_that_the_store_is_busy) {
    const auto other = store_->open(milliseconds(50));
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    ASSERT_OK(add_named(db(), "a", 1));
    EXPECT_EQ(id_of(begin(*other)), "store.busy");
    const auto refused = add_named(*other, "b", 1);
    EXPECT_EQ(id_of(refused), "store.busy");
    EXPECT_EQ(refused.error().code, Errc::busy);
    ASSERT_OK(transaction.value().commit());
    ASSERT_OK(add_named(*other, "b", 1));
    EXPECT_EQ(count_named(db()), 2);
}

TEST_P(Store, a_reader_neither_waits_nor_sees_what_is_not_committed) {
    const auto other = store_->open(milliseconds(50));
    ASSERT_OK(add_named(db(), "before", 1));
    auto writing = begin(db());
    ASSERT_OK(writing);
    ASSERT_OK(add_named(db(), "uncommitted", 1));
    EXPECT_EQ(count_named(*other), 1);
    auto reading = begin_read(*other);
    ASSERT_OK(reading);
    ASSERT_OK(writing.value().commit());
    EXPECT_EQ(count_named(*other), 1);  // its snapshot is older than the commit, and than its own first query
    ASSERT_OK(reading.value().commit());
    EXPECT_EQ(count_named(*other), 2);
}

TEST_P(Store, a_writer_sees_all_that_writers_before_it_committed) {
    constexpr int writers = 4;
    constexpr int each = 25;
    ASSERT_OK(add_named(db(), "counter", 0));
    std::vector<std::unique_ptr<Database>> stores;
    for (int i = 0; i < writers; ++i) stores.push_back(store_->open());
    std::vector<std::thread> threads;
    for (auto& store : stores) {
        threads.emplace_back([&store] {
            for (int i = 0; i < each; ++i) {
                auto transaction = begin(*store);
                ASSERT_OK(transaction);
                const auto size = integer_of(*store, "SELECT size FROM named");
                ASSERT_OK(store->run("UPDATE named SET size = $1", {size + 1}));
                ASSERT_OK(transaction.value().commit());
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(integer_of(db(), "SELECT size FROM named"), writers * each);
}

// ------------------------------------------------------------------------------------ bulk insert

TEST_P(Store, bulk_insert_does_what_single_inserts_do) {
    EXPECT_TRUE(rc::check([&] {
        std::vector<Thing> things(*rc::gen::inRange<std::size_t>(0, 30));
        for (auto& thing : things) thing = any_thing();
        ASSERT_OK(db().run("DELETE FROM thing"));
        auto transaction = begin(db());
        ASSERT_OK(transaction);
        auto bulk = db().bulk_insert("thing", {"id", "n", "t", "b"});
        ASSERT_OK(bulk);
        std::int64_t id = 0;
        for (const auto& thing : things) {
            const Value row[] = {id++, Value::maybe(thing.n), text_or_null(thing.t), bytes_or_null(thing.b)};
            ASSERT_OK(bulk.value()->add(row));
        }
        ASSERT_OK(bulk.value()->finish());
        ASSERT_OK(transaction.value().commit());
        RC_ASSERT(all_things(db()) == things);
    }));
}

TEST_P(Store, several_bulk_inserts_take_rows_in_turn_and_go_on_after_finish) {
    constexpr std::int64_t rows = 20'000;  // several blocks
    const std::string filler(40, 'x');
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    auto things = db().bulk_insert("thing", {"b", "id"});
    auto names = db().bulk_insert("named", {"name", "size"});
    ASSERT_OK(things);
    ASSERT_OK(names);
    for (std::int64_t i = 0; i < rows; ++i) {
        const auto name = "n" + std::to_string(i);
        const Value thing[] = {Value::bytes(filler), i};
        const Value named[] = {Value::text(name), i};
        ASSERT_OK(things.value()->add(thing));
        ASSERT_OK(names.value()->add(named));
        if (i == rows / 2) {
            ASSERT_OK(names.value()->finish());
            EXPECT_EQ(count_named(db()), i + 1);
        }
    }
    ASSERT_OK(things.value()->finish());
    ASSERT_OK(names.value()->finish());
    ASSERT_OK(transaction.value().commit());
    EXPECT_EQ(count_named(db()), rows);
    EXPECT_EQ(integer_of(db(), "SELECT CAST(SUM(size) AS BIGINT) FROM named"), rows * (rows - 1) / 2);
    EXPECT_EQ(integer_of(db(), "SELECT COUNT(*) FROM thing WHERE b = $1 AND n IS NULL", {Value::bytes(filler)}), rows);
}

TEST_P(Store, a_refused_row_in_bulk_is_reported_by_finish_at_the_latest_and_nothing_lands) {
    ASSERT_OK(add_named(db(), "a", 1));
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    auto bulk = db().bulk_insert("named", {"name", "size"});
    ASSERT_OK(bulk);
    const Value fresh[] = {Value::text("b"), 1};
    const Value doubled[] = {Value::text("a"), 1};
    const Value nul[] = {Value::text(std::string_view("\0", 1)), 1};
    EXPECT_EQ(id_of(bulk.value()->add(nul)), "store.nul");
    ASSERT_OK(bulk.value()->add(fresh));
    auto refused = bulk.value()->add(doubled);
    if (refused) refused = bulk.value()->finish();
    EXPECT_EQ(id_of(refused), "store.constraint");
    EXPECT_EQ(id_of(bulk.value()->finish()), "store.transaction_failed");
    EXPECT_EQ(id_of(transaction.value().commit()), "store.transaction_failed");
    EXPECT_EQ(count_named(db()), 1);
}

TEST_P(Store, rows_left_unfinished_keep_the_transaction_from_committing) {
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    {
        auto bulk = db().bulk_insert("named", {"name", "size"});
        ASSERT_OK(bulk);
        const Value row[] = {Value::text("a"), 1};
        ASSERT_OK(bulk.value()->add(row));
    }
    EXPECT_EQ(id_of(transaction.value().commit()), "store.transaction_failed");
    EXPECT_EQ(count_named(db()), 0);
}

TEST_P(Store, bulk_insert_into_nothing_is_refused) {
    auto transaction = begin(db());
    ASSERT_OK(transaction);
    EXPECT_EQ(id_of(db().bulk_insert("nowhere", {"id"})), "store.statement");
    EXPECT_EQ(id_of(transaction.value().commit()), "store.transaction_failed");
}

}  // namespace
}  // namespace truce
