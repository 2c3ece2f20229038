#include "truce/mechanism/centre.hpp"

#include <fmt/format.h>

#include <array>
#include <system_error>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/mirror.hpp"
#include "truce/mechanism/source_file.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/record/batch.hpp"

namespace truce {
namespace {

constexpr std::string_view format_name = "truce/centre/v1";

Path config_path(const Path& directory) { return directory / "centre.json"; }

Error not_a_centre(const Path& directory) {
    return {Errc::not_found, "directory.not_a_centre", "there is no centre in this folder", directory.string(),
            "Make one with `truce pouch new DIR --log VKEY`"};
}

Result<NoteKey> read_centre_config(const Path& directory) {
    const auto text = read_file(config_path(directory), 65'536);
    if (!text) return not_a_centre(directory);
    const auto json = parse_json(*text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* format = object != nullptr ? object->if_contains("format") : nullptr;
    const Json* log = object != nullptr ? object->if_contains("log") : nullptr;
    const bool ours = format != nullptr && format->is_string() && format->get_string() == format_name && log != nullptr && log->is_string();
    const auto key = ours ? parse_vkey(log->get_string()) : Result<NoteKey>(not_a_centre(directory));
    if (!key) {
        return Error{Errc::corrupt, "directory.config", "not the description of a centre that this truce knows",
                     config_path(directory).string(), "Restore the file: it holds format and log"};
    }
    return key;
}

/// One kind of record on its way into a batch.
class BatchInHand {
public:
    Result<void> add(std::string_view register_id, std::span<const Chunk::Content> parts, Random& random) {
        if (registers_ == 0 || register_id != register_id_) ++registers_;
        register_id_ = register_id;
        chunk_.add(parts, random);
        if (chunk_.size() == chunk_items_max) close_chunk();
        return {};
    }
    /// The entry's own body and the chunks; nothing if no record came.
    std::vector<std::string> finish() {
        if (chunk_.size() > 0) close_chunk();
        return std::move(chunks_);
    }
    [[nodiscard]] BatchPromise promise() const { return {tree_.size(), tree_.root()}; }
    /// "" if there are several.
    [[nodiscard]] std::string register_id() const { return registers_ == 1 ? register_id_ : std::string(); }

private:
    void close_chunk() {
        for (const Digest& leaf : chunk_.leaves()) tree_.append(leaf);
        chunks_.push_back(chunk_.compressed());
        chunk_.clear();
    }

    Chunk chunk_;
    std::vector<std::string> chunks_;
    GrowingTree tree_;
    std::string register_id_;
    int registers_ = 0;
};

class Collector final : public Intake {
public:
    explicit Collector(Random& random) : random_(random) {}

    Result<void> take(const Report& report) override { return add(reports_, report); }
    Result<void> take(const Watch& watch) override { return add(watches_, watch); }
    Result<void> take(const PublishedCount& count) override {
        const Chunk::Content part{Audience::public_, count.part_public};
        return counts_.add(count.register_id, {&part, 1}, random_);
    }

    struct Lane {
        std::string_view kind;
        BatchInHand* batch;
    };
    std::array<Lane, 3> lanes() { return {Lane{"reports.filed", &reports_}, {"watches.filed", &watches_}, {"counts.filed", &counts_}}; }

private:
    template <typename Record>
    Result<void> add(BatchInHand& batch, const Record& record) {
        std::array<Chunk::Content, 4> parts{};
        std::size_t size = 0;
        const auto part = [&](Audience audience, const std::string& text) {
            if (!text.empty()) parts[size++] = {audience, text};
        };
        part(Audience::public_, record.part_public);
        part(Audience::mechanism, record.part_mechanism);
        part(Audience::exact, record.part_exact);
        part(Audience::provenance, record.part_provenance);
        return batch.add(record.register_id, std::span(parts).first(size), random_);
    }

    Random& random_;
    BatchInHand reports_;
    BatchInHand watches_;
    BatchInHand counts_;
};

}  // namespace

struct Centre::State {
    State(Clock& c, Random& r) : clock(c), random(r) {}
    Clock& clock;
    Random& random;
    std::optional<DirectoryLock> lock;
    std::unique_ptr<Database> db;
    std::optional<NoteKey> log;
    std::optional<Outbox> outbox;
};

bool is_centre(const Path& directory) {
    std::error_code ignored;
    return std::filesystem::exists(config_path(directory), ignored);
}

Result<void> Centre::found(const Path& directory, const NoteKey& log) {
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
    TRUCE_ASSIGN(const std::string text, canonical(Json{{"format", format_name}, {"log", log.vkey()}}));
    return write_file_atomically(config_path(directory), text + "\n");
}

Result<Centre> Centre::open(const Path& directory, Clock& clock, Random& random) {
    auto state = std::make_shared<State>(clock, random);
    TRUCE_ASSIGN(state->log, read_centre_config(directory));
    TRUCE_ASSIGN(state->lock, DirectoryLock::acquire(directory));
    TRUCE_ASSIGN(state->db, open_sqlite(directory / "centre.db"));
    TRUCE_ASSIGN(state->outbox, Outbox::open(*state->db, *state->log));
    return Centre(std::move(state));
}

Result<Centre> Centre::over(std::unique_ptr<Database> db, const NoteKey& log, Clock& clock, Random& random) {
    auto state = std::make_shared<State>(clock, random);
    state->log = log;
    state->db = std::move(db);
    TRUCE_ASSIGN(state->outbox, Outbox::open(*state->db, log));
    return Centre(std::move(state));
}

Result<Outbox::Taken> Centre::take(const Pouch& answer) {
    TRUCE_ASSIGN(CopyViews views, CopyViews::open(db()));
    TRUCE_ASSIGN(Outbox::Taken taken, outbox().take(answer, views.hooks()));
    TRUCE_TRY(views.finish(taken.copy));
    return taken;
}

Result<Desk> Centre::desk(const NoteKey& key) {
    Desk desk{db(), log().name, {}, {}};
    TRUCE_ASSIGN(desk.prev, outbox().next_prev(key));
    TRUCE_ASSIGN(const std::vector<QueuedEntry> entries, outbox().entries());
    const Instant now = state_->clock.now();
    for (const QueuedEntry& one : entries) {
        if (one.state != QueuedState::queued || !(is_step(one.kind) || is_talk(one.kind) || is_coordination(one.kind))) continue;
        TRUCE_ASSIGN(const Submission entry, outbox().signed_entry(one.number));
        if (is_coordination(one.kind)) {
            desk.pending_coordination.push_back(entry);
            continue;
        }
        if (is_talk(one.kind)) {
            TRUCE_ASSIGN(Talk step, talk_of(one.id, one.key_name, now, entry.body));
            desk.pending_talks.push_back(std::move(step));
            continue;
        }
        TRUCE_ASSIGN(Step step, step_of(one.id, one.key_name, now, entry.body));
        desk.pending.push_back(std::move(step));
    }
    return desk;
}

Result<std::uint64_t> Centre::held() const {
    TRUCE_ASSIGN(const auto size, db().query_integer("SELECT MAX(size) FROM log_head"));
    return static_cast<std::uint64_t>(size.value_or(0));
}

Outbox& Centre::outbox() { return *state_->outbox; }
Database& Centre::db() const { return *state_->db; }
const NoteKey& Centre::log() const { return *state_->log; }

Result<CentreFiled> Centre::file(const CentreFiling& request, const NoteSigner& key, Problems& problems) {
    const auto documents = load_documents(db(), std::uint64_t{json_integer_max});
    if (!documents) {
        Error error = documents.error();
        error.remedy = "Import an answer of the log first: it brings the profile";
        return error;
    }
    const Profile& profile = *documents->profile;
    TRUCE_ASSIGN(const SourceFormat format, format_of_file(request.file, request.format));
    TRUCE_ASSIGN(const Register* const reg, register_for(profile, request.register_id, format));
    const std::string& name = key.public_key().name;
    TRUCE_TRY(check_recorder(*reg, std::string_view(name).substr(0, name.find('/'))));
    TRUCE_ASSIGN(const FileFacts facts, hash_file(request.file));
    Collector collector(state_->random);
    CentreFiled filed;
    TRUCE_ASSIGN(filed.read, read_source(request.file, format, profile, *reg, request.read, collector, problems));
    for (const Collector::Lane& lane : collector.lanes()) {
        const std::vector<std::string> chunks = lane.batch->finish();
        if (chunks.empty()) continue;
        TRUCE_ASSIGN(std::string text,
                     canonical(filing_content(lane.kind, lane.batch->promise(), facts, format, lane.batch->register_id())));
        const Body body{Part::make(reg->published ? Audience::public_ : Audience::mechanism, std::move(text), state_->random)};
        TRUCE_ASSIGN(QueuedEntry queued, outbox().queue(key, lane.kind, {}, body, chunks, state_->clock.now(), state_->random));
        filed.queued.push_back(std::move(queued));
    }
    return filed;
}

}  // namespace truce
