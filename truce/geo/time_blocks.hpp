/// Which of many boxes with intervals touch a window of place and time, in order of time: a packed index in memory.
///
/// Items are sorted by (interval's start, key) and cut into blocks of `block_items`; each block keeps a bound of its boxes and
/// intervals. In a block the items lie along a curve that keeps neighbours together (Morton's), with a bound for every 16 of them and
/// for every 256. So a narrow window looks at few blocks, and in each at few items, and a wide one stops after as many as are wanted.
/// Intervals much longer than others would widen the bounds of their block, so items of three lengths (up to 2 days, up to 64 days,
/// longer) are in blocks of their own; a scan joins the three.
///
/// Immutable; any number of threads may read one.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "truce/base/time.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

/// A box of degrees x 10^7, closed, and an interval. An empty box (low beyond high) touches no box.
struct TimedBox {
    std::int32_t lat_low = 0;
    std::int32_t lon_low = 0;
    std::int32_t lat_high = 0;
    std::int32_t lon_high = 0;
    std::int64_t from_us = 0;
    std::int64_t to_us = 0;  ///< exclusive

    static TimedBox of(const Box& box, const Interval& when) {
        return {box.low.lat_e7, box.low.lon_e7, box.high.lat_e7, box.high.lon_e7, when.from.us, when.to.us};
    }
    static TimedBox nowhere(const Interval& when) { return {1, 1, 0, 0, when.from.us, when.to.us}; }

    [[nodiscard]] bool meets(const Box& box) const {
        return (lat_low <= box.high.lat_e7) & (lat_high >= box.low.lat_e7) & (lon_low <= box.high.lon_e7) & (lon_high >= box.low.lon_e7);
    }
    [[nodiscard]] bool during(const Interval& when) const { return (from_us < when.to.us) & (to_us > when.from.us); }
};

/// The order of a scan: by an interval's start, then by key. Keys are unique.
struct TimeKey {
    std::int64_t from_us = 0;
    std::uint64_t key = 0;
    friend auto operator<=>(const TimeKey&, const TimeKey&) = default;
};

enum class TimeOrder : std::uint8_t { earliest_first, latest_first };

/// What a scan looks for.
struct TimeWindow {
    const Box* box = nullptr;                              ///< touched by the item's box; absent: any item, even of an empty box
    Interval when{Instant::lowest(), Instant::highest()};  ///< overlapped by its interval
    TimeOrder order = TimeOrder::earliest_first;
    std::optional<TimeKey> after;  ///< only what comes after it in this order
};

class TimeBlocks {
public:
    struct Item {
        TimedBox box;
        std::uint64_t key = 0;
        std::uint32_t row = 0;  ///< the caller's

        [[nodiscard]] TimeKey time_key() const { return {box.from_us, key}; }
    };
    struct Found {
        TimeKey key;
        std::uint32_t row = 0;
    };

    TimeBlocks() = default;
    explicit TimeBlocks(std::vector<Item> items);

    [[nodiscard]] std::size_t size() const { return items_; }
    /// The items in the order in which they lie: rows that the caller keeps in this order are near each other when read.
    [[nodiscard]] std::vector<std::uint32_t> rows() const;
    /// Appends every item: to build a larger one.
    void add_to(std::vector<Item>& items) const;
    /// How many items the window's box and time touch that pass the test (see TimeScan), whatever its order and `after`.
    template <typename Test>
    [[nodiscard]] std::size_t count(const TimeWindow& window, const Test& test) const;
    /// Each item's row becomes `rows[row]`.
    void renumber(const std::vector<std::uint32_t>& rows);

private:
    static constexpr std::size_t block_items = 4096;
    static constexpr std::size_t leaf_items = 16;
    static constexpr std::size_t branch_leaves = 16;

    /// One of the three lengths.
    struct Lane {
        std::vector<Item> items;             ///< block by block, along the curve
        std::vector<std::uint16_t> by_time;  ///< per block: its items' places in order of (start, key)
        std::vector<TimedBox> leaves;        ///< bounds of 16 items; a block begins a new one
        std::vector<TimedBox> branches;      ///< bounds of 16 leaves; likewise
        std::vector<TimedBox> blocks;        ///< bounds of a block
        std::vector<TimeKey> first;          ///< the least key of a block

        [[nodiscard]] std::size_t block_size(std::size_t block) const { return std::min(block_items, items.size() - block * block_items); }
        /// Calls with each item of a block that the window's box and time touch, in no order.
        template <typename Take>
        void each_in(std::size_t block, const TimeWindow& window, Take take) const {
            const auto touches = [&](const TimedBox& box) {
                return (window.box == nullptr || box.meets(*window.box)) && box.during(window.when);
            };
            const std::size_t size = block_size(block);
            const std::size_t base = block * block_items;
            const std::size_t leaf_base = base / leaf_items;
            const std::size_t branch_base = leaf_base / branch_leaves;
            const std::size_t leaf_count = (size + leaf_items - 1) / leaf_items;
            for (std::size_t b = 0; b * branch_leaves < leaf_count; ++b) {
                if (!touches(branches[branch_base + b])) continue;
                const std::size_t leaf_end = std::min((b + 1) * branch_leaves, leaf_count);
                for (std::size_t l = b * branch_leaves; l < leaf_end; ++l) {
                    if (!touches(leaves[leaf_base + l])) continue;
                    const std::size_t end = std::min((l + 1) * leaf_items, size);
                    for (std::size_t i = l * leaf_items; i < end; ++i) {
                        if (touches(items[base + i].box)) take(items[base + i]);
                    }
                }
            }
        }
    };
    static constexpr std::size_t lane_count = 3;
    static std::size_t lane_of(const TimedBox& box);
    static void lay(Lane& lane);

    std::array<Lane, lane_count> lanes_;
    std::size_t items_ = 0;

    template <typename Test>
    friend class TimeScan;
};

template <typename Test>
std::size_t TimeBlocks::count(const TimeWindow& window, const Test& test) const {
    std::size_t passed = 0;
    std::vector<std::uint32_t> some;
    for (const Lane& lane : lanes_) {
        for (std::size_t block = 0; block < lane.blocks.size(); ++block) {
            if (!lane.blocks[block].during(window.when) || (window.box != nullptr && !lane.blocks[block].meets(*window.box))) continue;
            some.clear();
            lane.each_in(block, window, [&](const Item& item) {
                test.prefetch(item.row);
                some.push_back(item.row);
            });
            for (const std::uint32_t row : some) passed += test(row) ? 1U : 0U;
        }
    }
    return passed;
}

/// The items of one TimeBlocks that a window touches and that pass a test, one after the other. `Test` is asked with an item's row,
/// at most once for each; `prefetch(row)` of it is called some rows before. Precondition: the blocks outlive it.
template <typename Test>
class TimeScan {
public:
    TimeScan(const TimeBlocks& blocks, const TimeWindow& window, Test test) : window_(window), test_(std::move(test)) {
        for (std::size_t i = 0; i < TimeBlocks::lane_count; ++i) {
            heads_[i].lane = &blocks.lanes_[i];
            start(heads_[i]);
            advance(heads_[i]);
        }
    }

    /// The next one; nullopt after the last.
    std::optional<TimeBlocks::Found> next() {
        Head* best = nullptr;
        for (Head& head : heads_) {
            if (head.found && (best == nullptr || before(head.found->key, best->found->key))) best = &head;
        }
        if (best == nullptr) return std::nullopt;
        const TimeBlocks::Found found = *best->found;
        advance(*best);
        return found;
    }
    /// The key of the next one.
    [[nodiscard]] std::optional<TimeKey> peek() const {
        std::optional<TimeKey> best;
        for (const Head& head : heads_) {
            if (head.found && (!best || before(head.found->key, *best))) best = head.found->key;
        }
        return best;
    }

private:
    using Lane = TimeBlocks::Lane;
    struct Head {
        const Lane* lane = nullptr;
        std::ptrdiff_t block = 0;  ///< being read, or to be read next
        bool open = false;         ///< `block` is being read
        bool gathered = false;     ///< by its tree into `some`, else item by item in order of time
        std::size_t at = 0;        ///< place among the block's items in this order
        std::vector<TimeBlocks::Found> some;
        std::optional<TimeBlocks::Found> found;
    };

    [[nodiscard]] bool before(const TimeKey& a, const TimeKey& b) const {
        return window_.order == TimeOrder::earliest_first ? a < b : b < a;
    }
    [[nodiscard]] bool too_early(const TimeKey& key) const { return window_.after && !before(*window_.after, key); }

    void start(Head& head) {
        const auto count = static_cast<std::ptrdiff_t>(head.lane->blocks.size());
        const auto& first = head.lane->first;
        const auto holding = [&](const TimeKey& key) {  // the last block that begins at or before it
            return std::max<std::ptrdiff_t>(std::upper_bound(first.begin(), first.end(), key) - first.begin() - 1, 0);
        };
        if (window_.order == TimeOrder::earliest_first) {
            head.block = window_.after ? holding(*window_.after) : 0;
        } else {
            head.block = window_.after ? std::min(holding(*window_.after), count - 1) : count - 1;
        }
    }

    void advance(Head& head) {
        head.found.reset();
        const auto count = static_cast<std::ptrdiff_t>(head.lane->blocks.size());
        while (head.block >= 0 && head.block < count) {
            if (!head.open && !enter(head)) {
                leave(head);
                continue;
            }
            if (head.gathered ? take_gathered(head) : take_in_order(head)) return;
            leave(head);
        }
    }

    void leave(Head& head) const {
        head.open = false;
        head.block += window_.order == TimeOrder::earliest_first ? 1 : -1;
    }

    /// Whether the block may hold anything; if so it is opened.
    bool enter(Head& head) {
        const auto block = static_cast<std::size_t>(head.block);
        const TimedBox& bound = head.lane->blocks[block];
        // Blocks ascend by start: from here on nothing can overlap.
        if (window_.order == TimeOrder::earliest_first && bound.from_us >= window_.when.to.us) {
            head.block = static_cast<std::ptrdiff_t>(head.lane->blocks.size());
            return false;
        }
        if (!bound.during(window_.when) || (window_.box != nullptr && !bound.meets(*window_.box))) return false;
        head.open = true;
        head.at = 0;
        head.gathered = window_.box != nullptr && is_narrow(bound);
        if (head.gathered) gather(head, block);
        return true;
    }

    /// Whether the window covers less than a quarter of the bound, so that few of the block's items are in it.
    [[nodiscard]] bool is_narrow(const TimedBox& bound) const {
        const auto share = [](std::int64_t low, std::int64_t high, std::int64_t w_low, std::int64_t w_high) {
            const double all = static_cast<double>(high - low + 1);
            return static_cast<double>(std::min(high, w_high) - std::max(low, w_low) + 1) / all;
        };
        const Box& box = *window_.box;
        return share(bound.lat_low, bound.lat_high, box.low.lat_e7, box.high.lat_e7) *
                   share(bound.lon_low, bound.lon_high, box.low.lon_e7, box.high.lon_e7) <
               0.25;
    }

    void gather(Head& head, std::size_t block) {
        head.some.clear();
        head.lane->each_in(block, window_, [&](const TimeBlocks::Item& item) {
            if (too_early(item.time_key())) return;
            test_.prefetch(item.row);
            head.some.push_back({item.time_key(), item.row});
        });
        std::erase_if(head.some, [&](const TimeBlocks::Found& found) { return !test_(found.row); });
        std::sort(head.some.begin(), head.some.end(), [&](const auto& a, const auto& b) { return before(a.key, b.key); });
    }

    bool take_gathered(Head& head) const {
        if (head.at >= head.some.size()) return false;
        head.found = head.some[head.at++];
        return true;
    }

    bool take_in_order(Head& head) {
        const Lane& lane = *head.lane;
        const std::size_t base = static_cast<std::size_t>(head.block) * TimeBlocks::block_items;
        const std::size_t size = lane.block_size(static_cast<std::size_t>(head.block));
        const bool forward = window_.order == TimeOrder::earliest_first;
        while (head.at < size) {
            const std::size_t place = forward ? head.at : size - 1 - head.at;
            ++head.at;
            const TimeBlocks::Item& item = lane.items[base + lane.by_time[base + place]];
            if (!item.box.during(window_.when) || (window_.box != nullptr && !item.box.meets(*window_.box))) continue;
            if (too_early(item.time_key()) || !test_(item.row)) continue;
            head.found = TimeBlocks::Found{item.time_key(), item.row};
            return true;
        }
        return false;
    }

    TimeWindow window_;
    Test test_;
    std::array<Head, TimeBlocks::lane_count> heads_;
};

}  // namespace truce
