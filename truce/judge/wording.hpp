/// The sentences of explanations, by stable id and language.
///
/// A template holds {names} that are replaced; English has every id, other languages may lack some and then
/// fall back to English. Adding a language is adding a table in wording.cpp. No sentence presumes guilt: what was not
/// shown is called not shown, and a violation is always one by a named reading on the facts of a named finder.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace truce {

using Replacement = std::pair<std::string_view, std::string_view>;

/// The template of `id` with its names replaced. Preconditions: English has `id`, and every name in the template is given.
std::string phrase(std::string_view language, std::string_view id, std::initializer_list<Replacement> replacements = {});

/// All ids, ascending.
std::vector<std::string_view> phrase_ids();
/// The template itself; empty if `language` lacks it.
std::string_view phrase_template(std::string_view language, std::string_view id);

}  // namespace truce
