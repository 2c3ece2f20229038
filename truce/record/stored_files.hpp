/// The files of C2SP tlog-tiles as the log's store gives them, for exports and for serving.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/record/tile_path.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// The first `width` hashes of a tile; the store may hold more of them by now.
/// Errors: stored.tree (corrupt: the tile is missing or shorter).
Result<std::string> stored_tile(Database& db, unsigned level, std::uint64_t n, std::uint64_t width);

/// The entries from position `first` on whose leaf hashes are `hashes`, each compared with its own: nothing rotten is
/// ever published. Errors: stored.tree (corrupt).
Result<std::vector<std::string>> stored_notes(Database& db, std::uint64_t first, std::string_view hashes);

/// The content of a file of hashes or entries. Whether a checkpoint implies it is the caller's to know.
/// Errors: stored.tree (corrupt).
Result<std::string> stored_file(Database& db, const TilePath& path);

}  // namespace truce
