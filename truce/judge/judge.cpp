#include "truce/judge/judge.hpp"

#include <algorithm>

#include "truce/judge/completion.hpp"

namespace truce {

namespace {

using Kind = CompiledTerm::Kind;

/// What is known of a clause's terms once they are evaluated.
struct Weighed {
    bool open = false;     ///< an element is unknown
    bool not_due = false;  ///< only the due date is still ahead
    const CompiledTerm* failing = nullptr;
    const CompiledTerm* met = nullptr;
    const CompiledTerm* exempting = nullptr;
    const CompiledTerm* conflicting = nullptr;
    bool undecided = false;      ///< an exception, or whether the obligation is met, or a contradiction
    bool may_be_exempt = false;  ///< an exception or `met` is unknown
    const CompiledTerm* not_shown = nullptr;
    const CompiledTerm* not_disproved = nullptr;
};

void weigh_failing(const CompiledTerm& term, Truth value, Weighed& out) {
    if (value == Truth::unknown) out.open = true;
    if (value != Truth::yes) return;
    if (term.element == CompiledTerm::Element::due) {
        out.not_due = true;
    } else {
        out.failing = &term;
    }
}

void weigh_other(const Terms& terms, const CompiledTerm& term, Truth value, Weighed& out) {
    if (value == Truth::no) return;
    if (value == Truth::yes) {
        const CompiledTerm*& first = term.kind == Kind::met ? out.met : (term.kind == Kind::exempting ? out.exempting : out.conflicting);
        if (!first) first = &term;
        return;
    }
    out.undecided = true;
    if (term.kind == Kind::conflicting) return;
    out.may_be_exempt = true;
    if (term.kind != Kind::exempting) return;
    const Burden burden = terms.exceptions[static_cast<std::size_t>(term.exception)].burden;
    const CompiledTerm*& first = burden == Burden::must_be_shown ? out.not_shown : out.not_disproved;
    if (!first) first = &term;
}

/// Evaluates in the order of the terms and stops at the first element that surely fails.
template <typename StateOf>
Weighed weigh(const Terms& terms, const CompiledClause& clause, StateOf state_of) {
    Weighed out;
    for (const CompiledTerm& term : clause.terms) {
        if (term.kind == Kind::failing) {
            weigh_failing(term, state_of(term), out);
            if (out.failing) return out;
        } else {
            if (out.not_due) return out;
            weigh_other(terms, term, state_of(term), out);
        }
    }
    return out;
}

void set_undetermined(const Weighed& weighed, ClauseVerdict& verdict) {
    verdict.ruling = Ruling::undetermined;
    verdict.undetermined = Undetermined::facts_missing;
    if (weighed.open) return;
    if (weighed.not_disproved) {
        verdict.undetermined = Undetermined::exception_not_disproved;
        verdict.exception = weighed.not_disproved->exception;
    } else if (weighed.not_shown) {
        verdict.undetermined = Undetermined::exception_not_shown;
        verdict.exception = weighed.not_shown->exception;
    }
}

void set_conflict(const CompiledReading& reading, const CompiledTerm& term, ClauseVerdict& verdict) {
    verdict.ruling = Ruling::conflict;
    verdict.exception = term.exception;
    verdict.against = term.against;
    if (term.exception < 0) verdict.if_accepted |= reading.clauses()[static_cast<std::size_t>(term.against)].if_accepted;
}

/// The table of docs/methods/judging.md. Returns whether the ruling is undetermined only as far as one can see from
/// each literal by itself.
bool set_ruling(const CompiledReading& reading, const Weighed& weighed, ClauseVerdict& verdict) {
    if (weighed.failing || (weighed.met && !weighed.not_due)) {
        verdict.ruling = Ruling::no_violation;
    } else if (weighed.not_due) {
        verdict.ruling = Ruling::not_due;
    } else if (weighed.exempting) {
        verdict.ruling = Ruling::exempt;
        verdict.exception = weighed.exempting->exception;
    } else if (!weighed.open && !weighed.may_be_exempt && weighed.conflicting) {
        set_conflict(reading, *weighed.conflicting, verdict);
    } else if (!weighed.open && !weighed.undecided && !weighed.conflicting) {
        verdict.ruling = Ruling::violation;
    } else {
        set_undetermined(weighed, verdict);
        return true;
    }
    return false;
}

ClauseVerdict blank(const CompiledClause& clause, bool coding_of_another) {
    ClauseVerdict verdict = clause.blank;
    if (clause.silent == CompiledClause::Silent::no) verdict.if_accepted |= coding_of_another;
    return verdict;
}

/// Where literals occur with both signs, unknown ones may still leave one outcome only.
void complete(const CompiledReading& reading, const CompiledClause& clause, const Planes& answers, ClauseVerdict& verdict) {
    const Outcomes outcomes = reachable_outcomes(reading, clause, answers);
    if (outcomes.violation + outcomes.conflict + outcomes.no_violation != 1) return;
    verdict.undetermined = Undetermined::no;
    verdict.exception = -1;
    if (outcomes.no_violation) verdict.ruling = Ruling::no_violation;
    if (outcomes.violation) verdict.ruling = Ruling::violation;
    if (outcomes.conflict) set_conflict(reading, *outcomes.conflicting, verdict);
}

/// Of a clause whose actor is surely not bound: whether nothing else surely speaks against a violation.
template <typename StateOf>
bool only_the_actor_fails(const CompiledClause& clause, StateOf state_of) {
    using Element = CompiledTerm::Element;
    return std::ranges::none_of(clause.terms, [&](const CompiledTerm& term) {
        return term.kind == Kind::failing && term.element != Element::by && term.element != Element::due && state_of(term) == Truth::yes;
    });
}

template <typename StateOf, typename AnswersOf>
ClauseVerdict rule_with(const CompiledReading& reading, std::uint16_t index, bool coding_of_another, StateOf state_of,
                        AnswersOf answers_of) {
    const CompiledClause& clause = reading.clauses()[index];
    ClauseVerdict verdict = blank(clause, coding_of_another);
    if (clause.silent != CompiledClause::Silent::no) return verdict;
    const Weighed weighed = weigh(reading.terms(), clause, state_of);
    if (set_ruling(reading, weighed, verdict) && !clause.mixed.empty()) complete(reading, clause, answers_of(), verdict);
    if (weighed.failing && weighed.failing->element == CompiledTerm::Element::by && clause.by >= 0) {
        verdict.actor_exempt = answers_of()[static_cast<std::uint16_t>(clause.by)] == Truth::no && only_the_actor_fails(clause, state_of);
    }
    return verdict;
}

/// Higher is graver; see Verdict.
std::uint32_t gravity(const ClauseVerdict& verdict) {
    std::uint32_t result = 0;
    const auto next = [&](auto value, unsigned bits) { result = (result << bits) | static_cast<std::uint32_t>(value); };
    next(verdict.ruling, 4);
    next(verdict.undetermined != Undetermined::facts_missing, 1);
    next(verdict.undetermined, 3);
    next(verdict.actor_exempt, 1);
    next(!verdict.if_accepted, 1);
    next(!verdict.reconstructed, 1);
    return result;
}

bool graver(const CompiledReading& reading, const ClauseVerdict& a, const ClauseVerdict& b) {
    const auto ga = gravity(a);
    const auto gb = gravity(b);
    return ga != gb ? ga > gb : reading.clauses()[a.clause].rank < reading.clauses()[b.clause].rank;
}

}  // namespace

ClauseVerdict rule(std::uint16_t clause, Premises& premises) {
    if (const CompiledClause& compiled = premises.reading().clauses()[clause]; premises.answered_any(compiled.fails)) {
        ClauseVerdict verdict = blank(compiled, premises.facts().coding_of_another);
        verdict.ruling = Ruling::no_violation;
        return verdict;
    }
    return rule_with(
        premises.reading(), clause, premises.facts().coding_of_another, [&](const CompiledTerm& term) { return premises.state(term); },
        [&]() -> const Planes& {
            // Every literal of a clause is asked before it can be undetermined, except those that another one made moot.
            const CompiledClause& compiled = premises.reading().clauses()[clause];
            if (compiled.by >= 0) premises.value(static_cast<std::uint16_t>(compiled.by));
            for (const std::uint16_t literal : compiled.mixed) premises.value(literal);
            return premises.planes();
        });
}

ClauseVerdict rule(std::uint16_t clause, Premises& premises, const Planes& answers) {
    const CompiledReading& reading = premises.reading();
    return rule_with(
        reading, clause, premises.facts().coding_of_another,
        [&](const CompiledTerm& term) { return term.asks_responses ? state(reading, term, answers) : premises.state(term); },
        [planes = &answers]() -> const Planes& { return *planes; });
}

ClauseVerdict rule(const CompiledReading& reading, std::uint16_t clause, const Planes& answers, bool coding_of_another) {
    return rule_with(
        reading, clause, coding_of_another, [&](const CompiledTerm& term) { return state(reading, term, answers); },
        [planes = &answers]() -> const Planes& { return *planes; });
}

std::vector<ClauseVerdict> clause_verdicts(const CompiledReading& reading, const Facts& facts, const PriorIncidents& prior) {
    Premises premises(reading);
    premises.load(facts, prior);
    std::vector<ClauseVerdict> verdicts;
    verdicts.reserve(reading.clauses().size());
    for (std::size_t i = 0; i < reading.clauses().size(); ++i) verdicts.push_back(rule(static_cast<std::uint16_t>(i), premises));
    return verdicts;
}

Verdict gravest(const CompiledReading& reading, std::span<const ClauseVerdict> verdicts) {
    const ClauseVerdict* worst = nullptr;
    for (const ClauseVerdict& one : verdicts) {
        if (one.ruling == Ruling::no_rule) continue;
        if (!worst || graver(reading, one, *worst)) worst = &one;
    }
    Verdict verdict;
    if (!worst) return verdict;
    verdict.ruling = worst->ruling;
    verdict.undetermined = worst->undetermined;
    verdict.clause = static_cast<std::int16_t>(worst->clause);
    verdict.reconstructed = worst->reconstructed;
    verdict.if_accepted = worst->if_accepted;
    verdict.actor_exempt = worst->actor_exempt;
    return verdict;
}

Verdict judge(const CompiledReading& reading, const Facts& facts, const PriorIncidents& prior) {
    return gravest(reading, clause_verdicts(reading, facts, prior));
}

}  // namespace truce
