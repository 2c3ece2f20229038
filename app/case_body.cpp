#include "app/case_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "app/step_options.hpp"
#include "truce/base/hash.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/register.hpp"

namespace truce::app {
namespace {

constexpr std::size_t scan_bytes_max = std::size_t{1} << 30U;

constexpr StepOptions options{"case.argument"};

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> pieces;
    std::size_t begin = 0;
    for (;;) {
        const std::size_t end = text.find(separator, begin);
        pieces.push_back(text.substr(begin, end - begin));
        if (end == std::string::npos) return pieces;
        begin = end + 1;
    }
}

std::optional<std::int64_t> integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(value) : std::nullopt;
}

/// LAT,LON,RADIUS_M or ids of areas.
Result<std::optional<Region>> region_of(const std::string& text) {
    if (text.empty()) return std::optional<Region>();
    std::vector<std::string> pieces = split(text, ',');
    if (pieces.size() != 3 || text.find_first_not_of("0123456789.,-") != std::string::npos)
        return std::optional(Region::areas(sorted_once(std::move(pieces))));
    const auto centre = LatLon::parse(pieces[0], pieces[1]);
    if (!centre) return at("--where", centre.error());
    const auto radius = integer(pieces[2]);
    if (!radius || *radius < 0 || *radius * 1000 > region_radius_mm_max)
        return options.wrong("--where", fmt::format("\"{}\" is no radius in metres", pieces[2]), "Give whole metres, 2,000,000 at most");
    return std::optional(Region::circle(*centre, *radius * 1000));
}

Result<std::optional<std::pair<std::int64_t, std::int64_t>>> range_of(const std::string& text) {
    using Range = std::optional<std::pair<std::int64_t, std::int64_t>>;
    if (text.empty()) return Range();
    const std::size_t dots = text.find("..");
    const auto low = integer(std::string_view(text).substr(0, dots));
    const auto high = dots == std::string::npos ? low : integer(std::string_view(text).substr(dots + 2));
    if (!low || !high)
        return options.wrong("--range", fmt::format("\"{}\" is no range of whole numbers", text), "Write LOW..HIGH in the fact's unit");
    return Range(std::pair(*low, *high));
}

Result<std::optional<Relay>> relay_of(const CaseStepOptions& o) {
    if (o.on_behalf_of.empty()) {
        if (o.medium.empty() && o.scan.empty()) return std::optional<Relay>();
        return options.wrong("--for", "a medium or a scan without a participant", "Say with --for whose word it is");
    }
    if (o.medium.empty()) return options.wrong("--medium", "how its word came is not said", "Say it: --medium \"by telephone\"");
    Relay relay{o.on_behalf_of, o.medium, {}};
    if (!o.scan.empty()) {
        TRUCE_ASSIGN(const std::string bytes, read_file(o.scan, scan_bytes_max));
        relay.scan = sha256(bytes).hex();
    }
    return std::optional(std::move(relay));
}

/// The report of a register whose first version is this incident, as it reads now.
Result<std::optional<Report>> report_of(Database& db, std::string_view incident) {
    std::optional<Report> found;
    TRUCE_ASSIGN(const bool any, db.has_table("register_report"));
    if (!any) return found;
    const std::size_t colon = incident.find(':');
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, whole_record));
    if (colon == std::string_view::npos) return found;
    TRUCE_ASSIGN(
        auto reports,
        current_reports(db, landed, {std::nullopt, std::string(incident.substr(0, colon)), std::string(incident.substr(colon + 1))}));
    if (!reports.empty()) found = std::move(reports.front().report);
    return found;
}

}  // namespace

Result<void> fill_opening(StepBody& body, const std::string& word, Database& db) {
    TRUCE_ASSIGN(const std::optional<Report> report, report_of(db, word));
    if (report) {
        if (!body.when) body.when = report->when;
        if (!body.where && report->where.kind != Region::Kind::unknown) body.where = report->where;
    }
    if (body.when) return {};
    return options.wrong("--from", "when it may have happened is not known here",
                         "Give --from and --until, or name a report as REGISTER:SOURCE_ID");
}

Result<StepRequest> request_of(const CaseStepOptions& o, Database& db) {
    StepRequest request;
    request.case_word = o.case_word;
    request.officers = o.officers;
    StepBody& b = request.step;
    b.kind = o.kind;
    b.about = o.about;
    b.to = sorted_once(o.to);
    b.text = o.text;
    b.accused = sorted_once(o.accused);
    b.attribute = o.attribute;
    b.values = sorted_once(o.values);
    b.source = o.source;
    b.finding = o.finding;
    b.verdict = o.verdict;
    b.on = o.on;
    b.sanction = o.sanction;
    b.forum = o.forum;
    b.evidence = sorted_once(o.evidence);
    TRUCE_TRY(options.word("--confidence", o.confidence, 4, b.confidence));
    TRUCE_TRY(options.word("--manner", o.manner, 2, b.manner));
    TRUCE_TRY(options.word("CHOICE", o.choice, 3, b.choice));
    TRUCE_ASSIGN(b.where, region_of(o.where));
    TRUCE_ASSIGN(b.range, range_of(o.range));
    TRUCE_ASSIGN(b.relay, relay_of(o));
    TRUCE_ASSIGN(const std::optional<Interval> interval, options.interval("--from", o.from, o.until));
    (o.kind == StepKind::sanction_proposed ? b.term : b.when) = interval;
    for (const auto& [word, id] : {std::pair{&o.report, &b.report}, std::pair{&o.into, &b.into}, std::pair{&o.incident, &b.incident}}) {
        if (word->empty()) continue;
        TRUCE_ASSIGN(*id, find_incident(db, *word));
    }
    if (o.kind == StepKind::case_opened) TRUCE_TRY(fill_opening(b, o.incident, db));
    return request;
}

}  // namespace truce::app
