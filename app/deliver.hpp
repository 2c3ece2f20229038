/// Where an account goes: to standard output, or whole to a file.
#pragma once

#include <string>

#include "app/commands.hpp"

namespace truce::app {

/// Prints the text, or writes it to `out` if that is not empty and says so on standard error. Returns the exit status.
int deliver(const std::string& text, const Path& out, Format format);

}  // namespace truce::app
