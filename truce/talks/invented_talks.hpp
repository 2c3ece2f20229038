/// Invented talks for tests: the mechanism of examine/invented_case.hpp, with a profile that lets its roles take the steps of talks.
/// Nothing outside tests includes this.
#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "truce/examine/invented_case.hpp"
#include "truce/talks/talks.hpp"

namespace truce::invented_talks {

using invented_case::ever;
using invented_case::hour;
using invented_case::hours;

inline std::vector<std::string> named(std::initializer_list<TalkKind> kinds) {
    std::vector<std::string> names;
    for (const TalkKind kind : kinds) names.emplace_back(row_of(kind).name);
    return names;
}

inline Profile profile() {
    using K = TalkKind;
    Profile p = invented_case::profile();
    std::vector<std::string> all{std::string(report_permission)};
    for (const TalkRow& row : talk_rows()) all.emplace_back(row.name);
    const auto add = [&](std::size_t role, const std::vector<std::string>& kinds) {
        p.roles[role].may.insert(p.roles[role].may.end(), kinds.begin(), kinds.end());
    };
    add(0, all);
    add(1, named({K::invitation_answered, K::delegation_listed, K::delegation_withdrawn, K::minutes_filed, K::minutes_dissented,
                  K::document_tabled, K::document_amended, K::document_withdrawn, K::position_taken, K::document_signed,
                  K::commitment_recorded, K::commitment_reported, K::commitment_assessed, K::contact_opened, K::contact_answered,
                  K::contact_closed}));
    add(2, {std::string(contact_permission)});
    add(2, named({K::invitation_sent, K::session_planned, K::document_amended, K::document_tabled, K::statement_quoted, K::minutes_filed,
                  K::delegation_questioned}));
    p.decisions.push_back({"round.called", DecisionRule::any_one, "guarantor", "article 4", 0});
    p.decisions.push_back({"round.set", DecisionRule::unanimity, "guarantor", "article 4", 0});
    p.deadlines.push_back({"reply", "invitation.sent", 24 * invented_case::hour_us, "article 5"});
    return p;
}

/// North signed the accord and the annex, south the accord only; that late signed the accord is disputed.
inline Terms terms() {
    Terms t = invented_case::terms();
    const auto sign = [&](const std::string& who, const std::string& what, std::vector<std::string> disputed) {
        t.edges.push_back({who, Relation::signatory_of, what, ever(), "1", "alpha", std::move(disputed)});
    };
    sign("north", "accord", {});
    sign("north", "annex", {});
    sign("south", "accord", {});
    sign("late", "accord", {"north"});
    return t;
}

inline TalkRules rules() { return {std::make_shared<const Profile>(profile()), terms()}; }

inline TalkBody body(TalkKind kind) {
    TalkBody b;
    b.kind = kind;
    if (row_of(kind).open) b.audience = TalkAudience::public_;
    if (row_of(kind).concerned) b.audience = TalkAudience::concerned;
    return b;
}

inline TalkBody about(TalkKind kind, std::string id) {
    TalkBody b = body(kind);
    b.about = std::move(id);
    return b;
}

inline std::vector<ClauseText> clauses(std::string first, std::string second = "The road is open.") {
    return {{"c1", {{"en", std::move(first)}}}, {"c2", {{"en", std::move(second)}}}};
}

/// A body of the kind with every member it needs; what it is about is left to the caller.
inline TalkBody filled(TalkKind kind) {
    TalkBody b = body(kind);
    for (const TalkUse& use : row_of(kind).members) {
        if (!use.required) continue;
        switch (use.member) {
            case TalkMember::to: b.to = {"north"}; break;
            case TalkMember::text: b.text = "in words"; break;
            case TalkMember::title: b.title = "a title"; break;
            case TalkMember::texts: b.texts = {{"en", "in words"}}; break;
            case TalkMember::when: b.when = hours(300, 320); break;
            case TalkMember::place: b.place = "the old customs house"; break;
            case TalkMember::members: b.members = {"alpha", "north"}; break;
            case TalkMember::access: b.access = SessionAccess::open; break;
            case TalkMember::manner: b.manner = SessionManner::shuttled; break;
            case TalkMember::role: b.role = "party"; break;
            case TalkMember::choice: b.choice = Choice::approve; break;
            case TalkMember::people: b.people = {{"A. Example", "head of delegation", true}, {"B. Example", "adviser", false}}; break;
            case TalkMember::clauses: b.clauses = clauses("Fire ceases."); break;
            case TalkMember::languages: b.languages = {"en"}; break;
            case TalkMember::stance: b.stance = Stance::accepts; break;
            case TalkMember::character: b.character = Character::joint_statement; break;
            case TalkMember::signatories: b.signatories = {"alpha", "beta"}; break;
            case TalkMember::owed: b.owed = {{"alpha", hour(200)}, {"beta", std::nullopt}}; break;
            case TalkMember::outcome: b.outcome = Fulfilment::fulfilled; break;
            case TalkMember::body: b.body = "the Assembly"; break;
            case TalkMember::verb: b.verb = "welcomes"; break;
            case TalkMember::object: b.object = "the efforts"; break;
            case TalkMember::speaker: b.speaker = "the envoy"; break;
            case TalkMember::source: b.source = "its journal, page 4"; break;
            case TalkMember::agenda: b.agenda = {"shelling at the ford"}; break;
            case TalkMember::containment: b.containment = Containment::contained; break;
            default: break;
        }
    }
    // What was proposed is set; composed() fills it in.
    if (kind == TalkKind::round_set) {
        b.when.reset();
        b.place.clear();
    }
    if (kind == TalkKind::round_called)
        b.seats = {{"alpha", "", "guarantor", "", {}, ""},
                   {"beta", "", "guarantor", "", {}, ""},
                   {"gamma", "", "guarantor", "", {}, ""},
                   {"isles", "Assembly of the Isles", "observer", "ambassador", {}, ""},
                   {"", "", "party", "minister", {"accord"}, ""}};
    return b;
}

/// Talks that are written into: ids and times are given in order. Everybody decides as of hour 110 and later.
class Table {
public:
    explicit Table(const TalkRules& rules) : rules_(rules) {}

    Talk step(const std::string& author, TalkBody b) {
        ++count_;
        if (time_ < hour(110 + count_)) time_ = hour(110 + count_);
        return {fmt::format("s{}", count_), author, author + "/key", time_, std::move(b)};
    }
    /// Composed as a desk would, then offered; the id of the step, or the code of its refusal.
    std::string take(const std::string& author, TalkBody b) {
        Talk next = step(author, std::move(b));
        next.body = composed(talks_, std::move(next.body), next.speaker());
        if (next.body.kind == TalkKind::document_signed && next.body.digest.empty() && !next.body.reported) {
            const Talk* opening = talks_.find(next.body.about);
            const Talk* version = opening == nullptr ? nullptr : talks_.find(opening->body.about);
            next.body.digest = version == nullptr ? std::string(64, '0') : version_digest(version->body);
        }
        std::string id = next.id;
        auto done = talks_.apply(rules_, std::move(next));
        last_ = done ? Error{} : done.error();
        return done ? id : done.error().id;
    }
    std::string take(const std::string& author, TalkKind kind, const std::string& subject = "") {
        TalkBody b = filled(kind);
        b.about = subject;
        return take(author, std::move(b));
    }
    void wait_until(Instant t) { time_ = t; }
    [[nodiscard]] Instant now() const { return time_; }
    [[nodiscard]] const Talks& talks() const { return talks_; }
    [[nodiscard]] const TalkRules& rules() const { return rules_; }
    [[nodiscard]] const Error& last() const { return last_; }

private:
    const TalkRules& rules_;
    std::int64_t count_ = 0;
    Instant time_;
    Talks talks_;
    Error last_;
};

}  // namespace truce::invented_talks
