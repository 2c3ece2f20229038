#include "truce/record/verify_block.hpp"

#include <algorithm>

#include "truce/record/checkpoint.hpp"

namespace truce {
namespace {

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

Result<Part> part_of(const Row& row) {
    TRUCE_ASSIGN(const Audience audience, audience_from_number(row.integer(1)));
    TRUCE_ASSIGN(const Digest commitment, digest_from_bytes(row.bytes(2)));
    Part part = Part::sealed(audience, commitment);
    if (!row.is_null(3) && !row.is_null(4)) {
        TRUCE_ASSIGN(const Digest secret, digest_from_bytes(row.bytes(3)));
        part.open = Part::Open{secret.bytes, std::string(row.bytes(4))};
    }
    return part;
}

Result<void> read_entries(Database& db, Block& block) {
    return db.query("SELECT idx, id, kind, key_name, recorded_at, note FROM log_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx",
                    {number(block.from), number(block.to)}, [&](const Row& row) -> Result<void> {
                        BlockEntry& entry = block.entries.emplace_back();
                        entry.stored = {static_cast<std::uint64_t>(row.integer(0)),
                                        std::string(row.bytes(5)),
                                        std::string(row.text(2)),
                                        Instant{row.integer(4)},
                                        {}};
                        entry.id = row.text(1);
                        entry.key_name = row.text(3);
                        return {};
                    });
}

/// `place` walks along the entries as the rows, which are in the same order, are handed out.
BlockEntry* entry_at(Block& block, std::size_t& place, std::int64_t index) {
    while (place < block.entries.size() && static_cast<std::int64_t>(block.entries[place].stored.index) < index) ++place;
    if (place == block.entries.size() || static_cast<std::int64_t>(block.entries[place].stored.index) != index) return nullptr;
    return &block.entries[place];
}

Result<void> read_parts(Database& db, Block& block) {
    std::size_t place = 0;
    return db.query("SELECT idx, part, commitment, secret, content FROM log_part WHERE idx >= $1 AND idx < $2 ORDER BY idx, part",
                    {number(block.from), number(block.to)}, [&](const Row& row) -> Result<void> {
                        BlockEntry* entry = entry_at(block, place, row.integer(0));
                        if (entry == nullptr) {
                            ++block.stray_parts;
                            return {};
                        }
                        auto part = part_of(row);
                        if (part)
                            entry->stored.body.push_back(std::move(*part));
                        else if (!entry->unreadable)
                            entry->unreadable = std::move(part).error();
                        return {};
                    });
}

Result<void> read_batches(Database& db, Block& block) {
    std::size_t place = 0;
    return db.query("SELECT entry, batch, items FROM batch WHERE entry >= $1 AND entry < $2 ORDER BY entry",
                    {number(block.from), number(block.to)}, [&](const Row& row) -> Result<void> {
                        if (BlockEntry* entry = entry_at(block, place, row.integer(0))) entry->batch = {row.integer(1), row.integer(2)};
                        return {};
                    });
}

Result<void> read_checkpoints(Database& db, Block& block) {
    return db.query("SELECT size, note FROM log_checkpoint WHERE size > $1 AND size <= $2 ORDER BY size",
                    {number(block.from), number(block.to)}, [&](const Row& row) -> Result<void> {
                        block.checkpoints.push_back({static_cast<std::uint64_t>(row.integer(0)), std::string(row.bytes(1)), {}});
                        return {};
                    });
}

void check_signature(BlockEntry& entry, const KeysByName& keys) {
    const auto key = keys.find(entry.entry->key_name);
    if (key == keys.end()) return;  // said when the keys are replayed
    const auto note = parse_note(entry.stored.note);
    const auto holds = note ? check_note(*note, key->second) : Result<void>(note.error());
    if (holds)
        entry.signature_from = key->second;
    else
        entry.problems.push_back(holds.error());
}

void examine(BlockEntry& entry, const BlockExamination& with) {
    if (entry.unreadable) return entry.problems.push_back(*entry.unreadable);
    auto parsed = parse_entry(entry.stored.note);
    if (!parsed) return entry.problems.push_back(std::move(parsed).error());
    entry.entry = std::move(*parsed);
    entry.note = sha256(entry.stored.note);
    entry.kind = kind_of(*entry.entry, entry.stored.body);
    entry.promise = batch_promise(entry.stored.body);
    if (auto body = check_body(*entry.entry, entry.stored.body); !body) entry.problems.push_back(std::move(body).error());
    if (entry.stored.index >= with.signatures_from) check_signature(entry, with.keys);
}

void examine(BlockCheckpoint& checkpoint, const BlockExamination& with) {
    if (with.log == nullptr || checkpoint.size <= with.signatures_from) return;
    if (auto opened = open_checkpoint(checkpoint.note, *with.log); !opened) checkpoint.problems.push_back(std::move(opened).error());
}

/// The `n`-th of `of` equal shares.
template <typename Item>
void examine_share(std::vector<Item>& items, std::size_t n, std::size_t of, const BlockExamination& with) {
    for (std::size_t i = items.size() * n / of; i < items.size() * (n + 1) / of; ++i) examine(items[i], with);
}

}  // namespace

Result<Block> read_block(Database& db, std::uint64_t from, std::uint64_t to) {
    Block block;
    block.from = from;
    block.to = to;
    block.entries.reserve(to - from);
    TRUCE_TRY(read_entries(db, block));
    TRUCE_TRY(read_parts(db, block));
    TRUCE_TRY(read_batches(db, block));
    TRUCE_TRY(read_checkpoints(db, block));
    return block;
}

BlockAtWork::BlockAtWork(Block& block, BlockExamination examination) {
    const std::size_t threads = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([&block, examination, i, threads] {
            examine_share(block.entries, i, threads, examination);
            examine_share(block.checkpoints, i, threads, examination);
        });
    }
}

}  // namespace truce
