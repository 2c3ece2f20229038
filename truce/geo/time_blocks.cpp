#include "truce/geo/time_blocks.hpp"

#include <limits>

namespace truce {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;

/// The bits of x with a zero before each.
std::uint64_t spread(std::uint32_t x) {
    std::uint64_t v = x;
    v = (v | v << 16) & 0x0000FFFF0000FFFFU;
    v = (v | v << 8) & 0x00FF00FF00FF00FFU;
    v = (v | v << 4) & 0x0F0F0F0F0F0F0F0FU;
    v = (v | v << 2) & 0x3333333333333333U;
    return (v | v << 1) & 0x5555555555555555U;
}

std::uint32_t shifted(std::int64_t sum) { return static_cast<std::uint32_t>(sum / 2 + 0x80000000LL); }

std::uint64_t along_curve(const TimedBox& box) {
    return spread(shifted(std::int64_t{box.lat_low} + box.lat_high)) << 1U | spread(shifted(std::int64_t{box.lon_low} + box.lon_high));
}

constexpr TimedBox nothing{std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::max(),
                           std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::min(),
                           std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::min()};

/// An empty box widens no bound in place, but its interval does in time.
void widen(TimedBox& bound, const TimedBox& by) {
    if (by.lat_low <= by.lat_high) {
        bound.lat_low = std::min(bound.lat_low, by.lat_low);
        bound.lon_low = std::min(bound.lon_low, by.lon_low);
        bound.lat_high = std::max(bound.lat_high, by.lat_high);
        bound.lon_high = std::max(bound.lon_high, by.lon_high);
    }
    bound.from_us = std::min(bound.from_us, by.from_us);
    bound.to_us = std::max(bound.to_us, by.to_us);
}

}  // namespace

std::size_t TimeBlocks::lane_of(const TimedBox& box) {
    const std::int64_t length = box.to_us - box.from_us;
    if (length <= 2 * day_us) return 0;
    return length <= 64 * day_us ? 1 : 2;
}

TimeBlocks::TimeBlocks(std::vector<Item> items) : items_(items.size()) {
    for (const Item& item : items) lanes_[lane_of(item.box)].items.push_back(item);
    items = {};
    for (Lane& lane : lanes_) lay(lane);
}

void TimeBlocks::lay(Lane& lane) {
    std::ranges::sort(lane.items, {}, &Item::time_key);
    lane.by_time.resize(lane.items.size());
    std::vector<std::pair<std::uint64_t, std::uint16_t>> order;
    std::vector<Item> block;
    for (std::size_t begin = 0; begin < lane.items.size(); begin += block_items) {
        const std::size_t end = std::min(begin + block_items, lane.items.size());
        lane.first.push_back(lane.items[begin].time_key());
        block.assign(lane.items.begin() + static_cast<std::ptrdiff_t>(begin), lane.items.begin() + static_cast<std::ptrdiff_t>(end));
        order.clear();
        for (std::size_t i = 0; i < block.size(); ++i) order.emplace_back(along_curve(block[i].box), static_cast<std::uint16_t>(i));
        std::ranges::sort(order);
        TimedBox whole = nothing;
        for (std::size_t i = 0; i < order.size(); ++i) {
            const Item& item = block[order[i].second];
            lane.items[begin + i] = item;
            lane.by_time[begin + order[i].second] = static_cast<std::uint16_t>(i);
            if (i % branch_items == 0) lane.branches.push_back(nothing);
            widen(lane.branches.back(), item.box);
            widen(whole, item.box);
        }
        lane.blocks.push_back(whole);
        copy_coarsely(lane, begin, end);
    }
}

/// Of a block whose items lie where they are to be, with its branches' bounds.
void TimeBlocks::copy_coarsely(Lane& lane, std::size_t begin, std::size_t end) {
    const auto on = [](const Rulers& rulers, const TimedBox& box) {
        return rulers.on({{box.lat_low, box.lon_low}, {box.lat_high, box.lon_high}});
    };
    const auto is_somewhere = [](const TimedBox& box) { return box.lat_low <= box.lat_high; };
    for (std::size_t first = begin; first < end; first += leaf_items) {
        const std::size_t branch = first / branch_items;
        const Rulers rulers(lane.branches[branch]);
        CoarseBoxes& boxes = lane.boxes.emplace_back();
        if (branch == lane.leaves.size()) lane.leaves.emplace_back();
        TimedBox bound = nothing;
        for (std::size_t i = first; i < std::min(first + leaf_items, end); ++i) {
            const TimedBox& box = lane.items[i].box;
            if (is_somewhere(box)) boxes.set(i - first, on(rulers, box));
            widen(bound, box);
        }
        if (is_somewhere(bound)) lane.leaves[branch].set(first / leaf_items % branch_leaves, on(rulers, bound));
    }
}

std::vector<std::uint32_t> TimeBlocks::rows() const {
    std::vector<std::uint32_t> out;
    out.reserve(items_);
    for (const Lane& lane : lanes_) {
        for (const Item& item : lane.items) out.push_back(item.row);
    }
    return out;
}

void TimeBlocks::add_to(std::vector<Item>& items) const {
    for (const Lane& lane : lanes_) items.insert(items.end(), lane.items.begin(), lane.items.end());
}

void TimeBlocks::renumber(const std::vector<std::uint32_t>& rows) {
    for (Lane& lane : lanes_) {
        for (Item& item : lane.items) item.row = rows[item.row];
    }
}

}  // namespace truce
