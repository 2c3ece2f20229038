/// Laws of truce/ingest/parts.hpp, for any bytes as any part:
///   reading ends, with a record or a refusal;
///   a record has an id and a register, and keeps the parts it was read from.
#include "truce/ingest/parts.hpp"

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = truce::view_of(data, size);
    // The parts stand one to a line.
    const std::size_t end = bytes.find('\n');
    const std::string_view first = bytes.substr(0, end);
    const std::string_view second = end == std::string_view::npos ? "" : bytes.substr(end + 1);
    for (const truce::PartTexts& parts :
         {truce::PartTexts{first, "", "", ""}, truce::PartTexts{"", first, second, ""}, truce::PartTexts{"", first, "", second}}) {
        if (const auto report = truce::report_from_parts(parts)) TRUCE_ASSERT(!report->register_id.empty() || !first.empty());
        if (const auto watch = truce::watch_from_parts(parts)) TRUCE_ASSERT(watch->part_mechanism == parts.mechanism);
    }
    if (const auto count = truce::count_from_part(first)) TRUCE_ASSERT(count->part_public == first && count->count >= 0);
    (void)truce::cited_articles(first);
    return 0;
}
