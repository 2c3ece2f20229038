/// CompiledReading::compile: from terms to literals, normal forms and masks.
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "truce/judge/facts.hpp"
#include "truce/judge/outline.hpp"
#include "truce/judge/reading.hpp"

namespace truce {

namespace {

Error unknown(std::string id, std::string_view what, std::string_view name, std::string_view rule) {
    return Error{Errc::invalid, "reading." + std::move(id), fmt::format("{} names {} \"{}\", which does not exist", rule, what, name), "",
                 "declare it, or mend the name"};
}

bool is_geometry(const Literal& literal) { return literal.kind == Literal::Kind::inside || literal.kind == Literal::Kind::within; }

}  // namespace

class Compiler {
public:
    Compiler(std::shared_ptr<const Terms> terms, std::shared_ptr<const Profile> profile) {
        reading_.terms_ = std::move(terms);
        reading_.profile_ = std::move(profile);
    }

    Result<CompiledReading> compile() {
        const std::size_t most = std::numeric_limits<std::int16_t>::max();
        if (terms().clauses.size() > most || terms().exceptions.size() > most) return too_large();
        lay_tables();
        TRUCE_TRY(check_defeats());
        for (const Clause& clause : terms().clauses) reading_.clauses_.push_back(describe(clause));
        rank_by_id();
        for (std::size_t i = 0; i < terms().clauses.size(); ++i) {
            TRUCE_TRY(compile_clause(terms().clauses[i], reading_.clauses_[i]));
        }
        if (reading_.literals_.size() > most) return too_large();
        sort_literals();
        for (CompiledClause& clause : reading_.clauses_) {
            order_terms(clause);
            TRUCE_TRY(find_mixed(clause));
            lay_masks(clause);
            lay_failures(clause);
        }
        reading_.conjunctions_ = conjunctions_.size();
        reading_.outlines_ = std::make_shared<const std::vector<ClauseOutline>>(outline(reading_));
        return std::move(reading_);
    }

private:
    [[nodiscard]] const Terms& terms() const { return *reading_.terms_; }
    [[nodiscard]] const Profile& profile() const { return *reading_.profile_; }

    void rank_by_id() {
        std::vector<std::uint16_t> by_id(terms().clauses.size());
        std::iota(by_id.begin(), by_id.end(), std::uint16_t{0});
        std::ranges::sort(by_id, {}, [&](std::uint16_t i) -> const std::string& { return terms().clauses[i].id; });
        for (std::size_t rank = 0; rank < by_id.size(); ++rank) reading_.clauses_[by_id[rank]].rank = static_cast<std::uint16_t>(rank);
    }

    static Error too_large() {
        return Error{Errc::too_large, "reading.too_large", "more clauses, exceptions or conditions than can be numbered", "", ""};
    }

    void lay_tables() {
        for (std::size_t i = 0; i < profile().acts.size(); ++i) {
            reading_.act_index_.emplace(profile().acts[i].id, static_cast<std::int32_t>(i));
        }
        // Ids of one atlas are distinct, so nothing can contradict.
        if (profile().atlas) TRUCE_ASSERT(profile().atlas->add_to(reading_.gazetteer_).ok());
    }

    // ---- literals ------------------------------------------------------------------------------------------

    /// Gives a question its number, and its table when it is new.
    Result<Signed> number_of(AskedLiteral one, const std::string& rule) {
        const auto known = by_key_.find(one.literal.key);
        if (known != by_key_.end()) return Signed{known->second, one.positive};
        TRUCE_TRY(complete(one.literal, rule));
        if (reading_.literals_.size() > std::numeric_limits<std::int16_t>::max()) return too_large();
        const auto number = static_cast<std::uint16_t>(reading_.literals_.size());
        by_key_.emplace(one.literal.key, number);
        reading_.literals_.push_back(std::move(one.literal));
        return Signed{number, one.positive};
    }

    Result<void> complete(Literal& literal, const std::string& rule) {
        switch (literal.kind) {
            case Literal::Kind::act: return {};  // by compile_acts
            case Literal::Kind::actor:
            case Literal::Kind::target: return complete_member(literal, rule);
            case Literal::Kind::fact: return complete_fact(literal, rule);
            case Literal::Kind::number:
                if (profile().fact(literal.atom.name)) return {};
                return unknown("unknown_fact", "the fact", literal.atom.name, rule);
            case Literal::Kind::inside:
            case Literal::Kind::within: return complete_area(literal, rule);
            case Literal::Kind::responds_to: lay_sides(); return {};
            case Literal::Kind::in_force:
            case Literal::Kind::before:
            case Literal::Kind::during: return {};
        }
        TRUCE_ASSERT(false);
    }

    std::size_t set_table(const ActorSet& set) {
        const auto [place, fresh] = sets_.emplace(set, reading_.tables_.sets.size());
        if (fresh) reading_.tables_.sets.push_back(timelines(terms(), set));
        return place->second;
    }

    Result<void> complete_member(Literal& literal, const std::string& rule) {
        ActorSet set;
        set.name = literal.instrument;
        if (literal.set == "bound_or_supporting") {
            set.kind = ActorSet::Kind::bound_or_supporting;
        } else if (literal.set == "designated") {
            set.kind = ActorSet::Kind::designated;
        } else if (literal.set != "bound") {
            if (literal.set != civilians_name && !terms().actor(literal.set))
                return unknown("unknown_actor", "the actor", literal.set, rule);
            set.kind = ActorSet::Kind::id;
            set.name = literal.set;
        }
        literal.table = set_table(set);
        return {};
    }

    Result<void> complete_fact(Literal& literal, const std::string& rule) {
        const FactKind* kind = profile().fact(literal.atom.name);
        const bool notification = literal.atom.name.starts_with(notified_prefix);
        if (!kind && !notification) return unknown("unknown_fact", "the fact", literal.atom.name, rule);
        std::vector<std::string> values = kind ? kind->values : std::vector<std::string>{"no", "yes"};
        std::erase(values, "unknown");
        for (const std::string& value : literal.atom.values) {
            if (std::ranges::find(values, value) == values.end()) {
                return unknown("unknown_fact", "the value", literal.atom.name + " is " + value, rule);
            }
        }
        if (literal.atom.name == target_composition_name && reading_.tables_.designated < 0) {
            reading_.tables_.designated = static_cast<std::int32_t>(set_table({ActorSet::Kind::designated, ""}));
        }
        return {};
    }

    Result<void> complete_area(Literal& literal, const std::string& rule) {
        const TermsArea* area = terms().area(literal.atom.name);
        if (!area) return unknown("unknown_area", "the area", literal.atom.name, rule);
        literal.interval = area->valid;
        if (literal.kind == Literal::Kind::inside) {
            literal.table = reading_.tables_.areas.size();
            reading_.tables_.areas.emplace_back(area->area, reading_.gazetteer_);
        } else {
            literal.table = static_cast<std::size_t>(area - terms().areas.data());
        }
        return {};
    }

    void lay_sides() {
        if (!reading_.sides_.empty()) return;
        for (const Actor& actor : terms().actors) reading_.sides_.push_back(timelines(terms(), {ActorSet::Kind::id, actor.id}));
        if (reading_.sides_.empty()) reading_.sides_.emplace_back();  // asked, though nobody is known by name
    }

    // ---- conditions ------------------------------------------------------------------------------------------

    Result<Dnf> form_of(const Condition& condition, const Clause& clause, const std::string& rule) {
        if (condition.op == Condition::Op::atom) {
            TRUCE_ASSIGN(const Signed one, number_of(asked(condition.atom, clause.instrument, profile()), rule));
            return literal(one);
        }
        if (condition.op == Condition::Op::negation) {
            TRUCE_ASSERT(condition.children.size() == 1);
            TRUCE_ASSIGN(const Dnf form, form_of(condition.children.front(), clause, rule));
            return negation(form);
        }
        const bool all = condition.op == Condition::Op::all;
        Dnf form = all ? always() : never();
        for (const Condition& child : condition.children) {
            TRUCE_ASSIGN(const Dnf one, form_of(child, clause, rule));
            TRUCE_ASSIGN(form, all ? both(form, one) : either(form, one));
        }
        return form;
    }

    Result<Signed> compile_acts(const Clause& clause) {
        AskedLiteral one = asked_acts(clause.acts);
        if (!by_key_.contains(one.literal.key)) {
            std::vector<Truth> table;
            for (const std::string& act : clause.acts) {
                if (!profile().act(act)) return unknown("unknown_act", "the act", act, clause.id);
            }
            for (const Act& done : profile().acts) table.push_back(covered(clause, done));
            one.literal.table = reading_.tables_.acts.size();
            reading_.tables_.acts.push_back(std::move(table));
        }
        return number_of(std::move(one), clause.id);
    }

    /// An act that is less specific than the clause's may or may not be one of them.
    [[nodiscard]] Truth covered(const Clause& clause, const Act& done) const {
        Truth answer = Truth::no;
        for (const std::string& act : clause.acts) {
            if (profile().covers(act, done.id)) return Truth::yes;
            if (profile().covers(done.id, act)) answer = Truth::unknown;
        }
        return answer;
    }

    // ---- exceptions ------------------------------------------------------------------------------------------

    /// Who defeats whom, by index: [rule id] -> exceptions. Refuses cycles and unknown ids.
    Result<void> check_defeats() {
        for (std::size_t i = 0; i < terms().exceptions.size(); ++i) {
            const Exception& exception = terms().exceptions[i];
            for (const std::string& defeated : exception.defeats) {
                if (!terms().clause(defeated) && !terms().exception(defeated))
                    return unknown("unknown_rule", "the rule", defeated, exception.id);
                defeaters_[defeated].push_back(static_cast<std::int16_t>(i));
            }
        }
        std::set<std::string> finished;
        for (const Exception& exception : terms().exceptions) {
            std::set<std::string> above;
            TRUCE_TRY(refuse_cycle(exception.id, above, finished));
        }
        return {};
    }

    Result<void> refuse_cycle(const std::string& id, std::set<std::string>& above, std::set<std::string>& finished) {
        if (finished.contains(id)) return {};
        if (!above.insert(id).second) {
            return Error{Errc::invalid, "reading.cycle", fmt::format("exception \"{}\" defeats itself through others", id), "",
                         "remove one of the defeats"};
        }
        for (const std::int16_t next : defeaters_[id]) TRUCE_TRY(refuse_cycle(exception(next).id, above, finished));
        above.erase(id);
        finished.insert(id);
        return {};
    }

    [[nodiscard]] const Exception& exception(std::int16_t index) const { return terms().exceptions[static_cast<std::size_t>(index)]; }

    /// Where the exception applies to the clause and none of higher priority defeats it.
    Result<Dnf> effective(std::int16_t index, const Clause& clause) {
        const Exception& one = exception(index);
        Dnf form = never();
        for (const Condition& one_case : one.cases) {
            TRUCE_ASSIGN(const Dnf applies, form_of(one_case, clause, one.id));
            TRUCE_ASSIGN(form, either(form, applies));
        }
        for (const std::int16_t other : defeaters_[one.id]) {
            if (exception(other).priority <= one.priority) continue;
            TRUCE_ASSIGN(const Dnf stronger, effective(other, clause));
            TRUCE_ASSIGN(const Dnf not_defeated, negation(stronger));
            TRUCE_ASSIGN(form, both(form, not_defeated));
        }
        return form;
    }

    Result<void> compile_exception(std::int16_t index, const Clause& clause, CompiledClause& out) {
        TRUCE_ASSIGN(const Dnf applies, effective(index, clause));
        Dnf exempting = applies;
        for (const std::int16_t other : defeaters_[exception(index).id]) {
            if (exception(other).priority != exception(index).priority) continue;
            TRUCE_ASSIGN(const Dnf contrary, effective(other, clause));
            TRUCE_ASSIGN(const Dnf clash, both(applies, contrary));
            TRUCE_ASSIGN(const Dnf not_contrary, negation(contrary));
            TRUCE_ASSIGN(exempting, both(exempting, not_contrary));
            add(out, clash, term_of(CompiledTerm::Kind::conflicting, index, other));
        }
        add(out, exempting, term_of(CompiledTerm::Kind::exempting, index));
        return {};
    }

    // ---- clauses ------------------------------------------------------------------------------------------

    static CompiledTerm term_of(CompiledTerm::Kind kind, std::int16_t exception = -1, std::int16_t against = -1) {
        CompiledTerm term;
        term.kind = kind;
        term.exception = exception;
        term.against = against;
        return term;
    }

    static void add(CompiledClause& out, const Dnf& form, CompiledTerm prototype) {
        for (const Conjunction& conjunction : form) {
            prototype.literals = conjunction;
            out.terms.push_back(prototype);
        }
    }

    [[nodiscard]] const Version* version_of(const Clause& clause) const {
        const Instrument* instrument = terms().instrument(clause.instrument);
        if (!instrument) return nullptr;
        const auto found = std::ranges::find(instrument->versions, clause.version, &Version::n);
        return found == instrument->versions.end() ? nullptr : &*found;
    }

    /// Whether it can speak at all, and on what it rests.
    [[nodiscard]] CompiledClause describe(const Clause& clause) const {
        using Silent = CompiledClause::Silent;
        CompiledClause out;
        out.reconstructed = clause.text_status == TextStatus::reconstructed;
        const Instrument* instrument = terms().instrument(clause.instrument);
        const Version* version = version_of(clause);
        if (clause.text_status == TextStatus::draft) {
            out.silent = Silent::draft_text;
        } else if (!instrument || !version || instrument->status == InstrumentStatus::draft) {
            out.silent = Silent::instrument_draft;
        } else if (version->in_force.empty()) {
            out.silent = Silent::never_in_force;
        } else {
            if (version->approvals_required.empty()) out.silent = Silent::approval_missing;
            for (const std::string& required : version->approvals_required) weigh_approval(*version, required, out);
            if (out.silent == Silent::no && clause.deontic == Deontic::permit) out.silent = Silent::permits;
        }
        return out;
    }

    static void weigh_approval(const Version& version, const std::string& required, CompiledClause& out) {
        bool reported = false;
        for (const Approval& approval : version.approvals) {
            if (approval.participant != required) continue;
            if (approval.kind == ApprovalKind::signed_) return;
            reported = true;
        }
        if (reported) {
            out.if_accepted = true;
        } else {
            out.silent = CompiledClause::Silent::approval_missing;
        }
    }

    /// What makes the elements false, one form per element.
    Result<void> compile_elements(const Clause& clause, CompiledClause& out) {
        using Element = CompiledTerm::Element;
        const auto fails = [&](Element element, const Dnf& form) {
            CompiledTerm term = term_of(CompiledTerm::Kind::failing);
            term.element = element;
            add(out, form, term);
        };
        if (!clause.acts.empty()) {
            TRUCE_ASSIGN(const Signed one, compile_acts(clause));
            fails(Element::act, literal({one.literal, false}));
        }
        const Version* version = version_of(clause);
        if (!version) return unknown("unknown_version", "the version", fmt::format("{}/{}", clause.instrument, clause.version), clause.id);
        TRUCE_ASSIGN(const Signed in_force, number_of(asked_in_force(*terms().instrument(clause.instrument), *version), clause.id));
        fails(Element::in_force, literal({in_force.literal, false}));
        if (clause.by != "anyone" && !clause.by.empty()) {
            TRUCE_ASSIGN(const Signed by, number_of(asked_actor(clause.by, clause.instrument), clause.id));
            fails(Element::by, literal({by.literal, false}));
            out.by = by.literal;
        }
        if (clause.against != "anyone" && !clause.against.empty()) {
            TRUCE_ASSIGN(const Signed against, number_of(asked_target(clause.against, clause.instrument), clause.id));
            fails(Element::against, literal({against.literal, false}));
        }
        TRUCE_ASSIGN(const Dnf where, form_of(clause.where, clause, clause.id));
        TRUCE_ASSIGN(const Dnf not_where, negation(where));
        fails(Element::where, not_where);
        TRUCE_ASSIGN(const Dnf when, form_of(clause.when, clause, clause.id));
        TRUCE_ASSIGN(const Dnf not_when, negation(when));
        fails(Element::when, not_when);
        return {};
    }

    Result<void> compile_obligation(const Clause& clause, CompiledClause& out) {
        if (clause.due) {
            Atom before;
            before.kind = AtomKind::before;
            before.from = *clause.due;
            TRUCE_ASSIGN(const Signed early, number_of(asked(before, clause.instrument, profile()), clause.id));
            CompiledTerm term = term_of(CompiledTerm::Kind::failing);
            term.element = CompiledTerm::Element::due;
            add(out, literal(early), term);
        }
        if (clause.done_when) {
            TRUCE_ASSIGN(const Dnf done, form_of(*clause.done_when, clause, clause.id));
            add(out, done, term_of(CompiledTerm::Kind::met));
        }
        return {};
    }

    /// A permit applies if all its elements hold and no exception takes it back.
    Result<Dnf> permit_applies(const Clause& clause) {
        CompiledClause parts;
        TRUCE_TRY(compile_elements(clause, parts));
        for (const std::int16_t index : defeaters_[clause.id]) TRUCE_TRY(compile_exception(index, clause, parts));
        Dnf stops = never();
        for (const CompiledTerm& term : parts.terms) {
            TRUCE_ASSIGN(stops, either(stops, {term.literals}));
        }
        return negation(stops);
    }

    Result<void> compile_clause(const Clause& clause, CompiledClause& out) {
        out.blank.clause = static_cast<std::uint16_t>(&clause - terms().clauses.data());
        if (out.silent != CompiledClause::Silent::no) return {};
        out.blank.reconstructed = out.reconstructed;
        out.blank.if_accepted = out.if_accepted;
        TRUCE_TRY(compile_elements(clause, out));
        if (clause.deontic == Deontic::oblige) TRUCE_TRY(compile_obligation(clause, out));
        for (const std::int16_t index : defeaters_[clause.id]) TRUCE_TRY(compile_exception(index, clause, out));
        if (clause.deontic != Deontic::prohibit) return {};
        for (std::size_t i = 0; i < terms().clauses.size(); ++i) {
            if (reading_.clauses_[i].silent != CompiledClause::Silent::permits) continue;
            TRUCE_ASSIGN(const Dnf permitted, permit_applies(terms().clauses[i]));
            add(out, permitted, term_of(CompiledTerm::Kind::conflicting, -1, static_cast<std::int16_t>(i)));
        }
        return {};
    }

    // ---- last steps ------------------------------------------------------------------------------------------

    /// Numbers the literals by key, so that the order of the file decides nothing.
    void sort_literals() {
        std::vector<Literal> sorted;
        std::vector<std::uint16_t> moved(reading_.literals_.size());
        for (const auto& [key, number] : by_key_) {  // ascending by key
            moved[number] = static_cast<std::uint16_t>(sorted.size());
            sorted.push_back(std::move(reading_.literals_[number]));
        }
        reading_.literals_ = std::move(sorted);
        for (CompiledClause& clause : reading_.clauses_) {
            if (clause.by >= 0) clause.by = moved[static_cast<std::size_t>(clause.by)];
            for (CompiledTerm& term : clause.terms) {
                for (Signed& one : term.literals) one.literal = moved[one.literal];
                std::ranges::sort(term.literals);
            }
        }
    }

    /// How dear a term is: looking up, geometry, other incidents.
    [[nodiscard]] int cost(const CompiledTerm& term) const {
        int most = 0;
        for (const Signed& one : term.literals) {
            const Literal& literal = reading_.literals_[one.literal];
            most = std::max(most, literal.kind == Literal::Kind::responds_to ? 2 : (is_geometry(literal) ? 1 : 0));
        }
        return most;
    }

    void order_terms(CompiledClause& clause) const {
        const auto rank = [this](const CompiledTerm& term) {
            const bool has_exception = term.exception >= 0;
            const bool has_other = term.against >= 0 && has_exception;
            const bool permits = term.against >= 0 && !has_exception;
            return std::tuple(std::min(static_cast<int>(term.kind), 2), term.kind == CompiledTerm::Kind::failing ? cost(term) : 0, permits,
                              has_exception ? -exception(term.exception).priority : 0, has_exception ? exception(term.exception).id : "",
                              term.kind, has_other ? exception(term.against).id : "",
                              permits ? terms().clauses[static_cast<std::size_t>(term.against)].id : "", term.element, term.literals);
        };
        std::ranges::sort(clause.terms, [&](const CompiledTerm& a, const CompiledTerm& b) { return rank(a) < rank(b); });
    }

    Result<void> find_mixed(CompiledClause& clause) const {
        std::set<Signed> seen;
        for (const CompiledTerm& term : clause.terms) seen.insert(term.literals.begin(), term.literals.end());
        for (const Signed& one : seen) {
            if (one.positive && seen.contains({one.literal, false})) clause.mixed.push_back(one.literal);
        }
        if (clause.mixed.size() <= mixed_max) return {};
        const auto index = static_cast<std::size_t>(&clause - reading_.clauses_.data());
        return Error{
            Errc::too_large, "reading.too_entangled",
            fmt::format("clause \"{}\" and its exceptions ask {} questions both ways", terms().clauses[index].id, clause.mixed.size()), "",
            "state the exceptions so that a condition is not both required and excluded"};
    }

    void lay_masks(CompiledClause& clause) {
        for (CompiledTerm& term : clause.terms) {
            std::map<std::uint32_t, MaskWord> words;
            for (const Signed& one : term.literals) {
                MaskWord& word = words[one.literal / 64U];
                word.word = one.literal / 64U;
                (one.positive ? word.positive : word.negative) |= std::uint64_t{1} << (one.literal % 64U);
            }
            term.first = static_cast<std::uint32_t>(reading_.masks_.size());
            for (const auto& [number, word] : words) reading_.masks_.push_back(word);
            term.last = static_cast<std::uint32_t>(reading_.masks_.size());
            term.number = conjunctions_.emplace(term.literals, static_cast<std::uint32_t>(conjunctions_.size())).first->second;
            term.asks_responses = std::ranges::any_of(
                term.literals, [&](const Signed& one) { return reading_.literals_[one.literal].kind == Literal::Kind::responds_to; });
        }
    }

    /// The failing terms of one question each, together: most clauses are settled by what another one has asked already.
    static void lay_failures(CompiledClause& clause) {
        using Element = CompiledTerm::Element;
        std::map<std::uint32_t, MaskWord> words;
        for (const CompiledTerm& term : clause.terms) {
            if (term.kind != CompiledTerm::Kind::failing || term.literals.size() != 1) continue;
            if (term.element == Element::by || term.element == Element::due) continue;
            const Signed& one = term.literals.front();
            MaskWord& word = words[one.literal / 64U];
            word.word = one.literal / 64U;
            (one.positive ? word.positive : word.negative) |= std::uint64_t{1} << (one.literal % 64U);
        }
        for (const auto& [number, word] : words) clause.fails.push_back(word);
    }

    CompiledReading reading_;
    std::map<std::string, std::uint16_t> by_key_;
    std::map<Conjunction, std::uint32_t> conjunctions_;
    std::map<ActorSet, std::size_t> sets_;
    std::map<std::string, std::vector<std::int16_t>, std::less<>> defeaters_;
};

Result<CompiledReading> CompiledReading::compile(std::shared_ptr<const Terms> terms, std::shared_ptr<const Profile> profile) {
    TRUCE_ASSERT(terms && profile);
    return Compiler(std::move(terms), std::move(profile)).compile();
}

}  // namespace truce
