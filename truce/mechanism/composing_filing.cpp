#include "truce/mechanism/composing_filing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "truce/base/json.hpp"
#include "truce/base/scratch.hpp"
#include "truce/ingest/read.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/source_file.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/keys.hpp"

namespace truce {
namespace {

/// Text as a file that lies in memory only: what a form says touches no disk before it is signed.
Result<ScratchFile> file_of(std::string_view text) {
    TRUCE_ASSIGN(ScratchFile file, Scratch::in_memory().file("records"));
    std::ofstream out(file.path(), std::ios::binary);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (out.fail()) return Error{Errc::io, "filing.memory", "no memory for the records", "", "Try again later"};
    return file;
}

/// What was read, as the items of one batch.
class Items final : public Intake {
public:
    explicit Items(Random& random) : random_(random) {}

    Result<void> take(const Report& report) override {
        const std::string what = report.action == ReportAction::withdrawn ? "withdraws"
                                 : report.nothing_observed                ? "reports that nothing was observed in"
                                                                          : "reports";
        return add("reports.filed", report, fmt::format("    {} {}\n", what, in_words(report)));
    }
    Result<void> take(const Watch& watch) override {
        const std::string what = watch.action == ReportAction::withdrawn ? "withdraws" : "watched";
        return add("watches.filed", watch,
                   fmt::format("    {} {}: {}, {}\n", what, watch.source_id, when_in_words(watch.when), truce::in_words(watch.where)));
    }
    Result<void> take(const PublishedCount&) override {
        return Error{Errc::invalid, "filing.mixed", "published counts do not come by form", "", "Use `truce import`"};
    }

    std::vector<Body> bodies;
    std::string kind;
    std::string words;

private:
    static std::string when_in_words(const Interval& when) { return fmt::format("between {} and {}", format(when.from), format(when.to)); }

    static std::string in_words(const Report& report) {
        if (report.action == ReportAction::withdrawn) return report.source_id;
        std::string out = fmt::format("{}: {}, {}", report.source_id, when_in_words(report.when), truce::in_words(report.where));
        if (!report.nothing_observed) out += ", " + report.act;
        if (!report.actors.empty()) out += fmt::format(", by {}", fmt::join(report.actors, " or "));
        if (!report.targets.empty()) out += fmt::format(", against {}", fmt::join(report.targets, " or "));
        if (report.casualties) out += fmt::format(", {} to {} dead", report.casualties->low, report.casualties->high);
        return out;
    }

    template <typename Record>
    Result<void> add(std::string_view record_kind, const Record& record, const std::string& line) {
        if (!kind.empty() && kind != record_kind) {
            return Error{Errc::invalid, "filing.mixed", "reports and watches are two filings", "records", "Compose each by itself"};
        }
        if (bodies.size() == composed_records_max) {
            return Error{Errc::too_large, "filing.too_many", fmt::format("a form takes {} records at most", composed_records_max),
                         "records", "File them as a file: truce import"};
        }
        kind = record_kind;
        Body body;
        const auto part = [&](Audience audience, const std::string& text) {
            if (!text.empty()) body.push_back(Part::make(audience, text, random_));
        };
        part(Audience::public_, record.part_public);
        part(Audience::mechanism, record.part_mechanism);
        part(Audience::exact, record.part_exact);
        part(Audience::provenance, record.part_provenance);
        bodies.push_back(std::move(body));
        words += line;
        return {};
    }

    Random& random_;
};

}  // namespace

Result<ComposedFiling> compose_filing(Database& db, const NoteKey& key, const std::string& register_id, std::string_view records,
                                      Instant now, Random& random, Problems& problems) {
    const LogReader log(db);
    TRUCE_ASSIGN(const EnrolledKey enrolled, log.key(key.name));
    TRUCE_ASSIGN(const std::string origin, log.origin());
    TRUCE_ASSIGN(const Documents documents, load_documents(db, std::uint64_t{json_integer_max}));
    TRUCE_ASSIGN(const Register* const reg, register_for(*documents.profile, register_id, SourceFormat::truce_ndjson));
    TRUCE_TRY(check_recorder(*reg, enrolled.institution));
    TRUCE_ASSIGN(const ScratchFile file, file_of(records));
    Items items(random);
    ReadOptions options;
    const auto read = read_source(file.path(), SourceFormat::truce_ndjson, *documents.profile, *reg, options, items, problems);
    const std::string path = file.path().string();
    const auto from_form = [&](Error& error) {
        if (error.where.starts_with(path)) error.where.replace(0, path.size(), "records");
    };
    for (Error& problem : problems) from_form(problem);
    if (!read) {
        Error error = problems.empty() ? read.error() : problems.front();
        from_form(error);
        return error;
    }
    if (items.bodies.empty()) return Error{Errc::invalid, "filing.none", "there is no record to file", "records", "Give one at least"};
    TRUCE_TRY(check_role(documents, enrolled.institution, items.kind, now));

    ComposedFiling out;
    GrowingTree tree;
    for (const Body& item : items.bodies) tree.append(item_leaf(body_root(item)));
    // No digest of what was typed in, as of a file: of so few words it would let whoever reads this part guess the exact place.
    TRUCE_ASSIGN(
        std::string text,
        canonical(
            Json{{"batch", batch_member({tree.size(), tree.root()})}, {"format", "form"}, {"kind", items.kind}, {"register", reg->id}}));
    out.body.push_back(Part::make(reg->published ? Audience::public_ : Audience::mechanism, std::move(text), random));
    out.id = new_uuid(random);
    out.kind = items.kind;
    out.items = std::move(items.bodies);
    out.words = fmt::format("{} files into the register {}:\n{}", enrolled.institution, reg->id, items.words);
    out.text = entry_text({enrolled.institution, body_root(out.body), out.id, origin, std::nullopt, enrolled.last_note, slot_of(now)});
    return out;
}

}  // namespace truce
