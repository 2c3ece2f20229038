/// What the words of `truce talks` say as the body of a step.
#pragma once

#include "app/talks_commands.hpp"
#include "truce/mechanism/talks_composing.hpp"

namespace truce::app {

/// Errors: talks.argument (invalid) naming the option; those of the files it reads.
Result<TalkRequest> request_of(const TalkStepOptions& options, const Talks& talks);

/// [from, until), if one is given. Errors: talks.argument where one end is missing; those of parse_instant.
Result<std::optional<Interval>> interval_of(std::string_view option, const std::string& from, const std::string& until);

}  // namespace truce::app
