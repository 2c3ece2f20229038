/// The search structure behind Shape: which side a point is on, and how far the boundary is at least and at most.
///
/// A grid of square cells covers the shape's box and a quarter more on each side. For each cell it keeps
///   low, high    bounds of the distance from any of its points to the boundary
///   candidates   edges of which one is nearest, for any of its points
///   side         of all its points, where low > 0
/// Most circles are decided by comparing their radius with low and high; the others look at a few edges.
///
/// How the bounds follow. Let c be the cell's centre, h the farthest any of its points is from c, and D the
/// distance from c to the boundary, D_low <= D <= D_high. By the triangle inequality the distance from any point
/// of the cell lies in [D_low - h, D_high + h]. An edge that is at least D_high + 2h from c is at least D_high + h from
/// every point of the cell, so it need not be kept. Cells are refined by halving, each looking only at the
/// candidates of the one it lies in. D_low, D_high and h come from metric.hpp (1) and (2).
///
/// Whether an edge is at least r from p is decided by (2); where (2) does not suffice and (1) does not show the
/// opposite, the edge is halved: a piece whose middle is s away and which is 2h long is clear if s - h >= r
/// (s by GeographicLib), and is not if s < r. Pieces with h < 0.25 m + r / 10,000 that are still open count as
/// not clear. Then d <= s < r + h, which is the bound that Shape states.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "truce/geo/metric.hpp"
#include "truce/geo/shape.hpp"

namespace truce {

/// Immutable after construction.
class ShapeIndex {
public:
    /// Precondition: valid rings, at least one.
    ShapeIndex(const std::vector<PolygonRings>& polygons, const Box& box);

    [[nodiscard]] Shape::Side side(LatLon p) const;
    [[nodiscard]] Shape::Position locate(LatLon centre, double radius_m) const;
    /// Surely no boundary point is nearer than `metres`.
    [[nodiscard]] bool clear(LatLon p, double metres) const;
    /// Surely some boundary point is at most `metres` away.
    [[nodiscard]] bool reaches(LatLon p, double metres) const;
    /// Whether any edge of the other crosses one of ours in a point interior to both. Exact.
    [[nodiscard]] bool crosses(const ShapeIndex& other) const;

    struct Edge {
        LatLon a;
        LatLon b;
    };
    [[nodiscard]] const std::vector<Edge>& edges() const { return edges_; }

private:
    struct Cell {
        float low = 0;
        float high = 0;
        std::uint32_t first = 0;                   ///< in candidates_; the next cell's `first` is the end
        Shape::Side side = Shape::Side::boundary;  ///< `boundary` where low is 0: not all on one side
    };
    struct Square {
        std::int32_t column, row, size;
    };

    void lay_rows();
    void lay_grid();
    void refine(Square square, const std::vector<std::uint32_t>& nearby, std::vector<std::vector<std::uint32_t>>& found);
    [[nodiscard]] const Cell* cell_of(LatLon p) const;
    [[nodiscard]] std::span<const std::uint32_t> candidates(const Cell& cell) const;
    [[nodiscard]] std::span<const std::uint32_t> nearby(LatLon p) const;
    [[nodiscard]] Shape::Side side_by_rows(LatLon p) const;
    [[nodiscard]] bool box_clear(LatLon p, double metres) const;
    [[nodiscard]] bool clear_of(std::span<const std::uint32_t> edges, Plane p, double metres, Scale low) const;

    Box box_;
    std::vector<Edge> edges_;
    std::vector<std::uint32_t> all_;  ///< 0, 1, 2, ...

    // Rows of equal height, each with the edges that touch it: a point's side is the parity of its row's crossings.
    std::int32_t row_shift_ = 0;
    std::vector<std::uint32_t> row_first_;
    std::vector<std::uint32_t> row_edges_;

    std::int64_t grid_x_ = 0;  ///< west and south end of the grid
    std::int64_t grid_y_ = 0;
    std::int32_t cell_shift_ = 0;  ///< a cell is 2^cell_shift_ units wide and high
    std::int32_t columns_ = 0;
    std::int32_t rows_ = 0;
    std::vector<Cell> cells_;  ///< row by row, and one more that ends the last one's candidates
    std::vector<std::uint32_t> candidates_;
};

}  // namespace truce
