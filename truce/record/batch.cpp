#include "truce/record/batch.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "truce/base/bytes.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr char state_sealed = 0;
constexpr char state_open = 1;
constexpr int compression_level = 1;               // measured: higher levels cost more time than the disk saves
constexpr std::size_t chunk_size_max = 1U << 30U;  // bounds what a damaged length can make us allocate

Error damaged(std::string_view what) {
    return {Errc::corrupt, "batch.chunk", fmt::format("a chunk of a batch is damaged: {}", what), "", "Restore it from a mirror"};
}

/// Reads the encoding of an item from the front of what is left.
class ItemReader {
public:
    explicit ItemReader(std::string_view bytes) : left_(bytes) {}
    [[nodiscard]] bool done() const { return left_.empty(); }

    Result<Body> item() {
        TRUCE_ASSIGN(const std::string_view count, take(1));
        if (count[0] < 1 || count[0] > 4) return damaged("an item with no or more than four parts");
        Body body;
        for (int i = 0; i < count[0]; ++i) {
            TRUCE_ASSIGN(Part part, this->part());
            if (!body.empty() && body.back().audience >= part.audience) return damaged("parts out of order");
            body.push_back(std::move(part));
        }
        return body;
    }

private:
    Result<Part> part() {
        TRUCE_ASSIGN(const std::string_view head, take(2));
        TRUCE_ASSIGN(const Audience audience, audience_from_number(head[0]));
        TRUCE_ASSIGN(const std::string_view secret, take(32));
        if (head[1] == state_sealed) {
            TRUCE_ASSIGN(const Digest commitment, digest_from_bytes(secret));
            return Part::sealed(audience, commitment);
        }
        if (head[1] != state_open) return damaged("a part that is neither open nor sealed");
        TRUCE_ASSIGN(const std::string_view length, take(4));
        std::size_t size = 0;
        for (const char c : length) size = size << 8U | static_cast<unsigned char>(c);
        TRUCE_ASSIGN(const std::string_view content, take(size));
        Part part;
        part.audience = audience;
        Part::Open open;
        std::memcpy(open.secret.data(), secret.data(), secret.size());
        open.content = content;
        part.commitment = part_commitment(audience, open.secret, content);
        part.open = std::move(open);
        return part;
    }

    Result<std::string_view> take(std::size_t n) {
        if (left_.size() < n) return damaged("it ends too early");
        const std::string_view out = left_.substr(0, n);
        left_.remove_prefix(n);
        return out;
    }

    std::string_view left_;
};

}  // namespace

Chunk::Compressor::Compressor() : context(ZSTD_createCCtx()) {}
Chunk::Compressor::~Compressor() { ZSTD_freeCCtx(context); }

Digest item_leaf(const Digest& body_root) {
    constexpr std::size_t prefix = 14;
    std::array<char, prefix + 32> leaf{};
    std::string_view("truce/item/v1\n").copy(leaf.data(), prefix);
    body_root.view().copy(leaf.data() + prefix, 32);
    return leaf_hash({leaf.data(), leaf.size()});
}

void Chunk::add(std::span<const Content> parts, Random& random) {
    TRUCE_ASSERT(size() < chunk_items_max && !parts.empty() && parts.size() <= 4);
    encoded_ += static_cast<char>(parts.size());
    GrowingTree tree;
    for (const Content& part : parts) {
        if (secrets_.empty()) {
            secrets_.resize(chunk_items_max);
            random.fill({secrets_.front().data(), secrets_.size() * sizeof(PartSecret)});
        }
        const PartSecret secret = secrets_.back();
        secrets_.pop_back();
        encoded_ += static_cast<char>(part.audience);
        encoded_ += state_open;
        encoded_.append(reinterpret_cast<const char*>(secret.data()), secret.size());
        append_u32(encoded_, static_cast<std::uint32_t>(part.content.size()));
        encoded_ += part.content;
        tree.append(part_commitment(part.audience, secret, part.content));
    }
    leaves_.push_back(item_leaf(tree.root()));
}

void Chunk::add(const Body& body) {
    TRUCE_ASSERT(size() < chunk_items_max && !body.empty() && body.size() <= 4);
    encoded_ += static_cast<char>(body.size());
    for (const Part& part : body) {
        encoded_ += static_cast<char>(part.audience);
        encoded_ += part.open ? state_open : state_sealed;
        if (part.open) {
            encoded_.append(reinterpret_cast<const char*>(part.open->secret.data()), part.open->secret.size());
            append_u32(encoded_, static_cast<std::uint32_t>(part.open->content.size()));
            encoded_ += part.open->content;
        } else {
            encoded_ += part.commitment.view();
        }
    }
    leaves_.push_back(item_leaf(body_root(body)));
}

std::string Chunk::compressed() const {
    std::vector<char>& room = compressor_->room;
    room.resize(std::max(room.size(), ZSTD_compressBound(encoded_.size())));
    const std::size_t size =
        ZSTD_compressCCtx(compressor_->context, room.data(), room.size(), encoded_.data(), encoded_.size(), compression_level);
    TRUCE_ASSERT(ZSTD_isError(size) == 0);
    return {room.data(), size};
}

void Chunk::clear() {
    encoded_.clear();
    leaves_.clear();
}

Result<std::vector<Body>> Chunk::decode(std::string_view compressed) {
    const unsigned long long size = ZSTD_getFrameContentSize(compressed.data(), compressed.size());
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > chunk_size_max)
        return damaged("it cannot be unpacked");
    std::string encoded(static_cast<std::size_t>(size), '\0');
    const std::size_t got = ZSTD_decompress(encoded.data(), encoded.size(), compressed.data(), compressed.size());
    if (ZSTD_isError(got) != 0 || got != encoded.size()) return damaged("it cannot be unpacked");
    std::vector<Body> items;
    ItemReader reader(encoded);
    while (!reader.done()) {
        TRUCE_ASSIGN(Body body, reader.item());
        items.push_back(std::move(body));
    }
    if (items.empty() || items.size() > chunk_items_max) return damaged("no items or too many");
    return items;
}

Result<void> create_batch_tables(Database& db) {
    return ensure_schema(db, "record.batch", 1, R"(
        CREATE TABLE batch (
            batch BIGINT NOT NULL PRIMARY KEY,
            entry BIGINT NOT NULL,
            items BIGINT NOT NULL
        );
        CREATE UNIQUE INDEX batch_entry ON batch (entry);
        CREATE TABLE batch_chunk (
            chunk INTEGER PRIMARY KEY,
            batch BIGINT NOT NULL,
            part_no BIGINT NOT NULL,
            leaves BYTEA NOT NULL,
            content BYTEA NOT NULL,
            digest BYTEA NOT NULL
        );
        CREATE UNIQUE INDEX batch_chunk_order ON batch_chunk (batch, part_no);
    )");
}

namespace {

/// An unlanded batch has this, its own number made negative, in place of its entry.
std::int64_t staged_mark(std::int64_t batch) { return -batch; }

Result<std::int64_t> one_integer(Database& db, std::string_view sql, std::initializer_list<Value> params) {
    TRUCE_ASSIGN(const std::optional<std::int64_t> value, db.query_integer(sql, params));
    if (!value) return Error{Errc::not_found, "batch.missing", "there is no such item", "", ""};
    return *value;
}

}  // namespace

Result<BatchWriter> BatchWriter::begin(Database& db) {
    TRUCE_ASSIGN(const std::int64_t batch, one_integer(db, "SELECT COALESCE(MAX(batch), 0) + 1 FROM batch", {}));
    TRUCE_TRY(db.run("INSERT INTO batch (batch, entry, items) VALUES ($1, $2, 0)", {Value(batch), Value(staged_mark(batch))}));
    return BatchWriter(db, batch);
}

Result<std::int64_t> BatchWriter::stage(const Chunk& chunk, std::string_view compressed) {
    TRUCE_ASSERT(chunk.size() > 0 && tree_.size() % chunk_items_max == 0);
    TRUCE_ASSIGN(const std::int64_t number, one_integer(*db_, "SELECT COALESCE(MAX(chunk), 0) + 1 FROM batch_chunk", {}));
    std::string leaves;
    leaves.reserve(chunk.size() * 32);
    for (const Digest& leaf : chunk.leaves()) {
        leaves += leaf.view();
        tree_.append(leaf);
    }
    const Digest digest = sha256(compressed);
    TRUCE_TRY(db_->run(
        "INSERT INTO batch_chunk (chunk, batch, part_no, leaves, content, digest) VALUES ($1, $2, $3, $4, $5, $6)",
        {Value(number), Value(batch_), Value(chunks_), Value::bytes(leaves), Value::bytes(compressed), Value::bytes(digest.view())}));
    ++chunks_;
    return number;
}

Result<void> land_batch(Database& db, std::int64_t batch, std::uint64_t entry_index, std::uint64_t count) {
    TRUCE_ASSIGN(const std::int64_t changed, db.run("UPDATE batch SET entry = $1, items = $2 WHERE batch = $3 AND entry = $4",
                                                    {Value(static_cast<std::int64_t>(entry_index)), Value(static_cast<std::int64_t>(count)),
                                                     Value(batch), Value(staged_mark(batch))}));
    TRUCE_ASSERT(changed == 1);
    return {};
}

Result<ItemPlace> find_item(Database& db, std::uint64_t entry_index, std::uint64_t n) {
    ItemPlace place;
    TRUCE_ASSIGN(place.batch, one_integer(db, "SELECT batch FROM batch WHERE entry = $1 AND items > $2",
                                          {Value(static_cast<std::int64_t>(entry_index)), Value(static_cast<std::int64_t>(n))}));
    TRUCE_ASSIGN(place.chunk, one_integer(db, "SELECT chunk FROM batch_chunk WHERE batch = $1 AND part_no = $2",
                                          {Value(place.batch), Value(static_cast<std::int64_t>(n / chunk_items_max))}));
    place.in_chunk = static_cast<std::size_t>(n % chunk_items_max);
    return place;
}

Result<std::vector<Body>> read_chunk(Database& db, std::int64_t chunk) {
    std::optional<Result<std::vector<Body>>> items;
    TRUCE_TRY(db.query("SELECT content FROM batch_chunk WHERE chunk = $1", {Value(chunk)}, [&](const Row& row) -> Result<void> {
        items = Chunk::decode(row.bytes(0));
        return {};
    }));
    if (!items) return Error{Errc::not_found, "batch.missing", "there is no such chunk", "", ""};
    return std::move(*items);
}

Result<std::vector<Digest>> batch_leaves(Database& db, std::int64_t batch) {
    std::vector<Digest> leaves;
    TRUCE_TRY(
        db.query("SELECT leaves FROM batch_chunk WHERE batch = $1 ORDER BY part_no", {Value(batch)}, [&](const Row& row) -> Result<void> {
            std::string_view bytes = row.bytes(0);
            for (; bytes.size() >= 32; bytes.remove_prefix(32)) {
                TRUCE_ASSIGN(const Digest leaf, digest_from_bytes(bytes.substr(0, 32)));
                leaves.push_back(leaf);
            }
            if (!bytes.empty()) return damaged("its leaves are no whole digests");
            return {};
        }));
    return leaves;
}

Result<std::vector<std::int64_t>> orphaned_batches(Database& db) {
    std::vector<std::int64_t> batches;
    TRUCE_TRY(db.query("SELECT batch FROM batch WHERE entry < 0 ORDER BY batch", {}, [&](const Row& row) -> Result<void> {
        batches.push_back(row.integer(0));
        return {};
    }));
    return batches;
}

Result<void> sweep_batch(Database& db, std::int64_t batch) {
    TRUCE_ASSIGN(const auto staged,
                 db.query_integer("SELECT 1 FROM batch WHERE batch = $1 AND entry = $2", {Value(batch), Value(staged_mark(batch))}));
    if (!staged) return {};
    TRUCE_TRY(db.run("DELETE FROM batch_chunk WHERE batch = $1", {Value(batch)}));
    TRUCE_TRY(db.run("DELETE FROM batch WHERE batch = $1 AND entry = $2", {Value(batch), Value(staged_mark(batch))}));
    return {};
}

}  // namespace truce
