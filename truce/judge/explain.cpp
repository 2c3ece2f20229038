#include "truce/judge/explain.hpp"

#include <algorithm>
#include <utility>

namespace truce {

namespace {

using Op = ExplainedNode::Op;
using Silent = CompiledClause::Silent;

/// Gives an outline the values that an incident's facts have.
class Filler {
public:
    Filler(const CompiledReading& reading, Premises& premises) : reading_(reading), premises_(premises) {}

    [[nodiscard]] ExplainedClause clause(const ClauseVerdict& verdict) {
        const ClauseOutline& outline = reading_.outlines()[verdict.clause];
        ExplainedClause out;
        out.verdict = verdict;
        out.silent = reading_.clauses()[verdict.clause].silent;
        if (out.silent != Silent::no) return out;
        if (keep_failing(outline.elements, out.elements)) return out;
        out.elements = filled(outline.elements);
        out.met = filled(outline.met);
        out.exceptions = filled(outline.exceptions);
        out.permits = filled(outline.permits);
        if (verdict.ruling == Ruling::undetermined) out.residual = residual(reading_, verdict.clause, premises_.planes());
        return out;
    }

private:
    /// A clause that surely does not apply is explained by the elements that fail.
    bool keep_failing(const std::vector<ExplainedNode>& elements, std::vector<ExplainedNode>& out) {
        for (const ExplainedNode& element : elements) {
            // Most elements are one question, and most of their answers need no copy.
            if (element.op == Op::literal && literal(element) != Truth::no) continue;
            ExplainedNode node = element;
            fill(node);
            if (node.value == Truth::no) out.push_back(std::move(node));
        }
        return !out.empty();
    }

    [[nodiscard]] std::vector<ExplainedNode> filled(std::vector<ExplainedNode> nodes) {
        for (ExplainedNode& node : nodes) fill(node);
        return nodes;
    }

    Truth literal(const ExplainedNode& node) {
        const Truth value = premises_.value(node.literal);
        return node.positive ? value : not_(value);
    }

    void fill(ExplainedNode& node) {
        for (ExplainedNode& child : node.children) fill(child);
        node.value = value_of(node);
    }

    Truth value_of(const ExplainedNode& node) {
        switch (node.op) {
            case Op::literal: return literal(node);
            case Op::negation: return not_(node.children.front().value);
            case Op::any: {
                Truth value = Truth::no;
                for (const ExplainedNode& child : node.children) value = or_(value, child.value);
                return value;
            }
            case Op::all:
            case Op::exception:
            case Op::permit: return all_of(node);
        }
        TRUCE_ASSERT(false);
    }

    /// Of an exception's children the first says whether it applies; the others take it back if they are stronger.
    [[nodiscard]] Truth all_of(const ExplainedNode& node) const {
        Truth value = Truth::yes;
        for (const ExplainedNode& child : node.children) {
            if (child.op != Op::exception) {
                value = and_(value, child.value);
            } else if (node.op == Op::permit || priority(child) > priority(node)) {
                value = and_(value, not_(child.value));
            }
        }
        return value;
    }

    [[nodiscard]] std::int64_t priority(const ExplainedNode& node) const {
        return reading_.terms().exceptions[static_cast<std::size_t>(node.rule)].priority;
    }

    const CompiledReading& reading_;
    Premises& premises_;
};

}  // namespace

Explanation explain(const CompiledReading& reading, const Facts& facts, const PriorIncidents& prior) {
    Premises premises(reading);
    premises.load(facts, prior);
    std::vector<ClauseVerdict> verdicts;
    verdicts.reserve(reading.clauses().size());
    for (std::size_t i = 0; i < reading.clauses().size(); ++i) verdicts.push_back(rule(static_cast<std::uint16_t>(i), premises));
    Explanation out;
    out.reading = &reading;
    out.facts = facts;
    out.verdict = gravest(reading, verdicts);
    Filler filler(reading, premises);
    out.clauses.reserve(verdicts.size());
    for (const ClauseVerdict& one : verdicts) out.clauses.push_back(filler.clause(one));
    out.answers = premises.planes();
    for (std::size_t i = 0; i < reading.literals().size(); ++i) {
        const Literal& literal = reading.literals()[i];
        if (literal.kind != Literal::Kind::responds_to) continue;
        const auto answer = prior.find(facts, literal.atom.duration_us, literal.atom.distance_mm);
        for (const std::size_t index : answer.cited) out.prior[static_cast<std::uint16_t>(i)].push_back(&prior.facts()[index]);
    }
    return out;
}

}  // namespace truce
