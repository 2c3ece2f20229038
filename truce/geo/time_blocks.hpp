/// Which of many boxes with intervals touch a window of place and time, in order of time: a packed index in memory.
///
/// Items are sorted by (interval's start, key) and cut into blocks of `block_items`; each block keeps a bound of its boxes and
/// intervals. In a block the items lie along a curve that keeps neighbours together (Morton's), with a bound for every 256 of them, and
/// coarse copies (sixteen_boxes.hpp) of the bound of every 16 and of each item's box on rulers over that. So a narrow window looks at few
/// blocks, and in each at few items, and a wide one stops after as many as are wanted.
/// Intervals much longer than others would widen the bounds of their block, so items of three lengths (up to 2 days, up to 64 days,
/// longer) are in blocks of their own; a scan joins the three.
///
/// Immutable; any number of threads may read one.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "truce/base/prefetch.hpp"
#include "truce/base/time.hpp"
#include "truce/geo/shape.hpp"
#include "truce/geo/sixteen_boxes.hpp"

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
    static constexpr std::size_t branch_items = leaf_items * branch_leaves;
    static constexpr std::size_t block_branches = block_items / branch_items;
    static constexpr std::size_t round_max = 16;  ///< blocks looked into at once

    using CoarseBoxes = SixteenBoxes<2>;
    /// From degrees to the steps of a bound, in both directions.
    class Rulers {
    public:
        explicit Rulers(const TimedBox& bound)
            : lat_low_(bound.lat_low),
              lon_low_(bound.lon_low),
              lat_scale_(scale(bound.lat_low, bound.lat_high)),
              lon_scale_(scale(bound.lon_low, bound.lon_high)) {}
        /// What is beyond the bound is at its ends.
        [[nodiscard]] CoarseBoxes::Box on(const Box& box) const {
            return {{at(box.low.lat_e7, lat_low_, lat_scale_), at(box.low.lon_e7, lon_low_, lon_scale_)},
                    {at(box.high.lat_e7, lat_low_, lat_scale_), at(box.high.lon_e7, lon_low_, lon_scale_)}};
        }

    private:
        static constexpr int steps = CoarseBoxes::Box::most - CoarseBoxes::Box::least;
        static float scale(std::int64_t low, std::int64_t high) { return static_cast<float>(steps) / static_cast<float>(high - low + 1); }
        /// Never turns an order round: neither does rounding.
        static std::uint8_t at(std::int64_t x, std::int64_t low, float scale) {
            const float on = static_cast<float>(x - low) * scale;
            return static_cast<std::uint8_t>(CoarseBoxes::Box::least + static_cast<int>(std::clamp(on, 0.0F, static_cast<float>(steps))));
        }
        std::int64_t lat_low_;
        std::int64_t lon_low_;
        float lat_scale_;
        float lon_scale_;
    };

    /// Calls `visit` with 0 .. count - 1, and some numbers before that fetches what `memory` of that number points to.
    template <typename Memory, typename Visit>
    static void each_fetched(std::size_t count, const Memory& memory, const Visit& visit) {
        constexpr std::size_t ahead = 32;
        for (std::size_t k = 0; k < std::min(ahead, count); ++k) prefetch_whole(memory(k));
        for (std::size_t k = 0; k < count; ++k) {
            if (k + ahead < count) prefetch_whole(memory(k + ahead));
            visit(k);
        }
    }

    /// What a look into some blocks found so far: kept, so that its memory is asked for once.
    struct Gathering {
        struct Branch {
            std::size_t branch;
            CoarseBoxes::Probe probe;
        };
        struct Leaf {
            std::size_t leaf;
            std::size_t branch;  ///< place among `branches`
        };
        std::vector<Branch> branches;
        std::vector<Leaf> leaves;
        std::vector<std::size_t> items;
    };

    /// One of the three lengths.
    struct Lane {
        std::vector<Item> items;             ///< block by block, along the curve
        std::vector<std::uint16_t> by_time;  ///< per block: its items' places in order of (start, key)
        std::vector<TimedBox> branches;      ///< bounds of 256 items; a block begins a new one
        std::vector<CoarseBoxes> leaves;     ///< per branch: bounds of 16 items
        std::vector<CoarseBoxes> boxes;      ///< per leaf: the items' boxes
        std::vector<TimedBox> blocks;        ///< bounds of a block
        std::vector<TimeKey> first;          ///< the least key of a block

        [[nodiscard]] std::size_t block_size(std::size_t block) const { return std::min(block_items, items.size() - block * block_items); }
        [[nodiscard]] static std::size_t first_branch(std::size_t block) { return block * block_branches; }
        [[nodiscard]] bool may_hold(std::size_t block, const TimeWindow& window) const {
            return blocks[block].during(window.when) && (window.box == nullptr || blocks[block].meets(*window.box));
        }
        /// Calls with each item of some blocks that the window's box and time touch, in no order.
        template <typename Take>
        void each_in(std::span<const std::size_t> some_blocks, const TimeWindow& window, Gathering& g, const Take& take) const {
            if (window.box == nullptr) {
                for (const std::size_t block : some_blocks)
                    for (std::size_t i = block * block_items; i < block * block_items + block_size(block); ++i)
                        if (items[i].box.during(window.when)) take(items[i]);
                return;
            }
            // Level by level through all blocks: what is touched lies here and there in memory, and to wait for one is to wait for all.
            g.branches.clear();
            for (const std::size_t block : some_blocks) prefetch_whole(&branches[first_branch(block)], block_branches);
            for (const std::size_t block : some_blocks) {
                const std::size_t from = first_branch(block);
                for (std::size_t b = from; b < from + (block_size(block) + branch_items - 1) / branch_items; ++b) {
                    if (!branches[b].meets(*window.box) || !branches[b].during(window.when)) continue;
                    g.branches.push_back({b, CoarseBoxes::Probe(Rulers(branches[b]).on(*window.box))});
                }
            }
            g.leaves.clear();
            each_fetched(
                g.branches.size(), [&](std::size_t k) { return &leaves[g.branches[k].branch]; },
                [&](std::size_t k) {
                    const auto& [branch, probe] = g.branches[k];
                    each_bit(leaves[branch].meeting(probe), [&](std::size_t i) { g.leaves.push_back({branch * branch_leaves + i, k}); });
                });
            g.items.clear();
            each_fetched(
                g.leaves.size(), [&](std::size_t k) { return &boxes[g.leaves[k].leaf]; },
                [&](std::size_t k) {
                    const auto& [leaf, branch] = g.leaves[k];
                    each_bit(boxes[leaf].meeting(g.branches[branch].probe),
                             [&](std::size_t i) { g.items.push_back(leaf * leaf_items + i); });
                });
            each_fetched(
                g.items.size(), [&](std::size_t k) { return &items[g.items[k]]; },
                [&](std::size_t k) {
                    const Item& item = items[g.items[k]];
                    if (item.box.meets(*window.box) && item.box.during(window.when)) take(item);
                });
        }
        template <typename Visit>
        static void each_bit(std::uint32_t bits, const Visit& visit) {
            for (; bits != 0; bits &= bits - 1) visit(static_cast<std::size_t>(std::countr_zero(bits)));
        }
    };
    static constexpr std::size_t lane_count = 3;
    static std::size_t lane_of(const TimedBox& box);
    static void lay(Lane& lane);
    static void copy_coarsely(Lane& lane, std::size_t begin, std::size_t end);

    std::array<Lane, lane_count> lanes_;
    std::size_t items_ = 0;

    template <typename Test>
    friend class TimeScan;
};

template <typename Test>
std::size_t TimeBlocks::count(const TimeWindow& window, const Test& test) const {
    std::size_t passed = 0;
    Gathering gathering;
    std::vector<std::size_t> round;
    std::vector<std::uint32_t> rows;
    for (const Lane& lane : lanes_) {
        for (std::size_t block = 0; block < lane.blocks.size(); ++block) {
            if (lane.may_hold(block, window)) round.push_back(block);
            if (round.size() < round_max && block + 1 < lane.blocks.size()) continue;
            rows.clear();
            lane.each_in(round, window, gathering, [&](const Item& item) { rows.push_back(item.row); });
            each_fetched(
                rows.size(), [&](std::size_t k) { return test.memory(rows[k]); },
                [&](std::size_t k) { passed += test(rows[k]) ? 1U : 0U; });
            round.clear();
        }
    }
    return passed;
}

/// The items of one TimeBlocks that a window touches and that pass a test, one after the other. `Test` is asked with an item's row,
/// at most once for each; `memory(row)` of it points to what it will read, which is fetched some rows before. Precondition: the blocks
/// outlive it.
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
        std::ptrdiff_t block = 0;  ///< being read, or to be read next; of several the last
        bool open = false;         ///< `block` is being read
        bool gathered = false;     ///< by its tree into `some`, with others before it, else item by item in order of time
        std::size_t round = 2;     ///< how many blocks are gathered at once: more each time, for who wants a few wants no more
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

    /// Whether nothing can overlap from here on: blocks ascend by start.
    [[nodiscard]] bool is_after_window(const Lane& lane, std::size_t block) const {
        return window_.order == TimeOrder::earliest_first && lane.blocks[block].from_us >= window_.when.to.us;
    }

    /// Whether the block may hold anything; if so it is opened.
    bool enter(Head& head) {
        const auto block = static_cast<std::size_t>(head.block);
        const Lane& lane = *head.lane;
        if (is_after_window(lane, block)) {
            head.block = static_cast<std::ptrdiff_t>(lane.blocks.size());
            return false;
        }
        if (!lane.may_hold(block, window_)) return false;
        head.open = true;
        head.at = 0;
        head.gathered = window_.box != nullptr && is_narrow(lane.blocks[block]);
        if (head.gathered) gather(head);
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

    /// From `block` on as many as a round has; `block` is the last of them then.
    void gather(Head& head) {
        const Lane& lane = *head.lane;
        round_.clear();
        const std::ptrdiff_t step = window_.order == TimeOrder::earliest_first ? 1 : -1;
        const auto count = static_cast<std::ptrdiff_t>(lane.blocks.size());
        for (std::ptrdiff_t next = head.block; next >= 0 && next < count && round_.size() < head.round; next += step) {
            const auto block = static_cast<std::size_t>(next);
            if (is_after_window(lane, block) || !is_narrow(lane.blocks[block])) break;
            if (lane.may_hold(block, window_)) round_.push_back(block);
            head.block = next;
        }
        head.round = std::min(2 * head.round, TimeBlocks::round_max);
        some_.clear();
        lane.each_in(round_, window_, gathering_, [&](const TimeBlocks::Item& item) {
            if (!too_early(item.time_key())) some_.push_back({item.time_key(), item.row});
        });
        head.some.clear();
        TimeBlocks::each_fetched(
            some_.size(), [&](std::size_t k) { return test_.memory(some_[k].row); },
            [&](std::size_t k) {
                if (test_(some_[k].row)) head.some.push_back(some_[k]);
            });
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
    TimeBlocks::Gathering gathering_;
    std::vector<std::size_t> round_;
    std::vector<TimeBlocks::Found> some_;
};

}  // namespace truce
