#include "truce/interfaces/ogc.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "truce/base/bytes.hpp"
#include "truce/interfaces/geojson_feature.hpp"
#include "truce/interfaces/ogc_pages.hpp"
#include "truce/interfaces/queryables.hpp"

namespace truce {
namespace {

constexpr std::string_view json_type = "application/json";
constexpr std::string_view geojson_type = "application/geo+json";
constexpr std::string_view html_type = "text/html; charset=utf-8";
constexpr std::string_view schema_type = "application/schema+json";

Error no_such(std::string_view what, std::string_view where) {
    return {Errc::not_found, "ogc.not_found", fmt::format("there is no {} here", what), std::string(where), "Begin at /ogc"};
}

/// Whether the reader wants a page rather than data. Errors: ogc.format.
Result<bool> wants_html(const HttpRequest& request, QueryMembers& members) {
    if (const auto format = members.take("f")) {
        if (*format == "html") return true;
        if (*format == "json" || *format == "geojson") return false;
        return Error{Errc::invalid, "ogc.format", fmt::format("the format \"{}\" is not offered", *format), "f", "Use json or html"};
    }
    const auto accept = find_header(request.headers, "accept");
    return accept && accept->find("text/html") != std::string_view::npos && accept->find("json") == std::string_view::npos;
}

Result<std::size_t> limit_of(QueryMembers& members) {
    const auto text = members.take("limit");
    if (!text) return ogc_limit_default;
    std::size_t limit = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, limit);
    if (error == std::errc::result_out_of_range && stop == end) return ogc_limit_max;
    if (error != std::errc() || stop != end || limit == 0)
        return Error{Errc::invalid, "ogc.limit", fmt::format("\"{}\" is no number of features", *text), "limit",
                     fmt::format("Give 1 to {}", ogc_limit_max)};
    return std::min(limit, ogc_limit_max);
}

class Answering {
public:
    Answering(const HttpRequest& request, const FeatureSource& source) : request_(request), source_(source), root_(source.url + "/ogc") {}

    Result<HttpResponse> run() {
        TRUCE_ASSIGN(members_, QueryMembers::parse(request_.query));
        TRUCE_ASSIGN(const std::vector<std::string> parts, path_parts());
        const std::size_t depth = parts.size();
        if (depth == 0) return landing();
        if (depth == 1 && parts[0] == "api") return description();
        if (depth == 1 && parts[0] == "conformance") return conformance();
        if (parts[0] != "collections") return no_such("resource", request_.path);
        if (depth == 1) return collections();
        const OgcCollection* collection = find_collection(parts[1]);
        if (collection == nullptr) return no_such(fmt::format("collection \"{}\"", parts[1]), request_.path);
        if (depth == 2) return one_collection(*collection);
        if (depth == 3 && parts[2] == "queryables") return queryables(*collection);
        if (parts[2] != "items" || depth > 5) return no_such("resource", request_.path);
        if (depth == 3) return items(*collection);
        // Ids of incidents have a slash, which some clients send as it is and some as %2F.
        return item(*collection, depth == 4 ? parts[3] : parts[3] + "/" + parts[4]);
    }

private:
    Result<std::vector<std::string>> path_parts() const {
        std::string_view path = request_.path;
        if (path != "/ogc" && !path.starts_with("/ogc/")) return no_such("resource", path);
        path.remove_prefix(4);
        std::vector<std::string> parts;
        while (!path.empty()) {
            path.remove_prefix(1);
            const std::size_t end = std::min(path.find('/'), path.size());
            if (end > 0) {
                TRUCE_ASSIGN(std::string part, percent_decode(path.substr(0, end)));
                if (!is_utf8(part)) return no_such("resource", request_.path);
                parts.push_back(std::move(part));
            }
            path.remove_prefix(end);
        }
        return parts;
    }

    [[nodiscard]] HttpResponse give(std::string_view type, std::string body) const {
        return answer(request_, source_, type, std::move(body));
    }

    Result<HttpResponse> landing() {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_TRY(members_.done("f"));
        const Profile& profile = *source_.live->profile();
        return html ? give(html_type, ogc_landing_html(root_, profile)) : give(json_type, ogc_landing(root_, profile));
    }

    Result<HttpResponse> description() {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_TRY(members_.done("f"));
        if (html) return give(html_type, ogc_api_html(root_, *source_.live->profile()));
        return give("application/vnd.oai.openapi+json;version=3.0", ogc_api(root_, *source_.live->profile()));
    }

    Result<HttpResponse> conformance() {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_TRY(members_.done("f"));
        return html ? give(html_type, ogc_conformance_html(root_)) : give(json_type, ogc_conformance());
    }

    Result<HttpResponse> collections() {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_TRY(members_.done("f"));
        const Profile& profile = *source_.live->profile();
        return html ? give(html_type, ogc_collections_html(root_, profile)) : give(json_type, ogc_collections(root_, profile));
    }

    Result<HttpResponse> one_collection(const OgcCollection& collection) {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_TRY(members_.done("f"));
        const Profile& profile = *source_.live->profile();
        return html ? give(html_type, ogc_collection_html(root_, collection, profile))
                    : give(json_type, ogc_collection(root_, collection, profile));
    }

    Result<HttpResponse> queryables(const OgcCollection& collection) {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_TRY(members_.done("f"));
        if (html) return give(html_type, ogc_queryables_html(root_, collection));
        return give(schema_type, ogc_queryables(root_, collection, *source_.live->profile()));
    }

    Result<Crs> answer_crs() {
        const auto uri = members_.take("crs");
        if (!uri) return Crs::crs84;
        if (const auto crs = crs_of(*uri)) return *crs;
        return Error{Errc::invalid, "crs.unknown", fmt::format("the reference system \"{}\" is not offered", *uri), "crs",
                     "The collection's member crs lists what is"};
    }

    Result<HttpResponse> items(const OgcCollection& collection) {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_ASSIGN(const std::size_t limit, limit_of(members_));
        TRUCE_ASSIGN(const Crs crs, answer_crs());
        const auto next = members_.take("next");
        Features features;
        if (collection.kind == OgcCollection::Kind::areas) {
            TRUCE_ASSIGN(features, areas(limit, crs, next));
        } else if (collection.kind == OgcCollection::Kind::daily) {
            TRUCE_ASSIGN(features, daily(limit, crs, next));
        } else {
            TRUCE_ASSIGN(features, incidents(collection, limit, crs, next));
        }
        const std::string path = fmt::format("{}/collections/{}/items", root_, collection.id);
        const std::string asked = members_.again("next");
        const std::string self = path + (request_.query.empty() ? "" : "?" + members_.again());
        const std::string next_link =
            features.next ? fmt::format("{}?{}{}next={}", path, asked, asked.empty() ? "" : "&", percent_encode(*features.next))
                          : std::string();
        HttpResponse response = html ? give(html_type, ogc_items_html(root_, collection, std::string(features.list()), next_link))
                                     : give(geojson_type, collection_of(std::move(features), path, self, next_link));
        response.headers.emplace_back("content-crs", fmt::format("<{}>", uri_of(crs)));
        return response;
    }

    /// Features behind the beginning of their collection, so that a page is written once.
    struct Features {
        static constexpr std::string_view head = "{\"type\":\"FeatureCollection\",\"features\":[";
        std::string json{head};
        std::size_t count = 0;
        std::optional<std::string> next;

        /// To which the next one is written.
        std::string& more() {
            if (count++ > 0) json += ',';
            return json;
        }
        /// Separated by commas.
        [[nodiscard]] std::string_view list() const { return std::string_view(json).substr(head.size()); }
    };

    std::string collection_of(Features features, const std::string& path, const std::string& self, const std::string& next) const {
        std::string out = std::move(features.json);
        out += "],\"numberReturned\":" + std::to_string(features.count) + ",\"links\":[";
        out += ogc_link(self, "self", geojson_type, "This page");
        const std::string alternate = members_.again("f");
        out += "," + ogc_link(path + "?" + alternate + (alternate.empty() ? "" : "&") + "f=html", "alternate", "text/html", "As a page");
        if (!next.empty()) out += "," + ogc_link(next, "next", geojson_type, "The next page");
        out += "]}";
        return out;
    }

    Result<Features> incidents(const OgcCollection& collection, std::size_t limit, Crs crs, const std::optional<std::string>& next) {
        TRUCE_ASSIGN(LiveQuery query, incident_query(members_, source_.live->profile()));
        TRUCE_TRY(members_.done(fmt::format("f, limit, crs, {}", incident_query_members())));
        query.reports = collection.kind == OgcCollection::Kind::reports;
        if (next) {
            TRUCE_ASSIGN(query.after, parse_cursor(*next));
        }
        const LiveView view(*source_.live, source_.onlooker);
        TRUCE_ASSIGN(const LivePage page, view.page(query, limit));
        Features features;
        FeatureWriter writer(*source_.outlines, crs);
        constexpr std::size_t feature_bytes = 1'400;
        features.json.reserve((page.incidents.size() + 2) * feature_bytes);
        for (const LiveIncident& incident : page.incidents) writer.feature(features.more(), incident);
        if (page.next) features.next = to_text(*page.next);
        return features;
    }

    static Result<std::size_t> place_of(const std::optional<std::string>& next) {
        if (!next) return 0U;
        std::size_t place = 0;
        const char* const end = next->data() + next->size();
        const auto [stop, error] = std::from_chars(next->data(), end, place);
        if (error == std::errc() && stop == end) return place;
        return Error{Errc::invalid, "live.cursor", fmt::format("\"{}\" is no mark of a page's end", *next), "next",
                     "Follow the link as it was given"};
    }

    static std::string area_feature(FeatureWriter& writer, const Profile& profile, std::uint16_t index) {
        const Atlas::Division& area = profile.atlas->divisions()[index];
        std::string out = fmt::format("{{\"type\":\"Feature\",\"id\":{},\"geometry\":", json_text(area.id));
        writer.area(out, index);
        out += fmt::format(",\"properties\":{{\"name\":{}", json_text(area.name));
        for (const Division& division : profile.divisions) {
            if (std::ranges::find(division.areas, area.id) == division.areas.end()) continue;
            out += fmt::format(",\"division\":{},\"division_name\":{}", json_text(division.id),
                               json_text(text_in(division.names.texts, "en")));
        }
        return out + "}}";
    }

    Result<Features> areas(std::size_t limit, Crs crs, const std::optional<std::string>& next) {
        TRUCE_ASSIGN(LiveQuery query, incident_query(members_, source_.live->profile()));
        TRUCE_TRY(members_.done("f, limit, crs, bbox, bbox-crs, datetime"));
        if (query.keep || query.register_id || query.act || query.ruling || query.status || query.source_id)
            return Error{Errc::invalid, "query.unknown", "areas are asked for by bbox alone", "",
                         "Use f, limit, crs, bbox, bbox-crs, datetime"};
        TRUCE_ASSIGN(const std::size_t from, place_of(next));
        const Profile& profile = *source_.live->profile();
        Features features;
        FeatureWriter writer(*source_.outlines, crs);
        for (std::size_t i = from; i < profile.atlas->size(); ++i) {
            const auto index = static_cast<std::uint16_t>(i);
            ShownPlace place;
            place.kind = ShownPlace::Kind::areas;
            place.areas = {&index, 1};
            if (query.zone && query.zone->holds(place, *profile.atlas) == Truth::no) continue;
            if (features.count == limit) {
                features.next = std::to_string(i);
                break;
            }
            features.more() += area_feature(writer, profile, index);
        }
        return features;
    }

    static std::string daily_id(const LiveGroup& group, const Profile& profile) {
        return fmt::format("{}:{}:{}", group.reg->id, format(*group.day), group.area ? profile.atlas->id(*group.area) : std::string("-"));
    }

    std::string daily_feature(FeatureWriter& writer, const LiveGroup& group, const Range& range) const {
        const Profile& profile = *source_.live->profile();
        std::string out = fmt::format("{{\"type\":\"Feature\",\"id\":{},\"geometry\":", json_text(daily_id(group, profile)));
        if (group.area) {
            writer.area(out, *group.area);
        } else {
            out += "null";
        }
        out += fmt::format(",\"properties\":{{\"register\":{},\"day\":\"{}\"", json_text(group.reg->id), format(*group.day));
        if (group.area) out += fmt::format(",\"area\":{}", json_text(profile.atlas->id(*group.area)));
        out += fmt::format(",\"certain\":{},\"possible\":{},\"unit\":{}}}}}", range.certain, range.possible,
                           json_text(text_in(group.reg->unit, "en")));
        return out;
    }

    /// Counted anew for each page: the pages of one as_of are the same for the same reader.
    Result<Features> daily(std::size_t limit, Crs crs, const std::optional<std::string>& next) {
        TRUCE_ASSIGN(const LiveQuery query, incident_query(members_, source_.live->profile()));
        TRUCE_TRY(members_.done(fmt::format("f, limit, crs, {}", incident_query_members())));
        TRUCE_ASSIGN(const std::size_t from, place_of(next));
        const LiveView view(*source_.live, source_.onlooker);
        TRUCE_ASSIGN(const auto groups, view.count(query, LiveGrouping{true, true, true, false}));
        Features features;
        FeatureWriter writer(*source_.outlines, crs);
        std::size_t place = 0;
        for (const auto& [group, range] : groups) {
            if (place++ < from) continue;
            if (features.count == limit) {
                features.next = std::to_string(place - 1);
                break;
            }
            features.more() += daily_feature(writer, group, range);
        }
        return features;
    }

    Result<HttpResponse> item(const OgcCollection& collection, const std::string& id) {
        TRUCE_ASSIGN(const bool html, wants_html(request_, members_));
        TRUCE_ASSIGN(const Crs crs, answer_crs());
        TRUCE_TRY(members_.done("f, crs"));
        TRUCE_ASSIGN(std::string feature, feature_of(collection, id, crs));
        if (html) return give(html_type, ogc_items_html(root_, collection, feature, ""));
        const std::string path = fmt::format("{}/collections/{}", root_, collection.id);
        feature.pop_back();
        feature += ",\"links\":[" + ogc_link(fmt::format("{}/items/{}", path, percent_encode(id)), "self", geojson_type, "This feature") +
                   "," + ogc_link(fmt::format("{}/items/{}?f=html", path, percent_encode(id)), "alternate", "text/html", "As a page") +
                   "," + ogc_link(path, "collection", json_type, "Its collection") + "]}";
        HttpResponse response = give(geojson_type, std::move(feature));
        response.headers.emplace_back("content-crs", fmt::format("<{}>", uri_of(crs)));
        return response;
    }

    Result<std::string> feature_of(const OgcCollection& collection, const std::string& id, Crs crs) const {
        const Profile& profile = *source_.live->profile();
        FeatureWriter writer(*source_.outlines, crs, DrawnAreas::exact);
        const Error missing{Errc::not_found, "ogc.not_found", fmt::format("the collection has no feature \"{}\"", id), request_.path, ""};
        if (collection.kind == OgcCollection::Kind::areas) {
            const auto index = profile.atlas->find(id);
            if (!index) return missing;
            return area_feature(writer, profile, static_cast<std::uint16_t>(*index));
        }
        const LiveView view(*source_.live, source_.onlooker);
        if (collection.kind == OgcCollection::Kind::daily) {
            TRUCE_ASSIGN(const auto groups, view.count({}, LiveGrouping{true, true, true, false}));
            for (const auto& [group, range] : groups) {
                if (daily_id(group, profile) == id) return daily_feature(writer, group, range);
            }
            return missing;
        }
        const auto incident = view.find(id);
        if (!incident || (incident->nothing_observed && collection.kind != OgcCollection::Kind::reports)) return missing;
        std::string out;
        writer.feature(out, *incident);
        return out;
    }

    const HttpRequest& request_;
    const FeatureSource& source_;
    std::string root_;
    QueryMembers members_;
};

}  // namespace

HttpResponse ogc(const HttpRequest& request, const FeatureSource& source) {
    if (request.method != HttpMethod::get && request.method != HttpMethod::head) return http_method_not_allowed("GET, HEAD");
    auto response = Answering(request, source).run();
    return response ? std::move(*response) : refusal(response.error());
}

}  // namespace truce
