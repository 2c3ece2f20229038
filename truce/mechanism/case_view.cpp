#include "truce/mechanism/case_view.hpp"

#include <algorithm>
#include <map>
#include <memory>

#include "truce/base/hash.hpp"
#include "truce/base/is_in.hpp"
#include "truce/base/json.hpp"
#include "truce/examine/finder.hpp"
#include "truce/examine/finder_view.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/handlers.hpp"

namespace truce {
namespace {

bool concludes(const std::optional<Position>& position) {
    return position && position->kind == Position::Kind::finding && position->means != FindingMeans::none;
}

/// Facts are judged by finder, each under its own reading, beside the other cases that the same finder has examined.
class Judges {
public:
    Judges(const Documents& documents, const Docket& docket) : documents_(documents), docket_(docket) {}

    struct Bench {
        const Documents::Signed* reading = nullptr;
        std::unique_ptr<CompiledReading> compiled;
        std::unique_ptr<FinderView> view;
    };
    Result<const Bench*> of(const std::string& finder) {
        const auto found = benches_.find(finder);
        if (found != benches_.end()) return &found->second;
        Bench bench;
        bench.reading = &reading_of(documents_, finder);
        TRUCE_ASSIGN(CompiledReading compiled, CompiledReading::compile(bench.reading->terms, documents_.profile));
        bench.compiled = std::make_unique<CompiledReading>(std::move(compiled));
        bench.view = std::make_unique<FinderView>(docket_, finder, *bench.compiled);
        return &benches_.emplace(finder, std::move(bench)).first->second;
    }

private:
    const Documents& documents_;
    const Docket& docket_;
    std::map<std::string, Bench> benches_;
};

/// Examiners first, then whoever else has found a fact.
std::vector<FinderColumn> columns_of(const CaseFile& file, const CaseRules& rules) {
    std::vector<FinderColumn> columns;
    for (Position& position : file.positions(rules)) {
        FinderColumn column;
        column.finder = position.examiner;
        column.examiner = true;
        column.position = std::move(position);
        columns.push_back(std::move(column));
    }
    const auto examiners = static_cast<std::ptrdiff_t>(columns.size());
    for (const Step& step : file.steps()) {
        if (step.body.kind != StepKind::fact_asserted) continue;
        const auto known = std::ranges::find(columns, step.speaker(), &FinderColumn::finder);
        if (known != columns.end()) continue;
        FinderColumn column;
        column.finder = step.speaker();
        columns.push_back(std::move(column));
    }
    std::ranges::sort(columns.begin() + examiners, columns.end(), {}, &FinderColumn::finder);
    for (FinderColumn& column : columns) {
        for (const Step& step : file.steps()) {
            if (step.body.kind == StepKind::fact_asserted && step.speaker() == column.finder &&
                file.standing(step.body, column.finder) == step.id)
                column.facts.push_back(step.id);
        }
    }
    return columns;
}

Result<void> judge_columns(CaseView& view, Judges& judges) {
    for (FinderColumn& column : view.columns) {
        if (column.facts.empty()) continue;
        TRUCE_ASSIGN(const Judges::Bench* const bench, judges.of(column.finder));
        const Facts facts = bench->view->facts(view.file);
        const Ruling ruling = bench->view->verdict(view.file).ruling;
        column.reading = bench->reading->terms->reading.id;
        column.ruling = ruling;
        column.verdict = verdict_digest(*bench->reading, facts, ruling);
        column.contradicts = concludes(column.position) && contradicts(column.position->means, ruling);
    }
    return {};
}

Result<void> find_pivots(CaseView& view, Judges& judges) {
    for (std::size_t i = 0; i < view.columns.size(); ++i) {
        for (std::size_t j = i + 1; j < view.columns.size(); ++j) {
            const FinderColumn& a = view.columns[i];
            const FinderColumn& b = view.columns[j];
            const bool differ = concludes(a.position) && concludes(b.position) && a.position->means != b.position->means;
            if (!differ || !a.ruling || !b.ruling) continue;
            TRUCE_ASSIGN(const Judges::Bench* const bench_a, judges.of(a.finder));
            TRUCE_ASSIGN(const Judges::Bench* const bench_b, judges.of(b.finder));
            Pivot found = pivot(*bench_a->compiled, bench_a->view->facts(view.file), *bench_b->compiled, bench_b->view->facts(view.file),
                                bench_a->view->prior(), bench_b->view->prior());
            view.pivots.push_back({a.finder, b.finder, std::move(found)});
        }
    }
    return {};
}

bool is_in_kinds(std::span<const StepKind> kinds, StepKind kind) { return std::ranges::find(kinds, kind) != kinds.end(); }

bool has_subject(const CaseFile& file, const StepRow& row, const std::string& participant) {
    return std::ranges::any_of(file.steps(), [&](const Step& about) {
        if (!is_in_kinds(row.about, about.body.kind)) return false;
        if (row.voice == Voice::addressee && !is_in(about.body.to, participant)) return false;
        if (row.voice == Voice::speaker && (!about.body.relay || about.body.relay->of != participant)) return false;
        if ((decides(row.kind) || row.kind == StepKind::step_confirmed) && file.settled(row.kind, about.id)) return false;
        StepBody like;
        like.kind = row.kind;
        like.about = about.id;
        return row.slot != Slot::answer || file.standing(like, participant).empty();
    });
}

}  // namespace

std::vector<StepKind> steps_open_to(const CaseFile& file, const CaseRules& rules, const std::string& participant, Instant now) {
    std::vector<StepKind> open;
    const bool closed = file.phase() == CaseFile::Phase::closed;
    for (const StepRow& row : step_rows()) {
        if (row.kind == StepKind::case_opened || !rules.may(participant, row.name, now)) continue;
        if (closed ? !row.late : row.kind == StepKind::case_reopened) continue;
        if (row.voice == Voice::accused && !is_in(file.opening().body.accused, participant)) continue;
        if (row.voice == Voice::examiner && !is_in(rules.examiners(*file.opening().body.when), participant)) continue;
        const bool needs_subject =
            std::ranges::any_of(row.members, [](const MemberUse& use) { return use.member == StepMember::about && use.required; });
        if (needs_subject && !has_subject(file, row, participant)) continue;
        open.push_back(row.kind);
    }
    return open;
}

std::string verdict_digest(const Documents::Signed& reading, const Facts& facts, Ruling ruling) {
    JsonArray acts(facts.acts.begin(), facts.acts.end());
    JsonArray actors(facts.actors.begin(), facts.actors.end());
    JsonArray targets(facts.targets.begin(), facts.targets.end());
    JsonArray named;
    for (const NamedFact& fact : facts.named) {
        JsonArray values(fact.values.begin(), fact.values.end());
        if (fact.range) {
            values.emplace_back(fact.range->first);
            values.emplace_back(fact.range->second);
        }
        named.push_back(JsonArray{fact.name, std::move(values)});
    }
    const auto text = canonical(Json{{"actors", std::move(actors)},
                                     {"acts", std::move(acts)},
                                     {"evaluator", TRUCE_VERSION},
                                     {"form", "truce/verdict/1"},
                                     {"named", std::move(named)},
                                     {"reading", reading.digest.hex()},
                                     {"ruling", name_of(ruling)},
                                     {"targets", std::move(targets)},
                                     {"when", JsonArray{facts.when.from.us, facts.when.to.us}},
                                     {"where", to_json(facts.where)}});
    TRUCE_ASSERT(text.ok());
    return sha256(*text).hex();
}

const Documents::Signed& reading_of(const Documents& documents, std::string_view finder) {
    const auto own =
        std::ranges::find_if(documents.readings, [&](const Documents::Signed& one) { return one.terms->reading.by == finder; });
    return own != documents.readings.end() ? *own : documents.roles();
}

Result<CaseView> view_case(Database& db, CaseFile file, const std::string& viewer, std::uint64_t as_of, Instant now) {
    TRUCE_ASSIGN(const Documents documents, load_documents(db, as_of));
    const CaseRules rules = case_rules(documents);
    TRUCE_ASSIGN(const Docket docket, load_docket(db, as_of));
    CaseView view{std::move(file), as_of, now, Status::open, FindingMeans::none, {}, {}, {}, {}, {}, {}, {}};
    const std::vector<Position> positions = view.file.positions(rules);
    view.status = status_of(positions);
    view.leaning = leaning(positions);
    view.resolved = docket.resolved(view.file.opening().body.incident);
    view.columns = columns_of(view.file, rules);
    Judges judges(documents, docket);
    TRUCE_TRY(judge_columns(view, judges));
    TRUCE_TRY(find_pivots(view, judges));
    view.links = links(view.file);
    view.due = due(view.file, rules, now);
    for (const std::string& one : view.file.opening().body.accused) view.named_from.emplace_back(one, named_from(view.file, rules, one));
    if (!viewer.empty()) view.can = steps_open_to(view.file, rules, viewer, now);
    return view;
}

}  // namespace truce
