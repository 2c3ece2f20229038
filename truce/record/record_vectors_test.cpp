/// The worked example of docs/formats/record.md, byte for byte: made here from its seeds and compared with
/// schema/vectors/record.json, which web/ and foreign readers are tested against too.
#include <gtest/gtest.h>

#include "tests/checkout.hpp"
#include "truce/base/bytes.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/record/body.hpp"
#include "truce/record/compare.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/made_log_test.hpp"
#include "truce/record/proof_file.hpp"

namespace truce {
namespace {

SigningKey key_of_seed(char fill) { return *SigningKey::from_seed(std::string(32, fill)); }

struct Example {
    NoteSigner log{"example.com/exercise", key_of_seed('\x01')};
    Cosigner witness{"guarantor.example/witness", key_of_seed('\x02')};
    NoteSigner desk{entry_key_name("ru", key_of_seed('\x03').public_key()), key_of_seed('\x03')};
    PartSecret secret = [] {
        PartSecret out{};
        out.fill(0x04);
        return out;
    }();
    std::string content = R"({"kind":"reports.filed","said":"shelling heard north of the river"})";
    Body body{{Audience::mechanism, part_commitment(Audience::mechanism, secret, content), Part::Open{secret, content}}};
    EntryHeader header{"ru",
                       body_root(body),
                       "6f1c1d0e-7a44-4c39-9a0f-2b6f3a1c5d77",
                       "example.com/exercise",
                       std::nullopt,
                       first_prev(desk.public_key()),
                       "2017-02-25T12Z"};
    std::string entry = *sign_entry(header, desk);
    std::vector<std::string> leaves{"first", entry, "third"};
    std::string checkpoint = *sign_checkpoint(testing::checkpoint_of(log, leaves), log);
    std::string cosigned = checkpoint + *witness.signature_line(checkpoint_text(testing::checkpoint_of(log, leaves)), 1'488'040'200);
    std::string policy = "log " + log.public_key().vkey() + "\nwitness guarantor " + witness.public_key().vkey() + "\nquorum guarantor\n";
};

std::string proof_of(const Example& e) {
    const auto hashes = testing::leaf_hashes(e.leaves);
    return format(ProofFile{e.entry, 1, *inclusion_proof(subtrees_of(hashes), 1, 3), e.cosigned});
}

std::string equivocation_of(const Example& e) {
    const std::vector<std::string> other{"first", "something else"};
    const ComparedLog smaller{*sign_checkpoint(testing::checkpoint_of(e.log, other), e.log), std::nullopt};
    auto files = testing::files_of(e.log, e.leaves);
    return *compare_logs(smaller, {e.checkpoint, testing::fetch_from_files(files)}, *parse_policy(e.policy))->proof;
}

Json example_json(const Example& e) {
    std::string bundle;
    for (const auto& leaf : e.leaves) append_to_bundle(bundle, leaf);
    return Json{{"body_root", body_root(e.body).hex()},
                {"bundle", to_base64(bundle)},
                {"checkpoint", e.checkpoint},
                {"cosigned_checkpoint", e.cosigned},
                {"cosigned_message", cosignature_message(e.checkpoint.substr(0, e.checkpoint.find("\n\n") + 1), 1'488'040'200)},
                {"desk_seed", to_hex(std::string(32, '\x03'))},
                {"desk_vkey", e.desk.public_key().vkey()},
                {"entry", e.entry},
                {"equivocation", equivocation_of(e)},
                {"leaf_hash", leaf_hash(e.entry).hex()},
                {"log_seed", to_hex(std::string(32, '\x01'))},
                {"log_vkey", e.log.public_key().vkey()},
                {"part_commitment", e.body.front().commitment.hex()},
                {"part_content", e.content},
                {"part_number", 2},
                {"part_secret", to_hex(std::string(32, '\x04'))},
                {"policy", e.policy},
                {"proof", proof_of(e)},
                {"witness_seed", to_hex(std::string(32, '\x02'))},
                {"witness_vkey", e.witness.public_key().vkey()}};
}

TEST(RecordVectors, the_worked_example_is_made_byte_for_byte) {
    const auto made = canonical(example_json(Example()));
    ASSERT_TRUE(made.ok()) << made.error().text();
    const auto shared = read_file(Path(checkout) / "schema/vectors/record.json");
    ASSERT_TRUE(shared.ok()) << shared.error().text() << "\n" << *made;
    const auto json = parse_json(*shared);
    ASSERT_TRUE(json.ok());
    EXPECT_EQ(*canonical(*json), *made);
}

TEST(RecordVectors, the_worked_example_is_accepted_and_not_a_byte_beside_it) {
    const Example e;
    const Policy policy = *parse_policy(e.policy);
    const auto checked = check_proof(proof_of(e), policy);
    ASSERT_TRUE(checked.ok()) << checked.error().text();
    EXPECT_EQ(checked->entry, e.entry);
    EXPECT_EQ(checked->trusted.witnesses.front().time_s, 1'488'040'200U);
    const std::string proof = proof_of(e);
    for (std::size_t i = 0; i < proof.size(); ++i) {
        std::string bad = proof;
        bad[i] = static_cast<char>(bad[i] ^ 4);
        EXPECT_FALSE(check_proof(bad, policy).ok()) << i;
    }
    EXPECT_TRUE(check_equivocation(equivocation_of(e), policy).ok());
    EXPECT_TRUE(parse_entry(e.entry).ok());
}

// N5, N8: the one example of the specification that has a key.
TEST(RecordVectors, the_example_of_the_signed_note_specification_is_accepted) {
    const auto key = parse_vkey("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    ASSERT_TRUE(key.ok());
    const std::string bytes =
        "This is an example message.\n\n"
        "\xe2\x80\x94 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    const auto note = parse_note(bytes);
    ASSERT_TRUE(note.ok());
    EXPECT_TRUE(check_note(*note, *key).ok());
    EXPECT_EQ(to_hex(key->id()), "530d903a");
}

}  // namespace
}  // namespace truce
