/// Rebuilding a server whose machine is gone, from a mirror.
///
/// If nothing is known to have been signed beyond what can be recovered, and the log's own keys were kept elsewhere, the
/// same log goes on. If something was signed and cannot be recovered, its key must not sign again: it would be a second
/// history. Then a successor log is founded, whose first entries name the old one and every entry that is gone. Where the
/// keys are lost, too, a successor is founded as well.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/note.hpp"
#include "truce/record/token.hpp"

namespace truce {

struct RecoveryRequest {
    /// Folders of mirrors, or of other copies of the mechanism's folder; not empty. What one may not read another may.
    std::vector<Path> mirrors;
    /// Folder with log.key and clock.key of the log, if they were kept.
    std::optional<Path> keys;
    /// What guarantors, witnesses and centres still have: signed checkpoints, answer pouches (which bring what the mirror
    /// lacks), and receipts as `--format json` printed them.
    std::vector<Path> seen;
    /// Keys that sign profile and terms again, should a successor be founded.
    std::vector<Path> signers;
    /// For the PINs of `signers`.
    AskPin ask_pin = nobody_to_ask;
};

/// An entry that was recorded, and that neither the mirror nor any pouch holds.
struct GoneEntry {
    std::uint64_t index = 0;
    std::string id;  ///< "" if only its number is known
};

struct RecoveryOutcome {
    bool same_log = false;
    std::string origin;             ///< of the log that goes on
    Checkpoint recovered;           ///< of the old log
    std::uint64_t signed_size = 0;  ///< largest size of the old log for which a checkpoint is known
    std::vector<GoneEntry> gone;
};

/// Rebuilds into `directory`, which must not exist or be empty. What was recovered is checked in full on the way in.
/// A successor keeps the old record in `directory`/predecessor, readable with every reading command.
/// Errors: directory.not_empty, recovery.not_seen (invalid: a file that is none of the three), recovery.keys (invalid: they are
/// another log's), recovery.no_signer (invalid: a successor needs --as), copy.fork (corrupt: a checkpoint contradicts the
/// mirror), those of the store.
Result<RecoveryOutcome> recover_mechanism(const Path& directory, const RecoveryRequest& request, Clock& clock, Random& random);

}  // namespace truce
