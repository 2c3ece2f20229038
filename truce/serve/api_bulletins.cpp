// Bulletins: what was published, and a day's account in each of its forms.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "truce/base/json.hpp"
#include "truce/mechanism/published.hpp"
#include "truce/publish/render.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

Result<HttpResponse> bulletins(const Asked& asked) {
    TRUCE_ASSIGN(const std::uint64_t as_of, asked.as_of());
    TRUCE_ASSIGN(const auto published, published_bulletins(asked.mechanism.db(), as_of));
    std::map<Day, const PublishedBulletin*> newest;
    for (const PublishedBulletin& one : published) newest[one.day] = &one;
    JsonArray items;
    for (auto one = newest.rbegin(); one != newest.rend(); ++one) {
        const PublishedBulletin& bulletin = *one->second;
        JsonObject formats;
        for (const std::string_view form : {"csv", "html", "json", "txt"})
            formats[form] = fmt::format("/api/bulletins/{}.{}", format(bulletin.day), form);
        items.push_back(Json{{"day", format(bulletin.day)},
                             {"digest", bulletin.digest.hex()},
                             {"entry", number(bulletin.entry)},
                             {"formats", std::move(formats)},
                             {"institution", bulletin.institution},
                             {"published_at", bulletin.recorded_at.us},
                             {"reading", bulletin.reading},
                             {"size", number(bulletin.size)}});
    }
    return json_answer(Json{{"as_of", number(as_of)}, {"items", std::move(items)}});
}

HttpResponse rendered(const Bulletin& bulletin, std::string_view form, std::string_view published) {
    HttpResponse response;
    if (form == "json") {
        response = json_bytes(to_json(bulletin));
    } else {
        const std::string text = form == "html" ? to_html(bulletin) : form == "csv" ? to_csv(bulletin) : to_text(bulletin);
        const std::string_view type = form == "html"  ? "text/html; charset=utf-8"
                                      : form == "csv" ? "text/csv; charset=utf-8"
                                                      : "text/plain; charset=utf-8";
        response = json_bytes(text, 200, type);
    }
    response.headers.emplace_back("Truce-Published", published);
    return response;
}

/// The newest published edition of the day; what it comes to now where nobody published one, or where a size or reading is named.
Result<HttpResponse> bulletin(const Asked& asked) {
    const std::string_view file = parameter(asked.path, "file");
    const std::size_t dot = std::min(file.find('.'), file.size());
    const std::string_view form = file.substr(std::min(dot + 1, file.size()));
    if (form != "html" && form != "json" && form != "txt" && form != "csv") {
        return Error{Errc::not_found, "bulletin.form", fmt::format("\"{}\" is no form of a bulletin", form), std::string(file),
                     "Ask for .html, .json, .txt or .csv"};
    }
    TRUCE_ASSIGN(const Day day, parse_day(file.substr(0, dot)));
    TRUCE_ASSIGN(const std::uint64_t as_of, asked.as_of());
    std::uint64_t size = as_of;
    std::optional<std::string> reading = asked.query.text("reading");
    std::string published;
    if (!reading && !asked.query.text("as_of")) {
        TRUCE_ASSIGN(const auto all, published_bulletins(asked.mechanism.db(), as_of));
        for (const PublishedBulletin& one : all) {
            if (one.day != day) continue;
            size = one.size;
            reading = one.reading;
            published = std::to_string(one.entry);
        }
    }
    TRUCE_ASSIGN(const auto viewer, asked.service.readers().viewer(asked.mechanism, "", size));
    TRUCE_ASSIGN(const auto composed,
                 asked.service.readers().bulletin(asked.mechanism, day, size, reading.value_or(viewer->documents().first_reading)));
    return rendered(*composed, form, published);
}

}  // namespace

void add_bulletin_routes(Service& service) {
    service.route(HttpMethod::get, "/api/bulletins", {"as_of"}, bulletins);
    service.route(HttpMethod::get, "/api/bulletins/{file}", {"reading", "as_of"}, bulletin);
}

}  // namespace truce
