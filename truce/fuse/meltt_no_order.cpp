// The correction `order`: all sources at once, so that neither the order of sources nor that of rows decides.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <tuple>

#include "truce/fuse/meltt_scan.hpp"

namespace truce::meltt {
namespace {

// A pair of candidates takes 32 bytes; the densest sets must not take all memory.
constexpr std::size_t pairs_max = 20'000'000;

struct Pair {
    std::uint32_t a;  ///< places in rows_; a's source is the smaller
    std::uint32_t b;
    double score;
    double km;
    std::int32_t gap_days;
};

class NoOrder {
public:
    NoOrder(const MelttInput& input, const Agreement& agreement) : input_(input), agreement_(agreement) {}

    Result<MelttResult> run() {
        for (std::size_t source = 0; source < input_.sources.size(); ++source) {
            first_.push_back(rows_.size());
            std::vector<Row> rows = rows_of(input_, source);
            rows_.insert(rows_.end(), rows.begin(), rows.end());
        }
        first_.push_back(rows_.size());
        if (!find_pairs()) return too_dense(pairs_.size());
        rank_rows();
        std::ranges::sort(pairs_, [this](const Pair& x, const Pair& y) { return key(x) < key(y); });
        join_all();
        write();
        return std::move(result_);
    }

private:
    [[nodiscard]] std::span<const Row> source_rows(std::size_t source) const {
        return std::span(rows_).subspan(first_[source], first_[source + 1] - first_[source]);
    }

    bool find_pairs() {
        for (std::size_t a = 0; a + 1 < first_.size(); ++a)
            for (std::size_t b = a + 1; b + 1 < first_.size(); ++b)
                for (const bool episode : {false, true})
                    if (!find_pairs(a, b, episode)) return false;
        return true;
    }

    bool find_pairs(std::size_t source_a, std::size_t source_b, bool episode) {
        const std::vector<Row> side = of_kind(source_rows(source_b), episode);
        std::vector<std::uint32_t> places;
        for (std::size_t i = first_[source_b]; i < first_[source_b + 1]; ++i)
            if (rows_[i].episode == episode) places.push_back(static_cast<std::uint32_t>(i));
        std::vector<Candidate> found;
        for (std::size_t i = first_[source_a]; i < first_[source_a + 1]; ++i) {
            const Row& row = rows_[i];
            if (row.episode != episode) continue;
            agreement_.candidates(row, side, found);
            if (pairs_.size() > pairs_max) return false;
            for (const Candidate& c : found) {
                const std::int32_t gap = std::abs(row.start - side[c.place].start);
                pairs_.push_back({static_cast<std::uint32_t>(i), places[c.place], c.score, c.km, gap});
            }
        }
        return true;
    }

    /// The rows in an order that no order of input changes, to settle ties.
    void rank_rows() {
        const auto content = [this](std::uint32_t place) {
            const Row& row = rows_[place];
            const MelttSource& source = input_.sources[row.id.source - 1];
            return std::tuple(row.start, row.end, row.latitude_deg, row.longitude_deg, std::string_view(source.name),
                              source.reports[row.id.row - 1].id);
        };
        std::vector<std::uint32_t> order(rows_.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, {}, content);
        rank_.resize(rows_.size());
        for (std::size_t i = 0; i < order.size(); ++i) rank_[order[i]] = static_cast<std::uint32_t>(i);
    }

    [[nodiscard]] std::tuple<double, double, std::int32_t, std::uint32_t, std::uint32_t> key(const Pair& pair) const {
        const auto [low, high] = std::minmax(rank_[pair.a], rank_[pair.b]);
        return {pair.score, pair.km, pair.gap_days, low, high};
    }

    void join_all() {
        group_.resize(rows_.size());
        members_.resize(rows_.size());
        for (std::uint32_t i = 0; i < rows_.size(); ++i) {
            group_[i] = i;
            members_[i] = {i};
        }
        for (const Pair& pair : pairs_) {
            const std::uint32_t a = group_[pair.a];
            const std::uint32_t b = group_[pair.b];
            if (a == b || !may_join(members_[a], members_[b])) continue;
            for (const std::uint32_t member : members_[b]) {
                group_[member] = a;
                members_[a].push_back(member);
            }
            members_[b].clear();
        }
    }

    [[nodiscard]] bool may_join(std::span<const std::uint32_t> left, std::span<const std::uint32_t> right) const {
        Candidate ignored;
        for (const std::uint32_t x : left)
            for (const std::uint32_t y : right)
                if (rows_[x].id.source == rows_[y].id.source || !agreement_.match(rows_[x], rows_[y], ignored)) return false;
        return true;
    }

    void write() {
        index_pairs();
        std::vector<Row> survivors;
        for (std::vector<std::uint32_t>& members : members_) {
            if (members.empty()) continue;
            std::ranges::sort(members, {}, [this](std::uint32_t i) { return rows_[i].id; });
            survivors.push_back(fused(members));
        }
        // Matches and links in the order of the reports that lead them: events, then episodes.
        for (const bool episode : {false, true}) {
            for (std::uint32_t i = 0; i < rows_.size(); ++i) {
                const std::vector<std::uint32_t>& members = members_[group_[i]];
                if (rows_[i].episode == episode && members.size() > 1 && members.front() == i) write(members);
            }
        }
        flag();
        finish(survivors, result_);
    }

    void write(std::span<const std::uint32_t> members) {
        MelttMatch& match = result_.matches.emplace_back();
        match.episode = rows_[members.front()].episode;
        match.ids.resize(input_.sources.size());
        for (const std::uint32_t member : members) match.ids[rows_[member].id.source - 1] = rows_[member].id;
        for (const std::uint32_t member : members.subspan(1)) link(members.front(), member);
    }

    /// Where the pairs of each row begin in by_lead_, a row being the one of the smaller source.
    void index_pairs() {
        lead_first_.assign(rows_.size() + 1, 0);
        for (const Pair& pair : pairs_) ++lead_first_[pair.a + 1];
        for (std::size_t i = 0; i < rows_.size(); ++i) lead_first_[i + 1] += lead_first_[i];
        by_lead_.resize(pairs_.size());
        std::vector<std::size_t> next(lead_first_.begin(), lead_first_.end() - 1);
        for (std::uint32_t i = 0; i < pairs_.size(); ++i) by_lead_[next[pairs_[i].a]++] = i;
    }

    void link(std::uint32_t lead, std::uint32_t member) {
        MelttLink& link = result_.links.emplace_back();
        link.episode = rows_[lead].episode;
        link.report = rows_[lead].id;
        std::size_t runners = 0;
        for (std::size_t i = lead_first_[lead]; i < lead_first_[lead + 1]; ++i) {
            const Pair& pair = pairs_[by_lead_[i]];
            const MelttId other = rows_[pair.b].id;
            if (other.source != rows_[member].id.source) continue;
            ++link.candidates;
            if (pair.b == member) {
                link.taken = {other, pair.score};
                link.km = pair.km;
                link.gap_days = pair.gap_days;
            } else if (runners < link.runners_up.size()) {
                link.runners_up[runners++] = {other, pair.score};
            }
        }
        link.rival = link.runners_up[0];
    }

    /// The lead's row, at the mean of all where averaging is asked for.
    [[nodiscard]] Row fused(std::span<const std::uint32_t> members) const {
        Row row = rows_[members.front()];
        if (!agreement_.settings().averaging) return row;
        const auto count = static_cast<double>(members.size());
        double start = 0;
        double end = 0;
        double latitude = 0;
        double turn = 0;
        for (const std::uint32_t i : members) {
            start += rows_[i].start;
            end += rows_[i].end;
            latitude += rows_[i].latitude_deg;
            turn += std::remainder(rows_[i].longitude_deg - row.longitude_deg, 360.0);
        }
        row.move_to(latitude / count, std::remainder(row.longitude_deg + turn / count, 360.0));
        row.start = static_cast<std::int32_t>(half_to_even(start / count));
        row.end = row.episode ? std::max(half_to_even(end / count), row.start + 1.0) : row.start;
        return row;
    }

    /// Between every two sources, of the reports that lead a group.
    void flag() {
        std::vector<std::vector<Row>> leads(input_.sources.size());
        for (std::uint32_t i = 0; i < rows_.size(); ++i)
            if (members_[group_[i]].front() == i) leads[rows_[i].id.source - 1].push_back(rows_[i]);
        for (std::size_t a = 0; a < leads.size(); ++a)
            for (std::size_t b = 0; b < leads.size(); ++b)
                if (a != b) flag_events(agreement_, of_kind(leads[a], true), of_kind(leads[b], false), result_.flags);
    }

    const MelttInput& input_;
    const Agreement& agreement_;
    MelttResult result_;
    std::vector<Row> rows_;           ///< of all sources, one after the other
    std::vector<std::size_t> first_;  ///< of each source in rows_, and the end
    std::vector<Pair> pairs_;
    std::vector<std::uint32_t> rank_;
    std::vector<std::uint32_t> group_;
    std::vector<std::vector<std::uint32_t>> members_;
    std::vector<std::size_t> lead_first_;
    std::vector<std::uint32_t> by_lead_;
};

}  // namespace

Result<MelttResult> fuse_in_no_order(const MelttInput& input, const Agreement& agreement) { return NoOrder(input, agreement).run(); }

}  // namespace truce::meltt
