/// Ids of incidents: minted once, never used again, and whatever was ever published still leads somewhere.
///
///   a report arrives alone   an id is minted from its name
///   incidents merge          the oldest id stays; the others lead to it for ever
///   a report comes back      after it was withdrawn, as a revision does: to its former incident if that has no reports now
///   an incident splits       the id stays where most of its reports are (tie: where the oldest is); each other part gets a new id
///
/// Which reports are together is not decided here: the register is told the groups that changed, and writes down what that
/// does to ids as changes. The changes alone, applied in order, make the same register again.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/fuse/sighting.hpp"

namespace truce {

/// One thing that happened to ids.
struct IdChange {
    enum class Kind : std::uint8_t {
        minted,  ///< `id` begins, with `reports`
        joined,  ///< `reports` go to `id`: from nowhere, or from an incident that goes on
        merged,  ///< all reports of `from` go to `id`; `from` leads to `id` from now on
        split,   ///< `id` begins, with `reports` that were in `from`; `from` goes on
        left,    ///< `reports` were withdrawn from `id`; one that is left without reports still resolves to itself
    };
    Kind kind = Kind::minted;
    std::string id;
    std::string from;                 ///< merged and split
    std::vector<SightingId> reports;  ///< ascending; empty for merged

    friend bool operator==(const IdChange&, const IdChange&) = default;
};
std::string_view name_of(IdChange::Kind kind);
/// Canonical JSON, and back with equal bytes. Errors: fuse.id_change naming the member.
Json to_json(const IdChange& change);
Result<IdChange> id_change_from_json(const Json& value);

class IncidentIds {
public:
    /// Takes note of groups of reports that arrived, moved or were withdrawn.
    ///   groups     disjoint; each a whole group as it is now, none empty. Reports that are in no group and in none of the
    ///              incidents that the groups touch keep their incident
    ///   withdrawn  reports that are no more
    ///   returns    what it did, in order: splits, then merges, then arrivals. Groups in any order give the same changes
    /// Precondition: whoever shared an incident with a member of `groups` is in one of `groups` or withdrawn.
    std::vector<IdChange> regroup(std::vector<std::vector<SightingId>> groups, const std::vector<SightingId>& withdrawn = {});

    /// Does what a change says. Errors: fuse.id_change (conflict) if it does not fit: an id that is not there or was used, a
    /// report that is not where it should be.
    Result<void> apply(const IdChange& change);

    /// The incident that a report is in; "" if it never arrived or was withdrawn.
    [[nodiscard]] std::string of(const SightingId& report) const;
    /// Where an id leads today: itself, or what it was merged into. "" if it was never minted.
    [[nodiscard]] std::string resolve(std::string_view id) const;
    /// The members of an incident, ascending; none for ids that lead elsewhere.
    [[nodiscard]] std::vector<SightingId> members(std::string_view id) const;
    /// How many ids were ever minted.
    [[nodiscard]] std::size_t minted() const { return incidents_.size(); }

    friend bool operator==(const IncidentIds&, const IncidentIds&) = default;

private:
    struct Incident {
        std::uint64_t age = 0;                        ///< the lower, the older
        std::string leads_to;                         ///< "" while it stands for itself
        std::map<SightingId, std::uint64_t> reports;  ///< with the order of their arrival
        friend bool operator==(const Incident&, const Incident&) = default;
    };
    /// The empty incident that one of these reports was withdrawn from; "" if there is none.
    [[nodiscard]] std::string former(const std::vector<SightingId>& reports) const;
    [[nodiscard]] std::string fresh_id(const SightingId& report) const;
    Incident& mint(const std::string& id);
    void record(IdChange change, std::vector<IdChange>& changes);

    std::map<std::string, Incident, std::less<>> incidents_;
    std::map<SightingId, std::string> of_;
    std::map<SightingId, std::uint64_t> arrival_;
    std::map<SightingId, std::string> left_;  ///< where withdrawn reports were
    std::uint64_t arrivals_ = 0;
};

}  // namespace truce
