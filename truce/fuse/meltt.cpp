#include "truce/fuse/meltt.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "truce/fuse/meltt_scan.hpp"

namespace truce {
namespace {

using meltt::Agreement;
using meltt::Candidate;
using meltt::half_to_even;
using meltt::Row;

/// Sources one after the other, as published.
class Fold {
public:
    Fold(const MelttInput& input, const Agreement& agreement) : input_(input), agreement_(agreement), first_day_(earliest(input)) {
        for (std::vector<std::vector<std::int64_t>>* index : {&event_match_, &episode_match_}) {
            for (const MelttSource& source : input.sources) index->emplace_back(source.reports.size(), -1);
        }
    }

    MelttResult run() {
        std::vector<Row> current = meltt::rows_of(input_, 0);
        for (std::size_t n = 1; n < input_.sources.size(); ++n) {
            current = meet(std::move(current), meltt::rows_of(input_, n));
        }
        result_.matches = std::move(events_);
        result_.matches.insert(result_.matches.end(), std::make_move_iterator(episodes_.begin()), std::make_move_iterator(episodes_.end()));
        meltt::finish(current, result_);
        return std::move(result_);
    }

private:
    static std::int32_t earliest(const MelttInput& input) {
        std::int32_t first = std::numeric_limits<std::int32_t>::max();
        for (const MelttSource& source : input.sources)
            for (const auto& report : source.reports) first = std::min(first, report.start.days_since_1970);
        return first;
    }

    /// The survivors and the next source; answers who is left.
    std::vector<Row> meet(std::vector<Row> current, std::vector<Row> next) {
        std::vector<bool> taken(next.size());
        for (const bool episode : {false, true}) pass(current, next, taken, episode);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < next.size(); ++i)
            if (!taken[i]) next[kept++] = next[i];
        next.resize(kept);
        settle(current);
        flag(current, next);
        flag(next, current);
        current.insert(current.end(), next.begin(), next.end());
        settle(current);
        return current;
    }

    /// After averaging: in order again, and, as published, with the kind that the averages make of each.
    void settle(std::vector<Row>& rows) const {
        for (Row& row : rows)
            if (!corrected()) row.episode = static_cast<double>(row.start) != row.end;
        std::ranges::sort(rows, [](const Row& a, const Row& b) { return a.start != b.start ? a.start < b.start : a.id < b.id; });
    }

    void flag(std::span<const Row> with_episodes, std::span<const Row> with_events) {
        meltt::flag_events(agreement_, meltt::of_kind(with_episodes, true), meltt::of_kind(with_events, false), result_.flags);
    }

    [[nodiscard]] bool corrected() const { return agreement_.settings().corrections.averaging; }

    static std::vector<std::uint32_t> places(std::span<const Row> rows, bool episode) {
        std::vector<std::uint32_t> out;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i].episode == episode) out.push_back(static_cast<std::uint32_t>(i));
        return out;
    }

    /// One kind of the survivors against the same kind of the next source.
    void pass(std::vector<Row>& current, std::span<const Row> next, std::vector<bool>& taken, bool episode) {
        const std::vector<std::uint32_t> at = places(next, episode);
        const std::vector<Row> side = meltt::of_kind(next, episode);
        for (Row& row : current) {
            if (row.episode != episode) continue;
            agreement_.candidates(row, side, found_);
            const Candidate* chosen = choose(at, taken);
            if (chosen == nullptr) continue;
            taken[at[chosen->place]] = true;
            const Row& other = side[chosen->place];
            link(row, side, *chosen, episode);
            record(row.id, other.id, episode);
            if (agreement_.settings().averaging) average(row, other);
        }
    }

    [[nodiscard]] const Candidate* choose(const std::vector<std::uint32_t>& at, const std::vector<bool>& taken) const {
        const bool by_score = agreement_.settings().corrections.best_candidate;
        const Candidate* chosen = nullptr;
        for (const Candidate& candidate : found_) {
            if (taken[at[candidate.place]]) continue;
            if (!by_score) return &candidate;
            if (chosen == nullptr || meltt::better(candidate, *chosen)) chosen = &candidate;
        }
        return chosen;
    }

    void link(const Row& row, std::span<const Row> side, const Candidate& chosen, bool episode) {
        const bool all = agreement_.settings().corrections.contenders;
        std::array<const Candidate*, 2> next{};
        const Candidate* rival = nullptr;
        for (const Candidate& candidate : found_) {
            if (&candidate == &chosen) continue;
            if (rival == nullptr || meltt::better(candidate, *rival)) rival = &candidate;
            if ((!all && !meltt::better(chosen, candidate))) continue;
            if (next[0] == nullptr || meltt::better(candidate, *next[0])) {
                next[1] = next[0];
                next[0] = &candidate;
            } else if (next[1] == nullptr || meltt::better(candidate, *next[1])) {
                next[1] = &candidate;
            }
        }
        MelttLink& link = result_.links.emplace_back();
        link.episode = episode;
        link.report = row.id;
        link.taken = {side[chosen.place].id, chosen.score};
        for (std::size_t i = 0; i < 2; ++i)
            if (next[i] != nullptr) link.runners_up[i] = {side[next[i]->place].id, next[i]->score};
        if (rival != nullptr) link.rival = {side[rival->place].id, rival->score};
        link.candidates = static_cast<std::uint32_t>(found_.size());
        link.km = chosen.km;
        link.gap_days = std::abs(row.start - side[chosen.place].start);
    }

    void record(MelttId survivor, MelttId joined, bool episode) {
        std::vector<MelttMatch>& matches = episode ? episodes_ : events_;
        std::int64_t& place = (episode ? episode_match_ : event_match_)[survivor.source - 1][survivor.row - 1];
        if (place < 0) {
            place = static_cast<std::int64_t>(matches.size());
            MelttMatch& match = matches.emplace_back();
            match.episode = episode;
            match.ids.resize(input_.sources.size());
            match.ids[survivor.source - 1] = survivor;
        }
        matches[static_cast<std::size_t>(place)].ids[joined.source - 1] = joined;
    }

    void average(Row& row, const Row& other) const {
        const auto part = [&](double mine, double others) {
            if (!corrected()) return (mine + others) / 2;
            return mine + (others - mine) / (row.joined + 1);
        };
        // Rounding half to even depends on where counting starts: at the earliest day of all.
        const auto rounded = [&](double day) { return half_to_even(day - first_day_) + first_day_; };
        const double start = rounded(part(row.start, other.start));
        double end = part(row.end, other.end);
        double longitude = row.longitude_deg;
        if (corrected()) {
            end = row.episode ? std::max(rounded(end), start + 1) : start;
            const double turn = std::remainder(other.longitude_deg - row.longitude_deg, 360.0);
            longitude = std::remainder(part(row.longitude_deg, row.longitude_deg + turn), 360.0);
        }
        row.move_to(part(row.latitude_deg, other.latitude_deg), longitude);
        row.start = static_cast<std::int32_t>(start);
        row.end = end;
        ++row.joined;
    }

    const MelttInput& input_;
    const Agreement& agreement_;
    std::int32_t first_day_;
    MelttResult result_;
    std::vector<MelttMatch> events_;
    std::vector<MelttMatch> episodes_;
    std::vector<std::vector<std::int64_t>> event_match_;  ///< [source - 1][row - 1]: place in events_, -1 if none
    std::vector<std::vector<std::int64_t>> episode_match_;
    std::vector<Candidate> found_;  ///< of the row in hand
};

Error refused(std::string_view id, std::string what, std::string_view remedy) {
    return {Errc::invalid, std::string(id), std::move(what), "", std::string(remedy)};
}

Result<void> check_sources(const MelttInput& input) {
    if (input.sources.size() < 2) return refused("meltt.one_source", "there is only one source", "Give at least two sources to compare");
    for (const MelttSource& source : input.sources) {
        if (source.reports.empty())
            return refused("meltt.source_empty", fmt::format("the source \"{}\" has no report", source.name), "Leave it out");
    }
    return {};
}

Result<void> check_weights(std::span<const double> weights, std::size_t taxonomies) {
    if (weights.empty()) return {};
    const bool sound = std::ranges::all_of(weights, [](double weight) { return weight >= 0 && std::isfinite(weight); });
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto count = static_cast<double>(taxonomies);
    if (sound && weights.size() == taxonomies && std::abs(sum - count) < 1e-9) return {};
    return refused("meltt.weights", fmt::format("the weights are {} numbers with the sum {}", weights.size(), sum),
                   fmt::format("Give one weight for each of the {} taxonomies, none negative, with the sum {}", taxonomies, taxonomies));
}

Result<void> check_settings(const MelttInput& input, const MelttSettings& settings) {
    if (settings.window_days < 0)
        return refused("meltt.days", fmt::format("a window of {} days", settings.window_days), "Give a whole number from 0");
    if (!(settings.window_km >= 0) || !std::isfinite(settings.window_km))
        return refused("meltt.km", fmt::format("a window of {} km", settings.window_km), "Give a number from 0");
    const std::size_t taxonomies = input.depths.size();
    if (settings.partial > taxonomies) {
        return refused("meltt.partial", fmt::format("{} taxonomies may disagree of {}", settings.partial, taxonomies),
                       "Give at most the number of taxonomies");
    }
    if (settings.certainty) {
        bool sound = settings.certainty->size() == taxonomies;
        for (std::size_t k = 0; sound && k < taxonomies; ++k)
            sound = (*settings.certainty)[k] >= 1 && (*settings.certainty)[k] <= input.depths[k];
        if (!sound) {
            return refused("meltt.certainty", "the levels of certainty do not fit the taxonomies",
                           fmt::format("Give one level for each of the {} taxonomies, 1 the finest, that it has", taxonomies));
        }
    }
    return check_weights(settings.weights, taxonomies);
}

/// Pairs of one report and one of `others` that starts within `window` days of it. Both ascend.
std::uint64_t pairs_within(std::span<const Day> reports, std::span<const Day> others, std::int64_t window) {
    std::uint64_t pairs = 0;
    std::size_t first = 0;
    std::size_t last = 0;
    for (const Day day : reports) {
        while (first < others.size() && std::int64_t{day.days_since_1970} - others[first].days_since_1970 > window) ++first;
        while (last < others.size() && std::int64_t{others[last].days_since_1970} - day.days_since_1970 <= window) ++last;
        pairs += last - first;
    }
    return pairs;
}

/// The time it takes is known before it is spent.
Result<void> check_density(const MelttInput& input, const MelttSettings& settings) {
    std::vector<std::vector<Day>> starts;
    for (const MelttSource& source : input.sources) {
        for (auto& days = starts.emplace_back(); const auto& report : source.reports) days.push_back(report.start);
        std::ranges::sort(starts.back());
    }
    std::uint64_t pairs = 0;
    for (std::size_t a = 0; a < starts.size(); ++a)
        for (std::size_t b = a + 1; b < starts.size(); ++b) pairs += pairs_within(starts[a], starts[b], settings.window_days);
    if (pairs > settings.comparisons_max) return meltt::too_dense(pairs);
    return {};
}

}  // namespace

Result<MelttResult> fuse_meltt(const MelttInput& input, const MelttSettings& settings) {
    TRUCE_TRY(check_sources(input));
    TRUCE_TRY(check_settings(input, settings));
    TRUCE_TRY(check_density(input, settings));
    const Agreement agreement(input, settings);
    if (settings.corrections.order) return meltt::fuse_in_no_order(input, agreement);
    return Fold(input, agreement).run();
}

}  // namespace truce
