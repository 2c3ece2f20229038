/// What the words of `truce coordinate` say as the body of a step.
#pragma once

#include "app/coordinate_commands.hpp"
#include "truce/mechanism/coordinate_composing.hpp"

namespace truce::app {

/// Errors: coordinate.argument (invalid) naming the option; those of volumes, heights and the files it reads.
Result<CoordinationRequest> request_of(const CoordinateStepOptions& options, const Gazetteer& gazetteer);

}  // namespace truce::app
