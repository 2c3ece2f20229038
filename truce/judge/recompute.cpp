/// recompute(): the ruling of every clause from its explanation alone.
///
/// Does not use normal forms or masks. Questions that stand more than once in a clause's tree, and all those near a
/// contradiction, are tried both ways; the others occur once, for which three-valued evaluation is exact.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "truce/judge/explain.hpp"

namespace truce {

namespace {

using Op = ExplainedNode::Op;

constexpr std::size_t tried_max = 16;

enum class Outcome : std::uint8_t { no_violation, conflict, violation, open };

class Recomputation {
public:
    Recomputation(const Explanation& explanation, const ExplainedClause& clause)
        : terms_(explanation.reading->terms()), clause_(clause), answers_(explanation.answers) {}

    /// What the tree leads to; no_violation stands for exempt and not_due as well.
    [[nodiscard]] Result<Ruling> ruling() {
        if (clause_.silent != CompiledClause::Silent::no) return Ruling::no_rule;
        TRUCE_TRY(find_tried());
        std::set<Outcome> outcomes;
        for (std::uint32_t choice = 0; choice < (std::uint32_t{1} << tried_.size()); ++choice) {
            for (std::size_t i = 0; i < tried_.size(); ++i) answers_.set(tried_[i], truth_of(((choice >> i) & 1U) != 0));
            outcomes.insert(outcome());
            exempt_ = exempt_ && named_exception_exempts();
            early_ = early_ && not_due();
        }
        if (outcomes.size() > 1 || outcomes.contains(Outcome::open)) return Ruling::undetermined;
        if (outcomes.contains(Outcome::violation)) return Ruling::violation;
        return outcomes.contains(Outcome::conflict) ? Ruling::conflict : Ruling::no_violation;
    }

    /// After ruling(): whether `given` says the same, and for a reason that holds.
    [[nodiscard]] bool agrees(Ruling found, Ruling given) const {
        if (given == Ruling::exempt) return found == Ruling::no_violation && exempt_;
        if (given == Ruling::not_due) return found == Ruling::no_violation && early_;
        return found == given;
    }

private:
    void count(const ExplainedNode& node, std::map<std::uint16_t, int>& times, int weight) const {
        if (node.op == Op::literal) times[node.literal] += weight;
        for (const ExplainedNode& child : node.children) count(child, times, weight);
    }

    Result<void> find_tried() {
        std::map<std::uint16_t, int> times;
        for (const ExplainedNode& node : clause_.elements) count(node, times, 1);
        for (const ExplainedNode& node : clause_.met) count(node, times, 1);
        for (const ExplainedNode& node : clause_.exceptions) count(node, times, node.children.size() > 1 ? 2 : 1);
        for (const ExplainedNode& node : clause_.permits) count(node, times, 2);
        for (const auto& [literal, n] : times) {
            if (n > 1 && answers_[literal] == Truth::unknown) tried_.push_back(literal);
        }
        if (tried_.size() <= tried_max) return {};
        return Error{Errc::too_large, "explanation.too_large", fmt::format("{} open questions stand in it more than once", tried_.size()),
                     "", ""};
    }

    [[nodiscard]] Truth value(const ExplainedNode& node) const {
        Truth result = Truth::yes;
        switch (node.op) {
            case Op::literal: return node.positive ? answers_[node.literal] : not_(answers_[node.literal]);
            case Op::negation: return not_(value(node.children.front()));
            case Op::all:
                for (const ExplainedNode& child : node.children) result = and_(result, value(child));
                return result;
            case Op::any:
                result = Truth::no;
                for (const ExplainedNode& child : node.children) result = or_(result, value(child));
                return result;
            case Op::permit:
                for (const ExplainedNode& child : node.children) {
                    result = and_(result, child.op == Op::exception ? not_(value(child)) : value(child));
                }
                return result;
            case Op::exception: return applies(node);
        }
        TRUCE_ASSERT(false);
    }

    [[nodiscard]] std::int64_t priority(const ExplainedNode& node) const {
        return terms_.exceptions[static_cast<std::size_t>(node.rule)].priority;
    }

    [[nodiscard]] Truth applies(const ExplainedNode& node) const {
        Truth result = value(node.children.front());
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            if (priority(node.children[i]) > priority(node)) result = and_(result, not_(applies(node.children[i])));
        }
        return result;
    }

    [[nodiscard]] Truth contradicted(const ExplainedNode& node) const {
        Truth result = Truth::no;
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            if (priority(node.children[i]) == priority(node)) result = or_(result, applies(node.children[i]));
        }
        return result;
    }

    [[nodiscard]] Truth all_of(const std::vector<ExplainedNode>& nodes) const {
        Truth result = Truth::yes;
        for (const ExplainedNode& node : nodes) result = and_(result, value(node));
        return result;
    }

    [[nodiscard]] Outcome outcome() const {
        Truth none = or_(not_(all_of(clause_.elements)), clause_.met.empty() ? Truth::no : all_of(clause_.met));
        Truth clash = Truth::no;
        for (const ExplainedNode& node : clause_.exceptions) {
            none = or_(none, and_(applies(node), not_(contradicted(node))));
            clash = or_(clash, and_(applies(node), contradicted(node)));
        }
        for (const ExplainedNode& node : clause_.permits) clash = or_(clash, value(node));
        if (none == Truth::yes) return Outcome::no_violation;
        if (none == Truth::unknown || clash == Truth::unknown) return Outcome::open;
        return clash == Truth::yes ? Outcome::conflict : Outcome::violation;
    }

    [[nodiscard]] bool named_exception_exempts() const {
        for (const ExplainedNode& node : clause_.exceptions) {
            if (node.rule == clause_.verdict.exception) return and_(applies(node), not_(contradicted(node))) == Truth::yes;
        }
        return false;
    }

    [[nodiscard]] bool not_due() const {
        return std::ranges::any_of(clause_.elements, [this](const ExplainedNode& node) {
            return node.element == CompiledTerm::Element::due && value(node) == Truth::no;
        });
    }

    const Terms& terms_;
    const ExplainedClause& clause_;
    Planes answers_;
    std::vector<std::uint16_t> tried_;
    bool exempt_ = true;  ///< the exception that the verdict names exempts, in all that was tried
    bool early_ = true;   ///< the obligation is not due, in all that was tried
};

}  // namespace

Result<void> recompute(const Explanation& explanation) {
    std::vector<ClauseVerdict> verdicts;
    for (const ExplainedClause& clause : explanation.clauses) {
        Recomputation recomputation(explanation, clause);
        TRUCE_ASSIGN(const Ruling ruling, recomputation.ruling());
        verdicts.push_back(clause.verdict);
        if (recomputation.agrees(ruling, clause.verdict.ruling)) continue;
        return Error{
            Errc::corrupt, "explanation.does_not_follow",
            fmt::format("clause {}: the explanation leads to {}, the verdict says {}",
                        explanation.reading->terms().clauses[clause.verdict.clause].id, name_of(ruling), name_of(clause.verdict.ruling)),
            explanation.facts.source, "report this as a fault of the program"};
    }
    if (gravest(*explanation.reading, verdicts) == explanation.verdict) return {};
    return Error{Errc::corrupt, "explanation.does_not_follow", "the verdict is not the gravest of its clauses' rulings",
                 explanation.facts.source, "report this as a fault of the program"};
}

}  // namespace truce
