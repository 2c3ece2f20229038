#include "truce/fuse/spot_index.hpp"

#include <algorithm>
#include <limits>

namespace truce {

SpotIndex::SpotIndex(const CandidateOptions& options)
    : options_(options), grids_{Grid(options.reach_km[0]), Grid(options.reach_km[1]), Grid(options.reach_km[2])} {}

std::uint64_t SpotIndex::crowd_of(const Spot& spot) const {
    return (std::uint64_t{grids_[0].cell(spot)} << 32U) | static_cast<std::uint32_t>(start_day(spot));
}

bool SpotIndex::too_long(const Spot& spot) const { return std::int64_t{spot.to_min} - spot.from_min > options_.length_max_min; }

void SpotIndex::enter(const Spot& spot) {
    const auto own = static_cast<std::size_t>(spot.precision);
    for (std::size_t layer = own; layer < 3; ++layer) {
        auto& cell = (layer == own ? own_ : finer_)[layer][grids_[layer].cell(spot)];
        const Entry entry{spot.from_min, spot.index};
        cell.insert(std::upper_bound(cell.begin(), cell.end(), entry), entry);
    }
}

void SpotIndex::leave(const Spot& spot) {
    const auto own = static_cast<std::size_t>(spot.precision);
    for (std::size_t layer = own; layer < 3; ++layer) {
        auto& cell = (layer == own ? own_ : finer_)[layer].find(grids_[layer].cell(spot))->second;
        cell.erase(std::lower_bound(cell.begin(), cell.end(), Entry{spot.from_min, spot.index}));
    }
}

SpotIndex::Crowding SpotIndex::insert(const Spot& spot) {
    TRUCE_ASSERT(spots_.emplace(spot.index, spot).second);
    Crowding out;
    if (too_long(spot)) return out;
    auto& crowd = crowds_[crowd_of(spot)];
    crowd.push_back(spot.index);
    if (crowd.size() <= options_.crowd_max) {
        enter(spot);
    } else if (crowd.size() == options_.crowd_max + 1) {
        out.closed.assign(crowd.begin(), crowd.end() - 1);
        for (const std::uint32_t index : out.closed) leave(spots_.at(index));
    }
    return out;
}

SpotIndex::Crowding SpotIndex::erase(std::uint32_t index) {
    const Spot spot = spots_.at(index);
    Crowding out;
    if (!too_long(spot)) {
        const auto at = crowds_.find(crowd_of(spot));
        auto& crowd = at->second;
        const bool was_open = crowd.size() <= options_.crowd_max;
        std::erase(crowd, index);
        if (was_open) leave(spot);
        if (!was_open && crowd.size() <= options_.crowd_max) {
            out.opened = crowd;
            for (const std::uint32_t other : out.opened) enter(spots_.at(other));
        }
        if (crowd.empty()) crowds_.erase(at);
    }
    spots_.erase(index);
    return out;
}

void SpotIndex::rename(std::uint32_t index, std::uint32_t now) {
    Spot spot = spots_.at(index);
    const bool is_open = open(index);
    if (is_open) leave(spot);
    if (!too_long(spot)) {
        auto& crowd = crowds_.at(crowd_of(spot));
        *std::find(crowd.begin(), crowd.end(), index) = now;
    }
    spots_.erase(index);
    spot.index = now;
    TRUCE_ASSERT(spots_.emplace(now, spot).second);
    if (is_open) enter(spot);
}

bool SpotIndex::open(std::uint32_t index) const {
    const Spot& spot = spots_.at(index);
    return !too_long(spot) && crowds_.at(crowd_of(spot)).size() <= options_.crowd_max;
}

void SpotIndex::look(const Spot& spot, std::size_t layer, const Cells& cells, std::vector<std::uint32_t>& found) const {
    const Grid& grid = grids_[layer];
    const std::uint32_t cell = grid.cell(spot);
    const std::uint32_t row = grid.band_of_cell(cell);
    const std::int64_t earliest = std::int64_t{spot.from_min} - options_.gap_min - options_.length_max_min;
    const std::int64_t latest = std::int64_t{spot.to_min} + options_.gap_min;
    const auto scan = [&](const std::vector<Entry>& entries) {
        const Entry begin{static_cast<std::int32_t>(std::max<std::int64_t>(earliest, std::numeric_limits<std::int32_t>::min())), 0};
        for (auto at = std::lower_bound(entries.begin(), entries.end(), begin); at != entries.end() && at->from_min <= latest; ++at) {
            if (at->index != spot.index && is_candidate(spot, spots_.at(at->index), options_)) found.push_back(at->index);
        }
    };
    for (std::uint32_t other = row == 0 ? 0 : row - 1; other <= std::min(row + 1, grid.bands() - 1); ++other) {
        const auto ranges = grid.neighbours(cell, row, other);
        for (std::size_t r = 0; r < ranges.count; ++r) {
            const auto [from, to] = ranges.range[r];
            if (to - from > cells.size()) {  // near a pole a band is one range of many cells
                for (const auto& [number, entries] : cells) {
                    if (from <= number && number < to) scan(entries);
                }
                continue;
            }
            for (std::uint32_t number = from; number < to; ++number) {
                if (const auto at = cells.find(number); at != cells.end()) scan(at->second);
            }
        }
    }
}

std::vector<std::uint32_t> SpotIndex::candidates(std::uint32_t index) const {
    std::vector<std::uint32_t> found;
    if (!open(index)) return found;
    const Spot& spot = spots_.at(index);
    const auto own = static_cast<std::size_t>(spot.precision);
    look(spot, own, own_[own], found);
    look(spot, own, finer_[own], found);
    for (std::size_t layer = own + 1; layer < 3; ++layer) look(spot, layer, own_[layer], found);
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace truce
