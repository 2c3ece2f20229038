#include "truce/coordinate/activity_step.hpp"

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"

namespace truce {

namespace {

using K = ActivityStepKind;
using V = ActivityVoice;

constexpr std::array planned{Course::planned};
constexpr std::array moving{Course::active, Course::strayed};
constexpr std::array live{Course::planned, Course::active, Course::strayed};
constexpr std::array strayed{Course::strayed};
constexpr std::array nothing_before{Course::planned};

constexpr std::array<ActivityStepRow, 12> rows{{
    {K::filed, "activity.filed", V::owner, true, true, nothing_before, {}, "will do this, there, then"},
    {K::changed, "activity.changed", V::owner, true, true, live, {}, "will do it elsewhere, otherwise or at another time"},
    {K::taken_up, "activity.taken_up", V::signer, false, true, planned, {}, "is looking at it"},
    {K::acknowledged, "activity.acknowledged", V::recipient, true, true, live, {}, "has read it; this is no consent"},
    {K::consent_given, "consent.given", V::signer, false, true, live, {}, "consents to these volumes"},
    {K::consent_refused, "consent.refused", V::signer, false, true, live, {}, "does not consent to these volumes"},
    {K::consent_withdrawn, "consent.withdrawn", V::signer, false, true, live, {}, "no longer consents"},
    {K::started, "activity.started", V::owner, true, true, planned, Course::active, "has begun"},
    {K::strayed, "activity.strayed", V::owner, true, true, live, Course::strayed, "is outside its volumes, or may be"},
    {K::returned, "activity.returned", V::owner, true, true, strayed, Course::active, "is inside its volumes again"},
    {K::ended, "activity.ended", V::owner, true, true, moving, Course::ended, "is over"},
    {K::withdrawn, "activity.withdrawn", V::owner, true, true, planned, Course::withdrawn, "will not take place"},
}};

constexpr std::array<std::string_view, 5> courses{"planned", "active", "strayed", "ended", "withdrawn"};
constexpr std::array<std::string_view, 2> workflows{"notify", "clearance"};

bool place_within(const Footprint& inner, const Footprint& outer) {
    if (inner == outer) return true;
    return inner.kind() == outer.kind() && inner.kind() != Footprint::Kind::area && inner.points() == outer.points() &&
           inner.radius_mm() <= outer.radius_mm();
}

bool height_within(const Height& inner, const Height& outer) {
    return inner.kind == outer.kind && outer.low_mm <= inner.low_mm && inner.high_mm <= outer.high_mm;
}

}  // namespace

std::span<const ActivityStepRow> activity_step_rows() { return rows; }
const ActivityStepRow& row_of(ActivityStepKind kind) { return rows.at(static_cast<std::size_t>(kind)); }
std::string_view name_of(Course course) { return courses.at(static_cast<std::size_t>(course)); }
std::string_view name_of(Workflow workflow) { return workflows.at(static_cast<std::size_t>(workflow)); }

std::string volumes_digest(const std::vector<Volume>& volumes) {
    JsonArray list;
    for (const Volume& volume : volumes) list.push_back(to_json(volume));
    const auto bytes = canonical(list);
    TRUCE_ASSERT(bytes.ok());
    return sha256(*bytes).hex();
}

bool lie_within(const std::vector<Volume>& inner, const std::vector<Volume>& outer) {
    return std::ranges::all_of(inner, [&](const Volume& one) {
        return std::ranges::any_of(outer, [&](const Volume& other) {
            return other.when.contains(one.when) && height_within(one.height, other.height) && place_within(one.where, other.where);
        });
    });
}

}  // namespace truce
