#include "truce/record/keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"
#include "truce/base/last_used.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/kinds.hpp"

namespace truce {
namespace {

constexpr std::int64_t not_revoked = -1;

std::string joined(const std::vector<std::string>& kinds) {
    std::string out;
    for (const std::string& kind : kinds) out += (out.empty() ? "" : " ") + kind;
    return out;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        out.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
}

std::string_view institution_of(std::string_view key_name) { return key_name.substr(0, key_name.find('/')); }

Error bad_enrolment(Errc code, std::string_view what) {
    return {code, "key.enrolment", std::string(what), "",
            "An institution enrols and revokes its own keys with a key that is already enrolled"};
}

/// A string member of the public part, "" if it is not there.
std::string public_text(const Body& body, std::string_view member) {
    const std::string* content = content_of(body, Audience::public_);
    if (content == nullptr) return {};
    const auto json = parse_canonical(*content);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* value = object != nullptr ? object->if_contains(member) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

/// A line of the table, parsed. Whether its bytes are a point of the curve was found when it was enrolled, and takes longer than all else
/// that is done to look a key up; every request and every filing does. So of the last lines it is found once.
Result<NoteKey> key_of_line(std::string_view vkey) {
    static LastUsed<std::string, NoteKey> known(4'096);
    TRUCE_ASSIGN(const std::shared_ptr<const NoteKey> key, known.get(std::string(vkey), [&]() -> Result<std::shared_ptr<const NoteKey>> {
        TRUCE_ASSIGN(NoteKey parsed, parse_vkey(vkey));
        return std::make_shared<const NoteKey>(std::move(parsed));
    }));
    return *key;
}

Result<EnrolledKey> key_from_row(const Row& row) {
    TRUCE_ASSIGN(NoteKey key, key_of_line(row.text(1)));
    if (key.name != row.text(0)) {
        return Error{Errc::corrupt, "log.keys", fmt::format("the table of keys names a key of {} otherwise", key.name),
                     std::string(row.text(0)), "Stop, and run `truce record verify`"};
    }
    EnrolledKey out{
        std::move(key), std::string(institution_of(row.text(0))), split(row.text(2)), static_cast<std::uint64_t>(row.integer(3)), {}, {}};
    if (row.integer(4) != not_revoked) out.revoked_at = static_cast<std::uint64_t>(row.integer(4));
    TRUCE_ASSIGN(out.last_note, digest_from_bytes(row.bytes(5)));
    return out;
}

/// One key, one role: whoever got hold of a key must not be able to speak in another's place with it.
Result<void> check_role_is_free(const LogReader& log, const NoteKey& key) {
    const auto taken = [&](std::string_view by) {
        return Error{Errc::conflict, "key.role", fmt::format("the key {} is in use already: it is {}", key.name, by), "",
                     "Make a key for this purpose alone: truce keys new INSTITUTION FILE"};
    };
    TRUCE_ASSIGN(const NoteKey checkpoint, log.checkpoint_key());
    if (checkpoint.key == key.key || checkpoint.name == key.name) return taken("the log's own");
    TRUCE_ASSIGN(const std::vector<EnrolledKey> enrolled, log.keys());
    for (const EnrolledKey& other : enrolled) {
        if (other.key.key == key.key && other.key.name != key.name) return taken(other.key.name);
    }
    return {};
}

}  // namespace

Result<FoundingKeys> founding_keys(const Body& body) {
    const auto log = parse_vkey(public_text(body, "log"));
    const auto clock = parse_vkey(public_text(body, "clock"));
    if (!log || !clock || public_text(body, "kind") != "log.founded" || public_text(body, "format") != "truce/log/v1") {
        return Error{Errc::corrupt, "log.founding", "the first entry does not found a log", "entry 0", "Run `truce record verify`"};
    }
    return FoundingKeys{*log, *clock};
}

Json key_enrolled(const NoteKey& key, const std::vector<std::string>& kinds, std::string_view via) {
    JsonObject content{{"key", key.vkey()}, {"kind", "key.enrolled"}, {"kinds", JsonArray(kinds.begin(), kinds.end())}};
    if (!via.empty()) content["via"] = via;
    return content;
}

Json key_revoked(const NoteKey& key) { return {{"key", key.vkey()}, {"kind", "key.revoked"}}; }

bool is_receivable(std::string_view kind) {
    constexpr std::array kinds{"counts.filed",     "demand.answered", "information.given", "measure.reported", "notice.received",
                               "opinion.recorded", "reply.given",     "reports.filed",     "watches.filed"};
    return std::ranges::find(kinds, kind) != kinds.end();
}

namespace {

/// That a key which is enrolled as a service key can be one.
Result<void> check_service(const KeyChange& change) {
    const auto refuse = [](std::string what) {
        return Error{
            Errc::invalid, "key.service", std::move(what), "via",
            "Name what it receives through with a-z, 0-9, -, and the kinds: those that are filed, or that are taken on behalf of others"};
    };
    if (!is_institution(change.via)) return refuse("a service key has no name of what it receives through");
    if (change.kinds.empty()) return refuse("a service key is enrolled for no named kinds");
    for (const std::string& kind : change.kinds) {
        if (!is_receivable(kind)) return refuse(fmt::format("{} cannot be received: only its institution's own keys say it", kind));
    }
    return {};
}

}  // namespace

Result<std::string> service_of(const LogReader& log, const EnrolledKey& key) {
    // A service key is for named kinds, so most keys cost no look.
    if (key.kinds.empty()) return std::string();
    TRUCE_ASSIGN(const StoredEntry enrolled, log.entry(key.enrolled_at));
    TRUCE_ASSIGN(KeyChange change, key_change(enrolled.body));
    return std::move(change.via);
}

Result<KeyChange> key_change(const Body& body) {
    auto key = parse_vkey(public_text(body, "key"));
    if (!key) return bad_enrolment(Errc::invalid, "it names no key");
    if (key->name != entry_key_name(institution_of(key->name), key->key)) {
        return bad_enrolment(Errc::invalid, "the key is not named institution/fingerprint");
    }
    KeyChange change{std::move(key).value(), {}, {}};
    const auto json = parse_canonical(*content_of(body, Audience::public_));
    const Json* list = json->as_object().if_contains("kinds");
    if (list == nullptr && json->as_object().if_contains("via") != nullptr) return check_service(change).error();
    if (list == nullptr) return change;
    if (!list->is_array()) return bad_enrolment(Errc::invalid, "its kinds are no list");
    for (const Json& item : list->get_array()) {
        if (!item.is_string() || find_kind(item.get_string()) == nullptr)
            return bad_enrolment(Errc::invalid, "it names a kind that does not exist");
        change.kinds.emplace_back(item.get_string());
    }
    if (json->as_object().if_contains("via") == nullptr) return change;
    change.via = public_text(body, "via");
    TRUCE_TRY(check_service(change));
    return change;
}

std::optional<BatchPromise> batch_promise(const Body& body) {
    for (const Part& part : body) {
        if (!part.open) continue;
        const auto json = parse_canonical(part.open->content);
        const JsonObject* object = json ? json->if_object() : nullptr;
        const Json* member = object != nullptr ? object->if_contains("batch") : nullptr;
        const JsonObject* batch = member != nullptr ? member->if_object() : nullptr;
        if (batch == nullptr) continue;
        const Json* count = batch->if_contains("count");
        const Json* root = batch->if_contains("root");
        if (count == nullptr || !count->is_int64() || count->get_int64() < 0 || root == nullptr || !root->is_string()) continue;
        const auto digest = digest_from_hex(root->get_string());
        if (digest) return BatchPromise{static_cast<std::uint64_t>(count->get_int64()), *digest};
    }
    return std::nullopt;
}

Json batch_member(const BatchPromise& promise) {
    return {{"count", static_cast<std::int64_t>(promise.count)}, {"root", promise.root.hex()}};
}

Result<std::string> kind_of(const Entry& entry, const Body& body) {
    const auto refuse = [&](std::string_view what) {
        return Error{Errc::invalid, "entry.kind", std::string(what), entry.header.id, "Compose the entry with truce's own functions"};
    };
    std::string kind = entry.header.open ? entry.header.open->kind : std::string{};
    for (const Part& part : body) {
        if (!part.open) continue;
        TRUCE_ASSIGN(const Json json, parse_canonical(part.open->content));
        const JsonObject* object = json.if_object();
        const Json* said = object != nullptr ? object->if_contains("kind") : nullptr;
        if (said == nullptr || !said->is_string()) return refuse("a part of the body does not say the entry's kind");
        if (kind.empty()) kind = said->get_string();
        if (kind != std::string_view(said->get_string())) return refuse("header and parts say different kinds");
    }
    const Kind* known = find_kind(kind);
    if (known == nullptr) return refuse(kind.empty() ? "nothing says the entry's kind" : fmt::format("there is no kind \"{}\"", kind));
    if ((known->form == EntryForm::open) != entry.header.open.has_value())
        return refuse(fmt::format("\"{}\" has the wrong form of header", kind));
    return kind;
}

Result<void> check_body(const Entry& entry, const Body& body) {
    const auto refuse = [&](std::string_view what) {
        return Error{Errc::invalid, "entry.body", std::string(what), entry.header.id, "Compose the entry with truce's own functions"};
    };
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (i > 0 && body[i - 1].audience >= body[i].audience) return refuse("its parts are not in order");
        if (!body[i].holds()) return refuse("a part is not the one that was committed to");
    }
    if (body_root(body) != entry.header.body) return refuse("its parts are not those that were signed");
    return {};
}

Result<void> check_right(const EnrolledKey& key, std::string_view kind, std::uint64_t index) {
    if (key.revoked_at && index >= *key.revoked_at) {
        return Error{Errc::forbidden, "entry.revoked_key", fmt::format("{} was revoked at entry {}", key.key.name, *key.revoked_at), "",
                     "Sign with a key that is valid"};
    }
    // What a copy holds wholly sealed says no kind; whoever holds it open has checked it.
    if (kind.empty()) return {};
    if (!key.kinds.empty() && std::find(key.kinds.begin(), key.kinds.end(), kind) == key.kinds.end()) {
        return Error{Errc::forbidden, "entry.kind_not_allowed", fmt::format("{} may not sign {}", key.key.name, kind), "",
                     "Sign with a key that is enrolled for it"};
    }
    // What cannot be undone is not among what "any kind" means.
    if (kind == erasure_kind && key.kinds.empty()) {
        return Error{Errc::forbidden, "entry.kind_not_allowed", fmt::format("{} is not enrolled for erasures by name", key.key.name), "",
                     "Enrol a key for it: truce keys enrol DIR NEW.key --kinds record.erased --as KEY"};
    }
    const bool by_log = key.institution == "log";
    if (by_log != kind.starts_with("log.") && !(by_log && kind == "key.enrolled")) {
        return Error{Errc::forbidden, "entry.kind_not_allowed", fmt::format("{} may not sign {}", key.key.name, kind), "", ""};
    }
    return {};
}

Result<void> fold_key_entry(Database& db, const EnrolledKey& signer, std::string_view kind, const Body& body, std::uint64_t index) {
    if (kind != "key.enrolled" && kind != "key.revoked") return {};
    TRUCE_ASSIGN(const KeyChange change, key_change(body));
    const NoteKey* const key = &change.key;
    const bool own = institution_of(key->name) == signer.institution;
    // Only the founding commit has no log.clock before it.
    bool founding = false;
    if (signer.institution == "log") {
        founding = true;
        TRUCE_TRY(db.query("SELECT idx FROM log_entry WHERE kind = 'log.clock' LIMIT 1", {}, [&](const Row&) -> Result<void> {
            founding = false;
            return {};
        }));
    }
    if (kind == "key.enrolled") {
        if (!(own && signer.institution != "log") && !founding)
            return bad_enrolment(Errc::forbidden, "a key of another institution cannot be enrolled");
        if (institution_of(key->name) == "log") return bad_enrolment(Errc::forbidden, "the log's own key is not enrolled twice");
        const LogReader reader(db);
        if (reader.key(key->name)) return bad_enrolment(Errc::conflict, "the key is enrolled already");
        TRUCE_TRY(check_role_is_free(reader, *key));
        return insert_key(db, *key, change.kinds, index);
    }
    if (!own) return bad_enrolment(Errc::forbidden, "a key of another institution cannot be revoked");
    TRUCE_ASSIGN(const std::int64_t changed,
                 db.run("UPDATE log_key SET revoked_at = $1 WHERE name = $2 AND revoked_at = $3",
                        {Value(static_cast<std::int64_t>(index) + 1), Value::text(key->name), Value(not_revoked)}));
    if (changed != 1) return bad_enrolment(Errc::conflict, "the key is not enrolled or is revoked already");
    return {};
}

Result<void> insert_key(Database& db, const NoteKey& key, const std::vector<std::string>& kinds, std::uint64_t index) {
    TRUCE_TRY(db.run("INSERT INTO log_key (name, vkey, kinds, enrolled_at, revoked_at, last_note) VALUES ($1, $2, $3, $4, $5, $6)",
                     {Value::text(key.name), Value::text(key.vkey()), Value::text(joined(kinds)), Value(static_cast<std::int64_t>(index)),
                      Value(not_revoked), Value::bytes(first_prev(key).view())}));
    return {};
}

Result<EnrolledKey> LogReader::key(std::string_view name) const {
    std::optional<Result<EnrolledKey>> found;
    TRUCE_TRY(db_->query("SELECT name, vkey, kinds, enrolled_at, revoked_at, last_note FROM log_key WHERE name = $1", {Value::text(name)},
                         [&](const Row& row) -> Result<void> {
                             found = key_from_row(row);
                             return {};
                         }));
    if (!found) {
        return Error{Errc::unsigned_, "entry.unknown_key", fmt::format("the key {} is not enrolled in this log", name), "",
                     "Use an enrolled key; `truce keys list` shows them"};
    }
    return std::move(*found);
}

Result<std::vector<EnrolledKey>> LogReader::keys() const {
    std::vector<EnrolledKey> all;
    TRUCE_TRY(db_->query("SELECT name, vkey, kinds, enrolled_at, revoked_at, last_note FROM log_key ORDER BY enrolled_at, name", {},
                         [&](const Row& row) -> Result<void> {
                             TRUCE_ASSIGN(EnrolledKey key, key_from_row(row));
                             all.push_back(std::move(key));
                             return {};
                         }));
    return all;
}

}  // namespace truce
