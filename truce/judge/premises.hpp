/// The answers of one incident's facts to a reading's literals, as bit planes, found when first asked.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "truce/judge/facts.hpp"
#include "truce/judge/prior.hpp"
#include "truce/judge/reading.hpp"

namespace truce {

/// Three-valued answers to all literals: bit n of `yes` and of `no`; neither is unknown.
struct Planes {
    std::vector<std::uint64_t> yes;
    std::vector<std::uint64_t> no;

    explicit Planes(std::size_t words = 0) : yes(words), no(words) {}
    [[nodiscard]] Truth operator[](std::uint16_t literal) const {
        const std::uint64_t bit = std::uint64_t{1} << (literal % 64U);
        if ((yes[literal / 64U] & bit) != 0) return Truth::yes;
        return (no[literal / 64U] & bit) != 0 ? Truth::no : Truth::unknown;
    }
    void set(std::uint16_t literal, Truth value) {
        const std::uint64_t bit = std::uint64_t{1} << (literal % 64U);
        yes[literal / 64U] &= ~bit;
        no[literal / 64U] &= ~bit;
        if (value == Truth::yes) yes[literal / 64U] |= bit;
        if (value == Truth::no) no[literal / 64U] |= bit;
    }
    friend bool operator==(const Planes&, const Planes&) = default;
};

/// For one thread: loads one incident after the other and keeps what it learnt about names. The reading, the facts
/// and the prior incidents must live while it is asked.
class Premises {
public:
    explicit Premises(const CompiledReading& reading);

    void load(const Facts& facts, const PriorIncidents& prior);

    [[nodiscard]] const CompiledReading& reading() const { return reading_; }
    [[nodiscard]] const Facts& facts() const { return *facts_; }
    [[nodiscard]] const PriorIncidents& prior() const { return *prior_; }

    /// The answer to one literal. What it depends on: docs/methods/judging.md.
    Truth value(std::uint16_t literal);
    /// The value of the conjunction; stops asking as soon as it is false. Many clauses share their exceptions, so each
    /// conjunction is looked at once.
    Truth state(const CompiledTerm& term) {
        std::uint8_t& known = states_[term.number];
        if (known == not_looked_at) known = static_cast<std::uint8_t>(find(term));
        const auto found = static_cast<Truth>(known);
        rested_on_responses_ |= term.asks_responses && found != Truth::no;
        return found;
    }
    /// Whether an answer found so far is yes to one of `positive` or no to one of `negative`.
    [[nodiscard]] bool answered_any(const std::vector<MaskWord>& masks) const {
        for (const MaskWord& mask : masks) {
            if (((mask.positive & planes_.yes[mask.word]) | (mask.negative & planes_.no[mask.word])) != 0) return true;
        }
        return false;
    }
    /// The answers found so far; what was not asked reads unknown.
    [[nodiscard]] const Planes& planes() const { return planes_; }

    /// From now on every question about earlier incidents is left unknown instead of looked up.
    void leave_responses_open() { responses_open_ = true; }
    /// Whether a conjunction was found unknown that has such a question, since this was last called.
    [[nodiscard]] bool take_rested_on_responses() { return std::exchange(rested_on_responses_, false); }

    /// An actor of the terms by a source's name, or one of these.
    static constexpr std::int32_t unknown_name = -1;
    static constexpr std::int32_t civilians = -2;
    std::int32_t resolve(const std::string& name);
    [[nodiscard]] const std::vector<std::int32_t>& actors() const { return actors_; }
    [[nodiscard]] const std::vector<std::int32_t>& targets() const { return targets_; }

    /// Whether one resolved name belongs to a set during the interval.
    [[nodiscard]] static Truth belongs(const std::vector<Timeline>& set, std::int32_t who, const Interval& when);

private:
    static constexpr std::uint8_t not_looked_at = 0xff;
    Truth find(const Literal& literal);
    Truth find(const CompiledTerm& term);
    [[nodiscard]] Truth act_covered(const std::vector<Truth>& table) const;
    [[nodiscard]] Truth all_belong(const std::vector<std::int32_t>& candidates, const std::vector<Timeline>& set, bool of_civilians) const;
    [[nodiscard]] Truth during(const Interval& interval) const;
    [[nodiscard]] Truth fact_in(const Literal& literal) const;
    [[nodiscard]] Truth composition_in(const std::vector<std::string>& values) const;
    [[nodiscard]] Truth number_below(const Atom& atom) const;
    [[nodiscard]] const NamedFact* named(const std::string& name) const;

    const CompiledReading& reading_;
    const Facts* facts_ = nullptr;
    const PriorIncidents* prior_ = nullptr;
    std::vector<std::int32_t> acts_;
    std::vector<std::int32_t> actors_;
    std::vector<std::int32_t> targets_;
    Planes planes_;
    std::vector<std::uint64_t> pending_;
    std::vector<std::uint8_t> states_;  ///< per conjunction: its Truth, or not_looked_at
    bool responses_open_ = false;
    bool rested_on_responses_ = false;
    std::unordered_map<std::string, std::int32_t> names_;
};

/// The value of the conjunction given all answers.
Truth state(const CompiledReading& reading, const CompiledTerm& term, const Planes& planes);

}  // namespace truce
