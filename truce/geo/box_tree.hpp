/// Boxes of four whole numbers each, and which of them meet one that is given: a grid of R-trees in memory.
///
/// A node has up to sixteen boxes. What is compared on the way down is a coarse copy of them: each coordinate on a ruler of 16 bits,
/// coordinate by coordinate beside each other, so that all sixteen are compared at once (SSE2 where there is one, else as the
/// compiler can) and a node is four lines of the processor's cache. A ruler never turns an order round, so boxes that
/// meet do so on their rulers too. Exact boxes lie apart, for taking out and laying anew.
///
/// Upper levels of one tree would be looked through one after the other, each waiting for the one before. Instead two of the
/// rulers are cut into cells of equal length, and each cell has a tree of its own, of all boxes that have a point in it. A cell is long
/// beside the boxes, so nearly all lie in one, and nearly every query looks into one. What lies in several and is found in several
/// counts in the first of them.
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

#include "truce/base/result.hpp"

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
        const Box4 coarse = on_rulers(box);
        const Probe probe(coarse);
        const Cells cells = cells_of(coarse);
        for (std::uint32_t x = cells.low[0]; x <= cells.high[0]; ++x)
            for (std::uint32_t y = cells.low[1]; y <= cells.high[1]; ++y)
                if (const std::uint32_t tree = trees_[grid_.place(x, y)]; tree != no_tree) {
                    const auto counts = [&](const Node& leaf, std::size_t i) { return cells.one() || is_first(leaf.box(i), cells, x, y); };
                    if (!walk(tree, probe, counts, found)) return false;
                }
        return true;
    }

    /// Whether their places on the rulers have a common point. Never false of boxes that have one; of others true where they are less
    /// than a step of the ruler apart, at most 2^-14 of the length that nearly all boxes lie on, or both beyond a ruler's end. Changes
    /// when everything is laid anew; before that is done first, at 64 boxes, a step is 2^16.
    [[nodiscard]] bool may_meet(const Box4& a, const Box4& b) const {
        const Box4 on_a = on_rulers(a);
        const Box4 on_b = on_rulers(b);
        for (std::size_t d = 0; d < 4; ++d)
            if (on_a.low[d] > on_b.high[d] || on_a.high[d] < on_b.low[d]) return false;
        return true;
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t nodes() const { return nodes_.size() - free_.size(); }

private:
    static constexpr std::size_t width = 16;
    static constexpr std::uint32_t height_shift = 28;
    static constexpr std::uint32_t node_mask = (1U << height_shift) - 1;
    static constexpr std::uint32_t height_max = 15;
    static constexpr std::size_t stack_max = height_max * width;
    /// A ruler's ends. Beyond them there is one value more on each side, for places that are not in use.
    static constexpr unsigned ruler_bits = 16;
    static constexpr std::int32_t ruler_least = -32'768;
    static constexpr std::int64_t ruler_low = ruler_least + 1;
    static constexpr std::int64_t ruler_high = 32'766;
    static constexpr std::uint32_t no_tree = ~0U;

    /// From whole numbers to those of 16 bits, a larger one never to a smaller: (x - middle) / 2^shift, and what is beyond the
    /// ends at the ends.
    struct Ruler {
        std::int64_t middle = 0;
        unsigned shift = 16;
        [[nodiscard]] std::int32_t at(std::int32_t x) const {
            return static_cast<std::int32_t>(std::max(ruler_low, std::min(ruler_high, (x - middle) >> shift)));
        }
    };
    struct Coarse {
        std::array<std::array<std::int16_t, width>, 4> low;
        std::array<std::array<std::int16_t, width>, 4> high;
    };
    struct alignas(64) Node {
        Coarse coarse;
        std::array<std::uint32_t, width> child;  ///< nodes, or ids in a leaf

        Node();
        [[nodiscard]] Box4 box(std::size_t i) const;
        void set(std::size_t i, const Box4& on_rulers, std::uint32_t child_);
        void clear(std::size_t i, std::size_t last);
        [[nodiscard]] Box4 bounds() const;
    };
    struct alignas(32) Exact {
        std::array<Box4, width> box;  ///< of a leaf
    };
    /// In a leaf of the boxes as they are, above of those on rulers.
    struct Entry {
        Box4 box;
        std::uint32_t child = 0;
    };

    /// Cells are counted along two axes.
    struct Grid {
        std::array<std::size_t, 2> axis{0, 1};
        std::array<unsigned, 2> bits{};  ///< 2^bits cells along each
        [[nodiscard]] std::uint32_t at(std::size_t a, std::int32_t on_ruler) const {
            return static_cast<std::uint32_t>(on_ruler - ruler_least) >> (ruler_bits - bits[a]);
        }
        [[nodiscard]] std::size_t place(std::uint32_t x, std::uint32_t y) const { return std::size_t{x} << bits[1] | y; }
    };
    /// Those that a box has a point in.
    struct Cells {
        std::array<std::uint32_t, 2> low;
        std::array<std::uint32_t, 2> high;
        [[nodiscard]] bool one() const { return low == high; }
    };
    [[nodiscard]] Cells cells_of(const Box4& on_rulers) const {
        Cells cells;
        for (std::size_t a = 0; a < 2; ++a) {
            cells.low[a] = grid_.at(a, on_rulers.low[grid_.axis[a]]);
            cells.high[a] = grid_.at(a, on_rulers.high[grid_.axis[a]]);
        }
        return cells;
    }
    /// Whether of all cells among these that the box has a point in, (x, y) is the first.
    [[nodiscard]] bool is_first(const Box4& on_rulers, const Cells& cells, std::uint32_t x, std::uint32_t y) const {
        const Cells own = cells_of(on_rulers);
        return x == std::max(own.low[0], cells.low[0]) && y == std::max(own.low[1], cells.low[1]);
    }

    static void prefetch(const Node* node) {
        const char* const from = reinterpret_cast<const char*>(node);
        static_assert(sizeof(Node) == 320);
        __builtin_prefetch(from);
        __builtin_prefetch(from + 64);
        __builtin_prefetch(from + 128);
        __builtin_prefetch(from + 192);
        __builtin_prefetch(from + 256);
    }

    /// The same box on the rulers: its numbers fit into 16 bits.
    [[nodiscard]] Box4 on_rulers(const Box4& box) const {
        const auto on = [this](const std::array<std::int32_t, 4>& end) -> std::array<std::int32_t, 4> {
            return {rulers_[0].at(end[0]), rulers_[1].at(end[1]), rulers_[2].at(end[2]), rulers_[3].at(end[3])};
        };
        return {on(box.low), on(box.high)};
    }

#ifdef __SSE2__
    struct Probe {
        __m128i low[4];   // NOLINT: std::array would drop its alignment
        __m128i high[4];  // NOLINT
        explicit Probe(const Box4& box)
            : low{all(box.low[0]), all(box.low[1]), all(box.low[2]), all(box.low[3])},
              high{all(box.high[0]), all(box.high[1]), all(box.high[2]), all(box.high[3])} {}
        static __m128i all(std::int32_t x) { return _mm_set1_epi16(static_cast<std::int16_t>(x)); }
    };
    static std::uint32_t meeting(const Coarse& coarse, const Probe& probe) {
        const auto apart = [&](std::size_t half) {
            const auto eight = [half](const std::array<std::int16_t, width>& of) {
                return _mm_load_si128(reinterpret_cast<const __m128i*>(of.data()) + half);
            };
            const auto on = [&](std::size_t d) {
                return _mm_or_si128(_mm_cmpgt_epi16(eight(coarse.low[d]), probe.high[d]),
                                    _mm_cmpgt_epi16(probe.low[d], eight(coarse.high[d])));
            };
            return _mm_or_si128(_mm_or_si128(on(0), on(1)), _mm_or_si128(on(2), on(3)));
        };
        return static_cast<std::uint32_t>(~_mm_movemask_epi8(_mm_packs_epi16(apart(0), apart(1)))) & 0xFFFF;
    }
#else
    using Probe = Box4;
    static std::uint32_t meeting(const Coarse& coarse, const Probe& probe) {
        std::array<std::int16_t, width> apart{};
        for (std::size_t d = 0; d < 4; ++d)
            for (std::size_t i = 0; i < width; ++i)
                apart[i] = static_cast<std::int16_t>(apart[i] | (coarse.low[d][i] > probe.high[d]) | (coarse.high[d][i] < probe.low[d]));
        std::uint32_t hits = 0;
        for (std::size_t i = 0; i < width; ++i) hits |= static_cast<std::uint32_t>(apart[i] == 0) << i;
        return hits;
    }
#endif

    /// Calls `found` with what meets the probe and counts.
    template <typename Counts, typename Found>
    bool walk(std::uint32_t tree, const Probe& probe, const Counts& counts, Found& found) const {
        std::array<std::uint32_t, stack_max> open;  // as trees_
        std::size_t count = 1;
        open[0] = tree;
        prefetch(&nodes_[tree & node_mask]);
        while (count != 0) {
            const std::uint32_t next = open[--count];
            const Node& node = nodes_[next & node_mask];
            std::uint32_t hits = meeting(node.coarse, probe);
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
                prefetch(&nodes_[child]);
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
    void insert_into(std::uint32_t& tree, Id id, const Box4& box);
    void remove_from(std::uint32_t& tree, Id id, const Box4& box);
    /// The node beside it that a full one became two with.
    std::optional<Entry> place(std::uint32_t node, std::uint32_t height, const Entry& entry);
    std::optional<Entry> add(std::uint32_t node, std::uint32_t height, const Entry& entry);
    [[nodiscard]] std::size_t cheapest(std::uint32_t node, const Box4& on_rulers) const;
    enum class Taken : std::uint8_t { no, yes, node_is_empty };
    Taken take_out(std::uint32_t node, std::uint32_t height, Id id, const Box4& box, const Box4& on_rulers);
    void collect(std::uint32_t node, std::uint32_t height, std::vector<Entry>& entries) const;
    [[nodiscard]] std::vector<Entry> all() const;
    void lay_anew();
    void lay_rulers_and_cells(const std::vector<Entry>& entries);
    Entry lay(Entry* first, Entry* end, std::uint32_t height);
    void lay_groups(Entry* first, Entry* end, std::size_t groups, std::uint32_t height, std::uint32_t parent);

    std::vector<Node> nodes_;
    std::vector<Exact> exact_;          ///< beside nodes_; of no use but in leaves
    std::vector<std::uint8_t> counts_;  ///< beside nodes_: how many boxes each has
    std::vector<std::uint32_t> free_;
    std::array<Ruler, 4> rulers_;
    Grid grid_;
    std::vector<std::uint32_t> trees_{no_tree};  ///< of each cell: its root, and above that by how many levels it is over the leaves
    std::size_t size_ = 0;
    std::size_t laid_ = 0;     ///< size when it was laid
    std::size_t changes_ = 0;  ///< since
};

}  // namespace truce
