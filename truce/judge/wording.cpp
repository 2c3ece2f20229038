#include "truce/judge/wording.hpp"

#include <algorithm>
#include <array>

#include "truce/base/result.hpp"

namespace truce {

namespace {

struct Phrase {
    std::string_view id;
    std::string_view text;
};

/// Ascending by id.
constexpr std::array english{
    Phrase{"condition.and", " and "},
    Phrase{"condition.approval", "the reported approval of {instrument} is accepted"},
    Phrase{"condition.coding", "{finder}'s coding is accepted"},
    Phrase{"element.act", "act"},
    Phrase{"element.against", "against"},
    Phrase{"element.by", "by"},
    Phrase{"element.due", "due"},
    Phrase{"element.in_force", "in force"},
    Phrase{"element.when", "when"},
    Phrase{"element.where", "where"},
    Phrase{"exception", "exception {exception}: {summary}"},
    Phrase{"exception.against", "against it, exception {exception}: {summary}"},
    Phrase{"exception.against_equal", "against it with equal priority, exception {exception}: {summary}"},
    Phrase{"fact", "{name}: {value}"},
    Phrase{"fact.act", "act"},
    Phrase{"fact.actor", "actor"},
    Phrase{"fact.disputed", "disputed: {from} {relation} {to}, asserted by {asserted}, disputed by {disputed}"},
    Phrase{"fact.not_in_terms", "{name} (not named in the terms)"},
    Phrase{"fact.not_stated", "not stated"},
    Phrase{"fact.one_of", "{first} or {second}"},
    Phrase{"fact.place", "place"},
    Phrase{"fact.prior", "earlier incident"},
    Phrase{"fact.range", "{low} to {high}"},
    Phrase{"fact.source", "{fact} (from {source}, leaf {leaf})"},
    Phrase{"fact.target", "target"},
    Phrase{"fact.time", "time"},
    Phrase{"head.clause", "Clause {clause} ({source}): {summary}"},
    Phrase{"head.facts", "Incident {incident}, the facts as {finder} gives them"},
    Phrase{"head.quote", "the text: \"{quote}\""},
    Phrase{"head.reading", "Reading {reading}, {owner}"},
    Phrase{"interval.always", "at all times"},
    Phrase{"interval.between", "from {from} until before {to}"},
    Phrase{"interval.since", "from {from} on"},
    Phrase{"interval.until", "until before {to}"},
    Phrase{"literal.act", "every possible act is {set} or a kind of it"},
    Phrase{"literal.actor.bound", "every possible actor is bound by {instrument}"},
    Phrase{"literal.actor.bound_or_supporting", "every possible actor is bound by {instrument} or supports one who is"},
    Phrase{"literal.actor.designated", "every possible actor is a designated group"},
    Phrase{"literal.actor.id", "every possible actor is {set} or a part of it"},
    Phrase{"literal.before", "it happened before {from}"},
    Phrase{"literal.during", "it happened {interval}"},
    Phrase{"literal.fact", "{name} is {values}"},
    Phrase{"literal.in_force", "{instrument} was in force {interval}"},
    Phrase{"literal.inside", "the place lies inside area {area}"},
    Phrase{"literal.number", "{name} is less than {number}"},
    Phrase{"literal.responds_to", "it answers an earlier violation in the opposite direction, at most {hours} h before and {km} km away"},
    Phrase{"literal.target.bound", "every possible target is bound by {instrument}"},
    Phrase{"literal.target.bound_or_supporting", "every possible target is bound by {instrument} or supports one who is"},
    Phrase{"literal.target.designated", "every possible target is a designated group"},
    Phrase{"literal.target.id", "every possible target is {set} or a part of it"},
    Phrase{"literal.within", "the place lies at most {km} km from area {area}"},
    Phrase{"mark.reconstructed", "the clause's text is reconstructed from reports about it"},
    Phrase{"node.all", "all of:"},
    Phrase{"node.any", "one of:"},
    Phrase{"node.met", "the obligation has been met:"},
    Phrase{"node.not", "not:"},
    Phrase{"node.permit", "clause {clause} permits it: {summary}"},
    Phrase{"owner.joint", "joint"},
    Phrase{"owner.of", "{owner}'s"},
    Phrase{"residual.clear", "would be cleared by knowing: {facts}"},
    Phrase{"residual.convict", "would be a breach only after knowing: {facts}"},
    Phrase{"residual.no_convict", "no answer to the open questions would make it a breach"},
    Phrase{"silent.approval_missing", "an approval that the instrument requires is neither signed nor reported"},
    Phrase{"silent.draft_text", "the clause is a draft"},
    Phrase{"silent.instrument_draft", "the instrument is a draft"},
    Phrase{"silent.never_in_force", "it is not stated that the instrument's version ever was in force"},
    Phrase{"silent.permits", "the clause permits and forbids nothing"},
    Phrase{"value.no", "no"},
    Phrase{"value.unknown", "not known"},
    Phrase{"value.yes", "yes"},
    Phrase{"verdict.actor_exempt", "no violation of {clause}: {clause} does not bind the actor"},
    Phrase{"verdict.conflict", "conflict: {first} and {second} both apply and contradict each other"},
    Phrase{"verdict.exempt", "no violation of {clause}: exempt under {exception}"},
    Phrase{"verdict.if", "{verdict}, if {conditions}"},
    Phrase{"verdict.met", "no violation of {clause}: the obligation has been met"},
    Phrase{"verdict.no_rule", "no rule speaks: {why}"},
    Phrase{"verdict.no_rule_at_all", "no rule speaks"},
    Phrase{"verdict.no_violation", "no violation of {clause}: it does not hold that {element}"},
    Phrase{"verdict.not_due", "not due: {clause} could still be met in time"},
    Phrase{"verdict.undetermined", "undetermined under {clause}: not known whether {facts}"},
    Phrase{"verdict.undetermined.exception_not_disproved", "undetermined under {clause}: {exception} not disproved"},
    Phrase{"verdict.undetermined.exception_not_shown", "undetermined under {clause}: {exception} not shown"},
    Phrase{"verdict.violation", "breaches {clause}"},
    Phrase{"verdict.violation_if", "would breach {clause} if {conditions}"},
    Phrase{"verdict.whatever", "no violation of {clause}, whatever the open questions turn out to be"},
};
static_assert(std::ranges::is_sorted(english, {}, &Phrase::id));

}  // namespace

std::string_view phrase_template(std::string_view language, std::string_view id) {
    if (language != "en") return {};
    const auto found = std::ranges::lower_bound(english, id, {}, &Phrase::id);
    return found != english.end() && found->id == id ? found->text : std::string_view{};
}

std::vector<std::string_view> phrase_ids() {
    std::vector<std::string_view> ids;
    for (const Phrase& one : english) ids.push_back(one.id);
    return ids;
}

std::string phrase(std::string_view language, std::string_view id, std::initializer_list<Replacement> replacements) {
    std::string_view text = phrase_template(language, id);
    if (text.empty()) text = phrase_template("en", id);
    TRUCE_ASSERT(!text.empty());
    std::string out;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const std::size_t close = text.find('}', open);
        TRUCE_ASSERT(close != std::string_view::npos);
        const std::string_view name = text.substr(open + 1, close - open - 1);
        const auto* given = std::ranges::find(replacements, name, &Replacement::first);
        TRUCE_ASSERT(given != replacements.end());
        out += given->second;
        text.remove_prefix(close + 1);
    }
    return out;
}

}  // namespace truce
