#include "truce/mechanism/importing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/mechanism/held_records.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/staging_transaction.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/merkle.hpp"

namespace truce {
namespace {

/// How often the one who waits is told, in records.
constexpr std::size_t told_every = 1'000;
/// More than any chunk that was written here has.
constexpr std::size_t chunk_bytes_max = std::size_t{1} << 30U;

Error spool_failed(std::string_view what) {
    return {Errc::io, "import.spool", fmt::format("the records that were read {}", what), "",
            "Free space on the server's disk, then try again"};
}

/// Chunks on their way into the spool.
class Spool {
public:
    Spool(const Path& path, Random& random) : file_(path, std::ios::binary | std::ios::trunc), random_(random) {}

    Result<void> add(const RecordParts& parts) {
        chunk_.add(parts.span(), random_);
        return chunk_.size() == chunk_items_max ? write() : Result<void>();
    }
    Result<void> finish() {
        if (chunk_.size() > 0) TRUCE_TRY(write());
        file_.close();
        return file_.fail() ? Result<void>(spool_failed("cannot be kept")) : Result<void>();
    }
    [[nodiscard]] BatchPromise promise() const { return {tree_.size(), tree_.root()}; }

private:
    Result<void> write() {
        const std::string bytes = chunk_.compressed();
        const std::array<char, 4> length{static_cast<char>(bytes.size() >> 24U), static_cast<char>(bytes.size() >> 16U),
                                         static_cast<char>(bytes.size() >> 8U), static_cast<char>(bytes.size())};
        file_.write(length.data(), length.size());
        file_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        if (file_.fail()) return spool_failed("cannot be kept");
        for (const Digest& leaf : chunk_.leaves()) tree_.append(leaf);
        chunk_.clear();
        return {};
    }

    std::ofstream file_;
    Random& random_;
    Chunk chunk_;
    GrowingTree tree_;
};

/// Takes what a file holds into the spool.
class Import final : public Intake {
public:
    Import(Database& db, const Landed& landed, Spool& spool, FiledTally& tally, const std::function<bool(std::size_t)>& go_on)
        : reports_(db, landed, tally), watches_(db, landed, tally), counts_(db, landed, tally), spool_(spool), go_on_(go_on) {}

    Result<void> take(const Report& report) override { return put("reports.filed", reports_, report); }
    Result<void> take(const Watch& watch) override { return put("watches.filed", watches_, watch); }
    Result<void> take(const PublishedCount& count) override { return put("counts.filed", counts_, count); }

    Result<void> withdraw_unseen(const Profile& profile) {
        TRUCE_TRY(reports_.withdraw_unseen(profile, [&](const Report& gone) { return add("reports.filed", gone); }));
        return watches_.withdraw_unseen(profile, [&](const Watch& gone) { return add("watches.filed", gone); });
    }

    [[nodiscard]] const std::string& kind() const { return kind_; }
    [[nodiscard]] std::set<std::string> registers() const {
        std::set<std::string> out;
        for (const std::map<std::string, HeldRecords>* const held : {&reports_.held(), &watches_.held(), &counts_.held()})
            for (const auto& [register_id, records] : *held) out.insert(register_id);
        return out;
    }

private:
    template <typename Record>
    Result<void> put(std::string_view kind, ComparedRecords<Record>& compared, const Record& record) {
        ++taken_;
        if (taken_ % told_every == 0 && go_on_ && !go_on_(taken_))
            return Error{Errc::conflict, "import.stopped", "the import was given up", "", "Begin it again"};
        TRUCE_ASSIGN(const bool is_new, compared.is_new(record));
        return is_new ? add(kind, record) : Result<void>();
    }

    template <typename Record>
    Result<void> add(std::string_view kind, const Record& record) {
        if (!kind_.empty() && kind_ != kind) {
            return Error{Errc::invalid, "filing.mixed", "it has reports and watches, which are two filings", "",
                         "Split the file in two: one of reports, one of watches"};
        }
        kind_ = kind;
        return spool_.add(parts_of_record(record));
    }

    ComparedRecords<Report> reports_;
    ComparedRecords<Watch> watches_;
    ComparedRecords<PublishedCount> counts_;
    Spool& spool_;
    const std::function<bool(std::size_t)>& go_on_;
    std::string kind_;
    std::size_t taken_ = 0;
};

/// Reads chunks back.
class SpoolReader {
public:
    explicit SpoolReader(const Path& path) : file_(path, std::ios::binary) {}
    /// False at the end.
    Result<bool> next(std::string& chunk) {
        std::array<unsigned char, 4> length{};
        file_.read(reinterpret_cast<char*>(length.data()), length.size());
        if (file_.gcount() == 0 && file_.eof()) return false;
        const std::size_t size = std::size_t{length[0]} << 24U | std::size_t{length[1]} << 16U | std::size_t{length[2]} << 8U | length[3];
        if (!file_ || size > chunk_bytes_max) return spool_failed("cannot be read again");
        chunk.resize(size);
        file_.read(chunk.data(), static_cast<std::streamsize>(size));
        return file_ ? Result<bool>(true) : Result<bool>(spool_failed("cannot be read again"));
    }

private:
    std::ifstream file_;
};

std::string records_in_words(const ReadImport& import) {
    const FiledTally& tally = import.tally;
    const std::string_view what = import.kind == "watches.filed"  ? "watches"
                                  : import.kind == "counts.filed" ? "published counts"
                                                                  : "reports";
    std::string out = fmt::format("    {} {}: {} new, {} changed, {} withdrawn\n", tally.added + tally.changed + tally.withdrawn, what,
                                  tally.added, tally.changed, tally.withdrawn);
    if (tally.unchanged > 0) out += fmt::format("    {} stay as they are held\n", tally.unchanged);
    for (const auto& [flag, n] : import.read.flagged) out += fmt::format("    {} of the file's are flagged {}\n", n, flag);
    return out;
}

}  // namespace

Result<ReadImport> read_import(const Mechanism& mechanism, const std::string& institution, const ImportRequest& request, const Path& spool,
                               Instant now, Random& random, Problems& problems) {
    Database& db = mechanism.db();
    TRUCE_ASSIGN(const std::uint64_t as_of, mechanism.size());
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    const Profile& profile = *documents.profile;
    ReadImport out;
    out.file = request.facts;
    // Errors name the file as its owner does, not where it lies here.
    const std::string here = request.file.string();
    const auto named = [&](Error error) {
        if (error.where.starts_with(here)) error.where.replace(0, here.size(), request.facts.name);
        return error;
    };
    if (request.format) {
        out.format = *request.format;
    } else {
        TRUCE_ASSIGN(const std::string start, first_bytes(request.file));
        TRUCE_ASSIGN(out.format, guess_format(start, request.facts.name));
    }
    TRUCE_ASSIGN(const Register* const reg, register_for(profile, request.register_id, out.format));
    out.published = reg->published;
    TRUCE_TRY(check_recorder(*reg, institution));
    TRUCE_TRY(check_role(documents, institution, main_kind(out.format), now));
    TRUCE_ASSIGN(const Landed landed, Landed::load(db, as_of));

    Spool chunks(spool, random);
    Import import(db, landed, chunks, out.tally, request.go_on);
    ReadOptions options;
    options.problems_max = request.problems_max;
    auto read = read_source(request.file, out.format, profile, *reg, options, import, problems);
    for (Error& problem : problems) problem = named(std::move(problem));
    if (!read) return named(std::move(read).error());
    out.read = std::move(*read);
    if (request.complete) TRUCE_TRY(import.withdraw_unseen(profile));
    TRUCE_TRY(chunks.finish());
    out.kind = import.kind();
    out.promise = chunks.promise();
    out.registers = import.registers();
    if (out.registers.size() == 1) out.register_id = *out.registers.begin();
    for (const std::string& one : out.registers) {
        const Register* const of_record = profile.find_register(one);
        TRUCE_ASSERT(of_record != nullptr);  // the readers name registers of the profile only
        TRUCE_TRY(check_recorder(*of_record, institution));
    }
    if (!out.kind.empty()) TRUCE_TRY(check_role(documents, institution, out.kind, now));
    return out;
}

Result<ComposedFiling> compose_import(Database& db, const NoteKey& key, const ReadImport& import, Instant now, Random& random) {
    TRUCE_ASSERT(!import.kind.empty());
    const LogReader log(db);
    TRUCE_ASSIGN(const EnrolledKey enrolled, log.key(key.name));
    TRUCE_ASSIGN(const std::string origin, log.origin());
    TRUCE_ASSIGN(const std::string via, service_of(log, enrolled));
    TRUCE_ASSIGN(const Documents documents, load_documents(db, std::uint64_t{json_integer_max}));
    TRUCE_TRY(check_role(documents, enrolled.institution, import.kind, now));
    Json content = filing_content(import.kind, import.promise, import.file, import.format, import.register_id);
    if (!via.empty()) content.as_object()["received"] = received_member(via, import.file.digest.hex());
    TRUCE_ASSIGN(std::string text, canonical(content));
    ComposedFiling out;
    out.body.push_back(Part::make(import.published ? Audience::public_ : Audience::mechanism, std::move(text), random));
    out.id = new_uuid(random);
    out.kind = import.kind;
    out.words = fmt::format("{} files into {} the file {} of {} bytes, SHA-256 {}:\n{}", enrolled.institution,
                            import.register_id.empty() ? "several registers" : "the register " + import.register_id, import.file.name,
                            import.file.bytes, import.file.digest.hex(), records_in_words(import));
    out.text = entry_text({enrolled.institution, body_root(out.body), out.id, origin, std::nullopt, enrolled.last_note, slot_of(now)});
    return out;
}

Result<SignedFiling> check_import(Database& db, Submission submission, const ReadImport& import) {
    TRUCE_ASSIGN(CheckedSubmission checked, check_entry(db, std::move(submission)));
    const auto promise = batch_promise(checked.submission().body);
    const std::string& id = checked.entry().header.id;
    if (checked.kind() != import.kind || !promise || promise->count != import.promise.count || promise->root != import.promise.root)
        return Error{Errc::invalid, "import.other", "it does not file what was read here", id, "Sign what was composed for this import"};
    TRUCE_ASSIGN(const EnrolledKey key, LogReader(db).key(checked.entry().key_name));
    if (key.last_note != checked.entry().header.prev) {
        return Error{Errc::conflict, "entry.chain", fmt::format("another entry of the key {} came first", checked.entry().key_name), id,
                     "Compose and sign it again"};
    }
    return SignedFiling{std::move(checked), {}};
}

Result<StagedItems> stage_import(Database& db, const ReadImport& import, const Path& spool,
                                 const std::function<void(std::size_t records)>& staged) {
    StagedItems out{0, import.kind, import.promise, import.registers};
    StagingTransaction staging(db);
    std::optional<BatchWriter> writer;
    const auto stage_all = [&]() -> Result<void> {
        SpoolReader reader(spool);
        std::string bytes;
        for (;;) {
            TRUCE_ASSIGN(const bool more, reader.next(bytes));
            if (!more) break;
            TRUCE_ASSIGN(const std::vector<Body> items, Chunk::decode(bytes));
            Chunk chunk;
            for (const Body& item : items) chunk.add(item);
            TRUCE_TRY(staging.open());
            if (!writer) {
                TRUCE_ASSIGN(BatchWriter begun, BatchWriter::begin(db));
                writer.emplace(std::move(begun));
                out.batch = writer->batch();
            }
            TRUCE_ASSIGN(const std::int64_t number, writer->stage(chunk, bytes));
            for (std::size_t i = 0; i < items.size(); ++i) TRUCE_TRY(fold_item(staging.rows(), import.kind, item_row(number, i), items[i]));
            TRUCE_TRY(staging.write_keys());
            TRUCE_TRY(staging.pause_if_long());
            if (staged) staged(writer->count());
        }
        if (!writer || writer->count() != import.promise.count || writer->root() != import.promise.root)
            return spool_failed("are not those that were read");
        TRUCE_TRY(staging.write_last_keys());
        return staging.commit();
    }();
    if (stage_all) return out;
    staging.abandon();
    // Where this fails, too, the next opening for writing sweeps it.
    if (writer) (void)unstage(db, out.batch).ok();
    return stage_all.error();
}

Result<void> unstage_import(Database& db, const StagedItems& staged) { return unstage(db, staged.batch); }

}  // namespace truce
