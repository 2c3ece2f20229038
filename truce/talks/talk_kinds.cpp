#include "truce/talks/talk_kinds.hpp"

#include <algorithm>
#include <array>

namespace truce {
namespace {

using K = TalkKind;
using M = TalkMember;
using V = TalkVoice;
using S = TalkSlot;

constexpr bool needed = true;
constexpr bool optional = false;
constexpr bool open = true;
constexpr bool guarded = false;
constexpr bool late = true;
constexpr bool in_time = false;
constexpr bool concerned = true;

// ---- what each body holds -----------------------------------------------------------------------------------

constexpr std::array called{TalkUse{M::title, needed},    TalkUse{M::seats, optional},  TalkUse{M::like, optional},
                            TalkUse{M::tracks, optional}, TalkUse{M::manner, optional}, TalkUse{M::access, optional},
                            TalkUse{M::agenda, optional}, TalkUse{M::text, optional}};
constexpr std::array proposed{TalkUse{M::about, needed}, TalkUse{M::when, needed}, TalkUse{M::place, needed}, TalkUse{M::host, optional},
                              TalkUse{M::text, optional}};
constexpr std::array answered{TalkUse{M::about, needed}, TalkUse{M::choice, needed}, TalkUse{M::text, optional}};
constexpr std::array set_{TalkUse{M::about, needed},  TalkUse{M::when, needed},      TalkUse{M::place, needed},
                          TalkUse{M::host, optional}, TalkUse{M::answers, optional}, TalkUse{M::text, optional}};
constexpr std::array ended{TalkUse{M::about, needed}, TalkUse{M::text, needed}};
constexpr std::array planned{TalkUse{M::about, needed},          TalkUse{M::title, needed},    TalkUse{M::when, optional},
                             TalkUse{M::track, optional},        TalkUse{M::members, needed},  TalkUse{M::access, needed},
                             TalkUse{M::manner, needed},         TalkUse{M::place, optional},  TalkUse{M::languages, optional},
                             TalkUse{M::interpreting, optional}, TalkUse{M::agenda, optional}, TalkUse{M::text, optional}};
constexpr std::array minutes{TalkUse{M::about, needed}, TalkUse{M::text, needed}};
constexpr std::array invited{TalkUse{M::about, needed},   TalkUse{M::to, needed},    TalkUse{M::name, optional}, TalkUse{M::role, needed},
                             TalkUse{M::level, optional}, TalkUse{M::due, optional}, TalkUse{M::text, optional}};
constexpr std::array invitation_answer{TalkUse{M::about, needed}, TalkUse{M::choice, needed}, TalkUse{M::level, optional},
                                       TalkUse{M::reservation, optional}, TalkUse{M::text, optional}};
constexpr std::array listed{TalkUse{M::about, needed}, TalkUse{M::people, needed}, TalkUse{M::text, optional}};
constexpr std::array accredited{TalkUse{M::about, needed}, TalkUse{M::text, optional}};
constexpr std::array with_reason{TalkUse{M::about, needed}, TalkUse{M::text, needed}};
constexpr std::array tabled{TalkUse{M::about, optional},   TalkUse{M::title, needed},   TalkUse{M::clauses, needed},
                            TalkUse{M::languages, needed}, TalkUse{M::track, optional}, TalkUse{M::text, optional}};
constexpr std::array amended{TalkUse{M::about, needed}, TalkUse{M::clauses, needed}, TalkUse{M::languages, needed},
                             TalkUse{M::text, optional}};
constexpr std::array position{TalkUse{M::about, needed}, TalkUse{M::stance, needed}, TalkUse{M::reservation, optional},
                              TalkUse{M::text, optional}};
constexpr std::array opened{TalkUse{M::about, needed}, TalkUse{M::character, needed}, TalkUse{M::signatories, needed},
                            TalkUse{M::when, optional}, TalkUse{M::text, optional}};
constexpr std::array signed_{TalkUse{M::about, needed}, TalkUse{M::digest, optional}, TalkUse{M::reservation, optional}};
constexpr std::array extended{TalkUse{M::about, needed}, TalkUse{M::when, needed}, TalkUse{M::text, optional}};
constexpr std::array recorded{TalkUse{M::about, optional},    TalkUse{M::owed, needed},    TalkUse{M::to, optional},
                              TalkUse{M::text, needed},       TalkUse{M::track, optional}, TalkUse{M::clause, optional},
                              TalkUse{M::shown_by, optional}, TalkUse{M::source, optional}};
constexpr std::array reported{TalkUse{M::about, needed}, TalkUse{M::outcome, needed}, TalkUse{M::text, needed},
                              TalkUse{M::evidence, optional}};
constexpr std::array endorsed{TalkUse{M::about, optional}, TalkUse{M::object, needed}, TalkUse{M::body, needed},  TalkUse{M::verb, needed},
                              TalkUse{M::source, needed},  TalkUse{M::when, optional}, TalkUse{M::text, optional}};
constexpr std::array quoted{TalkUse{M::about, optional}, TalkUse{M::speaker, needed},    TalkUse{M::quote, optional},
                            TalkUse{M::text, needed},    TalkUse{M::language, optional}, TalkUse{M::source, needed},
                            TalkUse{M::when, optional}};
constexpr std::array issued{TalkUse{M::about, optional}, TalkUse{M::title, needed}, TalkUse{M::texts, needed},
                            TalkUse{M::source, optional}};
constexpr std::array contact{TalkUse{M::to, needed}, TalkUse{M::agenda, needed}, TalkUse{M::when, optional}, TalkUse{M::text, optional}};
constexpr std::array contact_answer{TalkUse{M::about, needed}, TalkUse{M::when, optional}, TalkUse{M::text, optional}};
constexpr std::array contact_end{TalkUse{M::about, needed}, TalkUse{M::containment, needed}, TalkUse{M::when, optional},
                                 TalkUse{M::text, optional}};

// ---- what each can be about ---------------------------------------------------------------------------------

constexpr std::array rounds{K::round_called};
constexpr std::array proposals{K::round_proposed};
constexpr std::array sessions{K::session_planned};
constexpr std::array filed_minutes{K::minutes_filed};
constexpr std::array invitations{K::invitation_sent};
constexpr std::array lists{K::delegation_listed};
constexpr std::array meetings{K::round_called, K::session_planned};
constexpr std::array tablings{K::document_tabled};
constexpr std::array versions{K::document_tabled, K::document_amended};
constexpr std::array openings{K::document_opened};
constexpr std::array commitments{K::commitment_recorded};
constexpr std::array contacts{K::contact_opened};
constexpr std::array sources{K::document_tabled,   K::document_amended, K::document_opened, K::statement_quoted,
                             K::communique_issued, K::minutes_filed,    K::round_called};
constexpr std::array endorsable{K::document_tabled, K::document_opened, K::statement_quoted, K::communique_issued, K::round_called};
constexpr std::array quotable{K::round_called, K::document_tabled, K::document_opened, K::commitment_recorded};
constexpr std::span<const TalkKind> nothing{};

constexpr std::array rows{
    TalkRow{K::round_called, "round.called", "calls a round", called, nothing, V::anyone, S::none, open, in_time,
            "a round of talks: its format, that is who sits there in which role, and its tracks"},
    TalkRow{K::round_proposed, "round.proposed", "proposes date and place", proposed, rounds, V::anyone, S::none, guarded, in_time,
            "a date and a place for the round"},
    TalkRow{K::round_answered, "round.answered", "answers the proposal", answered, proposals, V::anyone, S::about, guarded, in_time,
            "a word on a proposed date and place, which the profile's rule counts"},
    TalkRow{K::round_set, "round.set", "records the date and place agreed", set_, proposals, V::anyone, S::round, open, in_time,
            "date and place, agreed by the profile's rule; a later one names the one it replaces"},
    TalkRow{K::round_cancelled, "round.cancelled", "cancels the round", ended, rounds, V::anyone, S::none, open, in_time,
            "the round will not be held, and why"},
    TalkRow{K::round_closed, "round.closed", "closes the round", ended, rounds, V::anyone, S::none, open, in_time,
            "the round is over, and with what"},
    TalkRow{K::session_planned, "session.planned", "plans a session", planned, meetings, V::anyone, S::none, guarded, in_time,
            "who meets whom on which track, directly or shuttled; about a session: in its place"},
    TalkRow{K::minutes_filed, "minutes.filed", "files minutes", minutes, sessions, V::member, S::about, guarded, late,
            "what was said and agreed in a session, by one of its members"},
    TalkRow{K::minutes_dissented, "minutes.dissented", "dissents from the minutes", minutes, filed_minutes, V::anyone, S::about, guarded,
            late, "what a member of the session remembers otherwise; stands beside the minutes"},
    TalkRow{K::invitation_sent, "invitation.sent", "invites", invited, rounds, V::anyone, S::none, open, in_time,
            "who is invited, in which role, at which level, to answer by when"},
    TalkRow{K::invitation_answered, "invitation.answered", "answers the invitation", invitation_answer, invitations, V::invited, S::about,
            guarded, in_time, "comes or does not, at which level, with which reservation"},
    TalkRow{K::delegation_listed, "delegation.listed", "submits its list", listed, invitations, V::sender, S::about, guarded, in_time,
            "who is sent; a newer list names the one it replaces"},
    TalkRow{K::delegation_accredited, "delegation.accredited", "accredits the list", accredited, lists, V::other, S::about, guarded,
            in_time, "a list that is complete is accepted by another than its sender"},
    TalkRow{K::delegation_questioned, "delegation.questioned", "questions the list", with_reason, lists, V::other, S::about, guarded,
            in_time, "a list is not accepted as it is, and why"},
    TalkRow{K::delegation_withdrawn, "delegation.withdrawn", "withdraws its delegation", with_reason, invitations, V::sender, S::about,
            guarded, in_time, "a delegation that was to come does not, or leaves"},
    TalkRow{K::document_tabled, "document.tabled", "tables a document", tabled, meetings, V::anyone, S::none, guarded, in_time,
            "a draft in clauses, in one or several authentic languages"},
    TalkRow{K::document_amended, "document.amended", "amends the draft", amended, versions, V::anyone, S::none, guarded, late,
            "a new version beside the one it starts from"},
    TalkRow{K::document_withdrawn, "document.withdrawn", "withdraws the draft", with_reason, tablings, V::author, S::about, guarded, late,
            "its tabler no longer offers it; it stays a draft"},
    TalkRow{K::position_taken, "position.taken", "takes a position", position, versions, V::anyone, S::about, guarded, late,
            "accepts a version, accepts it with a reservation, or refuses it"},
    TalkRow{K::document_opened, "document.opened", "opens for signature", opened, versions, V::anyone, S::none, guarded, late,
            "a version as what, for whose signatures, in force from when until when"},
    TalkRow{K::document_signed, "document.signed", "signs", signed_, openings, V::signatory, S::about, guarded, late,
            "the digest of every clause in every authentic language"},
    TalkRow{K::document_extended, "document.extended", "extends", extended, openings, V::anyone, S::none, guarded, late,
            "a document in force is in force for longer"},
    TalkRow{K::commitment_recorded, "commitment.recorded", "records a commitment", recorded, sources, V::anyone, S::none, guarded, late,
            "who undertook what towards whom, each by when, from which document or statement"},
    TalkRow{K::commitment_reported, "commitment.reported", "reports on its commitment", reported, commitments, V::debtor, S::about, guarded,
            late, "what the one who owes it says became of it"},
    TalkRow{K::commitment_assessed, "commitment.assessed", "assesses the commitment", reported, commitments, V::anyone, S::about, guarded,
            late, "what another says became of it; stands beside the debtor's word"},
    TalkRow{K::endorsement_noted, "endorsement.noted", "notes an endorsement", endorsed, endorsable, V::anyone, S::none, open, late,
            "which body takes note of, welcomes, supports or endorses what: with its own verb"},
    TalkRow{K::statement_quoted, "statement.quoted", "quotes a statement", quoted, quotable, V::anyone, S::none, open, late,
            "what somebody said in public, attributed, with its source"},
    TalkRow{K::communique_issued, "communique.issued", "issues a communique", issued, meetings, V::anyone, S::none, open, late,
            "a text for the public, in its languages"},
    TalkRow{K::contact_opened, "contact.opened", "calls on the hotline", contact, nothing, V::anyone, S::none, guarded, late,
            "a contact on the hotline: with whom, about which issues", concerned},
    TalkRow{K::contact_answered, "contact.answered", "answers on the hotline", contact_answer, contacts, V::addressee, S::about, guarded,
            late, "the one who was called takes the contact up", concerned},
    TalkRow{K::contact_closed, "contact.closed", "closes the contact", contact_end, contacts, V::concerned, S::about, guarded, late,
            "the contact is over: as the one who closes it says, what it was about is contained or is not", concerned},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].kind != static_cast<TalkKind>(i)) return false;
    }
    return true;
}
static_assert(in_order());
static_assert(rows.size() == static_cast<std::size_t>(K::contact_closed) + 1);

}  // namespace

std::span<const TalkRow> talk_rows() { return rows; }

const TalkRow& row_of(TalkKind kind) { return rows.at(static_cast<std::size_t>(kind)); }

const TalkRow* find_talk(std::string_view name) {
    const auto found = std::ranges::find(rows, name, &TalkRow::name);
    return found == rows.end() ? nullptr : &*found;
}

bool allows(const TalkRow& row, TalkMember member) {
    return std::ranges::any_of(row.members, [&](const TalkUse& use) { return use.member == member; });
}

bool requires_(const TalkRow& row, TalkMember member) {
    return std::ranges::any_of(row.members, [&](const TalkUse& use) { return use.member == member && use.required; });
}

bool decided_by_rule(TalkKind kind) {
    return kind == K::round_called || kind == K::round_set || kind == K::round_cancelled || kind == K::document_extended;
}

bool commutes(TalkKind kind) {
    switch (kind) {
        case K::round_proposed:
        case K::round_answered:
        case K::round_set:
        case K::session_planned:
        case K::invitation_sent:
        case K::round_cancelled:
        case K::round_closed:
        case K::position_taken:
        case K::document_opened:
        case K::document_extended:
        case K::document_withdrawn:
        case K::contact_closed: return false;
        default: return true;
    }
}

}  // namespace truce
