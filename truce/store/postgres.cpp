/// The PostgreSQL driver.
#include <libpq-fe.h>

#include <array>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "truce/store/driver.hpp"
#include "truce/store/postgres_connection.hpp"
#include "truce/store/postgres_wire.hpp"

namespace truce {
namespace {

using postgres::Answer;

/// What libpq wants of parameters, in memory that is used again from one statement to the next.
class Parameters {
public:
    void set(std::span<const Value> parameters) {
        const auto n = parameters.size();
        types.resize(n);
        values.resize(n);
        lengths.resize(n);
        formats.assign(n, 1);
        integers_.resize(n);
        for (std::size_t i = 0; i < n; ++i) set_one(i, parameters[i]);
    }
    [[nodiscard]] int count() const { return static_cast<int>(values.size()); }

    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;  ///< all binary

private:
    void set_one(std::size_t i, const Value& value) {
        const auto view = value.view();
        lengths[i] = static_cast<int>(view.size());
        values[i] = view.data() == nullptr ? "" : view.data();
        switch (value.kind()) {
            case Value::Kind::null:
                types[i] = 0;  // the statement decides
                values[i] = nullptr;
                break;
            case Value::Kind::integer:
                types[i] = postgres::int8;
                postgres::put_u64(integers_[i].data(), static_cast<std::uint64_t>(value.integer()));
                values[i] = integers_[i].data();
                lengths[i] = 8;
                break;
            case Value::Kind::text: types[i] = postgres::text; break;
            case Value::Kind::bytes: types[i] = postgres::bytea; break;
        }
    }
    std::vector<std::array<char, 8>> integers_;
};

class PostgresRow final : public Row {
public:
    explicit PostgresRow(const PGresult* answer) : answer_(answer), columns_(PQnfields(answer)) {}

    [[nodiscard]] int columns() const override { return columns_; }
    [[nodiscard]] std::int64_t integer(int col) const override {
        if (!has(col, postgres::is_integer(type(col)))) return 0;
        return postgres::read_integer(postgres::field(answer_, 0, col)).value_or(0);
    }
    [[nodiscard]] std::string_view text(int col) const override {
        return has(col, postgres::is_text(type(col))) ? postgres::field(answer_, 0, col) : std::string_view();
    }
    [[nodiscard]] std::string_view bytes(int col) const override {
        return has(col, type(col) == postgres::bytea) ? postgres::field(answer_, 0, col) : std::string_view();
    }
    [[nodiscard]] bool is_null(int col) const override {
        TRUCE_ASSERT(col >= 0 && col < columns_);
        return PQgetisnull(answer_, 0, col) != 0;
    }
    [[nodiscard]] std::optional<int> wrong_column() const { return wrong_column_; }

private:
    [[nodiscard]] Oid type(int col) const { return PQftype(answer_, col); }
    [[nodiscard]] bool has(int col, bool right_type) const {
        if (!is_null(col) && right_type) return true;
        if (!wrong_column_) wrong_column_ = col;
        return false;
    }

    const PGresult* answer_;
    int columns_;
    mutable std::optional<int> wrong_column_;
};

/// A script of ours without the one pair of words that PostgreSQL does not know (store.hpp, "by key").
std::string without_rowid_tables(std::string_view sql) {
    constexpr std::string_view words = ") WITHOUT ROWID";
    std::string out;
    for (std::size_t found; (found = sql.find(words)) != std::string_view::npos; sql.remove_prefix(found + words.size())) {
        out += sql.substr(0, found + 1);
    }
    return out += sql;
}

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(postgres::Connection connection, std::string conninfo)
        : connection_(std::move(connection)), conninfo_(std::move(conninfo)) {}

    Result<bool> has_table(std::string_view name) override {
        return query_one("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1", {Value::text(name)},
                         [](const Row&) { return Result<void>(); });
    }

private:
    class Copy;

    /// The answer that is arriving. A connection carries one at a time; if another statement has to go out,
    /// the rest of this one is first taken in and kept.
    struct Stream {
        std::deque<Answer> kept;
        bool arrived = false;  ///< all of it is in `kept`
    };

    void take_in(Stream& stream) {
        while (Answer answer{PQgetResult(connection_.get())}) stream.kept.push_back(std::move(answer));
        stream.arrived = true;
    }
    /// Makes the connection free for the next statement.
    void settle() {
        if (arriving_ != nullptr) take_in(*std::exchange(arriving_, nullptr));
    }
    Answer next(Stream& stream) {
        if (!stream.arrived) return Answer(PQgetResult(connection_.get()));
        if (stream.kept.empty()) return nullptr;
        Answer answer = std::move(stream.kept.front());
        stream.kept.pop_front();
        return answer;
    }
    /// Rows nobody wants any more are read and dropped: cancelling would fail the transaction.
    void drop_rest(Stream& stream) {
        if (stream.arrived) return;
        while (Answer answer{PQgetResult(connection_.get())}) {
        }
        arriving_ = nullptr;
    }

    Result<void> do_begin(State state, Durability durability) override {
        settle();
        // The lock comes first: each later statement of READ COMMITTED then sees all that earlier writers
        // committed. "truc" and the schema name the lock, so that several stores can share a database.
        constexpr std::string_view writing =
            "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; "
            "SELECT pg_current_xact_id(), pg_advisory_xact_lock(x'74727563'::int, hashtext(current_schema()))";
        constexpr std::string_view reading =
            "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT 1";  // the first query takes the snapshot
        auto begun = postgres::execute(connection_.get(), state == State::writing ? writing : reading);
        if (begun && durability == Durability::with_the_next) {
            auto relaxed = postgres::execute(connection_.get(), "SET LOCAL synchronous_commit TO off");
            if (!relaxed) begun = std::move(relaxed).error();
        }
        if (!begun) {
            do_rollback(state);
            return std::move(begun).error();
        }
        transaction_id_ = postgres::field(begun.value().get(), 0, 0);
        return {};
    }

    Result<void> do_commit(State state) override {
        settle();
        const Answer answer(PQexec(connection_.get(), "COMMIT"));
        if (!postgres::succeeded(answer.get())) {
            auto error = postgres::error_of(connection_.get(), answer.get(), "COMMIT");
            if (state == State::writing && error.id == "store.io") {
                return postgres::outcome_of_commit(conninfo_, transaction_id_, error);
            }
            return error;
        }
        // COMMIT of a transaction that has failed succeeds, as a rollback.
        if (std::string_view(PQcmdStatus(answer.get())) != "COMMIT") {
            return driver::failure(driver::Failure::statement, "COMMIT was answered with ROLLBACK");
        }
        return {};
    }

    void do_rollback(State) override {
        settle();
        // If this fails the connection is gone, and with it the transaction.
        const Answer answer(PQexec(connection_.get(), "ROLLBACK"));
    }

    Result<void> do_execute(std::string_view sql) override {
        settle();
        TRUCE_TRY(postgres::execute(connection_.get(), without_rowid_tables(sql)));
        // Tables may have changed under statements prepared for the old ones.
        return forget_statements();
    }

    Result<void> forget_statements() {
        if (statements_.empty()) return {};
        TRUCE_TRY(postgres::execute(connection_.get(), "DEALLOCATE ALL"));
        statements_.clear();
        return {};
    }

    /// The name of the prepared statement. A statement is prepared once for each combination of its
    /// parameters' kinds (a null leaves the kind to the statement).
    Result<const char*> prepare(std::string_view sql, std::span<const Value> parameters) {
        parameters_.set(parameters);
        key_.clear();
        for (const auto& parameter : parameters) key_ += static_cast<char>('0' + static_cast<int>(parameter.kind()));
        key_ += sql;
        if (const auto found = statements_.find(key_); found != statements_.end()) return found->second.c_str();
        if (statements_.size() >= statements_max) TRUCE_TRY(forget_statements());
        std::string name = "truce_" + std::to_string(next_statement_++);
        const Answer answer(
            PQprepare(connection_.get(), name.c_str(), std::string(sql).c_str(), parameters_.count(), parameters_.types.data()));
        if (!postgres::succeeded(answer.get())) return postgres::error_of(connection_.get(), answer.get(), sql);
        return statements_.emplace(key_, std::move(name)).first->second.c_str();
    }

    Result<std::int64_t> do_run(std::string_view sql, std::span<const Value> parameters) override {
        settle();
        TRUCE_ASSIGN(const char* name, prepare(sql, parameters));
        const Answer answer(PQexecPrepared(connection_.get(), name, parameters_.count(), parameters_.values.data(),
                                           parameters_.lengths.data(), parameters_.formats.data(), 1));
        if (!postgres::succeeded(answer.get())) return postgres::error_of(connection_.get(), answer.get(), sql);
        return std::strtoll(PQcmdTuples(answer.get()), nullptr, 10);
    }

    Result<void> do_query(std::string_view sql, std::span<const Value> parameters, RowCallback each, bool& stopped_by_callback) override {
        settle();
        TRUCE_ASSIGN(const char* name, prepare(sql, parameters));
        const int sent = PQsendQueryPrepared(connection_.get(), name, parameters_.count(), parameters_.values.data(),
                                             parameters_.lengths.data(), parameters_.formats.data(), 1);
        if (sent == 0) return postgres::error_of(connection_.get(), nullptr, sql);
        PQsetSingleRowMode(connection_.get());
        Stream stream;
        arriving_ = &stream;
        auto done = read_rows(stream, sql, each, stopped_by_callback);
        drop_rest(stream);
        return done;
    }

    Result<void> read_rows(Stream& stream, std::string_view sql, RowCallback each, bool& stopped_by_callback) {
        while (const Answer answer = next(stream)) {
            const auto status = PQresultStatus(answer.get());
            if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) continue;  // the end, without a row
            if (status != PGRES_SINGLE_TUPLE) return postgres::error_of(connection_.get(), answer.get(), sql);
            const PostgresRow row(answer.get());
            auto seen = each(row);
            if (row.wrong_column()) return driver::wrong_column(*row.wrong_column(), sql);
            if (!seen) {
                stopped_by_callback = true;
                return seen;
            }
        }
        return {};
    }

    Result<std::unique_ptr<BulkInsert>> do_bulk_insert(std::string_view table, std::span<const std::string_view> columns) override;

    static constexpr std::size_t statements_max = 256;

    postgres::Connection connection_;
    std::string conninfo_;
    std::string transaction_id_;
    std::unordered_map<std::string, std::string> statements_;  ///< kinds and text -> name
    std::uint64_t next_statement_ = 1;
    Parameters parameters_;
    std::string key_;
    Stream* arriving_ = nullptr;
};

/// Rows gather in memory and go out as one binary COPY per block, so that the connection is free between
/// blocks for other statements and other inserts.
class PostgresDatabase::Copy final : public BulkInsert {
public:
    Copy(PostgresDatabase& db, std::string sql, std::vector<Oid> types)
        : db_(db), pending_(db), sql_(std::move(sql)), types_(std::move(types)), buffer_(block_size + block_size / 4) {}

    Result<void> add(std::span<const Value> row) override {
        TRUCE_ASSERT(row.size() == types_.size());
        TRUCE_TRY(db_.usable());
        TRUCE_TRY(driver::check_parameters(row));
        pending_.mark();
        auto added = append(row);
        if (added && buffer_.size() >= block_size) added = send();
        if (!added) db_.note_failure(added.error());
        return added;
    }

    Result<void> finish() override {
        TRUCE_TRY(db_.usable());
        if (auto sent = send(); !sent) {
            db_.note_failure(sent.error());
            return sent;
        }
        pending_.clear();
        return {};
    }

private:
    static constexpr std::size_t block_size = std::size_t{256} << 10U;

    Result<void> append(std::span<const Value> row) {
        buffer_.begin_row(row.size());
        for (std::size_t col = 0; col < row.size(); ++col) {
            if (!append_field(row[col], types_[col])) {
                return driver::failure(driver::Failure::statement, "value " + std::to_string(col + 1) + " does not fit its column", sql_);
            }
        }
        return {};
    }

    bool append_field(const Value& value, Oid type) {
        switch (value.kind()) {
            case Value::Kind::null: buffer_.add_null(); return true;
            case Value::Kind::integer: return buffer_.add_integer(value.integer(), type);
            case Value::Kind::text: buffer_.add_bytes(value.view()); return postgres::is_text(type);
            case Value::Kind::bytes: break;
        }
        buffer_.add_bytes(value.view());
        return type == postgres::bytea;
    }

    Result<void> send() {
        if (buffer_.empty()) return {};
        db_.settle();
        PGconn* connection = db_.connection_.get();
        const auto block = buffer_.finish();
        const Answer ready(PQexec(connection, sql_.c_str()));
        if (PQresultStatus(ready.get()) != PGRES_COPY_IN) return postgres::error_of(connection, ready.get(), sql_);
        const bool sent =
            PQputCopyData(connection, block.data(), static_cast<int>(block.size())) == 1 && PQputCopyEnd(connection, nullptr) == 1;
        buffer_.clear();
        Result<void> done = sent ? Result<void>() : Result<void>(postgres::error_of(connection, nullptr, sql_));
        while (const Answer answer{PQgetResult(connection)}) {
            if (PQresultStatus(answer.get()) == PGRES_COPY_IN) break;  // the end could not be sent: `done` says so
            if (!postgres::succeeded(answer.get())) done = postgres::error_of(connection, answer.get(), sql_);
        }
        return done;
    }

    PostgresDatabase& db_;
    PendingRows pending_;
    std::string sql_;
    std::vector<Oid> types_;
    postgres::CopyBuffer buffer_;
};

Result<std::unique_ptr<BulkInsert>> PostgresDatabase::do_bulk_insert(std::string_view table, std::span<const std::string_view> columns) {
    settle();
    // Binary COPY converts nothing, so the exact types of the columns are needed.
    const auto probe = "SELECT " + driver::join(columns) + " FROM " + std::string(table) + " LIMIT 0";
    TRUCE_ASSIGN(const auto answer, postgres::execute(connection_.get(), probe));
    std::vector<Oid> types;
    for (int col = 0; col < PQnfields(answer.get()); ++col) types.push_back(PQftype(answer.get(), col));
    auto sql = "COPY " + std::string(table) + " (" + driver::join(columns) + ") FROM STDIN WITH (FORMAT binary)";
    return std::unique_ptr<BulkInsert>(std::make_unique<Copy>(*this, std::move(sql), std::move(types)));
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const std::string& conninfo, const PostgresOptions& options) {
    TRUCE_ASSIGN(auto connection, postgres::connect(conninfo, options.busy_timeout));
    return std::unique_ptr<Database>(std::make_unique<PostgresDatabase>(std::move(connection), conninfo));
}

}  // namespace truce
