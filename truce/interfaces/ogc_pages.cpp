#include "truce/interfaces/ogc_pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"
#include "truce/geo/shape.hpp"
#include "truce/interfaces/crs.hpp"
#include "truce/interfaces/feature_source.hpp"
#include "truce/interfaces/queryables.hpp"

namespace truce {
namespace {

using Kind = OgcCollection::Kind;

constexpr std::array collection_list{
    OgcCollection{Kind::incidents, "incidents", "Incidents",
                  "What happened, as registers recorded it, each with the area in which it may have happened as finely as you may know it"},
    OgcCollection{Kind::reports, "reports", "Reports", "Incidents, and reports that nothing was observed"},
    OgcCollection{Kind::areas, "areas", "Areas", "The areas in which incidents are placed"},
    OgcCollection{
        Kind::daily, "daily", "Daily counts",
        "How many incidents each register has by local day and area: surely so many, possibly so many. Registers are never added up"},
};

constexpr std::array conformance_list{
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
    "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
    "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
    "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions",
    "http://www.opengis.net/spec/cql2/1.0/conf/property-property",
};

std::string title_of(const Profile& profile) { return std::string(text_in(profile.title, "en")); }

/// Of all areas: what says nothing of incidents.
std::string extent(const Profile& profile) {
    Box all{{900'000'000, 1'800'000'000}, {-900'000'000, -1'800'000'000}};
    for (const Atlas::Division& area : profile.atlas->divisions()) {
        const Box& box = area.shape->box();
        all.low = {std::min(all.low.lat_e7, box.low.lat_e7), std::min(all.low.lon_e7, box.low.lon_e7)};
        all.high = {std::max(all.high.lat_e7, box.high.lat_e7), std::max(all.high.lon_e7, box.high.lon_e7)};
    }
    std::string out = "[";
    append_degrees(out, all.low.lon_e7);
    out += ',';
    append_degrees(out, all.low.lat_e7);
    out += ',';
    append_degrees(out, all.high.lon_e7);
    out += ',';
    append_degrees(out, all.high.lat_e7);
    return out + "]";
}

std::string page(std::string_view title, const std::string& root, std::string_view body) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">"
        "<title>{0}</title></head>\n<body><nav><a href=\"{1}\">OGC API</a> / <a href=\"{1}/collections\">collections</a></nav>\n"
        "<main><h1>{0}</h1>\n{2}</main></body></html>\n",
        html_text(title), html_text(root), body);
}

std::string anchor(std::string_view href, std::string_view text) {
    return fmt::format("<a href=\"{}\">{}</a>", html_text(href), html_text(text));
}

std::string_view schema_of(PropertyType type) {
    switch (type) {
        case PropertyType::text: return R"("type":"string")";
        case PropertyType::texts: return R"("type":"array","items":{"type":"string"})";
        case PropertyType::integer: return R"("type":"integer")";
        case PropertyType::boolean: return R"("type":"boolean")";
        case PropertyType::instant: return R"("type":"string","format":"date-time")";
        case PropertyType::date: return R"("type":"string","format":"date")";
        case PropertyType::interval: return R"("type":"string","format":"interval")";
    }
    return "";
}

bool has_incidents(const OgcCollection& collection) { return collection.kind != Kind::areas; }

constexpr std::string_view parameters =
    R"("bbox":{"name":"bbox","in":"query","description":"West, south, east, north; features that may lie in it","required":false,"style":"form","explode":false,"schema":{"type":"array","minItems":4,"maxItems":6,"items":{"type":"number"}}},
"datetime":{"name":"datetime","in":"query","description":"An instant or an interval in which it may have happened; .. leaves an end open","required":false,"style":"form","explode":false,"schema":{"type":"string"}},
"limit":{"name":"limit","in":"query","description":"How many features a page has at most","required":false,"style":"form","explode":false,"schema":{"type":"integer","minimum":1,"maximum":10000,"default":100}},
"crs":{"name":"crs","in":"query","description":"The reference system of the answer","required":false,"style":"form","explode":false,"schema":{"type":"string","format":"uri"}},
"bbox-crs":{"name":"bbox-crs","in":"query","description":"The reference system of bbox","required":false,"style":"form","explode":false,"schema":{"type":"string","format":"uri"}},
"f":{"name":"f","in":"query","description":"json or html","required":false,"style":"form","explode":false,"schema":{"type":"string","enum":["json","html"]}},
"next":{"name":"next","in":"query","description":"Where the page before ended; from its link","required":false,"style":"form","explode":false,"schema":{"type":"string"}},
"filter":{"name":"filter","in":"query","description":"An expression in CQL2 text","required":false,"style":"form","explode":false,"schema":{"type":"string"}},
"filter-lang":{"name":"filter-lang","in":"query","required":false,"style":"form","explode":false,"schema":{"type":"string","enum":["cql2-text"],"default":"cql2-text"}},
"filter-crs":{"name":"filter-crs","in":"query","required":false,"style":"form","explode":false,"schema":{"type":"string","format":"uri"}},
"sortby":{"name":"sortby","in":"query","required":false,"style":"form","explode":false,"schema":{"type":"string","enum":["time_from","-time_from"]}},
"area":{"name":"area","in":"query","description":"An id of an area in which it may have happened","required":false,"style":"form","explode":false,"schema":{"type":"string"}},
"featureId":{"name":"featureId","in":"path","description":"The id of a feature","required":true,"schema":{"type":"string"}})";

std::string reference(std::string_view name) { return fmt::format(R"({{"$ref":"#/components/parameters/{}"}})", name); }

std::string get(std::string_view summary, std::string_view operation, std::string_view tag, std::string_view parameter_list,
                std::string_view type, std::string_view what = "What was asked for") {
    return fmt::format(
        R"({{"get":{{"summary":{},"operationId":"{}","tags":["{}"],"parameters":[{}],"responses":{{"200":{{"description":{},"content":{{"{}":{{"schema":{{"type":"object"}}}},"text/html":{{"schema":{{"type":"string"}}}}}}}},"400":{{"$ref":"#/components/responses/Refused"}},"404":{{"$ref":"#/components/responses/Refused"}}}}}}}})",
        json_text(summary), operation, tag, parameter_list, json_text(what), type);
}

}  // namespace

std::span<const OgcCollection> ogc_collection_list() { return collection_list; }

const OgcCollection* find_collection(std::string_view id) {
    const auto found = std::ranges::find(collection_list, id, &OgcCollection::id);
    return found == collection_list.end() ? nullptr : &*found;
}

std::string ogc_link(std::string_view href, std::string_view rel, std::string_view type, std::string_view title) {
    return fmt::format(R"({{"href":{},"rel":"{}","type":"{}","title":{}}})", json_text(href), rel, type, json_text(title));
}

std::string ogc_landing(const std::string& root, const Profile& profile) {
    return fmt::format(
        R"({{"title":{},"description":"Incidents of the mechanism's registers, as finely as you may know them","links":[{},{},{},{},{},{}]}})",
        json_text(title_of(profile)), ogc_link(root, "self", "application/json", "This document"),
        ogc_link(root + "?f=html", "alternate", "text/html", "This document as a page"),
        ogc_link(root + "/api", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "The description of the interface"),
        ogc_link(root + "/api?f=html", "service-doc", "text/html", "The description as a page"),
        ogc_link(root + "/conformance", "conformance", "application/json", "The parts of the standards that it keeps to"),
        ogc_link(root + "/collections", "data", "application/json", "The collections"));
}

std::string ogc_conformance() {
    std::string list;
    for (const std::string_view one : conformance_list) list += fmt::format("{}\"{}\"", list.empty() ? "" : ",", one);
    return "{\"conformsTo\":[" + list + "]}";
}

std::string ogc_collection(const std::string& root, const OgcCollection& collection, const Profile& profile) {
    const std::string path = fmt::format("{}/collections/{}", root, collection.id);
    return fmt::format(
        R"({{"id":"{}","title":{},"description":{},"itemType":"feature","extent":{{"spatial":{{"bbox":[{}],"crs":"{}"}},"temporal":{{"interval":[[null,null]]}}}},"crs":["{}","{}","{}"],"storageCrs":"{}","links":[{},{},{},{},{}]}})",
        collection.id, json_text(collection.title), json_text(collection.description), extent(profile), uri_of(Crs::crs84),
        uri_of(Crs::crs84), uri_of(Crs::epsg4326), uri_of(Crs::epsg3857), uri_of(Crs::crs84),
        ogc_link(path, "self", "application/json", "This collection"),
        ogc_link(path + "?f=html", "alternate", "text/html", "This collection as a page"),
        ogc_link(path + "/items", "items", "application/geo+json", "Its features"),
        ogc_link(path + "/items?f=html", "items", "text/html", "Its features as a page"),
        ogc_link(path + "/queryables", "http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json",
                 "What can be asked"));
}

std::string ogc_collections(const std::string& root, const Profile& profile) {
    std::string list;
    for (const OgcCollection& one : collection_list) list += (list.empty() ? "" : ",") + ogc_collection(root, one, profile);
    return fmt::format(R"({{"links":[{},{}],"crs":["{}","{}","{}"],"collections":[{}]}})",
                       ogc_link(root + "/collections", "self", "application/json", "This document"),
                       ogc_link(root + "/collections?f=html", "alternate", "text/html", "This document as a page"), uri_of(Crs::crs84),
                       uri_of(Crs::epsg4326), uri_of(Crs::epsg3857), list);
}

std::string ogc_queryables(const std::string& root, const OgcCollection& collection, const Profile& profile) {
    std::string properties = R"("geometry":{"title":"Where it may have happened, as far as you may know","format":"geometry-any"})";
    const auto add = [&](const PropertyRow& row) {
        properties += fmt::format(",\"{}\":{{\"title\":{},{}", row.name, json_text(row.title), schema_of(row.type));
        std::string values;
        if (row.property == Property::reg) {
            for (const Register& reg : profile.registers) values += (values.empty() ? "" : ",") + json_text(reg.id);
        } else if (row.property == Property::act) {
            for (const Act& act : profile.acts) values += (values.empty() ? "" : ",") + json_text(act.id);
        }
        if (!values.empty()) properties += ",\"enum\":[" + values + "]";
        properties += "}";
    };
    if (has_incidents(collection)) {
        add(*find_property("time"));
        for (const PropertyRow& row : written_properties()) add(row);
    }
    return fmt::format(
        R"({{"$schema":"https://json-schema.org/draft/2019-09/schema","$id":{},"type":"object","title":{},"properties":{{{}}},"additionalProperties":false}})",
        json_text(fmt::format("{}/collections/{}/queryables", root, collection.id)), json_text(collection.title), properties);
}

std::string ogc_api(const std::string& root, const Profile& profile) {
    std::string paths;
    const auto path = [&](std::string_view name, const std::string& value) {
        paths += fmt::format("{}{}:{}", paths.empty() ? "" : ",", json_text(name), value);
    };
    path("/", get("Where everything is", "landing", "capabilities", reference("f"), "application/json"));
    path("/conformance",
         get("The parts of the standards that it keeps to", "conformance", "capabilities", reference("f"), "application/json"));
    path("/api", get("This description", "api", "capabilities", reference("f"), "application/vnd.oai.openapi+json;version=3.0"));
    path("/collections", get("The collections", "collections", "capabilities", reference("f"), "application/json"));
    for (const OgcCollection& one : collection_list) {
        const std::string at = fmt::format("/collections/{}", one.id);
        path(at, get(one.title, fmt::format("{}_collection", one.id), "collections", reference("f"), "application/json"));
        path(at + "/queryables",
             get("What can be asked", fmt::format("{}_queryables", one.id), "collections", reference("f"), "application/schema+json"));
        std::string list;
        for (const std::string_view name : {"f", "limit", "bbox", "bbox-crs", "datetime", "crs", "next"})
            list += (list.empty() ? "" : ",") + reference(name);
        if (has_incidents(one)) {
            for (const std::string_view name : {"filter", "filter-lang", "filter-crs", "sortby", "area"}) list += "," + reference(name);
            for (const PropertyRow& row : written_properties()) {
                const std::string_view schema = row.type == PropertyType::texts ? schema_of(PropertyType::text) : schema_of(row.type);
                list += fmt::format(
                    R"(,{{"name":"{}","in":"query","description":{},"required":false,"style":"form","explode":false,"schema":{{{}}}}})",
                    row.name, json_text(row.title), schema);
            }
        }
        path(at + "/items",
             get(fmt::format("Features of {}", one.title), fmt::format("{}_items", one.id), "data", list, "application/geo+json",
                 one.kind == Kind::incidents || one.kind == Kind::reports ? "A page of features. What may have happened anywhere in areas "
                                                                            "has an outline of few corners around them, never smaller "
                                                                            "than they are; the one feature has them exactly"
                                                                          : "A page of features"));
        path(at + "/items/{featureId}",
             get("One feature", fmt::format("{}_item", one.id), "data",
                 reference("featureId") + "," + reference("f") + "," + reference("crs"), "application/geo+json"));
    }
    return fmt::format(
        R"({{"openapi":"3.0.3","info":{{"title":{},"version":"1.0.0","description":"OGC API - Features over the mechanism's registers","license":{{"name":"As stated by each register"}}}},"servers":[{{"url":{}}}],"tags":[{{"name":"capabilities"}},{{"name":"collections"}},{{"name":"data"}}],"paths":{{{}}},"components":{{"parameters":{{{}}},"responses":{{"Refused":{{"description":"Why it was refused","content":{{"application/problem+json":{{"schema":{{"type":"object","required":["code","description"],"properties":{{"code":{{"type":"string"}},"description":{{"type":"string"}},"where":{{"type":"string"}},"remedy":{{"type":"string"}}}}}}}}}}}}}}}}}})",
        json_text(title_of(profile)), json_text(root), paths, parameters);
}

std::string ogc_landing_html(const std::string& root, const Profile& profile) {
    return page(
        title_of(profile), root,
        fmt::format(
            "<p>Incidents of the mechanism's registers, as finely as you may know them.</p><ul><li>{}</li><li>{}</li><li>{}</li></ul>",
            anchor(root + "/collections?f=html", "Collections"), anchor(root + "/api?f=html", "Description of the interface"),
            anchor(root + "/conformance?f=html", "Conformance")));
}

std::string ogc_api_html(const std::string& root, const Profile& profile) {
    std::string rows;
    for (const OgcCollection& one : collection_list) {
        rows += fmt::format("<li>{}: {}</li>", anchor(fmt::format("{}/collections/{}/items?f=html", root, one.id), one.title),
                            html_text(one.description));
    }
    return page("Description of " + title_of(profile), root,
                fmt::format("<p>The whole description is {} (OpenAPI 3.0).</p><ul>{}</ul><p>Parameters of items: bbox, bbox-crs, crs, "
                            "datetime, limit, filter "
                            "(CQL2 text), sortby, and every property that queryables list.</p>",
                            anchor(root + "/api", "a document for programs"), rows));
}

std::string ogc_conformance_html(const std::string& root) {
    std::string list;
    for (const std::string_view one : conformance_list) list += fmt::format("<li>{}</li>", anchor(one, one));
    return page("Conformance", root, "<ul>" + list + "</ul>");
}

std::string ogc_collections_html(const std::string& root, const Profile&) {
    std::string list;
    for (const OgcCollection& one : collection_list) {
        list += fmt::format("<dt>{}</dt><dd>{}</dd>", anchor(fmt::format("{}/collections/{}?f=html", root, one.id), one.title),
                            html_text(one.description));
    }
    return page("Collections", root, "<dl>" + list + "</dl>");
}

std::string ogc_collection_html(const std::string& root, const OgcCollection& collection, const Profile&) {
    const std::string path = fmt::format("{}/collections/{}", root, collection.id);
    return page(collection.title, root,
                fmt::format("<p>{}</p><ul><li>{}</li><li>{}</li><li>{}</li></ul>", html_text(collection.description),
                            anchor(path + "/items?f=html", "Features"), anchor(path + "/items", "Features as GeoJSON"),
                            anchor(path + "/queryables?f=html", "What can be asked")));
}

std::string ogc_queryables_html(const std::string& root, const OgcCollection& collection) {
    std::string rows;
    if (has_incidents(collection)) {
        for (const PropertyRow& row : written_properties()) rows += fmt::format("<dt>{}</dt><dd>{}</dd>", row.name, html_text(row.title));
    }
    return page(fmt::format("What can be asked of {}", collection.title), root,
                "<dl><dt>geometry</dt><dd>Where it may have happened</dd>" + rows + "</dl>");
}

std::string ogc_items_html(const std::string& root, const OgcCollection& collection, const std::string& features, const std::string& next) {
    std::string rows;
    const auto parsed = parse_json("[" + features + "]");
    TRUCE_ASSERT(parsed.ok());
    for (const Json& feature : parsed->as_array()) {
        const JsonObject& properties = feature.at("properties").as_object();
        std::string cells;
        for (const auto& [name, value] : properties) {
            std::string text;
            if (value.is_string()) {
                text = value.get_string();
            } else if (value.is_array()) {
                for (const Json& one : value.get_array()) text += (text.empty() ? "" : ", ") + std::string(one.get_string());
            } else {
                text = boost::json::serialize(value);
            }
            cells += fmt::format("<dt>{}</dt><dd>{}</dd>", html_text(std::string_view(name)), html_text(text));
        }
        const std::string id(feature.at("id").as_string());
        rows += fmt::format("<section><h2>{}</h2><dl>{}</dl></section>\n",
                            anchor(fmt::format("{}/collections/{}/items/{}?f=html", root, collection.id, percent_encode(id)), id), cells);
    }
    if (!next.empty()) rows += fmt::format("<p>{}</p>", anchor(next, "Next page"));
    return page(collection.title, root, rows);
}

}  // namespace truce
