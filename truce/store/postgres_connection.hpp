/// A libpq connection with its errors in our words. Internal.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "truce/store/driver.hpp"
#include "truce/store/store.hpp"

namespace truce::postgres {

struct ClearResult {
    void operator()(PGresult* result) const { PQclear(result); }
};
using Answer = std::unique_ptr<PGresult, ClearResult>;

struct CloseConnection {
    void operator()(PGconn* connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, CloseConnection>;

/// Connects and checks that the database sorts text by byte. Errors: those of open_postgres().
Result<Connection> connect(const std::string& conninfo, std::chrono::milliseconds busy_timeout);

/// The error in an answer, or of the connection if there is no answer.
Error error_of(PGconn* connection, const PGresult* answer, std::string_view sql = {});

/// Whether the answer is a success (rows or none).
[[nodiscard]] bool succeeded(const PGresult* answer);

/// Runs a script without parameters; the answer is that of its last statement.
Result<Answer> execute(PGconn* connection, std::string_view sql);

/// A field as text; empty if null.
std::string_view field(const PGresult* answer, int row, int col);

/// What became of a transaction whose COMMIT was sent on a connection that then broke: asks over a new one.
/// Ok if it was committed. Errors: store.io if it was not, store.commit_unknown if nobody answers.
///   transaction   what pg_current_xact_id() said in it
Result<void> outcome_of_commit(const std::string& conninfo, const std::string& transaction, const Error& lost);

}  // namespace truce::postgres
