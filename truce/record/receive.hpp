/// Where filing pouches arrive: what a centre signed becomes part of the log, each entry once, in the order of its
/// key's chain, whatever the order of the pouches, however often they come, and though one was lost for a while.
///
///   follows its key's last note      recorded
///   follows a note not seen yet      waits here until that one comes; so does an entry of a key not enrolled yet
///   breaks a rule                    refused for good, with the reason; the next answer takes it back to its centre
///   follows a refused one, or a      refused too: its centre signs it anew
///     place that another took
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/record/copy.hpp"
#include "truce/record/log.hpp"
#include "truce/record/pouch.hpp"

namespace truce {

/// What the keeper of the log demands beyond the record's own rules, and the views that follow it.
struct ReceiveHooks {
    /// Before an entry is appended. An error refuses it, unless it is one of the store.
    std::function<Result<void>(const Entry& entry, std::string_view kind, const Body& body, Instant recorded_at)> check;
    /// Likewise for each item of its batch.
    std::function<Result<void>(const Entry& entry, std::string_view kind, const Body& item)> check_item;
    /// After an entry was appended, inside the transaction. An error ends the import; nothing of it is recorded.
    std::function<Result<void>(const Entry& entry, std::string_view kind, const Body& body)> appended;
    /// Likewise for each item.
    CopiedItem item;
};

struct ReceiveOutcome {
    std::vector<Receipt> recorded;
    std::uint64_t known = 0;               ///< were recorded before
    std::uint64_t waiting = 0;             ///< kept here until what they follow comes, those of earlier pouches included
    std::vector<PouchRefusal> refused;     ///< of this pouch, those that were refused before included
    std::optional<Checkpoint> checkpoint;  ///< if anything was recorded
};

/// Errors: pouch.kind, pouch.other_log (conflict), pouch.waiting (too_large: more than 10,000 entries wait), store errors,
/// log.*. Nothing was recorded then.
Result<ReceiveOutcome> receive_filing(Log& log, Database& db, const Pouch& filing, const ReceiveHooks& hooks);

/// What was refused of an institution's filings, for its answer; the last 10,000, oldest first.
Result<std::vector<PouchRefusal>> refusals_for(Database& db, std::string_view institution);

}  // namespace truce
