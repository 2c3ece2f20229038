// The talks for calendars and readers of news: as whoever asks may see them, in forms that ordinary programs read.
#include <fmt/format.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/publish/talks_news.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api_talks.hpp"

namespace truce {
namespace {

/// The folder of pages on which the items of the feed stand.
std::string page_of(const Asked& asked) { return asked.service.url_of(asked.request) + "/talks"; }

/// In the language that is asked for.
Result<const TalksWords*> words_of(const Asked& asked) { return talks_words(asked.query.text("language").value_or("en")); }

Result<HttpResponse> news(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    TRUCE_ASSIGN(const TalksWords* const words, words_of(asked));
    TRUCE_ASSIGN(const std::string origin, LogReader(asked.mechanism.db()).origin());
    JsonArray items;
    for (const TalksNews& one : talks_news(seen.talks, seen.rules, origin, page_of(asked), *words, seen.now)) {
        JsonObject json{{"at", one.at.us},
                        {"id", one.item.id},
                        {"published", one.item.published.us},
                        {"reported", one.reported},
                        {"state", one.state},
                        {"step", one.step},
                        {"subject", one.subject},
                        {"summary", one.item.summary},
                        {"title", one.item.title},
                        {"updated", one.item.updated.us},
                        {"what", one.what},
                        {"who", one.who}};
        items.push_back(Json(std::move(json)));
    }
    return json_answer(Json{{"as_of", static_cast<std::int64_t>(seen.as_of)}, {"items", std::move(items)}});
}

Result<Feed> feed_of(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    TRUCE_ASSIGN(const TalksWords* const words, words_of(asked));
    TRUCE_ASSIGN(const std::string origin, LogReader(asked.mechanism.db()).origin());
    const std::string api = asked.service.url_of(asked.request) + "/api/talks";
    const std::string language = fmt::format("?language={}", words->language);
    return talks_feed(seen.talks, seen.rules, origin, page_of(asked), api + "/feed.atom" + language, api + "/feed.json" + language, *words,
                      seen.now);
}

Result<HttpResponse> atom(const Asked& asked) {
    TRUCE_ASSIGN(const Feed feed, feed_of(asked));
    return json_bytes(to_atom(feed), 200, "application/atom+xml; charset=utf-8");
}

Result<HttpResponse> json_feed(const Asked& asked) {
    TRUCE_ASSIGN(const Feed feed, feed_of(asked));
    return json_bytes(to_json_feed(feed), 200, "application/feed+json");
}

Result<HttpResponse> calendar(const Asked& asked) {
    TRUCE_ASSIGN(const TalksSeen seen, talks_seen(asked));
    const CalendarWish wish{asked.query.text("round").value_or(""), asked.query.text("participant").value_or(""),
                            asked.query.text("person").value_or("")};
    if (!wish.round.empty()) {
        constexpr std::array kinds{TalkKind::round_called};
        TRUCE_TRY(talk_in(seen, wish.round, kinds));
    }
    if (!wish.person.empty() && wish.who.empty())
        return Error{Errc::invalid, "talks.argument", "a person stands on the list of a participant, and none is named", "person",
                     "Name it with participant"};
    TRUCE_ASSIGN(const std::string origin, LogReader(asked.mechanism.db()).origin());
    TRUCE_ASSIGN(const TalksWords* const words, words_of(asked));
    HttpResponse response = json_bytes(to_icalendar(talks_calendar(seen.talks, seen.rules, origin, wish, *words, seen.now)), 200,
                                       "text/calendar; charset=utf-8");
    response.headers.emplace_back("Content-Disposition", "inline; filename=\"talks.ics\"");
    return response;
}

}  // namespace

void add_talks_feed_routes(Service& service) {
    service.route(HttpMethod::get, "/api/talks/calendar.ics", {"round", "participant", "person", "language", "as_of"}, calendar);
    service.route(HttpMethod::get, "/api/talks/news", {"language", "as_of"}, news);
    service.route(HttpMethod::get, "/api/talks/feed.atom", {"language", "as_of"}, atom);
    service.route(HttpMethod::get, "/api/talks/feed.json", {"language", "as_of"}, json_feed);
}

}  // namespace truce
