#include <fmt/format.h>

#include <map>

#include "app/commands.hpp"
#include "app/deliver.hpp"
#include "app/output.hpp"
#include "app/signing_key.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/mechanism.hpp"

#include "truce/mechanism/received.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/publish/render.hpp"

namespace truce::app {
namespace {

Result<std::optional<Day>> optional_day(const std::string& text) {
    if (text.empty()) return std::optional<Day>();
    TRUCE_ASSIGN(const Day day, parse_day(text));
    return std::optional(day);
}

Json to_json(const Path& file, const FilingOutcome& outcome) {
    JsonObject flagged;
    for (const auto& [flag, n] : outcome.read.flagged) {
        std::string key = flag;
        for (char& c : key) c = c == '.' || c == '-' ? '_' : c;
        flagged[key] = static_cast<std::int64_t>(n);
    }
    JsonArray entries;
    for (const Receipt& receipt : outcome.receipts)
        entries.push_back(Json{{"id", receipt.id}, {"index", static_cast<std::int64_t>(receipt.index)}});
    JsonObject out{{"added", static_cast<std::int64_t>(outcome.added)},
                   {"changed", static_cast<std::int64_t>(outcome.changed)},
                   {"entries", std::move(entries)},
                   {"file", file.string()},
                   {"flagged", std::move(flagged)},
                   {"left_out", static_cast<std::int64_t>(outcome.read.left_out)},
                   {"rows", static_cast<std::int64_t>(outcome.read.rows)},
                   {"unchanged", static_cast<std::int64_t>(outcome.unchanged)},
                   {"withdrawn", static_cast<std::int64_t>(outcome.withdrawn)}};
    if (outcome.checkpoint) out["checkpoint"] = checkpoint_json(*outcome.checkpoint);
    return Json(std::move(out));
}

void print_outcome(const Path& file, const FilingOutcome& outcome) {
    print(fmt::format("{}: {} rows; filed {} new, {} changed, {} withdrawn; {} unchanged", file.filename().string(),
                      grouped(outcome.read.rows), grouped(outcome.added), grouped(outcome.changed), grouped(outcome.withdrawn),
                      grouped(outcome.unchanged)));
    if (outcome.read.left_out > 0) print(fmt::format("; {} outside the days asked for", grouped(outcome.read.left_out)));
    print("\n");
    for (const auto& [flag, n] : outcome.read.flagged) print(fmt::format("    {} rows flagged {}\n", grouped(n), flag));
    for (const Receipt& receipt : outcome.receipts) print(fmt::format("    recorded as entry {} ({})\n", receipt.index, receipt.id));
    if (outcome.receipts.empty()) print("    nothing new: no entry was made\n");
}

std::string explained(const Verdict& verdict) {
    std::string out(name_of(verdict.ruling));
    if (verdict.actor_exempt) out += ", actor not bound";
    if (verdict.undetermined != Undetermined::no) out += fmt::format(" ({})", name_of(verdict.undetermined));
    return out;
}

}  // namespace

int found(const NewOptions& options) {
    World world;
    FoundingRequest request{options.terms,     options.profile, options.keys, options.make_keys, options.store, options.head, {},
                            options.log_token, ask_pin};
    for (const std::string& vkey : options.enrol) {
        const auto key = parse_vkey(vkey);
        if (!key) return refuse(at("--enrol", key.error()), options.format);
        request.enrol.push_back(*key);
    }
    Problems problems;
    const auto checkpoint = found_mechanism(options.directory, request, *world.clock, *world.random, problems);
    if (!checkpoint) return refuse(checkpoint.error(), problems, options.format);
    if (options.format == Format::json) {
        print_json(checkpoint_json(*checkpoint));
        return 0;
    }
    print(fmt::format("founded {} in {}\n", checkpoint->origin, options.directory.string()));
    print(fmt::format("    {} entries; keys of the log in {}/keys: back them up, and let nobody read them\n", checkpoint->size,
                      options.directory.string()));
    return 0;
}

int import(const ImportOptions& options) {
    World world;
    auto key = signing_key(options.key);
    if (!key) return refuse(key.error(), options.format);
    FilingRequest request;
    if (!options.from.empty()) {
        auto format = source_format_from(options.from);
        if (!format) return refuse(format.error(), options.format);
        request.format = *format;
    }
    if (!options.register_id.empty()) request.register_id = options.register_id;
    auto first = optional_day(options.first_day);
    auto last = optional_day(options.last_day);
    if (!first || !last) return refuse(!first ? first.error() : last.error(), options.format);
    request.read.days_from = *first;
    request.read.days_to = *last;
    request.complete = options.complete;
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    for (const Path& file : options.files) {
        ProgressLine progress("importing " + file.filename().string());
        request.file = file;
        request.progress = [&](std::size_t rows) { progress.show(grouped(rows) + " rows"); };
        Problems problems;
        const auto outcome = mechanism->file(request, *key, problems);
        if (!outcome) return refuse(outcome.error(), problems, options.format);
        if (options.format == Format::json)
            print_json(to_json(file, *outcome));
        else
            print_outcome(file, *outcome);
    }
    return 0;
}

int judge(const JudgeOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto size = mechanism->size();
    if (!size) return refuse(size.error(), options.format);
    const std::uint64_t as_of = options.as_of.value_or(*size);
    const auto reading = options.reading.empty() ? std::nullopt : std::optional(options.reading);
    if (!options.incident.empty()) {
        const auto judged = mechanism->judge_incident(options.incident, as_of, reading);
        if (!judged) return refuse(judged.error(), options.format);
        print(options.format == Format::json ? judged->json + "\n" : judged->text);
        return 0;
    }
    const auto first = optional_day(options.first_day);
    const auto last = optional_day(options.last_day);
    if (!first || !last) return refuse(!first ? first.error() : last.error(), options.format);
    std::optional<std::pair<Day, Day>> days;
    if (*first || *last) days = {first->value_or(Day{-700'000}), last->value_or(Day{2'900'000})};
    const auto all = mechanism->judge_register(as_of, reading, days);
    if (!all) return refuse(all.error(), options.format);
    std::map<std::string, std::size_t> tally;
    for (const JudgedIncident& incident : *all) {
        ++tally[explained(incident.verdict)];
        if (options.format == Format::json) {
            print_json(Json{{"actor_exempt", incident.verdict.actor_exempt},
                            {"if_accepted", incident.verdict.if_accepted},
                            {"incident", incident.id},
                            {"register", incident.current.report.register_id},
                            {"ruling", name_of(incident.verdict.ruling)},
                            {"source_id", incident.current.report.source_id}});
        }
    }
    if (options.format == Format::json) return 0;
    print(fmt::format("{} incidents\n", grouped(all->size())));
    for (const auto& [ruling, n] : tally) print(fmt::format("{:>9}  {}\n", grouped(n), ruling));
    return 0;
}

int bulletin(const BulletinOptions& options) {
    World world;
    const auto day = parse_day(options.day);
    if (!day) return refuse(at("--day", day.error()), options.format);
    const auto reading = options.reading.empty() ? std::nullopt : std::optional(options.reading);
    auto mechanism = Mechanism::open(options.directory, options.publish ? OpenFor::writing : OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto size = mechanism->size();
    if (!size) return refuse(size.error(), options.format);
    const auto composed = mechanism->bulletin(*day, options.as_of.value_or(*size), reading);
    if (!composed) return refuse(composed.error(), options.format);
    if (options.publish) {
        auto key = signing_key(options.key);
        if (!key) return refuse(key.error(), options.format);
        const auto receipt = mechanism->publish(*day, reading, *key);
        if (!receipt) return refuse(receipt.error(), options.format);
        fmt::print(stderr, "published as entry {} ({})\n", receipt->index, receipt->id);
    }
    const std::string text = options.format == Format::html   ? to_html(*composed)
                             : options.format == Format::json ? to_json(*composed) + "\n"
                             : options.format == Format::csv  ? to_csv(*composed)
                                                              : to_text(*composed);
    return deliver(text, options.out, options.format);
}

int record_checkpoint(const RecordOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto note = LogReader(mechanism->db()).newest_checkpoint();
    if (!note) return refuse(note.error(), options.format);
    print(*note);
    return 0;
}

int record_refold(const RecordOptions& options) {
    World world;
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    if (const auto done = refold_register(mechanism->db()); !done) return refuse(done.error(), options.format);
    if (const auto done = refold_cases(mechanism->db()); !done) return refuse(done.error(), options.format);
    if (const auto done = refold_talks(mechanism->db()); !done) return refuse(done.error(), options.format);
    if (const auto done = refold_received(mechanism->db()); !done) return refuse(done.error(), options.format);
    if (const auto done = refold_coordination(mechanism->db()); !done) return refuse(done.error(), options.format);
    const auto rows = register_rows(mechanism->db());
    if (!rows) return refuse(rows.error(), options.format);
    print(fmt::format("the register has {} rows, made anew from the record\n", grouped(static_cast<std::uint64_t>(*rows))));
    return 0;
}

}  // namespace truce::app
