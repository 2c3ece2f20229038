#include "truce/fuse/meltt_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

namespace truce::meltt {
namespace {

constexpr double km_per_degree = 111.111;
constexpr double radians_per_degree = std::numbers::pi / 180;

}  // namespace

/// Rounds a half to the even neighbour, as the package's language does; std::nearbyint would depend on the rounding mode.
double half_to_even(double value) {
    const double floor = std::floor(value);
    const double rest = value - floor;
    if (rest != 0.5) return std::floor(value + 0.5);
    return std::fmod(floor, 2) == 0 ? floor : floor + 1;
}

void Row::move_to(double latitude, double longitude) {
    latitude_deg = latitude;
    longitude_deg = longitude;
    sin_latitude = std::sin(latitude * radians_per_degree);
    cos_latitude = std::cos(latitude * radians_per_degree);
}

std::vector<Row> rows_of(const MelttInput& input, std::size_t source) {
    const MelttSource& from = input.sources[source];
    std::size_t width = 0;
    for (const std::size_t depth : input.depths) width += depth;
    TRUCE_ASSERT(from.levels.size() == from.reports.size() * width);
    std::vector<Row> rows(from.reports.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& report = from.reports[i];
        Row& row = rows[i];
        row.id = {static_cast<std::uint32_t>(source + 1), static_cast<std::uint32_t>(i + 1)};
        row.start = report.start.days_since_1970;
        row.end = report.end.days_since_1970;
        row.episode = report.start != report.end;
        row.levels = from.levels.data() + i * width;
        row.move_to(report.latitude_deg, report.longitude_deg);
    }
    std::ranges::sort(rows, [](const Row& a, const Row& b) { return a.start != b.start ? a.start < b.start : a.id < b.id; });
    return rows;
}

double distance_km(const Row& first, const Row& second) {
    // In floating point the formula differs in its last digit when the points are exchanged: it always goes north.
    const bool northward = std::pair(first.latitude_deg, first.longitude_deg) <= std::pair(second.latitude_deg, second.longitude_deg);
    const Row& a = northward ? first : second;
    const Row& b = northward ? second : first;
    // The formula gives exactly 0 here, too; many reports share a town's coordinates.
    if (a.latitude_deg == b.latitude_deg && a.longitude_deg == b.longitude_deg) return 0;
    const double longitude = (b.longitude_deg - a.longitude_deg) * radians_per_degree;
    const double sin_longitude = std::sin(longitude);
    const double cos_longitude = std::cos(longitude);
    const double x = b.cos_latitude * sin_longitude;
    const double y = a.cos_latitude * b.sin_latitude - a.sin_latitude * b.cos_latitude * cos_longitude;
    const double z = a.sin_latitude * b.sin_latitude + a.cos_latitude * b.cos_latitude * cos_longitude;
    return std::atan2(std::sqrt(x * x + y * y), z) / radians_per_degree * km_per_degree;
}

Agreement::Agreement(const MelttInput& input, const MelttSettings& settings) : settings_(settings) {
    for (std::size_t k = 0; k < input.depths.size(); ++k) {
        depths_.push_back(
            {input.depths[k], settings.weights.empty() ? 1.0 : settings.weights[k], settings.certainty ? (*settings.certainty)[k] - 1 : 0});
    }
}

double Agreement::score(const Row& a, const Row& b) const {
    if (depths_.empty()) return 0;
    double sum = 0;
    std::size_t disagree = 0;
    const std::uint32_t* left = a.levels;
    const std::uint32_t* right = b.levels;
    for (const Depth& depth : depths_) {
        std::size_t level = settings_.certainty ? depth.certainty : 0;
        const std::size_t end = settings_.certainty ? level + 1 : depth.levels;
        while (level < end && (left[level] == 0 || left[level] != right[level])) ++level;
        if (level < end) {
            sum += depth.weight * static_cast<double>(level) / static_cast<double>(std::max<std::size_t>(1, depth.levels - 1));
        } else {
            ++disagree;
        }
        left += depth.levels;
        right += depth.levels;
    }
    const bool tolerated =
        disagree == 0 || disagree == settings_.partial || (settings_.corrections.partial && disagree < settings_.partial);
    if (!tolerated) return -1;
    return (sum + static_cast<double>(disagree)) / static_cast<double>(depths_.size());
}

bool Agreement::near(const Row& a, const Row& b, Candidate& found) const {
    // The great circle is never shorter than the difference of latitudes: cheap, and it settles most pairs.
    constexpr double rounding_km = 1e-6;
    if (std::abs(a.latitude_deg - b.latitude_deg) * km_per_degree > settings_.window_km + rounding_km) return false;
    found.score = score(a, b);
    if (found.score < 0) return false;
    found.km = distance_km(a, b);
    return found.km <= settings_.window_km;
}

bool Agreement::match(const Row& a, const Row& b, Candidate& found) const {
    const std::int32_t window = settings_.window_days;
    return std::abs(a.start - b.start) <= window && std::abs(a.end - b.end) <= window && near(a, b, found);
}

void Agreement::candidates(const Row& a, std::span<const Row> side, std::vector<Candidate>& out) const {
    out.clear();
    const std::int64_t window = settings_.window_days;
    const auto middle = static_cast<std::size_t>(std::ranges::lower_bound(side, a.start, {}, &Row::start) - side.begin());
    std::size_t first = middle;
    while (first > 0 && std::int64_t{a.start} - side[first - 1].start <= window) --first;
    std::size_t last = middle;
    while (last < side.size() && std::int64_t{side[last].start} - a.start <= window) ++last;
    const auto test = [&](std::size_t i) {
        Candidate found;
        if (!match(a, side[i], found)) return;
        found.place = static_cast<std::uint32_t>(i);
        found.scan = static_cast<std::uint32_t>(out.size());
        out.push_back(found);
    };
    for (std::size_t i = middle; i > first; --i) test(i - 1);
    for (std::size_t i = middle; i < last; ++i) test(i);
}

std::vector<Row> of_kind(std::span<const Row> rows, bool episode) {
    std::vector<Row> out;
    std::ranges::copy_if(rows, std::back_inserter(out), [&](const Row& row) { return row.episode == episode; });
    return out;
}

namespace {

/// The events that may be part of an episode.
class FlagScan {
public:
    FlagScan(const Agreement& agreement, std::span<const Row> events)
        : agreement_(agreement), window_(agreement.settings().window_days), events_(events) {}

    /// In scan order, as published: the direction ends after the first event beyond the window, which is itself tested.
    void published(const Row& episode, std::vector<std::size_t>& out) {
        out.clear();
        const auto middle = static_cast<std::size_t>(std::ranges::lower_bound(events_, episode.start, {}, &Row::start) - events_.begin());
        for (std::size_t i = middle; i > 0; --i) {
            const Row& event = events_[i - 1];
            const std::int64_t gap = std::int64_t{episode.start} - event.start;
            if (gap <= window_) take(episode, i - 1, out);
            if (gap > window_) break;
        }
        for (std::size_t i = middle; i < events_.size(); ++i) {
            const Row& event = events_[i];
            if (event.end - episode.end <= static_cast<double>(window_)) take(episode, i, out);
            if (std::int64_t{event.start} - episode.start > window_) break;
        }
    }

    /// Every event that overlaps the episode widened by the window.
    void whole(const Row& episode, std::vector<std::size_t>& out) {
        out.clear();
        const auto from = static_cast<double>(std::int64_t{episode.start} - window_);
        const auto first = std::ranges::lower_bound(events_, from, {}, [](const Row& row) { return static_cast<double>(row.start); });
        for (auto i = static_cast<std::size_t>(first - events_.begin()); i < events_.size(); ++i) {
            if (static_cast<double>(events_[i].start) > episode.end + static_cast<double>(window_)) break;
            take(episode, i, out);
        }
    }

private:
    void take(const Row& episode, std::size_t i, std::vector<std::size_t>& out) {
        Candidate ignored;
        if (agreement_.near(episode, events_[i], ignored)) out.push_back(i);
    }

    const Agreement& agreement_;
    std::int64_t window_;
    std::span<const Row> events_;
};

}  // namespace

void flag_events(const Agreement& agreement, std::span<const Row> episodes, std::span<const Row> events, std::vector<MelttFlag>& out) {
    const MelttCorrections& corrections = agreement.settings().corrections;
    const bool whole = corrections.flags || corrections.order;
    FlagScan scan(agreement, events);
    std::vector<std::size_t> found;
    std::vector<bool> taken(events.size());
    for (const Row& episode : episodes) {
        whole ? scan.whole(episode, found) : scan.published(episode, found);
        for (const std::size_t i : found) {
            if (taken[i] && !whole) continue;
            taken[i] = true;
            out.push_back({events[i].id, {episode.id}});
        }
    }
}

void finish(std::vector<Row>& survivors, MelttResult& result) {
    const auto by_start = [](const Row& a, const Row& b) { return a.start != b.start ? a.start < b.start : a.id < b.id; };
    std::ranges::sort(survivors, by_start);
    for (const Row& row : survivors) result.unique.push_back({row.id, Day{row.start}, row.end, row.latitude_deg, row.longitude_deg});
    std::map<MelttId, std::vector<MelttId>> flags;
    for (const MelttFlag& flag : result.flags) flags[flag.event].push_back(flag.episodes.front());
    result.flags.clear();
    for (auto& [event, episodes] : flags) result.flags.push_back({event, std::move(episodes)});
}

Error too_dense(std::uint64_t pairs) {
    return {Errc::too_large, "meltt.too_dense", fmt::format("{} pairs of reports would have to be kept or compared", pairs), "",
            "Take shorter windows, or split the sources by time or region"};
}

}  // namespace truce::meltt
