#include "truce/record/policy.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/record/made_log_test.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::id_of;

const NoteSigner& log_signer() {
    static const NoteSigner log = new_named_key("example.com/log", *seeded_random(1));
    return log;
}

/// Named w0, w1 ...
const Cosigner& witness(std::size_t i) {
    static std::vector<Cosigner> all;
    while (all.size() <= i) all.push_back(new_cosigner("key-of-w" + std::to_string(all.size()), *seeded_random(1000 + all.size())));
    return all[i];
}

std::string log_line() { return "log " + log_signer().public_key().vkey() + "\n"; }
std::string witness_lines(std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) static_cast<void>(witness(i));
    std::string out;
    for (std::size_t i = 0; i < n; ++i) out += fmt::format("witness w{} {}\n", i, witness(i).public_key().vkey());
    return out;
}

Policy policy_of(const std::string& text) {
    auto policy = parse_policy(text);
    if (!policy) throw std::runtime_error(policy.error().text());
    return std::move(*policy);
}

// Q1, Q2
TEST(Policy, the_specification_s_example_is_read_and_judged) {
    const Policy policy = policy_of("# X and Y are run by different people\n" + log_line() + witness_lines(6) +
                                    "\t group X-witnesses 2 w0 w1 w2 \ngroup Y-witnesses any w3 w4 w5\n \t\n"
                                    "group X-and-Y all X-witnesses Y-witnesses\n  # done\nquorum X-and-Y\n");
    EXPECT_EQ(policy.witnesses.size(), 6U);
    EXPECT_TRUE(quorum_holds(policy, {"w0", "w2", "w5"}));
    EXPECT_TRUE(quorum_holds(policy, {"w0", "w1", "w2", "w3", "w4", "w5"}));
    EXPECT_FALSE(quorum_holds(policy, {"w0", "w1", "w2"}));
    EXPECT_FALSE(quorum_holds(policy, {"w0", "w3", "w4", "w5"}));
    EXPECT_FALSE(quorum_holds(policy, {"X-and-Y"})) << "a group cannot cosign";
    EXPECT_FALSE(quorum_holds(policy, {}));
}

TEST(Policy, urls_names_in_any_script_and_a_quorum_of_none_are_read) {
    const Policy policy = policy_of("log " + log_signer().public_key().vkey() + " https://example.com/log\nwitness свидетель " +
                                    witness(0).public_key().vkey() + " http://w/\nquorum none\n");
    EXPECT_EQ(policy.logs.front().url, "https://example.com/log");
    EXPECT_EQ(policy.witnesses.front().name, "свидетель");
    EXPECT_TRUE(quorum_holds(policy, {}));
}

// Q4
TEST(Policy, forty_logs_witnesses_and_groups_are_supported) {
    std::string text = witness_lines(40);
    for (std::uint64_t i = 0; i < 40; ++i)
        text += "log " + new_named_key("log" + std::to_string(i), *seeded_random(5000 + i)).public_key().vkey() + "\n";
    for (int i = 0; i < 40; ++i) text += fmt::format("group g{} any w{}\n", i, i);
    text += "group most 30";
    for (int i = 0; i < 40; ++i) text += fmt::format(" g{}", i);
    const Policy policy = policy_of(text + "\nquorum most\n");
    std::set<std::string> cosigned;
    for (int i = 0; i < 29; ++i) cosigned.insert(fmt::format("w{}", i));
    EXPECT_FALSE(quorum_holds(policy, cosigned));
    cosigned.insert("w39");
    EXPECT_TRUE(quorum_holds(policy, cosigned));
}

// Q1..Q4: each with the line in which it stands and something to do.
TEST(Policy, every_mistake_is_named_with_its_line_and_a_remedy) {
    const std::string three = log_line() + witness_lines(3);  // lines 1 to 4
    const std::vector<std::tuple<std::string, std::string, std::string>> cases{
        {three + "quorum g\n", "policy.quorum", "line 5"},
        {three + "group g all w0 w1\n", "policy.quorum", ""},
        {three + "quorum w0\nquorum w0\n", "policy.quorum", "line 6"},
        {three + "quorum\n", "policy.line", "line 5"},
        {three + "quorum w0 w1\n", "policy.line", "line 5"},
        {three + "group g 0 w0\nquorum g\n", "policy.group", "line 5"},
        {three + "group g 3 w0 w1\nquorum g\n", "policy.group", "line 5"},
        {three + "group g 01 w0 w1\nquorum g\n", "policy.group", "line 5"},
        {three + "group g two w0 w1\nquorum g\n", "policy.group", "line 5"},
        {three + "group g all\nquorum g\n", "policy.line", "line 5"},
        {three + "group g any w0 w0\nquorum g\n", "policy.group", "line 5"},
        {three + "group g any w0\ngroup h any w0\nquorum g\n", "policy.group", "line 6"},
        {three + "group g any g\nquorum g\n", "policy.group", "line 5"},
        {three + "group g any none\nquorum g\n", "policy.group", "line 5"},
        {three + "group w0 any w1\nquorum w0\n", "policy.name", "line 5"},
        {three + "group none any w1\nquorum none\n", "policy.name", "line 5"},
        {three + "group h any g\ngroup g any w0\nquorum h\n", "policy.group", "line 5"},
        {three + log_line() + "quorum none\n", "policy.duplicate", "line 5"},
        {three + "witness w9 " + witness(0).public_key().vkey() + "\nquorum none\n", "policy.duplicate", "line 5"},
        {three + "witness w0 " + witness(7).public_key().vkey() + "\nquorum none\n", "policy.name", "line 5"},
        {three + "witness w9 " + log_signer().public_key().vkey() + "\nquorum none\n", "policy.key", "line 5"},
        {"log " + witness(0).public_key().vkey() + "\nquorum none\n", "policy.key", "line 1"},
        {"log nonsense\nquorum none\n", "policy.key", "line 1"},
        {three + "Quorum none\n", "policy.line", "line 5"},
        {three + "quorum none\r\n", "policy.bytes", "line 5"},
        {three + "quorum\vnone\n", "policy.bytes", "line 5"},
        {three + "quorum none\x7f\n", "policy.bytes", "line 5"},
        {three + "quorum none", "policy.bytes", "line 5"},
        {"", "policy.quorum", ""}};
    for (const auto& [text, id, where] : cases) {
        const auto policy = parse_policy(text);
        ASSERT_FALSE(policy.ok()) << text;
        EXPECT_EQ(policy.error().id, id) << text << policy.error().text();
        EXPECT_EQ(policy.error().where, where) << text;
        EXPECT_FALSE(policy.error().remedy.empty()) << text;
    }
}

// Law: one more cosignature never breaks a quorum.
RC_GTEST_PROP(Policy, quorums_only_grow, (const std::set<std::uint8_t>& some, std::uint8_t more, std::uint8_t k1, std::uint8_t k2)) {
    const Policy policy =
        policy_of(witness_lines(7) + fmt::format("group a {} w0 w1 w2\ngroup b {} w3 w4 w5\ngroup c any b w6\n", k1 % 3 + 1, k2 % 3 + 1) +
                  "group q all a c\nquorum q\n");
    std::set<std::string> cosigned;
    for (const auto i : some) cosigned.insert("w" + std::to_string(i % 7));
    const bool before = quorum_holds(policy, cosigned);
    cosigned.insert("w" + std::to_string(more % 7));
    RC_ASSERT(!before || quorum_holds(policy, cosigned));
}

// P2, N6..N8
TEST(Policy, a_checkpoint_is_trusted_by_log_and_quorum_only) {
    const Policy policy = policy_of(log_line() + witness_lines(3) + "group g 2 w0 w1 w2\nquorum g\n");
    const Checkpoint checkpoint{"example.com/log", 5, sha256("r")};
    const std::string text = checkpoint_text(checkpoint);
    const std::string base = *sign_checkpoint(checkpoint, log_signer());
    EXPECT_EQ(id_of(check_by_policy(base, policy)), "policy.not_enough");
    const std::string one = base + *witness(1).signature_line(text, 100);
    EXPECT_EQ(id_of(check_by_policy(one, policy)), "policy.not_enough");
    EXPECT_EQ(id_of(check_by_policy(one + *witness(1).signature_line(text, 101), policy)), "policy.not_enough") << "twice is not two";
    EXPECT_EQ(id_of(check_by_policy(one + *witness(9).signature_line(text, 101), policy)), "policy.not_enough") << "unknown";
    const std::string two = one + *witness(2).signature_line(text, 200);
    const auto trusted = check_by_policy(two, policy);
    ASSERT_OK(trusted);
    EXPECT_EQ(trusted->checkpoint, checkpoint);
    ASSERT_EQ(trusted->witnesses.size(), 2U);
    EXPECT_EQ(trusted->witnesses[1].name, "w2");
    EXPECT_EQ(trusted->witnesses[1].time_s, 200U);
    EXPECT_EQ(id_of(check_by_policy(two, policy, 199)), "policy.future");
    EXPECT_TRUE(check_by_policy(two, policy, 200).ok());
    EXPECT_EQ(id_of(check_by_policy(two + *witness(0).signature_line("other\n1\n", 5), policy)), "note.signature") << "N7";

    const NoteSigner other = new_named_key("example.com/log", *seeded_random(77));
    EXPECT_EQ(id_of(check_by_policy(*sign_checkpoint(checkpoint, other), policy)), "policy.unknown_log");
    EXPECT_EQ(id_of(check_by_policy(*sign_checkpoint({"example.com/other", 5, sha256("r")}, log_signer()), policy)), "policy.unknown_log")
        << "K3";
}

}  // namespace
}  // namespace truce
