#include "truce/geo/point.hpp"

#include <fmt/format.h>

#include <GeographicLib/Geodesic.hpp>
#include <cmath>

namespace truce {

namespace {

constexpr std::int64_t degree = 10'000'000;

std::string degrees_text(std::int64_t value_e7) {
    const std::uint64_t size = value_e7 < 0 ? 0 - static_cast<std::uint64_t>(value_e7) : static_cast<std::uint64_t>(value_e7);
    std::string text = fmt::format("{}{}.{:07}", value_e7 < 0 ? "-" : "", size / degree, size % degree);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

Error out_of_range(std::string_view which, std::string_view value) {
    const bool lat = which == "latitude";
    return {Errc::invalid, fmt::format("geo.{}", which),
            fmt::format("{} {} is outside {} degrees", which, value, lat ? "-90..90" : "-180..180"), "",
            "give WGS 84 degrees; check that latitude and longitude are not swapped"};
}

Error not_a_number(std::string_view which, std::string_view text) {
    return {Errc::invalid, "geo.number", fmt::format("{} \"{}\" is not a decimal number of degrees", which, text.substr(0, 40)), "",
            "write it as digits with one point, such as 36.2103"};
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Errors without a range check below 1,000 degrees.
Result<std::int64_t> parse_degrees(std::string_view which, std::string_view text) {
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    const std::size_t point = std::min(rest.find('.'), rest.size());
    const std::string_view whole = rest.substr(0, point);
    const std::string_view decimals = point < rest.size() ? rest.substr(point + 1) : std::string_view{};
    if (whole.empty() && decimals.empty()) return not_a_number(which, text);
    for (const char c : whole)
        if (!is_digit(c)) return not_a_number(which, text);
    for (const char c : decimals)
        if (!is_digit(c)) return not_a_number(which, text);
    std::int64_t value = 0;
    for (const char c : whole) {
        value = value * 10 + (c - '0');
        if (value > 1000) return out_of_range(which, text.substr(0, 40));
    }
    for (std::size_t i = 0; i < 7; ++i) value = value * 10 + (i < decimals.size() ? decimals[i] - '0' : 0);
    if (decimals.size() > 7 && decimals[7] >= '5') ++value;
    return negative ? -value : value;
}

}  // namespace

Result<LatLon> LatLon::create(std::int64_t lat_e7, std::int64_t lon_e7) {
    if (lat_e7 < -90 * degree || lat_e7 > 90 * degree) return out_of_range("latitude", degrees_text(lat_e7));
    if (lon_e7 < -180 * degree || lon_e7 > 180 * degree) return out_of_range("longitude", degrees_text(lon_e7));
    return LatLon{static_cast<std::int32_t>(lat_e7), static_cast<std::int32_t>(lon_e7)};
}

Result<LatLon> LatLon::from_degrees(double lat, double lon) {
    if (!(std::abs(lat) <= 91)) return out_of_range("latitude", fmt::format("{}", lat));
    if (!(std::abs(lon) <= 181)) return out_of_range("longitude", fmt::format("{}", lon));
    return create(std::llround(lat * 1e7), std::llround(lon * 1e7));
}

Result<LatLon> LatLon::parse(std::string_view lat, std::string_view lon) {
    TRUCE_ASSIGN(const std::int64_t lat_e7, parse_degrees("latitude", lat));
    TRUCE_ASSIGN(const std::int64_t lon_e7, parse_degrees("longitude", lon));
    return create(lat_e7, lon_e7);
}

std::string format(LatLon point) { return degrees_text(point.lat_e7) + " " + degrees_text(point.lon_e7); }

std::int64_t distance_mm(LatLon a, LatLon b) {
    double metres = 0;
    GeographicLib::Geodesic::WGS84().Inverse(a.lat(), a.lon(), b.lat(), b.lon(), metres);
    return std::llround(metres * 1000);
}

LatLon destination(LatLon start, std::int64_t bearing_mdeg, std::int64_t distance_mm) {
    double lat = 0;
    double lon = 0;
    GeographicLib::Geodesic::WGS84().Direct(start.lat(), start.lon(), static_cast<double>(bearing_mdeg % 360'000) / 1000,
                                            static_cast<double>(distance_mm) / 1000, lat, lon);
    auto end = LatLon::from_degrees(lat, lon);
    TRUCE_ASSERT(end.ok());  // GeographicLib reduces to +-90 and +-180
    return *end;
}

}  // namespace truce
