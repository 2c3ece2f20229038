/// The SQLite driver.
#include <sqlite3.h>

#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/store/driver.hpp"
#include "truce/store/sqlite_connection.hpp"
#include "truce/store/writer_queue.hpp"

namespace truce {
namespace {

using Milliseconds = std::chrono::milliseconds;

/// A prepared statement, and which of our parameters each of its places takes: SQLite numbers $2 before $1
/// if it stands before it.
class Prepared {
public:
    static Result<Prepared> create(sqlite3* handle, std::string_view sql) {
        sqlite3_stmt* raw = nullptr;
        const char* rest = nullptr;
        const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &rest);
        Prepared prepared(raw);
        if (code != SQLITE_OK) return sqlite_error(handle, code, sql);
        if (raw == nullptr || sql.substr(static_cast<std::size_t>(rest - sql.data())).find_first_not_of(" \n\t;") != sql.npos) {
            return driver::failure(driver::Failure::statement, "not one statement", sql);
        }
        for (int place = 1; place <= sqlite3_bind_parameter_count(raw); ++place) {
            const char* name = sqlite3_bind_parameter_name(raw, place);
            const long number = name != nullptr && name[0] == '$' ? std::strtol(name + 1, nullptr, 10) : 0;
            if (number < 1) return driver::failure(driver::Failure::statement, "parameters are written $1, $2, ...", sql);
            prepared.numbers_.push_back(static_cast<std::size_t>(number));
        }
        return prepared;
    }

    [[nodiscard]] sqlite3_stmt* get() const { return statement_.get(); }

    /// The bound bytes are not copied: they must live until the statement was reset and bound anew.
    Result<void> bind(sqlite3* handle, std::span<const Value> parameters, std::string_view sql) {
        std::size_t highest = 0;
        for (std::size_t place = 0; place < numbers_.size(); ++place) {
            const auto number = numbers_[place];
            highest = std::max(highest, number);
            if (number > parameters.size()) break;
            const int code = bind_one(static_cast<int>(place) + 1, parameters[number - 1]);
            if (code != SQLITE_OK) return sqlite_error(handle, code, sql);
        }
        if (highest != parameters.size()) {
            return driver::failure(driver::Failure::statement, std::to_string(parameters.size()) + " parameters given", sql);
        }
        return {};
    }

private:
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };

    explicit Prepared(sqlite3_stmt* statement) : statement_(statement) {}

    int bind_one(int place, const Value& value) {
        const auto view = value.view();
        switch (value.kind()) {
            case Value::Kind::null: return sqlite3_bind_null(get(), place);
            case Value::Kind::integer: return sqlite3_bind_int64(get(), place, value.integer());
            case Value::Kind::text: return sqlite3_bind_text64(get(), place, data(view), view.size(), SQLITE_STATIC, SQLITE_UTF8);
            case Value::Kind::bytes: break;
        }
        return sqlite3_bind_blob64(get(), place, data(view), view.size(), SQLITE_STATIC);
    }

    /// A null pointer would bind NULL where we mean empty.
    static const char* data(std::string_view view) { return view.data() == nullptr ? "" : view.data(); }

    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    std::vector<std::size_t> numbers_;
};

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

    /// Not known before the first step: SQLite prepares again by itself if a table changed.
    [[nodiscard]] int columns() const override { return sqlite3_column_count(statement_); }
    [[nodiscard]] std::int64_t integer(int col) const override {
        return is(col, SQLITE_INTEGER) ? sqlite3_column_int64(statement_, col) : 0;
    }
    [[nodiscard]] std::string_view text(int col) const override { return is(col, SQLITE_TEXT) ? view(col) : std::string_view(); }
    [[nodiscard]] std::string_view bytes(int col) const override { return is(col, SQLITE_BLOB) ? view(col) : std::string_view(); }
    [[nodiscard]] bool is_null(int col) const override {
        TRUCE_ASSERT(col >= 0 && col < columns());
        return sqlite3_column_type(statement_, col) == SQLITE_NULL;
    }
    /// The first column that was not of the kind asked for.
    [[nodiscard]] std::optional<int> wrong_column() const { return wrong_column_; }

private:
    [[nodiscard]] bool is(int col, int type) const {
        TRUCE_ASSERT(col >= 0 && col < columns());
        if (sqlite3_column_type(statement_, col) == type) return true;
        if (!wrong_column_) wrong_column_ = col;
        return false;
    }
    /// The pointer first, then the size (the order SQLite asks for). Text and blob are read alike: the kind
    /// was checked, so nothing is converted.
    [[nodiscard]] std::string_view view(int col) const {
        const auto* start = static_cast<const char*>(sqlite3_column_blob(statement_, col));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, col));
        return start == nullptr ? std::string_view("") : std::string_view(start, size);
    }

    sqlite3_stmt* statement_;
    mutable std::optional<int> wrong_column_;
};

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(SqliteHandle handle, std::shared_ptr<WriterQueue> queue, Milliseconds busy_timeout)
        : handle_(std::move(handle)), queue_(std::move(queue)), busy_timeout_(busy_timeout) {}

    Result<bool> has_table(std::string_view name) override {
        return query_one("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1", {Value::text(name)},
                         [](const Row&) { return Result<void>(); });
    }

private:
    class Insert;

    struct Cached {
        Prepared prepared;
        bool in_use = false;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    /// A statement taken from the cache for one use: reset when given back. A statement that is in use
    /// already (a query within its own callback) is prepared a second time.
    class Use {
    public:
        Use(Cached* cached, std::unique_ptr<Cached> own) : cached_(cached), own_(std::move(own)) { cached_->in_use = true; }
        ~Use() {
            if (cached_ == nullptr) return;
            sqlite3_reset(cached_->prepared.get());
            cached_->in_use = false;
        }
        Use(Use&& other) noexcept : cached_(std::exchange(other.cached_, nullptr)), own_(std::move(other.own_)) {}
        Use(const Use&) = delete;
        Use& operator=(const Use&) = delete;
        Use& operator=(Use&&) = delete;
        Prepared& operator*() const { return cached_->prepared; }
        Prepared* operator->() const { return &cached_->prepared; }

    private:
        Cached* cached_;
        std::unique_ptr<Cached> own_;
    };

    Result<Use> prepare(std::string_view sql) {
        const auto found = cache_.find(sql);
        if (found != cache_.end() && !found->second->in_use) return Use(found->second.get(), nullptr);
        TRUCE_ASSIGN(auto prepared, Prepared::create(handle_.get(), sql));
        auto fresh = std::make_unique<Cached>(Cached{std::move(prepared)});
        auto* cached = fresh.get();
        if (found != cache_.end()) return Use(cached, std::move(fresh));
        if (cache_.size() >= cache_max) {
            std::erase_if(cache_, [](const auto& entry) { return !entry.second->in_use; });
        }
        cache_.emplace(sql, std::move(fresh));
        return Use(cached, nullptr);
    }

    Result<void> do_begin(State state, Durability durability) override {
        if (state == State::reading) return begin_reading();
        // BEGIN IMMEDIATE would succeed, and only the first write fail.
        if (sqlite3_db_readonly(handle_.get(), "main") == 1) return driver::failure(driver::Failure::read_only, "opened for reading only");
        const auto deadline = std::chrono::steady_clock::now() + busy_timeout_;
        if (!queue_->enter(deadline)) return driver::failure(driver::Failure::busy, "waited in this process for the busy timeout");
        turn_.emplace(queue_);
        auto begun = sync_at(durability);
        if (begun) begun = begin_immediately(deadline);
        if (!begun) turn_.reset();
        return begun;
    }

    /// SQLite takes this outside of transactions only. The write-ahead log is synced as a whole, so a commit that waits
    /// for its sync brings those before it along.
    Result<void> sync_at(Durability durability) {
        if (durability == durability_) return {};
        TRUCE_TRY(sqlite_execute(handle_.get(), durability == Durability::now ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"));
        durability_ = durability;
        return {};
    }

    /// Waits for writers of other processes, which hold no place in our queue. SQLite's own waiting sleeps up
    /// to 100 ms at a time.
    Result<void> begin_immediately(std::chrono::steady_clock::time_point deadline) {
        for (;;) {
            sqlite3_busy_timeout(handle_.get(), 0);
            auto begun = sqlite_execute(handle_.get(), "BEGIN IMMEDIATE");
            sqlite3_busy_timeout(handle_.get(), static_cast<int>(busy_timeout_.count()));
            if (begun || begun.error().code != Errc::busy || std::chrono::steady_clock::now() >= deadline) return begun;
            std::this_thread::sleep_for(Milliseconds(1));
        }
    }

    /// BEGIN alone takes no snapshot, the first read does.
    Result<void> begin_reading() {
        auto begun = sqlite_execute(handle_.get(), "BEGIN; SELECT 1 FROM sqlite_schema LIMIT 1");
        if (!begun) do_rollback(State::reading);
        return begun;
    }

    Result<void> do_commit(State state) override {
        auto committed = sqlite_execute(handle_.get(), "COMMIT");
        if (!committed) do_rollback(state);
        turn_.reset();
        return committed;
    }

    void do_rollback(State) override {
        // SQLite rolls back by itself after some errors (disk full, I/O): then there is nothing left to do.
        // Should ROLLBACK itself fail, closing the connection has the same effect, as does a crash.
        if (sqlite3_get_autocommit(handle_.get()) == 0) (void)sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
        turn_.reset();
    }

    Result<void> do_execute(std::string_view sql) override { return sqlite_execute(handle_.get(), sql); }

    Result<std::int64_t> do_run(std::string_view sql, std::span<const Value> parameters) override {
        TRUCE_ASSIGN(auto statement, prepare(sql));
        TRUCE_TRY(statement->bind(handle_.get(), parameters, sql));
        const auto before = sqlite3_total_changes64(handle_.get());
        int code = SQLITE_ROW;
        while (code == SQLITE_ROW) code = sqlite3_step(statement->get());
        if (code != SQLITE_DONE) return sqlite_error(handle_.get(), code, sql);
        // Statements that change no rows leave the count of the one before.
        return sqlite3_total_changes64(handle_.get()) == before ? 0 : sqlite3_changes64(handle_.get());
    }

    Result<void> do_query(std::string_view sql, std::span<const Value> parameters, RowCallback each, bool& stopped_by_callback) override {
        TRUCE_ASSIGN(auto statement, prepare(sql));
        if (state() != State::writing && sqlite3_stmt_readonly(statement->get()) == 0) {
            return driver::failure(driver::Failure::read_only, "a query that writes needs a write transaction", sql);
        }
        TRUCE_TRY(statement->bind(handle_.get(), parameters, sql));
        const SqliteRow row(statement->get());
        int code = SQLITE_OK;
        while ((code = sqlite3_step(statement->get())) == SQLITE_ROW) {
            auto answer = each(row);
            if (row.wrong_column()) return driver::wrong_column(*row.wrong_column(), sql);
            if (!answer) {
                stopped_by_callback = true;
                return answer;
            }
        }
        if (code != SQLITE_DONE) return sqlite_error(handle_.get(), code, sql);
        return {};
    }

    Result<std::unique_ptr<BulkInsert>> do_bulk_insert(std::string_view table, std::span<const std::string_view> columns) override;

    static constexpr std::size_t cache_max = 256;

    SqliteHandle handle_;
    std::unordered_map<std::string, std::unique_ptr<Cached>, TextHash, std::equal_to<>> cache_;
    std::shared_ptr<WriterQueue> queue_;
    std::optional<WriterTurn> turn_;
    Milliseconds busy_timeout_;
    Durability durability_ = Durability::now;
};

/// One INSERT, bound and stepped again for each row.
class SqliteDatabase::Insert final : public BulkInsert {
public:
    Insert(SqliteDatabase& db, Use statement, std::string sql, std::size_t columns)
        : db_(db), pending_(db), statement_(std::move(statement)), sql_(std::move(sql)), columns_(columns) {}

    Result<void> add(std::span<const Value> row) override {
        TRUCE_ASSERT(row.size() == columns_);
        TRUCE_TRY(db_.usable());
        TRUCE_TRY(driver::check_parameters(row));
        pending_.mark();
        auto added = step(row);
        if (!added) db_.note_failure(added.error());
        return added;
    }

    Result<void> finish() override {
        TRUCE_TRY(db_.usable());
        pending_.clear();
        return {};
    }

private:
    Result<void> step(std::span<const Value> row) {
        TRUCE_TRY(statement_->bind(db_.handle_.get(), row, sql_));
        const int code = sqlite3_step(statement_->get());
        auto result = code == SQLITE_DONE ? Result<void>() : Result<void>(sqlite_error(db_.handle_.get(), code, sql_));
        sqlite3_reset(statement_->get());
        return result;
    }

    SqliteDatabase& db_;
    PendingRows pending_;
    Use statement_;
    std::string sql_;
    std::size_t columns_;
};

Result<std::unique_ptr<BulkInsert>> SqliteDatabase::do_bulk_insert(std::string_view table, std::span<const std::string_view> columns) {
    std::string sql = "INSERT INTO " + std::string(table) + " (" + driver::join(columns) + ") VALUES (";
    for (std::size_t i = 1; i <= columns.size(); ++i) sql += (i == 1 ? "$" : ", $") + std::to_string(i);
    sql += ")";
    TRUCE_ASSIGN(auto statement, prepare(sql));
    return std::unique_ptr<BulkInsert>(std::make_unique<Insert>(*this, std::move(statement), std::move(sql), columns.size()));
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const Path& file, const SqliteOptions& options) {
    TRUCE_ASSIGN(auto handle, connect_sqlite(file, options));
    std::error_code failed;
    const auto canonical = std::filesystem::canonical(file, failed);
    if (failed) return at(file.string(), driver::failure(driver::Failure::io, failed.message()));
    return std::unique_ptr<Database>(std::make_unique<SqliteDatabase>(std::move(handle), WriterQueue::of(canonical), options.busy_timeout));
}

Result<std::unique_ptr<Database>> open_sqlite_in_memory(const std::string& name, const SqliteOptions& options) {
    TRUCE_ASSIGN(auto handle, connect_sqlite_in_memory(name, options));
    // No file's path is relative once it is canonical.
    return std::unique_ptr<Database>(
        std::make_unique<SqliteDatabase>(std::move(handle), WriterQueue::of(Path("memory:" + name)), options.busy_timeout));
}

}  // namespace truce
