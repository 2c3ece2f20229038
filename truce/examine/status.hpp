/// The status of a case: derived from findings by the profile's table, never typed in, never from verdicts.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "truce/agreement/profile.hpp"

namespace truce {

enum class Status : std::uint8_t {
    open,       ///< no examiner has concluded that there was or was not a violation
    one_sided,  ///< all who concluded agree, but one of them is alone or somebody who takes part has not concluded
    disputed,   ///< one concluded that there was a violation, another that there was none
    agreed,     ///< at least two concluded, all who take part concluded, all the same
};
std::string_view name_of(Status status);

/// Where one examiner stands.
struct Position {
    enum class Kind : std::uint8_t {
        none,      ///< has said nothing: not the same as
        declined,  ///< does not take part, and said so
        finding,   ///< signed one
    };
    std::string examiner;
    Kind kind = Kind::none;
    FindingMeans means = FindingMeans::none;  ///< finding only
    std::string finding;                      ///< id in the profile
    std::string step;                         ///< of the finding or of the refusal to take part
    friend bool operator==(const Position&, const Position&) = default;
};

/// One position per examiner, in any order. A function of these alone: silence never becomes agreement, and one who
/// does not take part neither blocks agreement nor counts towards it. No examiner at all: open.
Status status_of(std::span<const Position> positions);

/// What it is agreed on, or what one side says: violation or no_violation; none if open or disputed.
FindingMeans leaning(std::span<const Position> positions);

}  // namespace truce
