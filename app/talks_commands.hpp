/// The talks on the command line: what main's words mean, and what is done with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "truce/talks/talk_kinds.hpp"

namespace CLI {
class App;
}

namespace truce::app {

/// Every word that some step takes; each step's command offers its own.
struct TalkStepOptions {
    Path directory;  ///< of a mechanism or of a centre
    TalkKind kind = TalkKind::round_called;
    std::string about;
    std::string round;
    std::string like;
    std::string session;
    bool is_public = false;
    std::string text, title, name, place, host, level, reservation, shown_by, body, object, speaker, quote, source, track, role, clause,
        verb, language, digest;
    std::vector<std::string> to, tracks, members, languages, interpreting, signatories, evidence, agenda;
    std::vector<std::string> seats, eligible, seat_names;  ///< ROLE:WHO[:LEVEL]; ROLE:INSTRUMENT+INSTRUMENT[:LEVEL]; WHO=NAME
    std::vector<std::string> people, head;                 ///< "NAME, FUNCTION"
    std::vector<std::string> owed;                         ///< WHO or WHO=TIME
    std::vector<std::string> texts;                        ///< LANGUAGE=TEXT
    std::string from, until, due;
    std::string access, manner, choice, stance, character, outcome, containment;
    Path document;  ///< TOML: languages and clauses
    std::vector<std::string> reported_by;
    std::string reported_source, reported_from, reported_until;
    Path key;
    bool show_only = false;
    Path paper;        ///< write a working paper instead of signing
    std::string keep;  ///< until when it is one
    Format format = Format::text;
};
int talk_step(const TalkStepOptions& options);

struct TalkReleaseOptions {
    Path directory;
    Path paper;
    Path key;
    bool show_only = false;
    Format format = Format::text;
};
int talk_release(const TalkReleaseOptions& options);

struct TalkFileOptions {
    Path directory;
    Path file;
    Path key;
    Format format = Format::text;
};
int talk_file(const TalkFileOptions& options);

struct TalkLookOptions {
    Path directory;
    std::string word;  ///< round, document or version
    std::string other;
    std::string viewer;  ///< a participant; "": everything that is held here; "public": what everybody may read
    std::string person;
    std::vector<std::string> roles;
    std::optional<std::uint64_t> as_of;
    std::string at;  ///< as of which time dates count; empty: now
    std::string from, until;
    std::string url;
    std::string language = "en";
    Path out;
    Format format = Format::text;
};
int talks_list(const TalkLookOptions& options);
int talks_show(const TalkLookOptions& options);
int talks_ready(const TalkLookOptions& options);
int talks_voices(const TalkLookOptions& options);
int talks_documents(const TalkLookOptions& options);
int talks_document(const TalkLookOptions& options);
int talks_compare(const TalkLookOptions& options);
int talks_commitments(const TalkLookOptions& options);
int talks_hotline(const TalkLookOptions& options);
int talks_steps(const TalkLookOptions& options);
int talks_terms(const TalkLookOptions& options);
int talks_calendar(const TalkLookOptions& options);
int talks_news(const TalkLookOptions& options);

/// Adds `truce talks ...` with all its commands; `status` gets their exit status.
void declare_talks(CLI::App& app, int& status);

}  // namespace truce::app
