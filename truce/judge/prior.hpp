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
        std::size_t floor_index = 0;           ///< the earliest of those, if unknown
        std::vector<Candidate> surely_before;  ///< oldest first
    };
    [[nodiscard]] Candidates candidates(const Facts& asking, std::int64_t duration_us, std::int64_t distance_mm) const;
    /// The answer from candidates and verdicts.
    [[nodiscard]] static Answer answer(const Candidates& candidates, std::span<const Verdict> verdicts);

    [[nodiscard]] std::span<const Facts> facts() const { return facts_; }

private:
    struct Entry {
        Interval when;
        LatLon centre;
        std::int64_t reach_mm = 0;  ///< the region lies within this far of centre; < 0: anywhere
        std::size_t index = 0;
    };
    /// One finder's incidents that last between 2^(n-1) and 2^n days, by their beginning: a window in time must
    /// begin as much earlier as the longest of them lasts.
    struct Shelf {
        std::int64_t longest_us = 0;
        std::vector<Entry> entries;
    };
    /// Names as numbers: equal names that the terms do not know are equal, and other than all others.
    struct Sides {
        std::vector<std::uint32_t> actors;
        std::vector<std::uint32_t> targets;
    };
    [[nodiscard]] static Entry entry_of(const Facts& facts, std::size_t index);
    [[nodiscard]] static bool may_be_near(const Entry& a, const Entry& b, std::int64_t distance_mm);
    void shelve();
    void compare_sides(const std::vector<std::pair<std::string, std::int32_t>>& names);
    [[nodiscard]] Truth same_side(std::int32_t a, std::int32_t b, const Interval& when) const;
    [[nodiscard]] Truth same_sides(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b, const Interval& when) const;
    [[nodiscard]] std::vector<std::uint32_t> numbers_of(const std::vector<std::string>& names) const;
    void weigh(const Facts& asking, const Sides& sides, const Entry& self, const Entry& other, std::int64_t duration_us,
               std::int64_t distance_mm, Candidates& out) const;

    const CompiledReading* reading_ = nullptr;
    std::span<const Facts> facts_;
    std::span<const Verdict> verdicts_;
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<Sides> sides_;    ///< per incident
    std::vector<Timeline> same_;  ///< [a * numbers + b]: whether a and b are one side
    /// Whether named areas are near each other, computed when first asked; guarded, since find() is for many threads.
    struct Nearness;
    [[nodiscard]] Truth near(const Region& a, const Region& b, std::int64_t distance_mm) const;
    std::shared_ptr<Nearness> nearness_;
    std::map<std::string_view, std::vector<Shelf>> shelves_;  ///< by finder
};

}  // namespace truce
