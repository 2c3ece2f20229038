/// Files of the talks, in TOML: a document in clauses, and a list of steps that are recorded together. docs/formats/talks.md.
#pragma once

#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/base/result.hpp"
#include "truce/talks/talk_step.hpp"

namespace truce {

struct DocumentFile {
    std::string title;
    std::vector<std::string> languages;  ///< ascending
    std::vector<ClauseText> clauses;
};
/// title, and [[clause]] with id and text.LANGUAGE. The authentic languages are those of its clauses.
/// Errors: toml.*, file.*, talks.file (invalid) with the line.
Result<DocumentFile> read_document_file(const Path& file);

/// One [[step]] of a file, not yet composed.
struct FiledStep {
    std::string label;  ///< how later steps name it: "@label"; may be empty
    std::string where;  ///< "file:line"
    JsonObject body;    ///< as draft_talk reads it, with labels in the place of ids
};
/// [[step]] with kind and the members of a body; times with zone, or local dates of the profile's zone: an interval is that day or
/// from the first day to the last, "inf" is no end; a due date is the end of that day. Errors: toml.*, file.*, talks.file with the line.
Result<std::vector<FiledStep>> read_talks_file(const Path& file, const LocalDays& days);

}  // namespace truce
