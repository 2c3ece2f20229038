/// The log's side of witnessing: its checkpoints go to every witness of a policy, and what they sign is kept.
///
/// Cosignatures lie in a small store of their own beside the log (DIR/cosignatures.db): they come when they come, and
/// collecting them needs neither the log's keys nor its lock. Losing that store loses nothing that cannot be asked for
/// again. An absent witness never stops the record; it only delays the level that a receipt reaches.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/record/policy.hpp"
#include "truce/record/serve_log.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// How far a checkpoint has come.
enum class Level : std::uint8_t {
    recorded,      ///< durable and signed by the log
    witnessed,     ///< cosigned by the policy's quorum; never reached where the quorum is "none"
    acknowledged,  ///< cosigned by every witness of the policy that has one at least
};
/// "recorded", "witnessed", "acknowledged by all".
std::string_view name_of(Level level);

/// The level of a checkpoint that these witnesses, by their names in the policy, have cosigned.
Level level_of(const Policy& policy, const std::vector<WitnessStatement>& cosigned);

/// Verified cosignature lines. One connection; for one thread at a time.
class Cosignatures {
public:
    /// Makes the store if it is missing. Errors: store errors.
    static Result<Cosignatures> open(const Path& file);
    /// None if nothing was collected yet.
    static Result<std::unique_ptr<Cosignatures>> open_if_there(const Path& file);

    /// Keeps the lines of `keys` that are in the note. Errors: note.signature and store errors.
    Result<void> keep(std::string_view cosigned_checkpoint, std::span<const CosignerKey> keys);
    /// The note with every line that is kept for its size and root.
    [[nodiscard]] Result<std::string> add_to(std::string_view checkpoint) const;
    /// Keeps a checkpoint that a witness showed because this log does not continue it, instead of what it showed before.
    Result<void> keep_shown(const CosignerKey& witness, std::string_view checkpoint);
    /// That the log in `db`, whose key is `log`, continues every checkpoint that was shown; one that it does continue by now,
    /// because what was missing came back, no longer counts. Errors: those of check_continues, naming the witness.
    [[nodiscard]] Result<void> check_shown(Database& db, const NoteKey& log) const;

    /// The sizes from `from` to `to` of which a witness has cosigned, largest first.
    [[nodiscard]] Result<std::vector<std::uint64_t>> sizes(std::uint64_t from, std::uint64_t to) const;
    /// Size of the largest checkpoint that a witness is known to have cosigned; 0 if none.
    [[nodiscard]] Result<std::uint64_t> last_size(const CosignerKey& witness) const;

private:
    explicit Cosignatures(std::unique_ptr<Database> db) : db_(std::move(db)) {}
    std::unique_ptr<Database> db_;
};

/// The checkpoint of the log in `db` with the largest size from `from` to `to`, dressed in the cosignatures that are kept; with a
/// policy, the largest one that it accepts. `kept` may be null. Errors: checkpoint.missing (not_found) if there is none of such a
/// size; if the policy accepts none, what check_by_policy says of the largest.
Result<std::string> newest_dressed(Database& db, const Cosignatures* kept, const Policy* policy, std::uint64_t from, std::uint64_t to);

/// What came of one witness.
struct WitnessOutcome {
    enum class Kind : std::uint8_t {
        cosigned,
        no_address,   ///< the policy gives none
        unreachable,  ///< no answer, or none that makes sense
        refused,      ///< 400, 403, 404: it does not know the log or its key
        contradicts,  ///< 422: it has cosigned something that this log does not continue
        ahead,        ///< it has cosigned a larger tree than this log has
    };
    std::string witness;  ///< its name in the policy
    Kind kind = Kind::unreachable;
    std::string detail;           ///< what it said, or what failed
    std::uint64_t time_s = 0;     ///< cosigned: when
    std::uint64_t last_size = 0;  ///< ahead: of the tree it has cosigned
    /// ahead, contradicts: the checkpoint that it showed for it, signed by this log's own key, and not of this history; "": it
    /// showed none, so that this is its word only.
    std::string shown{};
};
std::string_view name_of(WitnessOutcome::Kind kind);

/// Sends the log's newest checkpoint to every witness of the policy that has an address, all at once, with the proof
/// from what each has cosigned last, and keeps their cosignatures. By the policy's order.
/// `ahead` and `contradicts` say that this log is not the one the witness saw: it was restored from an older backup, or
/// forked. Such a witness is asked for the checkpoint that it has cosigned. One that this log's key has signed is kept, and
/// writing is refused as long as the log does not continue it (Cosignatures::check_shown): a witness can stop a log only by
/// what the log itself has signed.
/// Errors: policy.unknown_log if the policy does not name this log's key; those of the stores.
Result<std::vector<WitnessOutcome>> submit_to_witnesses(const OpenStore& open, const Policy& policy, Cosignatures& kept);

}  // namespace truce
