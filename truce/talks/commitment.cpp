#include "truce/talks/commitment.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace truce {
namespace {

constexpr std::array<std::string_view, 8> states{"undated",        "due",       "overdue",   "not_stated",
                                                 "said_fulfilled", "fulfilled", "contested", "disputed"};

CommitmentWord word_of(const Talk& step) {
    CommitmentWord word{step.speaker(), *step.body.outcome, step.body.text, step.recorded_at, step.id, false, {}};
    if (step.body.reported) {
        word.reported = true;
        word.source = step.body.reported->source;
    }
    return word;
}

CommitmentState state_of(const CommitmentView& view, Instant now) {
    const auto says = [&](Fulfilment outcome) { return std::ranges::count(view.others, outcome, &CommitmentWord::outcome) > 0; };
    const bool own = view.own && view.own->outcome == Fulfilment::fulfilled;
    if (view.own && view.own->outcome == Fulfilment::disputed) return CommitmentState::disputed;
    const bool denied = says(Fulfilment::not_fulfilled) || says(Fulfilment::partly);
    if ((own || says(Fulfilment::fulfilled)) && denied) return CommitmentState::contested;
    if (says(Fulfilment::fulfilled)) return CommitmentState::fulfilled;
    if (own) return CommitmentState::said_fulfilled;
    if (!view.due) return CommitmentState::undated;
    if (*view.due > now) return CommitmentState::due;
    // What the record does not hold of a reported commitment is no omission of its debtor's.
    return view.reported && !view.own && view.others.empty() ? CommitmentState::not_stated : CommitmentState::overdue;
}

CommitmentView view_of(const Talks& talks, const Talk& step, const Debt& debt, Instant now) {
    const TalkBody& b = step.body;
    CommitmentView view{step.id,      debt.who, b.to,      b.text,
                        b.track,      b.about,  b.clause,  b.source,
                        b.shown_by,   debt.due, step.at(), CommitmentState::undated,
                        std::nullopt, {},       {},        b.reported.has_value()};
    if (view.source.empty() && b.reported) view.source = b.reported->source;
    for (const Talk* one : talks.standing_about(step.id, TalkKind::commitment_reported)) {
        if (one->speaker() == debt.who && happened_by(*one, now)) view.own = word_of(*one);
    }
    for (const Talk* one : talks.standing_about(step.id, TalkKind::commitment_assessed)) {
        if (one->speaker() != debt.who && happened_by(*one, now)) view.others.push_back(word_of(*one));
    }
    for (const Talk* one : talks.about(step.id, TalkKind::statement_quoted)) {
        if (happened_by(*one, now)) view.statements.push_back(one->id);
    }
    std::ranges::sort(view.others, {}, &CommitmentWord::by);
    view.state = state_of(view, now);
    return view;
}

}  // namespace

std::string_view name_of(CommitmentState state) { return states.at(static_cast<std::size_t>(state)); }

std::vector<CommitmentView> commitments_of(const Talks& talks, Instant now) {
    std::vector<CommitmentView> views;
    for (const Talk* step : talks.of_kind(TalkKind::commitment_recorded)) {
        for (const Debt& debt : step->body.owed) views.push_back(view_of(talks, *step, debt, now));
    }
    std::ranges::sort(views, {},
                      [](const CommitmentView& view) { return std::tuple(view.due.value_or(Instant::highest()), view.id, view.debtor); });
    return views;
}

}  // namespace truce
