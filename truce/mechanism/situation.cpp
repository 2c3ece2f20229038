#include "truce/mechanism/situation.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "truce/base/json.hpp"
#include "truce/examine/docket.hpp"
#include "truce/judge/explain.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/judging.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

constexpr std::size_t kept_max = 64;

bool any_of(const std::vector<std::string>& wanted, std::string_view one) { return std::ranges::find(wanted, one) != wanted.end(); }

std::vector<std::string> words_in(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(' ', at), text.size());
        if (end > at) out.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return out;
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

std::vector<std::string> ids_of(const Atlas& atlas, std::span<const std::uint16_t> areas) {
    std::vector<std::string> out;
    out.reserve(areas.size());
    for (const std::uint16_t area : areas) out.emplace_back(atlas.id(area));
    std::ranges::sort(out);
    return out;
}

std::string_view act_of(const LiveIncident& row) { return row.act != nullptr ? std::string_view(row.act->id) : row.strange_act; }

/// The longest time after which the reading still asks whether something answered something else.
std::int64_t responses_within_us(const CompiledReading& reading) {
    std::int64_t longest = 0;
    for (const auto& literal : reading.literals()) {
        if (literal.kind == Literal::Kind::responds_to) longest = std::max(longest, literal.atom.duration_us);
    }
    return longest;
}

/// Whether what is told of a row has every one of some words. Names that many rows share are folded once.
class Says {
public:
    Says(std::vector<std::string> words, const Profile& profile) : words_(std::move(words)) {
        for (const Division& division : profile.divisions) {
            std::string names;
            for (const auto& [language, name] : division.names.texts) names += "\n" + folded(name);
            for (const std::string& id : division.areas) {
                if (const auto area = profile.atlas->find(id)) of_area_[static_cast<std::uint16_t>(*area)] = names;
            }
        }
    }

    bool operator()(const LiveIncident& row) {
        text_.clear();
        text_ += folded(act_of(row));
        add(folded(row.reg->id));
        if (!row.source_id.empty()) add(folded(row.source_id));
        if (!row.act_as_coded.empty()) add(folded(row.act_as_coded));
        if (row.actors != nullptr) add(names(*row.actors));
        if (row.targets != nullptr) add(names(*row.targets));
        if (!row.place_name.empty()) add(folded(row.place_name));
        for (const std::uint16_t area : row.areas) {
            if (const auto found = of_area_.find(area); found != of_area_.end()) add(found->second);
        }
        return std::ranges::all_of(words_, [&](const std::string& word) { return text_.find(word) != std::string::npos; });
    }

private:
    void add(std::string_view more) {
        text_ += '\n';
        text_ += more;
    }
    const std::string& names(const std::vector<std::string>& list) {
        const auto [found, added] = of_list_.try_emplace(&list);
        if (added) {
            for (const std::string& name : list) found->second += "\n" + folded(name);
        }
        return found->second;
    }

    std::vector<std::string> words_;
    std::unordered_map<std::uint16_t, std::string> of_area_;
    std::unordered_map<const std::vector<std::string>*, std::string> of_list_;
    std::string text_;
};

std::string key_of(const Viewer& viewer, const IncidentQuery& query) {
    const auto list = [](const std::vector<std::string>& items) { return fmt::format("{}", fmt::join(items, "\x1f")); };
    std::string out = fmt::format("{}\n{}\n", viewer.institution(), viewer.now().us);
    if (query.box)
        out += fmt::format("{} {} {} {}", query.box->low.lat_e7, query.box->low.lon_e7, query.box->high.lat_e7, query.box->high.lon_e7);
    out += '\n';
    if (query.when) out += fmt::format("{} {}", query.when->from.us, query.when->to.us);
    for (const auto* items : {&query.registers, &query.verdicts, &query.statuses, &query.acts, &query.areas, &query.actors})
        out += "\n" + list(*items);
    return out + "\n" + query.words;
}

}  // namespace

Situation::~Situation() = default;

Result<std::shared_ptr<const Situation>> Situation::load(const Mechanism& mechanism, const Live& live, std::uint64_t as_of,
                                                         const std::optional<std::string>& reading, const Situation* previous) {
    TRUCE_ASSIGN(Documents documents, mechanism.documents(as_of));
    TRUCE_ASSIGN(const Documents::Signed* const chosen, documents.reading(reading ? *reading : documents.first_reading));
    TRUCE_ASSIGN(CompiledReading compiled, CompiledReading::compile(chosen->terms, documents.profile));
    const std::shared_ptr<Situation> out(new Situation(std::move(compiled)));
    out->as_of_ = as_of;
    const std::size_t place = static_cast<std::size_t>(chosen - documents.readings.data());
    out->documents_ = std::move(documents);
    out->reading_ = &out->documents_.readings[place];
    const Live::Now now = live.now();
    if (now.profile_digest == out->documents_.profile_digest) {
        TRUCE_ASSERT(as_of <= now.live->size());
        out->live_ = now.live;
    } else {
        TRUCE_ASSIGN(out->live_, Live::read(mechanism, as_of));
    }
    out->judge(previous);
    TRUCE_TRY(out->add_cases(mechanism));
    return std::shared_ptr<const Situation>(out);
}

void Situation::judge(const Situation* previous) {
    const bool goes_on =
        previous != nullptr && previous->live_ == live_ && previous->as_of_ <= as_of_ && previous->reading_->digest == reading_->digest;
    if (!goes_on || !judge_what_changed(*previous)) judge_all_anew();
}

void Situation::judge_all_anew() {
    const LiveFacts all = live_->facts({as_of_, 0, std::nullopt, std::nullopt});
    const std::vector<Verdict> verdicts = judge_all(compiled_, all.facts, judging_threads());
    LiveJudged judged{reading_->terms->reading.id, as_of_, {}};
    judged.by_row.resize(all.rows_in_all);
    for (std::size_t i = 0; i < verdicts.size(); ++i) judged.by_row[all.rows[i]] = verdicts[i];
    judged_ = std::make_shared<const LiveJudged>(std::move(judged));
}

namespace {

/// Judges anew, of one register's incidents, those that may be judged otherwise than before: what came, what may answer something that came
/// or went, and, as verdicts change, what may answer those. A verdict rests on those of incidents that surely came before, so each is
/// looked at once, in the order of their beginnings.
///   verdicts   as they were, in step with `facts`; those of what came have no meaning yet
///   within_us  how much later something may still be an answer
///   loaded     the facts are all that overlap it
///   returns    what they must overlap for this to be through, if more may be concerned; `verdicts` then have no meaning
std::optional<Interval> judge_changes(const CompiledReading& reading, std::span<const Facts> facts, std::span<const bool> came,
                                      std::vector<Verdict>& verdicts, const std::vector<Interval>& changed, std::int64_t within_us,
                                      Interval loaded) {
    const PriorIncidents prior(reading, facts, verdicts);
    std::vector<std::size_t> order(facts.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(facts[i].when.from, i); });
    std::vector<Interval> answerable;  ///< within these something may answer what changed
    for (const Interval& when : changed) answerable.push_back({when.from, {when.to.us + within_us + 1}});
    for (const std::size_t i : order) {
        const Interval& when = facts[i].when;
        if (!came[i] && std::ranges::none_of(answerable, [&](const Interval& one) { return one.overlaps(when); })) continue;
        const Interval needed{{when.from.us - within_us - 1}, {when.to.us + within_us + 1}};
        if (needed.from < loaded.from || loaded.to < needed.to)
            return Interval{std::min(needed.from, loaded.from), std::max(needed.to, loaded.to)};
        const Verdict verdict = judge(reading, facts[i], prior);
        if (!came[i] && verdict == verdicts[i]) continue;
        verdicts[i] = verdict;
        answerable.push_back({when.to, needed.to});
    }
    return std::nullopt;
}

}  // namespace

bool Situation::judge_what_changed(const Situation& previous) {
    constexpr std::size_t changes_max = 4'096;
    constexpr int tries_max = 4;
    const std::int64_t within_us = responses_within_us(compiled_);
    // Some answers to answers; whatever lasts or leads further is looked for in a second try.
    const std::int64_t margin_us = 8 * within_us + std::int64_t{7} * 86'400'000'000;
    LiveJudged judged{reading_->terms->reading.id, as_of_, previous.judged_->by_row};
    for (const auto& [reg, changed] : live_->changed(previous.as_of_, as_of_)) {
        if (changed.size() > changes_max) return false;
        Interval loaded = changed.front();
        for (const Interval& when : changed) loaded = {std::min(loaded.from, when.from), std::max(loaded.to, when.to)};
        bool through = false;
        for (int tries = 0; !through && tries < tries_max; ++tries) {
            loaded = {{loaded.from.us - margin_us}, {loaded.to.us + margin_us}};
            const LiveFacts near = live_->facts({as_of_, 0, loaded, reg});
            judged.by_row.resize(std::max(judged.by_row.size(), near.rows_in_all));
            std::vector<Verdict> verdicts;
            const auto came = std::make_unique<bool[]>(near.rows.size());
            for (std::size_t i = 0; i < near.rows.size(); ++i) {
                came[i] = near.facts[i].leaf >= static_cast<std::int64_t>(previous.as_of_);
                verdicts.push_back(judged.by_row[near.rows[i]].value_or(Verdict{}));
            }
            const auto wider = judge_changes(compiled_, near.facts, {came.get(), near.rows.size()}, verdicts, changed, within_us, loaded);
            through = !wider;
            if (wider) loaded = *wider;
            if (!through) continue;
            for (std::size_t i = 0; i < verdicts.size(); ++i) judged.by_row[near.rows[i]] = verdicts[i];
        }
        if (!through) return false;
    }
    judged_ = std::make_shared<const LiveJudged>(std::move(judged));
    return true;
}

Result<void> Situation::add_cases(const Mechanism& mechanism) {
    const CaseRules rules = case_rules(documents_);
    TRUCE_ASSIGN(const Docket docket, load_docket(mechanism.db(), as_of_));
    std::map<std::string, Belongs, std::less<>> of_report;
    std::map<std::string, std::vector<std::string>, std::less<>> same;  ///< by what reports lead to
    const auto join = [&](const std::string& one, const std::string& incident) { same[docket.resolved(incident)].push_back(one); };
    for (const auto& [id, file] : docket.cases()) {
        const Belongs belongs{id, file.status(rules), {}};
        const std::string& incident = file.opening().body.incident;
        of_report[incident] = belongs;
        join(incident, incident);
        for (const Link& link : links(file)) {
            if (link.report.empty() || link.state != Link::State::accepted) continue;
            of_report[link.report] = belongs;
            join(link.report, link.incident);
        }
    }
    for (const auto& [incident, reports] : same) {
        for (const std::string& one : reports) {
            const auto found = of_report.find(one);
            if (found == of_report.end()) continue;
            for (const std::string& other : reports) {
                if (other != one && !any_of(found->second.linked, other)) found->second.linked.push_back(other);
            }
        }
    }
    for (auto& [id, belongs] : of_report) {
        const auto parts = split_incident_id(id);
        if (!parts) continue;
        std::ranges::sort(belongs.linked);
        cases_[std::string(parts->first)].emplace(parts->second, std::move(belongs));
    }
    return {};
}

const Situation::Belongs* Situation::belongs(const LiveIncident& row) const {
    const auto entry = cases_.find(row.entry_id);
    if (entry == cases_.end()) return nullptr;
    const auto item = entry->second.find(row.n);
    return item == entry->second.end() ? nullptr : &item->second;
}

SeenIncident Situation::seen(const LiveIncident& row, const Viewer& viewer) const {
    const Atlas& atlas = *documents_.profile->atlas;
    SeenIncident out;
    out.id = row.id();
    out.sight = viewer.sight(*row.reg, row.detail);
    Report& report = out.report;
    report.register_id = row.reg->id;
    report.when = row.when;
    report.first_day = row.first_day;
    report.last_day = row.last_day;
    report.act = act_of(row);
    if (out.sight.place != PlaceDetail::none) {
        report.areas = ids_of(atlas, row.areas);
        report.outside = row.outside;
        report.area_certain = row.area_certain;
        out.divisions = viewer.divisions_of(report.areas);
    }
    if (out.sight.place != PlaceDetail::exact) {
        report.where = viewer.told(Region::anywhere(), report.areas, report.outside, out.sight.place);
    } else if (row.region != nullptr) {
        report.where = *row.region;
    } else if (row.place.kind == ShownPlace::Kind::circle) {
        report.where = Region::circle(row.place.centre, row.place.radius_mm);
    }
    report.place = row.place_name;
    out.verdict = row.verdict.value_or(Verdict{});
    const Belongs* const belongs = this->belongs(row);
    if (belongs != nullptr) out.status = belongs->status;
    if (!out.sight.names) return out;
    report.source_id = row.source_id;
    report.act_as_coded = row.act_as_coded;
    report.actors = *row.actors;
    report.targets = *row.targets;
    report.casualties = row.casualties;
    if (row.facts != nullptr) report.facts = *row.facts;
    if (row.flags != nullptr) report.flags = *row.flags;
    report.own_side = row.own_side;
    out.recorded_at = row.version_recorded_at;
    out.versions = row.versions;
    if (belongs != nullptr) {
        out.case_id = belongs->case_id;
        out.linked = belongs->linked;
    }
    return out;
}

Result<LiveQuery> Situation::live_query(const Viewer&, const IncidentQuery& query) const {
    const Profile& profile = *documents_.profile;
    LiveQuery out;
    if (query.box) {
        TRUCE_ASSIGN(out.zone, Zone::box(*query.box));
    }
    out.when = query.when;
    if (query.registers.size() == 1) out.register_id = query.registers.front();
    if (query.acts.size() == 1) out.act = query.acts.front();
    if (query.sort == IncidentSort::recorded_first || query.sort == IncidentSort::recorded_last) out.sort = LiveSort::recorded;
    const bool backwards = query.sort == IncidentSort::newest || query.sort == IncidentSort::recorded_last;
    out.order = backwards ? TimeOrder::latest_first : TimeOrder::earliest_first;
    out.after = query.after;
    out.skip = query.offset;

    using Keep = std::function<Truth(const LiveIncident&)>;
    std::vector<Keep> tests;
    if (query.registers.size() > 1)
        tests.emplace_back([&](const LiveIncident& row) { return truth_of(any_of(query.registers, row.reg->id)); });
    if (!query.verdicts.empty()) {
        tests.emplace_back([&](const LiveIncident& row) {
            return truth_of(row.verdict && (any_of(query.verdicts, name_of(row.verdict->ruling)) ||
                                            any_of(query.verdicts, name_of(truce::class_of(*row.verdict)))));
        });
    }
    if (query.acts.size() > 1) {
        std::vector<bool> wanted;
        for (const Act& act : profile.acts)
            wanted.push_back(std::ranges::any_of(query.acts, [&](const std::string& one) { return profile.covers(one, act.id); }));
        tests.emplace_back([wanted = std::move(wanted), acts = profile.acts.data()](const LiveIncident& row) {
            return truth_of(row.act != nullptr && wanted[static_cast<std::size_t>(row.act - acts)]);
        });
    }
    if (!query.areas.empty()) {
        std::vector<bool> wanted(profile.atlas->size(), false);
        const auto want = [&](const std::string& id) {
            if (const auto area = profile.atlas->find(id)) wanted[static_cast<std::size_t>(*area)] = true;
        };
        for (const std::string& id : query.areas) {
            want(id);
            if (const Division* division = profile.division(id)) std::ranges::for_each(division->areas, want);
        }
        tests.emplace_back([wanted = std::move(wanted)](const LiveIncident& row) {
            if (std::ranges::none_of(row.areas, [&](std::uint16_t area) { return wanted[area]; })) return Truth::no;
            return row.areas.size() == 1 && row.area_certain ? Truth::yes : Truth::unknown;
        });
    }
    if (!query.statuses.empty()) {
        tests.emplace_back([&, this](const LiveIncident& row) {
            const Belongs* const belongs = this->belongs(row);
            return truth_of(any_of(query.statuses, belongs != nullptr ? name_of(belongs->status) : std::string_view("none")));
        });
    }
    if (!query.actors.empty()) {
        tests.emplace_back([&, this](const LiveIncident& row) {
            if (row.actors == nullptr) return Truth::no;
            return truth_of(std::ranges::any_of(*row.actors, [&](const std::string& one) {
                const Actor* actor = reading_->terms->actor_named(one);
                return any_of(query.actors, one) || (actor != nullptr && any_of(query.actors, actor->id));
            }));
        });
    }
    if (!query.words.empty()) {
        const auto says = std::make_shared<Says>(words_in(folded(query.words)), profile);
        tests.emplace_back([says](const LiveIncident& row) { return truth_of((*says)(row)); });
    }
    if (!tests.empty()) {
        out.keep = [tests = std::move(tests)](const LiveIncident& row) {
            Truth answer = Truth::yes;
            for (const Keep& test : tests) {
                answer = std::min(answer, test(row));
                if (answer == Truth::no) break;
            }
            return answer;
        };
    }
    return out;
}

template <typename Value, typename Compute>
Result<Value> Situation::kept(std::list<std::pair<std::string, Value>>& values, const std::string& key, Compute compute) const {
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find(values, key, &std::pair<std::string, Value>::first);
        if (found != values.end()) {
            values.splice(values.begin(), values, found);
            return found->second;
        }
    }
    TRUCE_ASSIGN(Value value, compute());
    const std::lock_guard lock(mutex_);
    values.emplace_front(key, value);
    if (values.size() > kept_max) values.pop_back();
    return value;
}

Result<IncidentPage> Situation::find(const Viewer& viewer, const IncidentQuery& query) const {
    if (query.after && query.after->as_of != as_of_) {
        return Error{Errc::invalid, "live.cursor",
                     fmt::format("the page before was of size {} of the record, this one is of {}", query.after->as_of, as_of_), "after",
                     "Leave as_of out, or name that of the page before"};
    }
    TRUCE_ASSIGN(const LiveQuery asked, live_query(viewer, query));
    const LiveView view(*live_, viewer.onlooker(), judged_);
    TRUCE_ASSIGN(const LivePage found, view.page(asked, query.most));
    IncidentPage page;
    page.next = found.next;
    page.incidents.reserve(found.incidents.size());
    for (const LiveIncident& row : found.incidents) page.incidents.push_back(seen(row, viewer));
    // The only page: counted already.
    if (!query.after && query.offset == 0 && !page.next) {
        page.matched = page.incidents.size();
        return page;
    }
    TRUCE_ASSIGN(page.matched, kept(counts_, key_of(viewer, query), [&]() -> Result<std::size_t> {
                     LiveQuery all = asked;
                     all.after.reset();
                     return view.matching(all);
                 }));
    return page;
}

Result<std::vector<DayTallies>> Situation::days(const Viewer& viewer, const IncidentQuery& query) const {
    return kept(days_, key_of(viewer, query), [&]() -> Result<std::vector<DayTallies>> {
        TRUCE_ASSIGN(const LiveQuery asked, live_query(viewer, query));
        const LiveView view(*live_, viewer.onlooker(), judged_);
        std::map<Day, std::map<std::string_view, DayTally>> days;
        TRUCE_TRY(view.tally(asked, [&](const LiveIncident& row, Truth truth) {
            const bool sure = truth == Truth::yes && row.first_day == row.last_day;
            const Range one{sure ? 1 : 0, 1};
            for (Day day = row.first_day; day <= row.last_day; day = day.next()) {
                if (query.when && row.first_day != row.last_day && !documents_.profile->days.bounds(day).overlaps(*query.when)) continue;
                DayTally& tally = days[day][row.reg->id];
                tally.recorded += one;
                class_of(tally, row.verdict.value_or(Verdict{})) += one;
            }
        }));
        std::vector<DayTallies> out;
        for (auto& [day, registers] : days) {
            DayTallies tallies{day, {}};
            for (auto& [id, tally] : registers) {
                tally.register_id = id;
                tallies.registers.push_back(std::move(tally));
            }
            out.push_back(std::move(tallies));
        }
        return out;
    });
}

Result<std::optional<std::pair<Day, Day>>> Situation::span(const Viewer& viewer) const {
    TRUCE_ASSIGN(const auto told, days(viewer, {}));
    if (told.empty()) return std::optional<std::pair<Day, Day>>();
    return std::optional(std::pair(told.front().day, told.back().day));
}

Result<SeenIncident> Situation::incident(const Viewer& viewer, std::string_view id) const {
    const LiveView view(*live_, viewer.onlooker(), judged_);
    const auto row = view.find(id);
    if (!row || row->nothing_observed) return unknown(id);
    return seen(*row, viewer);
}

Result<Situation::Explained> Situation::explain(const SeenIncident& seen, std::string_view language) const {
    TRUCE_ASSERT(seen.sight.names);
    // A finder's own earlier incidents are all that its verdict may rest on, as long ago as the reading asks.
    const Interval& when = seen.report.when;
    const Interval around{{std::max(when.from.us - responses_within_us(compiled_) - 1, Instant::lowest().us)}, when.to};
    const LiveFacts near = live_->facts({as_of_, 0, around, seen.report.register_id});
    std::vector<Verdict> verdicts;
    verdicts.reserve(near.rows.size());
    for (const std::uint32_t row : near.rows) verdicts.push_back(judged_->by_row[row].value_or(Verdict{}));
    const auto own = std::ranges::find(near.facts, seen.id, &Facts::incident);
    if (own == near.facts.end()) return unknown(seen.id);
    const PriorIncidents prior(compiled_, near.facts, verdicts);
    Explanation explanation = truce::explain(compiled_, *own, prior);
    TRUCE_TRY(recompute(explanation));
    // What the answers rest on stays as it was found; what is said of it is what the viewer may be told.
    explanation.facts.where = seen.report.where;
    return Explained{sentence(explanation, language), to_text(explanation, language), to_json(explanation, language)};
}

}  // namespace truce
