/// Composing a step of coordination: what it says in words and exactly the bytes that are to be signed; as composing.hpp for case files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/coordinate/coordination.hpp"
#include "truce/mechanism/composing.hpp"

namespace truce {

struct CoordinationRequest {
    CoordinationBody step;        ///< activity, version, digest and about may be left out: they follow from what is there
    std::string activity_word;    ///< the activity it is about, as find_activity takes it; "": as step.activity says, or the only one meant
    std::string about_word;       ///< the message, proposal, request or area of operations it is about: its id or the beginning of it, or
                                  ///< the name of an area of operations; likewise
    std::string operations_word;  ///< of a filing: an area of operations whose other members are told, too; "": none
};

struct ComposedCoordination {
    std::string id;  ///< of the entry
    CoordinationBody step;
    Body body;          ///< its parts, with their secrets
    std::string text;   ///< exactly what is signed
    std::string words;  ///< what it says, for the one who signs
};

/// Coordination as this desk holds it, with what was signed here and is not recorded yet.
/// Errors: documents.missing; those of load_coordination.
Result<Coordination> coordination_at(const Desk& desk, Instant now);

/// The activity that a word means among those that `who` may see: its id or the beginning of it, four characters at least; the activity
/// of which this is a version. Errors: activity.unknown (not_found), activity.ambiguous (invalid).
Result<const Activity*> find_activity(const Coordination& coordination, std::string_view who, std::string_view word);

/// Whether composing says that what is presented of awareness is not that of now. Where it does not, composing again and again shows
/// nothing of what is in the way: only what is signed and handed in is looked at.
enum class AwarenessIs : std::uint8_t { checked_now, checked_when_handed_in };

/// Fills in what follows from what is there, checks the step as the record would now, and makes its parts. Nothing is written.
/// Errors: those of Coordination::admits; activity.unclear, coordination.unclear (invalid) where several can be meant; operations.unknown
/// (not_found): no open area of operations of that name with the author in it.
Result<ComposedCoordination> compose_coordination(const Desk& desk, const NoteKey& key, CoordinationRequest request, Instant now,
                                                  Random& random, AwarenessIs awareness = AwarenessIs::checked_now);
/// The same, with coordination as it is there already.
Result<ComposedCoordination> compose_coordination(const Coordination& coordination, const Desk& desk, const NoteKey& key,
                                                  CoordinationRequest request, Instant now, Random& random, AwarenessIs awareness);

/// The entry: the text with the signer's line under it. Precondition: it was composed for this key.
/// Errors: those of PrivateKey::sign.
Result<Submission> sign_coordination(ComposedCoordination composed, const NoteSigner& signer);

}  // namespace truce
