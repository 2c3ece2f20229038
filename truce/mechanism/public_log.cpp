#include "truce/mechanism/public_log.hpp"

#include <fmt/format.h>

#include "truce/mechanism/documents.hpp"
#include "truce/record/witness_client.hpp"

namespace truce {
namespace {

/// The last multiple of `tick_us` at or before `t`.
Instant tick_before(Instant t, std::int64_t tick_us) {
    const std::int64_t rest = ((t.us % tick_us) + tick_us) % tick_us;
    return {t.us - rest};
}

}  // namespace

Result<std::uint64_t> public_size(const Mechanism& mechanism, Instant now) {
    TRUCE_ASSIGN(const std::uint64_t size, mechanism.size());
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(size));
    const std::int64_t tick_us = documents.profile->publication.tick_us;
    TRUCE_ASSERT(tick_us > 0);
    const Instant tick = tick_before(now, tick_us);
    // Time never goes back along the log, so no more rows are looked at than one tick has brought.
    TRUCE_ASSIGN(const auto last,
                 mechanism.db().query_integer("SELECT idx FROM log_entry WHERE recorded_at < $1 AND idx < $2 ORDER BY idx DESC LIMIT 1",
                                              {Value(tick.us), Value(static_cast<std::int64_t>(size))}));
    if (last) return static_cast<std::uint64_t>(*last) + 1;
    return Error{Errc::not_found, "publication.not_yet", fmt::format("nothing was recorded before the last tick, {}", format(tick)), "",
                 fmt::format("The next one is at {}", format(Instant{tick.us + tick_us}))};
}

Result<std::string> outgoing_checkpoint(const Mechanism& mechanism, std::optional<Instant> public_at, const std::optional<Policy>& policy,
                                        std::uint64_t from) {
    std::uint64_t to = 0;
    if (public_at) {
        TRUCE_ASSIGN(to, public_size(mechanism, *public_at));
    } else {
        TRUCE_ASSIGN(to, mechanism.size());
    }
    TRUCE_ASSIGN(const auto kept, Cosignatures::open_if_there(cosignatures_file(mechanism.directory())));
    return newest_dressed(mechanism.db(), kept.get(), policy ? &*policy : nullptr, from, to);
}

}  // namespace truce
