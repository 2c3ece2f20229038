#include "truce/interfaces/export.hpp"

#include <fmt/format.h>

#include "truce/interfaces/geojson_feature.hpp"
#include "truce/interfaces/ogc.hpp"
#include "truce/interfaces/queryables.hpp"

namespace truce {
namespace {

constexpr std::size_t piece_rows = 1'000;

void append_cell(std::string& out, std::string_view text) {
    const bool formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    if (!formula && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    if (formula) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_header(std::string& out) {
    for (const PropertyRow& row : written_properties()) {
        out += row.name;
        out += ',';
    }
    out += "lat,lon\r\n";
    for (const PropertyRow& row : written_properties()) {
        out += row.hxl;
        out += ',';
    }
    out += "#geo+lat,#geo+lon\r\n";
}

void append_row(std::string& out, const LiveIncident& incident, const Profile& profile) {
    PropertyScratch scratch;
    std::string joined;
    for (const PropertyRow& row : written_properties()) {
        const PropertyValue value = value_of(incident, row.property, profile, scratch);
        if (const auto* text = std::get_if<std::string_view>(&value)) append_cell(out, *text);
        if (const auto* whole = std::get_if<std::int64_t>(&value)) out += std::to_string(*whole);
        if (const auto* yes = std::get_if<bool>(&value)) out += *yes ? "true" : "false";
        if (const auto* at = std::get_if<Instant>(&value)) out += format(*at);
        if (const auto* day = std::get_if<Day>(&value)) out += format(*day);
        if (const auto* list = std::get_if<const std::vector<std::string>*>(&value)) {
            joined.clear();
            for (const std::string& one : **list) joined += (joined.empty() ? "" : "; ") + one;
            append_cell(out, joined);
        }
        out += ',';
    }
    if (incident.place.kind == ShownPlace::Kind::circle) {
        append_degrees(out, incident.place.centre.lat_e7);
        out += ',';
        append_degrees(out, incident.place.centre.lon_e7);
    } else {
        out += ',';
    }
    out += "\r\n";
}

class ExportPieces final : public HttpPieces {
public:
    ExportPieces(std::string first, std::unique_ptr<IncidentExport> rest, std::function<bool()> holds)
        : first_(std::move(first)), rest_(std::move(rest)), holds_(std::move(holds)) {}

    Result<std::string> next() override {
        if (!holds_()) return Error{Errc::conflict, "export.replaced", "the register is another by now", "", "Ask for the export again"};
        if (first_) {
            std::string piece = std::move(*first_);
            first_.reset();
            // Nothing at all was found, and nothing stands around it.
            if (!piece.empty()) return piece;
        }
        return rest_->next();
    }

private:
    std::optional<std::string> first_;
    std::unique_ptr<IncidentExport> rest_;
    std::function<bool()> holds_;
};

}  // namespace

std::optional<ExportFormat> export_format_named(std::string_view name) {
    if (name == "csv") return ExportFormat::csv;
    if (name == "geojson") return ExportFormat::geojson;
    if (name == "ndjson") return ExportFormat::ndjson;
    return std::nullopt;
}

std::string_view media_type(ExportFormat format) {
    switch (format) {
        case ExportFormat::csv: return "text/csv; charset=utf-8; header=present";
        case ExportFormat::geojson: return "application/geo+json";
        case ExportFormat::ndjson: return "application/x-ndjson";
    }
    return "";
}

IncidentExport::IncidentExport(FeatureSource source, LiveQuery query, ExportFormat format)
    : source_(std::move(source)), query_(std::move(query)), format_(format), writer_(*source_.outlines, Crs::crs84) {}

void IncidentExport::append(std::string& piece, const LiveIncident& incident) {
    if (format_ == ExportFormat::csv) {
        append_row(piece, incident, *source_.live->profile());
    } else {
        if (format_ == ExportFormat::geojson && count_ > 0) piece += ",\n";
        writer_.feature(piece, incident);
        if (format_ == ExportFormat::ndjson) piece += '\n';
    }
    ++count_;
}

Result<std::string> IncidentExport::next() {
    std::string piece;
    while (piece.empty() && !ended_) {
        const bool begins = !moment_;
        std::optional<LiveView> view;
        if (begins) {
            view.emplace(*source_.live, source_.onlooker);
            moment_ = view->moment();
            if (format_ == ExportFormat::csv) append_header(piece);
            if (format_ == ExportFormat::geojson) piece += "{\"type\":\"FeatureCollection\",\"features\":[";
        } else {
            view.emplace(*source_.live, source_.onlooker, *moment_);
        }
        TRUCE_ASSIGN(const LivePage page, view->page(query_, piece_rows));
        for (const LiveIncident& incident : page.incidents) append(piece, incident);
        query_.after = page.next;
        ended_ = !page.next;
        if (ended_ && format_ == ExportFormat::geojson) piece += "]}\n";
    }
    return piece;
}

Result<std::size_t> export_incidents(const FeatureSource& source, LiveQuery query, ExportFormat format,
                                     const std::function<Result<void>(std::string_view)>& sink) {
    IncidentExport incidents(source, std::move(query), format);
    for (;;) {
        TRUCE_ASSIGN(const std::string piece, incidents.next());
        if (piece.empty()) return incidents.count();
        TRUCE_TRY(sink(piece));
    }
}

Result<LiveQuery> export_query(std::string_view query, std::shared_ptr<const Profile> profile) {
    TRUCE_ASSIGN(QueryMembers members, QueryMembers::parse(query));
    TRUCE_ASSIGN(LiveQuery out, incident_query(members, std::move(profile)));
    if (const auto reports = members.take("reports")) {
        if (*reports != "true" && *reports != "false")
            return Error{Errc::invalid, "property.value", fmt::format("\"{}\" is neither true nor false", *reports), "reports", ""};
        out.reports = *reports == "true";
    }
    TRUCE_TRY(members.done(fmt::format("reports, {}", incident_query_members())));
    return out;
}

HttpResponse export_answer(const HttpRequest& request, const FeatureSource& source, std::function<bool()> holds) {
    if (request.method != HttpMethod::get && request.method != HttpMethod::head) return http_method_not_allowed("GET, HEAD");
    auto body = [&]() -> Result<HttpResponse> {
        const std::string_view path = request.path;
        constexpr std::string_view prefix = "/api/export.";
        const auto format = path.starts_with(prefix) ? export_format_named(path.substr(prefix.size())) : std::nullopt;
        if (!format)
            return Error{Errc::not_found, "export.format", "there is no such export", request.path,
                         "Ask for /api/export.csv, .geojson or .ndjson"};
        TRUCE_ASSIGN(LiveQuery query, export_query(request.query, source.live->profile()));
        // What can be refused is refused with the first piece.
        auto incidents = std::make_unique<IncidentExport>(source, std::move(query), *format);
        TRUCE_ASSIGN(std::string first, incidents->next());
        HttpResponse response;
        response.headers = {{"content-type", std::string(media_type(*format))},
                            {"cache-control", source.onlooker.is_public() ? "public, no-cache" : "private, no-cache"},
                            {"vary", "accept, cookie"}};
        response.pieces = std::make_shared<ExportPieces>(std::move(first), std::move(incidents), std::move(holds));
        response.headers.emplace_back("content-disposition",
                                      fmt::format("attachment; filename=\"incidents.{}\"", path.substr(prefix.size())));
        return response;
    }();
    return body ? std::move(*body) : refusal(body.error());
}

}  // namespace truce
