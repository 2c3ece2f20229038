/// How long another writer of the same process waits while a file is imported.
///
///   writer_wait TERMS PROFILE FILE REGISTER
///
/// Founds a mechanism in a temporary folder and imports FILE into it; beside it a second connection begins a writing
/// transaction every 10 ms, as a desk that files a report would, writes one row and commits. Prints how long it waited
/// for the transaction to begin (the others being in their transaction), and what its own commit took besides.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "truce/mechanism/mechanism.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

using clock = std::chrono::steady_clock;

double milliseconds(clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

struct Waits {
    std::vector<double> begin;
    std::vector<double> commit;
    std::string failed;
};

/// Until `stop`: begins, writes, commits.
void write_beside(Database& db, const std::atomic<bool>& stop, Waits& waits) {
    std::int64_t n = 0;
    while (!stop) {
        const auto asked = clock::now();
        auto transaction = begin(db);
        const auto began = clock::now();
        if (!transaction) return void(waits.failed = transaction.error().text());
        const auto written = db.run("INSERT INTO writer_wait (n) VALUES ($1)", {Value(n++)});
        const auto committed = transaction->commit();
        if (!written || !committed) return void(waits.failed = "a write beside the import failed");
        waits.begin.push_back(milliseconds(began - asked));
        waits.commit.push_back(milliseconds(clock::now() - began));
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

void print(const char* what, std::vector<double> values) {
    std::ranges::sort(values);
    const auto at = [&](double share) { return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]; };
    fmt::print("{:<28} {:>6} times  median {:6.2f} ms  p99 {:6.2f} ms  longest {:6.2f} ms\n", what, values.size(), at(0.5), at(0.99),
               at(1));
}

Result<void> run(const Path& folder, const std::vector<std::string>& words) {
    const auto now = system_clock();
    const auto random = system_random();
    Problems problems;
    FoundingRequest founding;
    founding.terms = words[0];
    founding.profile = words[1];
    founding.make_keys_for = {"reconstruction"};
    founding.head = folder.string() + ".head";
    TRUCE_TRY(found_mechanism(folder, founding, *now, *random, problems));
    TRUCE_ASSIGN(Mechanism mechanism, Mechanism::open(folder, OpenFor::writing, *now, *random));
    TRUCE_ASSIGN(const NoteSigner key, read_key_file(key_path(folder, "reconstruction")));
    SqliteOptions options;
    options.checkpoint_pages = 0;
    TRUCE_ASSIGN(const auto beside, open_sqlite(folder / "truce.db", options));
    TRUCE_TRY(beside->execute("CREATE TABLE writer_wait (n BIGINT PRIMARY KEY)"));

    std::atomic<bool> stop = false;
    Waits waits;
    std::jthread writer([&] { write_beside(*beside, stop, waits); });
    FilingRequest request;
    request.file = words[2];
    request.register_id = words[3];
    const auto start = clock::now();
    const auto filed = mechanism.file(request, key, problems);
    const double took = milliseconds(clock::now() - start);
    stop = true;
    writer.join();
    if (!filed) return filed.error();
    fmt::print("imported {} rows in {:.2f} s\n", filed->read.rows, took / 1000);
    if (!waits.failed.empty()) fmt::print("{}\n", waits.failed);
    print("waited for its turn", waits.begin);
    print("its own write and commit", waits.commit);
    return {};
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() != 4) {
        fmt::print(stderr, "usage: writer_wait TERMS PROFILE FILE REGISTER\n");
        return 2;
    }
    const truce::Path folder = std::filesystem::path("/var/tmp") / fmt::format("truce-wait-{}", ::getpid());
    const auto done = truce::run(folder, words);
    std::filesystem::remove_all(folder);
    if (done) return 0;
    fmt::print(stderr, "{}\n", done.error().text());
    return 1;
}
