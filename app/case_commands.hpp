/// The steps of case files on the command line: what main's words mean, and what is done with them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "truce/examine/step_kinds.hpp"

namespace CLI {
class App;
}

namespace truce::app {

/// Every word that some step takes; each step's command offers its own.
struct CaseStepOptions {
    Path directory;  ///< of a mechanism or of a centre
    std::string case_word;
    StepKind kind = StepKind::case_opened;
    std::string about;
    std::vector<std::string> to;
    std::string text;
    std::string incident;
    std::vector<std::string> accused;
    std::string from;
    std::string until;
    std::string where;
    std::string attribute;
    std::vector<std::string> values;
    std::string range;
    std::string confidence;
    std::string source;
    std::string finding;
    std::string verdict;
    std::string manner;
    std::string choice;
    std::string on;
    std::string sanction;
    std::string forum;
    std::string report;
    std::string into;
    std::vector<std::string> evidence;
    std::string on_behalf_of;
    std::string medium;
    Path scan;
    std::vector<std::string> officers;
    Path key;
    bool show_only = false;  ///< compose and show, sign nothing
    Path draft;              ///< write a draft instead of signing
    Format format = Format::text;
};
int case_step(const CaseStepOptions& options);

struct CaseReleaseOptions {
    Path directory;
    Path draft;
    std::string officer;
    Path key;
    bool show_only = false;
    Format format = Format::text;
};
int case_release(const CaseReleaseOptions& options);

struct CaseLookOptions {
    Path directory;
    std::string case_word;
    std::string viewer;  ///< participant; empty: nobody in particular
    std::optional<std::uint64_t> as_of;
    std::string state;  ///< open, closed, all
    std::string day;
    Path drafts;
    Format format = Format::text;
};
int case_show(const CaseLookOptions& options);
int case_list(const CaseLookOptions& options);
int case_due(const CaseLookOptions& options);
int case_handover(const CaseLookOptions& options);
int case_roles(const CaseLookOptions& options);

struct AmendOptions {
    Path directory;
    Path terms;  ///< both empty: what waits for signatures
    Path profile;
    Path key;
    Format format = Format::text;
};
int amend(const AmendOptions& options);

/// Adds `truce case ...` with all its commands, and `truce amend`; `status` gets their exit status.
void declare_case(CLI::App& app, int& status);

}  // namespace truce::app
