#include "truce/judge/completion.hpp"

#include <vector>

namespace truce {

namespace {

using Kind = CompiledTerm::Kind;

bool makes_no_violation(const CompiledTerm& term) { return term.kind != Kind::conflicting; }

class Completion {
public:
    Completion(const CompiledReading& reading, const CompiledClause& clause) : reading_(reading), clause_(clause) {}

    /// Whether some completion of `answers` makes every term (`all`), or every one that makes no violation, false.
    [[nodiscard]] bool all_can_fail(const Planes& answers, bool all) const {
        std::vector<std::uint16_t> open;
        for (const std::uint16_t literal : clause_.mixed) {
            if (answers[literal] == Truth::unknown) open.push_back(literal);
        }
        Planes tried = answers;
        for (std::uint32_t choice = 0; choice < (std::uint32_t{1} << open.size()); ++choice) {
            for (std::size_t i = 0; i < open.size(); ++i) tried.set(open[i], truth_of(((choice >> i) & 1U) != 0));
            if (none_true(tried, all)) return true;
        }
        return false;
    }

private:
    /// With the mixed literals settled, a term that is not true has an unknown literal that can still make it false,
    /// and since no other term holds that literal with the opposite sign, all of them can be false at once.
    [[nodiscard]] bool none_true(const Planes& answers, bool all) const {
        for (const CompiledTerm& term : clause_.terms) {
            if ((all || makes_no_violation(term)) && state(reading_, term, answers) == Truth::yes) return false;
        }
        return true;
    }

    const CompiledReading& reading_;
    const CompiledClause& clause_;
};

}  // namespace

Outcomes reachable_outcomes(const CompiledReading& reading, const CompiledClause& clause, const Planes& answers) {
    const Completion completion(reading, clause);
    Outcomes outcomes;
    outcomes.violation = completion.all_can_fail(answers, true);
    for (const CompiledTerm& term : clause.terms) {
        if (state(reading, term, answers) == Truth::no) continue;
        // No conjunction holds a literal with both signs, so what is not false can become true.
        if (makes_no_violation(term)) {
            outcomes.no_violation = true;
        } else if (!outcomes.conflict) {
            Planes holding = answers;
            for (const Signed& one : term.literals) holding.set(one.literal, truth_of(one.positive));
            outcomes.conflict = completion.all_can_fail(holding, false);
            if (outcomes.conflict) outcomes.conflicting = &term;
        }
    }
    return outcomes;
}

}  // namespace truce
