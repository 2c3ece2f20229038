/// Incidents as files: CSV with a row of HXL tags, GeoJSON, NDJSON. Written piece by piece, so that a million need no more memory than
/// a thousand, and the register is held still for a piece only; all pieces show one size of the record.
///
///   csv      a row of names, a row of HXL tags, then the incidents. Lists are joined by "; ". What a spreadsheet would take for a
///            formula begins with an apostrophe. Places are the columns lat, lon, radius_m of exact circles, and the areas
///   geojson  one FeatureCollection (RFC 7946)
///   ndjson   a GeoJSON feature a line
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "truce/interfaces/feature_source.hpp"

namespace truce {

enum class ExportFormat : std::uint8_t { csv, geojson, ndjson };
std::optional<ExportFormat> export_format_named(std::string_view name);
std::string_view media_type(ExportFormat format);

/// Calls `sink` with one piece after the other; an error of it ends the export. How many incidents were written.
Result<std::size_t> export_incidents(const FeatureSource& source, LiveQuery query, ExportFormat format,
                                     const std::function<Result<void>(std::string_view)>& sink);

/// What is to be exported, said as in a URL: the parameters of incident_query, and `reports=true` for what nothing was observed of as well.
/// Errors: those of QueryMembers and incident_query; property.value.
Result<LiveQuery> export_query(std::string_view query, std::shared_ptr<const Profile> profile);

/// /api/export.csv, .geojson, .ndjson with those parameters.
HttpResponse export_answer(const HttpRequest& request, const FeatureSource& source);

}  // namespace truce
