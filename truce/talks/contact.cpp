#include "truce/talks/contact.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace truce {
namespace {

constexpr std::array<std::string_view, 3> phases{"unanswered", "answered", "closed"};

/// As of then: it was recorded, or is a report of what had happened, and had happened.
bool known_by(const Talk& step, Instant now) {
    const auto at = contact_time(step);
    return happened_by(step, now) && (!at || *at <= now);
}

std::vector<ContactWord> words_about(const Talks& talks, const Talk& contact, TalkKind kind, Instant now) {
    std::vector<ContactWord> words;
    for (const Talk* step : talks.standing_about(contact.id, kind)) {
        if (!known_by(*step, now)) continue;
        words.push_back({step->speaker(), contact_time(*step), step->body.containment, step->body.text, step->id,
                         step->body.reported.has_value(), step->body.reported ? step->body.reported->source : std::string()});
    }
    std::ranges::sort(words, {}, &ContactWord::by);
    return words;
}

/// Absent where there is none, or where one is not dated: an earlier one may then be meant.
std::optional<Instant> first_of(const std::vector<ContactWord>& words) {
    std::optional<Instant> first;
    for (const ContactWord& word : words) {
        if (!word.at) return std::nullopt;
        if (!first || *word.at < *first) first = word.at;
    }
    return first;
}

std::optional<std::int64_t> between(std::optional<Instant> from, std::optional<Instant> to) {
    return from && to ? std::optional(to->us - from->us) : std::nullopt;
}

std::optional<Containment> what_all_say(const std::vector<ContactWord>& ends) {
    if (ends.empty()) return std::nullopt;
    const auto first = ends.front().containment;
    return std::ranges::all_of(ends, [&](const ContactWord& end) { return end.containment == first; }) ? first : std::nullopt;
}

ContactView view_of(const Talks& talks, const Talk& step, Instant now) {
    ContactView view;
    view.id = step.id;
    view.caller = step.speaker();
    view.to = step.body.to;
    view.issues = step.body.agenda;
    view.text = step.body.text;
    view.opened = contact_time(step);
    view.reported = step.body.reported.has_value();
    if (step.body.reported) view.source = step.body.reported->source;
    view.answers = words_about(talks, step, TalkKind::contact_answered, now);
    view.ends = words_about(talks, step, TalkKind::contact_closed, now);
    for (const std::string& who : view.to) {
        if (std::ranges::find(view.answers, who, &ContactWord::by) == view.answers.end()) view.silent.push_back(who);
    }
    view.phase = !view.ends.empty() ? ContactPhase::closed : !view.answers.empty() ? ContactPhase::answered : ContactPhase::unanswered;
    view.closed = first_of(view.ends);
    const std::optional<Instant> until = view.phase == ContactPhase::closed ? view.closed : std::optional(now);
    view.open_us = between(view.opened, until);
    view.waited_us = between(view.opened, view.answers.empty() ? until : first_of(view.answers));
    view.containment = what_all_say(view.ends);
    return view;
}

}  // namespace

std::string_view name_of(ContactPhase phase) { return phases.at(static_cast<std::size_t>(phase)); }

std::optional<Instant> contact_time(const Talk& step) { return step.body.when ? std::optional(step.body.when->from) : step.at(); }

Hotline hotline_of(const Talks& talks, Instant now, std::optional<Interval> opened) {
    Hotline hotline;
    std::set<std::string> issues;
    for (const Talk* step : talks.of_kind(TalkKind::contact_opened)) {
        const auto at = contact_time(*step);
        if (!known_by(*step, now) || (opened && (!at || !opened->contains(*at)))) continue;
        ContactView view = view_of(talks, *step, now);
        issues.insert(view.issues.begin(), view.issues.end());
        hotline.unanswered += view.answers.empty() ? 1U : 0U;
        hotline.open += view.phase == ContactPhase::closed ? 0U : 1U;
        hotline.contacts.push_back(std::move(view));
    }
    hotline.issues = issues.size();
    return hotline;
}

}  // namespace truce
