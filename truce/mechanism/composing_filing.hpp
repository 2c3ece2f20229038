/// Composing a filing of a few records, as a form gives them: what it says in words, exactly the bytes that are to be signed, and the
/// records' own parts. Composing signs nothing and writes nothing; what is signed is handed in with Mechanism::submit_all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/body.hpp"
#include "truce/record/note.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// As many as one chunk of the store takes; more are a file, and come by import.
inline constexpr std::size_t composed_records_max = 256;

struct ComposedFiling {
    std::string id;           ///< of the entry
    std::string kind;         ///< reports.filed or watches.filed
    Body body;                ///< the entry's own parts, with their secrets
    std::vector<Body> items;  ///< of each record, in order
    std::string text;         ///< exactly what is signed
    std::string words;        ///< what it says, for the one who signs
};

/// Reads the records, one NDJSON line each (docs/formats/reports-ndjson.md): reports, looks that found nothing, or watches, one kind at a
/// time. A record whose source_id the register holds already becomes its new version.
///   problems   receives what is wrong with the records; `where` is "records:<line>"
/// Errors: entry.unknown_key, filing.register, filing.recorder, filing.role (forbidden), source.refused, filing.mixed and filing.none
/// (invalid), filing.too_many (too_large), documents.missing.
Result<ComposedFiling> compose_filing(Database& db, const NoteKey& key, const std::string& register_id, std::string_view records,
                                      Instant now, Random& random, Problems& problems);

}  // namespace truce
