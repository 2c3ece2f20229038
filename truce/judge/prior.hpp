/// The register's other incidents and what the reading says of them, for responds_to.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string_view>
#include <vector>

#include "truce/judge/facts.hpp"
#include "truce/judge/reading.hpp"
#include "truce/judge/verdict.hpp"

namespace truce {

class Premises;

/// responds_to(prior, h, km) holds of incident i if the same finder has an incident j that
///   order      happened before i: surely if j ends before i begins; surely not if every instant of j is too late
///   near       happened at most h before i and at most km away from it
///   direction  has i's target as its actor and i's actor as its target: every candidate of one and every one of the
///              other are the same or one is part of the other. Two different ones that are parts of a third leave it
///              unknown, as do umbrellas and, unless they are equal, names that the terms do not know
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
        /// Indexes into the facts: the earliest incident that gives the value, none if the value is no.
        std::vector<std::size_t> cited;
    };
    /// For the incident loaded in `asking`; an incident of the same id and finder is never its own prior.
    [[nodiscard]] Answer find(const Premises& asking, std::int64_t duration_us, std::int64_t distance_mm) const;

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
    [[nodiscard]] Candidates candidates(const Premises& asking, std::int64_t duration_us, std::int64_t distance_mm) const;
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
    /// One finder's incidents: those shorter than two days by their beginning, the others apart, because a
    /// window in time must begin as much earlier as the longest of them lasts.
    struct Shelf {
        std::vector<Entry> brief;
        std::vector<Entry> lasting;
    };
    [[nodiscard]] static bool may_be_near(const Entry& a, const Entry& b, std::int64_t distance_mm);
    [[nodiscard]] Entry entry_of(const Facts& facts, std::size_t index) const;
    [[nodiscard]] Truth same_side(std::int32_t a, const std::string& a_name, std::int32_t b, const std::string& b_name,
                                  const Interval& when) const;
    [[nodiscard]] Truth same_sides(const std::vector<std::int32_t>& a, const std::vector<std::string>& a_names,
                                   const std::vector<std::int32_t>& b, const std::vector<std::string>& b_names, const Interval& when) const;
    void weigh(const Premises& asking, const Entry& self, const Entry& other, std::int64_t duration_us, std::int64_t distance_mm,
               Candidates& out) const;

    const CompiledReading* reading_ = nullptr;
    std::span<const Facts> facts_;
    std::span<const Verdict> verdicts_;
    std::vector<std::vector<std::int32_t>> actors_;  ///< resolved, per incident
    std::vector<std::vector<std::int32_t>> targets_;
    std::map<std::string_view, Shelf> shelves_;  ///< by finder
};

}  // namespace truce
