#include "truce/geo/box_tree.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace truce {

namespace {

constexpr std::int32_t least = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t most = std::numeric_limits<std::int32_t>::max();
/// How many boxes a node is laid with: some room is left for what comes later.
constexpr std::size_t filled = 14;
constexpr std::size_t changes_min = 64;

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

}  // namespace

BoxTree::Node::Node() : child{} {
    for (std::size_t d = 0; d < 4; ++d) {
        low[d].fill(most);
        high[d].fill(least);
    }
}

Box4 BoxTree::Node::box(std::size_t i) const {
    return {{low[0][i], low[1][i], low[2][i], low[3][i]}, {high[0][i], high[1][i], high[2][i], high[3][i]}};
}

void BoxTree::Node::set(std::size_t i, const Box4& box, std::uint32_t child_) {
    for (std::size_t d = 0; d < 4; ++d) {
        low[d][i] = box.low[d];
        high[d][i] = box.high[d];
    }
    child[i] = child_;
}

void BoxTree::Node::clear(std::size_t i) {
    --count;
    set(i, box(count), child[count]);
    set(count, {{most, most, most, most}, {least, least, least, least}}, 0);
}

Box4 BoxTree::Node::bounds() const {
    Box4 all{{most, most, most, most}, {least, least, least, least}};
    for (std::size_t d = 0; d < 4; ++d) {
        for (std::size_t i = 0; i < width; ++i) {  // what is behind the last does not matter to least and most
            all.low[d] = std::min(all.low[d], low[d][i]);
            all.high[d] = std::max(all.high[d], high[d][i]);
        }
    }
    return all;
}

std::uint32_t BoxTree::take_node() {
    if (free_.empty()) {
        TRUCE_ASSERT(nodes_.size() <= node_mask);
        nodes_.emplace_back();
        return static_cast<std::uint32_t>(nodes_.size() - 1);
    }
    const std::uint32_t node = free_.back();
    free_.pop_back();
    nodes_[node] = Node();
    return node;
}

void BoxTree::give_back(std::uint32_t node) { free_.push_back(node); }

void BoxTree::insert(Id id, const Box4& box) {
    const Entry entry{box, id};
    if (height_ == 0) {
        root_ = take_node();
        height_ = 1;
    }
    if (const auto beside = place(root_, height_, entry)) {
        TRUCE_ASSERT(height_ < height_max);
        const std::uint32_t root = take_node();
        nodes_[root].set(0, nodes_[root_].bounds(), root_);
        nodes_[root].set(1, beside->box, beside->child);
        nodes_[root].count = 2;
        root_ = root;
        ++height_;
    }
    ++size_;
    ++changes_;
    if (changes_ >= std::max(changes_min, laid_ / 2)) lay_anew();
}

std::optional<BoxTree::Entry> BoxTree::place(std::uint32_t node, std::uint32_t height, const Entry& entry) {
    if (height == 1) return add(node, entry);
    const std::size_t i = cheapest(nodes_[node], entry.box);
    const std::uint32_t child = nodes_[node].child[i];
    const auto beside = place(child, height - 1, entry);
    nodes_[node].set(i, beside ? nodes_[child].bounds() : joined(nodes_[node].box(i), entry.box), child);
    if (!beside) return std::nullopt;
    return add(node, *beside);
}

/// The box that grows least, in shares of the node's own lengths; of equal ones the smallest.
std::size_t BoxTree::cheapest(const Node& node, const Box4& box) {
    const Box4 bounds = node.bounds();
    std::array<double, 4> unit;
    for (std::size_t d = 0; d < 4; ++d) unit[d] = 1 / (static_cast<double>(length(bounds, d)) + 1);
    std::size_t best = 0;
    std::pair least_cost{std::numeric_limits<double>::infinity(), 0.0};
    for (std::size_t i = 0; i < node.count; ++i) {
        std::pair cost{0.0, 0.0};
        for (std::size_t d = 0; d < 4; ++d) {
            const double before = static_cast<double>(node.high[d][i]) - node.low[d][i];
            const double after =
                static_cast<double>(std::max(node.high[d][i], box.high[d])) - static_cast<double>(std::min(node.low[d][i], box.low[d]));
            cost.first += (after - before) * unit[d];
            cost.second += before * unit[d];
        }
        if (cost < least_cost) {
            least_cost = cost;
            best = i;
        }
    }
    return best;
}

std::optional<BoxTree::Entry> BoxTree::add(std::uint32_t node, const Entry& entry) {
    if (Node& here = nodes_[node]; here.count < width) {
        here.set(here.count++, entry.box, entry.child);
        return std::nullopt;
    }
    std::array<Entry, width + 1> all;
    for (std::size_t i = 0; i < width; ++i) all[i] = {nodes_[node].box(i), nodes_[node].child[i]};
    all[width] = entry;
    constexpr std::size_t half = (width + 1) / 2;
    halve(all.data(), all.data() + half, all.data() + all.size());
    const std::uint32_t other = take_node();
    nodes_[node] = Node();
    for (std::size_t i = 0; i < half; ++i) nodes_[node].set(i, all[i].box, all[i].child);
    nodes_[node].count = half;
    for (std::size_t i = half; i < all.size(); ++i) nodes_[other].set(i - half, all[i].box, all[i].child);
    nodes_[other].count = static_cast<std::uint32_t>(all.size() - half);
    return Entry{nodes_[other].bounds(), other};
}

void BoxTree::remove(Id id, const Box4& box) {
    const Taken taken = height_ == 0 ? Taken::no : take_out(root_, height_, id, box);
    TRUCE_ASSERT(taken != Taken::no);
    --size_;
    ++changes_;
    if (taken != Taken::node_is_empty) return;
    TRUCE_ASSERT(size_ == 0);
    nodes_.clear();
    free_.clear();
    height_ = 0;
    laid_ = 0;
    changes_ = 0;
}

BoxTree::Taken BoxTree::take_out(std::uint32_t node, std::uint32_t height, Id id, const Box4& box) {
    for (std::size_t i = 0; i < nodes_[node].count; ++i) {
        Node& here = nodes_[node];
        if (!contains(here.box(i), box)) continue;
        if (height == 1) {
            if (here.child[i] != id || here.box(i) != box) continue;
            here.clear(i);
            return here.count == 0 ? Taken::node_is_empty : Taken::yes;
        }
        const std::uint32_t child = here.child[i];
        const Taken taken = take_out(child, height - 1, id, box);
        if (taken == Taken::no) continue;
        if (taken == Taken::yes) {
            here.set(i, nodes_[child].bounds(), child);
            return Taken::yes;
        }
        give_back(child);
        here.clear(i);
        return here.count == 0 ? Taken::node_is_empty : Taken::yes;
    }
    return Taken::no;
}

void BoxTree::collect(std::uint32_t node, std::uint32_t height, std::vector<Entry>& entries) const {
    const Node& here = nodes_[node];
    for (std::size_t i = 0; i < here.count; ++i) {
        if (height == 1) {
            entries.push_back({here.box(i), here.child[i]});
        } else {
            collect(here.child[i], height - 1, entries);
        }
    }
}

void BoxTree::lay_anew() {
    std::vector<Entry> entries;
    entries.reserve(size_);
    collect(root_, height_, entries);
    TRUCE_ASSERT(entries.size() == size_);
    nodes_.clear();
    free_.clear();
    nodes_.reserve(size_ * 3 / 2 / filled + 16);
    std::size_t holds = filled;
    for (height_ = 1; holds < size_; ++height_) holds *= filled;
    root_ = lay(entries.data(), entries.data() + size_, height_).child;
    laid_ = size_;
    changes_ = 0;
}

/// One node over the entries. Precondition: at most filled ^ height of them.
BoxTree::Entry BoxTree::lay(Entry* first, Entry* end, std::uint32_t height) {
    const auto count = static_cast<std::size_t>(end - first);
    const std::uint32_t node = take_node();
    if (height == 1) {
        for (std::size_t i = 0; i < count; ++i) nodes_[node].set(i, first[i].box, first[i].child);
        nodes_[node].count = static_cast<std::uint32_t>(count);
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
        Node& here = nodes_[parent];
        here.set(here.count++, child.box, child.child);
        return;
    }
    const std::size_t left = groups / 2;
    Entry* const middle = first + static_cast<std::size_t>(end - first) * left / groups;
    halve(first, middle, end);
    lay_groups(first, middle, left, height, parent);
    lay_groups(middle, end, groups - left, height, parent);
}

}  // namespace truce
