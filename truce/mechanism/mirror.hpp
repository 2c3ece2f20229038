/// A second institution's full copy of a log: what is left when the server's machine is gone.
///
/// Its folder is that of a mechanism without the keys of its log, so whatever reads a mechanism reads a mirror, and
/// nothing can be written to it but what the log has signed:
///   mirror.json      which log it copies, from where, and for which institution
///   mechanism.json   as in every mechanism's folder
///   truce.db         the copy and its views
///   lock             held by the process that pulls
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/copy.hpp"
#include "truce/store/store.hpp"

namespace truce {

struct MirrorConfig {
    std::optional<NoteKey> log;
    Path source;              ///< folder of a mechanism or of another mirror
    std::string institution;  ///< whose mirror it is: decides the parts it gets; "": the public's
};

/// What a pull brought.
struct MirrorPull {
    std::uint64_t entries = 0;
    std::uint64_t items = 0;
    Checkpoint checkpoint;  ///< newest one held; everything below it is durable here
};

[[nodiscard]] bool is_mirror(const Path& directory);

/// Makes the folder; nothing is copied yet. Errors: directory.not_empty, file.unwritable.
Result<void> found_mirror(const Path& directory, const MirrorConfig& config);

/// Copies what the source has and the mirror lacks, in steps of some thousand entries, each whole or not at all. What a
/// step brought is durable when it ends, so a pull may be broken off at any time.
/// Errors: directory.not_a_mirror, directory.locked, copy.* (copy.fork: the source shows another history), store errors.
Result<MirrorPull> pull_mirror(const Path& directory, Clock& clock, Random& random);

/// Takes one answer pouch into a mirror or a recovered mechanism, with its register. Inside no transaction.
/// Errors: as extend_copy.
Result<CopyOutcome> extend_with_views(Database& db, const NoteKey& log, const Pouch& answer);

}  // namespace truce
