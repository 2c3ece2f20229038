/// A copy of somebody else's log, in a log's own tables, so that whatever reads a log reads a copy: proofs, export,
/// verify, views. Entries come in with their bodies from a pouch (or whatever carries the same), and nothing is stored
/// that was not checked as the log itself checks it: signature, key, right and chain of every entry, every body, the
/// root over all of them, and the log's signature on that root. Parts that its holder may not have are sealed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "truce/base/result.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/log.hpp"
#include "truce/record/pouch.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// Called for every item that is stored, inside the transaction, so that views can follow.
using CopiedItem = std::function<Result<void>(std::string_view kind, std::int64_t row, const Body& body)>;

/// How views follow a copy, inside its transaction. An error leaves the copy as it was.
struct CopyHooks {
    CopiedItem item;
    /// An item that was held with fewer of its parts open.
    CopiedItem reopened;
    /// After the items of an entry were stored that was held with its announcement of them sealed.
    std::function<Result<void>()> late_items;
    /// After an entry and its items were stored; kind is "" if all of it is sealed here.
    std::function<Result<void>(std::string_view kind, const Body& body)> entry;
};

struct CopyOutcome {
    std::uint64_t entries = 0;  ///< new ones
    std::uint64_t items = 0;
    std::uint64_t opened_parts = 0;  ///< held sealed before; their content came now
    Checkpoint checkpoint;           ///< the newest one held afterwards
};

/// Takes an answer pouch into the copy in `db`, whole or not at all; the tables are made if they are not there.
/// A pouch that was taken before, or older than what is held, is checked all the same: its entries must be those held.
/// Of those it changes nothing but this: parts that were sealed here and are open there are opened, unless they were
/// erased.
///   log   the key of the log that is copied, from whoever told the holder about it
/// Errors: pouch.kind, copy.other_log; copy.gap (conflict: it begins beyond what is held; ask for an earlier base);
/// copy.fork (corrupt: an entry or root other than the one held at that place: the log has signed two histories; keep
/// both pouches); copy.root (corrupt: the entries are not those of the checkpoint); note.*, checkpoint.*, entry.*.
Result<CopyOutcome> extend_copy(Database& db, const NoteKey& log, const Pouch& answer, const CopyHooks& hooks);

/// Keeps a checkpoint of the copied log that came without entries, if it is one of what is held: `note` may carry cosignatures, which are
/// not kept with it. False: it is of more entries than are held. Errors: note.*, checkpoint.*; copy.fork (corrupt).
Result<bool> keep_checkpoint(Database& db, const NoteKey& log, std::string_view note);

/// Which parts of an entry a receiver may have.
using Entitled = std::function<bool(const Entry& entry, const StoredEntry& stored, Audience audience)>;

/// An answer pouch: every entry from `base` to the newest checkpoint's size. Parts that `entitled` does not grant, or
/// that are not held here, travel sealed.
/// Errors: copy.base (invalid: beyond the size), pouch.too_large (say a later base or an earlier `until`).
///   until   0: the newest checkpoint; else a size for which a checkpoint was signed
Result<std::string> answer_pouch(Database& db, std::uint64_t base, std::uint64_t until, const Entitled& entitled,
                                 const std::vector<PouchRefusal>& refusals);

}  // namespace truce
