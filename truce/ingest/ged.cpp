#include "truce/ingest/ged.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/ingest/columns.hpp"
#include "truce/ingest/numbers.hpp"

namespace truce {
namespace {

constexpr std::size_t cache_max = 10'000;
constexpr std::int64_t near_radius_mm = 25'000'000;  // codebook, where_prec 2: "about 25 km"

constexpr std::size_t column(std::string_view name) {
    for (std::size_t i = 0; i < ged_columns.size(); ++i) {
        if (ged_columns[i] == name) return i;
    }
    throw "not a column of GED";  // cannot compile
}

/// The sides that a cell names: GED writes an alliance as "A, B".
void split_names(std::string_view cell, std::vector<std::string>& out) {
    for (;;) {
        const std::size_t comma = cell.find(", ");
        if (const std::string_view name = cell.substr(0, comma); !name.empty()) out.emplace_back(name);
        if (comma == std::string_view::npos) return;
        cell.remove_prefix(comma + 2);
    }
}

void sort_unique(std::vector<std::string>& names) {
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
}

/// The act that GED's type of violence says no more than; the root where the profile names none or several.
std::string act_of(const Profile& profile, std::string_view type) {
    const Act* found = nullptr;
    bool several = false;
    const Act* root = nullptr;
    for (const Act& act : profile.acts) {
        if (act.parent.empty()) root = &act;
        if (std::find(act.ucdp.begin(), act.ucdp.end(), type) == act.ucdp.end()) continue;
        several = found != nullptr;
        found = &act;
    }
    if (found == nullptr || several) found = root;
    TRUCE_ASSERT(found != nullptr);
    return found->id;
}

}  // namespace

GedReader::GedReader(const Profile& profile, const Register& reg, const ReadOptions& options, Delivery& delivery, ProblemList& problems)
    : profile_(profile), register_(reg), options_(options), delivery_(delivery), problems_(problems) {
    for (std::size_t i = 0; i < by_name_.size(); ++i) by_name_[i] = i;
    std::sort(by_name_.begin(), by_name_.end(), [](std::size_t a, std::size_t b) { return ged_columns[a] < ged_columns[b]; });
    for (std::size_t type = 1; type < acts_.size(); ++type) acts_[type] = act_of(profile, std::to_string(type));
    report_.register_id = reg.id;
}

bool GedReader::header(const CsvRow& row) {
    const auto places = match_header(row.line, row.fields, ged_columns, ged_columns, problems_);
    if (!places) return false;
    for (std::size_t i = 0; i < places_.size(); ++i) places_[i] = *(*places)[i];
    return true;
}

std::optional<std::int64_t> GedReader::number(std::size_t col) {
    auto result = parse_count(value(col));
    if (result) return *result;
    problems_.add_value(line_, ged_columns[col], value(col), result.error());
    return std::nullopt;
}

std::optional<std::int64_t> GedReader::code(std::size_t col, std::int64_t highest) {
    const auto number_read = number(col);
    if (number_read && (*number_read < 1 || *number_read > highest)) {
        problems_.add_value(line_, "ged.code", ged_columns[col], value(col), fmt::format("is not one of the codes 1 to {}", highest),
                            "Correct it after the codebook");
        return std::nullopt;
    }
    return number_read;
}

std::optional<Day> GedReader::day(std::size_t col) {
    auto result = parse_day(value(col));
    if (result) return *result;
    problems_.add_value(line_, result.error().id, ged_columns[col], value(col), "is not a day of the calendar", result.error().remedy);
    return std::nullopt;
}

Result<void> GedReader::row(const CsvRow& row) {
    ++delivery_.summary().rows;
    line_ = row.line;
    fields_ = row.fields;
    report_.flags.clear();
    const auto id = number(column("id"));
    // Every check runs, so that one pass over the file shows all that is wrong with a row.
    const bool numbers = read_numbers();
    const bool time = read_time();
    const bool place = numbers && read_place();
    if (id) delivery_.remember(line_, *id);
    if (!id || !numbers || !time || !place) return {};
    if ((options_.days_from && report_.first_day < *options_.days_from) || (options_.days_to && report_.last_day > *options_.days_to)) {
        ++delivery_.summary().left_out;
        return {};
    }
    if (problems_.count() > 0) return {};
    report_.source_id = value(column("id"));
    read_sides();
    read_casualties();
    if (clarity_ == 2) flag("ged.several_incidents");
    std::sort(report_.flags.begin(), report_.flags.end());
    write();
    return delivery_.take_known(report_);
}

bool GedReader::read_numbers() {
    static constexpr std::size_t first_deaths = column("deaths_a");
    static_assert(first_deaths + 7 == ged_columns.size());
    bool good = number(column("year")).has_value() && number(column("number_of_sources")).has_value();
    const auto type = code(column("type_of_violence"), 3);
    const auto where_prec = code(column("where_prec"), 7);
    const auto clarity = code(column("event_clarity"), 2);
    const auto date_prec = code(column("date_prec"), 5);
    if (!type || !where_prec || !clarity || !date_prec) good = false;
    type_ = type.value_or(1);
    where_prec_ = where_prec.value_or(1);
    clarity_ = clarity.value_or(1);
    for (std::size_t i = 0; i < deaths_.size(); ++i) {
        const auto deaths = number(first_deaths + i);
        if (!deaths) good = false;
        deaths_[i] = deaths.value_or(0);
    }
    return good;
}

bool GedReader::read_time() {
    const auto first = day(column("date_start"));
    const auto last = day(column("date_end"));
    if (!first || !last) return false;
    if (*last < *first) {
        problems_.add_value(line_, "row.ends_before_start", "date_end", value(column("date_end")),
                            fmt::format("is before date_start {}", value(column("date_start"))), "Correct one of them");
        return false;
    }
    report_.first_day = *first;
    report_.last_day = *last;
    report_.when = profile_.days.bounds(*first, *last);
    if (is_writable(report_.when)) return true;
    problems_.add_value(line_, "time.out_of_range", "date_start", value(column("date_start")), "or date_end is not between 1684 and 2255",
                        "Correct it");
    return false;
}

bool GedReader::read_place() {
    const std::string_view lat = value(column("latitude"));
    const std::string_view lon = value(column("longitude"));
    const auto point = LatLon::parse(lat, lon);
    if (!point) {
        const bool longitude = LatLon::parse(lat, "0").ok();
        problems_.add_value(line_, longitude ? "longitude" : "latitude", longitude ? lon : lat, point.error());
        return false;
    }
    switch (where_prec_) {
        case 1: report_.where = Region::circle(*point, profile_.geocoding_radius_mm); break;
        case 2: report_.where = Region::circle(*point, near_radius_mm + profile_.geocoding_radius_mm); break;
        case 3:
        case 4: place_in_governorate(*point); break;
        case 6:
            // The whole country; the atlas is one country's, so a point outside it stands for another one.
            report_.where =
                profile_.atlas->touched(Region::point(*point)).empty() ? Region::anywhere() : Region::areas(profile_.atlas->ids());
            break;
        default: report_.where = Region::anywhere();
    }
    place_in_atlas();
    return true;
}

/// The governorate by its name, never by the point, which is a centroid; by the point only where no name
/// that we know is given, because it is then all there is.
void GedReader::place_in_governorate(LatLon point) {
    const std::string_view name = value(column("adm_1"));
    std::vector<std::string> ids;
    if (!name.empty()) {
        ids = governorate(name);
        if (ids.empty()) flag("ged.adm_1_unknown");
    }
    if (ids.empty()) {
        for (const std::uint16_t index : profile_.atlas->touched(Region::point(point))) ids.push_back(profile_.atlas->id(index));
    }
    report_.where = Region::areas(std::move(ids));
}

void GedReader::place_in_atlas() {
    report_.areas.clear();
    report_.area_certain = false;
    report_.outside = false;
    if (report_.where.kind == Region::Kind::unknown) return;
    const Atlas::Placement placement = profile_.atlas->place(report_.where);
    for (const std::uint16_t index : placement.touched) report_.areas.push_back(profile_.atlas->id(index));
    report_.area_certain = placement.certain;
    report_.outside = placement.touched.empty();
    if (where_prec_ > 2) return;
    const std::string_view name = value(column("adm_1"));
    if (name.empty()) return;
    const auto& named = governorate(name);
    const bool met = std::any_of(named.begin(), named.end(),
                                 [&](const std::string& id) { return std::binary_search(report_.areas.begin(), report_.areas.end(), id); });
    if (!named.empty() && !met) flag("ged.point_outside_adm_1");
}

/// The areas that a name of adm_1 stands for, ascending; empty if nobody knows it. The atlas' own name is
/// closer than a division's, which may be several areas.
const std::vector<std::string>& GedReader::governorate(std::string_view name) {
    if (const auto found = governorates_.find(name); found != governorates_.end()) return found->second;
    if (governorates_.size() >= cache_max) governorates_.clear();
    constexpr std::string_view suffix = " Governorate";
    const std::string_view bare = name.ends_with(suffix) ? name.substr(0, name.size() - suffix.size()) : name;
    std::vector<std::string> ids;
    for (const Atlas::Division& division : profile_.atlas->divisions()) {
        if (division.name == name || division.name == bare) ids.push_back(division.id);
    }
    if (ids.empty()) {
        const Division* division = profile_.division_named(name);
        if (division == nullptr) division = profile_.division_named(bare);
        if (division != nullptr) ids = division->areas;
    }
    sort_unique(ids);
    return governorates_.emplace(name, std::move(ids)).first->second;
}

/// GED names the sides of a fight, not who attacked: for types 1 and 2 either may have acted on either. For
/// type 3, one-sided violence, side_a acted and side_b are the civilians.
void GedReader::read_sides() {
    const std::string_view a = value(column("side_a"));
    const std::string_view b = value(column("side_b"));
    key_.assign(type_ == 3 ? "3" : "1");
    key_ += a;
    key_ += '\0';
    key_ += b;
    auto found = sides_.find(std::string_view(key_));
    if (found == sides_.end()) {
        if (sides_.size() >= cache_max) sides_.clear();
        Sides sides;
        split_names(a, sides.actors);
        split_names(b, type_ == 3 ? sides.targets : sides.actors);
        sort_unique(sides.actors);
        sort_unique(sides.targets);
        if (type_ != 3) sides.targets = sides.actors;
        found = sides_.emplace(key_, std::move(sides)).first;
    }
    report_.actors = found->second.actors;
    report_.targets = found->second.targets;
}

void GedReader::read_casualties() {
    const auto [a, b, civilians, unknown, low, best, high] = deaths_;
    report_.casualties = Casualties{low, best, high};
    if (best < low) flag("ged.best_below_low");
    if (high < best) flag("ged.high_below_best");
    if (a + b + civilians + unknown != best) flag("ged.deaths_do_not_add_up");
}

void GedReader::write() {
    report_.act = acts_[static_cast<std::size_t>(type_)];
    report_.act_as_coded.assign("type_of_violence=");
    report_.act_as_coded += value(column("type_of_violence"));
    report_.place = value(column("where_coordinates"));
    original_.clear();
    for (const std::size_t col : by_name_) {
        if (!value(col).empty()) original_.emplace_back(ged_columns[col], value(col));
    }
    Particulars particulars;
    particulars.original = original_;
    write_parts(report_, particulars, register_.published ? PartsAre::public_ : PartsAre::split);
}

}  // namespace truce
