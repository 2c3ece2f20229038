/// The laws of ingest_laws.hpp for bytes given as SourceFormat::truce_ndjson.
#include "fuzz/ingest_laws.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    truce::check_source(truce::SourceFormat::truce_ndjson, truce::view_of(data, size));
    return 0;
}
