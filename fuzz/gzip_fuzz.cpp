/// The first byte sets a limit; the rest is decompressed as a server's answer is: all of it within the limit, or nothing.
#include "truce/http/gzip.hpp"

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    if (size == 0) return 0;
    const std::size_t limit = std::size_t{1} << (data[0] % 17U);
    const auto plain = gunzip(view_of(data, size).substr(1), limit);
    if (plain) TRUCE_ASSERT(plain->size() <= limit);
    if (!plain) TRUCE_ASSERT(plain.error().id == "http.response" || plain.error().id == "http.too_large");
    return 0;
}
