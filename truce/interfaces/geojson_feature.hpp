/// Incidents and areas as GeoJSON (RFC 7946): what is shown of a place as an area, never as a pin.
#pragma once

#include <string>
#include <vector>

#include "truce/interfaces/crs.hpp"
#include "truce/interfaces/outlines.hpp"
#include "truce/publish/live_register.hpp"

namespace truce {

/// How areas in which something may have happened are drawn (outlines.hpp).
enum class DrawnAreas : std::uint8_t {
    outlined,  ///< an outline of few corners around them: where there are many features
    exact,     ///< themselves: where there is one
};

/// Writes features of one profile. Precondition: the outlines outlive it.
class FeatureWriter {
public:
    FeatureWriter(Outlines& outlines, Crs crs, DrawnAreas areas = DrawnAreas::outlined) : outlines_(outlines), crs_(crs), areas_(areas) {}

    /// A whole feature. Properties that are not known or not told are left out.
    void feature(std::string& out, const LiveIncident& incident);
    /// Its geometry, or null. A circle becomes a polygon of 24 corners around it, larger by at most 2 % of its radius; one that crosses
    /// the antimeridian the box around it.
    void geometry(std::string& out, const ShownPlace& place);
    /// The properties, an object.
    void properties(std::string& out, const LiveIncident& incident) const;
    /// The outline of an area of the atlas, exactly.
    void area(std::string& out, std::uint16_t index);

private:
    void box(std::string& out, const Box& box) const;

    Outlines& outlines_;
    Crs crs_;
    DrawnAreas areas_;
};

/// The corners of a polygon that holds the circle, counter-clockwise, the first not repeated; empty if it reaches the antimeridian or a
/// pole. Precondition: radius_mm > 0.
std::vector<LatLon> corners_around(LatLon centre, std::int64_t radius_mm);

}  // namespace truce
