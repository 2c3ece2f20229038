/// A case told as a story becomes entries of a demo's record. Private to app.
#pragma once

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce::app {

/// Plays the steps of a story (docs/formats/scenario.md) into the mechanism, each signed with the key that lies in its folder for the
/// one who takes it, at the time of the clock and not of the story. Incidents and reports are named REGISTER:SOURCE_ID; an opening
/// takes time and place from its report. The story holds steps alone, all of one case.
/// Returns their number. Errors: story.*, demo.story (a report, numbers or a claim), those of the steps, with FILE:LINE.
Result<std::size_t> play_case(Mechanism& mechanism, const Path& story, Clock& clock, Random& random);

}  // namespace truce::app
