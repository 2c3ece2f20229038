#include "truce/fuse/partition.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace truce {
namespace {

/// Links by node: neighbours ascending, so that a pair's score is found by halving.
class Neighbours {
public:
    Neighbours(std::size_t nodes, const std::vector<ScoredLink>& links) : begin_(nodes + 1), of_(links.size() * 2) {
        for (const ScoredLink& link : links) {
            ++begin_[link.a + 1];
            ++begin_[link.b + 1];
        }
        for (std::size_t i = 1; i <= nodes; ++i) begin_[i] += begin_[i - 1];
        std::vector<std::size_t> at(begin_.begin(), begin_.end() - 1);
        for (const ScoredLink& link : links) {
            of_[at[link.a]++] = {link.b, link.score};
            of_[at[link.b]++] = {link.a, link.score};
        }
        for (std::size_t i = 0; i < nodes; ++i) std::sort(from(begin_[i]), from(begin_[i + 1]));
    }
    [[nodiscard]] Millibits score(std::uint32_t a, std::uint32_t b, Millibits absent) const {
        const auto end = of_.begin() + static_cast<std::ptrdiff_t>(begin_[a + 1]);
        const auto found = std::lower_bound(of_.begin() + static_cast<std::ptrdiff_t>(begin_[a]), end, b,
                                            [](const auto& entry, std::uint32_t node) { return entry.first < node; });
        return found == end || found->first != b ? absent : std::max(found->second, absent);
    }

private:
    using Entry = std::pair<std::uint32_t, Millibits>;
    std::vector<Entry>::iterator from(std::size_t i) { return of_.begin() + static_cast<std::ptrdiff_t>(i); }
    std::vector<std::size_t> begin_;
    std::vector<Entry> of_;
};

/// Groups as lists of members; the shorter list moves into the longer.
class Groups {
public:
    explicit Groups(std::size_t nodes) : group_(nodes), members_(nodes) {
        for (std::uint32_t i = 0; i < nodes; ++i) {
            group_[i] = i;
            members_[i] = {i};
        }
    }
    [[nodiscard]] std::uint32_t of(std::uint32_t node) const { return group_[node]; }
    [[nodiscard]] std::span<const std::uint32_t> members(std::uint32_t group) const { return members_[group]; }
    void merge(std::uint32_t a, std::uint32_t b) {
        if (members_[a].size() < members_[b].size()) std::swap(a, b);
        for (const std::uint32_t node : members_[b]) {
            group_[node] = a;
            members_[a].push_back(node);
        }
        members_[b] = {};
    }
    [[nodiscard]] std::vector<std::uint32_t> smallest() const {
        std::vector<std::uint32_t> smallest(group_.size());
        for (const auto& members : members_) {
            const auto low = members.empty() ? 0 : *std::min_element(members.begin(), members.end());
            for (const std::uint32_t node : members) smallest[node] = low;
        }
        return smallest;
    }

private:
    std::vector<std::uint32_t> group_;
    std::vector<std::vector<std::uint32_t>> members_;
};

template <typename SourceOf>
bool share_source(std::span<const std::uint32_t> g, std::span<const std::uint32_t> h, SourceOf source_of) {
    return std::any_of(g.begin(), g.end(), [&](std::uint32_t x) {
        return std::any_of(h.begin(), h.end(), [&](std::uint32_t y) { return source_of(x) == source_of(y); });
    });
}

template <typename ScoreOf>
bool near_enough(std::span<const std::uint32_t> g, std::span<const std::uint32_t> h, Millibits threshold, ScoreOf score_of) {
    std::int64_t sum = 0;
    for (const std::uint32_t x : g) {
        for (const std::uint32_t y : h) sum += score_of(x, y) - std::int64_t{threshold};
    }
    return sum >= 0;
}

}  // namespace

std::vector<std::uint32_t> partition(const std::vector<std::uint32_t>& sources, std::vector<ScoredLink> links,
                                     const std::vector<Constraint>& constraints, const Rules& rules) {
    for (ScoredLink& link : links) {
        if (link.b < link.a) std::swap(link.a, link.b);
    }
    std::vector<std::pair<std::uint32_t, std::uint32_t>> apart;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> together;
    for (const Constraint& constraint : constraints) {
        (constraint.kind == Constraint::Kind::apart ? apart : together).push_back(std::minmax(constraint.a, constraint.b));
    }
    std::sort(apart.begin(), apart.end());
    std::sort(together.begin(), together.end());
    const auto kept_apart = [&](std::span<const std::uint32_t> g, std::span<const std::uint32_t> h) {
        if (apart.empty()) return false;
        return std::any_of(g.begin(), g.end(), [&](std::uint32_t x) {
            return std::any_of(h.begin(), h.end(), [&](std::uint32_t y) {
                return std::binary_search(apart.begin(), apart.end(), std::pair<std::uint32_t, std::uint32_t>(std::minmax(x, y)));
            });
        });
    };
    Groups groups(sources.size());
    for (const auto& [a, b] : together) {
        const std::uint32_t g = groups.of(a);
        const std::uint32_t h = groups.of(b);
        if (g != h && !kept_apart(groups.members(g), groups.members(h))) groups.merge(g, h);
    }
    const Neighbours neighbours(sources.size(), links);
    std::erase_if(
        links, [&](const ScoredLink& link) { return link.score < rules.threshold && constraints.empty() && link.score <= rules.absent; });
    std::sort(links.begin(), links.end(),
              [](const ScoredLink& x, const ScoredLink& y) { return std::tie(y.score, x.a, x.b) < std::tie(x.score, y.a, y.b); });
    for (const ScoredLink& link : links) {
        const std::uint32_t g = groups.of(link.a);
        const std::uint32_t h = groups.of(link.b);
        if (g == h) continue;
        const auto x = groups.members(g);
        const auto y = groups.members(h);
        if (share_source(x, y, [&](std::uint32_t node) { return sources[node]; }) || kept_apart(x, y)) continue;
        const auto score = [&](std::uint32_t a, std::uint32_t b) { return neighbours.score(a, b, rules.absent); };
        if (near_enough(x, y, rules.threshold, score)) groups.merge(g, h);
    }
    return groups.smallest();
}

/// Decides links anew, from the highest down, as long as decisions reach them.
class LivePartition::Repair {
public:
    explicit Repair(LivePartition& live) : live_(live), waiting_(Above{&live}) {}

    void decide_again(std::uint32_t node, const Half& half) { waiting_.insert(live_.rank(node, half)); }
    void touch(std::uint32_t node) { touched_.push_back(node); }
    void run() {
        live_.decided_ = 0;
        while (!waiting_.empty()) {
            const Rank rank = *waiting_.begin();
            waiting_.erase(waiting_.begin());
            decide(rank);
        }
        std::sort(touched_.begin(), touched_.end());
        touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
        live_.touched_ = std::move(touched_);
    }

private:
    struct Above {
        const LivePartition* live;
        bool operator()(const Rank& x, const Rank& y) const { return live->above(x, y); }
    };

    void decide(const Rank& rank) {
        ++live_.decided_;
        Half& there = *live_.half(rank.low, rank.high, rank.together);
        const auto g = live_.group_above(rank.low, &rank);
        const bool one_group = std::find(g.begin(), g.end(), rank.high) != g.end();
        const auto h = one_group ? g : live_.group_above(rank.high, &rank);
        const bool joins = !one_group && !there.gone && live_.may_join(g, h, rank.together);
        if (!joins && !there.joins) return;
        there.joins = joins;
        live_.half(rank.high, rank.low, rank.together)->joins = joins;
        // Even if the decision stays: a group that arrives here changed goes on changed, and that must reach the links below.
        for (const std::uint32_t node : g) reach(node, rank);
        if (!one_group) {
            for (const std::uint32_t node : h) reach(node, rank);
        }
    }
    void reach(std::uint32_t node, const Rank& limit) {
        touched_.push_back(node);
        for (const Half& half : live_.nodes_[node].links) {
            const Rank below = live_.rank(node, half);
            if (live_.above(limit, below)) waiting_.insert(below);
        }
    }

    LivePartition& live_;
    std::set<Rank, Above> waiting_;
    std::vector<std::uint32_t> touched_;
};

LivePartition::Rank LivePartition::rank(std::uint32_t a, const Half& half) const {
    const bool in_order = less_(a, half.other);
    return {half.together, half.score, in_order ? a : half.other, in_order ? half.other : a};
}

bool LivePartition::above(const Rank& x, const Rank& y) const {
    if (x.together != y.together) return x.together;
    if (x.score != y.score) return x.score > y.score;
    if (x.low != y.low) return less_(x.low, y.low);
    return x.high != y.high && less_(x.high, y.high);
}

std::vector<std::uint32_t> LivePartition::group_above(std::uint32_t node, const Rank* limit) const {
    std::vector<std::uint32_t> group{node};
    for (std::size_t i = 0; i < group.size(); ++i) {
        for (const Half& half : nodes_[group[i]].links) {
            if (!half.joins || (limit != nullptr && !above(rank(group[i], half), *limit))) continue;
            if (std::find(group.begin(), group.end(), half.other) == group.end()) group.push_back(half.other);
        }
    }
    return group;
}

std::vector<std::uint32_t> LivePartition::group(std::uint32_t node) const {
    auto group = group_above(node, nullptr);
    std::sort(group.begin(), group.end());
    return group;
}

bool LivePartition::may_join(std::span<const std::uint32_t> g, std::span<const std::uint32_t> h, bool together) const {
    for (const std::uint32_t x : g) {
        const auto& apart = nodes_[x].apart;
        if (apart.empty()) continue;
        for (const std::uint32_t y : h) {
            if (std::binary_search(apart.begin(), apart.end(), y)) return false;
        }
    }
    if (together) return true;
    if (share_source(g, h, [&](std::uint32_t node) { return nodes_[node].source; })) return false;
    return near_enough(g, h, rules_.threshold, [&](std::uint32_t a, std::uint32_t b) { return score_of(a, b); });
}

Millibits LivePartition::score_of(std::uint32_t a, std::uint32_t b) const {
    const Half* found = half(a, b, false);
    return found == nullptr || found->gone ? rules_.absent : std::max(found->score, rules_.absent);
}

const LivePartition::Half* LivePartition::half(std::uint32_t from, std::uint32_t to, bool together) const {
    const auto& links = nodes_[from].links;
    const auto before = [](const Half& half, const std::pair<std::uint32_t, bool>& key) {
        return std::pair(half.other, half.together) < key;
    };
    const auto found = std::lower_bound(links.begin(), links.end(), std::pair(to, together), before);
    return found == links.end() || found->other != to || found->together != together ? nullptr : &*found;
}

LivePartition::Half* LivePartition::half(std::uint32_t from, std::uint32_t to, bool together) {
    return const_cast<Half*>(std::as_const(*this).half(from, to, together));
}

void LivePartition::insert(std::uint32_t from, const Half& half) {
    auto& links = nodes_[from].links;
    const auto before = [](const Half& x, const Half& y) { return std::tie(x.other, x.together) < std::tie(y.other, y.together); };
    links.insert(std::upper_bound(links.begin(), links.end(), half, before), half);
}

void LivePartition::erase(std::uint32_t from, std::uint32_t to, bool together) {
    std::erase_if(nodes_[from].links, [&](const Half& half) { return half.other == to && half.together == together; });
}

void LivePartition::add(std::uint32_t source, std::span<const Edge> edges) {
    const auto node = static_cast<std::uint32_t>(nodes_.size());
    nodes_.push_back({source, true, {}, {}});
    for (const Edge& edge : edges) {
        TRUCE_ASSERT(edge.other < node && nodes_[edge.other].live && nodes_[edge.other].source != source);
        insert(node, {edge.other, edge.score, false, false, false});
        insert(edge.other, {node, edge.score, false, false, false});
    }
    Repair repair(*this);
    repair.touch(node);
    for (const Half& half : nodes_[node].links) repair.decide_again(node, half);
    repair.run();
}

void LivePartition::load(const std::vector<std::uint32_t>& sources, const std::vector<ScoredLink>& links) {
    TRUCE_ASSERT(nodes_.empty());
    for (const std::uint32_t source : sources) nodes_.push_back({source, true, {}, {}});
    for (const ScoredLink& link : links) {
        nodes_[link.a].links.push_back({link.b, link.score, false, false, false});
        nodes_[link.b].links.push_back({link.a, link.score, false, false, false});
    }
    for (Node& node : nodes_) {
        std::sort(node.links.begin(), node.links.end(), [](const Half& x, const Half& y) { return x.other < y.other; });
    }
    std::vector<Rank> ranks;
    ranks.reserve(links.size());
    for (const ScoredLink& link : links) ranks.push_back(rank(link.a, {link.b, link.score, false, false, false}));
    std::sort(ranks.begin(), ranks.end(), [&](const Rank& x, const Rank& y) { return above(x, y); });
    Groups groups(nodes_.size());
    for (const Rank& rank : ranks) {
        const std::uint32_t g = groups.of(rank.low);
        const std::uint32_t h = groups.of(rank.high);
        if (g == h || !may_join(groups.members(g), groups.members(h), false)) continue;
        groups.merge(g, h);
        half(rank.low, rank.high, false)->joins = true;
        half(rank.high, rank.low, false)->joins = true;
    }
    decided_ = ranks.size();
    touched_.clear();
}

void LivePartition::remove(std::uint32_t node) {
    TRUCE_ASSERT(nodes_[node].live);
    Repair repair(*this);
    repair.touch(node);
    for (Half& there : nodes_[node].links) {
        there.gone = true;
        half(there.other, node, there.together)->gone = true;
        repair.decide_again(node, there);
    }
    repair.run();
    for (const Half& there : nodes_[node].links) erase(there.other, node, there.together);
    for (const std::uint32_t other : nodes_[node].apart) std::erase(nodes_[other].apart, node);
    nodes_[node] = {nodes_[node].source, false, {}, {}};
}

void LivePartition::decide(const Constraint& constraint) {
    const auto [kind, a, b] = constraint;
    TRUCE_ASSERT(a != b && nodes_[a].live && nodes_[b].live);
    Repair repair(*this);
    if (kind == Constraint::Kind::together) {
        TRUCE_ASSERT(half(a, b, true) == nullptr);
        insert(a, {b, 0, true, false, false});
        insert(b, {a, 0, true, false, false});
        repair.decide_again(a, *half(a, b, true));
    } else {
        for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
            auto& apart = nodes_[from].apart;
            apart.insert(std::upper_bound(apart.begin(), apart.end(), to), to);
        }
        // What joins the two now may do so no longer.
        for (const std::uint32_t node : group_above(a, nullptr)) {
            for (const Half& there : nodes_[node].links) {
                if (there.joins) repair.decide_again(node, there);
            }
        }
    }
    repair.run();
}

void LivePartition::take_back(const Constraint& constraint) {
    const auto [kind, a, b] = constraint;
    Repair repair(*this);
    if (kind == Constraint::Kind::together) {
        half(a, b, true)->gone = true;
        half(b, a, true)->gone = true;
        repair.decide_again(a, *half(a, b, true));
    } else {
        std::erase(nodes_[a].apart, b);
        std::erase(nodes_[b].apart, a);
        // Whatever was kept from joining the two starts in the group of one and ends in that of the other.
        for (const std::uint32_t node : group_above(a, nullptr)) {
            for (const Half& there : nodes_[node].links) repair.decide_again(node, there);
        }
    }
    repair.run();
    if (kind == Constraint::Kind::together) {
        erase(a, b, true);
        erase(b, a, true);
    }
}

}  // namespace truce
