// Whether a step may follow: talks.hpp lists every refusal and the order in which they are looked for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/is_in.hpp"
#include "truce/talks/contact.hpp"
#include "truce/talks/document.hpp"
#include "truce/talks/talks.hpp"

namespace truce {
namespace {

class TalkAdmission {
public:
    TalkAdmission(const Talks& talks, const TalkRules& rules, const Talk& step)
        : talks_(talks), rules_(rules), step_(step), body_(step.body), row_(row_of(step.body.kind)), about_(talks.find(step.body.about)) {}

    Result<void> check() const {
        TRUCE_TRY(check_talk(body_));
        TRUCE_TRY(check_place());
        TRUCE_TRY(check_author());
        TRUCE_TRY(check_about());
        TRUCE_TRY(check_round());
        TRUCE_TRY(check_session());
        TRUCE_TRY(check_voice());
        TRUCE_TRY(check_slot());
        switch (body_.kind) {
            case TalkKind::round_called: return check_call();
            case TalkKind::round_set:
            case TalkKind::round_cancelled: return check_decision();
            case TalkKind::round_answered: return check_answer();
            case TalkKind::session_planned: return check_plan();
            case TalkKind::invitation_sent: return check_invitation();
            case TalkKind::delegation_listed: return check_list();
            case TalkKind::delegation_accredited: return check_accreditation();
            case TalkKind::document_opened: return check_opening();
            case TalkKind::document_signed: return check_signature();
            case TalkKind::document_extended: return check_extension();
            case TalkKind::commitment_recorded: return check_commitment();
            case TalkKind::contact_opened: return check_contact();
            case TalkKind::contact_answered: return check_contact_answer();
            case TalkKind::contact_closed: return check_contact_time();
            default: return {};
        }
    }

private:
    [[nodiscard]] Error refused(Errc code, std::string_view id, std::string what, std::string remedy) const {
        return {code, "talks." + std::string(id), std::move(what), step_.id, std::move(remedy)};
    }
    [[nodiscard]] bool reported() const { return body_.reported.has_value(); }

    [[nodiscard]] Result<void> check_place() const {
        if (talks_.find(step_.id) != nullptr)
            return refused(Errc::conflict, "step_twice", fmt::format("step {} is here already", step_.id),
                           "Sign a new entry: none is taken twice");
        if (!talks_.steps().empty() && step_.recorded_at < talks_.steps().back().recorded_at)
            return refused(Errc::invalid, "clock",
                           fmt::format("it is recorded at {}, before the step it follows", format(step_.recorded_at)),
                           "Take the record's own clock");
        return {};
    }

    [[nodiscard]] Result<void> check_author() const {
        const CaseRules& roster = rules_.roster();
        const std::string& who = step_.author;
        if (!roster.takes_part(who))
            return refused(Errc::forbidden, "not_participant", fmt::format("{} takes no part by the terms", who),
                           "Let a participant take this step");
        const std::vector<std::string> roles = roster.roles_of(who, step_.recorded_at);
        if (roles.empty())
            return refused(Errc::forbidden, "no_role", fmt::format("{} holds no role at {}", who, format(step_.recorded_at)),
                           "Let one take this step who holds a role now");
        if (!roster.may(who, row_.name, step_.recorded_at)) {
            const std::vector<std::string> others = roster.roles_that_may(row_.name);
            return refused(
                Errc::forbidden, "role", fmt::format("{} is {} and may not sign {}", who, fmt::join(roles, " and "), row_.name),
                others.empty() ? "The profile lets no role sign this" : fmt::format("Let a {} sign it", fmt::join(others, " or ")));
        }
        if (!reported()) return {};
        if (!roster.may(who, report_permission, step_.recorded_at))
            return refused(Errc::forbidden, "no_report", fmt::format("{} may not record what others are reported to have done", who),
                           fmt::format("Let a role record it that may sign {}", report_permission));
        if (body_.reported->at && body_.reported->at->from > step_.recorded_at)
            return refused(Errc::invalid, "future", "it is reported to have happened after now", "Record it when it has happened");
        return {};
    }

    [[nodiscard]] Result<void> check_about() const {
        if (body_.about.empty()) return {};
        if (about_ == nullptr)
            return refused(Errc::not_found, "about", fmt::format("step {} is not here", body_.about),
                           "Look at the talks: truce talks list DIR");
        if (std::ranges::find(row_.about, about_->body.kind) != row_.about.end()) return {};
        return refused(Errc::not_found, "about", fmt::format("{} is not about {}", row_.name, row_of(about_->body.kind).name),
                       fmt::format("Name a step that it can be about"));
    }

    /// Steps about something of a round belong to that round.
    [[nodiscard]] Result<void> check_round() const {
        if (body_.kind == TalkKind::round_called) return {};
        std::string expected = body_.round;
        if (about_ != nullptr) expected = about_->body.kind == TalkKind::round_called ? about_->id : about_->body.round;
        if (body_.round != expected)
            return refused(Errc::not_found, "round",
                           fmt::format("it names round \"{}\", what it is about is of \"{}\"", body_.round, expected),
                           "Name the round that it belongs to");
        if (body_.round.empty()) return {};
        const Talk* call = talks_.find(body_.round);
        if (call == nullptr || call->body.kind != TalkKind::round_called)
            return refused(Errc::not_found, "round", fmt::format("there is no round {}", body_.round), "List them: truce talks list DIR");
        const Talk* end = talks_.end_of(body_.round);
        if (end == nullptr || row_.late) return {};
        return refused(Errc::conflict, "over", fmt::format("the round is over: {} by {}", row_of(end->body.kind).name, end->author),
                       "Call another round");
    }

    [[nodiscard]] Result<void> check_session() const {
        if (body_.session.empty()) {
            // What speaks of a closed session's step stays in that session.
            const bool of_closed = about_ != nullptr && about_->body.audience == TalkAudience::session;
            const bool stays = body_.kind != TalkKind::session_planned && !row_.open;
            if (of_closed && stays && body_.audience != TalkAudience::session)
                return refused(Errc::not_found, "session", "what it is about belongs to a closed session, and it does not name it",
                               "Name the session, so that only its members read it");
            if (of_closed && !is_in(talks_.members_of(session_of(*about_)), step_.author))
                return refused(Errc::forbidden, "not_in_session", fmt::format("{} is no member of that session", step_.author),
                               "Let a member of the session take this step");
            // Anybody reads the header of an open step, and it names what the step is about.
            if (of_closed && row_.open)
                return refused(Errc::not_found, "session", fmt::format("{} would name a closed session's step to everybody", row_.name),
                               "Let it be about the round");
            return {};
        }
        const Talk* plan = talks_.find(body_.session);
        if (plan == nullptr || plan->body.kind != TalkKind::session_planned || plan->body.round != body_.round ||
            (about_ != nullptr && about_->body.audience == TalkAudience::session && session_of(*about_) != talks_.session_first(*plan).id))
            return refused(Errc::not_found, "session", fmt::format("there is no session {} of this round for it", body_.session),
                           "Name a session of this round");
        if (is_in(talks_.members_of(body_.session), step_.author)) return {};
        return refused(Errc::forbidden, "not_in_session", fmt::format("{} is no member of that session", step_.author),
                       "Let a member of the session take this step");
    }
    [[nodiscard]] std::string session_of(const Talk& step) const {
        return step.body.kind == TalkKind::session_planned ? talks_.session_first(step).id : step.body.session;
    }

    // ---- whose it is to say -----------------------------------------------------------------------------------

    [[nodiscard]] Result<void> check_voice() const {
        const std::string speaker = step_.speaker();
        const bool matters = row_.voice != TalkVoice::anyone && row_.voice != TalkVoice::other;
        if (speaker.empty() && (matters || row_.slot == TalkSlot::about))
            return refused(Errc::invalid, "speaker", "the report does not say whose word it is",
                           "Name the one who is reported to have said it");
        switch (row_.voice) {
            case TalkVoice::anyone: break;
            case TalkVoice::invited:
                if (!is_in(about_->body.to, speaker))
                    return refused(Errc::forbidden, "not_invited", fmt::format("{} is not invited by that step", speaker),
                                   fmt::format("Let {} answer", fmt::join(about_->body.to, " or ")));
                break;
            case TalkVoice::sender:
                if (!is_in(about_->body.to, speaker))
                    return refused(Errc::forbidden, "not_sender", fmt::format("the delegation is not {}'s", speaker),
                                   "Each side submits and withdraws its own");
                break;
            case TalkVoice::other:
                if (about_->speaker() == speaker)
                    return refused(Errc::forbidden, "own_list", "nobody accredits or questions its own list", "Let another do it");
                break;
            case TalkVoice::author:
                if (about_->speaker() != speaker)
                    return refused(Errc::forbidden, "not_tabler", fmt::format("{} tabled it", about_->speaker()),
                                   "Only its tabler withdraws it");
                break;
            case TalkVoice::member:
                if (!is_in(talks_.members_of(body_.about), speaker))
                    return refused(Errc::forbidden, "not_in_session", fmt::format("{} is no member of that session", speaker),
                                   "Let a member of the session take this step");
                break;
            case TalkVoice::signatory:
                if (!is_in(about_->body.signatories, speaker))
                    return refused(Errc::forbidden, "not_signatory", fmt::format("it is not open for the signature of {}", speaker),
                                   fmt::format("It awaits {}", fmt::join(about_->body.signatories, ", ")));
                break;
            case TalkVoice::debtor:
                if (std::ranges::find(about_->body.owed, speaker, &Debt::who) == about_->body.owed.end())
                    return refused(Errc::forbidden, "not_debtor", fmt::format("{} does not owe it", speaker), "Assess it instead");
                break;
            case TalkVoice::addressee:
                if (!is_in(about_->body.to, speaker))
                    return refused(Errc::forbidden, "not_addressee", fmt::format("the contact was not made with {}", speaker),
                                   fmt::format("Let {} answer", fmt::join(about_->body.to, " or ")));
                break;
            case TalkVoice::concerned:
                if (about_->speaker() != speaker && !is_in(about_->body.to, speaker))
                    return refused(Errc::forbidden, "not_concerned", fmt::format("the contact does not concern {}", speaker),
                                   "Let its caller or one whom it was made with close it");
                break;
        }
        return {};
    }

    [[nodiscard]] Result<void> check_slot() const {
        const std::string standing = talks_.standing(body_, step_.speaker());
        if (row_.slot == TalkSlot::none || body_.replaces == standing) return {};
        return refused(Errc::conflict, "replaces",
                       standing.empty() ? "there is nothing to replace" : fmt::format("it does not name the standing step {}", standing),
                       "Read the talks again, then sign the step anew");
    }

    // ---- rounds -----------------------------------------------------------------------------------------------

    [[nodiscard]] bool is_role(std::string_view role) const {
        const auto& roles = rules_.profile().roles;
        return std::ranges::find(roles, role, &Role::id) != roles.end();
    }

    [[nodiscard]] Result<void> check_call() const {
        if (!body_.like.empty()) {
            const Talk* before = talks_.find(body_.like);
            if (before == nullptr || before->body.kind != TalkKind::round_called)
                return refused(Errc::not_found, "unknown", fmt::format("there is no round {} to take the format of", body_.like),
                               "Name a round");
        } else if (body_.seats.empty()) {
            return refused(Errc::invalid, "no_format", "the round has no format", "Give its seats, or the round whose format it takes");
        }
        for (const Seat& seat : body_.seats) {
            if (!is_role(seat.role))
                return refused(Errc::not_found, "unknown", fmt::format("the profile has no role \"{}\"", seat.role),
                               "Use a role of the profile");
            if (!seat.who.empty() && seat.name.empty() && !rules_.roster().takes_part(seat.who))
                return refused(Errc::not_found, "unknown", fmt::format("{} is no participant by the terms and has no name", seat.who),
                               "Name the body, or correct the id");
        }
        return check_decision();
    }

    [[nodiscard]] Result<void> check_decision() const {
        if (body_.kind == TalkKind::round_set &&
            (body_.when != about_->body.when || body_.place != about_->body.place || body_.host != about_->body.host))
            return refused(Errc::invalid, "date", "it sets another date, place or host than the one proposed",
                           "Propose that one, and let it be answered");
        if (reported()) return {};
        const Decision* decision = rules_.roster().decision(row_.name);
        if (decision == nullptr) {
            if (body_.kind != TalkKind::round_set) return {};
            return refused(Errc::invalid, "no_rule", fmt::format("the profile does not say how {} is decided", row_.name),
                           "Add the rule to the profile, with its source");
        }
        const std::vector<std::string> members = rules_.roster().holders(decision->of, step_.recorded_at);
        if (!is_in(members, step_.author))
            return refused(Errc::forbidden, "not_member",
                           fmt::format("{} is no {} and does not decide {}", step_.author, decision->of, row_.name),
                           fmt::format("Let {} take this step", fmt::join(members, " or ")));
        if (body_.kind != TalkKind::round_set) {
            if (decision->rule == DecisionRule::any_one || members.size() == 1) return {};
            return refused(Errc::conflict, "undecided", fmt::format("{} is not for one {} to decide", row_.name, decision->of),
                           "Agree on another date, or let the round be closed");
        }
        std::vector<std::string> standing;
        for (const Talk* answer : talks_.standing_about(body_.about, TalkKind::round_answered)) standing.push_back(answer->id);
        std::ranges::sort(standing);
        if (standing != body_.answers)
            return refused(
                Errc::conflict, "votes",
                fmt::format("the standing answers are: {}", standing.empty() ? "none" : fmt::format("{}", fmt::join(standing, ", "))),
                "Name every standing answer, then sign the step anew");
        const VoteTally tally = talks_.tally_of(rules_, *about_, step_.recorded_at);
        if (tally.decided) return {};
        return refused(Errc::conflict, "undecided", in_words(*decision, tally),
                       "Wait for the answers that the rule wants, or propose another date");
    }

    [[nodiscard]] Result<void> check_answer() const {
        const Decision* decision = rules_.roster().decision(row_of(TalkKind::round_set).name);
        if (reported()) return {};
        if (decision == nullptr)
            return refused(Errc::invalid, "no_rule", "the profile does not say how round.set is decided",
                           "Add the rule to the profile, with its source");
        if (is_in(rules_.roster().holders(decision->of, step_.recorded_at), step_.author)) return {};
        return refused(Errc::forbidden, "not_member", fmt::format("{} is no {} and has no vote on the date", step_.author, decision->of),
                       "Quote a statement instead");
    }

    [[nodiscard]] Result<void> check_plan() const {
        if (about_->body.kind != TalkKind::session_planned) return {};
        const Talk& now = talks_.session_now(*about_);
        if (now.id != about_->id)
            return refused(Errc::conflict, "moved", fmt::format("the session was changed by step {}", now.id), "Change that one");
        return {};
    }

    // ---- delegations ------------------------------------------------------------------------------------------

    /// Whether somebody may sit in the role by a seat: yes, no, or not known.
    [[nodiscard]] Truth fits(const Seat& seat, const std::string& who) const {
        if (!seat.who.empty()) return truth_of(seat.who == who);
        Truth eligible = Truth::yes;
        for (const std::string& instrument : seat.eligible) eligible = and_(eligible, rules_.signed_by(instrument, who, step_.recorded_at));
        return eligible;
    }

    [[nodiscard]] Result<void> check_invitation() const {
        for (const Talk* before : talks_.about(body_.about, TalkKind::invitation_sent)) {
            for (const std::string& who : body_.to) {
                if (is_in(before->body.to, who) && before->body.role == body_.role)
                    return refused(Errc::conflict, "invited_twice", fmt::format("{} is invited as {} already", who, body_.role),
                                   "Answer, list and withdraw under that invitation");
            }
        }
        const std::vector<Seat>& seats = talks_.seats_of(*about_);
        for (const std::string& who : body_.to) {
            bool seated = false;
            Truth best = Truth::no;
            for (const Seat& seat : seats) {
                if (seat.role != body_.role) continue;
                seated |= seat.who.empty() || seat.who == who;
                best = or_(best, fits(seat, who));
            }
            if (!seated)
                return refused(Errc::conflict, "format", fmt::format("by the round's format {} does not sit there as {}", who, body_.role),
                               "Invite in the role that the format gives, or call a round with another format");
            if (best == Truth::no)
                return refused(Errc::forbidden, "not_eligible", fmt::format("{} did not sign every instrument that the seat asks for", who),
                               "Invite one that did");
            if (!rules_.roster().takes_part(who) && body_.name.empty() &&
                std::ranges::none_of(seats, [&](const Seat& seat) { return seat.who == who && !seat.name.empty(); }))
                return refused(Errc::not_found, "unknown", fmt::format("{} is no participant by the terms and has no name", who),
                               "Name the body, or correct the id");
        }
        return {};
    }

    [[nodiscard]] Result<void> check_list() const {
        for (const Talk* answer : talks_.standing_about(body_.about, TalkKind::invitation_answered)) {
            if (answer->speaker() == step_.speaker() && answer->body.choice == Choice::approve) return {};
        }
        return refused(Errc::conflict, "not_accepted", fmt::format("{} has not accepted the invitation", step_.speaker()),
                       "Accept it first");
    }

    [[nodiscard]] Result<void> check_accreditation() const {
        const std::string fault = list_fault(about_->body);
        if (fault.empty()) return {};
        return refused(Errc::conflict, "incomplete", fmt::format("the list is not complete: {}", fault),
                       "Question it, and accredit the next one");
    }

    // ---- documents --------------------------------------------------------------------------------------------

    [[nodiscard]] Result<void> check_opening() const {
        const Talk& document = talks_.document_of(*about_);
        if (!talks_.standing_about(document.id, TalkKind::document_withdrawn).empty())
            return refused(Errc::conflict, "withdrawn", fmt::format("{} withdrew the document", document.speaker()), "Table it anew");
        if (reported()) return {};
        for (const Talk* position : talks_.standing_about(body_.about, TalkKind::position_taken)) {
            if (position->body.stance == Stance::refuses && is_in(body_.signatories, position->speaker()))
                return refused(Errc::conflict, "refused", fmt::format("{} refuses this version", position->speaker()),
                               "Open it for the signature of others, or amend it");
        }
        return {};
    }

    [[nodiscard]] Result<void> check_signature() const {
        const Talk* version = talks_.find(about_->body.about);
        if (version == nullptr)
            return refused(Errc::not_found, "about", "the version that is open for signature cannot be read here",
                           "Sign where it can be read");
        for (const Talk* position : talks_.standing_about(version->id, TalkKind::position_taken)) {
            if (position->speaker() == step_.speaker() && position->body.stance == Stance::refuses && !reported())
                return refused(Errc::conflict, "refused", fmt::format("{} refuses this version", step_.speaker()),
                               "Take another position first");
        }
        // What the record holds of a reported document is not the text that was signed.
        if (reported() ? body_.digest.empty() : body_.digest == version_digest(version->body)) return {};
        return refused(Errc::invalid, "digest", "it signs another text than the one that is open for signature",
                       fmt::format("Sign {}", version_digest(version->body)));
    }

    [[nodiscard]] Result<void> check_extension() const {
        const Signature signature = signature_of(talks_, *about_, step_.recorded_at);
        if (!signature.in_force)
            return refused(Errc::conflict, "not_in_force", "it was never in force, so there is nothing to extend", "Sign it first");
        return check_decision();
    }

    [[nodiscard]] Result<void> check_commitment() const {
        if (about_ != nullptr || !body_.source.empty() || reported()) return {};
        return refused(Errc::invalid, "no_source", "nothing says what the commitment rests on",
                       "Name the document or statement it is about, or give its source");
    }

    // ---- the hotline ------------------------------------------------------------------------------------------

    [[nodiscard]] Result<void> check_contact() const {
        for (const std::string& who : body_.to) {
            if (who == step_.speaker())
                return refused(Errc::invalid, "own_call", fmt::format("{} calls itself", who), "Name those with whom the contact is made");
            if (!rules_.roster().takes_part(who))
                return refused(Errc::not_found, "unknown", fmt::format("{} is no participant by the terms", who), "Correct the id");
        }
        return check_contact_time();
    }

    /// The timer counts from and to what is said here: it is not later than its recording, and nothing follows before the call.
    [[nodiscard]] Result<void> check_contact_time() const {
        if (body_.when && body_.when->from > step_.recorded_at)
            return refused(Errc::invalid, "future", "it is said to have happened after now", "Record it when it has happened");
        if (about_ == nullptr) return {};
        const std::optional<Instant> made = contact_time(*about_);
        const std::optional<Instant> at = contact_time(step_);
        if (!made || !at || *made <= *at) return {};
        return refused(Errc::invalid, "before",
                       fmt::format("the contact was made at {}, and this is said to have happened before", format(*made)),
                       "Correct the time");
    }

    [[nodiscard]] Result<void> check_contact_answer() const {
        const std::vector<const Talk*> ends = talks_.standing_about(body_.about, TalkKind::contact_closed);
        if (!ends.empty())
            return refused(Errc::conflict, "contact_over", fmt::format("{} has closed the contact", ends.front()->speaker()),
                           "Make another");
        return check_contact_time();
    }

    const Talks& talks_;
    const TalkRules& rules_;
    const Talk& step_;
    const TalkBody& body_;
    const TalkRow& row_;
    const Talk* about_;
};

}  // namespace

Result<void> Talks::admits(const TalkRules& rules, const Talk& step) const { return TalkAdmission(*this, rules, step).check(); }

}  // namespace truce
