/// Profile and terms as the record holds them: signed, canonical, with the GeoJSON they refer to.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/json.hpp"
#include "truce/record/body.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// The content of a profile.signed or terms.signed entry.
///   member   "profile" or "terms"
Json document_content(std::string_view kind, std::string_view member, std::string_view canonical,
                      const std::vector<std::pair<Digest, std::string>>& files);

/// What holds at a size of the log: the newest profile, and the newest version of each reading of the terms.
struct Documents {
    std::shared_ptr<const Profile> profile;
    std::uint64_t profile_entry = 0;
    struct Signed {
        std::shared_ptr<const Terms> terms;
        Digest digest;
        std::uint64_t entry = 0;
        std::string by;  ///< institution that signed it
    };
    std::vector<Signed> readings;  ///< by reading id, ascending
    std::string first_reading;     ///< the reading that was signed first

    /// Errors: terms.reading_unknown naming those there are; terms.reading_ambiguous if none is named and
    /// there are several.
    [[nodiscard]] Result<const Signed*> reading(const std::optional<std::string>& id) const;
    /// The reading that says who holds which role: the one that the mechanism was founded with. Another reading of the same
    /// instruments judges incidents otherwise, but gives nobody a role.
    [[nodiscard]] const Signed& roles() const;
};

/// Errors: documents.missing if no profile or no terms were signed before `as_of`.
Result<Documents> load_documents(Database& db, std::uint64_t as_of);

/// Checks that an entry's body is a profile or terms that this version can read; the handler's part of
/// append and verify. Errors: document.form and those of the reader.
Result<void> check_document(Database& db, std::string_view kind, const Body& body, std::uint64_t index);

}  // namespace truce
