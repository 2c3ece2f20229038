// The record itself: checkpoint, tiles, entries, proofs.
#include <fmt/format.h>

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/proof_file.hpp"
#include "truce/record/stored_files.hpp"
#include "truce/record/tile_path.hpp"
#include "truce/record/witness_client.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

/// The newest checkpoint that the one who asks may have, of `from` entries at least, with what witnesses have said of it.
Result<std::string> dressed(const Asked& asked, std::uint64_t from = 0) {
    TRUCE_ASSIGN(const std::uint64_t most, asked.as_of());
    TRUCE_ASSIGN(const auto kept, Cosignatures::open_if_there(cosignatures_file(asked.service.directory())));
    return newest_dressed(asked.mechanism.db(), kept.get(), nullptr, from, most);
}

Result<Checkpoint> read(const Mechanism& mechanism, std::string_view note) {
    TRUCE_ASSIGN(const NoteKey key, LogReader(mechanism.db()).checkpoint_key());
    return open_checkpoint(note, key);
}

/// Whose cosignatures stand under a checkpoint, and when they were made: the first eight bytes of each.
Result<JsonArray> witnesses_json(std::string_view note, const Checkpoint& checkpoint) {
    TRUCE_ASSIGN(const Note parsed, parse_note(note));
    JsonArray out;
    for (const NoteSignature& one : parsed.signatures) {
        if (one.name == checkpoint.origin || one.signature.size() != 72) continue;
        std::uint64_t seconds = 0;
        for (std::size_t i = 0; i < 8; ++i) seconds = seconds << 8U | static_cast<unsigned char>(one.signature[i]);
        out.push_back(Json{{"at", number(std::min<std::uint64_t>(seconds, 9'000'000'000)) * 1'000'000},
                           {"name", one.name},
                           {"size", number(checkpoint.size)}});
    }
    return out;
}

Result<HttpResponse> record(const Asked& asked) {
    TRUCE_ASSIGN(const std::string note, dressed(asked));
    TRUCE_ASSIGN(const Checkpoint checkpoint, read(asked.mechanism, note));
    TRUCE_ASSIGN(const NoteKey key, LogReader(asked.mechanism.db()).checkpoint_key());
    JsonObject out{{"checkpoint", note},
                   {"key", key.vkey()},
                   {"origin", checkpoint.origin},
                   {"root", checkpoint.root.hex()},
                   {"size", number(checkpoint.size)}};
    TRUCE_ASSIGN(out["witnesses"], witnesses_json(note, checkpoint));
    return json_answer(Json(std::move(out)));
}

/// Its place, if the one who asks may know that it is there.
Result<std::uint64_t> place_of(const Asked& asked, std::uint64_t as_of) {
    const std::string_view id = parameter(asked.path, "id");
    const auto index = LogReader(asked.mechanism.db()).index_of(id);
    if (index && *index < as_of) return *index;
    if (!index && index.error().code != Errc::not_found) return index.error();
    return Error{Errc::not_found, "entry.missing", fmt::format("there is no entry \"{}\" for you", id), "",
                 "Entries of the record have ids like those of receipts"};
}

Result<HttpResponse> entry(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const std::uint64_t index, place_of(asked, viewer->as_of()));
    TRUCE_ASSIGN(const StoredEntry stored, LogReader(asked.mechanism.db()).entry(index));
    TRUCE_ASSIGN(const Entry parsed, parse_entry(stored.note));
    JsonArray body;
    bool reads_any = parsed.header.open.has_value();
    for (const Part& part : stored.body) {
        const bool may_read = viewer->may_read(parsed.header.author, part.audience, stored.recorded_at);
        reads_any = reads_any || may_read;
        body.push_back(part_json(part, may_read));
    }
    JsonObject out{{"author", parsed.header.author},
                   {"body", std::move(body)},
                   {"id", parsed.header.id},
                   {"index", number(index)},
                   {"key", parsed.key_name},
                   // Of a guarded entry its kind stands in its parts alone.
                   {"kind", reads_any ? stored.kind : ""},
                   {"note", stored.note},
                   {"recorded_at", stored.recorded_at.us}};
    if (const auto promise = batch_promise(stored.body); promise && reads_any) out["items"] = number(promise->count);
    return json_answer(Json(std::move(out)));
}

HttpResponse text(std::string bytes, std::string_view type, std::string_view cache) {
    HttpResponse response;
    response.headers = {{"Content-Type", std::string(type)}, {"Cache-Control", std::string(cache)}};
    response.body = std::move(bytes);
    return response;
}

Result<HttpResponse> proof(const Asked& asked) {
    TRUCE_ASSIGN(const std::uint64_t as_of, asked.as_of());
    TRUCE_ASSIGN(const std::uint64_t index, place_of(asked, as_of));
    TRUCE_ASSIGN(const std::string note, dressed(asked, index + 1));
    TRUCE_ASSIGN(const ProofFile file, compose_proof(asked.mechanism.db(), index, note));
    return text(format(file), "text/plain; charset=utf-8", "private, no-cache");
}

Result<HttpResponse> checkpoint(const Asked& asked) {
    TRUCE_ASSIGN(std::string note, dressed(asked));
    return text(std::move(note), "text/plain; charset=utf-8", "private, no-cache");
}

Result<HttpResponse> tile(const Asked& asked) {
    TRUCE_ASSIGN(const TilePath path, parse_tile_path(asked.request.path.substr(1)));
    TRUCE_ASSIGN(const std::uint64_t as_of, asked.as_of());
    const std::uint64_t hashes = tile_hashes(as_of, path.level);
    if (path.index > hashes / 256 || path.index * 256 + path.width > hashes) {
        return Error{Errc::not_found, "tile.path", fmt::format("the log has no such tile for you yet; its size is {}", as_of),
                     asked.request.path, "Ask for what the checkpoint implies"};
    }
    TRUCE_ASSIGN(std::string bytes, stored_file(asked.mechanism.db(), path));
    // A cache between may give everybody only what everybody may have now.
    const std::string_view whose = asked.institution.empty() ? "public" : "private";
    HttpResponse response = text(std::move(bytes), "application/octet-stream", fmt::format("{}, max-age=31536000, immutable", whose));
    response.headers.emplace_back("ETag", "\"" + asked.request.path.substr(1) + "\"");
    return response;
}

Result<HttpResponse> receipt(const Asked& asked) {
    TRUCE_ASSIGN(const std::uint64_t as_of, asked.as_of());
    TRUCE_ASSIGN(const std::uint64_t index, place_of(asked, as_of));
    TRUCE_ASSIGN(const StoredEntry stored, LogReader(asked.mechanism.db()).entry(index));
    return json_answer(receipt_json(asked, {index, std::string(parameter(asked.path, "id")), stored.recorded_at}, as_of), 200);
}

}  // namespace

Json part_json(const Part& part, bool may_read) {
    JsonObject out{{"audience", name_of(part.audience)}, {"commitment", part.commitment.hex()}};
    if (part.open && may_read) {
        out["content"] = part.open->content;
        out["secret"] = to_hex({reinterpret_cast<const char*>(part.open->secret.data()), part.open->secret.size()});
    }
    return Json(std::move(out));
}

Json receipt_json(const Asked& asked, const Receipt& receipt, std::uint64_t size) {
    JsonObject out{{"id", receipt.id}, {"index", number(receipt.index)}, {"level", "recorded"}, {"recorded_at", receipt.recorded_at.us}};
    JsonArray witnessed_by;
    const auto kept = Cosignatures::open_if_there(cosignatures_file(asked.service.directory()));
    const Policy* policy = asked.service.options().policy ? &*asked.service.options().policy : nullptr;
    Database& db = asked.mechanism.db();
    const auto newest = newest_dressed(db, kept ? kept->get() : nullptr, nullptr, receipt.index + 1, size);
    if (newest) {
        out["checkpoint"] = *newest;
        out["size"] = number(size);
    }
    if (policy != nullptr && kept) {
        const auto witnessed = newest_dressed(db, kept->get(), policy, receipt.index + 1, size);
        const auto trusted = witnessed ? check_by_policy(*witnessed, *policy) : Result<TrustedCheckpoint>(witnessed.error());
        if (trusted) {
            for (const WitnessStatement& one : trusted->witnesses) witnessed_by.emplace_back(one.name);
            const Level level = level_of(*policy, trusted->witnesses);
            out["level"] = level == Level::acknowledged ? "acknowledged" : level == Level::witnessed ? "witnessed" : "recorded";
            out["checkpoint"] = *witnessed;
        }
    }
    out["witnessed_by"] = std::move(witnessed_by);
    return Json(std::move(out));
}

void add_record_routes(Service& service) {
    service.route(HttpMethod::get, "/api/record", {}, record);
    service.route(HttpMethod::get, "/api/entries/{id}", {}, entry);
    service.route(HttpMethod::get, "/api/entries/{id}/proof", {}, proof);
    service.route(HttpMethod::get, "/api/receipts/{id}", {}, receipt);
    service.route(HttpMethod::get, "/checkpoint", {}, checkpoint);
    service.route(HttpMethod::get, "/tile/{path...}", {}, tile);
}

}  // namespace truce
