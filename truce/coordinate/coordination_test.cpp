// The steps of coordination: what follows what, and that nobody learns more than his level by any way of looking or of being refused.
#include "truce/coordinate/coordination.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "tests/checkout.hpp"
#include "truce/agreement/profile.hpp"
#include "truce/base/json.hpp"
#include "truce/coordinate/alert.hpp"
#include "truce/coordinate/testing.hpp"

namespace truce {
namespace {

using namespace coordinate_testing;
using K = CoordinationKind;
using L = DisclosureLevel;

const std::vector<std::string> participants{"aldmere",         "borvik",           "castane",          "isles-forum",
                                            "mediator-office", "northern-council", "southern-assembly"};
constexpr std::int64_t day_us = 1'687'255'200'000'000;  // 2023-06-20T10:00:00Z

/// The exercise's terms and profile; every participant may sign every kind, so that only the levels decide.
CoordinationTerms terms() {
    static const CoordinationTerms once = [] {
        const Path example = Path(checkout) / "examples/exercise";
        Problems problems;
        auto profile = read_profile_file(example / "profile.toml", problems);
        EXPECT_TRUE(profile.ok()) << profile.error().text();
        auto all = std::make_shared<Profile>(*profile->profile);
        for (Role& role : all->roles)
            for (const CoordinationRow& row : coordination_rows()) role.may.emplace_back(row.name);
        for (Role& role : all->roles) std::ranges::sort(role.may);
        auto terms = read_terms_file(example / "terms.toml", *all, problems);
        EXPECT_TRUE(terms.ok()) << terms.error().text();
        auto made = CoordinationTerms::create(all, terms->terms);
        EXPECT_TRUE(made.ok()) << made.error().text();
        made->matrix = {};
        return std::move(*made);
    }();
    return once;
}

std::string id_of(int n) { return fmt::format("{:08}-0000-4000-8000-000000000000", n); }

Volume place(std::int64_t from_hour, std::int64_t to_hour, double lon = -28.0) {
    return {disc(-18.05, lon, 1), std::move(Height::surface(0)).value(), {{day_us + from_hour * hour_us}, {day_us + to_hour * hour_us}}};
}

CoordinationStep step(int n, std::string author, CoordinationBody body) {
    CoordinationStep out{id_of(n), std::move(author), "", {day_us - 190 * hour_us + n}, std::move(body), {}};
    out.key_name = out.author + "/1";
    if (out.body.kind == K::activity_filed || out.body.kind == K::activity_changed)
        out.key = AwarenessKey::from_secret("a secret of " + out.id + " that is long enough");
    return out;
}

CoordinationBody filing_of(std::vector<Volume> volumes, Workflow workflow = Workflow::notify, std::vector<std::string> to = {}) {
    CoordinationBody b;
    b.kind = K::activity_filed;
    b.activity_kind = "patrol";
    b.workflow = workflow;
    b.volumes = std::move(volumes);
    b.to = std::move(to);
    return b;
}

CoordinationBody body_of(K kind, int activity = 0, int version = 0) {
    CoordinationBody b;
    b.kind = kind;
    if (activity != 0) b.activity = id_of(activity);
    if (version != 0) b.version = id_of(version);
    return b;
}

CoordinationBody consent_area(std::string name) {
    CoordinationBody b = body_of(K::area_declared);
    b.area = std::move(name);
    b.regime = ConsentArea::Regime::consent;
    b.volumes = {place(-900, 900)};
    return b;
}

/// Everything that a participant can look at.
std::string looked_at(const Coordination& all, const std::string& who) {
    std::string text;
    for (const CoordinationStep& one : all.steps()) {
        if (all.may_read(one, who)) text += canonical(Json(to_json(one.body))).value() + one.id + "\n";
    }
    for (const auto& [id, activity] : all.book().activities()) {
        if (all.may_see(activity, who)) text += "sees " + id + "\n";
    }
    return text;
}

/// The refusals of everything that somebody may try with an activity that is not his.
std::string refusals(const Coordination& all, const std::string& who, int activity) {
    std::string text;
    for (const CoordinationRow& row : coordination_rows()) {
        CoordinationBody b = body_of(row.kind);
        if (allows(row, CoordinationMember::activity)) b.activity = id_of(activity);
        if (allows(row, CoordinationMember::version)) b.version = id_of(activity);
        if (allows(row, CoordinationMember::volumes)) b.volumes = {place(0, 1)};
        if (allows(row, CoordinationMember::activity_kind)) b.activity_kind = "patrol";
        if (allows(row, CoordinationMember::digest)) b.digest = std::string(64, '0');
        if (allows(row, CoordinationMember::outcome)) b.outcome = MovementOutcome::delayed;
        if (allows(row, CoordinationMember::with)) b.with = "far-shore-union";
        if (allows(row, CoordinationMember::level)) b.level = L::full;
        if (row.kind == K::conflict_raised) b.text = "x";
        if (row.kind == K::disclosure_proposed) b.about = id_of(99);
        if (!allows(row, CoordinationMember::activity)) continue;
        const auto said = all.admits(step(500, who, b));
        std::string words = said ? std::string("taken") : said.error().text();
        // Both name what they name.
        for (std::size_t at = words.find(id_of(activity)); at != std::string::npos; at = words.find(id_of(activity)))
            words.replace(at, id_of(activity).size(), "ID");
        text += fmt::format("{}: {}\n", row.name, words);
    }
    return text;
}

TEST(CoordinationDisclosure, over_all_pairs_and_levels_nobody_learns_more_than_its_level) {
    int pairs = 0;
    for (const std::string& owner : participants)
        for (const std::string& reader : participants)
            for (const L level : {L::review, L::shift, L::overlap, L::full}) {
                if (owner == reader) continue;
                ++pairs;
                CoordinationTerms with_level = terms();
                with_level.matrix.set(owner, reader, level);
                Coordination here(with_level);
                ASSERT_TRUE(here.apply(step(1, owner, filing_of({place(0, 2)}))).ok());
                // Another world: what the level hides is another. At review everything but that something is in the way.
                Coordination there(with_level);
                CoordinationBody other = filing_of({place(0, 2)});
                if (level == L::review) other = filing_of({place(0, 1), place(1, 2, -28.005)});
                if (level == L::review) other.activity_kind = "movement";
                if (level < L::full) other.volumes.push_back(place(500, 501, -10));
                if (level < L::full) other.text = "another text";
                ASSERT_TRUE(there.apply(step(1, owner, other)).ok());
                const std::string where = fmt::format("{} reads {} at {}", reader, owner, name_of(level));
                EXPECT_EQ(looked_at(here, reader), looked_at(there, reader)) << where;
                EXPECT_EQ(looked_at(here, reader).find("sees") != std::string::npos, level == L::full) << where;
                CoordinationBody asked = body_of(K::activity_asked);
                asked.activity_kind = "flight";
                asked.volumes = {place(0, 2)};
                const Answer answer = here.ask(reader, asked);
                EXPECT_EQ(canonical(to_json(answer)).value(), canonical(to_json(there.ask(reader, asked))).value()) << where;
                EXPECT_EQ(answer.under_review, level == L::review) << where;
                EXPECT_EQ(answer.disclosed.size(), level >= L::overlap ? 1U : 0U) << where;
                EXPECT_EQ(answer.shifts.has_value(), level >= L::shift) << where;
                // What is not for him is refused in the words for what does not exist, whatever he tries.
                if (level < L::full) EXPECT_EQ(refusals(here, reader, 1), refusals(here, reader, 77)) << where;
                EXPECT_EQ(refusals(here, reader, 1), refusals(there, reader, 1)) << where;
                // A filing tells its owner, and no other, what it told.
                const auto told = here.told_by(step(2, reader, filing_of({place(0, 2)})));
                ASSERT_EQ(told.size(), 1U) << where;
                EXPECT_EQ(told[0], (Told{reader, id_of(1), owner, level})) << where;
            }
    EXPECT_EQ(pairs, 7 * 6 * 4);
}

TEST(Coordination, ten_who_file_into_one_place_know_of_all_who_were_there_before) {
    CoordinationTerms all = terms();
    for (const std::string& a : participants)
        for (const std::string& b : participants) all.matrix.set(a, b, L::shift);
    Coordination coordination(all);
    std::vector<std::string> digests(10, digest_of({}).hex());
    std::vector<bool> filed(10, false);
    int n = 1;
    int refused = 0;
    while (std::ranges::find(filed, false) != filed.end()) {
        for (std::size_t i = 0; i < 10; ++i) {
            if (filed[i]) continue;
            CoordinationBody b = filing_of({place(0, 2)});
            b.seen = digests[i];
            const std::string& who = participants[i % participants.size()];
            const auto done = coordination.apply(step(n++, who, b));
            filed[i] = done.ok();
            if (done) continue;
            ASSERT_EQ(done.error().id, "awareness.stale");
            ++refused;
        }
        // Everybody who was refused asks again; all see the same.
        for (std::size_t i = 0; i < 10; ++i) {
            CoordinationBody asked = body_of(K::activity_asked);
            asked.activity_kind = "patrol";
            asked.volumes = {place(0, 2)};
            digests[i] = coordination.ask(participants[i % participants.size()], asked).digest;
        }
    }
    EXPECT_EQ(coordination.book().live().activities(), 10U);
    EXPECT_EQ(refused, 9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1) << "one is taken in each round";
}

TEST(Coordination, areas_channels_and_silence_follow_the_documents_and_their_holders) {
    Coordination all(terms());
    CoordinationBody area = consent_area("north-road");
    ASSERT_TRUE(all.apply(step(1, "northern-council", area)).ok());
    EXPECT_EQ(all.book().rules().areas.front().silence, ConsentArea::Silence::refuses) << "the profile's rule for that holder";
    EXPECT_EQ(all.admits(step(2, "aldmere", area)).error().id, "area.holder");
    ASSERT_TRUE(all.apply(step(2, "borvik", filing_of({place(0, 2)}, Workflow::clearance, {"northern-council"}))).ok());
    const Activity& patrol = *all.book().find(id_of(2));
    EXPECT_EQ(patrol.state(all.book().rules(), {day_us - 190 * hour_us + 10}), ActivityState::filed);
    EXPECT_EQ(patrol.state(all.book().rules(), {day_us - 165 * hour_us}), ActivityState::refused) << "silence, a day later";
    CoordinationBody given = body_of(K::consent_given, 2, 2);
    given.digest = volumes_digest(patrol.volumes());
    EXPECT_EQ(all.admits(step(3, "southern-assembly", given)).error().id, "activity.unknown") << "not for it";
    ASSERT_TRUE(all.apply(step(3, "northern-council", given)).ok());
    EXPECT_EQ(patrol.state(all.book().rules(), {day_us}), ActivityState::cleared);
    CoordinationBody channel = body_of(K::channel_suspended);
    channel.with = "borvik";
    channel.text = "x";
    ASSERT_TRUE(all.apply(step(4, "aldmere", channel)).ok());
    CoordinationBody other = channel;
    other.with = "aldmere";
    ASSERT_TRUE(all.apply(step(5, "borvik", other)).ok());
    channel.kind = K::channel_resumed;
    ASSERT_TRUE(all.apply(step(6, "aldmere", channel)).ok());
    EXPECT_TRUE(all.book().matrix().suspended("aldmere", "borvik")) << "the other side has not resumed it";
    other.kind = K::channel_resumed;
    ASSERT_TRUE(all.apply(step(7, "borvik", other)).ok());
    EXPECT_FALSE(all.book().matrix().suspended("aldmere", "borvik"));
    CoordinationTerms later = terms();
    later.silences.clear();
    later.matrix.set("borvik", "aldmere", L::full);
    all.adopt(later);
    EXPECT_EQ(all.book().rules().areas.front().silence, ConsentArea::Silence::open);
    EXPECT_TRUE(all.may_see(*all.book().find(id_of(2)), "aldmere"));
}

TEST(Coordination, what_moves_is_for_those_to_whom_it_was_filed_and_not_for_whoever_must_consent) {
    Coordination all(terms());
    CoordinationBody area = consent_area("north-road");
    ASSERT_TRUE(all.apply(step(1, "northern-council", area)).ok());
    CoordinationBody convoy = filing_of({place(0, 2)}, Workflow::clearance, {"northern-council"});
    convoy.convoy = Convoy{"Tern 1", "", "", {}, {}, std::nullopt};
    ASSERT_TRUE(all.apply(step(2, "isles-forum", convoy)).ok());
    // An area that is declared later makes a holder who was not told; what was disclosed in full was not told to its reader, either.
    area.area = "ford";
    ASSERT_TRUE(all.apply(step(3, "southern-assembly", area)).ok());
    const CoordinationStep& filed = *all.find(id_of(2));
    EXPECT_TRUE(all.may_read(filed, "southern-assembly"));
    EXPECT_FALSE(all.may_read_people(filed, "southern-assembly"));
    EXPECT_TRUE(all.may_read_people(filed, "northern-council") && all.may_read_people(filed, "isles-forum"));
    EXPECT_FALSE(all.may_read_people(filed, "aldmere"));
}

TEST(Coordination, only_the_owner_raises_the_level_and_the_thread_is_for_its_two_and_the_mediator) {
    CoordinationTerms all = terms();
    all.matrix.set("borvik", "aldmere", L::overlap);
    Coordination coordination(all);
    ASSERT_TRUE(coordination.apply(step(1, "borvik", filing_of({place(0, 2)}))).ok());
    CoordinationBody own = filing_of({place(1, 3)});
    own.keys = {coordination.book().find(id_of(1))->version().key.hex};
    ASSERT_TRUE(coordination.apply(step(2, "aldmere", own)).ok());
    CoordinationBody opening = body_of(K::conflict_raised, 2);
    opening.text = "can you wait?";
    opening.key = std::string(32, '0');
    EXPECT_EQ(coordination.admits(step(3, "aldmere", opening)).error().id, "conflict.key");
    opening.key = own.keys.front();
    ASSERT_EQ(coordination.told_by(step(3, "aldmere", opening)).size(), 1U) << "it shows its own to the other side";
    ASSERT_TRUE(coordination.apply(step(3, "aldmere", opening)).ok());
    EXPECT_TRUE(coordination.may_read(*coordination.find(id_of(3)), "borvik"));
    CoordinationBody reply = body_of(K::conflict_raised);
    reply.about = id_of(3);
    reply.text = "an hour";
    EXPECT_TRUE(coordination.admits(step(4, "borvik", reply)).ok());
    CoordinationBody raise = body_of(K::disclosure_agreed, 1);
    raise.with = "aldmere";
    raise.level = L::full;
    EXPECT_EQ(coordination.admits(step(4, "aldmere", raise)).error().id, "activity.unknown");
    ASSERT_TRUE(coordination.apply(step(4, "borvik", raise)).ok());
    EXPECT_EQ(coordination.book().level(*coordination.book().find(id_of(1)), "aldmere"), L::full);
    EXPECT_EQ(coordination.book().level(*coordination.book().find(id_of(2)), "borvik"), L::review) << "not the other way round";
    CoordinationBody suspended = body_of(K::channel_suspended);
    suspended.with = "aldmere";
    suspended.text = "x";
    ASSERT_TRUE(coordination.apply(step(5, "borvik", suspended)).ok());
    EXPECT_EQ(coordination.book().level(*coordination.book().find(id_of(1)), "aldmere"), L::review) << "while the channel is suspended";
}

CoordinationBody opening_of(std::vector<std::string> to) {
    CoordinationBody b = body_of(K::operations_opened);
    b.name = "North road";
    b.to = std::move(to);
    b.volumes = {place(-24, 24)};
    b.contact = Liaison{"watch officer", "+0000 1", ""};
    return b;
}

CoordinationBody about_operations(K kind, int opening, std::string line = {}) {
    CoordinationBody b = body_of(kind);
    b.about = id_of(opening);
    if (!line.empty()) b.contact = Liaison{"", std::move(line), "by day"};
    return b;
}

std::vector<std::string> lines_of(const Coordination& all, std::string_view who, std::vector<Volume> volumes) {
    std::vector<std::string> out;
    for (const LiaisonLine& one : all.lines_for(who, volumes))
        out.push_back(fmt::format("{} {}{}", one.who, one.contact.line, one.suspended ? " suspended" : ""));
    return out;
}

TEST(AreasOfOperations, tell_their_members_whom_to_call_and_others_nothing) {
    Coordination all(terms());
    ASSERT_TRUE(all.apply(step(1, "borvik", opening_of({"aldmere", "castane"}))).ok());
    ASSERT_TRUE(all.apply(step(2, "aldmere", about_operations(K::operations_joined, 1, "+0000 2"))).ok());
    for (const std::string& who : participants) {
        const bool invited = who == "aldmere" || who == "borvik" || who == "castane";
        const bool member = who == "aldmere" || who == "borvik";
        EXPECT_EQ(all.may_read(*all.find(id_of(1)), who), invited) << who;
        EXPECT_EQ(all.may_read(*all.find(id_of(2)), who), member) << who;
        EXPECT_EQ(all.may_read_people(*all.find(id_of(2)), who), member) << who;
        EXPECT_EQ(all.operations_of(who).size(), invited ? 1U : 0U) << who;
        EXPECT_EQ(lines_of(all, who, {}).size(), member ? 1U : 0U) << who;
    }
    // On the ground and in time, at whatever height.
    Volume flight = place(1, 2);
    flight.height = std::move(Height::band(3'000'000, 4'000'000)).value();
    EXPECT_EQ(lines_of(all, "borvik", {flight}), std::vector<std::string>{"aldmere +0000 2"});
    EXPECT_EQ(lines_of(all, "borvik", {place(1, 2, -10)}), std::vector<std::string>());
    EXPECT_EQ(lines_of(all, "borvik", {place(25, 26)}), std::vector<std::string>());
    EXPECT_EQ(lines_of(all, "borvik", {place(25, 26), place(24, 25)}).size(), 1U) << "windows are closed, and one of several is enough";
    // Whose contact is new gives the new one; whose channel is suspended is said.
    ASSERT_TRUE(all.apply(step(3, "aldmere", about_operations(K::operations_joined, 1, "+0000 3"))).ok());
    CoordinationBody channel = body_of(K::channel_suspended);
    channel.with = "borvik";
    channel.text = "x";
    ASSERT_TRUE(all.apply(step(4, "aldmere", channel)).ok());
    EXPECT_EQ(lines_of(all, "borvik", {flight}), std::vector<std::string>{"aldmere +0000 3 suspended"});
    EXPECT_EQ(lines_of(all, "aldmere", {flight}), std::vector<std::string>{"borvik +0000 1 suspended"});
    // Whoever leaves reads and is read no more; what is closed calls nobody.
    ASSERT_TRUE(all.apply(step(5, "aldmere", about_operations(K::operations_left, 1))).ok());
    EXPECT_TRUE(lines_of(all, "borvik", {}).empty() && lines_of(all, "aldmere", {}).empty());
    ASSERT_TRUE(all.apply(step(6, "castane", about_operations(K::operations_joined, 1))).ok());
    EXPECT_TRUE(lines_of(all, "borvik", {}).empty()) << "it gave no contact";
    EXPECT_EQ(lines_of(all, "castane", {}), std::vector<std::string>{"borvik +0000 1"});
    EXPECT_FALSE(all.may_read(*all.find(id_of(3)), "castane")) << "the one it is of has left";
    ASSERT_TRUE(all.apply(step(7, "borvik", about_operations(K::operations_closed, 1))).ok());
    EXPECT_TRUE(lines_of(all, "castane", {}).empty());
}

TEST(AreasOfOperations, refuse_whoever_was_not_invited_in_the_words_for_what_does_not_exist) {
    Coordination all(terms());
    EXPECT_EQ(all.admits(step(1, "borvik", opening_of({"borvik"}))).error().id, "operations.with");
    EXPECT_EQ(all.admits(step(1, "borvik", opening_of({"nobody"}))).error().id, "operations.with");
    CoordinationBody high = opening_of({"aldmere"});
    high.volumes.front().height = std::move(Height::band(0, 1)).value();
    EXPECT_EQ(all.admits(step(1, "borvik", high)).error().id, "coordination.member");
    CoordinationBody silent = opening_of({"aldmere"});
    silent.contact->line.clear();
    EXPECT_EQ(all.admits(step(1, "borvik", silent)).error().id, "coordination.member");
    ASSERT_TRUE(all.apply(step(1, "borvik", opening_of({"aldmere"}))).ok());
    EXPECT_EQ(all.admits(step(2, "borvik", opening_of({"aldmere"}))).error().id, "operations.name");
    EXPECT_TRUE(all.admits(step(2, "castane", opening_of({"aldmere"}))).ok()) << "another keeper's name is its own";
    for (const K kind : {K::operations_joined, K::operations_left, K::operations_closed}) {
        const auto real = all.admits(step(2, "castane", about_operations(kind, 1)));
        const auto none = all.admits(step(2, "castane", about_operations(kind, 9)));
        EXPECT_EQ(real.error().id, "coordination.unknown");
        EXPECT_EQ(real.error().what.size(), none.error().what.size());
        EXPECT_EQ(real.error().remedy, none.error().remedy);
    }
    EXPECT_EQ(all.admits(step(2, "aldmere", about_operations(K::operations_left, 1))).error().id, "operations.not_member");
    EXPECT_EQ(all.admits(step(2, "borvik", about_operations(K::operations_left, 1))).error().id, "operations.not_member");
    EXPECT_EQ(all.admits(step(2, "aldmere", about_operations(K::operations_closed, 1))).error().id, "operations.not_keeper");
    ASSERT_TRUE(all.apply(step(2, "borvik", about_operations(K::operations_closed, 1))).ok());
    EXPECT_EQ(all.admits(step(3, "aldmere", about_operations(K::operations_joined, 1))).error().id, "operations.closed");
    EXPECT_TRUE(all.admits(step(3, "borvik", opening_of({"aldmere"}))).ok()) << "its name is free again";
}

/// "what at who", an hour counted from day_us.
std::vector<std::string> alerts(const Coordination& all, const std::string& who, double hour) {
    std::vector<std::string> out;
    for (const Alert& one : alerts_for(all, who, {day_us + static_cast<std::int64_t>(hour * hour_us)})) {
        const double at = static_cast<double>(one.at.us - day_us) / hour_us;
        out.push_back(fmt::format("{} {}{}{}", name_of(one.what), at, one.who.empty() ? "" : " ", fmt::join(one.who, " ")));
    }
    return out;
}
using Said = std::vector<std::string>;

TEST(CoordinationAlerts, of_a_notification_say_what_is_due_before_it_begins_and_what_is_missing_while_it_goes) {
    Coordination all(terms());
    CoordinationBody convoy = filing_of({place(10, 12), place(12, 14)}, Workflow::notify, {"borvik", "castane"});
    convoy.activity_kind = "movement";
    convoy.convoy = Convoy{"Tern 1", "flour", "", {}, {}, Instant{day_us + 8 * hour_us}};
    ASSERT_TRUE(all.apply(step(1, "aldmere", convoy)).ok());
    EXPECT_EQ(alerts(all, "aldmere", 1.9), Said()) << "six hours before the first of it, and no sooner";
    EXPECT_EQ(alerts(all, "aldmere", 2), Said{"go_by 8"});
    EXPECT_EQ(alerts(all, "aldmere", 4), (Said{"go_by 8", "not_acknowledged 10 borvik castane", "begins 10"}));
    EXPECT_EQ(alerts(all, "borvik", 4), (Said{"go_by 8", "begins 10"}));
    for (const std::string& other : participants)
        if (other != "aldmere" && other != "borvik" && other != "castane") EXPECT_EQ(alerts(all, other, 4), Said()) << other;
    ASSERT_TRUE(all.apply(step(2, "borvik", body_of(K::activity_acknowledged, 1, 1))).ok());
    EXPECT_EQ(alerts(all, "aldmere", 9), (Said{"go_by 8", "not_acknowledged 10 castane", "begins 10"}));
    EXPECT_EQ(alerts(all, "aldmere", 10), (Said{"go_by 8", "not_acknowledged 10 castane", "not_started 10"})) << "it begins now";
    EXPECT_EQ(alerts(all, "borvik", 10), Said{"go_by 8"});
    Coordination unsaid = all;
    EXPECT_EQ(alerts(unsaid, "aldmere", 14), Said{"not_closed 14"}) << "its end is not of it";
    ASSERT_TRUE(all.apply(step(3, "aldmere", body_of(K::activity_started, 1, 1))).ok());
    EXPECT_EQ(alerts(all, "aldmere", 13.9), Said());
    EXPECT_EQ(alerts(all, "aldmere", 14), Said{"overdue 14"});
    EXPECT_EQ(alerts(all, "castane", 14), Said{"overdue 14"}) << "those to whom it was filed look out for it as well";
    CoordinationBody strayed = body_of(K::activity_strayed, 1, 1);
    strayed.text = "a bridge is down";
    CoordinationStep off = step(4, "aldmere", strayed);
    off.recorded_at = {day_us + 11 * hour_us};
    ASSERT_TRUE(all.apply(off).ok());
    EXPECT_EQ(alerts(all, "castane", 12), Said{"out_of_bounds 11"});
    EXPECT_EQ(alerts(all, "castane", 15), (Said{"out_of_bounds 11", "overdue 14"}));
    CoordinationStep end = step(5, "aldmere", body_of(K::activity_ended, 1, 1));
    end.recorded_at = off.recorded_at;
    ASSERT_TRUE(all.apply(end).ok());
    for (const std::string& who : participants) EXPECT_EQ(alerts(all, who, 15), Said()) << who;
    CoordinationStep back = step(6, "aldmere", body_of(K::activity_withdrawn, 1, 1));
    back.recorded_at = {day_us - 100 * hour_us};
    back.id = id_of(6);
    ASSERT_FALSE(unsaid.apply(step(7, "borvik", body_of(K::activity_withdrawn, 1, 1))).ok());
    ASSERT_TRUE(unsaid.apply(back).ok());
    EXPECT_EQ(alerts(unsaid, "aldmere", 14), Said()) << "withdrawn, it is over";
}

TEST(CoordinationAlerts, of_a_clearance_name_whose_consent_is_lacking_lapses_or_no_longer_stands) {
    Coordination all(terms());
    ASSERT_TRUE(all.apply(step(1, "northern-council", consent_area("north-road"))).ok());
    ASSERT_TRUE(all.apply(step(2, "aldmere", filing_of({place(10, 14)}, Workflow::clearance, {"northern-council"}))).ok());
    EXPECT_EQ(alerts(all, "aldmere", 3), Said());
    EXPECT_EQ(alerts(all, "aldmere", 5), (Said{"not_cleared 10 northern-council", "begins 10"}));
    EXPECT_EQ(alerts(all, "northern-council", 5), Said{"begins 10"}) << "what awaits its word is said elsewhere";
    CoordinationBody consent = body_of(K::consent_given, 2, 2);
    consent.digest = volumes_digest({place(10, 14)});
    consent.until = Instant{day_us + 13 * hour_us};
    ASSERT_TRUE(all.apply(step(3, "northern-council", consent)).ok());
    EXPECT_EQ(alerts(all, "aldmere", 0), Said{"consent_lapses 13 northern-council"}) << "at once: the plan does not fit the consent";
    ASSERT_TRUE(all.apply(step(4, "aldmere", body_of(K::activity_started, 2, 2))).ok());
    EXPECT_EQ(alerts(all, "aldmere", 12), Said{"consent_lapses 13 northern-council"});
    EXPECT_EQ(alerts(all, "aldmere", 13.5), Said{"out_of_bounds 10"}) << "it goes without the consent that it needs";
    EXPECT_EQ(alerts(all, "northern-council", 13.5), Said{"out_of_bounds 10"});

    Coordination closed(terms());
    ASSERT_TRUE(closed.apply(step(1, "aldmere", filing_of({place(10, 14)}, Workflow::clearance))).ok());
    CoordinationBody area = consent_area("north-road");
    area.regime = ConsentArea::Regime::blocked;
    ASSERT_TRUE(closed.apply(step(2, "northern-council", area)).ok());
    EXPECT_EQ(alerts(closed, "aldmere", -20), Said{"blocked 10 northern-council"}) << "as soon as the area is closed";
}

TEST(CoordinationAlerts, name_a_suspended_channel_to_those_it_is_between_and_what_is_disclosed_raises_none) {
    CoordinationTerms shown = terms();
    shown.matrix.set("aldmere", "castane", L::full);
    Coordination all(shown);
    ASSERT_TRUE(all.apply(step(1, "aldmere", filing_of({place(10, 14)}, Workflow::notify, {"borvik"}))).ok());
    for (const auto& [n, by, with] : {std::tuple(2, "borvik", "aldmere"), {3, "castane", "aldmere"}, {4, "borvik", "castane"}}) {
        CoordinationBody channel = body_of(K::channel_suspended);
        channel.with = with;
        channel.text = "until the incident is looked into";
        ASSERT_TRUE(all.apply(step(n, by, channel)).ok());
    }
    EXPECT_EQ(alerts(all, "aldmere", 5), (Said{"not_acknowledged 10 borvik", "channel_suspended 10 borvik", "begins 10"}));
    EXPECT_EQ(alerts(all, "castane", 5), Said()) << "it may see it, but it is not its matter";
}

}  // namespace
}  // namespace truce
