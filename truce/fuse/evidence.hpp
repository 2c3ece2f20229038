/// Evidence: what two sightings say about being of one incident, field by field, each as one of a few levels.
///
/// Bits of evidence are log2(m / u): how much more often a level is seen between two reports of one incident (m) than between
/// two that only happen to be near (u). Fellegi and Sunter, "A Theory for Record Linkage", JASA 64 (1969),
/// doi:10.1080/01621459.1969.10501049. docs/methods/fusion.md has every field's levels and why.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "truce/fuse/sighting.hpp"
#include "truce/fuse/spots.hpp"

namespace truce {

enum class EvidenceField : std::uint8_t { place, start, duration, act, actors, casualties, words };
inline constexpr std::size_t field_count = 7;
std::string_view name_of(EvidenceField field);

/// Where each field's levels begin in a table of all levels, and how many it has.
inline constexpr std::array<std::uint8_t, field_count> field_levels{30, 4, 3, 2, 6, 30, 4};
inline constexpr std::array<std::uint8_t, field_count> field_begin{0, 30, 34, 37, 39, 45, 75};
inline constexpr std::size_t level_count = 79;

/// Place: ten distances for each precision, the coarser of the two. Upper bounds in km, the last level is open.
inline constexpr std::array<double, 9> place_bounds_km{0.35, 0.7, 1.1, 1.6, 2.4, 3.6, 6, 10, 16};
/// Casualties: six steps of |ln((a+1)/(b+1))| for each size of the smaller toll (0-1, 2-4, 5-9, 10-24, 25 and more).
inline constexpr std::array<double, 5> casualty_bounds{0.01, 0.2, 0.4, 0.7, 1.2};
inline constexpr std::array<std::int64_t, 4> casualty_sizes{2, 5, 10, 25};

/// Levels of two sightings, counted from 0 within the field; `silent` where one of them does not say.
struct EvidenceLevels {
    static constexpr std::uint8_t silent = 255;
    std::array<std::uint8_t, field_count> level{};
};

/// Shares of sightings that name a set of actors, and how many bits each word is worth: frozen with a model, so that a score
/// never moves because other reports arrived. Sets and words that are not listed are rare.
struct Frequencies {
    std::map<std::string, double, std::less<>> actor_sets;  ///< key: actor_key(); share, 0..1
    std::map<std::string, double, std::less<>> words;       ///< share of sightings with words that have it
    static Frequencies count(const std::vector<Sighting>& sightings);
};
/// One key for a set of actors: sorted, joined by a byte that text does not hold.
std::string actor_key(const Sighting& sighting);

/// The comparable form of one sighting: strings become numbers.
struct Traits {
    Spot spot;
    std::int64_t toll = -1;    ///< best; -1 unknown
    std::uint32_t act = 0;     ///< 0 unknown
    std::uint32_t actors = 0;  ///< a set of the Catalogue; 0 unknown
    std::uint32_t words_begin = 0;
    std::uint32_t words_end = 0;
    std::uint32_t source = 0;
    bool placed = false;
    bool summary = false;
};

/// Numbers for strings, and the traits made with them. Grows; what it gave stays valid.
class Catalogue {
public:
    explicit Catalogue(Frequencies frequencies = {}) : frequencies_(std::move(frequencies)) {}

    /// Precondition: check(sighting) is good.
    Traits add(const Sighting& sighting, std::uint32_t index);
    /// Symmetric. Source and index play no part. Precondition: both placed.
    [[nodiscard]] EvidenceLevels compare(const Traits& a, const Traits& b) const;

    /// Sources by number, in order of first appearance.
    [[nodiscard]] const std::vector<std::string>& sources() const { return sources_; }

private:
    struct ActorSet {
        std::vector<std::uint32_t> ids;  ///< ascending
        bool open = false;
        std::uint8_t rarity = 2;  ///< 0 common (a fifth or more), 1 middling (a twentieth), 2 rare
    };
    std::uint32_t number(std::map<std::string, std::uint32_t, std::less<>>& numbers, std::string_view text);
    std::uint32_t actor_set(const Sighting& sighting);
    [[nodiscard]] std::uint8_t actor_level(std::uint32_t a, std::uint32_t b) const;
    [[nodiscard]] std::uint8_t word_level(const Traits& a, const Traits& b) const;

    Frequencies frequencies_;
    std::map<std::string, std::uint32_t, std::less<>> acts_, actor_numbers_, set_numbers_, word_numbers_, source_numbers_;
    std::vector<std::string> sources_;
    std::vector<ActorSet> sets_{ActorSet{}};
    std::vector<std::uint32_t> words_;
    std::vector<std::int64_t> word_millibits_{0};  ///< whole numbers: sums do not depend on their order
};

}  // namespace truce
