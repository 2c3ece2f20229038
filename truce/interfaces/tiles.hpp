/// Vector tiles of incidents: MVT 2.1, described by TileJSON 3.0.0.
///
///   /tiles/tile.json          the description
///   /tiles/Z/X/Y.mvt          parameters: those of incident_query but bbox and sortby
///
/// A place is an area here as everywhere: the circle, cell or areas in which it may have happened, never a pin. Layers:
///
///   counts      below zoom `tile_incidents_z`, and wherever a tile has more incidents than `tile_incidents_max`: each area of the
///               atlas once for each register, with `certain` and `possible`: how many of the register's incidents surely and
///               possibly lie in it. Registers are never added up
///   incidents   else: each incident that may lie on the tile, with its id, register, act, time, verdict
///   areas       the outlines of the atlas
///
/// An empty tile is 204.
#pragma once

#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "truce/interfaces/feature_source.hpp"
#include "truce/interfaces/mvt.hpp"
#include "truce/interfaces/ogc.hpp"

namespace truce {

inline constexpr std::uint32_t tile_incidents_z = 7;
inline constexpr std::size_t tile_incidents_max = 5'000;

/// Tiles that were made, by what they were made from: who looks, at which size and instant, what was asked. From any thread.
class TileCache {
public:
    explicit TileCache(std::size_t bytes_max = std::size_t{64} << 20U) : bytes_max_(bytes_max) {}
    struct Tile {
        std::string bytes;
        std::string tag;
    };
    [[nodiscard]] std::shared_ptr<const Tile> find(const std::string& key);
    void keep(const std::string& key, std::shared_ptr<const Tile> tile);
    [[nodiscard]] std::size_t bytes() const;

    /// Counts of areas, which all tiles of a reader's map share.
    struct Counts {
        std::shared_ptr<const LiveRegister> live;  ///< into whose profile the groups point
        std::map<LiveGroup, Range> groups;
    };
    [[nodiscard]] std::shared_ptr<const Counts> find_counts(const std::string& key);
    void keep_counts(const std::string& key, std::shared_ptr<const Counts> counts);

private:
    using Order = std::list<std::pair<std::string, std::shared_ptr<const Tile>>>;
    mutable std::mutex mutex_;
    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    Order order_;  ///< used last first
    std::map<std::string, Order::iterator, std::less<>> by_key_;
    static constexpr std::size_t counts_max = 16;
    std::list<std::pair<std::string, std::shared_ptr<const Counts>>> counts_;  ///< used last first
};

/// Answers what is asked below /tiles. Precondition: the path begins so.
HttpResponse tiles(const HttpRequest& request, const FeatureSource& source, TileCache& cache);

/// The bytes of a tile, without a server around it. `counts` is asked at most once for the counts by register and area that the
/// query gives without a zone. Errors: those of LiveView::page, and of `counts`.
using CountAreas = std::function<Result<std::shared_ptr<const TileCache::Counts>>(const LiveQuery& query)>;
Result<std::string> encode_tile(const LiveView& view, const TileName& tile, LiveQuery query, const CountAreas& counts);

}  // namespace truce
