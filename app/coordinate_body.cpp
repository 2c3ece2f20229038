#include "app/coordinate_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/step_options.hpp"
#include "truce/agreement/quantity.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/geo/geoid.hpp"

namespace truce::app {
namespace {

constexpr std::size_t volumes_bytes_max = std::size_t{1} << 24U;
constexpr std::size_t geoid_bytes_max = std::size_t{1} << 29U;

constexpr StepOptions options{"coordinate.argument"};

/// A window's end may be "inf".
Result<std::optional<Interval>> window_of(std::string_view option, const std::string& from, const std::string& until) {
    if (until != "inf") return options.interval(option, from, until);
    if (from.empty()) return options.wrong(option, "a window has two ends", "Give both");
    TRUCE_ASSIGN(const Instant begin, instant_of(option, from));
    return std::optional(Interval{begin, Instant::highest()});
}

Result<std::int64_t> length_of(std::string_view option, const std::string& text) {
    const bool minus = text.starts_with('-');
    const auto length = parse_quantity(minus ? std::string_view(text).substr(1) : std::string_view(text), "mm");
    if (!length) return options.wrong(option, fmt::format("\"{}\" is no length", text), "Write a number and m or km: \"500 m\"");
    return minus ? -*length : *length;
}

Result<LatLon> point_of(std::string_view option, std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    const std::size_t blank = text.find_first_of(" ,");
    double lat = 0;
    double lon = 0;
    const auto number = [](std::string_view digits, double& out) {
        while (digits.starts_with(' ')) digits.remove_prefix(1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
        return error == std::errc() && end == digits.data() + digits.size();
    };
    if (blank == std::string_view::npos || !number(text.substr(0, blank), lat) || !number(text.substr(blank + 1), lon))
        return options.wrong(option, fmt::format("\"{}\" is no point", text), "Write latitude and longitude in degrees: \"34.5 36.25\"");
    auto point = LatLon::from_degrees(lat, lon);
    if (!point) return at(option, std::move(point).error());
    return point;
}

Result<std::vector<LatLon>> points_of(std::string_view option, const std::string& text) {
    std::vector<LatLon> points;
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find(';', begin), text.size());
        TRUCE_ASSIGN(const LatLon point, point_of(option, std::string_view(text).substr(begin, end - begin)));
        points.push_back(point);
        begin = end + 1;
    }
    return points;
}

Result<Footprint> footprint_of(const VolumeOptions& o, const Gazetteer& gazetteer) {
    const int given = int{!o.circle.empty()} + int{!o.corridor.empty()} + int{!o.polygon.empty()} + int{!o.named.empty()};
    if (given != 1)
        return options.wrong("--circle", "the place is not given, or several are",
                             "Give one of --circle, --corridor, --polygon, --in; several volumes in a file with --volumes");
    if (!o.circle.empty()) {
        TRUCE_ASSIGN(const LatLon centre, point_of("--circle", o.circle));
        TRUCE_ASSIGN(const std::int64_t radius_mm, length_of("--radius", o.radius));
        return Footprint::circle(centre, radius_mm);
    }
    if (!o.corridor.empty()) {
        TRUCE_ASSIGN(std::vector<LatLon> points, points_of("--corridor", o.corridor));
        TRUCE_ASSIGN(const std::int64_t half_width_mm, length_of("--half-width", o.half_width));
        return Footprint::corridor(std::move(points), half_width_mm);
    }
    if (!o.polygon.empty()) {
        TRUCE_ASSIGN(std::vector<LatLon> corners, points_of("--polygon", o.polygon));
        return Footprint::polygon(std::move(corners));
    }
    auto shape = gazetteer.find(o.named);
    if (shape == nullptr)
        return options.wrong("--in", fmt::format("nobody has drawn an area \"{}\"", o.named), "Name an area of the atlas or of the terms");
    return Footprint::area(o.named, std::move(shape));
}

Result<HeightRange> ground_of(const VolumeOptions& o) {
    if (o.ground.empty() || o.ground_by.empty())
        return options.wrong("--ground", "heights above the ground need the ground's own height, and who says it",
                             "Give --ground \"280 m to 340 m\" above the ellipsoid and --ground-by, or heights above the ellipsoid");
    const std::size_t to = o.ground.find(" to ");
    TRUCE_ASSIGN(const std::int64_t low, length_of("--ground", o.ground.substr(0, to)));
    if (to == std::string::npos) return HeightRange{low, low};
    TRUCE_ASSIGN(const std::int64_t high, length_of("--ground", o.ground.substr(to + 4)));
    return HeightRange{low, high};
}

Result<Height> height_of(const VolumeOptions& o, const Footprint& where) {
    if (o.low.empty() && o.high.empty()) {
        if (o.above.empty()) return Height::surface(0);
        TRUCE_ASSIGN(const std::int64_t above, length_of("--above", o.above));
        return Height::surface(above);
    }
    if (o.low.empty() || o.high.empty() || !o.above.empty())
        return options.wrong("--low", "a band has two ends", "Give --low and --high, and no --above");
    TRUCE_ASSIGN(const std::int64_t low, length_of("--low", o.low));
    TRUCE_ASSIGN(const std::int64_t high, length_of("--high", o.high));
    if (o.datum.empty() || o.datum == "ellipsoid") return Height::band(low, high);
    if (o.datum == "agl") {
        TRUCE_ASSIGN(const HeightRange ground, ground_of(o));
        return above_ground(low, high, ground, o.ground_by);
    }
    if (o.datum != "amsl") return options.wrong("--datum", fmt::format("there is no datum \"{}\"", o.datum), "Use ellipsoid, amsl or agl");
    TRUCE_ASSIGN(const std::string bytes, read_file(o.geoid, geoid_bytes_max));
    TRUCE_ASSIGN(const Geoid geoid, Geoid::from_gtx(bytes, o.geoid.filename().string()));
    return above_sea(low, high, where, geoid);
}

Result<std::vector<Volume>> volumes_of(const VolumeOptions& o, const Gazetteer& gazetteer) {
    std::vector<Volume> volumes;
    if (!o.file.empty()) {
        TRUCE_ASSIGN(const std::string text, read_file(o.file, volumes_bytes_max));
        TRUCE_ASSIGN(const Json json, parse_json(text));
        if (!json.is_array())
            return options.wrong("--volumes", "the file holds no list", "Write a list of volumes as docs/formats/activities.md says");
        for (const Json& one : json.get_array()) {
            auto volume = volume_from_json(one, gazetteer);
            if (!volume) return at(fmt::format("{}[{}]", o.file.string(), volumes.size()), std::move(volume).error());
            volumes.push_back(std::move(*volume));
        }
        return volumes;
    }
    TRUCE_ASSIGN(Footprint where, footprint_of(o, gazetteer));
    TRUCE_ASSIGN(Height height, height_of(o, where));
    TRUCE_ASSIGN(const std::optional<Interval> when, window_of("--from", o.from, o.until));
    if (!when) return options.wrong("--from", "the window is not given", "Give --from and --until, each with its zone");
    volumes.push_back({std::move(where), std::move(height), *when});
    return volumes;
}

Result<void> add_convoy(const CoordinateStepOptions& o, CoordinationBody& b) {
    Convoy convoy{o.call_sign, o.cargo, o.phone, o.vehicles, o.holds, std::nullopt};
    TRUCE_ASSIGN(convoy.go_by, instant_if_given("--go-by", o.go_by));
    if (!convoy.empty()) b.convoy = std::move(convoy);
    return {};
}

Result<void> add_words(const CoordinateStepOptions& o, CoordinationBody& b) {
    TRUCE_TRY(options.word("WORKFLOW", o.workflow, 2, b.workflow));
    TRUCE_TRY(options.word("--regime", o.regime, 3, b.regime));
    TRUCE_TRY(options.word("--level", o.level, 4, b.level));
    TRUCE_TRY(options.word("OUTCOME", o.outcome, 5, b.outcome));
    return options.word("ANSWER", o.answer, 3, b.answer);
}

}  // namespace

Result<CoordinationRequest> request_of(const CoordinateStepOptions& o, const Gazetteer& gazetteer) {
    CoordinationRequest request;
    request.activity_word = o.activity;
    request.about_word = o.about;
    request.operations_word = o.to_operations;
    CoordinationBody& b = request.step;
    b.kind = o.kind;
    b.activity_kind = o.activity_kind;
    b.to = sorted_once(o.to);
    b.seen = o.seen;
    b.keys = sorted_once(o.keys);
    b.conditions = o.conditions;
    b.area = o.area;
    b.name = o.name;
    if (Liaison contact{o.contact_name, o.contact_line, o.contact_hours}; !contact.empty()) b.contact = std::move(contact);
    b.with = o.with;
    b.key = o.key;
    b.held_by = o.held_by;
    b.place = o.place;
    b.areas = sorted_once(o.areas);
    b.text = o.text;
    b.is_public = o.is_public;
    TRUCE_TRY(add_words(o, b));
    TRUCE_TRY(add_convoy(o, b));
    if (!o.lapses.empty()) {
        TRUCE_ASSIGN(b.until, instant_of("--lapses", o.lapses));
    }
    TRUCE_ASSIGN(b.held, window_of("--held-from", o.held_from, o.held_until));
    const CoordinationRow& row = row_of(o.kind);
    if (allows(row, CoordinationMember::when)) {
        TRUCE_ASSIGN(b.when, window_of("--from", o.volume.from, o.volume.until));
    }
    if (allows(row, CoordinationMember::volumes)) {
        TRUCE_ASSIGN(b.volumes, volumes_of(o.volume, gazetteer));
    }
    return request;
}

}  // namespace truce::app
