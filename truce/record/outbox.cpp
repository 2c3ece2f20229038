#include "truce/record/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/kinds.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

Value state_value(QueuedState state) { return Value(static_cast<std::int64_t>(state)); }

std::string_view institution_of(std::string_view key_name) { return key_name.substr(0, key_name.find('/')); }

Result<QueuedEntry> entry_from(const Row& row) {
    QueuedEntry entry;
    entry.number = row.integer(0);
    entry.id = row.text(1);
    entry.key_name = row.text(2);
    entry.kind = row.text(3);
    entry.state = static_cast<QueuedState>(row.integer(4));
    if (row.integer(5) >= 0) entry.index = static_cast<std::uint64_t>(row.integer(5));
    if (!row.text(6).empty()) {
        TRUCE_ASSIGN(PouchRefusal refusal, parse_refusal(row.text(6)));
        entry.refusal = std::move(refusal.error);
    }
    return entry;
}

constexpr std::string_view select_entries = "SELECT number, id, key_name, kind, state, log_index, refusal FROM outbox";

struct StoredContent {
    std::string note;
    std::string body;
    std::vector<std::string> chunks;
};

Result<StoredContent> content_of_number(Database& db, std::int64_t number) {
    StoredContent content;
    TRUCE_ASSIGN(const bool found,
                 db.query_one("SELECT note, body FROM outbox WHERE number = $1", {Value(number)}, [&](const Row& row) -> Result<void> {
                     content.note = row.bytes(0);
                     content.body = row.bytes(1);
                     return {};
                 }));
    if (!found) return Error{Errc::not_found, "outbox.missing", fmt::format("the outbox has no entry {}", number), "", ""};
    TRUCE_TRY(db.query("SELECT content FROM outbox_items WHERE number = $1 ORDER BY part_no", {Value(number)},
                       [&](const Row& row) -> Result<void> {
                           content.chunks.emplace_back(row.bytes(0));
                           return {};
                       }));
    return content;
}

std::string encoded(const Body& body) {
    if (body.empty()) return {};
    Chunk chunk;
    chunk.add(body);
    return chunk.compressed();
}

Result<Body> decoded(std::string_view body) { return body_of(PouchEntry{{}, body, {}}); }

/// Writes a signed entry into the outbox. Inside a write transaction.
Result<std::int64_t> insert(Database& db, const NoteKey& key, const std::string& note, std::string_view kind, std::string_view body,
                            const std::vector<std::string>& chunks) {
    TRUCE_ASSIGN(const Entry entry, parse_entry(note));
    TRUCE_ASSIGN(const auto number, db.query_integer("SELECT COALESCE(MAX(number), 0) + 1 FROM outbox"));
    TRUCE_TRY(
        db.run("INSERT INTO outbox (number, id, note_hash, prev, key_name, vkey, kind, state, log_index, note, body, refusal) "
               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, -1, $9, $10, '')",
               {Value(*number), Value::text(entry.header.id), Value::bytes(sha256(note).view()), Value::bytes(entry.header.prev.view()),
                Value::text(entry.key_name), Value::text(key.vkey()), Value::text(kind), state_value(QueuedState::queued),
                Value::bytes(note), Value::bytes(body)}));
    std::int64_t part_no = 0;
    for (const std::string& chunk : chunks) {
        TRUCE_TRY(db.run("INSERT INTO outbox_items (number, part_no, content) VALUES ($1, $2, $3)",
                         {Value(*number), Value(part_no++), Value::bytes(chunk)}));
    }
    return *number;
}

Result<QueuedEntry> entry_of_number(Database& db, std::int64_t number) {
    std::optional<QueuedEntry> found;
    TRUCE_TRY(db.query(fmt::format("{} WHERE number = $1", select_entries), {Value(number)}, [&](const Row& row) -> Result<void> {
        TRUCE_ASSIGN(found, entry_from(row));
        return {};
    }));
    if (!found) return Error{Errc::not_found, "outbox.missing", fmt::format("the outbox has no entry {}", number), "", ""};
    return std::move(*found);
}

/// Marks what the copy holds as recorded; what came back whole need not be kept twice.
Result<std::vector<QueuedEntry>> settle_recorded(Database& db) {
    std::vector<QueuedEntry> queued;
    TRUCE_TRY(db.query(fmt::format("{} WHERE state = $1 ORDER BY number", select_entries), {state_value(QueuedState::queued)},
                       [&](const Row& row) -> Result<void> {
                           TRUCE_ASSIGN(QueuedEntry entry, entry_from(row));
                           queued.push_back(std::move(entry));
                           return {};
                       }));
    const LogReader log(db);
    std::vector<QueuedEntry> recorded;
    for (QueuedEntry& entry : queued) {
        const auto index = log.index_of(entry.id);
        if (!index) continue;
        TRUCE_ASSIGN(const StoredEntry stored, log.entry(*index));
        TRUCE_ASSIGN(const StoredContent content, content_of_number(db, entry.number));
        if (stored.note != content.note) continue;
        entry.state = QueuedState::recorded;
        entry.index = *index;
        TRUCE_TRY(db.run("UPDATE outbox SET state = $1, log_index = $2 WHERE number = $3",
                         {state_value(QueuedState::recorded), Value(static_cast<std::int64_t>(*index)), Value(entry.number)}));
        if (std::all_of(stored.body.begin(), stored.body.end(), [](const Part& part) { return part.open.has_value(); })) {
            TRUCE_TRY(db.run("UPDATE outbox SET body = $1 WHERE number = $2", {Value::bytes(""), Value(entry.number)}));
            TRUCE_TRY(db.run("DELETE FROM outbox_items WHERE number = $1", {Value(entry.number)}));
        }
        recorded.push_back(std::move(entry));
    }
    return recorded;
}

/// What two keys have erased must not stay behind here. The copy has dealt with its own; of an entry that came back
/// sealed, the outbox may hold the only content, and lets go of all of it.
Result<void> forget_erased(Database& db) {
    TRUCE_ASSIGN(const bool any, db.has_table("log_erasure"));
    if (!any) return {};
    std::vector<std::pair<std::string, std::int64_t>> approved;
    TRUCE_TRY(db.query("SELECT DISTINCT target, part FROM log_erasure WHERE part > 0", {}, [&](const Row& row) -> Result<void> {
        approved.emplace_back(row.text(0), row.integer(1));
        return {};
    }));
    for (const auto& [text, part] : approved) {
        TRUCE_ASSIGN(const Audience audience, audience_from_number(part));
        TRUCE_ASSIGN(const ErasureTarget target, parse_erasure_target(text, audience));
        TRUCE_ASSIGN(const ErasureState state, erasure_state(db, target));
        if (state != ErasureState::erased) continue;
        TRUCE_TRY(db.run("DELETE FROM outbox_items WHERE number IN (SELECT number FROM outbox WHERE id = $1 AND state = $2)",
                         {Value::text(target.entry), state_value(QueuedState::recorded)}));
        TRUCE_TRY(db.run("UPDATE outbox SET body = $1 WHERE id = $2 AND state = $3",
                         {Value::bytes(""), Value::text(target.entry), state_value(QueuedState::recorded)}));
    }
    return {};
}

Result<std::vector<QueuedEntry>> settle_refused(Database& db, const std::vector<PouchRefusal>& refusals) {
    std::vector<QueuedEntry> refused;
    for (const PouchRefusal& refusal : refusals) {
        // Those lost their place, not their case: they stay queued until they are signed anew.
        if (refusal.error.id == "entry.behind_refused" || refusal.error.id == "entry.chain") continue;
        TRUCE_ASSIGN(const auto number, db.query_integer("SELECT number FROM outbox WHERE note_hash = $1 AND state = $2",
                                                         {Value::bytes(refusal.note.view()), state_value(QueuedState::queued)}));
        if (!number) continue;
        TRUCE_TRY(db.run("UPDATE outbox SET state = $1, refusal = $2 WHERE number = $3",
                         {state_value(QueuedState::refused), Value::text(refusal_text(refusal)), Value(*number)}));
        TRUCE_ASSIGN(QueuedEntry entry, entry_of_number(db, *number));
        refused.push_back(std::move(entry));
    }
    return refused;
}

}  // namespace

std::string_view name_of(QueuedState state) {
    switch (state) {
        case QueuedState::queued: return "queued";
        case QueuedState::recorded: return "recorded";
        case QueuedState::refused: return "refused";
        case QueuedState::reissued: return "reissued";
    }
    return "unknown";
}

Result<Outbox> Outbox::open(Database& db, NoteKey log) {
    TRUCE_TRY(create_log_tables(db));
    TRUCE_TRY(ensure_schema(db, "record.outbox", 1, R"(
        CREATE TABLE outbox (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            note_hash BYTEA NOT NULL,
            prev BYTEA NOT NULL,
            key_name TEXT NOT NULL,
            vkey TEXT NOT NULL,
            kind TEXT NOT NULL,
            state SMALLINT NOT NULL,
            log_index BIGINT NOT NULL,
            note BYTEA NOT NULL,
            body BYTEA NOT NULL,
            refusal TEXT NOT NULL
        );
        CREATE UNIQUE INDEX outbox_note ON outbox (note_hash);
        CREATE TABLE outbox_items (
            number BIGINT NOT NULL,
            part_no BIGINT NOT NULL,
            content BYTEA NOT NULL,
            PRIMARY KEY (number, part_no)
        );
    )"));
    return Outbox(db, std::move(log));
}

/// Where a key's chain stands as far as the copy knows.
Result<Digest> Outbox::last_note(const NoteKey& key) const {
    const auto known = LogReader(*db_).key(key.name);
    if (known) return known->last_note;
    if (known.error().id != "entry.unknown_key") return known.error();
    return first_prev(key);
}

/// Queued entries that can no longer follow, oldest first: something before them was refused or filed elsewhere.
Result<std::vector<std::int64_t>> Outbox::stranded(const NoteKey& key, Digest& head) const {
    TRUCE_ASSIGN(head, last_note(key));
    std::vector<std::int64_t> out;
    TRUCE_TRY(db_->query("SELECT number, note_hash, prev FROM outbox WHERE key_name = $1 AND state = $2 ORDER BY number",
                         {Value::text(key.name), state_value(QueuedState::queued)}, [&](const Row& row) -> Result<void> {
                             if (row.bytes(2) != head.view()) {
                                 out.push_back(row.integer(0));
                                 return {};
                             }
                             TRUCE_ASSIGN(head, digest_from_bytes(row.bytes(1)));
                             return {};
                         }));
    return out;
}

Result<Digest> Outbox::next_prev(const NoteKey& key) const {
    const std::string institution(institution_of(key.name));
    if (!is_institution(institution) || key.name != entry_key_name(institution, key.key) || key.name == log_.name) {
        return Error{Errc::invalid, "key.role", fmt::format("{} is not the key of an institution's desk", key.name), "",
                     "Make one with `truce keys new INSTITUTION FILE`"};
    }
    Digest head;
    TRUCE_ASSIGN(const auto lost, stranded(key, head));
    if (lost.empty()) return head;
    return Error{Errc::conflict, "outbox.lost_place",
                 fmt::format("{} entries of {} stand behind one that was refused", lost.size(), key.name), "",
                 "Sign them anew first: truce pouch reissue"};
}

Result<QueuedEntry> Outbox::queue(const NoteSigner& key, std::string_view kind, std::vector<std::string> refs, const Body& body,
                                  const std::vector<std::string>& chunks, Instant now, Random& random) {
    const NoteKey& known = key.public_key();
    const Kind* row = find_kind(kind);
    if (row == nullptr) return Error{Errc::invalid, "entry.kind", fmt::format("there is no kind \"{}\"", kind), "", ""};
    TRUCE_ASSIGN(Transaction transaction, begin(*db_));
    TRUCE_ASSIGN(const Digest head, next_prev(known));
    std::optional<OpenHeader> open;
    if (row->form == EntryForm::open) open = OpenHeader{now, std::string(kind), std::move(refs)};
    const EntryHeader header{
        std::string(institution_of(known.name)), body_root(body), new_uuid(random), log_.name, std::move(open), head, slot_of(now)};
    TRUCE_ASSIGN(const std::string note, sign_entry(header, key));
    TRUCE_ASSIGN(const std::int64_t number, insert(*db_, known, note, kind, encoded(body), chunks));
    TRUCE_TRY(transaction.commit());
    return entry_of_number(*db_, number);
}

Result<QueuedEntry> Outbox::queue_signed(const Submission& submission, const NoteKey& key, const std::vector<std::string>& chunks) {
    TRUCE_ASSIGN(const CheckedSubmission checked, CheckedSubmission::check(submission, key));
    const EntryHeader& header = checked.entry().header;
    if (header.log != log_.name)
        return Error{Errc::conflict, "entry.other_log", fmt::format("signed for the log {}", header.log), header.id,
                     "Sign it for this log"};
    TRUCE_ASSIGN(Transaction transaction, begin(*db_));
    TRUCE_ASSIGN(const Digest head, next_prev(key));
    if (header.prev != head)
        return Error{Errc::conflict, "entry.chain", fmt::format("its prev is not the last note of {}", key.name), header.id,
                     "Compose it anew: something else was signed since"};
    TRUCE_ASSIGN(const std::int64_t number, insert(*db_, key, submission.note, checked.kind(), encoded(submission.body), chunks));
    TRUCE_TRY(transaction.commit());
    return entry_of_number(*db_, number);
}

Result<Submission> Outbox::signed_entry(std::int64_t number) const {
    TRUCE_ASSIGN(StoredContent content, content_of_number(*db_, number));
    TRUCE_ASSIGN(Body body, decoded(content.body));
    return Submission{std::move(content.note), std::move(body)};
}

Result<std::vector<Body>> Outbox::items_of_entry(std::int64_t number) const {
    TRUCE_ASSIGN(const StoredContent content, content_of_number(*db_, number));
    std::vector<Body> items;
    for (const std::string& chunk : content.chunks) {
        TRUCE_ASSIGN(std::vector<Body> some, Chunk::decode(chunk));
        std::ranges::move(some, std::back_inserter(items));
    }
    return items;
}

Result<std::vector<QueuedEntry>> Outbox::leaving() const {
    TRUCE_ASSIGN(std::vector<QueuedEntry> all, entries());
    TRUCE_ASSIGN(const auto lost, lost_places());
    std::erase_if(all, [&](const QueuedEntry& one) { return one.state != QueuedState::queued || lost.contains(one.number); });
    return all;
}

Result<std::vector<QueuedEntry>> Outbox::refuse(const std::vector<PouchRefusal>& refusals) {
    TRUCE_ASSIGN(Transaction transaction, begin(*db_));
    TRUCE_ASSIGN(std::vector<QueuedEntry> refused, settle_refused(*db_, refusals));
    TRUCE_TRY(transaction.commit());
    return refused;
}

Result<std::vector<std::int64_t>> Outbox::large() const {
    std::vector<std::int64_t> numbers;
    TRUCE_TRY(
        db_->query("SELECT number FROM outbox WHERE state IN ($1, $2) AND 1 < (SELECT COUNT(*) FROM outbox_items WHERE "
                   "outbox_items.number = outbox.number) ORDER BY number",
                   {state_value(QueuedState::queued), state_value(QueuedState::recorded)}, [&](const Row& row) -> Result<void> {
                       numbers.push_back(row.integer(0));
                       return {};
                   }));
    return numbers;
}

Result<std::vector<std::string>> Outbox::chunks(std::int64_t number) const {
    TRUCE_ASSIGN(StoredContent content, content_of_number(*db_, number));
    return std::move(content.chunks);
}

Result<std::string> Outbox::saved() const {
    TRUCE_ASSIGN(const std::vector<std::int64_t> beside, large());
    JsonArray list;
    std::vector<std::int64_t> numbers;
    TRUCE_TRY(db_->query("SELECT number, vkey, kind, state, log_index, note, body, refusal FROM outbox ORDER BY number", {},
                         [&](const Row& row) -> Result<void> {
                             numbers.push_back(row.integer(0));
                             list.push_back(Json{{"body", to_base64(row.bytes(6))},
                                                 {"index", row.integer(4)},
                                                 {"kind", row.text(2)},
                                                 {"note", to_base64(row.bytes(5))},
                                                 {"number", row.integer(0)},
                                                 {"refusal", row.text(7)},
                                                 {"state", row.integer(3)},
                                                 {"vkey", row.text(1)}});
                             return {};
                         }));
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        TRUCE_ASSIGN(const auto chunks_held,
                     db_->query_integer("SELECT COUNT(*) FROM outbox_items WHERE number = $1", {Value(numbers[i])}));
        if (std::ranges::binary_search(beside, numbers[i])) {
            list[i].get_object()["items"] = chunks_held.value_or(0);
            continue;
        }
        JsonArray items;
        // A batch in several chunks that can leave no more is not kept.
        if (chunks_held == 1) {
            TRUCE_ASSIGN(const StoredContent content, content_of_number(*db_, numbers[i]));
            for (const std::string& chunk : content.chunks) items.emplace_back(to_base64(chunk));
        }
        list[i].get_object()["items"] = std::move(items);
    }
    return canonical(Json(std::move(list)));
}

Result<void> Outbox::restore(std::string_view saved, const KeptChunks& kept) {
    const Error form{Errc::corrupt, "outbox.form", "not a list of an outbox", "", "Put the file back as it was written"};
    const auto json = parse_canonical(saved);
    if (!json || !json->is_array()) return form;
    TRUCE_ASSIGN(Transaction transaction, begin(*db_));
    TRUCE_TRY(db_->run("DELETE FROM outbox_items", {}));
    TRUCE_TRY(db_->run("DELETE FROM outbox", {}));
    for (const Json& one : json->get_array()) {
        const JsonObject* object = one.if_object();
        const auto text = [&](std::string_view name) -> std::string {
            const Json* value = object == nullptr ? nullptr : object->if_contains(name);
            return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
        };
        const auto integer = [&](std::string_view name) -> std::int64_t {
            const Json* value = object == nullptr ? nullptr : object->if_contains(name);
            return value != nullptr && value->is_int64() ? value->get_int64() : -1;
        };
        const auto key = parse_vkey(text("vkey"));
        const auto note = from_base64(text("note"));
        const auto body = from_base64(text("body"));
        const Json* items = object == nullptr ? nullptr : object->if_contains("items");
        if (!key || !note || !body || items == nullptr || (!items->is_array() && !items->is_int64())) return form;
        std::vector<std::string> chunks;
        if (items->is_int64()) {
            TRUCE_ASSIGN(chunks, kept(integer("number")));
            if (static_cast<std::int64_t>(chunks.size()) != items->get_int64()) return form;
        } else {
            for (const Json& chunk : items->get_array()) {
                const auto bytes = chunk.is_string() ? from_base64(chunk.get_string()) : Result<std::string>(form);
                if (!bytes) return form;
                chunks.push_back(*bytes);
            }
        }
        const std::int64_t state = integer("state");
        if (state < 0 || state > static_cast<std::int64_t>(QueuedState::reissued)) return form;
        TRUCE_ASSIGN(const std::int64_t number, insert(*db_, *key, *note, text("kind"), *body, chunks));
        if (number != integer("number")) return form;
        TRUCE_TRY(db_->run("UPDATE outbox SET state = $1, log_index = $2, refusal = $3 WHERE number = $4",
                           {Value(state), Value(integer("index")), Value::text(text("refusal")), Value(number)}));
    }
    TRUCE_TRY(settle_recorded(*db_));
    TRUCE_TRY(forget_erased(*db_));
    return transaction.commit();
}

Result<std::string> Outbox::filing(std::string_view institution, std::int64_t since) const {
    std::map<std::int64_t, std::string> leaving;
    TRUCE_TRY(db_->query("SELECT number, key_name FROM outbox WHERE state = $1 AND number >= $2",
                         {state_value(QueuedState::queued), Value(since)}, [&](const Row& row) -> Result<void> {
                             if (institution_of(row.text(1)) == institution) leaving.emplace(row.integer(0), row.text(1));
                             return {};
                         }));
    TRUCE_ASSIGN(const auto lost, lost_places());
    for (const std::int64_t number : lost) leaving.erase(number);
    if (leaving.empty()) return std::string();
    TRUCE_ASSIGN(const auto known, db_->query_integer("SELECT MAX(size) FROM log_head"));
    PouchWriter out({PouchKind::filing, log_, std::string(institution), static_cast<std::uint64_t>(known.value_or(0)), 0});
    for (const auto& [number, key_name] : leaving) {
        TRUCE_ASSIGN(const StoredContent content, content_of_number(*db_, number));
        TRUCE_ASSIGN(const Body body, decoded(content.body));
        TRUCE_TRY(out.entry(content.note, body));
        for (const std::string& chunk : content.chunks) TRUCE_TRY(out.items(chunk));
    }
    return out.finish();
}

Result<Outbox::Taken> Outbox::take(const Pouch& answer, const CopyHooks& hooks) {
    Taken taken;
    TRUCE_ASSIGN(taken.copy, extend_copy(*db_, log_, answer, hooks));
    TRUCE_ASSIGN(Transaction transaction, begin(*db_));
    TRUCE_ASSIGN(taken.recorded, settle_recorded(*db_));
    TRUCE_ASSIGN(taken.refused, settle_refused(*db_, answer.refusals));
    TRUCE_TRY(forget_erased(*db_));
    TRUCE_TRY(transaction.commit());
    TRUCE_ASSIGN(const auto lost, lost_places());
    taken.lost_place = lost.size();
    return taken;
}

Result<std::set<std::int64_t>> Outbox::lost_places() const {
    std::vector<std::string> vkeys;
    TRUCE_TRY(db_->query("SELECT DISTINCT vkey FROM outbox WHERE state = $1", {state_value(QueuedState::queued)},
                         [&](const Row& row) -> Result<void> {
                             vkeys.emplace_back(row.text(0));
                             return {};
                         }));
    std::set<std::int64_t> lost;
    for (const std::string& vkey : vkeys) {
        TRUCE_ASSIGN(const NoteKey key, parse_vkey(vkey));
        Digest head;
        TRUCE_ASSIGN(const auto behind, stranded(key, head));
        lost.insert(behind.begin(), behind.end());
    }
    return lost;
}

Result<std::vector<QueuedEntry>> Outbox::reissue(const NoteSigner& key, Instant now, Random& random) {
    TRUCE_ASSIGN(Transaction transaction, begin(*db_));
    Digest head;
    TRUCE_ASSIGN(const auto lost, stranded(key.public_key(), head));
    std::vector<QueuedEntry> anew;
    for (const std::int64_t number : lost) {
        TRUCE_ASSIGN(const StoredContent content, content_of_number(*db_, number));
        TRUCE_ASSIGN(const QueuedEntry old, entry_of_number(*db_, number));
        TRUCE_ASSIGN(const Entry entry, parse_entry(content.note));
        EntryHeader header = entry.header;
        header.id = new_uuid(random);
        header.prev = head;
        header.slot = slot_of(now);
        TRUCE_ASSIGN(const std::string note, sign_entry(header, key));
        TRUCE_TRY(db_->run("UPDATE outbox SET state = $1, body = $2 WHERE number = $3",
                           {state_value(QueuedState::reissued), Value::bytes(""), Value(number)}));
        TRUCE_TRY(db_->run("DELETE FROM outbox_items WHERE number = $1", {Value(number)}));
        TRUCE_ASSIGN(const std::int64_t again, insert(*db_, key.public_key(), note, old.kind, content.body, content.chunks));
        head = sha256(note);
        TRUCE_ASSIGN(QueuedEntry queued, entry_of_number(*db_, again));
        anew.push_back(std::move(queued));
    }
    TRUCE_TRY(transaction.commit());
    return anew;
}

Result<std::vector<QueuedEntry>> Outbox::entries() const {
    std::vector<QueuedEntry> all;
    TRUCE_TRY(db_->query(fmt::format("{} ORDER BY number", select_entries), {}, [&](const Row& row) -> Result<void> {
        TRUCE_ASSIGN(QueuedEntry entry, entry_from(row));
        all.push_back(std::move(entry));
        return {};
    }));
    return all;
}

}  // namespace truce
