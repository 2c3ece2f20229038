/// A witness (C2SP tlog-witness): it cosigns a log's checkpoint if and only if that continues the last one it cosigned.
///
/// Its folder:
///   witness.key   its private key, which serves for nothing else
///   witness.db    the logs it knows and the last checkpoint of each
///
/// Over HTTP:
///   POST /add-checkpoint                 200 with its cosignature line; else, and nothing changed:
///                                        400 not as it should be, or the old size is larger than the new one
///                                        403 not signed by a key of that log, or a line of such a key does not hold
///                                        404 the log is not known
///                                        409 the old size is not that of the last checkpoint cosigned; the body is
///                                            that size (text/x.tlog.size)
///                                        422 the proof does not hold, or the same size has another root
///   GET  /<sha256 of origin, hex>/checkpoint   the last checkpoint with the log's signatures and a fresh cosignature;
///                                        404 if none was cosigned
///
/// To compare and to keep is one step, which is durable before the answer leaves: two requests at once, or a crash
/// between them, can never bring it to sign two histories.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/http/http.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/note.hpp"

namespace truce {

/// Makes the folder, its key and its store.
///   token   URI of the key to be made inside a token (token.hpp); empty: it lies in the folder
/// Errors: directory.not_empty (conflict), witness.name (invalid: may name no key), those of new_token_cosigner, file.*, store errors.
Result<CosignerKey> found_witness(const Path& directory, std::string name, Random& random, std::string_view token = {});

/// What others are told of a witness.
struct WitnessFacts {
    CosignerKey key;
    std::vector<NoteKey> logs;  ///< that it cosigns, by vkey
};
/// Also while it serves. Errors: witness.missing (not_found), key.*, store errors.
Result<WitnessFacts> read_witness(const Path& directory);

/// As Witness::add_log, also while another process serves, which then cosigns that log at once. Errors: as read_witness.
Result<bool> add_log_to_witness(const Path& directory, const NoteKey& key);

/// For several threads at once.
class Witness {
public:
    /// Errors: witness.missing (not_found), key.*, directory.locked, store errors. `clock` must outlive it.
    static Result<Witness> open(const Path& directory, Clock& clock);

    Witness(Witness&&) noexcept;
    Witness& operator=(Witness&&) noexcept;
    ~Witness();

    [[nodiscard]] const CosignerKey& key() const;

    /// From now on checkpoints of the log that `key` is named for are cosigned. A log may have several keys.
    /// Returns false if it was known already.
    Result<bool> add_log(const NoteKey& key);
    [[nodiscard]] Result<std::vector<NoteKey>> logs() const;

    /// The answer to a request's body.
    [[nodiscard]] HttpResponse add_checkpoint(std::string_view body);
    /// The last checkpoint of the log whose origin has this SHA-256 (hex). Errors: witness.no_checkpoint (not_found).
    [[nodiscard]] Result<std::string> last_checkpoint(std::string_view origin_sha256) const;

    /// Both endpoints. The witness must outlive the handler.
    [[nodiscard]] HttpHandler handler();

private:
    struct State;
    explicit Witness(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace truce
