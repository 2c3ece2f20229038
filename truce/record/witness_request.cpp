#include "truce/record/witness_request.hpp"

#include <fmt/format.h>

#include "truce/base/bytes.hpp"
#include "truce/record/text_lines.hpp"

namespace truce {
namespace {

Error wrong(std::size_t line, std::string_view what) {
    return {Errc::invalid, "witness.request", std::string(what), fmt::format("line {}", line),
            "Send: old SIZE, the proof's hashes, an empty line, the checkpoint"};
}

}  // namespace

std::string format(const WitnessRequest& request) {
    TRUCE_ASSERT(request.proof.size() <= witness_proof_max);
    std::string out = fmt::format("old {}\n", request.old_size);
    for (const Digest& hash : request.proof) out += to_base64(hash.view()) + "\n";
    return out + "\n" + request.checkpoint;
}

Result<WitnessRequest> parse_witness_request(std::string_view body) {
    if (body.size() > witness_body_max)
        return Error{Errc::too_large, "witness.too_large", fmt::format("the request is longer than {} bytes", witness_body_max), "", ""};
    WitnessRequest request;
    const auto first = take_line(body);
    if (!first || !first->starts_with("old ")) return wrong(1, "it does not begin with \"old \" and a size");
    const auto size = parse_decimal(first->substr(4));
    if (!size) return wrong(1, "the old size is not a decimal number");
    request.old_size = *size;
    for (std::size_t number = 2;; ++number) {
        const auto line = take_line(body);
        if (!line) return wrong(number, "there is no empty line before the checkpoint");
        if (line->empty()) break;
        if (request.proof.size() == witness_proof_max) return wrong(number, "the proof has more than 63 hashes");
        const auto hash = parse_hash_line(*line);
        if (!hash) return wrong(number, "a hash of the proof is not base64 of 32 bytes");
        request.proof.push_back(*hash);
    }
    request.checkpoint = body;
    return request;
}

Result<std::uint64_t> parse_witness_size(std::string_view body) {
    const auto size = body.ends_with('\n') ? parse_decimal(body.substr(0, body.size() - 1)) : std::nullopt;
    if (!size) return Error{Errc::corrupt, "witness.size", "the witness's answer is not a size", "", ""};
    return *size;
}

}  // namespace truce
