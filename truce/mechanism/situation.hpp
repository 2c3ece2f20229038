/// The register at a size of the record, judged by a reading, with the cases that belong to it: what every question about
/// incidents is answered from. Computed once per size and reading, then only read; any number of threads may ask at once.
///
/// The records themselves are those of the register in memory (live.hpp), of which there is one; this has verdicts and cases of its own.
/// Questions are asked for a viewer, of the register as it is shown to that one (publish/live_register.hpp): neither rows nor counts
/// depend on anything else.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/status.hpp"
#include "truce/geo/shape.hpp"
#include "truce/judge/judge.hpp"
#include "truce/mechanism/live.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/viewer.hpp"
#include "truce/publish/range.hpp"

namespace truce {

/// An incident as a viewer is told it.
struct SeenIncident {
    std::string id;  ///< "<entry>/<n>" of its report's first version
    Sight sight;
    Report report;                       ///< what is not told is left out; place and areas as finely as they are told
    std::vector<std::string> divisions;  ///< to which its areas belong
    Verdict verdict;
    std::optional<Status> status;        ///< of the case about it, or in which its report was accepted
    std::optional<Instant> recorded_at;  ///< when the current version was recorded; where names are told, as all below
    std::size_t versions = 1;            ///< with the current one
    std::string case_id;
    std::vector<std::string> linked;  ///< reports and incidents accepted as the same, ascending
};

enum class IncidentSort : std::uint8_t { newest, oldest, recorded_last, recorded_first };

/// Members that are not set do not restrict. Of a list any one suffices.
struct IncidentQuery {
    std::optional<Box> box;        ///< its region as told may meet it; what is told without a place does not
    std::optional<Interval> when;  ///< it may have happened within
    std::vector<std::string> registers;
    std::vector<std::string> verdicts;  ///< rulings and classes
    std::vector<std::string> statuses;  ///< "none": without a case
    std::vector<std::string> acts;      ///< each with those below it
    std::vector<std::string> areas;     ///< atlas areas and divisions
    std::vector<std::string> actors;    ///< as coded, or ids of the terms
    std::string words;                  ///< each in one of place, source id, act, actors, targets; any case of letters
    IncidentSort sort = IncidentSort::newest;
    std::optional<LiveCursor> after;  ///< `next` of the page before
    std::size_t offset = 0;           ///< left out at the beginning
    std::size_t most = 100;
};

struct IncidentPage {
    std::vector<SeenIncident> incidents;
    std::size_t matched = 0;
    std::optional<LiveCursor> next;  ///< absent on the last page
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
    /// Of the register in memory, unless another profile held then: then of one that is read for it.
    ///   previous   an earlier size by the same reading, or none: what it judged and nothing since can change is not judged again
    /// Precondition: as_of is not beyond what `live` holds. Errors: documents.missing, terms.reading_*, store errors.
    static Result<std::shared_ptr<const Situation>> load(const Mechanism& mechanism, const Live& live, std::uint64_t as_of,
                                                         const std::optional<std::string>& reading, const Situation* previous = nullptr);
    ~Situation();
    Situation(const Situation&) = delete;
    Situation& operator=(const Situation&) = delete;

    [[nodiscard]] std::uint64_t as_of() const { return as_of_; }
    [[nodiscard]] const Documents& documents() const { return documents_; }
    [[nodiscard]] const Documents::Signed& reading() const { return *reading_; }
    /// Of which it is, and what it says of it.
    [[nodiscard]] const std::shared_ptr<const LiveRegister>& live() const { return live_; }
    [[nodiscard]] const std::shared_ptr<const LiveJudged>& judged() const { return judged_; }

    /// Errors: live.cursor (invalid: of another size).
    [[nodiscard]] Result<IncidentPage> find(const Viewer& viewer, const IncidentQuery& query) const;
    /// Days ascending; those without a record are left out. Order and paging of the query mean nothing here.
    [[nodiscard]] Result<std::vector<DayTallies>> days(const Viewer& viewer, const IncidentQuery& query) const;
    /// The first and the last day of which the viewer is told anything.
    [[nodiscard]] Result<std::optional<std::pair<Day, Day>>> span(const Viewer& viewer) const;
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
    explicit Situation(CompiledReading compiled) : compiled_(std::move(compiled)) {}

    /// The case that an incident belongs to.
    struct Belongs {
        std::string case_id;
        Status status = Status::open;
        std::vector<std::string> linked;
    };
    Result<void> add_cases(const Mechanism& mechanism);
    void judge(const Situation* previous);
    void judge_all_anew();
    /// What came since, and what it may have been answered by or an answer to. False: that is too much to be worth it.
    bool judge_what_changed(const Situation& previous);
    [[nodiscard]] const Belongs* belongs(const LiveIncident& row) const;
    [[nodiscard]] SeenIncident seen(const LiveIncident& row, const Viewer& viewer) const;
    /// The query as the register in memory is asked it. What it returns lives no longer than the viewer and the query.
    [[nodiscard]] Result<LiveQuery> live_query(const Viewer& viewer, const IncidentQuery& query) const;
    /// Answers to what takes a look at every row, kept for who asks the same next.
    template <typename Value, typename Compute>
    Result<Value> kept(std::list<std::pair<std::string, Value>>& values, const std::string& key, Compute compute) const;

    std::uint64_t as_of_ = 0;
    Documents documents_;
    const Documents::Signed* reading_ = nullptr;
    CompiledReading compiled_;
    std::shared_ptr<const LiveRegister> live_;
    std::shared_ptr<const LiveJudged> judged_;
    std::map<std::string, std::map<std::uint32_t, Belongs>, std::less<>> cases_;  ///< by the incident's entry and item

    mutable std::mutex mutex_;  ///< of what is kept, last used first
    mutable std::list<std::pair<std::string, std::size_t>> counts_;
    mutable std::list<std::pair<std::string, std::vector<DayTallies>>> days_;
};

}  // namespace truce
