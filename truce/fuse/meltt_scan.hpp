/// The parts that both orders of the parity mode share: a report as it is compared, and the search for its candidates.
/// Private to this folder.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "truce/fuse/meltt.hpp"

namespace truce::meltt {

/// A report as it is compared now; with averaging it moves.
struct Row {
    MelttId id;
    std::int32_t start = 0;  ///< days since 1970
    double end = 0;          ///< days since 1970; whole unless averaging as published
    double latitude_deg = 0;
    double longitude_deg = 0;
    double sin_latitude = 0;
    double cos_latitude = 1;
    const std::uint32_t* levels = nullptr;
    std::uint32_t joined = 1;  ///< how many reports it stands for
    bool episode = false;

    void move_to(double latitude, double longitude);
};

/// A source's reports, sorted by (start, row).
std::vector<Row> rows_of(const MelttInput& input, std::size_t source);

/// Kilometres between two rows: great circle, 111.111 km a degree. Exactly the same with the rows exchanged.
double distance_km(const Row& first, const Row& second);

/// Rounds a half to the even neighbour.
double half_to_even(double value);

struct Candidate {
    std::uint32_t place = 0;  ///< in the other side's rows
    std::uint32_t scan = 0;   ///< position in scan order
    double score = 0;
    double km = 0;
};

/// By score, then in scan order.
inline bool better(const Candidate& a, const Candidate& b) { return a.score != b.score ? a.score < b.score : a.scan < b.scan; }

/// What makes two rows candidates of each other.
class Agreement {
public:
    Agreement(const MelttInput& input, const MelttSettings& settings);

    /// The score of two rows by their taxonomies alone; negative if they do not agree.
    [[nodiscard]] double score(const Row& a, const Row& b) const;
    /// Whether both windows hold and the taxonomies agree; then `found` has score and distance.
    [[nodiscard]] bool match(const Row& a, const Row& b, Candidate& found) const;
    /// Place and taxonomies only.
    [[nodiscard]] bool near(const Row& a, const Row& b, Candidate& found) const;

    /// All candidates of `a` on a side sorted by start, in scan order: the rows that stand before it, nearest first, then
    /// those after it. A row of the same day stands after `a`.
    void candidates(const Row& a, std::span<const Row> side, std::vector<Candidate>& out) const;

    [[nodiscard]] const MelttSettings& settings() const { return settings_; }

private:
    struct Depth {
        std::size_t levels;
        double weight;
        std::size_t certainty;  ///< from 0; only with settings_.certainty
    };
    const MelttSettings& settings_;
    std::vector<Depth> depths_;
};

/// The rows of one kind, in their order.
std::vector<Row> of_kind(std::span<const Row> rows, bool episode);

/// Lets the episodes of one side flag the events of the other; all sorted by start. Appends one flag
/// for each pair.
void flag_events(const Agreement& agreement, std::span<const Row> episodes, std::span<const Row> events, std::vector<MelttFlag>& out);

/// All sources at once (MelttCorrections::order).
Result<MelttResult> fuse_in_no_order(const MelttInput& input, const Agreement& agreement);

/// The order of MelttResult::unique and of its flags.
void finish(std::vector<Row>& survivors, MelttResult& result);

/// The refusal of an input that would take too long or too much memory, because of so many pairs.
Error too_dense(std::uint64_t pairs);

}  // namespace truce::meltt
