/// What came in through a *service key*: a gateway for devices, a foreign interface. An institution enrols such a key for named kinds
/// (record/keys.hpp). Its entries say *via* what they came and the SHA-256 of the bytes that came; they are shown as *received*, and are
/// nobody's statement until a key that speaks for the institution countersigns them.
///
///   reports.filed, watches.filed, counts.filed   the entry's part says `received`; no view of the register shows a record of it
///                                                 before `filing.confirmed`, which names the entry and the SHA-256 of its note
///   steps of case files                           filed on behalf of a participant (examine/step.hpp, Relay), whose medium is the key's
///                                                 `via` and whose scan is what came; `step.confirmed` countersigns
///
/// Views are rebuilt, never migrated: each row follows from an entry.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/base/result.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/log.hpp"
#include "truce/store/store.hpp"

namespace truce {

inline constexpr std::string_view confirmation_kind = "filing.confirmed";

/// Whether entries of the kind are filings for registers: counts, reports or watches. (Minutes and activities are filed, too, but not so.)
bool is_filing(std::string_view kind);

/// A filing that came in through a service key.
struct ReceivedFiling {
    std::uint64_t entry = 0;
    std::string id;
    std::string kind;
    std::string key;  ///< name of the service key
    std::string via;
    std::string original;                    ///< SHA-256 of the bytes that came, in hexadecimal digits
    Digest note;                             ///< of its entry
    std::optional<std::uint64_t> confirmed;  ///< place of what countersigns it
    friend bool operator==(const ReceivedFiling&, const ReceivedFiling&) = default;

    [[nodiscard]] std::string_view institution() const { return std::string_view(key).substr(0, key.find('/')); }
};

/// The member `received` of the part of such a filing.
Json received_member(std::string_view via, std::string_view original);

/// What is demanded of entries by service keys, and of confirmations. Values from the log and, when an entry is to be appended, from the
/// table; on replay from the entries checked so far.
class ReceivedHandler {
public:
    explicit ReceivedHandler(Database& db) : db_(&db) {}

    /// Whether the entry may be appended, or could be where it stands. Errors:
    ///   received.missing       by a service key, and it does not say via what it came and what the bytes were (invalid)
    ///   received.not_service   it says so, and its key is no service key (forbidden)
    ///   received.about         a confirmation of what is no received filing of its institution (not_found)
    ///   received.settled       that one is confirmed already (conflict)
    ///   received.digest        it names the SHA-256 of another note (invalid)
    ///   filing.role            the institution may not file that kind now (forbidden)
    Result<void> check(const Entry& entry, std::string_view kind, const Body& body, const Documents& documents, Instant recorded_at);
    /// Replay: check() and what follows from it. What is sealed here is left out.
    Result<void> replay(const Entry& entry, std::string_view kind, const Body& body, const Documents& documents, std::uint64_t index,
                        Instant recorded_at);
    /// Replay: whether the table holds anything else. Errors: received.view (corrupt).
    [[nodiscard]] Result<void> finish() const;

private:
    Result<std::optional<ReceivedFiling>> known(const std::string& id) const;

    Database* db_;
    bool replaying_ = false;
    std::map<std::string, std::string, std::less<>> vias_;         ///< of keys met; a key keeps its own for ever
    std::map<std::string, ReceivedFiling, std::less<>> replayed_;  ///< by id
};

/// Makes the table, or makes it anew from the record if it is of another version. In a transaction of its own.
Result<void> open_received_table(Database& db);
/// In a transaction of its own, or in the one that is open.
Result<void> refold_received(Database& db);
/// Folds the entry at this place: a filing by a service key, or a confirmation; of others nothing follows.
Result<void> fold_received(Database& db, std::uint64_t index);

/// Received below `as_of`, oldest first; confirmed as of then. None where a store has no such table yet.
Result<std::vector<ReceivedFiling>> received_filings(Database& db, std::uint64_t as_of);

/// The filing that an institution has received and not confirmed, by its id or the beginning of it (four characters at least).
/// Errors: received.about (not_found), also where the word can mean several; received.settled.
Result<ReceivedFiling> find_received(Database& db, std::string_view word, std::string_view institution);
/// What a confirmation of it says.
Json confirmation_content(const ReceivedFiling& filing);

}  // namespace truce
