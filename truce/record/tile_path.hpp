/// Where C2SP tlog-tiles puts things, relative to a log's prefix, without a slash in front:
///
///   checkpoint
///   tile/<level>/<N>[.p/<width>]      hashes      level 0..63, width 1..255, decimal without leading zeros
///   tile/entries/<N>[.p/<width>]      entries
///
/// N is written in groups of three digits, all but the last with an x in front: 1234067 is x001/x234/067.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"

namespace truce {

inline constexpr std::string_view checkpoint_path = "checkpoint";

enum class TileKind : std::uint8_t { hashes, entries };

struct TilePath {
    TileKind kind = TileKind::hashes;
    unsigned level = 0;         ///< 0 for entries
    std::uint64_t index = 0;    ///< of the tile within its level
    std::uint64_t width = 256;  ///< 1..256; 256 is a full tile, written without ".p/"
    friend auto operator<=>(const TilePath&, const TilePath&) = default;

    [[nodiscard]] bool full() const { return width == 256; }
    /// The full tile of the same place.
    [[nodiscard]] TilePath whole() const { return {kind, level, index, 256}; }
};

std::string format(const TilePath& path);

/// Strict: accepts exactly what format() writes. Errors: tile.path (not_found, as a web server would say).
Result<TilePath> parse_tile_path(std::string_view path);

/// How many hashes level `level` has in a tree of `size` leaves: floor(size / 256^level).
[[nodiscard]] std::uint64_t tile_hashes(std::uint64_t size, unsigned level);

/// Whether a tree of `size` leaves has that tile in exactly that width.
[[nodiscard]] bool tile_exists(const TilePath& path, std::uint64_t size);

/// The partial tiles of hashes of a tree of that size, lowest level first: its right edge. None for size 0.
std::vector<TilePath> edge_tiles(std::uint64_t size);

}  // namespace truce
