/// How well finders agree, and what each register saw: the health of a mechanism, never a score of a participant.
///
/// Formulas and published check values: docs/methods/case.md. Ratings are numbered categories; nothing here decides who
/// is right, and detection has no kappa, because no cell counts what nobody recorded.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "truce/base/time.hpp"

namespace truce {

/// What two values' difference weighs in Krippendorff's alpha.
enum class MeasurementScale : std::uint8_t {
    nominal,   ///< a != b
    ordinal,   ///< (values between, by their frequency)^2
    interval,  ///< (a - b)^2
    ratio,     ///< ((a - b) / (a + b))^2; 0 for two zeros. Values are not negative
};

/// One unit's ratings by rater; absent where the rater gave none. Units may have different lengths.
using Ratings = std::vector<std::optional<std::int64_t>>;

struct Alpha {
    std::optional<double> value;  ///< absent: not defined, because all pairable values are one and the same or there is none
    std::size_t pairable = 0;     ///< values in units that have at least two
    std::size_t units = 0;        ///< such units
};

/// Krippendorff's alpha. A unit with one rating drops out. Source: Krippendorff, Computing Krippendorff's
/// Alpha-Reliability (2011).
Alpha krippendorff(std::span<const Ratings> units, MeasurementScale scale);

/// Counts by what the one (row) and the other (column) concluded; square, in one order of categories.
struct PairTable {
    std::vector<std::vector<std::int64_t>> counts;

    [[nodiscard]] std::int64_t total() const;
    /// Two raters' ratings of the same units; those that either did not rate are left out.
    /// Precondition: same length, ratings within 0 .. categories - 1.
    static PairTable of(const Ratings& rows, const Ratings& columns, std::size_t categories);
};

/// How disagreement between categories i and j of q weighs: (|i - j| / (q - 1))^s; unweighted: 0 or 1.
enum class Weights : std::uint8_t { unweighted, equal, squared };

/// Cohen's kappa and what must stand beside it.
struct Kappa {
    PairTable table;                 ///< the raw table, always
    std::optional<double> value;     ///< absent: not defined (nothing rated by both, or chance agreement is 1)
    std::optional<double> observed;  ///< share of units on which they agree
    std::optional<double> positive;  ///< 2 x 2 only: 2a / (2a + b + c), first category is the positive one
    std::optional<double> negative;  ///< 2d / (2d + b + c)
};

/// Source: Cohen, Educational and Psychological Measurement 20:37 (1960); weights 70:213 (1968).
Kappa cohen(const PairTable& table, Weights weights = Weights::unweighted);

/// Fleiss' kappa of n ratings per unit; rows are units, columns categories, every row of the same sum >= 2.
/// Absent if that does not hold or chance agreement is 1. Source: Fleiss, Psychological Bulletin 76:378 (1971).
std::optional<double> fleiss(std::span<const std::vector<std::int64_t>> counts);

/// Incidents by exactly which registers hold them: {A}, {B}, {A, B}, ... No row for what nobody holds.
using RegisterOverlap = std::map<std::set<std::string>, std::size_t>;
/// When each register first recorded an incident.
using FirstRecords = std::map<std::string, Instant>;

RegisterOverlap overlap(std::span<const FirstRecords> incidents);

/// For one register among incidents that it and another hold: in how many it was first, and how much later it was else.
struct Delay {
    std::size_t held = 0;                   ///< incidents that it shares with another register
    std::size_t first = 0;                  ///< of these it was the first (ties count)
    std::optional<std::int64_t> median_us;  ///< behind the first, over `held`; the lower of two middle values
    std::optional<std::int64_t> longest_us;
};
std::map<std::string, Delay> first_record_delays(std::span<const FirstRecords> incidents);

}  // namespace truce
