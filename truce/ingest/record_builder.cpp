#include "truce/ingest/record_builder.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/ingest/numbers.hpp"
#include "truce/ingest/parts.hpp"

namespace truce {
namespace {

void sort_unique(std::vector<std::string>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::string_view root_act(const Profile& profile) {
    const auto root = std::find_if(profile.acts.begin(), profile.acts.end(), [](const Act& act) { return act.parent.empty(); });
    TRUCE_ASSERT(root != profile.acts.end());
    return root->id;
}

}  // namespace

bool RecordBuilder::wrong_value(std::string_view id, std::string_view column, std::string_view value, std::string_view what,
                                std::string_view remedy) {
    problems_.add_value(record_->line, id, column, value, what, remedy);
    return false;
}

bool RecordBuilder::wrong(Field field, std::string_view id, std::string_view what, std::string_view remedy) {
    return wrong_value(id, name_of(field), value(field), what, remedy);
}

bool RecordBuilder::wrong(Field field, const Error& error) {
    problems_.add_value(record_->line, name_of(field), value(field), error);
    return false;
}

bool RecordBuilder::build(const RawRecord& record, Report& out) {
    record_ = &record;
    out = Report{};
    out.register_id = register_.id;
    bool good = head(out.source_id, out.action);
    if (out.action == ReportAction::withdrawn) {
        if (!nothing_but_the_withdrawal()) good = false;
    } else {
        // Not joined by &&: every check runs, so that one pass shows all that is wrong.
        const std::array checks{when(out.when, out.first_day, out.last_day),
                                region(out.where) && place_in_atlas(out),
                                act(out),
                                names(Field::actors, record.actors, out.actors),
                                names(Field::targets, record.targets, out.targets),
                                casualties(out),
                                facts(out)};
        good = good && std::all_of(checks.begin(), checks.end(), [](bool check) { return check; });
        out.place = value(Field::place);
    }
    if (!good) return false;
    const Particulars particulars{value(Field::means), value(Field::how_known), value(Field::note), {}};
    write_parts(out, particulars, register_.published ? PartsAre::public_ : PartsAre::split);
    return true;
}

bool RecordBuilder::build(const RawRecord& record, Watch& out) {
    record_ = &record;
    out = Watch{};
    out.register_id = register_.id;
    bool good = head(out.source_id, out.action);
    if (out.action == ReportAction::withdrawn) {
        if (!nothing_but_the_withdrawal()) good = false;
    } else {
        Day first;
        Day last;
        const bool time = when(out.when, first, last);
        const bool place = region(out.where);
        if (place && out.where.kind == Region::Kind::unknown) {
            good = wrong(Field::lat, "watch.place_missing", "a watch says where was looked", "Give a circle, areas or a polygon");
        }
        if (place) out.areas = areas_inside(out.where);
        if (!time || !place || !interruptions(out)) good = false;
        if (!given(Field::means)) good = wrong(Field::means, "field.missing", "is missing", "Say with what was watched, e.g. patrol");
        out.means = value(Field::means);
        out.visibility = value(Field::visibility);
    }
    if (!good) return false;
    const Particulars particulars{"", value(Field::how_known), value(Field::note), {}};
    write_parts(out, particulars, register_.published ? PartsAre::public_ : PartsAre::split);
    return true;
}

bool RecordBuilder::head(std::string& source_id, ReportAction& action) {
    bool good = true;
    source_id = value(Field::source_id);
    if (source_id.empty()) good = wrong(Field::source_id, "field.missing", "is missing", "Give each record the id it has in your register");
    if (source_id.size() > 200) good = wrong(Field::source_id, "field.too_long", "is longer than 200 bytes", "Give it a shorter id");
    const std::string& word = value(Field::action);
    if (word == "withdrawn") {
        action = ReportAction::withdrawn;
    } else if (!word.empty() && word != "filed") {
        good = wrong(Field::action, "field.action", "is neither filed nor withdrawn", "Write filed, withdrawn, or nothing for filed");
    }
    return good;
}

/// A withdrawal takes a record back; what the record said stays in its earlier version.
bool RecordBuilder::nothing_but_the_withdrawal() {
    bool good = record_->polygon == nullptr;
    if (!good) wrong_value("withdrawal.with_content", "geometry", "", "a withdrawal says nothing about the event", "Leave it out");
    for (std::size_t i = 0; i < field_count; ++i) {
        const auto field = static_cast<Field>(i);
        const bool allowed = field == Field::source_id || field == Field::action || field == Field::how_known || field == Field::note;
        if (allowed || !given(field)) continue;
        good = wrong(field, "withdrawal.with_content", "a withdrawal says nothing about the event",
                     "Leave it empty; to correct a record file it again instead");
    }
    return good;
}

std::optional<Instant> RecordBuilder::instant(Field field) {
    if (!given(field)) {
        wrong(field, "field.missing", "is missing", "Give time_from and time_to, or day_from");
        return std::nullopt;
    }
    auto result = parse_instant(value(field));
    if (result) return *result;
    wrong(field, result.error().id, "is not an instant with its offset from UTC, or not between 1684 and 2255", result.error().remedy);
    return std::nullopt;
}

std::optional<Day> RecordBuilder::day(Field field) {
    auto result = parse_day(value(field));
    if (result) return *result;
    wrong(field, result.error().id, "is not a day of the calendar", result.error().remedy);
    return std::nullopt;
}

bool RecordBuilder::when(Interval& when, Day& first, Day& last) {
    const bool by_time = given(Field::time_from) || given(Field::time_to);
    const bool by_day = given(Field::day_from) || given(Field::day_to);
    if (by_time && by_day) {
        return wrong(Field::day_from, "time.twice", "stands beside time_from or time_to", "Give either times or days");
    }
    if (!by_day) {
        const auto from = instant(Field::time_from);
        const auto to = instant(Field::time_to);
        if (!from || !to) return false;
        if (*to <= *from) {
            return wrong(Field::time_to, "row.ends_before_start", "is not after time_from",
                         "Give the interval in which it happened; for a moment known to the minute, that minute");
        }
        when = {*from, *to};
        first = profile_.days.day_of(*from);
        last = profile_.days.day_of(Instant{to->us - 1});
        return true;
    }
    if (!given(Field::day_from)) return wrong(Field::day_from, "field.missing", "is missing", "Give the first day too");
    const auto from = day(Field::day_from);
    const auto to = given(Field::day_to) ? day(Field::day_to) : from;
    if (!from || !to) return false;
    if (*to < *from) return wrong(Field::day_to, "row.ends_before_start", "is before day_from", "Correct one of them");
    first = *from;
    last = *to;
    when = profile_.days.bounds(first, last);
    if (!is_writable(when)) return wrong(Field::day_from, "time.out_of_range", "or day_to is not between 1684 and 2255", "Correct it");
    return true;
}

bool RecordBuilder::names(Field field, const std::vector<std::string>& values, std::vector<std::string>& out) {
    out = values;
    for (const std::string& name : out) {
        if (name.empty()) return wrong(field, "field.empty_name", "holds an empty name", "Remove it");
    }
    sort_unique(out);
    return true;
}

std::optional<bool> RecordBuilder::yes_or_no(Field field) {
    const std::string& word = value(field);
    if (word == "yes") return true;
    if (word.empty() || word == "no") return false;
    wrong(field, "field.yes_or_no", "is neither yes nor no", "Write yes or no; nothing means no");
    return std::nullopt;
}

bool RecordBuilder::act(Report& out) {
    const auto nothing = yes_or_no(Field::nothing_observed);
    const auto own = yes_or_no(Field::own_side);
    if (!nothing || !own) return false;
    out.nothing_observed = *nothing;
    out.own_side = *own;
    out.act_as_coded = value(Field::act_as_coded);
    const std::string& id = value(Field::act);
    if (*nothing) {
        if (id.empty()) return true;
        return wrong(Field::act, "report.nothing_and_act", "stands beside nothing_observed",
                     "Report either an act or that nothing was seen");
    }
    if (id.empty()) {
        out.act = root_act(profile_);
        return true;
    }
    if (profile_.act(id) == nullptr) {
        std::vector<std::string_view> known;
        for (const Act& a : profile_.acts) known.emplace_back(a.id);
        return wrong(Field::act, "field.act_unknown", "is not an act of the profile", fmt::format("Use one of {}", fmt::join(known, ", ")));
    }
    out.act = id;
    return true;
}

bool RecordBuilder::casualties(Report& out) {
    const std::array fields{Field::low, Field::best, Field::high};
    const auto given_count = std::count_if(fields.begin(), fields.end(), [&](Field f) { return given(f); });
    if (given_count == 0) return true;
    std::array<std::int64_t, 3> numbers{};
    bool good = true;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (!given(fields[i])) {
            good = wrong(fields[i], "field.missing", "is missing beside the other two", "Give low, best and high, or none");
            continue;
        }
        const auto number = parse_count(value(fields[i]));
        if (!number) {
            good = wrong(fields[i], number.error());
        } else {
            numbers[i] = *number;
        }
    }
    if (!good) return false;
    if (out.nothing_observed) {
        return wrong(Field::low, "report.nothing_and_casualties", "stands beside nothing_observed", "Leave low, best and high empty");
    }
    if (numbers[0] > numbers[1] || numbers[1] > numbers[2]) {
        return wrong(Field::best, "field.casualties_order", fmt::format("is not between low {} and high {}", numbers[0], numbers[2]),
                     "Correct them so that low <= best <= high");
    }
    out.casualties = Casualties{numbers[0], numbers[1], numbers[2]};
    return true;
}

bool RecordBuilder::facts(Report& out) {
    for (const RawRecord::Fact& raw : record_->facts) {
        if (!fact(raw, out.facts.emplace_back())) return false;
    }
    std::sort(out.facts.begin(), out.facts.end(), [](const NamedFact& a, const NamedFact& b) { return a.name < b.name; });
    const auto twice =
        std::adjacent_find(out.facts.begin(), out.facts.end(), [](const NamedFact& a, const NamedFact& b) { return a.name == b.name; });
    if (twice == out.facts.end()) return true;
    return wrong_value("fact.twice", "facts", twice->name, "stands twice", "Give several possible values as name=value|value");
}

bool RecordBuilder::fact(const RawRecord::Fact& raw, NamedFact& out) {
    const FactKind* kind = profile_.fact(raw.name);
    if (kind == nullptr) {
        std::vector<std::string_view> known;
        for (const FactKind& k : profile_.facts) known.emplace_back(k.id);
        return wrong_value("fact.unknown", "facts", raw.name, "is not a fact of the profile",
                           fmt::format("Use one of {}", fmt::join(known, ", ")));
    }
    out.name = raw.name;
    if (raw.values.empty()) return wrong_value("fact.no_value", "facts", raw.name, "has no value", "Give one, or leave the fact out");
    if (kind->values.empty()) return number_range(raw, *kind, out);
    out.values = raw.values;
    sort_unique(out.values);
    for (const std::string& v : out.values) {
        if (std::find(kind->values.begin(), kind->values.end(), v) != kind->values.end()) continue;
        return wrong_value("fact.value_unknown", fmt::format("facts {}", raw.name), v, "is not a value of this fact",
                           fmt::format("Use one of {}", fmt::join(kind->values, ", ")));
    }
    return true;
}

bool RecordBuilder::number_range(const RawRecord::Fact& raw, const FactKind& kind, NamedFact& out) {
    const std::string_view text = raw.values.front();
    const std::size_t dots = text.find("..");
    const auto low = parse_decimal(text.substr(0, dots), 0);
    const auto high = dots == std::string_view::npos ? low : parse_decimal(text.substr(dots + 2), 0);
    if (raw.values.size() != 1 || !low || !high || *high < *low) {
        return wrong_value("fact.number", fmt::format("facts {}", raw.name), text, "is not a whole number or a range such as 12..20",
                           kind.unit.empty() ? "Give a number" : fmt::format("Give it in {}", kind.unit));
    }
    out.range = {*low, *high};
    return true;
}

bool RecordBuilder::interruptions(Watch& out) {
    for (const RawRecord::Interruption& raw : record_->interruptions) {
        const auto from = parse_instant(raw.from);
        const auto to = parse_instant(raw.to);
        const std::string shown = fmt::format("{}/{} {}", raw.from, raw.to, raw.reason);
        if (!from || !to) {
            return wrong_value("watch.interruption", "interruptions", shown, "does not hold two instants with their offset from UTC",
                               "Write 2017-02-25T10:00:00+02:00/2017-02-25T11:00:00+02:00 and the reason");
        }
        const Interval interval{*from, *to};
        if (interval.empty() || !out.when.contains(interval)) {
            return wrong_value("watch.interruption", "interruptions", shown, "is empty or not within the watch", "Correct its times");
        }
        if (raw.reason.empty())
            return wrong_value("watch.interruption", "interruptions", shown, "has no reason", "Say what interrupted it");
        out.interruptions.emplace_back(interval, raw.reason);
    }
    std::sort(out.interruptions.begin(), out.interruptions.end(), [](const auto& a, const auto& b) { return a.first.from < b.first.from; });
    for (std::size_t i = 1; i < out.interruptions.size(); ++i) {
        if (out.interruptions[i - 1].first.to <= out.interruptions[i].first.from) continue;
        return wrong_value("watch.interruption", "interruptions", out.interruptions[i].second, "overlaps the one before",
                           "Correct its times");
    }
    return true;
}

}  // namespace truce
