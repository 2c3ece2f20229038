/// Any bytes: a key is read as it would be written, as a log's or as a witness's and never as both.
#include "fuzz/fuzz.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/note.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto log = parse_vkey(bytes);
    const auto witness = parse_cosigner_vkey(bytes);
    TRUCE_ASSERT(!log || !witness);
    if (log) TRUCE_ASSERT(log->vkey() == bytes);
    if (witness) TRUCE_ASSERT(witness->vkey() == bytes);
    static_cast<void>(NoteSigner::decode(bytes));
    static_cast<void>(Cosigner::decode(bytes));
    return 0;
}
