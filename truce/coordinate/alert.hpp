/// What is amiss or due with planned activities, before and while they go: a function of the record and the time.
///
/// Nothing here tells whether another activity is in the way: that is told to whoever asks, so that it stands in the record who was told
/// what (Coordination::ask).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/coordinate/coordination.hpp"

namespace truce {

struct Alert {
    enum class What : std::uint8_t {
        // Before, to its owner, once it begins within alert_ahead_us:
        not_cleared,        ///< a clearance lacks consents; `who` has yet to give them, or refused
        not_acknowledged,   ///< a notification; `who` has not acknowledged its version
        channel_suspended,  ///< between its owner and those of its recipients and signers in `who`; also while it goes
        // Before and while it goes, to its owner, at once:
        blocked,         ///< a clearance touches an area where nothing may be; `who` holds it
        consent_lapses,  ///< at `at`, before its last window ends; given by `who`
        // To its owner and to those whom it concerns:
        go_by,          ///< whether it goes is decided by `at`, within alert_ahead_us, and nothing is said; to its owner and recipients
        begins,         ///< at `at`, within alert_ahead_us
        out_of_bounds,  ///< it says so since `at`, or goes without a consent that it needs
        overdue,        ///< its last window ended at `at`, and it is said to go on
        // To its owner:
        not_started,  ///< its first window began at `at`, and nothing is said
        not_closed,   ///< its last window ended at `at`, and it was never said to begin, nor withdrawn
    };
    What what = What::not_cleared;
    std::string activity;
    Instant at;                    ///< when it comes to pass, or since when it has
    std::vector<std::string> who;  ///< participants, ascending; empty where nobody else is meant
    friend bool operator==(const Alert&, const Alert&) = default;
};
std::string_view name_of(Alert::What word);
/// What it says, English, as a format of {fmt} that is given `at` and `who`.
std::string_view sentence_of(Alert::What word);

inline constexpr std::int64_t alert_ahead_us = 6 * 3'600'000'000LL;

/// Of live activities of `reader` and of those that concern it as a recipient or one whose consent is needed; of no others, however much of
/// them is disclosed. By `at`, then by what, then by activity.
std::vector<Alert> alerts_for(const Coordination& coordination, std::string_view reader, Instant now);

}  // namespace truce
