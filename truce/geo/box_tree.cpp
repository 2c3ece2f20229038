#include "truce/geo/box_tree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

namespace truce {

namespace {

constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
/// How many boxes a node is laid with: some room is left for what comes later.
constexpr std::size_t filled = 14;
constexpr std::size_t changes_min = 64;
/// About how many boxes a cell gets, and how many times as long as they it is at least.
constexpr std::size_t cell_boxes_max = 48;
constexpr double cell_lengths_min = 8;

Box4 joined(const Box4& a, const Box4& b) {
    Box4 all;
    for (std::size_t d = 0; d < 4; ++d) {
        all.low[d] = std::min(a.low[d], b.low[d]);
        all.high[d] = std::max(a.high[d], b.high[d]);
    }
    return all;
}

bool contains(const Box4& outer, const Box4& inner) {
    for (std::size_t d = 0; d < 4; ++d)
        if (outer.low[d] > inner.low[d] || outer.high[d] < inner.high[d]) return false;
    return true;
}

std::int64_t twice_middle(const Box4& box, std::size_t d) { return std::int64_t{box.low[d]} + box.high[d]; }
std::int64_t length(const Box4& box, std::size_t d) { return std::int64_t{box.high[d]} - box.low[d]; }

/// On which the boxes' middles, but for an eighth at each end, are spread widest beside the boxes' usual length: from a sample.
template <typename Entry>
std::size_t axis_of(std::span<const Entry> entries) {
    constexpr std::size_t sample = 16;
    const std::size_t count = std::min(sample, entries.size());
    std::size_t best = 0;
    double best_spread = -1;
    for (std::size_t d = 0; d < 4; ++d) {
        std::array<std::int64_t, sample> middles;
        std::array<std::int64_t, sample> lengths;
        for (std::size_t i = 0; i < count; ++i) {
            const Box4& box = entries[i * entries.size() / count].box;
            middles[i] = twice_middle(box, d);
            lengths[i] = length(box, d);
        }
        const auto end = static_cast<std::ptrdiff_t>(count);
        std::sort(middles.begin(), middles.begin() + end);
        std::nth_element(lengths.begin(), lengths.begin() + end / 2, lengths.begin() + end);
        const std::int64_t wide = middles[count - 1 - count / 8] - middles[count / 8];
        const double spread = static_cast<double>(wide) / static_cast<double>(lengths[count / 2] + 1);
        if (spread > best_spread) {
            best_spread = spread;
            best = d;
        }
    }
    return best;
}

template <typename Entry>
void halve(Entry* first, Entry* middle, Entry* end) {
    const std::size_t d = axis_of(std::span<const Entry>(first, end));
    std::nth_element(first, middle, end, [d](const Entry& a, const Entry& b) { return twice_middle(a.box, d) < twice_middle(b.box, d); });
}

/// The ends of the middle 31/32 of them, of a sample.
struct Span {
    std::int64_t low = 0;
    std::int64_t high = 0;
};
template <typename Entry>
Span usual_span(const std::vector<Entry>& entries, std::size_t d) {
    constexpr std::size_t sample_max = 4'096;
    const std::size_t count = std::min(sample_max, entries.size());
    std::vector<std::int32_t> lows(count);
    std::vector<std::int32_t> highs(count);
    for (std::size_t i = 0; i < count; ++i) {
        const Box4& box = entries[i * entries.size() / count].box;
        lows[i] = box.low[d];
        highs[i] = box.high[d];
    }
    const auto cut = static_cast<std::ptrdiff_t>(count / 64);
    std::nth_element(lows.begin(), lows.begin() + cut, lows.end());
    std::nth_element(highs.begin(), highs.end() - 1 - cut, highs.end());
    return {lows[static_cast<std::size_t>(cut)], highs[count - 1 - static_cast<std::size_t>(cut)]};
}

}  // namespace

BoxTree::Node::Node() : child{} {
    for (std::size_t d = 0; d < 4; ++d) {
        coarse.low[d].fill(std::numeric_limits<std::int16_t>::max());
        coarse.high[d].fill(std::numeric_limits<std::int16_t>::min());
    }
}

Box4 BoxTree::Node::box(std::size_t i) const {
    const auto& [low, high] = coarse;
    return {{low[0][i], low[1][i], low[2][i], low[3][i]}, {high[0][i], high[1][i], high[2][i], high[3][i]}};
}

void BoxTree::Node::set(std::size_t i, const Box4& on_rulers, std::uint32_t child_) {
    for (std::size_t d = 0; d < 4; ++d) {
        coarse.low[d][i] = static_cast<std::int16_t>(on_rulers.low[d]);
        coarse.high[d][i] = static_cast<std::int16_t>(on_rulers.high[d]);
    }
    child[i] = child_;
}

/// Puts the last in its place.
void BoxTree::Node::clear(std::size_t i, std::size_t last) {
    set(i, box(last), child[last]);
    constexpr std::int32_t low = std::numeric_limits<std::int16_t>::min();
    constexpr std::int32_t high = std::numeric_limits<std::int16_t>::max();
    set(last, {{high, high, high, high}, {low, low, low, low}}, 0);
}

Box4 BoxTree::Node::bounds() const {
    Box4 all{{most, most, most, most}, {least, least, least, least}};
    for (std::size_t d = 0; d < 4; ++d) {
        for (std::size_t i = 0; i < width; ++i) {  // what is behind the last does not matter to least and most
            all.low[d] = std::min<std::int32_t>(all.low[d], coarse.low[d][i]);
            all.high[d] = std::max<std::int32_t>(all.high[d], coarse.high[d][i]);
        }
    }
    return all;
}

std::uint32_t BoxTree::take_node() {
    if (free_.empty()) {
        TRUCE_ASSERT(nodes_.size() <= node_mask);
        nodes_.emplace_back();
        exact_.emplace_back();
        counts_.push_back(0);
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    const std::uint32_t node = free_.back();
    free_.pop_back();
    return node;
}

/// As it was when it was new.
void BoxTree::give_back(std::uint32_t node) {
    nodes_[node] = Node();
    counts_[node] = 0;
    free_.push_back(node);
}

void BoxTree::put(std::uint32_t node, std::uint32_t height, std::size_t i, const Entry& entry) {
    if (height == 1) exact_[node].box[i] = entry.box;
    nodes_[node].set(i, height == 1 ? on_rulers(entry.box) : entry.box, entry.child);
}

BoxTree::Entry BoxTree::entry(std::uint32_t node, std::uint32_t height, std::size_t i) const {
    return {height == 1 ? exact_[node].box[i] : nodes_[node].box(i), nodes_[node].child[i]};
}

void BoxTree::clear(std::uint32_t node, std::size_t i) {
    const std::size_t last = --counts_[node];
    nodes_[node].clear(i, last);
    exact_[node].box[i] = exact_[node].box[last];
}

void BoxTree::insert(Id id, const Box4& box) {
    const Cells cells = cells_of(on_rulers(box));
    for (std::uint32_t x = cells.low[0]; x <= cells.high[0]; ++x)
        for (std::uint32_t y = cells.low[1]; y <= cells.high[1]; ++y) insert_into(trees_[grid_.place(x, y)], id, box);
    ++size_;
    ++changes_;
    if (changes_ >= std::max(changes_min, laid_ / 2)) lay_anew();
}

void BoxTree::insert_into(std::uint32_t& tree, Id id, const Box4& box) {
    if (tree == no_tree) tree = take_node();
    const std::uint32_t old = tree & node_mask;
    const std::uint32_t height = (tree >> height_shift) + 1;
    const auto beside = place(old, height, {box, id});
    if (!beside) return;
    TRUCE_ASSERT(height < height_max);
    const std::uint32_t root = take_node();
    nodes_[root].set(0, nodes_[old].bounds(), old);
    nodes_[root].set(1, beside->box, beside->child);
    counts_[root] = 2;
    tree = root | height << height_shift;
}

/// `entry` is to lie in a leaf.
std::optional<BoxTree::Entry> BoxTree::place(std::uint32_t node, std::uint32_t height, const Entry& entry) {
    if (height == 1) return add(node, height, entry);
    const Box4 coarse = on_rulers(entry.box);
    const std::size_t i = cheapest(node, coarse);
    const std::uint32_t child = nodes_[node].child[i];
    const auto beside = place(child, height - 1, entry);
    nodes_[node].set(i, beside ? nodes_[child].bounds() : joined(nodes_[node].box(i), coarse), child);
    if (!beside) return std::nullopt;
    return add(node, height, *beside);
}

/// The box that grows least, in shares of the node's own lengths; of equal ones the smallest.
std::size_t BoxTree::cheapest(std::uint32_t node, const Box4& on_rulers) const {
    const Node& here = nodes_[node];
    const Box4 bounds = here.bounds();
    std::array<double, 4> unit;
    for (std::size_t d = 0; d < 4; ++d) unit[d] = 1 / (static_cast<double>(length(bounds, d)) + 1);
    std::size_t best = 0;
    std::pair least_cost{std::numeric_limits<double>::infinity(), 0.0};
    for (std::size_t i = 0; i < counts_[node]; ++i) {
        const Box4 box = here.box(i);
        const Box4 grown = joined(box, on_rulers);
        std::pair cost{0.0, 0.0};
        for (std::size_t d = 0; d < 4; ++d) {
            const auto before = static_cast<double>(length(box, d));
            cost.first += (static_cast<double>(length(grown, d)) - before) * unit[d];
            cost.second += before * unit[d];
        }
        if (cost < least_cost) {
            least_cost = cost;
            best = i;
        }
    }
    return best;
}

std::optional<BoxTree::Entry> BoxTree::add(std::uint32_t node, std::uint32_t height, const Entry& entry) {
    if (counts_[node] < width) {
        put(node, height, counts_[node]++, entry);
        return std::nullopt;
    }
    std::array<Entry, width + 1> all;
    for (std::size_t i = 0; i < width; ++i) all[i] = this->entry(node, height, i);
    all[width] = entry;
    constexpr std::size_t half = (width + 1) / 2;
    halve(all.data(), all.data() + half, all.data() + all.size());
    const std::uint32_t other = take_node();
    nodes_[node] = Node();
    for (std::size_t i = 0; i < half; ++i) put(node, height, i, all[i]);
    counts_[node] = half;
    for (std::size_t i = half; i < all.size(); ++i) put(other, height, i - half, all[i]);
    counts_[other] = static_cast<std::uint8_t>(all.size() - half);
    return Entry{nodes_[other].bounds(), other};
}

void BoxTree::remove(Id id, const Box4& box) {
    TRUCE_ASSERT(size_ != 0);
    const Cells cells = cells_of(on_rulers(box));
    for (std::uint32_t x = cells.low[0]; x <= cells.high[0]; ++x)
        for (std::uint32_t y = cells.low[1]; y <= cells.high[1]; ++y) remove_from(trees_[grid_.place(x, y)], id, box);
    --size_;
    ++changes_;
    if (size_ == 0) *this = BoxTree();
}

void BoxTree::remove_from(std::uint32_t& tree, Id id, const Box4& box) {
    const Taken taken = tree == no_tree ? Taken::no : take_out(tree & node_mask, (tree >> height_shift) + 1, id, box, on_rulers(box));
    TRUCE_ASSERT(taken != Taken::no);
    if (taken != Taken::node_is_empty) return;
    give_back(tree & node_mask);
    tree = no_tree;
}

BoxTree::Taken BoxTree::take_out(std::uint32_t node, std::uint32_t height, Id id, const Box4& box, const Box4& on_rulers) {
    for (std::size_t i = 0; i < counts_[node]; ++i) {
        if (!contains(nodes_[node].box(i), on_rulers)) continue;
        const std::uint32_t child = nodes_[node].child[i];
        if (height == 1) {
            if (child != id || exact_[node].box[i] != box) continue;
            clear(node, i);
            return counts_[node] == 0 ? Taken::node_is_empty : Taken::yes;
        }
        const Taken taken = take_out(child, height - 1, id, box, on_rulers);
        if (taken == Taken::no) continue;
        if (taken == Taken::yes) {
            nodes_[node].set(i, nodes_[child].bounds(), child);
            return Taken::yes;
        }
        give_back(child);
        clear(node, i);
        return counts_[node] == 0 ? Taken::node_is_empty : Taken::yes;
    }
    return Taken::no;
}

void BoxTree::collect(std::uint32_t node, std::uint32_t height, std::vector<Entry>& entries) const {
    for (std::size_t i = 0; i < counts_[node]; ++i) {
        if (height == 1) {
            entries.push_back(entry(node, height, i));
        } else {
            collect(nodes_[node].child[i], height - 1, entries);
        }
    }
}

/// Each box once.
std::vector<BoxTree::Entry> BoxTree::all() const {
    std::vector<Entry> entries;
    entries.reserve(size_);
    std::vector<Entry> here;
    const Cells everywhere{{0, 0}, {~0U, ~0U}};
    const std::uint32_t across = 1U << grid_.bits[1];
    for (std::uint32_t cell = 0; cell < trees_.size(); ++cell) {
        if (trees_[cell] == no_tree) continue;
        here.clear();
        collect(trees_[cell] & node_mask, (trees_[cell] >> height_shift) + 1, here);
        for (const Entry& entry : here)
            if (is_first(on_rulers(entry.box), everywhere, cell / across, cell % across)) entries.push_back(entry);
    }
    TRUCE_ASSERT(entries.size() == size_);
    return entries;
}

void BoxTree::lay_anew() {
    const std::vector<Entry> entries = all();
    lay_rulers_and_cells(entries);
    const auto for_each = [&](const auto& visit) {
        for (const Entry& entry : entries) {
            const Cells cells = cells_of(on_rulers(entry.box));
            for (std::uint32_t x = cells.low[0]; x <= cells.high[0]; ++x)
                for (std::uint32_t y = cells.low[1]; y <= cells.high[1]; ++y) visit(grid_.place(x, y), entry);
        }
    };
    std::vector<std::size_t> ends(trees_.size() + 1);  // of each cell, one on: first how many, then where the next goes
    for_each([&](std::size_t cell, const Entry&) { ++ends[cell + 1]; });
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    std::vector<Entry> by_cell(ends.back());
    for_each([&](std::size_t cell, const Entry& entry) { by_cell[ends[cell]++] = entry; });

    nodes_.clear();
    exact_.clear();
    counts_.clear();
    free_.clear();
    const std::size_t about = by_cell.size() * 3 / 2 / filled + trees_.size() + 16;
    nodes_.reserve(about);
    exact_.reserve(about);
    counts_.reserve(about);
    Entry* first = by_cell.data();
    for (std::size_t cell = 0; cell < trees_.size(); ++cell) {
        Entry* const end = by_cell.data() + ends[cell];
        const auto count = static_cast<std::size_t>(end - first);
        std::uint32_t height = 1;
        for (std::size_t holds = filled; holds < count; holds *= filled) ++height;
        if (count != 0) trees_[cell] = lay(first, end, height).child | (height - 1) << height_shift;
        first = end;
    }
    laid_ = size_;
    changes_ = 0;
}

/// A ruler covers twice the length that nearly all boxes lie on, for what comes later often lies beyond. Cells: as many as leave
/// each some leaves' worth of boxes, each time halved along the axis where they are longest beside the boxes.
void BoxTree::lay_rulers_and_cells(const std::vector<Entry>& entries) {
    std::array<double, 4> in_lengths;  // of the boxes, how long what they lie on is
    for (std::size_t d = 0; d < 4; ++d) {
        const auto [low, high] = usual_span(entries, d);
        Ruler& ruler = rulers_[d];
        ruler = {(low + high) / 2, 0};
        while ((high - low) >> ruler.shift > ruler_high) ++ruler.shift;
        double sum = 0;
        for (const Entry& entry : entries) sum += ruler.at(entry.box.high[d]) - ruler.at(entry.box.low[d]) + 1;
        in_lengths[d] = static_cast<double>((high - low) >> ruler.shift) * static_cast<double>(entries.size()) / sum;
    }
    const auto longest = [&](std::size_t but) {
        std::size_t best = but == 0 ? 1 : 0;
        for (std::size_t d = 0; d < 4; ++d)
            if (d != but && in_lengths[d] > in_lengths[best]) best = d;
        return best;
    };
    grid_.axis[0] = longest(4);
    grid_.axis[1] = longest(grid_.axis[0]);
    std::array<unsigned, 2> halvings{};
    for (std::size_t each = entries.size(); each > cell_boxes_max; each /= 2) {
        const std::size_t a = in_lengths[grid_.axis[0]] >= in_lengths[grid_.axis[1]] ? 0 : 1;
        if (in_lengths[grid_.axis[a]] < 2 * cell_lengths_min || halvings[a] + 2 > ruler_bits) break;
        in_lengths[grid_.axis[a]] /= 2;
        ++halvings[a];
    }
    for (std::size_t a = 0; a < 2; ++a) grid_.bits[a] = halvings[a] == 0 ? 0 : halvings[a] + 1;
    trees_.assign(std::size_t{1} << (grid_.bits[0] + grid_.bits[1]), no_tree);
}

/// One node over the entries. Precondition: at most filled ^ height of them.
BoxTree::Entry BoxTree::lay(Entry* first, Entry* end, std::uint32_t height) {
    const auto count = static_cast<std::size_t>(end - first);
    const std::uint32_t node = take_node();
    if (height == 1) {
        for (std::size_t i = 0; i < count; ++i) put(node, height, i, first[i]);
        counts_[node] = static_cast<std::uint8_t>(count);
    } else {
        std::size_t each = 1;
        for (std::uint32_t h = 1; h < height; ++h) each *= filled;
        lay_groups(first, end, (count + each - 1) / each, height - 1, node);
    }
    return {nodes_[node].bounds(), node};
}

/// So many children of the parent, each of nearly the same number of entries.
void BoxTree::lay_groups(Entry* first, Entry* end, std::size_t groups, std::uint32_t height, std::uint32_t parent) {
    if (groups == 1) {
        const Entry child = lay(first, end, height);
        put(parent, height + 1, counts_[parent]++, child);
        return;
    }
    const std::size_t left = groups / 2;
    Entry* const middle = first + static_cast<std::size_t>(end - first) * left / groups;
    halve(first, middle, end);
    lay_groups(first, middle, left, height, parent);
    lay_groups(middle, end, groups - left, height, parent);
}

}  // namespace truce
