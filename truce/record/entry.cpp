#include "truce/record/entry.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/base/random.hpp"
#include "truce/record/kinds.hpp"

namespace truce {
namespace {

constexpr std::string_view first_line = "truce/entry/v1\n";
constexpr std::int64_t us_per_half_day = 43'200'000'000;

Error form(std::string_view what) { return {Errc::invalid, "entry.form", fmt::format("not an entry: {}", what), "", ""}; }

bool is_slot(std::string_view slot) {
    return slot.size() == 14 && parse_day(slot.substr(0, 10)).ok() && (slot.substr(10) == "T00Z" || slot.substr(10) == "T12Z");
}

Json to_json(const EntryHeader& header) {
    JsonObject out{{"author", header.author}, {"body", header.body.hex()}, {"id", header.id},
                   {"log", header.log},       {"prev", header.prev.hex()}, {"slot", header.slot}};
    if (header.open) {
        out["open"] = JsonObject{{"at", header.open->at.us},
                                 {"kind", header.open->kind},
                                 {"refs", JsonArray(header.open->refs.begin(), header.open->refs.end())}};
    }
    return out;
}

Result<std::string> text_of(const JsonObject& object, std::string_view key) {
    const Json* value = object.if_contains(key);
    if (value == nullptr || !value->is_string()) return form(fmt::format("\"{}\" is missing or no string", key));
    return std::string(value->get_string());
}

Result<OpenHeader> open_from_json(const Json& value) {
    const JsonObject* object = value.if_object();
    if (object == nullptr || object->size() != 3) return form("\"open\" must hold at, kind and refs");
    OpenHeader open;
    const Json* at = object->if_contains("at");
    const Json* refs = object->if_contains("refs");
    if (at == nullptr || !at->is_int64() || refs == nullptr || !refs->is_array()) return form("\"open\" must hold at, kind and refs");
    open.at = {at->get_int64()};
    TRUCE_ASSIGN(open.kind, text_of(*object, "kind"));
    const Kind* kind = find_kind(open.kind);
    if (kind == nullptr || kind->form != EntryForm::open) return form(fmt::format("\"{}\" is not a kind of open entry", open.kind));
    for (const Json& ref : refs->get_array()) {
        if (!ref.is_string() || !is_uuid(ref.get_string())) return form("a reference that is not an entry's id");
        open.refs.emplace_back(ref.get_string());
    }
    return open;
}

Result<EntryHeader> header_from_json(const Json& value) {
    const JsonObject* object = value.if_object();
    if (object == nullptr) return form("the header is not an object");
    const Json* open = object->if_contains("open");
    if (object->size() != (open != nullptr ? 7U : 6U)) return form("the header has a key too many or too few");
    EntryHeader header;
    TRUCE_ASSIGN(header.author, text_of(*object, "author"));
    TRUCE_ASSIGN(header.id, text_of(*object, "id"));
    TRUCE_ASSIGN(header.log, text_of(*object, "log"));
    TRUCE_ASSIGN(header.slot, text_of(*object, "slot"));
    TRUCE_ASSIGN(const std::string body, text_of(*object, "body"));
    TRUCE_ASSIGN(const std::string prev, text_of(*object, "prev"));
    TRUCE_ASSIGN(header.body, digest_from_hex(body));
    TRUCE_ASSIGN(header.prev, digest_from_hex(prev));
    if (open != nullptr) {
        TRUCE_ASSIGN(header.open, open_from_json(*open));
    }
    if (!is_institution(header.author)) return form("the author is not an institution's id");
    if (!is_uuid(header.id)) return form("the id is not a lower-case UUID, version 4");
    if (!is_slot(header.slot)) return form("the slot is not a half day");
    if (!is_note_key_name(header.log)) return form("the log's origin is not a key name");
    return header;
}

}  // namespace

std::string slot_of(Instant t) {
    const std::int64_t half_days = t.us / us_per_half_day - (t.us % us_per_half_day < 0 ? 1 : 0);
    const std::int64_t day = half_days >= 0 ? half_days / 2 : -((1 - half_days) / 2);
    return format(Day{static_cast<std::int32_t>(day)}) + (half_days - 2 * day == 0 ? "T00Z" : "T12Z");
}

Digest first_prev(const NoteKey& key) { return sha256(key.vkey()); }

std::string entry_key_name(std::string_view institution, const PublicKey& key) {
    return fmt::format("{}/{}", institution, sha256(key.view()).hex().substr(0, 8));
}

bool is_institution(std::string_view name) {
    return !name.empty() && name.size() <= 64 &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string entry_text(const EntryHeader& header) {
    const auto json = canonical(to_json(header));
    TRUCE_ASSERT(json.ok());
    return std::string(first_line) + *json + "\n";
}

Result<std::string> sign_entry(const EntryHeader& header, const NoteSigner& signer) { return sign_note(entry_text(header), signer); }

Result<EntryHeader> parse_entry_text(std::string_view text) {
    if (!text.starts_with(first_line)) return form("it does not begin with truce/entry/v1");
    if (!text.ends_with('\n')) return form("its last line does not end");
    TRUCE_ASSIGN(const Json json, parse_canonical(text.substr(first_line.size(), text.size() - first_line.size() - 1)));
    return header_from_json(json);
}

Result<Entry> parse_entry(std::string_view note_bytes) {
    if (note_bytes.size() > entry_size_max) {
        return Error{Errc::too_large, "entry.too_large",
                     fmt::format("an entry of {} bytes; {} are the limit", note_bytes.size(), entry_size_max), "",
                     "Put the content into the body's parts, which lie outside the log"};
    }
    TRUCE_ASSIGN(const Note note, parse_note(note_bytes));
    if (note.signatures.size() != 1) return form("it must carry exactly one signature");
    Entry entry;
    TRUCE_ASSIGN(entry.header, parse_entry_text(note.text));
    entry.key_name = note.signatures.front().name;
    entry.key_id = note.signatures.front().id;
    if (!entry.key_name.starts_with(entry.header.author + "/")) return form("it is signed by a key of another institution than its author");
    return entry;
}

}  // namespace truce
