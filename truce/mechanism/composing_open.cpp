#include "truce/mechanism/composing_open.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/mechanism/published.hpp"
#include "truce/publish/render.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/kinds.hpp"

namespace truce {
namespace {

Result<ComposedOpen> compose(Database& db, const NoteKey& key, std::string_view kind, const Json& content, std::string words, Instant now,
                             Random& random) {
    const LogReader log(db);
    TRUCE_ASSIGN(const EnrolledKey enrolled, log.key(key.name));
    TRUCE_ASSIGN(const std::string origin, log.origin());
    TRUCE_ASSIGN(std::string text, canonical(content));
    ComposedOpen out;
    out.body.push_back(Part::make(Audience::public_, std::move(text), random));
    out.id = new_uuid(random);
    out.kind = kind;
    out.words = std::move(words);
    out.text = entry_text({enrolled.institution, body_root(out.body), out.id, origin, OpenHeader{now, std::string(kind), {}},
                           enrolled.last_note, slot_of(now)});
    return out;
}

std::string_view institution_in(const NoteKey& key) { return std::string_view(key.name).substr(0, key.name.find('/')); }

Error another(std::string_view name) {
    return {Errc::conflict, "key.role", fmt::format("{} is not a key that this institution may enrol or end", name), "key",
            "A key enrols and ends keys of its own institution; name one of those"};
}

}  // namespace

Result<ComposedOpen> compose_enrolment(Database& db, const NoteKey& key, const NoteKey& enrolled, const std::vector<std::string>& kinds,
                                       Instant now, Random& random) {
    if (institution_in(enrolled) != institution_in(key) || enrolled.name != entry_key_name(institution_in(enrolled), enrolled.key))
        return another(enrolled.name);
    if (LogReader(db).key(enrolled.name)) return another(enrolled.name);
    for (const std::string& kind : kinds) {
        if (find_kind(kind) == nullptr)
            return Error{Errc::invalid, "entry.kind", fmt::format("there is no kind \"{}\"", kind), "kinds",
                         "Use kinds of docs/formats/record.md"};
    }
    const std::string words =
        fmt::format("{} lets the key {} sign for it from now on: {}\n    vkey        {}\n", institution_in(key), enrolled.name,
                    kinds.empty() ? "whatever its role may" : fmt::format("{}", fmt::join(kinds, ", ")), enrolled.vkey());
    return compose(db, key, "key.enrolled", key_enrolled(enrolled, kinds), words, now, random);
}

Result<ComposedOpen> compose_revocation(Database& db, const NoteKey& key, std::string_view revoked, Instant now, Random& random) {
    TRUCE_ASSIGN(const EnrolledKey ending, LogReader(db).key(revoked));
    if (ending.institution != institution_in(key) || ending.revoked_at) return another(revoked);
    const std::string words =
        fmt::format("{} ends its key {}: nothing that it signs after this entry counts\n", institution_in(key), revoked);
    return compose(db, key, "key.revoked", key_revoked(ending.key), words, now, random);
}

Result<ComposedOpen> compose_publication(const Mechanism& mechanism, const NoteKey& key, Day day, const std::optional<std::string>& reading,
                                         Instant now, Random& random) {
    TRUCE_ASSIGN(const std::uint64_t as_of, mechanism.size());
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    TRUCE_TRY(check_role(documents, std::string(institution_in(key)), "bulletin.published", now));
    TRUCE_ASSIGN(const Bulletin bulletin, mechanism.bulletin(day, as_of, reading ? *reading : documents.first_reading));
    const Json content = publication_content(bulletin, as_of);
    const std::string words = fmt::format("{} publishes the bulletin of {}, as it is with {} entries, by the reading \"{}\":\n{}",
                                          institution_in(key), format(day), as_of, bulletin.reading_id, to_summary(bulletin));
    return compose(mechanism.db(), key, "bulletin.published", content, words, now, random);
}

}  // namespace truce
