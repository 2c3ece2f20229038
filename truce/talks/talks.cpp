#include "truce/talks/talks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/is_in.hpp"

namespace truce {
namespace {

/// Empty for kinds without a slot.
std::string slot_key(const TalkBody& body, std::string_view speaker) {
    const TalkRow& row = row_of(body.kind);
    switch (row.slot) {
        case TalkSlot::none: return {};
        case TalkSlot::about: return fmt::format("{}\n{}\n{}", row.name, speaker, body.about);
        case TalkSlot::round: return fmt::format("{}\n{}", row.name, body.round);
    }
    return {};
}

}  // namespace

// ---- rules ----------------------------------------------------------------------------------------------------

TalkRules::TalkRules(std::shared_ptr<const Profile> profile, const Terms& terms) : roster_(std::move(profile), terms) {
    for (const Actor& actor : terms.actors) {
        names_.emplace(actor.id, actor.names.texts);
        if (actor.kind == ActorKind::participant) participants_.push_back(actor.id);
    }
    std::ranges::sort(participants_);
    for (const Edge& edge : terms.edges) {
        if (edge.relation == Relation::signatory_of) signatures_.push_back({edge.from, edge.to, edge.valid, !edge.disputed_by.empty()});
    }
}

Truth TalkRules::signed_by(std::string_view instrument, std::string_view participant, Instant t) const {
    bool any = false;
    Truth found = Truth::no;
    for (const Signature& one : signatures_) {
        if (one.instrument != instrument) continue;
        any = true;
        if (one.participant == participant && one.valid.contains(t)) found = or_(found, one.disputed ? Truth::unknown : Truth::yes);
    }
    return any ? found : Truth::unknown;
}

std::string TalkRules::name_of(std::string_view participant, std::string_view language) const {
    const auto found = names_.find(participant);
    return std::string(found == names_.end() ? participant : text_in(found->second, language));
}

// ---- the value ------------------------------------------------------------------------------------------------

Talks Talks::recalled(std::vector<Talk> steps) {
    Talks talks;
    talks.steps_.reserve(steps.size());
    for (Talk& step : steps) talks.recall(std::move(step));
    return talks;
}

Result<void> Talks::apply(const TalkRules& rules, Talk step) {
    TRUCE_TRY(admits(rules, step));
    recall(std::move(step));
    return {};
}

void Talks::recall(Talk step) {
    if (const std::string slot = slot_key(step.body, step.speaker()); !slot.empty()) slots_[slot] = step.id;
    const Talk* about = find(step.body.about);
    if (step.body.kind == TalkKind::session_planned && about != nullptr && about->body.kind == TalkKind::session_planned)
        moved_[step.body.about] = step.id;
    const TalkBody& body = step.body;
    if (!body.about.empty()) about_[body.about].push_back(steps_.size());
    if (body.kind == TalkKind::round_set) sets_[body.round] = steps_.size();
    if (body.kind == TalkKind::round_cancelled || body.kind == TalkKind::round_closed) ends_.emplace(body.round, steps_.size());
    index_.emplace(step.id, steps_.size());
    steps_.push_back(std::move(step));
}

const Talk* Talks::find(std::string_view id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &steps_[found->second];
}

std::vector<const Talk*> Talks::of_kind(TalkKind kind) const {
    std::vector<const Talk*> found;
    for (const Talk& step : steps_) {
        if (step.body.kind == kind) found.push_back(&step);
    }
    return found;
}

std::vector<const Talk*> Talks::about(std::string_view id, TalkKind kind) const {
    std::vector<const Talk*> found;
    const auto all = about_.find(id);
    if (all == about_.end()) return found;
    for (const std::size_t at : all->second) {
        if (steps_[at].body.kind == kind) found.push_back(&steps_[at]);
    }
    return found;
}

std::vector<const Talk*> Talks::standing_about(std::string_view id, TalkKind kind) const {
    std::vector<const Talk*> found = about(id, kind);
    std::erase_if(found, [&](const Talk* step) { return !is_standing(*step); });
    return found;
}

std::string Talks::standing(const TalkBody& body, std::string_view speaker) const {
    const auto found = slots_.find(slot_key(body, speaker));
    return found == slots_.end() ? std::string() : found->second;
}

bool Talks::is_standing(const Talk& step) const {
    return row_of(step.body.kind).slot == TalkSlot::none || standing(step.body, step.speaker()) == step.id;
}

const Talk* Talks::set_of(std::string_view round) const {
    const auto found = sets_.find(round);
    return found == sets_.end() ? nullptr : &steps_[found->second];
}

const Talk* Talks::end_of(std::string_view round) const {
    const auto found = ends_.find(round);
    return found == ends_.end() ? nullptr : &steps_[found->second];
}

const Talk& Talks::session_now(const Talk& plan) const {
    const Talk* now = &plan;
    for (auto next = moved_.find(now->id); next != moved_.end(); next = moved_.find(now->id)) now = find(next->second);
    return *now;
}

const Talk& Talks::session_first(const Talk& plan) const {
    const Talk* first = &plan;
    for (;;) {
        const Talk* before = find(first->body.about);
        if (before == nullptr || before->body.kind != TalkKind::session_planned) return *first;
        first = before;
    }
}

std::vector<std::string> Talks::members_of(std::string_view session) const {
    const Talk* plan = find(session);
    return plan == nullptr || plan->body.kind != TalkKind::session_planned ? std::vector<std::string>() : session_now(*plan).body.members;
}

const Talk* Talks::contact_of(const Talk& step) const { return step.body.kind == TalkKind::contact_opened ? &step : find(step.body.about); }

const Talk& Talks::document_of(const Talk& version) const {
    const Talk* at = &version;
    while (at->body.kind == TalkKind::document_amended) {
        const Talk* before = find(at->body.about);
        if (before == nullptr) return *at;  // not seen by this viewer: what can be seen is where it begins
        at = before;
    }
    return *at;
}

std::string Talks::title_of(const Talk& step) const {
    const Talk* at = &step;
    while (at != nullptr && at->body.title.empty()) at = find(at->body.about);
    return at == nullptr ? std::string() : at->body.title;
}

const std::vector<Seat>& Talks::seats_of(const Talk& call) const {
    const Talk* at = &call;
    while (at->body.seats.empty() && !at->body.like.empty()) {
        const Talk* before = find(at->body.like);
        if (before == nullptr) break;
        at = before;
    }
    return at->body.seats;
}

VoteTally Talks::tally_of(const TalkRules& rules, const Talk& proposal, Instant t) const {
    const Decision* decision = rules.roster().decision(row_of(TalkKind::round_set).name);
    TRUCE_ASSERT(decision != nullptr);
    std::map<std::string, Choice> choices{{proposal.speaker(), Choice::approve}};
    for (const Talk* answer : standing_about(proposal.id, TalkKind::round_answered)) choices[answer->speaker()] = *answer->body.choice;
    return tally(*decision, rules.roster().holders(decision->of, t), choices, false);
}

TalkBody composed(const Talks& talks, TalkBody body, std::string_view speaker) {
    if (body.kind == TalkKind::round_called) return body;
    const Talk* about = talks.find(body.about);
    const bool of_a_round = !row_of(body.kind).concerned;  // a contact belongs to none
    if (about != nullptr && body.round.empty() && of_a_round)
        body.round = about->body.kind == TalkKind::round_called ? about->id : about->body.round;
    const bool in_closed = about != nullptr && about->body.audience == TalkAudience::session;
    if (in_closed && body.session.empty() && body.kind != TalkKind::session_planned && !row_of(body.kind).open) {
        body.session = about->body.kind == TalkKind::session_planned ? talks.session_first(*about).id : about->body.session;
        body.audience = TalkAudience::session;
    }
    if (row_of(body.kind).concerned) body.audience = TalkAudience::concerned;
    if (body.replaces.empty()) body.replaces = talks.standing(body, speaker);
    if (body.kind == TalkKind::round_set && about != nullptr && !body.when && body.place.empty() && body.host.empty()) {
        body.when = about->body.when;
        body.place = about->body.place;
        body.host = about->body.host;
    }
    if (body.kind == TalkKind::round_set && body.answers.empty() && !body.reported) {
        for (const Talk* answer : talks.standing_about(body.about, TalkKind::round_answered)) body.answers.push_back(answer->id);
        std::ranges::sort(body.answers);
    }
    return body;
}

std::string list_fault(const TalkBody& list) {
    if (list.people.size() == 1 && list.people.front().name == sealed_name) return {};
    const auto heads = std::ranges::count(list.people, true, &Delegate::head);
    if (heads == 1) return {};
    return heads == 0 ? "nobody is named as its head" : fmt::format("{} are named as its head", heads);
}

namespace {

void seal_people(Talk& step) {
    if (!step.body.people.empty()) step.body.people = {{std::string(sealed_name), std::string(sealed_name), false}};
}

}  // namespace

Talks seen_by_every_participant(const Talks& talks) {
    std::vector<Talk> seen;
    for (const Talk& step : talks.steps()) {
        if (step.body.audience != TalkAudience::public_ && step.body.audience != TalkAudience::mechanism) continue;
        seen.push_back(step);
        seal_people(seen.back());
    }
    return Talks::recalled(std::move(seen));
}

Talks seen_by(const Talks& talks, const TalkRules& rules, std::string_view viewer, Instant now) {
    const bool member = !viewer.empty() && !rules.roster().roles_of(viewer, now).empty();
    const bool accredits = member && rules.roster().may(viewer, row_of(TalkKind::delegation_accredited).name, now);
    const bool reads_contacts = member && rules.roster().may(viewer, contact_permission, now);
    const auto may_see = [&](const Talk& step) {
        if (step.author == viewer) return true;
        switch (step.body.audience) {
            case TalkAudience::public_: return true;
            case TalkAudience::mechanism: return member;
            case TalkAudience::session: {
                const std::string& session = step.body.kind == TalkKind::session_planned ? step.id : step.body.session;
                return member && is_in(talks.members_of(session), viewer);
            }
            case TalkAudience::concerned: {
                const Talk* contact = talks.contact_of(step);
                const bool concerned =
                    contact != nullptr && (contact->author == viewer || contact->speaker() == viewer || is_in(contact->body.to, viewer));
                return member && (concerned || reads_contacts);
            }
        }
        return false;
    };
    std::vector<Talk> seen;
    for (const Talk& step : talks.steps()) {
        if (!may_see(step)) continue;
        seen.push_back(step);
        if (step.author != viewer && !accredits) seal_people(seen.back());
    }
    return Talks::recalled(std::move(seen));
}

}  // namespace truce
