/// An explanation as canonical JSON.
#include <fmt/format.h>

#include "truce/base/json.hpp"
#include "truce/judge/explain.hpp"

namespace truce {

namespace {

using Op = ExplainedNode::Op;

class JsonText {
public:
    JsonText(const Explanation& explanation, std::string_view language)
        : explanation_(explanation), reading_(*explanation.reading), language_(language), write_(out_) {}

    std::string all() {
        write_.begin_object();
        write_.key("clauses").begin_array();
        for (const ExplainedClause& clause : explanation_.clauses) add(clause);
        write_.end_array();
        write_.key("finder").string(explanation_.facts.finder);
        write_.key("format").string("truce-explanation/1");
        write_.key("incident").string(explanation_.facts.incident);
        write_.key("leaf").integer(explanation_.facts.leaf);
        write_.key("reading").string(reading_.terms().reading.id);
        write_.key("sentence").string(sentence(explanation_, language_));
        write_.key("source").string(explanation_.facts.source);
        write_.key("verdict");
        add(explanation_.verdict);
        write_.end_object();
        return std::move(out_);
    }

private:
    template <typename V>
    void add_marks(const V& verdict) {
        write_.key("reconstructed").boolean(verdict.reconstructed);
        write_.key("ruling").string(name_of(verdict.ruling));
        write_.key("undetermined").string(name_of(verdict.undetermined));
    }

    void add(const Verdict& verdict) {
        write_.begin_object();
        write_.key("actor_exempt").boolean(verdict.actor_exempt);
        write_.key("clause").string(verdict.clause < 0 ? "" : clause_id(verdict.clause));
        write_.key("if_accepted").boolean(verdict.if_accepted);
        add_marks(verdict);
        write_.end_object();
    }

    [[nodiscard]] const std::string& clause_id(std::int16_t index) const {
        return reading_.terms().clauses[static_cast<std::size_t>(index)].id;
    }
    [[nodiscard]] const std::string& exception_id(std::int16_t index) const {
        return reading_.terms().exceptions[static_cast<std::size_t>(index)].id;
    }

    void add(const ExplainedClause& clause) {
        const ClauseVerdict& verdict = clause.verdict;
        const Clause& source = reading_.terms().clauses[verdict.clause];
        write_.begin_object();
        write_.key("actor_exempt").boolean(verdict.actor_exempt);
        write_.key("against");
        write_.string(verdict.against < 0 ? "" : (verdict.exception < 0 ? clause_id(verdict.against) : exception_id(verdict.against)));
        write_.key("clause").string(source.id);
        if (clause.residual.clear) add_questions("clear", *clause.residual.clear);
        if (clause.residual.convict) add_questions("convict", *clause.residual.convict);
        add_nodes("elements", clause.elements);
        write_.key("exception").string(verdict.exception < 0 ? "" : exception_id(verdict.exception));
        add_nodes("exceptions", clause.exceptions);
        write_.key("if_accepted").boolean(verdict.if_accepted);
        add_nodes("met", clause.met);
        add_nodes("permits", clause.permits);
        if (!source.quote.empty()) write_.key("quote").string(text_in(source.quote, language_));
        add_marks_and_source(clause, source);
        write_.end_object();
    }

    void add_marks_and_source(const ExplainedClause& clause, const Clause& source) {
        write_.key("reconstructed").boolean(clause.verdict.reconstructed);
        write_.key("ruling").string(name_of(clause.verdict.ruling));
        write_.key("source").string(source.source);
        write_.key("summary").string(text_in(source.summary, language_));
        write_.key("undetermined").string(name_of(clause.verdict.undetermined));
    }

    void add_questions(std::string_view key, const std::vector<std::uint16_t>& literals) {
        write_.key(key).begin_array();
        for (const std::uint16_t literal : literals) write_.string(question(reading_, literal, language_));
        write_.end_array();
    }

    void add_nodes(std::string_view key, const std::vector<ExplainedNode>& nodes) {
        write_.key(key).begin_array();
        for (const ExplainedNode& node : nodes) add(node);
        write_.end_array();
    }

    void add(const ExplainedNode& node) {
        static constexpr std::string_view names[] = {"literal", "all", "any", "not", "exception", "permit"};
        write_.begin_object();
        if (node.op != Op::literal) add_nodes("children", node.children);
        if (node.op == Op::literal) {
            write_.key("facts").begin_array();
            for (const UsedFact& fact : facts_used(explanation_, node.literal, language_)) add(fact);
            write_.end_array();
            write_.key("literal").string(reading_.literals()[node.literal].key);
            write_.key("negated").boolean(!node.positive);
        }
        write_.key("op").string(names[static_cast<std::size_t>(node.op)]);
        if (node.op == Op::literal) write_.key("question").string(question(reading_, node.literal, language_));
        if (node.op == Op::exception) write_.key("rule").string(exception_id(node.rule));
        if (node.op == Op::permit) write_.key("rule").string(clause_id(node.rule));
        write_.key("value").string(name_of(node.value));
        write_.end_object();
    }

    void add(const UsedFact& fact) {
        write_.begin_object();
        write_.key("leaf").integer(fact.leaf);
        write_.key("name").string(fact.name);
        write_.key("source").string(fact.source);
        write_.key("value").string(fact.value);
        write_.end_object();
    }

    const Explanation& explanation_;
    const CompiledReading& reading_;
    std::string_view language_;
    std::string out_;
    CanonicalWriter write_;
};

}  // namespace

std::string to_json(const Explanation& explanation, std::string_view language) { return JsonText(explanation, language).all(); }

}  // namespace truce
