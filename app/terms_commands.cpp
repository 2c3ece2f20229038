#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/json.hpp"

namespace truce::app {
namespace {

struct Agreement {
    ProfileDocument profile;
    TermsDocument terms;
};

Result<Agreement> read_agreement(const TermsOptions& options, Problems& problems) {
    const Path profile_file = options.profile.empty() ? options.file.parent_path() / "profile.toml" : options.profile;
    TRUCE_ASSIGN(ProfileDocument profile, read_profile_file(profile_file, problems));
    TRUCE_ASSIGN(TermsDocument terms, read_terms_file(options.file, *profile.profile, problems));
    return Agreement{std::move(profile), std::move(terms)};
}

}  // namespace

int terms_check(const TermsOptions& options) {
    Problems problems;
    const auto agreement = read_agreement(options, problems);
    if (!agreement) return refuse(agreement.error(), problems, options.format);
    const Terms& terms = agreement->terms.terms;
    if (options.format == Format::json) {
        print_json(Json{{"clauses", static_cast<std::int64_t>(terms.clauses.size())},
                        {"digest", agreement->terms.digest.hex()},
                        {"instruments", static_cast<std::int64_t>(terms.instruments.size())},
                        {"reading", terms.reading.id}});
        return 0;
    }
    print(fmt::format("{}: {} instruments, {} clauses, {} exceptions, {} actors, {} areas; no error\n", terms.reading.id,
                      terms.instruments.size(), terms.clauses.size(), terms.exceptions.size(), terms.actors.size(), terms.areas.size()));
    print(fmt::format("    what would be signed has the SHA-256 {}\n", agreement->terms.digest.hex()));
    return 0;
}

int terms_show(const TermsOptions& options) {
    Problems problems;
    const auto agreement = read_agreement(options, problems);
    if (!agreement) return refuse(agreement.error(), problems, options.format);
    print(show(*agreement->profile.profile, options.language));
    print("\n");
    print(show(agreement->terms.terms, *agreement->profile.profile, options.language));
    return 0;
}

int terms_days(const TermsDaysOptions& options) {
    const auto first = parse_day(options.first);
    const auto last = parse_day(options.last);
    if (!first || !last) return refuse(!first ? first.error() : last.error(), Format::text);
    const auto days = LocalDays::from_tzdata(options.zone, *first, *last);
    if (!days) return refuse(days.error(), Format::text);
    print(days_toml(*days));
    return 0;
}

}  // namespace truce::app
