/// A report onward: what the mechanism's record says of a period to somebody outside it (a council, a contact group, the public), by the
/// profile's rule (Onward) and from the same data as the bulletins.
///
/// It is an account like a bulletin's, of several days and with the rule's disclosure in the place of the public's, and besides: the days
/// one by one, published counts by unit, and what happened in the talks. Pure; method: docs/methods/bulletin.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "truce/publish/bulletin.hpp"
#include "truce/talks/talks.hpp"

namespace truce {

/// Both inclusive.
struct OnwardPeriod {
    Day first;
    Day last;
    friend bool operator==(const OnwardPeriod&, const OnwardPeriod&) = default;
};
/// The period that holds the day; absent before the first one.
std::optional<OnwardPeriod> period_of(const Onward& rule, Day day);
/// From when on a period may be reported.
Instant due_from(const Onward& rule, const OnwardPeriod& period, const LocalDays& days);
/// The last period that may be reported at `now`; absent if there is none yet.
std::optional<OnwardPeriod> newest_period(const Onward& rule, const LocalDays& days, Instant now);

/// A step of the talks that is news.
struct OnwardTalk {
    std::string step;
    std::string kind;  ///< "document.signed"
    std::string says;  ///< what it does, in words
    Instant at;
    std::vector<std::string> who;  ///< names; empty: not stated
    std::string subject;           ///< title or words of what it is about
    bool reported = false;
    std::string source;  ///< of a report
};
struct OnwardTalks {
    std::vector<OnwardTalk> steps;  ///< by when, then in the record's order
    std::size_t undated = 0;        ///< reported steps of such kinds of which no time is stated: they are in no period
};
/// Of what happened in the period: calls, dates, ends and minutes of rounds; documents; commitments; endorsements, statements and
/// communiques. Not who answered what to whom.
OnwardTalks talks_within(const Talks& seen, const TalkRules& rules, const Interval& period);

/// What one register's published counts of one unit come to. Days of which none was stated add nothing.
struct OnwardStretch {
    Texts unit;
    Day first;
    Day last;
    std::size_t days_stated = 0;  ///< with a total
    std::int64_t stated = 0;      ///< the totals of those days
};

struct OnwardReport {
    Texts to;
    std::string audience;
    PlaceDetail place = PlaceDetail::division;
    std::string source;
    Bulletin account;  ///< with bounds of the whole period; its columns of counts are empty: `counts` has them
    struct Counts {
        std::string register_id;
        std::vector<OnwardStretch> stretches;  ///< ascending, of the whole period
        std::vector<std::string> sources;      ///< addresses of whatever was published in it, ascending
    };
    std::vector<Counts> counts;  ///< by register
    /// Of a day and a register: how many records, how many were published, or nothing that is stated or told.
    using Cell = std::variant<std::monostate, Range, std::int64_t>;
    struct OneDay {
        Day day;
        std::vector<Cell> cells;  ///< parallel to the account's columns
    };
    std::vector<OneDay> days;  ///< each day of the period, ascending
    OnwardTalks talks;
};

/// Precondition: input.onward is set, input.day and input.last_day are a period of it.
OnwardReport compose_onward(const BulletinInput& input, OnwardTalks talks);

/// Plain UTF-8, like a bulletin's.
std::string to_text(const OnwardReport& report);
/// Canonical JSON without a trailing newline: docs/formats/onward.md.
std::string to_json(const OnwardReport& report);
/// A page to print, like a bulletin's.
std::string to_html(const OnwardReport& report);

}  // namespace truce
