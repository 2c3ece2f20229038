// Whether a step may follow: case_file.hpp lists every refusal and the order in which they are looked for.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/is_in.hpp"
#include "truce/examine/case_file.hpp"
#include "truce/examine/due.hpp"
#include "truce/judge/facts.hpp"

namespace truce {

namespace {

/// The finding that says that nobody answered; it needs a deadline that has passed.
constexpr std::string_view no_answer = "no-answer";

}  // namespace

class Admission {
public:
    /// `file` has no steps yet for an opening.
    Admission(const CaseFile& file, const CaseRules& rules, const Step& step)
        : file_(file), rules_(rules), step_(step), body_(step.body), row_(row_of(step.body.kind)) {}

    Result<void> check() const {
        TRUCE_TRY(check_step(body_));
        TRUCE_TRY(check_place());
        TRUCE_TRY(check_author());
        TRUCE_TRY(check_phase());
        TRUCE_TRY(check_about());
        TRUCE_TRY(check_voice());
        TRUCE_TRY(check_slot());
        TRUCE_TRY(check_people());
        TRUCE_TRY(check_times());
        TRUCE_TRY(check_words());
        TRUCE_TRY(check_settled());
        TRUCE_TRY(check_vote());
        TRUCE_TRY(check_decision());
        return check_seen();
    }

private:
    [[nodiscard]] Error refused(Errc code, std::string_view id, std::string what, std::string remedy) const {
        return {code, "case." + std::string(id), std::move(what), step_.id, std::move(remedy)};
    }

    [[nodiscard]] bool opens() const { return file_.steps_.empty(); }

    [[nodiscard]] Result<void> check_place() const {
        const bool opening = body_.kind == StepKind::case_opened;
        if (opens() && !opening)
            return refused(Errc::not_found, "unopened", fmt::format("{} before the case was opened", row_.name), "Open the case first");
        if (opens()) return {};
        if (opening) return refused(Errc::conflict, "opening", "the case is open already", "Take a step in it instead");
        if (body_.case_id != file_.id())
            return refused(Errc::invalid, "other", fmt::format("it is a step of case {}", body_.case_id), "Name this case");
        if (file_.find(step_.id) != nullptr) {
            return refused(Errc::conflict, "step_twice", fmt::format("step {} is in the file already", step_.id),
                           "Sign a new entry: none is taken twice");
        }
        if (step_.recorded_at < file_.steps_.back().recorded_at) {
            return refused(Errc::invalid, "clock",
                           fmt::format("it is recorded at {}, before the step it follows", format(step_.recorded_at)),
                           "Take the record's own clock");
        }
        return {};
    }

    [[nodiscard]] Result<void> may(const std::string& who, std::string_view kind) const {
        if (!rules_.takes_part(who)) {
            return refused(Errc::forbidden, "not_participant", fmt::format("{} takes no part by the terms", who),
                           "Let a participant take this step");
        }
        const std::vector<std::string> roles = rules_.roles_of(who, step_.recorded_at);
        if (roles.empty()) {
            return refused(Errc::forbidden, "no_role", fmt::format("{} holds no role at {}", who, format(step_.recorded_at)),
                           "Let one take this step who holds a role now");
        }
        if (rules_.may(who, kind, step_.recorded_at)) return {};
        const std::vector<std::string> others = rules_.roles_that_may(kind);
        return refused(Errc::forbidden, "role", fmt::format("{} is {} and may not sign {}", who, fmt::join(roles, " and "), kind),
                       others.empty() ? "The profile lets no role sign this" : fmt::format("Let a {} sign it", fmt::join(others, " or ")));
    }

    [[nodiscard]] Result<void> check_author() const {
        if (!body_.relay) return may(step_.author, row_.name);
        if (!row_.relayed) {
            return refused(Errc::forbidden, "no_relay", fmt::format("{} is nobody else's to file", row_.name),
                           fmt::format("Let {} sign it with its own key", body_.relay->of));
        }
        if (!rules_.may(step_.author, relay_permission, step_.recorded_at)) {
            return refused(Errc::forbidden, "no_relay", fmt::format("{} may not file for others", step_.author),
                           fmt::format("Let a role file it that may sign {}", relay_permission));
        }
        return may(body_.relay->of, row_.name);
    }

    [[nodiscard]] Result<void> check_phase() const {
        if (opens()) return {};
        if (body_.phase != file_.phase_step_) {
            return refused(Errc::conflict, "phase", fmt::format("the case has moved on: its last change of phase is {}", file_.phase_step_),
                           "Read what came since, then sign the step anew");
        }
        const bool closed = file_.phase_ == CaseFile::Phase::closed;
        const StepKind decided = body_.kind == StepKind::vote_cast ? find_step(body_.on)->kind : body_.kind;
        if (closed && !row_of(decided).late) {
            return refused(Errc::conflict, "closed", fmt::format("the case is closed, {} comes too late", row_of(decided).name),
                           "Reopen the case, naming what is new");
        }
        if (!closed && decided == StepKind::case_reopened) {
            return refused(Errc::conflict, "not_closed", "the case is open", "There is nothing to reopen");
        }
        return {};
    }

    /// What it is about must be there and of a kind it can be about.
    [[nodiscard]] Result<void> check_about() const {
        if (body_.about.empty()) return {};
        const Step* about = file_.find(body_.about);
        if (about == nullptr) {
            return refused(Errc::not_found, "about", fmt::format("there is no step {} in this case", body_.about),
                           "Name a step of this case");
        }
        if (is_about(row_, about->body.kind) &&
            (body_.kind != StepKind::vote_cast || is_about(row_of(find_step(body_.on)->kind), about->body.kind)))
            return {};
        return refused(Errc::not_found, "about", fmt::format("{} cannot be about {}", row_.name, row_of(about->body.kind).name),
                       "Name the step that is meant");
    }
    static bool is_about(const StepRow& row, StepKind kind) { return std::ranges::find(row.about, kind) != row.about.end(); }

    [[nodiscard]] Result<void> check_voice() const {
        const std::string& speaker = step_.speaker();
        switch (row_.voice) {
            case Voice::anyone: return {};
            case Voice::addressee:
                if (is_in(file_.find(body_.about)->body.to, speaker)) return {};
                return refused(Errc::forbidden, "not_addressed", fmt::format("{} was not addressed to {}", body_.about, speaker),
                               fmt::format("Let {} answer", fmt::join(file_.find(body_.about)->body.to, " or ")));
            case Voice::accused:
                if (is_in(file_.opening().body.accused, speaker)) return {};
                return refused(Errc::forbidden, "not_accused", fmt::format("the case attributes nothing to {}", speaker),
                               "Give information or record an opinion instead");
            case Voice::examiner:
                if (is_in(rules_.examiners(*file_.opening().body.when), speaker)) return {};
                return refused(Errc::forbidden, "not_examiner",
                               fmt::format("{} was no {} when it happened", speaker, rules_.profile().examiners),
                               "Assert facts or record an opinion instead");
            case Voice::speaker: {
                const auto& relay = file_.find(body_.about)->body.relay;
                if (relay && relay->of == speaker) return {};
                return refused(Errc::forbidden, "not_speaker", fmt::format("{} was not filed for {}", body_.about, speaker),
                               "Only the one for whom it was filed can confirm it");
            }
        }
        return {};
    }

    [[nodiscard]] Result<void> check_slot() const {
        if (opens()) return {};
        const std::string standing = file_.standing(body_, step_.speaker());
        if (standing == body_.replaces) return {};
        return refused(
            Errc::conflict, "replaces",
            standing.empty() ? fmt::format("{} has said nothing on this that {} could replace", step_.speaker(), body_.replaces)
                             : fmt::format("{} has said {} on this, and it is not named as what is replaced", step_.speaker(), standing),
            standing.empty() ? "Leave \"replaces\" out" : fmt::format("Name {} under \"replaces\"; it stays in the file", standing));
    }

    [[nodiscard]] Result<void> check_people() const {
        for (const auto* list : {&body_.to, &body_.accused}) {
            for (const std::string& one : *list) {
                if (rules_.takes_part(one)) continue;
                return refused(Errc::invalid, "addressee", fmt::format("{} takes no part by the terms", one),
                               "Name participants; forces are named as facts");
            }
        }
        if (body_.to.size() == 1 && body_.to.front() == step_.speaker() && body_.kind != StepKind::sanction_proposed) {
            return refused(Errc::invalid, "addressee", fmt::format("{} addresses itself", step_.speaker()), "Name whom it is for");
        }
        return {};
    }

    [[nodiscard]] Result<void> check_times() const {
        if (!body_.when || body_.when->from < step_.recorded_at) return {};
        return refused(Errc::invalid, "future",
                       fmt::format("it tells of {}, and it is {} now", format(body_.when->from), format(step_.recorded_at)),
                       "Give a time that has passed");
    }

    /// Findings, attributes and values are the profile's.
    [[nodiscard]] Result<void> check_words() const {
        if (body_.kind == StepKind::finding_signed) return check_finding();
        return body_.kind == StepKind::fact_asserted ? check_fact() : Result<void>();
    }

    [[nodiscard]] Result<void> check_finding() const {
        if (rules_.finding(body_.finding) == nullptr) {
            std::vector<std::string_view> known;
            for (const FindingKind& one : rules_.profile().findings) known.push_back(one.id);
            return refused(Errc::invalid, "finding", fmt::format("there is no finding \"{}\" in the profile", body_.finding),
                           fmt::format("Use one of {}", fmt::join(known, ", ")));
        }
        if (body_.finding != no_answer) return {};
        bool dated = false;
        for (const Due& one : due(file_, rules_, step_.recorded_at)) {
            if (one.what == StepKind::finding_signed || !one.by) continue;
            dated = true;
            if (one.overdue) return {};
        }
        if (dated) return refused(Errc::conflict, "not_overdue", "nothing that was asked is overdue yet", "Wait until the date has passed");
        return refused(Errc::conflict, "no_deadline", "no answer with a date is awaited",
                       "Say that an answer is awaited, not that there was none: no instrument set a date for it");
    }

    [[nodiscard]] Result<void> check_fact() const {
        const std::string& name = body_.attribute;
        if (name == "when" || name == "where") return {};
        const auto bad = [&](std::string what) {
            return refused(Errc::invalid, "value", std::move(what), "Use the profile's own words and units");
        };
        if (name == "act") {
            for (const std::string& value : body_.values) {
                if (rules_.profile().act(value) == nullptr) return bad(fmt::format("there is no act \"{}\"", value));
            }
            return body_.range ? Result<void>(bad("an act is no number")) : Result<void>();
        }
        if (name == "actor" || name == "target") return body_.range ? Result<void>(bad("an actor is no number")) : Result<void>();
        const FactKind* kind = rules_.profile().fact(name);
        if (kind == nullptr)
            return refused(Errc::invalid, "attribute", fmt::format("there is no fact \"{}\" in the profile", name),
                           "Use when, where, act, actor, target or a fact of the profile");
        if (kind->values.empty() != body_.range.has_value())
            return bad(fmt::format("fact {} {}", name, kind->values.empty() ? "is a number" : "is no number"));
        for (const std::string& value : body_.values) {
            if (std::ranges::find(kind->values, value) == kind->values.end())
                return bad(fmt::format("fact {} cannot be \"{}\"", name, value));
        }
        return {};
    }

    [[nodiscard]] Result<void> check_settled() const {
        if (opens()) return {};
        if (body_.kind == StepKind::link_merged) TRUCE_TRY(check_merge());
        const StepKind kind = body_.kind == StepKind::vote_cast ? find_step(body_.on)->kind : body_.kind;
        if ((decides(kind) || kind == StepKind::step_confirmed) && file_.settled(kind, file_.subject_of(body_))) {
            return refused(Errc::conflict, "settled", fmt::format("{} about {} is done", row_of(kind).name, file_.subject_of(body_)),
                           "Read the file again");
        }
        return {};
    }

    /// Merges and their splits make one chain, so their order is the same in every order of the steps.
    [[nodiscard]] Result<void> check_merge() const {
        if (const Step* standing = file_.merge())
            return refused(Errc::conflict, "merged", fmt::format("{} merges the incident into {}", standing->id, standing->body.into),
                           "Split it off first");
        const Step* split = file_.split_of_last_merge();
        if (body_.about == (split == nullptr ? std::string() : split->id)) return {};
        return refused(Errc::not_found, "about", "a merge is about the split of the merge before it, and of no other",
                       split == nullptr ? "Leave \"about\" out" : fmt::format("Name {} under \"about\"", split->id));
    }

    [[nodiscard]] Result<void> check_vote() const {
        if (body_.kind != StepKind::vote_cast) return {};
        const Decision* decision = rules_.decision(body_.on);
        if (decision == nullptr) return no_rule(body_.on);
        const StepRow& on = row_of(find_step(body_.on)->kind);
        if (needs_about(on) && body_.about.empty()) {
            return refused(Errc::not_found, "about", fmt::format("a vote on {} says about what", on.name),
                           "Name the step that is voted on");
        }
        if (is_in(rules_.holders(decision->of, step_.recorded_at), step_.speaker())) return {};
        return refused(Errc::forbidden, "not_member",
                       fmt::format("{} is no {} and has no vote on {}", step_.speaker(), decision->of, body_.on),
                       "Record an opinion instead");
    }
    static bool needs_about(const StepRow& row) {
        return std::ranges::any_of(row.members, [](const MemberUse& use) { return use.member == StepMember::about && use.required; });
    }
    [[nodiscard]] Error no_rule(std::string_view kind) const {
        return refused(Errc::invalid, "no_rule", fmt::format("the profile does not say how {} is decided", kind),
                       "Add the rule to the profile, with its source");
    }

    [[nodiscard]] Result<void> check_decision() const {
        if (!decides(body_.kind)) return {};
        const Decision* decision = rules_.decision(row_.name);
        if (decision == nullptr) {
            if (body_.kind == StepKind::sanction_decided) return no_rule(row_.name);
            return body_.votes.empty() ? Result<void>() : Result<void>(no_rule(row_.name));
        }
        const std::string& subject = file_.subject_of(body_);
        std::vector<std::string> standing;
        for (const Step* vote : file_.votes(row_.name, subject)) standing.push_back(vote->id);
        if (standing != body_.votes) {
            return refused(
                Errc::conflict, "votes",
                fmt::format("the standing votes are: {}", standing.empty() ? "none" : fmt::format("{}", fmt::join(standing, ", "))),
                "Name every standing vote, then sign the step anew");
        }
        const VoteTally tally = file_.tally_of(rules_, body_.kind, subject, step_.recorded_at);
        if (tally.decided) return {};
        // Where any one decides, the one who takes the step has said so by taking it.
        if (decision->rule == DecisionRule::any_one && is_in(rules_.holders(decision->of, step_.recorded_at), step_.speaker())) return {};
        return refused(Errc::conflict, "undecided", in_words(*decision, tally), "Wait for the votes that the rule wants");
    }

    /// A change of phase names everything that nobody has named, so that nothing can come to lie on its other side.
    [[nodiscard]] Result<void> check_seen() const {
        if (body_.kind != StepKind::case_closed && body_.kind != StepKind::case_reopened) return {};
        std::vector<std::string> left = file_.unnamed_;
        const std::vector<std::string> named = step_.refs();
        std::erase_if(left, [&](const std::string& id) { return is_in(named, id); });
        if (left.empty() && std::ranges::all_of(body_.seen, [&](const std::string& id) { return is_in(file_.unnamed_, id); })) return {};
        return refused(Errc::conflict, "seen", fmt::format("steps that nobody has named are: {}", fmt::join(file_.unnamed_, ", ")),
                       "Read them, name them under \"seen\", then sign the step anew");
    }

    const CaseFile& file_;
    const CaseRules& rules_;
    const Step& step_;
    const StepBody& body_;
    const StepRow& row_;
};

Result<void> CaseFile::admits(const CaseRules& rules, const Step& step) const { return Admission(*this, rules, step).check(); }

Result<CaseFile> CaseFile::open(const CaseRules& rules, Step opening) {
    CaseFile file;
    TRUCE_TRY(Admission(file, rules, opening).check());
    file.note(std::move(opening));
    return file;
}

}  // namespace truce
