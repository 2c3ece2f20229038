#include "truce/record/stored_files.hpp"

#include <fmt/format.h>

#include "truce/record/bundle.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/tiles.hpp"

namespace truce {
namespace {

Error corrupt(std::string_view what) { return {Errc::corrupt, "stored.tree", std::string(what), "", "Run `truce record verify`"}; }

}  // namespace

Result<std::string> stored_tile(Database& db, unsigned level, std::uint64_t n, std::uint64_t width) {
    TRUCE_ASSIGN(auto hashes, read_tile(db, level, n));
    if (!hashes || hashes->size() < width * 32) return corrupt(fmt::format("tile {} of level {} is missing or too short", n, level));
    hashes->resize(width * 32);
    return std::move(*hashes);
}

Result<std::vector<std::string>> stored_notes(Database& db, std::uint64_t first, std::string_view hashes) {
    std::vector<std::string> notes;
    const std::uint64_t count = hashes.size() / 32;
    TRUCE_TRY(db.query("SELECT note FROM log_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx",
                       {Value(static_cast<std::int64_t>(first)), Value(static_cast<std::int64_t>(first + count))},
                       [&](const Row& row) -> Result<void> {
                           if (notes.size() == count || leaf_hash(row.bytes(0)).view() != hashes.substr(notes.size() * 32, 32))
                               return corrupt(fmt::format("entry {} is not the one in the tree", first + notes.size()));
                           notes.emplace_back(row.bytes(0));
                           return {};
                       }));
    if (notes.size() != count) return corrupt(fmt::format("entry {} is missing", first + notes.size()));
    return notes;
}

Result<std::string> stored_file(Database& db, const TilePath& path) {
    TRUCE_ASSIGN(std::string hashes, stored_tile(db, path.level, path.index, path.width));
    if (path.kind == TileKind::hashes) return hashes;
    TRUCE_ASSIGN(const auto notes, stored_notes(db, path.index * tile_width, hashes));
    std::string bundle;
    for (const std::string& note : notes) append_to_bundle(bundle, note);
    return bundle;
}

}  // namespace truce
