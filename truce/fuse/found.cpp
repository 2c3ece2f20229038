#include "truce/fuse/found.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "truce/base/json.hpp"

namespace truce {
namespace {

ReportPlace place_of(MelttId id) { return {id.source - 1, id.row - 1}; }

double doubt_of(const MelttLink& link) {
    if (link.rival.id.row == 0) return link.taken.score / 2;
    return 1 - std::clamp(link.rival.score - link.taken.score, 0.0, 1.0) / 2;
}

std::string reason_of(const MelttLink& link) {
    std::string reason =
        fmt::format("{:.1f} km and {} days apart, categories differ by {:.2f} of 1", link.km, link.gap_days, link.taken.score);
    if (link.candidates > 1)
        reason += fmt::format("; {} other candidates, the best differs by {:.2f}", link.candidates - 1, link.rival.score);
    return reason;
}

/// Groups reports by what links them to a report that is already in a group.
void group(const std::vector<SourceTable>& tables, const std::vector<std::pair<ReportPlace, ReportPlace>>& links, Found& found) {
    std::vector<std::vector<ReportPlace>> leads(tables.size());
    for (std::uint32_t s = 0; s < tables.size(); ++s)
        for (std::uint32_t r = 0; r < tables[s].rows.size(); ++r) leads[s].push_back({s, r});
    for (const auto& [survivor, taken] : links) leads[taken.source][taken.row] = leads[survivor.source][survivor.row];
    std::map<ReportPlace, std::vector<ReportPlace>> groups;
    for (std::uint32_t s = 0; s < tables.size(); ++s)
        for (std::uint32_t r = 0; r < leads[s].size(); ++r) groups[leads[s][r]].push_back({s, r});
    for (auto& [lead, members] : groups) found.incidents.push_back(std::move(members));
    std::ranges::sort(found.incidents, {}, [](const auto& members) { return members.front(); });
}

/// Names and values of a link, "" for what there is not. Numbers are those whose name is marked.
struct Cell {
    std::string_view name;
    std::string value;
    bool number = false;
};

std::vector<Cell> cells(const std::vector<SourceTable>& tables, const Found& found, const FoundLink& link) {
    const auto source = [&](ReportPlace p) { return tables[p.source].name; };
    const auto id = [&](ReportPlace p) { return tables[p.source].rows[p.row].id; };
    return {{"incident", incident_name(tables, found, link.incident)},
            {"source_a", source(link.a)},
            {"id_a", id(link.a)},
            {"source_b", source(link.b)},
            {"id_b", id(link.b)},
            {"outcome", link.outcome},
            {"score", fmt::format("{:.6g}", link.score), true},
            {"doubt", fmt::format("{:.4f}", link.doubt), true},
            {"km", fmt::format("{:.3f}", link.km), true},
            {"days", fmt::format("{}", link.gap_days), true},
            {"candidates", link.candidates > 0 ? fmt::format("{}", link.candidates) : "", true},
            {"rival_source", link.rival ? source(*link.rival) : ""},
            {"rival_id", link.rival ? id(*link.rival) : ""},
            {"rival_score", link.rival ? fmt::format("{:.6g}", link.rival_score) : "", true},
            {"reason", link.reason},
            {"method", found.method}};
}

std::string csv(const std::vector<SourceTable>& tables, const Found& found, const std::vector<FoundLink>& links) {
    std::string out =
        "incident,source_a,id_a,source_b,id_b,outcome,score,doubt,km,days,candidates,rival_source,rival_id,rival_score,reason,method\r\n";
    for (const FoundLink& link : links) {
        bool first = true;
        for (const Cell& cell : cells(tables, found, link)) {
            if (!first) out += ',';
            first = false;
            out += csv_field(cell.value);
        }
        out += "\r\n";
    }
    return out;
}

std::string ndjson(const std::vector<SourceTable>& tables, const Found& found, const std::vector<FoundLink>& links) {
    std::string out;
    for (const FoundLink& link : links) {
        char before = '{';
        for (const Cell& cell : cells(tables, found, link)) {
            if (cell.value.empty()) continue;
            out += before;
            before = ',';
            append_json_string(out, cell.name);
            out += ':';
            if (cell.number)
                out += cell.value;
            else
                append_json_string(out, cell.value);
        }
        out += "}\n";
    }
    return out;
}

}  // namespace

std::string csv_field(std::string_view text) {
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + "\"";
}

Found found_by_meltt(const std::vector<SourceTable>& tables, const MelttResult& result) {
    Found found;
    found.method = "meltt";
    found.score = "How far the categories differ: 0 on the finest level of every taxonomy, 1 only on the coarsest.";
    found.flags = result.flags.size();
    std::vector<std::pair<ReportPlace, ReportPlace>> pairs;
    for (const MelttLink& link : result.links) pairs.emplace_back(place_of(link.report), place_of(link.taken.id));
    group(tables, pairs, found);
    std::map<ReportPlace, std::uint32_t> incident_of;
    for (std::uint32_t i = 0; i < found.incidents.size(); ++i)
        for (const ReportPlace place : found.incidents[i]) incident_of[place] = i;
    for (const MelttLink& link : result.links) {
        FoundLink& out = found.links.emplace_back();
        std::tie(out.a, out.b) = std::minmax(place_of(link.report), place_of(link.taken.id));
        out.incident = incident_of[out.a];
        out.outcome = "join";
        out.score = link.taken.score;
        out.doubt = doubt_of(link);
        out.km = link.km;
        out.gap_days = link.gap_days;
        out.candidates = link.candidates;
        if (link.rival.id.row != 0) out.rival = place_of(link.rival.id);
        out.rival_score = link.rival.score;
        out.reason = reason_of(link);
    }
    std::ranges::sort(found.links, {}, [](const FoundLink& link) { return std::tuple(link.incident, link.a, link.b); });
    return found;
}

std::string incident_name(const std::vector<SourceTable>& tables, const Found& found, std::uint32_t incident) {
    const ReportPlace first = found.incidents[incident].front();
    return fmt::format("{}:{}", tables[first.source].name, tables[first.source].rows[first.row].id);
}

std::string links_csv(const std::vector<SourceTable>& tables, const Found& found) { return csv(tables, found, found.links); }
std::string links_ndjson(const std::vector<SourceTable>& tables, const Found& found) { return ndjson(tables, found, found.links); }
std::string near_misses_csv(const std::vector<SourceTable>& tables, const Found& found) { return csv(tables, found, found.near_misses); }
std::string near_misses_ndjson(const std::vector<SourceTable>& tables, const Found& found) {
    return ndjson(tables, found, found.near_misses);
}

MelttFiles meltt_files(const MelttResult& result, std::size_t sources) {
    MelttFiles files;
    for (std::size_t k = 1; k <= sources; ++k) files.matches += fmt::format("{}data{},event{}", k == 1 ? "" : ",", k, k);
    files.matches += "\r\n";
    for (const MelttMatch& match : result.matches) {
        for (std::size_t k = 0; k < match.ids.size(); ++k)
            files.matches += fmt::format("{}{},{}", k == 0 ? "" : ",", match.ids[k].source, match.ids[k].row);
        files.matches += "\r\n";
    }
    files.contenders =
        "dataset,event,bestmatch_data,bestmatch_event,bestmatch_score,runnerUp1_data,runnerUp1_event,runnerUp1_score,runnerUp2_data,"
        "runnerUp2_event,runnerUp2_score,events_matched\r\n";
    for (const MelttLink& link : result.links) {
        if (link.episode) continue;
        files.contenders += fmt::format("{},{}", link.report.source, link.report.row);
        for (const MelttLink::Choice& choice : {link.taken, link.runners_up[0], link.runners_up[1]})
            files.contenders += fmt::format(",{},{},{}", choice.id.source, choice.id.row, choice.score);
        files.contenders += fmt::format(",{}\r\n", link.candidates);
    }
    files.unique = "dataset,event,date,enddate,latitude,longitude\r\n";
    for (const MelttUnique& unique : result.unique) {
        // A half of a day, which averaging as published leaves, belongs to the day it falls into.
        const Day end{static_cast<std::int32_t>(std::floor(unique.end_day))};
        files.unique += fmt::format("{},{},{},{},{},{}\r\n", unique.id.source, unique.id.row, format(unique.start), format(end),
                                    unique.latitude_deg, unique.longitude_deg);
    }
    files.flags = "dataset,event,episodes\r\n";
    for (const MelttFlag& flag : result.flags) {
        std::string episodes;
        for (const MelttId id : flag.episodes) episodes += fmt::format("{}{}_{}", episodes.empty() ? "" : ", ", id.source, id.row);
        files.flags += fmt::format("{},{},{}\r\n", flag.event.source, flag.event.row, csv_field(episodes));
    }
    return files;
}

}  // namespace truce
