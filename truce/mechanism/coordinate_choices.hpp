/// What one may do next in coordination as it sees it: for its page. What a step needs beyond that is said when it is composed.
#pragma once

#include <string_view>
#include <vector>

#include "truce/coordinate/coordination.hpp"

namespace truce {

/// Kinds that its role may sign and that are about no activity which is there: filing, asking, areas, channels, access, areas of
/// operations. In their order.
std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, std::string_view who, Instant now);

/// Kinds that the record would take from `who` about this activity now, whatever is presented of awareness. In their order; none where it
/// may not see the activity.
std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, const Activity& activity, std::string_view who,
                                                   Instant now);

/// Kinds that it could sign about this request for access: an answer, or how it fared.
std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, const CoordinationStep& request, std::string_view who,
                                                   Instant now);

/// Kinds that it could sign about this area of operations: joining it, leaving it, closing it.
std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, const AreaOfOperations& operations,
                                                   std::string_view who, Instant now);

}  // namespace truce
