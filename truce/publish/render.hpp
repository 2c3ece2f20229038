/// A bulletin as text, canonical JSON, CSV, and a page to print. Pure: the same bulletin, the same bytes.
///
/// Rules that every form keeps: columns say "recorded by"; no sum over registers exists; "not stated" is not 0; what
/// came from outside is escaped. Forms: docs/formats/bulletin.md, schema/bulletin.schema.json.
#pragma once

#include <string>

#include "truce/publish/bulletin.hpp"
#include "truce/publish/phrases.hpp"

namespace truce {

/// Plain UTF-8, at most 100 columns wherever the words allow it.
std::string to_text(const Bulletin& bulletin, const Phrases& phrases = english());
/// What one says of a day in a few lines: who recorded how much, who published nothing, what can be the same.
std::string to_summary(const Bulletin& bulletin, const Phrases& phrases = english());
/// Canonical JSON without a trailing newline; its SHA-256 is the bulletin's digest. The headline in it is English.
std::string to_json(const Bulletin& bulletin);
/// RFC 4180, one row per number: day, register, recorder, division, measure, certain, possible, unit, note.
std::string to_csv(const Bulletin& bulletin);
/// A self-contained page, also well-formed as XML, with the map of the day as inline SVG.
std::string to_html(const Bulletin& bulletin, const Phrases& phrases = english());

}  // namespace truce
