/// What an open mechanism holds. Private to this folder.
#pragma once

#include <optional>

#include "truce/mechanism/coordinate_handler.hpp"
#include "truce/mechanism/entry_rules.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce {

struct Mechanism::State {
    State(Path folder, Clock& c, Random& r) : directory(std::move(folder)), clock(c), random(r) {}
    Path directory;
    Clock& clock;
    Random& random;
    std::optional<DirectoryLock> lock;  ///< writing only
    OpenedStore store;
    Database* db = nullptr;           ///< of `store`
    std::optional<Log> log;           ///< writing only
    CoordinationMemory coordination;  ///< writing only; what rules() know of it

    /// The rules for what is appended, with what they know of the record: the documents in force and the talks. They are kept from one
    /// commit to the next, and made anew where the log has grown otherwise. Precondition: writing.
    EntryRules& rules();
    /// After a commit through them; `knows_all`: they were told of all that it appended.
    void keep_rules(bool knows_all);

private:
    std::optional<EntryRules> rules_;
    std::uint64_t rules_size_ = 0;  ///< of the log that they know
};

/// Brings the register in line with an erasure that has taken effect. Inside the transaction of its entry.
Result<void> follow_erasure(Database& db, const ErasureTarget& target);
/// Removes the files of attachments whose erasure is recorded and whose file is still here. After the commit: where a
/// process ends in between, the next opening for writing does it.
Result<void> sweep_attachments(Database& db, Attachments attachments);

/// Removes what was staged and never landed: rows that no view shows and that no entry will ever name.
Result<void> sweep_staged(Database& db);
/// Likewise one batch. Precondition: it has not landed.
Result<void> unstage(Database& db, std::int64_t batch);

/// Appends one open entry whose public part is `content`, in a commit of its own.
Result<Receipt> append_open(Log& log, Database& db, const NoteSigner& key, std::string_view kind, const Json& content,
                            std::vector<std::string> refs, Clock& clock, Random& random);

}  // namespace truce
