#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <thread>
#include <tuple>

#include "truce/base/json.hpp"
#include "truce/judge/explain.hpp"
#include "truce/judge/judge.hpp"
#include "truce/mechanism/entry_names.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/judging.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/state.hpp"

namespace truce {

Result<Incidents> load_incidents(Database& db, std::uint64_t as_of, const std::optional<std::pair<Day, Day>>& days) {
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, as_of));
    EntryNames names(db);
    Incidents out;
    std::string first_id;
    std::optional<RegisterReport> current;
    std::size_t versions = 0;
    const auto close = [&]() -> Result<void> {
        if (!current || current->report.action == ReportAction::withdrawn || current->report.nothing_observed) return {};
        if (days && (current->report.first_day < days->first || days->second < current->report.last_day)) return {};
        TRUCE_ASSIGN(NamedItem source, names.of(current->item));
        out.facts.push_back(facts_of(current->report, first_id, std::move(source.id), static_cast<std::int64_t>(current->item.entry)));
        out.incidents.push_back({first_id, std::move(*current), {}});
        out.versions.push_back(versions);
        return {};
    };
    TRUCE_TRY(for_each_version(db, landed, {}, [&](RegisterReport&& version) -> Result<void> {
        const bool same = current && std::tie(current->report.register_id, current->report.source_id) ==
                                         std::tie(version.report.register_id, version.report.source_id);
        if (!same) {
            TRUCE_TRY(close());
            TRUCE_ASSIGN(NamedItem first, names.of(version.item));
            first_id = std::move(first.id);
            versions = 0;
        }
        ++versions;
        current = std::move(version);
        return {};
    }));
    TRUCE_TRY(close());
    return out;
}

unsigned judging_threads() { return std::max(1U, std::thread::hardware_concurrency()); }

namespace {

Result<CompiledReading> compile(const Documents& documents, const std::optional<std::string>& reading) {
    TRUCE_ASSIGN(const Documents::Signed* const chosen, documents.reading(reading));
    return CompiledReading::compile(chosen->terms, documents.profile);
}

}  // namespace

Result<std::vector<JudgedIncident>> Mechanism::judge_register(std::uint64_t as_of, const std::optional<std::string>& reading,
                                                              std::optional<std::pair<Day, Day>> days) const {
    TRUCE_ASSIGN(const Documents documents, this->documents(as_of));
    TRUCE_ASSIGN(const CompiledReading compiled, compile(documents, reading));
    TRUCE_ASSIGN(Incidents all, load_incidents(db(), as_of, std::nullopt));
    const std::vector<Verdict> verdicts = judge_all(compiled, all.facts, judging_threads());
    for (std::size_t i = 0; i < verdicts.size(); ++i) all.incidents[i].verdict = verdicts[i];
    // Judged as a whole, because what happened before is part of a judgement; then cut to the days asked for.
    if (days) {
        std::erase_if(all.incidents, [&](const JudgedIncident& incident) {
            return incident.current.report.first_day < days->first || days->second < incident.current.report.last_day;
        });
    }
    return std::move(all.incidents);
}

Result<ExplainedIncident> Mechanism::judge_incident(std::string_view name, std::uint64_t as_of, const std::optional<std::string>& reading,
                                                    std::string_view language) const {
    TRUCE_ASSIGN(const Documents documents, this->documents(as_of));
    TRUCE_ASSIGN(const CompiledReading compiled, compile(documents, reading));
    TRUCE_ASSIGN(Incidents all, load_incidents(db(), as_of, std::nullopt));
    const std::vector<Verdict> verdicts = judge_all(compiled, all.facts, judging_threads());
    const std::size_t colon = name.find(':');
    const auto named = [&](const JudgedIncident& incident) {
        if (incident.id == name) return true;
        return colon != std::string_view::npos && incident.current.report.register_id == name.substr(0, colon) &&
               incident.current.report.source_id == name.substr(colon + 1);
    };
    const auto found = std::find_if(all.incidents.begin(), all.incidents.end(), named);
    if (found == all.incidents.end()) {
        return Error{Errc::not_found, "incident.unknown", fmt::format("no incident \"{}\" at this size of the log", name), "",
                     "Name it as ENTRY/N or REGISTER:SOURCE_ID; a withdrawn record is no incident any more"};
    }
    const auto i = static_cast<std::size_t>(found - all.incidents.begin());
    found->verdict = verdicts[i];
    const PriorIncidents prior(compiled, all.facts, verdicts);
    const Explanation explanation = explain(compiled, all.facts[i], prior);
    TRUCE_TRY(recompute(explanation));
    return ExplainedIncident{std::move(*found), sentence(explanation, language), to_text(explanation, language),
                             to_text(explanation, language, Detail::deciding_clause), to_json(explanation, language)};
}

}  // namespace truce
