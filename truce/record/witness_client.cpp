#include "truce/record/witness_client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <thread>

#include "truce/base/json.hpp"
#include "truce/http/client.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/head_file.hpp"
#include "truce/record/key_line.hpp"
#include "truce/record/log.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/witness_request.hpp"
#include "truce/store/schema.hpp"

namespace truce {
namespace {

using Kind = WitnessOutcome::Kind;

/// A witness that needs longer counts as absent this time.
constexpr std::chrono::milliseconds patience{10'000};

/// The newest checkpoint and what proves it to a witness; for one thread.
class Proofs {
public:
    Proofs(std::unique_ptr<Database> db, NoteKey key, std::string note, Checkpoint checkpoint)
        : db_(std::move(db)), key_(std::move(key)), note_(std::move(note)), checkpoint_(std::move(checkpoint)) {}

    [[nodiscard]] const Checkpoint& checkpoint() const { return checkpoint_; }
    [[nodiscard]] const std::string& note() const { return note_; }

    /// Precondition: old_size <= checkpoint().size.
    Result<WitnessRequest> from(std::uint64_t old_size) {
        WitnessRequest request{old_size, {}, note_};
        if (old_size > 0 && old_size < checkpoint_.size) {
            TRUCE_ASSIGN(request.proof, consistency_proof(LogReader(*db_).subtrees(), old_size, checkpoint_.size));
        }
        return request;
    }

    /// The checkpoint that a witness monitors, if this log's key signed it and this log does not continue it; else "".
    std::string signed_elsewhere(HttpClient& witness) {
        const auto answer = witness.get(fmt::format("/{}/checkpoint", sha256(key_.name).hex()));
        if (!answer || answer->status != 200) return {};
        const auto shown = open_checkpoint(answer->body, key_);
        if (!shown) return {};
        const auto continues = check_continues(*db_, *shown, "");
        const bool shows = !continues && continues.error().id.starts_with("head.");
        return shows ? answer->body : std::string();
    }

private:
    std::unique_ptr<Database> db_;
    NoteKey key_;
    std::string note_;
    Checkpoint checkpoint_;
};

/// The conversation with one witness.
class Conversation {
public:
    Conversation(const PolicyWitness& witness, Proofs& proofs, std::uint64_t last_size)
        : witness_(witness), proofs_(proofs), last_size_(last_size) {
        outcome_.witness = witness.name;
    }

    /// The outcome; `cosigned` is the checkpoint with the witness's line if it gave one.
    WitnessOutcome run(std::string& cosigned) {
        HttpClientOptions options;
        options.exchange_timeout = patience;
        options.body_max = witness_body_max;
        auto client = HttpClient::create(witness_.url, options);
        if (!client) return unreachable(client.error().text());
        // Its own last word may be unknown here: a conflict tells it, and then there is one more try.
        for (int attempt = 0; attempt < 2; ++attempt) {
            if (last_size_ > proofs_.checkpoint().size) return ahead(*client);
            const auto request = proofs_.from(last_size_);
            if (!request) return unreachable(request.error().text());
            const auto answer = client->post("/add-checkpoint", "text/plain", format(*request));
            if (!answer) return unreachable(answer.error().text());
            if (answer->status == 200) return take(answer->body, cosigned);
            if (answer->status != 409) return refused(*answer, *client);
            const auto size = parse_witness_size(answer->body);
            if (!size) return unreachable(size.error().text());
            // Witnesses of an older version say so, too, where the same size has another root.
            if (*size == last_size_) return contradicts("it has cosigned another tree of the same size", *client);
            last_size_ = *size;
        }
        if (last_size_ > proofs_.checkpoint().size) return ahead(*client);
        return unreachable("it names another last size each time");
    }

private:
    WitnessOutcome end(Kind kind, std::string detail) {
        outcome_.kind = kind;
        outcome_.detail = std::move(detail);
        return outcome_;
    }
    WitnessOutcome unreachable(std::string detail) { return end(Kind::unreachable, std::move(detail)); }
    WitnessOutcome contradicts(std::string detail, HttpClient& client) {
        return another_history(Kind::contradicts, std::move(detail), client);
    }
    WitnessOutcome ahead(HttpClient& client) {
        outcome_.last_size = last_size_;
        return another_history(Kind::ahead,
                               fmt::format("it has cosigned a tree of {} entries; this log has {}", last_size_, proofs_.checkpoint().size),
                               client);
    }
    /// Its word is one thing, what this log has signed is another.
    WitnessOutcome another_history(Kind kind, std::string detail, HttpClient& client) {
        outcome_.shown = proofs_.signed_elsewhere(client);
        if (outcome_.shown.empty()) detail += "; it shows no checkpoint of this log that says so";
        return end(kind, std::move(detail));
    }
    WitnessOutcome refused(const HttpResponse& answer, HttpClient& client) {
        std::string said(answer.body_view().substr(0, 200));
        std::erase_if(said, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
        if (answer.status == 422) return contradicts(std::move(said), client);
        const bool final = answer.status == 400 || answer.status == 403 || answer.status == 404;
        return end(final ? Kind::refused : Kind::unreachable, fmt::format("{}: {}", answer.status, said));
    }

    /// Lines of other keys are not looked at; one of its own must hold.
    WitnessOutcome take(std::string_view lines, std::string& cosigned) {
        auto note = add_signature_lines(proofs_.note(), lines);
        if (!note) return unreachable("its answer is no signature line");
        const auto parsed = parse_note(*note);
        if (!parsed) return unreachable(parsed.error().text());
        const auto time = check_cosignature(*parsed, witness_.key);
        if (!time) return unreachable(time.error().text());
        outcome_.time_s = *time;
        cosigned = std::move(*note);
        return end(Kind::cosigned, "");
    }

    const PolicyWitness& witness_;
    Proofs& proofs_;
    std::uint64_t last_size_;
    WitnessOutcome outcome_;
};

/// A size as a parameter: those beyond what a store can hold are as large as can be.
Value bound(std::uint64_t size) { return Value(static_cast<std::int64_t>(std::min<std::uint64_t>(size, json_integer_max))); }

/// A key's own text, which names it for ever.
std::string name_in_store(const CosignerKey& key) { return key.vkey(); }

Result<Proofs> newest(const OpenStore& open, const Policy& policy) {
    TRUCE_ASSIGN(auto db, open());
    const LogReader log(*db);
    TRUCE_ASSIGN(const NoteKey key, log.checkpoint_key());
    const bool named = std::ranges::any_of(policy.logs, [&](const PolicyLog& one) { return one.key == key; });
    if (!named) {
        return Error{Errc::unsigned_, "policy.unknown_log", fmt::format("the policy does not name this log's key, {}", key.vkey()), "",
                     "Add the line: log " + key.vkey()};
    }
    TRUCE_ASSIGN(std::string note, log.newest_checkpoint());
    TRUCE_ASSIGN(Checkpoint checkpoint, open_checkpoint(note, key));
    return Proofs(std::move(db), key, std::move(note), std::move(checkpoint));
}

}  // namespace

std::string_view name_of(Level level) {
    switch (level) {
        case Level::recorded: return "recorded";
        case Level::witnessed: return "witnessed";
        case Level::acknowledged: return "acknowledged by all";
    }
    TRUCE_ASSERT(false);
}

Level level_of(const Policy& policy, const std::vector<WitnessStatement>& cosigned) {
    std::set<std::string> names;
    for (const WitnessStatement& one : cosigned) names.insert(one.name);
    const auto known = [&](const PolicyWitness& witness) { return names.contains(witness.name); };
    if (!policy.witnesses.empty() && std::ranges::all_of(policy.witnesses, known)) return Level::acknowledged;
    return policy.quorum != "none" && quorum_holds(policy, names) ? Level::witnessed : Level::recorded;
}

std::string_view name_of(WitnessOutcome::Kind kind) {
    switch (kind) {
        case Kind::cosigned: return "cosigned";
        case Kind::no_address: return "no_address";
        case Kind::unreachable: return "unreachable";
        case Kind::refused: return "refused";
        case Kind::contradicts: return "contradicts";
        case Kind::ahead: return "ahead";
    }
    TRUCE_ASSERT(false);
}

Result<Cosignatures> Cosignatures::open(const Path& file) {
    TRUCE_ASSIGN(auto db, open_sqlite(file));
    TRUCE_TRY(ensure_schema(*db, "record.cosignatures", 1, R"(
        CREATE TABLE cosignature (
            size BIGINT NOT NULL,
            witness TEXT NOT NULL,
            root BYTEA NOT NULL,
            time_s BIGINT NOT NULL,
            line BYTEA NOT NULL,
            PRIMARY KEY (size, witness)
        );
    )"));
    TRUCE_TRY(ensure_schema(*db, "record.shown", 1, "CREATE TABLE shown (witness TEXT NOT NULL PRIMARY KEY, checkpoint BYTEA NOT NULL)"));
    return Cosignatures(std::move(db));
}

Result<std::unique_ptr<Cosignatures>> Cosignatures::open_if_there(const Path& file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) return std::unique_ptr<Cosignatures>();
    TRUCE_ASSIGN(Cosignatures kept, open(file));
    return std::make_unique<Cosignatures>(std::move(kept));
}

Result<void> Cosignatures::keep(std::string_view cosigned_checkpoint, std::span<const CosignerKey> keys) {
    TRUCE_ASSIGN(const Note note, parse_note(cosigned_checkpoint));
    TRUCE_ASSIGN(const Checkpoint checkpoint, parse_checkpoint_text(note.text));
    TRUCE_ASSIGN(const auto verified, check_cosignatures(note, keys));
    TRUCE_ASSIGN(Transaction transaction, begin(*db_));
    for (const VerifiedCosignature& one : verified) {
        for (const NoteSignature& line : note.signatures) {
            if (line.name != one.signer.name || line.id != one.signer.id()) continue;
            const std::string text = format_signature_line(line.name, line.id, line.signature);
            const auto size = static_cast<std::int64_t>(checkpoint.size);
            TRUCE_TRY(db_->run("DELETE FROM cosignature WHERE size = $1 AND witness = $2",
                               {Value(size), Value::text(name_in_store(one.signer))}));
            TRUCE_TRY(db_->run("INSERT INTO cosignature (size, witness, root, time_s, line) VALUES ($1, $2, $3, $4, $5)",
                               {Value(size), Value::text(name_in_store(one.signer)), Value::bytes(checkpoint.root.view()),
                                Value(static_cast<std::int64_t>(one.time_s)), Value::bytes(text)}));
        }
    }
    return transaction.commit();
}

Result<std::string> Cosignatures::add_to(std::string_view checkpoint_note) const {
    TRUCE_ASSIGN(const Note note, parse_note(checkpoint_note));
    TRUCE_ASSIGN(const Checkpoint checkpoint, parse_checkpoint_text(note.text));
    std::string lines;
    TRUCE_TRY(db_->query("SELECT root, line FROM cosignature WHERE size = $1 ORDER BY witness",
                         {Value(static_cast<std::int64_t>(checkpoint.size))}, [&](const Row& row) -> Result<void> {
                             if (row.bytes(0) == checkpoint.root.view()) lines += row.bytes(1);
                             return {};
                         }));
    return lines.empty() ? std::string(checkpoint_note) : add_signature_lines(checkpoint_note, lines);
}

Result<void> Cosignatures::keep_shown(const CosignerKey& witness, std::string_view checkpoint) {
    TRUCE_TRY(
        db_->run("INSERT INTO shown (witness, checkpoint) VALUES ($1, $2) "
                 "ON CONFLICT (witness) DO UPDATE SET checkpoint = excluded.checkpoint",
                 {Value::text(name_in_store(witness)), Value::bytes(checkpoint)}));
    return {};
}

Result<void> Cosignatures::check_shown(Database& db, const NoteKey& log) const {
    return db_->query("SELECT witness, checkpoint FROM shown ORDER BY witness", {}, [&](const Row& row) -> Result<void> {
        const auto shown = open_checkpoint(row.bytes(1), log);
        if (!shown) return {};  // of another key: this folder was founded anew
        const std::string_view vkey = row.text(0);
        return check_continues(db, *shown, fmt::format("shown by the witness {}", vkey.substr(0, vkey.find('+'))));
    });
}

Result<std::vector<std::uint64_t>> Cosignatures::sizes(std::uint64_t from, std::uint64_t to) const {
    std::vector<std::uint64_t> sizes;
    TRUCE_TRY(db_->query("SELECT DISTINCT size FROM cosignature WHERE size >= $1 AND size <= $2 ORDER BY size DESC",
                         {bound(from), bound(to)}, [&](const Row& row) -> Result<void> {
                             sizes.push_back(static_cast<std::uint64_t>(row.integer(0)));
                             return {};
                         }));
    return sizes;
}

Result<std::string> newest_dressed(Database& db, const Cosignatures* kept, const Policy* policy, std::uint64_t from, std::uint64_t to) {
    const auto dressed = [&](std::uint64_t size) -> Result<std::string> {
        TRUCE_ASSIGN(const std::string note, LogReader(db).checkpoint_at(size));
        return kept != nullptr ? kept->add_to(note) : Result<std::string>(note);
    };
    TRUCE_ASSIGN(const auto newest,
                 db.query_integer("SELECT MAX(size) FROM log_checkpoint WHERE size >= $1 AND size <= $2", {bound(from), bound(to)}));
    if (!newest) {
        return Error{Errc::not_found, "checkpoint.missing", fmt::format("no checkpoint of {} to {} entries was signed", from, to), "",
                     "Wait for the log's next checkpoint"};
    }
    TRUCE_ASSIGN(std::string largest, dressed(static_cast<std::uint64_t>(*newest)));
    if (policy == nullptr) return largest;
    auto refusal = check_by_policy(largest, *policy);
    if (refusal) return largest;
    if (kept == nullptr) return std::move(refusal).error();
    TRUCE_ASSIGN(const auto sizes, kept->sizes(from, static_cast<std::uint64_t>(*newest)));
    for (const std::uint64_t size : sizes) {
        TRUCE_ASSIGN(std::string note, dressed(size));
        if (check_by_policy(note, *policy)) return note;
    }
    return std::move(refusal).error();
}

Result<std::uint64_t> Cosignatures::last_size(const CosignerKey& witness) const {
    TRUCE_ASSIGN(const auto size,
                 db_->query_integer("SELECT MAX(size) FROM cosignature WHERE witness = $1", {Value::text(name_in_store(witness))}));
    return static_cast<std::uint64_t>(size.value_or(0));
}

Result<std::vector<WitnessOutcome>> submit_to_witnesses(const OpenStore& open, const Policy& policy, Cosignatures& kept) {
    struct One {
        std::optional<Proofs> proofs;
        WitnessOutcome outcome;
        std::string cosigned;
    };
    std::vector<One> all(policy.witnesses.size());
    {
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < all.size(); ++i) {
            const PolicyWitness& witness = policy.witnesses[i];
            all[i].outcome = {witness.name, Kind::no_address, "the policy gives no address", 0, 0, ""};
            if (witness.url.empty()) continue;
            TRUCE_ASSIGN(const std::uint64_t last_size, kept.last_size(witness.key));
            TRUCE_ASSIGN(Proofs proofs, newest(open, policy));
            all[i].proofs.emplace(std::move(proofs));
            threads.emplace_back(
                [&witness, last_size, &one = all[i]] { one.outcome = Conversation(witness, *one.proofs, last_size).run(one.cosigned); });
        }
    }
    std::vector<WitnessOutcome> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!all[i].outcome.shown.empty()) TRUCE_TRY(kept.keep_shown(policy.witnesses[i].key, all[i].outcome.shown));
        if (!all[i].cosigned.empty()) TRUCE_TRY(kept.keep(all[i].cosigned, std::span(&policy.witnesses[i].key, 1)));
        out.push_back(std::move(all[i].outcome));
    }
    return out;
}

}  // namespace truce
