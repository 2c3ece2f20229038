/// How movements and monitors' patrols fared, for the bulletin. Pure, and only of what those who moved let everybody read.
#pragma once

#include <vector>

#include "truce/coordinate/coordination.hpp"
#include "truce/publish/bulletin.hpp"

namespace truce {

/// Reports of what was held up within the period; those that state no time, recorded within it; in the record's order.
std::vector<BulletinMovement> movements_fared(const Coordination& coordination, const Terms& terms, const Interval& period);

}  // namespace truce
