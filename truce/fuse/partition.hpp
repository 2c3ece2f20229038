/// The partition: which sightings are of one incident, given the scores of their links.
///
/// Links are ranked by score, then by the ids of their ends, never by arrival. Going down the ranks, a link joins the two
/// groups that its ends belong to by then, if the groups may be one:
///   1. they have no source in common;
///   2. no person keeps a member of one apart from a member of the other;
///   3. the mean over all pairs across, a pair without a link counting Rules::absent, is at least Rules::threshold.
/// A person's "together" ranks above every score and needs only 2. A link is thus decided by nothing but the links above it:
/// it is the locally dominant one when its turn comes. So the answer depends on the set of sightings, links and decisions
/// alone, and a late report changes only what lies below its own links and is reached by changed decisions.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "truce/fuse/model.hpp"

namespace truce {

/// A scored link between two nodes.
struct ScoredLink {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Millibits score = 0;
};

/// A person's decision on two nodes. Where decisions contradict, "apart" is kept: nothing is joined while people disagree.
struct Constraint {
    enum class Kind : std::uint8_t { together, apart };
    Kind kind = Kind::together;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
};

struct Rules {
    Millibits threshold = 0;
    Millibits absent = -8'000;  ///< also the least that a link counts
};

/// Groups the nodes 0 .. sources.size()-1, which are numbered in the order of their ids.
///   sources      of each node
///   links        in any order, each pair at most once; sources of the ends differ
///   constraints  in any order
///   returns      for each node the smallest node of its group
/// Time about L log L; a group holds at most as many members as there are sources, unless people join more.
std::vector<std::uint32_t> partition(const std::vector<std::uint32_t>& sources, std::vector<ScoredLink> links,
                                     const std::vector<Constraint>& constraints, const Rules& rules);

/// The same partition, kept while nodes come and go. Numbers of removed nodes are not used again.
class LivePartition {
public:
    /// The order of nodes by their ids, for ties: less(a, b).
    using Order = std::function<bool(std::uint32_t, std::uint32_t)>;
    LivePartition(Rules rules, Order less) : rules_(rules), less_(std::move(less)) {}

    /// A node's link to one that is already there.
    struct Edge {
        std::uint32_t other = 0;
        Millibits score = 0;
    };
    /// Adds the next node (its number is size()), with its links to earlier nodes, and repairs. Precondition: others are live
    /// and of other sources.
    void add(std::uint32_t source, std::span<const Edge> edges);
    /// As `add` for many nodes at once. Precondition: size() == 0.
    void load(const std::vector<std::uint32_t>& sources, const std::vector<ScoredLink>& links);
    /// Takes a node out, with all decisions on it, and repairs. Precondition: live.
    void remove(std::uint32_t node);
    /// Adds or takes back a person's decision and repairs. Precondition: both ends live; a decision of one kind on one pair
    /// stands at most once.
    void decide(const Constraint& constraint);
    void take_back(const Constraint& constraint);

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] bool live(std::uint32_t node) const { return nodes_[node].live; }
    /// The members of a node's group, ascending by number.
    [[nodiscard]] std::vector<std::uint32_t> group(std::uint32_t node) const;
    /// How many links the last repair decided anew.
    [[nodiscard]] std::size_t decided() const { return decided_; }
    /// The nodes whose groups the last repair may have changed, ascending by number.
    [[nodiscard]] const std::vector<std::uint32_t>& touched() const { return touched_; }

private:
    struct Half {
        std::uint32_t other = 0;
        Millibits score = 0;
        bool together = false;  ///< a person's: ranks above all scores
        bool joins = false;     ///< it joined two groups when its turn came
        bool gone = false;      ///< to be erased after the repair: joins nothing any more
    };
    struct Node {
        std::uint32_t source = 0;
        bool live = true;
        std::vector<Half> links;           ///< ascending by (other, together)
        std::vector<std::uint32_t> apart;  ///< ascending
    };
    /// A link as it stands in the order of decisions; `low` is the end that comes first by id.
    struct Rank {
        bool together = false;
        Millibits score = 0;
        std::uint32_t low = 0;
        std::uint32_t high = 0;
    };
    class Repair;

    [[nodiscard]] Rank rank(std::uint32_t a, const Half& half) const;
    [[nodiscard]] bool above(const Rank& x, const Rank& y) const;
    /// The group that `node` belongs to when the links above `limit` are decided; all of it without a limit.
    [[nodiscard]] std::vector<std::uint32_t> group_above(std::uint32_t node, const Rank* limit) const;
    [[nodiscard]] bool may_join(std::span<const std::uint32_t> g, std::span<const std::uint32_t> h, bool together) const;
    [[nodiscard]] Millibits score_of(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] const Half* half(std::uint32_t from, std::uint32_t to, bool together) const;
    Half* half(std::uint32_t from, std::uint32_t to, bool together);
    void insert(std::uint32_t from, const Half& half);
    void erase(std::uint32_t from, std::uint32_t to, bool together);

    Rules rules_;
    Order less_;
    std::vector<Node> nodes_;
    std::size_t decided_ = 0;
    std::vector<std::uint32_t> touched_;
};

}  // namespace truce
