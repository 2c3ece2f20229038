/// Boxes of four whole numbers each, and which of them meet one that is given: an R-tree in memory.
///
/// A node has up to sixteen boxes, coordinate by coordinate beside each other, so that all sixteen are compared at once (SSE2
/// where there is one, else as the compiler can). All leaves are equally deep. A tree is laid in one go by halving along the
/// axis on which the boxes are spread widest for their size (after Lee and Lee, "OMT: Overlap Minimizing Top-down bulk loading
/// algorithm for R-trees", CAiSE 2003); what comes later goes where it enlarges boxes least, and a full node is halved likewise. When
/// half as many boxes came and went as there were, the tree is laid anew: that costs 0.2 to 0.4 us for each box, so below
/// 1 us a change on average, and at 1,000,000 boxes some tenths of a second at once.
///
/// Invariants: a node's box in its parent is the least that holds its own; boxes of a node come first, what is behind
/// them has low beyond high, which is nothing to add to bounds, but meets a box that is as large as can be; no node is empty.
#pragma once

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

    /// Calls with the id of every box that has a common point with this one, once each, in no particular order, until `found` says
    /// false; whether it never did.
    template <typename Found>
    bool query(const Box4& box, Found& found) const {
        if (height_ == 0) return true;
        const Probe probe(box);
        std::array<std::uint32_t, stack_max> open;  // node, and its height in the highest bits
        std::size_t count = 1;
        open[0] = root_ | (height_ - 1) << height_shift;
        while (count != 0) {
            const std::uint32_t next = open[--count];
            const Node& node = nodes_[next & node_mask];
            std::uint32_t hits = meeting(node, probe) & ((1U << node.count) - 1);
            if (next <= node_mask) {
                for (; hits != 0; hits &= hits - 1)
                    if (!found(node.child[static_cast<std::size_t>(std::countr_zero(hits))])) return false;
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

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] std::size_t nodes() const { return nodes_.size() - free_.size(); }

private:
    static constexpr std::size_t width = 16;
    static constexpr std::uint32_t height_shift = 28;
    static constexpr std::uint32_t node_mask = (1U << height_shift) - 1;
    static constexpr std::uint32_t height_max = 15;
    static constexpr std::size_t stack_max = height_max * width;

    struct alignas(64) Node {
        std::array<std::array<std::int32_t, width>, 4> low;
        std::array<std::array<std::int32_t, width>, 4> high;
        std::array<std::uint32_t, width> child;  ///< nodes, or ids in a leaf
        std::uint32_t count = 0;

        Node();
        [[nodiscard]] Box4 box(std::size_t i) const;
        void set(std::size_t i, const Box4& box, std::uint32_t child_);
        void clear(std::size_t i);
        [[nodiscard]] Box4 bounds() const;
    };
    struct Entry {
        Box4 box;
        std::uint32_t child = 0;
    };

    static void prefetch(const Node* node) {
        const char* const from = reinterpret_cast<const char*>(node);
        for (std::size_t line = 0; line < 9; ++line) __builtin_prefetch(from + 64 * line);
    }

#ifdef __SSE2__
    struct Probe {
        __m128i low[4];   // NOLINT: std::array would drop its alignment
        __m128i high[4];  // NOLINT
        explicit Probe(const Box4& box) {
            for (std::size_t d = 0; d < 4; ++d) {
                low[d] = _mm_set1_epi32(box.low[d]);
                high[d] = _mm_set1_epi32(box.high[d]);
            }
        }
    };
    static std::uint32_t meeting(const Node& node, const Probe& probe) {
        __m128i apart[4];  // NOLINT
        for (std::size_t g = 0; g < 4; ++g) {
            const auto four = [g](const std::array<std::int32_t, width>& of) {
                return _mm_load_si128(reinterpret_cast<const __m128i*>(of.data()) + g);
            };
            const auto on = [&](std::size_t d) {
                return _mm_or_si128(_mm_cmpgt_epi32(four(node.low[d]), probe.high[d]), _mm_cmpgt_epi32(probe.low[d], four(node.high[d])));
            };
            apart[g] = _mm_or_si128(_mm_or_si128(on(0), on(1)), _mm_or_si128(on(2), on(3)));
        }
        const __m128i all = _mm_packs_epi16(_mm_packs_epi32(apart[0], apart[1]), _mm_packs_epi32(apart[2], apart[3]));
        return static_cast<std::uint32_t>(~_mm_movemask_epi8(all)) & 0xFFFF;
    }
#else
    using Probe = Box4;
    static std::uint32_t meeting(const Node& node, const Probe& probe) {
        std::array<std::int32_t, width> apart{};
        for (std::size_t d = 0; d < 4; ++d)
            for (std::size_t i = 0; i < width; ++i) apart[i] |= (node.low[d][i] > probe.high[d]) | (node.high[d][i] < probe.low[d]);
        std::uint32_t hits = 0;
        for (std::size_t i = 0; i < width; ++i) hits |= static_cast<std::uint32_t>(apart[i] == 0) << i;
        return hits;
    }
#endif

    std::uint32_t take_node();
    void give_back(std::uint32_t node);
    /// The node beside it that a full one became two with.
    std::optional<Entry> place(std::uint32_t node, std::uint32_t height, const Entry& entry);
    std::optional<Entry> add(std::uint32_t node, const Entry& entry);
    static std::size_t cheapest(const Node& node, const Box4& box);
    enum class Taken : std::uint8_t { no, yes, node_is_empty };
    Taken take_out(std::uint32_t node, std::uint32_t height, Id id, const Box4& box);
    void collect(std::uint32_t node, std::uint32_t height, std::vector<Entry>& entries) const;
    void lay_anew();
    Entry lay(Entry* first, Entry* end, std::uint32_t height);
    void lay_groups(Entry* first, Entry* end, std::size_t groups, std::uint32_t height, std::uint32_t parent);

    std::vector<Node> nodes_;
    std::vector<std::uint32_t> free_;
    std::uint32_t root_ = 0;
    std::uint32_t height_ = 0;  ///< 0: nothing there; 1: the root is a leaf
    std::size_t size_ = 0;
    std::size_t laid_ = 0;     ///< size when it was laid
    std::size_t changes_ = 0;  ///< since
};

}  // namespace truce
