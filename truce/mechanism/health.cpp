#include "truce/mechanism/health.hpp"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/entry_names.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/items.hpp"

namespace truce {
namespace {

/// To which incident each report was linked, by a link that stands.
std::map<std::string, std::string> linked(const Docket& docket) {
    std::map<std::string, std::string> out;
    for (const auto& [id, file] : docket.cases()) {
        for (const Link& link : links(file)) {
            if (!link.report.empty() && link.state == Link::State::accepted) out[link.report] = link.incident;
        }
    }
    return out;
}

/// Whether a record about what ended then is hidden. Not of a register that the profile does not have: nobody is told of that.
bool is_hidden(const Viewer* viewer, const std::string& register_id, Instant ended, Instant recorded_at, Concern concern) {
    if (viewer == nullptr) return false;
    const Register* reg = viewer->profile().find_register(register_id);
    return reg == nullptr || !viewer->sight(*reg, ended, recorded_at, concern);
}

class Incidents {
public:
    Incidents(Database& db, const Docket& docket, Interval period, const Viewer* viewer)
        : entries_(db), docket_(docket), linked_(linked(docket)), period_(period), viewer_(viewer) {}

    /// Every version of every record, by register, source id and place in the record.
    Result<void> add(const RegisterReport& version) {
        if (viewer_ != nullptr) {
            TRUCE_ASSIGN(const NamedItem named, entries_.of(version.item));
            const Report& report = version.report;
            if (is_hidden(viewer_, report.register_id, report.when.to, named.recorded_at, viewer_->concern(report))) return {};
        }
        const bool same = version.report.register_id == register_ && version.report.source_id == source_;
        if (!same) {
            finish();
            register_ = version.report.register_id;
            source_ = version.report.source_id;
            TRUCE_ASSIGN(filed_, entries_.of(version.item));
        }
        counts_ =
            version.report.action != ReportAction::withdrawn && !version.report.nothing_observed && version.report.when.overlaps(period_);
        return {};
    }

    std::vector<HealthIncident> take(const CaseRules& rules) {
        finish();
        std::vector<HealthIncident> out;
        for (auto& [id, recorded] : by_incident_) {
            const CaseFile* file = docket_.of_incident(id);
            out.push_back({id, std::move(recorded), file != nullptr ? file->positions(rules) : std::vector<Position>{}});
        }
        return out;
    }

private:
    void finish() {
        if (!filed_ || !counts_) {
            filed_.reset();
            return;
        }
        const auto link = linked_.find(filed_->id);
        const std::string incident = docket_.resolved(link == linked_.end() ? filed_->id : link->second);
        const auto [at, added] = by_incident_[incident].emplace(register_, filed_->recorded_at);
        if (!added) at->second = std::min(at->second, filed_->recorded_at);
        filed_.reset();
    }

    EntryNames entries_;
    const Docket& docket_;
    std::map<std::string, std::string> linked_;
    Interval period_;
    const Viewer* viewer_;
    std::string register_;
    std::string source_;
    std::optional<NamedItem> filed_;  ///< what the report was first filed as
    bool counts_ = false;
    std::map<std::string, FirstRecords> by_incident_;
};

}  // namespace

Result<Health> health_of(const Mechanism& mechanism, Day first, Day last, std::uint64_t as_of, const Viewer* viewer) {
    TRUCE_ASSERT(first <= last);
    Database& db = mechanism.db();
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    HealthInput input;
    input.profile = documents.profile;
    input.period = documents.profile->days.bounds(first, last);
    TRUCE_ASSIGN(const Docket docket, load_docket(db, as_of));
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, as_of));
    Incidents incidents(db, docket, input.period, viewer);
    TRUCE_TRY(for_each_version(db, landed, {}, [&](RegisterReport&& version) { return incidents.add(version); }));
    input.incidents = incidents.take(case_rules(documents));
    TRUCE_ASSIGN(const auto rows, watch_rows(db, landed, input.period));
    ItemCache items(db);
    EntryNames entries(db);
    for (const std::int64_t row : rows) {
        TRUCE_ASSIGN(const Body* const body, items.at_row(row));
        TRUCE_ASSIGN(Watch watch, watch_from_parts(part_texts(*body)));
        TRUCE_ASSIGN(const NamedItem named, entries.of(*landed.of(row)));
        if (is_hidden(viewer, watch.register_id, watch.when.to, named.recorded_at, Concern::no)) continue;
        input.watches.push_back(std::move(watch));
    }
    return measure_health(input);
}

}  // namespace truce
