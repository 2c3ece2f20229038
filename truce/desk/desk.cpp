#include "truce/desk/desk.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <system_error>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/body_request.hpp"
#include "truce/record/chunk_file.hpp"
#include "truce/record/compare.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/erasure.hpp"
#include "truce/record/stored_files.hpp"
#include "truce/record/tile_path.hpp"
#include "truce/record/witness_client.hpp"

namespace truce {
namespace {

constexpr std::size_t shown_max = 256;
constexpr std::size_t outbox_told_max = 200;
/// Beyond so many pouches they are put together when the desk is opened.
constexpr std::uint64_t pouches_max = 64;
constexpr std::uint64_t pouch_entries = 2'000;
constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t witnesses_every_us = 60 * second_us;
constexpr std::int64_t opened_every_us = 600 * second_us;
/// Clocks differ: a delay that is over here may not be over there.
constexpr std::int64_t clocks_differ_us = 300 * second_us;
constexpr std::string_view proof_prefix = "equivocation-";

Fetch fetch_from_store(Database& db) {
    return [&db](std::string_view path) -> Result<std::string> {
        if (path == "checkpoint") return LogReader(db).newest_checkpoint();
        TRUCE_ASSIGN(const TilePath tile, parse_tile_path(path));
        return stored_file(db, tile);
    };
}

/// A proof that lies in the folder already.
std::optional<Path> proof_in(const Path& directory) {
    std::error_code error;
    for (const auto& one : std::filesystem::directory_iterator(directory, error)) {
        if (one.path().filename().string().starts_with(proof_prefix)) return one.path();
    }
    return std::nullopt;
}

Error fork_shown(const Path& proof) {
    return {
        Errc::corrupt, "desk.fork", "the log has signed two histories: what the server shows now is not what is held here", proof.string(),
        "Sign nothing for it; give that file to the other participants, who check it: truce record compare --check FILE --policy POLICY"};
}

Json to_json(const Error& error) { return {{"id", error.id}, {"remedy", error.remedy}, {"what", error.what}, {"where", error.where}}; }

Json to_json(const QueuedEntry& entry) {
    JsonObject out{
        {"id", entry.id}, {"key", entry.key_name}, {"kind", entry.kind}, {"number", entry.number}, {"state", name_of(entry.state)}};
    if (entry.index) out["index"] = static_cast<std::int64_t>(*entry.index);
    if (entry.refusal) out["refusal"] = to_json(*entry.refusal);
    return Json(std::move(out));
}

/// Whether what came over the line does not hold: neither the server's own refusals, nor this machine's.
bool is_alarm(const Error& error) {
    static constexpr std::array<std::string_view, 3> others{"server.", "store.", "documents."};
    return std::ranges::none_of(others, [&](std::string_view prefix) { return error.id.starts_with(prefix); });
}

}  // namespace

std::string_view name_of(LineIs line) {
    switch (line) {
        case LineIs::unknown: return "unknown";
        case LineIs::up: return "up";
        case LineIs::down: return "down";
        case LineIs::refused: return "refused";
        case LineIs::alarm: return "alarm";
    }
    return "";
}

RunningDesk::RunningDesk(DeskFolder folder, DeskLine line, DeskLine files, Centre centre, DeskOptions options, Clock& clock, Random& random)
    : folder_(std::move(folder)),
      line_(std::move(line)),
      files_(std::move(files)),
      centre_(std::move(centre)),
      options_(std::move(options)),
      clock_(clock),
      random_(random),
      line_since_(clock.now()) {}

RunningDesk::~RunningDesk() { stop(); }

Result<std::unique_ptr<RunningDesk>> RunningDesk::open(DeskFolder folder, DeskOptions options, Clock& clock, Random& random) {
    HttpClientOptions http = options.line;
    http.body_max = pouch_size_max;
    const std::string server = options.server.empty() ? folder.config().server : options.server;
    TRUCE_ASSIGN(DeskLine line, DeskLine::create(server, http));
    TRUCE_ASSIGN(DeskLine files, DeskLine::create(server, http));
    TRUCE_ASSIGN(OpenedStore store, open_store(folder.directory(), {folder.config().log.name, std::string(in_memory)}, OpenFor::writing));
    TRUCE_ASSIGN(Centre centre, Centre::over(std::move(store.db), folder.config().log, clock, random));
    TRUCE_TRY(folder.for_each_pouch([&](std::string_view bytes) -> Result<void> {
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        TRUCE_ASSIGN([[maybe_unused]] const Outbox::Taken taken, centre.take(pouch));
        return {};
    }));
    const auto kept = [&](std::int64_t number) { return folder.items(number); };
    if (!folder.state().outbox.empty()) TRUCE_TRY(centre.outbox().restore(folder.state().outbox, kept));
    std::unique_ptr<RunningDesk> desk(
        new RunningDesk(std::move(folder), std::move(line), std::move(files), std::move(centre), std::move(options), clock, random));
    if (const auto proof = proof_in(desk->directory())) {
        desk->line_is_ = LineIs::alarm;
        desk->line_error_ = fork_shown(*proof);
    }
    if (desk->folder_.pouches() > pouches_max) {
        TRUCE_ASSIGN(DeskState state, desk->state_now());
        TRUCE_TRY(desk->rewrite(std::move(state)));
    }
    return desk;
}

Result<std::uint64_t> RunningDesk::held() const {
    const std::lock_guard lock(mutex_);
    return centre_.held();
}

std::string RunningDesk::institution() const {
    const std::string& name = folder_.key().public_key().name;
    return name.substr(0, name.find('/'));
}

// ---- rounds --------------------------------------------------------------------------------------------------

void RunningDesk::start(Service& service) {
    service_ = &service;
    thread_ = std::thread([this] {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            woken_ = false;
            lock.unlock();
            (void)round();  // state() says what came of it
            lock.lock();
            wake_.wait_for(lock, options_.every, [&] { return woken_ || stopping_; });
        }
    });
}

void RunningDesk::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
    service_ = nullptr;
}

Result<void> RunningDesk::round() {
    if (const auto proof = proof_in(directory())) return fork_shown(*proof);
    auto made = make_round();
    if (!made) made = found_out(std::move(made).error());
    const std::lock_guard lock(mutex_);
    LineIs now = LineIs::up;
    if (!made) now = is_line_down(made.error()) ? LineIs::down : is_alarm(made.error()) ? LineIs::alarm : LineIs::refused;
    if (now != line_is_) line_since_ = clock_.now();
    line_is_ = now;
    line_error_ = made ? std::nullopt : std::optional(made.error());
    if (made) checked_at_ = clock_.now();
    return made;
}

Result<void> RunningDesk::make_round() {
    {
        const std::lock_guard lock(mutex_);
        if (stopped_) return *stopped_;
    }
    TRUCE_TRY(pull());
    TRUCE_ASSIGN(const bool any, hand_in());
    if (any) TRUCE_TRY(pull());
    TRUCE_TRY(open_what_is_due());
    return hear_witnesses();
}

/// The server's refusals of what the desk asks are its own words: under ids of their own, so that none is taken for what the desk found.
Result<std::string> RunningDesk::ask(std::uint64_t base) {
    TRUCE_ASSIGN(const std::string request, sign_body_request({folder_.config().log.name, base, 0, clock_.now()}, folder_.key()));
    auto answer = line_.bodies(request);
    if (answer || is_line_down(answer.error())) return answer;
    if (answer.error().id == "copy.base")
        return Error{Errc::corrupt, "desk.rolled_back",
                     fmt::format("the server shows fewer entries than the {} that the log has signed for and that are held here", base), "",
                     "Sign nothing for it; whoever keeps the server has put back an old copy, or lost entries"};
    return Error{answer.error().code, "server." + answer.error().id, answer.error().what, answer.error().where, answer.error().remedy};
}

Result<void> RunningDesk::pull() {
    for (;;) {
        TRUCE_ASSIGN(const std::uint64_t base, held());
        TRUCE_ASSIGN(const std::string bytes, ask(base));
        TRUCE_ASSIGN(const std::uint64_t brought, take(bytes));
        if (brought == 0) return {};
    }
}

Result<std::uint64_t> RunningDesk::take(std::string_view bytes, std::optional<Instant> opened_until) {
    TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
    Outbox::Taken taken;
    {
        const std::lock_guard lock(mutex_);
        TRUCE_ASSIGN(const std::uint64_t before, centre_.held());
        TRUCE_ASSIGN(taken, centre_.take(pouch));
        TRUCE_ASSIGN(const auto erasures,
                     centre_.db().query_integer("SELECT COUNT(*) FROM log_entry WHERE idx >= $1 AND kind = $2",
                                                {Value(static_cast<std::int64_t>(before)), Value::text(erasure_kind)}));
        if (auto kept = keep(bytes, taken, erasures.value_or(0) > 0, opened_until); !kept) {
            stopped_ = Error{Errc::io, "desk.stopped", fmt::format("what came could not be kept: {}", kept.error().what),
                             kept.error().where, "Make room or mend the disk, then start the desk again"};
            return *stopped_;
        }
    }
    if (service_ != nullptr && (taken.copy.entries > 0 || taken.copy.opened_parts > 0)) {
        TRUCE_TRY(service_->followed(taken.copy.opened_parts > 0 ? Service::CopyHas::opened : Service::CopyHas::grown));
    }
    return taken.copy.entries;
}

/// Under the lock.
Result<void> RunningDesk::keep(std::string_view bytes, const Outbox::Taken& taken, bool erased, std::optional<Instant> opened_until) {
    TRUCE_ASSIGN(DeskState state, state_now());
    if (opened_until) state.opened_until = *opened_until;
    // What two keys have erased must not lie on in what came before.
    if (erased) return rewrite(std::move(state));
    if (taken.copy.entries > 0 || taken.copy.opened_parts > 0) return folder_.append(bytes, std::move(state));
    const bool same = state.outbox == folder_.state().outbox && state.opened_until == folder_.state().opened_until;
    return same ? Result<void>() : folder_.save(std::move(state));
}

Result<DeskState> RunningDesk::state_now() {
    DeskState state = folder_.state();
    TRUCE_ASSIGN(state.outbox, centre_.outbox().saved());
    TRUCE_ASSIGN(const std::vector<std::int64_t> large, centre_.outbox().large());
    state.items = {large.begin(), large.end()};
    for (const std::int64_t number : large) {
        if (folder_.state().items.contains(number)) continue;
        TRUCE_ASSIGN(const std::vector<std::string> chunks, centre_.outbox().chunks(number));
        TRUCE_TRY(folder_.keep_items(number, chunks));
    }
    return state;
}

Result<void> RunningDesk::save() {
    TRUCE_ASSIGN(DeskState state, state_now());
    return folder_.save(std::move(state));
}

/// All that is held, in pouches of some thousand entries, each up to a checkpoint that is held.
Result<void> RunningDesk::rewrite(DeskState state) {
    std::vector<std::uint64_t> ends;
    TRUCE_TRY(centre_.db().query("SELECT size FROM log_checkpoint ORDER BY size", {}, [&](const Row& row) -> Result<void> {
        ends.push_back(static_cast<std::uint64_t>(row.integer(0)));
        return {};
    }));
    const Entitled everything = [](const Entry&, const StoredEntry&, Audience) { return true; };
    std::vector<std::string> pouches;
    std::uint64_t base = 0;
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const bool last = i + 1 == ends.size();
        if (!last && ends[i + 1] - base <= pouch_entries) continue;
        TRUCE_ASSIGN(std::string pouch, answer_pouch(centre_.db(), base, ends[i], everything, {}));
        pouches.push_back(std::move(pouch));
        base = ends[i];
    }
    return folder_.rewrite(pouches, std::move(state));
}

/// Parts for participants come sealed until the profile's delay is over: then they are asked for again.
Result<void> RunningDesk::open_what_is_due() {
    const Instant now = clock_.now();
    if (now.us - opened_us_ < opened_every_us) return {};
    std::uint64_t base = 0;
    std::uint64_t size = 0;
    {
        const std::lock_guard lock(mutex_);
        TRUCE_ASSIGN(const Documents documents, load_documents(centre_.db(), whole_record));
        std::int64_t delay = 0;
        for (const Disclosure& disclosure : documents.profile->disclosures) {
            if (disclosure.audience == "mechanism") delay = disclosure.delay_us;
        }
        opened_us_ = now.us;
        if (delay == 0) return {};
        TRUCE_ASSIGN(const auto first,
                     centre_.db().query_integer(
                         "SELECT MIN(idx) FROM log_entry WHERE recorded_at > $1 AND recorded_at <= $2 AND kind <> 'log.clock'",
                         {Value(folder_.state().opened_until.us - delay - clocks_differ_us), Value(now.us - delay)}));
        if (!first) return {};
        base = static_cast<std::uint64_t>(*first);
        TRUCE_ASSIGN(size, centre_.held());
    }
    while (base < size) {
        TRUCE_ASSIGN(const std::string bytes, ask(base));
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        const std::uint64_t end = pouch.header.size;
        TRUCE_ASSIGN([[maybe_unused]] const std::uint64_t brought, take(bytes, end >= size ? std::optional(now) : std::nullopt));
        if (end <= base) break;
        base = end;
    }
    return {};
}

/// Whether anything was settled.
Result<bool> RunningDesk::hand_in() {
    std::vector<QueuedEntry> leaving;
    {
        const std::lock_guard lock(mutex_);
        TRUCE_ASSIGN(leaving, centre_.outbox().leaving());
    }
    bool any = false;
    for (const QueuedEntry& one : leaving) {
        const auto handed = hand_in_one(one);
        if (handed) {
            any = true;
            continue;
        }
        const bool will_not_be_taken = handed.error().id == "server.upload.too_large" || handed.error().id == "server.upload.role";
        if (is_line_down(handed.error()) || (handed.error().id.starts_with("server.") && !will_not_be_taken)) return handed.error();
        // These say where the key's chain stands, not what is wrong with the step: what is pulled next shows it.
        if (handed.error().id == "entry.chain" || handed.error().id == "entry.unknown_key") return true;
        const std::lock_guard lock(mutex_);
        TRUCE_ASSIGN(const Submission submission, centre_.outbox().signed_entry(one.number));
        TRUCE_ASSIGN([[maybe_unused]] const auto refused, centre_.outbox().refuse({{sha256(submission.note), handed.error()}}));
        TRUCE_TRY(save());
        return true;  // those behind it have lost their place
    }
    return any;
}

Result<void> RunningDesk::hand_in_one(const QueuedEntry& entry) {
    Submission submission;
    std::vector<std::string> chunks;
    std::vector<Body> items;
    {
        const std::lock_guard lock(mutex_);
        TRUCE_ASSIGN(submission, centre_.outbox().signed_entry(entry.number));
        TRUCE_ASSIGN(chunks, centre_.outbox().chunks(entry.number));
        if (chunks.size() == 1) {
            TRUCE_ASSIGN(items, centre_.outbox().items_of_entry(entry.number));
        }
    }
    if (chunks.size() <= 1) return line_.hand_in(submission, items);
    std::ostringstream out;
    for (const std::string& chunk : chunks) append_chunk(out, chunk);
    chunks.clear();
    const std::string bytes = std::move(out).str();
    const LineFile file{sha256(bytes), bytes.size(),
                        [&](std::uint64_t from, std::size_t n) -> Result<std::string> { return bytes.substr(from, n); }};
    return line_.hand_in(submission, file, speaker());
}

LineSpeaker RunningDesk::speaker() const {
    LineSpeaker out{folder_.key(), folder_.config().log.name, {}};
    for (std::string server : {folder_.config().server, options_.server}) {
        while (server.ends_with('/')) server.pop_back();
        if (!server.empty()) out.servers.push_back(std::move(server));
    }
    return out;
}

/// The public checkpoint, which may be of fewer entries than are held, and of no more; with a policy its witnesses are kept, and it must be
/// of the history that is held here, whoever it was shown to.
Result<void> RunningDesk::hear_witnesses() {
    const Instant now = clock_.now();
    if (!options_.policy || now.us - witnesses_heard_us_ < witnesses_every_us) return {};
    const auto note = line_.checkpoint();
    if (!note && note.error().id == "publication.not_yet") return {};
    if (!note && !is_line_down(note.error())) return Error{note.error().code, "server." + note.error().id, note.error().what, "", ""};
    if (!note) return note.error();
    witnesses_heard_us_ = now.us;
    const std::lock_guard lock(mutex_);
    TRUCE_ASSIGN(const bool known, keep_checkpoint(centre_.db(), folder_.config().log, *note));
    if (!known) return {};
    TRUCE_ASSIGN(Cosignatures kept, Cosignatures::open(cosignatures_file(directory())));
    return kept.keep(*note, options_.policy->witness_keys());
}

// ---- a server that is found out ------------------------------------------------------------------------------

Error RunningDesk::found_out(Error error) {
    if (error.id == "copy.fork") {
        const auto proof = prove_fork();
        if (proof) return fork_shown(*proof);
        error.remedy =
            fmt::format("Sign nothing for it; the other history could not be had whole to make a proof of it ({})", proof.error().what);
        return error;
    }
    if (error.id == "desk.rolled_back") {
        const auto left = leave_checkpoint();
        if (left) error.where = left->string();
    }
    return error;
}

/// Fetches the other history whole, and compares. The proof holds for whoever has the log's key.
Result<Path> RunningDesk::prove_fork() {
    const std::string name = directory().string() + "/other";
    TRUCE_ASSIGN(const auto other, open_sqlite_in_memory(name));
    const NoteKey& log = folder_.config().log;
    for (std::uint64_t base = 0;;) {
        TRUCE_ASSIGN(const std::string bytes, ask(base));
        TRUCE_ASSIGN(const Pouch pouch, read_pouch(bytes));
        TRUCE_ASSIGN(const CopyOutcome outcome, extend_copy(*other, log, pouch, {}));
        if (outcome.entries == 0) break;
        base = outcome.checkpoint.size;
    }
    Policy policy;
    policy.logs.push_back({log, ""});
    policy.quorum = "none";
    TRUCE_ASSIGN(std::string theirs, LogReader(*other).newest_checkpoint());
    const std::lock_guard lock(mutex_);
    TRUCE_ASSIGN(std::string ours, LogReader(centre_.db()).newest_checkpoint());
    TRUCE_ASSIGN(const LogComparison compared,
                 compare_logs({std::move(ours), fetch_from_store(centre_.db())}, {std::move(theirs), fetch_from_store(*other)}, policy));
    if (!compared.proof)
        return Error{Errc::corrupt, "equivocation.not_shown", "asked again, the server shows the history that is held here", "", ""};
    const Path file = directory() / fmt::format("{}{}", proof_prefix, compared.first.size);
    TRUCE_TRY(write_file_atomically(file, *compared.proof));
    return file;
}

Result<Path> RunningDesk::leave_checkpoint() {
    const std::lock_guard lock(mutex_);
    TRUCE_ASSIGN(const std::string note, LogReader(centre_.db()).newest_checkpoint());
    TRUCE_ASSIGN(const std::uint64_t size, centre_.held());
    const Path file = directory() / fmt::format("checkpoint-{}", size);
    TRUCE_TRY(write_file_atomically(file, note));
    return file;
}

// ---- behind the service --------------------------------------------------------------------------------------

Session RunningDesk::session() const { return {institution(), folder_.key().public_key().name, Instant::highest()}; }

Result<Desk> RunningDesk::desk(Database& db, const NoteKey& key) {
    const std::lock_guard lock(mutex_);
    TRUCE_ASSIGN(Desk here, centre_.desk(key));
    return Desk{db,
                std::move(here.origin),
                here.prev,
                std::move(here.pending),
                std::move(here.pending_talks),
                std::move(here.pending_coordination)};
}

void RunningDesk::shown(ShownStep step) {
    const std::lock_guard lock(mutex_);
    shown_.push_back(std::move(step));
    if (shown_.size() > shown_max) shown_.pop_front();
}

Result<void> RunningDesk::may_sign() const {
    if (stopped_) return *stopped_;
    if (line_is_ == LineIs::alarm && line_error_) return *line_error_;
    return {};
}

Result<Json> RunningDesk::sign(std::string_view id, std::string_view words) {
    const std::lock_guard lock(mutex_);
    TRUCE_TRY(may_sign());
    const auto found = std::ranges::find(shown_, id, &ShownStep::id);
    if (found == shown_.end())
        return Error{Errc::not_found, "desk.not_shown", "no step of that id was composed here, or it is long ago", std::string(id),
                     "Compose it anew, and read it"};
    if (found->words != words)
        return Error{Errc::conflict, "desk.words", "that is not what the step says in words", std::string(id),
                     "Compose it anew, and read it"};
    const NoteSigner& signer = folder_.key();
    if (found->key != signer.public_key())
        return Error{Errc::forbidden, "desk.key",
                     fmt::format("it was composed for {}, and this desk signs as {}", found->key.name, signer.public_key().name),
                     std::string(id), "Compose it for this desk's key"};
    // The body stands; where the key's chain stands and what half day it is may have moved on.
    TRUCE_ASSIGN(EntryHeader header, parse_entry_text(found->text));
    TRUCE_ASSIGN(header.prev, centre_.outbox().next_prev(signer.public_key()));
    header.slot = slot_of(clock_.now());
    std::vector<std::string> chunks;
    if (found->chunks) {
        TRUCE_ASSIGN(chunks, found->chunks());
        std::size_t bytes = 0;
        for (const std::string& chunk : chunks) bytes += chunk.size();
        if (bytes > UploadLimits().file_bytes_max)
            return Error{Errc::too_large, "import.too_large",
                         fmt::format("its records have {} bytes together; a server takes {}", bytes, UploadLimits().file_bytes_max),
                         std::string(id), "Split the file in parts that stand for themselves"};
    } else if (!found->items.empty()) {
        Chunk chunk;
        for (const Body& item : found->items) chunk.add(item);
        chunks.push_back(chunk.compressed());
    }
    TRUCE_ASSIGN(std::string note, sign_entry(header, signer));
    TRUCE_ASSIGN(const QueuedEntry queued, centre_.outbox().queue_signed({std::move(note), found->body}, signer.public_key(), chunks));
    if (auto kept = save(); !kept) {
        stopped_ = Error{Errc::io, "desk.stopped", fmt::format("what was signed could not be kept: {}", kept.error().what),
                         kept.error().where, "Make room or mend the disk, then start the desk again; it was not handed in"};
        return *stopped_;
    }
    if (found->kept) found->kept();
    shown_.erase(found);
    woken_ = true;
    wake_.notify_all();
    return to_json(queued);
}

Result<Json> RunningDesk::reissue() {
    const std::lock_guard lock(mutex_);
    TRUCE_TRY(may_sign());
    TRUCE_ASSIGN(const auto anew, centre_.outbox().reissue(folder_.key(), clock_.now(), random_));
    if (auto kept = save(); !kept) {
        stopped_ = Error{Errc::io, "desk.stopped", fmt::format("what was signed could not be kept: {}", kept.error().what),
                         kept.error().where, "Make room or mend the disk, then start the desk again; it was not handed in"};
        return *stopped_;
    }
    JsonArray out;
    for (const QueuedEntry& one : anew) out.push_back(to_json(one));
    woken_ = true;
    wake_.notify_all();
    return Json{{"queued", std::move(out)}};
}

// ---- files that go over the line now ---------------------------------------------------------------------------

Result<void> RunningDesk::may_send() const {
    const std::lock_guard lock(mutex_);
    return may_sign();
}

Error RunningDesk::no_line(const Error& error) {
    if (!is_line_down(error)) return error;
    return {Errc::busy, "desk.line", fmt::format("there is no line to the server at this moment: {}", error.what), error.where,
            "Nothing was sent that counts. Do it again when the line is up; a file that was taken here stays for an hour"};
}

Result<void> RunningDesk::attach(const Path& file, const Digest& digest, std::uint64_t bytes, const std::string& item) {
    TRUCE_TRY(may_send());
    std::ifstream in(file, std::ios::binary);
    const LineFile sent{digest, bytes, [&](std::uint64_t from, std::size_t n) -> Result<std::string> {
                            std::string piece(n, '\0');
                            in.seekg(static_cast<std::streamoff>(from));
                            in.read(piece.data(), static_cast<std::streamsize>(n));
                            if (in) return piece;
                            return Error{Errc::io, "file.unreadable", "the file cannot be read again", digest.hex(), "Give it once more"};
                        }};
    const std::lock_guard lock(files_mutex_);
    auto attached = files_.attach(sent, item, speaker());
    return attached ? attached : Result<void>(no_line(attached.error()));
}

Result<std::string> RunningDesk::attachment(const Digest& digest, const std::string& item) {
    TRUCE_TRY(may_send());
    const std::lock_guard lock(files_mutex_);
    auto bytes = files_.attachment(digest, item, speaker());
    return bytes ? std::move(bytes) : Result<std::string>(no_line(bytes.error()));
}

Result<Json> RunningDesk::state() {
    const std::lock_guard lock(mutex_);
    TRUCE_ASSIGN(const std::uint64_t size, centre_.held());
    TRUCE_ASSIGN(std::vector<QueuedEntry> entries, centre_.outbox().entries());
    TRUCE_ASSIGN(const std::vector<QueuedEntry> leaving, centre_.outbox().leaving());
    const auto queued = std::ranges::count(entries, QueuedState::queued, &QueuedEntry::state);
    if (entries.size() > outbox_told_max) entries.erase(entries.begin(), entries.end() - outbox_told_max);
    JsonArray outbox;
    for (const QueuedEntry& one : entries) outbox.push_back(to_json(one));
    JsonObject line{{"since", line_since_.us}, {"state", name_of(line_is_)}};
    if (line_error_) line["error"] = to_json(*line_error_);
    if (stopped_) line["error"] = to_json(*stopped_);
    JsonObject out{{"institution", institution()},
                   {"key", folder_.key().public_key().name},
                   {"line", std::move(line)},
                   {"log", folder_.config().log.vkey()},
                   {"lost_place", queued - static_cast<std::int64_t>(leaving.size())},
                   {"outbox", std::move(outbox)},
                   {"server", options_.server.empty() ? folder_.config().server : options_.server},
                   {"size", static_cast<std::int64_t>(size)},
                   {"stopped", stopped_.has_value()},
                   {"waiting", queued}};
    if (checked_at_) out["checked_at"] = checked_at_->us;
    return Json(std::move(out));
}

}  // namespace truce
