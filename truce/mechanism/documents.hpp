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
#include "truce/base/json_names.hpp"
#include "truce/record/body.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// The content of a profile.signed or terms.signed entry.
///   member        "profile" or "terms"
///   predecessor   of an amendment: the digest of the document that it replaces
Json document_content(std::string_view kind, std::string_view member, std::string_view canonical,
                      const std::vector<std::pair<Digest, std::string>>& files, const std::optional<Digest>& predecessor = std::nullopt);

/// An amendment that some have signed and that is not in force: not all whose approval the profile's rule wants have.
struct Amendment {
    std::string kind;                    ///< profile.signed or terms.signed
    std::string reading;                 ///< terms: the reading's id
    Digest digest;                       ///< of the amended document
    Digest predecessor;                  ///< of the one that it replaces
    std::uint64_t entry = 0;             ///< that proposed it
    std::vector<std::string> signed_by;  ///< ascending
    std::vector<std::string> awaited;    ///< members who have not signed, ascending; as of the last signature
    bool contested = false;              ///< another amendment names the same predecessor
};

/// What holds at a size of the log: the profile, and the newest version of each reading of the terms.
///
/// The profile and the reading that gives the roles are joint: what is signed later takes their place when everybody has signed it
/// whom the profile's rule `terms.amended` wants, each naming the document that it replaces. A participant's own reading is its own.
struct Documents {
    std::shared_ptr<const Profile> profile;
    std::uint64_t profile_entry = 0;
    struct Signed {
        std::shared_ptr<const Terms> terms;
        Digest digest;
        std::uint64_t entry = 0;
        std::string by;  ///< institution that signed it
    };
    Digest profile_digest;
    std::vector<Signed> readings;       ///< by reading id, ascending
    std::vector<Amendment> amendments;  ///< in the order in which they were proposed
    std::string first_reading;          ///< the reading that was signed first

    /// Errors: terms.reading_unknown naming those there are; terms.reading_ambiguous if none is named and
    /// there are several.
    [[nodiscard]] Result<const Signed*> reading(const std::optional<std::string>& id) const;
    /// The reading that says who holds which role: the one that the mechanism was founded with. Another reading of the same
    /// instruments judges incidents otherwise, but gives nobody a role.
    [[nodiscard]] const Signed& roles() const;
};

/// Errors: documents.missing if no profile or no terms were signed before `as_of`.
Result<Documents> load_documents(Database& db, std::uint64_t as_of);

/// Checks that an entry's body is a profile or terms that this version can read, and that its author may sign it there; the
/// handler's part of append and verify. Errors: document.form and those of the reader; filing.role (forbidden);
/// document.predecessor (conflict: an amendment that does not name the document in force, or signs what is in force already);
/// document.reading (forbidden: another participant's reading); document.no_rule (invalid: the profile does not say who amends).
Result<void> check_document(Database& db, std::string_view kind, const Body& body, const std::string& author, std::uint64_t index,
                            Instant recorded_at);

}  // namespace truce
