/// The partition: which sightings are of one incident, given the scores of their links.
///
/// Links are ranked by score, then by the ids of their ends, never by arrival. Going down the ranks, a link joins the two
/// groups that its ends belong to by then, if the groups may be one:
///   1. they have no source in common, except between sightings that a person put together;
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

/// A scored link between two nodes, a < b.
struct Link {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Millibits score = 0;
};

/// A person's decision on two nodes. If both kinds are there for one pair, or decisions contradict along a chain, "apart"
/// is kept: nothing is joined while people disagree.
struct Constraint {
    enum class Kind : std::uint8_t { together, apart };
    Kind kind = Kind::together;
    std::uint32_t a = 0;
    std::uint32_t b = 0;
};

struct Rules {
    Millibits threshold = 0;
    Millibits absent = -8'000;
};

/// The fixed order of nodes by their ids, for ties: less(a, b).
using NodeOrder = std::function<bool(std::uint32_t, std::uint32_t)>;

/// Groups the nodes 0 .. sources.size()-1.
///   sources  of each node
///   links    in any order, each pair at most once; sources of the ends differ
///   returns  for each node the smallest node (as a number) of its group
/// Time about L log L; a group holds at most as many members as there are sources, unless people join more.
std::vector<std::uint32_t> partition(const std::vector<std::uint32_t>& sources, std::vector<Link> links,
                                     const std::vector<Constraint>& constraints, const Rules& rules, const NodeOrder& less);

/// The same partition, kept while nodes come and go. Numbers of removed nodes are not used again.
class LivePartition {
public:
    LivePartition(Rules rules, NodeOrder less) : rules_(rules), less_(std::move(less)) {}

    /// A node's link to one that is already there.
    struct Edge {
        std::uint32_t other = 0;
        Millibits score = 0;
    };
    /// Adds the next node (its number is size()), with its links to earlier nodes, and repairs. Precondition: others are live
    /// and of other sources.
    void add(std::uint32_t source, std::span<const Edge> edges);
    /// As `add` for many nodes at once, from nothing: batch, then ready for more. Precondition: size() == 0.
    void load(const std::vector<std::uint32_t>& sources, const std::vector<Link>& links);
    /// Takes a node out and repairs. Precondition: live.
    void remove(std::uint32_t node);
    /// Adds or takes back a person's decision and repairs. Precondition: both ends live.
    void decide(const Constraint& constraint);
    void take_back(const Constraint& constraint);

    [[nodiscard]] std::size_t size() const { return nodes_.size(); }
    [[nodiscard]] bool live(std::uint32_t node) const { return nodes_[node].live; }
    /// The members of a node's group, ascending.
    [[nodiscard]] std::vector<std::uint32_t> group(std::uint32_t node) const;
    [[nodiscard]] const auto& links_of(std::uint32_t node) const { return nodes_[node].links; }
    /// How many links the last repair decided anew, and the nodes whose groups may have changed, ascending.
    [[nodiscard]] std::size_t decided() const { return decided_; }
    [[nodiscard]] const std::vector<std::uint32_t>& touched() const { return touched_; }

private:
    struct Half {
        std::uint32_t other = 0;
        Millibits score = 0;
        bool together = false;  ///< a person's: ranks above all scores
        bool joins = false;     ///< it joined two groups when its turn came
    };
    struct Node {
        std::uint32_t source = 0;
        bool live = true;
        std::vector<Half> links;  ///< ascending by (other, together)
        std::vector<std::uint32_t> apart;
    };
    struct Rank {
        bool together = false;
        Millibits score = 0;
        std::uint32_t low = 0;  ///< the end that is first in order of ids
        std::uint32_t high = 0;
    };
    class Repair;

    [[nodiscard]] Rank rank(std::uint32_t a, const Half& half) const;
    [[nodiscard]] bool above(const Rank& x, const Rank& y) const;
    void group_above(std::uint32_t node, const Rank& rank, std::vector<std::uint32_t>& group) const;
    [[nodiscard]] bool may_join(const std::vector<std::uint32_t>& g, const std::vector<std::uint32_t>& h, bool together) const;
    Half* half(std::uint32_t from, std::uint32_t to, bool together);
    void insert(std::uint32_t a, std::uint32_t b, Millibits score, bool together);
    void erase(std::uint32_t a, std::uint32_t b, bool together);

    Rules rules_;
    NodeOrder less_;
    std::vector<Node> nodes_;
    std::size_t decided_ = 0;
    std::vector<std::uint32_t> touched_;
};

}  // namespace truce
