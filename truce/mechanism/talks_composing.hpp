/// Composing a step of the talks: what it says in words and exactly the bytes that are to be signed; as composing.hpp for case files.
#pragma once

#include <string>
#include <string_view>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/talks/talks.hpp"

namespace truce {

struct TalkRequest {
    TalkBody step;  ///< round, session, replaces and answers may be left out: they follow from the talks
    std::string
        about_word;         ///< the step it is about, as find_talk_step takes it; "": as step.about says, or the only one that can be meant
    std::string like_word;  ///< the round whose format it takes, likewise
};

struct ComposedTalk {
    std::string id;     ///< of the entry
    TalkBody step;      ///< with everything filled in
    Body body;          ///< its parts, with their secrets
    std::string text;   ///< exactly what is signed
    std::string words;  ///< what it says, for the one who signs
};

/// The talks with what was signed at this desk and is not recorded yet.
Result<Talks> talks_at(const Desk& desk);

/// The step that a word means: its id, the beginning of it (four characters at least), or the whole title of a round, session or
/// document; among steps of these kinds (empty: of all). Errors: talks.unknown (not_found), talks.ambiguous (invalid) naming them.
Result<std::string> find_talk_step(const Talks& talks, std::string_view word, std::span<const TalkKind> kinds);

/// Whether the speaker could take this step about that one, for all that its kind and its voice say.
bool may_be_about(const Talks& talks, const TalkBody& body, const Talk& about, const std::string& speaker);
/// Whether that one still awaits this step: not answered by the speaker, not its own proposal, decided if it is to be set.
bool awaits(const Talks& talks, const TalkRules& rules, TalkBody body, const Talk& about, const std::string& speaker, Instant now);

/// Fills in what follows from what the author may see of the talks (seen_by), checks the step as the record would now, and makes its parts.
/// Nothing is written. Errors: talks.*, as the record would refuse it; talks.about_unclear (invalid) where several steps can be meant;
/// documents.missing.
Result<ComposedTalk> compose_talk(const Desk& desk, const NoteKey& key, TalkRequest request, Instant now, Random& random);

/// The entry: the text with the signer's line under it. Precondition: it was composed for this key.
/// Errors: those of PrivateKey::sign.
Result<Submission> sign_talk(ComposedTalk composed, const NoteSigner& signer);

}  // namespace truce
