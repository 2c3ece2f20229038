/// Batches: many small filings (reports, watches, counts) under one entry.
///
/// Each item has a body of its own (record/body.hpp) and is bound to the entry by a Merkle tree:
///   item leaf = leaf hash of  "truce/item/v1\n" || the item's body root
///   the entry's part names count and root of the tree over the item leaves
/// so one item of a million can be disclosed, proven or erased. Item n of entry E is called "E/n".
///
/// Items are staged in chunks of at most 256 under a batch number that no view sees, in transactions of
/// their own, so that nobody waits for a long import; one short transaction lands the batch together with
/// its entry. Batches that never landed are swept when the store is opened for writing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/record/body.hpp"
#include "truce/record/merkle.hpp"
#include "truce/store/store.hpp"

struct ZSTD_CCtx_s;

namespace truce {

inline constexpr std::size_t chunk_items_max = 256;

Digest item_leaf(const Digest& body_root);

/// Up to 256 items, encoded one after the other:
///   item := part count (1 byte) part*          part := audience (1 byte) state (1 byte) rest
///   state 1, open:   secret (32 bytes) length (4 bytes, big endian) content
///   state 0, sealed: commitment (32 bytes)
/// stored compressed (zstd), with the SHA-256 of the stored bytes beside it.
class Chunk {
public:
    struct Content {
        Audience audience = Audience::public_;
        std::string_view content;
    };

    /// Adds an item whose parts are all open. Parts ascend by audience; at least one.
    /// Precondition: size() < chunk_items_max.
    void add(std::span<const Content> parts, Random& random);
    void add(const Body& body);

    [[nodiscard]] std::size_t size() const { return leaves_.size(); }
    [[nodiscard]] std::span<const Digest> leaves() const { return leaves_; }
    [[nodiscard]] std::string compressed() const;
    /// Forgets the items and keeps the memory.
    void clear();

    /// Errors: batch.chunk (corrupt): not one of ours, or a commitment that is not its content's.
    static Result<std::vector<Body>> decode(std::string_view compressed);

private:
    std::string encoded_;
    std::vector<Digest> leaves_;
    std::vector<PartSecret> secrets_;  ///< drawn for many parts at once; used from the back
    struct Compressor {
        Compressor();
        ~Compressor();
        Compressor(const Compressor&) = delete;
        Compressor& operator=(const Compressor&) = delete;
        ZSTD_CCtx_s* context;
        std::vector<char> room;  ///< for the output, as large as it was ever needed
    };
    std::unique_ptr<Compressor> compressor_ = std::make_unique<Compressor>();
};

/// A number for rows of views: items of one chunk are neighbours, chunks ascend in the order of staging.
[[nodiscard]] inline std::int64_t item_row(std::int64_t chunk, std::size_t in_chunk) {
    return chunk * 256 + static_cast<std::int64_t>(in_chunk);
}
[[nodiscard]] inline std::int64_t chunk_of_row(std::int64_t row) { return row / 256; }
[[nodiscard]] inline std::size_t place_in_chunk(std::int64_t row) { return static_cast<std::size_t>(row % 256); }

/// Stages one batch. The caller owns the transactions: any number of chunks each.
class BatchWriter {
public:
    /// Takes the next batch number. Inside a writing transaction.
    static Result<BatchWriter> begin(Database& db);

    /// Writes a chunk; every chunk but the last must be full. Inside a writing transaction.
    /// Returns the chunk's number: item i of it has the row item_row(number, i) in views.
    Result<std::int64_t> stage(const Chunk& chunk, std::string_view compressed);

    [[nodiscard]] std::int64_t batch() const { return batch_; }
    [[nodiscard]] std::uint64_t count() const { return tree_.size(); }
    [[nodiscard]] Digest root() const { return tree_.root(); }

private:
    BatchWriter(Database& db, std::int64_t batch) : db_(&db), batch_(batch) {}
    Database* db_;
    std::int64_t batch_;
    std::int64_t chunks_ = 0;
    GrowingTree tree_;
};

/// Binds a staged batch to its entry: from here on views see it. Inside the transaction that appends the entry.
Result<void> land_batch(Database& db, std::int64_t batch, std::uint64_t entry_index, std::uint64_t count);

/// Where a landed item lies.
struct ItemPlace {
    std::int64_t batch = 0;
    std::int64_t chunk = 0;  ///< the chunk's number
    std::size_t in_chunk = 0;
    [[nodiscard]] std::int64_t row() const { return item_row(chunk, in_chunk); }
};
/// Errors: not_found.
Result<ItemPlace> find_item(Database& db, std::uint64_t entry_index, std::uint64_t n);

/// All bodies of one chunk. Errors: not_found, batch.chunk.
Result<std::vector<Body>> read_chunk(Database& db, std::int64_t chunk);

/// The leaves of a landed batch, in order.
Result<std::vector<Digest>> batch_leaves(Database& db, std::int64_t batch);

/// Batches that were staged and never landed, oldest first; for sweeping.
Result<std::vector<std::int64_t>> orphaned_batches(Database& db);
/// Removes a staged batch's chunks and the batch itself; one that has landed stays. Views remove their own rows first.
Result<void> sweep_batch(Database& db, std::int64_t batch);

Result<void> create_batch_tables(Database& db);

}  // namespace truce
