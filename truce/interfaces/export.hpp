/// Incidents as files: CSV with a row of HXL tags, GeoJSON, NDJSON. Written piece by piece, so that a million need no more memory than
/// a thousand, and the register is held still for a piece only; all pieces show one state of the record: its size, verdicts and cases at
/// the first of them.
///
///   csv      a row of names, a row of HXL tags, then the incidents. Lists are joined by "; ". What a spreadsheet would take for a
///            formula begins with an apostrophe. Places are the columns lat, lon, radius_m of exact circles, and the areas
///   geojson  one FeatureCollection (RFC 7946)
///   ndjson   a GeoJSON feature a line
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "truce/interfaces/feature_source.hpp"
#include "truce/interfaces/geojson_feature.hpp"

namespace truce {

enum class ExportFormat : std::uint8_t { csv, geojson, ndjson };
std::optional<ExportFormat> export_format_named(std::string_view name);
std::string_view media_type(ExportFormat format);

class IncidentExport {
public:
    IncidentExport(FeatureSource source, LiveQuery query, ExportFormat format);

    /// The next piece; "" at the end. Errors, of the first one alone: those of LiveView::page.
    Result<std::string> next();
    /// Incidents written so far.
    [[nodiscard]] std::size_t count() const { return count_; }

private:
    void append(std::string& piece, const LiveIncident& incident);

    const FeatureSource source_;
    LiveQuery query_;
    const ExportFormat format_;
    FeatureWriter writer_;
    std::optional<LiveMoment> moment_;  ///< absent: nothing was written yet
    std::size_t count_ = 0;
    bool ended_ = false;
};

/// Calls `sink` with one piece after the other; an error of it ends the export. How many incidents were written.
Result<std::size_t> export_incidents(const FeatureSource& source, LiveQuery query, ExportFormat format,
                                     const std::function<Result<void>(std::string_view)>& sink);

/// What is to be exported, said as in a URL: the parameters of incident_query, and `reports=true` for what nothing was observed of as well.
/// Errors: those of QueryMembers and incident_query; property.value.
Result<LiveQuery> export_query(std::string_view query, std::shared_ptr<const Profile> profile);

/// /api/export.csv, .geojson, .ndjson with those parameters, made while it is read.
///   holds   asked before each piece: false where the register is another by now (what was erased goes out no more, and is nowhere else):
///           then the answer is cut off
HttpResponse export_answer(const HttpRequest& request, const FeatureSource& source, std::function<bool()> holds);

}  // namespace truce
