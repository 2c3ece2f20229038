/// A second institution's full copy of a log: what is left when the server's machine is gone.
///
/// Its folder is that of a mechanism without the keys of its log, so whatever reads a mechanism reads a mirror, and
/// nothing can be written to it but what the log has signed:
///   mirror.json      which log it copies, from where, and for which institution
///   mechanism.json   as in every mechanism's folder
///   truce.db         the copy and its views
///   keys/mirror.key  if it cosigns: a key of its own, under a name of its own, that serves for nothing else
///   cosigned         the newest checkpoint that it cosigned, as anyone may have it
///   lock             held by the process that pulls
///
/// A mirror's cosignature says: all entries below this checkpoint are here, checked and durable. It never goes back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/mechanism/coordinate_handler.hpp"
#include "truce/mechanism/register.hpp"
#include "truce/record/copy.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/store/store.hpp"

namespace truce {

struct MirrorConfig {
    std::optional<NoteKey> log;
    std::string source;       ///< folder of a mechanism or of another mirror; or the URL of a server
    std::string institution;  ///< whose mirror it is: decides the parts it gets; "": the public's. Not used with a URL
    Path key;                 ///< with a URL: key file of the institution, which signs the requests
};

/// What a pull brought.
struct MirrorPull {
    std::uint64_t entries = 0;
    std::uint64_t items = 0;
    Checkpoint checkpoint;  ///< newest one held; everything below it is durable here
    std::string cosigned;   ///< the note, with the mirror's line; "" if this mirror has no key
};

[[nodiscard]] bool is_mirror(const Path& directory);

/// Makes the folder; nothing is copied yet. Errors: directory.not_empty, file.unwritable.
Result<void> found_mirror(const Path& directory, const MirrorConfig& config);

/// Gives the mirror a key to cosign with, and says its public half, for others' policy files.
/// Errors: key.name (invalid: cannot name a key, or names a desk's), key.exists.
Result<CosignerKey> make_mirror_key(const Path& directory, std::string_view name, Random& random, std::string_view token = {});

/// Carries a signed request (record/body_request.hpp) to the server at `url` and brings back its answer pouch.
using AskServer = std::function<Result<std::string>(const std::string& url, const std::string& request)>;

/// The other end of it: the answer of the mechanism in `directory` to a signed request, in steps of some thousand entries
/// unless the request says up to where. Opens the store for itself, so several threads may call it at once.
/// Errors: those of check_body_request, copy.base, checkpoint.missing, the store's.
Result<std::string> answer_body_request(const Path& directory, std::string_view request, Clock& clock, Random& random);

/// Copies what the source has and the mirror lacks, in steps of some thousand entries, each whole or not at all. What a
/// step brought is durable when it ends, so a pull may be broken off at any time.
/// If the mirror has a key, it then cosigns the newest checkpoint that it holds.
/// Errors: directory.not_a_mirror, directory.locked, mirror.cosigned (corrupt: what was cosigned is not what is held: the
/// folder was put back from a backup), copy.* (copy.fork: the source shows another history), store errors.
/// mirror.no_line (invalid: the source is a URL and there is no `ask`).
Result<MirrorPull> pull_mirror(const Path& directory, Clock& clock, Random& random, const AskServer& ask = {});

/// The views of a copy, register and cases, as they follow it. It stays where it is while its hooks are in use.
class CopyViews {
public:
    /// Makes the tables.
    static Result<CopyViews> open(Database& db);
    [[nodiscard]] CopyHooks hooks();
    /// After the copy was extended: a step that was held sealed before is folded now.
    Result<void> finish(const CopyOutcome& outcome);

private:
    explicit CopyViews(Database& db) : db_(&db) {}
    Result<void> entry(std::string_view kind, const Body& body);
    /// The rows of an entry's items are whole.
    Result<void> end_items();

    Database* db_;
    std::optional<RegisterWriter> writer_;
    std::optional<Documents> documents_;  ///< in force, for coordination
    CoordinationMemory coordination_;
};

/// Takes one answer pouch into a mirror or a recovered mechanism, with its register. Inside no transaction.
/// Errors: as extend_copy.
Result<CopyOutcome> extend_with_views(Database& db, const NoteKey& log, const Pouch& answer);

}  // namespace truce
