#include "truce/mechanism/coordinate_choices.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace truce {
namespace {

using K = CoordinationKind;

constexpr std::array about_no_activity{K::activity_filed,    K::activity_asked,  K::area_declared,    K::area_ended,
                                       K::channel_suspended, K::channel_resumed, K::access_requested, K::operations_opened};

CoordinationStep step_of(const Coordination& coordination, std::string_view who, Instant now, K kind) {
    const Instant at = coordination.steps().empty() ? now : std::max(now, coordination.steps().back().recorded_at);
    CoordinationStep step;
    step.author = who;
    step.recorded_at = at;
    step.body.kind = kind;
    return step;
}

/// A step of this kind about the activity, as far as it follows from the activity alone.
bool may_be_about(const Coordination& coordination, const Activity& activity, std::string_view who, Instant now, K kind) {
    CoordinationStep step = step_of(coordination, who, now, kind);
    CoordinationBody& b = step.body;
    if (!coordination.terms().roster.may(who, row_of(kind).name, step.recorded_at)) return false;
    switch (kind) {
        case K::activity_filed: return false;
        case K::activity_asked:
        case K::conflict_raised:
        case K::disclosure_agreed: return activity.owner() == who && activity.live();
        case K::movement_reported: return activity.owner() == who;
        default: break;
    }
    if (!is_activity_step(kind)) return false;
    b.activity = activity.id();
    b.version = activity.version().id;
    if (allows(row_of(kind), CoordinationMember::digest)) b.digest = volumes_digest(activity.volumes());
    if (allows(row_of(kind), CoordinationMember::volumes)) b.volumes = activity.volumes();
    const auto allowed = coordination.admits(step);
    return allowed || allowed.error().id == "awareness.stale";
}

}  // namespace

std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, std::string_view who, Instant now) {
    std::vector<K> all;
    for (const K kind : about_no_activity) {
        if (coordination.terms().roster.may(who, row_of(kind).name, now)) all.push_back(kind);
    }
    return all;
}

std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, const Activity& activity, std::string_view who,
                                                   Instant now) {
    std::vector<K> all;
    if (!coordination.may_see(activity, who)) return all;
    for (const CoordinationRow& row : coordination_rows()) {
        if (may_be_about(coordination, activity, who, now, row.kind)) all.push_back(row.kind);
    }
    return all;
}

std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, const CoordinationStep& request, std::string_view who,
                                                   Instant now) {
    std::vector<K> all;
    if (request.body.kind != K::access_requested) return all;
    const auto may = [&](K kind) { return coordination.terms().roster.may(who, row_of(kind).name, now); };
    if (std::ranges::find(request.body.to, who) != request.body.to.end() && may(K::access_answered)) all.push_back(K::access_answered);
    if (request.author == who && may(K::access_reported)) all.push_back(K::access_reported);
    return all;
}

std::vector<CoordinationKind> coordination_choices(const Coordination& coordination, const AreaOfOperations& operations,
                                                   std::string_view who, Instant now) {
    std::vector<K> all;
    for (const K kind : {K::operations_joined, K::operations_left, K::operations_closed}) {
        CoordinationStep step = step_of(coordination, who, now, kind);
        step.body.about = operations.id;
        if (coordination.admits(step)) all.push_back(kind);
    }
    return all;
}

}  // namespace truce
