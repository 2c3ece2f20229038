#include "truce/mechanism/mirror.hpp"

#include <fmt/format.h>

#include <system_error>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/record/body_request.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

constexpr std::string_view format_name = "truce/mirror/v1";
constexpr std::uint64_t step_entries = 2'000;

bool is_url(std::string_view source) { return source.find("://") != std::string_view::npos; }

/// What is read again from another folder: a key file's whole path, or a token's URI as it is.
std::string absolute_key(const Path& key) {
    std::error_code ignored;
    return key.empty() || is_token_uri(key.native()) ? key.string() : std::filesystem::absolute(key, ignored).string();
}

Path config_path(const Path& directory) { return directory / "mirror.json"; }
Path mirror_key_path(const Path& directory) { return directory / "keys" / "mirror.key"; }

std::string member(const JsonObject& object, std::string_view name) {
    const Json* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Result<MirrorConfig> read_mirror_config(const Path& directory) {
    const auto text = read_file(config_path(directory), 65'536);
    if (!text) {
        return Error{Errc::not_found, "directory.not_a_mirror", "there is no mirror in this folder", directory.string(),
                     "Make one with `truce mirror new DIR --of FOLDER --log VKEY`"};
    }
    const auto json = parse_json(*text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const auto log = object != nullptr ? parse_vkey(member(*object, "log")) : Result<NoteKey>(Error{});
    if (object == nullptr || member(*object, "format") != format_name || !log || member(*object, "source").empty()) {
        return Error{Errc::corrupt, "directory.config", "not the description of a mirror that this truce knows",
                     config_path(directory).string(), "Restore the file: it holds format, log, source and institution"};
    }
    return MirrorConfig{*log, member(*object, "source"), member(*object, "institution"), member(*object, "key")};
}

/// The size of the next step's checkpoint: the last one within reach, else the next there is.
Result<std::uint64_t> next_size(Database& source, std::uint64_t base) {
    TRUCE_ASSIGN(const auto within,
                 source.query_integer("SELECT MAX(size) FROM log_checkpoint WHERE size > $1 AND size <= $2",
                                      {Value(static_cast<std::int64_t>(base)), Value(static_cast<std::int64_t>(base + step_entries))}));
    if (within) return static_cast<std::uint64_t>(*within);
    TRUCE_ASSIGN(const auto next,
                 source.query_integer("SELECT MIN(size) FROM log_checkpoint WHERE size > $1", {Value(static_cast<std::int64_t>(base))}));
    return static_cast<std::uint64_t>(next.value_or(0));
}

/// The next pouch from a base on; an empty one where there is nothing more.
using AnswerFrom = std::function<Result<std::string>(std::uint64_t base)>;

Result<AnswerFrom> source_of(const MirrorConfig& config, Clock& clock, Random& random, const AskServer& ask) {
    if (!is_url(config.source)) {
        TRUCE_ASSIGN(Mechanism opened, Mechanism::open(config.source, OpenFor::reading, clock, random));
        const auto source = std::make_shared<Mechanism>(std::move(opened));
        return AnswerFrom([source, institution = config.institution](std::uint64_t base) -> Result<std::string> {
            TRUCE_ASSIGN(const std::uint64_t until, next_size(source->db(), base));
            return source->answer(base, institution, until);
        });
    }
    if (!ask || config.key.empty()) {
        return Error{Errc::invalid, "mirror.no_line", "its source is a server, and there is no line or no key to ask with", config.source,
                     "Make the mirror with --as KEY, of a folder, or carry pouches"};
    }
    TRUCE_ASSIGN(NoteSigner key, read_key_file(config.key));
    const auto signer = std::make_shared<NoteSigner>(std::move(key));
    return AnswerFrom([signer, &clock, ask, url = config.source, log = config.log->name](std::uint64_t base) -> Result<std::string> {
        TRUCE_ASSIGN(const std::string request, sign_body_request({log, base, 0, clock.now()}, *signer));
        return ask(url, request);
    });
}

Result<std::uint64_t> held_size(Database& db) {
    TRUCE_ASSIGN(const bool any, db.has_table("log_head"));
    if (!any) return std::uint64_t{0};
    TRUCE_ASSIGN(const auto size, db.query_integer("SELECT MAX(size) FROM log_head"));
    return static_cast<std::uint64_t>(size.value_or(0));
}

/// What was cosigned last must be part of what is held: a mirror that forgot would cosign a second history.
/// Returns the note to publish, unchanged where nothing is new.
Result<std::string> cosign(const Path& directory, Database& db, const Checkpoint& checkpoint, Instant now) {
    std::error_code ignored;
    if (!std::filesystem::exists(mirror_key_path(directory), ignored)) return std::string();
    TRUCE_ASSIGN(const Cosigner cosigner, read_cosigner_file(mirror_key_path(directory)));
    const Path file = directory / "cosigned";
    if (std::filesystem::exists(file, ignored)) {
        TRUCE_ASSIGN(std::string before, read_file(file, 65'536));
        TRUCE_ASSIGN(const Note note, parse_note(before));
        TRUCE_TRY(check_cosignature(note, cosigner.public_key()));
        TRUCE_ASSIGN(const Checkpoint last, parse_checkpoint_text(note.text));
        const auto root = last.size <= checkpoint.size ? root_at(LogReader(db).subtrees(), last.size) : Result<Digest>(Digest());
        if (!root) return root.error();
        if (last.size > checkpoint.size || *root != last.root) {
            return Error{Errc::corrupt, "mirror.cosigned",
                         fmt::format("it has cosigned {} entries, and what it holds now is not that", last.size), directory.string(),
                         "The folder was put back from a backup, or changed: make a new mirror with a new key"};
        }
        if (last.size == checkpoint.size) return before;
    }
    TRUCE_ASSIGN(const std::string note, LogReader(db).checkpoint_at(checkpoint.size));
    TRUCE_ASSIGN(const Note parsed, parse_note(note));
    TRUCE_ASSIGN(const std::string line, cosigner.signature_line(parsed.text, static_cast<std::uint64_t>(now.us / 1'000'000)));
    TRUCE_ASSIGN(std::string cosigned, add_signature_lines(note, line));
    TRUCE_TRY(write_file_atomically(file, cosigned));
    return cosigned;
}

}  // namespace

bool is_mirror(const Path& directory) {
    std::error_code ignored;
    return std::filesystem::exists(config_path(directory), ignored);
}

Result<void> found_mirror(const Path& directory, const MirrorConfig& config) {
    TRUCE_ASSERT(config.log.has_value());
    std::error_code error;
    if (std::filesystem::exists(directory, error) && !std::filesystem::is_empty(directory, error)) {
        return Error{Errc::conflict, "directory.not_empty", "there is something in this folder already", directory.string(),
                     "Choose another folder"};
    }
    std::filesystem::create_directories(directory, error);
    if (error) {
        return Error{Errc::io, "file.unwritable", fmt::format("cannot make the folder: {}", error.message()), directory.string(),
                     "Check the permissions of the folder above it"};
    }
    std::filesystem::permissions(directory, std::filesystem::perms::owner_all, error);
    TRUCE_TRY(write_config(directory, {config.log->name, "sqlite:truce.db"}));
    TRUCE_ASSIGN(
        const std::string text,
        canonical(Json{{"format", format_name},
                       {"institution", config.institution},
                       {"log", config.log->vkey()},
                       {"key", absolute_key(config.key)},
                       {"source", is_url(config.source) ? config.source : std::filesystem::absolute(config.source, error).string()}}));
    return write_file_atomically(config_path(directory), text + "\n");
}

Result<CosignerKey> make_mirror_key(const Path& directory, std::string_view name, Random& random, std::string_view token) {
    const std::string_view institution = name.substr(0, name.find('/'));
    if (!is_note_key_name(name) || (is_institution(institution) && name.size() > institution.size())) {
        return Error{Errc::invalid, "key.name", fmt::format("\"{}\" cannot name a mirror's key", name), "",
                     "Use a name of its own, such as mirror.un.example: no blanks, no +, and not INSTITUTION/..., which are desks"};
    }
    std::error_code error;
    std::filesystem::create_directories(mirror_key_path(directory).parent_path(), error);
    std::filesystem::permissions(mirror_key_path(directory).parent_path(), std::filesystem::perms::owner_all, error);
    auto cosigner =
        token.empty() ? Result<Cosigner>(new_cosigner(std::string(name), random)) : new_token_cosigner(std::string(name), token, random);
    if (!cosigner) return std::move(cosigner).error();
    TRUCE_TRY(write_cosigner_file(mirror_key_path(directory), *cosigner));
    return cosigner->public_key();
}

Result<std::string> answer_body_request(const Path& directory, std::string_view request, Clock& clock, Random& random) {
    TRUCE_ASSIGN(const Mechanism mechanism, Mechanism::open(directory, OpenFor::reading, clock, random));
    TRUCE_ASSIGN(const AskedBy asked, check_body_request(request, LogReader(mechanism.db()), clock.now()));
    std::uint64_t until = asked.request.until;
    if (until == 0) {
        TRUCE_ASSIGN(until, next_size(mechanism.db(), asked.request.base));
    }
    return mechanism.answer(asked.request.base, asked.institution, until);
}

CopyHooks CopyViews::hooks() {
    CopyHooks hooks;
    hooks.item = [this](std::string_view kind, std::int64_t row, const Body& body) -> Result<void> {
        if (!writer_) {
            TRUCE_ASSIGN(RegisterWriter opened, RegisterWriter::open(*db_));
            writer_.emplace(std::move(opened));
        }
        return fold_item(*writer_, kind, row, body);
    };
    hooks.reopened = [this](std::string_view kind, std::int64_t row, const Body& body) -> Result<void> {
        TRUCE_TRY(remove_row(*db_, row));
        TRUCE_ASSIGN(RegisterWriter anew, RegisterWriter::open(*db_));
        TRUCE_TRY(fold_item(anew, kind, row, body));
        return anew.finish();
    };
    hooks.late_items = [this] { return end_items(); };
    hooks.entry = [this](std::string_view kind, const Body& body) { return entry(kind, body); };
    return hooks;
}

Result<void> CopyViews::end_items() {
    if (writer_) TRUCE_TRY(writer_->finish());
    writer_.reset();
    return {};
}

Result<void> CopyViews::entry(std::string_view kind, const Body& body) {
    TRUCE_TRY(end_items());
    if (kind == "profile.signed" || kind == "terms.signed") documents_.reset();
    if (is_coordination(kind)) {
        TRUCE_ASSIGN(const auto last, db_->query_integer("SELECT MAX(idx) FROM log_entry"));
        if (!documents_) {
            TRUCE_ASSIGN(documents_, load_documents(*db_, whole_record));
        }
        return fold_stored_coordination(*db_, coordination_, *documents_, static_cast<std::uint64_t>(last.value_or(0)));
    }
    const bool received = is_filing(kind) || kind == confirmation_kind;
    if (is_step(kind) || is_talk(kind) || received) {
        TRUCE_ASSIGN(const auto last, db_->query_integer("SELECT MAX(idx) FROM log_entry"));
        const auto index = static_cast<std::uint64_t>(last.value_or(0));
        if (received) return fold_received(*db_, index);
        return is_talk(kind) ? fold_stored_talk(*db_, index) : fold_stored_step(*db_, index);
    }
    if (kind != erasure_kind) return {};
    const auto target = erasure_of(body);
    return target ? follow_erasure(*db_, *target) : Result<void>();  // an attachment that is not named here is not held here
}

Result<void> CopyViews::finish(const CopyOutcome& outcome) {
    if (outcome.opened_parts == 0) return {};
    coordination_.forget();
    TRUCE_TRY(refold_cases(*db_));
    TRUCE_TRY(refold_received(*db_));
    TRUCE_TRY(refold_coordination(*db_));
    return refold_talks(*db_);
}

Result<CopyViews> CopyViews::open(Database& db) {
    TRUCE_TRY(create_register_tables(db));
    TRUCE_TRY(open_case_tables(db));
    TRUCE_TRY(open_talks_table(db));
    TRUCE_TRY(open_received_table(db));
    TRUCE_TRY(open_coordination_tables(db));
    return CopyViews(db);
}

Result<CopyOutcome> extend_with_views(Database& db, const NoteKey& log, const Pouch& answer) {
    TRUCE_ASSIGN(CopyViews views, CopyViews::open(db));
    TRUCE_ASSIGN(CopyOutcome outcome, extend_copy(db, log, answer, views.hooks()));
    TRUCE_TRY(views.finish(outcome));
    return outcome;
}

Result<MirrorPull> pull_mirror(const Path& directory, Clock& clock, Random& random, const AskServer& ask) {
    TRUCE_ASSIGN(const MirrorConfig config, read_mirror_config(directory));
    TRUCE_ASSIGN(const DirectoryLock lock, DirectoryLock::acquire(directory));
    TRUCE_ASSIGN(const AnswerFrom answer, source_of(config, clock, random, ask));
    TRUCE_ASSIGN(const OpenedStore store, open_store(directory, {config.log->name, "sqlite:truce.db"}, OpenFor::writing));
    Database& db = *store.db;
    MirrorPull pull;
    for (;;) {
        TRUCE_ASSIGN(const std::uint64_t base, held_size(db));
        // Where nothing is new, an empty pouch still says whether both hold the same tree.
        TRUCE_ASSIGN(const std::string bytes, answer(base));
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        TRUCE_ASSIGN(const CopyOutcome step, extend_with_views(db, *config.log, pouch));
        pull.entries += step.entries;
        pull.items += step.items;
        pull.checkpoint = step.checkpoint;
        if (step.entries > 0) continue;
        // Every transaction above is durable: only now may the mirror say that it holds them.
        TRUCE_ASSIGN(pull.cosigned, cosign(directory, db, pull.checkpoint, clock.now()));
        return pull;
    }
}

}  // namespace truce
