#include "truce/fuse/learn.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "truce/fuse/competition.hpp"
#include "truce/fuse/tables.hpp"

namespace truce {
namespace {

constexpr std::size_t pairs_max = 6'000'000;
constexpr std::size_t links_min = 20;
constexpr std::size_t sources_max = 1'000;

/// Indexes of the sightings to learn from, in the order of their ids: all, or eight whole stretches of time.
std::vector<std::uint32_t> sample(const std::vector<Sighting>& sightings, std::size_t most) {
    std::vector<std::uint32_t> order(sightings.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto id = [&](std::uint32_t i) { return std::tie(sightings[i].source, sightings[i].id); };
    if (order.size() > most) {
        std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            const Instant x = sightings[a].when.from;
            const Instant y = sightings[b].when.from;
            return x != y ? x < y : id(a) < id(b);
        });
        constexpr std::size_t stretches = 8;
        std::vector<std::uint32_t> some;
        for (std::size_t s = 0; s < stretches; ++s) {
            const std::size_t begin = order.size() * s / stretches;
            const std::size_t end = std::min(begin + most / stretches, order.size() * (s + 1) / stretches);
            some.insert(some.end(), order.begin() + static_cast<std::ptrdiff_t>(begin), order.begin() + static_cast<std::ptrdiff_t>(end));
        }
        order = std::move(some);
    }
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return id(a) < id(b); });
    return order;
}

/// A pair of candidates with what is learnt about it from round to round. Ends are nodes: places in the sample.
struct Pair {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t table = 0;
    EvidenceLevels comparison;
    float km = 0;
    Millibits score = 0;
    bool selected = false;
    float share = 0;      ///< probability that it is right, by competition
    float contested = 0;  ///< probability that one of its ends has another partner in the other's source
};

class Learner {
public:
    Learner(const std::vector<Sighting>& sightings, std::vector<std::uint32_t> nodes, const LearnOptions& options)
        : sightings_(sightings), nodes_(std::move(nodes)), options_(options) {}

    /// False: too many pairs for one round of learning; take fewer sightings.
    Result<bool> prepare() {
        std::vector<Sighting> mine;
        mine.reserve(nodes_.size());
        for (const std::uint32_t i : nodes_) mine.push_back(sightings_[i]);
        catalogue_ = Catalogue(Frequencies::count(mine));
        std::vector<Spot> spots;
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) {
            traits_.push_back(catalogue_.add(mine[n], n));
            sources_.push_back(traits_.back().source);
            if (traits_.back().placed) spots.push_back(traits_.back().spot);
        }
        bool fits = true;
        auto found = for_each_candidate(spots, options_.candidates, [&](std::span<const Candidate> lot) {
            if (pairs_.size() + lot.size() > pairs_max) fits = false;
            if (!fits) return;
            for (const Candidate& c : lot) add_pair(c);
        });
        if (!found) return std::move(found).error();
        if (!fits) return false;
        std::sort(pairs_.begin(), pairs_.end(), [](const Pair& x, const Pair& y) { return std::tie(x.a, x.b) < std::tie(y.a, y.b); });
        TRUCE_TRY(count_shifted(std::move(spots)));
        return true;
    }

    void review(const std::vector<Reviewed>& reviewed) {
        std::map<std::uint32_t, std::uint32_t> node_of;
        for (std::uint32_t n = 0; n < nodes_.size(); ++n) node_of[nodes_[n]] = n;
        for (const Reviewed& pair : reviewed) {
            const auto a = node_of.find(pair.a);
            const auto b = node_of.find(pair.b);
            if (a == node_of.end() || b == node_of.end() || sources_[a->second] == sources_[b->second]) continue;
            if (!traits_[a->second].placed || !traits_[b->second].placed) continue;
            (pair.same ? reviewed_same_ : reviewed_apart_).emplace_back(a->second, b->second);
        }
    }

    Learnt run() {
        Learnt learnt;
        select_seeds();
        for (learnt.rounds = 0; learnt.rounds < options_.rounds_max && !learnt.settled; ++learnt.rounds) {
            if (count_selected() < links_min) return untaught(learnt);
            fit();
            learnt.settled = select(learnt) == 0;
        }
        Model& model = learnt.model;
        model.number = 2;
        model.made_from = std::to_string(nodes_.size()) + " sightings of " + std::to_string(catalogue_.sources().size()) + " sources, " +
                          std::to_string(reviewed_same_.size() + reviewed_apart_.size()) + " reviewed pairs";
        model.pooled = pooled_;
        for (const auto& [sources, n] : table_numbers_) {
            model.pairs[std::minmax(catalogue_.sources()[sources.first], catalogue_.sources()[sources.second])] = tables_[n];
        }
        return finish(learnt);
    }

private:
    std::uint32_t table_of(std::uint32_t a, std::uint32_t b) {
        const auto key = std::minmax(sources_[a], sources_[b]);
        const auto [at, fresh] = table_numbers_.emplace(key, static_cast<std::uint32_t>(tables_.size()));
        if (fresh) {
            tables_.emplace_back();
            shifted_.emplace_back();
        }
        return at->second;
    }
    void add_pair(const Candidate& c) {
        Pair pair;
        pair.a = std::min(c.a, c.b);
        pair.b = std::max(c.a, c.b);
        pair.table = table_of(pair.a, pair.b);
        pair.comparison = catalogue_.compare(traits_[pair.a], traits_[pair.b]);
        pair.km = static_cast<float>(distance_km(traits_[pair.a].spot, traits_[pair.b].spot));
        pairs_.push_back(pair);
    }

    /// Pairs of the same places at other times: every source's reports are moved round in time, each by another stretch.
    Result<void> count_shifted(std::vector<Spot> spots) {
        if (spots.empty()) return {};
        const auto [first, last] =
            std::minmax_element(spots.begin(), spots.end(), [](const Spot& x, const Spot& y) { return x.from_min < y.from_min; });
        const std::int64_t start = first->from_min;
        const std::int64_t days = (std::int64_t{last->from_min} - start) / 1440 + 1;
        const auto sources = static_cast<std::int64_t>(catalogue_.sources().size());
        const std::int64_t shift = std::min<std::int64_t>(14, days / (sources + 1));
        if (shift < 5) return {};  // too short a time: moved pairs would be near in time again
        std::vector<Traits> moved = traits_;
        for (Spot& spot : spots) {
            const std::int64_t length = std::int64_t{spot.to_min} - spot.from_min;
            const std::int64_t since = (spot.from_min - start + shift * spot.kind * 1440) % (days * 1440);
            spot.from_min = static_cast<std::int32_t>(start + since);
            spot.to_min = static_cast<std::int32_t>(start + since + length);
            moved[spot.index].spot = spot;
        }
        auto found = for_each_candidate(spots, options_.candidates, [&](std::span<const Candidate> lot) {
            for (const Candidate& c : lot) shifted_[table_of(c.a, c.b)].add(catalogue_.compare(moved[c.a], moved[c.b]), 1);
        });
        if (!found) return std::move(found).error();
        return {};
    }

    /// Nearest first, one to one between two sources, where km/3 + 1.5 x days <= 1.2.
    void select_seeds() {
        std::vector<std::pair<double, std::uint32_t>> order;
        for (std::uint32_t i = 0; i < pairs_.size(); ++i) {
            const double cost = static_cast<double>(pairs_[i].km) / 3 + 1.5 * pairs_[i].comparison.level[1];
            if (cost <= 1.2) order.emplace_back(cost, i);
        }
        std::sort(order.begin(), order.end());
        std::set<std::pair<std::uint32_t, std::uint32_t>> taken;  // (node, source)
        for (const auto& [cost, i] : order) {
            Pair& pair = pairs_[i];
            const std::pair a{pair.a, sources_[pair.b]};
            const std::pair b{pair.b, sources_[pair.a]};
            if (taken.contains(a) || taken.contains(b)) continue;
            taken.insert({a, b});
            pair.selected = true;
        }
        for (Pair& pair : pairs_) {
            const bool contested = taken.contains({pair.a, sources_[pair.b]}) || taken.contains({pair.b, sources_[pair.a]});
            pair.share = pair.selected ? 1.0F : 0.0F;
            pair.contested = contested ? 1.0F : 0.0F;
        }
    }

    [[nodiscard]] std::size_t count_selected() const {
        return static_cast<std::size_t>(std::count_if(pairs_.begin(), pairs_.end(), [](const Pair& pair) { return pair.selected; }));
    }

    /// Tables half from the pairs selected, half from how likely each pair is by competition. Choices alone would make the tables
    /// too sharp: a true pair that is far apart loses against a wrong near one, and then farness counts against all.
    void fit() {
        std::vector<LevelCounts> same(tables_.size());
        std::vector<LevelCounts> rivals(tables_.size());
        for (const Pair& pair : pairs_) {
            same[pair.table].add(pair.comparison, (pair.share + (pair.selected ? 1 : 0)) / 2);
            rivals[pair.table].add(pair.comparison, pair.contested * (1 - pair.share));
        }
        add_reviewed(reviewed_same_, same);
        add_reviewed(reviewed_apart_, rivals);
        fit_tables(same, rivals, shifted_, tables_, pooled_);
    }
    /// Each pair's share of its ends' belief, and how sure it is that one of the ends has another partner there. A bit counts
    /// as a whole bit here, even where the curve of probability is flatter: flat shares would blur what is learnt.
    void weigh(const Calibration& calibration) {
        const std::size_t sources = catalogue_.sources().size();
        std::vector<float> odds(nodes_.size() * sources);  // by node and source: all candidates there
        const double slope = std::max(1.0, calibration.slope);
        const auto odds_of = [&](const Pair& pair) {
            return static_cast<float>(std::exp2(std::min(60.0, (calibration.offset + slope * pair.score) / 1000)));
        };
        const auto at = [&](std::uint32_t node, std::uint32_t partner) -> float& { return odds[node * sources + sources_[partner]]; };
        for (const Pair& pair : pairs_) {
            at(pair.a, pair.b) += odds_of(pair);
            at(pair.b, pair.a) += odds_of(pair);
        }
        for (Pair& pair : pairs_) {
            const float own = odds_of(pair);
            const float a = std::max(own, at(pair.a, pair.b));
            const float b = std::max(own, at(pair.b, pair.a));
            pair.share = own / (1 + a + b - own);
            pair.contested = std::max((a - own) / (1 + a), (b - own) / (1 + b));
        }
    }
    void add_reviewed(const std::vector<std::pair<std::uint32_t, std::uint32_t>>& reviewed, std::vector<LevelCounts>& counts) {
        for (const auto& [a, b] : reviewed) {
            const std::uint32_t table = table_of(a, b);
            if (table >= counts.size()) counts.resize(table + 1);
            counts[table].add(catalogue_.compare(traits_[a], traits_[b]), options_.review_weight);
        }
    }

    /// Scores, threshold and partition anew; how many pairs changed sides.
    std::size_t select(Learnt& learnt) {
        std::vector<ScoredLink> links;
        for (Pair& pair : pairs_) {
            pair.score = Model::score(tables_[pair.table], pair.comparison);
            if (pair.score > learnt.model.absent) links.push_back({pair.a, pair.b, pair.score});
        }
        const Competition competition = compete(sources_, links, learnt.model.absent);
        learnt.model.threshold = competition.threshold;
        learnt.model.calibration = competition.calibration;
        learnt.false_share = competition.false_share;
        learnt.found_share = competition.found_share;
        const auto group = partition(sources_, std::move(links), {}, {learnt.model.threshold, learnt.model.absent});
        weigh(learnt.model.calibration);
        std::size_t changes = 0;
        for (Pair& pair : pairs_) {
            const bool now = group[pair.a] == group[pair.b];
            if (now != pair.selected) ++changes;
            pair.selected = now;
        }
        return changes;
    }

    Learnt untaught(Learnt learnt) {
        learnt.model = shipped_model();
        learnt.settled = false;
        return finish(std::move(learnt));
    }
    Learnt finish(Learnt learnt) {
        std::vector<Sighting> mine;
        for (const std::uint32_t i : nodes_) mine.push_back(sightings_[i]);
        learnt.model.frequencies = Frequencies::count(mine);
        learnt.sightings = nodes_.size();
        learnt.candidates = pairs_.size();
        learnt.links = count_selected();
        return learnt;
    }

    const std::vector<Sighting>& sightings_;
    std::vector<std::uint32_t> nodes_;
    const LearnOptions& options_;
    Catalogue catalogue_;
    std::vector<Traits> traits_;
    std::vector<std::uint32_t> sources_;
    std::vector<Pair> pairs_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> table_numbers_;
    std::vector<LevelTable> tables_;
    std::vector<LevelCounts> shifted_;
    LevelTable pooled_{};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> reviewed_same_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> reviewed_apart_;
};

}  // namespace

Result<Learnt> learn(const std::vector<Sighting>& sightings, const std::vector<Reviewed>& reviewed, const LearnOptions& options) {
    TRUCE_TRY(check_all(sightings));
    std::set<std::string_view> sources;
    for (const Sighting& sighting : sightings) sources.insert(sighting.source);
    if (sources.size() > sources_max) {
        return Error{Errc::too_large, "fuse.too_many_sources", std::to_string(sources.size()) + " sources are too many to learn from", "",
                     "name at most " + std::to_string(sources_max) + " sources; a source is a register, not a report"};
    }
    for (std::size_t most = options.sightings_max;; most /= 2) {
        Learner learner(sightings, sample(sightings, most), options);
        TRUCE_ASSIGN(const bool fits, learner.prepare());
        if (!fits) continue;
        learner.review(reviewed);
        return learner.run();
    }
}

}  // namespace truce
