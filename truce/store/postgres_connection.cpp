#include "truce/store/postgres_connection.hpp"

#include <chrono>
#include <thread>

namespace truce::postgres {
namespace {

/// By SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html
driver::Failure failure_of(std::string_view state) {
    const auto in = [&](std::string_view prefix) { return state.starts_with(prefix); };
    if (in("23")) return driver::Failure::constraint;
    if (in("55P03") || in("40") || in("53300") || in("57014") || in("57P03")) return driver::Failure::busy;
    if (in("25006") || in("42501")) return driver::Failure::read_only;
    if (in("08P01")) return driver::Failure::statement;  // the wrong number of parameters
    if (in("54")) return driver::Failure::too_large;
    if (in("53100")) return driver::Failure::full;
    if (in("XX001") || in("XX002")) return driver::Failure::corrupt;
    if (in("08") || in("53") || in("57P") || in("58") || in("F0")) return driver::Failure::io;
    return driver::Failure::statement;
}

/// libpq's messages end with a newline and span lines; an Error's `what` is one sentence.
std::string one_line(std::string_view message) {
    std::string line;
    for (const char c : message) line += c == '\n' || c == '\t' ? ' ' : c;
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

Error collation_error(std::string_view encoding, std::string_view collation) {
    return {Errc::invalid,
            "store.collation",
            "the database has encoding " + std::string(encoding) + " and collation " + std::string(collation) + "; it must be UTF8 and C",
            {},
            "Create it with: CREATE DATABASE ... TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"};
}

/// Text must compare by byte without saying so in every statement, and what is committed must stay.
Result<void> check_database(PGconn* connection) {
    constexpr int oldest_version = 150000;  // pg_database.datlocprovider
    if (PQserverVersion(connection) < oldest_version) {
        return driver::failure(driver::Failure::statement, "PostgreSQL 15 or later is needed");
    }
    TRUCE_ASSIGN(const auto answer, execute(connection,
                                            "SELECT pg_encoding_to_char(encoding), datcollate, datlocprovider, current_schema(), "
                                            "current_setting('fsync') "
                                            "FROM pg_database WHERE datname = current_database()"));
    const auto encoding = field(answer.get(), 0, 0);
    const auto collation = field(answer.get(), 0, 1);
    const bool by_byte = (collation == "C" || collation == "POSIX") && field(answer.get(), 0, 2) != "i";
    if (encoding != "UTF8" || !by_byte) return collation_error(encoding, collation);
    if (field(answer.get(), 0, 4) != "on") {
        return Error{Errc::invalid,
                     "store.not_durable",
                     "the server runs with fsync off: what was acknowledged could be lost",
                     {},
                     "Set fsync = on in postgresql.conf and restart the server"};
    }
    if (PQgetisnull(answer.get(), 0, 3) != 0) {
        return Error{Errc::not_found, "store.missing", "no schema of the connection's search_path exists", {}, "Create the schema"};
    }
    return {};
}

/// Only write transactions may write, so that nobody writes without the writers' lock. A commit that does
/// not wait for the disk is refused its setting; stronger ones (replicas) stay as the administrator set them.
Result<void> configure(PGconn* connection, std::chrono::milliseconds busy_timeout) {
    TRUCE_TRY(execute(connection,
                      "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET client_min_messages = warning; "
                      "SET default_transaction_read_only = on; "
                      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'; "
                      "SET lock_timeout = " +
                          std::to_string(busy_timeout.count())));
    return {};
}

}  // namespace

bool succeeded(const PGresult* answer) {
    const auto status = PQresultStatus(answer);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE;
}

Error error_of(PGconn* connection, const PGresult* answer, std::string_view sql) {
    const char* state = PQresultErrorField(answer, PG_DIAG_SQLSTATE);
    const bool lost = PQstatus(connection) != CONNECTION_OK || state == nullptr;
    const std::string_view message = answer != nullptr ? PQresultErrorMessage(answer) : PQerrorMessage(connection);
    return driver::failure(lost ? driver::Failure::io : failure_of(state), one_line(message), sql);
}

Result<Answer> execute(PGconn* connection, std::string_view sql) {
    Answer answer(PQexec(connection, std::string(sql).c_str()));
    if (!succeeded(answer.get())) return error_of(connection, answer.get(), sql);
    return answer;
}

std::string_view field(const PGresult* answer, int row, int col) {
    if (row >= PQntuples(answer)) return {};
    return {PQgetvalue(answer, row, col), static_cast<std::size_t>(PQgetlength(answer, row, col))};
}

Result<Connection> connect(const std::string& conninfo, std::chrono::milliseconds busy_timeout) {
    Connection connection(PQconnectdb(conninfo.c_str()));
    if (!connection || PQstatus(connection.get()) != CONNECTION_OK) return error_of(connection.get(), nullptr);
    // Warnings would go to stderr, which belongs to the program.
    PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
    TRUCE_TRY(check_database(connection.get()));
    TRUCE_TRY(configure(connection.get(), busy_timeout));
    return connection;
}

Result<void> outcome_of_commit(const std::string& conninfo, const std::string& transaction, const Error& lost) {
    constexpr int attempts = 50;
    constexpr auto pause = std::chrono::milliseconds(100);
    for (int attempt = 0; attempt < attempts; ++attempt, std::this_thread::sleep_for(pause)) {
        const auto connection = connect(conninfo, pause);
        if (!connection) continue;
        const auto answer = execute(connection.value().get(), "SELECT pg_xact_status('" + transaction + "'::xid8)");
        if (!answer) continue;
        const auto status = field(answer.value().get(), 0, 0);
        if (status == "committed") return {};
        if (status == "aborted") return lost;
        // "in progress": the server is still at it, or has not noticed yet that the connection is gone
    }
    return Error{Errc::io, "store.commit_unknown",
                 "the connection was lost during COMMIT, and the database does not say whether it happened", "transaction " + transaction,
                 "When the database answers again, ask it: SELECT pg_xact_status('" + transaction + "')"};
}

}  // namespace truce::postgres
