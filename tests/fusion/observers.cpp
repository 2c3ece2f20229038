#include "tests/fusion/observers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numbers>
#include <optional>

#include "truce/base/time.hpp"
#include "truce/ingest/csv.hpp"

namespace truce::observers {
namespace {

/// SplitMix64 (Steele, Lea, Flood 2014), and distributions of our own: those of the standard library differ by machine.
class Numbers {
public:
    explicit Numbers(std::uint64_t seed) : state_(seed) {}
    double uniform() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
    }
    bool chance(double p) { return uniform() < p; }
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }

private:
    std::uint64_t state_;
};

class Table : public CsvHandler {
public:
    bool header(const CsvRow& row) override {
        for (std::size_t i = 0; i < row.fields.size(); ++i) columns_[std::string(row.fields[i])] = i;
        return true;
    }
    Result<void> row(const CsvRow& row) override {
        rows.emplace_back(row.fields.begin(), row.fields.end());
        return {};
    }
    [[nodiscard]] const std::string& text(std::size_t row, const std::string& column) const {
        static const std::string none;
        const auto at = columns_.find(column);
        return at == columns_.end() ? none : rows[row][at->second];
    }
    [[nodiscard]] std::int64_t integer(std::size_t row, const std::string& column) const {
        return std::strtoll(text(row, column).c_str(), nullptr, 10);
    }
    [[nodiscard]] double number(std::size_t row, const std::string& column) const {
        return std::strtod(text(row, column).c_str(), nullptr);
    }
    [[nodiscard]] Result<Day> day(std::size_t row, const std::string& column) const { return parse_day(text(row, column)); }
    std::vector<std::vector<std::string>> rows;

private:
    std::map<std::string, std::size_t> columns_;
};

Result<void> read_table(const Path& file, Table& table) {
    Problems problems;
    ProblemList list(file.string(), problems, 20);
    TRUCE_TRY(read_csv(file, table, list));
    if (list.count() > 0) return problems.front();
    return {};
}

/// The groups by which the observers of January name sides.
std::string side(const std::string& name) {
    if (name == "Government of Syria") return "SYR";
    if (name.starts_with("Government of")) return "FGOV";
    if (name == "IS" || name == "SDF") return name;
    if (name == "Civilians") return "CIV";
    if (name == "HTS" || name == "Jabhat Fateh al-Sham") return "HTS";
    return "OPP";
}

/// How far a source is off where it says so: the codebook's words for the precision of a place.
double spread_m(std::int64_t where_prec) {
    if (where_prec == 1) return 1'000;
    return where_prec == 2 ? 25'000 : 60'000;
}

LatLon moved(double latitude, double longitude, double km, double angle) {
    const double north = km * std::cos(angle) / 111.2;
    const double east = km * std::sin(angle) / (111.2 * std::cos(latitude * std::numbers::pi / 180));
    return {static_cast<std::int32_t>(std::lround((latitude + north) * 1e7)),
            static_cast<std::int32_t>(std::lround((longitude + east) * 1e7))};
}

void set_sides(Sighting& sighting, const std::string& a, const std::string& b) {
    sighting.actors = {a};
    if (b != "UNK" && b != a) sighting.actors.push_back(b);
    sighting.actors_open = b == "UNK";
    std::sort(sighting.actors.begin(), sighting.actors.end());
}

Interval days(Day first, Day last) { return LocalDays().bounds(first, last); }

struct Observer {
    std::string name;
    double sees;
    double sigma_km;
    std::array<double, 3> shifts;  ///< chances of +1, -1 and +2 days
};
const std::array<Observer, 3> observers{
    {{"A", 0.75, 0.6, {0.07, 0, 0}}, {"B", 0.60, 1.5, {0.15, 0.03, 0.02}}, {"C", 0.45, 4.0, {0.15, 0.03, 0.02}}}};

std::int32_t day_shift(const Observer& observer, Numbers& numbers) {
    const double u = numbers.uniform();
    if (u < observer.shifts[0]) return 1;
    if (u < observer.shifts[0] + observer.shifts[1]) return -1;
    return u < observer.shifts[0] + observer.shifts[1] + observer.shifts[2] ? 2 : 0;
}

double distance(const Observer& observer, std::int32_t where_prec, Noise noise, Numbers& numbers) {
    const double scale = where_prec == 1 ? 1 : where_prec == 2 ? 2 : 4;
    double km = std::abs(numbers.normal()) * observer.sigma_km * scale;
    if (noise == Noise::heavy && numbers.chance(1.0 / 6)) km *= 1 + 9 * numbers.uniform();
    return km;
}

Sighting see(const Event& event, const Observer& observer, Noise noise, Numbers& numbers) {
    Sighting seen;
    seen.source = observer.name;
    const double km = distance(observer, event.where_prec, noise, numbers);
    seen.where = moved(event.latitude, event.longitude, km, 2 * std::numbers::pi * numbers.uniform());
    seen.spread_m = spread_m(event.where_prec);
    const std::int32_t shift = day_shift(observer, numbers);
    seen.when = days(event.first.next(shift), event.last.next(shift));
    const bool sides_known = !numbers.chance(noise == Noise::no_sides ? 0.4 : 0.08);
    set_sides(seen, event.side_a, sides_known ? event.side_b : "UNK");
    const bool mistyped = numbers.chance(0.04);
    const auto drawn = 1 + static_cast<std::int32_t>(numbers.uniform() * 3);
    seen.act = std::to_string(mistyped ? drawn : event.type);
    constexpr std::array<int, 5> extra{0, 0, 0, 1, -1};
    const double wrong = std::exp(0.25 * numbers.normal());
    const auto more = extra[static_cast<std::size_t>(numbers.uniform() * 5)];
    const auto toll = std::max<std::int64_t>(0, std::llround(static_cast<double>(event.best) * wrong) + more);
    if (noise != Noise::no_tolls || observer.name == "A") seen.casualties = Casualties{toll, toll, toll};
    return seen;
}

}  // namespace

Result<std::vector<Event>> read_events(const Path& ged, Day from, Day to) {
    Table table;
    TRUCE_TRY(read_table(ged, table));
    std::vector<Event> events;
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        Event event;
        TRUCE_ASSIGN(event.first, table.day(r, "date_start"));
        TRUCE_ASSIGN(event.last, table.day(r, "date_end"));
        if (event.first < from || to < event.first) continue;
        event.id = table.integer(r, "id");
        event.type = static_cast<std::int32_t>(table.integer(r, "type_of_violence"));
        event.side_a = side(table.text(r, "side_a"));
        event.side_b = side(table.text(r, "side_b"));
        event.where_prec = static_cast<std::int32_t>(table.integer(r, "where_prec"));
        event.latitude = table.number(r, "latitude");
        event.longitude = table.number(r, "longitude");
        event.best = table.integer(r, "best");
        events.push_back(std::move(event));
    }
    return events;
}

Result<Set> read_january(const Path& folder) {
    Set set;
    for (const std::string name : {"A", "B", "C"}) {
        Table table;
        TRUCE_TRY(read_table(folder / (name + ".csv"), table));
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            Sighting sighting;
            sighting.source = name;
            sighting.id = std::to_string(r + 1);
            TRUCE_ASSIGN(const Day first, table.day(r, "date"));
            TRUCE_ASSIGN(const Day last, table.day(r, "enddate"));
            sighting.when = days(first, last);
            TRUCE_ASSIGN(sighting.where, LatLon::parse(table.text(r, "latitude"), table.text(r, "longitude")));
            sighting.spread_m = spread_m(table.integer(r, "wp"));
            sighting.act = table.text(r, "type_tax");
            const std::string& pair = table.text(r, "actor_tax");
            const std::size_t dash = pair.find('-');
            set_sides(sighting, pair.substr(0, dash), pair.substr(dash + 1));
            const std::int64_t toll = table.integer(r, "fatalities");
            sighting.casualties = Casualties{toll, toll, toll};
            set.sightings.push_back(std::move(sighting));
            set.gold.push_back(table.integer(r, "gold"));
        }
    }
    return set;
}

Set simulate(const std::vector<Event>& events, std::uint64_t seed, Noise noise) {
    Numbers numbers(seed);
    Set set;
    std::array<int, 3> count{};
    for (const Event& event : events) {
        std::optional<Sighting> first;
        for (std::size_t o = 0; o < observers.size(); ++o) {
            if (!numbers.chance(observers[o].sees)) continue;
            Sighting seen = see(event, observers[o], noise, numbers);
            if (o == 0) first = seen;
            if (o == 2 && noise == Noise::copies && first && numbers.chance(0.5)) {
                seen = *first;
                seen.source = observers[o].name;
            }
            // The reports of one observer are numbered by the order in which it filed them: by day, not by event.
            seen.id = std::to_string(++count[o]);
            set.sightings.push_back(std::move(seen));
            set.gold.push_back(event.id);
        }
    }
    return set;
}

Score score(const std::vector<std::uint32_t>& group, const std::vector<std::int64_t>& gold) {
    std::map<std::uint32_t, double> in_group;
    std::map<std::int64_t, double> in_event;
    std::map<std::pair<std::uint32_t, std::int64_t>, double> in_both;
    for (std::size_t i = 0; i < group.size(); ++i) {
        ++in_group[group[i]];
        ++in_event[gold[i]];
        ++in_both[{group[i], gold[i]}];
    }
    const auto pairs = [](const auto& counts) {
        double sum = 0;
        for (const auto& [key, n] : counts) sum += n * (n - 1) / 2;
        return sum;
    };
    const auto mean = [](double p, double r) { return p + r > 0 ? 2 * p * r / (p + r) : 0; };
    Score out;
    const double right = pairs(in_both);
    out.precision = pairs(in_group) > 0 ? right / pairs(in_group) : 1;
    out.recall = pairs(in_event) > 0 ? right / pairs(in_event) : 1;
    out.f1 = mean(out.precision, out.recall);
    for (const auto& [key, n] : in_both) {
        out.b3_precision += n * n / in_group[key.first];
        out.b3_recall += n * n / in_event[key.second];
    }
    const auto all = static_cast<double>(std::max<std::size_t>(1, group.size()));
    out.b3_precision /= all;
    out.b3_recall /= all;
    out.b3_f1 = mean(out.b3_precision, out.b3_recall);
    return out;
}

}  // namespace truce::observers
