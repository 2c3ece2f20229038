#include "truce/mechanism/situation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <tuple>

#include "truce/base/json.hpp"
#include "truce/examine/docket.hpp"
#include "truce/judge/explain.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/judging.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

bool any_of(const std::vector<std::string>& wanted, std::string_view one) { return std::ranges::find(wanted, one) != wanted.end(); }

bool share(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return std::ranges::any_of(a, [&](const std::string& one) { return any_of(b, one); });
}

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
}

bool meet(const Box& a, const Box& b) {
    return a.low.lat_e7 <= b.high.lat_e7 && b.low.lat_e7 <= a.high.lat_e7 && a.low.lon_e7 <= b.high.lon_e7 && b.low.lon_e7 <= a.high.lon_e7;
}

/// Surely holds the circle.
Box box_around(LatLon centre, std::int64_t radius_mm) {
    const double metres = static_cast<double>(radius_mm) / 1'000.0;
    const double lat = metres / 110'000.0;  // a degree of latitude is longer everywhere
    const double far_lat = std::min(89.0, std::abs(static_cast<double>(centre.lat_e7) / 1e7) + lat);
    const double lon = std::min(180.0, lat / std::cos(far_lat * 3.14159265358979 / 180.0));
    const auto clamp = [](double value, double end) { return static_cast<std::int32_t>(std::clamp(value, -end, end) * 1e7); };
    const double at_lat = static_cast<double>(centre.lat_e7) / 1e7;
    const double at_lon = static_cast<double>(centre.lon_e7) / 1e7;
    return {{clamp(at_lat - lat, 90), clamp(at_lon - lon, 180)}, {clamp(at_lat + lat, 90), clamp(at_lon + lon, 180)}};
}

bool ascends(IncidentSort sort) { return sort == IncidentSort::oldest || sort == IncidentSort::recorded_first; }

std::int64_t sorts_by(const SituationRow& row, IncidentSort sort) {
    return sort == IncidentSort::newest || sort == IncidentSort::oldest ? row.current.report.when.from.us : row.recorded_at.us;
}

std::string cursor_of(const SituationRow& row, IncidentSort sort) { return fmt::format("{}:{}", sorts_by(row, sort), row.id); }

Result<std::pair<std::int64_t, std::string>> read_cursor(std::string_view cursor) {
    const std::size_t colon = cursor.find(':');
    std::int64_t value = 0;
    const auto [end, wrong] = std::from_chars(cursor.data(), cursor.data() + std::min(colon, cursor.size()), value);
    if (colon == std::string_view::npos || wrong != std::errc{} || end != cursor.data() + colon) {
        return Error{Errc::invalid, "incident.cursor", fmt::format("\"{}\" is not where a page ended", cursor), "after",
                     "Give `next` of the page before, as it was"};
    }
    return std::pair(value, std::string(cursor.substr(colon + 1)));
}

Error unknown(std::string_view id) {
    return {Errc::not_found, "incident.unknown", fmt::format("no incident \"{}\" at this size of the log", id), "",
            "Name it as ENTRY/N; a withdrawn record is no incident any more"};
}

Range& class_of(DayTally& tally, const Verdict& verdict) {
    switch (truce::class_of(verdict)) {
        case VerdictClass::violation: return tally.violation;
        case VerdictClass::exempt: return tally.exempt;
        case VerdictClass::no_violation: return tally.no_violation;
        case VerdictClass::undetermined: break;
    }
    return tally.undetermined;
}

/// When each entry that holds a batch was recorded.
Result<std::map<std::uint64_t, Instant>> recorded_times(Database& db, std::uint64_t as_of) {
    std::map<std::uint64_t, Instant> out;
    TRUCE_TRY(db.query("SELECT e.idx, e.recorded_at FROM log_entry e JOIN batch b ON b.entry = e.idx WHERE e.idx < $1",
                       {Value(static_cast<std::int64_t>(as_of))}, [&](const Row& row) -> Result<void> {
                           out.emplace(static_cast<std::uint64_t>(row.integer(0)), Instant{row.integer(1)});
                           return {};
                       }));
    return out;
}

}  // namespace

struct Situation::Bench {
    explicit Bench(CompiledReading compiled) : reading(std::move(compiled)) {}
    CompiledReading reading;
    std::vector<Facts> facts;
    std::vector<Verdict> verdicts;
    std::optional<PriorIncidents> prior;
};

Situation::Situation() = default;
Situation::~Situation() = default;

Result<std::shared_ptr<const Situation>> Situation::load(const Mechanism& mechanism, std::uint64_t as_of,
                                                         const std::optional<std::string>& reading) {
    const std::shared_ptr<Situation> out(new Situation());
    out->as_of_ = as_of;
    TRUCE_ASSIGN(out->documents_, mechanism.documents(as_of));
    TRUCE_ASSIGN(out->reading_, out->documents_.reading(reading ? *reading : out->documents_.first_reading));
    TRUCE_ASSIGN(CompiledReading compiled, CompiledReading::compile(out->reading_->terms, out->documents_.profile));
    out->bench_ = std::make_unique<Bench>(std::move(compiled));
    Bench& bench = *out->bench_;
    TRUCE_ASSIGN(Incidents all, load_incidents(mechanism.db(), as_of, std::nullopt));
    bench.facts = std::move(all.facts);
    bench.verdicts = judge_all(bench.reading, bench.facts, judging_threads());
    bench.prior.emplace(bench.reading, bench.facts, bench.verdicts);
    TRUCE_ASSIGN(const auto recorded, recorded_times(mechanism.db(), as_of));
    for (std::size_t i = 0; i < all.incidents.size(); ++i) {
        SituationRow row;
        row.id = std::move(all.incidents[i].id);
        row.current = std::move(all.incidents[i].current);
        row.reg = out->documents_.profile->find_register(row.current.report.register_id);
        if (row.reg == nullptr) continue;  // no profile in force knows it any more: nobody can be told whose it is
        row.verdict = bench.verdicts[i];
        const auto at = recorded.find(row.current.item.entry);
        if (at != recorded.end()) row.recorded_at = at->second;
        row.versions = all.versions[i];
        row.facts = i;
        out->rows_.push_back(std::move(row));
    }
    std::ranges::sort(out->rows_, {},
                      [](const SituationRow& row) { return std::tuple(row.current.report.when.from, std::string_view(row.id)); });
    TRUCE_TRY(out->add_cases(mechanism));
    return std::shared_ptr<const Situation>(out);
}

Result<void> Situation::add_cases(const Mechanism& mechanism) {
    const CaseRules rules = case_rules(documents_);
    TRUCE_ASSIGN(const Docket docket, load_docket(mechanism.db(), as_of_));
    struct Belongs {
        std::string case_id;
        Status status = Status::open;
    };
    std::map<std::string, Belongs, std::less<>> of_report;
    std::map<std::string, std::vector<std::string>, std::less<>> same;  ///< by what reports lead to
    const auto join = [&](const std::string& one, const std::string& incident) { same[docket.resolved(incident)].push_back(one); };
    for (const auto& [id, file] : docket.cases()) {
        const Belongs belongs{id, file.status(rules)};
        const std::string& incident = file.opening().body.incident;
        of_report[incident] = belongs;
        join(incident, incident);
        for (const Link& link : links(file)) {
            if (link.report.empty() || link.state != Link::State::accepted) continue;
            of_report[link.report] = belongs;
            join(link.report, link.incident);
        }
    }
    for (SituationRow& row : rows_) {
        const auto found = of_report.find(row.id);
        if (found == of_report.end()) continue;
        row.case_id = found->second.case_id;
        row.status = found->second.status;
        for (const auto& [incident, reports] : same) {
            if (!any_of(reports, row.id)) continue;
            for (const std::string& other : reports) {
                if (other != row.id && !any_of(row.linked, other)) row.linked.push_back(other);
            }
        }
        std::ranges::sort(row.linked);
    }
    return {};
}

std::optional<SeenIncident> Situation::seen(const SituationRow& row, const Viewer& viewer) const {
    const Report& report = row.current.report;
    const auto sight = viewer.sight(*row.reg, report.when.to, row.recorded_at, viewer.concern(report));
    if (!sight) return std::nullopt;
    SeenIncident out;
    out.row = &row;
    out.sight = *sight;
    out.where = viewer.told(report.where, report.areas, report.outside, sight->place);
    if (sight->place == PlaceDetail::none) return out;
    out.areas = sight->place == PlaceDetail::division ? out.where.ids : report.areas;
    out.divisions = viewer.divisions_of(report.areas);
    return out;
}

bool Situation::may_meet(const SeenIncident& seen, const Box& box) const {
    const Region& where = seen.where;
    const auto one_of = [&](const std::vector<std::string>& ids) {
        return std::ranges::any_of(ids, [&](const std::string& id) {
            const auto shape = documents_.profile->atlas->shape(id);
            return shape == nullptr || meet(shape->box(), box);
        });
    };
    switch (where.kind) {
        case Region::Kind::unknown: return true;
        case Region::Kind::circle: return meet(box_around(where.centre, where.radius_mm), box);
        case Region::Kind::areas: return one_of(where.ids);
        case Region::Kind::polygon: return meet(where.polygon->box(), box);
        case Region::Kind::sector: {
            const auto shape = outline(where.sector);
            return shape == nullptr || meet(shape->box(), box);
        }
    }
    return true;
}

bool Situation::says(const SeenIncident& seen, const std::vector<std::string>& words) const {
    const Report& report = seen.row->current.report;
    std::string text = folded(report.act) + "\n" + folded(report.register_id);
    if (seen.sight.names) {
        text += "\n" + folded(report.source_id) + "\n" + folded(report.act_as_coded);
        for (const std::string& one : report.actors) text += "\n" + folded(one);
        for (const std::string& one : report.targets) text += "\n" + folded(one);
    }
    if (seen.sight.place == PlaceDetail::exact) text += "\n" + folded(report.place);
    for (const std::string& id : seen.divisions) {
        const Division* division = documents_.profile->division(id);
        if (division == nullptr) continue;
        for (const auto& [language, name] : division->names.texts) text += "\n" + folded(name);
    }
    return std::ranges::all_of(words, [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

bool Situation::matches(const SeenIncident& seen, const IncidentQuery& query) const {
    const SituationRow& row = *seen.row;
    const Report& report = row.current.report;
    if (query.when && !report.when.overlaps(*query.when)) return false;
    if (!query.registers.empty() && !any_of(query.registers, report.register_id)) return false;
    if (!query.verdicts.empty() && !any_of(query.verdicts, name_of(row.verdict.ruling)) &&
        !any_of(query.verdicts, name_of(truce::class_of(row.verdict))))
        return false;
    if (!query.statuses.empty() && !any_of(query.statuses, row.status ? name_of(*row.status) : std::string_view("none"))) return false;
    if (!query.acts.empty() &&
        std::ranges::none_of(query.acts, [&](const std::string& act) { return documents_.profile->covers(act, report.act); }))
        return false;
    if (!query.areas.empty() && !share(query.areas, seen.areas) && !share(query.areas, seen.divisions)) return false;
    if (!query.actors.empty()) {
        if (!seen.sight.names) return false;
        const bool named = std::ranges::any_of(report.actors, [&](const std::string& one) {
            const Actor* actor = reading_->terms->actor_named(one);
            return any_of(query.actors, one) || (actor != nullptr && any_of(query.actors, actor->id));
        });
        if (!named) return false;
    }
    if (!query.words.empty() && !says(seen, words_in(folded(query.words)))) return false;
    return !query.box || may_meet(seen, *query.box);
}

Result<IncidentPage> Situation::find(const Viewer& viewer, const IncidentQuery& query) const {
    std::vector<const SituationRow*> order;
    order.reserve(rows_.size());
    for (const SituationRow& row : rows_) order.push_back(&row);
    if (query.sort == IncidentSort::recorded_last || query.sort == IncidentSort::recorded_first)
        std::ranges::sort(order, {}, [](const SituationRow* row) { return std::tuple(row->recorded_at, std::string_view(row->id)); });
    if (!ascends(query.sort)) std::ranges::reverse(order);
    std::optional<std::pair<std::int64_t, std::string>> after;
    if (!query.after.empty()) {
        TRUCE_ASSIGN(after, read_cursor(query.after));
    }
    const auto behind = [&](const SituationRow& row) {
        if (!after) return true;
        const auto place = std::pair(sorts_by(row, query.sort), std::string_view(row.id));
        const auto from = std::pair(after->first, std::string_view(after->second));
        return ascends(query.sort) ? from < place : place < from;
    };
    IncidentPage page;
    std::size_t left_out = 0;
    for (const SituationRow* row : order) {
        auto seen = this->seen(*row, viewer);
        if (!seen || !matches(*seen, query)) continue;
        ++page.matched;
        if (!behind(*row) || left_out++ < query.offset) continue;
        if (page.incidents.size() < query.most) {
            page.incidents.push_back(std::move(*seen));
        } else if (page.next.empty() && !page.incidents.empty()) {
            page.next = cursor_of(*page.incidents.back().row, query.sort);
        }
    }
    return page;
}

std::vector<DayTallies> Situation::days(const Viewer& viewer, const IncidentQuery& query) const {
    std::map<Day, std::map<std::string, DayTally>> days;
    for (const SituationRow& row : rows_) {
        const auto seen = this->seen(row, viewer);
        if (!seen || !matches(*seen, query)) continue;
        const Report& report = row.current.report;
        const Range one{report.first_day == report.last_day ? 1 : 0, 1};
        for (Day day = report.first_day; day <= report.last_day; day = day.next()) {
            if (query.when && !documents_.profile->days.bounds(day).overlaps(*query.when)) continue;
            DayTally& tally = days[day][report.register_id];
            tally.register_id = report.register_id;
            tally.recorded += one;
            class_of(tally, row.verdict) += one;
        }
    }
    std::vector<DayTallies> out;
    for (auto& [day, registers] : days) {
        DayTallies tallies{day, {}};
        for (auto& [id, tally] : registers) tallies.registers.push_back(std::move(tally));
        out.push_back(std::move(tallies));
    }
    return out;
}

Result<SeenIncident> Situation::incident(const Viewer& viewer, std::string_view id) const {
    for (const SituationRow& row : rows_) {
        if (row.id != id) continue;
        if (auto seen = this->seen(row, viewer)) return std::move(*seen);
        break;
    }
    return unknown(id);
}

Result<Situation::Explained> Situation::explain(const SeenIncident& seen, std::string_view language) const {
    TRUCE_ASSERT(seen.sight.names);
    Explanation explanation = truce::explain(bench_->reading, bench_->facts[seen.row->facts], *bench_->prior);
    TRUCE_TRY(recompute(explanation));
    // What the answers rest on stays as it was found; what is said of it is what the viewer may be told.
    explanation.facts.where = seen.where;
    return Explained{sentence(explanation, language), to_text(explanation, language), to_json(explanation, language)};
}

}  // namespace truce
