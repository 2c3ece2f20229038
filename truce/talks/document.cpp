#include "truce/talks/document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "truce/base/is_in.hpp"

namespace truce {
namespace {

constexpr std::array<std::string_view, 6> statuses{"draft", "withdrawn", "open_for_signature", "signed", "in_force", "lapsed"};
constexpr std::array<std::string_view, 4> changes{"same", "changed", "added", "removed"};
constexpr std::size_t words_max = 2'000;

/// Who has a seat in the round of a document, named ones only, and whoever was invited to it.
std::set<std::string> seated_in(const Talks& talks, const std::string& round) {
    std::set<std::string> who;
    const Talk* call = talks.find(round);
    if (call == nullptr || call->body.kind != TalkKind::round_called) return who;
    for (const Seat& seat : talks.seats_of(*call)) {
        if (!seat.who.empty()) who.insert(seat.who);
    }
    for (const Talk* sent : talks.about(round, TalkKind::invitation_sent)) who.insert(sent->body.to.begin(), sent->body.to.end());
    return who;
}

DocumentVersion version_of(const Talks& talks, const Talk& step, const std::set<std::string>& seated) {
    DocumentVersion version{step.id, step.speaker(), {}, step.recorded_at, step.body.languages, version_digest(step.body), {}};
    if (step.body.kind == TalkKind::document_amended) version.after = step.body.about;
    std::set<std::string> silent = seated;
    for (const Talk* position : talks.standing_about(step.id, TalkKind::position_taken)) {
        version.positions.push_back({position->speaker(), position->body.stance, position->body.reservation, position->body.text,
                                     position->id, position->body.reported.has_value()});
        silent.erase(position->speaker());
    }
    for (const std::string& one : silent) version.positions.push_back({one, std::nullopt, {}, {}, {}, false});
    std::ranges::sort(version.positions, {}, &VersionPosition::participant);
    return version;
}

DocumentStatus status_of(const DocumentView& view, bool withdrawn, Instant now) {
    DocumentStatus best = withdrawn ? DocumentStatus::withdrawn : DocumentStatus::draft;
    for (const Signature& one : view.signatures) {
        DocumentStatus status = one.complete ? DocumentStatus::signed_ : DocumentStatus::open_for_signature;
        if (one.in_force) {
            if (one.in_force->contains(now)) status = DocumentStatus::in_force;
            if (one.in_force->to <= now) status = DocumentStatus::lapsed;
        }
        // Of several openings the one that went furthest counts; lapsed is further than signed, less than in force.
        const auto rank = [](DocumentStatus s) { return s == DocumentStatus::in_force ? 10 : static_cast<int>(s); };
        if (rank(status) > rank(best)) best = status;
    }
    return best;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t begin = text.find_first_not_of(" \n\t", at);
        if (begin == std::string_view::npos) break;
        const std::size_t end = std::min(text.find_first_of(" \n\t", begin), text.size());
        words.emplace_back(text.substr(begin, end - begin));
        at = end;
    }
    return words;
}

void add_word(std::vector<WordRun>& runs, WordRun::In in, const std::string& word) {
    if (runs.empty() || runs.back().in != in) {
        runs.push_back({in, word});
    } else {
        runs.back().text += " " + word;
    }
}

}  // namespace

std::string_view name_of(DocumentStatus status) { return statuses.at(static_cast<std::size_t>(status)); }
std::string_view name_of(ClauseChange::Kind kind) { return changes.at(static_cast<std::size_t>(kind)); }

Signature signature_of(const Talks& talks, const Talk& opening, Instant now) {
    Signature out;
    out.opening = opening.id;
    out.version = opening.body.about;
    out.awaited = opening.body.signatories;
    std::optional<Instant> last;
    bool timed = true;
    for (const Talk* one : talks.standing_about(opening.id, TalkKind::document_signed)) {
        if (!happened_by(*one, now)) continue;
        out.signed_by.push_back(one->speaker());
        std::erase(out.awaited, one->speaker());
        if (one->body.reported) out.reported.push_back(one->speaker());
        timed &= one->at().has_value();
        if (one->at() && (!last || *last < *one->at())) last = one->at();
    }
    for (auto* list : {&out.signed_by, &out.reported}) std::ranges::sort(*list);
    out.complete = out.awaited.empty();
    if (!out.complete) return out;
    if (timed) out.completed = last;
    // In force as it says itself; else from the last signature on.
    if (opening.body.when) {
        out.in_force = opening.body.when;
        if (out.completed && out.in_force->from < *out.completed) out.in_force->from = *out.completed;
    } else if (out.completed) {
        out.in_force = Interval{*out.completed, Instant::highest()};
    }
    if (!out.in_force) return out;
    for (const Talk* one : talks.about(opening.id, TalkKind::document_extended)) {
        if (happened_by(*one, now) && one->body.when->to > out.in_force->to) out.in_force->to = one->body.when->to;
    }
    if (out.in_force->empty()) out.in_force.reset();
    return out;
}

DocumentView document_of(const Talks& talks, const Talk& tabled, Instant now) {
    DocumentView view;
    view.id = tabled.id;
    view.round = tabled.body.round;
    view.title = tabled.body.title;
    view.track = tabled.body.track;
    view.reported = tabled.body.reported.has_value();
    const std::set<std::string> seated = seated_in(talks, tabled.body.round);
    std::vector<std::string> ids;
    for (const Talk& step : talks.steps()) {
        const bool version =
            step.id == tabled.id || (step.body.kind == TalkKind::document_amended && talks.document_of(step).id == tabled.id);
        if (!version) continue;
        ids.push_back(step.id);
        view.versions.push_back(version_of(talks, step, seated));
    }
    for (const Talk* opening : talks.of_kind(TalkKind::document_opened)) {
        if (!is_in(ids, opening->body.about)) continue;
        view.signatures.push_back(signature_of(talks, *opening, now));
        view.character = opening->body.character;
    }
    // The word that one said last, on whichever version.
    std::map<std::string, Stance> last;
    for (const Talk* position : talks.of_kind(TalkKind::position_taken)) {
        if (is_in(ids, position->body.about) && talks.is_standing(*position)) last[position->speaker()] = *position->body.stance;
    }
    for (const auto& [who, stance] : last) {
        if (stance == Stance::refuses) view.refused_by.push_back(who);
    }
    view.status = status_of(view, !talks.standing_about(tabled.id, TalkKind::document_withdrawn).empty(), now);
    return view;
}

std::vector<DocumentView> documents_of(const Talks& talks, Instant now) {
    std::vector<DocumentView> views;
    for (const Talk& step : talks.steps()) {
        // An amendment whose beginning this viewer cannot see is where the document begins for it.
        const bool first = step.body.kind == TalkKind::document_tabled ||
                           (step.body.kind == TalkKind::document_amended && talks.find(step.body.about) == nullptr);
        if (first) views.push_back(document_of(talks, step, now));
    }
    return views;
}

std::vector<ClauseChange> compare_versions(const TalkBody& from, const TalkBody& to) {
    const auto in = [](const TalkBody& body, std::string_view id) { return std::ranges::find(body.clauses, id, &ClauseText::id); };
    // Places among the clauses that both have: what stands elsewhere there has moved.
    std::vector<std::string> order_from;
    std::vector<std::string> order_to;
    for (const ClauseText& one : from.clauses) {
        if (in(to, one.id) != to.clauses.end()) order_from.push_back(one.id);
    }
    for (const ClauseText& one : to.clauses) {
        if (in(from, one.id) != from.clauses.end()) order_to.push_back(one.id);
    }
    std::vector<ClauseChange> out;
    for (const ClauseText& one : to.clauses) {
        const auto before = in(from, one.id);
        ClauseChange change{ClauseChange::Kind::added, one.id, {}, {}, false};
        if (before != from.clauses.end()) {
            std::set<std::string> languages;
            for (const auto& [language, text] : one.text) languages.insert(language);
            for (const auto& [language, text] : before->text) languages.insert(language);
            for (const std::string& language : languages) {
                const auto a = before->text.find(language);
                const auto b = one.text.find(language);
                const bool same = a != before->text.end() && b != one.text.end() && a->second == b->second;
                (same ? change.same_in : change.changed_in).push_back(language);
            }
            change.kind = change.changed_in.empty() ? ClauseChange::Kind::same : ClauseChange::Kind::changed;
            if (change.kind == ClauseChange::Kind::same) change.same_in.clear();
            change.moved =
                std::ranges::find(order_from, one.id) - order_from.begin() != std::ranges::find(order_to, one.id) - order_to.begin();
        }
        out.push_back(std::move(change));
    }
    std::string after;
    for (const ClauseText& one : from.clauses) {
        if (in(to, one.id) == to.clauses.end()) {
            const auto place = std::ranges::find(out, after, &ClauseChange::id);
            out.insert(place == out.end() ? out.begin() : place + 1, {ClauseChange::Kind::removed, one.id, {}, {}, false});
        }
        after = one.id;
    }
    return out;
}

std::vector<WordRun> compare_words(std::string_view from, std::string_view to) {
    const std::vector<std::string> a = words_of(from);
    const std::vector<std::string> b = words_of(to);
    std::vector<WordRun> runs;
    if (a.size() > words_max || b.size() > words_max) {
        for (const std::string& word : a) add_word(runs, a == b ? WordRun::In::both : WordRun::In::from, word);
        if (a != b) {
            for (const std::string& word : b) add_word(runs, WordRun::In::to, word);
        }
        return runs;
    }
    // common[i][j]: length of the longest common subsequence of a from i on and b from j on.
    const std::size_t width = b.size() + 1;
    std::vector<std::uint16_t> common((a.size() + 1) * width, 0);
    for (std::size_t i = a.size(); i-- > 0;) {
        for (std::size_t j = b.size(); j-- > 0;) {
            common[i * width + j] = a[i] == b[j] ? static_cast<std::uint16_t>(common[(i + 1) * width + j + 1] + 1)
                                                 : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
        }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            add_word(runs, WordRun::In::both, a[i]);
            ++i;
            ++j;
        } else if (j == b.size() || (i < a.size() && common[(i + 1) * width + j] >= common[i * width + j + 1])) {
            add_word(runs, WordRun::In::from, a[i++]);
        } else {
            add_word(runs, WordRun::In::to, b[j++]);
        }
    }
    return runs;
}

}  // namespace truce
