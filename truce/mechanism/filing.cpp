#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>

#include "truce/base/json.hpp"
#include "truce/mechanism/held_records.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/source_file.hpp"
#include "truce/mechanism/staging_transaction.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/keys.hpp"

namespace truce {
namespace {

/// What one block of the pipe holds: as many records as a chunk of items.
template <typename T>
struct Block {
    std::vector<T> records = std::vector<T>(chunk_items_max);
    std::size_t used = 0;
};

/// One kind of record of the file on its way into a batch of its own.
template <typename Record>
class Lane {
public:
    Lane(Database& db, const Landed& landed, StagingTransaction& staging, Random& random, FiledTally& tally)
        : db_(db), staging_(staging), random_(random), compared_(db, landed, tally) {}

    Result<void> put(Record& record) {
        TRUCE_ASSIGN(const bool is_new, compared_.is_new(record));
        return is_new ? add(record) : Result<void>();
    }

    /// What the registers of this file held and the file does not: taken back by whoever keeps them.
    Result<void> withdraw_unseen(const Profile& profile) {
        return compared_.withdraw_unseen(profile, [this](Record& gone) { return add(gone); });
    }

    /// Stages everything that was put.
    Result<void> flush() {
        if (filling_ && filling_->used > 0) TRUCE_TRY(encode_filled());
        return stage_encoded();
    }

    [[nodiscard]] const std::optional<BatchWriter>& batch() const { return writer_; }
    /// Whose the batch is; empty where that is several.
    [[nodiscard]] std::string register_id() const { return compared_.held().size() == 1 ? compared_.held().begin()->first : std::string(); }

private:
    /// Records on their way into one chunk.
    struct Filled {
        std::vector<Record> records = std::vector<Record>(chunk_items_max);
        std::size_t used = 0;
        Chunk chunk;
        std::string compressed;

        void encode(Random& random) {
            chunk.clear();
            for (std::size_t i = 0; i < used; ++i) chunk.add(parts_of_record(records[i]).span(), random);
            compressed = chunk.compressed();
        }
    };

    Result<void> add(Record& record) {
        if (!filling_) filling_ = std::make_unique<Filled>();
        std::swap(filling_->records[filling_->used++], record);
        return filling_->used == chunk_items_max ? encode_filled() : Result<void>();
    }

    /// Hashing and compressing cost as much as storing: one chunk is encoded while the one before it is staged.
    /// Never two at once, since both would draw secrets from one source.
    Result<void> encode_filled() {
        if (encoded_.valid()) encoded_.get();
        std::swap(filling_, encoding_);
        std::unique_ptr<Filled> before = std::move(filling_);
        encoded_ = std::async(std::launch::async, [this] { encoding_->encode(random_); });
        if (before) TRUCE_TRY(stage(*before));
        filling_ = std::move(before);
        return {};
    }

    Result<void> stage_encoded() {
        if (!encoded_.valid()) return {};
        encoded_.get();
        return stage(*encoding_);
    }

    Result<void> stage(Filled& filled) {
        if (filled.used == 0) return {};
        TRUCE_TRY(staging_.open());
        if (!writer_) {
            TRUCE_ASSIGN(BatchWriter writer, BatchWriter::begin(db_));
            writer_.emplace(std::move(writer));
        }
        TRUCE_ASSIGN(const std::int64_t chunk, writer_->stage(filled.chunk, filled.compressed));
        for (std::size_t i = 0; i < filled.used; ++i) TRUCE_TRY(staging_.rows().add(item_row(chunk, i), filled.records[i]));
        filled.used = 0;
        TRUCE_TRY(staging_.write_keys());
        return staging_.pause_if_long();
    }

    Database& db_;
    StagingTransaction& staging_;
    Random& random_;
    ComparedRecords<Record> compared_;
    std::optional<BatchWriter> writer_;
    std::unique_ptr<Filled> filling_;
    std::unique_ptr<Filled> encoding_;
    std::future<void> encoded_;  ///< last: it is waited for before what it works on goes
};

/// The second half of the pipe: compares, hashes, compresses and stages, on a thread of its own.
class Stager {
public:
    Stager(Database& db, const Landed& landed, Random& random)
        : staging_(db),
          reports_(db, landed, staging_, random, tally_),
          watches_(db, landed, staging_, random, tally_),
          counts_(db, landed, staging_, random, tally_) {}

    template <typename Record>
    Result<void> put(Block<Record>& block) {
        for (std::size_t i = 0; i < block.used; ++i) TRUCE_TRY(lane(block.records[i]).put(block.records[i]));
        return {};
    }

    Result<void> finish(bool complete, const Profile& profile) {
        if (complete) {
            TRUCE_TRY(reports_.withdraw_unseen(profile));
            TRUCE_TRY(watches_.withdraw_unseen(profile));
        }
        TRUCE_TRY(reports_.flush());
        TRUCE_TRY(watches_.flush());
        TRUCE_TRY(counts_.flush());
        TRUCE_TRY(staging_.write_last_keys());
        return staging_.commit();
    }

    /// Takes away what was staged and has not landed. Where that fails, the next opening for writing sweeps it.
    void discard(Database& db) {
        staging_.abandon();
        (void)sweep_staged(db).ok();
    }

    [[nodiscard]] const FiledTally& tally() const { return tally_; }
    [[nodiscard]] Lane<Report>& reports() { return reports_; }
    [[nodiscard]] Lane<Watch>& watches() { return watches_; }
    [[nodiscard]] Lane<PublishedCount>& counts() { return counts_; }

private:
    Lane<Report>& lane(const Report&) { return reports_; }
    Lane<Watch>& lane(const Watch&) { return watches_; }
    Lane<PublishedCount>& lane(const PublishedCount&) { return counts_; }

    FiledTally tally_;
    StagingTransaction staging_;
    Lane<Report> reports_;
    Lane<Watch> watches_;
    Lane<PublishedCount> counts_;
};

/// The pipe between the reader and the stager: a few blocks, reused.
class Pipe final : public Intake {
public:
    explicit Pipe(Stager& stager) : stager_(stager), thread_([this] { run(); }) {}
    ~Pipe() override { stop(); }

    Result<void> take(const Report& report) override { return take_into(reports_, report); }
    Result<void> take(const Watch& watch) override { return take_into(watches_, watch); }
    Result<void> take(const PublishedCount& count) override { return take_into(counts_, count); }

    /// Hands over what is left and waits until all of it is staged.
    Result<void> drain() {
        TRUCE_TRY(send(reports_));
        TRUCE_TRY(send(watches_));
        TRUCE_TRY(send(counts_));
        stop();
        return failed_ ? Result<void>(*failed_) : Result<void>();
    }
    /// Rows staged so far.
    [[nodiscard]] std::size_t done() const {
        const std::lock_guard lock(mutex_);
        return done_;
    }

private:
    static constexpr std::size_t blocks_max = 16;

    /// Blocks of one kind of record: the one being filled and those that come back empty.
    template <typename Record>
    struct Side {
        std::unique_ptr<Block<Record>> filling = std::make_unique<Block<Record>>();
        std::vector<std::unique_ptr<Block<Record>>> empty;
    };

    template <typename Record>
    Result<void> take_into(Side<Record>& side, const Record& record) {
        side.filling->records[side.filling->used++] = record;
        return side.filling->used == chunk_items_max ? send(side) : Result<void>();
    }

    template <typename Record>
    Result<void> send(Side<Record>& side) {
        if (side.filling->used == 0) return {};
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return queue_.size() < blocks_max || failed_; });
        if (failed_) return *failed_;
        // std::function needs a copyable target, so the block travels as a shared pointer.
        std::shared_ptr<Block<Record>> block(std::move(side.filling));
        queue_.push_back([this, &side, block]() -> Result<void> {
            auto result = stager_.put(*block);
            const std::lock_guard again(mutex_);
            done_ += block->used;
            block->used = 0;
            side.empty.push_back(std::make_unique<Block<Record>>(std::move(*block)));
            return result;
        });
        if (side.empty.empty()) {
            side.filling = std::make_unique<Block<Record>>();
        } else {
            side.filling = std::move(side.empty.back());
            side.empty.pop_back();
        }
        changed_.notify_all();
        return {};
    }

    void run() {
        for (;;) {
            std::function<Result<void>()> work;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return !queue_.empty() || stopping_; });
                if (queue_.empty()) return;
                work = std::move(queue_.front());
                queue_.pop_front();
                changed_.notify_all();
            }
            if (auto result = work(); !result) {
                const std::lock_guard lock(mutex_);
                failed_ = std::move(result).error();
                queue_.clear();
                changed_.notify_all();
                return;
            }
        }
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        changed_.notify_all();
        if (thread_.joinable()) thread_.join();
    }

    Stager& stager_;
    Side<Report> reports_;
    Side<Watch> watches_;
    Side<PublishedCount> counts_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<Result<void>()>> queue_;
    std::size_t done_ = 0;
    std::optional<Error> failed_;
    bool stopping_ = false;
    std::thread thread_;  ///< last: it uses everything above
};

/// Passes records on and tells how far the import is.
class Progress final : public Intake {
public:
    Progress(Pipe& pipe, const std::function<void(std::size_t)>& tell) : pipe_(pipe), tell_(tell) {}
    Result<void> take(const Report& report) override { return told(pipe_.take(report)); }
    Result<void> take(const Watch& watch) override { return told(pipe_.take(watch)); }
    Result<void> take(const PublishedCount& count) override { return told(pipe_.take(count)); }

private:
    Result<void> told(Result<void> result) {
        if (tell_ && ++taken_ % 10'000 == 0) tell_(taken_);
        return result;
    }
    Pipe& pipe_;
    const std::function<void(std::size_t)>& tell_;
    std::size_t taken_ = 0;
};

/// The last step: entries and batches in one short commit.
struct Filing {
    Log& log;
    Database& db;
    const NoteSigner& key;
    const std::string& institution;
    const Documents& documents;
    const Register& reg;
    SourceFormat format;
    const FilingRequest& request;
    const FileFacts& file;
    const std::string& via;  ///< of a service key, else ""
    Random& random;

    Result<void> land(Stager& stager, FilingOutcome& outcome) const {
        TRUCE_ASSIGN(Commit commit, log.begin());
        TRUCE_TRY(land_lane(commit, "reports.filed", stager.reports(), outcome));
        TRUCE_TRY(land_lane(commit, "watches.filed", stager.watches(), outcome));
        TRUCE_TRY(land_lane(commit, "counts.filed", stager.counts(), outcome));
        TRUCE_ASSIGN(outcome.checkpoint, commit.finish());
        return {};
    }

private:
    template <typename Record>
    Result<void> land_lane(Commit& commit, std::string_view kind, Lane<Record>& lane, FilingOutcome& outcome) const {
        if (!lane.batch()) return {};
        TRUCE_TRY(check_role(documents, institution, kind, commit.recorded_at()));
        const BatchPromise promise{lane.batch()->count(), lane.batch()->root()};
        Json content = filing_content(kind, promise, file, format, lane.register_id());
        if (!via.empty()) content.as_object()["received"] = received_member(via, file.digest.hex());
        TRUCE_ASSIGN(std::string text, canonical(content));
        Body body;
        body.push_back(Part::make(reg.published ? Audience::public_ : Audience::mechanism, std::move(text), random));
        TRUCE_ASSIGN(const Submission submission,
                     compose_entry(LogReader(db), key, std::nullopt, std::move(body), commit.recorded_at(), random));
        TRUCE_ASSIGN(const Receipt receipt, commit.append(submission));
        TRUCE_TRY(land_batch(db, lane.batch()->batch(), receipt.index, promise.count));
        TRUCE_TRY(fold_received(db, receipt.index));
        outcome.receipts.push_back(receipt);
        return {};
    }
};

}  // namespace

Result<FilingOutcome> Mechanism::file(const FilingRequest& request, const NoteSigner& key, Problems& problems) {
    TRUCE_ASSERT(state_->log.has_value());
    Database& db = *state_->db;
    TRUCE_ASSIGN(const std::uint64_t as_of, size());
    TRUCE_ASSIGN(const Documents documents, this->documents(as_of));
    const Profile& profile = *documents.profile;
    TRUCE_ASSIGN(const EnrolledKey enrolled, LogReader(db).key(key.public_key().name));
    TRUCE_ASSIGN(const std::string via, service_of(LogReader(db), enrolled));
    TRUCE_ASSIGN(const SourceFormat format, format_of_file(request.file, request.format));
    TRUCE_ASSIGN(const Register* const reg, register_for(profile, request.register_id, format));
    TRUCE_TRY(check_recorder(*reg, enrolled.institution));
    TRUCE_TRY(check_role(documents, enrolled.institution, main_kind(format), state_->clock.now()));
    // Reading the file twice, once for its digest, need not be one after the other.
    std::future<Result<FileFacts>> hashing = std::async(std::launch::async, [&] { return hash_file(request.file); });
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, as_of));

    FilingOutcome outcome;
    Stager stager(db, landed, state_->random);
    const auto staged = [&]() -> Result<void> {
        Pipe pipe(stager);
        Progress progress(pipe, request.progress);
        TRUCE_ASSIGN(outcome.read, read_source(request.file, format, profile, *reg, request.read, progress, problems));
        TRUCE_TRY(pipe.drain());
        return stager.finish(request.complete, profile);
    }();
    if (!staged) {
        stager.discard(db);
        return staged.error();
    }
    outcome.added = stager.tally().added;
    outcome.changed = stager.tally().changed;
    outcome.withdrawn = stager.tally().withdrawn;
    outcome.unchanged = stager.tally().unchanged;
    if (!stager.reports().batch() && !stager.watches().batch() && !stager.counts().batch()) return outcome;

    const auto landed_all = [&]() -> Result<void> {
        TRUCE_ASSIGN(const FileFacts file_facts, hashing.get());
        const Filing filing{*state_->log, db, key, enrolled.institution, documents, *reg, format, request, file_facts, via, state_->random};
        return filing.land(stager, outcome);
    }();
    if (!landed_all) {
        stager.discard(db);
        return landed_all.error();
    }
    return outcome;
}

}  // namespace truce
