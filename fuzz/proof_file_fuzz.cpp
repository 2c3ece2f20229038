/// Any bytes: a proof file is read as it would be written, and proves nothing to whoever trusts another log.
#include "fuzz/fuzz.hpp"
#include "truce/base/random.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/proof_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    static const Policy policy =
        *parse_policy("log " + new_named_key("example.com/log", *seeded_random(987654321)).public_key().vkey() + "\nquorum none\n");
    const std::string_view bytes = view_of(data, size);
    if (const auto proof = parse_proof(bytes)) TRUCE_ASSERT(format(*proof) == bytes);
    TRUCE_ASSERT(!check_proof(bytes, policy));
    return 0;
}
