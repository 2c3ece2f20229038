/// Laws of truce/base/json.hpp, for any bytes:
///   parse_json ends, with a value or a refusal;
///   what parse_canonical reads is written back byte for byte, and parse_json reads the same value;
///   what parse_json reads and canonical can write is read back as the same value, in the same bytes.
#include "truce/base/json.hpp"

#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = truce::view_of(data, size);
    const auto any = truce::parse_json(bytes);
    const auto strict = truce::parse_canonical(bytes);
    if (strict) {
        TRUCE_ASSERT(any.ok() && *any == *strict);
        TRUCE_ASSERT(truce::canonical(*strict).value() == bytes);
    }
    if (any) {
        const auto written = truce::canonical(*any);
        TRUCE_ASSERT(written.ok() || !strict.ok());
        if (written) {
            const auto again = truce::parse_canonical(*written);
            TRUCE_ASSERT(again.ok() && *again == *any);
        }
    }
    return 0;
}
