/// Any bytes as a profile file: it is refused with every problem named, or what is signed of it is a profile again, to the byte.
/// The same bytes as canonical JSON: refused with a problem named, or what was given.
#include "fuzz/agreement_files.hpp"
#include "fuzz/fuzz.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    static const AgreementFolder folder;
    const std::string_view bytes = view_of(data, size);
    Problems problems;
    if (const auto read = read_profile_file(folder.write("profile.toml", bytes), problems)) {
        TRUCE_ASSERT(problems.empty());
        const auto again = profile_from_canonical(read->canonical, read->files, problems);
        TRUCE_ASSERT(again && problems.empty() && again->canonical == read->canonical && again->digest == read->digest);
    } else {
        TRUCE_ASSERT(!problems.empty());
    }
    problems.clear();
    const auto canonical = profile_from_canonical(bytes, {}, problems);
    TRUCE_ASSERT(canonical ? problems.empty() && canonical->canonical == bytes : !problems.empty());
    return 0;
}
