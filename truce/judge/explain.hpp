/// Explanations: why a verdict is what it is, as a tree down to the facts used and the entries they came from.
///
/// Built from the outline of the terms as written (outline.hpp), not from what judge() compiled them to, and evaluated by
/// recompute() on its own: so a fault in either shows. A clause that surely does not apply is explained by the elements that fail; one that
/// cannot speak, by why; every other in full.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "truce/judge/judge.hpp"
#include "truce/judge/outline.hpp"
#include "truce/judge/residual.hpp"

namespace truce {

struct ExplainedClause {
    ClauseVerdict verdict;
    CompiledClause::Silent silent = CompiledClause::Silent::no;
    std::vector<ExplainedNode> elements;
    std::vector<ExplainedNode> met;  ///< done_when, of an obligation that has one
    std::vector<ExplainedNode> exceptions;
    std::vector<ExplainedNode> permits;
    Residual residual;  ///< undetermined only
};

/// A fact as an answer used it.
struct UsedFact {
    std::string name;   ///< act, actor, target, time, place, prior, or a named fact's name
    std::string value;  ///< in words
    std::string source;
    std::int64_t leaf = -1;
};

/// The reading must live as long as the explanation.
struct Explanation {
    const CompiledReading* reading = nullptr;
    Facts facts;
    Verdict verdict;
    Planes answers;
    std::vector<ExplainedClause> clauses;                      ///< in the order of the terms
    std::map<std::uint16_t, std::vector<const Facts*>> prior;  ///< per responds_to literal: the incidents cited
};

Explanation explain(const CompiledReading& reading, const Facts& facts, const PriorIncidents& prior = {});

/// Evaluates the tree by itself and compares. Errors: explanation.does_not_follow (corrupt), naming the clause and
/// both rulings.
Result<void> recompute(const Explanation& explanation);

/// The facts on which the answer to a literal rests; never empty.
std::vector<UsedFact> facts_used(const Explanation& explanation, std::uint16_t literal, std::string_view language);

/// What a literal asks, in words.
std::string question(const CompiledReading& reading, std::uint16_t literal, std::string_view language);

/// The verdict in one sentence: "would breach c1 if UCDP GED's coding is accepted".
std::string sentence(const Explanation& explanation, std::string_view language);

/// How much a text says: the tree of the clause that decides and one line for every other clause, or all trees.
enum class Detail : std::uint8_t { deciding_clause, every_clause };

/// Lines indented by two blanks per level, each ending in a newline.
std::string to_text(const Explanation& explanation, std::string_view language = "en", Detail detail = Detail::every_clause);

/// The same as canonical JSON: docs/formats are in docs/methods/judging.md.
std::string to_json(const Explanation& explanation, std::string_view language = "en");

}  // namespace truce
