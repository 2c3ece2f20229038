/// Fusion: reports of one incident are found, and it is said why. Start here.
///
///   sightings ─▶ spots (who is near whom) ─▶ evidence (bits per field) ─▶ partition ─▶ links with reasons, three outcomes
///
/// Fusion proposes, people dispose. A link is never a finding: who is responsible is nothing it knows of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/fuse/learn.hpp"
#include "truce/fuse/model.hpp"
#include "truce/fuse/partition.hpp"
#include "truce/fuse/sighting.hpp"
#include "truce/fuse/spots.hpp"

namespace truce {

/// A person's decision on two sightings, hard: nothing computed overrides it.
struct LinkDecision {
    SightingId a;
    SightingId b;
    bool same = false;
    std::string author;
    std::string reason;
};

enum class Outcome : std::uint8_t {
    join,   ///< belongs to its incident at the stated false-join rate
    ask,    ///< a person should look: likely, but not sure; or the place is wide, the report a summary, people disagree
    fresh,  ///< an incident of its own
};
std::string_view name_of(Outcome outcome);

/// Why two sightings were linked, or nearly. Bits of the fields add up to `bits`.
struct LinkEvidence {
    std::uint32_t a = 0;  ///< indexes of the sightings given
    std::uint32_t b = 0;
    Millibits bits = 0;
    std::array<Millibits, field_count> parts{};
    EvidenceLevels comparison;
    bool decided = false;  ///< people put these two together, and there is no evidence beside it: the fields are silent
};

/// What became of one sighting.
struct Placement {
    std::uint32_t incident = 0;  ///< index into Fusion::incidents
    Outcome outcome = Outcome::fresh;
    double probability = 0;                 ///< that its incident (or, if alone, "new") is right, among all candidates and "new"
    std::optional<LinkEvidence> best;       ///< strongest link inside its incident
    std::optional<LinkEvidence> runner_up;  ///< strongest candidate outside it, taken or not: the near miss
    bool crowded = false;                   ///< too many reports of one place and day: not compared
    bool too_long = false;                  ///< its interval is too long to be compared
    bool disputed = false;                  ///< people's decisions contradict each other here
};

struct FuseOptions {
    CandidateOptions candidates;
    /// Reports join without a person, the likeliest first, as long as at most this share of such joins is expected to be wrong.
    double false_join_rate = 0.05;
    /// Instead of that: the probability from which on a report joins, as an earlier fusion gave it.
    std::optional<double> join_from;
    /// Links below the model's threshold by more than this are counted as Model::absent.
    Millibits keep_below = 12'000;
};

struct Fusion {
    std::uint32_t model = 0;                            ///< Model::number
    std::vector<std::vector<std::uint32_t>> incidents;  ///< indexes of sightings, by id; incidents by their first sighting's id
    std::vector<Placement> placements;                  ///< as the sightings were given
    /// What holds the incidents together: of each the strongest links that reach all its members, one fewer than they are. A
    /// link without evidence (LinkEvidence::decided) stands where only people's decisions lead. By (a, b), both ascending.
    std::vector<LinkEvidence> joined;
    std::uint64_t candidates = 0;
    double join_from = 1;   ///< the probability from which on reports joined without a person
    std::size_t links = 0;  ///< kept for the partition
};

/// Fuses with a frozen model. Every sighting is in exactly one incident; those without a place, crowded or too long are alone
/// unless people put them elsewhere. The answer does not depend on the order of sightings, sources or decisions.
/// Errors: those of check(Sighting) and check(Model); fuse.twice; fuse.decision (an end that is not there, or both ends are
/// one); for_each_candidate.
Result<Fusion> fuse(const std::vector<Sighting>& sightings, const Model& model, const std::vector<LinkDecision>& decisions,
                    const FuseOptions& options);

}  // namespace truce
