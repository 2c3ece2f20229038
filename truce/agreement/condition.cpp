#include "truce/agreement/condition.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/agreement/quantity.hpp"

namespace truce {
namespace {

constexpr std::size_t cases_max = 64;
constexpr std::int64_t us_per_micro_hour = 3'600;

std::string_view sign_of(Comparison comparison) {
    switch (comparison) {
        case Comparison::less: return "<";
        case Comparison::less_or_equal: return "<=";
        case Comparison::greater: return ">";
        case Comparison::greater_or_equal: return ">=";
    }
    TRUCE_ASSERT(false);
}

std::string hours(std::int64_t us) {
    TRUCE_ASSERT(us % us_per_micro_hour == 0);  // as parse_condition makes them: hours with six decimals
    return format_millionths(us / us_per_micro_hour);
}

std::string text_of(const Atom& atom) {
    switch (atom.kind) {
        case AtomKind::fact_in:
            if (atom.values.size() != 1) return fmt::format("{} in {{{}}}", atom.name, fmt::join(atom.values, ", "));
            return atom.values.front() == "yes" ? atom.name : fmt::format("{} is {}", atom.name, atom.values.front());
        case AtomKind::number:
            return fmt::format("{} {} {}{}{}", atom.name, sign_of(atom.comparison), atom.number, atom.unit.empty() ? "" : " ", atom.unit);
        case AtomKind::actor_in: return fmt::format("actor in {}", atom.name);
        case AtomKind::target_in: return fmt::format("target in {}", atom.name);
        case AtomKind::inside: return fmt::format("inside({})", atom.name);
        case AtomKind::within: return fmt::format("within_km({}, {})", atom.name, format_millionths(atom.distance_mm));
        case AtomKind::before: return fmt::format("before {}", format(atom.from));
        case AtomKind::after: return fmt::format("after {}", format(atom.from));
        case AtomKind::during: return fmt::format("during {}..{}", format(atom.from), format(atom.to));
        case AtomKind::responds_to:
            return fmt::format("responds_to(prior, {} h, {} km)", hours(atom.duration_us), format_millionths(atom.distance_mm));
        case AtomKind::notified: return fmt::format("notified({})", atom.name);
    }
    TRUCE_ASSERT(false);
}

std::string grouped(const Condition& child) { return child.op == Condition::Op::atom ? format(child) : fmt::format("({})", format(child)); }

std::string operand(const Condition& parent, const Condition& child) {
    // AND binds closer than OR; brackets keep every other nesting as it was.
    const bool plain = child.op == Condition::Op::atom || child.op == Condition::Op::negation ||
                       (parent.op == Condition::Op::any && child.op == Condition::Op::all);
    return plain ? format(child) : fmt::format("({})", format(child));
}

std::string set_in_words(std::string_view set) {
    if (set == "bound") return "an actor bound by the instrument";
    if (set == "bound_or_supporting") return "an actor bound by the instrument or supporting one that is";
    if (set == "designated") return "a designated group";
    return std::string(set);
}

void collect(const Condition& condition, std::vector<const Atom*>& out) {
    if (condition.op == Condition::Op::atom) out.push_back(&condition.atom);
    for (const Condition& child : condition.children) collect(child, out);
}

using Cases = std::vector<std::vector<Condition>>;

Error too_many() {
    return {Errc::too_large, "condition.too_large", fmt::format("the condition has more than {} alternatives", cases_max), "",
            "Split it into several exceptions"};
}

/// Each of `a` with each of `b`.
Result<Cases> product(const Cases& a, const Cases& b) {
    Cases out;
    if (a.size() * b.size() > cases_max) return too_many();
    for (const auto& left : a) {
        for (const auto& right : b) {
            out.push_back(left);
            for (const Condition& literal : right) {
                if (std::find(out.back().begin(), out.back().end(), literal) == out.back().end()) out.back().push_back(literal);
            }
        }
    }
    return out;
}

Condition negated(const Condition& atom) {
    Condition out;
    out.op = Condition::Op::negation;
    out.children.push_back(atom);
    return out;
}

Result<Cases> alternatives(const Condition& condition, bool positive) {
    if (condition.op == Condition::Op::atom) return Cases{{positive ? condition : negated(condition)}};
    if (condition.op == Condition::Op::negation) return alternatives(condition.children.front(), !positive);
    const bool conjunction = (condition.op == Condition::Op::all) == positive;
    Cases out;
    if (conjunction) out.emplace_back();
    for (const Condition& child : condition.children) {
        TRUCE_ASSIGN(Cases next, alternatives(child, positive));
        if (conjunction) {
            TRUCE_ASSIGN(out, product(out, next));
        } else {
            out.insert(out.end(), next.begin(), next.end());
            if (out.size() > cases_max) return too_many();
        }
    }
    return out;
}

}  // namespace

std::string format(const Condition& condition) {
    switch (condition.op) {
        case Condition::Op::atom: return text_of(condition.atom);
        case Condition::Op::negation: return "NOT " + grouped(condition.children.front());
        case Condition::Op::all:
        case Condition::Op::any: break;
    }
    std::string out;
    for (const Condition& child : condition.children) {
        if (!out.empty()) out += condition.op == Condition::Op::all ? " AND " : " OR ";
        out += operand(condition, child);
    }
    return out;
}

std::vector<const Atom*> atoms_of(const Condition& condition) {
    std::vector<const Atom*> out;
    collect(condition, out);
    return out;
}

Result<std::vector<Condition>> cases_of(const Condition& condition) {
    TRUCE_ASSIGN(Cases cases, alternatives(condition, true));
    std::vector<Condition> out;
    for (auto& literals : cases) {
        if (literals.size() == 1) {
            out.push_back(std::move(literals.front()));
            continue;
        }
        Condition conjunction;
        conjunction.children = std::move(literals);
        out.push_back(std::move(conjunction));
    }
    return out;
}

std::string in_words(const Atom& atom) {
    switch (atom.kind) {
        case AtomKind::fact_in: return fmt::format("\"{}\" is found to be {}", atom.name, fmt::join(atom.values, " or "));
        case AtomKind::number: {
            const bool base = atom.unit == "mm" || atom.unit == "us";
            const std::string amount = base ? format_quantity(atom.number, atom.unit)
                                            : fmt::format("{}{}{}", atom.number, atom.unit.empty() ? "" : " ", atom.unit);
            static constexpr std::string_view than[]{"less than", "at most", "more than", "at least"};
            return fmt::format("\"{}\" is {} {}", atom.name, than[static_cast<std::size_t>(atom.comparison)], amount);
        }
        case AtomKind::actor_in: return fmt::format("everyone who may have acted is {}", set_in_words(atom.name));
        case AtomKind::target_in: return fmt::format("everyone who may have been the target is {}", set_in_words(atom.name));
        case AtomKind::inside: return fmt::format("the place lies inside area {}", atom.name);
        case AtomKind::within:
            return fmt::format("the place lies at most {} km from area {}", format_millionths(atom.distance_mm), atom.name);
        case AtomKind::before: return fmt::format("it happened before {}", format(atom.from));
        case AtomKind::after: return fmt::format("it happened at or after {}", format(atom.from));
        case AtomKind::during: return fmt::format("it happened at or after {} and before {}", format(atom.from), format(atom.to));
        case AtomKind::responds_to:
            return fmt::format("it answers a violation in the opposite direction, at most {} h earlier and {} km away",
                               hours(atom.duration_us), format_millionths(atom.distance_mm));
        case AtomKind::notified: return fmt::format("a notification of kind {} was filed for it", atom.name);
    }
    TRUCE_ASSERT(false);
}

}  // namespace truce
