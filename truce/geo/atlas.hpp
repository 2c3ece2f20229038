/// Atlases: a country's named divisions, and which of them a region may lie in.
#pragma once

#include <boost/container/small_vector.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/geo/region.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

/// Shapes by id: what the names in a Region of kind `areas` stand for.
class Gazetteer {
public:
    Gazetteer() = default;
    /// An id may be added again with an equal shape. Errors: gazetteer.contradiction (conflict).
    Result<void> add(std::string id, std::shared_ptr<const Shape> shape);
    /// nullptr if nobody said where that is: the region is then anywhere.
    [[nodiscard]] std::shared_ptr<const Shape> find(std::string_view id) const;
    [[nodiscard]] const std::map<std::string, std::shared_ptr<const Shape>, std::less<>>& shapes() const { return shapes_; }

private:
    std::map<std::string, std::shared_ptr<const Shape>, std::less<>> shapes_;
};

/// Indexes of an atlas' divisions, ascending.
using AreaSet = boost::container::small_vector<std::uint16_t, 6>;

/// The divisions of one level, e.g. the governorates, in ascending order of id. They should not overlap, but
/// real data do by slivers: a point may touch two, or none if it lies in a gap. Immutable, cheap to copy.
class Atlas {
public:
    struct Division {
        std::string id;
        std::string name;  ///< the `name_property`; the id if none was asked for
        std::shared_ptr<const Shape> shape;
    };

    Atlas() = default;

    /// A GeoJSON FeatureCollection of Polygons and MultiPolygons; several features of one id are an error.
    ///   id_property, name_property   members of each feature's "properties", non-empty strings
    /// Errors: geojson.*, shape.*, atlas.id (missing, empty, twice), atlas.size (none, or more than 65,535).
    static Result<Atlas> from_geojson(std::string_view text, std::string_view id_property, std::string_view name_property = "");

    [[nodiscard]] const std::vector<Division>& divisions() const { return *divisions_; }
    [[nodiscard]] std::size_t size() const { return divisions_->size(); }
    [[nodiscard]] std::vector<std::string> ids() const;
    [[nodiscard]] const std::string& id(std::size_t index) const { return (*divisions_)[index].id; }
    [[nodiscard]] std::optional<std::size_t> find(std::string_view id) const;
    /// nullptr if there is no such id.
    [[nodiscard]] std::shared_ptr<const Shape> shape(std::string_view id) const;

    /// The divisions in which it may have happened. `anywhere`, and names this atlas does not have: all of
    /// them. A region of kind `areas` touches exactly the divisions it names, whatever the geometry. Empty
    /// only if the region surely lies outside all of them.
    [[nodiscard]] AreaSet touched(const Region& region) const;
    /// The one division in which it surely happened: the only one touched, and it contains the whole region.
    [[nodiscard]] std::optional<std::size_t> surely(const Region& region) const;
    /// Both in one pass: `certain` is whether touched[0] is the one of surely().
    struct Placement {
        AreaSet touched;
        bool certain = false;
    };
    [[nodiscard]] Placement place(const Region& region) const;

    /// Adds every division. Errors: gazetteer.contradiction.
    Result<void> add_to(Gazetteer& gazetteer) const;

private:
    std::shared_ptr<const std::vector<Division>> divisions_ = std::make_shared<const std::vector<Division>>();
};

}  // namespace truce
