#include "truce/fuse/live_fusion.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace truce {
namespace {

std::string key_of(std::string_view source, std::string_view id) {
    std::string key(source);
    key += '\0';
    key += id;
    return key;
}

}  // namespace

class LiveFusion::State {
public:
    State(Model model, const FuseOptions& options)
        : model_(std::move(model)),
          options_(options),
          catalogue_(model_.frequencies),
          spots_(options.candidates),
          partition_({model_.threshold, model_.absent}, [this](std::uint32_t a, std::uint32_t b) { return less(a, b); }) {}

    Result<std::vector<IdChange>> load(const std::vector<Sighting>& sightings, const std::vector<IdChange>& written) {
        TRUCE_ASSERT(ids_of_nodes_.empty());
        TRUCE_TRY(check_all(sightings));
        for (const IdChange& change : written) TRUCE_TRY(ids_.apply(change));
        std::vector<std::uint32_t> sources;
        std::vector<Spot> spots;
        for (const Sighting& sighting : sightings) {
            const std::uint32_t node = number(sighting);
            sources.push_back(traits_[node].source);
            if (traits_[node].placed) spots.push_back(traits_[node].spot);
        }
        for (const Spot& spot : spots) spots_.insert(spot);
        std::vector<ScoredLink> links;
        const auto found = for_each_candidate(std::move(spots), options_.candidates, [&](std::span<const Candidate> lot) {
            for (const Candidate& c : lot) {
                if (const Millibits bits = score(c.a, c.b); bits > lowest()) links.push_back({c.a, c.b, bits});
            }
        });
        if (!found) return found.error();
        partition_.load(sources, links);
        std::vector<std::uint32_t> all(sources.size());
        for (std::uint32_t n = 0; n < all.size(); ++n) all[n] = n;
        return regroup(all, {});
    }

    Result<std::vector<IdChange>> add(const Sighting& sighting) {
        TRUCE_TRY(check(sighting));
        if (node_of_.contains(key_of(sighting.source, sighting.id))) return check_all({sighting, sighting}).error();
        const std::uint32_t node = number(sighting);
        std::vector<std::uint32_t> touched;
        SpotIndex::Crowding crowding;
        if (traits_[node].placed) crowding = spots_.insert(traits_[node].spot);
        partition_.add(traits_[node].source, edges(node));
        note(touched);
        relink(crowding, touched);
        return regroup(touched, {});
    }

    Result<std::vector<IdChange>> withdraw(const SightingId& id) {
        const auto at = node_of_.find(key_of(id.source, id.id));
        if (at == node_of_.end()) {
            return Error{Errc::not_found, "fuse.unknown", "there is no report " + id.id + " of " + id.source, "",
                         "withdraw reports that were filed"};
        }
        const std::uint32_t node = at->second;
        std::vector<std::uint32_t> touched;
        SpotIndex::Crowding crowding;
        if (traits_[node].placed) crowding = spots_.erase(node);
        partition_.remove(node);
        note(touched);
        std::erase_if(decisions_, [&](const Standing& s) { return s.a == node || s.b == node; });
        node_of_.erase(at);
        relink(crowding, touched);
        return regroup(touched, {id});
    }

    Result<std::vector<IdChange>> decide(const LinkDecision& decision) {
        TRUCE_ASSIGN(const Standing standing, standing_of(decision));
        if (!decisions_.insert(standing).second) return std::vector<IdChange>{};
        partition_.decide(constraint(standing));
        return after_decision();
    }

    Result<std::vector<IdChange>> take_back(const LinkDecision& decision) {
        TRUCE_ASSIGN(const Standing standing, standing_of(decision));
        if (decisions_.erase(standing) == 0) {
            return Error{Errc::not_found, "fuse.decision_unknown", "no such decision on these two reports stands", decision.author,
                         "take back what was decided"};
        }
        partition_.take_back(constraint(standing));
        return after_decision();
    }

    [[nodiscard]] const IncidentIds& ids() const { return ids_; }
    [[nodiscard]] std::size_t size() const { return node_of_.size(); }
    [[nodiscard]] std::size_t decided() const { return partition_.decided(); }
    [[nodiscard]] std::vector<std::vector<SightingId>> incidents() const {
        std::vector<std::vector<SightingId>> out;
        for (const auto& [key, node] : node_of_) {
            const auto group = partition_.group(node);
            if (group.front() == node) out.push_back(names(group));
        }
        std::sort(out.begin(), out.end());
        return out;
    }

private:
    /// A person's decision on two nodes, the lower number first.
    struct Standing {
        std::uint32_t a = 0;
        std::uint32_t b = 0;
        bool same = false;
        friend auto operator<=>(const Standing&, const Standing&) = default;
    };

    std::uint32_t number(const Sighting& sighting) {
        const auto node = static_cast<std::uint32_t>(traits_.size());
        traits_.push_back(catalogue_.add(sighting, node));
        ids_of_nodes_.push_back(sighting.id);
        node_of_.emplace(key_of(sighting.source, sighting.id), node);
        return node;
    }
    [[nodiscard]] const std::string& source(std::uint32_t node) const { return catalogue_.sources()[traits_[node].source]; }
    [[nodiscard]] bool less(std::uint32_t a, std::uint32_t b) const {
        if (traits_[a].source != traits_[b].source) return source(a) < source(b);
        return ids_of_nodes_[a] < ids_of_nodes_[b];
    }
    [[nodiscard]] Millibits lowest() const { return std::max(model_.absent, model_.threshold - options_.keep_below); }
    [[nodiscard]] Millibits score(std::uint32_t a, std::uint32_t b) const {
        return Model::score(model_.table(source(a), source(b)), catalogue_.compare(traits_[a], traits_[b]));
    }
    [[nodiscard]] std::vector<LivePartition::Edge> edges(std::uint32_t node) const {
        std::vector<LivePartition::Edge> out;
        if (!traits_[node].placed) return out;
        for (const std::uint32_t other : spots_.candidates(node)) {
            if (other >= partition_.size() || !partition_.live(other)) continue;  // it comes later, and brings the link
            if (const Millibits bits = score(node, other); bits > lowest()) out.push_back({other, bits});
        }
        return out;
    }

    /// Reports whose cell became crowded lose their links, those whose cell is so no longer get them back: each leaves and comes
    /// again as another node, with the decisions on it.
    void relink(const SpotIndex::Crowding& crowding, std::vector<std::uint32_t>& touched) {
        std::map<std::uint32_t, std::uint32_t> renamed;
        for (const auto& nodes : {crowding.closed, crowding.opened}) {
            for (const std::uint32_t node : nodes) {
                partition_.remove(node);
                note(touched);
                renamed[node] = renumber(node);
            }
        }
        while (partition_.size() < traits_.size()) {  // in the order of the new numbers
            const auto now = static_cast<std::uint32_t>(partition_.size());
            partition_.add(traits_[now].source, edges(now));
            note(touched);
        }
        if (!renamed.empty()) renumber_decisions(renamed, touched);
    }
    std::uint32_t renumber(std::uint32_t node) {
        const auto now = static_cast<std::uint32_t>(traits_.size());
        traits_.push_back(traits_[node]);
        traits_[now].spot.index = now;
        ids_of_nodes_.push_back(ids_of_nodes_[node]);
        node_of_[key_of(source(node), ids_of_nodes_[node])] = now;
        spots_.rename(node, now);
        return now;
    }
    void renumber_decisions(const std::map<std::uint32_t, std::uint32_t>& renamed, std::vector<std::uint32_t>& touched) {
        std::set<Standing> moved;
        for (Standing s : decisions_) {
            bool changed = false;
            for (std::uint32_t* end : {&s.a, &s.b}) {
                const auto at = renamed.find(*end);
                if (at == renamed.end()) continue;
                *end = at->second;
                changed = true;
            }
            if (s.b < s.a) std::swap(s.a, s.b);
            moved.insert(s);
            if (!changed) continue;
            partition_.decide(constraint(s));
            note(touched);
        }
        decisions_ = std::move(moved);
    }

    static Constraint constraint(const Standing& s) { return {s.same ? Constraint::Kind::together : Constraint::Kind::apart, s.a, s.b}; }
    Result<Standing> standing_of(const LinkDecision& decision) const {
        std::vector<std::uint32_t> ends;
        for (const SightingId& end : {decision.a, decision.b}) {
            const auto at = node_of_.find(key_of(end.source, end.id));
            if (at == node_of_.end()) {
                return Error{Errc::not_found, "fuse.decision", "there is no report " + end.id + " of " + end.source, decision.author,
                             "decide on reports that are there, or take the decision back"};
            }
            ends.push_back(at->second);
        }
        if (ends[0] == ends[1]) {
            return Error{Errc::invalid, "fuse.decision", "a decision needs two reports, not one twice", decision.author,
                         "name two reports"};
        }
        return Standing{std::min(ends[0], ends[1]), std::max(ends[0], ends[1]), decision.same};
    }
    std::vector<IdChange> after_decision() {
        std::vector<std::uint32_t> touched;
        note(touched);
        return regroup(touched, {});
    }

    void note(std::vector<std::uint32_t>& touched) const {
        touched.insert(touched.end(), partition_.touched().begin(), partition_.touched().end());
    }
    [[nodiscard]] std::vector<SightingId> names(const std::vector<std::uint32_t>& group) const {
        std::vector<SightingId> out;
        for (const std::uint32_t node : group) out.push_back({source(node), ids_of_nodes_[node]});
        std::sort(out.begin(), out.end());
        return out;
    }

    /// Tells the register of ids every group that may have changed, and whoever shared an incident with one of its members.
    std::vector<IdChange> regroup(std::vector<std::uint32_t> waiting, const std::vector<SightingId>& withdrawn) {
        std::vector<std::vector<SightingId>> groups;
        std::set<std::uint32_t> seen;
        for (const SightingId& gone : withdrawn) follow(ids_.of(gone), waiting);
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            if (!partition_.live(waiting[i]) || seen.contains(waiting[i])) continue;
            const auto group = partition_.group(waiting[i]);
            seen.insert(group.begin(), group.end());
            groups.push_back(names(group));
            for (const SightingId& member : groups.back()) follow(ids_.of(member), waiting);
        }
        return ids_.regroup(std::move(groups), withdrawn);
    }
    void follow(const std::string& incident, std::vector<std::uint32_t>& waiting) const {
        if (incident.empty()) return;
        for (const SightingId& member : ids_.members(incident)) {
            const auto at = node_of_.find(key_of(member.source, member.id));
            if (at != node_of_.end()) waiting.push_back(at->second);
        }
    }

    Model model_;
    FuseOptions options_;
    Catalogue catalogue_;
    SpotIndex spots_;
    std::vector<Traits> traits_;  ///< by node; nodes of withdrawn reports stay empty places
    std::vector<std::string> ids_of_nodes_;
    std::unordered_map<std::string, std::uint32_t> node_of_;
    LivePartition partition_;
    std::set<Standing> decisions_;
    IncidentIds ids_;
};

LiveFusion::LiveFusion(std::unique_ptr<State> state) : state_(std::move(state)) {}
LiveFusion::LiveFusion(LiveFusion&&) noexcept = default;
LiveFusion& LiveFusion::operator=(LiveFusion&&) noexcept = default;
LiveFusion::~LiveFusion() = default;

Result<LiveFusion> LiveFusion::create(Model model, const FuseOptions& options) {
    TRUCE_TRY(check(model));
    return LiveFusion(std::make_unique<State>(std::move(model), options));
}

Result<std::vector<IdChange>> LiveFusion::load(const std::vector<Sighting>& sightings, const std::vector<IdChange>& written) {
    return state_->load(sightings, written);
}
Result<std::vector<IdChange>> LiveFusion::add(const Sighting& sighting) { return state_->add(sighting); }
Result<std::vector<IdChange>> LiveFusion::withdraw(const SightingId& id) { return state_->withdraw(id); }
Result<std::vector<IdChange>> LiveFusion::decide(const LinkDecision& decision) { return state_->decide(decision); }
Result<std::vector<IdChange>> LiveFusion::take_back(const LinkDecision& decision) { return state_->take_back(decision); }
const IncidentIds& LiveFusion::ids() const { return state_->ids(); }
std::size_t LiveFusion::size() const { return state_->size(); }
std::size_t LiveFusion::decided() const { return state_->decided(); }
std::vector<std::vector<SightingId>> LiveFusion::incidents() const { return state_->incidents(); }

}  // namespace truce
