#include "truce/fuse/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace truce {
namespace {

constexpr std::int32_t day_min = 1440;

template <std::size_t N>
std::uint8_t step(const std::array<double, N>& bounds, double value) {
    return static_cast<std::uint8_t>(std::lower_bound(bounds.begin(), bounds.end(), value) - bounds.begin());
}

/// Days between the starts. A start is known to a day at best: it lies in the first 24 hours of the interval.
std::uint8_t start_level(const Spot& a, const Spot& b) {
    const Spot& earlier = a.from_min <= b.from_min ? a : b;
    const Spot& later = a.from_min <= b.from_min ? b : a;
    const std::int64_t first_end = std::min<std::int64_t>(earlier.to_min, std::int64_t{earlier.from_min} + day_min);
    const std::int64_t gap = later.from_min - first_end;
    return gap < 0 ? std::uint8_t{0} : static_cast<std::uint8_t>(std::min<std::int64_t>(3, 1 + gap / day_min));
}

std::uint8_t duration_level(const Spot& a, const Spot& b) {
    const auto length = [](const Spot& s) { return std::int64_t{s.to_min} - s.from_min; };
    const std::int64_t difference = std::abs(length(a) - length(b));
    if (difference < day_min) return 0;
    return difference < std::int64_t{3} * day_min ? std::uint8_t{1} : std::uint8_t{2};
}

std::uint8_t casualty_level(std::int64_t a, std::int64_t b) {
    const std::int64_t low = std::min(a, b);
    const auto size = std::upper_bound(casualty_sizes.begin(), casualty_sizes.end(), low) - casualty_sizes.begin();
    const double difference = std::abs(std::log(static_cast<double>(a + 1) / static_cast<double>(b + 1)));
    return static_cast<std::uint8_t>(static_cast<std::size_t>(size) * (casualty_bounds.size() + 1) + step(casualty_bounds, difference));
}

}  // namespace

std::string_view name_of(EvidenceField field) {
    constexpr std::array<std::string_view, field_count> names{"place", "start", "duration", "act", "actors", "casualties", "words"};
    return names[static_cast<std::size_t>(field)];
}

std::string actor_key(const Sighting& sighting) {
    std::vector<std::string> actors = sighting.actors;
    std::sort(actors.begin(), actors.end());
    actors.erase(std::unique(actors.begin(), actors.end()), actors.end());
    std::string key;
    for (const std::string& actor : actors) {
        if (!key.empty()) key += '\x1f';
        key += actor;
    }
    if (sighting.actors_open) key += "\x1f?";
    return key;
}

Frequencies Frequencies::count(const std::vector<Sighting>& sightings) {
    Frequencies shares;
    double with_actors = 0;
    double with_words = 0;
    for (const Sighting& sighting : sightings) {
        if (!sighting.actors.empty()) {
            ++with_actors;
            ++shares.actor_sets[actor_key(sighting)];
        }
        if (!sighting.words.empty()) ++with_words;
        for (const std::string& word : sighting.words) ++shares.words[word];
    }
    for (auto& [key, share] : shares.actor_sets) share /= with_actors;
    for (auto& [word, share] : shares.words) share /= with_words;
    // What is not listed counts as rare: the rare ones need not be kept.
    std::erase_if(shares.actor_sets, [](const auto& entry) { return entry.second < 0.01; });
    std::erase_if(shares.words, [](const auto& entry) { return entry.second < 0.002; });
    return shares;
}

std::uint32_t Catalogue::number(std::map<std::string, std::uint32_t, std::less<>>& numbers, std::string_view text) {
    const auto found = numbers.find(text);
    if (found != numbers.end()) return found->second;
    return numbers.emplace(text, static_cast<std::uint32_t>(numbers.size() + 1)).first->second;
}

std::uint32_t Catalogue::actor_set(const Sighting& sighting) {
    if (sighting.actors.empty()) return 0;
    const std::string key = actor_key(sighting);
    const std::uint32_t set = number(set_numbers_, key);
    if (set < sets_.size()) return set;
    ActorSet made;
    for (const std::string& actor : sighting.actors) made.ids.push_back(number(actor_numbers_, actor));
    std::sort(made.ids.begin(), made.ids.end());
    made.ids.erase(std::unique(made.ids.begin(), made.ids.end()), made.ids.end());
    made.open = sighting.actors_open;
    const auto share = frequencies_.actor_sets.find(key);
    if (share != frequencies_.actor_sets.end()) made.rarity = share->second >= 0.2 ? 0 : share->second >= 0.05 ? 1 : 2;
    sets_.push_back(std::move(made));
    return set;
}

Traits Catalogue::add(const Sighting& sighting, std::uint32_t index) {
    Traits traits;
    const std::size_t known = source_numbers_.size();
    traits.source = number(source_numbers_, sighting.source) - 1;
    if (source_numbers_.size() > known) sources_.push_back(sighting.source);
    traits.placed = sighting.where.has_value();
    if (traits.placed) traits.spot = spot_of(sighting, index, traits.source);
    traits.summary = sighting.summary;
    if (sighting.casualties) traits.toll = std::max<std::int64_t>(0, sighting.casualties->best);
    if (!sighting.act.empty()) traits.act = number(acts_, sighting.act);
    traits.actors = actor_set(sighting);
    traits.words_begin = static_cast<std::uint32_t>(words_.size());
    for (const std::string& word : sighting.words) {
        const std::uint32_t n = number(word_numbers_, word);
        if (n == word_millibits_.size()) {
            const auto share = frequencies_.words.find(word);
            const double rare = share == frequencies_.words.end() ? 0.002 : share->second;
            word_millibits_.push_back(std::llround(-1000 * std::log2(rare)));
        }
        words_.push_back(n);
    }
    traits.words_end = static_cast<std::uint32_t>(words_.size());
    std::sort(words_.begin() + traits.words_begin, words_.end());
    return traits;
}

/// 0-2 the same set, all of it known: common, middling, rare; 3 one can be the other, a side being unknown; 4 one side
/// shared; 5 none.
std::uint8_t Catalogue::actor_level(std::uint32_t a, std::uint32_t b) const {
    if (a == 0 || b == 0) return EvidenceLevels::silent;
    const ActorSet& x = sets_[a];
    const ActorSet& y = sets_[b];
    if (a == b && !x.open) return x.rarity;
    std::size_t shared = 0;
    for (auto i = x.ids.begin(), j = y.ids.begin(); i != x.ids.end() && j != y.ids.end();) {
        if (*i == *j) ++shared;
        if (*i < *j) {
            ++i;
        } else if (*j < *i) {
            ++j;
        } else {
            ++i;
            ++j;
        }
    }
    if (shared == 0) return 5;
    const bool x_in_y = shared == x.ids.size() && x.open;
    const bool y_in_x = shared == y.ids.size() && y.open;
    return x_in_y || y_in_x ? std::uint8_t{3} : std::uint8_t{4};
}

/// 0 no word shared; 1-3 by the bits of the shared ones: up to 4, up to 8, more.
std::uint8_t Catalogue::word_level(const Traits& a, const Traits& b) const {
    if (a.words_begin == a.words_end || b.words_begin == b.words_end) return EvidenceLevels::silent;
    std::int64_t millibits = 0;
    for (std::uint32_t i = a.words_begin, j = b.words_begin; i < a.words_end && j < b.words_end;) {
        if (words_[i] == words_[j]) millibits += word_millibits_[words_[i]];
        if (words_[i] < words_[j]) {
            ++i;
        } else if (words_[j] < words_[i]) {
            ++j;
        } else {
            ++i;
            ++j;
        }
    }
    if (millibits <= 0) return 0;
    if (millibits <= 4'000) return 1;
    return millibits <= 8'000 ? std::uint8_t{2} : std::uint8_t{3};
}

EvidenceLevels Catalogue::compare(const Traits& a, const Traits& b) const {
    EvidenceLevels comparison;
    auto& level = comparison.level;
    const auto precision = static_cast<std::uint8_t>(std::max(a.spot.precision, b.spot.precision));
    level[0] = static_cast<std::uint8_t>(precision * (place_bounds_km.size() + 1) + step(place_bounds_km, distance_km(a.spot, b.spot)));
    level[1] = start_level(a.spot, b.spot);
    level[2] = duration_level(a.spot, b.spot);
    level[3] = a.act == 0 || b.act == 0 ? EvidenceLevels::silent : static_cast<std::uint8_t>(a.act == b.act ? 0 : 1);
    level[4] = actor_level(a.actors, b.actors);
    level[5] = a.toll < 0 || b.toll < 0 ? EvidenceLevels::silent : casualty_level(a.toll, b.toll);
    level[6] = word_level(a, b);
    return comparison;
}

}  // namespace truce
