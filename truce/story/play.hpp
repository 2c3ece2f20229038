/// Plays a story against the rules and readings it names and says what did not come out.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/examine/docket.hpp"
#include "truce/judge/reading.hpp"
#include "truce/story/registers.hpp"
#include "truce/story/story.hpp"

namespace truce {

/// The profile and the readings of a story. The rules' participants are those of the terms that hold first.
struct Stage {
    std::shared_ptr<const Profile> profile;
    std::unique_ptr<CaseRules> rules;
    std::vector<std::pair<Instant, CompiledReading>> terms;        ///< each holds from its instant on, ascending
    std::map<std::string, CompiledReading, std::less<>> readings;  ///< of those who read the terms otherwise

    /// What `finder` reads at t; "": what everybody reads.
    [[nodiscard]] const CompiledReading& reading_of(std::string_view finder, Instant t) const;
};

/// Reads the files that a story's settings name, relative to its folder. A setting is a path, or a path and what reads
/// otherwise in it: `terms.toml, where "inside(pocket)" reads "inside(operations)"`, of the canonical text.
/// Errors: those of the files; story.setting if there is no profile or no terms, or the words to be replaced are not there.
Result<Stage> set_stage(const Story& story, const Path& folder);

struct Played {
    explicit Played(const Stage& stage) : registers(stage.profile) {}

    Docket docket;
    StoryRegisters registers;
    std::vector<Step> steps;            ///< those accepted, in order
    std::vector<std::string> failures;  ///< "12: the status is disputed, not agreed", by line; empty: as written
};

/// Every step is composed from the file as it stands, then offered.
Played play(const Story& story, const Stage& stage);

/// What a claim says, compared with what is: "" if it holds, else in words what is instead. Understood are
///   the status [of CASE] is open | one-sided | disputed | agreed
///   the case [CASE] is open | closed
///   the position of WHO is FINDING | declined | nothing
///   due from WHO is KIND [by DATE TIME] ; overdue from WHO is KIND ; nothing is due [from WHO] ; nothing is overdue
///   WHO may be named from DATE TIME ; WHO may not be named
///   the verdict of WHO [on CLAUSE] is RULING
///   the pivot of WHO and WHO is FACT [and FACT] | LINE OF THE TERMS | nothing
///   flagged is WHO ; nobody is flagged
///   the link STEP is proposed | accepted | disputed | split
///   the incident X leads to Y
///   STEP is received | confirmed
///   agreed against WHO are N
///   the vote on KIND [about STEP] is RULE: WHO approves, WHO objects, WHO abstains, WHO has not said anything
///   opinions about STEP are WHO [and WHO]
///   the bulletin of DAY says WORDS ; the bulletin of DAY does not say WORDS     whatever the line breaks
/// Anything else does not hold: it is said that nobody understands it.
std::string check_claim(const StoryClaim& claim, const Stage& stage, const Played& played, std::string_view current_case);

/// The bulletin of a day in plain text, from registers and case files, judged by what everybody reads at t.
std::string story_bulletin(Day day, Instant t, const Stage& stage, const Played& played);

}  // namespace truce
