/// Who may sign entries: the table of keys, folded from key.enrolled and key.revoked, and what an entry's body says.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/record/log.hpp"

namespace truce {

struct FoundingKeys {
    NoteKey log;
    NoteKey clock;
};
/// From the body of log.founded. Errors: log.founding (corrupt).
Result<FoundingKeys> founding_keys(const Body& body);

/// The content of a key.enrolled entry.
///   kinds   the kinds of entry it may sign; empty: any that its institution's role may
///   via     of a service key: through what its entries come, such as "gateway"; "": the key speaks for its institution
Json key_enrolled(const NoteKey& key, const std::vector<std::string>& kinds, std::string_view via = {});
Json key_revoked(const NoteKey& key);

/// Kinds that a service key can be enrolled for: what is received and becomes a statement only when it is countersigned.
[[nodiscard]] bool is_receivable(std::string_view kind);

/// What key.enrolled or key.revoked says. Errors: key.enrolment; key.service (invalid: a service key without a name or without kinds, or
/// for a kind that cannot be received).
struct KeyChange {
    NoteKey key;
    std::vector<std::string> kinds;  ///< empty for a revocation
    std::string via = {};            ///< of a service key
};
Result<KeyChange> key_change(const Body& body);

/// Via what the entries of an enrolled key come; "" if it is no service key. Read from the entry that enrolled it.
Result<std::string> service_of(const LogReader& log, const EnrolledKey& key);

/// What a batch's entry promises of its items, if it is one: every part that can be read says the same.
struct BatchPromise {
    std::uint64_t count = 0;
    Digest root;
};
std::optional<BatchPromise> batch_promise(const Body& body);
/// The member "batch" of such an entry's parts.
Json batch_member(const BatchPromise& promise);

/// The kind of an entry: from its header if open, else as every open part of its body says it.
/// Errors: entry.kind (unknown, of the wrong form, parts that contradict each other, nothing that says it).
Result<std::string> kind_of(const Entry& entry, const Body& body);

/// Every open part holds, the root is the header's, parts ascend, contents are canonical JSON objects.
/// Errors: entry.body.
Result<void> check_body(const Entry& entry, const Body& body);

/// record.erased needs a key that is enrolled for it by name. Errors: entry.revoked_key, entry.kind_not_allowed.
Result<void> check_right(const EnrolledKey& key, std::string_view kind, std::uint64_t index);

/// Applies key.enrolled and key.revoked; other kinds change nothing. Before the entry's own row: nothing is changed
/// where it is refused.
///   signer   the log may enrol while the log is being founded; afterwards a key enrols or revokes keys of its
///            own institution only
/// Errors: key.enrolment (forbidden or invalid), key.role (conflict: the key is another's or the log's).
Result<void> fold_key_entry(Database& db, const EnrolledKey& signer, std::string_view kind, const Body& body, std::uint64_t index);

Result<void> insert_key(Database& db, const NoteKey& key, const std::vector<std::string>& kinds, std::uint64_t index);

}  // namespace truce
