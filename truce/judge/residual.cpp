#include "truce/judge/residual.hpp"

#include <algorithm>
#include <utility>

#include "truce/judge/judge.hpp"

namespace truce {

namespace {

using Kind = CompiledTerm::Kind;
using Literals = std::vector<std::uint16_t>;

class Search {
public:
    Search(const CompiledReading& reading, std::uint16_t index, const Planes& answers)
        : reading_(reading), index_(index), clause_(reading.clauses()[index]), answers_(answers) {}

    [[nodiscard]] std::optional<Literals> clear() const {
        std::optional<Literals> best;
        for (const CompiledTerm& term : clause_.terms) {
            if (term.kind == Kind::conflicting || state(reading_, term, answers_) != Truth::unknown) continue;
            Literals open = open_literals(term);
            if (!best || std::pair(open.size(), open) < std::pair(best->size(), *best)) best = std::move(open);
        }
        if (best && !clause_.mixed.empty()) return clear_by_completion(*best);
        return best;
    }

    [[nodiscard]] std::optional<Literals> convict() const {
        const std::size_t most = unknown_literals().size();
        for (const CompiledTerm& term : clause_.terms) {
            if (state(reading_, term, answers_) == Truth::yes) return std::nullopt;
        }
        for (std::size_t depth = 0; depth <= most; ++depth) {
            std::optional<Literals> best;
            Literals chosen;
            deepen(answers_, depth, chosen, best);
            if (best) return best;
        }
        return std::nullopt;
    }

private:
    [[nodiscard]] Literals open_literals(const CompiledTerm& term) const {
        Literals open;
        for (const Signed& one : term.literals) {
            if (answers_[one.literal] == Truth::unknown) open.push_back(one.literal);
        }
        return open;
    }

    [[nodiscard]] Literals unknown_literals() const {
        Literals all;
        for (const CompiledTerm& term : clause_.terms) {
            const Literals open = open_literals(term);
            all.insert(all.end(), open.begin(), open.end());
        }
        std::ranges::sort(all);
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return all;
    }

    /// Makes the first term that is not yet false false in each possible way, `depth` more literals at most.
    void deepen(const Planes& answers, std::size_t depth, Literals& chosen, std::optional<Literals>& best) const {
        const auto open =
            std::ranges::find_if(clause_.terms, [&](const auto& term) { return state(reading_, term, answers) != Truth::no; });
        if (open == clause_.terms.end()) {
            Literals found = chosen;
            std::ranges::sort(found);
            if (!best || std::pair(found.size(), found) < std::pair(best->size(), *best)) best = std::move(found);
            return;
        }
        if (depth == 0) return;
        for (const Signed& one : open->literals) {
            if (answers[one.literal] != Truth::unknown) continue;
            Planes next = answers;
            next.set(one.literal, truth_of(!one.positive));
            chosen.push_back(one.literal);
            deepen(next, depth - 1, chosen, best);
            chosen.pop_back();
        }
    }

    [[nodiscard]] bool cleared(const Planes& answers) const {
        const Ruling ruling = rule(reading_, index_, answers, false).ruling;
        return ruling == Ruling::no_violation || ruling == Ruling::exempt || ruling == Ruling::not_due;
    }

    /// Tries all sets no larger than `known`, by size and then in order.
    [[nodiscard]] Literals clear_by_completion(const Literals& known) const {
        const Literals all = unknown_literals();
        for (std::size_t size = 1; size <= known.size(); ++size) {
            Literals chosen;
            if (choose(all, 0, size, answers_, chosen)) return chosen;
        }
        return known;
    }

    bool choose(const Literals& all, std::size_t from, std::size_t size, const Planes& answers, Literals& chosen) const {
        if (size == 0) return some_answers_clear(answers, chosen, 0);
        for (std::size_t i = from; i + size <= all.size(); ++i) {
            chosen.push_back(all[i]);
            if (choose(all, i + 1, size - 1, answers, chosen)) return true;
            chosen.pop_back();
        }
        return false;
    }

    bool some_answers_clear(const Planes& answers, const Literals& chosen, std::size_t next) const {
        if (next == chosen.size()) return cleared(answers);
        for (const Truth value : {Truth::no, Truth::yes}) {
            Planes tried = answers;
            tried.set(chosen[next], value);
            if (some_answers_clear(tried, chosen, next + 1)) return true;
        }
        return false;
    }

    const CompiledReading& reading_;
    std::uint16_t index_;
    const CompiledClause& clause_;
    const Planes& answers_;
};

}  // namespace

Residual residual(const CompiledReading& reading, std::uint16_t clause, const Planes& answers) {
    const Search search(reading, clause, answers);
    return {search.clear(), search.convict()};
}

}  // namespace truce
