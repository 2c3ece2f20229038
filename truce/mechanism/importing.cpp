#include "truce/mechanism/importing.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <vector>

#include "truce/base/json.hpp"
#include "truce/mechanism/held_records.hpp"
#include "truce/mechanism/items.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/staging_transaction.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/chunk_file.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/pouch.hpp"

namespace truce {
namespace {

/// How often the one who waits is told, in records.
constexpr std::size_t told_every = 1'000;

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
        append_chunk(file_, bytes);
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

constexpr std::string_view other_batch = "batch.root";
bool is_other_batch(const Error& error) { return error.id == other_batch; }

/// The chunks of a file into the store, in short transactions. On an error nothing stays.
///   out    kind and promise of the batch; its number is filled in
///   fold   an item into the register's tables: (rows, row, item) -> Result<void>
/// Errors: batch.file, batch.chunk, pouch.too_large; batch.root (invalid: they are not those of the promise); those of `fold`; store
/// errors.
template <typename Fold>
Result<StagedItems> stage_chunks(Database& db, StagedItems out, const Path& file, const Fold& fold,
                                 const std::function<void(std::size_t records)>& staged) {
    StagingTransaction staging(db);
    std::optional<BatchWriter> writer;
    const Error other{Errc::invalid, std::string(other_batch), "its items are not those that were signed", "",
                      "Hand in the items as they were composed"};
    const auto stage_all = [&]() -> Result<void> {
        std::ifstream in(file, std::ios::binary);
        std::string bytes;
        for (;;) {
            TRUCE_ASSIGN(const bool more, next_chunk(in, bytes));
            if (!more) break;
            TRUCE_ASSIGN(const std::vector<Body> items, items_of(bytes));
            const std::uint64_t before = writer ? writer->count() : 0;
            // Every chunk but the last is full.
            if (items.empty() || before % chunk_items_max != 0 || items.size() > out.promise.count - before) return other;
            Chunk chunk;
            for (const Body& item : items) chunk.add(item);
            TRUCE_TRY(staging.open());
            if (!writer) {
                TRUCE_ASSIGN(BatchWriter begun, BatchWriter::begin(db));
                writer.emplace(std::move(begun));
                out.batch = writer->batch();
            }
            TRUCE_ASSIGN(const std::int64_t number, writer->stage(chunk, bytes));
            for (std::size_t i = 0; i < items.size(); ++i) TRUCE_TRY(fold(staging.rows(), item_row(number, i), items[i]));
            TRUCE_TRY(staging.write_keys());
            TRUCE_TRY(staging.pause_if_long());
            if (staged) staged(writer->count());
        }
        if (!writer || writer->count() != out.promise.count || writer->root() != out.promise.root) return other;
        TRUCE_TRY(staging.write_last_keys());
        return staging.commit();
    }();
    if (stage_all) return out;
    staging.abandon();
    // Where this fails, too, the next opening for writing sweeps it.
    if (writer) (void)unstage(db, out.batch).ok();
    return stage_all.error();
}

}  // namespace

Result<std::vector<std::string>> spooled_chunks(const Path& spool) {
    std::ifstream in(spool, std::ios::binary);
    auto chunks = read_chunks(in);
    return chunks ? std::move(chunks) : Result<std::vector<std::string>>(spool_failed("cannot be read again"));
}

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
    const auto fold = [&](RegisterWriter& rows, std::int64_t row, const Body& item) { return fold_item(rows, import.kind, row, item); };
    auto done = stage_chunks(db, {0, import.kind, import.promise, import.registers}, spool, fold, staged);
    if (done || !is_other_batch(done.error())) return done;
    return spool_failed("are not those that were read");
}

Result<StagedItems> stage_items(Database& db, const CheckedSubmission& filing, const Path& chunks) {
    const std::string& id = filing.entry().header.id;
    const auto promise = batch_promise(filing.submission().body);
    if (!is_filing(filing.kind()) || !promise)
        return Error{Errc::invalid, "batch.root", "it files no batch, and items came with it", id, "Leave out the items"};
    StagedItems out{0, std::string(filing.kind()), *promise, {}};
    std::uint64_t n = 0;
    const auto fold = [&](RegisterWriter& rows, std::int64_t row, const Body& item) -> Result<void> {
        const auto folded = [&]() -> Result<void> {
            for (const Part& part : item) {
                if (!part.open) return Error{Errc::invalid, "batch.item", "a part is sealed", "", "Hand in every part with its secret"};
            }
            TRUCE_ASSIGN(std::string register_id, register_of(out.kind, part_texts(item)));
            out.registers.insert(std::move(register_id));
            return fold_item(rows, out.kind, row, item);
        }();
        if (!folded) return at(fmt::format("{}/{}", id, n), folded.error());
        ++n;
        return {};
    };
    auto done = stage_chunks(db, out, chunks, fold, {});
    if (done) {
        done->registers = std::move(out.registers);
        return done;
    }
    Error error = std::move(done).error();
    // Who wrote these bytes is not this server: what is wrong with them is no damage of its own.
    if (error.code == Errc::corrupt) error.code = Errc::invalid;
    return error;
}

Result<void> unstage_import(Database& db, const StagedItems& staged) { return unstage(db, staged.batch); }

}  // namespace truce
