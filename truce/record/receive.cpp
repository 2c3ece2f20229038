#include "truce/record/receive.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "truce/record/batch.hpp"
#include "truce/record/keys.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::size_t waiting_max = 10'000;
constexpr std::int64_t refusals_max = 10'000;

Result<void> create_receive_tables(Database& db) {
    return ensure_schema(db, "record.receive", 1, R"(
        CREATE TABLE received_waiting (
            note_hash BYTEA NOT NULL PRIMARY KEY,
            pouch BYTEA NOT NULL
        );
        CREATE TABLE received_refused (
            number INTEGER PRIMARY KEY,
            note_hash BYTEA NOT NULL,
            institution TEXT NOT NULL,
            refusal BYTEA NOT NULL
        );
        CREATE UNIQUE INDEX received_refused_note ON received_refused (note_hash);
    )");
}

/// An entry on its way in, with the bytes it views.
struct Candidate {
    std::string pouch;  ///< a filing of this entry alone
    Digest hash;
    PouchEntry travelling;
    Entry entry;
};

/// A pouch of one entry, so that what waits is kept in a form that is read as strictly as what arrives.
Result<std::string> alone(const PouchHeader& header, const PouchEntry& travelling) {
    PouchWriter out(header);
    TRUCE_ASSIGN(const Body body, body_of(travelling));
    TRUCE_TRY(out.entry(travelling.note, body));
    for (const std::string_view chunk : travelling.items) TRUCE_TRY(out.items(chunk));
    return out.finish();
}

bool of_the_store(const Error& error) { return error.id.starts_with("store.") || error.id.starts_with("log."); }

class Receiver {
public:
    Receiver(Log& log, Database& db, const ReceiveHooks& hooks) : log_(log), db_(db), reader_(db), hooks_(hooks) {}

    Result<ReceiveOutcome> run(const Pouch& filing) {
        TRUCE_TRY(create_receive_tables(db_));
        TRUCE_TRY(load_waiting());
        institution_ = filing.header.from;
        for (const PouchEntry& entry : filing.entries) TRUCE_TRY(take(filing.header, entry));
        for (bool progress = true; progress;) {
            TRUCE_ASSIGN(progress, sweep());
        }
        if (candidates_.size() > waiting_max) {
            return Error{Errc::too_large, "pouch.waiting", fmt::format("more than {} entries wait for others to come first", waiting_max),
                         "", "Have the missing pouches sent first"};
        }
        outcome_.waiting = candidates_.size();
        TRUCE_TRY(finish());
        return std::move(outcome_);
    }

private:
    Result<void> load_waiting() {
        std::vector<std::string> pouches;
        TRUCE_TRY(db_.query("SELECT pouch FROM received_waiting", {}, [&](const Row& row) -> Result<void> {
            pouches.emplace_back(row.bytes(0));
            return {};
        }));
        for (std::string& bytes : pouches) TRUCE_TRY(add_candidate(std::move(bytes)));
        return {};
    }

    Result<void> add_candidate(std::string bytes) {
        auto candidate = std::make_unique<Candidate>();
        candidate->pouch = std::move(bytes);
        TRUCE_ASSIGN(Pouch pouch, read_pouch(candidate->pouch));
        if (pouch.entries.size() != 1) return Error{Errc::corrupt, "receive.row", "a waiting entry is damaged", "", ""};
        candidate->travelling = std::move(pouch.entries.front());
        candidate->hash = sha256(candidate->travelling.note);
        TRUCE_ASSIGN(candidate->entry, parse_entry(candidate->travelling.note));
        if (!known_.insert(candidate->hash).second) return {};
        candidates_.push_back(std::move(candidate));
        return {};
    }

    /// Sorts an entry of the pouch: recorded, refused or waiting before, or new.
    Result<void> take(const PouchHeader& header, const PouchEntry& travelling) {
        const Digest hash = sha256(travelling.note);
        TRUCE_ASSIGN(const auto before, refused_before(hash));
        if (before) {
            outcome_.refused.push_back({hash, *before});
            return {};
        }
        const auto entry = parse_entry(travelling.note);
        if (!entry) return refuse(hash, institution_, entry.error());
        if (const auto index = reader_.index_of(entry->header.id); index) {
            TRUCE_ASSIGN(const StoredEntry stored, reader_.entry(*index));
            if (stored.note == travelling.note) {
                ++outcome_.known;
                return {};
            }
            return refuse(
                hash, entry->header.author,
                {Errc::conflict, "entry.duplicate_id", "an entry with this id is in the log", entry->header.id, "Use a new random id"});
        }
        auto pouch = alone(header, travelling);
        if (!pouch) return refuse(hash, entry->header.author, pouch.error());
        return add_candidate(std::move(*pouch));
    }

    Result<std::optional<Error>> refused_before(const Digest& hash) {
        if (const auto found = refused_now_.find(hash); found != refused_now_.end()) return std::optional(found->second.error);
        std::optional<Error> error;
        TRUCE_ASSIGN([[maybe_unused]] const bool any, db_.query_one("SELECT refusal FROM received_refused WHERE note_hash = $1",
                                                                    {Value::bytes(hash.view())}, [&](const Row& row) -> Result<void> {
                                                                        TRUCE_ASSIGN(PouchRefusal refusal, parse_refusal(row.bytes(0)));
                                                                        error = std::move(refusal.error);
                                                                        return {};
                                                                    }));
        return error;
    }

    /// For the answer to whoever signed it, or sent it where that cannot be read.
    Result<void> refuse(const Digest& hash, const std::string& institution, const Error& error) {
        if (broken_ || of_the_store(error)) return error;
        refused_now_.emplace(hash, RefusedNow{institution, error});
        outcome_.refused.push_back({hash, error});
        return {};
    }

    /// Tries each candidate once; whether any left the list.
    Result<bool> sweep() {
        std::vector<std::unique_ptr<Candidate>> left;
        bool progress = false;
        for (std::unique_ptr<Candidate>& candidate : candidates_) {
            TRUCE_ASSIGN(const bool done, try_one(*candidate));
            progress = progress || done;
            if (!done) left.push_back(std::move(candidate));
        }
        candidates_ = std::move(left);
        return progress;
    }

    Result<bool> try_one(const Candidate& candidate) {
        const Entry& entry = candidate.entry;
        const auto key = reader_.key(entry.key_name);
        if (!key && key.error().id != "entry.unknown_key") return key.error();
        if (!key) return false;
        if (entry.header.prev != key->last_note) {
            TRUCE_ASSIGN(const auto why, why_never(entry, *key));
            if (why) TRUCE_TRY(refuse(candidate.hash, entry.header.author, *why));
            return why.has_value();
        }
        if (auto recorded = record(candidate); !recorded) TRUCE_TRY(refuse(candidate.hash, entry.header.author, recorded.error()));
        return true;
    }

    /// Why an entry that does not follow its key's last note never will; nothing if it may.
    Result<std::optional<Error>> why_never(const Entry& entry, const EnrolledKey& key) {
        TRUCE_ASSIGN(const auto refused, refused_before(entry.header.prev));
        if (refused) {
            return std::optional(Error{Errc::conflict, "entry.behind_refused",
                                       fmt::format("it follows an entry that was refused ({})", refused->id), entry.header.id,
                                       "Sign it anew: truce pouch reissue"});
        }
        auto& past = past_notes_[entry.key_name];
        if (past.empty()) {
            past.insert(first_prev(key.key));
            TRUCE_TRY(db_.query("SELECT note FROM log_entry WHERE key_name = $1", {Value::text(entry.key_name)},
                                [&](const Row& row) -> Result<void> {
                                    past.insert(sha256(row.bytes(0)));
                                    return {};
                                }));
        }
        if (!past.contains(entry.header.prev)) return std::optional<Error>();
        return std::optional(Error{Errc::conflict, "entry.chain", fmt::format("another entry of {} has taken its place", entry.key_name),
                                   entry.header.id, "Sign it anew: truce pouch reissue"});
    }

    Result<void> record(const Candidate& candidate) {
        TRUCE_ASSIGN(Body body, body_of(candidate.travelling));
        TRUCE_ASSIGN(const std::string kind, kind_of(candidate.entry, body));
        std::vector<std::vector<Body>> chunks;
        TRUCE_TRY(check_items(candidate, body, kind, chunks));
        if (!commit_) {
            TRUCE_ASSIGN(Commit commit, log_.begin());
            commit_.emplace(std::move(commit));
        }
        if (hooks_.check) TRUCE_TRY(hooks_.check(candidate.entry, kind, body, commit_->recorded_at()));
        TRUCE_ASSIGN(const Receipt receipt, commit_->append({std::string(candidate.travelling.note), body}));
        // From here on an error is no refusal any more: the entry is in the commit.
        if (auto followed = follow(candidate, body, kind, chunks, receipt); !followed) {
            broken_ = true;
            return std::move(followed).error();
        }
        outcome_.recorded.push_back(receipt);
        past_notes_.erase(candidate.entry.key_name);
        return {};
    }

    Result<void> check_items(const Candidate& candidate, const Body& body, std::string_view kind, std::vector<std::vector<Body>>& chunks) {
        const auto promise = batch_promise(body);
        const Error wrong{Errc::invalid, "batch.root", "its items are not those that were signed", candidate.entry.header.id,
                          "Compose the entry with truce's own functions"};
        if (!promise) return candidate.travelling.items.empty() ? Result<void>() : wrong;
        GrowingTree tree;
        for (const std::string_view bytes : candidate.travelling.items) {
            if (tree.size() % chunk_items_max != 0) return wrong;
            TRUCE_ASSIGN(std::vector<Body> items, items_of(bytes));
            for (const Body& item : items) {
                tree.append(item_leaf(body_root(item)));
                if (hooks_.check_item) TRUCE_TRY(hooks_.check_item(candidate.entry, kind, item));
            }
            chunks.push_back(std::move(items));
        }
        return tree.size() == promise->count && tree.root() == promise->root ? Result<void>() : wrong;
    }

    Result<void> follow(const Candidate& candidate, const Body& body, std::string_view kind, const std::vector<std::vector<Body>>& chunks,
                        const Receipt& receipt) {
        if (const auto promise = batch_promise(body)) {
            TRUCE_ASSIGN(BatchWriter writer, BatchWriter::begin(db_));
            for (const std::vector<Body>& items : chunks) {
                Chunk chunk;
                for (const Body& item : items) chunk.add(item);
                TRUCE_ASSIGN(const std::int64_t staged, writer.stage(chunk, chunk.compressed()));
                for (std::size_t i = 0; hooks_.item && i < items.size(); ++i) TRUCE_TRY(hooks_.item(kind, item_row(staged, i), items[i]));
            }
            TRUCE_TRY(land_batch(db_, writer.batch(), receipt.index, promise->count));
        }
        return hooks_.appended ? hooks_.appended(candidate.entry, kind, body) : Result<void>();
    }

    /// What waits and what was refused becomes durable with what was recorded.
    Result<void> finish() {
        if (outcome_.recorded.empty()) {
            commit_.reset();
            TRUCE_ASSIGN(Transaction transaction, begin(db_));
            TRUCE_TRY(write_lists());
            return transaction.commit();
        }
        TRUCE_TRY(write_lists());
        TRUCE_ASSIGN(outcome_.checkpoint, commit_->finish());
        return {};
    }

    Result<void> write_lists() {
        TRUCE_TRY(db_.run("DELETE FROM received_waiting"));
        for (const auto& candidate : candidates_) {
            TRUCE_TRY(db_.run("INSERT INTO received_waiting (note_hash, pouch) VALUES ($1, $2)",
                              {Value::bytes(candidate->hash.view()), Value::bytes(candidate->pouch)}));
        }
        for (const auto& [hash, refused] : refused_now_) {
            TRUCE_ASSIGN(const auto number, db_.query_integer("SELECT COALESCE(MAX(number), 0) + 1 FROM received_refused"));
            TRUCE_TRY(db_.run("INSERT INTO received_refused (number, note_hash, institution, refusal) VALUES ($1, $2, $3, $4)",
                              {Value(*number), Value::bytes(hash.view()), Value::text(refused.institution),
                               Value::bytes(refusal_text({hash, refused.error}))}));
        }
        return {};
    }

    Log& log_;
    Database& db_;
    LogReader reader_;
    const ReceiveHooks& hooks_;
    std::string institution_;
    std::vector<std::unique_ptr<Candidate>> candidates_;
    std::set<Digest> known_;  ///< hashes of the candidates
    struct RefusedNow {
        std::string institution;
        Error error;
    };
    std::map<Digest, RefusedNow> refused_now_;
    std::map<std::string, std::set<Digest>, std::less<>> past_notes_;  ///< by key
    std::optional<Commit> commit_;
    bool broken_ = false;  ///< the commit holds an entry whose views could not follow
    ReceiveOutcome outcome_;
};

}  // namespace

Result<ReceiveOutcome> receive_filing(Log& log, Database& db, const Pouch& filing, const ReceiveHooks& hooks) {
    if (filing.header.kind != PouchKind::filing) {
        return Error{Errc::invalid, "pouch.kind", "this pouch comes from a log, it does not go to one", "",
                     "Import it at the centre; what its centre sends belongs here"};
    }
    TRUCE_ASSIGN(const NoteKey key, LogReader(db).checkpoint_key());
    if (filing.header.log != key) {
        return Error{Errc::conflict, "pouch.other_log", fmt::format("it goes to the log {}, this is {}", filing.header.log.name, key.name),
                     "", "Import it where that log is"};
    }
    return Receiver(log, db, hooks).run(filing);
}

Result<std::vector<PouchRefusal>> refusals_for(Database& db, std::string_view institution) {
    std::vector<PouchRefusal> all;
    TRUCE_ASSIGN(const bool any, db.has_table("received_refused"));
    if (!any) return all;
    TRUCE_TRY(db.query("SELECT refusal FROM received_refused WHERE institution = $1 ORDER BY number DESC LIMIT $2",
                       {Value::text(institution), Value(refusals_max)}, [&](const Row& row) -> Result<void> {
                           TRUCE_ASSIGN(PouchRefusal refusal, parse_refusal(row.bytes(0)));
                           all.push_back(std::move(refusal));
                           return {};
                       }));
    std::reverse(all.begin(), all.end());
    return all;
}

}  // namespace truce
