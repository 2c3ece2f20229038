#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <future>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/passphrase.hpp"
#include "app/signing_key.hpp"
#include "app/until_signal.hpp"
#include "app/world.hpp"
#include "truce/base/bytes.hpp"
#include "truce/desk/desk.hpp"
#include "truce/desk/door.hpp"
#include "truce/http/server.hpp"

namespace truce::app {
namespace {

/// Handlers wait for each other and for the disk; one person asks.
constexpr unsigned threads = 16;

Result<void> check_listen(const std::string& listen) {
    if (listen.starts_with("127.") || listen.starts_with("[::1]:")) return {};
    return Error{Errc::invalid, "desk.listen", fmt::format("\"{}\" is not this machine's own loopback address", listen), "--listen",
                 "A desk answers whoever sits at its machine: write 127.0.0.1:PORT"};
}

/// Makes the desk if this is the first time that the folder is named; returns its key then, so that the token of one stays logged in.
Result<std::optional<NoteSigner>> make_if_new(const DeskCommandOptions& options, const std::optional<Policy>& policy, const AskPin& ask,
                                              Random& random) {
    if (is_desk(options.directory)) return std::optional<NoteSigner>();
    if (options.server.empty() || options.key.empty() || (options.log.empty() && !policy))
        return Error{Errc::not_found, "directory.not_a_desk", "there is no desk in this folder", options.directory.string(),
                     "To make one, say --server URL, --as KEY, and --log VKEY or --policy FILE, from whoever is trusted to know them"};
    auto log = options.log.empty() ? policy->logs.size() == 1
                                         ? Result<NoteKey>(policy->logs.front().key)
                                         : Result<NoteKey>(Error{Errc::invalid, "desk.log", "the policy names several logs",
                                                                 options.policy.string(), "Say --log VKEY"})
                                   : parse_vkey(options.log);
    if (!log) return at("--log", std::move(log).error());
    TRUCE_ASSIGN([[maybe_unused]] const HttpUrl url, parse_http_url(options.server));
    TRUCE_ASSIGN(NoteSigner key, read_key_file(options.key, ask));
    TRUCE_ASSIGN(const Secret passphrase, read_passphrase(options.passphrase_file, Ask::twice));
    TRUCE_TRY(
        DeskFolder::found(options.directory, {std::move(*log), options.server, key.public_key().name}, key, passphrase.text(), {}, random));
    return std::optional<NoteSigner>(std::move(key));
}

Result<std::unique_ptr<RunningDesk>> opened(const DeskCommandOptions& options, std::optional<Policy> policy, const AskPin& ask,
                                            World& world) {
    TRUCE_ASSIGN(const std::optional<NoteSigner> made, make_if_new(options, policy, ask, *world.random));
    TRUCE_ASSIGN(const Secret passphrase, read_passphrase(options.passphrase_file, Ask::once));
    TRUCE_ASSIGN(DeskFolder folder, DeskFolder::open(options.directory, passphrase.text(), ask));
    if (policy && std::ranges::find(policy->logs, folder.config().log, &PolicyLog::key) == policy->logs.end())
        return Error{Errc::invalid, "desk.policy",
                     fmt::format("the policy does not name {}, the log of this desk", folder.config().log.name), options.policy.string(),
                     "Take the policy of this log, or make a desk of the other in a folder of its own"};
    DeskOptions wanted;
    wanted.server = made ? std::string() : options.server;
    wanted.policy = std::move(policy);
    wanted.every = std::chrono::milliseconds(static_cast<std::int64_t>(options.every_s * 1'000));
    if (!options.authorities.empty()) wanted.line.authorities = options.authorities;
    return RunningDesk::open(std::move(folder), std::move(wanted), *world.clock, *world.random);
}

void say_line(const Result<void>& round) {
    if (round) return;
    const Error& error = round.error();
    fmt::print(stderr, "{}\n", error.text());
}

}  // namespace

int desk(const DeskCommandOptions& options) {
    World world;
    if (const auto listen = check_listen(options.listen); !listen) return refuse(listen.error(), options.format);
    std::optional<Policy> policy;
    if (!options.policy.empty()) {
        auto read = read_policy(options.policy);
        if (!read) return refuse(read.error(), options.format);
        policy = std::move(*read);
    }
    const UntilSignal until;
    PinAtStart pin;
    auto running = opened(options, policy, pin.ask(), world);
    if (!running) return refuse(running.error(), options.format);
    pin.started();
    RunningDesk& own = **running;
    const auto first = own.round();
    const auto held = own.held();
    if (!held) return refuse(held.error(), options.format);
    // A copy that has nothing can show nothing; whatever else is the matter is shown on the pages too.
    if (!first && *held == 0) return refuse(first.error(), options.format);
    say_line(first);
    ServiceOptions serving;
    serving.policy = policy;
    serving.rate = {1'000, 4'000, serving.rate.addresses_max};
    if (!options.web.empty()) serving.pages = options.web;
    auto service = Service::open_at_desk(options.directory, std::move(serving), own, *world.clock, *world.random);
    if (!service) return refuse(service.error(), options.format);
    // What comes first after the address is bound is what the door needs of it.
    const std::string token = to_hex(world.random->bytes(32));
    HttpHandler door;
    HttpServerOptions line;
    line.threads = threads;
    line.body_max = std::size_t{4} << 20U;
    std::promise<void> ready;
    const std::shared_future<void> bound(ready.get_future());
    auto server = HttpServer::start(
        options.listen,
        [&door, bound](const HttpRequest& request) {
            bound.wait();
            return door(request);
        },
        line);
    if (!server) return refuse(server.error(), options.format);
    door = desk_door([&](const HttpRequest& request) { return (*service)->handle(request); }, server->address(), token);
    ready.set_value();
    own.start(**service);
    print(fmt::format("{} is a desk of {}: {} entries of the log, all checked\nopen it at {}\n", options.directory.string(),
                      own.institution(), grouped(*held), desk_entrance(server->address(), token)));
    std::fflush(stdout);
    until.wait();
    own.stop();
    (*service)->finish();
    server->stop();
    return 0;
}

}  // namespace truce::app
