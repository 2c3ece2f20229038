/// A step in words: what a desk shows before it signs, and what a case file shows afterwards.
#pragma once

#include <string>
#include <string_view>

#include "truce/examine/case_file.hpp"

namespace truce {

/// The first eight characters of an id: enough for people, and what commands take.
std::string_view short_id(std::string_view id);

/// One line: "borvik signs the finding: confirmed (counts as a violation)". Of a step that was filed for another, who filed it.
///   file   the case it belongs to, so that what it speaks of can be named; nullptr for an opening
std::string headline(const StepBody& body, std::string_view author, const CaseFile* file, const CaseRules& rules);

/// Everything it says, one matter a line, each ending in a line feed; indented by `indent` blanks.
std::string details(const StepBody& body, const CaseFile* file, std::size_t indent);

/// What a fact says its attribute is: "mortar or artillery", "3 to 5", "within 300 m of ...". Precondition: fact.asserted.
std::string value_in_words(const StepBody& body);

/// "2 d 3 h", "15 min"; the two largest units. Negative durations are shown as their size.
std::string duration_in_words(std::int64_t us);

}  // namespace truce
