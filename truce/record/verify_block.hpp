/// Some thousand entries at once, read in three queries and examined by several threads: all that can be said of an entry without
/// knowing what came before it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/log.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// An entry's row, and what was found out about it.
struct BlockEntry {
    StoredEntry stored;
    std::string id, key_name;                                    ///< as the columns say
    std::optional<std::pair<std::int64_t, std::int64_t>> batch;  ///< the batch that belongs to it, and its count of items
    std::optional<Error> unreadable;                             ///< a row of it is not of the form that rows have

    std::optional<Entry> entry;  ///< none: `problems` says why
    Result<std::string> kind = std::string();
    std::optional<BatchPromise> promise;
    Digest note;                            ///< SHA-256 of the note, for the chain
    std::optional<NoteKey> signature_from;  ///< the key whose signature was checked and holds
    Problems problems;
};

/// A checkpoint's row.
struct BlockCheckpoint {
    std::uint64_t size = 0;
    std::string note;
    Problems problems;
};

struct Block {
    std::uint64_t from = 0, to = 0;  ///< entries from <= index < to
    std::vector<BlockEntry> entries;
    std::vector<BlockCheckpoint> checkpoints;  ///< of sizes from < size <= to
    std::uint64_t stray_parts = 0;             ///< parts of this range that belong to no entry
};

/// Reads what is stored of [from, to); rows that are missing are missing in it. Errors: store errors.
Result<Block> read_block(Database& db, std::uint64_t from, std::uint64_t to);

using KeysByName = std::map<std::string, NoteKey, std::less<>>;

struct BlockExamination {
    const KeysByName& keys;             ///< as the table of keys has them, which is checked later
    const NoteKey* log;                 ///< null: no checkpoint's signature is checked
    std::uint64_t signatures_from = 0;  ///< below, signatures were checked before
};

/// Examines on threads of its own from here to the end of its scope; `block` and what `examination` names must live as long.
class BlockAtWork {
public:
    BlockAtWork(Block& block, BlockExamination examination);
    ~BlockAtWork() = default;
    BlockAtWork(const BlockAtWork&) = delete;
    BlockAtWork& operator=(const BlockAtWork&) = delete;

private:
    std::vector<std::jthread> threads_;
};

}  // namespace truce
