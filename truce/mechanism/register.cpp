#include "truce/mechanism/register.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <map>
#include <memory_resource>
#include <set>
#include <tuple>

#include "truce/base/json.hpp"
#include "truce/base/read_ahead.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/record/batch.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::int64_t view_version = 2;

constexpr std::string_view drop_tables = R"(
    DROP TABLE IF EXISTS register_report;
    DROP TABLE IF EXISTS register_source;
    DROP TABLE IF EXISTS register_day;
    DROP TABLE IF EXISTS register_watch;
    DROP TABLE IF EXISTS register_count;
)";
constexpr std::string_view create_tables = R"(
    CREATE TABLE register_report (
        row INTEGER PRIMARY KEY,
        register TEXT NOT NULL,
        source_id TEXT NOT NULL,
        action SMALLINT NOT NULL,
        time_from BIGINT NOT NULL,
        time_to BIGINT NOT NULL,
        first_day BIGINT NOT NULL,
        last_day BIGINT NOT NULL,
        lat_e7 BIGINT,
        lon_e7 BIGINT,
        radius_mm BIGINT,
        place_json TEXT NOT NULL,
        place TEXT NOT NULL,
        areas TEXT NOT NULL,
        placement SMALLINT NOT NULL,
        act TEXT NOT NULL,
        act_as_coded TEXT NOT NULL,
        actors TEXT NOT NULL,
        targets TEXT NOT NULL,
        low BIGINT,
        best BIGINT,
        high BIGINT,
        marks SMALLINT NOT NULL,
        facts TEXT NOT NULL,
        flags TEXT NOT NULL
    );
    CREATE TABLE register_watch (
        row INTEGER PRIMARY KEY,
        register TEXT NOT NULL,
        source_id TEXT NOT NULL,
        action SMALLINT NOT NULL,
        time_from BIGINT NOT NULL,
        time_to BIGINT NOT NULL
    );
    CREATE INDEX register_watch_source ON register_watch (register, source_id);
    CREATE INDEX register_watch_time ON register_watch (time_from, time_to);
    CREATE TABLE register_count (
        row INTEGER PRIMARY KEY,
        register TEXT NOT NULL,
        source_id TEXT NOT NULL,
        day BIGINT
    );
    CREATE INDEX register_count_source ON register_count (register, source_id);
    CREATE INDEX register_count_day ON register_count (day);
)";

constexpr char separator = '\x1f';

constexpr std::string_view report_columns =
    "r.row, r.register, r.source_id, r.action, r.time_from, r.time_to, r.first_day, r.last_day, r.lat_e7, r.lon_e7, r.radius_mm, "
    "r.place_json, "
    "r.place, r.areas, r.placement, r.act, r.act_as_coded, r.actors, r.targets, r.low, r.best, r.high, r.marks, r.facts, r.flags";

/// Bits of column `placement` and of column `marks`.
constexpr std::int64_t placement_certain = 1;
constexpr std::int64_t placement_outside = 2;
constexpr std::int64_t mark_nothing_observed = 1;
constexpr std::int64_t mark_own_side = 2;

Result<void> join(std::string& out, const std::vector<std::string>& items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].find(separator) != std::string::npos) {
            return Error{Errc::invalid, "register.separator", "a text holds the control character U+001F", "", "Remove it from the source"};
        }
        if (i > 0) out += separator;
        out += items[i];
    }
    return {};
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    if (text.empty()) return out;
    for (;;) {
        const std::size_t end = text.find(separator);
        out.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        text.remove_prefix(end + 1);
    }
}

void write_facts(std::string& out, const std::vector<NamedFact>& facts) {
    CanonicalWriter json(out);
    json.begin_array();
    for (const NamedFact& fact : facts) {
        json.begin_object().key("name").string(fact.name);
        if (fact.range) json.key("range").begin_array().integer(fact.range->first).integer(fact.range->second).end_array();
        json.key("values").begin_array();
        for (const std::string& value : fact.values) json.string(value);
        json.end_array().end_object();
    }
    json.end_array();
}

Error damaged_row(std::string_view what) {
    return {Errc::corrupt, "register.row", fmt::format("a row of the register is damaged: {}", what), "", "Run `truce record verify`"};
}

Result<std::vector<NamedFact>> read_facts(std::string_view text) {
    std::vector<NamedFact> facts;
    if (text.empty()) return facts;
    TRUCE_ASSIGN(const Json json, parse_canonical(text));
    const JsonArray* list = json.if_array();
    if (list == nullptr) return damaged_row("its facts");
    for (const Json& item : *list) {
        const JsonObject* object = item.if_object();
        const Json* name = object != nullptr ? object->if_contains("name") : nullptr;
        const Json* values = object != nullptr ? object->if_contains("values") : nullptr;
        if (name == nullptr || !name->is_string() || values == nullptr || !values->is_array()) return damaged_row("its facts");
        NamedFact fact;
        fact.name = name->get_string();
        for (const Json& value : values->get_array()) {
            if (!value.is_string()) return damaged_row("its facts");
            fact.values.emplace_back(value.get_string());
        }
        if (const Json* range = object->if_contains("range"); range != nullptr) {
            const JsonArray* ends = range->if_array();
            if (ends == nullptr || ends->size() != 2 || !(*ends)[0].is_int64() || !(*ends)[1].is_int64()) return damaged_row("its facts");
            fact.range = {(*ends)[0].get_int64(), (*ends)[1].get_int64()};
        }
        facts.push_back(std::move(fact));
    }
    return facts;
}

Result<Report> report_from_row(const Row& row) {
    Report report;
    report.register_id = row.text(1);
    report.source_id = row.text(2);
    report.action = row.integer(3) == 1 ? ReportAction::withdrawn : ReportAction::filed;
    report.when = {{row.integer(4)}, {row.integer(5)}};
    report.first_day = {static_cast<std::int32_t>(row.integer(6))};
    report.last_day = {static_cast<std::int32_t>(row.integer(7))};
    if (!row.text(11).empty()) {
        TRUCE_ASSIGN(const Json json, parse_canonical(row.text(11)));
        TRUCE_ASSIGN(report.where, region_from_json(json));
    } else if (!row.is_null(8)) {
        report.where.kind = Region::Kind::circle;
        report.where.centre = {static_cast<std::int32_t>(row.integer(8)), static_cast<std::int32_t>(row.integer(9))};
        report.where.radius_mm = row.integer(10);
    }
    report.place = row.text(12);
    report.areas = split(row.text(13));
    report.area_certain = (row.integer(14) & placement_certain) != 0;
    report.outside = (row.integer(14) & placement_outside) != 0;
    report.act = row.text(15);
    report.act_as_coded = row.text(16);
    report.actors = split(row.text(17));
    report.targets = split(row.text(18));
    if (!row.is_null(19)) report.casualties = Casualties{row.integer(19), row.integer(20), row.integer(21)};
    report.nothing_observed = (row.integer(22) & mark_nothing_observed) != 0;
    report.own_side = (row.integer(22) & mark_own_side) != 0;
    TRUCE_ASSIGN(report.facts, read_facts(row.text(23)));
    report.flags = split(row.text(24));
    return report;
}

/// Newest version last, so the last of equal keys is the current one.
bool by_record(const RegisterReport& a, const RegisterReport& b) {
    return std::tie(a.report.register_id, a.report.source_id, a.item) < std::tie(b.report.register_id, b.report.source_id, b.item);
}

bool same_record(const Report& a, const Report& b) { return a.register_id == b.register_id && a.source_id == b.source_id; }

/// The last visible version of one record of a table that has register, source_id and row.
Result<std::optional<std::int64_t>> last_version(Database& db, const Landed& landed, std::string_view sql, std::string_view register_id,
                                                 std::string_view source_id) {
    std::optional<std::pair<ItemName, std::int64_t>> last;
    TRUCE_TRY(db.query(sql, {Value::text(register_id), Value::text(source_id)}, [&](const Row& row) -> Result<void> {
        const auto item = landed.of(row.integer(0));
        if (item && (!last || last->first < *item)) last = {*item, row.integer(0)};
        return {};
    }));
    return last ? std::optional(last->second) : std::nullopt;
}

constexpr std::string_view versions_of_report = "SELECT row FROM register_source WHERE register = $1 AND source_id = $2";
constexpr std::string_view versions_of_watch = "SELECT row FROM register_watch WHERE register = $1 AND source_id = $2";
constexpr std::string_view versions_of_count = "SELECT row FROM register_count WHERE register = $1 AND source_id = $2";

/// Rows of watches or counts that `sql` finds and that are the current, not withdrawn version of their record.
Result<std::vector<std::int64_t>> current_rows(Database& db, const Landed& landed, std::string_view sql,
                                               std::initializer_list<Value> parameters, std::string_view versions) {
    struct Found {
        std::int64_t row;
        std::string register_id;
        std::string source_id;
    };
    std::vector<Found> found;
    TRUCE_TRY(db.query(sql, parameters, [&](const Row& row) -> Result<void> {
        if (landed.of(row.integer(0))) found.push_back({row.integer(0), std::string(row.text(1)), std::string(row.text(2))});
        return {};
    }));
    std::vector<std::pair<ItemName, std::int64_t>> rows;
    for (const Found& f : found) {
        TRUCE_ASSIGN(const auto last, last_version(db, landed, versions, f.register_id, f.source_id));
        if (last == f.row) rows.emplace_back(*landed.of(f.row), f.row);
    }
    std::sort(rows.begin(), rows.end());
    std::vector<std::int64_t> out;
    for (const auto& [item, row] : rows) out.push_back(row);
    return out;
}

/// From every landed chunk into empty tables.
Result<void> fold_all(Database& db) {
    std::vector<std::pair<std::int64_t, std::uint64_t>> chunks;
    TRUCE_TRY(db.query("SELECT c.chunk, b.entry FROM batch_chunk c JOIN batch b ON b.batch = c.batch WHERE b.entry >= 0 ORDER BY c.chunk",
                       {}, [&](const Row& row) -> Result<void> {
                           chunks.emplace_back(row.integer(0), static_cast<std::uint64_t>(row.integer(1)));
                           return {};
                       }));
    TRUCE_ASSIGN(RegisterWriter writer, RegisterWriter::open(db));
    for (const auto& [chunk, entry] : chunks) {
        TRUCE_ASSIGN(const std::string kind, kind_of_entry(db, entry));
        TRUCE_ASSIGN(const auto bodies, read_chunk(db, chunk));
        for (std::size_t i = 0; i < bodies.size(); ++i) TRUCE_TRY(fold_item(writer, kind, item_row(chunk, i), bodies[i]));
    }
    return writer.finish();
}

}  // namespace

Result<void> create_register_tables(Database& db) {
    if (!db.in_transaction()) {
        TRUCE_ASSIGN(Transaction transaction, begin(db));
        TRUCE_TRY(create_register_tables(db));
        return transaction.commit();
    }
    TRUCE_ASSIGN(const ViewState state,
                 ensure_view(db, "mechanism.register", view_version, drop_tables, fmt::format("{}{}", create_tables, create_key_tables)));
    TRUCE_ASSIGN(const bool record, db.has_table("batch"));
    return state == ViewState::rebuilt && record ? fold_all(db) : Result<void>();
}

Result<RegisterWriter> RegisterWriter::open(Database& db) {
    auto own = std::make_unique<RegisterKeys>();
    TRUCE_ASSIGN(RegisterWriter writer, open(db, *own));
    writer.own_keys_ = std::move(own);
    return writer;
}

Result<RegisterWriter> RegisterWriter::open(Database& db, RegisterKeys& keys) {
    RegisterWriter writer(db, &keys);
    TRUCE_ASSIGN(writer.reports_, db.bulk_insert("register_report", {"row",       "register",     "source_id", "action",  "time_from",
                                                                     "time_to",   "first_day",    "last_day",  "lat_e7",  "lon_e7",
                                                                     "radius_mm", "place_json",   "place",     "areas",   "placement",
                                                                     "act",       "act_as_coded", "actors",    "targets", "low",
                                                                     "best",      "high",         "marks",     "facts",   "flags"}));
    return writer;
}

Result<void> RegisterWriter::add(std::int64_t row, const Report& report) {
    // Four lists share one scratch string; the views are taken after all of it is written.
    lists_.clear();
    std::array<std::size_t, 5> ends{};
    const std::array lists{&report.areas, &report.actors, &report.targets, &report.flags};
    for (std::size_t i = 0; i < lists.size(); ++i) {
        TRUCE_TRY(join(lists_, *lists[i]));
        ends[i + 1] = lists_.size();
    }
    const auto list = [&](std::size_t i) { return Value::text(std::string_view(lists_).substr(ends[i], ends[i + 1] - ends[i])); };

    where_.clear();
    const bool circle = report.where.kind == Region::Kind::circle;
    if (!circle && report.where.kind != Region::Kind::unknown) {
        TRUCE_ASSIGN(where_, canonical(to_json(report.where)));
    }
    facts_.clear();
    if (!report.facts.empty()) write_facts(facts_, report.facts);
    const auto& dead = report.casualties;
    const std::int64_t placement = (report.area_certain ? placement_certain : 0) | (report.outside ? placement_outside : 0);
    const std::int64_t marks = (report.nothing_observed ? mark_nothing_observed : 0) | (report.own_side ? mark_own_side : 0);
    const std::array values{Value(row),
                            Value::text(report.register_id),
                            Value::text(report.source_id),
                            Value(report.action == ReportAction::withdrawn ? 1 : 0),
                            Value(report.when.from.us),
                            Value(report.when.to.us),
                            Value(std::int64_t{report.first_day.days_since_1970}),
                            Value(std::int64_t{report.last_day.days_since_1970}),
                            circle ? Value(std::int64_t{report.where.centre.lat_e7}) : Value::null(),
                            circle ? Value(std::int64_t{report.where.centre.lon_e7}) : Value::null(),
                            circle ? Value(report.where.radius_mm) : Value::null(),
                            Value::text(where_),
                            Value::text(report.place),
                            list(0),
                            Value(placement),
                            Value::text(report.act),
                            Value::text(report.act_as_coded),
                            list(1),
                            list(2),
                            dead ? Value(dead->low) : Value::null(),
                            dead ? Value(dead->best) : Value::null(),
                            dead ? Value(dead->high) : Value::null(),
                            Value(marks),
                            Value::text(facts_),
                            list(3)};
    keys_->add(row, report);
    TRUCE_TRY(reports_->add(values));
    return own_keys_ && own_keys_->has_full_run() ? write_own_keys() : Result<void>();
}

Result<void> RegisterWriter::add(std::int64_t row, const Watch& watch) {
    TRUCE_TRY(db_->run("INSERT INTO register_watch (row, register, source_id, action, time_from, time_to) VALUES ($1, $2, $3, $4, $5, $6)",
                       {Value(row), Value::text(watch.register_id), Value::text(watch.source_id),
                        Value(watch.action == ReportAction::withdrawn ? 1 : 0), Value(watch.when.from.us), Value(watch.when.to.us)}));
    return {};
}

Result<void> RegisterWriter::add(std::int64_t row, const PublishedCount& count) {
    TRUCE_TRY(db_->run("INSERT INTO register_count (row, register, source_id, day) VALUES ($1, $2, $3, $4)",
                       {Value(row), Value::text(count.register_id), Value::text(count.source_id),
                        count.day ? Value(std::int64_t{count.day->days_since_1970}) : Value::null()}));
    return {};
}

Result<void> RegisterWriter::finish() {
    TRUCE_TRY(reports_->finish());
    return own_keys_ ? write_own_keys() : Result<void>();
}

Result<void> RegisterWriter::write_own_keys() {
    while (!own_keys_->empty()) TRUCE_TRY(own_keys_->write_rest(*db_, RegisterKeys::run_max));
    return {};
}

namespace {

Result<void> remove_range(Database& db, std::int64_t from, std::int64_t to) {
    TRUCE_TRY(remove_keys(db, from, to));
    for (const std::string_view sql :
         {"DELETE FROM register_report WHERE row >= $1 AND row < $2", "DELETE FROM register_watch WHERE row >= $1 AND row < $2",
          "DELETE FROM register_count WHERE row >= $1 AND row < $2"}) {
        TRUCE_TRY(db.run(sql, {Value(from), Value(to)}));
    }
    return {};
}

}  // namespace

Result<void> remove_rows(Database& db, std::int64_t batch) {
    std::vector<std::int64_t> chunks;
    TRUCE_TRY(db.query("SELECT chunk FROM batch_chunk WHERE batch = $1", {Value(batch)}, [&](const Row& row) -> Result<void> {
        chunks.push_back(row.integer(0));
        return {};
    }));
    for (const std::int64_t chunk : chunks) TRUCE_TRY(remove_range(db, item_row(chunk, 0), item_row(chunk + 1, 0)));
    return {};
}

Result<void> remove_row(Database& db, std::int64_t row) { return remove_range(db, row, row + 1); }

namespace {

/// Entries whose records nobody has stated yet.
Result<std::set<std::uint64_t>> unconfirmed_filings(Database& db, std::uint64_t as_of) {
    std::set<std::uint64_t> entries;
    TRUCE_ASSIGN(const std::vector<ReceivedFiling> received, received_filings(db, as_of));
    for (const ReceivedFiling& one : received) {
        if (!one.confirmed) entries.insert(one.entry);
    }
    return entries;
}

}  // namespace

Result<Landed> Landed::load(Database& db, std::uint64_t as_of) {
    Landed landed;
    TRUCE_ASSIGN(const std::set<std::uint64_t> unconfirmed, unconfirmed_filings(db, as_of));
    TRUCE_TRY(db.query(
        "SELECT c.chunk, c.part_no, b.entry FROM batch_chunk c JOIN batch b ON b.batch = c.batch WHERE b.entry >= 0 AND b.entry < $1",
        {Value(static_cast<std::int64_t>(as_of))}, [&](const Row& row) -> Result<void> {
            if (unconfirmed.contains(static_cast<std::uint64_t>(row.integer(2)))) return {};
            const auto chunk = static_cast<std::size_t>(row.integer(0));
            if (chunk >= landed.by_chunk_.size()) landed.by_chunk_.resize(chunk + 1);
            landed.by_chunk_[chunk] = {row.integer(2), row.integer(1)};
            return {};
        }));
    return landed;
}

std::optional<ItemName> Landed::of(std::int64_t row) const {
    const auto chunk = static_cast<std::size_t>(chunk_of_row(row));
    if (row < 0 || chunk >= by_chunk_.size() || by_chunk_[chunk].entry < 0) return std::nullopt;
    return ItemName{static_cast<std::uint64_t>(by_chunk_[chunk].entry),
                    static_cast<std::uint64_t>(by_chunk_[chunk].part_no) * chunk_items_max + place_in_chunk(row)};
}

Result<void> for_each_version(Database& db, const Landed& landed, const RegisterQuery& query,
                              const std::function<Result<void>(RegisterReport&&)>& each) {
    std::vector<RegisterReport> found;
    const auto collect = [&](const Row& row) -> Result<void> {
        const auto item = landed.of(row.integer(0));
        if (!item) return {};
        TRUCE_ASSIGN(Report report, report_from_row(row));
        if (query.register_id && report.register_id != *query.register_id) return {};
        found.push_back({row.integer(0), *item, std::move(report)});
        return {};
    };
    const std::string select = fmt::format("SELECT {} FROM register_report r", report_columns);
    if (query.day) {
        const Value day(std::int64_t{query.day->days_since_1970});
        TRUCE_TRY(db.query(select + " JOIN register_day k ON k.row = r.row WHERE k.first_day <= $1 AND k.last_day >= $1 AND r.action = 0",
                           {day}, collect));
    } else if (query.register_id && query.source_id) {
        TRUCE_TRY(db.query(select + " JOIN register_source k ON k.row = r.row WHERE k.register = $1 AND k.source_id = $2",
                           {Value::text(*query.register_id), Value::text(*query.source_id)}, collect));
    } else {
        TRUCE_TRY(db.query(select, {}, collect));
    }
    std::sort(found.begin(), found.end(), by_record);
    for (RegisterReport& report : found) TRUCE_TRY(each(std::move(report)));
    return {};
}

Result<std::vector<RegisterReport>> current_reports(Database& db, const Landed& landed, const RegisterQuery& query) {
    std::vector<RegisterReport> out;
    TRUCE_TRY(for_each_version(db, landed, query, [&](RegisterReport&& version) -> Result<void> {
        if (!out.empty() && same_record(out.back().report, version.report)) out.pop_back();
        out.push_back(std::move(version));
        return {};
    }));
    if (query.day) {
        // A later version may have moved to another day, or taken the record back.
        std::vector<RegisterReport> kept;
        for (RegisterReport& report : out) {
            TRUCE_ASSIGN(const auto last, last_version(db, landed, versions_of_report, report.report.register_id, report.report.source_id));
            if (last == report.row) kept.push_back(std::move(report));
        }
        out = std::move(kept);
    }
    std::erase_if(out, [](const RegisterReport& r) { return r.report.action == ReportAction::withdrawn; });
    return out;
}

namespace {

/// Reports as they were read, with what they point to.
class ReadReports {
public:
    std::vector<LiveReport> reports;

    std::string_view keep(std::string_view text) {
        if (text.empty()) return {};
        char* const at = static_cast<char*>(texts_.allocate(text.size(), 1));
        std::memcpy(at, text.data(), text.size());
        return {at, text.size()};
    }
    const Region* keep(Region region) { return &regions_.emplace_back(std::move(region)); }
    const std::vector<NamedFact>* keep(std::vector<NamedFact> facts) { return &facts_.emplace_back(std::move(facts)); }

private:
    std::pmr::monotonic_buffer_resource texts_{std::size_t{64} << 10U};
    std::deque<Region> regions_;
    std::deque<std::vector<NamedFact>> facts_;
};

/// Rows become reports. Many have the same areas: a region is read once from the same text, and kept as long as this is.
class LiveReader {
public:
    Result<LiveReport> read(const Row& row, ReadReports& into);

private:
    Result<const Region*> region(std::string_view text, ReadReports& into) {
        const auto known = regions_.find(text);
        if (known != regions_.end()) return &known->second;
        TRUCE_ASSIGN(const Json json, parse_canonical(text));
        TRUCE_ASSIGN(Region read, region_from_json(json));
        if (regions_.size() == regions_max) return into.keep(std::move(read));
        return &regions_.emplace(std::string(text), std::move(read)).first->second;
    }

    static constexpr std::size_t regions_max = 4'096;
    std::map<std::string, Region, std::less<>> regions_;
};

Result<LiveReport> LiveReader::read(const Row& row, ReadReports& into) {
    LiveReport report;
    report.register_id = into.keep(row.text(1));
    report.source_id = into.keep(row.text(2));
    report.withdrawn = row.integer(3) == 1;
    report.when = {{row.integer(4)}, {row.integer(5)}};
    report.first_day = {static_cast<std::int32_t>(row.integer(6))};
    report.last_day = {static_cast<std::int32_t>(row.integer(7))};
    if (const std::string_view place = row.text(11); !place.empty()) {
        TRUCE_ASSIGN(report.where, region(place, into));
    } else if (!row.is_null(8)) {
        report.where = into.keep(
            Region::circle({static_cast<std::int32_t>(row.integer(8)), static_cast<std::int32_t>(row.integer(9))}, row.integer(10)));
    }
    report.place = into.keep(row.text(12));
    report.areas = into.keep(row.text(13));
    report.area_certain = (row.integer(14) & placement_certain) != 0;
    report.outside = (row.integer(14) & placement_outside) != 0;
    report.act = into.keep(row.text(15));
    report.act_as_coded = into.keep(row.text(16));
    report.actors = into.keep(row.text(17));
    report.targets = into.keep(row.text(18));
    if (!row.is_null(19)) report.casualties = Casualties{row.integer(19), row.integer(20), row.integer(21)};
    report.nothing_observed = (row.integer(22) & mark_nothing_observed) != 0;
    report.own_side = (row.integer(22) & mark_own_side) != 0;
    if (const std::string_view facts = row.text(23); !facts.empty()) {
        TRUCE_ASSIGN(std::vector<NamedFact> named, read_facts(facts));
        report.facts = into.keep(std::move(named));
    }
    report.flags = into.keep(row.text(24));
    return report;
}

struct LandedChunk {
    std::int64_t entry = 0;
    Instant recorded_at;
    std::int64_t chunk = 0;
    std::int64_t part_no = 0;
};

/// Calls `done` with the reports of chunk after chunk until it answers false.
Result<void> read_chunks(Database& db, const std::vector<LandedChunk>& chunks, LiveReader& reader,
                         function_ref<Result<bool>(std::unique_ptr<ReadReports>)> done) {
    const std::string select =
        fmt::format("SELECT {} FROM register_report r WHERE r.row >= $1 AND r.row < $2 ORDER BY r.row", report_columns);
    for (const LandedChunk& chunk : chunks) {
        auto read = std::make_unique<ReadReports>();
        read->reports.reserve(chunk_items_max);
        TRUCE_TRY(
            db.query(select, {Value(item_row(chunk.chunk, 0)), Value(item_row(chunk.chunk + 1, 0))}, [&](const Row& row) -> Result<void> {
                TRUCE_ASSIGN(LiveReport report, reader.read(row, *read));
                report.entry = static_cast<std::uint32_t>(chunk.entry);
                report.n =
                    static_cast<std::uint32_t>(static_cast<std::size_t>(chunk.part_no) * chunk_items_max + place_in_chunk(row.integer(0)));
                report.recorded_at = chunk.recorded_at;
                read->reports.push_back(report);
                return {};
            }));
        TRUCE_ASSIGN(const bool more, done(std::move(read)));
        if (!more) break;
    }
    return {};
}

/// As many chunks are read by a thread of their own while what was read is taken in.
constexpr std::size_t worth_a_thread = 16;

}  // namespace

Result<void> for_each_filed(Database& db, std::uint64_t from, std::uint64_t below,
                            const std::function<Result<void>(const LiveReport&)>& each) {
    std::vector<LandedChunk> chunks;
    TRUCE_ASSIGN(const std::set<std::uint64_t> unconfirmed, unconfirmed_filings(db, below));
    TRUCE_TRY(
        db.query("SELECT b.entry, e.recorded_at, c.chunk, c.part_no FROM batch b JOIN batch_chunk c ON c.batch = b.batch "
                 "JOIN log_entry e ON e.idx = b.entry WHERE b.entry >= $1 AND b.entry < $2 AND e.kind = 'reports.filed' "
                 "ORDER BY b.entry, c.part_no",
                 {Value(static_cast<std::int64_t>(from)), Value(static_cast<std::int64_t>(below))}, [&](const Row& row) -> Result<void> {
                     if (unconfirmed.contains(static_cast<std::uint64_t>(row.integer(0)))) return {};
                     chunks.push_back({row.integer(0), {row.integer(1)}, row.integer(2), row.integer(3)});
                     return {};
                 }));
    LiveReader reader;
    const auto take = [&](const ReadReports& read) -> Result<void> {
        for (const LiveReport& report : read.reports) TRUCE_TRY(each(report));
        return {};
    };
    if (chunks.size() < worth_a_thread) {
        return read_chunks(db, chunks, reader, [&](std::unique_ptr<ReadReports> read) -> Result<bool> {
            TRUCE_TRY(take(*read));
            return true;
        });
    }
    return read_ahead<ReadReports>(
        [&](ReadAhead<ReadReports>& ahead) {
            return read_chunks(db, chunks, reader,
                               [&](std::unique_ptr<ReadReports> read) -> Result<bool> { return ahead.give(std::move(read)); });
        },
        take);
}

Result<std::size_t> earlier_versions(Database& db, const Landed& landed, const RegisterReport& report) {
    std::size_t earlier = 0;
    TRUCE_TRY(db.query(versions_of_report, {Value::text(report.report.register_id), Value::text(report.report.source_id)},
                       [&](const Row& row) -> Result<void> {
                           const auto item = landed.of(row.integer(0));
                           if (item && *item < report.item) ++earlier;
                           return {};
                       }));
    return earlier;
}

Result<std::vector<std::int64_t>> watch_rows(Database& db, const Landed& landed, Interval when) {
    return current_rows(db, landed,
                        "SELECT row, register, source_id FROM register_watch WHERE time_from < $1 AND time_to > $2 AND action = 0",
                        {Value(when.to.us), Value(when.from.us)}, versions_of_watch);
}

Result<std::vector<std::int64_t>> count_rows(Database& db, const Landed& landed, std::optional<Day> day) {
    if (!day) return current_rows(db, landed, "SELECT row, register, source_id FROM register_count", {}, versions_of_count);
    return current_rows(db, landed, "SELECT row, register, source_id FROM register_count WHERE day = $1",
                        {Value(std::int64_t{day->days_since_1970})}, versions_of_count);
}

Result<bool> any_watch(Database& db, const Landed& landed) {
    bool any = false;
    TRUCE_TRY(db.query("SELECT row FROM register_watch", {}, [&](const Row& row) -> Result<void> {
        any = any || landed.of(row.integer(0));
        return {};
    }));
    return any;
}

Result<Report> stored_report(Database& db, std::int64_t row) {
    std::optional<Result<Report>> found;
    TRUCE_TRY(db.query(fmt::format("SELECT {} FROM register_report r WHERE r.row = $1", report_columns), {Value(row)},
                       [&](const Row& r) -> Result<void> {
                           found = report_from_row(r);
                           return {};
                       }));
    if (!found) return Error{Errc::not_found, "register.row", "the register lacks a row", "", "Run `truce record verify`"};
    return std::move(*found);
}

Result<std::int64_t> register_rows(Database& db) {
    TRUCE_ASSIGN(const auto n, db.query_integer("SELECT (SELECT COUNT(*) FROM register_report) + (SELECT COUNT(*) FROM register_watch) + "
                                                "(SELECT COUNT(*) FROM register_count)",
                                                {}));
    return n.value_or(0);
}

Result<void> refold_register(Database& db) {
    TRUCE_ASSIGN(Transaction transaction, begin(db));
    for (const std::string_view table : {"register_report", "register_source", "register_day", "register_watch", "register_count"}) {
        TRUCE_TRY(db.run(fmt::format("DELETE FROM {}", table)));
    }
    TRUCE_TRY(fold_all(db));
    return transaction.commit();
}

}  // namespace truce
