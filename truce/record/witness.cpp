#include "truce/record/witness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "truce/base/hash.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/key_line.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/witness_request.hpp"
#include "truce/store/schema.hpp"
#include "truce/store/store.hpp"

namespace truce {
namespace {

constexpr std::string_view size_type = "text/x.tlog.size";

Path key_file(const Path& directory) { return directory / "witness.key"; }
Path store_file(const Path& directory) { return directory / "witness.db"; }

Result<void> create_tables(Database& db) {
    return ensure_schema(db, "record.witness", 1, R"(
        CREATE TABLE witness_log (
            vkey TEXT NOT NULL PRIMARY KEY,
            origin TEXT NOT NULL
        );
        CREATE TABLE witness_checkpoint (
            origin_sha256 TEXT NOT NULL PRIMARY KEY,
            size BIGINT NOT NULL,
            root BYTEA NOT NULL,
            note BYTEA NOT NULL
        );
    )");
}

/// The logs whose checkpoints are cosigned; of one origin, if it is given.
Result<std::vector<NoteKey>> known_logs(Database& db, std::optional<std::string_view> origin) {
    std::vector<NoteKey> out;
    TRUCE_TRY(db.query("SELECT vkey, origin FROM witness_log ORDER BY vkey", {}, [&](const Row& row) -> Result<void> {
        if (origin && row.text(1) != *origin) return {};
        TRUCE_ASSIGN(NoteKey key, parse_vkey(row.text(0)));
        out.push_back(std::move(key));
        return {};
    }));
    return out;
}

Result<bool> add_known_log(Database& db, const NoteKey& key) {
    TRUCE_ASSIGN(const std::int64_t added, db.run("INSERT INTO witness_log (vkey, origin) VALUES ($1, $2) ON CONFLICT (vkey) DO NOTHING",
                                                  {Value::text(key.vkey()), Value::text(key.name)}));
    return added == 1;
}

Result<void> check_there(const Path& directory) {
    std::error_code error;
    if (std::filesystem::exists(key_file(directory), error)) return {};
    return Error{Errc::not_found, "witness.missing", "there is no witness here", directory.string(), "Make one with `truce witness new`"};
}

Result<std::unique_ptr<Database>> open_store(const Path& directory, SqliteOptions::Access access) {
    SqliteOptions options;
    options.access = access;
    return open_sqlite(store_file(directory), options);
}

/// What is kept of a log: its last checkpoint with the log's own, verified signature lines and no others. A line that
/// claims to be the witness's own, or anybody's, is not carried along.
struct Kept {
    std::uint64_t size = 0;
    Digest root = empty_tree_root();
};

/// A checkpoint that a known log signed.
struct Submitted {
    Checkpoint checkpoint;
    std::string note;  ///< text and the log's lines
};

std::uint64_t seconds(Instant t) { return static_cast<std::uint64_t>(t.us / 1'000'000); }

}  // namespace

struct Witness::State {
    State(Cosigner c, std::unique_ptr<Database> d, DirectoryLock l, Clock& k)
        : cosigner(std::move(c)), lock(std::move(l)), db(std::move(d)), clock(k) {}

    Cosigner cosigner;
    DirectoryLock lock;
    std::mutex mutex;  ///< guards db
    std::unique_ptr<Database> db;
    Clock& clock;

    Result<Kept> kept(std::string_view origin_sha256) {
        Kept out;
        TRUCE_TRY(db->query_one("SELECT size, root FROM witness_checkpoint WHERE origin_sha256 = $1", {Value::text(origin_sha256)},
                                [&](const Row& row) -> Result<void> {
                                    out.size = static_cast<std::uint64_t>(row.integer(0));
                                    TRUCE_ASSIGN(out.root, digest_from_bytes(row.bytes(1)));
                                    return {};
                                }));
        return out;
    }

    Result<void> keep(std::string_view origin_sha256, const Submitted& submitted) {
        TRUCE_TRY(db->run("DELETE FROM witness_checkpoint WHERE origin_sha256 = $1", {Value::text(origin_sha256)}));
        TRUCE_TRY(db->run("INSERT INTO witness_checkpoint (origin_sha256, size, root, note) VALUES ($1, $2, $3, $4)",
                          {Value::text(origin_sha256), Value(static_cast<std::int64_t>(submitted.checkpoint.size)),
                           Value::bytes(submitted.checkpoint.root.view()), Value::bytes(submitted.note)}));
        return {};
    }

    /// The checkpoint, if a key of its log signed it and every line of such a key holds.
    /// Errors: witness.request, note.form, checkpoint.form [400]; witness.unknown_log [404]; note.* [403].
    Result<Submitted> authenticate(std::string_view bytes) {
        TRUCE_ASSIGN(const Note note, parse_note(bytes));
        TRUCE_ASSIGN(Checkpoint checkpoint, parse_checkpoint_text(note.text));
        if (note.text != checkpoint_text(checkpoint)) {
            return Error{Errc::invalid, "witness.request", "the checkpoint has extension lines, or is not written as it should be", "",
                         "Send origin, size and root, and nothing else"};
        }
        TRUCE_ASSIGN(const std::vector<NoteKey> known, known_logs(*db, checkpoint.origin));
        if (known.empty()) {
            return Error{Errc::not_found, "witness.unknown_log", fmt::format("the log \"{}\" is not known here", checkpoint.origin), "",
                         "Ask the witness's operator to add its key"};
        }
        std::string lines;
        for (const NoteSignature& line : note.signatures) {
            for (const NoteKey& key : known) {
                if (key.name != line.name || key.id() != line.id) continue;
                TRUCE_TRY(check_note(note, key));
                lines += format_signature_line(line.name, line.id, line.signature);
            }
        }
        if (lines.empty()) {
            return Error{Errc::unsigned_, "note.unknown_key", "no key that is known for this log signed the checkpoint", checkpoint.origin,
                         "Sign it with the log's key"};
        }
        return Submitted{std::move(checkpoint), join_note(note.text, lines)};
    }

    HttpResponse cosign(const WitnessRequest& request, const Submitted& submitted) {
        const Checkpoint& checkpoint = submitted.checkpoint;
        if (request.old_size > checkpoint.size) return http_text(400, "the old size is larger than the checkpoint's\n");
        if (checkpoint.size == 0 && checkpoint.root != empty_tree_root()) return http_text(422, "the root of no entries is another one\n");
        const std::string origin = sha256(checkpoint.origin).hex();
        auto transaction = begin(*db);
        if (!transaction) return http_refusal(transaction.error());
        const auto last = kept(origin);
        if (!last) return http_refusal(last.error());
        if (request.old_size != last->size) {
            HttpResponse conflict = http_text(409, fmt::format("{}\n", last->size));
            for (auto& [name, value] : conflict.headers) {
                if (name == "Content-Type") value = size_type;
            }
            return conflict;
        }
        if (!continues(*last, request, checkpoint))
            return http_text(422, "the proof does not show that this continues what was cosigned\n");
        const auto line = cosigner.signature_line(checkpoint_text(checkpoint), seconds(clock.now()));
        if (!line) return http_refusal(line.error());
        if (auto done = keep(origin, submitted); !done) return http_refusal(done.error());
        if (auto durable = transaction->commit(); !durable) return http_refusal(durable.error());
        return http_text(200, *line);
    }

    static bool continues(const Kept& last, const WitnessRequest& request, const Checkpoint& next) {
        if (request.old_size == 0 || request.old_size == next.size) {
            return request.proof.empty() && (request.old_size < next.size || last.root == next.root);
        }
        return consistency_holds(last.size, next.size, last.root, next.root, request.proof);
    }
};

Result<CosignerKey> found_witness(const Path& directory, std::string name, Random& random, std::string_view token) {
    if (!is_note_key_name(name)) {
        return Error{Errc::invalid, "witness.name", fmt::format("\"{}\" cannot name a key", name), "",
                     "Use a name such as witness.example.org/ceasefire, without blanks and plus signs"};
    }
    std::error_code error;
    if (std::filesystem::exists(directory, error) && !std::filesystem::is_empty(directory, error)) {
        return Error{Errc::conflict, "directory.not_empty", "there is something here already", directory.string(), "Choose another folder"};
    }
    std::filesystem::create_directories(directory, error);
    if (error) return Error{Errc::io, "file.unwritable", error.message(), directory.string(), "Check the permissions"};
    auto cosigner =
        token.empty() ? Result<Cosigner>(new_cosigner(std::move(name), random)) : new_token_cosigner(std::move(name), token, random);
    if (!cosigner) return std::move(cosigner).error();
    TRUCE_ASSIGN(const auto db, open_sqlite(store_file(directory)));
    TRUCE_TRY(create_tables(*db));
    // Last: a folder without its key is no witness.
    TRUCE_TRY(write_cosigner_file(key_file(directory), *cosigner));
    return cosigner->public_key();
}

Result<WitnessFacts> read_witness(const Path& directory) {
    TRUCE_TRY(check_there(directory));
    TRUCE_ASSIGN(const Cosigner cosigner, read_cosigner_file(key_file(directory)));
    TRUCE_ASSIGN(const auto db, open_store(directory, SqliteOptions::Access::read_only));
    TRUCE_ASSIGN(std::vector<NoteKey> logs, known_logs(*db, std::nullopt));
    return WitnessFacts{cosigner.public_key(), std::move(logs)};
}

Result<bool> add_log_to_witness(const Path& directory, const NoteKey& key) {
    TRUCE_TRY(check_there(directory));
    TRUCE_ASSIGN(const auto db, open_store(directory, SqliteOptions::Access::read_write));
    return add_known_log(*db, key);
}

Result<Witness> Witness::open(const Path& directory, Clock& clock) {
    TRUCE_TRY(check_there(directory));
    TRUCE_ASSIGN(DirectoryLock lock, DirectoryLock::acquire(directory));
    TRUCE_ASSIGN(Cosigner cosigner, read_cosigner_file(key_file(directory)));
    TRUCE_ASSIGN(auto db, open_store(directory, SqliteOptions::Access::read_write));
    TRUCE_TRY(create_tables(*db));
    return Witness(std::make_unique<State>(std::move(cosigner), std::move(db), std::move(lock), clock));
}

Witness::Witness(std::unique_ptr<State> state) : state_(std::move(state)) {}
Witness::Witness(Witness&&) noexcept = default;
Witness& Witness::operator=(Witness&&) noexcept = default;
Witness::~Witness() = default;

const CosignerKey& Witness::key() const { return state_->cosigner.public_key(); }

Result<bool> Witness::add_log(const NoteKey& key) {
    const std::lock_guard lock(state_->mutex);
    return add_known_log(*state_->db, key);
}

Result<std::vector<NoteKey>> Witness::logs() const {
    const std::lock_guard lock(state_->mutex);
    return known_logs(*state_->db, std::nullopt);
}

HttpResponse Witness::add_checkpoint(std::string_view body) {
    const auto request = parse_witness_request(body);
    if (!request) return http_refusal(request.error());
    const std::lock_guard lock(state_->mutex);
    const auto submitted = state_->authenticate(request->checkpoint);
    if (submitted) return state_->cosign(*request, *submitted);
    const Error& error = submitted.error();
    return error.code == Errc::unsigned_ ? http_text(403, error.text() + "\n") : http_refusal(error);
}

Result<std::string> Witness::last_checkpoint(std::string_view origin_sha256) const {
    std::string note;
    {
        const std::lock_guard lock(state_->mutex);
        TRUCE_TRY(state_->db->query_one("SELECT note FROM witness_checkpoint WHERE origin_sha256 = $1", {Value::text(origin_sha256)},
                                        [&](const Row& row) -> Result<void> {
                                            note = row.bytes(0);
                                            return {};
                                        }));
    }
    if (note.empty()) return Error{Errc::not_found, "witness.no_checkpoint", "no checkpoint of such a log was cosigned here", "", ""};
    TRUCE_ASSIGN(const Note parsed, parse_note(note));
    TRUCE_ASSIGN(const std::string line, state_->cosigner.signature_line(parsed.text, seconds(state_->clock.now())));
    return note + line;
}

HttpHandler Witness::handler() {
    return [this](const HttpRequest& request) -> HttpResponse {
        if (request.path == "/add-checkpoint") {
            if (request.method != HttpMethod::post) return http_method_not_allowed("POST");
            return add_checkpoint(request.body);
        }
        constexpr std::string_view suffix = "/checkpoint";
        if (!request.path.ends_with(suffix)) return http_text(404, "there is nothing here; see c2sp.org/tlog-witness\n");
        if (request.method != HttpMethod::get && request.method != HttpMethod::head) return http_method_not_allowed("GET, HEAD");
        const std::string_view path = std::string_view(request.path).substr(1);
        auto note = last_checkpoint(path.substr(0, path.size() - std::min(path.size(), suffix.size())));
        if (!note) return http_refusal(note.error());
        HttpResponse response = http_text(200, *note);
        response.headers.emplace_back("Cache-Control", "no-store");
        return response;
    };
}

}  // namespace truce
