#include "truce/mechanism/talks_choices.hpp"

#include <algorithm>

#include "truce/mechanism/talks_composing.hpp"

namespace truce {
namespace {

/// Of what is decided by a rule, whether `who` is one of those who decide.
bool decides(const TalkRules& rules, TalkKind kind, const std::string& who, Instant now) {
    const TalkKind decided = kind == TalkKind::round_answered ? TalkKind::round_set : kind;
    if (!decided_by_rule(decided)) return true;
    const Decision* decision = rules.roster().decision(row_of(decided).name);
    if (decision == nullptr) return decided != TalkKind::round_set;
    return std::ranges::binary_search(rules.roster().holders(decision->of, now), who);
}

/// Whether a list may be submitted, or accredited, as things stand.
bool is_ripe(const Talks& seen, TalkKind kind, const Talk& about, const std::string& who) {
    if (kind == TalkKind::delegation_accredited) return list_fault(about.body).empty();
    if (kind != TalkKind::delegation_listed && kind != TalkKind::delegation_withdrawn) return true;
    const auto answers = seen.standing_about(about.id, TalkKind::invitation_answered);
    return std::ranges::any_of(answers,
                               [&](const Talk* answer) { return answer->speaker() == who && answer->body.choice == Choice::approve; });
}

}  // namespace

std::vector<TalkChoice> talk_choices(const Talks& seen, const TalkRules& rules, const std::string& who, Instant now) {
    std::vector<TalkChoice> out;
    if (who.empty()) return out;
    for (const TalkRow& row : talk_rows()) {
        if (!rules.roster().may(who, row.name, now) || !decides(rules, row.kind, who, now)) continue;
        TalkChoice choice{row.kind, {}, {}};
        TalkBody body;
        body.kind = row.kind;
        for (const Talk& about : seen.steps()) {
            if (!may_be_about(seen, body, about, who) || !is_ripe(seen, row.kind, about, who)) continue;
            choice.about.push_back(about.id);
            if (awaits(seen, rules, body, about, who, now)) choice.awaits.push_back(about.id);
        }
        if (!choice.about.empty() || !requires_(row, TalkMember::about)) out.push_back(std::move(choice));
    }
    return out;
}

}  // namespace truce
