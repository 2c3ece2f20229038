#include "truce/agreement/complaints.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace truce {
namespace {

/// Levenshtein's distance: insertions, deletions and replacements of one byte.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, replaced}));
        }
    }
    return row.back();
}

}  // namespace

TomlPosition Complaints::position_of(std::string_view path) const {
    for (;;) {
        if (const auto found = places_.find(path); found != places_.end()) return found->second;
        const std::size_t cut = path.find_last_of(".[");
        if (cut == std::string_view::npos) return {1, 1};
        path = path.substr(0, cut);
    }
}

void Complaints::add(std::string_view path, std::string_view id, std::string what, std::string remedy, Errc code) {
    add(path, Error{code, std::string(id), std::move(what), "", std::move(remedy)});
}

void Complaints::add(std::string_view path, Error error) {
    if (!error.where.empty()) error.what = fmt::format("{} (at {})", error.what, error.where);
    if (error.remedy.empty()) error.remedy = "Correct it there";
    Found found;
    found.path = path;
    if (file_.empty()) {
        error.where = path;
    } else {
        found.position = position_of(path);
        error.where = fmt::format("{}:{}:{}", file_, found.position.line, found.position.column);
    }
    found.error = std::move(error);
    found_.push_back(std::move(found));
}

bool Complaints::about(std::string_view path) const {
    return std::ranges::any_of(found_, [&](const Found& found) {
        const std::string_view rest =
            std::string_view(found.path).substr(0, path.size()) == path ? std::string_view(found.path).substr(path.size()) : "no";
        return rest.empty() || rest.front() == '.' || rest.front() == '[';
    });
}

Error Complaints::report(Problems& problems) {
    TRUCE_ASSERT(!found_.empty());
    // Not std::stable_sort: clang refuses what libstdc++ 12 uses inside it, a deprecated buffer.
    std::vector<std::size_t> order(found_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(found_[i].position, i); });
    for (const std::size_t i : order) problems.push_back(found_[i].error);
    return found_[order.front()].error;
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
    std::string_view best;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    if (word.size() > 64) return best;
    for (const std::string_view candidate : candidates) {
        if (candidate.size() > 64) continue;
        const std::size_t found = distance(word, candidate);
        if (found >= least) continue;
        least = found;
        best = candidate;
    }
    return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
    const std::string_view best = nearest(word, candidates);
    return best.empty() ? std::string() : fmt::format("Did you mean \"{}\"? ", best);
}

}  // namespace truce
