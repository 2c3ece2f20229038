/// Any bytes as the body of a step of a case file: refused with an id, or exactly what its canonical JSON gives again.
#include "fuzz/fuzz.hpp"
#include "truce/base/json.hpp"
#include "truce/examine/step.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto step = read_step(bytes);
    if (!step) {
        TRUCE_ASSERT(step.error().id.starts_with("step.") || step.error().id.starts_with("json.") ||
                     step.error().id.starts_with("region."));
        return 0;
    }
    TRUCE_ASSERT(canonical(to_json(*step)).value() == bytes);
    TRUCE_ASSERT(check_step(*step).ok());
    return 0;
}
