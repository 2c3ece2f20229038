// Bytes on their way in, and files for registers: read here, composed, signed where the key is, recorded.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"
#include "truce/serve/desk_behind.hpp"

namespace truce {
namespace {

constexpr std::size_t name_bytes_max = 255;

std::int64_t number(std::uint64_t n) { return static_cast<std::int64_t>(n); }

Json upload_json(const Digest& digest, const Uploads::State& state) {
    return {{"bytes", number(state.bytes)}, {"held", number(state.held)}, {"sha256", digest.hex()}};
}

Result<HttpResponse> put_piece(const Asked& asked) {
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_ASSIGN(const Digest digest, digest_in_path(asked));
    TRUCE_ASSIGN(const auto bytes, asked.query.number("bytes", 1, std::uint64_t{json_integer_max}));
    TRUCE_ASSIGN(const auto from, asked.query.number("from", 0, std::uint64_t{json_integer_max}));
    if (!bytes) return Error{Errc::invalid, "upload.bytes", "how many bytes the whole file has is not said", "bytes", "Say ?bytes=N"};
    TRUCE_ASSIGN(const Uploads::State state,
                 asked.service.uploads().put(institution, digest, *bytes, from.value_or(0), asked.request.body));
    return not_kept(json_answer(upload_json(digest, state)));
}

Result<HttpResponse> upload(const Asked& asked) {
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_ASSIGN(const Digest digest, digest_in_path(asked));
    TRUCE_ASSIGN(const Uploads::State state, asked.service.uploads().state(institution, digest));
    return not_kept(json_answer(upload_json(digest, state)));
}

Json problem_json(const Error& error) { return {{"id", error.id}, {"remedy", error.remedy}, {"what", error.what}, {"where", error.where}}; }

Json import_json(const Imports::Import& import) {
    const Imports::State state = import.state();
    JsonArray problems;
    for (const Error& one : state.problems) problems.push_back(problem_json(one));
    JsonObject out{{"bytes", number(import.bytes())}, {"complete", import.wish().complete}, {"id", import.id()},
                   {"name", import.wish().name},      {"problems", std::move(problems)},    {"records", number(state.records)},
                   {"sha256", import.digest().hex()}, {"staged", number(state.staged)},     {"state", name_of(state.step)}};
    if (state.refusal) out["refusal"] = problem_json(*state.refusal);
    if (state.read) {
        const ReadImport& read = *state.read;
        JsonArray flagged;
        for (const auto& [flag, n] : read.read.flagged) flagged.push_back(Json{{"flag", flag}, {"records", number(n)}});
        JsonArray registers;
        for (const std::string& one : read.registers) registers.emplace_back(one);
        out["read"] = Json{{"added", number(read.tally.added)},
                           {"changed", number(read.tally.changed)},
                           {"flagged", std::move(flagged)},
                           {"format", name_of(read.format)},
                           {"items", number(read.promise.count)},
                           {"kind", read.kind},
                           {"registers", std::move(registers)},
                           {"root", read.promise.root.hex()},
                           {"unchanged", number(read.tally.unchanged)},
                           {"withdrawn", number(read.tally.withdrawn)}};
    }
    if (state.receipt) out["entry"] = state.receipt->id;
    return Json(std::move(out));
}

std::string_view import_id(const Asked& asked) { return parameter(asked.path, "id"); }

/// A name as it can stand in the record and in messages: without folders and control characters.
Result<std::string> file_name(const JsonObject& body) {
    TRUCE_ASSIGN(std::string name, text_in(body, "name"));
    const bool plain = std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7f || c == '/' || c == '\\'; });
    if (!name.empty() && name.size() <= name_bytes_max && plain) return name;
    return Error{Errc::invalid, "import.name", "that is no name of a file", "name",
                 fmt::format("Give its name without folders, in at most {} bytes", name_bytes_max)};
}

Result<HttpResponse> begin_import(const Asked& asked) {
    static constexpr std::array<std::string_view, 2> needed{"sha256", "name"};
    static constexpr std::array<std::string_view, 3> optional{"format", "register", "complete"};
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed, optional));
    TRUCE_ASSIGN(const std::string hex, text_in(body, "sha256"));
    TRUCE_ASSIGN(const Digest digest, digest_from_hex(hex));
    ImportWish wish;
    TRUCE_ASSIGN(wish.name, file_name(body));
    if (body.contains("format")) {
        TRUCE_ASSIGN(const std::string name, text_in(body, "format"));
        TRUCE_ASSIGN(wish.format, source_format_from(name));
    }
    if (body.contains("register")) {
        TRUCE_ASSIGN(wish.register_id, text_in(body, "register"));
    }
    if (const Json* complete = body.if_contains("complete"); complete != nullptr) {
        if (!complete->is_bool())
            return Error{Errc::invalid, "body.members", "the member \"complete\" is neither true nor false", "body", "Look at GET /api"};
        wish.complete = complete->get_bool();
    }
    TRUCE_ASSIGN(auto upload, asked.service.uploads().take(institution, digest));
    TRUCE_ASSIGN(const auto import, asked.service.imports().begin(institution, std::move(wish), std::move(upload)));
    return not_kept(json_answer(import_json(*import), 202));
}

Result<HttpResponse> state_of_import(const Asked& asked) {
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_ASSIGN(const auto import, asked.service.imports().find(institution, import_id(asked)));
    return not_kept(json_answer(import_json(*import)));
}

Result<HttpResponse> give_up_import(const Asked& asked) {
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_TRY(asked.service.imports().give_up(institution, import_id(asked)));
    HttpResponse response;
    response.status = 204;
    return response;
}

Result<HttpResponse> compose_import_entry(const Asked& asked) {
    static constexpr std::array<std::string_view, 1> needed{"key"};
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed));
    TRUCE_ASSIGN(const NoteKey key, key_to_compose_for(asked, body));
    TRUCE_ASSIGN(const auto import, asked.service.imports().find(institution, import_id(asked)));
    const Imports::State state = import->state();
    if (!state.read || state.step != ImportStep::read)
        return Error{Errc::conflict, "import.not_read", fmt::format("it is {}", name_of(state.step)), import->id(), "Ask for its state"};
    if (state.read->kind.empty())
        return Error{Errc::conflict, "filing.none", "the register holds every record of the file in the same words", import->id(),
                     "There is nothing to file"};
    TRUCE_ASSIGN(const ComposedFiling composed,
                 compose_import(asked.mechanism.db(), key, *state.read, asked.service.clock().now(), asked.service.random()));
    ShownStep step{composed.id, composed.text, composed.words, composed.body, {}, key};
    // A desk signs for what it read itself, and keeps it with the entry until it is in the record.
    step.chunks = [&service = asked.service, institution, id = import->id()] { return service.imports().chunks(institution, id); };
    step.kept = [&service = asked.service, institution, id = import->id()] { (void)service.imports().give_up(institution, id).ok(); };
    return composed_answer(asked, {{"id", composed.id}, {"kind", composed.kind}}, std::move(step));
}

/// As POST /api/entries: the signature says who speaks, and the session whose import it is.
Result<HttpResponse> record_import(const Asked& asked) {
    TRUCE_TRY(not_at_a_desk(asked));
    static constexpr std::array<std::string_view, 2> needed{"note", "body"};
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed));
    Submission submission;
    TRUCE_ASSIGN(submission.note, text_in(body, "note"));
    TRUCE_ASSIGN(submission.body, parts_in(body));
    TRUCE_ASSIGN(const Imports::Recorded recorded, asked.service.imports().record(institution, import_id(asked), asked.mechanism,
                                                                                  std::move(submission), asked.service.writer()));
    TRUCE_ASSIGN(const std::uint64_t size, asked.mechanism.size());
    Json json = receipt_json(asked, recorded.submitted.receipt, std::max(size, recorded.submitted.receipt.index + 1));
    if (recorded.again) json.get_object()["again"] = true;
    return not_kept(json_answer(json, recorded.again ? 200 : 201));
}

}  // namespace

Result<std::string> sender_of_files(const Asked& asked) {
    if (asked.institution.empty())
        return Error{Errc::unsigned_, "session.none", "nobody is signed in", "", "Sign in first: POST /api/session/challenge"};
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    if (!viewer->is_member()) {
        return Error{Errc::forbidden, "upload.role", fmt::format("{} holds no role, and files nothing", asked.institution), "",
                     "Ask as a participant"};
    }
    return asked.institution;
}

Result<Digest> digest_in_path(const Asked& asked) {
    auto digest = digest_from_hex(parameter(asked.path, "sha256"));
    if (!digest) return at("sha256", std::move(digest).error());
    return digest;
}

void add_import_routes(Service& service) {
    service.route(HttpMethod::put, "/api/uploads/{sha256}", {"bytes", "from"}, put_piece);
    service.route(HttpMethod::get, "/api/uploads/{sha256}", {}, upload);
    service.route(HttpMethod::post, "/api/imports", {}, begin_import);
    service.route(HttpMethod::get, "/api/imports/{id}", {}, state_of_import);
    service.route(HttpMethod::delete_, "/api/imports/{id}", {}, give_up_import);
    service.route(HttpMethod::post, "/api/imports/{id}/compose", {}, compose_import_entry);
    service.route(HttpMethod::post, "/api/imports/{id}/entry", {}, record_import);
}

}  // namespace truce
