/// How the holder of a copy asks for entries with their bodies: a signed note, so that whoever keeps the log knows which
/// parts it may have. Checkpoints, tiles and notes are public and need none of this.
///
///   truce/bodies/v1
///   {"at":<microseconds UTC>,"base":<position>,"log":"<origin>","until":<size, 0: the newest>}
///
///   — <key name> <signature of an enrolled key>
///
/// Over HTTP it is the body of a POST to /bodies, and the answer is an answer pouch (docs/formats/pouch.md). The first line
/// keeps it from being taken for an entry. A request holds for five minutes: long enough for clocks that differ, short
/// enough that an old one, found somewhere, is worth nothing. It hides nothing: what is sent over a line that others can
/// read needs TLS.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/base/time.hpp"
#include "truce/record/log.hpp"
#include "truce/record/note.hpp"

namespace truce {

/// How far a request's time may lie from the clock of whoever checks it, either way.
inline constexpr std::int64_t body_request_us_max = 300'000'000;

struct BodyRequest {
    std::string log;  ///< origin
    std::uint64_t base = 0;
    std::uint64_t until = 0;
    Instant at;
    friend bool operator==(const BodyRequest&, const BodyRequest&) = default;
};

/// Precondition: base and until within +-(2^53-1). Errors: those of PrivateKey::sign.
Result<std::string> sign_body_request(const BodyRequest& request, const NoteSigner& key);

/// A request, and for whom it is.
struct AskedBy {
    BodyRequest request;
    std::string institution;
};

/// Errors: bodies.form (invalid), bodies.other_log (conflict), bodies.stale (unsigned_: its time is not now; says both),
/// entry.unknown_key (unsigned_), entry.revoked_key (forbidden), note.* (the signature does not hold).
Result<AskedBy> check_body_request(std::string_view note, const LogReader& log, Instant now);

}  // namespace truce
