#include <fmt/format.h>

#include <cstdio>
#include <mutex>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/until_signal.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/http/server.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/public_log.hpp"
#include "truce/mechanism/serve_bodies.hpp"
#include "truce/record/export_log.hpp"
#include "truce/record/serve_log.hpp"
#include "truce/record/witness.hpp"
#include "truce/record/witness_client.hpp"
#include "truce/record/witness_request.hpp"

namespace truce::app {
namespace {

/// Opens connections of its own to a mechanism's store.
OpenStore reader_of(const Path& directory) {
    return [directory]() -> Result<std::unique_ptr<Database>> {
        TRUCE_ASSIGN(const DirectoryConfig config, read_config(directory));
        TRUCE_ASSIGN(OpenedStore store, open_store(directory, config, OpenFor::reading));
        return std::move(store.db);
    };
}

/// What is known of the newest checkpoint's witnesses, those of earlier submissions included.
Result<Level> level_reached(const OpenStore& open, const Policy& policy, const Cosignatures& kept) {
    TRUCE_ASSIGN(const auto db, open());
    TRUCE_ASSIGN(const std::string newest, LogReader(*db).newest_checkpoint());
    TRUCE_ASSIGN(const std::string dressed, kept.add_to(newest));
    TRUCE_ASSIGN(const Note note, parse_note(dressed));
    TRUCE_ASSIGN(const Checkpoint checkpoint, parse_checkpoint_text(note.text));
    TRUCE_ASSIGN(const PolicySigners signers, policy_signers(note, checkpoint.origin, policy));
    return level_of(policy, signers.witnesses);
}

bool says_another_history(const WitnessOutcome& one) {
    return one.kind == WitnessOutcome::Kind::ahead || one.kind == WitnessOutcome::Kind::contradicts;
}

constexpr std::string_view stop_writing =
    "A witness has seen another history of this log. Stop writing to it: was it restored from an older backup? `truce record compare` "
    "makes a proof where the log signed both; `truce recover` goes on from a mirror.\n";

void print_outcomes(const std::vector<WitnessOutcome>& outcomes) {
    for (const WitnessOutcome& one : outcomes) {
        std::string kind(name_of(one.kind));
        if (one.kind == WitnessOutcome::Kind::no_address) kind = "no address";
        print(fmt::format("  {:<24} {:<12} {}\n", one.witness, kind, one.detail));
    }
}

Json to_json(const std::vector<WitnessOutcome>& outcomes, Level level) {
    JsonArray witnesses;
    for (const WitnessOutcome& one : outcomes)
        witnesses.push_back(Json{{"detail", one.detail}, {"name", one.witness}, {"outcome", name_of(one.kind)}});
    return {{"level", name_of(level)}, {"witnesses", std::move(witnesses)}};
}

struct Submitted {
    std::vector<WitnessOutcome> outcomes;
    Level level = Level::recorded;
};

Result<Submitted> submit(const Path& directory, const Policy& policy) {
    TRUCE_ASSIGN(Cosignatures kept, Cosignatures::open(cosignatures_file(directory)));
    const OpenStore open = reader_of(directory);
    Submitted out;
    TRUCE_ASSIGN(out.outcomes, submit_to_witnesses(open, policy, kept));
    TRUCE_ASSIGN(out.level, level_reached(open, policy, kept));
    return out;
}

/// That the log is the one that the witnesses saw.
Result<void> check_shown(const Path& directory) {
    TRUCE_ASSIGN(const auto db, reader_of(directory)());
    TRUCE_ASSIGN(const NoteKey log, LogReader(*db).checkpoint_key());
    return check_witnesses_words(directory, *db, log);
}

/// Adds what was collected to a checkpoint that is asked for.
std::function<Result<std::string>(std::string_view)> dresser(const Path& directory) {
    struct Shared {
        std::mutex mutex;
        std::unique_ptr<Cosignatures> kept;
    };
    return [directory, shared = std::make_shared<Shared>()](std::string_view checkpoint) -> Result<std::string> {
        const std::lock_guard lock(shared->mutex);
        if (!shared->kept) {
            TRUCE_ASSIGN(shared->kept, Cosignatures::open_if_there(cosignatures_file(directory)));
        }
        return shared->kept ? shared->kept->add_to(checkpoint) : std::string(checkpoint);
    };
}

/// Says on standard error what changed since the last time.
class Reporter {
public:
    explicit Reporter(std::string_view what) : what_(what) {}
    void report(std::string now) {
        if (now == last_) return;
        last_ = std::move(now);
        fmt::print(stderr, "{}: {}\n", what_, last_);
    }

private:
    std::string_view what_;
    std::string last_;
};

std::string report_of(const Result<Submitted>& submitted) {
    if (!submitted) return submitted.error().text();
    std::string now(name_of(submitted->level));
    for (const WitnessOutcome& one : submitted->outcomes) now += fmt::format("\n  {} {} {}", one.witness, name_of(one.kind), one.detail);
    if (std::ranges::any_of(submitted->outcomes, says_another_history)) now += "\n" + std::string(stop_writing);
    return now;
}

/// The public's files, as far as the last tick allows.
Result<ExportOutcome> bring_up_to_date(const RecordWitnessOptions& options, const std::optional<Policy>& policy) {
    World world;
    TRUCE_ASSIGN(const Mechanism mechanism, Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random));
    TRUCE_ASSIGN(const std::string note, outgoing_checkpoint(mechanism, world.clock->now(), policy));
    return export_log(mechanism.db(), options.files, note);
}

std::string report_of(const Result<ExportOutcome>& exported) {
    return exported ? fmt::format("{} entries are public", grouped(exported->checkpoint.size)) : exported.error().text();
}

}  // namespace

int witness_new(const WitnessOptions& options) {
    World world;
    const auto key = found_witness(options.directory, options.name, *world.random, options.token);
    if (!key) return refuse(key.error(), options.format);
    print(fmt::format("a witness in {}\n    its public key, for policy files:  witness {} {}\n    next: truce witness add-log {} VKEY\n",
                      options.directory.string(), key->name, key->vkey(), options.directory.string()));
    return 0;
}

int witness_add_log(const WitnessOptions& options) {
    const auto key = parse_vkey(options.log);
    if (!key) return refuse(at("VKEY", key.error()), options.format);
    const auto added = add_log_to_witness(options.directory, *key);
    if (!added) return refuse(added.error(), options.format);
    print(*added ? fmt::format("from now on checkpoints of {} are cosigned, each if it continues the one before\n", key->name)
                 : fmt::format("{} was known already\n", key->name));
    return 0;
}

int witness_key(const WitnessOptions& options) {
    const auto facts = read_witness(options.directory);
    if (!facts) return refuse(facts.error(), options.format);
    if (options.format == Format::json) {
        JsonArray known;
        for (const NoteKey& log : facts->logs) known.push_back(Json(log.vkey()));
        print_json(Json{{"logs", std::move(known)}, {"name", facts->key.name}, {"vkey", facts->key.vkey()}});
        return 0;
    }
    print(fmt::format("witness {} {}\n", facts->key.name, facts->key.vkey()));
    for (const NoteKey& log : facts->logs) print(fmt::format("  cosigns {}\n", log.vkey()));
    return 0;
}

int witness_serve(const WitnessOptions& options) {
    World world;
    auto witness = Witness::open(options.directory, *world.clock);
    if (!witness) return refuse(witness.error(), Format::text);
    const UntilSignal until;
    HttpServerOptions limits;
    limits.body_max = witness_body_max;
    const auto server = HttpServer::start(options.listen, witness->handler(), limits);
    if (!server) return refuse(server.error(), Format::text);
    print(fmt::format("{} answers at http://{}\n", witness->key().name, server->address()));
    std::fflush(stdout);
    until.wait();
    return 0;
}

int record_key(const RecordOptions& options) {
    const auto db = reader_of(options.directory)();
    if (!db) return refuse(db.error(), Format::text);
    const auto key = LogReader(**db).checkpoint_key();
    if (!key) return refuse(key.error(), Format::text);
    print(fmt::format("log {}\n", key->vkey()));
    return 0;
}

int record_witness(const RecordWitnessOptions& options) {
    const auto policy = read_policy(options.policy);
    if (!policy) return refuse(policy.error(), options.format);
    const auto submitted = submit(options.directory, *policy);
    if (!submitted) return refuse(submitted.error(), options.format);
    const bool another = std::ranges::any_of(submitted->outcomes, says_another_history);
    if (options.format == Format::json) {
        print_json(to_json(submitted->outcomes, submitted->level));
    } else {
        print(fmt::format("the newest checkpoint is {}\n", name_of(submitted->level)));
        print_outcomes(submitted->outcomes);
        if (another) print(stop_writing);
    }
    return another ? 1 : 0;
}

int record_serve(const RecordWitnessOptions& options) {
    const OpenStore open = reader_of(options.directory);
    if (const auto there = open(); !there) return refuse(there.error(), Format::text);
    std::optional<Policy> policy;
    if (!options.policy.empty()) {
        auto read = read_policy(options.policy);
        if (!read) return refuse(read.error(), Format::text);
        policy = std::move(*read);
    }
    Reporter reporter("witnesses");
    if (policy) {
        const auto submitted = submit(options.directory, *policy);
        if (!submitted) return refuse(submitted.error(), Format::text);
        if (const auto continues = check_shown(options.directory); !continues) return refuse(continues.error(), Format::text);
        reporter.report(report_of(submitted));
    }
    const UntilSignal until;
    const HttpHandler log = log_handler(open, dresser(options.directory));
    const HttpHandler bodies = serve_bodies(options.directory, system_clock(), system_random());
    const auto server = HttpServer::start(
        options.listen, [log, bodies](const HttpRequest& request) { return request.path == "/bodies" ? bodies(request) : log(request); });
    if (!server) return refuse(server.error(), Format::text);
    print(fmt::format("the log is served at http://{}\n", server->address()));
    std::fflush(stdout);
    if (!policy && options.files.empty()) {
        until.wait();
        return 0;
    }
    Reporter files("files");
    until.wait(std::chrono::seconds(options.every_s), [&] {
        if (policy) reporter.report(report_of(submit(options.directory, *policy)));
        if (!options.files.empty()) files.report(report_of(bring_up_to_date(options, policy)));
    });
    return 0;
}

}  // namespace truce::app
