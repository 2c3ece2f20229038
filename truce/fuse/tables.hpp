/// Tables of evidence from counts of levels.
#pragma once

#include <array>
#include <vector>

#include "truce/fuse/evidence.hpp"
#include "truce/fuse/model.hpp"

namespace truce {

/// How often each level was seen; a silent field counts nothing.
struct LevelCounts {
    std::array<double, level_count> seen{};
    void add(const EvidenceLevels& comparison, double weight);
    LevelCounts& operator+=(const LevelCounts& other);
};

/// log2(m / u) for each pair of sources, and pooled.
///   same      pairs taken to be of one incident, per pair of sources: m
///   rivals    pairs that lost against a selected one: u, near
///   shifted   pairs of the same places at other times: u, far; may be empty
///   tables    as many as `same`; written
/// u mixes both kinds of negatives, the shifted together weighing a quarter of the rivals, at least 20 pairs. Pooled counts
/// stand for eight pairs of each pair of sources, the shipped model for four of the pooled ones. The place's m leans on a
/// Weibull curve through the distances of each precision, worth 20 pairs. Levels that are in order (place within a precision,
/// start, duration, casualties within a size) get bits in that order, by pooling adjacent violators.
void fit_tables(const std::vector<LevelCounts>& same, const std::vector<LevelCounts>& rivals, const std::vector<LevelCounts>& shifted,
                std::vector<LevelTable>& tables, LevelTable& pooled);

}  // namespace truce
