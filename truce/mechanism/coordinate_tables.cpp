#include "truce/mechanism/coordinate_tables.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "truce/base/json.hpp"
#include "truce/base/read_ahead.hpp"
#include "truce/mechanism/coordinate_handler.hpp"
#include "truce/mechanism/coordinate_parts.hpp"
#include "truce/record/log.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::int64_t view_version = 1;
constexpr std::string_view drop_tables = "DROP TABLE IF EXISTS coordination_told; DROP TABLE IF EXISTS coordination_step;";
constexpr std::string_view create_tables = R"(
    CREATE TABLE coordination_step (
        idx BIGINT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        key_name TEXT NOT NULL,
        recorded_at BIGINT NOT NULL,
        aware TEXT NOT NULL,
        body TEXT NOT NULL
    );
    CREATE TABLE coordination_told (
        idx BIGINT NOT NULL,
        n BIGINT NOT NULL,
        recipient TEXT NOT NULL,
        activity TEXT NOT NULL,
        owner TEXT NOT NULL,
        level BIGINT NOT NULL,
        PRIMARY KEY (idx, n)
    );
    CREATE INDEX coordination_told_owner ON coordination_told (owner, idx);
)";

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

Result<bool> there(Database& db) { return db.has_table("coordination_step"); }

std::string text_of(const CoordinationBody& body) {
    auto text = canonical(Json(to_json(body)));
    TRUCE_ASSERT(text.ok());
    return std::move(*text);
}

Result<CoordinationStep> step_from(std::string id, std::string_view key_name, Instant recorded_at, const JsonObject& step, std::string key,
                                   const Gazetteer& gazetteer) {
    TRUCE_ASSIGN(CoordinationBody body, read_coordination(step, gazetteer));
    return CoordinationStep{std::move(id),         std::string(key_name.substr(0, key_name.find('/'))),
                            std::string(key_name), recorded_at,
                            std::move(body),       {std::move(key)}};
}

bool is_document(std::string_view kind) { return kind == "profile.signed" || kind == "terms.signed"; }

/// What cannot be read makes no row: it is sealed here, or verify says what is wrong with it.
Result<void> fold_all(Database& db) {
    std::vector<std::pair<std::uint64_t, bool>> at;  // place; whether it is a document
    TRUCE_TRY(db.query("SELECT idx, kind FROM log_entry ORDER BY idx", {}, [&](const Row& row) -> Result<void> {
        const std::string_view kind = row.text(1);
        if (is_document(kind) || is_coordination(kind)) at.emplace_back(static_cast<std::uint64_t>(row.integer(0)), is_document(kind));
        return {};
    }));
    std::optional<Coordination> coordination;
    bool moved_on = true;
    for (const auto& [index, document] : at) {
        moved_on = moved_on || document;
        if (document) continue;
        if (moved_on) {
            TRUCE_ASSIGN(const Documents documents, load_documents(db, index));
            TRUCE_ASSIGN(CoordinationTerms terms, coordination_terms(documents));
            if (coordination)
                coordination->adopt(std::move(terms));
            else
                coordination.emplace(std::move(terms));
            moved_on = false;
        }
        TRUCE_ASSIGN(const StoredEntry stored, LogReader(db).entry(index));
        TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
        auto step = coordination_of(entry.header.id, entry.key_name, stored.recorded_at, stored.body, *coordination->terms().gazetteer);
        if (!step) continue;
        TRUCE_TRY(fold_coordination(db, index, *step, coordination->told_by(*step)));
        coordination->recall(std::move(*step));
    }
    return {};
}

Error differs(const std::string& id) {
    return {Errc::corrupt, "coordination.view", fmt::format("the tables of coordination differ from the record: step {}", id), "",
            "Rebuild them with `truce record refold`"};
}

using Steps = std::vector<CoordinationStep>;
constexpr std::size_t piece_steps = 256;
/// As many steps are read by a thread of their own while what was read is taken in.
constexpr std::uint64_t worth_a_thread = 8 * piece_steps;

Result<void> read_pieces(Database& db, std::uint64_t as_of, const Gazetteer& gazetteer, ReadAhead<Steps>& ahead) {
    auto piece = std::make_unique<Steps>();
    bool wanted = true;
    TRUCE_TRY(for_each_coordination(db, 0, as_of, gazetteer, [&](std::uint64_t, CoordinationStep&& step) -> Result<void> {
        piece->push_back(std::move(step));
        if (!wanted || piece->size() < piece_steps) return {};
        wanted = ahead.give(std::exchange(piece, std::make_unique<Steps>()));
        return {};
    }));
    if (!piece->empty()) ahead.give(std::move(piece));
    return {};
}

}  // namespace

bool is_coordination(std::string_view kind) { return find_coordination(kind) != nullptr; }

Result<CoordinationTerms> coordination_terms(const Documents& documents) {
    return CoordinationTerms::create(documents.profile, *documents.roles().terms);
}

Result<void> open_coordination_tables(Database& db) {
    TRUCE_ASSIGN(Transaction transaction, begin(db));
    TRUCE_ASSIGN(const ViewState state, ensure_view(db, "mechanism.coordination", view_version, drop_tables, create_tables));
    TRUCE_ASSIGN(const bool log, db.has_table("log_entry"));
    if (state == ViewState::rebuilt && log) TRUCE_TRY(fold_all(db));
    return transaction.commit();
}

Result<void> refold_coordination(Database& db) {
    if (!db.in_transaction()) {
        TRUCE_ASSIGN(Transaction transaction, begin(db));
        TRUCE_TRY(refold_coordination(db));
        return transaction.commit();
    }
    TRUCE_TRY(db.run("DELETE FROM coordination_told"));
    TRUCE_TRY(db.run("DELETE FROM coordination_step"));
    return fold_all(db);
}

Result<CoordinationStep> coordination_of(std::string id, std::string_view key_name, Instant recorded_at, const Body& body,
                                         const Gazetteer& gazetteer) {
    TRUCE_ASSIGN(StatedStep said, coordination_from_parts(body));
    return step_from(std::move(id), key_name, recorded_at, said.step, std::move(said.key), gazetteer);
}

Result<void> fold_coordination(Database& db, std::uint64_t index, const CoordinationStep& step, const std::vector<Told>& told) {
    TRUCE_TRY(db.run("INSERT INTO coordination_step (idx, id, key_name, recorded_at, aware, body) VALUES ($1, $2, $3, $4, $5, $6)",
                     {number(index), Value::text(step.id), Value::text(step.key_name), Value(step.recorded_at.us),
                      Value::text(step.key.hex), Value::text(text_of(step.body))}));
    std::uint64_t n = 0;
    for (const Told& one : told) {
        TRUCE_TRY(db.run("INSERT INTO coordination_told (idx, n, recipient, activity, owner, level) VALUES ($1, $2, $3, $4, $5, $6)",
                         {number(index), number(n++), Value::text(one.to), Value::text(one.activity), Value::text(one.owner),
                          number(static_cast<std::uint64_t>(one.level))}));
    }
    return {};
}

Result<void> fold_stored_coordination(Database& db, CoordinationMemory& memory, const Documents& documents, std::uint64_t index) {
    TRUCE_ASSIGN(Coordination* const coordination, memory.at_end(db, documents));
    TRUCE_ASSIGN(const StoredEntry stored, LogReader(db).entry(index));
    TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
    auto step = coordination_of(entry.header.id, entry.key_name, stored.recorded_at, stored.body, *coordination->terms().gazetteer);
    if (!step) return {};
    TRUCE_TRY(fold_coordination(db, index, *step, coordination->told_by(*step)));
    memory.noted(index, std::move(*step));
    return {};
}

Result<void> for_each_coordination(Database& db, std::uint64_t from, std::uint64_t as_of, const Gazetteer& gazetteer,
                                   function_ref<Result<void>(std::uint64_t index, CoordinationStep&& step)> each) {
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return {};
    return db.query("SELECT idx, id, key_name, recorded_at, aware, body FROM coordination_step WHERE idx >= $1 AND idx < $2 ORDER BY idx",
                    {number(from), number(as_of)}, [&](const Row& row) -> Result<void> {
                        TRUCE_ASSIGN(const Json json, parse_json(row.text(5)));
                        if (!json.is_object())
                            return Error{Errc::corrupt, "coordination.form", "a step is an object", std::string(row.text(1)), ""};
                        TRUCE_ASSIGN(CoordinationStep step, step_from(std::string(row.text(1)), row.text(2), {row.integer(3)},
                                                                      json.get_object(), std::string(row.text(4)), gazetteer));
                        return each(static_cast<std::uint64_t>(row.integer(0)), std::move(step));
                    });
}

Result<void> follow_coordination(Database& db, Coordination& coordination, std::uint64_t from, std::uint64_t as_of) {
    const std::shared_ptr<const Gazetteer> gazetteer = coordination.terms().gazetteer;
    return for_each_coordination(db, from, as_of, *gazetteer, [&](std::uint64_t, CoordinationStep&& step) -> Result<void> {
        coordination.recall(std::move(step));
        return {};
    });
}

Result<Coordination> load_coordination(Database& db, const Documents& documents, std::uint64_t as_of) {
    TRUCE_ASSIGN(CoordinationTerms terms, coordination_terms(documents));
    Coordination coordination(std::move(terms));
    const std::shared_ptr<const Gazetteer> gazetteer = coordination.terms().gazetteer;
    TRUCE_ASSIGN(const std::uint64_t count, count_coordination(db));
    if (count < worth_a_thread) {
        TRUCE_TRY(follow_coordination(db, coordination, 0, as_of));
        return coordination;
    }
    TRUCE_TRY(read_ahead<Steps>([&](ReadAhead<Steps>& ahead) { return read_pieces(db, as_of, *gazetteer, ahead); },
                                [&](Steps& steps) -> Result<void> {
                                    for (CoordinationStep& step : steps) coordination.recall(std::move(step));
                                    return {};
                                }));
    return coordination;
}

Result<bool> has_coordination_table(Database& db) { return there(db); }

Result<CoordinationEnd> coordination_end(Database& db) {
    CoordinationEnd end;
    TRUCE_TRY(
        db.query("SELECT idx, id, recorded_at FROM coordination_step ORDER BY idx DESC LIMIT 1", {}, [&](const Row& row) -> Result<void> {
            end = {static_cast<std::uint64_t>(row.integer(0)), std::string(row.text(1)), {row.integer(2)}};
            return {};
        }));
    return end;
}

Result<std::vector<ToldRow>> told_of(Database& db, std::string_view owner, std::uint64_t as_of) {
    std::vector<ToldRow> all;
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return all;
    TRUCE_TRY(
        db.query("SELECT t.idx, s.recorded_at, t.recipient, t.activity, t.owner, t.level FROM coordination_told t "
                 "JOIN coordination_step s ON s.idx = t.idx WHERE t.idx < $1 AND ($2 = '' OR t.owner = $2) ORDER BY t.idx, t.n",
                 {number(as_of), Value::text(owner)}, [&](const Row& row) -> Result<void> {
                     all.push_back({static_cast<std::uint64_t>(row.integer(0)),
                                    {row.integer(1)},
                                    {std::string(row.text(2)), std::string(row.text(3)), std::string(row.text(4)),
                                     static_cast<DisclosureLevel>(row.integer(5))}});
                     return {};
                 }));
    return all;
}

Result<std::uint64_t> count_coordination(Database& db) {
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return std::uint64_t{0};
    TRUCE_ASSIGN(const auto count, db.query_integer("SELECT COUNT(*) FROM coordination_step"));
    return static_cast<std::uint64_t>(count.value_or(0));
}

Result<void> compare_coordination(Database& db, std::uint64_t index, const CoordinationStep& step, const std::vector<Told>* told) {
    TRUCE_ASSIGN(const bool any, there(db));
    bool same = false;
    std::vector<Told> held;
    if (any) {
        TRUCE_TRY(db.query("SELECT id, key_name, recorded_at, aware, body FROM coordination_step WHERE idx = $1", {number(index)},
                           [&](const Row& row) -> Result<void> {
                               same = row.text(0) == step.id && row.text(1) == step.key_name && row.integer(2) == step.recorded_at.us &&
                                      row.text(3) == step.key.hex && row.text(4) == text_of(step.body);
                               return {};
                           }));
        TRUCE_TRY(db.query("SELECT recipient, activity, owner, level FROM coordination_told WHERE idx = $1 ORDER BY n", {number(index)},
                           [&](const Row& row) -> Result<void> {
                               held.push_back({std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                                               static_cast<DisclosureLevel>(row.integer(3))});
                               return {};
                           }));
    }
    if (same && (told == nullptr || held == *told)) return {};
    return differs(step.id);
}

}  // namespace truce
