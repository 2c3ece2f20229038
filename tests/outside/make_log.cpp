/// Makes a log of N signed entries, quickly and always the same for the same words, and exports it as static files: what
/// foreign code is let loose on.
///
///   make_log FOLDER ENTRIES [HISTORY]
///   make_log serve FOLDER               serves the log in FOLDER as truce does, at the address that it prints, until it
///                                       is killed
///
/// FOLDER/log is the export, cosigned by two witnesses; FOLDER/keys says whose keys these are, as "log VKEY" and
/// "witness VKEY"; FOLDER/policy.txt is a policy of them; FOLDER/early a checkpoint from about half the way. Another
/// HISTORY gives another log under the same keys: a fork.
#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <span>

#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/http/server.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/export_log.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/log.hpp"
#include "truce/record/serve_log.hpp"
#include "truce/store/store.hpp"

namespace {

using namespace truce;

constexpr std::uint64_t commit_entries = 500;
constexpr std::uint64_t half_past_four = 1'488'040'200;

struct Keys {
    std::unique_ptr<Random> random = seeded_random(2017);
    NoteSigner checkpoint = new_named_key("example.com/exercise", *random);
    NoteSigner clock = new_entry_key("log", *random);
    NoteSigner desk = new_entry_key("ru", *random);
    Cosigner first = new_cosigner("guarantor-one.example/witness", *random);
    Cosigner second = new_cosigner("guarantor-two.example/witness", *random);
};

Result<void> append(Commit& commit, const Keys& keys, Instant now, std::string_view history, std::uint64_t n, Random& random) {
    TRUCE_ASSIGN(std::string said,
                 canonical(Json{{"kind", "reports.filed"}, {"n", static_cast<std::int64_t>(n)}, {"said", std::string(history)}}));
    Body body{Part::make(Audience::mechanism, std::move(said), random)};
    TRUCE_ASSIGN(const Submission submission, compose_entry(LogReader(commit.db()), keys.desk, std::nullopt, std::move(body), now, random));
    TRUCE_TRY(commit.append(submission));
    return {};
}

Result<void> make(const Path& folder, std::uint64_t entries, std::string_view history) {
    Keys keys;
    const auto random = seeded_random(std::hash<std::string_view>{}(history));
    ManualClock clock{*parse_instant("2017-02-25T12:00:00Z")};
    std::filesystem::create_directories(folder);
    TRUCE_ASSIGN(const auto db, open_sqlite(folder / "log.db"));
    TRUCE_ASSIGN(NoteSigner checkpoint_key, NoteSigner::decode(keys.checkpoint.encoded()));
    TRUCE_ASSIGN(NoteSigner clock_key, NoteSigner::decode(keys.clock.encoded()));
    const std::vector founders{keys.desk.public_key()};
    TRUCE_ASSIGN(Log log, Log::found(*db, {std::move(checkpoint_key), std::move(clock_key)}, founders, clock, *random));
    const LogReader reader(*db);
    bool early = false;
    for (std::uint64_t n = 0; n < entries;) {
        clock.set({clock.now().us + 1'000'000});
        TRUCE_ASSIGN(Commit commit, log.begin());
        for (std::uint64_t i = 0; i < commit_entries && n < entries; ++i, ++n)
            TRUCE_TRY(append(commit, keys, clock.now(), history, n, *random));
        TRUCE_TRY(commit.finish());
        if (early || n < entries / 2) continue;
        early = true;
        TRUCE_ASSIGN(const std::string note, reader.newest_checkpoint());
        TRUCE_TRY(write_file_atomically(folder / "early", note));
        TRUCE_TRY(export_log(*db, folder / "log", note));
    }
    TRUCE_ASSIGN(const std::string note, reader.newest_checkpoint());
    TRUCE_ASSIGN(const Note parsed, parse_note(note));
    const std::string lines =
        *keys.first.signature_line(parsed.text, half_past_four) + *keys.second.signature_line(parsed.text, half_past_four + 2);
    TRUCE_ASSIGN(const std::string cosigned, add_signature_lines(note, lines));
    TRUCE_ASSIGN(const ExportOutcome done, export_log(*db, folder / "log", cosigned));
    const std::string vkeys = fmt::format("log {}\nwitness {}\nwitness {}\n", keys.checkpoint.public_key().vkey(),
                                          keys.first.public_key().vkey(), keys.second.public_key().vkey());
    TRUCE_TRY(write_file_atomically(folder / "keys", vkeys));
    TRUCE_TRY(write_file_atomically(
        folder / "policy.txt",
        fmt::format("log {}\nwitness one {}\nwitness two {}\ngroup both all one two\nquorum both\n", keys.checkpoint.public_key().vkey(),
                    keys.first.public_key().vkey(), keys.second.public_key().vkey())));
    fmt::print("{} entries, {} files\n", done.checkpoint.size, done.files);
    return {};
}

/// The log itself, not its export; cosigned as the export is.
Result<void> serve(const Path& folder) {
    const auto open = [folder] { return open_sqlite(folder / "log.db", {.access = SqliteOptions::Access::read_only}); };
    TRUCE_ASSIGN(const std::string cosigned, read_file(folder / "log/checkpoint"));
    TRUCE_ASSIGN(const auto server,
                 HttpServer::start("127.0.0.1:0", log_handler(open, [&](std::string_view) -> Result<std::string> { return cosigned; })));
    fmt::print("http://{}\n", server.address());
    std::fflush(stdout);
    ::pause();
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 2 && words[0] == "serve") {
        const auto served = serve(words[1]);
        if (!served) fmt::print(stderr, "{}\n", served.error().text());
        return served ? 0 : 1;
    }
    if (words.size() < 2 || words[1].find_first_not_of("0123456789") != std::string::npos || words[1].size() > 9) {
        fmt::print(stderr, "usage: make_log FOLDER ENTRIES [HISTORY] | make_log serve FOLDER\n");
        return 2;
    }
    const auto done = make(words[0], std::stoull(words[1]), words.size() > 2 ? words[2] : "as it was");
    if (!done) fmt::print(stderr, "{}\n", done.error().text());
    return done ? 0 : 1;
}
