/// Any bytes: a key's URI is refused, without a word of a PIN in it, or can be named anew, and then says that name and is read again.
#include "fuzz/fuzz.hpp"
#include "truce/record/token.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto named = with_token_name(bytes, "aldmere");
    if (!named) {
        const std::string said = named.error().text();
        if (const std::size_t at = bytes.find("pin-value="); at != std::string_view::npos && bytes.size() - at > 14)
            TRUCE_ASSERT(said.find(bytes.substr(at)) == std::string::npos);
        return 0;
    }
    TRUCE_ASSERT(is_token_uri(*named));
    TRUCE_ASSERT(named->ends_with("truce-name=aldmere") && named->find("pin-value") == std::string::npos);
    const auto again = with_token_name(*named, "aldmere");
    TRUCE_ASSERT(again.ok() && *again == *named);
    const auto other = with_token_name(*named, "witness.example.org/\xc3\xbc?&=%");
    TRUCE_ASSERT(other.ok());
    const auto back = with_token_name(*other, "aldmere");
    TRUCE_ASSERT(back.ok() && *back == *named);
    return 0;
}
