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

/// Faces alone: how far it reaches in height and time is the same for all parts.
template <typename Faces>
Extent extent_on(const Volume& volume, const Clearance& around, const Ground& ground, const Faces& faces) {
    const HeightRange heights = range_of(volume.height, ground);
    return {faces(static_cast<double>(around.horizontal_mm) / 1000), clamped(floor_div(heights.low_mm - around.vertical_mm, 10)),
            clamped(ceil_div(heights.high_mm + around.vertical_mm, 10)), clamped(seconds_from(volume.when.from.us, around.gap_us)),
            clamped(-seconds_from(-volume.when.to.us + 2 * epoch_us, around.gap_us))};
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
