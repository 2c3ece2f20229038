// What holds of all talks, whatever was said in them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "truce/base/json.hpp"
#include "truce/talks/commitment.hpp"
#include "truce/talks/contact.hpp"
#include "truce/talks/document.hpp"
#include "truce/talks/invented_talks.hpp"
#include "truce/talks/round.hpp"

namespace truce {
namespace {

using namespace invented_talks;
using K = TalkKind;

const std::vector<std::string> everybody{"alpha", "beta", "gamma", "late", "north", "south", "office"};

std::string some_subject(const Talks& talks, K kind) {
    std::vector<std::string> found;
    for (const Talk& step : talks.steps()) {
        if (std::ranges::find(row_of(kind).about, step.body.kind) != row_of(kind).about.end()) found.push_back(step.id);
    }
    return found.empty() ? std::string() : *rc::gen::elementOf(found);
}

/// Takes about `length` random steps; those that are refused are left out.
Table random_table(const TalkRules& rules, int length) {
    Table table(rules);
    for (int i = 0; i < length; ++i) {
        const auto kind = static_cast<K>(*rc::gen::inRange(0, static_cast<int>(talk_rows().size())));
        const std::string who = *rc::gen::elementOf(everybody);
        TalkBody b = filled(kind);
        b.about = some_subject(table.talks(), kind);
        if (kind == K::position_taken) b.stance = *rc::gen::element(Stance::accepts, Stance::refuses);
        if (kind == K::invitation_answered || kind == K::round_answered)
            b.choice = *rc::gen::element(Choice::approve, Choice::approve, Choice::object);
        if (kind == K::invitation_sent) b.to = {*rc::gen::element<std::string>("north", "south", "late")};
        if (kind == K::session_planned && *rc::gen::arbitrary<bool>()) {
            b.access = SessionAccess::closed;
            b.audience = TalkAudience::session;
        }
        if (kind == K::commitment_recorded) b.source = "article 2";
        if (kind == K::contact_opened) b.to = {*rc::gen::element<std::string>("alpha", "north")};
        if (kind == K::contact_closed) b.containment = *rc::gen::element(Containment::contained, Containment::not_contained);
        if (kind == K::document_tabled && *rc::gen::arbitrary<bool>()) b.audience = TalkAudience::public_;
        table.take(who, std::move(b));
    }
    return table;
}

/// What everybody sees, apart from the order in which things are listed.
std::set<std::string> view(const Talks& talks, const TalkRules& rules, Instant now) {
    std::set<std::string> out;
    for (const RoundView& r : rounds_of(talks, rules, now)) {
        out.insert(fmt::format("{} {} {} {} {}", r.id, name_of(r.phase), r.sequence, r.place, r.when ? r.when->from.us : 0));
        for (const Invited& one : r.invited)
            out.insert(fmt::format("{} {} {} {} {} {} {}", r.id, one.who, one.role, one.answer ? name_of(*one.answer) : "-", one.list,
                                   one.accredited_by.size(), one.withdrawn));
        for (const SessionView& one : r.sessions)
            out.insert(fmt::format("{} {} {}", one.id, one.plan, std::set<std::string>(one.minutes.begin(), one.minutes.end()).size()));
        for (const Missing& one : missing_of(r, rules, now)) out.insert(fmt::format("{} {} {}", r.id, name_of(one.what), one.note));
    }
    for (const DocumentView& d : documents_of(talks, now)) {
        out.insert(fmt::format("{} {} {} {}", d.id, name_of(d.status), d.versions.size(), fmt::join(d.refused_by, ",")));
        for (const Signature& one : d.signatures)
            out.insert(fmt::format("{} {} {}", one.opening, fmt::join(one.signed_by, ","), one.complete));
    }
    for (const CommitmentView& c : commitments_of(talks, now))
        out.insert(fmt::format("{} {} {} {}", c.id, c.debtor, name_of(c.state), c.others.size()));
    const Hotline hotline = hotline_of(talks, now);
    for (const ContactView& c : hotline.contacts)
        out.insert(fmt::format("{} {} {} {} {}", c.id, name_of(c.phase), c.answers.size(), fmt::join(c.silent, ","),
                               c.containment ? name_of(*c.containment) : "-"));
    out.insert(fmt::format("{} activations on {} issues", hotline.contacts.size(), hotline.issues));
    return out;
}

RC_GTEST_PROP(TalkLaws, every_body_that_is_written_is_read_back, ()) {
    const TalkRules all = rules();
    const Table table = random_table(all, 40);
    for (const Talk& step : table.talks().steps()) {
        const std::string text = canonical(to_json(step.body)).value();
        RC_ASSERT(read_talk(text).value() == step.body);
    }
}

RC_GTEST_PROP(TalkLaws, neighbours_that_commute_may_change_places, ()) {
    const TalkRules all = rules();
    const Table table = random_table(all, 70);
    std::vector<Talk> steps = table.talks().steps();
    RC_PRE(steps.size() > 1);
    for (int i = 0; i < 40; ++i) {
        const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(steps.size()) - 1));
        Talk& a = steps[at];
        Talk& b = steps[at + 1];
        const auto refs = b.refs();
        if (!commutes(a.body.kind) || !commutes(b.body.kind) || a.author == b.author || std::ranges::find(refs, a.id) != refs.end())
            continue;
        std::swap(a.recorded_at, b.recorded_at);
        std::swap(a, b);
    }
    Talks again;
    for (const Talk& step : steps) {
        const auto done = again.apply(all, step);
        RC_ASSERT(done.ok());
    }
    RC_ASSERT(view(again, all, hour(500)) == view(table.talks(), all, hour(500)));
}

RC_GTEST_PROP(TalkLaws, a_refusal_changes_nothing_and_what_was_said_stays_as_it_was_said, ()) {
    const TalkRules all = rules();
    const Table table = random_table(all, 40);
    Talks talks;
    std::vector<TalkBody> said;
    for (const Talk& step : table.talks().steps()) {
        RC_ASSERT(talks.apply(all, step).ok());
        said.push_back(step.body);
        const auto before = view(talks, all, hour(500));
        RC_ASSERT(talks.apply(all, step).error().id == "talks.step_twice");
        RC_ASSERT(view(talks, all, hour(500)) == before);
    }
    for (std::size_t i = 0; i < said.size(); ++i) RC_ASSERT(talks.steps()[i].body == said[i]);
}

RC_GTEST_PROP(TalkLaws, what_a_viewer_sees_is_what_it_may_see, ()) {
    const TalkRules all = rules();
    const Table table = random_table(all, 60);
    for (const std::string& viewer :
         {std::string(), std::string("north"), std::string("south"), std::string("office"), std::string("beta")}) {
        const Talks seen = seen_by(table.talks(), all, viewer, hour(500));
        for (const Talk& step : seen.steps()) {
            if (step.author == viewer || step.body.audience == TalkAudience::public_) continue;
            RC_ASSERT(!viewer.empty());
            if (step.body.audience == TalkAudience::concerned) {
                const Talk& contact = *table.talks().contact_of(step);
                const bool called = std::ranges::find(contact.body.to, viewer) != contact.body.to.end();
                RC_ASSERT(contact.author == viewer || called || viewer == "office");
            }
            if (step.body.audience != TalkAudience::session) continue;
            const auto members = table.talks().members_of(step.body.kind == K::session_planned ? step.id : step.body.session);
            RC_ASSERT(std::ranges::find(members, viewer) != members.end());
        }
        // Everything that is computed from it can be computed: nothing hangs on what was left out.
        view(seen, all, hour(500));
    }
}

RC_GTEST_PROP(TalkLaws, what_every_participant_sees_each_of_them_sees, ()) {
    const TalkRules all = rules();
    const Table table = random_table(all, 60);
    const Talks seen = seen_by_every_participant(table.talks());
    for (const std::string& viewer : {std::string("north"), std::string("south"), std::string("office"), std::string("beta")}) {
        const Talks theirs = seen_by(table.talks(), all, viewer, hour(500));
        for (const Talk& step : seen.steps()) RC_ASSERT(theirs.find(step.id) != nullptr);
    }
    for (const Talk& step : seen.steps()) {
        RC_ASSERT(step.body.audience == TalkAudience::public_ || step.body.audience == TalkAudience::mechanism);
        for (const Delegate& one : step.body.people) RC_ASSERT(one.name == sealed_name);
    }
    for (const Talk& step : table.talks().steps()) {
        if (step.body.audience == TalkAudience::public_) RC_ASSERT(seen.find(step.id) != nullptr);
    }
    view(seen, all, hour(500));
}

}  // namespace
}  // namespace truce
