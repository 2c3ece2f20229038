/// The hotline: contacts made in minutes so that an incident does not grow, for how long each was open, and whether it was contained.
///
/// Kept apart from judging: a contact names issues in words, never a case or an incident, and no finding, status or count of violations
/// is computed from it. Whoever picks up the telephone admits nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/talks/talks.hpp"

namespace truce {

enum class ContactPhase : std::uint8_t {
    unanswered,  ///< open, and nobody has answered
    answered,    ///< open, and one of those called has answered
    closed,
};
std::string_view name_of(ContactPhase phase);

/// Said by one of those whom it concerns.
struct ContactWord {
    std::string by;
    std::optional<Instant> at;               ///< when it happened; absent: a report that does not state it
    std::optional<Containment> containment;  ///< of a closing
    std::string text;
    std::string step;
    bool reported = false;
    std::string source;  ///< of a report
};

struct ContactView {
    std::string id;
    std::string caller;  ///< "": not stated
    std::vector<std::string> to;
    std::vector<std::string> issues;
    std::string text;
    std::optional<Instant> opened;
    ContactPhase phase = ContactPhase::unanswered;
    std::vector<ContactWord> answers;  ///< standing ones, by who gave them
    std::vector<std::string> silent;   ///< of those called, who has not answered
    std::vector<ContactWord> ends;     ///< each side's standing word, by who said it
    std::optional<Instant> closed;     ///< by the first of them; absent while it is open, or not stated
    /// From the call to the first closing, or to `now`; absent where one of them is not stated.
    std::optional<std::int64_t> open_us;
    /// From the call to the first answer; of an unanswered one until it was closed or `now`; likewise.
    std::optional<std::int64_t> waited_us;
    /// What all who closed it say; absent while it is open, and where they differ.
    std::optional<Containment> containment;
    bool reported = false;
    std::string source;
};

/// "31 activations on 17 issues".
struct Hotline {
    std::vector<ContactView> contacts;  ///< in the record's order
    std::size_t issues = 0;             ///< different ones, by their words
    std::size_t unanswered = 0;         ///< open or closed, whom nobody answered
    std::size_t open = 0;
};

/// When a step of the hotline happened, as it says itself: its first instant; else when it is reported to have happened or was recorded.
std::optional<Instant> contact_time(const Talk& step);

/// The contacts as they stood at `now`: what happened or was recorded later does not count.
///   opened   only contacts made within; those of which that is not stated are left out
Hotline hotline_of(const Talks& talks, Instant now, std::optional<Interval> opened = {});

}  // namespace truce
