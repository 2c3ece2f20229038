#include "truce/record/bundle.hpp"

#include <fmt/format.h>

#include "truce/base/bytes.hpp"
#include "truce/record/entry.hpp"

namespace truce {
namespace {

Error form(std::string_view what) { return {Errc::corrupt, "bundle.form", fmt::format("not an entry bundle: {}", what), "", ""}; }

}  // namespace

void append_to_bundle(std::string& bundle, std::string_view entry) {
    TRUCE_ASSERT(entry.size() <= entry_size_max);
    append_u16(bundle, static_cast<std::uint16_t>(entry.size()));
    bundle += entry;
}

Result<std::vector<std::string_view>> parse_bundle(std::string_view bundle, std::uint64_t count) {
    std::vector<std::string_view> out;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (bundle.size() < 2) return form(fmt::format("it ends before entry {} of {}", i, count));
        const std::size_t size =
            static_cast<std::size_t>(static_cast<unsigned char>(bundle[0])) << 8U | static_cast<unsigned char>(bundle[1]);
        bundle.remove_prefix(2);
        if (bundle.size() < size) return form(fmt::format("it ends within entry {} of {}", i, count));
        out.push_back(bundle.substr(0, size));
        bundle.remove_prefix(size);
    }
    if (!bundle.empty()) return form("bytes follow the last entry");
    return out;
}

}  // namespace truce
