/// Laws that hold for all terms and facts, on random ones.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

#include "truce/judge/explain.hpp"
#include "truce/judge/invented_random.hpp"

namespace truce {

using namespace invented;

namespace {

CompiledReading compiled(const Terms& t) {
    static const std::shared_ptr<const Profile> one = profile();
    auto reading = CompiledReading::compile(std::make_shared<const Terms>(t), one);
    if (!reading) {
        // Random terms are now and then more entangled than a reading may be; that they are refused is tested elsewhere.
        RC_ASSERT(reading.error().id == "reading.too_entangled");
        RC_DISCARD("too entangled");
    }
    return std::move(reading).value();
}

/// no_violation, exempt and not_due are the same answer for different reasons.
Ruling answer(Ruling ruling) {
    const bool none = ruling == Ruling::exempt || ruling == Ruling::not_due;
    return none ? Ruling::no_violation : ruling;
}

/// Two-valued evaluation of the terms as written, by the definition, given an answer to every literal.
class Definition {
public:
    Definition(const CompiledReading& reading, const Clause& clause, const Planes& answers)
        : reading_(reading), terms_(reading.terms()), clause_(clause), answers_(answers) {}

    [[nodiscard]] Ruling ruling() const {
        if (!elements(clause_)) return Ruling::no_violation;
        if (clause_.deontic == Deontic::oblige && clause_.done_when && holds(*clause_.done_when)) return Ruling::no_violation;
        bool clash = false;
        for (const Exception& one : terms_.exceptions) {
            if (!defeats(one, clause_.id) || !applies(one)) continue;
            if (!contradicted(one)) return Ruling::no_violation;
            clash = true;
        }
        return clash || permitted() ? Ruling::conflict : Ruling::violation;
    }

private:
    [[nodiscard]] bool answer_to(const AskedLiteral& asked) const {
        const std::int32_t number = reading_.find_literal(asked.literal.key);
        const Truth value = answers_[static_cast<std::uint16_t>(number)];
        return (value == Truth::yes) == asked.positive;
    }

    [[nodiscard]] bool holds(const Condition& c) const {
        if (c.op == Condition::Op::atom) return answer_to(asked(c.atom, clause_.instrument, reading_.profile()));
        if (c.op == Condition::Op::negation) return !holds(c.children[0]);
        const auto one = [this](const Condition& child) { return holds(child); };
        return c.op == Condition::Op::all ? std::ranges::all_of(c.children, one) : std::ranges::any_of(c.children, one);
    }

    [[nodiscard]] bool elements(const Clause& c) const {
        const Instrument& instrument = *terms_.instrument(c.instrument);
        bool all = answer_to(asked_acts(c.acts)) && answer_to(asked_in_force(instrument, instrument.versions[0]));
        if (c.by != "anyone") all = all && answer_to(asked_actor(c.by, c.instrument));
        if (!c.against.empty()) all = all && answer_to(asked_target(c.against, c.instrument));
        all = all && holds(c.where) && holds(c.when);
        if (c.deontic == Deontic::oblige && c.due) all = all && holds(timed(AtomKind::after, *c.due));
        return all;
    }

    static bool defeats(const Exception& one, const std::string& id) { return std::ranges::find(one.defeats, id) != one.defeats.end(); }

    [[nodiscard]] bool applies(const Exception& one) const {
        if (!std::ranges::any_of(one.cases, [this](const Condition& c) { return holds(c); })) return false;
        return std::ranges::none_of(terms_.exceptions, [&](const Exception& other) {
            return defeats(other, one.id) && other.priority > one.priority && applies(other);
        });
    }

    [[nodiscard]] bool contradicted(const Exception& one) const {
        return std::ranges::any_of(terms_.exceptions, [&](const Exception& other) {
            return defeats(other, one.id) && other.priority == one.priority && applies(other);
        });
    }

    [[nodiscard]] bool permitted() const {
        if (clause_.deontic != Deontic::prohibit) return false;
        for (std::size_t i = 0; i < terms_.clauses.size(); ++i) {
            const Clause& permit = terms_.clauses[i];
            if (reading_.clauses()[i].silent != CompiledClause::Silent::permits) continue;
            const Definition own(reading_, permit, answers_);
            const bool taken_back =
                std::ranges::any_of(terms_.exceptions, [&](const Exception& one) { return defeats(one, permit.id) && own.applies(one); });
            if (own.elements(permit) && !taken_back) return true;
        }
        return false;
    }

    const CompiledReading& reading_;
    const Terms& terms_;
    const Clause& clause_;
    const Planes& answers_;
};

/// All answers of an incident's facts.
Planes all_answers(const CompiledReading& reading, const Facts& f, const PriorIncidents& prior) {
    Premises premises(reading);
    premises.load(f, prior);
    for (std::size_t i = 0; i < reading.literals().size(); ++i) premises.value(static_cast<std::uint16_t>(i));
    return premises.planes();
}

std::vector<std::uint16_t> unknown_of(const CompiledClause& clause, const Planes& answers) {
    std::set<std::uint16_t> open;
    for (const CompiledTerm& term : clause.terms) {
        for (const Signed& one : term.literals) {
            if (answers[one.literal] == Truth::unknown) open.insert(one.literal);
        }
    }
    return {open.begin(), open.end()};
}

RandomWorld::Options small() { return {.clauses = 3, .exceptions = 4}; }

}  // namespace

RC_GTEST_PROP(Laws, the_ruling_is_the_one_to_which_every_completion_leads, (std::uint64_t seed)) {
    RandomWorld world(seed);
    const CompiledReading reading = compiled(world.terms(small()));
    const Facts f = world.facts("1");
    const PriorIncidents none;
    const Planes answers = all_answers(reading, f, none);
    const std::vector<ClauseVerdict> verdicts = clause_verdicts(reading, f);
    for (std::size_t c = 0; c < verdicts.size(); ++c) {
        const CompiledClause& clause = reading.clauses()[c];
        if (clause.silent != CompiledClause::Silent::no) {
            RC_ASSERT(verdicts[c].ruling == Ruling::no_rule);
            continue;
        }
        const std::vector<std::uint16_t> open = unknown_of(clause, answers);
        if (open.size() > 12) continue;
        std::set<Ruling> reached;
        for (std::uint32_t choice = 0; choice < (1U << open.size()); ++choice) {
            Planes total = answers;
            // Literals of no term decide nothing; any value will do.
            for (std::size_t i = 0; i < reading.literals().size(); ++i) {
                const auto literal = static_cast<std::uint16_t>(i);
                if (total[literal] == Truth::unknown) total.set(literal, Truth::no);
            }
            for (std::size_t i = 0; i < open.size(); ++i) total.set(open[i], truth_of(((choice >> i) & 1U) != 0));
            const Ruling defined = Definition(reading, reading.terms().clauses[c], total).ruling();
            reached.insert(defined);
            RC_ASSERT(answer(rule(reading, static_cast<std::uint16_t>(c), total, false).ruling) == defined);
        }
        const Ruling expected = reached.size() == 1 ? *reached.begin() : Ruling::undetermined;
        RC_ASSERT(answer(verdicts[c].ruling) == expected);
    }
}

RC_GTEST_PROP(Laws, learning_a_fact_never_turns_one_verdict_into_another, (std::uint64_t seed)) {
    RandomWorld world(seed);
    const CompiledReading reading = compiled(world.terms(small()));
    Facts before = world.facts("1");
    for (int step = 0; step < 6; ++step) {
        Facts after = before;
        switch (world.upto(6)) {
            case 1: after.acts = {world.any_of(before.acts)}; break;
            case 2:
                if (!before.actors.empty()) after.actors = {world.any_of(before.actors)};
                break;
            case 3:
                if (!before.targets.empty()) after.targets = {world.any_of(before.targets)};
                break;
            case 4: {
                const std::int64_t length = before.when.to.us - before.when.from.us;
                after.when.from.us += length / 4;
                after.when.to.us -= length / 4;
                break;
            }
            case 5:
                if (before.where.kind == Region::Kind::areas) after.where = Region::areas({world.any_of(before.where.ids)});
                if (before.where.kind == Region::Kind::unknown) after.where = Region::areas({cell_id(1, 1), cell_id(2, 0)});
                if (before.where.kind == Region::Kind::circle) after.where = Region::point(before.where.centre);
                break;
            default:
                for (const char* name : {"p", "q", "r", "s"}) {
                    const bool stated = std::ranges::find(before.named, name, &NamedFact::name) != before.named.end();
                    if (!stated) state_fact(after, name, {world.one_in(2) ? "yes" : "no"});
                }
        }
        const auto old = clause_verdicts(reading, before);
        const auto now = clause_verdicts(reading, after);
        for (std::size_t c = 0; c < old.size(); ++c) {
            if (old[c].ruling != Ruling::undetermined) RC_ASSERT(answer(old[c].ruling) == answer(now[c].ruling));
        }
        before = after;
    }
}

RC_GTEST_PROP(Laws, widening_time_place_or_candidates_never_makes_a_verdict, (std::uint64_t seed)) {
    RandomWorld world(seed);
    const CompiledReading reading = compiled(world.terms(small()));
    const Facts narrow = world.facts("1");
    Facts wide = narrow;
    wide.when.from.us -= world.upto(40) * hour_us;
    wide.when.to.us += world.upto(40) * hour_us;
    if (world.one_in(2)) wide.where = Region::anywhere();
    if (wide.where.kind == Region::Kind::circle) wide.where.radius_mm += 50'000'000;
    if (!wide.actors.empty()) wide.actors.emplace_back("stranger");
    if (!wide.acts.empty()) wide.acts.emplace_back("movement");
    const auto old = clause_verdicts(reading, narrow);
    const auto now = clause_verdicts(reading, wide);
    for (std::size_t c = 0; c < old.size(); ++c) {
        if (old[c].ruling == Ruling::undetermined) RC_ASSERT(now[c].ruling == Ruling::undetermined);
    }
}

RC_GTEST_PROP(Laws, residual_sets_do_what_they_claim_and_no_smaller_set_does, (std::uint64_t seed)) {
    RandomWorld world(seed);
    const CompiledReading reading = compiled(world.terms(small()));
    const PriorIncidents none;
    const Planes answers = all_answers(reading, world.facts("1"), none);
    for (std::size_t c = 0; c < reading.clauses().size(); ++c) {
        const auto index = static_cast<std::uint16_t>(c);
        if (rule(reading, index, answers, false).ruling != Ruling::undetermined) continue;
        const std::vector<std::uint16_t> open = unknown_of(reading.clauses()[c], answers);
        if (open.size() > 7) continue;
        // The least number of literals whose answers can make each ruling, over all 3^n partial completions.
        std::map<Ruling, std::size_t> least;
        std::map<Ruling, std::set<std::vector<std::uint16_t>>> sets;
        std::size_t choices = 1;
        for (std::size_t i = 0; i < open.size(); ++i) choices *= 3;
        for (std::size_t choice = 0; choice < choices; ++choice) {
            Planes tried = answers;
            std::vector<std::uint16_t> chosen;
            std::size_t rest = choice;
            for (const std::uint16_t literal : open) {
                tried.set(literal, static_cast<Truth>(rest % 3));
                if (rest % 3 != 1) chosen.push_back(literal);
                rest /= 3;
            }
            const Ruling ruling = answer(rule(reading, index, tried, false).ruling);
            const auto known = least.find(ruling);
            if (known == least.end() || chosen.size() < known->second) least[ruling] = chosen.size();
            sets[ruling].insert(chosen);
        }
        const Residual found = residual(reading, index, answers);
        const auto agrees = [&](const std::optional<std::vector<std::uint16_t>>& set, Ruling ruling) {
            if (!set) return !least.contains(ruling);
            return least.contains(ruling) && set->size() == least[ruling] && sets[ruling].contains(*set);
        };
        RC_ASSERT(agrees(found.clear, Ruling::no_violation));
        RC_ASSERT(agrees(found.convict, Ruling::violation));
    }
}

RC_GTEST_PROP(Laws, the_order_of_clauses_exceptions_edges_and_facts_changes_nothing, (std::uint64_t seed)) {
    RandomWorld world(seed);
    Terms t = world.terms(small());
    Facts f = world.facts("1");
    const CompiledReading one = compiled(t);
    const Explanation before = explain(one, f);
    world.shuffle(t.clauses);
    world.shuffle(t.exceptions);
    world.shuffle(t.edges);
    world.shuffle(t.actors);
    world.shuffle(t.areas);
    world.shuffle(f.acts);
    world.shuffle(f.actors);
    world.shuffle(f.targets);
    const CompiledReading other = compiled(t);
    const Explanation after = explain(other, f);
    RC_ASSERT(before.verdict.ruling == after.verdict.ruling);
    RC_ASSERT(sentence(before, "en") == sentence(after, "en"));
    const auto exception_id = [](const CompiledReading& r, std::int16_t i) {
        return i < 0 ? std::string() : r.terms().exceptions[static_cast<std::size_t>(i)].id;
    };
    for (const ExplainedClause& old : before.clauses) {
        const std::string& id = one.terms().clauses[old.verdict.clause].id;
        for (const ExplainedClause& now : after.clauses) {
            if (other.terms().clauses[now.verdict.clause].id != id) continue;
            RC_ASSERT(old.verdict.ruling == now.verdict.ruling);
            RC_ASSERT(old.verdict.undetermined == now.verdict.undetermined);
            RC_ASSERT(exception_id(one, old.verdict.exception) == exception_id(other, now.verdict.exception));
            RC_ASSERT(old.residual.clear == now.residual.clear);
            RC_ASSERT(old.residual.convict == now.residual.convict);
        }
    }
}

RC_GTEST_PROP(Laws, without_a_clause_there_is_no_violation, (std::uint64_t seed)) {
    RandomWorld world(seed);
    Terms t = world.terms(small());
    const Facts f = world.facts("1");
    t.clauses.clear();
    t.exceptions.clear();
    RC_ASSERT(judge(compiled(t), f).ruling == Ruling::no_rule);
}

RC_GTEST_PROP(Laws, a_register_is_judged_alike_one_by_one_on_any_number_of_threads_and_in_any_order, (std::uint64_t seed)) {
    RandomWorld world(seed);
    const CompiledReading reading = compiled(world.terms({.clauses = 4, .exceptions = 5}));
    std::vector<Facts> facts;
    for (int i = 0; i < 30; ++i) {
        facts.push_back(world.facts(fmt::format("i{}", i)));
        if (world.one_in(4)) facts.back().finder = "other";
    }
    const std::vector<Verdict> one = judge_all(reading, facts, 1);
    RC_ASSERT(judge_all(reading, facts, 3) == one);
    const PriorIncidents prior(reading, facts, one);
    for (std::size_t i = 0; i < facts.size(); ++i) {
        RC_ASSERT(judge(reading, facts[i], prior) == one[i]);
        const Explanation explanation = explain(reading, facts[i], prior);
        RC_ASSERT(explanation.verdict == one[i]);
        const auto follows = recompute(explanation);
        if (!follows) RC_FAIL(follows.error().text() + "\n" + to_text(explanation));
    }
    std::map<std::string, Verdict> by_id;
    for (std::size_t i = 0; i < facts.size(); ++i) by_id[facts[i].incident] = one[i];
    world.shuffle(facts);
    const std::vector<Verdict> shuffled = judge_all(reading, facts, 2);
    for (std::size_t i = 0; i < facts.size(); ++i) RC_ASSERT(shuffled[i] == by_id[facts[i].incident]);
}

}  // namespace truce
