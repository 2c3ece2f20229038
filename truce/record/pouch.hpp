/// Pouches: files that carry entries, receipts and checkpoints between places without a line, by stick or by mail.
///
///   filing   from a centre: entries it has signed, each with its body and its batch's items
///   answer   from the log: all entries from a base on, with the parts that the receiver may have, the newest
///            checkpoint, and what was refused of earlier filings. A receipt is an entry's place under the checkpoint.
///
/// docs/formats/pouch.md has the bytes. Nothing in a pouch is believed for being in it: entries carry their signatures,
/// the checkpoint the log's. The hash at the end only tells a damaged stick from a whole one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/record/body.hpp"
#include "truce/record/note.hpp"

namespace truce {

inline constexpr std::size_t pouch_size_max = std::size_t{1} << 30U;
/// Of one record, and of one chunk unpacked: bounds what a pouch can make its reader allocate.
inline constexpr std::size_t pouch_record_max = std::size_t{64} << 20U;

enum class PouchKind : std::uint8_t { filing, answer };
std::string_view name_of(PouchKind kind);

struct PouchHeader {
    PouchKind kind = PouchKind::filing;
    NoteKey log;             ///< the log it goes to or comes from
    std::string from;        ///< filing: the institution; answer: the log's origin
    std::uint64_t base = 0;  ///< answer: position of its first entry. filing: size of the log as the centre knows it
    std::uint64_t size = 0;  ///< answer: size of the log at its checkpoint. filing: 0
};

/// An entry on its way. Views the pouch's bytes; nothing is decoded or checked yet.
struct PouchEntry {
    std::string_view note;
    std::string_view body;                ///< a chunk of one item; empty if the body has no parts
    std::vector<std::string_view> items;  ///< chunks of its batch, in order
};

/// Why an entry of an earlier filing was not recorded. It stays refused: its centre issues it anew.
struct PouchRefusal {
    Digest note;  ///< SHA-256 of the refused note
    Error error;
};

/// A pouch taken apart. Views the bytes it was read from.
struct Pouch {
    PouchHeader header;
    std::string_view checkpoint;  ///< the note; answers only
    std::vector<Digest> edge;     ///< of the tree of `base` leaves, largest first; answers only
    std::vector<PouchEntry> entries;
    std::vector<PouchRefusal> refusals;  ///< answers only
};

/// Strict: whatever PouchWriter would not write is refused. Errors: pouch.form, pouch.damaged (the hash at its end),
/// pouch.too_large, each saying where (byte).
Result<Pouch> read_pouch(std::string_view bytes);

/// A refusal as text, for the pouch and for whoever keeps it; canonical JSON.
std::string refusal_text(const PouchRefusal& refusal);
/// Errors: pouch.form.
Result<PouchRefusal> parse_refusal(std::string_view text);

/// The body of an entry that travels. Errors: batch.chunk, pouch.too_large.
Result<Body> body_of(const PouchEntry& entry);
/// The items of one of its chunks. Errors: as above.
Result<std::vector<Body>> items_of(std::string_view chunk);

/// Writes a pouch in memory, in the order of read_pouch's members.
class PouchWriter {
public:
    explicit PouchWriter(const PouchHeader& header);

    void checkpoint(std::string_view note);
    void edge(const std::vector<Digest>& edge);
    /// Errors: pouch.too_large beyond pouch_size_max.
    Result<void> entry(std::string_view note, const Body& body);
    /// Chunks of the last entry's batch, at most 256 items each.
    Result<void> items(std::string_view compressed_chunk);
    void refusal(const PouchRefusal& refusal);
    /// Ends the pouch and returns it.
    std::string finish();

private:
    void record(char type, std::string_view payload);
    Result<void> items_record(char type, std::string_view chunk);
    std::string out_;
};

}  // namespace truce
