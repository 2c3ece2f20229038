// Reports onward: what goes to whom, and a period's report in each of its forms.
#include <fmt/format.h>

#include "truce/agreement/form.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/onward.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

/// Who takes part reads what goes to anybody; others what goes to everybody.
bool may_read(const Viewer& viewer, const Onward& rule) { return rule.audience == "public" || viewer.is_member(); }

/// By the record's clock, because by that a report may be asked for or not yet.
Result<Instant> clock_at(const Asked& asked, std::uint64_t as_of) {
    TRUCE_ASSIGN(const StoredEntry last, LogReader(asked.mechanism.db()).entry(as_of - 1));
    return last.recorded_at;
}

Result<HttpResponse> rules(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const Instant clock, clock_at(asked, viewer->as_of()));
    JsonArray items;
    for (const Onward& rule : viewer->profile().onward) {
        JsonObject item{{"audience", rule.audience},
                        {"days", rule.days},
                        {"delay_us", rule.delay_us},
                        {"first_day", format(rule.first_day)},
                        {"id", rule.id},
                        {"may_read", may_read(*viewer, rule)},
                        {"place", choices::place_detail[static_cast<std::size_t>(rule.place)]},
                        {"source", rule.source},
                        {"to", texts_json(rule.to)}};
        if (const auto period = newest_period(rule, viewer->profile().days, clock); period && may_read(*viewer, rule)) {
            JsonObject formats;
            for (const std::string_view form : {"html", "json", "txt"})
                formats[form] = fmt::format("/api/onward/{}/{}.{}", rule.id, format(period->first), form);
            item["newest"] =
                Json{{"first_day", format(period->first)}, {"formats", std::move(formats)}, {"last_day", format(period->last)}};
        }
        items.push_back(Json(std::move(item)));
    }
    return json_answer(Json{{"as_of", static_cast<std::int64_t>(viewer->as_of())}, {"items", std::move(items)}});
}

Result<HttpResponse> report(const Asked& asked) {
    const std::string id(parameter(asked.path, "id"));
    const std::string_view file = parameter(asked.path, "file");
    const std::size_t dot = std::min(file.find('.'), file.size());
    const std::string_view form = file.substr(std::min(dot + 1, file.size()));
    if (form != "html" && form != "json" && form != "txt") {
        return Error{Errc::not_found, "onward.form", fmt::format("\"{}\" is no form of a report onward", form), std::string(file),
                     "Ask for .html, .json or .txt"};
    }
    TRUCE_ASSIGN(const Day day, parse_day(file.substr(0, dot)));
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const Onward* const rule, onward_rule(viewer->profile(), id));
    if (!may_read(*viewer, *rule))
        return Error{Errc::forbidden, "audience.members", "this is for those who take part", "", "Sign in with a key of a participant"};
    const auto period = period_of(*rule, day);
    TRUCE_ASSIGN(const auto composed,
                 asked.service.readers().onward(asked.mechanism, id, period ? period->first : day, viewer->as_of(),
                                                asked.query.text("reading").value_or(viewer->documents().first_reading)));
    if (form == "json") return json_bytes(to_json(*composed));
    return form == "html" ? json_bytes(to_html(*composed), 200, "text/html; charset=utf-8")
                          : json_bytes(to_text(*composed), 200, "text/plain; charset=utf-8");
}

}  // namespace

void add_onward_routes(Service& service) {
    service.route(HttpMethod::get, "/api/onward", {"as_of"}, rules);
    service.route(HttpMethod::get, "/api/onward/{id}/{file}", {"reading", "as_of"}, report);
}

}  // namespace truce
