#include "truce/interfaces/mvt.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <protozero/pbf_writer.hpp>

#include "truce/interfaces/crs.hpp"

namespace truce {
namespace {

struct GridPoint {
    std::int32_t x = 0;
    std::int32_t y = 0;
    friend bool operator==(const GridPoint&, const GridPoint&) = default;
};
using GridRing = std::vector<GridPoint>;

struct Point {
    double x;
    double y;
};

constexpr double low_edge = -tile_margin;
constexpr double high_edge = tile_extent + tile_margin;

Point on_tile(LatLon at, const TileName& tile) {
    const double width = std::ldexp(tile_extent, static_cast<int>(tile.z));
    return {mercator_x(at.lon_e7) * width - static_cast<double>(tile.x) * tile_extent,
            mercator_y(at.lat_e7) * width - static_cast<double>(tile.y) * tile_extent};
}

/// The part of a closed ring on one side of an edge (Sutherland and Hodgman).
template <typename Inside, typename Cross>
void clip(std::vector<Point>& ring, std::vector<Point>& scratch, Inside inside, Cross cross) {
    scratch.clear();
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Point a = ring[i];
        const Point b = ring[(i + 1) % ring.size()];
        if (inside(a)) scratch.push_back(a);
        if (inside(a) != inside(b)) scratch.push_back(cross(a, b));
    }
    ring.swap(scratch);
}

void clip(std::vector<Point>& ring, std::vector<Point>& scratch) {
    const auto all = [&](auto test) { return std::ranges::all_of(ring, test); };
    if (all([](const Point& p) { return p.x >= low_edge && p.x <= high_edge && p.y >= low_edge && p.y <= high_edge; })) return;
    const auto at_x = [](double x) {
        return [x](const Point& a, const Point& b) { return Point{x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x)}; };
    };
    const auto at_y = [](double y) {
        return [y](const Point& a, const Point& b) { return Point{a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y}; };
    };
    clip(ring, scratch, [](const Point& p) { return p.x >= low_edge; }, at_x(low_edge));
    clip(ring, scratch, [](const Point& p) { return p.x <= high_edge; }, at_x(high_edge));
    clip(ring, scratch, [](const Point& p) { return p.y >= low_edge; }, at_y(low_edge));
    clip(ring, scratch, [](const Point& p) { return p.y <= high_edge; }, at_y(high_edge));
}

/// Twice the area; positive for an outer ring, since y runs down.
std::int64_t turn(const GridRing& ring) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const GridPoint a = ring[i];
        const GridPoint b = ring[(i + 1) % ring.size()];
        sum += std::int64_t{a.x} * b.y - std::int64_t{b.x} * a.y;
    }
    return sum;
}

GridRing on_grid(const std::vector<Point>& ring) {
    GridRing out;
    for (const Point& p : ring) {
        const GridPoint at{static_cast<std::int32_t>(std::lround(p.x)), static_cast<std::int32_t>(std::lround(p.y))};
        if (out.empty() || out.back() != at) out.push_back(at);
    }
    while (out.size() > 1 && out.front() == out.back()) out.pop_back();
    return out;
}

std::uint32_t zigzag(std::int32_t n) { return (static_cast<std::uint32_t>(n) << 1U) ^ static_cast<std::uint32_t>(n >> 31); }

constexpr std::uint32_t move_to = 1;
constexpr std::uint32_t line_to = 2;
constexpr std::uint32_t close_path = 7;
constexpr std::uint32_t command(std::uint32_t id, std::uint32_t count) { return id | count << 3U; }

class Geometry {
public:
    void ring(const GridRing& ring) {
        to(command(move_to, 1), ring.front());
        words_.push_back(command(line_to, static_cast<std::uint32_t>(ring.size() - 1)));
        for (std::size_t i = 1; i < ring.size(); ++i) step(ring[i]);
        words_.push_back(command(close_path, 1));
    }
    void point(GridPoint at) { to(command(move_to, 1), at); }
    [[nodiscard]] const std::vector<std::uint32_t>& words() const { return words_; }

private:
    void to(std::uint32_t word, GridPoint at) {
        words_.push_back(word);
        step(at);
    }
    void step(GridPoint at) {
        words_.push_back(zigzag(at.x - cursor_.x));
        words_.push_back(zigzag(at.y - cursor_.y));
        cursor_ = at;
    }
    std::vector<std::uint32_t> words_;
    GridPoint cursor_;
};

double lon_of(double x) { return x * 360 - 180; }
double lat_of(double y) { return std::atan(std::sinh(std::numbers::pi * (1 - 2 * y))) * 180 / std::numbers::pi; }

std::int32_t clamped_e7(double e7, double limit) { return static_cast<std::int32_t>(std::clamp(e7, -limit * 1e7, limit * 1e7)); }

}  // namespace

Box box_of(const TileName& tile) {
    const double width = std::ldexp(1.0, static_cast<int>(tile.z));
    constexpr double margin = static_cast<double>(tile_margin) / tile_extent;
    const double west = lon_of((tile.x - margin) / width);
    const double east = lon_of((tile.x + 1 + margin) / width);
    // Beyond the map's edge there is more of the earth, which is not on it.
    const double north = lat_of((tile.y - margin) / width);
    const double south = lat_of((tile.y + 1 + margin) / width);
    const auto down = [](double degrees, double limit) { return clamped_e7(std::floor(degrees * 1e7), limit); };
    const auto up = [](double degrees, double limit) { return clamped_e7(std::ceil(degrees * 1e7), limit); };
    return {{down(south, 90), down(west, 180)}, {up(north, 90), up(east, 180)}};
}

struct MvtLayer::State {
    TileName tile;
    std::string name;
    std::string features;  ///< encoded, each with its tag in the layer
    std::size_t count = 0;
    std::map<std::string, std::uint32_t, std::less<>> keys;
    std::vector<std::string> key_list;
    std::map<std::string, std::uint32_t, std::less<>> values;  ///< by their encoding
    std::vector<std::string> value_list;
    std::vector<Point> ring, scratch;

    std::uint32_t key(std::string_view text) {
        const auto found = keys.find(text);
        if (found != keys.end()) return found->second;
        const auto number = static_cast<std::uint32_t>(key_list.size());
        key_list.emplace_back(text);
        keys.emplace(text, number);
        return number;
    }

    std::uint32_t value(const MvtValue& one) {
        std::string encoded;
        protozero::pbf_writer writer(encoded);
        if (const auto* text = std::get_if<std::string_view>(&one)) writer.add_string(1, text->data(), text->size());
        if (const auto* whole = std::get_if<std::int64_t>(&one)) writer.add_int64(4, *whole);
        if (const auto* yes = std::get_if<bool>(&one)) writer.add_bool(7, *yes);
        const auto found = values.find(encoded);
        if (found != values.end()) return found->second;
        const auto number = static_cast<std::uint32_t>(value_list.size());
        value_list.push_back(encoded);
        values.emplace(std::move(encoded), number);
        return number;
    }

    void add(std::optional<std::uint64_t> id, std::uint32_t type, const Geometry& geometry, const MvtAttributes& attributes) {
        std::vector<std::uint32_t> tags;
        for (const auto& [name_of_it, one] : attributes) {
            tags.push_back(key(name_of_it));
            tags.push_back(value(one));
        }
        std::string encoded;
        protozero::pbf_writer feature(encoded);
        if (id) feature.add_uint64(1, *id);
        feature.add_packed_uint32(2, tags.begin(), tags.end());
        feature.add_enum(3, static_cast<std::int32_t>(type));
        feature.add_packed_uint32(4, geometry.words().begin(), geometry.words().end());
        protozero::pbf_writer layer(features);
        layer.add_message(2, encoded);
        ++count;
    }

    /// Adds a ring's part on the tile, turned as an outer ring or a hole. Whether there is one.
    bool add_ring(Geometry& geometry, const Ring& from, bool outer) {
        ring.clear();
        for (const LatLon at : from) ring.push_back(on_tile(at, tile));
        clip(ring, scratch);
        if (ring.empty()) return false;
        GridRing grid = on_grid(ring);
        std::int64_t area = grid.size() < 3 ? 0 : turn(grid);
        if (area == 0) {
            if (!outer) return false;
            const GridPoint at = grid.front();
            grid = {{at.x, at.y}, {at.x + 1, at.y}, {at.x + 1, at.y + 1}, {at.x, at.y + 1}};
            area = turn(grid);
        }
        if ((area > 0) != outer) std::ranges::reverse(grid);
        geometry.ring(grid);
        return true;
    }
};

MvtLayer::MvtLayer(const TileName& tile, std::string name) : state_(std::make_unique<State>()) {
    state_->tile = tile;
    state_->name = std::move(name);
}
MvtLayer::~MvtLayer() = default;
MvtLayer::MvtLayer(MvtLayer&&) noexcept = default;

bool MvtLayer::polygons(std::optional<std::uint64_t> id, const std::vector<PolygonRings>& polygons, const MvtAttributes& attributes) {
    Geometry geometry;
    for (const PolygonRings& rings : polygons) {
        if (rings.empty() || !state_->add_ring(geometry, rings.front(), true)) continue;
        for (std::size_t i = 1; i < rings.size(); ++i) state_->add_ring(geometry, rings[i], false);
    }
    if (geometry.words().empty()) return false;
    constexpr std::uint32_t polygon_type = 3;
    state_->add(id, polygon_type, geometry, attributes);
    return true;
}

bool MvtLayer::point(std::optional<std::uint64_t> id, LatLon at, const MvtAttributes& attributes) {
    const Point p = on_tile(at, state_->tile);
    if (p.x < low_edge || p.x > high_edge || p.y < low_edge || p.y > high_edge) return false;
    Geometry geometry;
    geometry.point({static_cast<std::int32_t>(std::lround(p.x)), static_cast<std::int32_t>(std::lround(p.y))});
    constexpr std::uint32_t point_type = 1;
    state_->add(id, point_type, geometry, attributes);
    return true;
}

std::size_t MvtLayer::features() const { return state_->count; }

void MvtLayer::add_to(std::string& tile) const {
    if (state_->count == 0) return;
    std::string encoded;
    protozero::pbf_writer layer(encoded);
    layer.add_string(1, state_->name);
    encoded += state_->features;
    for (const std::string& key : state_->key_list) layer.add_string(3, key);
    for (const std::string& value : state_->value_list) layer.add_message(4, value);
    layer.add_uint32(5, static_cast<std::uint32_t>(tile_extent));
    layer.add_uint32(15, 2);
    protozero::pbf_writer writer(tile);
    writer.add_message(3, encoded);
}

}  // namespace truce
