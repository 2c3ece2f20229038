#include "truce/fuse/fuse.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <tuple>

namespace truce {
namespace {

/// A report alone is asked about if its best candidate is at least this likely.
constexpr double ask_from = 0.2;

Error unknown_end(const LinkDecision& decision, const SightingId& end) {
    return {Errc::not_found, "fuse.decision", "there is no report " + end.id + " of " + end.source, decision.author,
            "decide on reports that are there, or take the decision back"};
}

class Engine {
public:
    Engine(const std::vector<Sighting>& sightings, const Model& model, const FuseOptions& options)
        : sightings_(sightings), model_(model), options_(options), catalogue_(model.frequencies) {}

    Result<Fusion> run(const std::vector<LinkDecision>& decisions) {
        number_nodes();
        TRUCE_TRY(read(decisions));
        TRUCE_TRY(find_links());
        group_ = partition(sources_, links_, constraints_, {model_.threshold, model_.absent});
        collect_incidents();
        index_links();
        fusion_.placements.resize(nodes_.size());
        near_miss_.resize(nodes_.size());
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) place(n);
        span_incidents();
        follow_decisions();
        fusion_.join_from = join_from();
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
            Placement& placement = fusion_.placements[nodes_[n]];
            placement.outcome = outcome(n, placement);
        }
        fusion_.model = model_.number;
        fusion_.links = links_.size();
        return std::move(fusion_);
    }

private:
    /// Nodes are sightings in the order of their ids, so that ties fall the same way whatever the order of the input.
    void number_nodes() {
        nodes_.resize(sightings_.size());
        std::iota(nodes_.begin(), nodes_.end(), 0U);
        const auto id = [&](std::uint32_t i) { return std::tie(sightings_[i].source, sightings_[i].id); };
        std::sort(nodes_.begin(), nodes_.end(), [&](std::uint32_t a, std::uint32_t b) { return id(a) < id(b); });
        traits_.reserve(nodes_.size());
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
            traits_.push_back(catalogue_.add(sightings_[nodes_[n]], n));
            sources_.push_back(traits_.back().source);
        }
        const auto& names = catalogue_.sources();
        if (names.size() > 256) return;
        for (const std::string& a : names) {
            for (const std::string& b : names) tables_.push_back(&model_.table(a, b));
        }
    }

    [[nodiscard]] const LevelTable& table(std::uint32_t a, std::uint32_t b) const {
        const auto& names = catalogue_.sources();
        if (tables_.empty()) return model_.table(names[sources_[a]], names[sources_[b]]);
        return *tables_[sources_[a] * names.size() + sources_[b]];
    }

    Result<void> read(const std::vector<LinkDecision>& decisions) {
        const auto find = [&](const SightingId& end) -> std::optional<std::uint32_t> {
            const auto key = std::tie(end.source, end.id);
            const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), key, [&](std::uint32_t i, const auto& wanted) {
                return std::tie(sightings_[i].source, sightings_[i].id) < wanted;
            });
            if (at == nodes_.end() || std::tie(sightings_[*at].source, sightings_[*at].id) != key) return std::nullopt;
            return static_cast<std::uint32_t>(at - nodes_.begin());
        };
        for (const LinkDecision& decision : decisions) {
            const auto a = find(decision.a);
            const auto b = find(decision.b);
            if (!a || !b) return unknown_end(decision, a ? decision.b : decision.a);
            if (*a == *b) {
                return Error{Errc::invalid, "fuse.decision", "a decision needs two reports, not one twice", decision.author,
                             "name two reports"};
            }
            constraints_.push_back({decision.same ? Constraint::Kind::together : Constraint::Kind::apart, *a, *b});
        }
        return {};
    }

    Result<void> find_links() {
        std::vector<Spot> spots;
        spots.reserve(traits_.size());
        for (const Traits& traits : traits_) {
            if (traits.placed) spots.push_back(traits.spot);
        }
        const Millibits lowest = std::max(model_.absent, model_.threshold - options_.keep_below);
        TRUCE_ASSIGN(left_out_, for_each_candidate(std::move(spots), options_.candidates, [&](std::span<const Candidate> lot) {
                         fusion_.candidates += lot.size();
                         for (const Candidate& c : lot) {
                             const Millibits score = Model::score(table(c.a, c.b), catalogue_.compare(traits_[c.a], traits_[c.b]));
                             if (score > lowest) links_.push_back({std::min(c.a, c.b), std::max(c.a, c.b), score});
                         }
                     }));
        return {};
    }

    void collect_incidents() {
        std::vector<std::uint32_t> incident_of_group(nodes_.size());
        incident_.resize(nodes_.size());
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
            if (group_[n] == n) {
                incident_of_group[n] = static_cast<std::uint32_t>(fusion_.incidents.size());
                fusion_.incidents.emplace_back();
            }
            incident_[n] = incident_of_group[group_[n]];
            fusion_.incidents[incident_[n]].push_back(nodes_[n]);
        }
        members_.resize(fusion_.incidents.size());
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) members_[incident_[n]].push_back(n);
    }

    void index_links() {
        begin_.assign(nodes_.size() + 1, 0);
        for (const ScoredLink& link : links_) {
            ++begin_[link.a + 1];
            ++begin_[link.b + 1];
        }
        std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
        ends_.resize(links_.size() * 2);
        std::vector<std::size_t> at(begin_.begin(), begin_.end() - 1);
        for (const ScoredLink& link : links_) {
            ends_[at[link.a]++] = {link.b, link.score};
            ends_[at[link.b]++] = {link.a, link.score};
        }
    }

    struct End {
        std::uint32_t other = 0;
        Millibits score = 0;
    };
    /// What a report scores against another incident: the mean over its members, no link counting model_.absent.
    struct Rival {
        std::uint32_t incident = 0;
        std::int64_t sum = 0;
        std::int64_t count = 0;
        End best;
    };
    [[nodiscard]] std::vector<Rival> rivals(std::uint32_t n) const {
        std::vector<Rival> rivals;
        for (std::size_t i = begin_[n]; i < begin_[n + 1]; ++i) {
            const End& end = ends_[i];
            const std::uint32_t incident = incident_[end.other];
            auto at = std::find_if(rivals.begin(), rivals.end(), [&](const Rival& rival) { return rival.incident == incident; });
            if (at == rivals.end()) at = rivals.insert(at, {incident, 0, 0, end});
            at->sum += end.score;
            ++at->count;
            // Ties by number of the node, which is the order of ids.
            if (std::tie(at->best.score, end.other) < std::tie(end.score, at->best.other)) at->best = end;
        }
        return rivals;
    }
    [[nodiscard]] double odds(std::uint32_t n, const Rival& rival) const {
        const auto& members = members_[rival.incident];
        const auto others = static_cast<std::int64_t>(members.size()) - (incident_[n] == rival.incident ? 1 : 0);
        if (others > 64) return 0;  // only people make incidents of that size
        if (incident_[n] != rival.incident &&
            std::any_of(members.begin(), members.end(), [&](std::uint32_t m) { return sources_[m] == sources_[n]; })) {
            return 0;
        }
        const std::int64_t mean = (rival.sum + model_.absent * (others - rival.count)) / std::max<std::int64_t>(1, others);
        const double p = model_.calibration.probability(static_cast<Millibits>(mean));
        return p / std::max(1e-12, 1 - p);
    }

    [[nodiscard]] LinkEvidence explain(std::uint32_t n, std::uint32_t other) const {
        LinkEvidence why;
        why.a = nodes_[n];
        why.b = nodes_[other];
        why.comparison = catalogue_.compare(traits_[n], traits_[other]);
        why.bits = Model::score(table(n, other), why.comparison, &why.parts);
        return why;
    }

    void place(std::uint32_t n) {
        Placement& out = fusion_.placements[nodes_[n]];
        out.incident = incident_[n];
        out.crowded = std::binary_search(left_out_.crowded.begin(), left_out_.crowded.end(), n);
        out.too_long = std::binary_search(left_out_.too_long.begin(), left_out_.too_long.end(), n);
        double all = 1;  // "new"
        double own = 0;
        double best_other = 0;
        std::optional<End> inside;
        std::optional<End> outside;
        for (const Rival& rival : rivals(n)) {
            const double weight = odds(n, rival);
            all += weight;
            auto& best = rival.incident == incident_[n] ? inside : outside;
            if (rival.incident == incident_[n]) own = weight;
            if (rival.incident != incident_[n]) best_other = std::max(best_other, weight);
            if (!best || std::tie(best->score, rival.best.other) < std::tie(rival.best.score, best->other)) best = rival.best;
        }
        if (inside) out.best = explain(n, inside->other);
        if (outside) out.runner_up = explain(n, outside->other);
        out.probability = (alone(n) ? 1 : own) / all;
        near_miss_[n] = best_other / all;
    }

    /// Strongest links first (Kruskal), then people's decisions where nothing else leads.
    void span_incidents() {
        std::vector<std::uint32_t> reached(nodes_.size());
        std::iota(reached.begin(), reached.end(), 0U);
        const auto root = [&](std::uint32_t n) {
            while (reached[n] != n) n = reached[n] = reached[reached[n]];
            return n;
        };
        const auto joins = [&](std::uint32_t a, std::uint32_t b) {
            const std::uint32_t x = root(a);
            const std::uint32_t y = root(b);
            if (x == y) return false;
            reached[std::max(x, y)] = std::min(x, y);
            return true;
        };
        std::vector<ScoredLink> inside;
        std::copy_if(links_.begin(), links_.end(), std::back_inserter(inside),
                     [&](const ScoredLink& link) { return incident_[link.a] == incident_[link.b]; });
        std::sort(inside.begin(), inside.end(),
                  [](const ScoredLink& x, const ScoredLink& y) { return std::tie(y.score, x.a, x.b) < std::tie(x.score, y.a, y.b); });
        for (const ScoredLink& link : inside) {
            if (joins(link.a, link.b)) add_joined(explain(link.a, link.b));
        }
        for (const Constraint& constraint : constraints_) {
            if (constraint.kind != Constraint::Kind::together || incident_[constraint.a] != incident_[constraint.b]) continue;
            if (!joins(constraint.a, constraint.b)) continue;
            LinkEvidence why;
            why.a = nodes_[constraint.a];
            why.b = nodes_[constraint.b];
            why.comparison.level.fill(EvidenceLevels::silent);
            why.decided = true;
            add_joined(why);
        }
        std::sort(fusion_.joined.begin(), fusion_.joined.end(),
                  [](const LinkEvidence& x, const LinkEvidence& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
    }
    void add_joined(LinkEvidence why) {
        if (why.b < why.a) std::swap(why.a, why.b);
        fusion_.joined.push_back(why);
    }

    [[nodiscard]] bool alone(std::uint32_t n) const { return members_[incident_[n]].size() == 1; }
    /// A link of such a report is shown to a person, however good it is.
    [[nodiscard]] bool vague(std::uint32_t n) const {
        return traits_[n].summary || !traits_[n].placed || traits_[n].spot.precision == Precision::wide;
    }

    /// What people decided, by node: put together with another, or not followed because decisions contradict each other.
    void follow_decisions() {
        decided_.assign(nodes_.size(), false);
        for (const Constraint& constraint : constraints_) {
            const bool together = group_[constraint.a] == group_[constraint.b];
            for (const std::uint32_t n : {constraint.a, constraint.b}) {
                if (together) decided_[n] = true;
                if (together != (constraint.kind == Constraint::Kind::together)) fusion_.placements[nodes_[n]].disputed = true;
            }
        }
    }

    /// The lowest probability from which on joining without a person keeps the expected share of wrong joins within the rate.
    [[nodiscard]] double join_from() const {
        if (options_.join_from) return *options_.join_from;
        std::vector<double> sure;
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
            if (!alone(n) && !vague(n)) sure.push_back(fusion_.placements[nodes_[n]].probability);
        }
        std::sort(sure.begin(), sure.end(), std::greater<>());
        double wrong = 0;
        double from = 1;
        for (std::size_t i = 0; i < sure.size(); ++i) {
            wrong += 1 - sure[i];
            if (wrong > options_.false_join_rate * static_cast<double>(i + 1)) break;
            from = sure[i];
        }
        return from;
    }

    [[nodiscard]] Outcome outcome(std::uint32_t n, const Placement& placement) const {
        if (placement.disputed || placement.crowded) return Outcome::ask;
        if (alone(n)) return near_miss_[n] >= ask_from ? Outcome::ask : Outcome::fresh;
        if (decided_[n]) return Outcome::join;
        return !vague(n) && placement.probability >= fusion_.join_from ? Outcome::join : Outcome::ask;
    }

    const std::vector<Sighting>& sightings_;
    const Model& model_;
    const FuseOptions& options_;
    Catalogue catalogue_;
    std::vector<std::uint32_t> nodes_;  ///< node -> sighting
    std::vector<Traits> traits_;
    std::vector<std::uint32_t> sources_;
    std::vector<const LevelTable*> tables_;
    std::vector<Constraint> constraints_;
    std::vector<ScoredLink> links_;
    LeftOut left_out_;
    std::vector<std::uint32_t> group_;
    std::vector<std::uint32_t> incident_;
    std::vector<std::vector<std::uint32_t>> members_;
    std::vector<std::size_t> begin_;
    std::vector<End> ends_;
    std::vector<double> near_miss_;  ///< by node: probability of the best incident it is not in
    std::vector<bool> decided_;
    Fusion fusion_;
};

}  // namespace

std::string_view name_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::join: return "join";
        case Outcome::ask: return "ask";
        case Outcome::fresh: return "new";
    }
    return "";
}

Result<Fusion> fuse(const std::vector<Sighting>& sightings, const Model& model, const std::vector<LinkDecision>& decisions,
                    const FuseOptions& options) {
    TRUCE_TRY(check(model));
    TRUCE_TRY(check_all(sightings));
    return Engine(sightings, model, options).run(decisions);
}

}  // namespace truce
