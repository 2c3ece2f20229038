/// The register's other incidents and what the reading says of them, for responds_to.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "truce/judge/facts.hpp"
#include "truce/judge/reading.hpp"
#include "truce/judge/verdict.hpp"

namespace truce {

/// responds_to(prior, h, km) holds of incident i if the same finder has an incident j that
///   order      happened before i: surely if j ends before i begins; surely not if every instant of j is too late
///   near       happened at most h before i and at most km away from it
///   direction  has i's target as its actor and i's actor as its target: every candidate of one and every one of the
///              other are the same or one is part of the other, at every instant of j. Two different ones that are parts
///              of a third leave it unknown, as do umbrellas and, unless they are equal, names that the terms do not know
///   verdict    is, by this reading, a violation
/// It is the OR over all j of the AND of these, with one exception: where the order is unknown, j's verdict counts
/// as unknown without being looked at. So the question of i leads to j only if j surely came first, which is a
/// strict partial order, and the evaluation ends. An undetermined or contradictory verdict counts as
/// unknown. What is not in the register did not happen: a later report makes a new judgement.
class PriorIncidents {
public:
    /// No other incidents: every question is answered no.
    PriorIncidents() = default;
    /// `verdicts[i]` is the verdict on `facts[i]`. Reading, facts and verdicts must outlive this.
    PriorIncidents(const CompiledReading& reading, std::span<const Facts> facts, std::span<const Verdict> verdicts);

    struct Answer {
        Truth value = Truth::no;
        /// Index into the facts: an incident that gives the value, of those surely before it the earliest; none if the
        /// value is no.
        std::vector<std::size_t> cited;
    };
    /// For one of the facts given above (an incident of the same id and finder is never its own prior). An incident that
    /// was not among them may be asked about too; names that only it has are unknown.
    [[nodiscard]] Answer find(const Facts& asking, std::int64_t duration_us, std::int64_t distance_mm) const;

    /// What find() rests on, apart from verdicts.
    struct Candidate {
        std::size_t index = 0;
        Truth without_verdict = Truth::no;  ///< near AND direction, unknown or yes; order is yes
    };
    struct Candidates {
        Truth floor = Truth::no;               ///< what the others say whatever the verdicts are: no or unknown
        std::size_t floor_index = 0;           ///< one of those, if unknown
        std::vector<Candidate> surely_before;  ///< oldest first
    };
    [[nodiscard]] Candidates candidates(const Facts& facts, std::int64_t duration_us, std::int64_t distance_mm) const;
    /// The answer from candidates and verdicts.
    [[nodiscard]] static Answer answer(const Candidates& candidates, std::span<const Verdict> verdicts);

    [[nodiscard]] std::span<const Facts> facts() const { return facts_; }

private:
    struct Entry {
        Interval when;
        LatLon centre;
        std::int64_t reach_mm = 0;  ///< the region lies within this far of centre; < 0: anywhere
        std::size_t index = 0;
        std::uint64_t actors = 0;  ///< bit n % 64 for each number n; all bits if nobody is named
        std::uint64_t targets = 0;
    };
    /// One finder's incidents that last between 2^(n-1) and 2^n days, by their beginning: a window in time must
    /// begin as much earlier as the longest of them lasts.
    struct Shelf {
        std::int64_t longest_us = 0;
        std::vector<Entry> entries;
    };
    /// Names as numbers: equal names that the terms do not know are equal, and other than all others.
    using Numbers = std::span<const std::uint32_t>;
    struct Sides {
        Numbers actors;
        Numbers targets;
    };
    /// Where an incident's numbers stand in side_numbers_: actors, then targets.
    struct SidesPlace {
        std::size_t actors = 0;
        std::size_t targets = 0;
        std::size_t end = 0;
    };
    /// An incident that asks, with whom it may answer, as bits like Entry's.
    struct Asking {
        const Facts* facts = nullptr;
        Entry self;
        std::vector<std::uint32_t> own_numbers;  ///< if it is none of the register's
        Sides sides;
        std::uint64_t may_have_hit = 0;   ///< actors that may be one side with its targets
        std::uint64_t may_have_been = 0;  ///< targets that may be one side with its actors
        std::int64_t duration_us = 0;
        std::int64_t distance_mm = 0;
        [[nodiscard]] bool surely_soon_after(const Entry& other) const;
        /// False if it can be unknown at most whether this answers `other`, or anything at all.
        [[nodiscard]] bool may_surely_answer(const Entry& other) const;
        [[nodiscard]] bool may_surely_answer() const;
    };
    [[nodiscard]] static Entry entry_of(const Facts& facts, std::size_t index);
    [[nodiscard]] static bool may_be_near(const Entry& a, const Entry& b, std::int64_t distance_mm);
    void shelve();
    void compare_sides(const std::vector<std::pair<std::string, std::int32_t>>& names);
    [[nodiscard]] Truth same_side(std::int32_t a, std::int32_t b, const Interval& when) const;
    [[nodiscard]] Truth same_sides(Numbers a, Numbers b, const Interval& when) const;
    [[nodiscard]] Sides sides_of(std::size_t index) const;
    [[nodiscard]] std::uint32_t number_of(const std::string& name) const;
    [[nodiscard]] Asking asking(const Facts& facts, std::int64_t duration_us, std::int64_t distance_mm) const;
    [[nodiscard]] std::uint64_t bits_of(Numbers numbers) const;
    [[nodiscard]] std::uint64_t possible_bits(Numbers numbers) const;
    /// Whether `asking` answers the other one if that was a violation.
    [[nodiscard]] Truth without_verdict(const Asking& asking, const Entry& other) const;

    const CompiledReading* reading_ = nullptr;
    std::span<const Facts> facts_;
    std::span<const Verdict> verdicts_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::uint32_t> side_numbers_;
    std::vector<SidesPlace> sides_;        ///< per incident
    std::vector<std::uint64_t> possible_;  ///< [a]: bits of the names that are ever not surely another side
    std::vector<Timeline> same_;           ///< [a * numbers + b]: whether a and b are one side
    /// Whether named areas are near each other, computed when first asked; guarded, since find() is for many threads.
    struct Nearness;
    [[nodiscard]] Truth near(const Region& a, const Region& b, std::int64_t distance_mm) const;
    std::shared_ptr<Nearness> nearness_;
    std::map<std::string_view, std::vector<Shelf>> shelves_;  ///< by finder
};

}  // namespace truce
