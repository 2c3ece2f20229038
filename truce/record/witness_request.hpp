/// The body of add-checkpoint (C2SP tlog-witness):
///
///   old <size>
///   <hash in base64>      0 to 63 of them: the consistency proof from that size
///                         an empty line
///   <the checkpoint>      a signed note
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"

namespace truce {

inline constexpr std::size_t witness_proof_max = 63;
/// Larger bodies are refused: 63 hashes and a note of some dozen signatures are far below.
inline constexpr std::size_t witness_body_max = std::size_t{64} << 10U;

struct WitnessRequest {
    std::uint64_t old_size = 0;
    std::vector<Digest> proof;
    std::string checkpoint;
    friend bool operator==(const WitnessRequest&, const WitnessRequest&) = default;
};

/// Precondition: proof.size() <= witness_proof_max.
std::string format(const WitnessRequest& request);

/// Strict: a decimal without leading zeros, canonical base64 of 32 bytes, LF at every line's end. The checkpoint is not
/// looked at. Errors: witness.request (invalid, with the line), witness.too_large.
Result<WitnessRequest> parse_witness_request(std::string_view body);

/// "1234\n" -> 1234, the body of a 409. Errors: witness.size (corrupt).
Result<std::uint64_t> parse_witness_size(std::string_view body);

}  // namespace truce
