/// Documents: versions side by side, positions on each, signatures, and where a document stands.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/talks/talks.hpp"

namespace truce {

/// A version that is open for signature, and who has signed it.
struct Signature {
    std::string opening;                 ///< the document.opened step
    std::string version;                 ///< the step that holds the text
    std::vector<std::string> signed_by;  ///< ascending
    std::vector<std::string> awaited;    ///< ascending
    std::vector<std::string> reported;   ///< of signed_by, those whose signature is only reported
    std::optional<Instant> completed;    ///< when the last one signed; absent: some have not, or the time is not stated
    bool complete = false;
    std::optional<Interval> in_force;  ///< extensions included; absent: not complete, or no time is known
};
/// Precondition: `opening` is a document.opened step of these talks.
///   now   signatures and extensions that happened later do not count
Signature signature_of(const Talks& talks, const Talk& opening, Instant now);

enum class DocumentStatus : std::uint8_t { draft, withdrawn, open_for_signature, signed_, in_force, lapsed };
std::string_view name_of(DocumentStatus status);

/// What one says of one version.
struct VersionPosition {
    std::string participant;
    std::optional<Stance> stance;  ///< absent: silent
    std::string reservation;
    std::string text;
    std::string step;  ///< "" if silent
    bool reported = false;
};

struct DocumentVersion {
    std::string step;
    std::string by;
    std::string after;  ///< the version that it starts from; "" of the first
    Instant recorded_at;
    std::vector<std::string> languages;
    std::string digest;
    std::vector<VersionPosition> positions;  ///< by participant; those who sit in the round, and whoever else spoke
};

struct DocumentView {
    std::string id;  ///< the document.tabled step
    std::string round;
    std::string title;
    std::string track;
    std::vector<DocumentVersion> versions;  ///< in the order of the record
    std::vector<Signature> signatures;      ///< likewise; several where several versions were opened
    DocumentStatus status = DocumentStatus::draft;
    std::optional<Character> character;   ///< as what it was opened
    std::vector<std::string> refused_by;  ///< whose last standing word, on whichever version, is a refusal
    bool reported = false;
};
DocumentView document_of(const Talks& talks, const Talk& tabled, Instant now);
/// Oldest first.
std::vector<DocumentView> documents_of(const Talks& talks, Instant now);

/// One clause in two versions.
struct ClauseChange {
    enum class Kind : std::uint8_t { same, changed, added, removed };
    Kind kind = Kind::same;
    std::string id;
    std::vector<std::string> changed_in;  ///< languages in which its text differs
    std::vector<std::string> same_in;     ///< languages in which it does not, though it differs in others
    bool moved = false;                   ///< it stands elsewhere among the clauses that both have
};
std::string_view name_of(ClauseChange::Kind kind);

/// In the order of `to`, removed ones after the clause that they followed. A law: compare(a, a) is all same; compare(a, b) has as many
/// added as compare(b, a) has removed.
std::vector<ClauseChange> compare_versions(const TalkBody& from, const TalkBody& to);

/// A stretch of words that both texts have, or only one.
struct WordRun {
    enum class In : std::uint8_t { both, from, to };
    In in = In::both;
    std::string text;
    friend bool operator==(const WordRun&, const WordRun&) = default;
};
/// A shortest edit by words (longest common subsequence). Texts of more than 2,000 words each are one run each.
/// Law: the runs in `both` and `from` joined by blanks are the words of `from`, and so for `to`.
std::vector<WordRun> compare_words(std::string_view from, std::string_view to);

}  // namespace truce
