#include "truce/geo/volume.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace truce {

namespace {

constexpr std::int64_t band_low_mm = -8'000'000;
constexpr std::int64_t band_high_mm = 100'000'000;
constexpr std::int64_t surface_high_mm = 10'000'000;

Error out_of_range(std::int64_t low, std::int64_t high, std::int64_t least, std::int64_t most) {
    return {Errc::invalid, "height.range", fmt::format("{} to {} mm is not within {}..{}", low, high, least, most), "",
            "give millimetres above the WGS 84 ellipsoid, or above the ground for what is on the surface"};
}

std::int64_t plus(std::int64_t t, std::int64_t by) {
    std::int64_t sum = 0;
    if (__builtin_add_overflow(t, by, &sum)) return by > 0 ? Instant::highest().us : Instant::lowest().us;
    return sum;
}

}  // namespace

Result<Height> Height::band(std::int64_t low_mm, std::int64_t high_mm) {
    if (low_mm < band_low_mm || high_mm > band_high_mm) return out_of_range(low_mm, high_mm, band_low_mm, band_high_mm);
    if (low_mm > high_mm)
        return Error{Errc::invalid, "height.order", fmt::format("the band begins at {} mm, above its end at {} mm", low_mm, high_mm), "",
                     "give the lower end first"};
    return Height{Kind::band, low_mm, high_mm, std::nullopt};
}

Result<Height> Height::surface(std::int64_t above_ground_mm) {
    if (above_ground_mm < 0 || above_ground_mm > surface_high_mm) return out_of_range(0, above_ground_mm, 0, surface_high_mm);
    return Height{Kind::surface, 0, above_ground_mm, std::nullopt};
}

bool windows_near(const Interval& a, const Interval& b, std::int64_t gap_us) {
    return plus(a.from.us, -gap_us) <= b.to.us && plus(b.from.us, -gap_us) <= a.to.us;
}

bool may_conflict(const Volume& a, const Volume& b, const Clearance& clearance, const Ground& ground) {
    if (!windows_near(a.when, b.when, clearance.gap_us)) return false;
    const HeightRange first = range_of(a.height, ground);
    const HeightRange second = range_of(b.height, ground);
    if (first.low_mm - clearance.vertical_mm > second.high_mm || second.low_mm - clearance.vertical_mm > first.high_mm) return false;
    return may_be_near(a.where, b.where, static_cast<double>(clearance.horizontal_mm) / 1000);
}

std::string in_words(const Height& height) {
    const auto metres = [](std::int64_t mm) { return fmt::format("{:g} m", static_cast<double>(mm) / 1000); };
    if (height.kind == Height::Kind::surface)
        return height.high_mm == 0 ? std::string("on the ground") : fmt::format("on the ground up to {} above it", metres(height.high_mm));
    const std::string band = fmt::format("{} to {} above the ellipsoid", metres(height.low_mm), metres(height.high_mm));
    if (!height.stated) return band;
    return fmt::format("{} to {} above {} as stated: {}", metres(height.stated->low_mm), metres(height.stated->high_mm),
                       height.stated->datum == StatedHeight::Datum::amsl ? "mean sea level" : "the ground", band);
}

}  // namespace truce
