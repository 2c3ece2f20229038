/// The talks for calendars and readers of news: events of rounds and sessions, items of a feed, and lines on what is due. Pure, and of
/// what a viewer sees only (seen_by): what is not in the talks given here cannot be in what comes out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/publish/bulletin.hpp"
#include "truce/publish/calendar.hpp"
#include "truce/publish/feed.hpp"
#include "truce/talks/talks.hpp"

namespace truce {

struct CalendarWish {
    std::string round;   ///< only this round and its sessions; "": all
    std::string who;     ///< only rounds to which this participant is invited; "": all
    std::string person;  ///< only rounds for which its list names this person; with `who`
};
/// Rounds with a date, and sessions with a time. The calendar of one cancelled round has the method CANCEL.
Calendar talks_calendar(const Talks& seen, const TalkRules& rules, std::string_view origin, const CalendarWish& wish, Instant now);

/// One thing of the talks that is news, in parts for a page that says it in its reader's language, and as an item of a feed.
struct TalksNews {
    std::string what;     ///< "round", "document", "commitment", "communique", "endorsement", "statement"
    std::string step;     ///< id of the step with which it began
    std::string who;      ///< whose it is: who called, tabled, owes, endorses, speaks; may be empty: not stated
    std::string subject;  ///< its title, or what is owed, endorsed or said
    std::string state;    ///< name of the phase, status or state; the verb of an endorsement; else ""
    bool reported = false;
    FeedItem item;
};
/// As talks_items(), in the order in which they began.
std::vector<TalksNews> talks_news(const Talks& seen, const TalkRules& rules, std::string_view origin, const std::string& url, Instant now);

/// Rounds, documents, commitments, communiques, endorsements and statements: a thing keeps its id, and a change is the same item with a
/// later `updated`. A commitment changes when its date passes, too.
///   url   where they can be read, absolute; each item adds "#" and its kind and id
std::vector<FeedItem> talks_items(const Talks& seen, const TalkRules& rules, std::string_view origin, const std::string& url, Instant now);

/// Commitments that are due within the period or overdue at its end, oldest date first: what a bulletin says of them.
std::vector<BulletinCommitment> commitments_due(const Talks& seen, const TalkRules& rules, const Interval& period);

}  // namespace truce
