/// A register's file that comes over a line: read here, signed elsewhere, filed at last. The readers, the comparison with what the
/// register holds and the entry are those of Mechanism::file; but nothing touches the store before a signature is there.
///
///   read_import      the file's records, compared and encoded, into a file of their own (the spool)
///   compose_import   the entry that files them: at most a few hundred bytes, whatever their number
///   check_import     the signed entry
///   stage_import     the spool into the store, in short transactions, where no view sees it
///   land             Mechanism::submit_all, with SignedFiling::staged
///
/// One entry files records of one kind, so a file of reports and watches together is refused here (`truce import` makes two entries
/// of it, since it holds the key).
///
/// The spool is a file of chunks (record/chunk_file.hpp), private to the process that wrote it: but where a participant's own desk read,
/// composed and signed, it is what the desk hands in with the entry, and is believed as little as any other bytes (stage_items).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/ingest/read.hpp"
#include "truce/mechanism/composing_filing.hpp"
#include "truce/mechanism/held_records.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/source_file.hpp"
#include "truce/record/keys.hpp"

namespace truce {

struct ImportRequest {
    Path file;
    FileFacts facts;                         ///< as the entry will say: with the name that its owner gave it
    std::optional<SourceFormat> format;      ///< absent: by the file's first bytes
    std::optional<std::string> register_id;  ///< absent: the only register of that format
    /// The file is the register's whole content: records it does not hold any more are withdrawn.
    bool complete = false;
    std::size_t problems_max = 100;
    /// Called now and then with the records read so far; false: stop.
    std::function<bool(std::size_t records)> go_on;
};

struct ReadImport {
    FileFacts file;
    SourceFormat format = SourceFormat::truce_csv;
    std::string register_id;  ///< "" where it has records of several
    bool published = false;   ///< whether the register's content is public
    std::string kind;         ///< of the entry; "" if there is nothing new
    ReadSummary read;
    FiledTally tally;
    BatchPromise promise;             ///< of the items in the spool
    std::set<std::string> registers;  ///< of the items
};

/// Reads the file in the name of an institution. Memory: that of read_source, and some 100 bytes for each record that the registers hold.
///   spool      is written; of no use if this returns an error
///   problems   what is wrong with the file; `where` is "<name>:<line>"
/// Errors: source.*, filing.register, filing.recorder, filing.role (forbidden), filing.mixed (invalid), import.stopped (conflict: go_on
/// said so), import.spool (io), store errors.
Result<ReadImport> read_import(const Mechanism& mechanism, const std::string& institution, const ImportRequest& request, const Path& spool,
                               Instant now, Random& random, Problems& problems);

/// What is signed; its items are in the spool. May be composed again, if another entry of the key came first.
/// Precondition: there is something new. Errors: entry.unknown_key, filing.role, filing.recorder, documents.missing.
Result<ComposedFiling> compose_import(Database& db, const NoteKey& key, const ReadImport& import, Instant now, Random& random);

/// An entry by which this import is filed, its items still to be staged. Errors: those of check_entry; import.other (invalid: it is not
/// of this import), entry.chain (conflict: another entry of the key came first; compose again).
Result<SignedFiling> check_import(Database& db, Submission submission, const ReadImport& import);

/// The chunks of a spool, in order. Errors: import.spool (io).
Result<std::vector<std::string>> spooled_chunks(const Path& spool);

/// Stages the spool on a connection of its own, beside the writer (open_store_beside_writer).
///   staged   called now and then with the records staged so far
/// Errors: import.spool (io), batch.chunk, store errors; nothing stays then.
Result<StagedItems> stage_import(Database& db, const ReadImport& import, const Path& spool,
                                 const std::function<void(std::size_t records)>& staged);
/// The same of items that somebody else read, composed and signed for: a file of chunks. Every item is checked by its form, as if it had
/// been filed here; whether its author may file into `registers` is checked when it lands.
/// Errors: batch.root (invalid: they are not those that the entry promises, or it promises none), batch.item (invalid: a sealed part),
/// batch.file, batch.chunk, pouch.too_large, those of the item's form, with its name ENTRY/N; store errors. Nothing stays then.
Result<StagedItems> stage_items(Database& db, const CheckedSubmission& filing, const Path& chunks);
/// Takes away what did not land.
Result<void> unstage_import(Database& db, const StagedItems& staged);

}  // namespace truce
