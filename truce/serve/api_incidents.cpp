// Incidents, days, areas, watches.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "truce/base/json.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/publish/words.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

std::string_view detail_name(PlaceDetail detail) {
    switch (detail) {
        case PlaceDetail::exact: return "exact";
        case PlaceDetail::cell_5km:
        case PlaceDetail::district: return "district";
        case PlaceDetail::division: return "division";
        case PlaceDetail::none: break;
    }
    return "none";
}

const std::vector<std::string_view> filters{"bbox", "datetime", "register", "verdict", "status", "act",
                                            "area", "actor",    "q",        "reading", "as_of"};

std::vector<std::string_view> with_filters(std::initializer_list<std::string_view> more) {
    std::vector<std::string_view> out = filters;
    out.insert(out.end(), more);
    return out;
}

Result<IncidentQuery> query_of(const Query& asked) {
    IncidentQuery out;
    TRUCE_ASSIGN(out.box, asked.box("bbox"));
    TRUCE_ASSIGN(out.when, asked.interval("datetime"));
    out.registers = asked.list("register");
    out.verdicts = asked.list("verdict");
    out.statuses = asked.list("status");
    out.acts = asked.list("act");
    out.areas = asked.list("area");
    out.actors = asked.list("actor");
    out.words = asked.text("q").value_or("");
    if (const auto after = asked.text("after")) {
        TRUCE_ASSIGN(out.after, parse_cursor(*after));
    }
    TRUCE_ASSIGN(const auto limit, asked.number("limit", 1, 1'000));
    out.most = limit.value_or(100);
    TRUCE_ASSIGN(const auto offset, asked.number("offset", 0, std::uint64_t{json_integer_max}));
    out.offset = offset.value_or(0);
    const std::string sort = asked.text("sort").value_or("-time");
    if (sort == "-time") {
        out.sort = IncidentSort::newest;
    } else if (sort == "time") {
        out.sort = IncidentSort::oldest;
    } else if (sort == "-recorded") {
        out.sort = IncidentSort::recorded_last;
    } else if (sort == "recorded") {
        out.sort = IncidentSort::recorded_first;
    } else {
        return Error{Errc::invalid, "query.sort", fmt::format("\"{}\" is no order", sort), "sort",
                     "Use -time, time, -recorded or recorded"};
    }
    return out;
}

Json verdict_json(const Verdict& verdict, const Terms& terms) {
    return {
        {"actor_exempt", verdict.actor_exempt},
        {"class", name_of(class_of(verdict))},
        {"clause", verdict.clause < 0 ? std::string_view() : std::string_view(terms.clauses[static_cast<std::size_t>(verdict.clause)].id)},
        {"if_accepted", verdict.if_accepted},
        {"reconstructed", verdict.reconstructed},
        {"ruling", name_of(verdict.ruling)},
        {"undetermined", name_of(verdict.undetermined)}};
}

Json fact_json(const NamedFact& fact) {
    JsonObject out{{"name", fact.name}};
    if (fact.range) {
        out["range"] = JsonArray{fact.range->first, fact.range->second};
    } else {
        out["values"] = list_json(fact.values);
    }
    return Json(std::move(out));
}

void add_names(JsonObject& out, const Report& report) {
    out["source_id"] = report.source_id;
    out["actors"] = list_json(report.actors);
    out["targets"] = list_json(report.targets);
    if (!report.act_as_coded.empty()) out["act_as_coded"] = report.act_as_coded;
    if (report.casualties)
        out["casualties"] = Json{{"best", report.casualties->best}, {"high", report.casualties->high}, {"low", report.casualties->low}};
    if (!report.facts.empty()) {
        JsonArray facts;
        for (const NamedFact& fact : report.facts) facts.push_back(fact_json(fact));
        out["facts"] = std::move(facts);
    }
    if (!report.flags.empty()) out["flags"] = list_json(report.flags);
    out["own_side"] = report.own_side;
}

Json incident_json(const SeenIncident& seen, const Terms& terms) {
    const Report& report = seen.report;
    JsonObject out{{"act", report.act},
                   {"areas", list_json(report.areas)},
                   {"divisions", list_json(seen.divisions)},
                   {"first_day", format(report.first_day)},
                   {"from", report.when.from.us},
                   {"id", seen.id},
                   {"last_day", format(report.last_day)},
                   {"place_detail", detail_name(seen.sight.place)},
                   {"region", to_json(report.where)},
                   {"register", report.register_id},
                   {"to", report.when.to.us},
                   {"verdict", verdict_json(seen.verdict, terms)}};
    if (seen.sight.place != PlaceDetail::none) out["outside"] = report.outside;
    if (seen.sight.place == PlaceDetail::exact || seen.sight.place == PlaceDetail::district) out["area_certain"] = report.area_certain;
    if (!report.place.empty()) out["place"] = report.place;
    if (seen.status) out["status"] = name_of(*seen.status);
    if (!seen.sight.names) return Json(std::move(out));
    add_names(out, report);
    if (seen.recorded_at) out["recorded_at"] = seen.recorded_at->us;
    out["versions"] = number(seen.versions);
    if (!seen.case_id.empty()) out["case"] = seen.case_id;
    if (!seen.linked.empty()) out["linked"] = list_json(seen.linked);
    return Json(std::move(out));
}

Result<HttpResponse> incidents(const Asked& asked) {
    TRUCE_ASSIGN(const IncidentQuery query, query_of(asked.query));
    // The pages after the first are of the size that the first was of.
    TRUCE_ASSIGN(const auto viewer, asked.viewer(query.after ? std::optional(query.after->as_of) : std::nullopt));
    TRUCE_ASSIGN(const auto situation, asked.situation(viewer->as_of()));
    TRUCE_ASSIGN(const IncidentPage page, situation->find(*viewer, query));
    JsonArray items;
    for (const SeenIncident& one : page.incidents) items.push_back(incident_json(one, *situation->reading().terms));
    JsonObject out{{"as_of", number(viewer->as_of())},
                   {"items", std::move(items)},
                   {"matched", number(page.matched)},
                   {"reading", situation->reading().terms->reading.id}};
    if (page.next) out["next"] = to_text(*page.next);
    return json_answer(Json(std::move(out)));
}

/// What a part cites by its hash, and whether it is here.
Result<void> add_attachments(const Asked& asked, std::string_view content, JsonArray& out) {
    const Attachments attachments = asked.mechanism.attachments();
    for (const Digest& digest : cited_attachments(content)) {
        JsonObject one{{"sha256", digest.hex()}};
        TRUCE_ASSIGN(const auto bytes, attachments.bytes_of(digest));
        if (bytes) one["bytes"] = number(*bytes);
        out.emplace_back(std::move(one));
    }
    return {};
}

Result<JsonArray> versions_json(const Asked& asked, const Viewer& viewer, const SeenIncident& seen) {
    Database& db = asked.mechanism.db();
    const LogReader log(db);
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, viewer.as_of()));
    const Report& current = seen.report;
    ItemCache items(db);
    JsonArray out;
    const RegisterQuery all{std::nullopt, current.register_id, current.source_id};
    TRUCE_TRY(for_each_version(db, landed, all, [&](RegisterReport&& version) -> Result<void> {
        TRUCE_ASSIGN(const StoredEntry stored, log.entry(version.item.entry));
        TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
        const Report& report = version.report;
        const bool withdrawn = report.action == ReportAction::withdrawn;
        JsonObject one{{"action", withdrawn ? "withdrawn" : "filed"},
                       {"item", fmt::format("{}/{}", entry.header.id, version.item.n)},
                       {"recorded_at", stored.recorded_at.us}};
        if (!withdrawn) {
            one["act"] = report.act;
            one["from"] = report.when.from.us;
            one["to"] = report.when.to.us;
            one["region"] = to_json(viewer.told(report.where, report.areas, report.outside, seen.sight.place));
            one["actors"] = list_json(report.actors);
            one["targets"] = list_json(report.targets);
            if (report.casualties)
                one["casualties"] =
                    Json{{"best", report.casualties->best}, {"high", report.casualties->high}, {"low", report.casualties->low}};
        }
        TRUCE_ASSIGN(const Body* const body, items.at_row(version.row));
        JsonArray parts;
        JsonArray attachments;
        for (const Part& part : *body) {
            const bool may_read = viewer.may_read(entry.header.author, part.audience, stored.recorded_at);
            parts.push_back(part_json(part, may_read));
            if (may_read && part.open) TRUCE_TRY(add_attachments(asked, part.open->content, attachments));
        }
        one["parts"] = std::move(parts);
        if (!attachments.empty()) one["attachments"] = std::move(attachments);
        out.emplace_back(std::move(one));
        return {};
    }));
    return out;
}

/// Links that name the incident, in any case that the viewer may see.
Result<JsonArray> links_json(const Asked& asked, const Viewer& viewer, const SeenIncident& seen, JsonArray& cases) {
    JsonArray out;
    if (!viewer.is_member()) return out;
    Database& db = asked.mechanism.db();
    TRUCE_ASSIGN(std::vector<std::string> ids, cases_with_link(db, seen.id, viewer.as_of()));
    CaseQuery own;
    own.incident = seen.id;
    own.as_of = viewer.as_of();
    TRUCE_ASSIGN(const std::vector<CaseRow> rows, case_rows(db, own));
    for (const CaseRow& row : rows) ids.push_back(row.id);
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    for (const std::string& id : ids) {
        TRUCE_ASSIGN(const CaseFile file, load_case(db, id, viewer.as_of()));
        for (const Link& link : links(file)) {
            if (link.report != seen.id && link.incident != seen.id) continue;
            out.emplace_back(link_json(link, *file.find(link.step)));
        }
        cases.emplace_back(id);
    }
    return out;
}

Result<HttpResponse> incident(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const auto situation, asked.situation(viewer->as_of()));
    const std::string id = fmt::format("{}/{}", parameter(asked.path, "entry"), parameter(asked.path, "n"));
    TRUCE_ASSIGN(const SeenIncident seen, situation->incident(*viewer, id));
    JsonArray cases;
    JsonArray versions;
    JsonObject out{{"as_of", number(viewer->as_of())},
                   {"incident", incident_json(seen, *situation->reading().terms)},
                   {"reading", situation->reading().terms->reading.id}};
    if (seen.sight.names) {
        TRUCE_ASSIGN(const Situation::Explained explained, situation->explain(seen, asked.query.text("language").value_or("en")));
        out["sentence"] = explained.sentence;
        out["text"] = explained.text;
        TRUCE_ASSIGN(out["explanation"], parse_canonical(explained.json));
        TRUCE_ASSIGN(versions, versions_json(asked, *viewer, seen));
    }
    TRUCE_ASSIGN(out["links"], links_json(asked, *viewer, seen, cases));
    out["cases"] = std::move(cases);
    out["versions"] = std::move(versions);
    return json_answer(Json(std::move(out)));
}

Json range_json(const Range& range) { return {{"certain", range.certain}, {"possible", range.possible}}; }

Result<HttpResponse> days(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const IncidentQuery query, query_of(asked.query));
    TRUCE_ASSIGN(const auto situation, asked.situation(viewer->as_of()));
    JsonArray list;
    TRUCE_ASSIGN(const auto tallies, situation->days(*viewer, query));
    for (const DayTallies& day : tallies) {
        JsonArray registers;
        for (const DayTally& tally : day.registers) {
            registers.push_back(Json{{"exempt", range_json(tally.exempt)},
                                     {"no_violation", range_json(tally.no_violation)},
                                     {"recorded", range_json(tally.recorded)},
                                     {"register", tally.register_id},
                                     {"undetermined", range_json(tally.undetermined)},
                                     {"violation", range_json(tally.violation)}});
        }
        const Interval bounds = viewer->profile().days.bounds(day.day);
        list.push_back(Json{{"day", format(day.day)}, {"from", bounds.from.us}, {"registers", std::move(registers)}, {"to", bounds.to.us}});
    }
    return json_answer(
        Json{{"as_of", number(viewer->as_of())}, {"days", std::move(list)}, {"reading", situation->reading().terms->reading.id}});
}

// ---- areas ---------------------------------------------------------------------------------------------------

double twice_area(const Ring& ring) {
    double sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LatLon& a = ring[i];
        const LatLon& b = ring[(i + 1) % ring.size()];
        sum += static_cast<double>(a.lon_e7) * b.lat_e7 - static_cast<double>(b.lon_e7) * a.lat_e7;
    }
    return sum;
}

void write_degrees(std::string& out, std::int32_t e7) {
    const std::int64_t size = std::abs(std::int64_t{e7});
    out += fmt::format("{}{}.{:07}", e7 < 0 ? "-" : "", size / 10'000'000, size % 10'000'000);
}

/// Outer rings turn left, holes right (RFC 7946), whatever they do in the terms.
void write_ring(std::string& out, Ring ring, bool outer) {
    if ((twice_area(ring) > 0) != outer) std::ranges::reverse(ring);
    out += '[';
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        const LatLon& at = ring[i % ring.size()];
        out += i == 0 ? "[" : ",[";
        write_degrees(out, at.lon_e7);
        out += ',';
        write_degrees(out, at.lat_e7);
        out += ']';
    }
    out += ']';
}

void write_shape(std::string& out, const Shape& shape) {
    out += R"({"type":"MultiPolygon","coordinates":[)";
    bool first = true;
    for (const PolygonRings& polygon : shape.polygons()) {
        out += first ? "[" : ",[";
        first = false;
        for (std::size_t i = 0; i < polygon.size(); ++i) {
            if (i > 0) out += ',';
            write_ring(out, polygon[i], i == 0);
        }
        out += ']';
    }
    out += "]}";
}

class Features {
public:
    void add(std::string_view layer, std::string_view id, const Shape& shape, JsonObject properties) {
        out_ += out_.empty() ? "" : ",";
        properties["id"] = id;
        properties["layer"] = layer;
        out_ += R"({"type":"Feature","id":)" + boost::json::serialize(Json(fmt::format("{}:{}", layer, id))) + R"(,"properties":)" +
                boost::json::serialize(properties) + R"(,"geometry":)";
        write_shape(out_, shape);
        out_ += '}';
    }
    std::string take() { return R"({"type":"FeatureCollection","features":[)" + std::move(out_) + "]}"; }

private:
    std::string out_;
};

std::string_view name_of(AreaStatus status) {
    switch (status) {
        case AreaStatus::agreed: return "agreed";
        case AreaStatus::disputed: return "disputed";
        case AreaStatus::line_not_agreed: break;
    }
    return "line_not_agreed";
}

Result<HttpResponse> areas(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    const Documents& documents = viewer->documents();
    TRUCE_ASSIGN(const Documents::Signed* const reading, documents.reading(asked.query.text("reading").value_or(documents.first_reading)));
    Features features;
    for (const Atlas::Division& one : documents.profile->atlas->divisions()) {
        const auto divisions = viewer->divisions_of({one.id});
        features.add("atlas", one.id, *one.shape,
                     {{"division", divisions.empty() ? "" : divisions.front()}, {"title", Json{{"en", one.name}}}});
    }
    for (const TermsArea& one : reading->terms->areas) {
        const JsonObject properties{{"from", one.valid.from.us},
                                    {"source", one.source},
                                    {"status", name_of(one.status)},
                                    {"title", texts_json(one.title)},
                                    {"to", one.valid.to.us}};
        if (one.area.inner) features.add("terms_inner", one.area.id, *one.area.inner, properties);
        if (one.area.outer) features.add("terms_outer", one.area.id, *one.area.outer, properties);
    }
    return json_bytes(features.take(), 200, "application/geo+json");
}

// ---- watches -------------------------------------------------------------------------------------------------

struct SeenWatch {
    std::string id;
    Watch watch;
    Sight sight;
};

/// Of the items whose rows these are: the watches that the viewer is told of, each as far as it is.
Result<std::vector<SeenWatch>> seen_watches(const Asked& asked, const Viewer& viewer, Interval when) {
    Database& db = asked.mechanism.db();
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, viewer.as_of()));
    TRUCE_ASSIGN(const auto rows, watch_rows(db, landed, when));
    ItemCache items(db);
    std::map<std::uint64_t, std::pair<std::string, Instant>> entries;
    std::vector<SeenWatch> out;
    for (const std::int64_t row : rows) {
        const ItemName item = *landed.of(row);
        auto found = entries.find(item.entry);
        if (found == entries.end()) {
            TRUCE_ASSIGN(const StoredEntry stored, LogReader(db).entry(item.entry));
            TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
            found = entries.emplace(item.entry, std::pair(entry.header.id, stored.recorded_at)).first;
        }
        TRUCE_ASSIGN(const Body* const body, items.at_row(row));
        PartTexts parts = part_texts(*body);
        TRUCE_ASSIGN(const Watch whole, watch_from_parts(parts));
        const Register* reg = viewer.profile().find_register(whole.register_id);
        if (reg == nullptr) continue;
        const auto sight = viewer.sight(*reg, whole.when.to, found->second.second, Concern::no);
        // What is told of a watch is where it looked, so where no place is told there is nothing to tell.
        if (!sight || sight->place == PlaceDetail::none) continue;
        if (sight->place != PlaceDetail::exact) parts.exact = parts.provenance = {};
        TRUCE_ASSIGN(Watch told, watch_from_parts(parts));
        told.where = viewer.told(whole.where, whole.areas, false, sight->place);
        out.push_back({fmt::format("{}/{}", found->second.first, item.n), std::move(told), *sight});
    }
    std::ranges::sort(out, {}, [](const SeenWatch& one) { return std::pair(one.watch.when.from, std::string_view(one.id)); });
    return out;
}

Json watch_json(const SeenWatch& seen, const Viewer& viewer) {
    const Watch& watch = seen.watch;
    const auto divisions = viewer.divisions_of(watch.areas);
    JsonArray interruptions;
    for (const auto& [when, reason] : watch.interruptions) {
        JsonObject one{{"from", when.from.us}, {"to", when.to.us}};
        if (seen.sight.names) one["reason"] = reason;
        interruptions.emplace_back(std::move(one));
    }
    JsonObject out{{"areas", list_json(seen.sight.place == PlaceDetail::division ? watch.where.ids : watch.areas)},
                   {"divisions", list_json(divisions)},
                   {"from", watch.when.from.us},
                   {"id", seen.id},
                   {"interruptions", std::move(interruptions)},
                   {"place_detail", detail_name(seen.sight.place)},
                   {"region", to_json(watch.where)},
                   {"register", watch.register_id},
                   {"to", watch.when.to.us}};
    if (!seen.sight.names) return Json(std::move(out));
    out["source_id"] = watch.source_id;
    if (!watch.means.empty()) out["means"] = watch.means;
    if (!watch.visibility.empty()) out["visibility"] = watch.visibility;
    return Json(std::move(out));
}

Result<HttpResponse> watches(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const auto when, asked.query.interval("datetime"));
    TRUCE_ASSIGN(const auto limit, asked.query.number("limit", 1, 1'000));
    const std::vector<std::string> registers = asked.query.list("register");
    const std::string after = asked.query.text("after").value_or("");
    TRUCE_ASSIGN(const auto seen, seen_watches(asked, *viewer, when.value_or(Interval{Instant::lowest(), Instant::highest()})));
    JsonArray items;
    bool begun = after.empty();
    std::string last;
    bool more = false;
    for (const SeenWatch& one : seen) {
        if (!registers.empty() && std::ranges::find(registers, one.watch.register_id) == registers.end()) continue;
        if (!begun) {
            begun = one.id == after;
            continue;
        }
        more = items.size() == limit.value_or(100);
        if (more) break;
        items.push_back(watch_json(one, *viewer));
        last = one.id;
    }
    JsonObject out{{"as_of", number(viewer->as_of())}, {"items", std::move(items)}};
    if (more) out["next"] = last;
    return json_answer(Json(std::move(out)));
}

}  // namespace

void add_incident_routes(Service& service) {
    service.route(HttpMethod::get, "/api/incidents", with_filters({"sort", "after", "offset", "limit"}), incidents);
    service.route(HttpMethod::get, "/api/incidents/{entry}/{n}", {"reading", "as_of", "language"}, incident);
    service.route(HttpMethod::get, "/api/days", filters, days);
    service.route(HttpMethod::get, "/api/areas", {"reading", "as_of"}, areas);
    service.route(HttpMethod::get, "/api/watches", {"datetime", "register", "as_of", "after", "limit"}, watches);
}

}  // namespace truce
