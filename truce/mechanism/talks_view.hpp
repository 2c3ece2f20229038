/// The talks as text and as JSON (docs/formats/talks.md). Pure functions of what a viewer sees; none adds anything to it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/talks/commitment.hpp"
#include "truce/talks/contact.hpp"
#include "truce/talks/document.hpp"
#include "truce/talks/round.hpp"
#include "truce/talks/talks.hpp"

namespace truce {

Json to_json(const RoundView& round);
std::string to_text(const RoundView& round, const Talks& talks, const TalkRules& rules);
/// A line of a list of rounds.
std::string round_line(const RoundView& round, const TalkRules& rules);

Json to_json(const Missing& missing);
std::string to_text(std::span<const Missing> missing, const TalkRules& rules, Instant now);

Json to_json(const Representation& one);
std::string to_text(std::span<const Representation> all, const TalkRules& rules);

Json to_json(const DocumentView& document);
std::string to_text(const DocumentView& document, const Talks& talks, const TalkRules& rules);
std::string document_line(const DocumentView& document, const TalkRules& rules);

/// Two versions clause by clause. Precondition: both steps are versions.
Json comparison_json(const Talk& from, const Talk& to);
std::string comparison_text(const Talk& from, const Talk& to, const TalkRules& rules);

Json to_json(const CommitmentView& commitment);
std::string to_text(std::span<const CommitmentView> commitments, const Talks& talks, const TalkRules& rules, Instant now);

Json to_json(const ContactView& contact);
/// The contacts, and how many they are on how many issues.
std::string to_text(const Hotline& hotline, const TalkRules& rules);

Json to_json(const Talk& step);

/// What the terms file needs to take up a document that was signed: its instrument, version and clauses, in TOML, with what only a
/// reading can say left to be filled in. The amendment itself is `truce amend`.
std::string terms_skeleton(const DocumentView& document, const Talks& talks, Instant now);

}  // namespace truce
