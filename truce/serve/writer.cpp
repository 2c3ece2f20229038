#include "truce/serve/writer.hpp"

#include <algorithm>

namespace truce {
namespace {

bool told_to_members(const Body& body) {
    return std::ranges::any_of(body,
                               [](const Part& part) { return part.audience == Audience::public_ || part.audience == Audience::mechanism; });
}

}  // namespace

Writer::Writer(Mechanism mechanism, Options options)
    : mechanism_(std::move(mechanism)),
      committed_(std::move(options.committed)),
      commits_(options.commit_max, options.queue_max, [this](const std::vector<SignedFiling>& filings) { return write(filings); }) {}

Result<Submitted> Writer::submit(SignedFiling filing) {
    std::string id = filing.submission.entry().header.id;
    if (auto answer = commits_.hand_in(std::move(filing))) return std::move(*answer);
    return Error{Errc::busy, "append.busy", "as many filings wait as may", std::move(id), "Hand it in again in a moment"};
}

std::vector<Result<Submitted>> Writer::write(const std::vector<SignedFiling>& filings) {
    std::vector<Result<Submitted>> answers = mechanism_.submit_all(filings);
    std::vector<std::string> kinds;
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        if (!answers[i]) continue;
        size = answers[i]->checkpoint.size;
        // Of what no member may read as such, like a closed session's minutes, not even the kind is told.
        if (told_to_members(filings[i].submission.submission().body)) kinds.push_back(filings[i].submission.kind());
    }
    std::ranges::sort(kinds);
    const auto twice = std::ranges::unique(kinds);
    kinds.erase(twice.begin(), twice.end());
    if (size > 0 && committed_) committed_(mechanism_, size, kinds);
    return answers;
}

}  // namespace truce
