#include <fmt/format.h>

#include <cstdio>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/signing_key.hpp"
#include "app/until_signal.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/http/server.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/mirror.hpp"
#include "truce/mechanism/recovery.hpp"
#include "truce/mechanism/serve_bodies.hpp"
#include "truce/record/policy.hpp"

namespace truce::app {
namespace {

constexpr std::size_t named_gone_max = 20;

/// The log's public key, as said or as a policy file has it.
Result<NoteKey> log_key(const MirrorOptions& options) {
    if (!options.log.empty()) {
        auto key = parse_vkey(options.log);
        return key ? std::move(key) : Result<NoteKey>(at("--log", std::move(key).error()));
    }
    if (options.policy.empty()) return Error{Errc::invalid, "mirror.log", "which log is it?", "", "Say --log VKEY or --policy FILE"};
    TRUCE_ASSIGN(const Policy policy, read_policy(options.policy));
    if (policy.logs.size() == 1) return policy.logs.front().key;
    return Error{Errc::invalid, "mirror.log", fmt::format("the policy names {} logs", policy.logs.size()), options.policy.string(),
                 "Say --log VKEY"};
}

void print_outcome(const RecoverOptions& options, const RecoveryOutcome& outcome) {
    print(fmt::format("recovered {} entries of {}, all checked\n", grouped(outcome.recovered.size), outcome.recovered.origin));
    if (outcome.same_log) {
        print(fmt::format("the same log goes on in {}; nothing signed later is known\n", options.directory.string()));
        print("    before anything is recorded, ask every witness and every mirror for its newest checkpoint: --seen\n");
        return;
    }
    if (!outcome.gone.empty()) {
        print(fmt::format("gone: {} entries, positions {} to {}: signed for, and on no copy\n", grouped(outcome.gone.size()),
                          outcome.recovered.size, outcome.signed_size - 1));
        std::size_t named = 0;
        for (const GoneEntry& entry : outcome.gone) {
            if (entry.id.empty() || ++named > named_gone_max) continue;
            print(fmt::format("    {} {}\n", entry.index, entry.id));
        }
        if (named > named_gone_max) print(fmt::format("    ... and {} more by name\n", grouped(named - named_gone_max)));
    }
    print(fmt::format("a successor was founded: {}, in {}; its entry log.continued names all of it\n", outcome.origin,
                      options.directory.string()));
    print(fmt::format("    the old record is in {}/predecessor\n", options.directory.string()));
    print(fmt::format("    keys of the new log in {}/keys: back them up, and give every guarantor its public key\n",
                      options.directory.string()));
}

}  // namespace

int mirror_new(const MirrorOptions& options) {
    World world;
    const auto log = log_key(options);
    if (!log) return refuse(log.error(), options.format);
    if (const auto made = found_mirror(options.directory, {*log, options.source, options.institution, options.key}); !made)
        return refuse(made.error(), options.format);
    if (!options.cosign_as.empty()) {
        const auto key = make_mirror_key(options.directory, options.cosign_as, *world.random, options.token);
        if (!key) return refuse(key.error(), options.format);
        print(fmt::format("it cosigns as {}\n    for policy files: witness {} {}\n", key->name, key->name, key->vkey()));
    }
    print(fmt::format("a mirror of {} in {}\n    next: truce mirror pull {}\n", log->name, options.directory.string(),
                      options.directory.string()));
    return 0;
}

int mirror_pull(const MirrorOptions& options) {
    World world;
    const auto pull = pull_mirror(options.directory, *world.clock, *world.random, ask_over_http());
    if (!pull) return refuse(pull.error(), options.format);
    if (options.format == Format::json) {
        print_json(Json{{"checkpoint", checkpoint_json(pull->checkpoint)},
                        {"cosigned", pull->cosigned},
                        {"entries", static_cast<std::int64_t>(pull->entries)},
                        {"items", static_cast<std::int64_t>(pull->items)}});
        return 0;
    }
    print(fmt::format("{} new entries and {} items, checked and durable; {} entries in all, root {}\n", grouped(pull->entries),
                      grouped(pull->items), grouped(pull->checkpoint.size), pull->checkpoint.root.hex()));
    if (!pull->cosigned.empty()) print(fmt::format("    cosigned: {}\n", (options.directory / "cosigned").string()));
    return 0;
}

int mirror_serve(const MirrorOptions& options) {
    World world;
    const auto readable = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!readable) return refuse(readable.error(), Format::text);
    const UntilSignal until;
    const HttpHandler bodies = serve_bodies(options.directory, system_clock(), system_random());
    const auto server = HttpServer::start(options.listen, [bodies](const HttpRequest& request) {
        return request.path == "/bodies" ? bodies(request) : http_text(404, "there is /bodies here, and nothing else\n");
    });
    if (!server) return refuse(server.error(), Format::text);
    print(fmt::format("copies are given at http://{}/bodies\n", server->address()));
    std::fflush(stdout);
    until.wait();
    return 0;
}

int recover(const RecoverOptions& options) {
    World world;
    RecoveryRequest request{options.mirrors, std::nullopt, options.seen, options.signers, ask_pin};
    if (!options.keys.empty()) request.keys = options.keys;
    const auto outcome = recover_mechanism(options.directory, request, *world.clock, *world.random);
    if (!outcome) return refuse(outcome.error(), options.format);
    if (options.format == Format::json) {
        JsonArray gone;
        for (const GoneEntry& entry : outcome->gone) {
            JsonObject one{{"index", static_cast<std::int64_t>(entry.index)}};
            if (!entry.id.empty()) one["id"] = entry.id;
            gone.push_back(std::move(one));
        }
        print_json(Json{{"gone", std::move(gone)},
                        {"origin", outcome->origin},
                        {"recovered", checkpoint_json(outcome->recovered)},
                        {"same_log", outcome->same_log},
                        {"signed_size", static_cast<std::int64_t>(outcome->signed_size)}});
        return 0;
    }
    print_outcome(options, *outcome);
    return 0;
}

}  // namespace truce::app
