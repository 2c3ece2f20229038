/// A participant's own desk: start here. It holds what its institution may see of a log, checked entry by entry, and its key; it composes,
/// shows, signs and queues steps, and hands them in when there is a line. Nothing that the server says is believed: not its words about
/// what is to be signed, which the desk computes itself from its own copy, and not its pages, which the desk has inside itself.
///
///   folder.hpp   what of it lies on the disk, sealed
///   line.hpp     what goes over the line
///   door.hpp     who may ask the desk's own server
///
/// What the server may do to it, and what comes of that:
///
///   no answer, or too busy                  down: what is held is shown as of its checkpoint; steps are signed and wait
///   it refuses to be asked                  refused: likewise, and it is said why
///   another history than the one held       alarm: nothing is taken, signed or handed in any more; a proof that anyone can check is left
///   in
///                                           the folder, and as long as it lies there the desk stays so
///   fewer entries than it has signed for    alarm, for as long as it does; the checkpoint it signed is left in the folder
///   an altered body, a signature, chain or  alarm, for as long as it does; nothing of it is taken
///   place that does not hold
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/desk/folder.hpp"
#include "truce/desk/line.hpp"
#include "truce/mechanism/centre.hpp"
#include "truce/record/policy.hpp"
#include "truce/serve/desk_behind.hpp"
#include "truce/serve/service.hpp"

namespace truce {

struct DeskOptions {
    HttpClientOptions line;
    /// Instead of the server that the folder names, for this time; "": that one.
    std::string server;
    /// The witnesses whose words make the levels of receipts.
    std::optional<Policy> policy;
    /// Between two looks at the server, where nothing is to be handed in.
    std::chrono::milliseconds every{5'000};
};

/// How the line is.
enum class LineIs : std::uint8_t { unknown, up, down, refused, alarm };
std::string_view name_of(LineIs line);

class RunningDesk final : public DeskBehind {
public:
    /// Reads the copy into memory and checks all of it again. Errors: those of HttpClient::create, DeskFolder::for_each_pouch, and
    /// Centre::take, each with the file.
    static Result<std::unique_ptr<RunningDesk>> open(DeskFolder folder, DeskOptions options, Clock& clock, Random& random);
    ~RunningDesk() override;

    /// Takes what is new, hands in what waits, takes again. Not from two threads at once. Errors: those of the line and of what came over
    /// it; state() says the same afterwards.
    Result<void> round();
    /// Number of the log's entries that are held.
    [[nodiscard]] Result<std::uint64_t> held() const;
    /// The institution that signs here.
    [[nodiscard]] std::string institution() const;
    [[nodiscard]] const Path& directory() const { return folder_.directory(); }

    /// From here on rounds are made by a thread of its own, and the service is told what they brought. Precondition: it lives until stop().
    void start(Service& service);
    void stop();

    [[nodiscard]] Session session() const override;
    Result<Desk> desk(Database& db, const NoteKey& key) override;
    void shown(ShownStep step) override;
    Result<Json> sign(std::string_view id, std::string_view words) override;
    Result<Json> reissue() override;
    Result<void> attach(const Path& file, const Digest& digest, std::uint64_t bytes, const std::string& item) override;
    Result<std::string> attachment(const Digest& digest, const std::string& item) override;
    Result<Json> state() override;

private:
    RunningDesk(DeskFolder folder, DeskLine line, DeskLine files, Centre centre, DeskOptions options, Clock& clock, Random& random);

    Result<void> make_round();
    Result<void> pull();
    Result<void> open_what_is_due();
    Result<bool> hand_in();
    /// Under an entry's own id where the log refused it; otherwise of the line.
    Result<void> hand_in_one(const QueuedEntry& entry);
    [[nodiscard]] LineSpeaker speaker() const;
    /// Whether files can go over the line now. Errors: what `attach` says.
    [[nodiscard]] Result<void> may_send() const;
    [[nodiscard]] static Error no_line(const Error& error);
    Result<void> hear_witnesses();
    Result<std::string> ask(std::uint64_t base);
    /// Entries that it brought.
    Result<std::uint64_t> take(std::string_view bytes, std::optional<Instant> opened_until = {});
    Result<void> keep(std::string_view bytes, const Outbox::Taken& taken, bool erased, std::optional<Instant> opened_until);
    Result<void> save();
    Result<void> rewrite(DeskState state);
    Result<DeskState> state_now();
    /// Shows what the server has done, in the folder; the error, with where it is shown.
    Error found_out(Error error);
    Result<Path> prove_fork();
    Result<Path> leave_checkpoint();
    [[nodiscard]] Result<void> may_sign() const;

    DeskFolder folder_;
    DeskLine line_;  ///< of the thread that makes rounds
    std::mutex files_mutex_;
    DeskLine files_;  ///< for files that somebody sends or asks for now; guarded by files_mutex_
    Centre centre_;
    const DeskOptions options_;
    Clock& clock_;
    Random& random_;
    Service* service_ = nullptr;  ///< of the thread that makes rounds
    std::int64_t witnesses_heard_us_ = 0;
    std::int64_t opened_us_ = 0;

    mutable std::mutex mutex_;  ///< of the folder, the centre, and everything below
    std::condition_variable wake_;
    bool woken_ = false;
    bool stopping_ = false;
    LineIs line_is_ = LineIs::unknown;
    Instant line_since_;
    std::optional<Error> line_error_;
    std::optional<Instant> checked_at_;
    std::optional<Error> stopped_;  ///< what is in memory could not be kept on the disk: nothing more is done before it is opened anew
    std::deque<ShownStep> shown_;
    std::thread thread_;
};

}  // namespace truce
