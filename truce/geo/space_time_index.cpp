#include "truce/geo/space_time_index.hpp"

#include <algorithm>
#include <limits>

namespace truce {

namespace {

constexpr std::int64_t epoch_us = 946'684'800'000'000;  // 2000-01-01T00:00:00Z

std::int32_t clamped(std::int64_t x) {
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(x, std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()));
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }
std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return -floor_div(-a, b); }

/// t is within +-2^53, a gap within 2^62.
std::int64_t seconds_from(std::int64_t t_us, std::int64_t gap_us) {
    return floor_div(t_us - epoch_us, 1'000'000) - ceil_div(gap_us, 1'000'000);
}

}  // namespace

Extent extent_of(const Volume& volume, const Clearance& around, const Ground& ground) {
    const HeightRange heights = range_of(volume.height, ground);
    Extent extent;
    extent.faces = faces_of(volume.where, static_cast<double>(around.horizontal_mm) / 1000);
    extent.height_low_cm = clamped(floor_div(heights.low_mm - around.vertical_mm, 10));
    extent.height_high_cm = clamped(ceil_div(heights.high_mm + around.vertical_mm, 10));
    extent.time_low_s = clamped(seconds_from(volume.when.from.us, around.gap_us));
    extent.time_high_s = clamped(-seconds_from(-volume.when.to.us + 2 * epoch_us, around.gap_us));
    return extent;
}

SpaceTimeIndex::Probe SpaceTimeIndex::probe_of(const FaceBox& face, const Extent& extent) {
    const Four low{face.u_low, face.v_low, extent.height_low_cm, extent.time_low_s};
    const Four high{face.u_high, face.v_high, extent.height_high_cm, extent.time_high_s};
    return Probe{low, high, face.face};
}

SpaceTimeIndex::Cells SpaceTimeIndex::cells_of(const Probe& probe, std::uint32_t tier) {
    const auto cell = [](std::int32_t x, std::uint32_t shift) { return std::int64_t{x} >> shift; };
    const std::uint32_t size = size_shift[tier / 4];
    const std::uint32_t span = span_shift[tier % 4];
    return {cell(probe.low[0], size),  cell(probe.high[0], size), cell(probe.low[1], size),
            cell(probe.high[1], size), cell(probe.low[3], span),  cell(probe.high[3], span)};
}

std::uint32_t SpaceTimeIndex::tier_of(const Probe& probe) {
    std::uint32_t size = 0;
    for (; size < 3; ++size) {
        const Cells c = cells_of(probe, size * 4);
        if ((c.u_high - c.u_low + 1) * (c.v_high - c.v_low + 1) <= 4) break;
    }
    std::uint32_t span = 0;
    for (; span < 3; ++span) {
        const Cells c = cells_of(probe, span);
        if (c.t_high - c.t_low + 1 <= 3) break;
    }
    return size * 4 + span;
}

/// tier 4 bits, face 3, u 13, v 13, time 31: each cell index is within +-2^12, and +-2^30.
std::uint64_t SpaceTimeIndex::key_of(std::uint32_t tier, std::int32_t face, std::int64_t u, std::int64_t v, std::int64_t t) {
    return std::uint64_t{tier} << 60 | static_cast<std::uint64_t>(face) << 57 | static_cast<std::uint64_t>(u + 0x1000) << 44 |
           static_cast<std::uint64_t>(v + 0x1000) << 31 | static_cast<std::uint64_t>(t + 0x40000000);
}

template <typename Each>
void SpaceTimeIndex::each_cell(const Probe& probe, std::uint32_t tier, Each each) {
    const Cells cells = cells_of(probe, tier);
    for (std::int64_t u = cells.u_low; u <= cells.u_high; ++u)
        for (std::int64_t v = cells.v_low; v <= cells.v_high; ++v)
            for (std::int64_t t = cells.t_low; t <= cells.t_high; ++t) each(key_of(tier, probe.face, u, v, t));
}

void SpaceTimeIndex::insert(Id id, const Extent& extent) {
    for (const FaceBox& face : extent.faces) {
        const Probe probe = probe_of(face, extent);
        const std::uint32_t tier = tier_of(probe);
        each_cell(probe, tier, [&](std::uint64_t key) {
            buckets_[key].push_back({probe.low, probe.high, id});
            ++counts_[tier];
        });
    }
}

void SpaceTimeIndex::remove(Id id, const Extent& extent) {
    for (const FaceBox& face : extent.faces) {
        const Probe probe = probe_of(face, extent);
        const std::uint32_t tier = tier_of(probe);
        each_cell(probe, tier, [&](std::uint64_t key) {
            const auto bucket = buckets_.find(key);
            TRUCE_ASSERT(bucket != buckets_.end());
            auto& entries = bucket->second;
            const auto entry = std::ranges::find(entries, id, &Entry::id);
            TRUCE_ASSERT(entry != entries.end());
            *entry = entries.back();
            entries.pop_back();
            if (entries.empty()) buckets_.erase(bucket);
            --counts_[tier];
        });
    }
}

std::size_t SpaceTimeIndex::boxes() const {
    std::size_t sum = 0;
    for (const std::size_t count : counts_) sum += count;
    return sum;
}

}  // namespace truce
