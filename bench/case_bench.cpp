/// Case files replayed: 100,000 cases with 600,000 steps, and one case file of 50 steps opened.
///
///   case_bench [CASES] [STEPS]
///
/// The steps are canonical bytes, as the record keeps a body, and each is read, checked and applied, as on append and on verify. Cases lie
/// interleaved as they would in a record: the next step goes to any of the last 2,000 cases. What is said is made from a fixed seed:
/// notices, receipts, requests, answers, facts, findings of three guarantors, replies, links, votes, closings. Prints medians of five runs.
/// Opening one case file is reading its bytes, applying them, and what a page of it needs: status, positions, what is due, links.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>

#include "truce/base/json.hpp"
#include "truce/examine/docket.hpp"
#include "truce/examine/due.hpp"
#include "truce/examine/invented_case.hpp"

namespace truce {

namespace {

using namespace invented_case;
using K = StepKind;
using clock = std::chrono::steady_clock;

constexpr std::size_t runs = 5;
constexpr std::size_t page_steps = 50;
constexpr std::size_t recent_cases = 2'000;

struct Filed {
    std::string id;
    std::string author;
    Instant recorded_at;
    std::string bytes;
};

/// What usually follows in a case, in this order; who says it is drawn.
constexpr K course[]{K::notice_given,   K::fact_asserted,  K::fact_asserted,  K::notice_received,   K::information_requested,
                     K::finding_signed, K::reply_given,    K::finding_signed, K::information_given, K::demand_made,
                     K::link_proposed,  K::link_accepted,  K::finding_signed, K::measure_reported,  K::demand_answered,
                     K::fact_asserted,  K::finding_signed, K::link_disputed,  K::opinion_recorded,  K::fact_asserted};

class Writer {
public:
    explicit Writer(const CaseRules& rules) : rules_(rules) {}

    /// Opens `cases` cases and says `steps` steps in all, openings included.
    std::vector<Filed> write(std::size_t cases, std::size_t steps) {
        std::vector<Filed> filed;
        filed.reserve(steps);
        while (filed.size() < steps) {
            const bool opens = opened_.size() < cases && (opened_.empty() || filed.size() * cases >= opened_.size() * steps);
            if (opens) {
                StepBody b = opening();
                b.incident = fmt::format("incident/{}", opened_.size());
                offer(filed, "alpha", std::move(b));
                opened_.push_back(filed.back().id);
            } else {
                continue_one(filed);
            }
        }
        return filed;
    }

private:
    std::size_t upto(std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_); }

    void continue_one(std::vector<Filed>& filed) {
        const std::string& id = opened_[opened_.size() - 1 - upto(std::min(opened_.size(), recent_cases))];
        const CaseFile& file = *docket_.find(id);
        const K kind = course[(file.steps().size() - 1) % std::size(course)];
        StepBody b = filled(kind);
        if (kind == K::fact_asserted && upto(2) == 0) {
            b.attribute = "act";
            b.values = {"mortar"};
        }
        if (kind == K::finding_signed) b.finding = upto(3) == 0 ? "not-confirmed" : "confirmed";
        for (const Step& step : file.steps()) {
            if (std::ranges::find(row_of(kind).about, step.body.kind) != row_of(kind).about.end()) b.about = step.id;
        }
        static const std::vector<std::string> guarantors{"alpha", "beta", "gamma"};
        const bool accused = row_of(kind).voice == Voice::accused || row_of(kind).voice == Voice::addressee || kind == K::link_disputed;
        const std::string who = accused ? "south" : guarantors[upto(3)];
        offer(filed, who, composed(file, std::move(b), who));
    }

    void offer(std::vector<Filed>& filed, const std::string& who, StepBody b) {
        const auto n = static_cast<std::int64_t>(filed.size());
        Filed one{fmt::format("{:08x}-0000-4000-8000-000000000000", n), who, Instant{hour(opened).us + n * 1'000'000}, {}};
        one.bytes = canonical(to_json(b)).value();
        const auto done = docket_.apply(rules_, {one.id, who, who, one.recorded_at, std::move(b)});
        if (!done) {
            fmt::print(stderr, "case_bench: {}\n", done.error().text());
            std::exit(2);
        }
        filed.push_back(std::move(one));
    }

    const CaseRules& rules_;
    Docket docket_;
    std::vector<std::string> opened_;
    std::mt19937_64 random_{1};
};

/// Every step from its bytes; false if one is refused, which cannot be.
bool replay(const CaseRules& rules, const std::vector<Filed>& filed, Docket& docket) {
    for (const Filed& one : filed) {
        auto body = read_step(one.bytes);
        if (!body || !docket.apply(rules, {one.id, one.author, one.author, one.recorded_at, std::move(*body)})) return false;
    }
    return true;
}

template <typename Work>
double median_seconds(Work work) {
    std::vector<double> seconds;
    for (std::size_t i = 0; i < runs; ++i) {
        const auto start = clock::now();
        work();
        seconds.push_back(std::chrono::duration<double>(clock::now() - start).count());
    }
    std::ranges::sort(seconds);
    return seconds[runs / 2];
}

/// One case of `page_steps` steps, opened again and again.
void measure_page(const CaseRules& rules) {
    const std::vector<Filed> filed = Writer(rules).write(1, page_steps);
    constexpr std::size_t times = 200;
    std::size_t sum = 0;
    const double seconds = median_seconds([&] {
        for (std::size_t i = 0; i < times; ++i) {
            Docket docket;
            if (!replay(rules, filed, docket)) std::exit(2);
            const CaseFile& file = *docket.find(filed.front().id);
            sum += static_cast<std::size_t>(file.status(rules)) + file.positions(rules).size() + links(file).size() +
                   due(file, rules, filed.back().recorded_at).size();
        }
    });
    fmt::print("one case file of {} steps opened: {:.3f} ms (checksum {})\n", page_steps, seconds / times * 1e3, sum);
}

int run(std::size_t cases, std::size_t steps) {
    const CaseRules rules = invented_case::rules();
    const std::vector<Filed> filed = Writer(rules).write(cases, steps);
    std::size_t bytes = 0;
    for (const Filed& one : filed) bytes += one.bytes.size();
    std::map<std::string_view, std::size_t> by_status;
    const double seconds = median_seconds([&] {
        Docket docket;
        if (!replay(rules, filed, docket)) std::exit(2);
        by_status.clear();
        for (const auto& [id, file] : docket.cases()) ++by_status[name_of(file.status(rules))];
    });
    fmt::print("{} cases, {} steps, {:.1f} MB of canonical JSON, replayed with every status: {:.2f} s, {:.0f} steps/s\n", cases, steps,
               static_cast<double>(bytes) / 1e6, seconds, static_cast<double>(steps) / seconds);
    for (const auto& [status, n] : by_status) fmt::print("  {:10} {}\n", status, n);
    measure_page(rules);
    return 0;
}

}  // namespace

}  // namespace truce

int main(int argc, char** argv) {
    const auto number = [&](int i, std::size_t otherwise) {
        return argc > i ? static_cast<std::size_t>(std::max(1, std::atoi(argv[i]))) : otherwise;
    };
    return truce::run(number(1, 100'000), number(2, 600'000));
}
