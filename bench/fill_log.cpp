/// Fills a log with entries of the form and size of real ones, as fast as the disk takes them, to measure what a log of many
/// entries costs to open and to look through. Not a way by which anything enters a record: every entry carries a copy of one
/// signature, so `record_driver time FOLDER all` refuses what this writes; `tree` and `open` do not look at signatures.
///
///   fill_log FOLDER ENTRIES       FOLDER as `record_driver found` makes it; commits of 256 entries, each with a signed checkpoint
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

#include "tests/durability/driver_log.hpp"
#include "truce/base/bytes.hpp"
#include "truce/record/tiles.hpp"

namespace {

using namespace truce;

constexpr std::uint64_t commit_entries = 256;
constexpr std::uint64_t transaction_commits = 64;

/// A signed entry whose random members are replaced anew for each copy of it.
class Entries {
public:
    Entries(const NoteSigner& signer, std::optional<OpenHeader> open, std::uint64_t seed) : random_(seeded_random(seed)) {
        const Digest nothing = sha256("");
        const EntryHeader header{std::string(signer.public_key().name.substr(0, signer.public_key().name.find('/'))),
                                 nothing,
                                 id_,
                                 "example.com/driver",
                                 std::move(open),
                                 nothing,
                                 "2023-06-03T00Z"};
        note_ = *sign_entry(header, signer);
        body_ = note_.find(nothing.hex());
        id_at_ = note_.find(id_);
        prev_ = note_.find(nothing.hex(), body_ + 1);
    }

    const std::string& next() {
        note_.replace(body_, 64, to_hex(random_->bytes(32)));
        note_.replace(prev_, 64, to_hex(random_->bytes(32)));
        id_ = new_uuid(*random_);
        note_.replace(id_at_, id_.size(), id_);
        return note_;
    }
    [[nodiscard]] const std::string& id() const { return id_; }

private:
    std::unique_ptr<Random> random_;
    std::string id_ = "00000000-0000-4000-8000-000000000000";
    std::string note_;
    std::size_t body_ = 0, id_at_ = 0, prev_ = 0;
};

class Filler {
public:
    Filler(Database& db, const Keys& keys)
        : db_(db),
          keys_(keys),
          reports_(keys.desks.front(), std::nullopt, 1),
          clocks_(keys.clock, OpenHeader{Instant{1'700'000'000'000'000}, "log.clock", {}}, 2) {}

    Result<void> fill(std::uint64_t entries) {
        TRUCE_ASSIGN(std::uint64_t size, LogReader(db_).size());
        TRUCE_ASSIGN(tiles_, TileWriter::open(db_, size));
        TRUCE_TRY(db_.execute("DROP INDEX log_entry_id"));
        while (size < entries) {
            TRUCE_ASSIGN(Transaction transaction, begin(db_));
            TRUCE_TRY(several_commits(size, entries));
            TRUCE_TRY(transaction.commit());
            fmt::print(stderr, "\r{} of {}", size, entries);
        }
        fmt::print(stderr, "\n");
        return db_.execute("CREATE UNIQUE INDEX log_entry_id ON log_entry (id)");
    }

private:
    Result<void> several_commits(std::uint64_t& size, std::uint64_t entries) {
        TRUCE_ASSIGN(const auto rows, db_.bulk_insert("log_entry", {"idx", "id", "kind", "key_name", "recorded_at", "leaf", "note"}));
        TRUCE_ASSIGN(const auto parts, db_.bulk_insert("log_part", {"idx", "part", "commitment", "secret", "content"}));
        TRUCE_ASSIGN(const auto checkpoints, db_.bulk_insert("log_checkpoint", {"size", "note"}));
        for (std::uint64_t n = 0; n < transaction_commits && size < entries; ++n) {
            for (std::uint64_t i = 0; i < commit_entries && size < entries; ++i, ++size) TRUCE_TRY(add(*rows, *parts, size, i == 0));
            const std::string note = *sign_checkpoint({"example.com/driver", size, tiles_.root()}, keys_.checkpoint);
            TRUCE_TRY(checkpoints->add(std::array{Value(static_cast<std::int64_t>(size)), Value::bytes(note)}));
        }
        TRUCE_TRY(rows->finish());
        TRUCE_TRY(parts->finish());
        TRUCE_TRY(checkpoints->finish());
        TRUCE_TRY(tiles_.write(db_));
        TRUCE_TRY(db_.run("UPDATE log_head SET size = $1, root = $2",
                          {Value(static_cast<std::int64_t>(size)), Value::bytes(tiles_.root().view())}));
        return {};
    }

    Result<void> add(BulkInsert& rows, BulkInsert& parts, std::uint64_t index, bool is_clock) {
        Entries& entries = is_clock ? clocks_ : reports_;
        const std::string& note = entries.next();
        const Digest leaf = leaf_hash(note);
        const Value idx(static_cast<std::int64_t>(index));
        tiles_.append(leaf);
        TRUCE_TRY(rows.add(std::array{idx, Value::text(entries.id()), Value::text(is_clock ? "log.clock" : "reports.filed"),
                                      Value::text(is_clock ? keys_.clock.public_key().name : keys_.desks.front().public_key().name),
                                      Value(std::int64_t{1'700'000'000'000'000} + static_cast<std::int64_t>(index)),
                                      Value::bytes(leaf.view()), Value::bytes(note)}));
        if (is_clock) return {};
        // Two parts of which only the commitments are held, as by a copy for the public.
        for (const std::int64_t part : {2, 3})
            TRUCE_TRY(parts.add(std::array{idx, Value(part), Value::bytes(leaf.view()), Value::null(), Value::null()}));
        return {};
    }

    Database& db_;
    const Keys& keys_;
    Entries reports_;
    Entries clocks_;
    TileWriter tiles_;
};

Result<void> fill(const Path& folder, std::uint64_t entries) {
    const Keys keys(1);
    TRUCE_ASSIGN(const auto db, open_store(folder));
    TRUCE_ASSIGN(const auto checkpointer, Checkpointer::start(folder / "log.db", {}));
    return Filler(*db, keys).fill(entries);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        fmt::print(stderr, "usage: fill_log FOLDER ENTRIES\n");
        return 2;
    }
    const auto done = fill(argv[1], std::stoull(argv[2]));
    if (!done) fmt::print(stderr, "{}\n", done.error().text());
    return done ? 0 : 1;
}
