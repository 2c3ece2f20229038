#include "truce/mechanism/received.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/kinds.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::int64_t view_version = 1;
constexpr std::int64_t not_confirmed = -1;
constexpr std::size_t prefix_min = 4;
constexpr std::string_view drop_table = "DROP TABLE IF EXISTS received_filing;";
constexpr std::string_view create_table = R"(
    CREATE TABLE received_filing (
        entry BIGINT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL,
        kind TEXT NOT NULL,
        key_name TEXT NOT NULL,
        via TEXT NOT NULL,
        original TEXT NOT NULL,
        note BYTEA NOT NULL,
        confirmed BIGINT NOT NULL
    );
    CREATE INDEX received_filing_id ON received_filing (id);
)";

Value number(std::uint64_t n) { return Value(static_cast<std::int64_t>(n)); }

/// The first part that can be read, as an object; empty if there is none.
JsonObject content_of_first(const Body& body) {
    for (const Part& part : body) {
        if (!part.open) continue;
        auto json = parse_canonical(part.open->content);
        if (JsonObject* object = json ? json->if_object() : nullptr) return std::move(*object);
    }
    return {};
}

std::string text_in(const JsonObject& object, std::string_view member) {
    const Json* value = object.if_contains(member);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

struct Said {
    std::string via;
    std::string original;
};

/// What a filing or a step says of how it came; nothing if it says nothing.
std::optional<Said> said_in(std::string_view kind, const Body& body) {
    if (is_step(kind)) {
        const auto step = step_from_parts(body);
        return step && step->relay ? std::optional(Said{step->relay->medium, step->relay->scan}) : std::nullopt;
    }
    const JsonObject content = content_of_first(body);
    const Json* member = content.if_contains("received");
    if (member == nullptr) return std::nullopt;
    const JsonObject* object = member->if_object();
    return object == nullptr ? Said{} : Said{text_in(*object, "via"), text_in(*object, "original")};
}

/// The service key's `via`; "" if the key that signed is none.
Result<std::string> via_of(Database& db, std::string_view key_name) {
    const LogReader log(db);
    TRUCE_ASSIGN(const EnrolledKey key, log.key(key_name));
    return service_of(log, key);
}

Error no_filing(std::string_view word) {
    return {Errc::not_found, "received.about", fmt::format("\"{}\" is no filing that this institution has received", word), "",
            "List them: truce received list DIR"};
}

Error settled(const ReceivedFiling& filing) {
    return {Errc::conflict, "received.settled", fmt::format("{} is confirmed already, by entry {}", filing.id, *filing.confirmed), "",
            "Nothing is left to do"};
}

constexpr std::string_view columns = "entry, id, kind, key_name, via, original, note, confirmed";

Result<ReceivedFiling> from_row(const Row& row) {
    ReceivedFiling one;
    one.entry = static_cast<std::uint64_t>(row.integer(0));
    one.id = row.text(1);
    one.kind = row.text(2);
    one.key = row.text(3);
    one.via = row.text(4);
    one.original = row.text(5);
    TRUCE_ASSIGN(one.note, digest_from_bytes(row.bytes(6)));
    if (row.integer(7) != not_confirmed) one.confirmed = static_cast<std::uint64_t>(row.integer(7));
    return one;
}

Result<bool> there(Database& db) { return db.has_table("received_filing"); }

/// The entry as a received filing; nothing if it is none or cannot be read here.
Result<std::optional<ReceivedFiling>> received_from(Database& db, std::uint64_t index, const Entry& entry, std::string_view kind,
                                                    const Body& body, const Digest& note) {
    std::optional<ReceivedFiling> none;
    if (!is_filing(kind)) return none;
    TRUCE_ASSIGN(const std::string via, via_of(db, entry.key_name));
    if (via.empty()) return none;
    // Also where its part was erased: what it holds is not anybody's statement by that.
    const auto said = said_in(kind, body);
    return std::optional(ReceivedFiling{index, entry.header.id, std::string(kind), entry.key_name, via,
                                        said ? said->original : std::string(), note, std::nullopt});
}

Result<void> fold_range(Database& db, std::uint64_t from, std::uint64_t to) {
    std::vector<std::uint64_t> at;
    TRUCE_TRY(db.query("SELECT idx, kind FROM log_entry WHERE idx >= $1 AND idx < $2 ORDER BY idx", {number(from), number(to)},
                       [&](const Row& row) -> Result<void> {
                           if (is_filing(row.text(1)) || row.text(1) == confirmation_kind)
                               at.push_back(static_cast<std::uint64_t>(row.integer(0)));
                           return {};
                       }));
    for (const std::uint64_t index : at) TRUCE_TRY(fold_received(db, index));
    return {};
}

}  // namespace

bool is_filing(std::string_view kind) { return kind == "counts.filed" || kind == "reports.filed" || kind == "watches.filed"; }

Json received_member(std::string_view via, std::string_view original) { return {{"original", original}, {"via", via}}; }

Result<std::optional<ReceivedFiling>> ReceivedHandler::known(const std::string& id) const {
    std::optional<ReceivedFiling> found;
    if (replaying_) {
        const auto at = replayed_.find(id);
        if (at != replayed_.end()) found = at->second;
        return found;
    }
    TRUCE_TRY(db_->query(fmt::format("SELECT {} FROM received_filing WHERE id = $1", columns), {Value::text(id)},
                         [&](const Row& row) -> Result<void> {
                             TRUCE_ASSIGN(found, from_row(row));
                             return {};
                         }));
    return found;
}

Result<void> ReceivedHandler::check(const Entry& entry, std::string_view kind, const Body& body, const Documents& documents,
                                    Instant recorded_at) {
    const std::string_view institution = std::string_view(entry.key_name).substr(0, entry.key_name.find('/'));
    if (kind == confirmation_kind) {
        const JsonObject content = content_of_first(body);
        const std::string about = text_in(content, "about");
        TRUCE_ASSIGN(const auto filing, known(about));
        if (!filing || filing->institution() != institution) return no_filing(about);
        if (filing->confirmed) return settled(*filing);
        if (text_in(content, "digest") != filing->note.hex())
            return Error{Errc::invalid, "received.digest", "it names another note than the one that was received", entry.header.id,
                         fmt::format("Name {}", filing->note.hex())};
        return check_role(documents, institution, filing->kind, recorded_at);
    }
    if (!is_receivable(kind)) return {};
    auto known_key = vias_.find(entry.key_name);
    if (known_key == vias_.end()) {
        TRUCE_ASSIGN(std::string found, via_of(*db_, entry.key_name));
        known_key = vias_.emplace(entry.key_name, std::move(found)).first;
    }
    const std::string& via = known_key->second;
    // A step on behalf of another is filed with ordinary keys, too: by telephone, by letter.
    if (via.empty() && is_step(kind)) return {};
    const auto said = said_in(kind, body);
    if (via.empty()) {
        if (!said) return {};
        return Error{Errc::forbidden, "received.not_service",
                     fmt::format("{} speaks for {}, and receives nothing", entry.key_name, institution), entry.header.id,
                     "Sign with a service key, or leave out how it came"};
    }
    if (said && said->via == via && digest_from_hex(said->original)) return {};
    return Error{
        Errc::invalid, "received.missing",
        fmt::format("{} is a service key, and the entry does not say that it came via {}, and which bytes came", entry.key_name, via),
        entry.header.id, "Give the SHA-256 of what came; of a step, on behalf of whom, with the key's via as its medium"};
}

Result<void> ReceivedHandler::replay(const Entry& entry, std::string_view kind, const Body& body, const Documents& documents,
                                     std::uint64_t index, Instant recorded_at) {
    replaying_ = true;
    if (!is_receivable(kind) && kind != confirmation_kind) return {};
    // A copy may hold the entry without the part that says it, or the part was erased.
    if (std::ranges::any_of(body, [](const Part& part) { return part.open.has_value(); }))
        TRUCE_TRY(check(entry, kind, body, documents, recorded_at));
    if (kind == confirmation_kind) {
        replayed_.find(text_in(content_of_first(body), "about"))->second.confirmed = index;
        return {};
    }
    TRUCE_ASSIGN(const StoredEntry stored, LogReader(*db_).entry(index));
    TRUCE_ASSIGN(auto filing, received_from(*db_, index, entry, kind, body, sha256(stored.note)));
    if (filing) replayed_.emplace(filing->id, std::move(*filing));
    return {};
}

Result<void> ReceivedHandler::finish() const {
    TRUCE_ASSIGN(const std::vector<ReceivedFiling> stored, received_filings(*db_, whole_record));
    const bool same = stored.size() == replayed_.size() && std::ranges::all_of(stored, [&](const ReceivedFiling& one) {
                          const auto found = replayed_.find(one.id);
                          return found != replayed_.end() && found->second == one;
                      });
    if (same) return {};
    return Error{Errc::corrupt, "received.view", "the table of received filings differs from the record", "",
                 "Rebuild it with `truce record refold`"};
}

Result<void> open_received_table(Database& db) {
    TRUCE_ASSIGN(Transaction transaction, begin(db));
    TRUCE_ASSIGN(const ViewState state, ensure_view(db, "mechanism.received", view_version, drop_table, create_table));
    TRUCE_ASSIGN(const bool log, db.has_table("log_entry"));
    if (state == ViewState::rebuilt && log) TRUCE_TRY(fold_range(db, 0, whole_record));
    return transaction.commit();
}

Result<void> refold_received(Database& db) {
    if (!db.in_transaction()) {
        TRUCE_ASSIGN(Transaction transaction, begin(db));
        TRUCE_TRY(refold_received(db));
        return transaction.commit();
    }
    TRUCE_TRY(db.run("DELETE FROM received_filing"));
    return fold_range(db, 0, whole_record);
}

Result<void> fold_received(Database& db, std::uint64_t index) {
    TRUCE_ASSIGN(const StoredEntry stored, LogReader(db).entry(index));
    TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
    if (stored.kind == confirmation_kind) {
        TRUCE_TRY(db.run("UPDATE received_filing SET confirmed = $1 WHERE id = $2 AND confirmed = $3",
                         {number(index), Value::text(text_in(content_of_first(stored.body), "about")), Value(not_confirmed)}));
        return {};
    }
    TRUCE_ASSIGN(const auto one, received_from(db, index, entry, stored.kind, stored.body, sha256(stored.note)));
    if (!one) return {};
    TRUCE_TRY(db.run(fmt::format("INSERT INTO received_filing ({}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)", columns),
                     {number(one->entry), Value::text(one->id), Value::text(one->kind), Value::text(one->key), Value::text(one->via),
                      Value::text(one->original), Value::bytes(one->note.view()), Value(not_confirmed)}));
    return {};
}

Result<std::vector<ReceivedFiling>> received_filings(Database& db, std::uint64_t as_of) {
    std::vector<ReceivedFiling> all;
    TRUCE_ASSIGN(const bool any, there(db));
    if (!any) return all;
    TRUCE_TRY(db.query(fmt::format("SELECT {} FROM received_filing WHERE entry < $1 ORDER BY entry", columns), {number(as_of)},
                       [&](const Row& row) -> Result<void> {
                           TRUCE_ASSIGN(ReceivedFiling one, from_row(row));
                           if (one.confirmed && *one.confirmed >= as_of) one.confirmed.reset();
                           all.push_back(std::move(one));
                           return {};
                       }));
    return all;
}

Result<ReceivedFiling> find_received(Database& db, std::string_view word, std::string_view institution) {
    TRUCE_ASSIGN(const std::vector<ReceivedFiling> all, received_filings(db, whole_record));
    const ReceivedFiling* meant = nullptr;
    for (const ReceivedFiling& one : all) {
        if (one.institution() != institution || word.size() < prefix_min || !one.id.starts_with(word)) continue;
        if (meant != nullptr) return no_filing(word);
        meant = &one;
    }
    if (meant == nullptr) return no_filing(word);
    if (meant->confirmed) return settled(*meant);
    return *meant;
}

Json confirmation_content(const ReceivedFiling& filing) {
    return {{"about", filing.id}, {"digest", filing.note.hex()}, {"kind", confirmation_kind}};
}

}  // namespace truce
