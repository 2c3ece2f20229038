#include "truce/publish/talks_news.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/talks/commitment.hpp"
#include "truce/talks/document.hpp"
#include "truce/talks/round.hpp"

namespace truce {
namespace {

constexpr std::string_view urn_prefix = "urn:uuid:";

std::string uid(std::string_view origin, const std::string& name) { return feed_urn(origin, name).substr(urn_prefix.size()); }

template <typename... Args>
std::string filled(std::string_view pattern, const Args&... args) {
    return fmt::format(fmt::runtime(pattern), args...);
}

/// One's names in the words' language.
std::string listed(const std::vector<std::string>& who, const TalkRules& rules, const TalksWords& w) {
    std::vector<std::string> names;
    for (const std::string& one : who) names.push_back(rules.name_of(one, w.language));
    return fmt::format("{}", fmt::join(names, w.list_separator));
}

std::string role_in(const TalkRules& rules, const std::string& role, std::string_view language) {
    const auto& roles = rules.profile().roles;
    const auto found = std::ranges::find(roles, role, &Role::id);
    return found == roles.end() ? role : std::string(text_in(found->title, language));
}

bool names(const Talk& list, const std::string& person) {
    return std::ranges::find(list.body.people, person, &Delegate::name) != list.body.people.end();
}

/// How a round stands for one who was invited, or for a person on its list.
struct Attendance {
    bool concerned = false;
    bool comes = true;
    std::int64_t changes = 0;
    Instant changed;
};

Attendance attendance(const Talks& seen, const RoundView& round, const CalendarWish& wish) {
    Attendance out;
    if (wish.who.empty()) return {true, true, 0, {}};
    for (const Invited& one : round.invited) {
        if (one.who != wish.who) continue;
        const auto withdrawals = seen.about(one.step, TalkKind::delegation_withdrawn);
        const auto lists = seen.about(one.step, TalkKind::delegation_listed);
        out.concerned |= wish.person.empty() || std::ranges::any_of(lists, [&](const Talk* list) { return names(*list, wish.person); });
        out.changes += static_cast<std::int64_t>(withdrawals.size());
        if (!wish.person.empty() && lists.size() > 1) out.changes += static_cast<std::int64_t>(lists.size()) - 1;
        for (const auto& steps : {withdrawals, lists}) {
            for (const Talk* step : steps) out.changed = std::max(out.changed, step->recorded_at);
        }
        const Talk* list = seen.find(one.list);
        out.comes = one.withdrawn.empty() && (wish.person.empty() || (list != nullptr && names(*list, wish.person)));
    }
    return out;
}

void add_sessions(Calendar& calendar, const Talks& seen, const RoundView& round, std::string_view origin, const CalendarWish& wish,
                  bool over) {
    for (const SessionView& one : round.sessions) {
        if (!one.body.when) continue;
        const bool member = wish.who.empty() || std::ranges::find(one.body.members, wish.who) != one.body.members.end();
        std::int64_t sequence = over ? 1 : 0;
        bool once = member;
        Instant changed = round.changed;
        for (const Talk* plan : seen.of_kind(TalkKind::session_planned)) {
            if (seen.session_first(*plan).id != one.id) continue;
            if (plan->id != one.id) ++sequence;
            once |= std::ranges::find(plan->body.members, wish.who) != plan->body.members.end();
            changed = std::max(changed, plan->recorded_at);
        }
        if (!once) continue;
        calendar.events.push_back({uid(origin, "session/" + one.id), fmt::format("{}: {}", round.title, one.body.title),
                                   fmt::format("{}", fmt::join(one.body.agenda, "\n")),
                                   one.body.place.empty() ? round.place : one.body.place, *one.body.when, changed, sequence,
                                   member && !over ? CalendarEvent::Status::confirmed : CalendarEvent::Status::cancelled});
    }
}

FeedItem item(std::string_view origin, const std::string& url, const std::string& name, std::string title, std::string summary,
              Instant published, Instant updated) {
    std::string anchor = name;
    std::ranges::replace(anchor, '/', '-');
    return {feed_urn(origin, name),
            fmt::format("{}#{}", url, anchor),
            std::move(title),
            std::move(summary),
            published,
            std::max(published, updated),
            std::nullopt};
}

std::string source_of(const Talk& step, const TalksWords& w) {
    return step.body.reported ? "\n" + filled(w.reported, fmt::arg("source", step.body.reported->source)) : std::string();
}

FeedItem round_item(const RoundView& round, const Talks& seen, const TalkRules& rules, std::string_view origin, const std::string& url,
                    const TalksWords& w) {
    const Talk& call = *seen.find(round.id);
    Instant updated = round.changed;
    if (const Talk* end = seen.end_of(round.id)) updated = std::max(updated, end->recorded_at);
    for (const Talk* sent : seen.about(round.id, TalkKind::invitation_sent)) updated = std::max(updated, sent->recorded_at);
    const LocalDays& days = rules.profile().days;
    std::string summary(w.no_date);
    if (round.when) {
        summary = filled(w.when_where, fmt::arg("from", days.format_local(round.when->from)),
                         fmt::arg("to", days.format_local(round.when->to)), fmt::arg("place", round.place));
    }
    std::vector<std::string> who;
    for (const Invited& one : round.invited) {
        // A name of somebody's own where it is not a participant of the terms.
        const std::string name = one.who.empty() ? one.name : rules.name_of(one.who, w.language);
        who.push_back(filled(w.in_role, fmt::arg("who", name), fmt::arg("role", role_in(rules, one.role, w.language))));
    }
    if (!who.empty()) summary += "\n" + filled(w.invited, fmt::arg("who", fmt::format("{}", fmt::join(who, w.list_separator))));
    if (!round.ended.empty()) summary += "\n" + round.ended;
    return item(origin, url, "round/" + round.id,
                filled(w.round, fmt::arg("title", round.title), fmt::arg("state", TalksWords::word(w.phases, name_of(round.phase)))),
                summary + source_of(call, w), call.recorded_at, updated);
}

FeedItem document_item(const DocumentView& document, const Talks& seen, const TalkRules& rules, std::string_view origin,
                       const std::string& url, const TalksWords& w) {
    const Talk& first = *seen.find(document.id);
    Instant updated = first.recorded_at;
    for (const DocumentVersion& one : document.versions) updated = std::max(updated, one.recorded_at);
    for (const Signature& one : document.signatures) {
        updated = std::max(updated, seen.find(one.opening)->recorded_at);
        for (const Talk* step : seen.about(one.opening, TalkKind::document_signed)) updated = std::max(updated, step->recorded_at);
    }
    std::string summary = filled(w.versions, fmt::arg("n", document.versions.size()));
    for (const Signature& one : document.signatures) {
        if (!one.signed_by.empty()) summary += "\n" + filled(w.signed_by, fmt::arg("who", listed(one.signed_by, rules, w)));
        if (!one.awaited.empty()) summary += "\n" + filled(w.awaited, fmt::arg("who", listed(one.awaited, rules, w)));
    }
    if (!document.refused_by.empty()) summary += "\n" + filled(w.refused_by, fmt::arg("who", listed(document.refused_by, rules, w)));
    return item(
        origin, url, "document/" + document.id,
        filled(w.document, fmt::arg("title", document.title), fmt::arg("state", TalksWords::word(w.statuses, name_of(document.status)))),
        summary + source_of(first, w), first.recorded_at, updated);
}

FeedItem commitment_item(const CommitmentView& one, const Talks& seen, const TalkRules& rules, std::string_view origin,
                         const std::string& url, const TalksWords& w) {
    const Talk& step = *seen.find(one.id);
    Instant updated = step.recorded_at;
    if (one.own) updated = std::max(updated, one.own->recorded_at);
    for (const CommitmentWord& word : one.others) updated = std::max(updated, word.recorded_at);
    if (one.state == CommitmentState::overdue) updated = std::max(updated, *one.due);
    std::string summary = one.text;
    if (one.due) summary += "\n" + filled(w.due, fmt::arg("time", rules.profile().days.format_local(*one.due)));
    const auto add = [&](const std::string& who, Fulfilment outcome) {
        summary += "\n" + filled(w.outcome, fmt::arg("who", rules.name_of(who, w.language)),
                                 fmt::arg("state", TalksWords::word(w.outcomes, name_of(outcome))));
    };
    if (one.own) add(one.debtor, one.own->outcome);
    for (const CommitmentWord& word : one.others) add(word.by, word.outcome);
    return item(origin, url, fmt::format("commitment/{}/{}", one.id, one.debtor),
                filled(w.commitment, fmt::arg("who", rules.name_of(one.debtor, w.language)),
                       fmt::arg("state", TalksWords::word(w.states, name_of(one.state)))),
                summary + source_of(step, w), step.recorded_at, updated);
}

/// When what a source tells happened: by the day that it names, or by the round that it belongs to.
std::optional<Instant> told_time(const Talks& seen, const Talk& step) {
    if (step.body.when) return step.body.when->from;
    if (const auto at = step.at()) return at;
    const Talk* round = seen.find(step.body.round);
    return round == nullptr ? std::nullopt : told_time(seen, *round);
}

/// Precondition: its step is in what is seen.
Instant time_of(const TalksNews& one, const Talks& seen) {
    if (!one.reported) return one.item.updated;
    return told_time(seen, *seen.find(one.step)).value_or(one.item.updated);
}

}  // namespace

Calendar talks_calendar(const Talks& seen, const TalkRules& rules, std::string_view origin, const CalendarWish& wish,
                        const TalksWords& words, Instant now) {
    Calendar calendar{std::string(text_in(rules.profile().title, words.language)), Calendar::Method::publish, {}};
    for (const RoundView& round : rounds_of(seen, rules, now)) {
        if (!wish.round.empty() && round.id != wish.round) continue;
        const bool over = round.phase == RoundPhase::cancelled;
        if (!wish.round.empty() && over) calendar.method = Calendar::Method::cancel;
        const Attendance of = attendance(seen, round, wish);
        if (!of.concerned) continue;
        if (round.when) {
            std::string description =
                round.host.empty() ? std::string() : filled(words.host, fmt::arg("who", rules.name_of(round.host, words.language)));
            for (const std::string& point : round.agenda) description += fmt::format("{}{}", description.empty() ? "" : "\n", point);
            if (over) description += (description.empty() ? "" : "\n") + filled(words.cancelled, fmt::arg("why", round.ended));
            calendar.events.push_back({uid(origin, "round/" + round.id), round.title, std::move(description), round.place, *round.when,
                                       std::max(round.changed, of.changed), round.sequence + of.changes,
                                       over || !of.comes ? CalendarEvent::Status::cancelled : CalendarEvent::Status::confirmed});
        }
        add_sessions(calendar, seen, round, origin, wish, over || !of.comes);
    }
    return calendar;
}

std::vector<TalksNews> talks_news(const Talks& seen, const TalkRules& rules, std::string_view origin, const std::string& url,
                                  const TalksWords& words, Instant now) {
    std::vector<TalksNews> news;
    for (const RoundView& round : rounds_of(seen, rules, now))
        news.push_back({"round",
                        round.id,
                        round.called_by,
                        round.title,
                        std::string(name_of(round.phase)),
                        round.reported,
                        {},
                        round_item(round, seen, rules, origin, url, words)});
    for (const DocumentView& one : documents_of(seen, now))
        news.push_back({"document",
                        one.id,
                        one.versions.front().by,
                        one.title,
                        std::string(name_of(one.status)),
                        one.reported,
                        {},
                        document_item(one, seen, rules, origin, url, words)});
    for (const CommitmentView& one : commitments_of(seen, now))
        news.push_back({"commitment",
                        one.id,
                        one.debtor,
                        one.text,
                        std::string(name_of(one.state)),
                        one.reported,
                        {},
                        commitment_item(one, seen, rules, origin, url, words)});
    for (const Talk& step : seen.steps()) {
        const TalkBody& b = step.body;
        const Instant t = step.recorded_at;
        const bool reported = b.reported.has_value();
        if (b.kind == TalkKind::communique_issued) {
            news.push_back({"communique",
                            step.id,
                            step.speaker(),
                            b.title,
                            "",
                            reported,
                            {},
                            item(origin, url, "communique/" + step.id, filled(words.communique, fmt::arg("title", b.title)),
                                 std::string(text_in(b.texts, words.language)) + source_of(step, words), t, t)});
        } else if (b.kind == TalkKind::endorsement_noted) {
            news.push_back({"endorsement",
                            step.id,
                            b.body,
                            b.object,
                            b.verb,
                            reported,
                            {},
                            item(origin, url, "endorsement/" + step.id,
                                 filled(words.endorsement, fmt::arg("who", b.body), fmt::arg("verb", b.verb), fmt::arg("what", b.object)),
                                 b.source, t, t)});
        } else if (b.kind == TalkKind::statement_quoted) {
            news.push_back({"statement",
                            step.id,
                            b.speaker,
                            b.text,
                            "",
                            reported,
                            {},
                            item(origin, url, "statement/" + step.id, filled(words.quoted, fmt::arg("who", b.speaker)),
                                 fmt::format("{}\n{}", b.text, b.source), t, t)});
        }
    }
    for (TalksNews& one : news) one.at = time_of(one, seen);
    std::ranges::sort(news, [](const TalksNews& a, const TalksNews& b) { return a.at != b.at ? a.at > b.at : a.item.id < b.item.id; });
    return news;
}

Feed talks_feed(const Talks& seen, const TalkRules& rules, std::string_view origin, const std::string& url, std::string atom_url,
                std::string json_url, const TalksWords& words, Instant now) {
    Feed feed;
    feed.id = feed_urn(origin, "talks");
    feed.title = text_in(rules.profile().title, words.language);
    feed.author = feed.title;
    feed.language = words.language;
    feed.home_url = url;
    feed.atom_url = std::move(atom_url);
    feed.json_url = std::move(json_url);
    feed.updated = seen.steps().empty() ? now : seen.steps().back().recorded_at;
    for (TalksNews& one : talks_news(seen, rules, origin, url, words, now)) feed.items.push_back(std::move(one.item));
    return feed;
}

std::vector<BulletinCommitment> commitments_due(const Talks& seen, const TalkRules& rules, const Interval& period) {
    std::vector<BulletinCommitment> due;
    const Instant last{period.to.us - 1};
    for (const CommitmentView& one : commitments_of(seen, last)) {
        // Recorded as undertaken later than that day: nothing was due then.
        if (!one.due || (one.since && *one.since > last)) continue;
        const bool overdue = one.state == CommitmentState::overdue;
        // A date that ends with the day is due on it.
        if (!overdue && !(one.state == CommitmentState::due && period.contains(Instant{one.due->us - 1}))) continue;
        due.push_back({one.id, one.debtor, rules.name_of(one.debtor), one.text, *one.due, rules.profile().days.format_local(*one.due),
                       overdue, one.reported});
    }
    return due;
}

}  // namespace truce
