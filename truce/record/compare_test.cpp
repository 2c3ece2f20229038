#include "truce/record/compare.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/base/bytes.hpp"
#include "truce/record/made_log_test.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::fetch_from_files;
using testing::files_of;
using testing::id_of;
using testing::numbered_entries;

const NoteSigner& log_signer() {
    static const NoteSigner log = new_named_key("example.com/log", *seeded_random(1));
    return log;
}
const Cosigner& witness() {
    static const Cosigner w = new_cosigner("guarantor.example/w", *seeded_random(2));
    return w;
}
Policy policy_for_log() { return *parse_policy("log " + log_signer().public_key().vkey() + "\nquorum none\n"); }
Policy policy_for_witness() { return *parse_policy("witness w " + witness().public_key().vkey() + "\nquorum w\n"); }

ComparedLog compared(const NoteSigner& log, const std::vector<std::string>& entries) {
    auto files = files_of(log, entries);
    return {files["checkpoint"], fetch_from_files(files)};
}
ComparedLog compared(const std::vector<std::string>& entries) { return compared(log_signer(), entries); }

std::vector<std::string> forked_at(std::size_t n, std::size_t at) {
    auto entries = numbered_entries(n);
    entries[at] = "another history";
    return entries;
}

// The law: honest logs never yield a proof, whatever sizes are compared.
RC_GTEST_PROP(Compare, one_history_never_yields_a_proof, (std::uint16_t a, std::uint16_t b)) {
    const auto outcome = compare_logs(compared(numbered_entries(a % 600)), compared(numbered_entries(b % 600)), policy_for_log());
    RC_ASSERT(outcome.ok());
    RC_ASSERT(!outcome->proof);
    RC_ASSERT(outcome->first.size <= outcome->second.size);
}

// Its counterpart: two histories always yield one, and it holds on its own.
RC_GTEST_PROP(Compare, two_histories_always_yield_a_proof_that_holds_offline,
              (std::uint16_t a, std::uint16_t b, std::uint16_t at, bool swap)) {
    const std::size_t smaller = 1 + std::min(a, b) % std::size_t{600};
    const std::size_t larger = smaller + std::max(a, b) % std::size_t{300};
    const auto one = compared(numbered_entries(smaller));
    const auto two = compared(forked_at(larger, at % smaller));
    const auto outcome = swap ? compare_logs(two, one, policy_for_log()) : compare_logs(one, two, policy_for_log());
    RC_ASSERT(outcome.ok());
    RC_ASSERT(outcome->proof.has_value());
    const auto shown = check_equivocation(*outcome->proof, policy_for_log());
    RC_ASSERT(shown.ok());
    RC_ASSERT(shown->first.size == smaller);
    RC_ASSERT(shown->second.size == larger);
    RC_ASSERT(shown->logs == std::vector<std::string>{"example.com/log"});
}

RC_GTEST_PROP(Compare, no_mutated_proof_is_accepted, (std::uint64_t at, std::uint8_t bit, bool cut)) {
    static const std::string good = *compare_logs(compared(numbered_entries(300)), compared(forked_at(420, 7)), policy_for_log())->proof;
    std::string bad = good;
    if (cut) {
        bad.resize(at % bad.size());
    } else {
        bad[at % bad.size()] = static_cast<char>(bad[at % bad.size()] ^ 1 << bit % 8);
    }
    RC_ASSERT(!check_equivocation(bad, policy_for_log()).ok());
}

TEST(Compare, a_forged_proof_against_an_honest_log_is_refused) {
    const auto one = compared(numbered_entries(300));
    const auto two = compared(numbered_entries(420));
    const std::string header = "truce/equivocation/v1\nfirst " + std::to_string(one.checkpoint_note.size()) + "\nsecond " +
                               std::to_string(two.checkpoint_note.size()) + "\n";
    const std::string notes = "\n" + one.checkpoint_note + two.checkpoint_note;
    EXPECT_EQ(id_of(check_equivocation(header + notes, policy_for_log())), "equivocation.form");
    const std::string any = "prefix 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    EXPECT_EQ(id_of(check_equivocation(header + any + notes, policy_for_log())), "equivocation.not_shown");
    // The true prefix, honestly shown, shows no fork.
    const auto leaves = testing::leaf_hashes(numbered_entries(420));
    std::string honest = header + "prefix " + to_base64(tree_root(std::span(leaves).first(300)).view()) + "\n";
    const auto path = *consistency_proof(subtrees_of(leaves), 300, 420);
    for (const Digest& hash : path) honest += to_base64(hash.view()) + "\n";
    EXPECT_EQ(id_of(check_equivocation(honest + notes, policy_for_log())), "equivocation.not_shown");
}

// Someone else's signature proves nothing about this log.
TEST(Compare, a_fork_signed_by_another_key_accuses_nobody) {
    const NoteSigner impostor = new_named_key("example.com/log", *seeded_random(3));
    const auto one = compared(numbered_entries(30));
    const auto two = compared(impostor, forked_at(40, 3));
    EXPECT_EQ(id_of(compare_logs(one, two, policy_for_log())), "equivocation.nobody");
    const Policy both =
        *parse_policy("log " + log_signer().public_key().vkey() + "\nlog " + impostor.public_key().vkey() + "\nquorum none\n");
    EXPECT_EQ(id_of(compare_logs(one, two, both)), "equivocation.nobody");
}

// C4: the witness is caught even where the log's own key is not known.
TEST(Compare, a_witness_that_cosigned_two_histories_is_named) {
    auto one = compared(numbered_entries(30));
    auto two = compared(forked_at(40, 3));
    EXPECT_EQ(id_of(compare_logs(one, two, policy_for_witness())), "equivocation.nobody");
    one.checkpoint_note += *witness().signature_line(one.checkpoint_note.substr(0, one.checkpoint_note.find("\n\n") + 1), 100);
    EXPECT_EQ(id_of(compare_logs(one, two, policy_for_witness())), "equivocation.nobody");
    two.checkpoint_note += *witness().signature_line(two.checkpoint_note.substr(0, two.checkpoint_note.find("\n\n") + 1), 200);
    const auto outcome = compare_logs(one, two, policy_for_witness());
    ASSERT_OK(outcome);
    ASSERT_TRUE(outcome->proof.has_value());
    const auto shown = check_equivocation(*outcome->proof, policy_for_witness());
    ASSERT_OK(shown);
    EXPECT_EQ(shown->witnesses, std::vector<std::string>{"w"});
    EXPECT_TRUE(shown->logs.empty());
}

TEST(Compare, sizes_that_differ_need_the_larger_tree_and_one_log) {
    auto one = compared(numbered_entries(30));
    auto two = compared(numbered_entries(40));
    two.tree.reset();
    EXPECT_EQ(id_of(compare_logs(one, two, policy_for_log())), "compare.needs_tree");
    const NoteSigner other = new_named_key("example.com/other", *seeded_random(4));
    EXPECT_EQ(id_of(compare_logs(one, compared(other, numbered_entries(30)), policy_for_log())), "compare.other_log");
    // A tree that does not belong to its checkpoint is no evidence.
    auto lying = compared(forked_at(40, 3));
    lying.checkpoint_note = two.checkpoint_note;
    EXPECT_EQ(id_of(compare_logs(one, lying, policy_for_log())), "remote.tile");
}

TEST(Compare, an_empty_log_with_a_root_of_its_own_is_a_contradiction) {
    const ComparedLog bad{*sign_checkpoint({"example.com/log", 0, sha256("not empty")}, log_signer()), std::nullopt};
    const auto outcome = compare_logs(bad, compared(numbered_entries(3)), policy_for_log());
    ASSERT_OK(outcome);
    ASSERT_TRUE(outcome->proof.has_value());
    EXPECT_TRUE(check_equivocation(*outcome->proof, policy_for_log()).ok());
}

}  // namespace
}  // namespace truce
