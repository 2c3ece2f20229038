/// Any bytes: one tile, one path.
#include "fuzz/fuzz.hpp"
#include "truce/record/tile_path.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto path = parse_tile_path(bytes);
    if (path) TRUCE_ASSERT(format(*path) == bytes && path->level <= 63 && 1 <= path->width && path->width <= 256);
    return 0;
}
