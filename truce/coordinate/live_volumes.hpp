/// All volumes of live activities, in memory: who is in whose way. Rebuilt from values at start.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "truce/base/prefetch.hpp"
#include "truce/base/text_hash.hpp"
#include "truce/coordinate/separation.hpp"
#include "truce/geo/space_time_index.hpp"

namespace truce {

/// One of the asker's volumes and one of another activity's that it comes too near.
struct Conflict {
    std::string_view activity;  ///< the other's id; as long as it is there
    std::uint32_t mine = 0;     ///< index of the asker's volume
    std::uint32_t other = 0;    ///< index of the other's
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
    /// Whether there is any such pair whose other activity counts: stops at the first.
    template <typename Counts>
    [[nodiscard]] bool any_conflict(std::string_view kind, const std::vector<Volume>& volumes, std::string_view except,
                                    Counts counts) const {
        bool any = false;
        search(kind, volumes, except, 0, [&](std::uint32_t, const Record& other) {
            any = counts(other.activity);
            return !any;
        });
        return any;
    }

    [[nodiscard]] bool holds(std::string_view activity) const { return ids_.contains(activity); }
    [[nodiscard]] std::size_t activities() const { return ids_.size(); }
    [[nodiscard]] std::size_t volumes() const { return slots_.size() - free_slots_.size(); }
    /// An activity's volumes, in their order. Precondition: holds(activity).
    [[nodiscard]] std::vector<Volume> volumes_of(std::string_view activity) const;
    [[nodiscard]] const Ground& ground() const { return ground_; }
    [[nodiscard]] const Separations& separations() const { return *separations_; }
    /// Precondition: holds(activity).
    [[nodiscard]] Separations::Kind kind_of(std::string_view activity) const;

private:
    /// One part of one volume, with all that most comparisons need: two lines of the processor's cache.
    struct alignas(64) Record {
        Leg leg;
        Interval when;
        HeightRange heights;
        std::string_view activity;  ///< its owner's id
        std::uint32_t owner = 0;    ///< index into owners_
        std::uint32_t slot = 0;     ///< index into slots_
        std::uint32_t index = 0;    ///< of the volume in its activity
        Separations::Kind kind = 0;
    };
    struct Slot {
        std::optional<Volume> volume;        ///< nothing: not in use
        std::vector<std::uint32_t> records;  ///< one for each part of the footprint
    };
    struct Owner {
        std::shared_ptr<const std::string> id;  ///< stays where it is; null: not in use
        Separations::Kind kind = 0;
        std::vector<std::uint32_t> slots;
    };
    void vacate(std::uint32_t place);
    struct Asker {
        Separations::Kind kind = 0;
        std::uint32_t owner = 0;  ///< whose volumes are left out
        std::int64_t more_time_us = 0;
        Clearance around;  ///< the most that is to be kept from anything
    };
    [[nodiscard]] const Owner& owner_of(std::string_view activity) const;
    /// Calls with the index of the asker's volume and the other's part for each pair of parts that comes too near, until it says false.
    template <typename Visit>
    void search(std::string_view kind, const std::vector<Volume>& volumes, std::string_view except, std::int64_t more_time_us,
                Visit visit) const {
        const Asker asker = asker_of(kind, except, more_time_us);
        bool go_on = true;
        for (std::uint32_t i = 0; i < volumes.size() && go_on; ++i) {
            const HeightRange heights = range_of(volumes[i].height, ground_);
            for (const Footprint::Part& part : volumes[i].where.state().parts) {
                std::array<std::uint32_t, 32> some;
                std::size_t count = 0;
                const auto test_them = [&] {
                    if (count == 0) return;  // seldom is anything there
                    const LegView view(part.leg);
                    for (std::size_t k = 0; k < count && go_on; ++k) {
                        const Record& record = records_[some[k]];
                        if (too_near(asker, volumes[i], heights, view, record)) go_on = visit(i, record);
                    }
                    count = 0;
                };
                index_.query(extent_of(volumes[i], part, asker.around, ground_), [&](SpaceTimeIndex::Id id) {
                    prefetch_whole(&records_[id]);
                    some[count++] = id;
                    if (count == some.size()) test_them();
                    return go_on;
                });
                test_them();
                if (!go_on) break;
            }
        }
    }
    [[nodiscard]] Asker asker_of(std::string_view kind, std::string_view except, std::int64_t more_time_us) const;
    [[nodiscard]] bool too_near(const Asker& asker, const Volume& volume, const HeightRange& heights, const LegView& view,
                                const Record& other) const;

    std::shared_ptr<const Separations> separations_;
    Ground ground_;
    SpaceTimeIndex index_;
    std::vector<Record> records_;
    std::vector<std::uint32_t> free_records_;
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> free_slots_;
    std::vector<Owner> owners_;
    std::vector<std::uint32_t> free_owners_;
    std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> ids_;
};

}  // namespace truce
