/// All volumes of live activities, in memory: who is in whose way. Rebuilt from values at start.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "truce/coordinate/separation.hpp"
#include "truce/geo/space_time_index.hpp"

namespace truce {

/// One of the asker's volumes and one of another activity's that it comes too near.
struct Conflict {
    std::string activity;     ///< the other's id
    std::uint32_t mine = 0;   ///< index of the asker's volume
    std::uint32_t other = 0;  ///< index of the other's
    friend auto operator<=>(const Conflict&, const Conflict&) = default;
};

/// Not for two threads while one of them changes it.
class LiveVolumes {
public:
    LiveVolumes(std::shared_ptr<const Separations> separations, const Ground& ground);

    /// Puts an activity in place of what it had. `kind` is a word of the profile's separations, or any other.
    void put(const std::string& activity, std::string_view kind, std::vector<Volume> volumes);
    /// Does nothing if there is no such activity.
    void drop(std::string_view activity);

    /// Every pair that may conflict (may_conflict, with the pair of kinds' clearance), those of `except` left out; ascending.
    /// There is no limit on how many. `more_time_us` >= 0 looks so much farther in time: whom a shift would bring into the way.
    [[nodiscard]] std::vector<Conflict> conflicts(std::string_view kind, const std::vector<Volume>& volumes, std::string_view except = "",
                                                  std::int64_t more_time_us = 0) const;

    [[nodiscard]] bool holds(std::string_view activity) const { return ids_.contains(activity); }
    [[nodiscard]] std::size_t activities() const { return ids_.size(); }
    [[nodiscard]] std::size_t volumes() const { return slots_.size() - free_.size(); }
    /// An activity's volumes, in their order. Precondition: holds(activity).
    [[nodiscard]] std::vector<Volume> volumes_of(std::string_view activity) const;
    [[nodiscard]] const Ground& ground() const { return ground_; }
    [[nodiscard]] const Separations& separations() const { return *separations_; }
    /// Precondition: holds(activity).
    [[nodiscard]] Separations::Kind kind_of(std::string_view activity) const;

private:
    struct Slot {
        Volume volume;
        HeightRange heights;
        std::uint32_t owner = 0;  ///< index into owners_
        std::uint32_t index = 0;
        Separations::Kind kind = 0;
    };
    struct Owner {
        std::string id;
        std::vector<std::uint32_t> slots;  ///< empty: not in use
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    [[nodiscard]] const Owner& owner_of(std::string_view activity) const;
    std::uint32_t take_owner(const std::string& activity);

    std::shared_ptr<const Separations> separations_;
    Ground ground_;
    SpaceTimeIndex index_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_;
    std::vector<Owner> owners_;
    std::vector<std::uint32_t> free_owners_;
    std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> ids_;
};

}  // namespace truce
