#include "truce/mechanism/documents.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "truce/record/entry.hpp"
#include "truce/record/log.hpp"

namespace truce {
namespace {

using Files = std::vector<std::pair<Digest, std::string>>;

struct Content {
    std::string canonical;
    Files files;
};

Error bad_form(std::string_view what) {
    return {Errc::corrupt, "document.form", fmt::format("a signed document is not in the form it should have: {}", what), "", ""};
}

Result<Content> content_from(const Body& body, std::string_view member) {
    const std::string* text = content_of(body, Audience::public_);
    if (text == nullptr) return bad_form("its public part is missing");
    TRUCE_ASSIGN(const Json json, parse_canonical(*text));
    const JsonObject* object = json.if_object();
    const Json* document = object != nullptr ? object->if_contains(member) : nullptr;
    const Json* files = object != nullptr ? object->if_contains("files") : nullptr;
    if (document == nullptr || files == nullptr || !files->is_array()) return bad_form("a member is missing");
    Content content;
    TRUCE_ASSIGN(content.canonical, canonical(*document));
    for (const Json& file : files->get_array()) {
        const JsonArray* pair = file.if_array();
        if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_string() || !(*pair)[1].is_string()) return bad_form("a file");
        TRUCE_ASSIGN(const Digest digest, digest_from_hex((*pair)[0].get_string()));
        std::string bytes((*pair)[1].get_string());
        if (sha256(bytes) != digest) return bad_form("a file is not the one it says");
        content.files.emplace_back(digest, std::move(bytes));
    }
    return content;
}

/// The newest entries of a kind below as_of, newest first.
Result<std::vector<std::uint64_t>> entries_of(Database& db, std::string_view kind, std::uint64_t as_of) {
    std::vector<std::uint64_t> found;
    TRUCE_TRY(db.query("SELECT idx FROM log_entry WHERE kind = $1 AND idx < $2 ORDER BY idx DESC",
                       {Value::text(kind), Value(static_cast<std::int64_t>(as_of))}, [&](const Row& row) -> Result<void> {
                           found.push_back(static_cast<std::uint64_t>(row.integer(0)));
                           return {};
                       }));
    return found;
}

Result<ProfileDocument> profile_from(const Body& body) {
    TRUCE_ASSIGN(Content content, content_from(body, "profile"));
    Problems problems;
    return profile_from_canonical(content.canonical, std::move(content.files), problems);
}

Result<TermsDocument> terms_from(const Body& body, const Profile& profile) {
    TRUCE_ASSIGN(Content content, content_from(body, "terms"));
    Problems problems;
    return terms_from_canonical(content.canonical, std::move(content.files), profile, problems);
}

}  // namespace

Json document_content(std::string_view kind, std::string_view member, std::string_view canonical_text, const Files& files) {
    auto document = parse_canonical(canonical_text);
    TRUCE_ASSERT(document.ok());
    JsonArray list;
    for (const auto& [digest, bytes] : files) list.push_back(JsonArray{digest.hex(), bytes});
    JsonObject out;
    out["files"] = std::move(list);
    out["kind"] = kind;
    out[member] = std::move(*document);
    return out;
}

Result<const Documents::Signed*> Documents::reading(const std::optional<std::string>& id) const {
    std::string known;
    for (const Signed& reading : readings) {
        if (id && reading.terms->reading.id == *id) return &reading;
        known += (known.empty() ? "" : ", ") + reading.terms->reading.id;
    }
    if (id)
        return Error{Errc::not_found, "terms.reading_unknown", fmt::format("no reading \"{}\" was signed", *id), "", "Readings: " + known};
    if (readings.size() != 1) {
        return Error{Errc::invalid, "terms.reading_ambiguous", "several readings of the terms were signed", "",
                     "Name one with --reading: " + known};
    }
    return &readings.front();
}

const Documents::Signed& Documents::roles() const {
    const auto found = std::ranges::find_if(readings, [&](const Signed& one) { return one.terms->reading.id == first_reading; });
    TRUCE_ASSERT(found != readings.end());
    return *found;
}

Result<Documents> load_documents(Database& db, std::uint64_t as_of) {
    const LogReader log(db);
    Documents documents;
    TRUCE_ASSIGN(const auto profiles, entries_of(db, "profile.signed", as_of));
    if (profiles.empty()) return Error{Errc::not_found, "documents.missing", "no profile is signed at this size of the log", "", ""};
    documents.profile_entry = profiles.front();
    TRUCE_ASSIGN(const StoredEntry profile_entry, log.entry(profiles.front()));
    TRUCE_ASSIGN(ProfileDocument profile, profile_from(profile_entry.body));
    documents.profile = std::move(profile.profile);

    TRUCE_ASSIGN(const auto terms, entries_of(db, "terms.signed", as_of));
    std::map<std::string, Documents::Signed> newest;
    for (const std::uint64_t index : terms) {
        TRUCE_ASSIGN(const StoredEntry entry, log.entry(index));
        TRUCE_ASSIGN(TermsDocument document, terms_from(entry.body, *documents.profile));
        TRUCE_ASSIGN(const Entry header, parse_entry(entry.note));
        const std::string id = document.terms.reading.id;
        documents.first_reading = id;  // the last one of the loop is the oldest
        newest.try_emplace(
            id, Documents::Signed{std::make_shared<const Terms>(std::move(document.terms)), document.digest, index, header.header.author});
    }
    if (newest.empty()) return Error{Errc::not_found, "documents.missing", "no terms are signed at this size of the log", "", ""};
    for (auto& [id, reading] : newest) documents.readings.push_back(std::move(reading));
    return documents;
}

Result<void> check_document(Database& db, std::string_view kind, const Body& body, std::uint64_t index) {
    if (kind == "profile.signed") {
        TRUCE_ASSIGN([[maybe_unused]] const ProfileDocument profile, profile_from(body));
        return {};
    }
    TRUCE_ASSIGN(const auto profiles, entries_of(db, "profile.signed", index));
    if (profiles.empty())
        return Error{Errc::conflict, "documents.missing", "terms are signed before any profile", "", "Sign a profile first"};
    TRUCE_ASSIGN(const StoredEntry entry, LogReader(db).entry(profiles.front()));
    TRUCE_ASSIGN(const ProfileDocument profile, profile_from(entry.body));
    TRUCE_ASSIGN([[maybe_unused]] const TermsDocument terms, terms_from(body, *profile.profile));
    return {};
}

}  // namespace truce
