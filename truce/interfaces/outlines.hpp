/// How areas of an atlas are written as coordinates of a GeoJSON MultiPolygon: made once, then copied.
///
/// Exactly for who asks about the areas themselves. For what may have happened anywhere in one or several of them an outline around
/// them: one piece where they touch, with few corners, that surely holds all of them and reaches at most a kilometre, and at most a
/// hundredth of an area's radius, beyond. An incident of which no more is known than the country is then some kilobytes and not a hundred.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/base/last_used.hpp"
#include "truce/interfaces/crs.hpp"

namespace truce {

/// "[x,y]" as the system orders them: degrees exactly, metres to the centimetre.
void append_position(std::string& out, LatLon at, Crs crs);
/// "[[[x,y],...]],[...]": polygons without the brackets around them all. Outer rings turn counter-clockwise on the map, holes the other
/// way (RFC 7946).
void append_polygons(std::string& out, const std::vector<PolygonRings>& polygons, Crs crs);

/// By how much an outline around an area may reach beyond it: a hundredth of its radius, a kilometre at most.
std::int64_t outline_away_mm(const Shape& area);

/// Any number of threads may ask at once.
class Outlines {
public:
    explicit Outlines(std::shared_ptr<const Profile> profile) : profile_(std::move(profile)) {}

    [[nodiscard]] const std::shared_ptr<const Profile>& profile() const { return profile_; }
    /// The polygons of one area of the atlas, as append_polygons writes them.
    std::shared_ptr<const std::string> exact(std::uint16_t area, Crs crs);
    /// Those of the outline around several, ascending; at least one.
    std::shared_ptr<const std::string> around(std::span<const std::uint16_t> areas, Crs crs);

private:
    std::shared_ptr<const Shape> shape_around(std::uint16_t area);

    std::shared_ptr<const Profile> profile_;
    LastUsed<std::pair<Crs, std::uint16_t>, std::string> exact_{4'096};
    LastUsed<std::uint16_t, std::shared_ptr<const Shape>> shapes_{4'096};
    LastUsed<std::pair<Crs, std::vector<std::uint16_t>>, std::string> around_{2'048};
};

}  // namespace truce
