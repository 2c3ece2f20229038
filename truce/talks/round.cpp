#include "truce/talks/round.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace truce {
namespace {

constexpr std::array<std::string_view, 4> phases{"called", "set", "cancelled", "closed"};
constexpr std::array<std::string_view, 10> whats{"date",       "answer", "list",   "complete_list", "accreditation",
                                                 "invitation", "host",   "agenda", "sessions",      "interpreting"};

const Talk* with_id(const std::vector<const Talk*>& steps, const std::string& speaker) {
    const auto found = std::ranges::find_if(steps, [&](const Talk* step) { return step->speaker() == speaker; });
    return found == steps.end() ? nullptr : *found;
}

Proposal proposal_of(const Talks& talks, const TalkRules& rules, const Talk& step, Instant now) {
    Proposal out{step.id, step.speaker(), *step.body.when, step.body.place, step.body.host, {}, {}, {}, {}, false, false};
    if (rules.roster().decision(row_of(TalkKind::round_set).name) != nullptr && !step.body.reported) {
        VoteTally tally = talks.tally_of(rules, step, now);
        out.approve = std::move(tally.approve);
        out.object = std::move(tally.object);
        out.abstain = std::move(tally.abstain);
        out.silent = std::move(tally.silent);
    }
    out.agreed = !talks.about(step.id, TalkKind::round_set).empty();
    out.reported = step.body.reported.has_value();
    return out;
}

const Seat* seat_of(const std::vector<Seat>& seats, const std::string& who, const std::string& role) {
    const auto own = std::ranges::find_if(seats, [&](const Seat& seat) { return seat.who == who && seat.role == role; });
    if (own != seats.end()) return &*own;
    const auto any = std::ranges::find_if(seats, [&](const Seat& seat) { return seat.who.empty() && seat.role == role; });
    return any == seats.end() ? nullptr : &*any;
}

Invited invited_of(const Talks& talks, const TalkRules& rules, const Talk& sent, const std::string& who, const std::vector<Seat>& seats) {
    Invited out;
    out.step = sent.id;
    out.who = who;
    out.name = sent.body.name;
    out.role = sent.body.role;
    out.level = sent.body.level;
    out.sent = sent.at();
    out.reported = sent.body.reported.has_value();
    if (out.reported) out.source = sent.body.reported->source;
    if (const Seat* seat = seat_of(seats, who, out.role)) {
        if (out.name.empty()) out.name = seat->name;
        if (out.level.empty()) out.level = seat->level;
        if (out.source.empty()) out.source = seat->source;
    }
    if (out.name.empty()) out.name = rules.name_of(who);
    if (const Talk* answer = with_id(talks.standing_about(sent.id, TalkKind::invitation_answered), who)) {
        out.answer = answer->body.choice;
        out.answered_level = answer->body.level;
        out.reservation = answer->body.reservation;
        out.answered_at = answer->at();
        out.reported |= answer->body.reported.has_value();
    }
    if (const Talk* list = with_id(talks.standing_about(sent.id, TalkKind::delegation_listed), who)) {
        out.list = list->id;
        out.people = list->body.people.size();
        out.people_sealed = list->body.people.front().name == sealed_name;
        out.listed_at = list->at();
        out.list_fault = list_fault(list->body);
        for (const Talk* one : talks.standing_about(list->id, TalkKind::delegation_accredited)) out.accredited_by.push_back(one->speaker());
        for (const Talk* one : talks.standing_about(list->id, TalkKind::delegation_questioned))
            out.questioned.push_back(fmt::format("{}: {}", one->speaker(), one->body.text));
        std::ranges::sort(out.accredited_by);
        std::ranges::sort(out.questioned);
    }
    if (const Talk* gone = with_id(talks.standing_about(sent.id, TalkKind::delegation_withdrawn), who)) out.withdrawn = gone->body.text;
    return out;
}

std::vector<SessionView> sessions_of(const Talks& talks, const std::string& round) {
    std::vector<SessionView> out;
    for (const Talk* plan : talks.of_kind(TalkKind::session_planned)) {
        if (plan->body.round != round || &talks.session_first(*plan) != plan) continue;
        const Talk& now = talks.session_now(*plan);
        SessionView session{plan->id, now.id, now.body, {}, {}};
        for (const Talk* minutes : talks.of_kind(TalkKind::minutes_filed)) {
            const Talk* of = talks.find(minutes->body.about);
            if (of == nullptr || talks.session_first(*of).id != plan->id || !talks.is_standing(*minutes)) continue;
            session.minutes.push_back(minutes->id);
            for (const Talk* dissent : talks.standing_about(minutes->id, TalkKind::minutes_dissented))
                session.dissents.push_back(dissent->id);
        }
        out.push_back(std::move(session));
    }
    return out;
}

void add_schedule(RoundView& view, const Talks& talks, const Talk& call) {
    std::int64_t sets = 0;
    for (const Talk* set : talks.of_kind(TalkKind::round_set)) {
        if (set->body.round != call.id) continue;
        ++sets;
        view.changed = set->recorded_at;
    }
    if (const Talk* set = talks.set_of(call.id)) {
        view.phase = RoundPhase::set;
        view.when = set->body.when;
        view.place = set->body.place;
        view.host = set->body.host;
    }
    view.sequence = std::max<std::int64_t>(sets - 1, 0);
    if (const Talk* end = talks.end_of(call.id)) {
        const bool cancelled = end->body.kind == TalkKind::round_cancelled;
        view.phase = cancelled ? RoundPhase::cancelled : RoundPhase::closed;
        view.ended = end->body.text;
        if (cancelled) {
            ++view.sequence;
            view.changed = end->recorded_at;
        }
    }
}

}  // namespace

std::string_view name_of(RoundPhase phase) { return phases.at(static_cast<std::size_t>(phase)); }
std::string_view name_of(Missing::What what) { return whats.at(static_cast<std::size_t>(what)); }

RoundView round_of(const Talks& talks, const TalkRules& rules, const Talk& call, Instant now) {
    RoundView view;
    view.id = call.id;
    view.title = call.body.title;
    view.called_by = call.speaker();
    view.called_at = call.at();
    view.seats = talks.seats_of(call);
    view.like = call.body.like;
    view.tracks = call.body.tracks;
    view.agenda = call.body.agenda;
    view.manner = call.body.manner;
    view.access = call.body.access;
    view.changed = call.recorded_at;
    view.reported = call.body.reported.has_value();
    if (view.reported) view.source = call.body.reported->source;
    // What the call leaves out, the format that it takes says.
    if (const Talk* like = talks.find(call.body.like)) {
        if (view.tracks.empty()) view.tracks = like->body.tracks;
        if (!view.manner) view.manner = like->body.manner;
        if (!view.access) view.access = like->body.access;
    }
    add_schedule(view, talks, call);
    for (const Talk* step : talks.about(call.id, TalkKind::round_proposed)) view.proposals.push_back(proposal_of(talks, rules, *step, now));
    for (const Talk* sent : talks.about(call.id, TalkKind::invitation_sent)) {
        for (const std::string& who : sent->body.to) view.invited.push_back(invited_of(talks, rules, *sent, who, view.seats));
    }
    const auto& roles = rules.profile().roles;
    std::ranges::sort(view.invited, {}, [&](const Invited& one) {
        return std::tuple(std::ranges::find(roles, one.role, &Role::id) - roles.begin(), one.who, one.step);
    });
    view.sessions = sessions_of(talks, call.id);
    return view;
}

std::vector<RoundView> rounds_of(const Talks& talks, const TalkRules& rules, Instant now) {
    std::vector<RoundView> views;
    for (const Talk* call : talks.of_kind(TalkKind::round_called)) views.push_back(round_of(talks, rules, *call, now));
    return views;
}

std::vector<Missing> missing_of(const RoundView& round, const TalkRules& rules, Instant now) {
    using What = Missing::What;
    std::vector<Missing> out;
    if (round.phase == RoundPhase::cancelled || round.phase == RoundPhase::closed) return out;
    const auto deciders = [&]() -> std::vector<std::string> {
        const Decision* decision = rules.roster().decision(row_of(TalkKind::round_set).name);
        return decision == nullptr ? std::vector<std::string>() : rules.roster().holders(decision->of, now);
    };
    if (!round.when) {
        Missing date{What::date, deciders(), round.called_at, {}, false, "no date and place is proposed", {}};
        if (!round.proposals.empty()) {
            const Proposal& last = round.proposals.back();
            date.from = last.silent;
            date.about = last.step;
            date.note = last.object.empty() ? "a proposal awaits answers"
                                            : fmt::format("{} does not agree to the last proposal", fmt::join(last.object, ", "));
            if (last.silent.empty()) date.from = last.object.empty() ? last.approve : deciders();
        }
        out.push_back(std::move(date));
    }
    if (round.when && round.host.empty()) out.push_back({What::host, deciders(), round.changed, {}, false, "no venue host is named", {}});
    for (const Seat& seat : round.seats) {
        if (seat.who.empty() || std::ranges::find(round.invited, seat.who, &Invited::who) != round.invited.end()) continue;
        out.push_back({What::invitation,
                       {},
                       round.called_at,
                       {},
                       false,
                       fmt::format("{} sits there by the format and is not invited", seat.who),
                       {},
                       {seat.who}});
    }
    const Deadline* deadline = rules.roster().deadline(row_of(TalkKind::invitation_sent).name);
    for (const Invited& one : round.invited) {
        if (!one.withdrawn.empty() || (one.answer && *one.answer != Choice::approve)) continue;
        Missing missing{What::answer, {one.who}, one.sent, {}, false, {}, one.step};
        if (!one.answer) {
            if (deadline != nullptr && one.sent) missing.by = Instant{one.sent->us + deadline->within_us};
            missing.note = "has not answered the invitation";
        } else if (one.list.empty()) {
            missing.what = What::list;
            missing.since = one.answered_at;
            missing.note = "has submitted no list";
        } else if (!one.list_fault.empty()) {
            missing.what = What::complete_list;
            missing.since = one.listed_at;
            missing.note = one.list_fault;
            missing.about = one.list;
        } else if (one.accredited_by.empty()) {
            missing.what = What::accreditation;
            missing.since = one.listed_at;
            missing.about = one.list;
            missing.from.clear();
            for (const std::string& who : rules.participants()) {
                if (who != one.who && rules.roster().may(who, row_of(TalkKind::delegation_accredited).name, now))
                    missing.from.push_back(who);
            }
            missing.of = {one.who};
            missing.note = fmt::format("the list of {} awaits one of them", one.who);
            if (!one.questioned.empty()) missing.note += fmt::format("; questioned by {}", fmt::join(one.questioned, "; "));
        } else {
            continue;
        }
        missing.overdue = missing.by && *missing.by <= now;
        out.push_back(std::move(missing));
    }
    if (round.agenda.empty() && std::ranges::all_of(round.sessions, [](const SessionView& one) { return one.body.agenda.empty(); }))
        out.push_back({What::agenda, {}, round.called_at, {}, false, "there is no agenda", {}});
    if (round.sessions.empty()) out.push_back({What::sessions, {}, round.called_at, {}, false, "no session is planned", {}});
    for (const SessionView& one : round.sessions) {
        if (one.body.languages.size() < 2) continue;
        std::vector<std::string> without;
        std::ranges::set_difference(one.body.languages, one.body.interpreting, std::back_inserter(without));
        if (!without.empty())
            out.push_back({What::interpreting,
                           {},
                           {},
                           {},
                           false,
                           fmt::format("\"{}\" has no interpreting for {}", one.body.title, fmt::join(without, ", ")),
                           one.plan,
                           without});
    }
    return out;
}

std::vector<Representation> representation_of(const Talks& talks, const TalkRules& rules, const std::vector<std::string>& roles,
                                              Instant now) {
    std::map<std::string, Representation> found;
    for (const std::string& who : rules.participants()) {
        for (const std::string& role : rules.roster().roles_of(who, now)) {
            if (std::ranges::find(roles, role) != roles.end()) found[who].who = who;
        }
    }
    for (const RoundView& round : rounds_of(talks, rules, now)) {
        for (const Invited& one : round.invited) {
            Representation& of = found[one.who];
            of.who = one.who;
            const bool accepted = one.answer == Choice::approve && one.withdrawn.empty();
            const bool accredited = accepted && !one.accredited_by.empty();
            std::string state = accredited               ? "accredited"
                                : accepted               ? "accepted"
                                : !one.withdrawn.empty() ? "withdrawn"
                                : one.answer             ? "declined"
                                                         : "invited";
            of.voice |= accepted;
            of.rounds.push_back(
                {round.id, round.title, one.role, std::move(state), round.manner ? std::string(name_of(*round.manner)) : std::string()});
        }
    }
    std::vector<Representation> out;
    for (auto& [who, one] : found) out.push_back(std::move(one));
    return out;
}

}  // namespace truce
