/// Any bytes, signed or not, cosigned or not: a checkpoint's text has one spelling, and nobody's key has signed it.
#include "fuzz/fuzz.hpp"
#include "truce/base/random.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/key_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    // Named as in the corpus, with keys that have signed nothing there.
    static const NoteSigner log = new_named_key("example.com/log", *seeded_random(987654321));
    static const Cosigner witness = new_cosigner("w", *seeded_random(987654322));
    const std::string_view bytes = view_of(data, size);
    TRUCE_ASSERT(!open_checkpoint(bytes, log.public_key()));
    if (const auto note = parse_note(bytes)) TRUCE_ASSERT(!check_cosignature(*note, witness.public_key()));
    // Extension lines may follow; what is read is at the beginning, as we would write it.
    if (const auto checkpoint = parse_checkpoint_text(bytes))
        TRUCE_ASSERT((std::string(bytes) + "\n").starts_with(checkpoint_text(*checkpoint)));
    return 0;
}
