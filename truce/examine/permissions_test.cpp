// The whole table: every step by every kind of participant in every state, against testdata/permissions.txt, which a person
// reads. TRUCE_UPDATE=1 writes it anew.
#include <gtest/gtest.h>

#include <cstdlib>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/examine/furnished_case.hpp"

namespace truce {
namespace {

using namespace invented_case;
using K = StepKind;

std::string in_table(const Result<void>& admitted) {
    return admitted ? "yes" : admitted.error().id.substr(std::string_view("case.").size());
}

std::string outcome(Desk& desk, const std::string& who, K kind) {
    return in_table(desk.file().admits(desk.rules(), next_step(desk, who, kind)));
}

/// Before any case: all that can be done is to open one.
std::string outcome_unopened(const CaseRules& rules, const std::string& who, K kind) {
    Desk elsewhere = furnished(rules, FileState::open);
    const auto opened_by = CaseFile::open(rules, next_step(elsewhere, who, kind));
    return in_table(opened_by ? Result<void>() : Result<void>(opened_by.error()));
}

std::string heading(std::string_view state) {
    std::string text = fmt::format("== {}\n{:<22}", state, "");
    for (const std::string& who : people) text += fmt::format(" {:<15}", who);
    return text + "\n";
}

std::string table() {
    const CaseRules rules = invented_case::rules();
    std::string text = heading("no case");
    const auto lines = [&](const auto& found) {
        for (const StepRow& row : step_rows()) {
            text += fmt::format("{:<22}", row.name);
            for (const std::string& who : people) text += fmt::format(" {:<15}", found(who, row.kind));
            text += "\n";
        }
    };
    lines([&](const std::string& who, K kind) { return outcome_unopened(rules, who, kind); });
    for (const FileState state : file_states) {
        Desk desk = furnished(rules, state);
        text += heading(name_of(state));
        lines([&](const std::string& who, K kind) { return outcome(desk, who, kind); });
    }
    std::string trimmed;
    for (const char c : text) {
        if (c == '\n') trimmed.erase(trimmed.find_last_not_of(' ') + 1);
        trimmed += c;
    }
    return trimmed;
}

TEST(Permissions, every_step_by_everybody_in_every_state) {
    const Path file = Path(checkout) / "truce/examine/testdata/permissions.txt";
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
    Desk desk = furnished(rules, FileState::open);
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
        Desk desk = furnished(full, FileState::open);
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
