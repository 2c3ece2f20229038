#include "truce/record/note.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace truce {
namespace {

// The example of Go's note package: golang.org/x/mod/sumdb/note.
constexpr std::string_view go_vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view go_skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view go_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view go_line =
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

NoteSigner signer(std::string name, std::uint64_t seed) {
    const auto random = seeded_random(seed);
    return {std::move(name), SigningKey::generate(*random)};
}

TEST(Note, the_example_of_gos_note_package_is_read_and_written) {
    const auto key = parse_vkey(go_vkey);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(key->vkey(), go_vkey);
    const auto go = NoteSigner::decode(go_skey);
    ASSERT_TRUE(go.ok());
    EXPECT_EQ(go->public_key(), *key);
    EXPECT_EQ(*go->signature_line(go_text), go_line);
    EXPECT_EQ(go->encoded(), go_skey);
    const std::string bytes = join_note(go_text, go_line);
    const auto note = parse_note(bytes);
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(note->text, go_text);
    EXPECT_TRUE(check_note(*note, *key).ok());
}

TEST(Note, the_key_of_gos_checksum_database_has_the_id_it_says) {
    EXPECT_TRUE(parse_vkey("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").ok());
}

TEST(Note, any_changed_byte_of_the_text_is_refused) {
    const NoteSigner key = signer("ru/0badcafe", 1);
    const std::string text = "truce/entry/v1\n{}\n";
    const std::string good = join_note(text, *key.signature_line(text));
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        const auto note = parse_note(bad);
        EXPECT_FALSE(note.ok() && check_note(*note, key.public_key()).ok()) << i;
    }
}

TEST(Note, a_line_of_a_known_key_that_fails_refuses_the_note_even_beside_one_that_holds) {
    const NoteSigner key = signer("log", 2);
    const std::string text = "a\n";
    std::string forged = *key.signature_line("b\n");
    const std::string bytes = join_note(text, *key.signature_line(text) + forged);
    const auto note = parse_note(bytes);
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(check_note(*note, key.public_key()).error().id, "note.signature");
}

TEST(Note, lines_of_other_keys_are_ignored_even_with_the_same_name) {
    const NoteSigner ours = signer("log", 3);
    const NoteSigner other = signer("log", 4);
    const std::string text = "a\n\nb\n";
    const std::string bytes = join_note(text, *other.signature_line(text) + *ours.signature_line(text));
    const auto note = parse_note(bytes);
    ASSERT_TRUE(note.ok());
    EXPECT_EQ(note->text, text) << "the text may hold empty lines: signatures start after the last one";
    EXPECT_TRUE(check_note(*note, ours.public_key()).ok());
    const std::string alone_bytes = join_note(text, *other.signature_line(text));
    const auto alone = parse_note(alone_bytes);
    EXPECT_EQ(check_note(*alone, ours.public_key()).error().id, "note.unknown_key");
}

TEST(Note, forms_that_are_not_notes_are_refused) {
    const std::string line = *signer("k", 5).signature_line("a\n");
    std::string many;
    for (int i = 0; i < 65; ++i) many += line;
    for (const std::string& bad :
         {std::string(), std::string("a\n"), std::string("a\n\n"), "a\n" + line, "a\n\n" + line.substr(0, line.size() - 1),
          "a\x01\n\n" + line, "a\xff\n\n" + line, "a\r\n\n" + line, "a\n\n- k " + line.substr(6), std::string("a\n\n— k\n"),
          std::string("a\n\n— k !!!!\n"), std::string("a\n\n— k AAAA\n"), "a\n\n" + many, "a\n\n—  k" + line.substr(5)}) {
        EXPECT_FALSE(parse_note(bad).ok()) << bad;
    }
}

TEST(Note, vkeys_that_lie_are_refused) {
    const std::string good(go_vkey);
    for (const std::string& bad :
         {std::string(), good.substr(1), good + "A", std::string("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"),
          std::string("PeterNeumann+c74f20a3+BBpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), std::string("a b+c74f20a3+ARpc"),
          std::string("++")}) {
        EXPECT_FALSE(parse_vkey(bad).ok()) << bad;
    }
}

TEST(Note, a_private_key_that_cannot_be_read_is_never_repeated_in_the_error) {
    std::string secret(go_skey);
    secret[40] = '!';
    const auto bad = NoteSigner::decode(secret);
    ASSERT_FALSE(bad.ok());
    EXPECT_EQ(bad.error().text().find("AYEKFALV"), std::string::npos);
}

RC_GTEST_PROP(NoteLaws, whatever_was_signed_and_joined_is_read_back_and_holds, (const std::string& noise)) {
    std::string text;
    for (const char c : noise) text += (c >= 0x20 && c < 0x7f) || c == '\n' ? c : '.';
    text += '\n';
    const NoteSigner key = signer("inst-1/00000000", 6);
    const std::string bytes = join_note(text, *key.signature_line(text));
    const auto note = parse_note(bytes);
    RC_ASSERT(note.ok());
    RC_ASSERT(note->text == text);
    RC_ASSERT(check_note(*note, key.public_key()).ok());
}

}  // namespace
}  // namespace truce
