/// Judging a whole register: the same verdicts as judge() one by one, in an order in which priors come first.
///
/// 1  In parallel: every incident is judged with the questions about earlier incidents left unknown. Most verdicts
///    are the same whatever the answer; those are final.
/// 2  In parallel: for the others, which earlier incidents come into question, before any verdict is looked at.
/// 3  One after the other, by beginning: an incident that surely came before has begun earlier, so its verdict
///    is final when it is asked for.
#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "truce/judge/judge.hpp"

namespace truce {

namespace {

/// An incident whose verdict depends on earlier ones.
struct Pending {
    std::size_t index = 0;
    Planes answers;                                 ///< to everything but responds_to
    std::vector<PriorIncidents::Candidates> asked;  ///< per responds_to literal
};

constexpr std::size_t block_size = 128;
constexpr std::size_t tried_responses_max = 2;  ///< 3^n verdicts are compared

/// Calls work(thread, begin, end) for blocks of [0, size) on several threads.
void in_blocks(std::size_t size, unsigned threads, const std::function<void(unsigned, std::size_t, std::size_t)>& work) {
    std::atomic<std::size_t> next = 0;
    const auto run = [&](unsigned thread) {
        for (;;) {
            const std::size_t begin = next.fetch_add(block_size);
            if (begin >= size) return;
            work(thread, begin, std::min(size, begin + block_size));
        }
    };
    std::vector<std::jthread> others;
    for (unsigned thread = 1; thread < threads; ++thread) others.emplace_back(run, thread);
    run(0);
}

class RegisterJudgement {
public:
    RegisterJudgement(const CompiledReading& reading, std::span<const Facts> facts, unsigned threads)
        : reading_(reading), facts_(facts), threads_(threads), verdicts_(facts.size()) {
        for (std::size_t i = 0; i < reading.literals().size(); ++i) {
            if (reading.literals()[i].kind == Literal::Kind::responds_to) responses_.push_back(static_cast<std::uint16_t>(i));
        }
    }

    std::vector<Verdict> judge() {
        without_responses();
        if (!pending_.empty()) {
            const PriorIncidents prior(reading_, facts_, verdicts_);
            find_candidates(prior);
            for (Pending& one : pending_) settle(one);
        }
        return std::move(verdicts_);
    }

private:
    void without_responses() {
        std::vector<std::vector<Pending>> found(threads_);
        in_blocks(facts_.size(), threads_, [&](unsigned thread, std::size_t begin, std::size_t end) {
            const PriorIncidents none;
            Premises premises(reading_);
            premises.assume_responses(Truth::unknown);
            std::vector<ClauseVerdict> scratch(reading_.clauses().size());
            for (std::size_t i = begin; i < end; ++i) {
                premises.load(facts_[i], none);
                for (std::size_t c = 0; c < scratch.size(); ++c) scratch[c] = rule(static_cast<std::uint16_t>(c), premises);
                verdicts_[i] = gravest(reading_, scratch);
                if (premises.responses_asked() && depends(premises.planes(), i)) found[thread].push_back({i, premises.planes(), {}});
            }
        });
        for (std::vector<Pending>& part : found) std::ranges::move(part, std::back_inserter(pending_));
        std::ranges::sort(pending_, {}, [this](const Pending& one) { return std::pair(facts_[one.index].when.from, one.index); });
    }

    [[nodiscard]] Verdict from(const Planes& answers, std::size_t incident) const {
        std::vector<ClauseVerdict> clauses;
        clauses.reserve(reading_.clauses().size());
        for (std::size_t c = 0; c < reading_.clauses().size(); ++c) {
            clauses.push_back(rule(reading_, static_cast<std::uint16_t>(c), answers, facts_[incident].coding_of_another));
        }
        return gravest(reading_, clauses);
    }

    /// Whether some answers about earlier incidents would change the verdict.
    [[nodiscard]] bool depends(Planes answers, std::size_t incident) const {
        if (responses_.size() > tried_responses_max) return true;
        std::size_t choices = 1;
        for (std::size_t i = 0; i < responses_.size(); ++i) choices *= 3;
        for (std::size_t choice = 0; choice < choices; ++choice) {
            std::size_t rest = choice;
            for (const std::uint16_t literal : responses_) {
                answers.set(literal, static_cast<Truth>(rest % 3));
                rest /= 3;
            }
            if (from(answers, incident) != verdicts_[incident]) return true;
        }
        return false;
    }

    void find_candidates(const PriorIncidents& prior) {
        in_blocks(pending_.size(), threads_, [&](unsigned, std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) {
                for (const std::uint16_t literal : responses_) {
                    const Atom& atom = reading_.literals()[literal].atom;
                    pending_[i].asked.push_back(prior.candidates(facts_[pending_[i].index], atom.duration_us, atom.distance_mm));
                }
            }
        });
    }

    void settle(Pending& one) {
        for (std::size_t i = 0; i < responses_.size(); ++i) {
            one.answers.set(responses_[i], PriorIncidents::answer(one.asked[i], verdicts_).value);
        }
        verdicts_[one.index] = from(one.answers, one.index);
    }

    const CompiledReading& reading_;
    std::span<const Facts> facts_;
    unsigned threads_;
    std::vector<std::uint16_t> responses_;
    std::vector<Verdict> verdicts_;
    std::vector<Pending> pending_;
};

}  // namespace

std::vector<Verdict> judge_all(const CompiledReading& reading, std::span<const Facts> facts, unsigned threads) {
    TRUCE_ASSERT(threads >= 1);
    return RegisterJudgement(reading, facts, threads).judge();
}

}  // namespace truce
