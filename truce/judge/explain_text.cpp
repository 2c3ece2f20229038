/// An explanation as one sentence and as an indented tree.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "truce/judge/explain.hpp"
#include "truce/judge/wording.hpp"

namespace truce {

namespace {

using Op = ExplainedNode::Op;

std::string_view element_id(CompiledTerm::Element element) {
    using Element = CompiledTerm::Element;
    switch (element) {
        case Element::act: return "element.act";
        case Element::in_force: return "element.in_force";
        case Element::by: return "element.by";
        case Element::against: return "element.against";
        case Element::where: return "element.where";
        case Element::when: return "element.when";
        case Element::due: return "element.due";
    }
    TRUCE_ASSERT(false);
}

std::string_view silent_id(CompiledClause::Silent silent) {
    using Silent = CompiledClause::Silent;
    switch (silent) {
        case Silent::no: break;
        case Silent::draft_text: return "silent.draft_text";
        case Silent::instrument_draft: return "silent.instrument_draft";
        case Silent::never_in_force: return "silent.never_in_force";
        case Silent::approval_missing: return "silent.approval_missing";
        case Silent::permits: return "silent.permits";
    }
    TRUCE_ASSERT(false);
}

/// Says what one clause's ruling is.
class Sentence {
public:
    Sentence(const Explanation& explanation, std::string_view language)
        : explanation_(explanation), reading_(*explanation.reading), language_(language) {}

    [[nodiscard]] std::string of(const ExplainedClause& clause) const {
        const ClauseVerdict& verdict = clause.verdict;
        const std::string& id = reading_.terms().clauses[verdict.clause].id;
        const std::string conditions = verdict.if_accepted ? accepted(verdict) : "";
        if (verdict.ruling == Ruling::no_rule) return say("verdict.no_rule", {{"why", phrase(language_, silent_id(clause.silent))}});
        if (verdict.ruling == Ruling::violation) {
            return conditions.empty() ? say("verdict.violation", {{"clause", id}})
                                      : say("verdict.violation_if", {{"clause", id}, {"conditions", conditions}});
        }
        const std::string plain = unconditional(clause, id);
        return conditions.empty() ? plain : say("verdict.if", {{"verdict", plain}, {"conditions", conditions}});
    }

    [[nodiscard]] std::string questions(const std::vector<std::uint16_t>& literals) const {
        std::string out;
        for (const std::uint16_t literal : literals) {
            if (!out.empty()) out += phrase(language_, "condition.and");
            out += question(reading_, literal, language_);
        }
        return out;
    }

private:
    [[nodiscard]] std::string say(std::string_view id, std::initializer_list<Replacement> replacements) const {
        return phrase(language_, id, replacements);
    }

    [[nodiscard]] std::string accepted(const ClauseVerdict& verdict) const {
        std::string out;
        if (explanation_.facts.coding_of_another) {
            const Register* from = reading_.profile().find_register(explanation_.facts.finder);
            const std::string_view name =
                from && !from->names.texts.empty() ? text_in(from->names.texts, language_) : explanation_.facts.finder;
            out = say("condition.coding", {{"finder", name}});
        }
        const bool permit = verdict.ruling == Ruling::conflict && verdict.exception < 0;
        for (const std::int16_t clause : {static_cast<std::int16_t>(verdict.clause), permit ? verdict.against : std::int16_t{-1}}) {
            if (clause < 0 || !reading_.clauses()[static_cast<std::size_t>(clause)].if_accepted) continue;
            if (!out.empty()) out += phrase(language_, "condition.and");
            out += say("condition.approval", {{"instrument", reading_.terms().clauses[static_cast<std::size_t>(clause)].instrument}});
        }
        return out;
    }

    [[nodiscard]] const std::string& exception_id(std::int16_t index) const {
        return reading_.terms().exceptions[static_cast<std::size_t>(index)].id;
    }

    [[nodiscard]] std::string unconditional(const ExplainedClause& clause, const std::string& id) const {
        const ClauseVerdict& verdict = clause.verdict;
        switch (verdict.ruling) {
            case Ruling::no_rule:
            case Ruling::violation: break;  // said above
            case Ruling::not_due: return say("verdict.not_due", {{"clause", id}});
            case Ruling::exempt: return say("verdict.exempt", {{"clause", id}, {"exception", exception_id(verdict.exception)}});
            case Ruling::no_violation: return no_violation(clause, id);
            case Ruling::conflict:
                return say("verdict.conflict",
                           {{"first", verdict.exception < 0 ? id : exception_id(verdict.exception)},
                            {"second", verdict.exception < 0 ? reading_.terms().clauses[static_cast<std::size_t>(verdict.against)].id
                                                             : exception_id(verdict.against)}});
            case Ruling::undetermined:
                if (verdict.undetermined == Undetermined::facts_missing) {
                    return say("verdict.undetermined",
                               {{"clause", id}, {"facts", questions(clause.residual.clear.value_or(std::vector<std::uint16_t>{}))}});
                }
                return say(fmt::format("verdict.undetermined.{}", name_of(verdict.undetermined)),
                           {{"clause", id}, {"exception", exception_id(verdict.exception)}});
        }
        TRUCE_ASSERT(false);
    }

    [[nodiscard]] std::string no_violation(const ExplainedClause& clause, const std::string& id) const {
        if (clause.verdict.actor_exempt) return say("verdict.actor_exempt", {{"clause", id}});
        for (const ExplainedNode& node : clause.elements) {
            if (node.value != Truth::no) continue;
            const std::string element = node.op == Op::literal && node.positive ? question(reading_, node.literal, language_)
                                                                                : phrase(language_, element_id(node.element));
            return say("verdict.no_violation", {{"clause", id}, {"element", element}});
        }
        const bool met = !clause.met.empty() && clause.met.front().value == Truth::yes;
        return say(met ? "verdict.met" : "verdict.whatever", {{"clause", id}});
    }

    const Explanation& explanation_;
    const CompiledReading& reading_;
    std::string_view language_;
};

class Text {
public:
    Text(const Explanation& explanation, std::string_view language)
        : explanation_(explanation), reading_(*explanation.reading), language_(language), sentence_(explanation, language) {}

    std::string all(Detail detail) {
        const Reading& reading = reading_.terms().reading;
        const std::string owner = reading.joint ? phrase(language_, "owner.joint") : phrase(language_, "owner.of", {{"owner", reading.by}});
        line(0, phrase(language_, "head.facts", {{"incident", explanation_.facts.incident}, {"finder", explanation_.facts.finder}}));
        line(0, phrase(language_, "head.reading", {{"reading", reading.id}, {"owner", owner}}));
        line(0, sentence(explanation_, language_));
        if (detail == Detail::every_clause || explanation_.verdict.clause < 0) {
            for (const ExplainedClause& clause : explanation_.clauses) add(clause);
        } else {
            add(explanation_.clauses[static_cast<std::size_t>(explanation_.verdict.clause)]);
            add_others();
        }
        return std::move(out_);
    }

private:
    void line(int depth, std::string_view text) {
        out_.append(static_cast<std::size_t>(depth) * 2, ' ');
        out_ += text;
        out_ += '\n';
    }

    void add(const ExplainedClause& clause) {
        const Clause& source = reading_.terms().clauses[clause.verdict.clause];
        line(0, "");
        line(0, phrase(language_, "head.clause",
                       {{"clause", source.id}, {"source", source.source}, {"summary", text_in(source.summary, language_)}}));
        line(1, sentence_.of(clause));
        if (!source.quote.empty()) line(1, phrase(language_, "head.quote", {{"quote", text_in(source.quote, language_)}}));
        if (clause.verdict.reconstructed) line(1, phrase(language_, "mark.reconstructed"));
        for (const ExplainedNode& node : clause.elements) add_element(node, 1);
        for (const ExplainedNode& node : clause.met) {
            line(1, phrase(language_, "node.met"));
            add(node, 2);
        }
        for (const ExplainedNode& node : clause.exceptions) add(node, 1);
        for (const ExplainedNode& node : clause.permits) add(node, 1);
        if (clause.verdict.ruling == Ruling::undetermined) add(clause.residual);
    }

    /// One line for each clause that did not decide.
    void add_others() {
        line(0, "");
        for (const ExplainedClause& clause : explanation_.clauses) {
            if (clause.verdict.clause == explanation_.verdict.clause) continue;
            const Clause& source = reading_.terms().clauses[clause.verdict.clause];
            line(0, phrase(language_, "head.clause",
                           {{"clause", source.id}, {"source", source.source}, {"summary", text_in(source.summary, language_)}}));
            line(1, sentence_.of(clause));
        }
    }

    void add(const Residual& residual) {
        if (residual.clear) line(1, phrase(language_, "residual.clear", {{"facts", sentence_.questions(*residual.clear)}}));
        if (residual.convict) {
            line(1, phrase(language_, "residual.convict", {{"facts", sentence_.questions(*residual.convict)}}));
        } else {
            line(1, phrase(language_, "residual.no_convict"));
        }
    }

    [[nodiscard]] std::string marked(Truth value, std::string_view text) const {
        return fmt::format("[{}] {}", phrase(language_, fmt::format("value.{}", name_of(value))), text);
    }

    void add_element(const ExplainedNode& node, int depth) {
        line(depth, phrase(language_, element_id(node.element)));
        add(node, depth + 1);
    }

    void add(const ExplainedNode& node, int depth) {
        switch (node.op) {
            case Op::literal: return add_literal(node, depth);
            case Op::all: line(depth, marked(node.value, phrase(language_, "node.all"))); break;
            case Op::any: line(depth, marked(node.value, phrase(language_, "node.any"))); break;
            case Op::negation: line(depth, marked(node.value, phrase(language_, "node.not"))); break;
            case Op::exception: return add_exception(node, depth, "exception");
            case Op::permit: return add_permit(node, depth);
        }
        for (const ExplainedNode& child : node.children) add(child, depth + 1);
    }

    void add_literal(const ExplainedNode& node, int depth) {
        const std::string asked = question(reading_, node.literal, language_);
        if (node.positive) {
            line(depth, marked(node.value, asked));
        } else {
            line(depth, marked(node.value, phrase(language_, "node.not") + " " + asked));
        }
        for (const UsedFact& fact : facts_used(explanation_, node.literal, language_)) add_fact(fact, depth + 1);
    }

    void add_fact(const UsedFact& fact, int depth) {
        static constexpr std::string_view own[] = {"act", "actor", "target", "time", "place", "prior"};
        const bool is_own = std::ranges::find(own, fact.name) != std::end(own);
        const std::string name = is_own ? phrase(language_, "fact." + fact.name) : fact.name;
        const std::string text = phrase(language_, "fact", {{"name", name}, {"value", fact.value}});
        line(depth, fact.source.empty()
                        ? text
                        : phrase(language_, "fact.source", {{"fact", text}, {"source", fact.source}, {"leaf", std::to_string(fact.leaf)}}));
    }

    void add_exception(const ExplainedNode& node, int depth, std::string_view id) {
        const Exception& source = reading_.terms().exceptions[static_cast<std::size_t>(node.rule)];
        line(depth, marked(node.value, phrase(language_, id, {{"exception", source.id}, {"summary", text_in(source.summary, language_)}})));
        add(node.children.front(), depth + 1);
        for (std::size_t i = 1; i < node.children.size(); ++i) {
            const std::int64_t other = reading_.terms().exceptions[static_cast<std::size_t>(node.children[i].rule)].priority;
            add_exception(node.children[i], depth + 1, other == source.priority ? "exception.against_equal" : "exception.against");
        }
    }

    void add_permit(const ExplainedNode& node, int depth) {
        const Clause& source = reading_.terms().clauses[static_cast<std::size_t>(node.rule)];
        line(depth, marked(node.value,
                           phrase(language_, "node.permit", {{"clause", source.id}, {"summary", text_in(source.summary, language_)}})));
        for (const ExplainedNode& child : node.children) {
            if (child.op == Op::exception) {
                add(child, depth + 1);
            } else {
                add_element(child, depth + 1);
            }
        }
    }

    const Explanation& explanation_;
    const CompiledReading& reading_;
    std::string_view language_;
    Sentence sentence_;
    std::string out_;
};

}  // namespace

std::string sentence(const Explanation& explanation, std::string_view language) {
    if (explanation.verdict.clause < 0) return phrase(language, "verdict.no_rule_at_all");
    return Sentence(explanation, language).of(explanation.clauses[static_cast<std::size_t>(explanation.verdict.clause)]);
}

std::string to_text(const Explanation& explanation, std::string_view language, Detail detail) {
    return Text(explanation, language).all(detail);
}

}  // namespace truce
