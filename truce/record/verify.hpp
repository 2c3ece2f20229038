/// Recomputes a whole log from its stored bytes and says what does not hold.
#pragma once

#include <cstdint>
#include <functional>

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

/// Every note's hash, form, signature, chain and body; every tile; every checkpoint's signature and root; every
/// chunk and item of every batch; the key table. Stops collecting after 50 problems.
/// Errors only where the store itself cannot be read; what does not hold is in `problems`.
Result<LogReport> verify_log(Database& db, const LogVisitor& visitor);

}  // namespace truce
