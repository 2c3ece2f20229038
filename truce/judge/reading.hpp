/// A reading of the terms, compiled: what every incident is asked, once, and which answers make which ruling.
///
/// The terms' clauses, exceptions and conditions share few questions ("literals"): is the place inside this
/// area, is every possible actor bound by that instrument, was it before that instant. Each is kept once and
/// answered at most once per incident. A clause is then a list of conjunctions of literals (normal_form.hpp):
///
///   failing      makes an element of the clause false
///   met          an obligation has been done
///   exempting    an exception applies, not defeated by one of higher priority nor contradicted by an equal one
///   conflicting  an exception and one of equal priority against it, or the clause and a permit, both apply
///
/// It is violated if all of them are false, not violated if one of the first three is true, in conflict if
/// one of the last is true and the first three are false (judge.hpp). An exception to an exception counts if its priority
/// is higher, contradicts it if equal, and is without effect if lower. A permit contradicts every prohibition
/// that applies to the same act, since clauses have no priority: an exception is the way to say "except".
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/geo/area.hpp"
#include "truce/judge/membership.hpp"
#include "truce/judge/normal_form.hpp"
#include "truce/judge/verdict.hpp"

namespace truce {

/// One question to an incident's facts.
struct Literal {
    enum class Kind : std::uint8_t {
        act,          ///< every possible act is covered
        actor,        ///< every possible actor belongs to a set
        target,       ///< likewise
        in_force,     ///< the instrument's version is in force
        fact,         ///< a named fact has one of some values
        number,       ///< a named number is less than a bound
        before,       ///< it happened before an instant
        during,       ///< it happened in an interval
        inside,       ///< it happened in an area
        within,       ///< it happened near an area
        responds_to,  ///< it answers an earlier violation
    };
    Kind kind = Kind::act;
    std::string key;         ///< identity: equal keys, equal questions; ascending keys give the literals' order
    std::size_t table = 0;   ///< of acts, sets or areas, by kind
    Atom atom;               ///< fact, number, before, during, inside, within, responds_to
    std::string set;         ///< actor, target: as the terms name it; act: the ids joined by ", "
    std::string instrument;  ///< in_force and the sets that depend on one
    Interval interval;       ///< in_force, during; validity of the area
};

/// A conjunction as masks over bit planes: true if `yes` has all of `positive` and `no` has all of `negative`.
struct MaskWord {
    std::uint32_t word = 0;
    std::uint64_t positive = 0;
    std::uint64_t negative = 0;
};

struct CompiledTerm {
    enum class Kind : std::uint8_t { failing, met, exempting, conflicting };
    enum class Element : std::uint8_t { act, in_force, by, against, where, when, due };
    Kind kind = Kind::failing;
    Element element = Element::act;  ///< failing
    std::int16_t exception = -1;     ///< exempting, conflicting
    std::int16_t against = -1;       ///< conflicting
    Conjunction literals;
    std::uint32_t number = 0;     ///< equal conjunctions of a reading have one
    bool asks_responses = false;  ///< one of the literals is a responds_to
    std::uint32_t first = 0;      ///< masks, [first, last) of CompiledReading::masks
    std::uint32_t last = 0;
};

struct CompiledClause {
    enum class Silent : std::uint8_t { no, draft_text, instrument_draft, never_in_force, approval_missing, permits };
    Silent silent = Silent::no;  ///< why it yields no verdict
    bool if_accepted = false;    ///< an approval is only reported
    bool reconstructed = false;
    std::uint16_t rank = 0;  ///< among all clauses by id
    std::int32_t by = -1;    ///< the literal of `by`, -1 for anyone
    ClauseVerdict blank;     ///< no_rule, with what the terms alone say of how much a verdict rests on
    /// An element other than `by` and `due` surely fails if `yes` has a bit of `positive` or `no` one of `negative`.
    std::vector<MaskWord> fails;
    /// Failing ones first, by cost; then met; exempting and conflicting by priority (high first) and exception id.
    std::vector<CompiledTerm> terms;
    /// Literals that occur with both signs in what makes no violation, and in all of it: for these, answers
    /// that are unknown one by one may still decide together.
    std::vector<std::uint16_t> mixed;
};

struct ClauseOutline;

class CompiledReading {
public:
    /// Errors (reading.*): unknown_act, unknown_area, unknown_actor, unknown_fact, unknown_version, unknown_rule (an id that
    /// the terms or the profile lack), cycle (among exceptions), too_large (more than 32,767 clauses, exceptions or
    /// literals), too_entangled (conjunctions_max; more than mixed_max literals that occur with both signs in one clause).
    static Result<CompiledReading> compile(std::shared_ptr<const Terms> terms, std::shared_ptr<const Profile> profile);

    [[nodiscard]] const Terms& terms() const { return *terms_; }
    [[nodiscard]] const Profile& profile() const { return *profile_; }
    [[nodiscard]] const std::vector<Literal>& literals() const { return literals_; }
    [[nodiscard]] const std::vector<CompiledClause>& clauses() const { return clauses_; }
    [[nodiscard]] const std::vector<MaskWord>& masks() const { return masks_; }
    /// The terms as written, for explanations: outline.hpp.
    [[nodiscard]] const std::vector<ClauseOutline>& outlines() const { return *outlines_; }
    /// How many different conjunctions the clauses' terms have.
    [[nodiscard]] std::size_t conjunctions() const { return conjunctions_; }
    [[nodiscard]] std::size_t words() const { return (literals_.size() + 63) / 64; }
    [[nodiscard]] bool asks_about_responses() const { return !sides_.empty(); }

    /// Index of a literal by its key, -1 if no clause asks it.
    [[nodiscard]] std::int32_t find_literal(std::string_view key) const;

    /// What the evaluation of literals looks up.
    struct Tables {
        std::vector<std::vector<Truth>> acts;     ///< [act literal's table][index of the act in the profile]
        std::vector<std::vector<Timeline>> sets;  ///< [table][index of the actor in the terms]
        std::vector<InsideTest> areas;
        std::int32_t designated = -1;  ///< the set of all designated, if target_composition is asked
    };
    [[nodiscard]] const Tables& tables() const { return tables_; }
    [[nodiscard]] const Gazetteer& gazetteer() const { return gazetteer_; }
    /// Index in the profile, -1 if it has no such act.
    [[nodiscard]] std::int32_t act_index(const std::string& id) const;
    /// Per actor the timelines of all actors' belonging to it; only if responds_to is asked.
    [[nodiscard]] const std::vector<std::vector<Timeline>>& sides() const { return sides_; }

private:
    friend class Compiler;
    CompiledReading() = default;

    std::shared_ptr<const Terms> terms_;
    std::shared_ptr<const Profile> profile_;
    std::vector<Literal> literals_;
    std::vector<CompiledClause> clauses_;
    std::vector<MaskWord> masks_;
    std::size_t conjunctions_ = 0;
    std::shared_ptr<const std::vector<ClauseOutline>> outlines_;
    Tables tables_;
    Gazetteer gazetteer_;
    std::unordered_map<std::string, std::int32_t> act_index_;
    std::vector<std::vector<Timeline>> sides_;
};

/// Literals with both signs in one clause beyond this number are refused: 2^n answers are tried for them.
inline constexpr std::size_t mixed_max = 12;

/// The literal that an atom of a condition asks in a clause of `instrument`, and its sign: `after` is NOT `before`,
/// `>=` is NOT `<`, and of a value and its opposite one is asked ("x is no" is NOT "x is yes", if the profile knows
/// these two values). Only kind, key, atom, set, instrument and interval are filled.
struct AskedLiteral {
    Literal literal;
    bool positive = true;
};
AskedLiteral asked(const Atom& atom, std::string_view instrument, const Profile& profile);
/// The same for the elements of a clause. `set` is not "anyone".
AskedLiteral asked_acts(const std::vector<std::string>& acts);
AskedLiteral asked_actor(std::string_view set, std::string_view instrument);
AskedLiteral asked_target(std::string_view set, std::string_view instrument);
AskedLiteral asked_in_force(const Instrument& instrument, const Version& version);

}  // namespace truce
