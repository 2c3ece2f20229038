/// Composing an open entry: keys that an institution enrols or revokes, and bulletins that it publishes. Composing signs nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/body.hpp"
#include "truce/record/note.hpp"

namespace truce {

struct ComposedOpen {
    std::string id;
    std::string kind;
    Body body;
    std::string text;   ///< exactly what is signed
    std::string words;  ///< what it says, for the one who signs
};

/// Another key of the institution of `key` may sign from this entry on: all that the institution's role may, or these kinds only.
/// Errors: entry.unknown_key, key.role (conflict: that key is another institution's, the log's, or enrolled already), entry.kind (invalid).
Result<ComposedOpen> compose_enrolment(Database& db, const NoteKey& key, const NoteKey& enrolled, const std::vector<std::string>& kinds,
                                       Instant now, Random& random);
/// A key of the institution of `key` ends. Errors: entry.unknown_key, key.role.
Result<ComposedOpen> compose_revocation(Database& db, const NoteKey& key, std::string_view revoked, Instant now, Random& random);
/// The bulletin of a day, as it is at the newest size of the log, is published. Errors: filing.role, and those of Mechanism::bulletin.
Result<ComposedOpen> compose_publication(const Mechanism& mechanism, const NoteKey& key, Day day, const std::optional<std::string>& reading,
                                         Instant now, Random& random);

}  // namespace truce
