/// Instants, intervals and local days.
///
/// An instant is a number of microseconds since 1970-01-01T00:00:00Z without leap seconds (POSIX).
/// A local day's bounds in UTC move with the zone's offset, so they are computed from a pinned list of
/// offsets that a profile carries and that does not change when time-zone data do.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"

namespace truce {

/// A point in time, UTC microseconds. Canonical JSON carries it as an integer.
struct Instant {
    std::int64_t us = 0;
    friend auto operator<=>(Instant, Instant) = default;

    /// Earlier and later than everything that can be written down, about 1684-07-28 and 2255-06-05: the
    /// integers that canonical JSON can carry. Shown as "-inf" and "inf".
    static constexpr Instant lowest() { return {-9007199254740991}; }
    static constexpr Instant highest() { return {9007199254740991}; }
};

/// [from, to): closed at from, open at to. Holds nothing if from >= to.
struct Interval {
    Instant from;
    Instant to;
    friend bool operator==(const Interval&, const Interval&) = default;

    [[nodiscard]] bool empty() const { return !(from < to); }
    [[nodiscard]] bool contains(Instant t) const { return from <= t && t < to; }
    [[nodiscard]] bool contains(const Interval& other) const { return from <= other.from && other.to <= to; }
    [[nodiscard]] bool overlaps(const Interval& other) const { return from < other.to && other.from < to; }
};

/// A calendar day of the proleptic Gregorian calendar, without zone.
struct Day {
    std::int32_t days_since_1970 = 0;
    friend auto operator<=>(Day, Day) = default;
    [[nodiscard]] Day next(std::int32_t n = 1) const { return {days_since_1970 + n}; }
};

/// Strictly "YYYY-MM-DD", years 0001..9999. Errors: time.day (the text is named).
Result<Day> parse_day(std::string_view text);
std::string format(Day day);

/// RFC 3339 with an offset or Z, "T" or one blank, up to six decimals of a second, no leap second; strictly
/// between Instant::lowest() and highest(). Errors: time.instant. A time without zone is refused: nobody may
/// guess it.
Result<Instant> parse_instant(std::string_view text);

/// "2017-02-25T12:00:00Z", with ".ffffff" only where the fraction is not zero; "-inf" and "inf".
std::string format(Instant instant);

/// The offsets of one zone over a stretch of time, as pinned in a profile.
/// Invariant: `changes` is not empty and strictly ascending; the first one's offset also holds before it.
class LocalDays {
public:
    struct Change {
        Instant from;           ///< the offset holds from here on
        std::int32_t offset_s;  ///< local time minus UTC, in seconds; |offset_s| < 86,400
        friend bool operator==(const Change&, const Change&) = default;
    };

    /// UTC.
    LocalDays() : zone_("UTC"), changes_{{Instant{0}, 0}} {}

    /// Errors: time.zone_changes if the invariant does not hold.
    static Result<LocalDays> create(std::string zone, std::string tzdata, std::vector<Change> changes);

    /// Reads the offsets from this machine's time-zone data (ICU). Errors: time.zone_unknown.
    ///   first, last   the local days that must be covered, inclusive
    static Result<LocalDays> from_tzdata(std::string_view zone, Day first, Day last);

    [[nodiscard]] const std::string& zone() const { return zone_; }
    /// The version of the time-zone data the offsets were read from, e.g. "2024b".
    [[nodiscard]] const std::string& tzdata() const { return tzdata_; }
    [[nodiscard]] const std::vector<Change>& changes() const { return changes_; }

    /// The instants of that local day. It starts at the first instant from which no later one has an
    /// earlier local date; usually 24 hours, 23 or 25 where the offset changes.
    [[nodiscard]] Interval bounds(Day day) const;
    /// From the start of `first` to the end of `last`, both inclusive. Precondition: first <= last.
    [[nodiscard]] Interval bounds(Day first, Day last) const;
    /// The day whose bounds contain t.
    [[nodiscard]] Day day_of(Instant t) const;
    /// Local wall-clock time with offset: "2017-02-25T14:00:00+02:00"; "-inf" and "inf". Offsets with seconds
    /// (local mean times, before about 1930) are cut to minutes in both, so that the text names this instant.
    [[nodiscard]] std::string format_local(Instant t) const;

private:
    LocalDays(std::string zone, std::string tzdata, std::vector<Change> changes);
    [[nodiscard]] std::int32_t offset_at(Instant t) const;
    [[nodiscard]] Instant start_of(Day day) const;

    std::string zone_;
    std::string tzdata_;
    std::vector<Change> changes_;
};

}  // namespace truce
