#include "truce/record/pouch.hpp"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/entry.hpp"

namespace truce {
namespace {

constexpr std::string_view first_line = "truce/pouch/v1\n";
constexpr char type_checkpoint = 'C';
constexpr char type_edge = 'T';
constexpr char type_entry = 'E';
constexpr char type_body = 'B';
constexpr char type_items = 'I';
constexpr char type_refusal = 'R';
constexpr char type_end = 'Z';

Error form(std::string_view what, std::size_t byte) {
    return {Errc::invalid, "pouch.form", fmt::format("not a pouch: {}", what), fmt::format("byte {}", byte),
            "Ask for the pouch again; this one was not written by truce or was changed"};
}

Error damaged(std::string_view what) {
    return {Errc::corrupt, "pouch.damaged", fmt::format("the pouch is damaged: {}", what), "",
            "Copy it from the stick again, or have it sent again"};
}

Error too_large(std::string_view what, std::size_t limit) {
    return {Errc::too_large, "pouch.too_large", fmt::format("{}; {} bytes are the limit", what, limit), "",
            "Send it in several pouches: --since"};
}

Result<std::string> text_member(const JsonObject& object, std::string_view name, std::size_t byte) {
    const Json* value = object.if_contains(name);
    if (value == nullptr || !value->is_string()) return form(fmt::format("\"{}\" is missing or no string", name), byte);
    return std::string(value->get_string());
}

Result<std::uint64_t> number_member(const JsonObject& object, std::string_view name, std::size_t byte) {
    const Json* value = object.if_contains(name);
    if (value == nullptr || !value->is_int64() || value->get_int64() < 0)
        return form(fmt::format("\"{}\" is missing or no number", name), byte);
    return static_cast<std::uint64_t>(value->get_int64());
}

Result<PouchHeader> header_from(std::string_view line, std::size_t byte) {
    const auto json = parse_canonical(line);
    const JsonObject* object = json ? json->if_object() : nullptr;
    if (object == nullptr || object->size() != 5) return form("its second line is no header", byte);
    TRUCE_ASSIGN(const std::string kind, text_member(*object, "kind", byte));
    TRUCE_ASSIGN(const std::string vkey, text_member(*object, "log", byte));
    TRUCE_ASSIGN(const std::string from, text_member(*object, "from", byte));
    const auto log = parse_vkey(vkey);
    if (!log) return form("it names no log", byte);
    if (kind != name_of(PouchKind::filing) && kind != name_of(PouchKind::answer)) return form("it is neither a filing nor an answer", byte);
    PouchHeader header{kind == name_of(PouchKind::filing) ? PouchKind::filing : PouchKind::answer, *log, from, 0, 0};
    TRUCE_ASSIGN(header.base, number_member(*object, "base", byte));
    TRUCE_ASSIGN(header.size, number_member(*object, "size", byte));
    const bool filing = header.kind == PouchKind::filing;
    if (filing ? !is_institution(from) : from != log->name) return form("it does not say who sends it", byte);
    if (filing ? header.size != 0 : header.size < header.base) return form("its sizes contradict each other", byte);
    return header;
}

Errc code_from(std::string_view name) {
    constexpr std::array codes{Errc::invalid,   Errc::unsigned_, Errc::forbidden, Errc::not_found, Errc::conflict,
                               Errc::too_large, Errc::busy,      Errc::io,        Errc::corrupt};
    for (const Errc code : codes) {
        if (name_of(code) == name) return code;
    }
    return Errc::invalid;
}

/// Takes records off the bytes between header and end, and holds them to their order.
class PouchReader {
public:
    explicit PouchReader(std::string_view bytes) : bytes_(bytes) {}

    Result<Pouch> run() {
        if (bytes_.size() > pouch_size_max) return too_large("the pouch is too large", pouch_size_max);
        if (!bytes_.starts_with(first_line)) return form("it does not begin with truce/pouch/v1", 0);
        const std::size_t end = bytes_.find('\n', first_line.size());
        if (end == std::string_view::npos) return form("its second line is no header", first_line.size());
        TRUCE_ASSIGN(pouch_.header, header_from(bytes_.substr(first_line.size(), end - first_line.size()), first_line.size()));
        at_ = end + 1;
        for (;;) {
            const std::size_t begin = at_;
            TRUCE_ASSIGN(const char type, take_type());
            TRUCE_ASSIGN(const std::string_view payload, take_payload());
            if (type == type_end) {
                TRUCE_TRY(finish(begin, payload));
                return std::move(pouch_);
            }
            TRUCE_TRY(take(type, payload, begin));
        }
    }

private:
    [[nodiscard]] bool answer() const { return pouch_.header.kind == PouchKind::answer; }

    Result<char> take_type() {
        if (at_ >= bytes_.size()) return damaged("it ends too early");
        return bytes_[at_++];
    }
    Result<std::string_view> take_payload() {
        if (bytes_.size() - at_ < 4) return damaged("it ends too early");
        std::size_t size = 0;
        for (int i = 0; i < 4; ++i) size = size << 8U | static_cast<unsigned char>(bytes_[at_++]);
        if (size > pouch_record_max) return too_large("a record of the pouch is too large", pouch_record_max);
        if (bytes_.size() - at_ < size) return damaged("it ends too early");
        const std::string_view payload = bytes_.substr(at_, size);
        at_ += size;
        return payload;
    }

    Result<void> take(char type, std::string_view payload, std::size_t begin) {
        switch (type) {
            case type_checkpoint:
                if (!answer() || stage_ != Stage::start || payload.empty()) return form("a checkpoint out of place", begin);
                pouch_.checkpoint = payload;
                stage_ = Stage::checkpoint;
                return {};
            case type_edge: return take_edge(payload, begin);
            case type_entry:
                if (answer() ? stage_ != Stage::edge && stage_ != Stage::entries : stage_ != Stage::start && stage_ != Stage::entries)
                    return form("an entry out of place", begin);
                if (payload.empty() || payload.size() > entry_size_max) return form("an entry of an impossible size", begin);
                pouch_.entries.push_back({payload, {}, {}});
                stage_ = Stage::entries;
                return {};
            case type_body:
                if (stage_ != Stage::entries || !pouch_.entries.back().body.empty() || !pouch_.entries.back().items.empty() ||
                    payload.empty())
                    return form("a body out of place", begin);
                pouch_.entries.back().body = payload;
                return {};
            case type_items:
                if (stage_ != Stage::entries || payload.empty()) return form("items out of place", begin);
                pouch_.entries.back().items.push_back(payload);
                return {};
            case type_refusal: {
                if (!answer() || stage_ == Stage::start || stage_ == Stage::checkpoint) return form("a refusal out of place", begin);
                auto refusal = parse_refusal(payload);
                if (!refusal) return form(refusal.error().what, begin);
                pouch_.refusals.push_back(std::move(*refusal));
                stage_ = Stage::refusals;
                return {};
            }
            default: return form("a record of a type that does not exist", begin);
        }
    }

    Result<void> take_edge(std::string_view payload, std::size_t begin) {
        const auto hashes = static_cast<std::size_t>(std::popcount(pouch_.header.base));
        if (stage_ != Stage::checkpoint || payload.size() != hashes * 32) return form("the edge of a tree out of place", begin);
        for (std::size_t i = 0; i < hashes; ++i) {
            TRUCE_ASSIGN(const Digest digest, digest_from_bytes(payload.substr(i * 32, 32)));
            pouch_.edge.push_back(digest);
        }
        stage_ = Stage::edge;
        return {};
    }

    Result<void> finish(std::size_t begin, std::string_view payload) {
        if (at_ != bytes_.size()) return form("something follows its end", at_);
        if (payload != sha256(bytes_.substr(0, begin)).view()) return damaged("its bytes are not those that were written");
        if (answer() && (stage_ == Stage::start || stage_ == Stage::checkpoint)) return form("an answer without a checkpoint", begin);
        if (answer() && pouch_.entries.size() != pouch_.header.size - pouch_.header.base)
            return form(fmt::format("it holds {} entries and says {}", pouch_.entries.size(), pouch_.header.size - pouch_.header.base),
                        begin);
        return {};
    }

    enum class Stage : std::uint8_t { start, checkpoint, edge, entries, refusals };
    std::string_view bytes_;
    std::size_t at_ = 0;
    Stage stage_ = Stage::start;
    Pouch pouch_;
};

/// A frame says its size before it is unpacked; one that lies about it does not unpack.
Result<std::vector<Body>> decode(std::string_view chunk) {
    const unsigned long long size = ZSTD_getFrameContentSize(chunk.data(), chunk.size());
    if (size != ZSTD_CONTENTSIZE_ERROR && size != ZSTD_CONTENTSIZE_UNKNOWN && size > pouch_record_max)
        return too_large("a chunk of the pouch is too large", pouch_record_max);
    return Chunk::decode(chunk);
}

/// A message may quote bytes that were refused for being no text.
std::string as_text(std::string_view message) { return is_utf8(message) ? std::string(message) : to_hex(message); }

}  // namespace

std::string_view name_of(PouchKind kind) { return kind == PouchKind::filing ? "filing" : "answer"; }

Result<Pouch> read_pouch(std::string_view bytes) { return PouchReader(bytes).run(); }

Result<PouchRefusal> parse_refusal(std::string_view text) {
    constexpr std::size_t byte = 0;
    const auto json = parse_canonical(text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    if (object == nullptr || object->size() != 6) return form("a refusal without its members", byte);
    PouchRefusal refusal;
    TRUCE_ASSIGN(const std::string note, text_member(*object, "note", byte));
    const auto digest = digest_from_hex(note);
    if (!digest) return form("a refusal that names no note", byte);
    refusal.note = *digest;
    TRUCE_ASSIGN(const std::string code, text_member(*object, "code", byte));
    refusal.error.code = code_from(code);
    if (name_of(refusal.error.code) != code) return form("a refusal of an unknown class", byte);
    TRUCE_ASSIGN(refusal.error.id, text_member(*object, "id", byte));
    TRUCE_ASSIGN(refusal.error.what, text_member(*object, "what", byte));
    TRUCE_ASSIGN(refusal.error.where, text_member(*object, "where", byte));
    TRUCE_ASSIGN(refusal.error.remedy, text_member(*object, "remedy", byte));
    return refusal;
}

std::string refusal_text(const PouchRefusal& refusal) {
    const auto text = canonical(Json{{"code", name_of(refusal.error.code)},
                                     {"id", as_text(refusal.error.id)},
                                     {"note", refusal.note.hex()},
                                     {"remedy", as_text(refusal.error.remedy)},
                                     {"what", as_text(refusal.error.what)},
                                     {"where", as_text(refusal.error.where)}});
    TRUCE_ASSERT(text.ok());
    return *text;
}

Result<Body> body_of(const PouchEntry& entry) {
    if (entry.body.empty()) return Body();
    TRUCE_ASSIGN(std::vector<Body> bodies, decode(entry.body));
    if (bodies.size() != 1) return Error{Errc::invalid, "pouch.form", "not a pouch: a body that is several", "", "Ask for the pouch again"};
    return std::move(bodies.front());
}

Result<std::vector<Body>> items_of(std::string_view chunk) { return decode(chunk); }

PouchWriter::PouchWriter(const PouchHeader& header) : out_(first_line) {
    const auto text = canonical(Json{{"base", static_cast<std::int64_t>(header.base)},
                                     {"from", header.from},
                                     {"kind", name_of(header.kind)},
                                     {"log", header.log.vkey()},
                                     {"size", static_cast<std::int64_t>(header.size)}});
    TRUCE_ASSERT(text.ok());
    out_ += *text + "\n";
}

void PouchWriter::record(char type, std::string_view payload) {
    TRUCE_ASSERT(payload.size() <= pouch_record_max);
    out_ += type;
    append_u32(out_, static_cast<std::uint32_t>(payload.size()));
    out_ += payload;
}

void PouchWriter::checkpoint(std::string_view note) { record(type_checkpoint, note); }

void PouchWriter::edge(const std::vector<Digest>& edge) {
    std::string bytes;
    for (const Digest& digest : edge) bytes += digest.view();
    record(type_edge, bytes);
}

Result<void> PouchWriter::entry(std::string_view note, const Body& body) {
    record(type_entry, note);
    if (body.empty()) return {};
    Chunk chunk;
    chunk.add(body);
    return items_record(type_body, chunk.compressed());
}

Result<void> PouchWriter::items(std::string_view compressed_chunk) { return items_record(type_items, compressed_chunk); }

Result<void> PouchWriter::items_record(char type, std::string_view chunk) {
    if (chunk.size() > pouch_record_max) return too_large("a chunk is too large for a pouch", pouch_record_max);
    record(type, chunk);
    // Room for refusals and the end is kept.
    if (out_.size() > pouch_size_max - pouch_record_max) return too_large("the pouch becomes too large", pouch_size_max);
    return {};
}

void PouchWriter::refusal(const PouchRefusal& refusal) { record(type_refusal, refusal_text(refusal)); }

std::string PouchWriter::finish() {
    const Digest digest = sha256(out_);
    record(type_end, digest.view());
    return std::move(out_);
}

}  // namespace truce
