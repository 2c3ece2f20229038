#include "truce/geo/geoid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "truce/base/hash.hpp"

namespace truce {
namespace {

constexpr std::size_t header_bytes = 40;
constexpr double degrees_max = 10;
constexpr double bulge_degrees = 0.5;  // of a leg of ten degrees, from its parallel

Error bad(std::string what) {
    return {Errc::invalid, "geoid.form", std::move(what), "",
            "give a grid that goes round the earth in GTX form, such as proj-data's egm96_15.gtx"};
}

template <typename To, typename Raw>
To big_endian(std::string_view bytes, std::size_t at) {
    Raw raw = 0;
    std::memcpy(&raw, bytes.substr(at).data(), sizeof raw);
    if constexpr (std::endian::native == std::endian::little)
        raw = sizeof raw == 8 ? static_cast<Raw>(__builtin_bswap64(raw))
                              : static_cast<Raw>(__builtin_bswap32(static_cast<std::uint32_t>(raw)));
    return std::bit_cast<To>(raw);
}

double degrees(std::int32_t e7) { return static_cast<double>(e7) / 1e7; }

Result<Height> stated_as(Result<Height> height, StatedHeight stated) {
    if (height) height->stated = std::move(stated);
    return height;
}

}  // namespace

Result<Geoid> Geoid::from_gtx(std::string_view bytes, std::string name) {
    if (bytes.size() < header_bytes) return bad(fmt::format("{} has {} bytes, no header", name, bytes.size()));
    Geoid geoid;
    geoid.south_ = big_endian<double, std::uint64_t>(bytes, 0);
    geoid.west_ = big_endian<double, std::uint64_t>(bytes, 8);
    geoid.step_lat_ = big_endian<double, std::uint64_t>(bytes, 16);
    geoid.step_lon_ = big_endian<double, std::uint64_t>(bytes, 24);
    geoid.rows_ = big_endian<std::int32_t, std::uint32_t>(bytes, 32);
    geoid.columns_ = big_endian<std::int32_t, std::uint32_t>(bytes, 36);
    const auto count = std::int64_t{geoid.rows_} * geoid.columns_;
    if (geoid.rows_ < 2 || geoid.columns_ < 2 || count > 100'000'000 ||
        static_cast<std::int64_t>(bytes.size()) != static_cast<std::int64_t>(header_bytes) + count * 4)
        return bad(fmt::format("{} does not have the rows and columns that it says", name));
    const bool steps = geoid.step_lat_ > 0 && geoid.step_lon_ > 0 && std::isfinite(geoid.south_) && std::isfinite(geoid.west_);
    const bool round = std::abs(geoid.step_lon_ * geoid.columns_ - 360) < 2 * geoid.step_lon_;
    const bool poles = geoid.south_ < -89 && geoid.south_ + geoid.step_lat_ * (geoid.rows_ - 1) > 89;
    if (!steps || !round || !poles) return bad(fmt::format("{} does not go round the earth", name));
    geoid.metres_.reserve(static_cast<std::size_t>(count));
    for (std::int64_t i = 0; i < count; ++i) {
        const float metres = big_endian<float, std::uint32_t>(bytes, header_bytes + static_cast<std::size_t>(i) * 4);
        if (!std::isfinite(metres) || std::abs(metres) > 200) return bad(fmt::format("{} has a height of {} m", name, metres));
        geoid.metres_.push_back(metres);
    }
    geoid.named_ = fmt::format("{}, sha256 {}", name, sha256(bytes).hex());
    return geoid;
}

HeightRange Geoid::range_in(double south, double north, double west, double east) const {
    const auto row = [&](double lat) { return static_cast<std::int64_t>(std::floor((lat - south_) / step_lat_)); };
    const auto column = [&](double lon) { return static_cast<std::int64_t>(std::floor((lon - west_) / step_lon_)); };
    const std::int64_t first = std::clamp<std::int64_t>(row(south), 0, rows_ - 1);
    const std::int64_t last = std::clamp<std::int64_t>(row(north) + 1, 0, rows_ - 1);
    const std::int64_t from = column(west);
    const std::int64_t to = std::min(column(east) + 1, from + columns_ - 1);
    float low = metres_[static_cast<std::size_t>(first * columns_)];
    float high = low;
    bool any = false;
    for (std::int64_t r = first; r <= last; ++r)
        for (std::int64_t c = from; c <= to; ++c) {
            const std::int64_t wrapped = ((c % columns_) + columns_) % columns_;
            const float here = metres_[static_cast<std::size_t>(r * columns_ + wrapped)];
            low = any ? std::min(low, here) : here;
            high = any ? std::max(high, here) : here;
            any = true;
        }
    return {static_cast<std::int64_t>(std::floor(double{low} * 1000)), static_cast<std::int64_t>(std::ceil(double{high} * 1000))};
}

Result<HeightRange> Geoid::range_over(const Footprint& where) const {
    std::vector<LatLon> points = where.points();
    if (where.shape() != nullptr) points = {where.shape()->box().low, where.shape()->box().high};
    TRUCE_ASSERT(!points.empty());
    // Longitudes relative to the first point, so that the antimeridian is a place like others.
    const double middle = degrees(points.front().lon_e7);
    double south = 90;
    double north = -90;
    double west = 0;
    double east = 0;
    for (const LatLon p : points) {
        south = std::min(south, degrees(p.lat_e7));
        north = std::max(north, degrees(p.lat_e7));
        const double lon = std::remainder(degrees(p.lon_e7) - middle, 360);
        west = std::min(west, lon);
        east = std::max(east, lon);
    }
    const double radius = static_cast<double>(where.radius_mm()) / 111'000'000 + bulge_degrees;
    south -= radius;
    north += radius;
    if (south <= -85 || north >= 85) return range_in(std::max(south, -90.0), std::min(north, 90.0), -180, 180);
    const double aside = radius / std::cos(std::max(std::abs(south), std::abs(north)) * 0.017453292519943295);
    if (north - south > degrees_max + 2 * bulge_degrees || east - west > degrees_max)
        return Error{Errc::invalid, "geoid.wide", "the place is more than ten degrees across", "",
                     "split it, or give heights above the ellipsoid"};
    return range_in(south, north, middle + west - aside, middle + east + aside);
}

Result<Height> above_sea(std::int64_t low_mm, std::int64_t high_mm, const Footprint& where, const Geoid& geoid) {
    TRUCE_ASSIGN(const HeightRange sea, geoid.range_over(where));
    return stated_as(Height::band(low_mm + sea.low_mm, high_mm + sea.high_mm), {StatedHeight::Datum::amsl, low_mm, high_mm, geoid.named()});
}

Result<Height> above_ground(std::int64_t low_mm, std::int64_t high_mm, const HeightRange& ground, std::string stated_by) {
    const std::string by =
        fmt::format("ground from {} to {} mm above the ellipsoid, stated by {}", ground.low_mm, ground.high_mm, stated_by);
    return stated_as(Height::band(low_mm + ground.low_mm, high_mm + ground.high_mm), {StatedHeight::Datum::agl, low_mm, high_mm, by});
}

}  // namespace truce
