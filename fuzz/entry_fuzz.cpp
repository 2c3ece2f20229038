/// Any bytes: what is read as an entry keeps the rules that readers rely on, and only its own bytes.
#include "truce/record/entry.hpp"

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto entry = parse_entry(bytes);
    if (!entry) return 0;
    const EntryHeader& header = entry->header;
    TRUCE_ASSERT(size <= entry_size_max && is_institution(header.author));
    TRUCE_ASSERT(entry->key_name.starts_with(header.author + "/") && entry->key_id.size() == 4);
    TRUCE_ASSERT(header.id.size() == 36 && header.slot.size() == 14 && !header.log.empty());
    TRUCE_ASSERT(bytes.find(header.body.hex()) != std::string_view::npos && bytes.find(header.prev.hex()) != std::string_view::npos);
    TRUCE_ASSERT(!header.open || !header.open->kind.empty());
    return 0;
}
