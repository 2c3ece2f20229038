/// The body of a step of the talks in parts by audience, and back.
///
///   public       the step (talks/talk_step.hpp), if everybody may read it
///   mechanism    else the step, if whoever takes part may; without the people on a delegation's list
///   exact        the step of a closed session; or the people on a list
///
/// A closed session's step has no part but the exact one, so a copy that may not read it does not even learn its kind.
#pragma once

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/body.hpp"
#include "truce/talks/talk_step.hpp"

namespace truce {

/// Law: talk_from_parts(talk_parts(b)) == b for every b that check_talk accepts. Errors: those of check_talk.
Result<Body> talk_parts(const TalkBody& step, Random& random);

/// What the parts that can be read say. Where the people on a list are sealed, one stands there whose name is sealed_name.
/// Errors: talks.sealed (not_found) if the step cannot be read; talks.parts (invalid: a part too many, or a member in the wrong one);
/// those of read_talk.
Result<TalkBody> talk_from_parts(const Body& body);

}  // namespace truce
