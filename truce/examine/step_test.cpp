#include "truce/examine/step.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/examine/invented_case.hpp"

namespace truce {
namespace {

using invented_case::filled;

StepBody placed(StepKind kind) {
    StepBody b = filled(kind);
    if (kind != StepKind::case_opened) {
        b.case_id = "s1";
        b.phase = "s1";
    }
    for (const MemberUse& use : row_of(kind).members) {
        if (use.required && use.member == StepMember::about) b.about = "s1";
        if (use.required && use.member == StepMember::seen) b.seen = {"s1"};
    }
    return b;
}

std::string bytes_of(const StepBody& b) { return canonical(to_json(b)).value(); }

std::string code(const Result<StepBody>& read) { return read ? "read" : read.error().id; }

/// The text with one member added or replaced.
std::string with_member(const StepBody& b, std::string_view name, Json value) {
    Json json = to_json(b);
    json.get_object()[name] = std::move(value);
    return canonical(json).value();
}

std::string without_member(const StepBody& b, std::string_view name) {
    Json json = to_json(b);
    json.get_object().erase(name);
    return canonical(json).value();
}

TEST(Step_, every_kind_has_one_name_one_phrase_and_a_place_in_the_table) {
    std::set<std::string_view> names;
    std::set<std::string_view> phrases;
    for (const StepRow& row : step_rows()) {
        EXPECT_TRUE(names.insert(row.name).second) << row.name;
        EXPECT_TRUE(phrases.insert(row.phrase).second) << row.phrase;
        EXPECT_EQ(find_step(row.name), &row);
        EXPECT_EQ(row.awaits == Awaited::nobody, !row.answered_by) << row.name;
        const bool speaks_of = std::ranges::any_of(row.members, [](const MemberUse& use) { return use.member == StepMember::about; });
        EXPECT_EQ(speaks_of, !row.about.empty()) << row.name;
    }
    EXPECT_EQ(find_step("case.forgotten"), nullptr);
}

TEST(Step_, the_document_has_the_same_table) {
    constexpr std::string_view voices[]{"whoever may", "an addressee", "the accused", "an examiner", "the one it was filed for"};
    const auto document = read_file(Path(checkout) / "docs/methods/case.md");
    ASSERT_TRUE(document.ok());
    std::string table;
    for (const StepRow& row : step_rows()) {
        table += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", row.name, row.phrase, voices[static_cast<std::size_t>(row.voice)],
                             row.late ? "yes" : "", row.relayed ? "yes" : "", row.says);
    }
    EXPECT_NE(document->find(table), std::string::npos) << "docs/methods/case.md should have:\n" << table;
}

TEST(Step_, every_kind_is_read_as_it_was_written) {
    for (const StepRow& row : step_rows()) {
        const StepBody b = placed(row.kind);
        const auto read = read_step(bytes_of(b));
        ASSERT_TRUE(read.ok()) << row.name << ": " << read.error().text();
        EXPECT_EQ(*read, b) << row.name;
    }
}

TEST(Step_, a_needed_member_that_is_missing_is_refused_and_named) {
    for (const StepRow& row : step_rows()) {
        for (const MemberUse& use : row.members) {
            if (!use.required) continue;
            const auto read = read_step(without_member(placed(row.kind), name_of(use.member)));
            ASSERT_FALSE(read.ok()) << row.name << " without " << name_of(use.member);
            EXPECT_EQ(read.error().id, "step.member");
            EXPECT_EQ(read.error().where, name_of(use.member)) << row.name;
            EXPECT_FALSE(read.error().remedy.empty());
        }
    }
}

TEST(Step_, a_member_of_another_kind_is_refused) {
    for (const StepRow& row : step_rows()) {
        StepBody b = placed(row.kind);
        const auto refused_unless = [&](bool has, std::string_view name, Json value) {
            EXPECT_TRUE(has || code(read_step(with_member(b, name, std::move(value)))) == "step.member") << row.name << " with " << name;
        };
        const auto has = [&](StepMember member) {
            return std::ranges::any_of(row.members, [&](const MemberUse& use) { return use.member == member; });
        };
        refused_unless(has(StepMember::finding), "finding", "confirmed");
        refused_unless(has(StepMember::seen), "seen", JsonArray{"s1"});
        refused_unless(has(StepMember::votes), "votes", JsonArray{"s1"});
        refused_unless(has(StepMember::range), "range", JsonArray{1, 2});
        refused_unless(row.slot != Slot::none, "replaces", "s2");
        EXPECT_EQ(code(read_step(with_member(b, "status", "agreed"))), "step.member") << row.name << ": nobody types a status";
    }
}

TEST(Step_, what_is_not_in_its_form_is_refused) {
    const StepBody finding = placed(StepKind::finding_signed);
    const StepBody notice = placed(StepKind::notice_given);
    const StepBody fact = placed(StepKind::fact_asserted);
    const StepBody closing = placed(StepKind::case_closed);
    const StepBody vote = placed(StepKind::vote_cast);
    EXPECT_EQ(code(read_step("")), "json.syntax");
    EXPECT_EQ(code(read_step("[]")), "step.form");
    EXPECT_EQ(code(read_step(with_member(finding, "form", "truce/step/2"))), "step.form");
    EXPECT_EQ(code(read_step(with_member(finding, "kind", "finding.imposed"))), "step.kind");
    EXPECT_EQ(code(read_step(" " + bytes_of(finding))), "json.not_canonical");
    EXPECT_EQ(code(read_step(with_member(finding, "text", "  "))), "step.member");
    EXPECT_EQ(code(read_step(with_member(finding, "text", ""))), "step.member");
    EXPECT_EQ(code(read_step(with_member(finding, "text", "a\x01"))), "step.member");
    EXPECT_EQ(code(read_step(with_member(finding, "text", Json(std::string(20'000, 'a'))))), "step.member");
    EXPECT_EQ(code(read_step(with_member(finding, "finding", "Confirmed!"))), "step.member");
    EXPECT_EQ(code(read_step(with_member(finding, "verdict", "abc"))), "step.member");
    EXPECT_EQ(code(read_step(with_member(finding, "case", 7))), "step.member");
    EXPECT_EQ(code(read_step(with_member(notice, "to", JsonArray{"south", "north"}))), "step.member");
    EXPECT_EQ(code(read_step(with_member(notice, "to", JsonArray{"south", "south"}))), "step.member");
    EXPECT_EQ(code(read_step(with_member(notice, "to", Json(boost::json::array_kind)))), "step.member");
    EXPECT_EQ(code(read_step(with_member(notice, "to", JsonArray{"south", 1}))), "step.member");
    EXPECT_EQ(code(read_step(with_member(notice, "on_behalf_of", "south"))), "step.member") << "without the medium";
    EXPECT_EQ(code(read_step(with_member(fact, "confidence", "sure"))), "step.member");
    EXPECT_EQ(code(read_step(with_member(fact, "range", JsonArray{1, 2}))), "step.member") << "two values";
    EXPECT_EQ(code(read_step(without_member(fact, "values"))), "step.member") << "no value";
    EXPECT_EQ(code(read_step(with_member(fact, "attribute", "when"))), "step.member") << "a list is no time";
    EXPECT_EQ(code(read_step(with_member(closing, "seen", JsonArray{"s2", "s1"}))), "step.member");
    EXPECT_EQ(code(read_step(with_member(vote, "on", "notice.given"))), "step.member") << "nobody votes on a notice";
    EXPECT_EQ(code(read_step(with_member(vote, "choice", "veto"))), "step.member");
    EXPECT_EQ(code(read_step(with_member(placed(StepKind::case_opened), "when", JsonArray{5, 5}))), "step.member");
    EXPECT_EQ(code(read_step(with_member(placed(StepKind::case_opened), "case", "s1"))), "step.member");
    EXPECT_EQ(code(read_step(with_member(placed(StepKind::case_opened), "where", JsonObject{{"kind", "star"}}))), "region.json");
}

TEST(Step_, a_step_names_each_of_its_references_once) {
    StepBody b = placed(StepKind::case_closed);
    b.seen = {"s2", "s3"};
    b.votes = {"s3", "s4"};
    const Step step{"s9", "alpha", "alpha/key", {}, b};
    EXPECT_EQ(step.refs(), (std::vector<std::string>{"s1", "s2", "s3", "s4"}));
}

RC_GTEST_PROP(Step_, reading_gives_back_what_was_written, ()) {
    const auto kind = static_cast<StepKind>(*rc::gen::inRange(0, static_cast<int>(step_rows().size())));
    StepBody b = placed(kind);
    const auto words = [] { return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange('a', 'z'))); };
    if (!b.text.empty()) b.text = words();
    if (row_of(kind).slot != Slot::none && *rc::gen::arbitrary<bool>()) b.replaces = "s7";
    if (!b.to.empty()) b.to = {"forum", "south"};
    if (kind == StepKind::fact_asserted && *rc::gen::arbitrary<bool>()) {
        b.values.clear();
        b.attribute = "calibre";
        const auto low = *rc::gen::inRange<std::int64_t>(-1000, 1000);
        b.range = std::pair(low, low + *rc::gen::inRange<std::int64_t>(0, 1000));
    }
    if (kind == StepKind::reply_given) b.relay = Relay{"south", "by telephone", ""};
    const auto read = read_step(bytes_of(b));
    RC_ASSERT(read.ok());
    RC_ASSERT(*read == b);
    RC_ASSERT(bytes_of(*read) == bytes_of(b));
}

}  // namespace
}  // namespace truce
