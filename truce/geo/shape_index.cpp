#include "truce/geo/shape_index.hpp"

#include <array>
#include <bit>
#include <limits>
#include <numeric>

#include "truce/geo/exact.hpp"

namespace truce {

namespace {

using Side = Shape::Side;
using Position = Shape::Position;

constexpr double millimetre = 1e-3;
constexpr double radius_m_max = 5e6;

/// Circles for which nothing can wrap or come near a pole, without looking closer: at 60 degrees 500 km reach
/// latitude 64.6, where the parallel's radius is over 2,740 km, so less than 10.5 degrees of longitude.
constexpr std::int32_t tame_lat_e7 = 600'000'000;
constexpr std::int32_t tame_lon_e7 = 1'690'000'000;
constexpr double tame_m = 5e5;
/// There, the least metres per unit of latitude and longitude.
constexpr Scale tame_low = {2.74e6 * 1.7453e-9, 6.335e6 * 1.7453e-9};

bool is_tame(LatLon p, double metres) { return std::abs(p.lat_e7) <= tame_lat_e7 && std::abs(p.lon_e7) <= tame_lon_e7 && metres <= tame_m; }

/// Whether the piece of an edge from a to b surely keeps `metres` away from p; see shape_index.hpp.
bool piece_clear(Plane p, Plane a, Plane b, double metres, Scale low) {
    if (squared_to_segment(p, a, b, low) >= metres * metres) return true;
    const Plane middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
    const double half = std::max(distance_at_most(a, middle), distance_at_most(middle, b));
    const double away = distance_m(p, middle);
    if (away < metres) return false;
    if (away - half >= metres) return true;
    if (half < 0.25 + metres / 10'000) return false;
    return piece_clear(p, a, middle, metres, low) && piece_clear(p, middle, b, metres, low);
}

std::int32_t shift_for(std::int64_t extent, std::int64_t parts) {
    std::int32_t shift = 0;
    while ((extent >> shift) >= parts) ++shift;
    return shift;
}

std::int64_t cells_a_side(std::size_t vertices) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(4 * std::sqrt(static_cast<double>(vertices))), 8, 128);
}

double outside_by(std::int32_t value, std::int32_t low, std::int32_t high) {
    if (value < low) return static_cast<double>(low) - value;
    return value > high ? static_cast<double>(value) - high : 0.0;
}

bool holds(const Box& box, LatLon p) {
    return p.lat_e7 >= box.low.lat_e7 && p.lat_e7 <= box.high.lat_e7 && p.lon_e7 >= box.low.lon_e7 && p.lon_e7 <= box.high.lon_e7;
}

/// The nearest point of any of the edges as the plane at p's latitude sees it: near enough to measure to.
Plane nearest_on(const std::vector<ShapeIndex::Edge>& edges, std::span<const std::uint32_t> which, Plane p) {
    const Scale here = band_between(p.y, p.y).high;
    double best = std::numeric_limits<double>::infinity();
    std::uint32_t chosen = which.front();
    for (const std::uint32_t i : which) {
        const double square = squared_to_segment(p, plane(edges[i].a), plane(edges[i].b), here);
        if (square < best) {
            best = square;
            chosen = i;
        }
    }
    return nearest_on_segment(p, plane(edges[chosen].a), plane(edges[chosen].b), here);
}

}  // namespace

ShapeIndex::ShapeIndex(const std::vector<PolygonRings>& polygons, const Box& box) : box_(box) {
    for (const auto& polygon : polygons)
        for (const Ring& ring : polygon)
            for (std::size_t i = 0; i < ring.size(); ++i) edges_.push_back({ring[i], ring[i + 1 < ring.size() ? i + 1 : 0]});
    TRUCE_ASSERT(!edges_.empty());
    all_.resize(edges_.size());
    std::iota(all_.begin(), all_.end(), 0U);
    lay_rows();
    lay_grid();
}

void ShapeIndex::lay_rows() {
    const std::int64_t south = box_.low.lat_e7;
    const std::int64_t height = box_.high.lat_e7 - south;
    row_shift_ = shift_for(height, std::clamp<std::int64_t>(static_cast<std::int64_t>(edges_.size()), 8, 1024));
    const std::size_t count = static_cast<std::size_t>(height >> row_shift_) + 1;
    const auto row_of = [&](std::int32_t lat) { return static_cast<std::size_t>((lat - south) >> row_shift_); };
    row_first_.assign(count + 1, 0);
    const auto each_row = [&](const Edge& e, auto&& act) {
        const auto [low, high] = std::minmax(e.a.lat_e7, e.b.lat_e7);
        for (std::size_t row = row_of(low); row <= row_of(high); ++row) act(row);
    };
    for (const Edge& e : edges_) each_row(e, [&](std::size_t row) { ++row_first_[row + 1]; });
    std::partial_sum(row_first_.begin(), row_first_.end(), row_first_.begin());
    row_edges_.resize(row_first_.back());
    std::vector<std::uint32_t> next(row_first_.begin(), row_first_.end() - 1);
    for (const std::uint32_t i : all_) each_row(edges_[i], [&](std::size_t row) { row_edges_[next[row]++] = i; });
}

/// Crossings of the ray that runs east, each edge closed at its south end and open at its north end.
Side ShapeIndex::side_by_rows(LatLon p) const {
    if (!holds(box_, p)) return Side::outside;
    const auto row = static_cast<std::size_t>((std::int64_t{p.lat_e7} - box_.low.lat_e7) >> row_shift_);
    bool odd = false;
    for (std::uint32_t k = row_first_[row]; k < row_first_[row + 1]; ++k) {
        const Edge& e = edges_[row_edges_[k]];
        if ((e.a.lat_e7 > p.lat_e7) != (e.b.lat_e7 > p.lat_e7)) {
            const bool upward = e.b.lat_e7 > e.a.lat_e7;
            const int turn = orientation(e.a, e.b, p);
            if (turn == 0) return Side::boundary;
            odd ^= (turn > 0) == upward;
        } else if (on_segment(e.a, e.b, p)) {
            return Side::boundary;
        }
    }
    return odd ? Side::inside : Side::outside;
}

void ShapeIndex::lay_grid() {
    const std::int64_t wide = std::int64_t{box_.high.lon_e7} - box_.low.lon_e7;
    const std::int64_t high = std::int64_t{box_.high.lat_e7} - box_.low.lat_e7;
    grid_x_ = box_.low.lon_e7 - wide / 4;
    grid_y_ = box_.low.lat_e7 - high / 4;
    const std::int64_t extent_x = wide + wide / 2;
    const std::int64_t extent_y = high + high / 2;
    cell_shift_ = shift_for(std::max(extent_x, extent_y), cells_a_side(edges_.size()));
    columns_ = static_cast<std::int32_t>(extent_x >> cell_shift_) + 1;
    rows_ = static_cast<std::int32_t>(extent_y >> cell_shift_) + 1;
    const auto count = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
    cells_.resize(count + 1);
    std::vector<std::vector<std::uint32_t>> found(count);
    const auto size = static_cast<std::int32_t>(std::bit_ceil(static_cast<std::uint32_t>(std::max(columns_, rows_))));
    refine({0, 0, size}, all_, found);
    for (std::size_t i = 0; i < count; ++i) {
        cells_[i].first = static_cast<std::uint32_t>(candidates_.size());
        candidates_.insert(candidates_.end(), found[i].begin(), found[i].end());
    }
    cells_[count].first = static_cast<std::uint32_t>(candidates_.size());
}

void ShapeIndex::refine(Square square, const std::vector<std::uint32_t>& nearby, std::vector<std::vector<std::uint32_t>>& found) {
    if (square.column >= columns_ || square.row >= rows_) return;
    const double width = std::ldexp(static_cast<double>(square.size), cell_shift_);
    const double west = static_cast<double>(grid_x_) + std::ldexp(static_cast<double>(square.column), cell_shift_);
    const double south = static_cast<double>(grid_y_) + std::ldexp(static_cast<double>(square.row), cell_shift_);
    const auto on_earth = [](double x, double y) {
        return Plane{std::clamp(x, -half_turn_units, half_turn_units), std::clamp(y, -pole_units, pole_units)};
    };
    const Plane centre = on_earth(west + width / 2, south + width / 2);
    const Scale most = band_between(south, south + width).high;
    double half = 0;
    for (const Plane corner :
         {on_earth(west, south), on_earth(west + width, south), on_earth(west, south + width), on_earth(west + width, south + width)})
        half = std::max(half, most.length(centre, corner));

    const double far = distance_at_most(centre, nearest_on(edges_, nearby, centre)) + millimetre;
    const double keep = far + 2 * half;
    const Scale least = reach_of(centre, keep).low;
    double near_squared = keep * keep;
    std::vector<std::uint32_t> kept;
    for (const std::uint32_t i : nearby) {
        const double square_m = squared_to_segment(centre, plane(edges_[i].a), plane(edges_[i].b), least);
        if (square_m >= keep * keep) continue;
        kept.push_back(i);
        near_squared = std::min(near_squared, square_m);
    }
    if (square.size > 1) {
        const std::int32_t s = square.size / 2;
        for (const auto& [dx, dy] : std::array<std::pair<std::int32_t, std::int32_t>, 4>{{{0, 0}, {s, 0}, {0, s}, {s, s}}})
            refine({square.column + dx, square.row + dy, s}, kept, found);
        return;
    }
    const auto index = static_cast<std::size_t>(square.row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(square.column);
    Cell& cell = cells_[index];
    const double low = std::sqrt(near_squared) - half - 2 * millimetre;
    constexpr float widest = std::numeric_limits<float>::infinity();
    cell.low = low > 0 ? std::nextafter(static_cast<float>(low), 0.0F) : 0.0F;
    cell.high = std::nextafter(static_cast<float>(far + half + 2 * millimetre), widest);
    if (cell.low > 0) cell.side = side_by_rows({static_cast<std::int32_t>(centre.y), static_cast<std::int32_t>(centre.x)});
    found[index] = std::move(kept);
}

const ShapeIndex::Cell* ShapeIndex::cell_of(LatLon p) const {
    const std::int64_t column = (p.lon_e7 - grid_x_) >> cell_shift_;
    const std::int64_t row = (p.lat_e7 - grid_y_) >> cell_shift_;
    if (column < 0 || row < 0 || column >= columns_ || row >= rows_) return nullptr;
    return &cells_[static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column)];
}

std::span<const std::uint32_t> ShapeIndex::candidates(const Cell& cell) const {
    const std::uint32_t end = (&cell + 1)->first;  // there is one more cell than the grid has
    return {candidates_.data() + cell.first, end - cell.first};
}

std::span<const std::uint32_t> ShapeIndex::nearby(LatLon p) const {
    const Cell* cell = cell_of(p);
    return cell != nullptr ? candidates(*cell) : std::span<const std::uint32_t>(all_);
}

Side ShapeIndex::side(LatLon p) const {
    if (const Cell* cell = cell_of(p); cell != nullptr && cell->side != Side::boundary) return cell->side;
    return side_by_rows(p);
}

bool ShapeIndex::clear_of(std::span<const std::uint32_t> edges, Plane p, double metres, Scale low) const {
    for (const std::uint32_t i : edges) {
        const Plane a = plane(edges_[i].a);
        const Plane b = plane(edges_[i].b);
        if (squared_to_segment(p, a, b, low) >= metres * metres) continue;
        if (distance_at_most(p, nearest_on_segment(p, a, b, low)) < metres) return false;
        if (!piece_clear(p, a, b, metres, low)) return false;
    }
    return true;
}

bool ShapeIndex::box_clear(LatLon p, double metres) const {
    const Plane off{outside_by(p.lon_e7, box_.low.lon_e7, box_.high.lon_e7), outside_by(p.lat_e7, box_.low.lat_e7, box_.high.lat_e7)};
    const bool tame = is_tame(p, metres);
    if (off.y * tame_low.y >= metres || (tame && off.x * tame_low.x >= metres)) return true;
    if (off.x == 0 && off.y == 0) return false;
    const Reach reach = reach_of(plane(p), metres);
    return !reach.polar && !reach.wraps && reach.low.squared({0, 0}, off) >= metres * metres;
}

bool ShapeIndex::clear(LatLon p, double metres) const {
    if (metres <= 0) return true;
    if (metres > radius_m_max) return false;
    const double safe = metres + millimetre;
    const Cell* cell = nullptr;
    if (is_tame(p, safe)) {
        cell = cell_of(p);
        if (cell != nullptr && safe <= static_cast<double>(cell->low)) return true;
        if (cell != nullptr && safe > static_cast<double>(cell->high)) return false;
        if (cell == nullptr && box_clear(p, safe)) return true;
    }
    const Reach reach = reach_of(plane(p), safe);
    if (reach.polar) return false;
    if (!reach.wraps) return clear_of(cell != nullptr ? candidates(*cell) : nearby(p), plane(p), safe, reach.low);
    for (const double turn : {-2 * half_turn_units, 0.0, 2 * half_turn_units}) {
        const Plane turned{plane(p).x + turn, plane(p).y};
        if (!clear_of(all_, turned, safe, reach.low)) return false;
    }
    return true;
}

bool ShapeIndex::reaches(LatLon p, double metres) const {
    const double safe = metres - millimetre;
    if (safe <= 0) return side(p) == Side::boundary;
    if (const Cell* cell = cell_of(p); cell != nullptr && safe >= static_cast<double>(cell->high)) return true;
    const Plane nearest = nearest_on(edges_, nearby(p), plane(p));
    return distance_at_most(plane(p), nearest) <= safe || distance_m(plane(p), nearest) <= safe;
}

Position ShapeIndex::locate(LatLon centre, double radius_m) const {
    if (radius_m > 0) {
        if (is_tame(centre, radius_m + millimetre)) {  // most are decided here
            if (const Cell* cell = cell_of(centre); cell != nullptr) {
                if (radius_m + millimetre <= static_cast<double>(cell->low))
                    return cell->side == Side::inside ? Position::inside : Position::outside;
                if (radius_m + millimetre > static_cast<double>(cell->high)) return Position::crossing;
            }
        }
        if (!clear(centre, radius_m)) return Position::crossing;
    }
    return side(centre) == Side::outside ? Position::outside : Position::inside;
}

bool ShapeIndex::crosses(const ShapeIndex& other) const {
    for (const Edge& theirs : other.edges_) {
        const auto [south, north] = std::minmax(theirs.a.lat_e7, theirs.b.lat_e7);
        const auto [west, east] = std::minmax(theirs.a.lon_e7, theirs.b.lon_e7);
        if (north < box_.low.lat_e7 || south > box_.high.lat_e7 || east < box_.low.lon_e7 || west > box_.high.lon_e7) continue;
        for (const Edge& ours : edges_) {
            if (std::max(ours.a.lat_e7, ours.b.lat_e7) < south || std::min(ours.a.lat_e7, ours.b.lat_e7) > north) continue;
            if (cross_properly(ours.a, ours.b, theirs.a, theirs.b)) return true;
        }
    }
    return false;
}

}  // namespace truce
