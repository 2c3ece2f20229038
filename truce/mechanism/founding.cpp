#include <fmt/format.h>
#include <unistd.h>

#include <system_error>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

/// A folder that is made beside its final place and removed unless it gets there.
class UnfinishedFolder {
public:
    static Result<UnfinishedFolder> make(const Path& final_place) {
        std::error_code error;
        if (std::filesystem::exists(final_place, error) && !std::filesystem::is_empty(final_place, error)) {
            return Error{Errc::conflict, "directory.not_empty", "there is something in this folder already", final_place.string(),
                         "Choose another folder; a mechanism is never founded over another"};
        }
        Path parent = std::filesystem::absolute(final_place, error).lexically_normal();
        if (!parent.has_filename()) parent = parent.parent_path();
        const Path unfinished = parent.parent_path() / fmt::format(".{}.founding-{}", parent.filename().string(), ::getpid());
        std::filesystem::create_directories(unfinished / "keys", error);
        if (error) {
            return Error{Errc::io, "file.unwritable", fmt::format("cannot make the folder: {}", error.message()), unfinished.string(),
                         "Check the permissions of the folder above it"};
        }
        std::filesystem::permissions(unfinished / "keys", std::filesystem::perms::owner_all, error);
        return UnfinishedFolder(unfinished, parent);
    }

    UnfinishedFolder(UnfinishedFolder&& other) noexcept
        : unfinished_(std::exchange(other.unfinished_, Path())), final_(std::move(other.final_)) {}
    UnfinishedFolder(const UnfinishedFolder&) = delete;
    UnfinishedFolder& operator=(const UnfinishedFolder&) = delete;
    UnfinishedFolder& operator=(UnfinishedFolder&&) = delete;
    ~UnfinishedFolder() {
        std::error_code ignored;
        if (!unfinished_.empty()) std::filesystem::remove_all(unfinished_, ignored);
    }

    [[nodiscard]] const Path& path() const { return unfinished_; }

    Result<void> move_into_place() {
        std::error_code error;
        if (std::filesystem::exists(final_, error)) std::filesystem::remove(final_, error);  // empty, or it would not be here
        std::filesystem::rename(unfinished_, final_, error);
        if (error) {
            return Error{Errc::io, "file.unwritable", fmt::format("cannot move the new mechanism into place: {}", error.message()),
                         final_.string(), "Check the permissions of the folder above it"};
        }
        unfinished_.clear();
        return {};
    }

private:
    UnfinishedFolder(Path unfinished, Path final_place) : unfinished_(std::move(unfinished)), final_(std::move(final_place)) {}
    Path unfinished_;
    Path final_;
};

struct Keys {
    std::vector<NoteSigner> signing;  ///< sign profile and terms
    std::vector<NoteKey> enrolled;
};

Result<Keys> gather_keys(const FoundingRequest& request, const Path& folder, Random& random) {
    Keys keys;
    for (const Path& path : request.key_files) {
        TRUCE_ASSIGN(NoteSigner key, read_key_file(path, request.ask_pin));
        const NoteKey& known = key.public_key();
        if (known.name != entry_key_name(known.name.substr(0, known.name.find('/')), known.key)) {
            return Error{Errc::invalid, "founding.no_key", fmt::format("{} is not the key of an institution", known.name), path.string(),
                         "Make one with `truce keys new INSTITUTION FILE`"};
        }
        keys.enrolled.push_back(known);
        keys.signing.push_back(std::move(key));
    }
    for (const std::string& institution : request.make_keys_for) {
        if (!is_institution(institution) || institution == "log") {
            return Error{Errc::invalid, "founding.no_key", fmt::format("\"{}\" cannot name an institution", institution), "",
                         "Use 1 to 64 of a-z, 0-9 and -; \"log\" is the log's own"};
        }
        NoteSigner key = new_entry_key(institution, random);
        TRUCE_TRY(write_key_file(key_path(folder, institution), key));
        keys.enrolled.push_back(key.public_key());
        if (keys.signing.empty()) keys.signing.push_back(std::move(key));
    }
    for (const NoteKey& key : request.enrol) {
        const std::string_view institution = std::string_view(key.name).substr(0, key.name.find('/'));
        if (!is_institution(institution) || institution == "log" || key.name != entry_key_name(institution, key.key)) {
            return Error{Errc::invalid, "founding.no_key", fmt::format("{} is not the key of an institution", key.name), "",
                         "Have it made with `truce keys new INSTITUTION FILE`"};
        }
        keys.enrolled.push_back(key);
    }
    if (keys.signing.empty()) {
        return Error{Errc::invalid, "founding.no_key", "nobody signs the profile and the terms", "",
                     "Name a key with --as, or an institution with --make-key"};
    }
    return keys;
}

/// Where the new log's last checkpoint is kept, as its description says it: absolute, or empty for the usual place.
Result<std::string> head_place(const Path& head, const Path& directory) {
    if (head.empty()) return std::string();
    std::error_code error;
    const Path place = std::filesystem::absolute(head, error).lexically_normal();
    const Path inside = place.lexically_relative(std::filesystem::absolute(directory, error).lexically_normal());
    if (!inside.empty() && *inside.begin() != "..") {
        return Error{Errc::invalid, "founding.head_inside", "the last checkpoint must be kept outside the mechanism's folder",
                     place.string(),
                     "A copy of the folder that is brought back would bring it back too: name a file elsewhere, best on another disk"};
    }
    return place.string();
}

/// Every signer signs the profile, then every signer the terms.
Result<void> sign_documents(Log& log, Database& db, const Keys& keys, const ProfileDocument& profile, const TermsDocument& terms,
                            Clock& clock, Random& random) {
    const Json profile_content = document_content("profile.signed", "profile", profile.canonical, profile.files);
    const Json terms_content = document_content("terms.signed", "terms", terms.canonical, terms.files);
    for (const NoteSigner& key : keys.signing) {
        TRUCE_ASSIGN([[maybe_unused]] const Receipt receipt,
                     append_open(log, db, key, "profile.signed", profile_content, {}, clock, random));
    }
    for (const NoteSigner& key : keys.signing) {
        TRUCE_ASSIGN([[maybe_unused]] const Receipt receipt, append_open(log, db, key, "terms.signed", terms_content, {}, clock, random));
    }
    return {};
}

Result<PrivateKey> new_log_key(const std::string& token, const std::string& profile, Random& random) {
    if (token.empty()) return PrivateKey(SigningKey::generate(random));
    TRUCE_ASSIGN(const std::string uri, with_token_name(token, profile));
    // Nobody is asked, because nobody will be there to be asked when the server starts.
    TRUCE_ASSIGN(TokenKey made, make_token_key(uri, nobody_to_ask, random));
    return std::move(made.key);
}

}  // namespace

Result<Checkpoint> found_mechanism(const Path& directory, const FoundingRequest& request, Clock& clock, Random& random,
                                   Problems& problems) {
    TRUCE_ASSIGN(const ProfileDocument profile, read_profile_file(request.profile, problems));
    TRUCE_ASSIGN(const TermsDocument terms, read_terms_file(request.terms, *profile.profile, problems));
    TRUCE_ASSIGN(std::string head_at, head_place(request.head, directory));
    TRUCE_ASSIGN(UnfinishedFolder folder, UnfinishedFolder::make(directory));
    TRUCE_ASSIGN(const Keys keys, gather_keys(request, folder.path(), random));

    // The origin names the mechanism and its key, so that no two logs share one.
    TRUCE_ASSIGN(PrivateKey log_key, new_log_key(request.log_token, profile.profile->id, random));
    std::string origin = fmt::format("{}/{}", profile.profile->id, sha256(log_key.public_key().view()).hex().substr(0, 8));
    LogSigners signers{NoteSigner(origin, std::move(log_key)), new_entry_key("log", random)};
    TRUCE_TRY(write_key_file(key_path(folder.path(), "log"), signers.checkpoint));
    TRUCE_TRY(write_key_file(key_path(folder.path(), "clock"), signers.clock));
    const DirectoryConfig config{origin, request.store, std::move(head_at)};
    TRUCE_TRY(write_config(folder.path(), config));
    {
        TRUCE_ASSIGN(const OpenedStore store, open_store(folder.path(), config, OpenFor::writing));
        Database& db = *store.db;
        TRUCE_ASSIGN(HeadFile head, head_file_of(config, signers.checkpoint.public_key()));
        TRUCE_ASSIGN(Log log, Log::found(db, std::move(signers), keys.enrolled, clock, random, std::move(head)));
        TRUCE_TRY(create_register_tables(db));
        TRUCE_TRY(open_case_tables(db));
        TRUCE_TRY(open_talks_table(db));
        TRUCE_TRY(open_received_table(db));
        TRUCE_TRY(open_coordination_tables(db));
        TRUCE_TRY(sign_documents(log, db, keys, profile, terms, clock, random));
    }
    TRUCE_TRY(folder.move_into_place());
    TRUCE_ASSIGN(const Mechanism founded, Mechanism::open(directory, OpenFor::reading, clock, random));
    const LogReader reader(founded.db());
    TRUCE_ASSIGN(const std::string note, reader.newest_checkpoint());
    TRUCE_ASSIGN(const NoteKey key, reader.checkpoint_key());
    return open_checkpoint(note, key);
}

}  // namespace truce
