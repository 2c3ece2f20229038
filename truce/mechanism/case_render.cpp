// A case file as text and as JSON; case_view.hpp says what is in it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_view.hpp"
#include "truce/mechanism/case_words.hpp"

namespace truce {
namespace {

std::string_view name_of(FindingMeans means) {
    switch (means) {
        case FindingMeans::violation: return "violation";
        case FindingMeans::no_violation: return "no_violation";
        case FindingMeans::none: return "none";
    }
    return "";
}

std::string_view name_of(Position::Kind kind) {
    switch (kind) {
        case Position::Kind::none: return "none";
        case Position::Kind::declined: return "declined";
        case Position::Kind::finding: return "finding";
    }
    return "";
}

std::string_view name_of(Pivot::Kind kind) {
    switch (kind) {
        case Pivot::Kind::none: return "none";
        case Pivot::Kind::facts: return "facts";
        case Pivot::Kind::reading: return "reading";
        case Pivot::Kind::both: return "both";
        case Pivot::Kind::wide: return "wide";
    }
    return "";
}

JsonArray list(const std::vector<std::string>& texts) {
    JsonArray out;
    for (const std::string& one : texts) out.emplace_back(one);
    return out;
}

// ---- JSON ---------------------------------------------------------------------------------------------------

Json step_json(const Step& step, const CaseFile& file) {
    JsonObject out{{"author", step.author}, {"body", to_json(step.body)},         {"confirmed", file.confirmed(step)}, {"id", step.id},
                   {"key", step.key},       {"recorded_at", step.recorded_at.us}, {"speaker", step.speaker()}};
    return out;
}

Json column_json(const FinderColumn& column) {
    JsonObject out{
        {"contradicts", column.contradicts}, {"examiner", column.examiner}, {"facts", list(column.facts)}, {"finder", column.finder}};
    if (column.position) {
        out["position"] = name_of(column.position->kind);
        if (column.position->kind == Position::Kind::finding) {
            out["finding"] = column.position->finding;
            out["means"] = name_of(column.position->means);
        }
        if (!column.position->step.empty()) out["step"] = column.position->step;
    }
    if (column.ruling) {
        out["reading"] = column.reading;
        out["ruling"] = name_of(*column.ruling);
        out["verdict"] = column.verdict;
    }
    return out;
}

Json due_json(const Due& one) {
    JsonObject out{
        {"about", one.about}, {"from", one.from}, {"overdue", one.overdue}, {"since", one.since.us}, {"what", row_of(one.what).name}};
    if (!one.to.empty()) out["to"] = one.to;
    if (one.by) out["by"] = one.by->us;
    if (!one.clause.empty()) out["clause"] = one.clause;
    return out;
}

// ---- text ---------------------------------------------------------------------------------------------------

std::string heading(std::string_view title) { return fmt::format("\n{}\n", title); }

std::string stand_of(const FinderColumn& column, const CaseRules& rules) {
    if (!column.position) return "is no examiner of this incident";
    switch (column.position->kind) {
        case Position::Kind::none: return "has said nothing yet";
        case Position::Kind::declined: return "does not take part";
        case Position::Kind::finding: break;
    }
    const FindingKind* kind = rules.finding(column.position->finding);
    return fmt::format("finds: {}", kind == nullptr ? column.position->finding : std::string(text_in(kind->title, "en")));
}

std::string status_in_words(const CaseView& view) {
    const bool says = view.status == Status::agreed || view.status == Status::one_sided;
    return fmt::format("{}{}", name_of(view.status),
                       says ? (view.leaning == FindingMeans::violation ? ", on a violation" : ", on no violation") : "");
}

std::string summary(const CaseView& view) {
    const CaseFile& file = view.file;
    const StepBody& opening = file.opening().body;
    std::string out = fmt::format("case {}\n    incident    {}\n", file.id(), opening.incident);
    if (view.resolved != opening.incident) out += fmt::format("    leads to    {}\n", view.resolved);
    out += details(opening, &file, 4);
    out += fmt::format("    opened      {} by {}\n", format(file.opening().recorded_at), file.opening().speaker());
    out += fmt::format("    state       {}\n", file.phase() == CaseFile::Phase::open ? "open" : "closed");
    out += fmt::format("    status      {}\n", status_in_words(view));
    return out;
}

/// The facts side by side: one line per attribute and finder, so that any width of screen does.
std::string facts(const CaseView& view) {
    std::vector<std::string> attributes;
    for (const FinderColumn& column : view.columns) {
        for (const std::string& id : column.facts) attributes.push_back(view.file.find(id)->body.attribute);
    }
    if (attributes.empty()) return {};
    std::ranges::sort(attributes);
    const auto twice = std::ranges::unique(attributes);
    attributes.erase(twice.begin(), twice.end());
    std::string out = heading("facts, each as its finder accepts it");
    for (const std::string& attribute : attributes) {
        out += fmt::format("    {}\n", attribute);
        for (const FinderColumn& column : view.columns) {
            for (const std::string& id : column.facts) {
                const Step& step = *view.file.find(id);
                if (step.body.attribute != attribute) continue;
                out += fmt::format("        {:<18} {} ({}; {}; asserted {})\n", column.finder, value_in_words(step.body),
                                   truce::name_of(*step.body.confidence), step.body.source, format(step.recorded_at));
            }
        }
    }
    return out;
}

std::string findings(const CaseView& view, const CaseRules& rules) {
    std::string out = heading("findings, side by side");
    for (const FinderColumn& column : view.columns) {
        if (!column.examiner && !column.ruling) continue;
        out += fmt::format("    {:<18} {}\n", column.finder, stand_of(column, rules));
        if (column.position && !column.position->step.empty()) {
            const Step& step = *view.file.find(column.position->step);
            if (!step.body.text.empty()) out += fmt::format("    {:<18}     \"{}\"\n", "", step.body.text);
        }
        if (column.ruling)
            out += fmt::format("    {:<18}     its own facts give, by the reading \"{}\": {}{}\n", "", column.reading,
                               truce::name_of(*column.ruling), column.contradicts ? " -- its finding says otherwise" : "");
    }
    for (const PivotOfTwo& one : view.pivots) out += fmt::format("    pivot: {}\n", in_words(one.pivot, one.a, one.b));
    return out;
}

std::string waiting(const CaseView& view) {
    if (view.due.empty()) return {};
    std::string out = heading("awaited");
    for (const Due& one : view.due) {
        out += fmt::format("    {} from {}{}, since {} ({})", row_of(one.what).name, one.from, one.to.empty() ? "" : " for " + one.to,
                           format(one.since), duration_in_words(view.now.us - one.since.us));
        out += one.by ? fmt::format("; due {} by {}{}\n", format(*one.by), one.clause, one.overdue ? ", OVERDUE" : "")
                      : "; no instrument sets a date\n";
    }
    return out;
}

std::string links_in_words(const CaseView& view) {
    if (view.links.empty()) return {};
    std::string out = heading("links");
    for (const Link& link : view.links) {
        out += fmt::format("    [{}] {}: {}", short_id(link.step),
                           link.report.empty() ? "merged into " + link.incident : "report " + link.report, truce::name_of(link.state));
        if (!link.accepted_by.empty()) out += fmt::format("; accepted by {}", fmt::join(link.accepted_by, ", "));
        if (!link.disputed_by.empty()) out += fmt::format("; disputed by {}", fmt::join(link.disputed_by, ", "));
        out += '\n';
    }
    return out;
}

std::string naming(const CaseView& view) {
    std::string out;
    for (const auto& [who, from] : view.named_from) {
        out += from ? fmt::format("    {} may be named in public from {}\n", who, format(*from))
                    : fmt::format("    {} is not named in public: no notice to it has its receipt\n", who);
    }
    return out.empty() ? out : heading("naming") + out;
}

std::string history(const CaseView& view, const CaseRules& rules) {
    std::string out = heading("steps");
    for (const Step& step : view.file.steps()) {
        out +=
            fmt::format("    {} [{}] {}{}\n", format(step.recorded_at), short_id(step.id),
                        headline(step.body, step.author, &view.file, rules), view.file.confirmed(step) ? "" : " (received, not confirmed)");
        if (step.body.kind != StepKind::case_opened) out += details(step.body, &view.file, 8);
    }
    return out;
}

}  // namespace

Json to_json(const CaseView& view, const CaseRules&) {
    const CaseFile& file = view.file;
    JsonObject out{{"as_of", static_cast<std::int64_t>(std::min<std::uint64_t>(view.as_of, std::uint64_t{json_integer_max}))},
                   {"case", file.id()},
                   {"form", "truce/case/1"},
                   {"incident", file.opening().body.incident},
                   {"leads_to", view.resolved},
                   {"leaning", name_of(view.leaning)},
                   {"phase", file.phase() == CaseFile::Phase::open ? "open" : "closed"},
                   {"status", truce::name_of(view.status)}};
    JsonArray columns;
    for (const FinderColumn& column : view.columns) columns.push_back(column_json(column));
    out["finders"] = std::move(columns);
    JsonArray pivots;
    for (const PivotOfTwo& one : view.pivots)
        pivots.push_back(Json{{"a", one.a},
                              {"b", one.b},
                              {"clauses", list(one.pivot.clauses)},
                              {"facts", list(one.pivot.facts)},
                              {"kind", name_of(one.pivot.kind)},
                              {"words", in_words(one.pivot, one.a, one.b)}});
    out["pivots"] = std::move(pivots);
    JsonArray links;
    for (const Link& link : view.links)
        links.push_back(Json{{"accepted_by", list(link.accepted_by)},
                             {"disputed_by", list(link.disputed_by)},
                             {"incident", link.incident},
                             {"report", link.report},
                             {"state", truce::name_of(link.state)},
                             {"step", link.step}});
    out["links"] = std::move(links);
    JsonArray awaited;
    for (const Due& one : view.due) awaited.push_back(due_json(one));
    out["due"] = std::move(awaited);
    JsonArray naming_list;
    for (const auto& [who, from] : view.named_from) {
        JsonObject one{{"participant", who}};
        if (from) one["named_from"] = from->us;
        naming_list.push_back(std::move(one));
    }
    out["naming"] = std::move(naming_list);
    JsonArray can;
    for (const StepKind kind : view.can) can.emplace_back(row_of(kind).name);
    out["can"] = std::move(can);
    JsonArray steps;
    for (const Step& step : file.steps()) steps.push_back(step_json(step, file));
    out["steps"] = std::move(steps);
    return out;
}

std::string to_text(const CaseView& view, const CaseRules& rules) {
    std::string out =
        summary(view) + facts(view) + findings(view, rules) + links_in_words(view) + waiting(view) + naming(view) + history(view, rules);
    if (!view.can.empty()) {
        out += heading("open to you now");
        for (const StepKind kind : view.can) out += fmt::format("    {:<22} {}\n", row_of(kind).name, row_of(kind).says);
    }
    return out;
}

}  // namespace truce
