#include "truce/examine/terms_difference.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace truce {
namespace {

using Lines = std::set<std::string>;

template <typename Things>
const typename Things::value_type* find_by_id(const Things& things, const std::string& id) {
    const auto found = std::ranges::find_if(things, [&](const auto& one) { return one.id == id; });
    return found == things.end() ? nullptr : &*found;
}

/// Calls both(a's, b's) for each id; a thing that only one has makes a line.
template <typename Things, typename Both>
void pair_up(const Things& a, const Things& b, Lines& lines, Both both) {
    for (const auto& one : a) {
        if (const auto* other = find_by_id(b, one.id)) {
            both(one, *other);
        } else {
            lines.insert(one.id + ": only in one");
        }
    }
    for (const auto& one : b) {
        if (find_by_id(a, one.id) == nullptr) lines.insert(one.id + ": only in one");
    }
}

void compare(const Clause& a, const Clause& b, Lines& lines) {
    const auto unless = [&](bool same, std::string_view what) {
        if (!same) lines.insert(a.id + ": " + std::string(what));
    };
    unless(a.acts == b.acts, "acts");
    unless(a.by == b.by, "by");
    unless(a.against == b.against, "against");
    unless(a.where == b.where, "where");
    unless(a.when == b.when, "when");
    unless(a.due == b.due, "due");
    unless(a.done_when == b.done_when, "done when");
    unless(a.deontic == b.deontic, "deontic");
    unless(a.text_status == b.text_status, "text status");
    unless(a.instrument == b.instrument && a.version == b.version, "instrument");
}

void compare(const Exception& a, const Exception& b, Lines& lines) {
    if (a.cases != b.cases) lines.insert(a.id + ": cases");
    if (a.priority != b.priority) lines.insert(a.id + ": priority");
    if (a.defeats != b.defeats) lines.insert(a.id + ": what it defeats");
}

bool same_shape(const std::shared_ptr<const Shape>& a, const std::shared_ptr<const Shape>& b) {
    return a == b || (a != nullptr && b != nullptr && *a == *b);
}

void compare_areas(const Terms& a, const Terms& b, Lines& lines) {
    for (const TermsArea& one : a.areas) {
        const TermsArea* other = b.area(one.area.id);
        const bool same = other != nullptr && one.valid == other->valid && same_shape(one.area.inner, other->area.inner) &&
                          same_shape(one.area.outer, other->area.outer);
        if (!same) lines.insert(one.area.id + ": line");
    }
    for (const TermsArea& one : b.areas) {
        if (a.area(one.area.id) == nullptr) lines.insert(one.area.id + ": line");
    }
}

auto approved(const Version& version) {
    std::vector<std::pair<std::string, ApprovalKind>> approvals;
    for (const Approval& one : version.approvals) approvals.emplace_back(one.participant, one.kind);
    std::ranges::sort(approvals);
    std::vector<std::string> required = version.approvals_required;
    std::ranges::sort(required);
    return std::tuple(version.n, version.in_force.from, version.in_force.to, required, approvals);
}

void compare(const Instrument& a, const Instrument& b, Lines& lines) {
    const auto same = [](const Version& x, const Version& y) { return approved(x) == approved(y); };
    const bool draft = (a.status == InstrumentStatus::draft) != (b.status == InstrumentStatus::draft);
    if (draft || !std::ranges::equal(a.versions, b.versions, same)) lines.insert(a.id + ": in force");
}

/// An actor's claims, whatever their order and their sources.
auto claims_of(const Terms& terms, const std::string& actor) {
    std::vector<std::tuple<Relation, std::string, Instant, Instant, bool>> claims;
    for (const Edge& edge : terms.edges) {
        if (edge.from == actor) claims.emplace_back(edge.relation, edge.to, edge.valid.from, edge.valid.to, edge.disputed_by.empty());
    }
    std::ranges::sort(claims);
    return claims;
}

void compare_belonging(const Terms& a, const Terms& b, Lines& lines) {
    for (const Terms* terms : {&a, &b}) {
        for (const Actor& actor : terms->actors) {
            if (claims_of(a, actor.id) != claims_of(b, actor.id)) lines.insert(actor.id + ": belongs to");
        }
    }
}

/// Names whose lines concern a clause as one reading has it.
void collect(const Terms& terms, const std::string& id, std::set<std::string>& names) {
    const auto areas_in = [&](const Condition& condition) {
        for (const Atom* atom : atoms_of(condition)) {
            if (atom->kind == AtomKind::inside || atom->kind == AtomKind::within) names.insert(atom->name);
        }
    };
    if (!names.insert(id).second) return;
    if (const Clause* clause = terms.clause(id)) {
        names.insert(clause->instrument);
        areas_in(clause->where);
        areas_in(clause->when);
    }
    for (const Exception& one : terms.exceptions) {
        if (std::ranges::find(one.defeats, id) == one.defeats.end()) continue;
        for (const Condition& condition : one.cases) areas_in(condition);
        collect(terms, one.id, names);
    }
}

}  // namespace

std::vector<std::string> differences(const Terms& a, const Terms& b) {
    Lines lines;
    const auto each = [&](const auto& one, const auto& other) { compare(one, other, lines); };
    pair_up(a.clauses, b.clauses, lines, each);
    pair_up(a.exceptions, b.exceptions, lines, each);
    pair_up(a.instruments, b.instruments, lines, each);
    compare_areas(a, b, lines);
    compare_belonging(a, b, lines);
    return {lines.begin(), lines.end()};
}

std::vector<std::string> differences_of_clause(const Terms& a, const Terms& b, const std::string& clause) {
    std::set<std::string> names;
    collect(a, clause, names);
    std::set<std::string> other;
    collect(b, clause, other);
    names.merge(other);
    std::vector<std::string> lines = differences(a, b);
    std::erase_if(lines, [&](const std::string& line) {
        return !line.ends_with(": belongs to") && !names.contains(line.substr(0, line.find(": ")));
    });
    return lines;
}

}  // namespace truce
