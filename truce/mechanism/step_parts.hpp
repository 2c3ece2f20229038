/// The body of a step in parts by audience, and back.
///
///   mechanism    the step (examine/step.hpp), with the areas in which it may have happened in the place of `where`
///   exact        `where`, if it says more than areas
///   provenance   `source` of a fact: how its finder knows; and `officers` who drafted and released it
///
/// There is no public part: what the public may know of a case is decided by the profile when it asks, not when a step is
/// signed. Every part repeats the kind.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/examine/step.hpp"
#include "truce/record/body.hpp"

namespace truce {

/// What stands for a fact's source where its part is sealed.
inline constexpr std::string_view sealed_source = "(sealed)";

/// The areas of the profile's atlas in which it may have happened; a region of areas is itself. `anywhere` where it lies outside.
Region coarse(const Region& where, const Profile& profile);

/// Law: step_from_parts(step_parts(b)) == b for every b that check_step accepts.
///   officers   names or shift marks, in the order in which they signed off; they leave the institution in no view
/// Errors: those of check_step; step.officer (invalid) for a blank one or one with control characters.
Result<Body> step_parts(const StepBody& step, const std::vector<std::string>& officers, const Profile& profile, Random& random);

/// What the parts that can be read say. Where the exact part is sealed `where` is coarse; where provenance is, a fact's source is
/// sealed_source. Errors: step.sealed (not_found) if the part for the mechanism cannot be read; step.parts (invalid: a member in
/// the wrong part, or a part too many); those of read_step.
Result<StepBody> step_from_parts(const Body& body);

/// That the parts are those that step_parts makes of the step under this profile. Errors: step.place (invalid).
Result<void> check_step_place(const Body& body, const Profile& profile);

/// Who drafted and released it; empty if nobody is named or the part is sealed.
std::vector<std::string> officers_of(const Body& body);

}  // namespace truce
