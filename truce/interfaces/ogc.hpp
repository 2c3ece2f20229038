/// OGC API - Features 1.0: Part 1 (core, GeoJSON, HTML, OpenAPI 3.0), Part 2 (CRS84, EPSG:4326, EPSG:3857), Part 3 with CQL2 text.
///
///   /ogc                                      where everything is
///   /ogc/api                                  the description, application/vnd.oai.openapi+json;version=3.0
///   /ogc/conformance
///   /ogc/collections, /ogc/collections/ID     incidents, reports, areas, daily
///   /ogc/collections/ID/queryables
///   /ogc/collections/ID/items, .../items/FID
///
/// Parameters that are not known are refused. Pages go by key, never by number: a page costs the same wherever it is, and pages that
/// are asked for one after the other show one size of the record. How many match in all is not counted.
#pragma once

#include "truce/interfaces/feature_source.hpp"

namespace truce {

inline constexpr std::size_t ogc_limit_max = 10'000;
inline constexpr std::size_t ogc_limit_default = 100;

/// Answers what is asked below /ogc. Precondition: the path begins so.
HttpResponse ogc(const HttpRequest& request, const FeatureSource& source);

/// What a query for incidents says, in any of these interfaces: bbox, bbox-crs, datetime, filter, filter-lang, filter-crs, sortby,
/// and properties by name (`act` also finds kinds of the act). Takes its members out of `members`.
/// Errors: bbox.*, datetime.*, crs.unknown, cql2.*, sortby.unknown, property.value.
Result<LiveQuery> incident_query(QueryMembers& members, std::shared_ptr<const Profile> profile);
/// The parameters of incident_query, for messages.
std::string_view incident_query_members();

}  // namespace truce
