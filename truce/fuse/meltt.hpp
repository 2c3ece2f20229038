/// MELTT: matching event data by location, time and type, as the R package meltt 0.4.3 answers, row for row.
///
/// Source: Donnay, Dunford, McGrath, Backer, Cunningham, "Integrating Conflict Event Data", Journal of Conflict Resolution
/// 63(5), doi:10.1177/0022002718777050. Written from a description of the package's behaviour, faults included; each
/// fault has a switch that corrects it (MelttCorrections). docs/methods/fusion.md describes both.
///
/// How it goes: sources are folded in their given order. The survivors so far (side 1) meet the next source (side 2): first
/// events (start day = end day) with events, then episodes with episodes. A report of side 1 takes one of the reports of
/// side 2 that lie within the windows of days and kilometres and agree in every taxonomy; what is taken drops out. Then
/// episodes *flag* events they may contain, which changes nothing else. What is left meets the source after.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/fuse/table.hpp"
#include "truce/fuse/taxonomy.hpp"

namespace truce {

/// A report by number: source 1..K in the order given, row from 1 in the order of its table. 0, 0 is none.
struct MelttId {
    std::uint32_t source = 0;
    std::uint32_t row = 0;
    friend auto operator<=>(MelttId, MelttId) = default;
};

/// What is compared. `levels` holds, row by row, the codes of all taxonomies one after the other, finest level first.
struct MelttSource {
    struct Report {
        Day start;
        Day end;  ///< >= start
        double latitude_deg = 0;
        double longitude_deg = 0;
        std::string_view id;  ///< used only to order what is otherwise alike; outlives the call
    };
    std::string name;
    std::vector<Report> reports;
    std::vector<std::uint32_t> levels;
};

struct MelttInput {
    std::vector<MelttSource> sources;
    std::vector<std::size_t> depths;  ///< of each taxonomy, >= 1; empty: only place and time are compared, every score is 0
};

/// The faults of the package that are corrected. All off: the package's answers.
struct MelttCorrections {
    /// Off: a report takes the first free candidate in scan order (backwards in time from it, nearest first, then forwards).
    /// On: the first free one in order of score, then scan order. Known as the fixed order.
    bool best_candidate = false;
    /// Off: the runners-up shown are those after the chosen one in order of score. On: the two best of all others.
    bool contenders = false;
    /// Off: with `partial` p > 0, a candidate disagrees in none or in exactly p taxonomies. On: in at most p.
    bool partial = false;
    /// Off: averaging takes the mean of the start (rounded half to even), end (not rounded) and latitude of the survivor
    /// and the report it took; longitude stays, and an event may become an episode. On: the mean of all reports joined so
    /// far, longitude the short way round, both days rounded half to even, and an event stays one.
    bool averaging = false;
    /// Off: in the middle of a long episode only the first event beyond the window of days can be flagged. On: every event
    /// that overlaps the episode widened by the window, and one event may be flagged by several episodes of a source.
    bool flags = false;
    /// Off: the order of sources and of rows decides. On: all sources at once; pairs in order of (score, kilometres, gap in
    /// days, days and place, source name and id) join unless a source would stand twice or some pair in the group is no
    /// candidate. No order of input changes the partition. Includes best_candidate, flags and averaging's correction.
    bool order = false;
};

/// The names used on the command line, in this order: best_candidate, contenders, partial, averaging, flags, order.
/// Comma separated, or "all", or "none". Errors: meltt.correction_unknown, listing the names.
Result<MelttCorrections> parse_meltt_corrections(std::string_view text);

struct MelttSettings {
    std::int32_t window_days = 0;  ///< >= 0, inclusive; start gap and end gap each
    double window_km = 0;          ///< >= 0, inclusive; great circle at 111.111 km a degree
    /// Absent ("smart match"): a taxonomy agrees on the finest level at which both have the same value. Given: only on
    /// this level, one for each taxonomy, 1 the finest.
    std::optional<std::vector<std::size_t>> certainty;
    std::size_t partial = 0;      ///< so many taxonomies may disagree
    std::vector<double> weights;  ///< one for each taxonomy, >= 0, their sum is their number; empty: all 1
    bool averaging = false;       ///< the survivor moves to the mean
    MelttCorrections corrections;
    std::uint64_t comparisons_max =
        2'000'000'000;  ///< pairs of reports that start within the window of days; beyond it the input is refused
};

/// One report of side 2 that was joined to one of side 1, and what else could have been. Scores run from 0, the best, to 1.
struct MelttLink {
    struct Choice {
        MelttId id;
        double score = 0;
        friend bool operator==(const Choice&, const Choice&) = default;
    };
    bool episode = false;
    MelttId report;                    ///< of side 1
    Choice taken;                      ///< of side 2
    std::array<Choice, 2> runners_up;  ///< no id where there is none
    Choice rival;                      ///< the best of all other candidates, which the package does not show if it was passed over
    std::uint32_t candidates = 0;
    double km = 0;              ///< between the two, as they were compared
    std::int32_t gap_days = 0;  ///< between their start days, not negative
};

/// Reports that were joined, one for each source at most.
struct MelttMatch {
    bool episode = false;
    std::vector<MelttId> ids;  ///< [source - 1]
};

/// An event that may be part of episodes of another source.
struct MelttFlag {
    MelttId event;
    std::vector<MelttId> episodes;
};

/// One report for each incident: the first source's, with the averages where averaging was asked for.
struct MelttUnique {
    MelttId id;
    Day start;
    double end_day = 0;  ///< days since 1970; whole unless averaging as published
    double latitude_deg = 0;
    double longitude_deg = 0;
};

struct MelttResult {
    std::vector<MelttMatch> matches;  ///< those of events, then those of episodes, each in order of creation
    std::vector<MelttLink> links;     ///< in order of creation: fold by fold, events before episodes
    std::vector<MelttUnique> unique;  ///< by start day, source, row
    std::vector<MelttFlag> flags;     ///< by event
};

/// Errors, all Errc::invalid but the last:
///   meltt.one_source       fewer than two sources
///   meltt.source_empty     a source without reports
///   meltt.days, meltt.km   a window that is negative or not a number
///   meltt.certainty        not one level for each taxonomy, or a level it does not have
///   meltt.partial          more than there are taxonomies
///   meltt.weights          not one for each taxonomy, one negative, or another sum
///   meltt.too_dense        more pairs than comparisons_max, or 20 million candidates with corrections.order (too_large)
/// Cost: time grows with the pairs of reports within the window of days, memory with the reports (and, with
/// corrections.order, with the candidates).
Result<MelttResult> fuse_meltt(const MelttInput& input, const MelttSettings& settings);

/// The categories of the tables as codes. Every taxonomy's column must be among each table's columns.
///   returns   views into `sources`
/// Errors: source.refused, with among `problems` at most `problems_max` of meltt.category_unknown: a category that the
/// taxonomy has not for that source, blanks counting.
Result<MelttInput> meltt_input(const std::vector<SourceTable>& sources, const std::vector<Taxonomy>& taxonomies, Problems& problems,
                               std::size_t problems_max = 20);

}  // namespace truce
