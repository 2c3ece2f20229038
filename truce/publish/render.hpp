/// A bulletin as text, canonical JSON, CSV, and a page to print. Pure: the same bulletin, the same bytes.
///
/// Rules that every form keeps: columns say "recorded by"; no sum over registers exists; "not stated" is not 0; what
/// came from outside is escaped. Forms: docs/formats/bulletin.md, schema/bulletin.schema.json.
#pragma once

#include <string>

#include "truce/publish/bulletin.hpp"

namespace truce {

/// Plain UTF-8, at most 100 columns.
std::string to_text(const Bulletin& bulletin);
/// What one says of a day in a few lines: who published what, who did not.
std::string to_summary(const Bulletin& bulletin);
/// Canonical JSON without a trailing newline; its SHA-256 is the bulletin's digest.
std::string to_json(const Bulletin& bulletin);
/// One row per number: day, register, recorder, division, measure, certain, possible, unit, note.
std::string to_csv(const Bulletin& bulletin);
/// A self-contained page with the map of the day as inline SVG.
std::string to_html(const Bulletin& bulletin);

/// "12", or "9–12" where the ends differ.
std::string format(const Range& range);

}  // namespace truce
