/// The case file of one incident: every side's steps, in the record's order. Start here.
///
///              case.opened
///                   |
///                   v        case.closed (with its reason, by who names every step that nobody had named)
///        +------> open -----------------------------------------------------> closed
///        |                                                                      |
///        +---------------- case.reopened (names what is new) -------------------+
///
///   open     every step of the table
///   closed   what may come late is still taken and shown (StepRow::late): a reply, an answer, a receipt, a measure, an
///            opinion, a correction. So no reply is lost to a closing
///
/// A value, and a pure function of the rules and the accepted steps. Every step names the last change of phase its author
/// knew and the steps it speaks of; nothing it says overwrites an earlier one. A step that depends on what others have said
/// so far names it: a closing and a reopening every step that none names, a decision every vote, a changed mind the earlier word. So any
/// order of the same steps that keeps each after those it names, and each key's steps in their order, is accepted, too,
/// and gives the same status.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/decision.hpp"
#include "truce/examine/roster.hpp"
#include "truce/examine/status.hpp"
#include "truce/examine/step.hpp"

namespace truce {

class CaseFile {
public:
    /// Errors: as admits(), and case.unopened (not_found) if the step opens nothing.
    static Result<CaseFile> open(const CaseRules& rules, Step opening);

    /// The file of steps that were admitted before, in the record's order: nothing is checked again.
    /// Precondition: there is one, and the first one opens a case.
    static CaseFile recalled(std::vector<Step> steps);

    /// Whether the step may follow. What is wrong first, in this order:
    ///   step.*                 the body is not of its kind's form
    ///   case.opening           a second opening (conflict)
    ///   case.other             it names another case (invalid)
    ///   case.step_twice        its id is already in the file: an entry is never replayed (conflict)
    ///   case.clock             it is recorded before the step before it (invalid)
    ///   case.not_participant   author or speaker take no part by the terms (forbidden)
    ///   case.no_role           it holds no role at this time (forbidden)
    ///   case.role              none of its roles may sign this kind (forbidden); roles that may are named
    ///   case.no_relay          this kind is nobody else's to file, or the author may not file for others (forbidden)
    ///   case.phase             the case was closed or reopened since (conflict)
    ///   case.closed            not while the case is closed (conflict)
    ///   case.not_closed        reopening what is open (conflict)
    ///   case.about             it speaks of a step that is not in the file or of a kind it cannot be about (not_found)
    ///   case.not_addressed, case.not_accused, case.not_examiner, case.not_speaker
    ///                          somebody else's answer, reply, finding or confirmation to give (forbidden)
    ///   case.replaces          it does not name the speaker's own standing word, or names something else (conflict)
    ///   case.addressee         addressed to nobody who takes part, or to the speaker alone (invalid)
    ///   case.future            it tells of a time after its recording (invalid)
    ///   case.finding           the profile has no such finding (invalid)
    ///   case.no_deadline, case.not_overdue   "no answer" without a deadline in the profile, or before it has passed (conflict)
    ///   case.attribute, case.value           no such fact, act or value in the profile (invalid)
    ///   case.settled           that was decided, confirmed or undone already (conflict)
    ///   case.merged            the incident is merged: it is split off before it is merged anew (conflict)
    ///   case.no_rule           the profile does not say how this is decided (invalid)
    ///   case.not_member        it has no vote in this decision (forbidden)
    ///   case.votes             it does not name every standing vote, or names others (conflict)
    ///   case.undecided         the votes do not decide it (conflict); who said what is named
    ///   case.seen              a closing or reopening that leaves out steps nobody has named, or names others (conflict)
    [[nodiscard]] Result<void> admits(const CaseRules& rules, const Step& step) const;

    /// Adds an admitted step. On an error the file is as it was.
    Result<void> apply(const CaseRules& rules, Step step);

    enum class Phase : std::uint8_t { open, closed };
    [[nodiscard]] Phase phase() const { return phase_; }
    /// The step that opened, closed or reopened it last.
    [[nodiscard]] const std::string& phase_step() const { return phase_step_; }
    [[nodiscard]] const std::string& id() const { return steps_.front().id; }
    [[nodiscard]] const Step& opening() const { return steps_.front(); }
    /// All of them, in the order they were applied.
    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }
    /// nullptr if it is not in the file.
    [[nodiscard]] const Step* find(std::string_view id) const;

    /// One per examiner, ascending.
    [[nodiscard]] std::vector<Position> positions(const CaseRules& rules) const;
    [[nodiscard]] Status status(const CaseRules& rules) const;
    /// Steps that no other step names, ascending: what a closing or reopening must have seen.
    [[nodiscard]] std::vector<std::string> unnamed() const;
    /// The speaker's standing step in the slot that such a body would take; "" if none.
    [[nodiscard]] std::string standing(const StepBody& body, std::string_view speaker) const;
    /// Standing votes on a kind about a subject, ascending by id.
    [[nodiscard]] std::vector<const Step*> votes(std::string_view on, std::string_view subject) const;
    /// What a step of such a kind decides about: the step it is about, else the phase.
    [[nodiscard]] const std::string& subject_of(const StepBody& body) const;
    /// Where a decision stands at t. Precondition: the profile has a rule for the kind.
    [[nodiscard]] VoteTally tally_of(const CaseRules& rules, StepKind kind, std::string_view subject, Instant t) const;
    /// Whether (kind, subject) was decided, confirmed or undone.
    [[nodiscard]] bool settled(StepKind kind, std::string_view subject) const;
    /// The merge that stands, or nullptr: at most one does.
    [[nodiscard]] const Step* merge() const;
    /// The split that undid the last merge, or nullptr: what a merge after it is about.
    [[nodiscard]] const Step* split_of_last_merge() const;
    /// False of a step filed for another who has not confirmed it: it is shown as received.
    [[nodiscard]] bool confirmed(const Step& step) const;

private:
    friend class Admission;
    friend class Unruled;  // exploration_test.cpp: what becomes of a file whose rules have a fault
    CaseFile() = default;
    void note(Step step);

    std::vector<Step> steps_;
    std::map<std::string, std::size_t, std::less<>> index_;
    std::map<std::string, std::string, std::less<>> slots_;  ///< speaker and slot -> standing step
    std::vector<std::pair<StepKind, std::string>> settled_;
    std::vector<std::string> unnamed_;  ///< ascending
    std::string phase_step_;
    Phase phase_ = Phase::open;
};

/// Fills in what the state of the file decides, as the desk of `speaker` would before signing: case, phase, the word it
/// replaces, the votes, the steps seen. What the caller has set is left. So a step composed and submitted while nothing
/// else happened is refused for its own content only.
StepBody composed(const CaseFile& file, StepBody body, std::string_view speaker);

}  // namespace truce
