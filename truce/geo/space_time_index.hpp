/// Which volumes may conflict with a given one: a hash grid of space and time, in memory.
///
/// Boxes of eight whole numbers (u, v on a face of cube.hpp, height, time; low and high) lie in buckets. A bucket is a cell of one
/// of four sizes on a face (about 12, 100, 800 km, and the whole face), for one of four spans of time (1.1 h, 9.1 h, 3 days, always). A
/// volume goes to the smallest cell of which it covers at most four, and to the shortest span of which it covers at most
/// three. A query looks into every size and span that holds anything. So its cost depends on what lies around it, not on
/// how much there is; and what covers a country for months is in few buckets.
///
/// Invariants: an extent that is inserted is in exactly the buckets that cells_of gives for it; a bucket is not empty; `counts_`
/// has the number of boxes of each size and span.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

#include "truce/geo/cube.hpp"
#include "truce/geo/volume.hpp"

namespace truce {

/// Where and when a volume may be, rounded outward: heights to centimetres, time to seconds from 2000 on, both clamped to 32 bits.
struct Extent {
    FaceBoxes faces;
    std::int32_t height_low_cm = 0;
    std::int32_t height_high_cm = 0;
    std::int32_t time_low_s = 0;
    std::int32_t time_high_s = 0;
};

/// Of the volume and everything within `around` of it. If two extents, one of them widened by a clearance, have no common
/// point, their volumes surely keep that clearance.
Extent extent_of(const Volume& volume, const Clearance& around, const Ground& ground);

/// Not for two threads while one of them changes it; any number may query it otherwise.
class SpaceTimeIndex {
public:
    using Id = std::uint32_t;

    /// Each (id, extent) once. No limit but memory.
    void insert(Id id, const Extent& extent);
    /// Precondition: it was inserted with an equal extent.
    void remove(Id id, const Extent& extent);

    /// Calls with the id of every inserted extent that has a common point with this one; with no other. An id comes once for each
    /// face that both touch, nearly always once. In no particular order.
    template <typename Found>
    void query(const Extent& extent, Found found) const {
        for (const FaceBox& face : extent.faces) {
            const Probe probe = probe_of(face, extent);
            for (std::uint32_t tier = 0; tier < tiers; ++tier) {
                if (counts_[tier] != 0) query_tier(probe, tier, found);
            }
        }
    }

    /// How many buckets there are and how many boxes are in them: for measuring.
    [[nodiscard]] std::size_t buckets() const { return buckets_.size(); }
    [[nodiscard]] std::size_t boxes() const;

private:
    typedef std::int32_t Four __attribute__((vector_size(16)));  // NOLINT: g++ takes no such attribute in a using
    /// u, v, height, time.
    struct Entry {
        Four low;
        Four high;
        Id id = 0;
    };
    struct Probe {
        Four low;
        Four high;
        std::int32_t face = 0;
    };
    /// Cells of one tier, both ends included.
    struct Cells {
        std::int64_t u_low, u_high, v_low, v_high, t_low, t_high;
        [[nodiscard]] std::int64_t count() const { return (u_high - u_low + 1) * (v_high - v_low + 1) * (t_high - t_low + 1); }
    };

    static constexpr std::uint32_t tiers = 16;  ///< size * 4 + span
    static constexpr std::array<std::uint32_t, 4> size_shift{21, 24, 27, 32};
    static constexpr std::array<std::uint32_t, 4> span_shift{12, 15, 18, 33};

    static Probe probe_of(const FaceBox& face, const Extent& extent);
    static std::uint32_t tier_of(const Probe& probe);
    static Cells cells_of(const Probe& probe, std::uint32_t tier);
    static std::uint64_t key_of(std::uint32_t tier, std::int32_t face, std::int64_t u, std::int64_t v, std::int64_t t);
    template <typename Each>
    static void each_cell(const Probe& probe, std::uint32_t tier, Each each);

    static bool meet(const Entry& entry, const Probe& probe) {
        typedef std::int64_t Two __attribute__((vector_size(16)));  // NOLINT: as above
        const auto apart = reinterpret_cast<Two>((entry.low > probe.high) | (entry.high < probe.low));
        return (apart[0] | apart[1]) == 0;
    }

    /// Whether this cell is the first of those that both cover: a pair is found in one cell only.
    static bool first_common(const Entry& entry, const Probe& probe, std::uint32_t tier, std::int64_t u, std::int64_t v, std::int64_t t) {
        const auto first = [&](int i, std::uint32_t shift) { return std::int64_t{std::max(entry.low[i], probe.low[i])} >> shift; };
        return first(0, size_shift[tier / 4]) == u && first(1, size_shift[tier / 4]) == v && first(3, span_shift[tier % 4]) == t;
    }

    template <typename Found>
    void query_tier(const Probe& probe, std::uint32_t tier, Found& found) const {
        const Cells cells = cells_of(probe, tier);
        if (cells.count() > static_cast<std::int64_t>(buckets_.size())) return query_all(probe, tier, found);
        for (std::int64_t u = cells.u_low; u <= cells.u_high; ++u)
            for (std::int64_t v = cells.v_low; v <= cells.v_high; ++v)
                for (std::int64_t t = cells.t_low; t <= cells.t_high; ++t) {
                    const auto bucket = buckets_.find(key_of(tier, probe.face, u, v, t));
                    if (bucket == buckets_.end()) continue;
                    for (const Entry& entry : bucket->second) {
                        if (meet(entry, probe) && first_common(entry, probe, tier, u, v, t)) found(entry.id);
                    }
                }
    }

    /// What covers more cells than there are buckets looks at each bucket of the tier and face.
    template <typename Found>
    void query_all(const Probe& probe, std::uint32_t tier, Found& found) const {
        const Cells cells = cells_of(probe, tier);
        for (const auto& [key, bucket] : buckets_) {
            if (key >> 60 != tier || ((key >> 57) & 7) != static_cast<std::uint64_t>(probe.face)) continue;
            const std::int64_t u = static_cast<std::int64_t>((key >> 44) & 0x1FFF) - 0x1000;
            const std::int64_t v = static_cast<std::int64_t>((key >> 31) & 0x1FFF) - 0x1000;
            const std::int64_t t = static_cast<std::int64_t>(key & 0x7FFFFFFF) - 0x40000000;
            if (u < cells.u_low || u > cells.u_high || v < cells.v_low || v > cells.v_high || t < cells.t_low || t > cells.t_high) continue;
            for (const Entry& entry : bucket) {
                if (meet(entry, probe) && first_common(entry, probe, tier, u, v, t)) found(entry.id);
            }
        }
    }

    struct Mix {
        using is_avalanching = void;
        std::size_t operator()(std::uint64_t key) const {
            key *= 0x9E3779B97F4A7C15U;
            key ^= key >> 32;
            key *= 0xD6E8FEB86659FD93U;
            return key ^ (key >> 29);
        }
    };
    boost::unordered_flat_map<std::uint64_t, std::vector<Entry>, Mix> buckets_;
    std::array<std::size_t, tiers> counts_{};
};

}  // namespace truce
