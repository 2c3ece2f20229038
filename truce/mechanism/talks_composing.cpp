#include "truce/mechanism/talks_composing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/is_in.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/talks_parts.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/mechanism/talks_words.hpp"

namespace truce {
namespace {

constexpr std::size_t prefix_min = 4;

std::string named(const Talks& talks, const std::string& id) {
    const Talk& step = *talks.find(id);
    return fmt::format("{} ({} of {}{})", short_id(id), row_of(step.body.kind).name, step.author,
                       step.body.title.empty() ? "" : fmt::format(", \"{}\"", step.body.title));
}

Result<void> complete_about(const Talks& talks, const TalkRules& rules, TalkRequest& request, const std::string& speaker, Instant now) {
    TalkBody& body = request.step;
    const TalkRow& row = row_of(body.kind);
    if (!request.about_word.empty()) {
        TRUCE_ASSIGN(body.about, find_talk_step(talks, request.about_word, row.about));
        return {};
    }
    if (!body.about.empty() || !requires_(row, TalkMember::about)) return {};
    std::vector<std::string> meant;
    for (const Talk& one : talks.steps()) {
        if (may_be_about(talks, body, one, speaker)) meant.push_back(one.id);
    }
    if (meant.empty())
        return Error{Errc::not_found, "talks.about", fmt::format("nothing here awaits {} of {}", row.name, speaker), "",
                     "Look at the talks: truce talks list DIR"};
    if (meant.size() > 1) {
        std::vector<std::string> left = meant;
        std::erase_if(left, [&](const std::string& id) { return !awaits(talks, rules, body, *talks.find(id), speaker, now); });
        if (!left.empty()) meant = std::move(left);
    }
    if (meant.size() > 1) {
        std::vector<std::string> words;
        for (const std::string& id : meant) words.push_back(named(talks, id));
        return Error{Errc::invalid, "talks.about_unclear", fmt::format("it can be about several steps: {}", fmt::join(words, ", ")), "",
                     "Say which one with --about"};
    }
    body.about = meant.front();
    return {};
}

}  // namespace

bool may_be_about(const Talks& talks, const TalkBody& body, const Talk& about, const std::string& speaker) {
    const TalkRow& row = row_of(body.kind);
    if (std::ranges::find(row.about, about.body.kind) == row.about.end() || !talks.is_standing(about)) return false;
    if (about.body.kind == TalkKind::session_planned && talks.session_now(about).id != about.id) return false;
    const std::string& round = about.body.kind == TalkKind::round_called ? about.id : about.body.round;
    if (!row.late && !round.empty() && talks.end_of(round) != nullptr) return false;
    switch (row.voice) {
        case TalkVoice::invited:
        case TalkVoice::sender:
        case TalkVoice::addressee: return is_in(about.body.to, speaker);
        case TalkVoice::other: return about.speaker() != speaker;
        case TalkVoice::author: return about.speaker() == speaker;
        case TalkVoice::member: return is_in(talks.members_of(about.id), speaker);
        case TalkVoice::signatory: return is_in(about.body.signatories, speaker);
        case TalkVoice::debtor: return std::ranges::find(about.body.owed, speaker, &Debt::who) != about.body.owed.end();
        case TalkVoice::concerned: return about.speaker() == speaker || is_in(about.body.to, speaker);
        case TalkVoice::anyone: return true;
    }
    return false;
}

bool awaits(const Talks& talks, const TalkRules& rules, TalkBody body, const Talk& about, const std::string& speaker, Instant now) {
    body.about = about.id;
    if (row_of(body.kind).slot == TalkSlot::about && !talks.standing(body, speaker).empty()) return false;
    if (body.kind == TalkKind::contact_answered && !talks.about(about.id, TalkKind::contact_closed).empty()) return false;
    if (body.kind == TalkKind::round_answered) return about.speaker() != speaker && talks.about(about.id, TalkKind::round_set).empty();
    if (body.kind != TalkKind::round_set || body.reported) return true;
    if (rules.roster().decision(row_of(TalkKind::round_set).name) == nullptr) return true;
    return talks.about(about.id, TalkKind::round_set).empty() && talks.tally_of(rules, about, now).decided;
}

Result<Talks> talks_at(const Desk& desk) {
    TRUCE_ASSIGN(Talks talks, load_talks(desk.db));
    if (desk.pending_talks.empty()) return talks;
    std::vector<Talk> steps = talks.steps();
    for (const Talk& one : desk.pending_talks) {
        if (talks.find(one.id) == nullptr) steps.push_back(one);
    }
    return Talks::recalled(std::move(steps));
}

Result<std::string> find_talk_step(const Talks& talks, std::string_view word, std::span<const TalkKind> kinds) {
    std::vector<std::string> meant;
    for (const Talk& one : talks.steps()) {
        if (!kinds.empty() && std::ranges::find(kinds, one.body.kind) == kinds.end()) continue;
        if (one.id == word) return one.id;
        const bool prefix = word.size() >= prefix_min && one.id.starts_with(word);
        if (prefix || one.body.title == word) meant.push_back(one.id);
    }
    // A session that was changed is named by its title as it stands.
    std::erase_if(meant, [&](const std::string& id) {
        const Talk& one = *talks.find(id);
        return meant.size() > 1 && one.body.kind == TalkKind::session_planned && talks.session_now(one).id != id;
    });
    if (meant.size() == 1) return meant.front();
    if (meant.empty())
        return Error{Errc::not_found, "talks.unknown", fmt::format("nothing in the talks is meant by \"{}\"", word), "",
                     "Name a step by its id, the beginning of it, or the title of a round, session or document: truce talks list DIR"};
    std::vector<std::string> words;
    for (const std::string& id : meant) words.push_back(named(talks, id));
    return Error{Errc::invalid, "talks.ambiguous", fmt::format("\"{}\" can mean {}", word, fmt::join(words, ", ")), "",
                 "Give more of the id"};
}

Result<ComposedTalk> compose_talk(const Desk& desk, const NoteKey& key, TalkRequest request, Instant now, Random& random) {
    DocumentsInForce in_force(desk.db);
    TRUCE_ASSIGN(const TalkRules* const rules, in_force.talk_rules_at(whole_record));
    const std::string author = key.name.substr(0, key.name.find('/'));
    TRUCE_ASSIGN(const Talks talks, talks_at(desk));
    // What its author may not see is not there for it: neither a word nor a refusal tells of it.
    const Talks seen = seen_by(talks, *rules, author, now);
    const Talk asked{{}, author, key.name, now, request.step};
    TRUCE_TRY(complete_about(seen, *rules, request, asked.speaker(), now));
    if (!request.like_word.empty()) {
        constexpr std::array rounds{TalkKind::round_called};
        TRUCE_ASSIGN(request.step.like, find_talk_step(seen, request.like_word, rounds));
    }
    TalkBody body = composed(seen, std::move(request.step), asked.speaker());
    if (row_of(body.kind).open) body.audience = TalkAudience::public_;
    if (body.kind == TalkKind::document_signed && body.digest.empty() && !body.reported) {
        const Talk* opening = seen.find(body.about);
        const Talk* version = opening == nullptr ? nullptr : seen.find(opening->body.about);
        if (version != nullptr) body.digest = version_digest(version->body);
    }
    const std::string id = new_uuid(random);
    // A copy knows no later clock than its own entries'; the record's will not be earlier than that.
    const Instant at = talks.steps().empty() ? now : std::max(now, talks.steps().back().recorded_at);
    const Talk step{id, author, key.name, at, body};
    TRUCE_TRY(seen.admits(*rules, step));
    TRUCE_TRY(talks.admits(*rules, step));
    ComposedTalk done;
    TRUCE_ASSIGN(done.body, talk_parts(body, random));
    std::optional<OpenHeader> open;
    if (row_of(body.kind).open) open = OpenHeader{now, std::string(row_of(body.kind).name), step.refs()};
    const EntryHeader header{author, body_root(done.body), id, desk.origin, std::move(open), desk.prev, slot_of(now)};
    done.id = id;
    done.text = entry_text(header);
    done.words = talk_headline(step, seen, *rules) + "\n" + talk_details(step, seen, *rules, 4);
    done.step = std::move(body);
    return done;
}

Result<Submission> sign_talk(ComposedTalk composed, const NoteSigner& signer) {
    TRUCE_ASSIGN(std::string note, sign_note(composed.text, signer));
    return Submission{std::move(note), std::move(composed.body)};
}

}  // namespace truce
