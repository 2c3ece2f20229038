/// The log's tree as tiles (C2SP tlog-tiles): level L holds the roots of complete subtrees of 256^L leaves, 256
/// hashes a tile; the last tile of a level may be partial. Kept as rows so that serving is copying, but for the last tile of
/// level 0: its hashes are those of the newest entries, which have them already, and to write it anew with each commit would
/// cost more than the entries.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "truce/record/merkle.hpp"
#include "truce/store/store.hpp"

namespace truce {

inline constexpr std::uint64_t tile_width = 256;

/// The hashes of a tile, as wide as it is now; none if there is no such tile.
Result<std::optional<std::string>> read_tile(Database& db, unsigned level, std::uint64_t n);

/// Appends leaves to the stored tiles. Nothing is written before `write`.
class TileWriter {
public:
    /// Reads the partial tiles of a tree of `size` leaves. Errors: log.tile (corrupt) if one has another width.
    static Result<TileWriter> open(Database& db, std::uint64_t size);

    void append(const Digest& leaf);
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] Digest root() const;

    /// Writes the tiles that changed. Inside the transaction that writes the entries.
    Result<void> write(Database& db);

private:
    void append_at(unsigned level, const Digest& hash);
    std::uint64_t size_ = 0;
    std::map<unsigned, std::string> partial_;                            ///< level -> hashes of its last, not full tile
    std::map<std::pair<unsigned, std::uint64_t>, std::string> changed_;  ///< (level, tile) -> hashes
};

/// Subtrees from stored tiles.
SubtreeReader tile_subtrees(Database& db);

}  // namespace truce
