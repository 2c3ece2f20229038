/// What the words of `truce talks` say as the body of a step.
#pragma once

#include "app/talks_commands.hpp"
#include "truce/mechanism/talks_composing.hpp"

namespace truce::app {

/// Errors: talks.argument (invalid) naming the option; those of the files it reads.
Result<TalkRequest> request_of(const TalkStepOptions& options, const Talks& talks);

}  // namespace truce::app
