// The whole table: every step by every kind of participant in every state, against testdata/permissions.txt, which a person
// reads. TRUCE_UPDATE=1 writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>

#include "truce/base/file.hpp"
#include "truce/examine/invented_case.hpp"

namespace truce {
namespace {

using namespace invented_case;
using K = StepKind;

const std::vector<std::string> people{"alpha", "former", "late", "south", "north", "office", "forum", "stranger"};

/// A file with one of everything that a step can be about, all addressed to everybody.
Desk furnished(const CaseRules& rules) {
    Desk desk(rules);
    StepBody b = filled(K::notice_given);
    b.to = {"alpha", "beta", "former", "forum", "gamma", "late", "office", "south"};
    for (const K kind : {K::notice_given, K::information_requested, K::examination_proposed, K::demand_made}) {
        StepBody one = filled(kind);
        one.to = b.to;
        EXPECT_TRUE(desk.take("beta", one).starts_with("s")) << row_of(kind).name;
    }
    const std::string proposal = desk.take("beta", K::sanction_proposed);
    for (const char* who : {"alpha", "beta", "gamma", "late"}) desk.vote(who, proposal, Choice::approve);
    EXPECT_TRUE(desk.take("beta", K::sanction_decided, proposal).starts_with("s"));
    desk.take("beta", K::sanction_proposed);
    desk.take("beta", K::link_proposed);
    StepBody relayed = filled(K::reply_given);
    relayed.relay = Relay{"south", "by telephone", ""};
    desk.take("office", relayed);
    return desk;
}

/// What a step of this kind is about in that file: the last that fits; for confirmations the relayed one.
std::string subject(const CaseFile& file, K kind) {
    const K fits = kind == K::vote_cast ? K::sanction_decided : kind;
    std::string found;
    for (const Step& step : file.steps()) {
        const bool fitting = std::ranges::find(row_of(fits).about, step.body.kind) != row_of(fits).about.end();
        if (fitting && (kind != K::step_confirmed || step.body.relay)) found = step.id;
    }
    return found;
}

std::string outcome(Desk& desk, const std::string& who, K kind) {
    StepBody b = filled(kind);
    const bool optional_subject =
        kind == K::reply_given || kind == K::case_escalated || kind == K::opinion_recorded || kind == K::measure_reported;
    if (!optional_subject) b.about = subject(desk.file(), kind);
    if (!b.to.empty()) b.to = {"beta"};
    if (kind == K::case_opened) return desk.take(who, b).starts_with("s") ? "yes" : "case.opening";
    const auto admitted = desk.file().admits(desk.rules(), desk.step(who, composed(desk.file(), b, who)));
    return admitted ? "yes" : admitted.error().id.substr(std::string_view("case.").size());
}

std::string table() {
    const CaseRules rules = invented_case::rules();
    std::string text;
    for (const char* state : {"open", "closed", "reopened"}) {
        Desk desk = furnished(rules);
        if (std::string_view(state) != "open") desk.take("beta", K::case_closed);
        if (std::string_view(state) == "reopened") desk.take("beta", K::case_reopened);
        text += fmt::format("== {}\n{:<22}", state, "");
        for (const std::string& who : people) text += fmt::format(" {:<15}", who);
        text += "\n";
        for (const StepRow& row : step_rows()) {
            if (row.kind == K::case_opened) continue;
            text += fmt::format("{:<22}", row.name);
            for (const std::string& who : people) text += fmt::format(" {:<15}", outcome(desk, who, row.kind));
            text += "\n";
        }
    }
    std::string trimmed;
    for (const char c : text) {
        if (c == '\n') trimmed.erase(trimmed.find_last_not_of(' ') + 1);
        trimmed += c;
    }
    return trimmed;
}

TEST(Permissions, every_step_by_everybody_in_every_state) {
    const Path file = Path(TRUCE_SOURCE_DIR) / "truce/examine/testdata/permissions.txt";
    const std::string found = table();
    if (std::getenv("TRUCE_UPDATE") != nullptr) {
        ASSERT_TRUE(write_file_atomically(file, found).ok());
    }
    const auto expected = read_file(file);
    ASSERT_TRUE(expected.ok()) << expected.error().text();
    EXPECT_EQ(found, *expected);
}

TEST(Permissions, every_refusal_of_the_table_is_the_same_for_all_who_hold_the_same_role) {
    const CaseRules rules = invented_case::rules();
    Desk desk = furnished(rules);
    for (const StepRow& row : step_rows()) {
        if (row.kind == K::case_opened) continue;
        EXPECT_EQ(outcome(desk, "alpha", row.kind), outcome(desk, "gamma", row.kind)) << row.name << ": no guarantor is above another";
    }
}

TEST(Permissions, a_role_can_do_exactly_what_the_profile_lets_it) {
    for (const StepRow& row : step_rows()) {
        if (row.kind == K::case_opened) continue;
        Profile without = profile();
        for (Role& role : without.roles) std::erase(role.may, std::string(row.name));
        const CaseRules full = rules();
        const CaseRules none = rules(without);
        Desk desk = furnished(full);
        for (const std::string& who : people) {
            StepBody b = filled(row.kind);
            b.about = subject(desk.file(), row.kind);
            const auto refused = desk.file().admits(none, desk.step(who, composed(desk.file(), b, who)));
            ASSERT_FALSE(refused.ok()) << row.name << " by " << who;
            EXPECT_EQ(refused.error().code, Errc::forbidden) << row.name << " by " << who << ": " << refused.error().text();
        }
    }
}

TEST(Permissions, the_table_of_a_profile_is_one_page) {
    const std::string text = rules().permission_table();
    EXPECT_EQ(std::ranges::count(text, '\n'), static_cast<std::ptrdiff_t>(step_rows().size() + 2));
    EXPECT_NE(text.find("finding.signed         yes        -      -         -\n"), std::string::npos) << text;
}

}  // namespace
}  // namespace truce
