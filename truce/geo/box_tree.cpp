#include "truce/geo/box_tree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>

namespace truce {

namespace {

/// How many boxes a node is laid with: some room is left for what comes later.
constexpr std::size_t filled = 14;
constexpr std::size_t changes_min = 16;
/// About how many boxes a cell gets, and how many times as long as they it is at least.
constexpr std::size_t cell_boxes_max = 48;
constexpr double cell_lengths_min = 8;

template <typename InCell>
InCell joined(const InCell& a, const InCell& b) {
    InCell all;
    for (std::size_t d = 0; d < 4; ++d) {
        all.low[d] = std::min(a.low[d], b.low[d]);
        all.high[d] = std::max(a.high[d], b.high[d]);
    }
    return all;
}

template <typename InCell>
bool contains(const InCell& outer, const InCell& inner) {
    for (std::size_t d = 0; d < 4; ++d)
        if (outer.low[d] > inner.low[d] || outer.high[d] < inner.high[d]) return false;
    return true;
}

template <typename InCell>
int twice_middle(const InCell& box, std::size_t d) {
    return box.low[d] + box.high[d];
}

/// On which the boxes' middles, but for an eighth at each end, are spread widest beside the boxes' usual length: from a sample.
template <typename Entry>
std::size_t axis_of(std::span<const Entry> entries) {
    constexpr std::size_t sample = 16;
    const std::size_t count = std::min(sample, entries.size());
    std::size_t best = 0;
    double best_spread = -1;
    for (std::size_t d = 0; d < 4; ++d) {
        std::array<int, sample> middles;
        std::array<int, sample> lengths;
        for (std::size_t i = 0; i < count; ++i) {
            const auto& box = entries[i * entries.size() / count].in_cell;
            middles[i] = twice_middle(box, d);
            lengths[i] = box.high[d] - box.low[d];
        }
        const auto end = static_cast<std::ptrdiff_t>(count);
        std::sort(middles.begin(), middles.begin() + end);
        std::nth_element(lengths.begin(), lengths.begin() + end / 2, lengths.begin() + end);
        const int wide = middles[count - 1 - count / 8] - middles[count / 8];
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
    std::nth_element(first, middle, end,
                     [d](const Entry& a, const Entry& b) { return twice_middle(a.in_cell, d) < twice_middle(b.in_cell, d); });
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

bool BoxTree::may_meet(const Box4& a, const Box4& b) const {
    const OnRulers on_a = on_rulers(a);
    const OnRulers on_b = on_rulers(b);
    const Cells of_a = cells_of(on_a);
    const Cells of_b = cells_of(on_b);
    std::array<std::uint32_t, 2> cell{};  // the first of both
    for (std::size_t i = 0; i < 2; ++i) {
        cell[i] = std::max(of_a.low[i], of_b.low[i]);
        if (cell[i] > std::min(of_a.high[i], of_b.high[i])) return false;
    }
    const InCell in_a = in_cell(on_a, cell[0], cell[1]);
    const InCell in_b = in_cell(on_b, cell[0], cell[1]);
    for (std::size_t d = 0; d < 4; ++d)
        if (in_a.low[d] > in_b.high[d] || in_a.high[d] < in_b.low[d]) return false;
    return true;
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
    nodes_[node].set(i, entry.in_cell, entry.child);
}

BoxTree::Entry BoxTree::entry(std::uint32_t node, std::uint32_t height, std::size_t i) const {
    return {height == 1 ? exact_[node].box[i] : Box4{}, nodes_[node].boxes.box(i), nodes_[node].child[i]};
}

/// Puts the last in its place.
void BoxTree::clear(std::uint32_t node, std::size_t i) {
    const std::size_t last = --counts_[node];
    Node& of = nodes_[node];
    of.set(i, of.boxes.box(last), of.child[last]);
    of.boxes.clear(last);
    exact_[node].box[i] = exact_[node].box[last];
}

void BoxTree::insert(Id id, const Box4& box) {
    for_each_cell(id, box, [this](std::size_t cell, const Entry& entry) { insert_into(trees_[cell], entry); });
    ++size_;
    ++changes_;
    if (changes_ >= std::max(changes_min, laid_ / 2)) lay_anew();
}

void BoxTree::insert_into(std::uint32_t& tree, const Entry& entry) {
    if (tree == no_tree) tree = take_node();
    const std::uint32_t old = tree & node_mask;
    const std::uint32_t height = (tree >> height_shift) + 1;
    const auto beside = place(old, height, entry);
    if (!beside) return;
    TRUCE_ASSERT(height < height_max);
    const std::uint32_t root = take_node();
    nodes_[root].set(0, nodes_[old].boxes.bounds(), old);
    nodes_[root].set(1, beside->in_cell, beside->child);
    counts_[root] = 2;
    tree = root | height << height_shift;
}

/// `entry` is to lie in a leaf.
std::optional<BoxTree::Entry> BoxTree::place(std::uint32_t node, std::uint32_t height, const Entry& entry) {
    if (height == 1) return add(node, height, entry);
    const std::size_t i = cheapest(node, entry.in_cell);
    const std::uint32_t child = nodes_[node].child[i];
    const auto beside = place(child, height - 1, entry);
    nodes_[node].set(i, beside ? nodes_[child].boxes.bounds() : joined(nodes_[node].boxes.box(i), entry.in_cell), child);
    if (!beside) return std::nullopt;
    return add(node, height, *beside);
}

/// The box that grows least, in shares of the node's own lengths; of equal ones the smallest.
std::size_t BoxTree::cheapest(std::uint32_t node, const InCell& box) const {
    const Node& here = nodes_[node];
    const InCell bounds = here.boxes.bounds();
    std::array<float, 4> unit;
    for (std::size_t d = 0; d < 4; ++d) unit[d] = 1 / static_cast<float>(bounds.high[d] - bounds.low[d] + 1);
    std::size_t best = 0;
    std::pair least_cost{std::numeric_limits<float>::infinity(), 0.0F};
    for (std::size_t i = 0; i < counts_[node]; ++i) {
        const InCell one = here.boxes.box(i);
        const InCell grown = joined(one, box);
        std::pair cost{0.0F, 0.0F};
        for (std::size_t d = 0; d < 4; ++d) {
            const int before = one.high[d] - one.low[d];
            cost.first += static_cast<float>(grown.high[d] - grown.low[d] - before) * unit[d];
            cost.second += static_cast<float>(before) * unit[d];
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
    return Entry{{}, nodes_[other].boxes.bounds(), other};
}

void BoxTree::remove(Id id, const Box4& box) {
    TRUCE_ASSERT(size_ != 0);
    for_each_cell(id, box, [this](std::size_t cell, const Entry& entry) { remove_from(trees_[cell], entry); });
    --size_;
    ++changes_;
    if (size_ == 0) *this = BoxTree();
}

void BoxTree::remove_from(std::uint32_t& tree, const Entry& entry) {
    const Taken taken = tree == no_tree ? Taken::no : take_out(tree & node_mask, (tree >> height_shift) + 1, entry);
    TRUCE_ASSERT(taken != Taken::no);
    if (taken != Taken::node_is_empty) return;
    give_back(tree & node_mask);
    tree = no_tree;
}

BoxTree::Taken BoxTree::take_out(std::uint32_t node, std::uint32_t height, const Entry& entry) {
    for (std::size_t i = 0; i < counts_[node]; ++i) {
        if (!contains(nodes_[node].boxes.box(i), entry.in_cell)) continue;
        const std::uint32_t child = nodes_[node].child[i];
        if (height == 1) {
            if (child != entry.child || exact_[node].box[i] != entry.box) continue;
            clear(node, i);
            return counts_[node] == 0 ? Taken::node_is_empty : Taken::yes;
        }
        const Taken taken = take_out(child, height - 1, entry);
        if (taken == Taken::no) continue;
        if (taken == Taken::yes) {
            nodes_[node].set(i, nodes_[child].boxes.bounds(), child);
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

/// Each box once: from the first cell that it has a point in.
std::vector<BoxTree::Entry> BoxTree::all() const {
    std::vector<Entry> entries;
    entries.reserve(size_);
    std::vector<Entry> here;
    for (const std::uint32_t tree : trees_) {
        if (tree == no_tree) continue;
        here.clear();
        collect(tree & node_mask, (tree >> height_shift) + 1, here);
        for (const Entry& entry : here) {
            const auto begins_here = [&](std::size_t a) { return grid_.begins(a, entry.in_cell.low[grid_.axis[a]]); };
            if (begins_here(0) && begins_here(1)) entries.push_back(entry);
        }
    }
    TRUCE_ASSERT(entries.size() == size_);
    return entries;
}

void BoxTree::lay_anew() {
    const std::vector<Entry> entries = all();
    lay_rulers_and_cells(entries);
    std::vector<std::size_t> ends(trees_.size() + 1);  // of each cell, one on: first how many, then where the next goes
    for (const Entry& entry : entries) for_each_cell(entry.child, entry.box, [&](std::size_t cell, const Entry&) { ++ends[cell + 1]; });
    std::partial_sum(ends.begin(), ends.end(), ends.begin());
    std::vector<Entry> by_cell(ends.back());
    for (const Entry& entry : entries)
        for_each_cell(entry.child, entry.box, [&](std::size_t cell, const Entry& there) { by_cell[ends[cell]++] = there; });

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
    std::array<Span, 4> spans;
    std::array<double, 4> in_lengths;  // of the boxes, how long what they lie on is
    for (std::size_t d = 0; d < 4; ++d) {
        spans[d] = usual_span(entries, d);
        const std::int64_t wide = spans[d].high - spans[d].low + 1;
        double sum = 0;
        for (const Entry& entry : entries)
            sum += static_cast<double>(std::min(std::int64_t{entry.box.high[d]} - entry.box.low[d], 2 * wide)) + 1;
        in_lengths[d] = static_cast<double>(wide) * static_cast<double>(entries.size()) / sum;
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
        if (in_lengths[grid_.axis[a]] < 2 * cell_lengths_min || halvings[a] + 2 > cell_bits_max) break;
        in_lengths[grid_.axis[a]] /= 2;
        ++halvings[a];
    }
    grid_.steps = {};
    grid_.begin = Grid().begin;
    std::array<std::int32_t, 4> steps{steps_alone, steps_alone, steps_alone, steps_alone};
    for (std::size_t a = 0; a < 2; ++a) {
        const bool has_cells = halvings[a] != 0;
        grid_.bits[a] = has_cells ? halvings[a] + 1 : 0;
        grid_.shift[a] = has_cells ? cell_shift : 15;
        if (has_cells) steps[grid_.axis[a]] = 1 << (grid_.bits[a] + cell_shift);
        for (const std::size_t end : {grid_.axis[a], grid_.axis[a] + 4}) {
            grid_.steps[a].at[end] = has_cells ? 1 << cell_shift : 0;
            grid_.begin.at[end] = has_cells ? 1 << (cell_shift - 1) : InCell::least;
        }
    }
    for (std::size_t d = 0; d < 4; ++d) {
        const auto [low, high] = spans[d];
        rulers_.half_middle[d] = static_cast<std::int32_t>((low + high) >> 2);
        rulers_.scale[d] = static_cast<float>(steps[d]) / static_cast<float>(high - low + 1);  // a ruler's length, in halves
        rulers_.offset[d] = static_cast<float>(steps[d]) / 2;
        rulers_.last[d] = static_cast<float>(steps[d] - 1);
    }
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
    return {{}, nodes_[node].boxes.bounds(), node};
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
