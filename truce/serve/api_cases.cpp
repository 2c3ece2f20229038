// Case files, links that wait for a person, and how well a period was watched.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/case_view.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/health.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

/// The steps as their entries' parts tell them to this viewer: others' exact places as areas, and nothing of how they know.
CaseFile told(const CaseFile& file, const Viewer& viewer) {
    std::vector<Step> steps = file.steps();
    for (Step& step : steps) {
        if (step.author == viewer.institution()) continue;
        if (step.body.where) step.body.where = coarse(*step.body.where, viewer.profile());
        if (!step.body.source.empty()) step.body.source = sealed_source;
    }
    return CaseFile::recalled(std::move(steps));
}

std::vector<std::string> divisions_of(const Region& where, const Viewer& viewer) {
    const Region areas = coarse(where, viewer.profile());
    return areas.kind == Region::Kind::areas ? viewer.divisions_of(areas.ids) : std::vector<std::string>{};
}

JsonArray findings_json(const std::vector<Position>& positions) {
    JsonArray out;
    for (const Position& one : positions) {
        JsonObject json{{"examiner", one.examiner}, {"takes_part", one.kind != Position::Kind::declined}};
        if (one.kind == Position::Kind::finding) json["finding"] = one.finding;
        out.emplace_back(std::move(json));
    }
    return out;
}

std::string_view leaning_name(FindingMeans means) {
    switch (means) {
        case FindingMeans::violation: return "violation";
        case FindingMeans::no_violation: return "no_violation";
        case FindingMeans::none: break;
    }
    return "none";
}

/// Without the days' ends that only a member is told.
Interval told_time(const Interval& happened, const Viewer& viewer) {
    if (viewer.is_member()) return happened;
    const LocalDays& days = viewer.profile().days;
    return days.bounds(days.day_of(happened.from), days.day_of({std::max(happened.from.us, happened.to.us - 1)}));
}

JsonObject row_json(const CaseFile& file, const CaseRules& rules, const Viewer& viewer, Instant now) {
    const StepBody& opening = file.opening().body;
    const std::vector<Position> positions = file.positions(rules);
    const Interval when = told_time(*opening.when, viewer);
    JsonArray named;
    for (const std::string& who : opening.accused) {
        const auto from = named_from(file, rules, who);
        if (viewer.is_member() || (from && *from <= viewer.now())) named.emplace_back(who);
    }
    JsonObject out{{"case", file.id()},
                   {"divisions", list_json(divisions_of(opening.where.value_or(Region::anywhere()), viewer))},
                   {"findings", findings_json(positions)},
                   {"from", when.from.us},
                   {"named", std::move(named)},
                   {"status", name_of(status_of(positions))},
                   {"to", when.to.us}};
    if (!viewer.is_member()) return out;
    out["incident"] = opening.incident;
    out["last_at"] = file.steps().back().recorded_at.us;
    out["leaning"] = leaning_name(leaning(positions));
    out["opened_at"] = file.opening().recorded_at.us;
    out["phase"] = file.phase() == CaseFile::Phase::open ? "open" : "closed";
    out["steps"] = number(file.steps().size());
    JsonArray awaited;
    bool overdue = false;
    for (const Due& one : due(file, rules, now)) {
        overdue = overdue || one.overdue;
        awaited.push_back(due_json(one, ""));
    }
    out["due"] = std::move(awaited);
    out["overdue"] = overdue;
    return out;
}

constexpr std::int64_t batch = 200;  ///< rows that are looked at together

/// A member is told of every case; the public of those about what ended long enough ago.
bool is_told(const CaseFile& file, const Viewer& viewer) { return viewer.sees_case(file.opening().body.when->to); }

bool wanted(const JsonObject& row, std::string_view member, const std::vector<std::string>& values) {
    if (values.empty()) return true;
    const Json* value = row.if_contains(member);
    return value != nullptr && std::ranges::find(values, std::string_view(value->as_string())) != values.end();
}

Result<HttpResponse> cases(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const auto when, asked.query.interval("datetime"));
    TRUCE_ASSIGN(const auto limit, asked.query.number("limit", 1, 1'000));
    const CaseRules rules = case_rules(viewer->documents());
    CaseQuery query;
    // Newest first for those who know when; the public gets an order that says nothing about it.
    query.order = viewer->is_member() ? CaseQuery::Order::newest : CaseQuery::Order::id;
    query.as_of = viewer->as_of();
    query.most = batch;
    query.after = asked.query.text("after").value_or("");
    JsonArray items;
    bool more = false;
    std::string last;
    for (bool ended = false; !ended && !more;) {
        TRUCE_ASSIGN(const std::vector<CaseRow> rows, case_rows(asked.mechanism.db(), query));
        ended = rows.size() < batch;
        for (const CaseRow& one : rows) {
            query.after = one.id;
            if (!viewer->sees_case(one.happened.to) || (when && !told_time(one.happened, *viewer).overlaps(*when))) continue;
            TRUCE_ASSIGN(const CaseFile file, load_case(asked.mechanism.db(), one.id, viewer->as_of()));
            JsonObject row = row_json(file, rules, *viewer, asked.service.clock().now());
            if (!wanted(row, "status", asked.query.list("status")) || !wanted(row, "phase", asked.query.list("phase")) ||
                !wanted(row, "incident", asked.query.list("incident")))
                continue;
            more = items.size() == limit.value_or(100);
            if (more) break;
            items.emplace_back(std::move(row));
            last = one.id;
        }
    }
    JsonObject out{{"as_of", number(viewer->as_of())}, {"items", std::move(items)}};
    if (more) out["next"] = last;
    return json_answer(Json(std::move(out)));
}

Result<HttpResponse> one_case(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    const std::string id(parameter(asked.path, "id"));
    TRUCE_ASSIGN(CaseFile file, load_case(asked.mechanism.db(), id, viewer->as_of()));
    if (!is_told(file, *viewer)) {
        return Error{Errc::not_found, "case.unknown", fmt::format("no case \"{}\" is known here", id), "", "Look at the list of cases"};
    }
    const CaseRules rules = case_rules(viewer->documents());
    const Instant now = asked.service.clock().now();
    JsonObject out{{"row", row_json(file, rules, *viewer, now)}};
    if (viewer->is_member()) {
        TRUCE_ASSIGN(CaseView view, view_case(asked.mechanism.db(), std::move(file), viewer->institution(), viewer->as_of(), now));
        view.file = told(view.file, *viewer);
        out["case"] = to_json(view, rules);
        out["text"] = to_text(view, rules);
    }
    return json_answer(Json(std::move(out)));
}

Error members_only() {
    return {Errc::forbidden, "audience.members", "this is for those who take part", "", "Sign in with a key of a participant"};
}

JsonObject evidence_json(const LinkWords& words) {
    JsonArray fields;
    for (const auto& [name, bits] : words.fields) fields.push_back(Json{{"field", name}, {"millibits", bits}});
    return {{"beside", words.beside}, {"fields", std::move(fields)}, {"millibits", words.bits},
            {"model", words.model},   {"percent", words.percent},    {"sure", words.sure}};
}

JsonObject claimed_json(const Link& link, const std::string& by, const std::string& text, const std::optional<LinkWords>& evidence) {
    JsonObject out{{"accepted_by", list_json(link.accepted_by)},
                   {"claimed_by", by},
                   {"disputed_by", list_json(link.disputed_by)},
                   {"incident", link.incident},
                   {"report", link.report},
                   {"step", link.step},
                   {"text", text}};
    if (evidence) out["evidence"] = evidence_json(*evidence);
    return out;
}

JsonObject waiting_json(const WaitingLink& one) {
    JsonObject out = claimed_json(one.link, one.claimed_by, one.text, one.evidence);
    out["case"] = one.case_id;
    out["claimed_at"] = one.claimed_at.us;
    out["doubt"] = name_of(one.doubt);
    return out;
}

/// "SIZE_STEP": the page after that link, as the record stood then.
Result<std::pair<std::uint64_t, std::string>> links_cursor(const std::string& text) {
    const std::size_t bar = text.find('_');
    std::uint64_t size = 0;
    const char* const end = text.data() + std::min(bar, text.size());
    const auto read = std::from_chars(text.data(), end, size);
    if (bar == std::string::npos || read.ec != std::errc() || read.ptr != end)
        return Error{Errc::invalid, "links.cursor", fmt::format("\"{}\" is no `next` of this list", text), "after",
                     "Give `next` of the page before as it is"};
    return std::pair(size, text.substr(bar + 1));
}

Result<HttpResponse> waiting(const Asked& asked) {
    std::optional<std::pair<std::uint64_t, std::string>> after;
    if (const auto given = asked.query.text("after")) {
        TRUCE_ASSIGN(after, links_cursor(*given));
    }
    TRUCE_ASSIGN(const auto viewer, asked.viewer(after ? std::optional(after->first) : std::nullopt));
    if (!viewer->is_member()) return members_only();
    TRUCE_ASSIGN(const auto limit, asked.query.number("limit", 1, 1'000));
    TRUCE_ASSIGN(const auto all, asked.service.readers().waiting(asked.mechanism, viewer->as_of()));
    auto at = all->begin();
    if (after) {
        at = std::ranges::find_if(*all, [&](const WaitingLink& one) { return one.link.step == after->second; });
        if (at == all->end())
            return Error{Errc::invalid, "links.cursor", "the list of that size of the record has no such link", "after",
                         "Begin again without it"};
        ++at;
    }
    JsonArray items;
    for (; at != all->end() && items.size() < limit.value_or(100); ++at) items.emplace_back(waiting_json(*at));
    JsonObject out{{"as_of", number(viewer->as_of())}, {"matched", number(all->size())}};
    if (at != all->end()) out["next"] = fmt::format("{}_{}", viewer->as_of(), std::prev(at)->link.step);
    out["items"] = std::move(items);
    return json_answer(Json(std::move(out)));
}

Result<HttpResponse> health(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    if (!viewer->is_member()) return members_only();
    TRUCE_ASSIGN(const auto first, asked.query.day("from"));
    TRUCE_ASSIGN(const auto last, asked.query.day("to"));
    if (!first || !last || *last < *first)
        return Error{Errc::invalid, "query.period", "the period has no first or last day, or ends before it begins", "from",
                     "Give from and to as days"};
    TRUCE_ASSIGN(const Health measured, health_of(asked.mechanism, *first, *last, viewer->as_of(), viewer.get()));
    return json_bytes(to_json(measured, viewer->profile()));
}

}  // namespace

Json due_json(const Due& due, std::string_view case_id) {
    JsonObject out{
        {"about", due.about}, {"from", due.from}, {"overdue", due.overdue}, {"since", due.since.us}, {"what", row_of(due.what).name}};
    if (!due.to.empty()) out["to"] = due.to;
    if (due.by) out["by"] = due.by->us;
    if (!due.clause.empty()) out["clause"] = due.clause;
    if (!case_id.empty()) out["case"] = case_id;
    return Json(std::move(out));
}

JsonObject link_json(const Link& link, const Step& claim) {
    JsonObject out = claimed_json(link, claim.speaker(), claim.body.text, read_link_words(claim.body.text));
    out["state"] = name_of(link.state);
    return out;
}

void add_case_routes(Service& service) {
    service.route(HttpMethod::get, "/api/cases", {"status", "phase", "datetime", "incident", "as_of", "after", "limit"}, cases);
    service.route(HttpMethod::get, "/api/cases/{id}", {"as_of"}, one_case);
    service.route(HttpMethod::get, "/api/links", {"as_of", "after", "limit"}, waiting);
    service.route(HttpMethod::get, "/api/health", {"from", "to", "as_of"}, health);
}

}  // namespace truce
