#include <fmt/format.h>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/mechanism/case_view.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/step_parts.hpp"
#include "truce/record/kinds.hpp"

namespace truce {
namespace {

using testing::CaseTest;

TEST(StepKinds, every_step_is_a_guarded_kind_of_entry_that_nobody_erases) {
    for (const StepRow& row : step_rows()) {
        const Kind* kind = find_kind(row.name);
        ASSERT_NE(kind, nullptr) << row.name;
        EXPECT_EQ(kind->form, EntryForm::guarded) << row.name;
        EXPECT_EQ(kind->erasure, Erasure::never) << row.name;
        EXPECT_EQ(kind->order == Order::commutes, commutes(row.kind)) << row.name;
    }
}

TEST_F(CaseTest, parts_say_what_the_step_says_and_no_part_says_more_than_its_audience_may_know) {
    const Mechanism mechanism = open(OpenFor::reading);
    const auto profile = load_documents(mechanism.db(), whole_record)->profile;
    const StepBody step = opening();
    const Body parts = step_parts(step, {"first", "second"}, *profile, *random_).value();
    EXPECT_EQ(step_from_parts(parts).value(), step);
    EXPECT_EQ(officers_of(parts), (std::vector<std::string>{"first", "second"}));
    ASSERT_EQ(content_of(parts, Audience::public_), nullptr);
    const std::string shared = *content_of(parts, Audience::mechanism);
    EXPECT_EQ(shared.find("circle"), std::string::npos) << shared;
    EXPECT_EQ(shared.find("second"), std::string::npos) << "officers stay within the institution";

    Body sealed = parts;
    for (Part& part : sealed) {
        if (part.audience != Audience::mechanism) part.open.reset();
    }
    const StepBody seen = step_from_parts(sealed).value();
    EXPECT_EQ(seen.where, coarse(*step.where, *profile));
    EXPECT_EQ(seen.accused, step.accused);
    EXPECT_TRUE(check_step_place(parts, *profile).ok());
    EXPECT_TRUE(check_step_place(sealed, *profile).ok());

    StepBody found = fact("actor", "northern-guard");
    found.case_id = found.phase = "some-case";
    Body fact_parts = step_parts(found, {}, *profile, *random_).value();
    EXPECT_EQ(step_from_parts(fact_parts).value(), found);
    EXPECT_EQ(content_of(fact_parts, Audience::mechanism)->find("crater"), std::string::npos) << "how a finder knows is provenance";
    fact_parts.back().open.reset();
    EXPECT_EQ(step_from_parts(fact_parts)->source, sealed_source);
}

TEST_F(CaseTest, a_place_that_the_mechanism_is_told_otherwise_is_refused) {
    Mechanism mechanism = open();
    const auto profile = load_documents(mechanism.db(), whole_record)->profile;
    Body parts = step_parts(opening(), {}, *profile, *random_).value();
    std::string text = *content_of(parts, Audience::mechanism);
    const Region elsewhere = coarse(Region::circle(LatLon::from_degrees(-18.05, -28.7).value(), 1), *profile);
    JsonObject object = parse_canonical(text)->get_object();
    object["where"] = to_json(elsewhere);
    parts.front() = Part::make(Audience::mechanism, canonical(Json(object)).value(), *random_);
    const NoteSigner signer = key("borvik");
    const auto entry = compose_entry(LogReader(mechanism.db()), signer, std::nullopt, parts, clock_.now(), *random_);
    const auto done = mechanism.submit(*entry);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().id, "step.place");
}

TEST_F(CaseTest, a_case_goes_from_notice_to_three_findings_and_its_status_follows) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    ASSERT_TRUE(is_id(take(mechanism, "borvik", notice({"aldmere", "northern-council"}))));
    EXPECT_TRUE(is_id(take(mechanism, "northern-council", body(StepKind::notice_received))));
    EXPECT_TRUE(is_id(take(mechanism, "northern-council", body(StepKind::reply_given))));
    for (const auto& [who, actor] : {std::pair{"borvik", "northern-guard"}, {"aldmere", "ashen-circle"}, {"castane", "northern-guard"}}) {
        EXPECT_TRUE(is_id(take(mechanism, who, fact("actor", actor))));
        EXPECT_TRUE(is_id(take(mechanism, who, fact("act", "mortar"))));
        EXPECT_TRUE(is_id(take(mechanism, who, fact("target", "civilians"))));
    }
    EXPECT_TRUE(is_id(take(mechanism, "borvik", finding("confirmed"))));
    const auto rules = case_rules(*mechanism.documents(whole_record));
    EXPECT_EQ(load_case(mechanism.db(), case_)->status(rules), Status::one_sided);
    EXPECT_TRUE(is_id(take(mechanism, "castane", finding("confirmed"))));
    EXPECT_TRUE(is_id(take(mechanism, "aldmere", finding("actor-exempt"))));
    EXPECT_EQ(load_case(mechanism.db(), case_)->status(rules), Status::disputed);

    const auto view = view_case(mechanism.db(), *load_case(mechanism.db(), case_), "mediator-office", whole_record, clock_.now());
    ASSERT_TRUE(view.ok()) << view.error().text();
    ASSERT_EQ(view->pivots.size(), 2U);
    for (const PivotOfTwo& one : view->pivots) {
        EXPECT_EQ(one.pivot.kind, Pivot::Kind::facts);
        EXPECT_EQ(one.pivot.facts, std::vector<std::string>{"actor"});
    }
    for (const FinderColumn& column : view->columns) EXPECT_FALSE(column.contradicts) << column.finder;
    EXPECT_EQ(complaints(), std::vector<std::string>());
}

TEST_F(CaseTest, what_is_not_allowed_is_refused_with_a_stable_code_and_leaves_no_trace) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    const auto before = mechanism.size().value();
    // wrong role; no role by the terms; not an addressee; not the accused; nothing to answer; wrong state
    EXPECT_EQ(take(mechanism, "northern-council", finding("confirmed")), "case.role");
    EXPECT_EQ(take(mechanism, "isles-forum", finding("confirmed")), "case.role");
    EXPECT_EQ(take(mechanism, "mediator-office", body(StepKind::case_closed)), "case.role");
    EXPECT_EQ(take(mechanism, "aldmere", body(StepKind::reply_given)), "case.not_accused");
    EXPECT_EQ(take(mechanism, "aldmere", body(StepKind::demand_answered)), "case.about");
    EXPECT_EQ(take(mechanism, "borvik", finding("no-such-finding")), "case.finding");
    EXPECT_EQ(take(mechanism, "borvik", finding("no-answer")), "case.no_deadline");
    EXPECT_EQ(take(mechanism, "borvik", fact("actor", "x"), "00000000"), "case.unknown");
    EXPECT_EQ(take(mechanism, "aldmere", opening()), "case.exists");
    StepBody future = opening("incident/2");
    future.when = Interval{{clock_.now().us + hour_us}, {clock_.now().us + 2 * hour_us}};
    EXPECT_EQ(take(mechanism, "aldmere", future), "case.future");
    EXPECT_EQ(take(mechanism, "borvik", body(StepKind::case_closed)), "case.undecided");
    EXPECT_EQ(mechanism.size().value(), before);
}

/// The mechanism is founded while Castane is an observer still.
class EarlyCaseTest : public CaseTest {
protected:
    EarlyCaseTest() { clock_.set(parse_instant("2023-06-08T00:00:00Z").value()); }
};

TEST_F(EarlyCaseTest, a_role_counts_when_the_record_says_and_not_before_or_after) {
    Mechanism mechanism = open();
    StepBody early = opening();
    early.when = Interval{parse_instant("2023-06-07T10:00:00Z").value(), parse_instant("2023-06-07T11:00:00Z").value()};
    case_ = take(mechanism, "borvik", early);
    ASSERT_TRUE(is_id(case_));
    EXPECT_EQ(take(mechanism, "castane", notice({"aldmere"})), "case.role") << "an observer until 12 June";
    clock_.set(parse_instant("2023-06-13T00:00:00Z").value());
    EXPECT_TRUE(is_id(take(mechanism, "castane", notice({"aldmere"}))));
    EXPECT_EQ(take(mechanism, "castane", finding("confirmed")), "case.not_examiner") << "it was none when it happened";
}

TEST_F(CaseTest, entries_that_are_not_the_ones_that_were_signed_are_refused) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    const NoteSigner borvik = key("borvik");
    const auto composed = [&](const NoteSigner& signer) {
        const Desk desk = desk_at_log(mechanism.db(), signer.public_key()).value();
        return *sign_step(
            compose_step(desk, signer.public_key(), {notice({"northern-council"}), case_, {}}, clock_.now(), *random_).value(), signer);
    };
    const auto refusal = [&](const Submission& submission) {
        const auto done = mechanism.submit(submission);
        return done ? std::string() : done.error().id;
    };
    const Submission honest = composed(borvik);
    Submission altered = honest;
    altered.body.front() = Part::make(Audience::mechanism, *content_of(honest.body, Audience::mechanism), *random_);
    EXPECT_EQ(refusal(altered), "entry.body");
    Submission bent = honest;
    bent.note[bent.note.size() - 10] = bent.note[bent.note.size() - 10] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(refusal(bent).empty());
    Submission sealed = honest;
    sealed.body.front().open.reset();
    EXPECT_EQ(refusal(sealed), "entry.kind");

    // A key that nobody enrolled; another's chain; an old entry again, whose bytes get the receipt that they got.
    const NoteSigner stranger = new_entry_key("borvik", *random_);
    const Entry entry = parse_entry(honest.note).value();
    EXPECT_EQ(refusal({*sign_entry(entry.header, stranger), honest.body}), "entry.unknown_key");
    EntryHeader header = entry.header;
    header.author = "aldmere";
    EXPECT_EQ(refusal({*sign_entry(header, key("aldmere")), honest.body}), "entry.chain");
    const auto first = mechanism.submit(honest);
    ASSERT_TRUE(first.ok());
    const auto again = mechanism.submit(honest);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->receipt.index, first->receipt.index);
    header = entry.header;
    header.prev = LogReader(mechanism.db()).key(borvik.public_key().name)->last_note;
    EXPECT_EQ(refusal({*sign_entry(header, borvik), honest.body}), "entry.duplicate_id");
    header.id = new_uuid(*random_);
    header.log = "another/log";
    EXPECT_EQ(refusal({*sign_entry(header, borvik), honest.body}), "entry.other_log");

    // A key that was revoked speaks for nobody.
    const NoteSigner second = new_entry_key("borvik", *random_);
    ASSERT_TRUE(mechanism.enrol_key(second.public_key(), {}, borvik).ok());
    ASSERT_TRUE(mechanism.revoke_key(borvik.public_key().name, second).ok());
    EXPECT_EQ(refusal(composed(borvik)), "entry.revoked_key");
}

TEST_F(CaseTest, a_forbidden_entry_that_was_forced_into_the_store_is_found_by_verify) {
    struct Forced {
        std::string_view institution;
        std::function<StepBody()> step;
        std::string_view expected;
    };
    StepBody sign = finding("confirmed");
    StepBody late = body(StepKind::case_closed);
    const std::vector<Forced> all{
        {"northern-council", [&] { return sign; }, "case.role"},
        {"mediator-office", [&] { return late; }, "case.role"},
        {"borvik", [&] { return late; }, "case.undecided"},
        {"aldmere", [&] { return body(StepKind::reply_given); }, "case.not_accused"},
        {"aldmere", [] { return CaseTest::opening(); }, "case.exists"},
    };
    {
        Mechanism mechanism = open();
        ASSERT_TRUE(is_id(open_case(mechanism)));
    }
    ASSERT_EQ(complaints(), std::vector<std::string>());
    std::vector<std::string> expected;
    for (const Forced& one : all) {
        clock_.set({clock_.now().us + 1'000'000});
        Submission submission;
        {
            const Mechanism mechanism = open(OpenFor::reading);
            StepBody step = composed(*load_case(mechanism.db(), case_), one.step(), one.institution);
            submission = unchecked(mechanism.db(), key(std::string(one.institution)), step);
        }
        force(submission);
        expected.emplace_back(one.expected);
        EXPECT_EQ(complaints(), expected) << one.institution;
    }
}

TEST_F(CaseTest, a_list_of_cases_is_paged_in_an_order_that_later_steps_do_not_change) {
    Mechanism mechanism = open();
    std::vector<std::string> opened;
    for (const std::string_view incident : {"incident/1", "incident/2", "incident/3", "incident/4"})
        opened.push_back(open_case(mechanism, "castane", std::string(incident)));
    const auto paged = [&](CaseQuery query, const std::string& step_to = {}) {
        std::vector<std::string> ids;
        query.most = 1;
        for (;;) {
            const auto rows = case_rows(mechanism.db(), query).value();
            if (rows.empty()) return ids;
            ids.push_back(rows.front().id);
            query.after = ids.back();
            if (!step_to.empty()) EXPECT_TRUE(is_id(take(mechanism, "borvik", notice({"northern-council"}), step_to)));
        }
    };
    using Order = CaseQuery::Order;
    CaseQuery query;
    EXPECT_EQ(paged(query), opened);
    query.order = Order::newest;
    const std::vector<std::string> newest(opened.rbegin(), opened.rend());
    EXPECT_EQ(paged(query, opened.front()), newest);
    query.order = Order::id;
    std::vector<std::string> sorted = opened;
    std::ranges::sort(sorted);
    EXPECT_EQ(paged(query), sorted);
    query.incident = "incident/3";
    EXPECT_EQ(paged(query), std::vector<std::string>{opened[2]});
    query = {};
    query.after = "nowhere";
    EXPECT_TRUE(paged(query).empty());

    // Whoever asks of an incident finds the case that was merged into it.
    StepBody merge = body(StepKind::link_merged);
    merge.into = "incident/2";
    const std::uint64_t before = mechanism.size().value();
    ASSERT_TRUE(is_id(take(mechanism, "castane", merge, opened[0])));
    EXPECT_EQ(cases_with_link(mechanism.db(), "incident/2").value(), std::vector<std::string>{opened[0]});
    EXPECT_TRUE(cases_with_link(mechanism.db(), "incident/2", before).value().empty());
}

TEST_F(CaseTest, tables_of_cases_that_differ_from_the_record_are_found_by_verify_and_made_anew) {
    Mechanism mechanism = open();
    ASSERT_TRUE(is_id(open_case(mechanism)));
    ASSERT_TRUE(is_id(take(mechanism, "borvik", notice({"northern-council"}))));
    StepBody link = body(StepKind::link_proposed);
    link.report = "incident/7";
    ASSERT_TRUE(is_id(take(mechanism, "borvik", link)));
    const auto dump = [&] {
        std::string all;
        for (const std::string_view sql :
             {"SELECT idx, id, case_id, key_name, recorded_at, body FROM case_step ORDER BY idx",
              "SELECT opened, case_id, incident, '', last * 1000000 + steps * 1000 + closed, '' FROM case_file ORDER BY case_id",
              "SELECT idx, named, case_id, '', 0, '' FROM case_link ORDER BY named"}) {
            EXPECT_TRUE(mechanism.db()
                            .query(sql, {},
                                   [&](const Row& row) -> Result<void> {
                                       all += fmt::format("{}|{}|{}|{}|{}|{}\n", row.integer(0), row.text(1), row.text(2), row.text(3),
                                                          row.integer(4), row.text(5));
                                       return {};
                                   })
                            .ok());
        }
        return all;
    };
    const std::string before = dump();
    ASSERT_TRUE(refold_cases(mechanism.db()).ok());
    EXPECT_EQ(dump(), before) << "replay gives the same bytes";
    for (const std::string_view sql :
         {"UPDATE case_step SET body = replace(body, 'in words', 'other words')", "UPDATE case_step SET recorded_at = recorded_at + 1",
          "DELETE FROM case_step WHERE idx = (SELECT MAX(idx) FROM case_step)", "UPDATE case_file SET incident = 'incident/9'",
          "UPDATE case_file SET closed = 1", "UPDATE case_file SET last = last + 1", "DELETE FROM case_link",
          "UPDATE case_link SET named = 'incident/8'", "DELETE FROM case_file"}) {
        ASSERT_TRUE(mechanism.db().run(sql).ok()) << sql;
        const auto found = mechanism.verify({});
        ASSERT_TRUE(found.ok());
        EXPECT_FALSE(found->log.problems.empty()) << sql;
        for (const Error& problem : found->log.problems) EXPECT_EQ(problem.id, "case.view") << sql;
        ASSERT_TRUE(refold_cases(mechanism.db()).ok());
        EXPECT_TRUE(mechanism.verify({})->log.problems.empty()) << sql;
    }
}

TEST_F(CaseTest, merges_in_opposite_directions_are_not_both_taken) {
    // Two desks compose at the same time, each what the record would take then; only the first of them is taken.
    Mechanism mechanism = open();
    const std::string first = open_case(mechanism, "borvik", "incident/1");
    const std::string second = open_case(mechanism, "borvik", "incident/2");
    const auto merge = [&](const std::string& who, const std::string& word, const std::string& into) {
        StepBody step = body(StepKind::link_merged);
        step.into = into;
        const NoteSigner signer = key(who);
        const auto desk = desk_at_log(mechanism.db(), signer.public_key());
        auto composed = compose_step(*desk, signer.public_key(), {std::move(step), word, {}}, clock_.now(), *random_);
        EXPECT_TRUE(composed.ok()) << composed.error().text();
        return check_filing(mechanism.db(), *sign_step(std::move(*composed), signer), {}).value();
    };
    std::vector<SignedFiling> both;
    both.push_back(merge("aldmere", first, "incident/2"));
    both.push_back(merge("castane", second, "incident/1"));
    const auto done = mechanism.submit_all(both);
    EXPECT_TRUE(done[0].ok());
    ASSERT_FALSE(done[1].ok());
    EXPECT_EQ(done[1].error().id, "case.merge_circle") << "in one commit as in two";
    EXPECT_EQ(mechanism.submit_all(std::span(both).subspan(1)).front().error().id, "case.merge_circle");
    const Docket docket = load_docket(mechanism.db()).value();
    EXPECT_EQ(docket.resolved("incident/1"), "incident/2");
    EXPECT_EQ(docket.resolved("incident/2"), "incident/2");
    // A circle of three.
    const auto into = [](const std::string& incident) {
        StepBody step = body(StepKind::link_merged);
        step.into = incident;
        return step;
    };
    const std::string third = open_case(mechanism, "borvik", "incident/3");
    EXPECT_TRUE(is_id(take(mechanism, "aldmere", into("incident/3"), second)));
    EXPECT_EQ(take(mechanism, "castane", into("incident/1"), third), "case.merge_circle");
    EXPECT_EQ(load_docket(mechanism.db())->resolved("incident/1"), "incident/3");
    EXPECT_TRUE(complaints().empty());
}

}  // namespace
}  // namespace truce
