/// The body of a step of coordination in parts by audience, and back.
///
///   public       outcome, areas and how long, where the step says that everybody may read them
///   mechanism    the step (coordinate/coordination_body.hpp), if whoever takes part may read it
///   exact        else the step: for those whom it concerns
///   provenance   who and what moves: vehicles, plates, telephone
///
/// An activity's step has no part for the mechanism, so a copy that may not read it does not even learn its kind. The key of a version
/// (awareness.hpp) follows from the secret of its exact part.
#pragma once

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/coordinate/coordination_body.hpp"
#include "truce/record/body.hpp"

namespace truce {

/// Law: coordination_from_parts(coordination_parts(b)).step is to_json(b) for every b that check_coordination accepts.
/// Errors: those of check_coordination.
Result<Body> coordination_parts(const CoordinationBody& step, Random& random);

struct StatedStep {
    JsonObject step;  ///< the whole step; without the convoy where that is sealed
    std::string key;  ///< awareness key of a filed or changed step, else ""
};
/// What the parts that can be read say. Errors: coordination.sealed (not_found) if the step cannot be read; coordination.parts
/// (invalid: a part too many, or a member in the wrong one).
Result<StatedStep> coordination_from_parts(const Body& body);

}  // namespace truce
