#include "truce/fuse/incident_ids.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "truce/base/json.hpp"

namespace truce {
namespace {

using Kind = IdChange::Kind;

constexpr std::array<std::string_view, 5> kind_names{"minted", "joined", "merged", "split", "left"};

Error bad(std::string what) {
    return {Errc::invalid, "fuse.id_change", std::move(what), "", "apply the changes as they were written, all and in order"};
}
Error conflict(std::string what) {
    Error error = bad(std::move(what));
    error.code = Errc::conflict;
    return error;
}

}  // namespace

std::string_view name_of(Kind kind) { return kind_names[static_cast<std::size_t>(kind)]; }

Json to_json(const IdChange& change) {
    JsonArray reports;
    for (const SightingId& report : change.reports) reports.push_back(JsonObject{{"id", report.id}, {"source", report.source}});
    JsonObject out{{"id", change.id}, {"kind", name_of(change.kind)}};
    if (!change.from.empty()) out["from"] = change.from;
    if (!reports.empty()) out["reports"] = std::move(reports);
    return out;
}

Result<IdChange> id_change_from_json(const Json& value) {
    const JsonObject* object = value.if_object();
    if (object == nullptr) return bad("a change of ids is not an object");
    const auto text = [](const JsonObject& from, std::string_view name) -> std::string {
        const Json* member = from.if_contains(name);
        return member != nullptr && member->is_string() ? std::string(member->get_string()) : std::string();
    };
    IdChange change;
    const auto kind = std::find(kind_names.begin(), kind_names.end(), text(*object, "kind"));
    if (kind == kind_names.end()) return bad("a change of ids has no known \"kind\"");
    change.kind = static_cast<Kind>(kind - kind_names.begin());
    change.id = text(*object, "id");
    change.from = text(*object, "from");
    if (change.id.empty()) return bad("a change of ids has no \"id\"");
    const bool moves = change.kind == Kind::merged || change.kind == Kind::split;
    if (moves == change.from.empty()) return bad("the member \"from\" of a change of ids is missing or too much");
    if (const Json* reports = object->if_contains("reports")) {
        if (!reports->is_array()) return bad("the member \"reports\" of a change of ids is no list");
        for (const Json& entry : reports->get_array()) {
            if (!entry.is_object()) return bad("the member \"reports\" of a change of ids holds something else than reports");
            SightingId report{text(entry.get_object(), "source"), text(entry.get_object(), "id")};
            if (report.source.empty() || report.id.empty()) return bad("a report of a change of ids has no source or no id");
            change.reports.push_back(std::move(report));
        }
    }
    if (change.reports.empty() != (change.kind == Kind::merged))
        return bad("the member \"reports\" of a change of ids is missing or too much");
    return change;
}

std::string IncidentIds::of(const SightingId& report) const {
    const auto at = of_.find(report);
    return at == of_.end() ? std::string() : at->second;
}

std::string IncidentIds::resolve(std::string_view id) const {
    auto at = incidents_.find(id);
    if (at == incidents_.end()) return "";
    while (!at->second.leads_to.empty()) at = incidents_.find(at->second.leads_to);
    return at->first;
}

std::vector<SightingId> IncidentIds::members(std::string_view id) const {
    std::vector<SightingId> out;
    const auto at = incidents_.find(id);
    if (at == incidents_.end()) return out;
    for (const auto& [report, arrival] : at->second.reports) out.push_back(report);
    return out;
}

std::string IncidentIds::fresh_id(const SightingId& report) const {
    const std::string name = report.source + ":" + report.id;
    std::string id = name;
    for (int n = 2; incidents_.contains(id); ++n) id = name + "/" + std::to_string(n);
    return id;
}

std::string IncidentIds::former(const std::vector<SightingId>& reports) const {
    for (const SightingId& report : reports) {
        const auto at = left_.find(report);
        if (at == left_.end()) continue;
        const Incident& incident = incidents_.find(at->second)->second;
        if (incident.leads_to.empty() && incident.reports.empty()) return at->second;
    }
    return "";
}

IncidentIds::Incident& IncidentIds::mint(const std::string& id) {
    Incident& incident = incidents_[id];
    incident.age = incidents_.size();
    return incident;
}

Result<void> IncidentIds::apply(const IdChange& change) {
    const bool begins = change.kind == Kind::minted || change.kind == Kind::split;
    const auto target = incidents_.find(change.id);
    if (begins && target != incidents_.end()) return conflict("the incident id " + change.id + " was used before");
    if (!begins && (target == incidents_.end() || !target->second.leads_to.empty()))
        return conflict("there is no incident " + change.id + " to change");
    const auto from = incidents_.find(change.from);
    if (!change.from.empty() && (from == incidents_.end() || !from->second.leads_to.empty() || change.from == change.id))
        return conflict("there is no incident " + change.from + " to take from");
    for (const SightingId& report : change.reports) {
        const std::string now = of(report);
        const bool fits = change.kind == Kind::split    ? now == change.from
                          : change.kind == Kind::left   ? now == change.id
                          : change.kind == Kind::joined ? now != change.id
                                                        : now.empty();
        if (!fits) return conflict("the report " + report.id + " of " + report.source + " is not where the change says");
    }
    Incident& into = begins ? mint(change.id) : target->second;
    if (change.kind == Kind::merged) {
        for (const auto& [report, arrival] : from->second.reports) of_[report] = change.id;
        into.reports.merge(from->second.reports);
        from->second.reports.clear();
        from->second.leads_to = change.id;
        return {};
    }
    for (const SightingId& report : change.reports) {
        if (const auto was = of_.find(report); was != of_.end()) incidents_.find(was->second)->second.reports.erase(report);
        if (change.kind == Kind::left) {
            of_.erase(report);
            left_[report] = change.id;
            continue;
        }
        const auto [arrival, fresh] = arrival_.emplace(report, arrivals_);
        if (fresh) ++arrivals_;
        into.reports[report] = arrival->second;
        of_[report] = change.id;
    }
    return {};
}

void IncidentIds::record(IdChange change, std::vector<IdChange>& changes) {
    const auto applied = apply(change);
    TRUCE_ASSERT(applied.ok());
    changes.push_back(std::move(change));
}

std::vector<IdChange> IncidentIds::regroup(std::vector<std::vector<SightingId>> groups, const std::vector<SightingId>& withdrawn) {
    std::vector<IdChange> changes;
    std::map<std::string, std::vector<SightingId>> leaving;
    for (const SightingId& report : withdrawn) {
        if (const std::string id = of(report); !id.empty()) leaving[id].push_back(report);
    }
    for (auto& [id, reports] : leaving) {
        std::sort(reports.begin(), reports.end());
        record({Kind::left, id, "", std::move(reports)}, changes);
    }
    for (auto& group : groups) std::sort(group.begin(), group.end());
    std::sort(groups.begin(), groups.end());
    // Splits: of the parts that an incident falls into, the largest keeps the id, the one with its oldest report among equals.
    std::map<std::string, std::vector<std::vector<SightingId>>> parts;
    for (const auto& group : groups) {
        std::map<std::string, std::vector<SightingId>> here;
        for (const SightingId& report : group) {
            if (const std::string id = of(report); !id.empty()) here[id].push_back(report);
        }
        for (auto& [id, reports] : here) parts[id].push_back(std::move(reports));
    }
    const auto oldest = [&](const std::vector<SightingId>& reports) {
        return *std::min_element(reports.begin(), reports.end(),
                                 [&](const SightingId& x, const SightingId& y) { return arrival_.at(x) < arrival_.at(y); });
    };
    for (auto& [id, pieces] : parts) {
        std::sort(pieces.begin(), pieces.end(), [&](const auto& x, const auto& y) {
            return x.size() != y.size() ? x.size() > y.size() : arrival_.at(oldest(x)) < arrival_.at(oldest(y));
        });
        for (std::size_t i = 1; i < pieces.size(); ++i) record({Kind::split, fresh_id(oldest(pieces[i])), id, pieces[i]}, changes);
    }
    // Merges and arrivals: every group is now made of whole incidents and of reports that are new.
    for (const auto& group : groups) {
        std::set<std::pair<std::uint64_t, std::string>> incidents;  // by age
        std::vector<SightingId> fresh;
        for (const SightingId& report : group) {
            const std::string id = of(report);
            if (id.empty()) {
                fresh.push_back(report);
            } else {
                incidents.emplace(incidents_.find(id)->second.age, id);
            }
        }
        if (incidents.empty()) {
            if (const std::string id = former(fresh); !id.empty()) {
                record({Kind::joined, id, "", fresh}, changes);
                continue;
            }
            record({Kind::minted, fresh_id(fresh.front()), "", fresh}, changes);
            continue;
        }
        const std::string stays = incidents.begin()->second;
        for (auto at = std::next(incidents.begin()); at != incidents.end(); ++at) record({Kind::merged, stays, at->second, {}}, changes);
        if (!fresh.empty()) record({Kind::joined, stays, "", fresh}, changes);
    }
    return changes;
}

}  // namespace truce
