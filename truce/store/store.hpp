/// One small database interface, two drivers: SQLite (the default) and PostgreSQL.
///
/// The SQL is one text for both. What it may use:
///   parameters  $1, $2, ...; every one is a BIGINT, TEXT or BYTEA. Where PostgreSQL wants a smaller type,
///               say so: substr(t, CAST($1 AS INTEGER))
///   types       BIGINT, INTEGER (32 bits on PostgreSQL), SMALLINT, TEXT, BYTEA. INTEGER PRIMARY KEY is the
///               fastest key on SQLite; it never numbers rows by itself on PostgreSQL, so always give it
///   by key      CREATE TABLE ... (...) WITHOUT ROWID lays the rows of a table of small rows in the order of
///               its primary key on SQLite; PostgreSQL, which has no such tables, is not told of it
///   order       TEXT and BYTEA compare by byte; NULLS FIRST or NULLS LAST where a key may be null (the
///               two disagree)
///   sums        CAST(SUM(x) AS BIGINT), since PostgreSQL's SUM of BIGINT is numeric
///   upserts     INSERT ... ON CONFLICT (key) DO NOTHING or DO UPDATE; RETURNING in query()
///   not         "quoted" strings, rowid, AUTOINCREMENT, LIKE (its case rule differs), REAL, implicit casts
///
/// Errors, the same from both drivers; `what` ends with the database's own message:
///   store.constraint          conflict   a key, CHECK, NOT NULL or foreign key refuses the row
///   store.busy                busy       another writer held the store for longer than the busy timeout
///   store.nul, store.utf8     invalid    a TEXT parameter with NUL, or that is not UTF-8; nothing was sent
///   store.read_only           forbidden  a write outside a write transaction, or to a store opened for reading
///   store.too_large           too_large  a value or statement beyond the database's limit (about 1 GB)
///   store.full                io         the disk, or the size allowed to the database, is full
///   store.io                  io         disk or connection failed; from then on this Database refuses all
///                                        (store.stopped): nothing is retried, open a new one
///   store.commit_unknown      io         PostgreSQL's connection was lost during COMMIT and it cannot be
///                                        asked whether it happened
///   store.corrupt             corrupt    the file is not a database or contradicts itself
///   store.column              corrupt    a column holds another kind than the one asked for
///   store.rows                corrupt    an answer that must be one row has several
///   store.statement           corrupt    the database does not understand the statement: either a mistake
///                                        of ours or tables that are not those this program made
///   store.transaction_failed  conflict   an earlier statement of this transaction failed: roll back
///   store.foreign, store.newer, store.older, store.collation, store.missing    at opening; see there
///
/// A Database belongs to one thread at a time. Several of them may be open on the same data, in this and in
/// other processes: one writer at a time, readers never wait and see a snapshot. Write through few: a SQLite
/// connection forgets the pages it holds in memory when another one has written.
#pragma once

#include <chrono>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/store/function_ref.hpp"
#include "truce/store/value.hpp"

namespace truce {

class Database;

/// Called once a row. An error ends the query and becomes its result; the transaction stays usable.
using RowCallback = function_ref<Result<void>(const Row&)>;

/// Many rows into one table, without allocation per row. Part of the write transaction it was made in.
/// Several may be open at once and take rows in turn. A refused row may be reported by a later add() or by
/// finish() (PostgreSQL gets rows in blocks), and the rows can be queried only after finish(); finish the rows
/// that a foreign key points to first. If one is destroyed with rows but without a successful finish(), its
/// transaction can only be rolled back. Preconditions: none is used after its transaction or Database; none
/// holds unfinished rows at commit().
class BulkInsert {
public:
    virtual ~BulkInsert() = default;
    BulkInsert(const BulkInsert&) = delete;
    BulkInsert& operator=(const BulkInsert&) = delete;

    /// One row, in the order of the columns. Precondition: as many values as columns.
    virtual Result<void> add(std::span<const Value> row) = 0;
    /// Sends what is left. add() may be called again afterwards, and then finish().
    virtual Result<void> finish() = 0;

protected:
    BulkInsert() = default;
};

/// When a commit is durable.
enum class Durability : std::uint8_t {
    now,            ///< when commit() returns
    with_the_next,  ///< with the next commit that is: if the machine stops before, it may never have happened, but not in part
};

/// A transaction that rolls back when it goes out of scope, unless it was committed. It must not outlive its
/// Database. After an error in it (other than a callback's own), every further statement and commit() are
/// refused with store.transaction_failed on both databases, as PostgreSQL does by itself.
class Transaction {
public:
    ~Transaction();
    Transaction(Transaction&& other) noexcept;
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    Transaction& operator=(Transaction&&) = delete;

    /// Ok means durable, unless it was begun otherwise. An error means that nothing of it was committed, except store.commit_unknown.
    /// (SQLite, where the disk failed to sync, store.io: nobody sees the transaction, but should the machine
    /// lose power before the next commit it may be found committed; verify the store then.)
    /// The transaction is over either way. Precondition: called once at most.
    Result<void> commit();

private:
    friend Result<Transaction> begin(Database& db, Durability durability);
    friend Result<Transaction> begin_read(Database& db);
    explicit Transaction(Database& db) : db_(&db) {}
    Database* db_;
};

/// A writing transaction. There is one at a time on the whole store, whoever opened it, in order of arrival
/// within a process; the others wait up to their busy timeout, then get store.busy. Once it began, nothing
/// else can make it wait or fail for concurrency. Precondition: none is open on this Database.
///
/// SQLite: BEGIN IMMEDIATE behind a first-come queue. PostgreSQL: READ COMMITTED behind an advisory lock on
/// the schema, not SERIALIZABLE: with one writer both give the same results, but SERIALIZABLE may refuse any
/// statement or the COMMIT itself and asks for retries, which SQLite never needs.
Result<Transaction> begin(Database& db, Durability durability = Durability::now);

/// A reading transaction: everything in it sees the store as it stood when this returned. Never waits for a
/// writer. Keep it short: it keeps SQLite from reusing its write-ahead log. Precondition: as begin().
Result<Transaction> begin_read(Database& db);

class Database {
public:
    virtual ~Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Several statements without parameters, separated by semicolons: all or nothing. Outside a transaction
    /// it is one write transaction of its own, and so is run().
    Result<void> execute(std::string_view sql);

    /// One statement that changes rows; how many it inserted, updated or deleted. Statements are prepared
    /// once and kept by their text, so pass texts that do not vary with the data.
    Result<std::int64_t> run(std::string_view sql, std::span<const Value> parameters);
    Result<std::int64_t> run(std::string_view sql, std::initializer_list<Value> parameters = {});

    /// One statement that returns rows, one at a time in constant memory. The callback may use this Database
    /// too, but not write to what is being read (PostgreSQL then holds the rest of the rows in memory).
    Result<void> query(std::string_view sql, std::span<const Value> parameters, RowCallback each);
    Result<void> query(std::string_view sql, std::initializer_list<Value> parameters, RowCallback each);

    /// As query(), for an answer of one row at most: whether there was one. Errors: store.rows (corrupt) if
    /// there are more; say LIMIT 1 where there may be several.
    Result<bool> query_one(std::string_view sql, std::initializer_list<Value> parameters, RowCallback each);
    /// The one integer of an answer of one column; empty if there is no row or it is null.
    Result<std::optional<std::int64_t>> query_integer(std::string_view sql, std::initializer_list<Value> parameters = {});

    /// Precondition: inside a write transaction. `table` and `columns` are plain lower-case names.
    Result<std::unique_ptr<BulkInsert>> bulk_insert(std::string_view table, std::span<const std::string_view> columns);
    Result<std::unique_ptr<BulkInsert>> bulk_insert(std::string_view table, std::initializer_list<std::string_view> columns);

    /// Whether there is a table of that name.
    virtual Result<bool> has_table(std::string_view name) = 0;
    [[nodiscard]] bool in_transaction() const { return state_ != State::idle; }

protected:
    enum class State : std::uint8_t { idle, reading, writing };

    Database() = default;
    [[nodiscard]] State state() const { return state_; }
    /// From now on this transaction can only be rolled back; an I/O error stops the Database altogether.
    void note_failure(const Error& error);
    /// Errors: store.stopped, store.transaction_failed.
    [[nodiscard]] Result<void> usable() const;

    /// What a driver's BulkInsert keeps, so that no transaction commits without rows that were added to it.
    class PendingRows {
    public:
        explicit PendingRows(Database& db) : db_(db), transaction_(db.transaction_) {}
        ~PendingRows();
        PendingRows(const PendingRows&) = delete;
        PendingRows& operator=(const PendingRows&) = delete;

        void mark();
        void clear();

    private:
        Database& db_;
        std::uint64_t transaction_;
        bool pending_ = false;
    };

private:
    friend class Transaction;
    friend Result<Transaction> begin(Database& db, Durability durability);
    friend Result<Transaction> begin_read(Database& db);

    // What a driver does. They are called with checked parameters, in a state in which they may work.
    virtual Result<void> do_begin(State state, Durability durability) = 0;
    virtual Result<void> do_commit(State state) = 0;  ///< on error the driver has rolled back
    virtual void do_rollback(State state) = 0;
    virtual Result<void> do_execute(std::string_view sql) = 0;
    virtual Result<std::int64_t> do_run(std::string_view sql, std::span<const Value> parameters) = 0;
    virtual Result<void> do_query(std::string_view sql, std::span<const Value> parameters, RowCallback each, bool& stopped_by_callback) = 0;
    virtual Result<std::unique_ptr<BulkInsert>> do_bulk_insert(std::string_view table, std::span<const std::string_view> columns) = 0;

    Result<void> start(State state, Durability durability = Durability::now);
    Result<void> finish_transaction();
    void abandon_transaction();

    State state_ = State::idle;
    std::uint64_t transaction_ = 0;  ///< counts them, to know which one a BulkInsert was made in
    int inserts_pending_ = 0;
    std::optional<Error> failed_;   ///< of the open transaction
    std::optional<Error> stopped_;  ///< of the connection
};

/// Where the file of the SQLite driver may come from and how it is kept.
struct SqliteOptions {
    enum class Access : std::uint8_t {
        create,      ///< the file is made if it is not there
        read_write,  ///< store.missing if it is not there
        read_only,   ///< as above; nothing is ever written to it
    };
    Access access = Access::create;
    /// How long begin() waits for another writer.
    std::chrono::milliseconds busy_timeout{5000};
    /// Memory for pages, per connection.
    std::int64_t cache_bytes = std::int64_t{64} << 20U;
    /// A commit that finds the log longer than this moves its pages into the file itself and so takes long.
    /// 0: never; then keep a Checkpointer (checkpointer.hpp) beside the writer.
    int checkpoint_pages = 1000;
    /// The largest the file may grow, in pages of 4096 bytes; 0: as large as the disk allows. Beyond: store.full.
    std::int64_t pages_max = 0;
};

/// Opens or makes a store in one file (and file-wal, file-shm beside it while open). Write-ahead log with
/// synchronous=FULL: what was committed survives loss of power. Foreign keys are on; deleted content is
/// overwritten. each setting and its reason: configure() in sqlite_connection.cpp.
/// Errors: store.missing (not_found), store.foreign (invalid: a database, but not one of truce's),
/// store.newer (conflict: written by a newer truce), store.corrupt, store.io, store.busy.
Result<std::unique_ptr<Database>> open_sqlite(const Path& file, const SqliteOptions& options = {});

/// The same in this process's memory, shared by all who open one name; it is gone with the last of them. Nothing of it is written to any
/// disk (a system that swaps memory out does that by itself). There is no write-ahead log: whoever reads waits while another writes, and
/// the other way round, each for as long as `busy_timeout` says. For what may lie on a disk only encrypted. Errors: as open_sqlite.
Result<std::unique_ptr<Database>> open_sqlite_in_memory(const std::string& name, const SqliteOptions& options = {});

struct PostgresOptions {
    /// How long begin() waits for another writer.
    std::chrono::milliseconds busy_timeout{5000};
};

/// Opens a store in the first schema of a PostgreSQL connection's search path.
///   conninfo   as libpq takes it: "host=/run/postgresql dbname=truce", "postgresql://..."
/// Errors: store.collation (invalid) unless the database's encoding is UTF8 and its collation C, because
/// text must sort as it does in SQLite and in the record; store.not_durable (invalid) if the server runs with fsync off;
/// store.io if there is no connection.
Result<std::unique_ptr<Database>> open_postgres(const std::string& conninfo, const PostgresOptions& options = {});

}  // namespace truce
