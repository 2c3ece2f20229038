/// From the words of a command to the body of a step. Private to app.
#pragma once

#include "app/case_commands.hpp"
#include "truce/mechanism/composing.hpp"

namespace truce::app {

/// What is left out stays out: the desk fills it in. Of an opening, when and where it happened are taken from the report that is
/// its incident. Errors: case.argument (invalid) naming the option; incident.unknown; those of the store.
Result<StepRequest> request_of(const CaseStepOptions& options, Database& db);

/// Of an opening about the report `word` names (REGISTER:SOURCE_ID), when and where it happened, unless it says so itself.
/// Errors: case.argument if nobody says when; those of the store.
Result<void> fill_opening(StepBody& body, const std::string& word, Database& db);

}  // namespace truce::app
