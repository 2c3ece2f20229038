#include "truce/mechanism/recovery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <system_error>

#include "truce/base/json.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/mirror.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/keys.hpp"
#include "truce/record/verify.hpp"

namespace truce {
namespace {

Result<void> make_folder(const Path& directory) {
    std::error_code error;
    if (std::filesystem::exists(directory, error) && !std::filesystem::is_empty(directory, error)) {
        return Error{Errc::conflict, "directory.not_empty", "there is something in this folder already", directory.string(),
                     "Choose another folder; nothing is recovered over something else"};
    }
    std::filesystem::create_directories(directory / "keys", error);
    if (error) {
        return Error{Errc::io, "file.unwritable", fmt::format("cannot make the folder: {}", error.message()), directory.string(),
                     "Check the permissions of the folder above it"};
    }
    std::filesystem::permissions(directory / "keys", std::filesystem::perms::owner_all, error);
    return {};
}

DirectoryConfig recovered_config(const std::string& origin) { return {origin, "sqlite:truce.db"}; }

/// What is known of the old log besides what the mirror holds.
struct Seen {
    std::vector<Checkpoint> checkpoints;       ///< signed by the log
    std::vector<std::string> pouches;          ///< answers, as bytes
    std::map<std::uint64_t, std::string> ids;  ///< by position, as receipts say
    std::uint64_t receipts_size = 0;           ///< as receipts say; nobody signed that
};

std::optional<std::uint64_t> number_in(const JsonObject& object, std::string_view name) {
    const Json* value = object.if_contains(name);
    if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
    return static_cast<std::uint64_t>(value->get_int64());
}

/// A line of receipts: {"entries":[{"id":..., "index":...}], "checkpoint":{"size":...}}.
bool read_receipts(std::string_view line, Seen& seen) {
    const auto json = parse_json(line);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* entries = object != nullptr ? object->if_contains("entries") : nullptr;
    if (entries == nullptr || !entries->is_array()) return false;
    for (const Json& each : entries->get_array()) {
        const JsonObject* entry = each.if_object();
        const auto index = entry != nullptr ? number_in(*entry, "index") : std::nullopt;
        const Json* id = entry != nullptr ? entry->if_contains("id") : nullptr;
        if (!index || id == nullptr || !id->is_string()) return false;
        seen.ids[*index] = id->get_string();
        seen.receipts_size = std::max(seen.receipts_size, *index + 1);
    }
    if (const Json* checkpoint = object->if_contains("checkpoint"); checkpoint != nullptr && checkpoint->is_object()) {
        seen.receipts_size = std::max(seen.receipts_size, number_in(checkpoint->get_object(), "size").value_or(0));
    }
    return true;
}

Result<void> read_seen(const Path& file, const NoteKey& log, Seen& seen) {
    TRUCE_ASSIGN(std::string bytes, read_file(file, pouch_size_max));
    const Error neither{Errc::invalid, "recovery.not_seen", "is no checkpoint of this log, no answer pouch and no receipt", file.string(),
                        "Give what the log has signed, what `truce pouch export` wrote, or what `--format json` printed"};
    if (bytes.starts_with("truce/pouch/")) {
        const auto pouch = read_pouch(bytes);
        if (!pouch) return at(file.string(), pouch.error());
        if (pouch->header.kind != PouchKind::answer || pouch->header.log != log) return neither;
        const auto checkpoint = open_checkpoint(pouch->checkpoint, log);
        if (!checkpoint) return at(file.string(), checkpoint.error());
        seen.checkpoints.push_back(*checkpoint);
        seen.pouches.push_back(std::move(bytes));
        return {};
    }
    if (const auto checkpoint = open_checkpoint(bytes, log); checkpoint) {
        if (checkpoint->origin != log.name) return neither;
        seen.checkpoints.push_back(*checkpoint);
        return {};
    }
    std::string_view left = bytes;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find('\n'), left.size());
        const std::string_view line = left.substr(0, end);
        left.remove_prefix(std::min(end + 1, left.size()));
        if (!line.empty() && !read_receipts(line, seen)) return neither;
    }
    return {};
}

/// What this machine keeps, if it is the one that ran the log.
Result<void> read_kept_head(const NoteKey& log, Seen& seen) {
    const auto path = usual_head_path(log);
    if (!path || !std::filesystem::exists(*path)) return {};
    TRUCE_ASSIGN(const std::string bytes, read_file(*path));
    const auto note = kept_in_head_file(bytes, log);
    if (!note) return at(path->string(), note.error());
    if (!*note) return {};
    TRUCE_ASSIGN(Checkpoint checkpoint, open_checkpoint(**note, log));
    seen.checkpoints.push_back(std::move(checkpoint));
    return {};
}

/// Copies what one mirror has. Every checkpoint that it holds is kept: receipts refer to them.
Result<void> copy_from(const Path& mirror, Database& db, const NoteKey& log) {
    TRUCE_ASSIGN(const DirectoryConfig config, read_config(mirror));
    TRUCE_ASSIGN(const OpenedStore source, open_store(mirror, config, OpenFor::reading));
    const Entitled everything = [](const Entry&, const StoredEntry&, Audience) { return true; };
    std::vector<std::uint64_t> sizes;
    TRUCE_TRY(source.db->query("SELECT size FROM log_checkpoint ORDER BY size", {}, [&](const Row& row) -> Result<void> {
        sizes.push_back(static_cast<std::uint64_t>(row.integer(0)));
        return {};
    }));
    std::uint64_t base = 0;
    for (const std::uint64_t size : sizes) {
        TRUCE_ASSIGN(const std::string bytes, answer_pouch(*source.db, base, size, everything, {}));
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        TRUCE_ASSIGN([[maybe_unused]] const CopyOutcome step, extend_with_views(db, log, pouch));
        base = size;
    }
    return {};
}

/// Copies everything that the mirrors have, and what pouches add. The copy is made entry by entry, so all of it is checked.
Result<Checkpoint> copy_all(const std::vector<Path>& mirrors, const Path& directory, const NoteKey& log, const Seen& seen) {
    TRUCE_ASSIGN(const OpenedStore store, open_store(directory, recovered_config(log.name), OpenFor::writing));
    for (const Path& mirror : mirrors) TRUCE_TRY(copy_from(mirror, *store.db, log));
    std::vector<std::pair<std::uint64_t, const std::string*>> pouches;
    for (const std::string& bytes : seen.pouches) {
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        pouches.emplace_back(pouch.header.base, &bytes);
    }
    std::sort(pouches.begin(), pouches.end());
    for (const auto& [begins, bytes] : pouches) {
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(*bytes));
        const auto step = extend_with_views(*store.db, log, pouch);
        // One that begins beyond a gap brings nothing; its checkpoint still counts as seen.
        if (!step && step.error().id != "copy.gap") return step.error();
    }
    TRUCE_ASSIGN(const std::string newest, LogReader(*store.db).newest_checkpoint());
    return open_checkpoint(newest, log);
}

/// What was signed, or acknowledged, of what was recovered must be what was recovered.
Result<void> check_no_fork(const Path& directory, const NoteKey& log, const Seen& seen, const Checkpoint& recovered) {
    TRUCE_ASSIGN(const OpenedStore store, open_store(directory, recovered_config(log.name), OpenFor::reading));
    for (const Checkpoint& checkpoint : seen.checkpoints) {
        if (checkpoint.size > recovered.size) continue;
        TRUCE_ASSIGN(const Digest root, root_at(LogReader(*store.db).subtrees(), checkpoint.size));
        if (root == checkpoint.root) continue;
        return Error{Errc::corrupt, "copy.fork",
                     fmt::format("the log has signed two histories: the mirror's and another of size {}", checkpoint.size), "",
                     "Keep both; together they prove it. Tell the guarantors before anything is rebuilt"};
    }
    for (const auto& [index, id] : seen.ids) {
        if (index >= recovered.size) continue;
        TRUCE_ASSIGN(const StoredEntry stored, LogReader(*store.db).entry(index));
        TRUCE_ASSIGN(const Entry entry, parse_entry(stored.note));
        if (entry.header.id != id) {
            return Error{Errc::conflict, "recovery.receipt",
                         fmt::format("a receipt says that entry {} is {}; the mirror holds {} there", index, id, entry.header.id), id,
                         "Find out whose receipt it is: it is another log's, or the log has shown two histories"};
        }
    }
    return {};
}

/// The keys of `log` that somebody has kept.
Result<LogSigners> kept_keys(const Path& folder, const NoteKey& log) {
    TRUCE_ASSIGN(NoteSigner checkpoint, read_key_file(folder / "log.key"));
    TRUCE_ASSIGN(NoteSigner clock, read_key_file(folder / "clock.key"));
    if (checkpoint.public_key() != log) {
        return Error{Errc::invalid, "recovery.keys",
                     fmt::format("they are the keys of {}, not of {}", checkpoint.public_key().name, log.name), folder.string(),
                     "Give the folder with this log's log.key and clock.key"};
    }
    return LogSigners{std::move(checkpoint), std::move(clock)};
}

Json predecessor_json(const NoteKey& log, const RecoveryOutcome& outcome, const std::string& checkpoint) {
    JsonArray gone;
    for (const GoneEntry& entry : outcome.gone) {
        if (!entry.id.empty()) gone.push_back(Json{{"id", entry.id}, {"index", static_cast<std::int64_t>(entry.index)}});
    }
    return {{"checkpoint", checkpoint},
            {"gone", std::move(gone)},
            {"held", static_cast<std::int64_t>(outcome.recovered.size)},
            {"log", log.vkey()},
            {"root", outcome.recovered.root.hex()},
            {"signed", static_cast<std::int64_t>(outcome.signed_size)}};
}

/// The keys that were valid where the old log ends.
Result<std::vector<NoteKey>> valid_keys(const LogReader& old) {
    TRUCE_ASSIGN(const std::vector<EnrolledKey> keys, old.keys());
    std::vector<NoteKey> valid;
    for (const EnrolledKey& key : keys) {
        // Founding keys may sign any kind, so those that were limited are left to their institutions to enrol again.
        if (key.institution != "log" && !key.revoked_at && key.kinds.empty()) valid.push_back(key.key);
    }
    return valid;
}

Result<Body> document_again(const LogReader& old, std::uint64_t index, Random& random) {
    TRUCE_ASSIGN(const StoredEntry stored, old.entry(index));
    const std::string* content = content_of(stored.body, Audience::public_);
    if (content == nullptr) return Error{Errc::corrupt, "document.form", "a signed document is sealed", "", ""};
    return Body{Part::make(Audience::public_, *content, random)};
}

/// Founds the log that goes on from the one in `directory`/predecessor.
Result<void> found_successor(const Path& directory, const NoteKey& log, RecoveryOutcome& outcome, const RecoveryRequest& request,
                             Clock& clock, Random& random) {
    std::vector<NoteSigner> signers;
    for (const Path& file : request.signers) {
        TRUCE_ASSIGN(NoteSigner signer, read_key_file(file, request.ask_pin));
        signers.push_back(std::move(signer));
    }
    TRUCE_ASSIGN(const Mechanism old, Mechanism::open(directory / "predecessor", OpenFor::reading, clock, random));
    const LogReader reader(old.db());
    TRUCE_ASSIGN(const Documents documents, old.documents(outcome.recovered.size));
    TRUCE_ASSIGN(const std::vector<NoteKey> founders, valid_keys(reader));
    TRUCE_ASSIGN(const std::string checkpoint, reader.newest_checkpoint());

    SigningKey log_key = SigningKey::generate(random);
    outcome.origin = fmt::format("{}/{}", documents.profile->id, sha256(log_key.public_key().view()).hex().substr(0, 8));
    const NoteSigner log_signer(outcome.origin, std::move(log_key));
    const NoteSigner clock_signer = new_entry_key("log", random);
    TRUCE_TRY(write_key_file(key_path(directory, "log"), log_signer));
    TRUCE_TRY(write_key_file(key_path(directory, "clock"), clock_signer));
    const DirectoryConfig config = recovered_config(outcome.origin);
    TRUCE_TRY(write_config(directory, config));
    TRUCE_ASSIGN(const OpenedStore store, open_store(directory, config, OpenFor::writing));
    Database& db = *store.db;
    TRUCE_ASSIGN(LogSigners of_log, read_log_signers(directory));
    TRUCE_ASSIGN(HeadFile head, head_file_of(config, of_log.checkpoint.public_key()));
    TRUCE_ASSIGN(Log successor, Log::found(db, std::move(of_log), founders, clock, random, std::move(head)));
    TRUCE_TRY(create_register_tables(db));
    const Json continued = {{"kind", "log.continued"}, {"predecessor", predecessor_json(log, outcome, checkpoint)}};
    TRUCE_ASSIGN([[maybe_unused]] const Receipt first,
                 append_open(successor, db, clock_signer, "log.continued", continued, {}, clock, random));
    std::vector<std::pair<std::string_view, std::uint64_t>> again{{"profile.signed", documents.profile_entry}};
    for (const Documents::Signed& reading : documents.readings) again.emplace_back("terms.signed", reading.entry);
    for (const auto& [kind, index] : again) {
        TRUCE_ASSIGN(const Body body, document_again(reader, index, random));
        TRUCE_ASSIGN(const Json content, parse_canonical(*content_of(body, Audience::public_)));
        for (const NoteSigner& signer : signers) {
            TRUCE_ASSIGN([[maybe_unused]] const Receipt receipt, append_open(successor, db, signer, kind, content, {}, clock, random));
        }
    }
    return {};
}

/// What was signed, or acknowledged, beyond what was recovered.
void name_what_is_gone(const Seen& seen, RecoveryOutcome& outcome) {
    outcome.signed_size = std::max(outcome.recovered.size, seen.receipts_size);
    for (const Checkpoint& checkpoint : seen.checkpoints) outcome.signed_size = std::max(outcome.signed_size, checkpoint.size);
    for (std::uint64_t i = outcome.recovered.size; i < outcome.signed_size; ++i) {
        const auto known = seen.ids.find(i);
        outcome.gone.push_back({i, known == seen.ids.end() ? std::string() : known->second});
    }
}

Result<NoteKey> log_of(const Path& mirror) {
    TRUCE_ASSIGN(const DirectoryConfig config, read_config(mirror));
    TRUCE_ASSIGN(const OpenedStore source, open_store(mirror, config, OpenFor::reading));
    return LogReader(*source.db).checkpoint_key();
}

}  // namespace

namespace {

Result<RecoveryOutcome> recover_into(const Path& directory, const RecoveryRequest& request, const NoteKey& log, const Seen& seen,
                                     Clock& clock, Random& random) {
    // Until it is known which log goes on, what is recovered lies where a successor keeps it.
    const Path recovered = directory / "predecessor";
    TRUCE_TRY(make_folder(recovered));
    TRUCE_TRY(write_config(recovered, recovered_config(log.name)));
    RecoveryOutcome outcome;
    TRUCE_ASSIGN(outcome.recovered, copy_all(request.mirrors, recovered, log, seen));
    TRUCE_TRY(check_no_fork(recovered, log, seen, outcome.recovered));
    name_what_is_gone(seen, outcome);
    outcome.same_log = outcome.gone.empty() && request.keys.has_value();
    if (!outcome.same_log) {
        if (request.signers.empty()) {
            return Error{Errc::invalid, "recovery.no_signer",
                         outcome.gone.empty()
                             ? "without the log's keys a successor must be founded, and nobody signs its profile and terms"
                             : fmt::format("{} entries are gone: a successor must be founded, and nobody signs its profile and terms",
                                           outcome.gone.size()),
                         directory.string(), "Name a key of an institution that does: --as KEY"};
        }
        TRUCE_TRY(found_successor(directory, log, outcome, request, clock, random));
        return outcome;
    }
    outcome.origin = log.name;
    TRUCE_ASSIGN(const LogSigners keys, kept_keys(*request.keys, log));
    TRUCE_TRY(write_key_file(key_path(directory, "log"), keys.checkpoint));
    TRUCE_TRY(write_key_file(key_path(directory, "clock"), keys.clock));
    TRUCE_TRY(write_config(directory, recovered_config(log.name)));
    std::error_code error;
    std::filesystem::rename(recovered / "truce.db", directory / "truce.db", error);
    if (error) return Error{Errc::io, "file.unwritable", fmt::format("cannot move the store: {}", error.message()), directory.string(), ""};
    std::filesystem::remove_all(recovered, error);
    return outcome;
}

}  // namespace

Result<RecoveryOutcome> recover_mechanism(const Path& directory, const RecoveryRequest& request, Clock& clock, Random& random) {
    TRUCE_ASSIGN(const NoteKey log, log_of(request.mirrors.front()));
    if (request.keys) TRUCE_TRY(kept_keys(*request.keys, log));
    Seen seen;
    for (const Path& file : request.seen) TRUCE_TRY(read_seen(file, log, seen));
    // The machine that ran the log may still know how far it had signed.
    TRUCE_TRY(read_kept_head(log, seen));
    TRUCE_TRY(make_folder(directory));
    auto outcome = recover_into(directory, request, log, seen, clock, random);
    std::error_code ignored;
    if (!outcome) std::filesystem::remove_all(directory, ignored);  // it was empty, or it would not have been touched
    return outcome;
}

}  // namespace truce
