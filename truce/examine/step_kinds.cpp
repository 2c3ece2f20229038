#include "truce/examine/step_kinds.hpp"

#include <algorithm>
#include <array>

#include "truce/base/result.hpp"

namespace truce {
namespace {

using K = StepKind;
using M = StepMember;

constexpr bool needed = true;
constexpr bool optional = false;

// ---- what each body holds -----------------------------------------------------------------------------------

constexpr std::array opened{MemberUse{M::incident, needed}, MemberUse{M::when, needed}, MemberUse{M::where, optional},
                            MemberUse{M::accused, optional}, MemberUse{M::text, optional}};
constexpr std::array addressed{MemberUse{M::to, needed}, MemberUse{M::text, needed}};
constexpr std::array receipt{MemberUse{M::about, needed}, MemberUse{M::text, optional}};
constexpr std::array answer{MemberUse{M::about, needed}, MemberUse{M::text, needed}, MemberUse{M::evidence, optional}};
constexpr std::array examination{MemberUse{M::to, needed}, MemberUse{M::manner, needed}, MemberUse{M::text, optional}};
constexpr std::array asserted{MemberUse{M::attribute, needed}, MemberUse{M::confidence, needed}, MemberUse{M::source, needed},
                              MemberUse{M::when, optional},    MemberUse{M::where, optional},    MemberUse{M::values, optional},
                              MemberUse{M::range, optional}};
constexpr std::array signed_finding{MemberUse{M::finding, needed}, MemberUse{M::text, needed}, MemberUse{M::verdict, optional}};
constexpr std::array reason{MemberUse{M::text, needed}};
constexpr std::array replied{MemberUse{M::about, optional}, MemberUse{M::text, needed}, MemberUse{M::evidence, optional}};
constexpr std::array measured{MemberUse{M::about, optional}, MemberUse{M::text, needed}};
constexpr std::array proposed{MemberUse{M::to, needed}, MemberUse{M::sanction, needed}, MemberUse{M::term, optional},
                              MemberUse{M::text, needed}};
constexpr std::array decided{MemberUse{M::about, needed}, MemberUse{M::votes, optional}, MemberUse{M::text, optional}};
constexpr std::array lifted{MemberUse{M::about, needed}, MemberUse{M::votes, optional}, MemberUse{M::text, needed}};
constexpr std::array applied{MemberUse{M::about, needed}, MemberUse{M::text, needed}};
constexpr std::array escalated{MemberUse{M::about, optional}, MemberUse{M::forum, needed}, MemberUse{M::votes, optional},
                               MemberUse{M::text, needed}};
constexpr std::array closing{MemberUse{M::seen, optional}, MemberUse{M::votes, optional}, MemberUse{M::text, needed}};
constexpr std::array reopening{MemberUse{M::evidence, needed}, MemberUse{M::seen, optional}, MemberUse{M::votes, optional},
                               MemberUse{M::text, needed}};
constexpr std::array linked{MemberUse{M::report, needed}, MemberUse{M::text, needed}};
constexpr std::array merged{MemberUse{M::about, optional}, MemberUse{M::into, needed}, MemberUse{M::votes, optional},
                            MemberUse{M::text, needed}};
constexpr std::array undone{MemberUse{M::about, needed}, MemberUse{M::votes, optional}, MemberUse{M::text, needed}};
constexpr std::array of_link{MemberUse{M::about, needed}, MemberUse{M::text, needed}};
constexpr std::array of_report{MemberUse{M::report, needed}, MemberUse{M::text, needed}};
constexpr std::array opinion{MemberUse{M::about, optional}, MemberUse{M::text, needed}};
constexpr std::array vote{MemberUse{M::on, needed}, MemberUse{M::about, optional}, MemberUse{M::choice, needed},
                          MemberUse{M::text, optional}};

// ---- what each can be about ---------------------------------------------------------------------------------

constexpr std::array notices{K::notice_given};
constexpr std::array requests{K::information_requested};
constexpr std::array examinations{K::examination_proposed};
constexpr std::array demands{K::demand_made};
constexpr std::array proposals{K::sanction_proposed};
constexpr std::array decisions{K::sanction_decided};
constexpr std::array claims{K::link_proposed, K::link_merged};
constexpr std::array splits{K::link_split};
constexpr std::array escalations{K::case_escalated};
constexpr std::array voted{K::sanction_proposed, K::sanction_decided, K::link_proposed, K::link_merged, K::link_split, K::case_escalated};
constexpr std::array can_be_relayed{K::notice_received, K::information_given, K::reply_given,
                                    K::demand_answered, K::measure_reported,  K::opinion_recorded};
constexpr std::array accusing{K::notice_given,     K::fact_asserted,    K::finding_signed,   K::demand_made,
                              K::sanction_decided, K::sanction_applied, K::correction_noted, K::information_given};
constexpr std::array demanding{K::demand_made, K::sanction_decided};
constexpr std::array opined{K::sanction_decided, K::sanction_lifted, K::case_closed, K::case_reopened,
                            K::case_escalated,   K::finding_signed,  K::link_merged, K::examination_proposed};
constexpr std::span<const StepKind> nothing{};

constexpr std::array rows{
    StepRow{K::case_opened, "case.opened", "opens the case", opened, nothing, Voice::anyone, false, false, Slot::none, Awaited::examiners,
            K::finding_signed, "a case about an incident, what it is and to whom it is attributed"},
    StepRow{K::notice_given, "notice.given", "gives notice", addressed, nothing, Voice::anyone, false, false, Slot::none,
            Awaited::addressees, K::notice_received, "tells a participant that the case concerns it"},
    StepRow{K::notice_received,
            "notice.received",
            "acknowledges",
            receipt,
            notices,
            Voice::addressee,
            true,
            true,
            Slot::answer,
            Awaited::nobody,
            {},
            "its receipt; says nothing about the matter"},
    StepRow{K::information_requested, "information.requested", "requests information", addressed, nothing, Voice::anyone, false, false,
            Slot::none, Awaited::addressees, K::information_given, "asks a participant what it knows"},
    StepRow{K::information_given,
            "information.given",
            "gives information",
            answer,
            requests,
            Voice::addressee,
            true,
            true,
            Slot::none,
            Awaited::nobody,
            {},
            "answers a request; may be given again"},
    StepRow{K::examination_proposed, "examination.proposed", "proposes an examination", examination, nothing, Voice::anyone, false, false,
            Slot::none, Awaited::addressees, K::examination_joined, "proposes to examine, jointly or separately"},
    StepRow{K::examination_joined,
            "examination.joined",
            "joins",
            receipt,
            examinations,
            Voice::addressee,
            false,
            false,
            Slot::answer,
            Awaited::nobody,
            {},
            "accepts that proposal"},
    StepRow{K::fact_asserted,
            "fact.asserted",
            "finds as a fact",
            asserted,
            nothing,
            Voice::anyone,
            false,
            false,
            Slot::fact,
            Awaited::nobody,
            {},
            "one attribute of the incident, as this finder accepts it"},
    StepRow{K::finding_signed,
            "finding.signed",
            "signs the finding",
            signed_finding,
            nothing,
            Voice::examiner,
            false,
            false,
            Slot::position,
            Awaited::nobody,
            {},
            "what an examiner concludes; stands beside the others'"},
    StepRow{K::finding_declined,
            "finding.declined",
            "takes no part",
            reason,
            nothing,
            Voice::examiner,
            false,
            false,
            Slot::position,
            Awaited::nobody,
            {},
            "an examiner says that it will not conclude; a finding takes it back"},
    StepRow{K::reply_given,
            "reply.given",
            "replies",
            replied,
            accusing,
            Voice::accused,
            true,
            true,
            Slot::none,
            Awaited::nobody,
            {},
            "the answer of the accused; stands as high as what it answers"},
    StepRow{K::demand_made, "demand.made", "demands", addressed, nothing, Voice::anyone, false, false, Slot::none, Awaited::addressees,
            K::demand_answered, "asks a participant to stop, to call to account, to act"},
    StepRow{K::demand_answered,
            "demand.answered",
            "answers the demand",
            answer,
            demands,
            Voice::addressee,
            true,
            true,
            Slot::none,
            Awaited::nobody,
            {},
            "denial, agreement, or what was done"},
    StepRow{K::measure_reported,
            "measure.reported",
            "reports a measure",
            measured,
            demanding,
            Voice::anyone,
            true,
            true,
            Slot::none,
            Awaited::nobody,
            {},
            "what a participant did about it"},
    StepRow{K::sanction_proposed, "sanction.proposed", "proposes the sanction", proposed, nothing, Voice::anyone, false, false, Slot::none,
            Awaited::deciders, K::vote_cast, "a sanction of the instrument's, against whom, for how long"},
    StepRow{K::sanction_decided, "sanction.decided", "records the decision", decided, proposals, Voice::anyone, false, false, Slot::none,
            Awaited::deciders, K::sanction_applied, "the votes decide it by the profile's rule"},
    StepRow{K::sanction_applied,
            "sanction.applied",
            "applies the sanction",
            applied,
            decisions,
            Voice::anyone,
            true,
            false,
            Slot::answer,
            Awaited::nobody,
            {},
            "a participant carries it out in its part"},
    StepRow{K::sanction_lifted,
            "sanction.lifted",
            "lifts the sanction",
            lifted,
            decisions,
            Voice::anyone,
            true,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "it ends, by the profile's rule if it has one"},
    StepRow{K::case_escalated,
            "case.escalated",
            "refers the case",
            escalated,
            escalations,
            Voice::anyone,
            false,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "the case goes up, on the request that the profile's rule wants"},
    StepRow{K::case_closed,
            "case.closed",
            "closes the case",
            closing,
            nothing,
            Voice::anyone,
            false,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "with its reason, by one who has seen every step"},
    StepRow{K::case_reopened,
            "case.reopened",
            "reopens the case",
            reopening,
            nothing,
            Voice::anyone,
            true,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "because of what is new, which is named"},
    StepRow{K::link_proposed,
            "link.proposed",
            "links",
            linked,
            nothing,
            Voice::anyone,
            false,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "claims that a report belongs to this incident"},
    StepRow{K::link_accepted,
            "link.accepted",
            "accepts the link",
            receipt,
            claims,
            Voice::anyone,
            false,
            false,
            Slot::stance,
            Awaited::nobody,
            {},
            "agrees with that claim"},
    StepRow{K::link_disputed,
            "link.disputed",
            "disputes the link",
            of_link,
            claims,
            Voice::anyone,
            true,
            false,
            Slot::stance,
            Awaited::nobody,
            {},
            "does not agree, and says why"},
    StepRow{K::link_merged,
            "link.merged",
            "merges the incident",
            merged,
            splits,
            Voice::anyone,
            false,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "this incident is another one; its id leads there from now on; after a split it names that split"},
    StepRow{K::link_split,
            "link.split",
            "splits",
            undone,
            claims,
            Voice::anyone,
            true,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "undoes a link or a merge; both stay in the file"},
    StepRow{K::correction_noted,
            "correction.noted",
            "notes the correction",
            of_report,
            nothing,
            Voice::anyone,
            true,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "a register has corrected a report that the case rests on"},
    StepRow{K::withdrawal_noted,
            "withdrawal.noted",
            "notes the withdrawal",
            of_report,
            nothing,
            Voice::anyone,
            true,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "a register has withdrawn one"},
    StepRow{K::opinion_recorded,
            "opinion.recorded",
            "records an opinion",
            opinion,
            opined,
            Voice::anyone,
            true,
            true,
            Slot::none,
            Awaited::nobody,
            {},
            "an opinion of its own beside a decision or a finding"},
    StepRow{K::vote_cast,
            "vote.cast",
            "votes",
            vote,
            voted,
            Voice::anyone,
            true,
            false,
            Slot::vote,
            Awaited::nobody,
            {},
            "a member's word on one question that the profile's rule decides"},
    StepRow{K::step_confirmed,
            "step.confirmed",
            "confirms",
            receipt,
            can_be_relayed,
            Voice::speaker,
            true,
            false,
            Slot::none,
            Awaited::nobody,
            {},
            "these are its words, which another filed for it"},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].kind != static_cast<StepKind>(i)) return false;
    }
    return true;
}
static_assert(in_order());
static_assert(rows.size() == static_cast<std::size_t>(K::step_confirmed) + 1);

}  // namespace

std::span<const StepRow> step_rows() { return rows; }

const StepRow& row_of(StepKind kind) { return rows.at(static_cast<std::size_t>(kind)); }

const StepRow* find_step(std::string_view name) {
    const auto found = std::ranges::find(rows, name, &StepRow::name);
    return found == rows.end() ? nullptr : &*found;
}

bool decides(StepKind kind) {
    return std::ranges::any_of(row_of(kind).members, [](const MemberUse& use) { return use.member == M::votes; });
}

bool commutes(StepKind kind) {
    switch (kind) {
        case K::case_opened:
        case K::case_closed:
        case K::case_reopened:
        case K::step_confirmed: return false;
        default: return !decides(kind);
    }
}

}  // namespace truce
