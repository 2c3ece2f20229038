/// What an account of some days is composed from: a bulletin's or a report onward's. Private to this folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "truce/mechanism/documents.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/publish/bulletin.hpp"

namespace truce {

struct AccountOf {
    const Documents& documents;  ///< at the size
    Day first;
    Day last;  ///< inclusive
};

/// Everything that does not depend on whose account it is: no commitments, no changes, and no rule by which it goes onward.
/// Errors: checkpoint.missing, terms.reading_*, store errors.
Result<BulletinInput> account_input(const Mechanism& mechanism, const AccountOf& of, std::uint64_t as_of,
                                    const std::optional<std::string>& reading);

}  // namespace truce
