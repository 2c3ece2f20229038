/// Incidents by place and time with all their columns: truce's register in memory beside PostGIS gist(geom, t) and SQLite's R*Tree.
///
///   tools/with-postgres live_register_bench [--rows N] [--queries N] [--no-peers]
///
/// Rows from a fixed seed: 40 % round twelve towns, 60 % uniform over 6.7 x 5 degrees; five years; up to a day long, one in fifty up to
/// three months; points, so that all three mean the same by a box. Queries: half a degree by half a degree by 24 days, about a hundred
/// rows, each read whole: fourteen columns, of which a checksum is kept so that none is left out. Answers are compared by number and
/// checksum. truce answers the public of a register that is public, in order of time; the others in no order. SQLite is in memory and
/// in process, prepared. PostgreSQL is asked over its socket, prepared, in binary, and says how long `select 1` takes.
#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "truce/interfaces/geojson_feature.hpp"
#include "truce/interfaces/tiles.hpp"
#include "truce/publish/live_register.hpp"

namespace truce {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;
constexpr std::int64_t year_us = 365 * day_us;
constexpr std::int64_t start_us = 1'483'228'800'000'000;  // 2017-01-01

struct Item {
    std::string source_id, place, actors, targets;
    std::string_view act;
    std::int32_t lat_e7 = 0, lon_e7 = 0;
    std::int64_t from_us = 0, to_us = 0;
    std::int64_t low = 0, best = 0, high = 0;
};
struct Query {
    Box box;
    Interval when;
};

enum class Time : std::uint8_t { wall, thread };
double thread_s() {
    std::timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}
double wall_s() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

class Invention {
public:
    explicit Invention(unsigned seed) : random_(seed) {}
    double uniform(double low, double high) { return std::uniform_real_distribution<double>(low, high)(random_); }
    std::pair<double, double> place() {
        static const auto towns = [] {
            std::vector<std::pair<double, double>> out;
            std::mt19937_64 random(99);
            for (int i = 0; i < 12; ++i)
                out.emplace_back(std::uniform_real_distribution<double>(32.6, 37)(random),
                                 std::uniform_real_distribution<double>(36, 42)(random));
            return out;
        }();
        if (uniform(0, 1) < 0.6) return {uniform(32.3, 37.3), uniform(35.7, 42.4)};
        const auto& town = towns[random_() % towns.size()];
        return {town.first + std::normal_distribution<double>(0, 0.25)(random_),
                town.second + std::normal_distribution<double>(0, 0.25)(random_)};
    }
    std::vector<Item> items(std::size_t count) {
        static constexpr std::string_view acts[] = {"force", "force.state_based", "force.non_state", "force.one_sided"};
        std::vector<Item> out(count);
        for (std::size_t i = 0; i < count; ++i) {
            Item& item = out[i];
            const auto [lat, lon] = place();
            item.lat_e7 = static_cast<std::int32_t>(lat * 1e7);
            item.lon_e7 = static_cast<std::int32_t>(lon * 1e7);
            item.from_us = start_us + static_cast<std::int64_t>(uniform(0, 5) * static_cast<double>(year_us));
            const double length = uniform(0, 1) < 0.02 ? uniform(1, 90) : uniform(0, 1);
            item.to_us = item.from_us + 1 + static_cast<std::int64_t>(length * static_cast<double>(day_us));
            item.source_id = fmt::format("E{:07}", i);
            item.place = fmt::format("village {}", random_() % 5'000);
            item.actors = fmt::format("side {}", random_() % 12);
            item.targets = fmt::format("side {}", random_() % 12);
            item.act = acts[random_() % 4];
            item.low = static_cast<std::int64_t>(random_() % 4);
            item.best = item.low + static_cast<std::int64_t>(random_() % 3);
            item.high = item.best + static_cast<std::int64_t>(random_() % 5);
        }
        return out;
    }
    std::vector<Query> queries(std::size_t count) {
        std::vector<Query> out(count);
        for (Query& query : out) {
            const auto [lat, lon] = std::pair(uniform(32.3, 36.8), uniform(35.7, 41.9));
            query.box.low = {static_cast<std::int32_t>(lat * 1e7), static_cast<std::int32_t>(lon * 1e7)};
            query.box.high = {query.box.low.lat_e7 + 5'000'000, query.box.low.lon_e7 + 5'000'000};
            query.when.from.us = start_us + static_cast<std::int64_t>(uniform(0, 4.9) * static_cast<double>(year_us));
            query.when.to.us = query.when.from.us + 24 * day_us;
        }
        return out;
    }

private:
    std::mt19937_64 random_;
};

/// The same whatever the order of rows.
struct Answer {
    std::size_t rows = 0;
    std::uint64_t sum = 0;
    friend bool operator==(const Answer&, const Answer&) = default;
};
std::uint64_t sum_of(std::string_view text) {
    std::uint64_t sum = text.size();
    for (const char c : text) sum += static_cast<unsigned char>(c);
    return sum;
}

struct Outcome {
    double build_s = 0, mean_us = 0, median_us = 0, p99_us = 0;
    std::vector<Answer> answers;
};

/// Engines in this process by this thread's processor time, which other work on the machine does not lengthen; a server by the clock.
Outcome timed(Time time, const std::vector<Query>& queries, const std::function<Answer(const Query&)>& ask) {
    const auto now = [time] { return time == Time::wall ? wall_s() : thread_s(); };
    Outcome out;
    for (std::size_t i = 0; i < std::min<std::size_t>(queries.size(), 50); ++i) ask(queries[i]);
    std::vector<double> us;
    for (const Query& query : queries) {
        const double start = now();
        out.answers.push_back(ask(query));
        us.push_back((now() - start) * 1e6);
    }
    double all = 0;
    for (const double one : us) all += one;
    out.mean_us = all / static_cast<double>(us.size());
    std::ranges::sort(us);
    out.median_us = us[us.size() / 2];
    out.p99_us = us[us.size() * 99 / 100];
    return out;
}

std::shared_ptr<const Profile> made_profile() {
    Profile profile;
    profile.id = "bench";
    profile.title = {{"en", "Bench"}};
    Register reg;
    reg.id = "codings";
    reg.recorder = "Institute";
    reg.published = true;
    reg.unit = {{"en", "event"}};
    profile.registers = {reg};
    for (const char* const id : {"force", "force.state_based", "force.non_state", "force.one_sided"}) {
        Act act;
        act.id = id;
        act.parent = std::string_view(id) == "force" ? "" : "force";
        profile.acts.push_back(act);
    }
    std::string features;
    for (int i = 0; i < 14; ++i) {
        const double west = 35.0 + (i % 7) * 1.15;
        const double south = 31.5 + (i / 7) * 3.2;
        features += fmt::format(
            R"({}{{"type":"Feature","properties":{{"id":"G{:02}"}},"geometry":{{"type":"Polygon","coordinates":[[[{},{}],[{},{}],[{},{}],[{},{}],[{},{}]]]}}}})",
            i > 0 ? "," : "", i, west, south, west + 1.15, south, west + 1.15, south + 3.2, west, south + 3.2, west, south);
    }
    profile.atlas = std::make_shared<const Atlas>(
        Atlas::from_geojson(fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features), "id").value());
    for (const std::string& id : profile.atlas->ids()) profile.divisions.push_back({id, {{{"en", id}}, {}}, {id}});
    profile.publication.tick_us = 12 * day_us / 24;
    return std::make_shared<const Profile>(std::move(profile));
}

void add_all(LiveRegister& live, const std::vector<Item>& items, std::int64_t radius_mm) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = items[i];
        const Region where = Region::circle({item.lat_e7, item.lon_e7}, radius_mm);
        const std::string area = fmt::format("G{:02}", i % 14);
        LiveReport report;
        report.entry = 5;
        report.n = static_cast<std::uint32_t>(i);
        report.recorded_at = {start_us + 6 * year_us};
        report.register_id = "codings";
        report.source_id = item.source_id;
        report.when = {{item.from_us}, {item.to_us}};
        report.first_day = {static_cast<std::int32_t>(item.from_us / day_us)};
        report.last_day = {static_cast<std::int32_t>((item.to_us - 1) / day_us)};
        report.where = &where;
        report.place = item.place;
        report.areas = area;
        report.area_certain = true;
        report.act = item.act;
        report.actors = item.actors;
        report.targets = item.targets;
        report.casualties = Casualties{item.low, item.best, item.high};
        const auto added = live.add(report);
        TRUCE_ASSERT(added.ok());
    }
    live.name_entry(5, "00000000-0000-4000-8000-000000000005");
    live.settle(6);
}

std::uint64_t sum_of(const LiveIncident& row) {
    std::uint64_t sum = sum_of(row.source_id) + sum_of(row.place_name) + sum_of(row.act->id) + sum_of(row.reg->id);
    for (const std::string& name : *row.actors) sum += sum_of(name);
    for (const std::string& name : *row.targets) sum += sum_of(name);
    sum += static_cast<std::uint64_t>(row.when.from.us) + static_cast<std::uint64_t>(row.when.to.us);
    sum += static_cast<std::uint64_t>(row.place.centre.lat_e7) + static_cast<std::uint64_t>(row.place.centre.lon_e7);
    return sum + static_cast<std::uint64_t>(row.casualties->low + row.casualties->best + row.casualties->high);
}

class OfTruce {
public:
    explicit OfTruce(const std::vector<Item>& items, std::int64_t radius_mm = 0)
        : profile_(made_profile()), live_(profile_), onlooker_(Onlooker::public_at(profile_, {start_us + 8 * year_us})) {
        const double start = thread_s();
        add_all(live_, items, radius_mm);
        build_s_ = thread_s() - start;
    }
    Outcome ask(const std::vector<Query>& queries) const {
        Outcome out = timed(Time::thread, queries, [&](const Query& query) {
            const LiveView view(live_, onlooker_);
            Answer answer;
            const auto page = view.page(asked(query), 100'000);
            for (const LiveIncident& row : page->incidents) {
                ++answer.rows;
                answer.sum += sum_of(row);
            }
            return answer;
        });
        out.build_s = build_s_;
        return out;
    }
    /// A page of at most a hundred as GeoJSON, as the interface writes it.
    Outcome geojson(const std::vector<Query>& queries) const {
        return timed(Time::thread, queries, [&](const Query& query) {
            const LiveView view(live_, onlooker_);
            const auto page = view.page(asked(query), 100);
            FeatureWriter writer(*outlines_, Crs::crs84);
            std::string out;
            out.reserve(page->incidents.size() * 1200);
            for (const LiveIncident& row : page->incidents) writer.feature(out, row);
            return Answer{page->incidents.size(), out.size()};
        });
    }
    void tile(std::uint32_t z) const {
        const LiveView view(live_, onlooker_);
        const double width = static_cast<double>(1U << z);
        const TileName name{z, static_cast<std::uint32_t>((38.0 + 180) / 360 * width),
                            static_cast<std::uint32_t>(mercator_y(350'000'000) * width)};
        const CountAreas counts = [&](const LiveQuery& query) -> Result<std::shared_ptr<const TileCache::Counts>> {
            TRUCE_ASSIGN(auto groups, view.count(query, LiveGrouping{true, false, true, false}));
            return std::make_shared<const TileCache::Counts>(TileCache::Counts{nullptr, std::move(groups)});
        };
        std::vector<double> ms;
        std::size_t bytes = 0;
        for (int i = 0; i < 9; ++i) {
            const double start = thread_s();
            bytes = encode_tile(view, name, {}, counts)->size();
            ms.push_back((thread_s() - start) * 1e3);
        }
        std::ranges::sort(ms);
        fmt::print("  a tile of zoom {} made anew: {:.1f} ms, {} bytes\n", z, ms[ms.size() / 2], bytes);
    }

private:
    static LiveQuery asked(const Query& query) {
        LiveQuery out;
        out.zone = Zone::box(query.box).value();
        out.when = query.when;
        return out;
    }
    std::shared_ptr<const Profile> profile_;
    std::shared_ptr<Outlines> outlines_ = std::make_shared<Outlines>(profile_);
    LiveRegister live_;
    Onlooker onlooker_;
    double build_s_ = 0;
};

Outcome of_sqlite(const std::vector<Item>& items, const std::vector<Query>& queries) {
    sqlite3* opened = nullptr;
    sqlite3_open(":memory:", &opened);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> db(opened, &sqlite3_close);
    const auto run = [&](const char* sql) {
        char* error = nullptr;
        if (sqlite3_exec(opened, sql, nullptr, nullptr, &error) != SQLITE_OK) throw std::runtime_error(error);
    };
    const auto prepare = [&](const char* sql) {
        sqlite3_stmt* made = nullptr;
        if (sqlite3_prepare_v2(opened, sql, -1, &made, nullptr) != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(opened));
        return std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>(made, &sqlite3_finalize);
    };
    const double start = wall_s();
    run("create table v (id integer primary key, register text, source_id text, place text, act text, actors text, targets text, lat int, "
        "lon int, "
        "t_from int, t_to int, low int, best int, high int);"
        "create virtual table x using rtree(id, lat_low, lat_high, lon_low, lon_high, t_low, t_high); begin");
    auto row = prepare("insert into v values (?,'codings',?,?,?,?,?,?,?,?,?,?,?,?)");
    auto box = prepare("insert into x values (?,?,?,?,?,?,?)");
    // The tree's numbers have 24 bits: minutes since the start, rounded outward; exact tests follow.
    const auto minute = [](std::int64_t us) { return static_cast<double>(us - start_us) / 60e6; };
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = items[i];
        sqlite3_bind_int64(row.get(), 1, static_cast<std::int64_t>(i));
        int column = 2;
        for (const std::string_view text : {std::string_view(item.source_id), std::string_view(item.place), item.act,
                                            std::string_view(item.actors), std::string_view(item.targets)})
            sqlite3_bind_text(row.get(), column++, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
        for (const std::int64_t number :
             {std::int64_t{item.lat_e7}, std::int64_t{item.lon_e7}, item.from_us, item.to_us, item.low, item.best, item.high})
            sqlite3_bind_int64(row.get(), column++, number);
        sqlite3_step(row.get());
        sqlite3_reset(row.get());
        sqlite3_bind_int64(box.get(), 1, static_cast<std::int64_t>(i));
        column = 2;
        for (const double number :
             {item.lat_e7 * 1e-7, item.lat_e7 * 1e-7, item.lon_e7 * 1e-7, item.lon_e7 * 1e-7, minute(item.from_us), minute(item.to_us)})
            sqlite3_bind_double(box.get(), column++, number);
        sqlite3_step(box.get());
        sqlite3_reset(box.get());
    }
    run("commit; analyze");
    const double build_s = wall_s() - start;
    auto query_statement = prepare(
        "select v.* from x join v on v.id = x.id where x.lat_high >= ?1 and x.lat_low <= ?2 and x.lon_high >= ?3 and x.lon_low <= ?4 and "
        "x.t_high >= ?5 and x.t_low <= ?6 and v.lat between ?7 and ?8 and v.lon between ?9 and ?10 and v.t_from < ?12 and v.t_to > ?11");
    Outcome out = timed(Time::thread, queries, [&](const Query& query) {
        sqlite3_stmt* const statement = query_statement.get();
        int column = 1;
        for (const double number : {query.box.low.lat_e7 * 1e-7, query.box.high.lat_e7 * 1e-7, query.box.low.lon_e7 * 1e-7,
                                    query.box.high.lon_e7 * 1e-7, minute(query.when.from.us), minute(query.when.to.us)})
            sqlite3_bind_double(statement, column++, number);
        for (const std::int64_t number :
             {std::int64_t{query.box.low.lat_e7}, std::int64_t{query.box.high.lat_e7}, std::int64_t{query.box.low.lon_e7},
              std::int64_t{query.box.high.lon_e7}, query.when.from.us, query.when.to.us})
            sqlite3_bind_int64(statement, column++, number);
        Answer answer;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            ++answer.rows;
            for (int i = 1; i <= 6; ++i)
                answer.sum += sum_of({reinterpret_cast<const char*>(sqlite3_column_text(statement, i)),
                                      static_cast<std::size_t>(sqlite3_column_bytes(statement, i))});
            for (int i = 7; i <= 13; ++i) answer.sum += static_cast<std::uint64_t>(sqlite3_column_int64(statement, i));
        }
        sqlite3_reset(statement);
        return answer;
    });
    out.build_s = build_s;
    return out;
}

std::int64_t big_endian(const char* bytes, int size) {
    std::uint64_t value = 0;
    for (int i = 0; i < size; ++i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
    return size == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
}

Outcome of_postgis(const std::string& where, const std::vector<Item>& items, const std::vector<Query>& queries) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> db(PQconnectdb(where.c_str()), &PQfinish);
    if (PQstatus(db.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(db.get()));
    const auto run = [&](const std::string& sql) {
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(db.get(), sql.c_str()), &PQclear);
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN)
            throw std::runtime_error(PQerrorMessage(db.get()));
    };
    const double start = wall_s();
    run("create extension if not exists postgis");
    run("create unlogged table v (id int, register text, source_id text, place text, act text, actors text, targets text, lat int, lon "
        "int, t_from "
        "bigint, t_to bigint, low bigint, best bigint, high bigint, geom geometry(Point, 4326), t int8range)");
    run("copy v from stdin");
    std::string rows;
    const auto flush = [&] {
        PQputCopyData(db.get(), rows.data(), static_cast<int>(rows.size()));
        rows.clear();
    };
    for (std::size_t i = 0; i < items.size(); ++i) {
        const Item& item = items[i];
        rows += fmt::format("{}\tcodings\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\tSRID=4326;POINT({:.7f} {:.7f})\t[{},{})\n", i,
                            item.source_id, item.place, item.act, item.actors, item.targets, item.lat_e7, item.lon_e7, item.from_us,
                            item.to_us, item.low, item.best, item.high, item.lon_e7 * 1e-7, item.lat_e7 * 1e-7, item.from_us, item.to_us);
        if (rows.size() > std::size_t{1} << 20U) flush();
    }
    flush();
    PQputCopyEnd(db.get(), nullptr);
    while (PGresult* result = PQgetResult(db.get())) PQclear(result);
    run("create index on v using gist (geom, t)");
    run("vacuum analyze v");
    run("set jit = off");
    const double build_s = wall_s() - start;
    PQclear(
        PQprepare(db.get(), "q",
                  "select register, source_id, place, act, actors, targets, lat, lon, t_from, t_to, low, best, high from v where geom && "
                  "ST_MakeEnvelope($1::float8, $2::float8, $3::float8, $4::float8, 4326) and t && int8range($5::int8, $6::int8) and lat "
                  "between $7::int and "
                  "$8::int and lon between $9::int and $10::int",
                  0, nullptr));
    PQclear(PQprepare(db.get(), "one", "select 1", 0, nullptr));
    const Outcome nothing = timed(Time::wall, queries, [&](const Query&) {
        PQclear(PQexecPrepared(db.get(), "one", 0, nullptr, nullptr, nullptr, 1));
        return Answer{};
    });
    fmt::print("  PostgreSQL answers `select 1` in {:.0f} us\n", nothing.median_us);
    Outcome out = timed(Time::wall, queries, [&](const Query& query) {
        const Box& b = query.box;
        const std::string values[] = {fmt::format("{:.8f}", b.low.lon_e7 * 1e-7 - 1e-8),
                                      fmt::format("{:.8f}", b.low.lat_e7 * 1e-7 - 1e-8),
                                      fmt::format("{:.8f}", b.high.lon_e7 * 1e-7 + 1e-8),
                                      fmt::format("{:.8f}", b.high.lat_e7 * 1e-7 + 1e-8),
                                      std::to_string(query.when.from.us),
                                      std::to_string(query.when.to.us),
                                      std::to_string(b.low.lat_e7),
                                      std::to_string(b.high.lat_e7),
                                      std::to_string(b.low.lon_e7),
                                      std::to_string(b.high.lon_e7)};
        std::vector<const char*> pointers;
        for (const std::string& value : values) pointers.push_back(value.c_str());
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(
            PQexecPrepared(db.get(), "q", static_cast<int>(pointers.size()), pointers.data(), nullptr, nullptr, 1), &PQclear);
        if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) throw std::runtime_error(PQerrorMessage(db.get()));
        Answer answer;
        for (int i = 0; i < PQntuples(result.get()); ++i) {
            ++answer.rows;
            for (int c = 0; c < 6; ++c)
                answer.sum += sum_of({PQgetvalue(result.get(), i, c), static_cast<std::size_t>(PQgetlength(result.get(), i, c))});
            for (int c = 6; c < 13; ++c)
                answer.sum += static_cast<std::uint64_t>(big_endian(PQgetvalue(result.get(), i, c), PQgetlength(result.get(), i, c)));
        }
        return answer;
    });
    out.build_s = build_s;
    return out;
}

void show(std::string_view name, const Outcome& outcome, const Outcome* ours) {
    double rows = 0;
    for (const Answer& answer : outcome.answers) rows += static_cast<double>(answer.rows);
    fmt::print("  {:<28} built in {:>6.2f} s; {:>9.1f} us mean, {:>9.1f} median, {:>9.1f} 99 of 100; {:.1f} rows", name, outcome.build_s,
               outcome.mean_us, outcome.median_us, outcome.p99_us, rows / static_cast<double>(outcome.answers.size()));
    if (ours != nullptr) {
        fmt::print("; truce is {:.1f} x, at the 99th {:.1f} x{}", outcome.mean_us / ours->mean_us, outcome.p99_us / ours->p99_us,
                   outcome.answers == ours->answers ? "" : " - THE ANSWERS DIFFER");
    }
    fmt::print("\n");
}

void run(std::size_t rows, std::size_t queries, bool peers) {
    const std::vector<Item> items = Invention(1).items(rows);
    const std::vector<Query> asked = Invention(2).queries(queries);
    fmt::print("{} incidents, {} queries\n", rows, queries);
    const OfTruce truce_register(items);
    const Outcome first = truce_register.ask(asked);
    show("truce", first, nullptr);
    if (peers) {
        show("SQLite R*Tree, in memory", of_sqlite(items, asked), &first);
        if (const char* served = std::getenv("TRUCE_TEST_POSTGRES"))
            show("PostGIS gist(geom, t)", of_postgis(served, items, asked), &first);
        show("truce again", truce_register.ask(asked), &first);
    }
    const OfTruce circles(items, 1'000'000);
    show("truce, circles, as GeoJSON", circles.geojson(asked), nullptr);
    const OfTruce fifty(Invention(3).items(50'000), 1'000'000);
    fmt::print("of 50,000 incidents\n");
    fifty.tile(6);
    fifty.tile(7);
    fifty.tile(8);
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    std::size_t rows = 1'000'000;
    std::size_t queries = 2'000;
    bool peers = true;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--no-peers") peers = false;
        if (word == "--rows" && i + 1 < argc) rows = static_cast<std::size_t>(std::atoll(argv[++i]));
        if (word == "--queries" && i + 1 < argc) queries = static_cast<std::size_t>(std::atoll(argv[++i]));
    }
    try {
        truce::run(rows, queries, peers);
    } catch (const std::exception& error) {
        fmt::print(stderr, "{}\n", error.what());
        return 1;
    }
    return 0;
}
