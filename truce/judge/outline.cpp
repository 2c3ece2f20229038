#include "truce/judge/outline.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace truce {

namespace {

using Element = CompiledTerm::Element;
using Op = ExplainedNode::Op;
using Silent = CompiledClause::Silent;

/// Turns the terms' conditions into nodes.
class Builder {
public:
    explicit Builder(const CompiledReading& reading) : reading_(reading) {}

    [[nodiscard]] ClauseOutline clause(std::size_t index) const {
        const Clause& clause = reading_.terms().clauses[index];
        ClauseOutline out;
        if (reading_.clauses()[index].silent != Silent::no) return out;
        out.elements = elements(clause, clause.deontic == Deontic::oblige);
        if (clause.done_when && clause.deontic == Deontic::oblige) out.met.push_back(condition(*clause.done_when, clause));
        out.exceptions = exceptions_to(clause.id, clause, nullptr);
        if (clause.deontic == Deontic::prohibit) out.permits = permits();
        return out;
    }

private:
    [[nodiscard]] ExplainedNode literal(const AskedLiteral& asked) const {
        const std::int32_t number = reading_.find_literal(asked.literal.key);
        TRUCE_ASSERT(number >= 0);  // compile() asked the same questions
        ExplainedNode node;
        node.op = Op::literal;
        node.literal = static_cast<std::uint16_t>(number);
        node.positive = asked.positive;
        return node;
    }

    static ExplainedNode join(Op op, std::vector<ExplainedNode> children) {
        if (children.size() == 1) return std::move(children.front());
        ExplainedNode node;
        node.op = op;
        node.children = std::move(children);
        return node;
    }

    [[nodiscard]] ExplainedNode condition(const Condition& source, const Clause& clause) const {
        if (source.op == Condition::Op::atom) return literal(asked(source.atom, clause.instrument, reading_.profile()));
        std::vector<ExplainedNode> children;
        for (const Condition& child : source.children) children.push_back(condition(child, clause));
        if (source.op != Condition::Op::negation) return join(source.op == Condition::Op::all ? Op::all : Op::any, std::move(children));
        ExplainedNode& only = children.front();
        if (only.op == Op::literal) {
            only.positive = !only.positive;
            return std::move(only);
        }
        ExplainedNode node;
        node.op = Op::negation;
        node.children = std::move(children);
        return node;
    }

    static bool says_something(const Condition& source) { return source.op != Condition::Op::all || !source.children.empty(); }

    [[nodiscard]] std::vector<ExplainedNode> elements(const Clause& clause, bool obligation) const {
        std::vector<ExplainedNode> out;
        const auto add = [&](Element element, ExplainedNode node) {
            node.element = element;
            out.push_back(std::move(node));
        };
        if (!clause.acts.empty()) add(Element::act, literal(asked_acts(clause.acts)));
        const Instrument& instrument = *reading_.terms().instrument(clause.instrument);
        add(Element::in_force, literal(asked_in_force(instrument, *std::ranges::find(instrument.versions, clause.version, &Version::n))));
        if (!clause.by.empty() && clause.by != "anyone") add(Element::by, literal(asked_actor(clause.by, clause.instrument)));
        if (!clause.against.empty() && clause.against != "anyone")
            add(Element::against, literal(asked_target(clause.against, clause.instrument)));
        if (says_something(clause.where)) add(Element::where, condition(clause.where, clause));
        if (says_something(clause.when)) add(Element::when, condition(clause.when, clause));
        if (obligation && clause.due) {
            Atom after;
            after.kind = AtomKind::after;
            after.from = *clause.due;
            add(Element::due, literal(asked(after, clause.instrument, reading_.profile())));
        }
        return out;
    }

    /// In the order in which judge() names them. `above` is the exception they are against, null for those to a clause.
    /// Those of `above`'s own priority matter only where it would exempt a clause: against one that is itself against
    /// another, they are without effect.
    [[nodiscard]] std::vector<ExplainedNode> exceptions_to(std::string_view id, const Clause& clause, const Exception* above,
                                                           bool equals = false) const {
        const auto& all = reading_.terms().exceptions;
        std::vector<const Exception*> found;
        for (const Exception& one : all) {
            const bool counts = !above || one.priority > above->priority || (equals && one.priority == above->priority);
            if (counts && std::ranges::find(one.defeats, id) != one.defeats.end()) found.push_back(&one);
        }
        std::ranges::sort(found, [](const Exception* a, const Exception* b) {
            return std::pair(-a->priority, std::string_view(a->id)) < std::pair(-b->priority, std::string_view(b->id));
        });
        std::vector<ExplainedNode> out;
        for (const Exception* one : found) out.push_back(exception(*one, clause, above == nullptr));
        return out;
    }

    [[nodiscard]] ExplainedNode exception(const Exception& source, const Clause& clause, bool equals) const {
        std::vector<ExplainedNode> cases;
        for (const Condition& one : source.cases) cases.push_back(condition(one, clause));
        ExplainedNode node;
        node.op = Op::exception;
        node.rule = static_cast<std::int16_t>(&source - reading_.terms().exceptions.data());
        node.children.push_back(join(Op::any, std::move(cases)));
        for (ExplainedNode& against : exceptions_to(source.id, clause, &source, equals)) node.children.push_back(std::move(against));
        return node;
    }

    [[nodiscard]] std::vector<ExplainedNode> permits() const {
        std::vector<ExplainedNode> out;
        for (std::size_t i = 0; i < reading_.clauses().size(); ++i) {
            if (reading_.clauses()[i].silent != Silent::permits) continue;
            const Clause& clause = reading_.terms().clauses[i];
            ExplainedNode node;
            node.op = Op::permit;
            node.rule = static_cast<std::int16_t>(i);
            node.children = elements(clause, false);
            for (ExplainedNode& one : exceptions_to(clause.id, clause, nullptr)) node.children.push_back(std::move(one));
            out.push_back(std::move(node));
        }
        return out;
    }

    const CompiledReading& reading_;
};

}  // namespace

std::vector<ClauseOutline> outline(const CompiledReading& reading) {
    const Builder builder(reading);
    std::vector<ClauseOutline> out;
    out.reserve(reading.clauses().size());
    for (std::size_t i = 0; i < reading.clauses().size(); ++i) out.push_back(builder.clause(i));
    return out;
}

}  // namespace truce
