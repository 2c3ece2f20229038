/// The register at a size of the record, judged by a reading, with the cases that belong to it: what every question about
/// incidents is answered from. Computed once per size and reading, then only read; any number of threads may ask at once.
///
/// Questions are asked for a viewer. An incident is first cut to what that one may be told, and only what is left is compared with
/// the question: neither rows nor counts depend on anything else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/status.hpp"
#include "truce/geo/shape.hpp"
#include "truce/judge/judge.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/viewer.hpp"
#include "truce/publish/range.hpp"

namespace truce {

/// An incident as the record has it.
struct SituationRow {
    std::string id;  ///< "<entry>/<n>" of its report's first version
    RegisterReport current;
    const Register* reg = nullptr;
    Verdict verdict;
    Instant recorded_at;       ///< of the current version
    std::size_t versions = 1;  ///< with the current one
    std::string case_id;       ///< of the case about it, or in which its report was accepted; "" if there is none
    std::optional<Status> status;
    std::vector<std::string> linked;  ///< reports and incidents accepted as the same, ascending
    std::size_t facts = 0;            ///< where its facts stand
};

/// An incident as a viewer is told it.
struct SeenIncident {
    const SituationRow* row = nullptr;
    Sight sight;
    Region where;
    std::vector<std::string> areas;
    std::vector<std::string> divisions;
};

enum class IncidentSort : std::uint8_t { newest, oldest, recorded_last, recorded_first };

/// Members that are not set do not restrict. Of a list any one suffices.
struct IncidentQuery {
    std::optional<Box> box;        ///< its region may meet
    std::optional<Interval> when;  ///< it may have happened within
    std::vector<std::string> registers;
    std::vector<std::string> verdicts;  ///< rulings and classes
    std::vector<std::string> statuses;  ///< "none": without a case
    std::vector<std::string> acts;      ///< each with those below it
    std::vector<std::string> areas;     ///< atlas areas and divisions
    std::vector<std::string> actors;    ///< as coded, or ids of the terms
    std::string words;                  ///< each in one of place, source id, act, actors, targets; any case of letters
    IncidentSort sort = IncidentSort::newest;
    std::string after;       ///< `next` of the page before
    std::size_t offset = 0;  ///< left out at the beginning
    std::size_t most = 100;
};

struct IncidentPage {
    std::vector<SeenIncident> incidents;
    std::size_t matched = 0;
    std::string next;  ///< "" on the last page
};

/// A register's numbers of one day.
struct DayTally {
    std::string register_id;
    Range recorded, violation, exempt, no_violation, undetermined;
};
struct DayTallies {
    Day day;
    std::vector<DayTally> registers;  ///< ascending by id
};

class Situation {
public:
    /// Errors: documents.missing, terms.reading_*, store errors.
    static Result<std::shared_ptr<const Situation>> load(const Mechanism& mechanism, std::uint64_t as_of,
                                                         const std::optional<std::string>& reading);
    ~Situation();
    Situation(const Situation&) = delete;
    Situation& operator=(const Situation&) = delete;

    [[nodiscard]] std::uint64_t as_of() const { return as_of_; }
    [[nodiscard]] const Documents& documents() const { return documents_; }
    [[nodiscard]] const Documents::Signed& reading() const { return *reading_; }
    /// By the beginning of their time, then id.
    [[nodiscard]] const std::vector<SituationRow>& rows() const { return rows_; }

    /// As far as the viewer is told of it; absent: not at all.
    [[nodiscard]] std::optional<SeenIncident> seen(const SituationRow& row, const Viewer& viewer) const;
    /// Errors: incident.cursor (invalid: `after` is none of ours).
    [[nodiscard]] Result<IncidentPage> find(const Viewer& viewer, const IncidentQuery& query) const;
    /// Days ascending; those without a record are left out. Order and paging of the query mean nothing here.
    [[nodiscard]] std::vector<DayTallies> days(const Viewer& viewer, const IncidentQuery& query) const;
    /// By id. Errors: incident.unknown (not_found), also where the viewer is told nothing of it.
    [[nodiscard]] Result<SeenIncident> incident(const Viewer& viewer, std::string_view id) const;

    /// Why the verdict is what it is, with the place as the viewer is told it. Recomputed from its premises.
    /// Precondition: seen.sight.names. Errors: explanation.does_not_follow.
    struct Explained {
        std::string sentence;
        std::string text;
        std::string json;
    };
    [[nodiscard]] Result<Explained> explain(const SeenIncident& seen, std::string_view language) const;

private:
    Situation();
    Result<void> add_cases(const Mechanism& mechanism);
    [[nodiscard]] bool matches(const SeenIncident& seen, const IncidentQuery& query) const;
    [[nodiscard]] bool may_meet(const SeenIncident& seen, const Box& box) const;
    [[nodiscard]] bool says(const SeenIncident& seen, const std::vector<std::string>& words) const;

    struct Bench;  ///< the compiled reading and what was judged with it
    std::uint64_t as_of_ = 0;
    Documents documents_;
    const Documents::Signed* reading_ = nullptr;
    std::unique_ptr<Bench> bench_;
    std::vector<SituationRow> rows_;
};

}  // namespace truce
