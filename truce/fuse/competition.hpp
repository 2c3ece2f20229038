/// Competition: how sure a score is, without anyone knowing the truth.
#pragma once

#include <cstdint>
#include <vector>

#include "truce/fuse/model.hpp"
#include "truce/fuse/partition.hpp"

namespace truce {

struct Competition {
    Millibits threshold = 0;  ///< links at and above it are expected to have the best F1
    Calibration calibration;
    double false_share = 0;  ///< of the links at and above the threshold
    double found_share = 0;  ///< of the true links that the scores can find at all
};

/// Each report that has its partner in a source is an experiment: the best candidate there that is *not* its partner, and is
/// nobody else's, is what a report without partner would have found. If a share F(s) of the partnered find one scoring s or
/// more, then of T places where a report might have a partner, of which L are taken by links of at least s (two places each),
/// about F (T - 2 L) / (2 (1 - F)) links are wrong: a wrong link needs two reports without partner.
/// The threshold maximises F1 so estimated; the curve of probability is fitted to right and wrong links by score. The estimate
/// is cautious: a partner that was missed counts as a rival. With fewer than ten experiments the shipped values stay.
///   sources, links   as for partition()
Competition compete(const std::vector<std::uint32_t>& sources, const std::vector<ScoredLink>& links, Millibits absent);

}  // namespace truce
