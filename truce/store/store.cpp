#include "truce/store/store.hpp"

#include <algorithm>

#include "truce/store/driver.hpp"

namespace truce {
namespace {

std::span<const Value> as_span(std::initializer_list<Value> list) { return {list.begin(), list.size()}; }

Error only_reading() { return driver::failure(driver::Failure::read_only, "a statement that writes needs a write transaction"); }

Error second_row(std::string_view sql) {
    return {Errc::corrupt, "store.rows", "an answer that must be one row has several", std::string(sql), "Verify the store"};
}

}  // namespace

Transaction::Transaction(Transaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}

Transaction::~Transaction() {
    if (db_ != nullptr) db_->abandon_transaction();
}

Result<void> Transaction::commit() {
    TRUCE_ASSERT(db_ != nullptr);
    return std::exchange(db_, nullptr)->finish_transaction();
}

Result<Transaction> begin(Database& db, Durability durability) {
    TRUCE_TRY(db.start(Database::State::writing, durability));
    return Transaction(db);
}

Result<Transaction> begin_read(Database& db) {
    TRUCE_TRY(db.start(Database::State::reading));
    return Transaction(db);
}

Result<void> Database::start(State state, Durability durability) {
    TRUCE_ASSERT(state_ == State::idle);
    TRUCE_TRY(usable());
    auto begun = do_begin(state, durability);
    if (begun) {
        state_ = state;
        ++transaction_;
        inserts_pending_ = 0;
    } else {
        note_failure(begun.error());
    }
    return begun;
}

Result<void> Database::finish_transaction() {
    if (auto fit = usable(); !fit) {
        abandon_transaction();
        return fit;
    }
    TRUCE_ASSERT(inserts_pending_ == 0);
    auto committed = do_commit(state_);
    if (!committed) note_failure(committed.error());
    state_ = State::idle;
    failed_.reset();
    return committed;
}

void Database::abandon_transaction() {
    do_rollback(state_);
    state_ = State::idle;
    failed_.reset();
}

Result<void> Database::usable() const {
    if (stopped_) {
        return Error{Errc::io, "store.stopped", "the store is not used any more since " + stopped_->what, {}, "Open the store again"};
    }
    if (failed_) {
        return Error{Errc::conflict,
                     "store.transaction_failed",
                     "an earlier statement of this transaction failed: " + failed_->what,
                     {},
                     "Roll the transaction back"};
    }
    return {};
}

void Database::note_failure(const Error& error) {
    if (state_ != State::idle && !failed_) failed_ = error;
    if (!stopped_ && (error.id == "store.io" || error.id == "store.commit_unknown")) stopped_ = error;
}

void Database::PendingRows::mark() {
    TRUCE_ASSERT(db_.state_ == State::writing && db_.transaction_ == transaction_);
    if (!std::exchange(pending_, true)) ++db_.inserts_pending_;
}

void Database::PendingRows::clear() {
    if (std::exchange(pending_, false)) --db_.inserts_pending_;
}

Database::PendingRows::~PendingRows() {
    if (!pending_ || db_.state_ == State::idle || db_.transaction_ != transaction_) return;
    clear();
    db_.note_failure(driver::failure(driver::Failure::statement, "rows were added in bulk and left unfinished"));
}

Result<void> Database::execute(std::string_view sql) {
    TRUCE_TRY(usable());
    if (state_ == State::reading) return only_reading();
    if (state_ == State::idle) {
        TRUCE_ASSIGN(auto transaction, begin(*this));
        TRUCE_TRY(execute(sql));
        return transaction.commit();
    }
    auto done = do_execute(sql);
    if (!done) note_failure(done.error());
    return done;
}

Result<std::int64_t> Database::run(std::string_view sql, std::span<const Value> parameters) {
    TRUCE_TRY(driver::check_parameters(parameters));
    TRUCE_TRY(usable());
    if (state_ == State::reading) return only_reading();
    if (state_ == State::idle) {
        TRUCE_ASSIGN(auto transaction, begin(*this));
        TRUCE_ASSIGN(auto rows, run(sql, parameters));
        TRUCE_TRY(transaction.commit());
        return rows;
    }
    auto rows = do_run(sql, parameters);
    if (!rows) note_failure(rows.error());
    return rows;
}

Result<std::int64_t> Database::run(std::string_view sql, std::initializer_list<Value> parameters) { return run(sql, as_span(parameters)); }

Result<void> Database::query(std::string_view sql, std::span<const Value> parameters, RowCallback each) {
    TRUCE_TRY(driver::check_parameters(parameters));
    TRUCE_TRY(usable());
    bool stopped_by_callback = false;
    auto done = do_query(sql, parameters, each, stopped_by_callback);
    if (!done && !stopped_by_callback) note_failure(done.error());
    return done;
}

Result<void> Database::query(std::string_view sql, std::initializer_list<Value> parameters, RowCallback each) {
    return query(sql, as_span(parameters), each);
}

Result<bool> Database::query_one(std::string_view sql, std::initializer_list<Value> parameters, RowCallback each) {
    bool found = false;
    TRUCE_TRY(query(sql, parameters, [&](const Row& row) -> Result<void> {
        if (std::exchange(found, true)) return second_row(sql);
        return each(row);
    }));
    return found;
}

Result<std::optional<std::int64_t>> Database::query_integer(std::string_view sql, std::initializer_list<Value> parameters) {
    std::optional<std::int64_t> value;
    TRUCE_TRY(query_one(sql, parameters, [&](const Row& row) -> Result<void> {
        if (!row.is_null(0)) value = row.integer(0);
        return {};
    }));
    return value;
}

Result<std::unique_ptr<BulkInsert>> Database::bulk_insert(std::string_view table, std::span<const std::string_view> columns) {
    TRUCE_ASSERT(state_ == State::writing);
    TRUCE_ASSERT(driver::is_plain_name(table) && !columns.empty());
    TRUCE_ASSERT(std::all_of(columns.begin(), columns.end(), driver::is_plain_name));
    TRUCE_TRY(usable());
    auto insert = do_bulk_insert(table, columns);
    if (!insert) note_failure(insert.error());
    return insert;
}

Result<std::unique_ptr<BulkInsert>> Database::bulk_insert(std::string_view table, std::initializer_list<std::string_view> columns) {
    return bulk_insert(table, std::span<const std::string_view>(columns.begin(), columns.size()));
}

}  // namespace truce
