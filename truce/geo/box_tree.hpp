/// Boxes of four whole numbers each, and which of them meet one that is given: a grid of R-trees in memory.
///
/// Two of the four axes are cut into cells of equal length, and each cell has a tree of its own, of all boxes that have a point in it. A
/// cell is long beside the boxes, so nearly all lie in one, and nearly every query looks into one. What lies in several and is
/// found in several counts in the first of them. One tree of all would have more levels, looked through one after the other.
///
/// A node has up to sixteen boxes. What is compared on the way down is a coarse copy of them (sixteen_boxes.hpp): each coordinate on a
/// ruler of its cell in eight bits, so that a node is three lines of the processor's cache. A ruler never turns an order
/// round, so boxes that meet do so on their rulers too. Exact boxes lie apart, for taking out and laying anew.
///
/// All leaves of a tree are equally deep. Trees are laid in one go by halving along the axis on which the boxes are spread widest
/// for their size (after Lee and Lee, "OMT: Overlap Minimizing Top-down bulk loading algorithm for R-trees", CAiSE 2003);
/// what comes later goes where it enlarges boxes least, and a full node is halved likewise. When half as many boxes came and went as
/// there were, everything is laid anew, rulers and cells too: that costs 0.2 to 0.4 us for each box, so below 1 us a change on
/// average, and at 1,000,000 boxes some tenths of a second at once.
///
/// Invariants: a node's box in its parent is the least that holds its own; boxes of a node come first; what is behind
/// them has low beyond high, beyond every ruler's ends, so nothing meets it; no node is empty.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "truce/base/prefetch.hpp"
#include "truce/base/result.hpp"
#include "truce/geo/sixteen_boxes.hpp"

namespace truce {

/// Both ends included, low <= high.
struct Box4 {
    std::array<std::int32_t, 4> low{};
    std::array<std::int32_t, 4> high{};
    friend bool operator==(const Box4&, const Box4&) = default;
};

/// Not for two threads while one of them changes it; any number may query it otherwise.
class BoxTree {
public:
    using Id = std::uint32_t;

    /// Each (id, box) once. At most 2^28 nodes.
    void insert(Id id, const Box4& box);
    /// Precondition: it was inserted with an equal box.
    void remove(Id id, const Box4& box);

    /// Calls with the id of every box that may meet this one, once each, in no particular order, until `found` says false; whether it
    /// never did.
    template <typename Found>
    bool query(const Box4& box, Found& found) const {
        const OnRulers on = on_rulers(box);
        const Cells cells = cells_of(on);
        for (std::uint32_t x = cells.low[0]; x <= cells.high[0]; ++x)
            for (std::uint32_t y = cells.low[1]; y <= cells.high[1]; ++y)
                if (const std::uint32_t tree = trees_[grid_.place(x, y)]; tree != no_tree) {
                    const auto counts = [&](const Node& leaf, std::size_t i) {
                        return (x == cells.low[0] || grid_.begins(0, leaf.boxes.low(grid_.axis[0], i))) &&
                               (y == cells.low[1] || grid_.begins(1, leaf.boxes.low(grid_.axis[1], i)));
                    };
                    if (!walk(tree, Boxes::Probe(in_cell(on, x, y)), counts, found)) return false;
                }
        return true;
    }

    /// Whether their places on the rulers have a common point. Never false of boxes that have one; of others true where they are less
    /// than a step of the ruler apart, a 126th of the length that nearly all boxes lie on, along the axes with cells a 128th of a cell, or
    /// both beyond a ruler's end. Changes when everything is laid anew; before that is done first, at 16 boxes, a step is 2^24.
    [[nodiscard]] bool may_meet(const Box4& a, const Box4& b) const;

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t nodes() const { return nodes_.size() - free_.size(); }

private:
    static constexpr std::uint32_t height_shift = 28;
    static constexpr std::uint32_t node_mask = (1U << height_shift) - 1;
    static constexpr std::uint32_t height_max = 15;
    static constexpr std::uint32_t no_tree = ~0U;
    /// Steps of a ruler: of a cell, which knows as many again round it, half before and half behind; of an axis without cells.
    static constexpr unsigned cell_shift = 7;
    static constexpr std::int32_t steps_alone = 253;
    static constexpr unsigned cell_bits_max = 8;
    /// From whole numbers to steps, a larger one never to fewer: (x / 2 - half_middle) * scale + offset, and what is beyond the ends at
    /// the ends. Side by side for the four axes.
    struct alignas(16) Rulers {
        std::array<std::int32_t, 4> half_middle{};
        std::array<float, 4> scale = each(steps_alone * 0x1p-31F);
        std::array<float, 4> offset = each(steps_alone * 0.5F);
        std::array<float, 4> last = each(steps_alone - 1);  ///< the last step
        static constexpr std::array<float, 4> each(float x) { return {x, x, x, x}; }
    };
    /// A box in steps: four lows, four highs.
    struct alignas(16) OnRulers {
        std::array<std::int16_t, 8> at;
    };
    using Boxes = SixteenBoxes<4>;
    using InCell = Boxes::Box;  ///< beside a cell
    static constexpr std::size_t width = Boxes::size;
    static constexpr std::size_t stack_max = height_max * width;
    struct alignas(64) Node {
        Boxes boxes;
        std::array<std::uint32_t, width> child{};  ///< nodes, or ids in a leaf

        void set(std::size_t i, const InCell& box, std::uint32_t child_) {
            boxes.set(i, box);
            child[i] = child_;
        }
    };
    struct alignas(32) Exact {
        std::array<Box4, width> box;  ///< of a leaf
    };
    struct Entry {
        Box4 box;  ///< in a leaf
        InCell in_cell;
        std::uint32_t child = 0;
    };

    /// Cells are counted along two axes. Steps beside a cell: those on the ruler, less the cell's, and `begin` more.
    struct Grid {
        std::array<std::size_t, 2> axis{0, 1};
        std::array<unsigned, 2> bits{};            ///< 2^bits cells along each
        std::array<unsigned, 2> shift{15, 15};     ///< from steps to cells
        std::array<OnRulers, 2> steps{};           ///< of a cell, for its axis, and 0 for the others
        OnRulers begin{{1, 1, 1, 1, 1, 1, 1, 1}};  ///< where a cell begins
        [[nodiscard]] std::size_t place(std::uint32_t x, std::uint32_t y) const { return std::size_t{x} << bits[1] | y; }
        /// Of a box as it is beside a cell: whether it begins there, and not before it.
        [[nodiscard]] bool begins(std::size_t a, std::uint8_t low) const { return low >= begin.at[axis[a]]; }
    };
    /// Those that a box has a point in.
    struct Cells {
        std::array<std::uint32_t, 2> low;
        std::array<std::uint32_t, 2> high;
    };
    [[nodiscard]] Cells cells_of(const OnRulers& on) const {
        Cells cells;
        for (std::size_t a = 0; a < 2; ++a) {
            cells.low[a] = static_cast<std::uint32_t>(on.at[grid_.axis[a]]) >> grid_.shift[a];
            cells.high[a] = static_cast<std::uint32_t>(on.at[grid_.axis[a] + 4]) >> grid_.shift[a];
        }
        return cells;
    }

#ifdef __SSE2__
    [[nodiscard]] OnRulers on_rulers(const Box4& box) const {
        const auto on = [this](const std::array<std::int32_t, 4>& end) {
            const auto four = [](const auto& of) { return reinterpret_cast<const __m128i*>(of.data()); };
            const __m128i half = _mm_srai_epi32(_mm_set_epi32(end[3], end[2], end[1], end[0]), 1);  // one by one, as they were just written
            const __m128 from_middle = _mm_cvtepi32_ps(_mm_sub_epi32(half, _mm_load_si128(four(rulers_.half_middle))));
            const __m128 steps = _mm_add_ps(_mm_mul_ps(from_middle, _mm_load_ps(rulers_.scale.data())), _mm_load_ps(rulers_.offset.data()));
            return _mm_cvttps_epi32(_mm_min_ps(_mm_max_ps(steps, _mm_setzero_ps()), _mm_load_ps(rulers_.last.data())));
        };
        OnRulers all;
        _mm_store_si128(reinterpret_cast<__m128i*>(all.at.data()), _mm_packs_epi32(on(box.low), on(box.high)));
        return all;
    }
    [[nodiscard]] InCell in_cell(const OnRulers& on, std::uint32_t x, std::uint32_t y) const {
        const auto eight = [](const OnRulers& of) { return _mm_load_si128(reinterpret_cast<const __m128i*>(of.at.data())); };
        const auto cells = [](std::uint32_t of) { return _mm_set1_epi16(static_cast<std::int16_t>(of)); };
        const __m128i before =
            _mm_add_epi16(_mm_mullo_epi16(cells(x), eight(grid_.steps[0])), _mm_mullo_epi16(cells(y), eight(grid_.steps[1])));
        // What reaches to the last of many cells stays beyond its first, and does not come round.
        const __m128i steps = _mm_adds_epi16(_mm_subs_epi16(eight(on), before), eight(grid_.begin));
        const __m128i bytes = _mm_packus_epi16(steps, steps);
        const __m128i within =
            _mm_min_epu8(_mm_max_epu8(bytes, _mm_set1_epi8(InCell::least)), _mm_set1_epi8(static_cast<char>(InCell::most)));
        InCell box;
        static_assert(sizeof(box) == 8);
        _mm_storel_epi64(reinterpret_cast<__m128i*>(&box), within);
        return box;
    }
#else
    [[nodiscard]] OnRulers on_rulers(const Box4& box) const {
        OnRulers all;
        for (std::size_t d = 0; d < 4; ++d) {
            const auto on = [&](std::int32_t x) {
                const float steps = static_cast<float>((x >> 1) - rulers_.half_middle[d]) * rulers_.scale[d] + rulers_.offset[d];
                return static_cast<std::int16_t>(std::min(std::max(steps, 0.0F), rulers_.last[d]));
            };
            all.at[d] = on(box.low[d]);
            all.at[d + 4] = on(box.high[d]);
        }
        return all;
    }
    [[nodiscard]] InCell in_cell(const OnRulers& on, std::uint32_t x, std::uint32_t y) const {
        const auto within = [&](std::size_t i) {
            const int steps =
                on.at[i] - static_cast<int>(x) * grid_.steps[0].at[i] - static_cast<int>(y) * grid_.steps[1].at[i] + grid_.begin.at[i];
            return static_cast<std::uint8_t>(std::clamp<int>(steps, InCell::least, InCell::most));
        };
        InCell box;
        for (std::size_t d = 0; d < 4; ++d) {
            box.low[d] = within(d);
            box.high[d] = within(d + 4);
        }
        return box;
    }
#endif
    /// Calls `found` with what meets the probe and counts.
    template <typename Counts, typename Found>
    bool walk(std::uint32_t tree, const Boxes::Probe& probe, const Counts& counts, Found& found) const {
        std::array<std::uint32_t, stack_max> open;  // as trees_
        std::size_t count = 1;
        open[0] = tree;
        prefetch_whole(&nodes_[tree & node_mask]);
        while (count != 0) {
            const std::uint32_t next = open[--count];
            const Node& node = nodes_[next & node_mask];
            std::uint32_t hits = node.boxes.meeting(probe);
            if (next <= node_mask) {
                for (; hits != 0; hits &= hits - 1) {
                    const auto i = static_cast<std::size_t>(std::countr_zero(hits));
                    if (counts(node, i) && !found(node.child[i])) return false;
                }
                continue;
            }
            const std::uint32_t below = (next & ~node_mask) - (1U << height_shift);
            for (; hits != 0; hits &= hits - 1) {
                const std::uint32_t child = node.child[static_cast<std::size_t>(std::countr_zero(hits))];
                prefetch_whole(&nodes_[child]);
                open[count++] = child | below;
            }
        }
        return true;
    }

    std::uint32_t take_node();
    void give_back(std::uint32_t node);
    void put(std::uint32_t node, std::uint32_t height, std::size_t i, const Entry& entry);
    [[nodiscard]] Entry entry(std::uint32_t node, std::uint32_t height, std::size_t i) const;
    void clear(std::uint32_t node, std::size_t i);
    void insert_into(std::uint32_t& tree, const Entry& entry);
    void remove_from(std::uint32_t& tree, const Entry& entry);
    /// The node beside it that a full one became two with.
    std::optional<Entry> place(std::uint32_t node, std::uint32_t height, const Entry& entry);
    std::optional<Entry> add(std::uint32_t node, std::uint32_t height, const Entry& entry);
    [[nodiscard]] std::size_t cheapest(std::uint32_t node, const InCell& box) const;
    enum class Taken : std::uint8_t { no, yes, node_is_empty };
    Taken take_out(std::uint32_t node, std::uint32_t height, const Entry& entry);
    void collect(std::uint32_t node, std::uint32_t height, std::vector<Entry>& entries) const;
    [[nodiscard]] std::vector<Entry> all() const;
    void lay_anew();
    void lay_rulers_and_cells(const std::vector<Entry>& entries);
    Entry lay(Entry* first, Entry* end, std::uint32_t height);
    void lay_groups(Entry* first, Entry* end, std::size_t groups, std::uint32_t height, std::uint32_t parent);
    /// Calls with the place of each cell that the box has a point in, and with the box as it is there.
    template <typename Visit>
    void for_each_cell(Id id, const Box4& box, const Visit& visit) {
        const OnRulers on = on_rulers(box);
        const Cells cells = cells_of(on);
        for (std::uint32_t x = cells.low[0]; x <= cells.high[0]; ++x)
            for (std::uint32_t y = cells.low[1]; y <= cells.high[1]; ++y) visit(grid_.place(x, y), Entry{box, in_cell(on, x, y), id});
    }

    std::vector<Node> nodes_;
    std::vector<Exact> exact_;          ///< beside nodes_; of no use but in leaves
    std::vector<std::uint8_t> counts_;  ///< beside nodes_: how many boxes each has
    std::vector<std::uint32_t> free_;
    Rulers rulers_;
    Grid grid_;
    std::vector<std::uint32_t> trees_{no_tree};  ///< of each cell: its root, and above that by how many levels it is over the leaves
    std::size_t size_ = 0;
    std::size_t laid_ = 0;     ///< size when it was laid
    std::size_t changes_ = 0;  ///< since
};

}  // namespace truce
