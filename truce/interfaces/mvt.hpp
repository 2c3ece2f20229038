/// Writing Mapbox Vector Tiles 2.1: rings in degrees are projected, clipped, put on the tile's grid and encoded.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "truce/geo/shape.hpp"

namespace truce {

struct TileName {
    std::uint32_t z = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    friend auto operator<=>(const TileName&, const TileName&) = default;
};
inline constexpr std::uint32_t tile_z_max = 22;
inline constexpr std::int32_t tile_extent = 4096;
/// How far beyond its edges a tile goes, on its own grid.
inline constexpr std::int32_t tile_margin = 64;

/// Degrees that the tile covers with its margin, rounded outward. Precondition: z <= tile_z_max, x and y below 2^z.
Box box_of(const TileName& tile);

using MvtValue = std::variant<std::string_view, std::int64_t, bool>;
using MvtAttributes = std::vector<std::pair<std::string_view, MvtValue>>;

/// A layer that is being filled.
class MvtLayer {
public:
    MvtLayer(const TileName& tile, std::string name);
    ~MvtLayer();
    MvtLayer(MvtLayer&&) noexcept;

    /// Adds the part of the polygons that is on the tile, each an outer ring and its holes; whether there was one. What would be
    /// smaller than the grid can show is shown as the smallest square, since it is there.
    bool polygons(std::optional<std::uint64_t> id, const std::vector<PolygonRings>& polygons, const MvtAttributes& attributes);
    bool point(std::optional<std::uint64_t> id, LatLon at, const MvtAttributes& attributes);

    [[nodiscard]] std::size_t features() const;
    /// Appends it to a tile, unless it is empty.
    void add_to(std::string& tile) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace truce
