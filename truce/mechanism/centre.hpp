/// The folder of a centre without a line: it signs entries for a log that it can reach by pouch only.
///
///   centre.json   which log it files to
///   centre.db     a copy of that log, as far as pouches have brought it, and the outbox
///   lock          held by the process that writes
///
/// It has no keys of the log and asks nobody: what it may file is decided where the log is.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/ingest/read.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/record/outbox.hpp"

namespace truce {

struct CentreFiling {
    Path file;
    std::optional<SourceFormat> format;
    std::optional<std::string> register_id;
    ReadOptions read;
};

struct CentreFiled {
    ReadSummary read;
    std::vector<QueuedEntry> queued;
};

/// Whether there is a centre in this folder, rather than a mechanism.
[[nodiscard]] bool is_centre(const Path& directory);

class Centre {
public:
    /// Errors: directory.not_empty (conflict), file.unwritable.
    ///   log   the key of the log, from whoever is trusted to know it
    static Result<void> found(const Path& directory, const NoteKey& log);

    /// Errors: directory.not_a_centre (not_found), directory.config, directory.locked, those of the store.
    static Result<Centre> open(const Path& directory, Clock& clock, Random& random);

    /// A centre whose copy lies in this store, which its caller keeps safe in a way of its own. Errors: those of the store.
    static Result<Centre> over(std::unique_ptr<Database> db, const NoteKey& log, Clock& clock, Random& random);

    /// Signs a source into the outbox: one entry for each kind of record it holds. Read by the newest profile that pouches
    /// have brought; the whole file is filed, since what the register holds by now is known at the log only.
    ///   problems   receives what is wrong with the file
    /// Errors: documents.missing (import an answer first), source.*, filing.*, key.role, outbox.lost_place.
    Result<CentreFiled> file(const CentreFiling& request, const NoteSigner& key, Problems& problems);

    /// Takes an answer of the log: the copy grows, and with it the views of register and cases. Errors: those of Outbox::take.
    Result<Outbox::Taken> take(const Pouch& answer);

    /// Where steps of cases are composed here: with all that was signed and has no receipt yet.
    /// Errors: those of Outbox::next_prev.
    Result<Desk> desk(const NoteKey& key);
    /// Number of the log's entries that are held here.
    [[nodiscard]] Result<std::uint64_t> held() const;

    [[nodiscard]] Outbox& outbox();
    [[nodiscard]] Database& db() const;
    [[nodiscard]] const NoteKey& log() const;

private:
    struct State;
    explicit Centre(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

}  // namespace truce
