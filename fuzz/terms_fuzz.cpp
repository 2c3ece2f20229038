/// Any bytes as a terms file under a small profile: it is refused with every problem named, or what is signed of it are terms again,
/// to the byte, and can be shown. The same bytes as canonical JSON: refused with a problem named, or what was given.
#include "fuzz/agreement_files.hpp"
#include "fuzz/fuzz.hpp"

namespace {

std::shared_ptr<const truce::Profile> small_profile(const truce::AgreementFolder& folder) {
    truce::Problems problems;
    auto read = truce::read_profile_file(folder.write("profile.toml", truce::testing_support::profile_text), problems);
    TRUCE_ASSERT(read.ok());
    return std::move(read).value().profile;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    static const AgreementFolder folder;
    static const std::shared_ptr<const Profile> profile = small_profile(folder);
    const std::string_view bytes = view_of(data, size);
    Problems problems;
    if (const auto read = read_terms_file(folder.write("terms.toml", bytes), *profile, problems)) {
        TRUCE_ASSERT(problems.empty());
        const auto again = terms_from_canonical(read->canonical, read->files, *profile, problems);
        TRUCE_ASSERT(again && problems.empty() && again->canonical == read->canonical && again->digest == read->digest);
        TRUCE_ASSERT(!show(read->terms, *profile, "ar").empty());
    } else {
        TRUCE_ASSERT(!problems.empty());
    }
    problems.clear();
    const auto canonical = terms_from_canonical(bytes, {}, *profile, problems);
    TRUCE_ASSERT(canonical ? problems.empty() && canonical->canonical == bytes : !problems.empty());
    return 0;
}
