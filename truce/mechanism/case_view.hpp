/// A case file as it is shown: every finder beside the others, what the findings come to, on what they part, what is awaited, and
/// what the one who looks may do next. Computed from the steps, never stored.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/examine/case_file.hpp"
#include "truce/examine/docket.hpp"
#include "truce/examine/due.hpp"
#include "truce/examine/pivot.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/documents.hpp"

namespace truce {

/// One who examines the case or has found facts in it.
struct FinderColumn {
    std::string finder;
    bool examiner = false;
    std::vector<std::string> facts;  ///< ids of its standing assertions, in the file's order
    std::optional<Position> position;
    std::string reading;           ///< by which its facts are judged; "" if it cannot be said which
    std::optional<Ruling> ruling;  ///< what its own facts give under that reading
    std::string verdict;           ///< digest of what it was judged from and came to
    bool contradicts = false;      ///< its finding says other than its ruling
};

/// On what two examiners who conclude differently part.
struct PivotOfTwo {
    std::string a;
    std::string b;
    Pivot pivot;
};

struct CaseView {
    CaseFile file;
    std::uint64_t as_of = 0;  ///< size of the record
    Instant now;
    Status status = Status::open;
    FindingMeans leaning = FindingMeans::none;
    std::string resolved;               ///< the incident to which this one's id leads
    std::vector<FinderColumn> columns;  ///< examiners first, then others; each ascending
    std::vector<PivotOfTwo> pivots;
    std::vector<Link> links;
    std::vector<Due> due;
    std::vector<std::pair<std::string, std::optional<Instant>>> named_from;  ///< each accused: from when it may be named in public
    std::vector<StepKind> can;                                               ///< what the one who looks may do now
};

/// The steps that a participant may take in this case now, as far as its role, its part in the case and the file's phase decide.
std::vector<StepKind> steps_open_to(const CaseFile& file, const CaseRules& rules, const std::string& participant, Instant now);

/// Digest of a verdict: SHA-256 of the canonical JSON of reading, facts, evaluator's version and ruling. What a finding may name
/// as the verdict its examiner saw.
std::string verdict_digest(const Documents::Signed& reading, const Facts& facts, Ruling ruling);

/// The reading by which a finder's facts are judged: its own, if it signed one, else the one the mechanism was founded with.
const Documents::Signed& reading_of(const Documents& documents, std::string_view finder);

/// Computed with the documents and steps below `as_of`; what depends on time as of `now`.
///   file    the case, with what its desk has not sent yet
///   viewer  the participant that looks; "" for nobody in particular
/// Errors: documents.missing, reading.*, those of load_docket.
Result<CaseView> view_case(Database& db, CaseFile file, const std::string& viewer, std::uint64_t as_of, Instant now);

/// As canonical JSON: docs/formats/case.md.
Json to_json(const CaseView& view, const CaseRules& rules);
/// For people, English.
std::string to_text(const CaseView& view, const CaseRules& rules);

}  // namespace truce
