/// The candidates of a late report: spots that come and go one by one, with the same pairs as for_each_candidate().
#pragma once

#include <array>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "truce/fuse/grid.hpp"
#include "truce/fuse/spots.hpp"

namespace truce {

/// Spot::index names a spot; no two that are in at one time have the same. Spots that last too long are never candidates, those
/// of a crowded cell are none as long as it is crowded. Memory about 150 bytes a spot.
class SpotIndex {
public:
    explicit SpotIndex(const CandidateOptions& options);

    /// What crowding did to *other* spots: a cell became crowded, or is so no longer.
    struct Crowding {
        std::vector<std::uint32_t> closed;  ///< have no candidates any more
        std::vector<std::uint32_t> opened;  ///< have candidates again
    };
    Crowding insert(const Spot& spot);
    /// Precondition: a spot with this index is in.
    Crowding erase(std::uint32_t index);
    /// Precondition: `index` is in, `now` is not.
    void rename(std::uint32_t index, std::uint32_t now);

    /// Whether a spot that is in can have candidates: not too long, and its cell not crowded.
    [[nodiscard]] bool open(std::uint32_t index) const;
    /// Its candidates among those that are in, ascending. Empty unless open(index).
    [[nodiscard]] std::vector<std::uint32_t> candidates(std::uint32_t index) const;

private:
    struct Entry {
        std::int32_t from_min = 0;
        std::uint32_t index = 0;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };
    using Cells = std::unordered_map<std::uint32_t, std::vector<Entry>>;
    [[nodiscard]] std::uint64_t crowd_of(const Spot& spot) const;
    [[nodiscard]] bool too_long(const Spot& spot) const;
    void enter(const Spot& spot);
    void leave(const Spot& spot);
    void look(const Spot& spot, std::size_t layer, const Cells& cells, std::vector<std::uint32_t>& found) const;

    CandidateOptions options_;
    std::array<Grid, 3> grids_;
    std::array<Cells, 3> own_;                                              ///< by layer: the spots of its class
    std::array<Cells, 3> finer_;                                            ///< by layer: those of finer classes
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> crowds_;  ///< by cell and day
    std::unordered_map<std::uint32_t, Spot> spots_;
};

}  // namespace truce
