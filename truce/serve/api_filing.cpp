// Composing what is to be signed, and handing in what was.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/composing_filing.hpp"
#include "truce/mechanism/composing_open.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"
#include "truce/serve/desk_behind.hpp"

namespace truce {
namespace {

Error wrong(std::string_view name, std::string_view what) {
    return {Errc::invalid, "body.members", fmt::format("the member \"{}\" {}", name, what), "body", "Look at GET /api"};
}

Result<std::vector<std::string>> texts_of(const JsonObject& body, std::string_view name) {
    std::vector<std::string> out;
    const Json* value = body.if_contains(name);
    if (value == nullptr) return out;
    if (!value->is_array()) return wrong(name, "is no list of texts");
    for (const Json& one : value->get_array()) {
        if (!one.is_string()) return wrong(name, "is no list of texts");
        out.emplace_back(one.get_string());
    }
    return out;
}

Result<Body> parts_of(const Json& json, std::string_view name) {
    if (!json.is_array() || json.get_array().size() > audiences.size()) return wrong(name, "is no list of at most four parts");
    Body body;
    for (const Json& one : json.get_array()) {
        const JsonObject* object = one.if_object();
        const auto text = [&](std::string_view member) -> const boost::json::string* {
            const Json* value = object == nullptr ? nullptr : object->if_contains(member);
            return value == nullptr ? nullptr : value->if_string();
        };
        const auto* audience = text("audience");
        const auto* content = text("content");
        const auto* secret = text("secret");
        if (audience == nullptr || content == nullptr || secret == nullptr || object->size() != 3)
            return wrong(name, "has a part without audience, content or secret");
        const auto known = std::ranges::find(audiences, std::string_view(*audience), [](Audience a) { return name_of(a); });
        const auto bytes = from_hex(*secret);
        if (known == audiences.end() || !bytes || bytes->size() != PartSecret{}.size())
            return wrong(name, "has a part of no known audience, or whose secret is not 32 bytes in hexadecimal");
        Part part;
        part.audience = *known;
        part.open = Part::Open{};
        std::ranges::copy(*bytes, part.open->secret.begin());
        part.open->content = *content;
        part.commitment = part_commitment(part.audience, part.open->secret, part.open->content);
        body.push_back(std::move(part));
    }
    return body;
}

Result<NoteKey> own_key(const Asked& asked, const std::string& name) {
    if (asked.institution.empty())
        return Error{Errc::unsigned_, "session.none", "nobody is signed in", "", "Sign in first: POST /api/session/challenge"};
    TRUCE_ASSIGN(const EnrolledKey key, LogReader(asked.mechanism.db()).key(name));
    if (key.institution != asked.institution) {
        return Error{Errc::forbidden, "session.institution", fmt::format("{} is not a key of {}", name, asked.institution), "key",
                     "Compose for a key of the institution that is signed in"};
    }
    if (key.revoked_at)
        return Error{Errc::forbidden, "entry.revoked_key", fmt::format("the key {} was revoked", name), "key", "Use another one"};
    return key.key;
}

Json signer_json(const NoteKey& key) { return {{"id", to_hex(key.id())}, {"name", key.name}}; }

/// A step without what composing fills in, as a step's own form.
Result<StepBody> step_of(const Json& json) {
    const JsonObject* given = json.if_object();
    if (given == nullptr || !given->contains("kind")) return wrong("step", "is no object with a kind");
    JsonObject object = *given;
    if (!object.contains("form")) object["form"] = step_form;
    return read_step_draft(Json(std::move(object)));
}

/// The report or incident of that name, ENTRY/N or REGISTER:SOURCE_ID, if the one who composes is told that there is one: what one may
/// not hear of yet and what is not there are refused alike.
Result<std::string> incident_told(const Asked& asked, const Viewer& viewer, const std::string& word) {
    const Error unknown{Errc::not_found, "incident.unknown", fmt::format("no report or incident \"{}\" is known here", word), "",
                        "Name it as ENTRY/N or REGISTER:SOURCE_ID"};
    TRUCE_ASSIGN(const std::string id, find_incident(asked.mechanism.db(), word));
    const std::size_t slash = id.find('/');
    const LogReader log(asked.mechanism.db());
    const auto index = log.index_of(id.substr(0, slash));
    if (!index && asked.service.desk() != nullptr) return id;  // what was signed there and has no receipt yet is its own
    if (!index) return index.error().code == Errc::not_found ? unknown : index.error();
    TRUCE_ASSIGN(const StoredEntry stored, log.entry(*index));
    TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
    const auto told = [&](const Part& part) { return viewer.may_read(entry.header.author, part.audience, stored.recorded_at); };
    return *index < viewer.as_of() && std::ranges::any_of(stored.body, told) ? Result<std::string>(id) : Result<std::string>(unknown);
}

/// An opening takes time and place from the report, as far as the one who composes is told of them.
Result<void> fill_in(const Asked& asked, StepRequest& request) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    if (!viewer->is_member()) {
        return Error{Errc::forbidden, "case.role", fmt::format("{} holds no role that takes this step", viewer->institution()), "",
                     "Ask as a participant"};
    }
    StepBody& step = request.step;
    for (std::string* word : {&step.incident, &step.report, &step.into}) {
        if (word->empty()) continue;
        TRUCE_ASSIGN(*word, incident_told(asked, *viewer, *word));
    }
    if (request.case_word.find_first_of(":/") != std::string::npos) {
        TRUCE_ASSIGN(request.case_word, incident_told(asked, *viewer, request.case_word));
    }
    if (step.kind != StepKind::case_opened || step.incident.empty() || (step.when && step.where)) return {};
    TRUCE_ASSIGN(const auto situation, asked.situation(viewer->as_of()));
    const auto seen = situation->incident(*viewer, step.incident);
    if (!seen) return {};  // what is missing is then asked for by name
    if (!step.when) step.when = seen->report.when;
    if (!step.where && seen->report.where.kind != Region::Kind::unknown) step.where = seen->report.where;
    return {};
}

/// A decimal as it is written without exponent, which records do not have; the records' reader takes texts for numbers.
void write_decimals_plainly(Json& json) {
    if (json.is_double()) {
        std::array<char, 400> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), json.get_double(), std::chars_format::fixed).ptr;
        json = Json(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
    } else if (json.is_array()) {
        for (Json& one : json.get_array()) write_decimals_plainly(one);
    } else if (json.is_object()) {
        for (auto& member : json.get_object()) write_decimals_plainly(member.value());
    }
}

/// The id that stands in the text of an entry.
Result<std::string> id_of_text(std::string_view text) {
    const std::size_t line = text.find('\n') + 1;
    TRUCE_ASSIGN(const Json header, parse_canonical(text.substr(line, text.find('\n', line) - line)));
    return std::string(header.at("id").as_string());
}

Result<HttpResponse> compose_a_step(const Asked& asked) {
    static constexpr std::array<std::string_view, 2> needed{"key", "step"};
    static constexpr std::array<std::string_view, 2> optional{"case", "officers"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed, optional));
    TRUCE_ASSIGN(const NoteKey key, key_to_compose_for(asked, body));
    StepRequest request;
    TRUCE_ASSIGN(request.step, step_of(body.at("step")));
    if (body.contains("case")) {
        TRUCE_ASSIGN(request.case_word, text_in(body, "case"));
    }
    TRUCE_TRY(fill_in(asked, request));
    TRUCE_ASSIGN(request.officers, texts_of(body, "officers"));
    TRUCE_ASSIGN(const Desk desk, desk_for(asked, key));
    TRUCE_ASSIGN(const ComposedStep composed,
                 compose_step(desk, key, std::move(request), asked.service.clock().now(), asked.service.random()));
    TRUCE_ASSIGN(const std::string id, id_of_text(composed.text));
    return composed_answer(asked, {{"id", id}, {"kind", row_of(composed.step.kind).name}, {"step", to_json(composed.step)}}, composed.body,
                           composed.text, composed.words, key);
}

Result<HttpResponse> compose_reports(const Asked& asked) {
    static constexpr std::array<std::string_view, 3> needed{"key", "register", "records"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed));
    TRUCE_ASSIGN(const std::string register_id, text_in(body, "register"));
    TRUCE_ASSIGN(const NoteKey key, key_to_compose_for(asked, body));
    Json records = body.at("records");
    write_decimals_plainly(records);
    if (!records.is_array() || records.get_array().empty()) return wrong("records", "is no list of records");
    std::string lines;
    for (const Json& one : records.get_array()) {
        if (!one.is_object()) return wrong("records", "has something that is no record");
        lines += boost::json::serialize(one) + "\n";
    }
    Problems problems;
    TRUCE_ASSIGN(const ComposedFiling composed, compose_filing(asked.mechanism.db(), key, register_id, lines, asked.service.clock().now(),
                                                               asked.service.random(), problems));
    JsonArray items;
    for (const Body& item : composed.items) items.push_back(parts_json(item));
    return composed_answer(asked, {{"id", composed.id}, {"items", std::move(items)}, {"kind", composed.kind}}, composed.body, composed.text,
                           composed.words, key, composed.items);
}

HttpResponse composed_open(const Asked& asked, const ComposedOpen& composed, const NoteKey& key) {
    return composed_answer(asked, {{"id", composed.id}, {"kind", composed.kind}}, composed.body, composed.text, composed.words, key);
}

/// Exactly one of "enrol" and "revoke".
Result<HttpResponse> compose_key_change(const Asked& asked) {
    static constexpr std::array<std::string_view, 1> needed{"key"};
    static constexpr std::array<std::string_view, 3> optional{"enrol", "revoke", "kinds"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed, optional));
    TRUCE_ASSIGN(const NoteKey key, key_to_compose_for(asked, body));
    if (body.contains("enrol") == body.contains("revoke")) return wrong("enrol", "is needed, or \"revoke\", and not both");
    Database& db = asked.mechanism.db();
    const Instant now = asked.service.clock().now();
    if (body.contains("revoke")) {
        TRUCE_ASSIGN(const std::string ending, text_in(body, "revoke"));
        TRUCE_ASSIGN(const ComposedOpen composed, compose_revocation(db, key, ending, now, asked.service.random()));
        return composed_open(asked, composed, key);
    }
    TRUCE_ASSIGN(const std::string vkey, text_in(body, "enrol"));
    TRUCE_ASSIGN(const NoteKey enrolled, parse_vkey(vkey));
    TRUCE_ASSIGN(const std::vector<std::string> kinds, texts_of(body, "kinds"));
    TRUCE_ASSIGN(const ComposedOpen composed, compose_enrolment(db, key, enrolled, kinds, now, asked.service.random()));
    return composed_open(asked, composed, key);
}

Result<HttpResponse> compose_bulletin_entry(const Asked& asked) {
    static constexpr std::array<std::string_view, 2> needed{"key", "day"};
    static constexpr std::array<std::string_view, 1> optional{"reading"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed, optional));
    TRUCE_ASSIGN(const NoteKey key, key_to_compose_for(asked, body));
    TRUCE_ASSIGN(const std::string text, text_in(body, "day"));
    TRUCE_ASSIGN(const Day day, parse_day(text));
    std::optional<std::string> reading;
    if (body.contains("reading")) {
        TRUCE_ASSIGN(reading, text_in(body, "reading"));
    }
    TRUCE_ASSIGN(const ComposedOpen composed,
                 compose_publication(asked.mechanism, key, day, reading, asked.service.clock().now(), asked.service.random()));
    return composed_open(asked, composed, key);
}

Result<HttpResponse> recorded(const Asked& asked, const Submitted& submitted, bool again) {
    TRUCE_ASSIGN(const std::uint64_t size, asked.mechanism.size());
    Json json = receipt_json(asked, submitted.receipt, std::max(size, submitted.receipt.index + 1));
    if (again) json.get_object()["again"] = true;
    return not_kept(json_answer(json, again ? 200 : 201));
}

/// The items of its batch came before, as an upload of the institution that signed: a file of chunks.
Result<HttpResponse> hand_in_with_chunks(const Asked& asked, const JsonObject& body, Submission submission) {
    TRUCE_ASSIGN(const std::string hex, text_in(body, "upload"));
    TRUCE_ASSIGN(const Digest digest, digest_from_hex(hex));
    const LogReader log(asked.mechanism.db());
    TRUCE_ASSIGN(CheckedSubmission checked, check_entry(asked.mechanism.db(), std::move(submission)));
    const EntryHeader header = checked.entry().header;
    // What is in the record has its receipt there; its items need not come again.
    if (log.index_of(header.id).ok()) {
        TRUCE_ASSIGN(const Submitted submitted, asked.service.writer().submit(SignedFiling{std::move(checked), {}}));
        return recorded(asked, submitted, true);
    }
    TRUCE_ASSIGN(const EnrolledKey key, log.key(checked.entry().key_name));
    if (key.last_note != header.prev)
        return Error{Errc::conflict, "entry.chain", fmt::format("another entry of the key {} came first", key.key.name), header.id,
                     "Compose and sign it again"};
    TRUCE_ASSIGN(const auto upload, asked.service.uploads().whole(header.author, digest));
    auto submitted = asked.service.submit(std::move(checked), upload->path());
    // Where there was no time for it, it need not be sent again.
    if (submitted || submitted.error().code != Errc::busy) (void)asked.service.uploads().take(header.author, digest).ok();
    if (!submitted) return submitted.error();
    return recorded(asked, *submitted, false);
}

/// What is handed in carries its own signature, so nobody need be signed in for it.
Result<HttpResponse> hand_in(const Asked& asked) {
    TRUCE_TRY(not_at_a_desk(asked));
    static constexpr std::array<std::string_view, 2> needed{"note", "body"};
    static constexpr std::array<std::string_view, 2> optional{"items", "upload"};
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed, optional));
    Submission submission;
    TRUCE_ASSIGN(submission.note, text_in(body, "note"));
    TRUCE_ASSIGN(submission.body, parts_of(body.at("body"), "body"));
    if (body.contains("upload")) {
        if (body.contains("items")) return wrong("upload", "stands beside \"items\"");
        return hand_in_with_chunks(asked, body, std::move(submission));
    }
    std::vector<Body> items;
    if (const Json* given = body.if_contains("items"); given != nullptr) {
        if (!given->is_array() || given->get_array().size() > composed_records_max) return wrong("items", "is no list of so few items");
        for (const Json& one : given->get_array()) {
            TRUCE_ASSIGN(Body item, parts_of(one, "items"));
            items.push_back(std::move(item));
        }
    }
    TRUCE_ASSIGN(SignedFiling filing, check_filing(asked.mechanism.db(), std::move(submission), std::move(items)));
    const std::string id = filing.submission.entry().header.id;
    const bool again = LogReader(asked.mechanism.db()).index_of(id).ok();
    TRUCE_ASSIGN(const Submitted submitted, asked.service.writer().submit(std::move(filing)));
    return recorded(asked, submitted, again);
}

}  // namespace

Result<void> not_at_a_desk(const Asked& asked) {
    if (asked.service.desk() == nullptr) return {};
    return Error{Errc::conflict, "desk.signs", "a desk signs what it composed, and hands it in itself", "",
                 "Sign with POST /api/desk/sign"};
}

HttpResponse not_kept(HttpResponse response) {
    std::erase_if(response.headers, [](const auto& one) { return one.first == "Cache-Control" || one.first == "ETag"; });
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

Result<std::string> text_in(const JsonObject& body, std::string_view name) {
    const Json& value = body.at(name);
    if (value.is_string()) return std::string(value.get_string());
    return wrong(name, "is no text");
}

Result<Body> parts_in(const JsonObject& body) { return parts_of(body.at("body"), "body"); }

Json parts_json(const Body& body) {
    JsonArray out;
    for (const Part& part : body) {
        out.push_back(Json{{"audience", name_of(part.audience)},
                           {"content", part.open->content},
                           {"secret", to_hex({reinterpret_cast<const char*>(part.open->secret.data()), part.open->secret.size()})}});
    }
    return Json(std::move(out));
}

Result<Desk> desk_for(const Asked& asked, const NoteKey& key) {
    DeskBehind* const desk = asked.service.desk();
    return desk != nullptr ? desk->desk(asked.mechanism.db(), key) : desk_at_log(asked.mechanism.db(), key);
}

Result<NoteKey> key_to_compose_for(const Asked& asked, const JsonObject& body) {
    TRUCE_ASSIGN(const std::string name, text_in(body, "key"));
    return own_key(asked, name);
}

HttpResponse composed_answer(const Asked& asked, JsonObject more, const Body& body, const std::string& text, const std::string& words,
                             const NoteKey& key, const std::vector<Body>& items) {
    std::string id(more.at("id").as_string());
    return composed_answer(asked, std::move(more), {std::move(id), text, words, body, items, key});
}

HttpResponse composed_answer(const Asked& asked, JsonObject more, ShownStep step) {
    more["body"] = parts_json(step.body);
    more["signer"] = signer_json(step.key);
    more["text"] = step.text;
    more["words"] = step.words;
    if (DeskBehind* const desk = asked.service.desk(); desk != nullptr) desk->shown(std::move(step));
    return not_kept(json_answer(Json(std::move(more))));
}

void add_filing_routes(Service& service) {
    service.route(HttpMethod::post, "/api/steps/compose", {}, compose_a_step);
    service.route(HttpMethod::post, "/api/reports/compose", {}, compose_reports);
    service.route(HttpMethod::post, "/api/keys/compose", {}, compose_key_change);
    service.route(HttpMethod::post, "/api/bulletins/compose", {}, compose_bulletin_entry);
    service.route(HttpMethod::post, "/api/entries", {}, hand_in);
}

}  // namespace truce
