#include "truce/judge/membership.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "truce/base/result.hpp"
#include "truce/judge/facts.hpp"

namespace truce {

Timeline::Timeline(std::vector<Instant> starts, std::vector<Truth> values) : starts_(std::move(starts)), values_(std::move(values)) {
    TRUCE_ASSERT(!starts_.empty() && starts_.size() == values_.size());
    std::size_t kept = 1;
    for (std::size_t i = 1; i < starts_.size(); ++i) {
        if (values_[i] == values_[kept - 1]) continue;
        starts_[kept] = starts_[i];
        values_[kept++] = values_[i];
    }
    starts_.resize(kept);
    values_.resize(kept);
}

Truth Timeline::during(const Interval& interval) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), interval.from);
    const auto i = static_cast<std::size_t>(after - starts_.begin());
    const Truth value = values_[i == 0 ? 0 : i - 1];
    // Neighbours differ, so a change inside the interval means more than one value.
    return i < starts_.size() && starts_[i] < interval.to ? Truth::unknown : value;
}

namespace {

using Truths = std::vector<Truth>;

/// The edges among actors, by index, at one instant.
class Instantaneous {
public:
    Instantaneous(const Terms& terms, const std::map<std::string_view, std::size_t>& index, Instant at)
        : terms_(terms), index_(index), at_(at) {}

    [[nodiscard]] Truths of(const ActorSet& set) const {
        if (set.kind == ActorSet::Kind::id) return of_id(set.name);
        Truths designated = this->designated();
        return set.kind == ActorSet::Kind::designated ? designated : bound(set, designated);
    }

private:
    [[nodiscard]] Truth truth(const Edge& edge) const {
        if (!edge.valid.contains(at_)) return Truth::no;
        return edge.disputed_by.empty() ? Truth::yes : Truth::unknown;
    }

    /// Raises `values` along edges of the given relations until nothing changes; `cap` bounds each from above.
    template <typename Follows>
    void spread(Truths& values, Follows follows, const Truths* cap) const {
        for (bool changed = true; changed;) {
            changed = false;
            for (const Edge& edge : terms_.edges) {
                if (!follows(edge.relation)) continue;
                const auto from = index_.find(edge.from);
                const auto to = index_.find(edge.to);
                if (from == index_.end() || to == index_.end()) continue;
                Truth raised = or_(values[from->second], and_(truth(edge), values[to->second]));
                if (cap) raised = and_(raised, (*cap)[from->second]);
                if (raised == values[from->second]) continue;
                values[from->second] = raised;
                changed = true;
            }
        }
    }

    /// What holds of umbrellas and civilians whatever the edges say.
    void settle(Truths& values) const {
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (terms_.actors[i].kind == ActorKind::umbrella) values[i] = Truth::unknown;
            if (terms_.actors[i].id == civilians_name) values[i] = Truth::no;
        }
    }

    [[nodiscard]] Truths designated() const {
        Truths values;
        for (const Actor& actor : terms_.actors) values.push_back(truth_of(actor.kind == ActorKind::designated_group));
        settle(values);
        spread(values, [](Relation r) { return r == Relation::designated_as || r == Relation::part_of; }, nullptr);
        settle(values);
        return values;
    }

    [[nodiscard]] Truths bound(const ActorSet& set, const Truths& designated) const {
        Truths cap(terms_.actors.size());
        std::ranges::transform(designated, cap.begin(), not_);
        Truths values(terms_.actors.size(), Truth::no);
        for (const Edge& edge : terms_.edges) {
            const auto from = index_.find(edge.from);
            if (edge.relation != Relation::signatory_of || edge.to != set.name || from == index_.end()) continue;
            values[from->second] = and_(or_(values[from->second], truth(edge)), cap[from->second]);
        }
        settle(values);
        const bool supporting = set.kind == ActorSet::Kind::bound_or_supporting;
        spread(values, [&](Relation r) { return r == Relation::part_of || (supporting && r == Relation::supports); }, &cap);
        settle(values);
        return values;
    }

    [[nodiscard]] Truths of_id(std::string_view id) const {
        Truths values(terms_.actors.size(), Truth::no);
        const auto self = index_.find(id);
        const bool umbrella = self != index_.end() && terms_.actors[self->second].kind == ActorKind::umbrella;
        if (umbrella) std::ranges::fill(values, Truth::unknown);
        settle(values);
        if (self == index_.end()) return values;  // civilians need no entry in the terms
        values[self->second] = Truth::yes;
        spread(values, [](Relation r) { return r == Relation::part_of || r == Relation::designated_as; }, nullptr);
        return values;
    }

    const Terms& terms_;
    const std::map<std::string_view, std::size_t>& index_;
    Instant at_;
};

}  // namespace

std::vector<Timeline> timelines(const Terms& terms, const ActorSet& set) {
    std::map<std::string_view, std::size_t> index;
    for (std::size_t i = 0; i < terms.actors.size(); ++i) index.emplace(terms.actors[i].id, i);
    std::set<Instant> ends{Instant::lowest()};
    for (const Edge& edge : terms.edges) {
        ends.insert(std::max(edge.valid.from, Instant::lowest()));
        ends.insert(std::max(edge.valid.to, Instant::lowest()));
    }
    const std::vector<Instant> starts(ends.begin(), ends.end());
    std::vector<Truths> by_actor(terms.actors.size());
    for (const Instant start : starts) {
        const Truths now = Instantaneous(terms, index, start).of(set);
        for (std::size_t i = 0; i < now.size(); ++i) by_actor[i].push_back(now[i]);
    }
    std::vector<Timeline> result;
    result.reserve(by_actor.size());
    for (Truths& values : by_actor) result.emplace_back(starts, std::move(values));
    return result;
}

std::vector<const Edge*> disputed_claims(const Terms& terms, std::string_view actor, const Interval& interval) {
    std::set<std::string_view> reached{actor};
    for (bool grown = true; grown;) {
        grown = false;
        for (const Edge& edge : terms.edges) {
            if (edge.valid.overlaps(interval) && reached.contains(edge.from)) grown |= reached.insert(edge.to).second;
        }
    }
    std::vector<const Edge*> claims;
    for (const Edge& edge : terms.edges) {
        if (edge.valid.overlaps(interval) && reached.contains(edge.from) && !edge.disputed_by.empty()) claims.push_back(&edge);
    }
    return claims;
}

}  // namespace truce
