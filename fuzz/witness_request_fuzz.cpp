/// Any bytes: what is read as a request to a witness is what would be written for it.
#include "fuzz/fuzz.hpp"
#include "truce/record/witness_request.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto request = parse_witness_request(bytes);
    if (request) TRUCE_ASSERT(format(*request) == bytes);
    const auto last = parse_witness_size(bytes);
    if (last) TRUCE_ASSERT(std::to_string(*last) + "\n" == bytes);
    return 0;
}
