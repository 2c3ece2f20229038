/// Files that institutions bring to a register over a line, each on its way through these steps:
///
///   waiting ──▶ reading ──▶ read ──▶ recording ──▶ recorded
///                  │          ▲          │
///                  ▼          └──────────┘  the entry was refused, or staging failed
///               refused
///
/// One file is read at a time, on a thread of its own, so that memory is that of one reading. What was read is kept in a folder beside
/// the store until it is recorded, given up, or nobody has asked for it for a while; a process that ends loses it, and its file is to be
/// sent again. Nothing of it is in the store before its signed entry is here.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/base/scratch.hpp"
#include "truce/mechanism/importing.hpp"
#include "truce/serve/readers.hpp"
#include "truce/serve/uploads.hpp"
#include "truce/serve/writer.hpp"

namespace truce {

struct ImportLimits {
    std::size_t of_institution_max = 4;  ///< beyond: the oldest of its own that is not at work gives way
    std::size_t total_max = 16;
    std::int64_t idle_us_max = std::int64_t{3'600} * 1'000'000;
};

enum class ImportStep : std::uint8_t { waiting, reading, refused, read, recording, recorded };
/// "waiting", "reading" ...
std::string_view name_of(ImportStep step);

/// What its owner says of a file.
struct ImportWish {
    std::string name;
    std::optional<SourceFormat> format;
    std::optional<std::string> register_id;
    bool complete = false;
};

class Imports {
public:
    /// How far one has come.
    struct State {
        ImportStep step = ImportStep::waiting;
        std::size_t records = 0;  ///< read so far
        std::size_t staged = 0;   ///< of those that are filed, while it is recorded
        std::optional<ReadImport> read;
        std::optional<Error> refusal;
        Problems problems;
        std::optional<Receipt> receipt;
    };

    class Import {
    public:
        Import(std::string id, std::string institution, ImportWish wish, std::shared_ptr<const Uploads::Upload> upload, ScratchFile spool)
            : id_(std::move(id)),
              institution_(std::move(institution)),
              wish_(std::move(wish)),
              digest_(upload->digest()),
              bytes_(upload->bytes()),
              upload_(std::move(upload)),
              spool_(std::move(spool)) {}
        Import(const Import&) = delete;
        Import& operator=(const Import&) = delete;
        ~Import() = default;

        [[nodiscard]] const std::string& id() const { return id_; }
        [[nodiscard]] const std::string& institution() const { return institution_; }
        [[nodiscard]] const ImportWish& wish() const { return wish_; }
        [[nodiscard]] const Digest& digest() const { return digest_; }
        [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
        [[nodiscard]] State state() const;

    private:
        friend class Imports;
        const std::string id_;
        const std::string institution_;
        const ImportWish wish_;
        const Digest digest_;
        const std::uint64_t bytes_;
        std::atomic<std::size_t> records_{0};
        std::atomic<std::size_t> staged_{0};
        std::atomic<bool> given_up_{false};
        std::int64_t touched_us_ = 0;  ///< guarded by Imports::mutex_
        mutable std::mutex mutex_;
        State state_;                                    ///< guarded by mutex_; without the two counters
        std::shared_ptr<const Uploads::Upload> upload_;  ///< until it was read; of the thread that reads
        std::optional<ScratchFile> spool_;               ///< until it is recorded; whose step it is to read or record uses it
    };

    /// Readers outlive it.
    Imports(Scratch place, Path directory, Readers& readers, const ImportLimits& limits, Clock& clock, Random& random);
    Imports(const Imports&) = delete;
    Imports& operator=(const Imports&) = delete;
    ~Imports() { finish(); }

    /// Puts a file in line to be read. Errors: import.full (busy), scratch.failed (io).
    Result<std::shared_ptr<const Import>> begin(const std::string& institution, ImportWish wish,
                                                std::shared_ptr<const Uploads::Upload> upload);
    /// Errors: import.unknown (not_found), also of what is another institution's.
    Result<std::shared_ptr<const Import>> find(const std::string& institution, std::string_view id);
    /// Stages and records it, and answers once it is durable. The same entry again gets the same receipt.
    /// Errors: import.unknown; import.not_read, import.recorded (conflict: by another entry); import.recording (busy: at this moment);
    /// those of check_import, stage_import and Writer::submit.
    struct Recorded {
        Submitted submitted;
        bool again = false;
    };
    Result<Recorded> record(const std::string& institution, std::string_view id, const Mechanism& mechanism, Submission submission,
                            Writer& writer);
    /// What was read, as chunks of its batch: for whoever keeps it elsewhere until it is recorded. Errors: import.unknown; import.not_read
    /// (conflict); import.spool.
    Result<std::vector<std::string>> chunks(const std::string& institution, std::string_view id);
    /// Errors: import.unknown, import.recording (busy).
    Result<void> give_up(const std::string& institution, std::string_view id);
    /// Stops reading. Nothing is begun afterwards.
    void finish();

private:
    void run();
    void read(Import& import);
    [[nodiscard]] Result<Submitted> stage_and_submit(Import& import, const ReadImport& read, SignedFiling filing, Writer& writer) const;
    Result<std::shared_ptr<Import>> own(const std::string& institution, std::string_view id);
    /// Makes room for one more of the institution's. Precondition: mutex_ is held.
    Result<void> make_room(const std::string& institution);

    const Scratch place_;
    const Path directory_;
    Readers& readers_;
    const ImportLimits limits_;
    Clock& clock_;
    Random& random_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::list<std::shared_ptr<Import>> imports_;  ///< oldest first; guarded by mutex_
    std::deque<std::shared_ptr<Import>> line_;    ///< to be read; guarded by mutex_
    std::atomic<bool> finishing_{false};
    std::thread thread_;  ///< last: it uses everything above
};

}  // namespace truce
