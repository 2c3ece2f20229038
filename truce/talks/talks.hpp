/// The talks of a mechanism: rounds, delegations, documents, commitments, statements, in the record's order. Start here.
///
/// A value, and a pure function of the rules and the accepted steps; everything shown of the talks is computed from it
/// (round.hpp, document.hpp, commitment.hpp, contact.hpp). Nothing that was said is overwritten: a changed mind names
/// the step that it replaces, and both stay.
///
///   round      called -> set (date and place, again if moved) -> closed
///                 \_________________________________________-> cancelled
///   document   draft -> open for signature -> signed -> in force -> lapsed
///                 \-> withdrawn; a draft that somebody refuses stays a draft
///
/// A *reported* step says what others are reported to have done, with its source. It is nobody's signature: no vote, right or role of
/// theirs is checked, and every view marks it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/base/truth.hpp"
#include "truce/examine/decision.hpp"
#include "truce/examine/roster.hpp"
#include "truce/talks/talk_step.hpp"

namespace truce {

/// The rules of the talks: who takes part in which role, what the profile lets it sign, and who signed which instrument.
class TalkRules {
public:
    /// Precondition: the terms were accepted under this profile.
    TalkRules(std::shared_ptr<const Profile> profile, const Terms& terms);

    [[nodiscard]] const CaseRules& roster() const { return roster_; }
    [[nodiscard]] const Profile& profile() const { return roster_.profile(); }
    /// Whether the participant signed the instrument, at t: unknown where that is disputed or where no signatory of the instrument
    /// is known at all.
    [[nodiscard]] Truth signed_by(std::string_view instrument, std::string_view participant, Instant t) const;
    /// Every participant of the terms, ascending.
    [[nodiscard]] const std::vector<std::string>& participants() const { return participants_; }
    /// Its name by the terms in the language, else in English, else any; the id itself of others.
    [[nodiscard]] std::string name_of(std::string_view participant, std::string_view language = "en") const;

private:
    struct Signature {
        std::string participant;
        std::string instrument;
        Interval valid;
        bool disputed = false;
    };
    CaseRules roster_;
    std::vector<std::string> participants_;
    std::map<std::string, Texts, std::less<>> names_;
    std::vector<Signature> signatures_;
};

class Talks {
public:
    Talks() = default;

    /// The talks of steps that were admitted before, in the record's order: nothing is checked again.
    static Talks recalled(std::vector<Talk> steps);

    /// Whether the step may follow. What is wrong first, in this order:
    ///   talks.form, talks.kind, talks.member   the body is not of its kind's form
    ///   talks.step_twice        its id is here already: an entry is never replayed (conflict)
    ///   talks.clock             it is recorded before the step before it (invalid)
    ///   talks.not_participant   the author takes no part by the terms (forbidden)
    ///   talks.no_role           it holds no role at this time (forbidden)
    ///   talks.role              none of its roles may sign this kind (forbidden); roles that may are named
    ///   talks.no_report         it may not record what others are reported to have done (forbidden)
    ///   talks.future            it is reported to have happened after its recording (invalid)
    ///   talks.about             it speaks of a step that is not here or of a kind it cannot be about (not_found)
    ///   talks.round             it names another round than what it is about, or none that is here (not_found)
    ///   talks.over              the round was cancelled or closed (conflict)
    ///   talks.session           it names a session that is not here or of another round (not_found)
    ///   talks.not_in_session    it is no member of that closed session (forbidden)
    ///   talks.speaker           a report that does not say whose word it is, where that matters (invalid)
    ///   talks.not_invited, talks.not_sender, talks.own_list, talks.not_tabler, talks.not_signatory, talks.not_debtor,
    ///   talks.not_addressee, talks.not_concerned
    ///                           somebody else's answer, list, accreditation, withdrawal, signature, report or contact (forbidden)
    ///   talks.replaces          it does not name the standing step, or names something else (conflict)
    ///   talks.unknown           it names a role, round or participant that is not known (not_found)
    ///   talks.no_format         the call of a round gives neither seats nor the round whose format it takes (invalid)
    ///   talks.format            nobody sits in such a role by the round's format (conflict)
    ///   talks.not_eligible      it did not sign an instrument that the seat asks for (forbidden)
    ///   talks.invited_twice     it is invited in this role already (conflict)
    ///   talks.no_rule           the profile does not say how this is decided (invalid)
    ///   talks.not_member        it has no vote in this decision (forbidden)
    ///   talks.date              it sets another date or place than the one proposed (invalid)
    ///   talks.votes             it does not name every standing answer, or names others (conflict)
    ///   talks.undecided         the answers do not decide it (conflict); who said what is named
    ///   talks.moved             the session was changed by another step already (conflict)
    ///   talks.not_accepted      a list before its sender has accepted the invitation (conflict)
    ///   talks.incomplete        accrediting a list that is not complete (conflict)
    ///   talks.withdrawn         opening a document for signature that was withdrawn (conflict)
    ///   talks.refused           opening it for the signature of one that refuses this version, or signing what one refuses (conflict)
    ///   talks.digest            it signs another text than the one that is open for signature; a reported signature names none (invalid)
    ///   talks.no_source         a commitment without the document, statement or words it rests on (invalid)
    ///   talks.not_in_force      extending what is not in force (conflict)
    ///   talks.own_call          a contact with the one who makes it (invalid)
    ///   talks.contact_over      answering a contact that is closed (conflict)
    ///   talks.before            a contact said to be answered or closed before it was made (invalid)
    [[nodiscard]] Result<void> admits(const TalkRules& rules, const Talk& step) const;

    /// Adds a step that was admitted before, the record's next: nothing is checked again.
    void recall(Talk step);

    /// Adds an admitted step. On an error the talks are as they were.
    Result<void> apply(const TalkRules& rules, Talk step);

    /// All of them, in the order they were applied.
    [[nodiscard]] const std::vector<Talk>& steps() const { return steps_; }
    /// nullptr if it is not here.
    [[nodiscard]] const Talk* find(std::string_view id) const;
    /// Of a kind, in order.
    [[nodiscard]] std::vector<const Talk*> of_kind(TalkKind kind) const;
    /// Of a kind and about a step, in order.
    [[nodiscard]] std::vector<const Talk*> about(std::string_view id, TalkKind kind) const;
    /// Likewise, without those that a later one of the same slot replaces.
    [[nodiscard]] std::vector<const Talk*> standing_about(std::string_view id, TalkKind kind) const;
    /// The standing step in the slot that such a body would take; "" if none, or if its kind has no slot.
    [[nodiscard]] std::string standing(const TalkBody& body, std::string_view speaker) const;
    [[nodiscard]] bool is_standing(const Talk& step) const;

    /// The standing date and place of a round; nullptr if there is none.
    [[nodiscard]] const Talk* set_of(std::string_view round) const;
    /// The step that cancelled or closed the round; nullptr while it is neither.
    [[nodiscard]] const Talk* end_of(std::string_view round) const;
    /// The session as it stands: the newest plan that came in the place of this one.
    [[nodiscard]] const Talk& session_now(const Talk& plan) const;
    /// The first plan of a session.
    [[nodiscard]] const Talk& session_first(const Talk& plan) const;
    /// Members of a session as it stands; empty if there is no such session.
    [[nodiscard]] std::vector<std::string> members_of(std::string_view session) const;
    /// The contact that a step of the hotline is or is about; nullptr if it is not here. Precondition: the step is one.
    [[nodiscard]] const Talk* contact_of(const Talk& step) const;
    /// The tabling that a version goes back to. Precondition: the step is a version.
    [[nodiscard]] const Talk& document_of(const Talk& version) const;
    /// The title of a step, or of the first thing behind it that has one: what it is about, what that is about, and so on. "": none that
    /// is here.
    [[nodiscard]] std::string title_of(const Talk& step) const;
    /// The format of a round: its seats, or those of the round whose format it takes.
    [[nodiscard]] const std::vector<Seat>& seats_of(const Talk& call) const;
    /// How a proposed date stands at t. Precondition: the profile has a rule for round.set.
    [[nodiscard]] VoteTally tally_of(const TalkRules& rules, const Talk& proposal, Instant t) const;

private:
    std::vector<Talk> steps_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> about_;  ///< step -> those about it, in order
    std::map<std::string, std::size_t, std::less<>> sets_;                ///< round -> its standing date
    std::map<std::string, std::size_t, std::less<>> ends_;                ///< round -> the first step that ended it
    std::map<std::string, std::string, std::less<>> slots_;               ///< speaker and slot -> standing step
    std::map<std::string, std::string, std::less<>> moved_;               ///< session plan -> the plan in its place
};

/// Fills in what follows from the talks: the round and the session of what it is about, what it replaces, the standing answers.
TalkBody composed(const Talks& talks, TalkBody body, std::string_view speaker);

/// A list is complete if it names somebody, exactly one of them as head; what is wrong in words, "" if nothing is. A list whose
/// people cannot be read here is not known to be incomplete.
std::string list_fault(const TalkBody& list);

/// Whom the talks as `viewer` may see them: steps for the public; for whoever takes part by the terms also those for the mechanism; a
/// closed session, its plan and all that belongs to it only for its members; a contact only for its caller, its addressees and those
/// whom the profile lets read contacts. People on lists are named only to their sender and to
/// those who may accredit. What remains is seen as if there were nothing else, so nothing that is computed from it can leak.
///   viewer   a participant; "": the public
Talks seen_by(const Talks& talks, const TalkRules& rules, std::string_view viewer, Instant now);

/// The talks as every participant may see them: no closed session, no contact, nobody named on a list.
Talks seen_by_every_participant(const Talks& talks);

}  // namespace truce
