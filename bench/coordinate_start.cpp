/// How long coordination takes to start from a mechanism's folder: every filing is read from its table, its volumes are made and put into
/// the index.
///
///   coordinate_start fill DIR TERMS PROFILE [ACTIVITIES]   founds the exercise in DIR and files activities, signed and checked, in commits
///                                                          of 1,000: corridors of the sparse workload of planned.hpp
///   coordinate_start measure DIR                           three times; and that the index holds what the store holds
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "bench/planned.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/coordinate_parts.hpp"
#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t commit_entries = 1'000;
constexpr const char* institutions[]{"mediator-office", "aldmere", "borvik", "castane", "northern-council", "isles-forum"};

double seconds(clock::duration d) { return std::chrono::duration<double>(d).count(); }

template <typename T>
T taken(Result<T> result) {
    if (result) return std::move(*result);
    fmt::print(stderr, "coordinate_start: {}\n", result.error().text());
    std::exit(1);
}

CoordinationBody filing(std::vector<Volume> volumes) {
    CoordinationBody b;
    b.kind = CoordinationKind::activity_filed;
    b.activity_kind = "patrol";
    b.workflow = Workflow::notify;
    b.volumes = std::move(volumes);
    b.to = {"castane"};
    return b;
}

void fill(const Path& folder, const Path& terms, const Path& profile, std::size_t activities) {
    ManualClock now(parse_instant("2023-06-17T08:00:00Z").value());
    const auto random = system_random();
    Problems problems;
    FoundingRequest founding;
    founding.terms = terms;
    founding.profile = profile;
    founding.make_keys_for.assign(std::begin(institutions), std::end(institutions));
    founding.head = folder.string() + ".head";
    taken(found_mechanism(folder, founding, now, *random, problems));
    Mechanism mechanism = taken(Mechanism::open(folder, OpenFor::writing, now, *random));
    const std::string origin = taken(LogReader(mechanism.db()).origin());
    const NoteSigner signer = taken(read_key_file(key_path(folder, "aldmere")));
    Digest prev = taken(desk_at_log(mechanism.db(), signer.public_key())).prev;
    const auto in_force = taken(mechanism.documents(whole_record));
    const CoordinationTerms said = taken(coordination_terms(in_force));
    LiveVolumes live(said.separations, said.ground);
    planned::Maker maker(planned::workloads.front(), 1);
    std::vector<SignedFiling> waiting;
    const auto start = clock::now();
    for (std::size_t filed = 0; filed < activities;) {
        std::vector<Volume> volumes{maker.next().volume()};
        if (live.any_conflict("patrol", volumes, "", [](std::string_view) { return true; })) continue;  // it would have to be known of
        live.put(std::to_string(filed++), "patrol", volumes);
        Body parts = taken(coordination_parts(filing(std::move(volumes)), *random));
        const EntryHeader header{"aldmere", body_root(parts), new_uuid(*random), origin, std::nullopt, prev, slot_of(now.now())};
        const std::string text = entry_text(header);
        Submission submission{join_note(text, *signer.signature_line(text)), std::move(parts)};
        prev = sha256(submission.note);
        waiting.push_back(taken(check_filing(mechanism.db(), std::move(submission), {})));
        if (waiting.size() != commit_entries && filed != activities) continue;
        for (auto& done : mechanism.submit_all(waiting)) taken(std::move(done));
        waiting.clear();
        now.set({now.now().us + 1'000'000});
    }
    fmt::print("{} activities filed, signed and checked in commits of {}: {:.1f} s\n", activities, commit_entries,
               seconds(clock::now() - start));
}

void measure(const Path& folder) {
    const auto now = system_clock();
    const auto random = system_random();
    const Mechanism mechanism = taken(Mechanism::open(folder, OpenFor::reading, *now, *random));
    const Documents documents = taken(mechanism.documents(whole_record));
    for (int i = 0; i < 3; ++i) {
        const auto start = clock::now();
        const std::clock_t processor = std::clock();
        const Coordination coordination = taken(load_coordination(mechanism.db(), documents));
        fmt::print("{} activities with {} volumes in the index after {:.2f} s, {:.2f} s of processor\n",
                   coordination.book().live().activities(), coordination.book().live().volumes(), seconds(clock::now() - start),
                   static_cast<double>(std::clock() - processor) / CLOCKS_PER_SEC);
        if (coordination.book().live().activities() != taken(count_coordination(mechanism.db()))) std::abort();
    }
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() >= 4 && words[0] == "fill") {
        truce::fill(words[1], words[2], words[3], words.size() > 4 ? std::strtoull(words[4].c_str(), nullptr, 10) : 100'000);
        return 0;
    }
    if (words.size() == 2 && words[0] == "measure") {
        truce::measure(words[1]);
        return 0;
    }
    fmt::print(stderr, "usage: coordinate_start fill DIR TERMS PROFILE [ACTIVITIES] | measure DIR\n");
    return 2;
}
