#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/signing_key.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/centre.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce::app {
namespace {

Json to_json(const QueuedEntry& entry) {
    JsonObject out{
        {"id", entry.id}, {"key", entry.key_name}, {"kind", entry.kind}, {"number", entry.number}, {"state", name_of(entry.state)}};
    if (entry.index) out["index"] = static_cast<std::int64_t>(*entry.index);
    if (entry.refusal) out["refusal"] = entry.refusal->id;
    return Json(std::move(out));
}

JsonArray to_json(const std::vector<QueuedEntry>& entries) {
    JsonArray out;
    for (const QueuedEntry& entry : entries) out.push_back(to_json(entry));
    return out;
}

void print_entry(const QueuedEntry& entry) {
    print(fmt::format("{:>6}  {:<9} {} {}", entry.number, name_of(entry.state), entry.kind, entry.id));
    if (entry.index) print(fmt::format(", entry {} of the log", *entry.index));
    print("\n");
    if (entry.refusal)
        print(fmt::format("        refused: {} [{}]\n        {}\n", entry.refusal->what, entry.refusal->id, entry.refusal->remedy));
}

/// Refused entries are an ordinary answer to whoever imports a pouch, and a refusal to whoever carries his own words.
int take_answer(const PouchOptions& options, Centre& centre, const Pouch& pouch) {
    const auto taken = centre.take(pouch);
    if (!taken) return refuse(taken.error(), options.format);
    const int refused = !options.with.empty() && (!taken->refused.empty() || taken->lost_place > 0) ? 1 : 0;
    if (options.format == Format::json) {
        print_json(Json{{"entries", static_cast<std::int64_t>(taken->copy.entries)},
                        {"lost_place", static_cast<std::int64_t>(taken->lost_place)},
                        {"recorded", to_json(taken->recorded)},
                        {"refused", to_json(taken->refused)},
                        {"root", taken->copy.checkpoint.root.hex()},
                        {"size", static_cast<std::int64_t>(taken->copy.checkpoint.size)}});
        return refused;
    }
    print(fmt::format("{} new entries of the log, checked; it has {} now\n", grouped(taken->copy.entries),
                      grouped(taken->copy.checkpoint.size)));
    for (const QueuedEntry& entry : taken->recorded) print_entry(entry);
    for (const QueuedEntry& entry : taken->refused) print_entry(entry);
    if (taken->lost_place > 0)
        print(fmt::format("{} entries stood behind a refused one and have lost their place: truce pouch reissue\n",
                          grouped(taken->lost_place)));
    return refused;
}

int import_at_centre(const PouchOptions& options, const Pouch& pouch) {
    World world;
    auto centre = Centre::open(options.directory, *world.clock, *world.random);
    return centre ? take_answer(options, *centre, pouch) : refuse(centre.error(), options.format);
}

int import_at_log(const PouchOptions& options, const Pouch& pouch) {
    World world;
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto outcome = mechanism->receive(pouch);
    if (!outcome) return refuse(outcome.error(), options.format);
    if (options.format == Format::json) {
        JsonArray refused;
        for (const PouchRefusal& refusal : outcome->refused)
            refused.push_back(Json{{"id", refusal.error.id}, {"note", refusal.note.hex()}, {"what", refusal.error.what}});
        JsonArray recorded;
        for (const Receipt& receipt : outcome->recorded)
            recorded.push_back(Json{{"id", receipt.id}, {"index", static_cast<std::int64_t>(receipt.index)}});
        print_json(Json{{"known", static_cast<std::int64_t>(outcome->known)},
                        {"recorded", std::move(recorded)},
                        {"refused", std::move(refused)},
                        {"waiting", static_cast<std::int64_t>(outcome->waiting)}});
        return 0;
    }
    print(fmt::format("from {}: {} recorded, {} known already, {} refused\n", pouch.header.from, grouped(outcome->recorded.size()),
                      grouped(outcome->known), grouped(outcome->refused.size())));
    for (const Receipt& receipt : outcome->recorded) print(fmt::format("    recorded as entry {} ({})\n", receipt.index, receipt.id));
    for (const PouchRefusal& refusal : outcome->refused) print(fmt::format("    refused: {}\n", refusal.error.text()));
    if (outcome->waiting > 0) print(fmt::format("    {} entries wait here until those come that they follow\n", grouped(outcome->waiting)));
    return 0;
}

/// The institution whose entries wait in the outbox, which must be one.
Result<std::string> sender(const Centre& centre, const std::vector<QueuedEntry>& entries, const std::string& said) {
    if (!said.empty()) return said;
    std::string found;
    for (const QueuedEntry& entry : entries) {
        const std::string institution = entry.key_name.substr(0, entry.key_name.find('/'));
        if (!found.empty() && institution != found)
            return Error{Errc::invalid, "pouch.sender", "several institutions sign in this folder", "",
                         "Say whose pouch it is: --to INSTITUTION"};
        found = institution;
    }
    if (found.empty())
        return Error{Errc::not_found, "pouch.empty", "nothing was signed here yet", centre.log().name, "Sign something: truce pouch file"};
    return found;
}

int write_pouch(const PouchOptions& options, const std::string& bytes) {
    if (const auto written = write_file_atomically(options.file, bytes, FileAccess::owner_only); !written)
        return refuse(written.error(), options.format);
    const auto pouch = read_pouch(bytes);
    if (!pouch) return refuse(pouch.error(), options.format);
    if (options.format == Format::json) {
        print_json(Json{{"bytes", static_cast<std::int64_t>(bytes.size())},
                        {"entries", static_cast<std::int64_t>(pouch->entries.size())},
                        {"file", options.file.string()},
                        {"kind", name_of(pouch->header.kind)}});
        return 0;
    }
    print(fmt::format("{}: {} of {} entries, {} bytes\n", options.file.string(),
                      pouch->header.kind == PouchKind::filing ? "a filing" : "an answer", grouped(pouch->entries.size()),
                      grouped(bytes.size())));
    return 0;
}

}  // namespace

int pouch_new(const PouchOptions& options) {
    const auto log = parse_vkey(options.log);
    if (!log) return refuse(at("--log", log.error()), options.format);
    if (const auto made = Centre::found(options.directory, *log); !made) return refuse(made.error(), options.format);
    print(
        fmt::format("a centre that files to {} by pouch, in {}\n    next: import an answer of the log (truce pouch import): it brings "
                    "profile and keys\n",
                    log->name, options.directory.string()));
    return 0;
}

int pouch_file(const PouchOptions& options) {
    World world;
    const auto key = signing_key(options.key);
    if (!key) return refuse(key.error(), options.format);
    CentreFiling request;
    request.file = options.file;
    if (!options.from.empty()) {
        const auto format = source_format_from(options.from);
        if (!format) return refuse(format.error(), options.format);
        request.format = *format;
    }
    if (!options.register_id.empty()) request.register_id = options.register_id;
    auto centre = Centre::open(options.directory, *world.clock, *world.random);
    if (!centre) return refuse(centre.error(), options.format);
    Problems problems;
    const auto filed = centre->file(request, *key, problems);
    if (!filed) return refuse(filed.error(), problems, options.format);
    if (options.format == Format::json) {
        print_json(Json{{"queued", to_json(filed->queued)}, {"rows", static_cast<std::int64_t>(filed->read.rows)}});
        return 0;
    }
    print(fmt::format("{}: {} rows, signed and waiting for a pouch\n", options.file.filename().string(), grouped(filed->read.rows)));
    for (const QueuedEntry& entry : filed->queued) print_entry(entry);
    return 0;
}

int pouch_list(const PouchOptions& options) {
    World world;
    auto centre = Centre::open(options.directory, *world.clock, *world.random);
    if (!centre) return refuse(centre.error(), options.format);
    const auto entries = centre->outbox().entries();
    if (!entries) return refuse(entries.error(), options.format);
    for (const QueuedEntry& entry : *entries) {
        if (options.format == Format::json)
            print_json(to_json(entry));
        else
            print_entry(entry);
    }
    return 0;
}

int pouch_export(const PouchOptions& options) {
    World world;
    if (!is_centre(options.directory)) {
        const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
        if (!mechanism) return refuse(mechanism.error(), options.format);
        const auto bytes = mechanism->answer(options.since, options.institution);
        return bytes ? write_pouch(options, *bytes) : refuse(bytes.error(), options.format);
    }
    auto centre = Centre::open(options.directory, *world.clock, *world.random);
    if (!centre) return refuse(centre.error(), options.format);
    const auto entries = centre->outbox().entries();
    if (!entries) return refuse(entries.error(), options.format);
    const auto from = sender(*centre, *entries, options.institution);
    if (!from) return refuse(from.error(), options.format);
    const auto bytes = centre->outbox().filing(*from, static_cast<std::int64_t>(options.since));
    if (!bytes) return refuse(bytes.error(), options.format);
    if (bytes->empty()) {
        return refuse({Errc::not_found, "pouch.empty", "everything that was signed here has its receipt or its refusal",
                       options.directory.string(), ""},
                      options.format);
    }
    return write_pouch(options, *bytes);
}

int pouch_import(const PouchOptions& options) {
    const auto bytes = read_file(options.file, pouch_size_max);
    if (!bytes) return refuse(bytes.error(), options.format);
    const auto pouch = read_pouch(*bytes);
    if (!pouch) return refuse(at(options.file.string(), pouch.error()), options.format);
    return is_centre(options.directory) ? import_at_centre(options, *pouch) : import_at_log(options, *pouch);
}

int pouch_carry(const PouchOptions& options) {
    World world;
    auto centre = Centre::open(options.directory, *world.clock, *world.random);
    if (!centre) return refuse(centre.error(), options.format);
    auto mechanism = Mechanism::open(options.with, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto entries = centre->outbox().entries();
    if (!entries) return refuse(entries.error(), options.format);
    // A centre that has signed nothing yet only fetches.
    std::string institution = options.institution;
    if (institution.empty() && !entries->empty()) {
        const auto from = sender(*centre, *entries, institution);
        if (!from) return refuse(from.error(), options.format);
        institution = *from;
    }
    const auto filing = centre->outbox().filing(institution, 0);
    if (!filing) return refuse(filing.error(), options.format);
    if (!filing->empty()) {
        const auto pouch = read_pouch(*filing);
        if (!pouch) return refuse(pouch.error(), options.format);
        const auto received = mechanism->receive(*pouch);
        if (!received) return refuse(received.error(), options.format);
    }
    const auto held = centre->held();
    if (!held) return refuse(held.error(), options.format);
    const auto answer = mechanism->answer(*held, institution);
    if (!answer) return refuse(answer.error(), options.format);
    const auto pouch = read_pouch(*answer);
    if (!pouch) return refuse(pouch.error(), options.format);
    return take_answer(options, *centre, *pouch);
}

int pouch_reissue(const PouchOptions& options) {
    World world;
    const auto key = signing_key(options.key);
    if (!key) return refuse(key.error(), options.format);
    auto centre = Centre::open(options.directory, *world.clock, *world.random);
    if (!centre) return refuse(centre.error(), options.format);
    const auto anew = centre->outbox().reissue(*key, world.clock->now(), *world.random);
    if (!anew) return refuse(anew.error(), options.format);
    if (options.format == Format::json) {
        print_json(Json{{"queued", to_json(*anew)}});
        return 0;
    }
    print(fmt::format("{} entries signed anew\n", grouped(anew->size())));
    for (const QueuedEntry& entry : *anew) print_entry(entry);
    return 0;
}

}  // namespace truce::app
