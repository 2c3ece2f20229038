/// How much of the log the public may have by now.
///
/// Whoever watches a log grow learns when something happened, even if it says nothing else. So what is put out for the public moves
/// only at the ticks of the profile (`publication.tick`): the whole multiples of it since 1970-01-01T00:00Z.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/policy.hpp"

namespace truce {

/// The number of entries that were recorded before the last tick at or before `now`; a commit is never cut in two.
/// Errors: publication.not_yet (not_found) if there are none, naming the next tick; store errors.
Result<std::uint64_t> public_size(const Mechanism& mechanism, Instant now);

/// The newest checkpoint of `from` entries at least that is to go out, with the cosignatures collected.
///   public_at   what the public may have then; absent: all that is signed
///   policy      one that it accepts; absent: any
/// Errors: those of public_size and newest_dressed.
Result<std::string> outgoing_checkpoint(const Mechanism& mechanism, std::optional<Instant> public_at, const std::optional<Policy>& policy,
                                        std::uint64_t from = 0);

}  // namespace truce
