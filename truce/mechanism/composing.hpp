/// Composing a step: what it says in words and exactly the bytes that are to be signed. Composing signs nothing; a signer, wherever
/// it is, signs those bytes; then they are submitted (Mechanism::submit) or leave by pouch (Centre).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/examine/case_file.hpp"
#include "truce/record/note.hpp"
#include "truce/record/submission.hpp"
#include "truce/store/store.hpp"
#include "truce/talks/talks.hpp"

namespace truce {

/// Where a step is composed: the log's own store or a copy of it.
struct Desk {
    Database& db;
    std::string origin;                                 ///< of the log
    Digest prev;                                        ///< where the chain of the key stands
    std::vector<Step> pending;                          ///< signed here and not recorded yet, oldest first; seen by what is composed next
    std::vector<Talk> pending_talks = {};               ///< likewise, of the talks
    std::vector<Submission> pending_coordination = {};  ///< likewise, of coordination, as they were signed
};

struct StepRequest {
    StepBody step;                      ///< `case_id`, `about` and what the state of the file decides may be left out or in short
    std::string case_word;              ///< which case, as find_case takes it; not used for an opening
    std::vector<std::string> officers;  ///< who drafted and released it
};

struct ComposedStep {
    StepBody step;      ///< with everything filled in
    Body body;          ///< its parts, with their secrets
    std::string text;   ///< exactly what is signed
    std::string words;  ///< what it says, for the one who signs
};

/// The case that a word means: its id, the beginning of it (four characters at least), an incident's id, or REGISTER:SOURCE_ID of
/// a report that is its incident or is linked to it. Errors: case.unknown (not_found), case.ambiguous (invalid) naming the cases.
Result<CaseFile> find_case(const Desk& desk, std::string_view word);

/// The incident that a word means: an id "<entry>/<n>", or REGISTER:SOURCE_ID of a report the register holds, also a withdrawn one.
/// Errors: incident.unknown (not_found).
Result<std::string> find_incident(Database& db, std::string_view word);

/// Fills in the case, the phase, what is replaced, votes, and steps seen (examine's composed()), and where only one step can be meant,
/// what it is about; checks it as the record would now, and makes its parts. Nothing is written.
/// Errors: case.*, step.*, as the record would refuse it; case.about_unclear (invalid) where several steps can be meant; documents.missing.
Result<ComposedStep> compose_step(const Desk& desk, const NoteKey& key, StepRequest request, Instant now, Random& random);

/// The entry: the text with the signer's line under it. Precondition: it was composed for this key.
/// Errors: those of PrivateKey::sign.
Result<Submission> sign_step(ComposedStep composed, const NoteSigner& signer);

/// The desk of a key at the log's own store. Errors: entry.unknown_key.
Result<Desk> desk_at_log(Database& db, const NoteKey& key);

}  // namespace truce
