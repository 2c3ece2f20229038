/// What the words of several commands share. Included only by files that know CLI11.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>

#include "app/commands.hpp"

namespace truce::app {

/// Text and JSON, which every command that answers has.
const std::map<std::string, Format>& text_or_json();
void add_format(CLI::App& command, Format& format, const std::map<std::string, Format>& formats = text_or_json());

/// The folder at which a desk composes: the mechanism's, or a centre's.
void add_place(CLI::App& command, Path& directory);

/// A command with an example; `example` is all that one types.
CLI::App* add_command(CLI::App& above, const std::string& word, const std::string& what, const std::string& example);

/// The key that signs, and showing what it would sign instead.
void add_signing(CLI::App& command, Path& key, bool& show_only);

}  // namespace truce::app
