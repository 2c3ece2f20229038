/// Recomputes a whole log from its stored bytes and says what does not hold.
///
/// Two passes. The tree: what was signed as a whole, from the bytes of the notes up; some microseconds an entry. Then the entries:
/// what each of them says, who signed it and with what right, its body and its items; a signature costs twenty times what the
/// rest of an entry does, so those that an earlier run has checked need not be checked again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "truce/base/result.hpp"
#include "truce/record/body.hpp"
#include "truce/record/log.hpp"

namespace truce {

struct LogReport {
    std::uint64_t entries = 0;
    std::uint64_t items = 0;  ///< in landed batches
    std::uint64_t checkpoints = 0;
    std::uint64_t unsigned_entries = 0;  ///< durable, but a crash came before their checkpoint; signed at the next opening
    std::uint64_t sealed_parts = 0;      ///< content erased or never held here: committed, not checked
    std::uint64_t staged_batches = 0;    ///< never landed; harmless, swept at the next write
    std::uint64_t signatures_from = 0;   ///< the signatures of the entries before it were checked by an earlier run
    Checkpoint newest;
    Problems problems;  ///< empty: everything holds
};

/// Called for every accepted entry and every item, in order, so that a caller can replay its views beside
/// the check. `items` is set for the items of a batch right after its entry.
struct LogVisitor {
    std::function<Result<void>(const Entry&, const StoredEntry&)> entry;
    std::function<Result<void>(const StoredEntry&, std::uint64_t n, std::int64_t row, const Body&)> item;
    std::function<void(std::uint64_t done, std::uint64_t of)> progress;
};

/// How far the signatures have been checked: those of the first `entries` entries, and of the checkpoints up to that size, in the
/// tree that has this root there.
struct CheckedSignatures {
    std::uint64_t entries = 0;
    Digest root;
    friend bool operator==(const CheckedSignatures&, const CheckedSignatures&) = default;
};

struct VerifyOptions {
    /// What an earlier run came to; signatures are checked from there on. Everything else is checked from the beginning.
    std::optional<CheckedSignatures> checked;
    /// Called every few thousand entries, and at the end, as long as nothing was found wrong: what a later run may be given.
    std::function<Result<void>(const CheckedSignatures&)> keep;
};

/// The tree alone: every note's hash, every tile, the head; every checkpoint's form and root, and the newest one's signature.
/// Stops collecting after 50 problems. Errors only where the store cannot be read.
Result<LogReport> verify_tree(Database& db, const std::function<void(std::uint64_t done, std::uint64_t of)>& progress = {});

/// The tree, then every entry: form, signature, chain, right and body; every checkpoint's signature; every chunk and item of every
/// batch; the key table. Uses all processors. Stops collecting after 50 problems.
/// Errors only where the store itself cannot be read, or `keep` fails; what does not hold is in `problems`, also that the log is
/// not the one whose signatures were `checked` (log.other_tree).
Result<LogReport> verify_log(Database& db, const LogVisitor& visitor, const VerifyOptions& options = {});

}  // namespace truce
