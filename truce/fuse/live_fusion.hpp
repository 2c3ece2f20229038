/// Fusion that goes on: reports arrive late, are revised or withdrawn, people decide, and nothing starts over.
///
/// At every moment the incidents are those that fuse() finds for the same reports and decisions with the same frozen model,
/// whatever the order in which they came; ids have a history, which IncidentIds keeps. What a process needs to go on after it
/// was killed are the model, the reports, the decisions, and the changes of ids as they were written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/fuse/fuse.hpp"
#include "truce/fuse/incident_ids.hpp"
#include "truce/fuse/partition.hpp"
#include "truce/fuse/spot_index.hpp"

namespace truce {

class LiveFusion {
public:
    /// Errors: those of check(Model).
    static Result<LiveFusion> create(Model model, const FuseOptions& options);
    LiveFusion(LiveFusion&&) noexcept;
    LiveFusion& operator=(LiveFusion&&) noexcept;
    ~LiveFusion();

    /// Takes many reports at once, faster than one by one. `written` are the changes of ids of an earlier process with these
    /// reports, in order, none if there was none; then the ids go on from there.
    ///   returns   what happened to ids beyond `written`: empty if they were of the same reports, decisions apart
    /// Precondition: nothing was added yet. Errors: those of fuse(); fuse.id_change.
    Result<std::vector<IdChange>> load(const std::vector<Sighting>& sightings, const std::vector<IdChange>& written);

    /// A report arrives. Errors: those of check(Sighting); fuse.twice.
    Result<std::vector<IdChange>> add(const Sighting& sighting);
    /// A report is taken back, and with it every decision on it. A revised report is withdrawn and added again.
    /// Errors: fuse.unknown (not_found).
    Result<std::vector<IdChange>> withdraw(const SightingId& id);
    /// A person decides, or takes the decision back: same ends, same `same`. A decision that stands already changes nothing.
    /// Errors: fuse.decision, as fuse(); fuse.decision_unknown (not_found) where nothing is to take back.
    Result<std::vector<IdChange>> decide(const LinkDecision& decision);
    Result<std::vector<IdChange>> take_back(const LinkDecision& decision);

    [[nodiscard]] const IncidentIds& ids() const;
    [[nodiscard]] std::size_t size() const;  ///< reports that are in
    /// How many links the last step decided anew: what a late report costs.
    [[nodiscard]] std::size_t decided() const;
    /// All incidents, each ascending, by their first report.
    [[nodiscard]] std::vector<std::vector<SightingId>> incidents() const;

private:
    class State;
    explicit LiveFusion(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace truce
