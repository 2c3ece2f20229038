#include "truce/record/cosignature.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sys/stat.h>

#include "truce/base/bytes.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/key_file.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::id_of;

constexpr std::uint64_t noon = 1'488'024'000;

Cosigner witness(std::uint64_t seed, std::string name = "guarantor.example/w") {
    const auto random = seeded_random(seed);
    return new_cosigner(std::move(name), *random);
}

const std::string text = "example.com/log\n7\n" + to_base64(sha256("root").view()) + "\n";

std::string cosigned(const Cosigner& by, std::uint64_t time = noon) { return text + "\n" + *by.signature_line(text, time); }

Result<std::uint64_t> check(const std::string& bytes, const CosignerKey& key) {
    TRUCE_ASSIGN(const Note note, parse_note(bytes));
    return check_cosignature(note, key);
}

// C1, C2
TEST(Cosignature, the_message_is_header_time_and_the_whole_text) {
    EXPECT_EQ(cosignature_message("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", 1679315147),
              "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
}

// C1, N4: id and layout recomputed from their definitions.
TEST(Cosignature, a_line_is_id_time_and_signature) {
    const Cosigner w = witness(1);
    const std::string line = *w.signature_line(text, noon);
    const Result<std::string> raw = from_base64(line.substr(line.rfind(' ') + 1, line.size() - line.rfind(' ') - 2));
    ASSERT_TRUE(raw.ok());
    ASSERT_EQ(raw->size(), 4U + 8U + 64U);
    const std::string key(w.public_key().key.view());
    EXPECT_EQ(raw->substr(0, 4), sha256(w.public_key().name + "\n\x04" + key).view().substr(0, 4));
    EXPECT_EQ(to_hex(raw->substr(4, 8)), "0000000058b171c0");
    EXPECT_TRUE(signature_holds(w.public_key().key, cosignature_message(text, noon), raw->substr(12)));
}

RC_GTEST_PROP(Cosignature, what_a_witness_cosigns_is_accepted_with_its_time, (std::uint64_t seed, std::uint64_t time)) {
    time = time % cosignature_time_max + 1;
    const Cosigner w = witness(seed);
    const auto checked = check(cosigned(w, time), w.public_key());
    RC_ASSERT(checked.ok());
    RC_ASSERT(*checked == time);
}

RC_GTEST_PROP(Cosignature, any_changed_bit_is_refused, (std::uint64_t at, std::uint8_t bit)) {
    const Cosigner w = witness(2);
    std::string bytes = cosigned(w);
    char& byte = bytes[at % bytes.size()];
    byte = static_cast<char>(byte ^ 1 << bit % 8);
    RC_ASSERT(!check(bytes, w.public_key()).ok());
}

// N6
TEST(Cosignature, lines_of_unknown_keys_are_ignored_even_if_name_or_id_is_known) {
    const Cosigner known = witness(3);
    const Cosigner namesake = witness(4);
    const std::string bytes = cosigned(known) + *namesake.signature_line(text, noon);
    EXPECT_EQ(*check(bytes, known.public_key()), noon);
    EXPECT_EQ(id_of(check(cosigned(namesake), known.public_key())), "note.unknown_key");
}

// N7: one good line does not make up for a bad one.
TEST(Cosignature, a_known_key_s_line_that_does_not_hold_refuses_the_note) {
    const Cosigner w = witness(5);
    const std::string other = "example.com/log\n8\n" + to_base64(sha256("root").view()) + "\n";
    const std::string bytes = cosigned(w) + *w.signature_line(other, noon);
    EXPECT_EQ(id_of(check(bytes, w.public_key())), "note.signature");
    const auto note = parse_note(bytes);
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(id_of(check_cosignatures(*note, std::vector{witness(6).public_key(), w.public_key()})), "note.signature");
}

// N9
TEST(Cosignature, sixty_witnesses_on_one_note_are_all_found) {
    std::string bytes = text + "\n";
    std::vector<CosignerKey> keys;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Cosigner w = witness(100 + i, "w" + std::to_string(i));
        bytes += *w.signature_line(text, noon + i);
        keys.push_back(w.public_key());
    }
    const auto note = parse_note(bytes);
    ASSERT_TRUE(note.ok());
    const auto found = check_cosignatures(*note, keys);
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->size(), 60U);
    for (std::size_t i = 0; i < 60; ++i) EXPECT_EQ((*found)[i].time_s, noon + i);
}

// C2
TEST(Cosignature, the_time_zero_and_times_beyond_2_to_the_63_are_refused) {
    const Cosigner w = witness(7);
    const auto random = seeded_random(7);
    const SigningKey raw = SigningKey::generate(*random);
    ASSERT_EQ(raw.public_key(), w.public_key().key);
    for (const std::uint64_t time : {std::uint64_t{0}, cosignature_time_max + 1, ~std::uint64_t{0}}) {
        std::string payload = w.public_key().id();
        append_u64(payload, time);
        payload += raw.sign(cosignature_message(text, time));
        const std::string bytes = text + "\n\xe2\x80\x94 " + w.public_key().name + " " + to_base64(payload) + "\n";
        EXPECT_EQ(id_of(check(bytes, w.public_key())), "note.signature") << time;
    }
}

// N5, C5
TEST(Cosignature, keys_are_read_as_they_are_written_and_other_types_are_refused_by_name) {
    const Cosigner w = witness(8);
    const auto read = parse_cosigner_vkey(w.public_key().vkey());
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, w.public_key());
    EXPECT_EQ(id_of(parse_vkey(w.public_key().vkey())), "note.vkey");
    const auto random = seeded_random(8);
    const auto log_key = parse_cosigner_vkey(new_named_key("example.com/log", *random).public_key().vkey());
    ASSERT_FALSE(log_key.ok());
    EXPECT_NE(log_key.error().what.find("type 1"), std::string::npos) << log_key.error().what;
    const auto later = parse_cosigner_vkey("w+01020304+" + to_base64("\x06" + std::string(1312, 'k')));
    ASSERT_FALSE(later.ok());
    EXPECT_NE(later.error().what.find("ML-DSA"), std::string::npos) << later.error().what;
    std::string wrong_id = w.public_key().vkey();
    wrong_id[wrong_id.find('+') + 1] ^= 1;
    EXPECT_FALSE(parse_cosigner_vkey(wrong_id).ok());
}

TEST(Cosignature, private_keys_are_kept_for_their_owner_and_not_taken_for_another_role) {
    const testing::TemporaryFolder folder;
    const Cosigner w = witness(9);
    const Path file = folder.path() / "witness.key";
    ASSERT_OK(write_cosigner_file(file, w));
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
    const auto read = read_cosigner_file(file);
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(read->public_key(), w.public_key());
    EXPECT_EQ(*read->signature_line(text, noon), *w.signature_line(text, noon));
    EXPECT_EQ(id_of(write_cosigner_file(file, w)), "key.exists");
    EXPECT_EQ(id_of(read_key_file(file)), "note.private_key");
    ASSERT_EQ(::chmod(file.c_str(), 0640), 0);
    EXPECT_EQ(id_of(read_cosigner_file(file)), "key.readable_by_others");
}

TEST(Cosignature, lines_are_added_once_behind_those_that_are_there) {
    const Cosigner a = witness(10, "a");
    const Cosigner b = witness(11, "b");
    const auto once = add_signature_lines(cosigned(a), *b.signature_line(text, noon));
    ASSERT_TRUE(once.ok());
    EXPECT_EQ(*once, cosigned(a) + *b.signature_line(text, noon));
    EXPECT_EQ(*add_signature_lines(*once, *a.signature_line(text, noon) + *b.signature_line(text, noon)), *once);
    EXPECT_EQ(id_of(add_signature_lines(*once, "no line")), "note.form");
    EXPECT_EQ(id_of(add_signature_lines("no note", "")), "note.form");
}

}  // namespace
}  // namespace truce
