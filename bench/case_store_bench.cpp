/// Case files in a real store: 100,000 cases with 600,000 signed steps in SQLite, read back, and steps appended to them.
///
///   case_store_bench fill DIR TERMS PROFILE [CASES] [STEPS] [CONTACTS]    founds the exercise in DIR and submits the steps
///   case_store_bench measure DIR                                          measures; DIR is as it was but for some hundred steps
///
/// Every step is composed, signed, checked and appended as a desk's would be (Mechanism::submit_all), in commits of 1,000; what is said is
/// made from a fixed seed, as in case_bench. The first case of all has 50 steps. CONTACTS entries of the hotline stand for the talks.
/// `fill` prints latencies of single appends to the empty mechanism first, `measure` the same of the full one: each append is one commit,
/// answered when it is durable and under a signed checkpoint.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "truce/examine/due.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/mechanism/talks_composing.hpp"
#include "truce/mechanism/talks_parts.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

using K = StepKind;
using clock = std::chrono::steady_clock;

constexpr std::size_t commit_entries = 1'000;
constexpr std::size_t page_steps = 50;
constexpr std::size_t recent_cases = 2'000;
constexpr std::size_t single_appends = 300;
constexpr const char* institutions[]{"mediator-office", "aldmere", "borvik", "castane", "northern-council", "isles-forum"};
constexpr const char* guarantors[]{"aldmere", "borvik", "castane"};
constexpr std::string_view accused = "northern-council";

double milliseconds(clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

/// What usually follows in a case, in this order; who says it is drawn.
constexpr K course[]{K::notice_given,   K::fact_asserted,  K::fact_asserted,  K::notice_received,   K::information_requested,
                     K::finding_signed, K::reply_given,    K::finding_signed, K::information_given, K::demand_made,
                     K::link_proposed,  K::link_accepted,  K::finding_signed, K::measure_reported,  K::demand_answered,
                     K::fact_asserted,  K::finding_signed, K::link_disputed,  K::opinion_recorded,  K::fact_asserted};

StepBody filled(K kind, std::size_t n) {
    StepBody b;
    b.kind = kind;
    for (const MemberUse& use : row_of(kind).members) {
        if (!use.required) continue;
        switch (use.member) {
            case StepMember::to: b.to = {std::string(accused)}; break;
            case StepMember::text: b.text = "in words"; break;
            case StepMember::attribute: b.attribute = "target_composition"; break;
            case StepMember::confidence: b.confidence = Confidence::probable; break;
            case StepMember::source: b.source = "crater analysis"; break;
            case StepMember::finding: b.finding = n % 3 == 0 ? "not-confirmed" : "confirmed"; break;
            case StepMember::report: b.report = "entry/9"; break;
            default: break;
        }
    }
    if (kind == K::fact_asserted) b.values = {"mixed"};
    return b;
}

StepBody opening(std::size_t n) {
    StepBody b;
    b.kind = K::case_opened;
    b.incident = fmt::format("incident/{}", n);
    b.when = Interval{parse_instant("2023-06-16T11:10:00Z").value(), parse_instant("2023-06-16T11:20:00Z").value()};
    b.where = Region::circle(LatLon::from_degrees(-19.02, -28.02).value(), 300'000);
    b.accused = {std::string(accused)};
    b.text = "mortar fire on the mill";
    return b;
}

[[noreturn]] void end(const Error& error) {
    fmt::print(stderr, "case_store_bench: {}\n", error.text());
    std::exit(1);
}
template <typename T>
T taken(Result<T> result) {
    if (!result) end(result.error());
    return std::move(*result);
}

/// The desks of all institutions, which know what they have signed.
class Desks {
public:
    Desks(Mechanism& mechanism, Clock& now, Random& random)
        : mechanism_(mechanism), now_(now), random_(random), in_force_(mechanism.db()), origin_(taken(LogReader(mechanism.db()).origin())) {
        for (const char* who : institutions) {
            keys_.emplace(who, taken(read_key_file(key_path(mechanism.directory(), who))));
            prev_[who] = taken(desk_at_log(mechanism.db(), keys_.at(who).public_key())).prev;
        }
    }

    const CaseRules& rules() { return *taken(in_force_.rules_at(whole_record)); }

    /// A step, signed; it is in the docket at once.
    Submission step(const std::string& who, StepBody b) {
        Body parts = taken(step_parts(b, {}, rules().profile(), random_));
        auto [id, submission] = signed_entry(who, std::move(parts));
        if (const auto done = docket_.apply(rules(), {id, who, keys_.at(who).public_key().name, now_.now(), std::move(b)}); !done)
            end(done.error());
        last_ = id;
        return std::move(submission);
    }
    Submission open(std::size_t n) {
        Submission opened = step("borvik", opening(n));
        cases_.push_back(last_);
        return opened;
    }
    Submission go_on(std::size_t at) {
        const CaseFile& file = *docket_.find(cases_[at]);
        const K kind = course[(file.steps().size() - 1) % std::size(course)];
        StepBody b = filled(kind, upto(9));
        for (const Step& one : file.steps()) {
            if (std::ranges::find(row_of(kind).about, one.body.kind) != row_of(kind).about.end()) b.about = one.id;
        }
        const bool theirs = row_of(kind).voice == Voice::accused || row_of(kind).voice == Voice::addressee || kind == K::link_disputed;
        const std::string who = theirs ? std::string(accused) : guarantors[upto(3)];
        return step(who, composed(file, std::move(b), who));
    }
    Submission contact(std::size_t n) {
        TalkBody b;
        b.kind = TalkKind::contact_opened;
        b.audience = TalkAudience::concerned;
        b.to = {std::string(accused)};
        b.agenda = {fmt::format("issue {}", n % 17)};
        return signed_entry(guarantors[n % 3], taken(talk_parts(b, random_))).second;
    }
    std::size_t upto(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_numbers_); }
    [[nodiscard]] std::size_t cases() const { return cases_.size(); }
    [[nodiscard]] std::size_t steps_of(std::size_t at) const { return docket_.find(cases_[at])->steps().size(); }

    /// Goes on from what the store holds.
    void know(Docket docket, std::vector<std::string> cases) {
        docket_ = std::move(docket);
        cases_ = std::move(cases);
    }

private:
    std::pair<std::string, Submission> signed_entry(const std::string& who, Body parts) {
        const NoteSigner& key = keys_.at(who);
        EntryHeader header{who, body_root(parts), new_uuid(random_), origin_, std::nullopt, prev_.at(who), slot_of(now_.now())};
        const std::string text = entry_text(header);
        Submission submission{join_note(text, *key.signature_line(text)), std::move(parts)};
        prev_.at(who) = sha256(submission.note);
        return {std::move(header.id), std::move(submission)};
    }

    Mechanism& mechanism_;
    Clock& now_;
    Random& random_;
    DocumentsInForce in_force_;
    std::string origin_;
    std::map<std::string, NoteSigner> keys_;
    std::map<std::string, Digest> prev_;
    Docket docket_;
    std::vector<std::string> cases_;
    std::string last_;
    std::mt19937_64 random_numbers_{1};
};

void submit(Mechanism& mechanism, std::vector<Submission>& waiting) {
    std::vector<SignedFiling> filings;
    for (Submission& one : waiting) filings.push_back(taken(check_filing(mechanism.db(), std::move(one), {})));
    for (auto& done : mechanism.submit_all(filings)) taken(std::move(done));
    waiting.clear();
}

void print_latencies(std::string_view what, std::vector<double> values) {
    std::ranges::sort(values);
    const auto at = [&](double share) { return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))]; };
    fmt::print("{:<52} {:>4} times  median {:6.2f} ms  p99 {:6.2f} ms\n", what, values.size(), at(0.5), at(0.99));
    std::fflush(stdout);
}

/// One commit each, from the signed bytes to the receipt; composing and signing are the client's and do not count.
template <typename Next>
void measure_appends(Mechanism& mechanism, ManualClock& now, std::string_view what, Next next) {
    std::vector<double> latencies;
    for (std::size_t i = 0; i < single_appends; ++i) {
        now.set({now.now().us + 1'000'000});
        Submission one = next(i);
        const auto start = clock::now();
        taken(mechanism.submit(std::move(one)));
        latencies.push_back(milliseconds(clock::now() - start));
    }
    print_latencies(what, std::move(latencies));
}

/// The record's own entry, of which no case and no talks follow: a key enrolled.
void measure_record(Mechanism& mechanism, ManualClock& now, Random& random) {
    const NoteSigner signer = taken(read_key_file(key_path(mechanism.directory(), "isles-forum")));
    std::vector<double> latencies;
    for (std::size_t i = 0; i < single_appends / 3; ++i) {
        now.set({now.now().us + 1'000'000});
        const NoteKey key = new_entry_key("isles-forum", random).public_key();
        const auto start = clock::now();
        taken(mechanism.enrol_key(key, {}, signer));
        latencies.push_back(milliseconds(clock::now() - start));
    }
    print_latencies("beside it: a key enrolled, of which no step follows", std::move(latencies));
}

void fill(const Path& folder, const Path& terms, const Path& profile, std::size_t cases, std::size_t steps, std::size_t contacts) {
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
    Desks desks(mechanism, now, *random);
    std::vector<Submission> waiting;
    waiting.push_back(desks.open(0));
    submit(mechanism, waiting);
    measure_appends(mechanism, now, "a step appended, 1 case",
                    [&](std::size_t i) { return i % 6 == 0 ? desks.open(desks.cases()) : desks.go_on(desks.upto(desks.cases())); });
    measure_record(mechanism, now, *random);
    std::size_t filed = single_appends + 1;
    while (desks.steps_of(0) < page_steps) {
        waiting.push_back(desks.go_on(0));
        ++filed;
    }
    const auto start = clock::now();
    double spent = 0;
    for (; filed < steps; ++filed) {
        const bool opens = desks.cases() < cases && filed * cases >= desks.cases() * steps;
        waiting.push_back(opens ? desks.open(desks.cases())
                                : desks.go_on(desks.cases() - 1 - desks.upto(std::min(desks.cases() - 1, recent_cases))));
        if (waiting.size() < commit_entries) continue;
        const auto began = clock::now();
        submit(mechanism, waiting);
        spent += milliseconds(clock::now() - began);
        now.set({now.now().us + 1'000'000});
        if (filed % 100'000 < commit_entries)
            fmt::print(stderr, "{} steps after {:.0f} s\n", filed, milliseconds(clock::now() - start) / 1e3);
    }
    const auto began = clock::now();
    submit(mechanism, waiting);
    spent += milliseconds(clock::now() - began);
    fmt::print("{} steps of {} cases checked and appended in commits of {}: {:.0f} steps/s\n", filed, desks.cases(), commit_entries,
               static_cast<double>(filed) / spent * 1e3);
    for (std::size_t n = 0; n < contacts; ++n) {
        waiting.push_back(desks.contact(n));
        if (waiting.size() == commit_entries || n + 1 == contacts) submit(mechanism, waiting);
    }
}

template <typename Work>
double seconds_of(Work work) {
    const auto start = clock::now();
    work();
    return milliseconds(clock::now() - start) / 1e3;
}

/// Opening the case of 50 steps, again and again: read from its rows, and what a page of it needs.
void measure_page(Database& db, const CaseRules& rules, const std::string& id, Instant now) {
    std::vector<double> latencies;
    std::size_t steps = 0;
    for (std::size_t i = 0; i < single_appends; ++i) {
        const auto start = clock::now();
        const CaseFile file = taken(load_case(db, id));
        steps = file.steps().size();
        const std::size_t shown = file.positions(rules).size() + links(file).size() + due(file, rules, now).size();
        if (shown == 0 || name_of(file.status(rules)).empty()) std::abort();
        latencies.push_back(milliseconds(clock::now() - start));
    }
    print_latencies(fmt::format("a case file of {} steps opened from the store", steps), std::move(latencies));
}

void measure(const Path& folder) {
    ManualClock now(parse_instant("2023-06-20T08:00:00Z").value());
    const auto random = system_random();
    const auto opened = clock::now();
    Mechanism mechanism = taken(Mechanism::open(folder, OpenFor::writing, now, *random));
    fmt::print("the mechanism opened for writing: {:.2f} s\n", milliseconds(clock::now() - opened) / 1e3);
    Database& db = mechanism.db();
    now.set({taken(db.query_integer("SELECT MAX(recorded_at) FROM log_entry", {})).value_or(now.now().us)});
    Desks desks(mechanism, now, *random);
    const CaseRules& rules = desks.rules();

    Docket replayed;
    std::uint64_t steps = 0;
    std::map<std::string_view, std::size_t> by_status;
    const double replay = seconds_of([&] {
        const auto done = for_each_step(db, whole_record, [&](std::uint64_t, Step&& step) -> Result<void> {
            ++steps;
            return replayed.apply(rules, std::move(step));
        });
        if (!done) end(done.error());
        for (const auto& [id, file] : replayed.cases()) ++by_status[name_of(file.status(rules))];
    });
    fmt::print("{} steps of {} cases replayed from the store, every rule checked, every status: {:.1f} s, {:.0f} steps/s\n", steps,
               replayed.cases().size(), replay, static_cast<double>(steps) / replay);
    const double recalled = seconds_of([&] {
        if (taken(load_docket(db)).cases().size() != replayed.cases().size()) std::abort();
    });
    fmt::print("the docket read from the tables, nothing checked again: {:.1f} s\n", recalled);

    std::vector<std::string> cases;
    for (const CaseRow& row : taken(case_rows(db, {}))) cases.push_back(row.id);
    const std::string page = cases.front();
    desks.know(std::move(replayed), std::move(cases));
    measure_page(db, rules, page, now.now());
    measure_appends(mechanism, now, fmt::format("a step appended, {} cases with {} steps", desks.cases(), steps), [&](std::size_t i) {
        return i % 6 == 0 ? desks.open(desks.cases() + 1'000'000) : desks.go_on(desks.upto(desks.cases()));
    });
    measure_record(mechanism, now, *random);
    measure_appends(mechanism, now, "a step appended to the case of 50 steps and more", [&](std::size_t) { return desks.go_on(0); });
    const std::uint64_t talks = taken(count_talks(db));
    measure_appends(mechanism, now, fmt::format("a step of the talks appended, {} steps there", talks),
                    [&](std::size_t i) { return desks.contact(i); });
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    const auto number = [&](std::size_t i, std::size_t otherwise) {
        return words.size() > i ? static_cast<std::size_t>(std::strtoull(words[i].c_str(), nullptr, 10)) : otherwise;
    };
    if (words.size() >= 4 && words[0] == "fill") {
        truce::fill(words[1], words[2], words[3], number(4, 100'000), number(5, 600'000), number(6, 10'000));
        return 0;
    }
    if (words.size() == 2 && words[0] == "measure") {
        truce::measure(words[1]);
        return 0;
    }
    fmt::print(stderr, "usage: case_store_bench fill DIR TERMS PROFILE [CASES] [STEPS] [CONTACTS] | measure DIR\n");
    return 2;
}
