#include "truce/mechanism/case_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "truce/base/json.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/mechanism/stored_entries.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::int64_t view_version = 2;

constexpr std::string_view drop_tables = R"(
    DROP TABLE IF EXISTS case_step;
    DROP TABLE IF EXISTS case_file;
    DROP TABLE IF EXISTS case_link;
    DROP TABLE IF EXISTS case_report;
)";
constexpr std::string_view create_tables = R"(
    CREATE TABLE case_step (
        idx BIGINT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        case_id TEXT NOT NULL,
        key_name TEXT NOT NULL,
        recorded_at BIGINT NOT NULL,
        body TEXT NOT NULL
    );
    CREATE INDEX case_step_case ON case_step (case_id, idx);
    CREATE TABLE case_file (
        case_id TEXT NOT NULL PRIMARY KEY,
        incident TEXT NOT NULL,
        opened BIGINT NOT NULL,
        last BIGINT NOT NULL,
        steps BIGINT NOT NULL,
        closed SMALLINT NOT NULL,
        happened_from BIGINT NOT NULL,
        happened_to BIGINT NOT NULL
    );
    CREATE INDEX case_file_incident ON case_file (incident, opened);
    CREATE INDEX case_file_happened ON case_file (happened_from);
    CREATE INDEX case_file_opened ON case_file (opened);
    CREATE TABLE case_link (
        named TEXT NOT NULL,
        idx BIGINT NOT NULL,
        case_id TEXT NOT NULL,
        PRIMARY KEY (named, idx)
    );
)";

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

Error unknown_case(std::string_view id) {
    return {Errc::not_found, "case.unknown", fmt::format("there is no case {}", id), "", "List them: truce case list DIR"};
}

Error differs(std::string what) {
    return {Errc::corrupt, "case.view", fmt::format("the tables of cases differ from the record: {}", what), "",
            "Rebuild them with `truce record refold`"};
}

/// Of a step that opens its case, the case is the step itself.
const std::string& case_of(const Step& step) { return step.body.kind == StepKind::case_opened ? step.id : step.body.case_id; }

/// Whether the step says of something else that it belongs to the case, or of the case that it belongs there.
bool is_claim(const Step& step) { return step.body.kind == StepKind::link_proposed || step.body.kind == StepKind::link_merged; }
const std::string& named_by(const Step& step) { return step.body.kind == StepKind::link_merged ? step.body.into : step.body.report; }

std::string_view institution_of(std::string_view key_name) { return key_name.substr(0, key_name.find('/')); }

std::string text_of(const StepBody& body) {
    auto text = canonical(to_json(body));
    TRUCE_ASSERT(text.ok());
    return std::move(*text);
}

/// Columns id, key_name, recorded_at, body, from `first` on.
Result<Step> step_from_row(const Row& row, int first) {
    Step step;
    step.id = row.text(first);
    step.key = row.text(first + 1);
    step.author = institution_of(step.key);
    step.recorded_at = {row.integer(first + 2)};
    TRUCE_ASSIGN(step.body, read_step(row.text(first + 3)));
    return step;
}

Result<CaseRow> case_from_row(const Row& row) {
    CaseRow one;
    one.id = row.text(0);
    one.incident = row.text(1);
    one.opened = static_cast<std::uint64_t>(row.integer(2));
    one.last = static_cast<std::uint64_t>(row.integer(3));
    one.steps = static_cast<std::uint64_t>(row.integer(4));
    one.closed = row.integer(5) != 0;
    one.happened = {{row.integer(6)}, {row.integer(7)}};
    return one;
}

Result<void> fold_case(Database& db, std::uint64_t index, const Step& step) {
    if (step.body.kind == StepKind::case_opened) {
        TRUCE_ASSIGN([[maybe_unused]] const auto added,
                     db.run("INSERT INTO case_file (case_id, incident, opened, last, steps, closed, happened_from, happened_to) "
                            "VALUES ($1, $2, $3, $4, 1, 0, $5, $6)",
                            {Value::text(step.id), Value::text(step.body.incident), number(index), number(index),
                             Value(step.body.when->from.us), Value(step.body.when->to.us)}));
        return {};
    }
    TRUCE_TRY(db.run("UPDATE case_file SET last = $1, steps = steps + 1 WHERE case_id = $2", {number(index), Value::text(case_of(step))}));
    if (step.body.kind == StepKind::case_closed || step.body.kind == StepKind::case_reopened) {
        TRUCE_TRY(db.run("UPDATE case_file SET closed = $1 WHERE case_id = $2",
                         {Value(std::int64_t{step.body.kind == StepKind::case_closed}), Value::text(case_of(step))}));
    }
    if (is_claim(step)) {
        TRUCE_TRY(db.run("INSERT INTO case_link (named, idx, case_id) VALUES ($1, $2, $3)",
                         {Value::text(named_by(step)), number(index), Value::text(case_of(step))}));
    }
    return {};
}

/// What cannot be read makes no row: it is sealed here, or verify says what is wrong with it.
Result<void> fold_range(Database& db, std::uint64_t from, std::uint64_t to) {
    return for_each_held(db, from, to, is_step, [&](HeldEntry&& held) -> Result<void> {
        const auto step = step_of(std::move(held.id), held.key_name, held.recorded_at, held.body);
        return step ? fold_step(db, held.index, *step) : Result<void>();
    });
}

/// What comes after the case $7, in which order.
std::string_view in_order(CaseQuery::Order order) {
    switch (order) {
        case CaseQuery::Order::oldest: return "AND ($7 = '' OR opened > (SELECT opened FROM case_file WHERE case_id = $7)) ORDER BY opened";
        case CaseQuery::Order::newest:
            return "AND ($7 = '' OR opened < (SELECT opened FROM case_file WHERE case_id = $7)) ORDER BY opened DESC";
        case CaseQuery::Order::id: break;
    }
    return "AND case_id > $7 ORDER BY case_id";
}

Result<bool> there(Database& db) { return db.has_table("case_step"); }

/// That the rows of links are those of the docket's claims, of which there are so many.
Result<void> compare_links(Database& db, const Docket& docket, std::int64_t claims) {
    std::int64_t same = 0;
    std::int64_t rows = 0;
    TRUCE_TRY(db.query("SELECT l.named, l.case_id, s.id FROM case_link l LEFT JOIN case_step s ON s.idx = l.idx", {},
                       [&](const Row& row) -> Result<void> {
                           ++rows;
                           const CaseFile* file = docket.find(row.text(1));
                           const Step* step = file == nullptr || row.is_null(2) ? nullptr : file->find(row.text(2));
                           same += step != nullptr && is_claim(*step) && named_by(*step) == row.text(0) ? 1 : 0;
                           return {};
                       }));
    return same == claims && rows == claims ? Result<void>() : Result<void>(differs("links"));
}

/// The cases of an incident and of all to which its merges lead or ever led: undone merges count, too, when a circle is looked for.
Result<void> adopt_chain(Docket& docket, Database& db, const std::string& incident) {
    std::vector<std::string> left{incident};
    std::set<std::string> met;
    while (!left.empty()) {
        const std::string at = std::move(left.back());
        left.pop_back();
        if (!met.insert(at).second) continue;
        TRUCE_ASSIGN(const std::string id, case_of_incident(db, at));
        if (id.empty()) continue;
        if (docket.find(id) == nullptr) {
            TRUCE_ASSIGN(CaseFile file, load_case(db, id));
            TRUCE_TRY(docket.adopt(std::move(file)));
        }
        for (const Step& step : docket.find(id)->steps()) {
            if (step.body.kind == StepKind::link_merged) left.push_back(step.body.into);
        }
    }
    return {};
}

}  // namespace

bool is_step(std::string_view kind) { return find_step(kind) != nullptr; }

Result<Step> step_of(std::string id, std::string_view key_name, Instant recorded_at, const Body& body) {
    TRUCE_ASSIGN(StepBody step, step_from_parts(body));
    return Step{std::move(id), std::string(institution_of(key_name)), std::string(key_name), recorded_at, std::move(step)};
}

Result<void> open_case_tables(Database& db) {
    TRUCE_ASSIGN(Transaction transaction, begin(db));
    TRUCE_ASSIGN(const ViewState state, ensure_view(db, "mechanism.cases", view_version, drop_tables, create_tables));
    TRUCE_ASSIGN(const bool log, db.has_table("log_entry"));
    if (state == ViewState::rebuilt && log) TRUCE_TRY(fold_range(db, 0, whole_record));
    return transaction.commit();
}

Result<void> refold_cases(Database& db) {
    if (!db.in_transaction()) {
        TRUCE_ASSIGN(Transaction transaction, begin(db));
        TRUCE_TRY(refold_cases(db));
        return transaction.commit();
    }
    for (const std::string_view table : {"case_step", "case_file", "case_link"}) TRUCE_TRY(db.run(fmt::format("DELETE FROM {}", table)));
    return fold_range(db, 0, whole_record);
}

Result<void> fold_step(Database& db, std::uint64_t index, const Step& step) {
    TRUCE_TRY(db.run("INSERT INTO case_step (idx, id, case_id, key_name, recorded_at, body) VALUES ($1, $2, $3, $4, $5, $6)",
                     {number(index), Value::text(step.id), Value::text(case_of(step)), Value::text(step.key), Value(step.recorded_at.us),
                      Value::text(text_of(step.body))}));
    return fold_case(db, index, step);
}

Result<void> fold_stored_step(Database& db, std::uint64_t index) { return fold_range(db, index, index + 1); }

Result<std::vector<CaseRow>> case_rows(Database& db, const CaseQuery& query) {
    std::vector<CaseRow> rows;
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return rows;
    const Interval happened = query.happened.value_or(Interval{Instant::lowest(), Instant::highest()});
    TRUCE_TRY(db.query(
        fmt::format("SELECT case_id, incident, opened, last, steps, closed, happened_from, happened_to FROM case_file "
                    "WHERE happened_from < $1 AND happened_to > $2 AND opened < $3 AND closed >= $4 AND closed <= $5 "
                    "AND ($6 = '' OR incident = $6) {} LIMIT $8",
                    in_order(query.order)),
        {Value(happened.to.us), Value(happened.from.us), number(query.as_of), Value(std::int64_t{query.closed.value_or(false)}),
         Value(std::int64_t{query.closed.value_or(true)}), Value::text(query.incident), Value::text(query.after), Value(query.most)},
        [&](const Row& row) -> Result<void> {
            TRUCE_ASSIGN(CaseRow one, case_from_row(row));
            rows.push_back(std::move(one));
            return {};
        }));
    return rows;
}

Result<CaseFile> load_case(Database& db, std::string_view case_id, std::uint64_t as_of) {
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return unknown_case(case_id);
    std::vector<Step> steps;
    TRUCE_TRY(db.query("SELECT id, key_name, recorded_at, body FROM case_step WHERE case_id = $1 AND idx < $2 ORDER BY idx",
                       {Value::text(case_id), number(as_of)}, [&](const Row& row) -> Result<void> {
                           TRUCE_ASSIGN(Step step, step_from_row(row, 0));
                           steps.push_back(std::move(step));
                           return {};
                       }));
    if (steps.empty()) return unknown_case(case_id);
    if (steps.front().body.kind != StepKind::case_opened)
        return Error{Errc::corrupt, "case.row", fmt::format("the case {} does not begin with its opening", case_id), "",
                     "Ask for what is missing here, or run `truce record verify`"};
    return CaseFile::recalled(std::move(steps));
}

Result<void> for_each_step(Database& db, std::uint64_t as_of, const std::function<Result<void>(std::uint64_t index, Step&& step)>& each) {
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return {};
    return db.query("SELECT id, key_name, recorded_at, body, idx FROM case_step WHERE idx < $1 ORDER BY idx", {number(as_of)},
                    [&](const Row& row) -> Result<void> {
                        TRUCE_ASSIGN(Step step, step_from_row(row, 0));
                        return each(static_cast<std::uint64_t>(row.integer(4)), std::move(step));
                    });
}

Result<std::string> case_of_incident(Database& db, std::string_view incident, std::uint64_t as_of) {
    std::string id;
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return id;
    TRUCE_TRY(db.query("SELECT case_id FROM case_file WHERE incident = $1 AND opened < $2 ORDER BY opened DESC LIMIT 1",
                       {Value::text(incident), number(as_of)}, [&](const Row& row) -> Result<void> {
                           id = row.text(0);
                           return {};
                       }));
    return id;
}

namespace {

/// The first column of each row, in the query's order; none where a store has no such tables yet.
Result<std::vector<std::string>> case_ids(Database& db, std::string_view sql, const std::vector<Value>& values) {
    std::vector<std::string> ids;
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return ids;
    TRUCE_TRY(db.query(sql, values, [&](const Row& row) -> Result<void> {
        ids.emplace_back(row.text(0));
        return {};
    }));
    return ids;
}

}  // namespace

Result<std::vector<std::string>> cases_with_link(Database& db, std::string_view named, std::uint64_t as_of) {
    return case_ids(db, "SELECT DISTINCT case_id FROM case_link WHERE named = $1 AND idx < $2 ORDER BY case_id",
                    {Value::text(named), number(as_of)});
}

Result<std::vector<std::string>> cases_with_claims(Database& db, std::uint64_t as_of) {
    return case_ids(db, "SELECT DISTINCT case_id FROM case_link WHERE idx < $1 ORDER BY case_id", {number(as_of)});
}

Result<std::vector<std::string>> cases_with_steps(Database& db, std::uint64_t from, std::uint64_t below) {
    std::vector<std::string> ids;
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return ids;
    TRUCE_TRY(db.query("SELECT DISTINCT case_id FROM case_step WHERE idx >= $1 AND idx < $2 ORDER BY case_id",
                       {number(from), number(below)}, [&](const Row& row) -> Result<void> {
                           ids.emplace_back(row.text(0));
                           return {};
                       }));
    return ids;
}

Result<std::vector<std::string>> cases_named(Database& db, std::string_view prefix, std::int64_t most) {
    std::vector<std::string> ids;
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return ids;
    // Ids are of a-z, 0-9 and "-"; "~" comes after all of them.
    TRUCE_TRY(db.query("SELECT case_id FROM case_file WHERE case_id >= $1 AND case_id < $2 ORDER BY case_id LIMIT $3",
                       {Value::text(prefix), Value::text(fmt::format("{}~", prefix)), Value(most)}, [&](const Row& row) -> Result<void> {
                           ids.emplace_back(row.text(0));
                           return {};
                       }));
    return ids;
}

Result<Docket> load_docket_for(Database& db, const StepBody& step) {
    Docket docket;
    if (step.kind == StepKind::case_opened) {
        TRUCE_TRY(adopt_chain(docket, db, step.incident));
        return docket;
    }
    auto file = load_case(db, step.case_id);
    if (!file) return file.error().id == "case.unknown" ? Result<Docket>(std::move(docket)) : Result<Docket>(file.error());
    const std::string incident = file->opening().body.incident;
    TRUCE_TRY(docket.adopt(std::move(*file)));
    if (step.kind != StepKind::link_merged) return docket;
    TRUCE_TRY(adopt_chain(docket, db, incident));
    TRUCE_TRY(adopt_chain(docket, db, step.into));
    return docket;
}

Result<Docket> load_docket(Database& db, std::uint64_t as_of) {
    std::map<std::string, std::vector<Step>> steps;
    TRUCE_TRY(for_each_step(db, as_of, [&](std::uint64_t, Step&& step) -> Result<void> {
        const std::string id = case_of(step);
        steps[id].push_back(std::move(step));
        return {};
    }));
    // By their openings: of two cases of one incident the later one counts.
    CaseQuery query;
    query.as_of = as_of;
    TRUCE_ASSIGN(const std::vector<CaseRow> rows, case_rows(db, query));
    Docket docket;
    for (const CaseRow& row : rows) {
        const auto found = steps.find(row.id);
        if (found == steps.end() || found->second.front().body.kind != StepKind::case_opened) continue;
        TRUCE_TRY(docket.adopt(CaseFile::recalled(std::move(found->second))));
    }
    return docket;
}

Result<std::uint64_t> count_steps(Database& db) {
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return std::uint64_t{0};
    TRUCE_ASSIGN(const auto count, db.query_integer("SELECT COUNT(*) FROM case_step"));
    return static_cast<std::uint64_t>(count.value_or(0));
}

Result<void> compare_step(Database& db, std::uint64_t index, const Step& step) {
    bool same = false;
    TRUCE_ASSIGN(const bool any, there(db));
    if (any) {
        TRUCE_TRY(db.query("SELECT id, case_id, key_name, recorded_at, body FROM case_step WHERE idx = $1", {number(index)},
                           [&](const Row& row) -> Result<void> {
                               same = row.text(0) == step.id && row.text(1) == case_of(step) && row.text(2) == step.key &&
                                      row.integer(3) == step.recorded_at.us && row.text(4) == text_of(step.body);
                               return {};
                           }));
    }
    return same ? Result<void>() : Result<void>(differs(fmt::format("step {}", step.id)));
}

Result<void> compare_cases(Database& db, const Docket& docket) {
    TRUCE_ASSIGN(const std::vector<CaseRow> rows, case_rows(db, {}));
    if (rows.size() != docket.cases().size())
        return differs(fmt::format("they have {} cases, the record makes {}", rows.size(), docket.cases().size()));
    std::int64_t links = 0;
    for (const CaseRow& row : rows) {
        const CaseFile* file = docket.find(row.id);
        const bool same = file != nullptr && row.incident == file->opening().body.incident && row.steps == file->steps().size() &&
                          row.closed == (file->phase() == CaseFile::Phase::closed) && row.happened == *file->opening().body.when;
        if (!same) return differs(fmt::format("case {}", row.id));
        links += std::ranges::count_if(file->steps(), is_claim);
    }
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return {};
    TRUCE_ASSIGN(const auto places, db.query_integer("SELECT COUNT(*) FROM case_file f WHERE NOT EXISTS (SELECT 1 FROM case_step s WHERE "
                                                     "s.idx = f.opened AND s.id = f.case_id) OR f.last <> (SELECT MAX(s.idx) FROM "
                                                     "case_step s WHERE s.case_id = f.case_id)"));
    if (places.value_or(0) != 0) return differs("the places of cases in the log");
    return compare_links(db, docket, links);
}

}  // namespace truce
