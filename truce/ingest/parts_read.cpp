#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "truce/base/json.hpp"
#include "truce/ingest/parts.hpp"

namespace truce {
namespace {

using Strings = std::vector<std::string>;

Error wrong(std::string_view id, std::string what) {
    return {Errc::invalid, std::string(id), std::move(what), "", "File the parts as docs/formats/reports-csv.md says"};
}

Error wrong_member(std::string_view name, std::string_view what) {
    return wrong("part.member", fmt::format("member \"{}\": {}", name, what));
}

/// Which members each part of a split record may hold, besides "form"; the rest is the mechanism's.
constexpr std::array<std::string_view, 3> exact_members{"original", "place", "where"};
constexpr std::array<std::string_view, 3> provenance_members{"how_known", "means", "note"};

template <typename Names>
bool is_in(const Names& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// The members of all parts together. Take each once; what is left at the end nobody knows.
class Members {
public:
    static Result<Members> read(const PartTexts& parts, std::string_view form) {
        if (parts.public_.empty() && parts.mechanism.empty()) {
            return Error{Errc::not_found, "part.sealed", "neither the public nor the mechanism's part is there", "", ""};
        }
        if (!parts.public_.empty() && !(parts.mechanism.empty() && parts.exact.empty() && parts.provenance.empty())) {
            return wrong("part.form", "a record that is public as a whole has further parts");
        }
        Members members;
        const auto everything = [](std::string_view) { return true; };
        const auto in_exact = [](std::string_view n) { return is_in(exact_members, n); };
        const auto in_provenance = [](std::string_view n) { return is_in(provenance_members, n); };
        const auto elsewhere = [&](std::string_view n) { return !in_exact(n) && !in_provenance(n); };
        TRUCE_TRY(members.add(parts.public_, form, everything));
        TRUCE_TRY(members.add(parts.mechanism, form, elsewhere));
        TRUCE_TRY(members.add(parts.exact, form, in_exact));
        TRUCE_TRY(members.add(parts.provenance, form, in_provenance));
        return members;
    }

    /// Nullptr if it is absent.
    std::optional<Json> take(std::string_view name) {
        const auto found = values_.find(name);
        if (found == values_.end()) return std::nullopt;
        std::optional<Json> value(std::move(found->second));
        values_.erase(found);
        return value;
    }

    /// "" if absent; an empty string is not written.
    Result<void> text(std::string_view name, std::string& out) {
        const auto value = take(name);
        if (!value) return {};
        if (!value->is_string()) return wrong_member(name, "is not a string");
        out = value->get_string();
        return {};
    }
    Result<void> required(std::string_view name, std::string& out) {
        if (values_.find(name) == values_.end()) return wrong_member(name, "is missing");
        return text(name, out);
    }
    Result<void> yes(std::string_view name, bool& out) {
        const auto value = take(name);
        if (!value) return {};
        if (!value->is_bool() || !value->get_bool()) return wrong_member(name, "is not true");
        out = true;
        return {};
    }
    /// Ascending, without duplicates, not empty where present.
    Result<void> list(std::string_view name, Strings& out) {
        const auto value = take(name);
        if (!value) return {};
        return strings(name, *value, out);
    }
    static Result<void> strings(std::string_view name, const Json& value, Strings& out) {
        if (!value.is_array() || value.get_array().empty()) return wrong_member(name, "is not a list");
        for (const Json& item : value.get_array()) {
            if (!item.is_string()) return wrong_member(name, "holds something that is not a string");
            std::string next(item.get_string());
            if (!out.empty() && next <= out.back()) return wrong_member(name, "is not in ascending order without duplicates");
            out.push_back(std::move(next));
        }
        return {};
    }

    [[nodiscard]] Result<void> nothing_left() const {
        if (!values_.empty()) return wrong_member(values_.begin()->first, "is not a member of this form");
        return {};
    }

private:
    template <typename Allowed>
    Result<void> add(std::string_view part, std::string_view form, Allowed allowed) {
        if (part.empty()) return {};
        TRUCE_ASSIGN(Json document, parse_canonical(part));
        if (!document.is_object()) return wrong("part.form", "a part is not an object");
        bool form_seen = false;
        for (auto& member : document.get_object()) {
            const std::string_view name = member.key();
            if (name == "form") {
                if (!member.value().is_string() || std::string_view(member.value().get_string()) != form) {
                    return wrong("part.form", fmt::format("the form is not \"{}\"", form));
                }
                form_seen = true;
                continue;
            }
            if (!allowed(name)) return wrong_member(name, "stands in a part where it may not");
            values_.emplace(std::string(name), std::move(member.value()));
        }
        if (!form_seen) return wrong("part.form", "a part does not say its form");
        return {};
    }

    std::map<std::string, Json, std::less<>> values_;
};

Result<std::int64_t> integer_of(const JsonObject& object, std::string_view name) {
    const Json* value = object.if_contains(name);
    if (value == nullptr || !value->is_int64()) return wrong_member(name, "is not an integer");
    return value->get_int64();
}

Result<std::int64_t> count_of(const JsonObject& object, std::string_view name) {
    TRUCE_ASSIGN(const std::int64_t value, integer_of(object, name));
    if (value < 0) return wrong_member(name, "is negative");
    return value;
}

Result<Interval> interval_from(std::string_view name, const JsonObject& object) {
    TRUCE_ASSIGN(const std::int64_t from, integer_of(object, "from"));
    TRUCE_ASSIGN(const std::int64_t to, integer_of(object, "to"));
    if (from >= to) return wrong_member(name, "ends before it begins");
    return Interval{{from}, {to}};
}

Result<void> take_when(Members& members, Interval& out) {
    const auto value = members.take("when");
    if (!value || !value->is_object() || value->get_object().size() != 2) return wrong_member("when", "is not an interval");
    TRUCE_ASSIGN(out, interval_from("when", value->get_object()));
    return {};
}

Result<void> take_day(Members& members, std::string_view name, Day& out) {
    std::string text;
    TRUCE_TRY(members.required(name, text));
    TRUCE_ASSIGN(out, parse_day(text));
    return {};
}

/// The exact place if its part is there; otherwise what the areas say.
Result<void> take_where(Members& members, bool exact_known, const Strings& areas, Region& out) {
    if (const auto value = members.take("where")) {
        TRUCE_ASSIGN(out, region_from_json(*value));
        return {};
    }
    out = exact_known || areas.empty() ? Region::anywhere() : Region::areas(areas);
    return {};
}

Result<void> take_action(Members& members, ReportAction& out) {
    std::string text;
    TRUCE_TRY(members.required("action", text));
    if (text != "filed" && text != "withdrawn") return wrong_member("action", "is neither filed nor withdrawn");
    out = text == "filed" ? ReportAction::filed : ReportAction::withdrawn;
    return {};
}

Result<void> take_casualties(Members& members, std::optional<Casualties>& out) {
    const auto value = members.take("casualties");
    if (!value) return {};
    if (!value->is_object() || value->get_object().size() != 3) return wrong_member("casualties", "is not low, best and high");
    const JsonObject& object = value->get_object();
    TRUCE_ASSIGN(const std::int64_t low, count_of(object, "low"));
    TRUCE_ASSIGN(const std::int64_t best, count_of(object, "best"));
    TRUCE_ASSIGN(const std::int64_t high, count_of(object, "high"));
    out = Casualties{low, best, high};
    return {};
}

Result<NamedFact> fact_from(const Json& value) {
    if (!value.is_object()) return wrong_member("facts", "holds something that is not an object");
    NamedFact fact;
    for (const auto& member : value.get_object()) {
        const std::string_view name = member.key();
        const Json& v = member.value();
        if (name == "name" && v.is_string()) {
            fact.name = v.get_string();
        } else if (name == "values") {
            TRUCE_TRY(Members::strings("facts.values", v, fact.values));
        } else if (name == "range" && v.is_array() && v.get_array().size() == 2 && v.get_array()[0].is_int64() &&
                   v.get_array()[1].is_int64() && v.get_array()[0].get_int64() <= v.get_array()[1].get_int64()) {
            fact.range = {v.get_array()[0].get_int64(), v.get_array()[1].get_int64()};
        } else {
            return wrong_member("facts", fmt::format("\"{}\" is not a fact's member", name));
        }
    }
    if (fact.name.empty() || fact.values.empty() == !fact.range)
        return wrong_member("facts", "a fact has a name and either values or a range");
    return fact;
}

Result<void> take_facts(Members& members, std::vector<NamedFact>& out) {
    const auto value = members.take("facts");
    if (!value) return {};
    if (!value->is_array() || value->get_array().empty()) return wrong_member("facts", "is not a list");
    for (const Json& item : value->get_array()) {
        TRUCE_ASSIGN(NamedFact fact, fact_from(item));
        if (!out.empty() && fact.name <= out.back().name) return wrong_member("facts", "is not in ascending order of name");
        out.push_back(std::move(fact));
    }
    return {};
}

/// Members that Report has no field for: their type is checked, no more.
Result<void> pass_over_particulars(Members& members) {
    std::string ignored;
    TRUCE_TRY(members.text("how_known", ignored));
    TRUCE_TRY(members.text("note", ignored));
    const auto original = members.take("original");
    if (!original) return {};
    if (!original->is_object()) return wrong_member("original", "is not an object");
    for (const auto& member : original->get_object()) {
        if (!member.value().is_string()) return wrong_member("original", "holds something that is not a string");
    }
    return {};
}

template <typename Record>
void keep_parts(Record& record, const PartTexts& parts) {
    record.part_public = parts.public_;
    record.part_mechanism = parts.mechanism;
    record.part_exact = parts.exact;
    record.part_provenance = parts.provenance;
}

Result<void> take_filed_report(Members& members, bool exact_known, Report& r) {
    TRUCE_TRY(members.text("act", r.act));
    TRUCE_TRY(members.text("act_as_coded", r.act_as_coded));
    TRUCE_TRY(members.list("actors", r.actors));
    TRUCE_TRY(members.yes("area_certain", r.area_certain));
    TRUCE_TRY(members.list("areas", r.areas));
    TRUCE_TRY(take_casualties(members, r.casualties));
    TRUCE_TRY(take_day(members, "day_first", r.first_day));
    TRUCE_TRY(take_day(members, "day_last", r.last_day));
    if (r.last_day < r.first_day) return wrong_member("day_last", "is before day_first");
    TRUCE_TRY(take_facts(members, r.facts));
    TRUCE_TRY(members.list("flags", r.flags));
    TRUCE_TRY(members.yes("nothing_observed", r.nothing_observed));
    TRUCE_TRY(members.yes("outside", r.outside));
    TRUCE_TRY(members.yes("own_side", r.own_side));
    TRUCE_TRY(members.text("place", r.place));
    TRUCE_TRY(members.list("targets", r.targets));
    TRUCE_TRY(take_when(members, r.when));
    TRUCE_TRY(take_where(members, exact_known, r.areas, r.where));
    if (r.act.empty() != r.nothing_observed) return wrong_member("act", "is missing, or stands beside nothing_observed");
    if (r.area_certain && r.areas.size() != 1) return wrong_member("area_certain", "needs exactly one area");
    if (r.outside && !r.areas.empty()) return wrong_member("outside", "stands beside areas");
    return {};
}

Result<void> take_interruptions(Members& members, Watch& w) {
    const auto value = members.take("interruptions");
    if (!value) return {};
    if (!value->is_array() || value->get_array().empty()) return wrong_member("interruptions", "is not a list");
    for (const Json& item : value->get_array()) {
        if (!item.is_object() || item.get_object().size() != 3) return wrong_member("interruptions", "holds something else");
        const JsonObject& object = item.get_object();
        TRUCE_ASSIGN(const Interval interval, interval_from("interruptions", object));
        const Json* reason = object.if_contains("reason");
        if (reason == nullptr || !reason->is_string()) return wrong_member("interruptions", "one has no reason");
        const bool apart = w.interruptions.empty() || w.interruptions.back().first.to <= interval.from;
        if (!w.when.contains(interval) || !apart) return wrong_member("interruptions", "one is outside the watch or overlaps another");
        w.interruptions.emplace_back(interval, std::string(reason->get_string()));
    }
    return {};
}

}  // namespace

Result<Report> report_from_parts(const PartTexts& parts) {
    TRUCE_ASSIGN(Members members, Members::read(parts, report_form));
    Report r;
    keep_parts(r, parts);
    TRUCE_TRY(take_action(members, r.action));
    TRUCE_TRY(members.required("register", r.register_id));
    TRUCE_TRY(members.required("source_id", r.source_id));
    const bool exact_known = !parts.public_.empty() || !parts.exact.empty();
    if (r.action == ReportAction::filed) TRUCE_TRY(take_filed_report(members, exact_known, r));
    std::string means;
    TRUCE_TRY(members.text("means", means));
    TRUCE_TRY(pass_over_particulars(members));
    TRUCE_TRY(members.nothing_left());
    return r;
}

Result<Watch> watch_from_parts(const PartTexts& parts) {
    TRUCE_ASSIGN(Members members, Members::read(parts, watch_form));
    Watch w;
    keep_parts(w, parts);
    TRUCE_TRY(take_action(members, w.action));
    TRUCE_TRY(members.required("register", w.register_id));
    TRUCE_TRY(members.required("source_id", w.source_id));
    if (w.action == ReportAction::filed) {
        const bool exact_known = !parts.public_.empty() || !parts.exact.empty();
        TRUCE_TRY(members.list("areas", w.areas));
        TRUCE_TRY(members.text("means", w.means));
        TRUCE_TRY(members.text("visibility", w.visibility));
        TRUCE_TRY(take_when(members, w.when));
        TRUCE_TRY(take_where(members, exact_known, w.areas, w.where));
        TRUCE_TRY(take_interruptions(members, w));
    }
    TRUCE_TRY(pass_over_particulars(members));
    TRUCE_TRY(members.nothing_left());
    return w;
}

Result<PublishedCount> count_from_part(std::string_view public_part) {
    TRUCE_ASSIGN(Members members, Members::read({public_part, "", "", ""}, count_form));
    PublishedCount c;
    c.part_public = public_part;
    TRUCE_TRY(members.text("about", c.about));
    TRUCE_TRY(members.text("basis", c.basis));
    const auto count = members.take("count");
    if (!count || !count->is_int64() || count->get_int64() < 0) return wrong_member("count", "is not a count");
    c.count = count->get_int64();
    std::string day;
    TRUCE_TRY(members.text("day", day));
    if (!day.empty()) {
        TRUCE_ASSIGN(c.day, parse_day(day));
    }
    TRUCE_TRY(members.text("division", c.division));
    TRUCE_TRY(members.text("division_as_named", c.division_as_named));
    TRUCE_TRY(members.required("measure", c.measure));
    TRUCE_TRY(members.text("note", c.note));
    TRUCE_TRY(members.required("register", c.register_id));
    TRUCE_TRY(members.text("side_as_coded", c.side_as_coded));
    TRUCE_TRY(members.text("source", c.source));
    TRUCE_TRY(members.required("source_id", c.source_id));
    TRUCE_TRY(members.text("unit", c.unit));
    TRUCE_TRY(members.nothing_left());
    return c;
}

Result<std::vector<std::string>> cited_articles(std::string_view part_with_original) {
    TRUCE_ASSIGN(const Json document, parse_canonical(part_with_original));
    Strings articles;
    const Json* original = document.is_object() ? document.get_object().if_contains("original") : nullptr;
    const Json* cited = original != nullptr && original->is_object() ? original->get_object().if_contains("source_article") : nullptr;
    if (cited == nullptr || !cited->is_string()) return articles;
    // "office,date,headline";"office,date,headline": quotes inside a headline are not doubled, so the only
    // sure border is the whole sequence quote, semicolon, quote.
    std::string_view rest = cited->get_string();
    if (rest.starts_with('"')) rest.remove_prefix(1);
    if (rest.ends_with('"')) rest.remove_suffix(1);
    for (;;) {
        const std::size_t border = rest.find("\";\"");
        if (const std::string_view article = rest.substr(0, border); !article.empty()) articles.emplace_back(article);
        if (border == std::string_view::npos) return articles;
        rest.remove_prefix(border + 3);
    }
}

}  // namespace truce
