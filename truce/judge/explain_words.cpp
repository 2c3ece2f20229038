/// What a literal asks and which facts answer it, in words.
#include <fmt/format.h>

#include "truce/judge/explain.hpp"
#include "truce/judge/wording.hpp"

namespace truce {

namespace {

std::string joined(const std::vector<std::string>& words, std::string_view language) {
    std::string out;
    for (const std::string& word : words) out = out.empty() ? word : phrase(language, "fact.one_of", {{"first", out}, {"second", word}});
    return out.empty() ? phrase(language, "fact.not_stated") : out;
}

/// Millimetres as kilometres, microseconds as hours, without needless zeros.
std::string km(std::int64_t mm) { return fmt::format("{:.10g}", static_cast<double>(mm) / 1e6); }
std::string hours(std::int64_t us) { return fmt::format("{:.10g}", static_cast<double>(us) / 3.6e9); }

std::string member_question(const Literal& literal, std::string_view language) {
    const std::string who = literal.kind == Literal::Kind::actor ? "literal.actor." : "literal.target.";
    const bool known = literal.set == "bound" || literal.set == "bound_or_supporting" || literal.set == "designated";
    return phrase(language, who + (known ? literal.set : "id"), {{"instrument", literal.instrument}, {"set", literal.set}});
}

/// Collects the facts behind one literal.
class Used {
public:
    Used(const Explanation& explanation, std::string_view language)
        : explanation_(explanation), facts_(explanation.facts), language_(language) {}

    std::vector<UsedFact> of(std::uint16_t number) {
        const Literal& literal = explanation_.reading->literals()[number];
        switch (literal.kind) {
            case Literal::Kind::act: add("act", joined(facts_.acts, language_)); break;
            case Literal::Kind::actor: add_members("actor", facts_.actors); break;
            case Literal::Kind::target: add_members("target", facts_.targets); break;
            case Literal::Kind::in_force:
            case Literal::Kind::before:
            case Literal::Kind::during: add_time(); break;
            case Literal::Kind::fact:
            case Literal::Kind::number: add_named(literal.atom.name); break;
            case Literal::Kind::inside:
            case Literal::Kind::within: add_place(literal); break;
            case Literal::Kind::responds_to: add_prior(number); break;
        }
        return std::move(used_);
    }

private:
    void add(std::string name, std::string value) { used_.push_back({std::move(name), std::move(value), facts_.source, facts_.leaf}); }

    void add_time() {
        const LocalDays& days = explanation_.reading->profile().days;
        add("time", fmt::format("{} .. {}", days.format_local(facts_.when.from), days.format_local(facts_.when.to)));
    }

    void add_place(const Literal& literal) {
        add("place", in_words(facts_.where));
        if (!literal.interval.contains(facts_.when)) add_time();  // the area itself is not valid throughout
    }

    void add_members(const std::string& name, const std::vector<std::string>& names) {
        const Terms& terms = explanation_.reading->terms();
        std::vector<std::string> words;
        for (const std::string& one : names) {
            const Actor* actor = terms.actor_named(one);
            if (!actor) {
                words.push_back(phrase(language_, "fact.not_in_terms", {{"name", one}}));
            } else {
                words.push_back(actor->id == one ? one : fmt::format("{} ({})", one, actor->id));
            }
        }
        add(name, joined(words, language_));
        for (const std::string& one : names) {
            const Actor* actor = terms.actor_named(one);
            if (actor) add_disputed(name, actor->id);
        }
        add_time();
    }

    void add_disputed(const std::string& name, const std::string& actor) {
        for (const Edge* edge : disputed_claims(explanation_.reading->terms(), actor, facts_.when)) {
            static constexpr std::string_view relations[] = {"signatory_of", "supports", "part_of", "designated_as"};
            const std::string disputed = fmt::format("{}", fmt::join(edge->disputed_by, ", "));
            UsedFact fact;
            fact.name = name;
            fact.value = phrase(language_, "fact.disputed",
                                {{"from", edge->from},
                                 {"relation", relations[static_cast<std::size_t>(edge->relation)]},
                                 {"to", edge->to},
                                 {"asserted", edge->asserted_by},
                                 {"disputed", disputed}});
            fact.source = edge->source;
            used_.push_back(std::move(fact));
        }
    }

    void add_named(const std::string& name) {
        for (const NamedFact& fact : facts_.named) {
            if (fact.name != name) continue;
            if (fact.range) {
                add(name, phrase(language_, "fact.range",
                                 {{"low", std::to_string(fact.range->first)}, {"high", std::to_string(fact.range->second)}}));
            } else {
                add(name, joined(fact.values, language_));
            }
            return;
        }
        add(name, phrase(language_, "fact.not_stated"));
        if (name == target_composition_name) add_members("target", facts_.targets);
    }

    void add_prior(std::uint16_t number) {
        const auto cited = explanation_.prior.find(number);
        if (cited != explanation_.prior.end()) {
            for (const Facts* one : cited->second) used_.push_back({"prior", one->incident, one->source, one->leaf});
        } else {
            add("prior", phrase(language_, "value.no"));
        }
        add_time();
        add("place", in_words(facts_.where));
    }

    const Explanation& explanation_;
    const Facts& facts_;
    std::string_view language_;
    std::vector<UsedFact> used_;
};

}  // namespace

std::string question(const CompiledReading& reading, std::uint16_t number, std::string_view language) {
    const Literal& literal = reading.literals()[number];
    const Atom& atom = literal.atom;
    const LocalDays& days = reading.profile().days;
    const auto spoken = [&](const Interval& span) {
        const bool begins = span.from > Instant::lowest();
        const bool ends = span.to < Instant::highest();
        const std::string from = begins ? days.format_local(span.from) : "";
        const std::string to = ends ? days.format_local(span.to) : "";
        return phrase(language,
                      begins ? ends ? "interval.between" : "interval.since"
                      : ends ? "interval.until"
                             : "interval.always",
                      {{"from", from}, {"to", to}});
    };
    switch (literal.kind) {
        case Literal::Kind::act: return phrase(language, "literal.act", {{"set", literal.set}});
        case Literal::Kind::actor:
        case Literal::Kind::target: return member_question(literal, language);
        case Literal::Kind::in_force:
            return phrase(language, "literal.in_force", {{"instrument", literal.instrument}, {"interval", spoken(literal.interval)}});
        case Literal::Kind::before: return phrase(language, "literal.before", {{"from", days.format_local(atom.from)}});
        case Literal::Kind::during: return phrase(language, "literal.during", {{"interval", spoken(literal.interval)}});
        case Literal::Kind::fact: return phrase(language, "literal.fact", {{"name", atom.name}, {"values", joined(atom.values, language)}});
        case Literal::Kind::number: {
            const FactKind* kind = reading.profile().fact(atom.name);
            const std::string number_text =
                fmt::format("{}{}{}", atom.number, kind && !kind->unit.empty() ? " " : "", kind ? kind->unit : "");
            return phrase(language, "literal.number", {{"name", atom.name}, {"number", number_text}});
        }
        case Literal::Kind::inside: return phrase(language, "literal.inside", {{"area", atom.name}});
        case Literal::Kind::within: return phrase(language, "literal.within", {{"area", atom.name}, {"km", km(atom.distance_mm)}});
        case Literal::Kind::responds_to:
            return phrase(language, "literal.responds_to", {{"hours", hours(atom.duration_us)}, {"km", km(atom.distance_mm)}});
    }
    TRUCE_ASSERT(false);
}

std::vector<UsedFact> facts_used(const Explanation& explanation, std::uint16_t literal, std::string_view language) {
    return Used(explanation, language).of(literal);
}

}  // namespace truce
