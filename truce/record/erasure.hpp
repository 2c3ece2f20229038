/// Erasure: a part's content and secret go, its commitment stays, and an entry says so.
///
/// What goes is named by a target and a part:
///   <entry id>           a part of an entry's own body; not of an entry that announces a batch
///   <entry id>/<n>       a part of item n of a batch: its chunk is written anew with the part sealed
///   attachment/<hex>     an attachment (attachments.hpp), which has no parts
///
/// It takes two: entries of kind record.erased by two different keys that name the same target and part. Each is a
/// key that was enrolled for record.erased by name (a key for any kind is not), and for parts one of the two belongs
/// to the institution that filed the target: nobody erases what another said without it. The first entry is an
/// approval and changes nothing; the one that completes the pair erases, in its own transaction.
/// Only kinds whose row in kinds.cpp allows it can be erased: never terms, profiles, keys, or what was published.
///
/// The entry is open. Its public part says kind, target and part; the reason, and the hash of an attachment, lie in
/// its part for the mechanism, because the hash of a picture that circulates would tell what was attached.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/body.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/log.hpp"
#include "truce/store/store.hpp"

namespace truce {

inline constexpr std::string_view erasure_kind = "record.erased";

struct ErasureTarget {
    std::string entry;                  ///< id of an entry; "" for an attachment
    std::optional<std::uint64_t> item;  ///< of its batch
    Audience part = Audience::public_;  ///< not used for an attachment
    std::optional<Digest> attachment;

    /// As it is written above, without the part.
    [[nodiscard]] std::string text() const;
    friend bool operator==(const ErasureTarget&, const ErasureTarget&) = default;
};

/// Errors: erasure.target if it is none of the three forms.
Result<ErasureTarget> parse_erasure_target(std::string_view text, Audience part);

/// Errors: erasure.part, listing the names: public, mechanism, exact, provenance.
Result<Audience> audience_from_name(std::string_view name);

/// What a record.erased entry says. Errors: erasure.form.
Result<ErasureTarget> erasure_of(const Body& body);
/// Its body. Precondition: reason is valid UTF-8.
Body erasure_body(const ErasureTarget& target, std::string_view reason, Random& random);

/// What an approval has led to.
enum class ErasureState : std::uint8_t { none, approved, erased };
/// How far the erasure of a target has come. An attachment's file goes after the commit: see attachments.hpp.
Result<ErasureState> erasure_state(Database& db, const ErasureTarget& target);

/// Number of approvals so far: whoever keeps in memory what parts say keeps it no longer than this stays the same.
Result<std::uint64_t> count_erasures(Database& db);

/// Applies an entry of kind record.erased; other kinds change nothing. For whoever appends to a log or a copy of one,
/// inside that transaction and before the entry's own row. Nothing is changed where it is refused.
/// Errors: erasure.form, erasure.target, erasure.missing (not_found), erasure.not_allowed (forbidden: by its kind),
/// erasure.batch (invalid: erase its items), erasure.done, erasure.same_key (conflict).
Result<void> fold_erasure(Database& db, const Entry& entry, const EnrolledKey& signer, std::string_view kind, const Body& body,
                          std::uint64_t index);

/// Writes a stored chunk anew, with other parts of its items sealed or open. Precondition: its leaves are the same.
Result<void> replace_chunk(Database& db, std::int64_t number, const Chunk& chunk);

/// Replays every record.erased entry: the table of approvals is what they say, and whatever two have approved is gone.
/// What does not hold is returned. Errors only where the store cannot be read.
Result<Problems> check_erasures(Database& db);

}  // namespace truce
