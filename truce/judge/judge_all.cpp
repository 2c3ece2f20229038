/// Judging a whole register: the same verdicts as judge() one by one, in an order in which priors come first.
///
/// 1  In parallel: every incident is judged with the questions about earlier incidents left unknown. Most verdicts
///    are the same whatever the answer; those are final.
/// 2  In parallel: for the others, which earlier incidents come into question. Where none does whose verdict counts,
///    the verdict is final too.
/// 3  One after the other, by beginning: an incident that surely came before has begun earlier, so its verdict
///    is final when it is asked for.
#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <thread>

#include "truce/judge/judge.hpp"

namespace truce {

namespace {

/// An incident whose verdict depends on earlier ones.
struct Pending {
    Instant begins;
    std::size_t index = 0;
    std::size_t outcomes = 0;  ///< where its verdicts stand in Outcomes of `thread`; see RegisterJudgement::choices_
    unsigned thread = 0;
    std::vector<PriorIncidents::Candidates> asked;  ///< per responds_to literal; only where verdicts decide
};

bool by_beginning(const Pending& a, const Pending& b) { return std::pair(a.begins, a.index) < std::pair(b.begins, b.index); }

constexpr std::size_t block_size = 128;
constexpr std::size_t tried_responses_max = 3;  ///< 3^n verdicts are kept for each incident that depends on earlier ones

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
        const std::size_t tried = responses_.size() <= tried_responses_max ? responses_.size() : 0;
        for (std::size_t i = 0; i < tried; ++i) choices_ *= 3;
    }

    std::vector<Verdict> judge() {
        {
            auto prior = std::async(threads_ > 1 && !responses_.empty() ? std::launch::async : std::launch::deferred,
                                    [this] { return PriorIncidents(reading_, facts_, verdicts_); });
            without_responses();
            if (!pending_.empty()) settle_all(prior.get());
        }  // it looks at verdicts_ until here, also where nobody asked for it
        return std::move(verdicts_);
    }

private:
    /// One thread's share of the first step.
    class First {
    public:
        First(const RegisterJudgement& all, unsigned thread, std::vector<Pending>& found, std::vector<Verdict>& outcomes)
            : all_(all),
              thread_(thread),
              found_(found),
              outcomes_(outcomes),
              premises_(all.reading_),
              clauses_(all.reading_.clauses().size()),
              tried_(all.choices_) {
            premises_.leave_responses_open();
        }

        Verdict judge(std::size_t incident) {
            premises_.load(all_.facts_[incident], none_);
            open_.clear();
            for (std::size_t c = 0; c < clauses_.size(); ++c) {
                const auto clause = static_cast<std::uint16_t>(c);
                clauses_[c] = rule(clause, premises_);
                if (premises_.take_rested_on_responses()) open_.push_back(clause);
            }
            const Verdict verdict = gravest(all_.reading_, clauses_);
            if (!open_.empty() && depends(verdict)) {
                found_.push_back({all_.facts_[incident].when.from, incident, outcomes_.size(), thread_, {}});
                outcomes_.insert(outcomes_.end(), tried_.begin(), tried_.end());
            }
            return verdict;
        }

    private:
        /// Whether some answers about earlier incidents would change the verdict; what it would be in tried_.
        bool depends(const Verdict& verdict) {
            if (all_.choices_ == 1) return true;  // too many questions to try
            Planes answers = premises_.planes();
            bool changes = false;
            for (std::size_t choice = 0; choice < all_.choices_; ++choice) {
                tried_[choice] = all_.set_responses(answers, choice) ? verdict : with(answers);
                changes |= tried_[choice] != verdict;
            }
            return changes;
        }

        Verdict with(const Planes& answers) {
            for (const std::uint16_t clause : open_) clauses_[clause] = rule(clause, premises_, answers);
            return gravest(all_.reading_, clauses_);
        }

        const RegisterJudgement& all_;
        unsigned thread_;
        std::vector<Pending>& found_;
        std::vector<Verdict>& outcomes_;
        const PriorIncidents none_;
        Premises premises_;
        std::vector<ClauseVerdict> clauses_;
        std::vector<Verdict> tried_;
        std::vector<std::uint16_t> open_;  ///< clauses whose ruling rests on responses
    };

    /// Answers number `choice`: one of three to each responds_to. Returns whether all of them are unknown.
    bool set_responses(Planes& answers, std::size_t choice) const {
        bool unknown = true;
        for (const std::uint16_t literal : responses_) {
            const auto answer = static_cast<Truth>(choice % 3);
            answers.set(literal, answer);
            unknown &= answer == Truth::unknown;
            choice /= 3;
        }
        return unknown;
    }

    void without_responses() {
        outcomes_.resize(threads_);
        std::vector<std::vector<Pending>> found(threads_);
        in_blocks(facts_.size(), threads_, [&](unsigned thread, std::size_t begin, std::size_t end) {
            First first(*this, thread, found[thread], outcomes_[thread]);
            for (std::size_t i = begin; i < end; ++i) verdicts_[i] = first.judge(i);
        });
        // Neighbours in time look at the same earlier incidents.
        in_blocks(threads_ * block_size, threads_,
                  [&](unsigned, std::size_t begin, std::size_t) { std::ranges::sort(found[begin / block_size], by_beginning); });
        for (std::vector<Pending>& part : found) std::ranges::move(part, std::back_inserter(pending_));
    }

    void settle_all(const PriorIncidents& prior) {
        std::vector<std::vector<Pending>> waiting(threads_);
        in_blocks(pending_.size(), threads_, [&](unsigned thread, std::size_t begin, std::size_t end) {
            std::vector<PriorIncidents::Candidates> asked;
            for (Pending& one : std::span(pending_).subspan(begin, end - begin)) {
                ask(one, prior, asked);
                if (verdicts_decide(asked)) {
                    one.asked = std::move(asked);
                    waiting[thread].push_back(std::move(one));
                } else {
                    settle(one, prior, asked);
                }
            }
        });
        pending_.clear();
        for (std::vector<Pending>& part : waiting) std::ranges::move(part, std::back_inserter(pending_));
        std::ranges::sort(pending_, by_beginning);
        for (const Pending& one : pending_) settle(one, prior, one.asked);
    }

    [[nodiscard]] bool verdicts_decide(const std::vector<PriorIncidents::Candidates>& asked) const {
        return choices_ == 1 ||
               !std::ranges::all_of(asked, &std::vector<PriorIncidents::Candidate>::empty, &PriorIncidents::Candidates::surely_before);
    }

    /// Looks for the earlier incidents in question, into `asked`, per responds_to literal.
    void ask(const Pending& one, const PriorIncidents& prior, std::vector<PriorIncidents::Candidates>& asked) const {
        asked.clear();
        for (const std::uint16_t literal : responses_) {
            const Atom& atom = reading_.literals()[literal].atom;
            asked.push_back(prior.candidates(facts_[one.index], atom.duration_us, atom.distance_mm));
        }
    }

    void settle(const Pending& one, const PriorIncidents& prior, const std::vector<PriorIncidents::Candidates>& asked) {
        if (choices_ == 1) {
            verdicts_[one.index] = truce::judge(reading_, facts_[one.index], prior);
            return;
        }
        std::size_t choice = 0;
        for (std::size_t i = responses_.size(); i-- > 0;) {
            choice = choice * 3 + static_cast<std::size_t>(PriorIncidents::answer(asked[i], verdicts_).value);
        }
        verdicts_[one.index] = outcomes_[one.thread][one.outcomes + choice];
    }

    const CompiledReading& reading_;
    std::span<const Facts> facts_;
    unsigned threads_;
    std::vector<std::uint16_t> responses_;
    std::size_t choices_ = 1;  ///< 3^responses, or 1: none or too many
    std::vector<Verdict> verdicts_;
    std::vector<std::vector<Verdict>> outcomes_;  ///< per thread: choices_ verdicts for each incident that depends on earlier ones
    std::vector<Pending> pending_;
};

}  // namespace

std::vector<Verdict> judge_all(const CompiledReading& reading, std::span<const Facts> facts, unsigned threads) {
    TRUCE_ASSERT(threads >= 1);
    return RegisterJudgement(reading, facts, threads).judge();
}

}  // namespace truce
