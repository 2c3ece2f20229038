/// An entry's body: at most four parts by audience, outside the log, bound to it by salted commitments.
///
///   commitment = leaf hash (RFC 6962) of  "truce/part/v1\n" || secret (32 bytes) || part number (1 byte) || content
///   body root  = RFC 6962 root over the commitments of the parts that exist, ascending by number
///
/// So one part can be shown and proven without the others, and a part whose content and secret are gone
/// leaves a commitment from which nothing can be guessed.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// Who may read a part. The values are the part numbers in commitments and in the store.
enum class Audience : std::uint8_t { public_ = 1, mechanism = 2, exact = 3, provenance = 4 };
inline constexpr std::array audiences{Audience::public_, Audience::mechanism, Audience::exact, Audience::provenance};
std::string_view name_of(Audience audience);
/// Errors: body.audience.
Result<Audience> audience_from_number(std::int64_t number);

/// What a part needs besides its content to be proven.
using PartSecret = std::array<std::uint8_t, 32>;
PartSecret new_part_secret(Random& random);

Digest part_commitment(Audience audience, const PartSecret& secret, std::string_view content);

/// A part as it is kept: open, or only its commitment (erased, or not disclosed to this reader).
struct Part {
    Audience audience = Audience::public_;
    Digest commitment;
    struct Open {
        PartSecret secret{};
        std::string content;
    };
    std::optional<Open> open;

    static Part make(Audience audience, std::string content, Random& random);
    static Part sealed(Audience audience, const Digest& commitment) { return {audience, commitment, std::nullopt}; }
    /// An open part whose commitment is not the one of its content is false; a sealed one is always true.
    [[nodiscard]] bool holds() const;
};

/// Ascending by audience, without duplicates.
using Body = std::vector<Part>;

Digest body_root(const Body& body);

/// Nullptr if there is no such part or it is sealed.
const std::string* content_of(const Body& body, Audience audience);

}  // namespace truce
