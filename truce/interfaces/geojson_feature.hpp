/// Incidents and areas as GeoJSON (RFC 7946): what is shown of a place as an area, never as a pin.
#pragma once

#include <string>
#include <vector>

#include "truce/interfaces/crs.hpp"
#include "truce/publish/live_register.hpp"

namespace truce {

/// Writes features of one profile. Outlines of areas are written once and then copied.
class FeatureWriter {
public:
    FeatureWriter(const Profile& profile, Crs crs) : profile_(profile), crs_(crs) {}

    /// A whole feature. Properties that are not known or not told are left out.
    void feature(std::string& out, const LiveIncident& incident);
    /// Its geometry, or null. A circle becomes a polygon of 24 corners around it, larger by at most 2 % of its radius; one that crosses
    /// the antimeridian the box around it.
    void geometry(std::string& out, const ShownPlace& place);
    /// The properties, an object.
    void properties(std::string& out, const LiveIncident& incident) const;
    /// The outline of an area of the atlas.
    void area(std::string& out, std::uint16_t index);

private:
    void position(std::string& out, LatLon at) const;
    void ring(std::string& out, const Ring& ring, bool outer) const;
    void polygons(std::string& out, const std::vector<PolygonRings>& polygons) const;
    const std::string& area_polygons(std::uint16_t index);
    void box(std::string& out, const Box& box) const;

    const Profile& profile_;
    Crs crs_;
    std::vector<std::string> areas_;  ///< the polygons of each area, without the brackets around them all; "" if not asked for yet
};

/// The corners of a polygon that holds the circle, counter-clockwise, the first not repeated; empty if it reaches the antimeridian or a
/// pole. Precondition: radius_mm > 0.
std::vector<LatLon> corners_around(LatLon centre, std::int64_t radius_mm);

}  // namespace truce
