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

/// Of whole numbers that are within +-2^62: moved so that none is below 0, where a division is a multiplication.
template <std::int64_t b>
std::int64_t floor_div(std::int64_t a) {
    constexpr std::int64_t moved = (std::int64_t{1} << 62) / b;
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a + moved * b) / b) - moved;
}
template <std::int64_t b>
std::int64_t ceil_div(std::int64_t a) {
    return floor_div<b>(a + b - 1);
}

/// Faces alone: how far it reaches in height and time is the same for all parts. Times are within +-2^53, a gap within 2^61.
template <typename Faces>
Extent extent_on(const Volume& volume, const Clearance& around, const Ground& ground, const Faces& faces) {
    const HeightRange heights = range_of(volume.height, ground);
    const std::int64_t gap_s = ceil_div<1'000'000>(around.gap_us);
    return {faces(static_cast<double>(around.horizontal_mm) * 1e-3), clamped(floor_div<10>(heights.low_mm - around.vertical_mm)),
            clamped(ceil_div<10>(heights.high_mm + around.vertical_mm)),
            clamped(floor_div<1'000'000>(volume.when.from.us - epoch_us) - gap_s),
            clamped(ceil_div<1'000'000>(volume.when.to.us - epoch_us) + gap_s)};
}

/// 0, 1 or 2, by what is longest.
std::size_t step_of(std::int64_t length, std::int64_t first, std::int64_t second) {
    return length <= first ? 0 : (length <= second ? 1 : 2);
}

}  // namespace

Extent extent_of(const Volume& volume, const Clearance& around, const Ground& ground) {
    return extent_on(volume, around, ground, [&](double metres) { return faces_of(volume.where, metres); });
}

Extent extent_of(const Volume& volume, const Footprint::Part& part, const Clearance& around, const Ground& ground) {
    return extent_on(volume, around, ground, [&](double metres) { return faces_of(volume.where, part, metres); });
}

std::size_t SpaceTimeIndex::tree_for(const Box4& box) {
    const auto length = [&](std::size_t d) { return std::int64_t{box.high[d]} - box.low[d]; };
    const std::size_t size = step_of(std::max(length(0), length(1)), 1 << 24, 1 << 27);
    const std::size_t span = step_of(length(3), 1 << 18, 1 << 23);
    return size * 3 + span;
}

void SpaceTimeIndex::insert(Id id, const Extent& extent) {
    for (const FaceBox& face : extent.faces) {
        const auto f = static_cast<std::size_t>(face.face);
        const Box4 box = box_of(face, extent);
        const std::size_t tree = tree_for(box);
        trees_[f][tree].insert(id, box);
        in_use_[f] |= 1U << tree;
    }
}

void SpaceTimeIndex::remove(Id id, const Extent& extent) {
    for (const FaceBox& face : extent.faces) {
        const auto f = static_cast<std::size_t>(face.face);
        const Box4 box = box_of(face, extent);
        const std::size_t tree = tree_for(box);
        trees_[f][tree].remove(id, box);
        if (trees_[f][tree].size() == 0) in_use_[f] &= ~(1U << tree);
    }
}

std::size_t SpaceTimeIndex::boxes() const {
    std::size_t sum = 0;
    for (const auto& face : trees_)
        for (const BoxTree& tree : face) sum += tree.size();
    return sum;
}

std::size_t SpaceTimeIndex::nodes() const {
    std::size_t sum = 0;
    for (const auto& face : trees_)
        for (const BoxTree& tree : face) sum += tree.nodes();
    return sum;
}

}  // namespace truce
