/// Any bytes as the body of a step of the talks: refused with an id, or exactly what its canonical JSON gives again. A draft of the same
/// object, as a page sends it, is taken wherever the whole step is.
#include "fuzz/fuzz.hpp"
#include "truce/base/json.hpp"
#include "truce/talks/talk_step.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto json = parse_json(bytes);
    const bool drafted = json && json->is_object() && draft_talk(json->get_object()).ok();
    const auto step = read_talk(bytes);
    if (!step) {
        TRUCE_ASSERT(step.error().id.starts_with("talks.") || step.error().id.starts_with("json."));
        return 0;
    }
    TRUCE_ASSERT(drafted);
    TRUCE_ASSERT(canonical(to_json(*step)).value() == bytes);
    TRUCE_ASSERT(check_talk(*step).ok());
    return 0;
}
