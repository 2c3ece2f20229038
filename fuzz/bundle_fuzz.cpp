/// The first byte says how many entries (0 to 255); the rest is a bundle. What is read is all of it, and is written back.
#include "fuzz/fuzz.hpp"
#include "truce/record/bundle.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    if (size == 0) return 0;
    const std::string_view bytes = view_of(data, size).substr(1);
    const auto entries = parse_bundle(bytes, data[0]);
    if (!entries) return 0;
    std::string again;
    for (const std::string_view entry : *entries) append_to_bundle(again, entry);
    TRUCE_ASSERT(entries->size() == data[0] && again == bytes);
    return 0;
}
