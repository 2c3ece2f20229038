#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/world.hpp"
#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/base/time.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/public_log.hpp"
#include "truce/record/compare.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/export_log.hpp"
#include "truce/record/proof_file.hpp"
#include "truce/record/remote_log.hpp"
#include "truce/record/witness_client.hpp"

namespace truce::app {
namespace {

/// Cosignatures carry seconds up to 2^63; an instant ends in 2255.
std::string time_text(std::uint64_t time_s) {
    constexpr auto second = std::uint64_t{1'000'000};
    if (time_s > static_cast<std::uint64_t>(Instant::highest().us) / second) return fmt::format("{} s after 1970", time_s);
    return format(Instant{static_cast<std::int64_t>(time_s * second)});
}

JsonArray to_json(const std::vector<WitnessStatement>& witnesses) {
    JsonArray out;
    for (const WitnessStatement& witness : witnesses) out.push_back(Json{{"name", witness.name}, {"time", time_text(witness.time_s)}});
    return out;
}

void print_witnesses(const TrustedCheckpoint& trusted, const Policy& policy) {
    print(fmt::format("  the log {} signed the root over its first {} entries\n", trusted.checkpoint.origin,
                      grouped(trusted.checkpoint.size)));
    for (const WitnessStatement& witness : trusted.witnesses)
        print(fmt::format("  {} cosigned it at {}: it continued all that {} had seen of this log\n", witness.name,
                          time_text(witness.time_s), witness.name));
    print(policy.quorum == "none" ? "  the policy asks for no witness: a log that shows others something else would not be noticed\n"
                                  : fmt::format("  that is enough for the policy's quorum, {}\n", policy.quorum));
}

/// The checkpoint that a command is to use: the file's, or the newest one of `from` entries at least with the cosignatures collected.
Result<std::string> checkpoint_to_use(const Mechanism& mechanism, const RecordFilesOptions& options, std::uint64_t from, Instant now) {
    if (!options.checkpoint.empty()) return read_file(options.checkpoint, 1'000'000);
    std::optional<Policy> policy;
    if (!options.policy.empty()) {
        TRUCE_ASSIGN(policy, read_policy(options.policy));
    }
    return outgoing_checkpoint(mechanism, options.for_public ? std::optional(now) : std::nullopt, policy, from);
}

Result<std::uint64_t> index_of(const LogReader& log, const std::string& id) {
    const bool number = !id.empty() && id.size() < 16 && std::all_of(id.begin(), id.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!number) return log.index_of(id);
    const std::uint64_t index = std::stoull(id);
    TRUCE_ASSIGN(const std::uint64_t size, log.size());
    if (index < size) return index;
    return Error{Errc::not_found, "proof.not_yet", fmt::format("there is no entry {} yet: the log has {}", index, size), "",
                 "Name an entry by its id or by a position below that"};
}

int print_proof_check(const CheckedProof& checked, const Policy& policy, Format format) {
    const auto entry = parse_entry(checked.entry);
    if (format == Format::json) {
        JsonObject out{{"checkpoint", checkpoint_json(checked.trusted.checkpoint)},
                       {"entry_sha256", sha256(checked.entry).hex()},
                       {"holds", true},
                       {"index", static_cast<std::int64_t>(checked.index)},
                       {"witnesses", to_json(checked.trusted.witnesses)}};
        if (entry) out["id"] = entry->header.id;
        print_json(Json(std::move(out)));
        return 0;
    }
    print("The proof holds.\n");
    print(fmt::format("  the entry with SHA-256 {} stands at position {} of the log\n", sha256(checked.entry).hex(), checked.index));
    if (entry) {
        print(fmt::format("  it is entry {}, filed in the slot {}; it names {} as its signer\n", entry->header.id, entry->header.slot,
                          entry->key_name));
        print("  not checked here: whether that key was enrolled; the log's own entries say so (truce record verify)\n");
    }
    print_witnesses(checked.trusted, policy);
    return 0;
}

int print_equivocation(const Equivocation& shown, Format format) {
    if (format == Format::json) {
        JsonArray logs(shown.logs.begin(), shown.logs.end());
        JsonArray witnesses(shown.witnesses.begin(), shown.witnesses.end());
        print_json(Json{{"equivocation", true},
                        {"first", checkpoint_json(shown.first)},
                        {"logs", std::move(logs)},
                        {"second", checkpoint_json(shown.second)},
                        {"witnesses", std::move(witnesses)}});
        return 0;
    }
    print(fmt::format("Two histories of the log {} were signed.\n", shown.first.origin));
    print(fmt::format("  one has the root {} over its first {} entries\n", shown.first.root.hex(), grouped(shown.first.size)));
    print(fmt::format("  the other, of {} entries, has {} there\n", grouped(shown.second.size), shown.prefix.hex()));
    for (const std::string& log : shown.logs) print(fmt::format("  both are signed by the log {}\n", log));
    for (const std::string& witness : shown.witnesses) print(fmt::format("  both are cosigned by the witness {}\n", witness));
    return 0;
}

}  // namespace

int record_export(const RecordFilesOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto note = checkpoint_to_use(*mechanism, options, 0, world.clock->now());
    if (!note) return refuse(note.error(), options.format);
    const auto done = export_log(mechanism->db(), options.out, *note);
    if (!done) return refuse(done.error(), options.format);
    if (options.format == Format::json) {
        print_json(Json{{"checkpoint", checkpoint_json(done->checkpoint)},
                        {"deleted", static_cast<std::int64_t>(done->deleted)},
                        {"files", static_cast<std::int64_t>(done->files)},
                        {"from_size", static_cast<std::int64_t>(done->from_size)}});
        return 0;
    }
    print(fmt::format("{} holds the first {} entries of {}: {} files written", options.out.string(), grouped(done->checkpoint.size),
                      done->checkpoint.origin, grouped(done->files)));
    print(fmt::format(", from size {} on\n", grouped(done->from_size)));
    return 0;
}

int record_proof(const RecordFilesOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto index = index_of(LogReader(mechanism->db()), options.id);
    if (!index) return refuse(index.error(), options.format);
    const auto note = checkpoint_to_use(*mechanism, options, *index + 1, world.clock->now());
    if (!note) return refuse(note.error(), options.format);
    const auto proof = compose_proof(mechanism->db(), *index, *note);
    if (!proof) return refuse(proof.error(), options.format);
    if (options.out.empty()) {
        print(format(*proof));
        return 0;
    }
    if (const auto written = write_file_atomically(options.out, format(*proof)); !written) return refuse(written.error(), options.format);
    print(fmt::format("{} proves entry {}; check it with `truce record check {} --policy POLICY`\n", options.out.string(), *index,
                      options.out.string()));
    return 0;
}

int record_check(const RecordCheckOptions& options) {
    const auto policy = read_policy(options.policy);
    if (!policy) return refuse(policy.error(), options.format);
    const auto proof = read_file(options.file, std::size_t{4} << 20U);
    if (!proof) return refuse(proof.error(), options.format);
    std::optional<std::string> entry;
    if (!options.entry.empty()) {
        auto bytes = read_file(options.entry, entry_size_max);
        if (!bytes) return refuse(bytes.error(), options.format);
        entry = std::move(*bytes);
    }
    const auto checked = check_proof(*proof, *policy, entry);
    if (!checked) return refuse(at(options.file.string(), checked.error()), options.format);
    return print_proof_check(*checked, *policy, options.format);
}

int record_compare(const RecordCompareOptions& options) {
    const auto policy = read_policy(options.policy);
    if (!policy) return refuse(policy.error(), options.format);
    if (!options.check.empty()) {
        const auto proof = read_file(options.check, std::size_t{4} << 20U);
        if (!proof) return refuse(proof.error(), options.format);
        const auto shown = check_equivocation(*proof, *policy);
        if (!shown) return refuse(at(options.check.string(), shown.error()), options.format);
        return print_equivocation(*shown, options.format);
    }
    const auto a = read_compared(options.a);
    if (!a) return refuse(a.error(), options.format);
    const auto b = read_compared(options.b);
    if (!b) return refuse(b.error(), options.format);
    const auto compared = compare_logs(*a, *b, *policy);
    if (!compared) return refuse(compared.error(), options.format);
    if (!compared->proof) {
        if (options.format == Format::json) {
            print_json(
                Json{{"equivocation", false}, {"first", checkpoint_json(compared->first)}, {"second", checkpoint_json(compared->second)}});
        } else {
            print(fmt::format("One history: size {} of {} continues size {}.\n", grouped(compared->second.size), compared->second.origin,
                              grouped(compared->first.size)));
        }
        return 0;
    }
    const auto shown = check_equivocation(*compared->proof, *policy);
    if (!shown) return refuse(shown.error(), options.format);
    if (!options.out.empty()) {
        if (const auto written = write_file_atomically(options.out, *compared->proof); !written)
            return refuse(written.error(), options.format);
    }
    print_equivocation(*shown, options.format);
    return 1;  // not as it should be: scripts notice
}

}  // namespace truce::app
