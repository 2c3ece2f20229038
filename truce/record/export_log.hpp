/// A log as static files (C2SP tlog-tiles) that any web server can carry.
///
/// Order of writing: tiles and bundles, then the checkpoint that implies them; each as a temporary file that is synced
/// and renamed, its folder synced. So whoever reads a checkpoint finds everything under it, at any moment of an export
/// or a crash. A file with a name of its own never changes its content.
///
/// Partial tiles are there for every size a checkpoint was signed for, as long as their tile is not full; once it is,
/// and the checkpoint that implies the full one is out, they are deleted. Entries are never pruned.
#pragma once

#include <cstdint>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/store/store.hpp"

namespace truce {

struct ExportOutcome {
    Checkpoint checkpoint;
    std::uint64_t from_size = 0;  ///< of the checkpoint that lay there before; 0 if none did
    std::uint64_t files = 0;      ///< written, the checkpoint included
    std::uint64_t deleted = 0;    ///< partial tiles that are full now
};

/// Brings `folder` (made if missing) up to `checkpoint_note`, one of the log in `db`, with or without cosignatures.
/// Writes only what is not there yet; the same checkpoint again changes nothing, with other cosignatures that file only.
/// Errors: export.other_log (conflict: another origin or key lies there), export.backwards (conflict: a larger
/// checkpoint lies there), export.fork (corrupt: what lies there is no beginning of this log), export.occupied
/// (conflict: the folder holds something else), export.root (corrupt: the checkpoint is not one of the stored tree), stored.tree,
/// directory.locked, file.*, store errors.
Result<ExportOutcome> export_log(Database& db, const Path& folder, std::string_view checkpoint_note);

}  // namespace truce
