/// Who belongs to which set, when: the terms' dated and disputed edges, folded into one answer per instant.
///
/// At one instant, an edge is `yes` if it is valid then and nobody disputes it, `unknown` if it is valid and disputed.
/// Claims about the same pair are joined by OR. For an actor a:
///   designated(a)  a is of kind designated_group, or an edge designated_as or part_of leads to one that is
///   bound(a)       not designated(a), and a signed the instrument or is part_of one that is bound
///   bound_or_supporting(a)  the same, through `supports` as well
///   an id          a is that actor, or part_of or designated_as leads to it
/// all in strong Kleene logic, least fixed point (cycles of part_of add nothing). What the terms do not claim is
/// `no`: they say who is bound. An umbrella belongs to every set `unknown`, except to the one of its own id;
/// to that everybody else belongs `unknown`. Civilians belong to none but their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/terms.hpp"
#include "truce/base/time.hpp"
#include "truce/base/truth.hpp"

namespace truce {

/// A truth value that changes at certain instants.
class Timeline {
public:
    /// `starts` strictly ascending, the first one Instant::lowest(); `values` as long.
    Timeline(std::vector<Instant> starts, std::vector<Truth> values);
    /// The value if it is the same throughout the interval, else unknown. Precondition: not empty.
    [[nodiscard]] Truth during(const Interval& interval) const;

private:
    std::vector<Instant> starts_;
    std::vector<Truth> values_;
};

struct ActorSet {
    enum class Kind : std::uint8_t { bound, bound_or_supporting, designated, id };
    Kind kind = Kind::bound;
    std::string name;  ///< the instrument of bound and bound_or_supporting, the actor of id
    friend auto operator<=>(const ActorSet&, const ActorSet&) = default;
};

/// One timeline per actor of the terms, in their order.
std::vector<Timeline> timelines(const Terms& terms, const ActorSet& set);

/// The disputed claims on which it may depend whether `actor` belongs to a set during the interval: those valid then
/// on any chain of edges that starts from it. In the order of the terms.
std::vector<const Edge*> disputed_claims(const Terms& terms, std::string_view actor, const Interval& interval);

}  // namespace truce
