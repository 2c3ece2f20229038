// Attachments: kept where a recorded item of their sender cites them, given to those who may read the part that does.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "truce/base/json.hpp"
#include "truce/record/attachments.hpp"
#include "truce/record/batch.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"

namespace truce {
namespace {

/// An item of the record, and who filed it when.
struct CitingItem {
    std::uint64_t index = 0;
    std::string author;
    Instant recorded_at;
    Body body;
};

/// What is not there and what one may not hear of are refused alike.
Error unknown_item(std::string_view word) {
    return {Errc::not_found, "attachment.item", fmt::format("no record {} that cites it is known here", word), "item",
            "Name the record as ENTRY/N"};
}

/// "<entry>/<n>". Errors: attachment.item.
Result<CitingItem> item_of(const Asked& asked, const std::string& word) {
    const std::size_t slash = word.find('/');
    std::uint64_t n = 0;
    const char* const end = word.data() + word.size();
    if (slash == std::string::npos || slash + 1 == word.size()) return unknown_item(word);
    if (const auto [stop, wrong] = std::from_chars(word.data() + slash + 1, end, n); wrong != std::errc() || stop != end)
        return unknown_item(word);
    Database& db = asked.mechanism.db();
    const LogReader log(db);
    CitingItem out;
    const auto index = log.index_of(word.substr(0, slash));
    if (!index) return index.error().code == Errc::not_found ? unknown_item(word) : index.error();
    out.index = *index;
    TRUCE_ASSIGN(const StoredEntry stored, log.entry(*index));
    TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
    out.author = entry.header.author;
    out.recorded_at = stored.recorded_at;
    const auto place = find_item(db, *index, n);
    if (!place) return place.error().code == Errc::not_found ? unknown_item(word) : place.error();
    TRUCE_ASSIGN(std::vector<Body> bodies, read_chunk(db, place->chunk));
    if (place->in_chunk >= bodies.size()) return unknown_item(word);
    out.body = std::move(bodies[place->in_chunk]);
    return out;
}

template <typename MayRead>
bool cites(const Body& body, const Digest& digest, MayRead may_read) {
    return std::ranges::any_of(body, [&](const Part& part) {
        if (!part.open || !may_read(part.audience)) return false;
        const std::vector<Digest> cited = cited_attachments(part.open->content);
        return std::ranges::find(cited, digest) != cited.end();
    });
}

/// What was sent becomes an attachment where the sender's own record cites it: so nobody keeps here what nobody has signed for.
Result<HttpResponse> attach(const Asked& asked) {
    static constexpr std::array<std::string_view, 2> needed{"sha256", "item"};
    TRUCE_ASSIGN(const std::string institution, sender_of_files(asked));
    TRUCE_ASSIGN(const JsonObject body, asked.body(needed));
    TRUCE_ASSIGN(const std::string hex, text_in(body, "sha256"));
    TRUCE_ASSIGN(const std::string word, text_in(body, "item"));
    TRUCE_ASSIGN(const Digest digest, digest_from_hex(hex));
    TRUCE_ASSIGN(const CitingItem item, item_of(asked, word));
    if (item.author != institution || !cites(item.body, digest, [](Audience) { return true; })) return unknown_item(word);
    const auto answer = [&](std::uint64_t bytes, unsigned status) {
        return not_kept(json_answer(Json{{"bytes", static_cast<std::int64_t>(bytes)}, {"item", word}, {"sha256", hex}}, status));
    };
    if (DeskBehind* const desk = asked.service.desk(); desk != nullptr) {
        // It stays here until the server has it.
        TRUCE_ASSIGN(const auto sent, asked.service.uploads().whole(institution, digest));
        TRUCE_TRY(desk->attach(sent->path(), digest, sent->bytes(), word));
        (void)asked.service.uploads().take(institution, digest).ok();
        return answer(sent->bytes(), 201);
    }
    TRUCE_ASSIGN(const auto held, asked.mechanism.attachments().bytes_of(digest));
    if (held) return answer(*held, 200);
    TRUCE_ASSIGN(const auto upload, asked.service.uploads().take(institution, digest));
    auto kept = asked.service.attach(upload->path(), institution);
    if (!kept) {
        Error error = std::move(kept).error();
        error.where = hex;  // where it lay here is nobody's business
        return error;
    }
    return answer(kept->bytes, 201);
}

/// Never shown in the page's own origin: a browser saves it.
Result<HttpResponse> attachment(const Asked& asked) {
    TRUCE_ASSIGN(const auto viewer, asked.viewer());
    TRUCE_ASSIGN(const Digest digest, digest_in_path(asked));
    const std::string word = asked.query.text("item").value_or("");
    TRUCE_ASSIGN(const CitingItem item, item_of(asked, word));
    const auto may_read = [&](Audience audience) { return viewer->may_read(item.author, audience, item.recorded_at); };
    if (item.index >= viewer->as_of() || !cites(item.body, digest, may_read)) return unknown_item(word);
    HttpResponse response;
    if (DeskBehind* const desk = asked.service.desk(); desk != nullptr) {
        TRUCE_ASSIGN(response.body, desk->attachment(digest, word));
    } else {
        TRUCE_ASSIGN(response.shared_body, asked.service.attachment(asked.mechanism, digest));
    }
    response.headers = {{"Content-Type", "application/octet-stream"},
                        {"Content-Disposition", fmt::format("attachment; filename=\"{}\"", digest.hex())},
                        {"Cache-Control", "private, no-cache"},
                        {"ETag", fmt::format("\"{}\"", digest.hex())}};
    return response;
}

}  // namespace

void add_attachment_routes(Service& service) {
    service.route(HttpMethod::post, "/api/attachments", {}, attach);
    service.route(HttpMethod::get, "/api/attachments/{sha256}", {"item"}, attachment);
}

}  // namespace truce
