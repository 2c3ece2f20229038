#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "truce/interfaces/cql2.hpp"
#include "truce/interfaces/ogc.hpp"
#include "truce/interfaces/queryables.hpp"

namespace truce {
namespace {

constexpr std::int64_t day_us = 86'400'000'000;

Result<std::vector<double>> numbers_of(std::string_view text) {
    std::vector<double> out;
    for (;;) {
        const std::size_t end = std::min(text.find(','), text.size());
        double value = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + end, value);
        if (error != std::errc() || stop != text.data() + end)
            return Error{Errc::invalid, "bbox.number", fmt::format("\"{}\" is no number", text.substr(0, end)), "bbox",
                         "Give numbers with commas between"};
        out.push_back(value);
        if (end == text.size()) return out;
        text.remove_prefix(end + 1);
    }
}

Result<Crs> crs_named(const std::optional<std::string>& uri, std::string_view parameter) {
    if (!uri) return Crs::crs84;
    if (const auto crs = crs_of(*uri)) return *crs;
    return Error{Errc::invalid, "crs.unknown", fmt::format("the reference system \"{}\" is not offered", *uri), std::string(parameter),
                 fmt::format("Use {}, {} or {}", uri_of(Crs::crs84), uri_of(Crs::epsg4326), uri_of(Crs::epsg3857))};
}

Result<Zone> box_of(std::string_view text, Crs crs) {
    TRUCE_ASSIGN(const std::vector<double> c, numbers_of(text));
    if (c.size() != 4 && c.size() != 6)
        return Error{Errc::invalid, "bbox.count", fmt::format("the box has {} numbers", c.size()), "bbox",
                     "Give four, or six with heights"};
    const std::size_t second = c.size() / 2;
    const auto low = from_crs(c[0], c[1], crs);
    const auto high = from_crs(c[second], c[second + 1], crs);
    if (!low || !high)
        return Error{Errc::invalid, "bbox.place", "a corner of the box is no place", "bbox", "The order of axes is that of bbox-crs"};
    auto zone = Zone::box({*low, *high});
    if (!zone) return at("bbox", zone.error());
    return zone;
}

/// An instant, or a day, as the interval that it names.
Result<Interval> moment(std::string_view text) {
    if (const auto day = parse_day(text)) {
        const std::int64_t from = std::int64_t{day->days_since_1970} * day_us;
        return Interval{{from}, {from + day_us}};
    }
    if (const auto instant = parse_instant(text)) return Interval{*instant, {instant->us + 1}};
    return Error{Errc::invalid, "datetime.form", fmt::format("\"{}\" is no time", text), "datetime",
                 "Write 2017-02-25T12:00:00Z, 2017-02-25, or two of them with / between; .. or nothing leaves an end open"};
}

/// Both ends belong to it, as the standard has it.
Result<Interval> interval_of(std::string_view text) {
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) return moment(text);
    const std::string_view first = text.substr(0, slash);
    const std::string_view last = text.substr(slash + 1);
    Interval out{Instant::lowest(), Instant::highest()};
    if (!first.empty() && first != "..") {
        TRUCE_ASSIGN(const Interval one, moment(first));
        out.from = one.from;
    }
    if (!last.empty() && last != "..") {
        TRUCE_ASSIGN(const Interval one, moment(last));
        out.to = one.to;
    }
    if (out.empty()) return Error{Errc::invalid, "datetime.order", fmt::format("\"{}\" ends before it begins", text), "datetime", ""};
    return out;
}

std::optional<Ruling> ruling_named(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(Ruling::violation); ++i) {
        if (name_of(static_cast<Ruling>(i)) == name) return static_cast<Ruling>(i);
    }
    return std::nullopt;
}

std::optional<Status> status_named(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(Status::agreed); ++i) {
        if (name_of(static_cast<Status>(i)) == name) return static_cast<Status>(i);
    }
    return std::nullopt;
}

Error no_value(std::string_view property, std::string_view value) {
    return {Errc::invalid, "property.value", fmt::format("\"{}\" is no value of {}", value, property), std::string(property),
            "The collection's queryables say what it may be"};
}

struct Equal {
    Property property;
    std::string value;
};

bool equals(const LiveIncident& incident, const Equal& wanted, const Profile& profile) {
    PropertyScratch scratch;
    const PropertyValue value = value_of(incident, wanted.property, profile, scratch);
    if (const auto* text = std::get_if<std::string_view>(&value)) return *text == wanted.value;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole) == wanted.value;
    if (const auto* yes = std::get_if<bool>(&value)) return (*yes ? "true" : "false") == wanted.value;
    if (const auto* at = std::get_if<Instant>(&value)) return format(*at) == wanted.value;
    if (const auto* day = std::get_if<Day>(&value)) return format(*day) == wanted.value;
    if (const auto* list = std::get_if<const std::vector<std::string>*>(&value))
        return std::ranges::find(**list, wanted.value) != (*list)->end();
    return false;
}

}  // namespace

std::string_view incident_query_members() {
    return "bbox, bbox-crs, datetime, filter, filter-lang, filter-crs, sortby, area, or the name of a property that queryables list";
}

Result<LiveQuery> incident_query(QueryMembers& members, std::shared_ptr<const Profile> profile) {
    LiveQuery query;
    TRUCE_ASSIGN(const Crs box_crs, crs_named(members.take("bbox-crs"), "bbox-crs"));
    if (const auto box = members.take("bbox")) {
        TRUCE_ASSIGN(query.zone, box_of(*box, box_crs));
    }
    if (const auto when = members.take("datetime")) {
        TRUCE_ASSIGN(query.when, interval_of(*when));
    }
    if (const auto sort = members.take("sortby")) {
        if (*sort == "-time_from") query.order = TimeOrder::latest_first;
        // A plus in a query is a blank.
        else if (*sort != "time_from" && *sort != "+time_from" && *sort != " time_from")
            return Error{Errc::invalid, "sortby.unknown", fmt::format("nothing is sorted by \"{}\"", *sort), "sortby",
                         "Use time_from or -time_from"};
    }
    if (const auto language = members.take("filter-lang"); language && *language != "cql2-text")
        return Error{Errc::invalid, "filter.language", fmt::format("filters in \"{}\" are not read", *language), "filter-lang",
                     "Use cql2-text"};
    TRUCE_ASSIGN(const Crs filter_crs, crs_named(members.take("filter-crs"), "filter-crs"));
    std::shared_ptr<const Cql2Filter> filter;
    if (const auto text = members.take("filter")) {
        TRUCE_ASSIGN(Cql2Filter parsed, Cql2Filter::parse(*text, filter_crs));
        filter = std::make_shared<const Cql2Filter>(std::move(parsed));
    }
    if (auto area = members.take("area")) query.area = std::move(*area);
    std::vector<Equal> equal;
    for (const auto& [name, value] : members.rest()) {
        const PropertyRow* row = find_property(name);
        if (row == nullptr || row->property == Property::time) continue;
        members.take(name);
        switch (row->property) {
            case Property::reg: query.register_id = value; break;
            case Property::source_id: query.source_id = value; break;
            case Property::act: query.act = value; break;
            case Property::verdict:
                query.ruling = ruling_named(value);
                if (!query.ruling) return no_value(name, value);
                break;
            case Property::case_status:
                query.status = status_named(value);
                if (!query.status) return no_value(name, value);
                break;
            default: equal.push_back({row->property, value});
        }
    }
    if (filter || !equal.empty()) {
        query.keep = [filter, equal = std::move(equal), profile = std::move(profile)](const LiveIncident& incident) {
            for (const Equal& one : equal) {
                if (!equals(incident, one, *profile)) return Truth::no;
            }
            return filter && filter->holds(incident, *profile) != Truth::yes ? Truth::no : Truth::yes;
        };
    }
    return query;
}

}  // namespace truce
