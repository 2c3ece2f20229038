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
#include "truce/publish/talks_words.hpp"
#include "truce/talks/talks.hpp"

namespace truce {

struct CalendarWish {
    std::string round;   ///< only this round and its sessions; "": all
    std::string who;     ///< only rounds to which this participant is invited; "": all
    std::string person;  ///< only rounds for which its list names this person; with `who`
};
/// Rounds with a date, and sessions with a time. The calendar of one cancelled round has the method CANCEL.
Calendar talks_calendar(const Talks& seen, const TalkRules& rules, std::string_view origin, const CalendarWish& wish,
                        const TalksWords& words, Instant now);

/// One thing of the talks that is news, in parts for a page that says it in its reader's language, and as an item of a feed.
struct TalksNews {
    std::string what;     ///< "round", "document", "commitment", "communique", "endorsement", "statement"
    std::string step;     ///< id of the step with which it began
    std::string who;      ///< whose it is: who called, tabled, owes, endorses, speaks; may be empty: not stated
    std::string subject;  ///< its title, or what is owed, endorsed or said
    std::string state;    ///< name of the phase, status or state; the verb of an endorsement; else ""
    bool reported = false;
    Instant at;  ///< when it last changed; of what is only reported: when it was, as its source or its round tells, if either does
    FeedItem item;
};
/// Rounds, documents, commitments, communiques, endorsements and statements, the newest `at` first, then by id: a thing keeps its id, and a
/// change is the same item with a later `updated`. A commitment changes when its date passes, too. In another language the items have the
/// same ids; what participants wrote is in the language in which they wrote it, a communique in the one asked for if it has that.
///   url   where they can be read, absolute; each item adds "#" and its kind and id
std::vector<TalksNews> talks_news(const Talks& seen, const TalkRules& rules, std::string_view origin, const std::string& url,
                                  const TalksWords& words, Instant now);

/// The news as a feed, which its readers know again by the same id in every language.
///   atom_url, json_url   where the feed itself will be read, absolute
Feed talks_feed(const Talks& seen, const TalkRules& rules, std::string_view origin, const std::string& url, std::string atom_url,
                std::string json_url, const TalksWords& words, Instant now);

/// Commitments that are due within the period or overdue at its end, oldest date first: what a bulletin says of them.
std::vector<BulletinCommitment> commitments_due(const Talks& seen, const TalkRules& rules, const Interval& period);

}  // namespace truce
