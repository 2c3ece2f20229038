/// A record of truce's own forms becomes a report or a watch. docs/formats/reports-csv.md has the rules.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/ingest/problem_list.hpp"
#include "truce/ingest/record_fields.hpp"
#include "truce/ingest/report.hpp"

namespace truce {

class RecordBuilder {
public:
    RecordBuilder(const Profile& profile, const Register& reg, ProblemList& problems)
        : profile_(profile), register_(reg), problems_(problems) {}

    /// False, and every problem said, if the record is wrong; `out` is then unusable.
    /// Precondition: record.kind is the kind asked for, and only its fields are given.
    bool build(const RawRecord& record, Report& out);
    bool build(const RawRecord& record, Watch& out);

private:
    bool head(std::string& source_id, ReportAction& action);
    bool nothing_but_the_withdrawal();
    bool when(Interval& when, Day& first, Day& last);
    bool region(Region& out);
    bool circle(Region& out);
    bool areas(Region& out);
    bool sector(Region& out);
    bool place_in_atlas(Report& out);
    bool act(Report& out);
    bool casualties(Report& out);
    bool facts(Report& out);
    bool fact(const RawRecord::Fact& raw, NamedFact& out);
    bool number_range(const RawRecord::Fact& raw, const FactKind& kind, NamedFact& out);
    bool interruptions(Watch& out);
    std::vector<std::string> areas_inside(const Region& region) const;

    bool names(Field field, const std::vector<std::string>& values, std::vector<std::string>& out);
    std::optional<bool> yes_or_no(Field field);
    std::optional<std::int64_t> decimal(Field field, int decimals);
    std::optional<Instant> instant(Field field);
    std::optional<Day> day(Field field);
    std::optional<LatLon> point(Field lat, Field lon);

    [[nodiscard]] const std::string& value(Field field) const { return (*record_)[field]; }
    [[nodiscard]] bool given(Field field) const { return record_->given(field); }
    /// Says what is wrong; always false.
    bool wrong(Field field, std::string_view id, std::string_view what, std::string_view remedy);
    bool wrong(Field field, const Error& error);
    bool wrong_value(std::string_view id, std::string_view column, std::string_view value, std::string_view what, std::string_view remedy);

    const Profile& profile_;
    const Register& register_;
    ProblemList& problems_;
    const RawRecord* record_ = nullptr;  ///< during build
};

}  // namespace truce
