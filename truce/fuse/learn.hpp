/// Learning a model from sightings without labels, and with people's decisions where there are some.
///
/// Classification EM under one-to-one assignment. What is *not* a match is counted in two ways: the other candidates of
/// reports that already have a partner in that source (hard, near ones), and pairs of the same places at other times (far
/// ones). Free EM is not offered: inside a block of space and time the strongest hidden class is "same offensive", not "same
/// incident". The threshold and the curve of probability come from competition, too: how often a report that has its partner
/// finds a further, free candidate that scores as high. No true answer is needed for any of it.
#pragma once

#include <cstddef>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/fuse/model.hpp"
#include "truce/fuse/partition.hpp"

namespace truce {

/// A pair that people looked at: indexes into the sightings.
struct Reviewed {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    bool same = false;
};

struct LearnOptions {
    CandidateOptions candidates;
    int rounds_max = 10;
    /// Larger inputs are learnt from whole stretches of time, taken evenly, of about so many sightings together.
    std::size_t sightings_max = 20'000;
    /// How much a reviewed pair counts beside one that the machine chose.
    double review_weight = 5;
};

struct Learnt {
    Model model;
    int rounds = 0;
    bool settled = false;  ///< the last round changed nothing
    std::size_t sightings = 0;
    std::size_t candidates = 0;
    std::size_t links = 0;  ///< pairs in one incident at the end
    /// Estimated without labels, at the model's threshold: the share of links that are wrong, and of true ones found.
    double false_share = 0;
    double found_share = 0;
};

/// The answer does not depend on the order of the sightings. With fewer than 20 pairs selected nothing is learnt, and the
/// model is the shipped one with the sightings' frequencies.
/// Errors: those of check(Sighting), fuse.twice (an id stands twice in a source), fuse.too_many_sources (more than
/// 1,000), for_each_candidate.
Result<Learnt> learn(const std::vector<Sighting>& sightings, const std::vector<Reviewed>& reviewed, const LearnOptions& options);

}  // namespace truce
