#include "truce/judge/normal_form.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

namespace truce {

namespace {

/// Nothing if the two contradict each other.
std::optional<Conjunction> joined(const Conjunction& a, const Conjunction& b) {
    Conjunction result;
    std::ranges::set_union(a, b, std::back_inserter(result));
    const auto clash = std::ranges::adjacent_find(result, {}, &Signed::literal);
    if (clash != result.end()) return std::nullopt;
    return result;
}

Result<Dnf> absorbed(Dnf form) {
    if (form.size() > conjunctions_max * 16) {
        return Error{Errc::too_large, "reading.too_entangled", "the conditions of one rule combine into too many cases", "",
                     "split the rule into several with their own ids"};
    }
    std::ranges::sort(form);
    form.erase(std::unique(form.begin(), form.end()), form.end());
    Dnf kept;
    for (const Conjunction& candidate : form) {
        const bool implied = std::ranges::any_of(
            form, [&](const Conjunction& other) { return other.size() < candidate.size() && std::ranges::includes(candidate, other); });
        if (!implied) kept.push_back(candidate);
    }
    if (kept.size() > conjunctions_max) {
        return Error{Errc::too_large, "reading.too_entangled", "the conditions of one rule combine into too many cases", "",
                     "split the rule into several with their own ids"};
    }
    return kept;
}

}  // namespace

Result<Dnf> either(const Dnf& a, const Dnf& b) {
    Dnf form = a;
    form.insert(form.end(), b.begin(), b.end());
    return absorbed(std::move(form));
}

Result<Dnf> both(const Dnf& a, const Dnf& b) {
    Dnf form;
    for (const Conjunction& left : a) {
        for (const Conjunction& right : b) {
            if (auto one = joined(left, right)) form.push_back(*std::move(one));
        }
    }
    return absorbed(std::move(form));
}

Result<Dnf> negation(const Dnf& a) {
    Dnf form = always();
    for (const Conjunction& conjunction : a) {
        Dnf opposite;
        for (const Signed& one : conjunction) opposite.push_back({{one.literal, !one.positive}});
        TRUCE_ASSIGN(form, both(form, opposite));
    }
    return form;
}

}  // namespace truce
