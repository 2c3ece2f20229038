/// How areas of an atlas are written as coordinates of a GeoJSON MultiPolygon: made once, then copied.
///
/// Exactly for who asks about areas themselves, or about one thing that happened somewhere in them. Where many such things are listed,
/// an outline around the areas: one piece where they touch, that surely holds all of them, with few corners. An incident of which no more
/// is known than the country is then half a kilobyte of a page and not a hundred.
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

/// About as many as an outline of one piece has (geo/outline.hpp).
inline constexpr std::size_t outline_corners = 32;

/// Any number of threads may ask at once.
class Outlines {
public:
    explicit Outlines(std::shared_ptr<const Profile> profile) : profile_(std::move(profile)) {}

    [[nodiscard]] const std::shared_ptr<const Profile>& profile() const { return profile_; }
    /// The polygons of several areas of the atlas, ascending, at least one, as append_polygons writes them: those that touch are one.
    std::shared_ptr<const std::string> exact(std::span<const std::uint16_t> areas, Crs crs);
    /// Those of the outline around them.
    std::shared_ptr<const std::string> around(std::span<const std::uint16_t> areas, Crs crs);

private:
    using Texts = LastUsed<std::pair<Crs, std::vector<std::uint16_t>>, std::string>;
    std::shared_ptr<const Shape> thinned(std::uint16_t area);

    std::shared_ptr<const Profile> profile_;
    LastUsed<std::uint16_t, std::shared_ptr<const Shape>> thinned_{4'096};
    Texts exact_{1'024};
    Texts around_{4'096};
};

}  // namespace truce
