/// A log under load, to be killed, starved of disk, restored from backups and measured by others.
///
///   record_driver found FOLDER CLIENTS            a log in FOLDER/log.db whose head is kept in FOLDER/head
///   record_driver load  FOLDER CLIENTS SECONDS    CLIENTS threads file for SECONDS, each signing with its own key; every
///                                                 acknowledgement is a line "INDEX ID SIZE" on standard output, written at once;
///                                                 what was measured is a JSON object on standard error
///   record_driver check FOLDER [RECEIPTS]         opens for writing, as a restart does, then verifies: the log, the table that is
///                                                 written with each entry, and every acknowledgement in the file RECEIPTS
///   record_driver time  FOLDER tree|all|open      verifies the tree, or everything, or opens for writing; how long it took is a
///                                                 JSON object on standard error
///
/// FOLDER is all there is of it: the keys are always the same.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "tests/durability/driver_log.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/record/appender.hpp"
#include "truce/record/verify.hpp"

namespace {

using namespace truce;
using Steady = std::chrono::steady_clock;

/// What the log must never disagree with: a table written in the same transaction.
Result<void> fold(Database& db, const CheckedSubmission& submission, std::uint64_t index) {
    TRUCE_TRY(db.run("INSERT INTO driver_view (id, idx) VALUES ($1, $2)",
                     {Value::text(submission.entry().header.id), Value(static_cast<std::int64_t>(index))}));
    return {};
}

/// A report of the size that a centre files.
Body report(std::size_t client, std::size_t n, Random& random) {
    const auto number = static_cast<std::int64_t>(n);
    const Json said{{"act", "mortar"},
                    {"actors", JsonArray{"northern-guard"}},
                    {"day_from", "2023-06-03"},
                    {"kind", "reports.filed"},
                    {"n", number},
                    {"recorder", fmt::format("desk-{}", client)},
                    {"targets", JsonArray{"southern-guard"}}};
    const Json exact{{"kind", "reports.filed"}, {"lat", 362'345'678 + number}, {"lon", 371'234'567 - number}, {"radius_m", 250}};
    return {Part::make(Audience::mechanism, *canonical(said), random), Part::make(Audience::exact, *canonical(exact), random)};
}

struct Client {
    std::vector<double> milliseconds;
    std::optional<Error> stopped_by;
};

void acknowledge(const Acknowledgement& done) {
    const std::string line = fmt::format("{} {} {}\n", done.receipt.index, done.receipt.id, done.checkpoint.size);
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(3);
}

void file_until(Steady::time_point end, const NoteSigner& desk, Digest prev, std::size_t number, Appender& appender, Client& client) {
    const auto random = system_random();
    const auto clock = system_clock();
    const std::string institution = fmt::format("desk-{}", number);
    for (std::size_t n = 0; Steady::now() < end; ++n) {
        Body body = report(number, n, *random);
        const EntryHeader header{institution, body_root(body), new_uuid(*random), "example.com/driver", {}, prev, slot_of(clock->now())};
        Submission submission{*sign_entry(header, desk), std::move(body)};
        const Digest note = sha256(submission.note);
        const auto start = Steady::now();
        auto done = appender.append(std::move(submission));
        if (!done) {
            client.stopped_by = std::move(done).error();
            return;
        }
        client.milliseconds.push_back(std::chrono::duration<double, std::milli>(Steady::now() - start).count());
        prev = note;
        acknowledge(*done);
    }
}

Result<Log> open_log(const Path& folder, Database& db, const Keys& keys, Clock& clock, Random& random) {
    TRUCE_ASSIGN(HeadFile head, HeadFile::open(folder / "head", keys.checkpoint.public_key()));
    return Log::open(db, keys.signers(), clock, random, std::move(head));
}

Result<void> found(const Path& folder, std::size_t clients) {
    const Keys keys(clients);
    const auto clock = system_clock();
    const auto random = system_random();
    std::filesystem::create_directories(folder);
    TRUCE_ASSIGN(const auto db, open_store(folder));
    std::vector<NoteKey> founders;
    for (const NoteSigner& desk : keys.desks) founders.push_back(desk.public_key());
    TRUCE_ASSIGN(HeadFile head, HeadFile::open(folder / "head", keys.checkpoint.public_key()));
    TRUCE_TRY(Log::found(*db, keys.signers(), founders, *clock, *random, std::move(head)));
    return {};
}

void print_measured(std::vector<Client>& clients, double seconds) {
    std::vector<double> all;
    for (Client& client : clients) all.insert(all.end(), client.milliseconds.begin(), client.milliseconds.end());
    std::ranges::sort(all);
    const auto at = [&](double share) {
        return all.empty() ? 0.0 : all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1))];
    };
    fmt::print(stderr,
               "{{\"clients\":{},\"entries\":{},\"seconds\":{:.3f},\"per_second\":{:.0f},\"ms_p50\":{:.2f},\"ms_p99\":{:.2f},\"ms_max\":{:."
               "2f}}}\n",
               clients.size(), all.size(), seconds, static_cast<double>(all.size()) / seconds, at(0.5), at(0.99), at(1));
}

Result<void> load(const Path& folder, std::size_t number, double seconds) {
    const Keys keys(number);
    const auto clock = system_clock();
    const auto random = system_random();
    TRUCE_ASSIGN(const auto db, open_store(folder));
    TRUCE_ASSIGN(const auto checkpointer, Checkpointer::start(folder / "log.db", {}));
    TRUCE_ASSIGN(Log log, open_log(folder, *db, keys, *clock, *random));
    std::vector<Digest> chains;
    for (const NoteSigner& desk : keys.desks) {
        TRUCE_ASSIGN(const EnrolledKey key, LogReader(*db).key(desk.public_key().name));
        chains.push_back(key.last_note);
    }
    std::vector<Client> clients(number);
    const auto start = Steady::now();
    {
        AppenderOptions options;
        options.fold = fold;
        TRUCE_ASSIGN(const auto appender, Appender::start(std::move(log), std::move(options)));
        const auto end = start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
        std::vector<std::jthread> threads;
        for (std::size_t i = 0; i < number; ++i)
            threads.emplace_back([&, i] { file_until(end, keys.desks[i], chains[i], i, *appender, clients[i]); });
    }
    print_measured(clients, std::chrono::duration<double>(Steady::now() - start).count());
    for (const Client& client : clients)
        if (client.stopped_by) return *client.stopped_by;
    return {};
}

/// Every acknowledged entry lies where it was acknowledged, under a checkpoint of no smaller size.
Result<std::uint64_t> check_receipts(Database& db, std::string_view receipts, std::uint64_t size) {
    std::uint64_t checked = 0;
    while (!receipts.empty()) {
        const std::size_t end = receipts.find('\n');
        if (end == std::string_view::npos) break;  // the process was killed while it wrote the line
        const std::string_view line = receipts.substr(0, end);
        receipts.remove_prefix(end + 1);
        const std::size_t space = line.find(' ');
        const std::size_t second = line.rfind(' ');
        std::uint64_t index = 0;
        std::uint64_t covered = 0;
        std::from_chars(line.data(), line.data() + space, index);
        std::from_chars(line.data() + second + 1, line.data() + line.size(), covered);
        const std::string_view id = line.substr(space + 1, second - space - 1);
        TRUCE_ASSIGN(const auto stored, db.query_integer("SELECT idx FROM log_entry WHERE id = $1", {Value::text(id)}));
        if (stored != static_cast<std::int64_t>(index) || covered <= index || size < covered) {
            return Error{Errc::corrupt, "driver.lost", "an acknowledged entry is not where it was acknowledged", std::string(line), ""};
        }
        ++checked;
    }
    return checked;
}

Result<void> check(const Path& folder, const std::string& receipts) {
    const Keys keys(0);
    const auto clock = system_clock();
    const auto random = system_random();
    TRUCE_ASSIGN(const auto db, open_store(folder));
    std::uint64_t size = 0;
    {
        TRUCE_ASSIGN(const Log log, open_log(folder, *db, keys, *clock, *random));
        size = log.checkpoint().size;
    }
    TRUCE_ASSIGN(const LogReport report, verify_log(*db, {}));
    if (!report.problems.empty()) return report.problems.front();
    if (report.unsigned_entries != 0) return Error{Errc::corrupt, "driver.unsigned", "opening left entries unsigned", "", ""};
    TRUCE_ASSIGN(const auto apart,
                 db->query_integer("SELECT COUNT(*) FROM log_entry e LEFT JOIN driver_view v ON v.idx = e.idx AND v.id = e.id "
                                   "WHERE e.kind = 'reports.filed' AND v.id IS NULL"));
    TRUCE_ASSIGN(const auto more,
                 db->query_integer("SELECT COUNT(*) FROM driver_view v LEFT JOIN log_entry e ON e.idx = v.idx WHERE e.id IS NULL"));
    if (apart != 0 || more != 0) return Error{Errc::corrupt, "driver.view", "the log and the table written with it disagree", "", ""};
    std::uint64_t acknowledged = 0;
    if (!receipts.empty()) {
        TRUCE_ASSIGN(const std::string lines, read_file(receipts));
        TRUCE_ASSIGN(acknowledged, check_receipts(*db, lines, size));
    }
    fmt::print("{} entries, {} acknowledged\n", size, acknowledged);
    return {};
}

Result<std::uint64_t> timed(const Path& folder, const std::string& what) {
    TRUCE_ASSIGN(const auto db, open_store(folder));
    if (what == "open") {
        const auto clock = system_clock();
        const auto random = system_random();
        TRUCE_ASSIGN(const Log log, open_log(folder, *db, Keys(0), *clock, *random));
        return log.checkpoint().size;
    }
    TRUCE_ASSIGN(const LogReport report, what == "tree" ? verify_tree(*db) : verify_log(*db, {}));
    if (!report.problems.empty()) return report.problems.front();
    return report.entries;
}

Result<void> time(const Path& folder, const std::string& what) {
    const auto start = Steady::now();
    TRUCE_ASSIGN(const std::uint64_t entries, timed(folder, what));
    const double seconds = std::chrono::duration<double>(Steady::now() - start).count();
    fmt::print(stderr, "{{\"{}\":true,\"entries\":{},\"seconds\":{:.3f},\"us_per_entry\":{:.2f}}}\n", what, entries, seconds,
               seconds * 1e6 / static_cast<double>(entries));
    return {};
}

int usage() {
    fmt::print(stderr,
               "usage: record_driver found FOLDER CLIENTS | load FOLDER CLIENTS SECONDS | check FOLDER [RECEIPTS] | "
               "time FOLDER tree|all|open\n");
    return 2;
}

Result<void> run(const std::vector<std::string>& words, bool& understood) {
    if (words.size() == 3 && words[0] == "found") return found(words[1], std::stoul(words[2]));
    if (words.size() == 4 && words[0] == "load") return load(words[1], std::stoul(words[2]), std::stod(words[3]));
    if ((words.size() == 2 || words.size() == 3) && words[0] == "check") return check(words[1], words.size() == 3 ? words[2] : "");
    if (words.size() == 3 && words[0] == "time" && (words[2] == "tree" || words[2] == "all" || words[2] == "open"))
        return time(words[1], words[2]);
    understood = false;
    return {};
}

}  // namespace

int main(int argc, char** argv) {
    bool understood = true;
    const auto done = run(std::vector<std::string>(argv + 1, argv + argc), understood);
    if (!understood) return usage();
    if (!done) fmt::print(stderr, "{}\n", done.error().text());
    return done ? 0 : 1;
}
