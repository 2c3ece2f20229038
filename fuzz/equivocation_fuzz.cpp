/// Any bytes: nothing is ever shown against a key that has signed nothing.
#include "fuzz/fuzz.hpp"
#include "truce/base/random.hpp"
#include "truce/record/compare.hpp"
#include "truce/record/key_file.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    static const Policy policy =
        *parse_policy("log " + new_named_key("example.com/log", *seeded_random(987654321)).public_key().vkey() + "\nwitness w " +
                      new_cosigner("w", *seeded_random(987654322)).public_key().vkey() + "\nquorum w\n");
    TRUCE_ASSERT(!check_equivocation(view_of(data, size), policy));
    return 0;
}
