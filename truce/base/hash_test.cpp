#include "truce/base/hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

RC_GTEST_PROP(Sha256, streaming_in_any_pieces_equals_one_call, ()) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(rc::gen::arbitrary<char>()));
    Sha256 hasher;
    std::string whole;
    for (const auto& piece : pieces) {
        hasher.update(piece);
        whole += piece;
    }
    RC_ASSERT(hasher.finish() == sha256(whole));
}

RC_GTEST_PROP(Digest, reads_back_from_bytes_and_from_hexadecimal, (const std::string& text)) {
    const Digest digest = sha256(text);
    RC_ASSERT(digest_from_bytes(digest.view()).value() == digest);
    RC_ASSERT(digest_from_hex(digest.hex()).value() == digest);
}

TEST(Sha256, has_the_vectors_of_fips_180) {
    EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc").hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex(),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    EXPECT_EQ(
        sha256("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu").hex(),
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
    EXPECT_EQ(sha256(std::string(1'000'000, 'a')).hex(), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, has_the_vectors_of_nist_for_bytes) {
    EXPECT_EQ(sha256("\xbd").hex(), "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
    EXPECT_EQ(sha256("\xc9\x8c\x8e\x55").hex(), "7abc22c0ae5af26ce93dbb94433a0e0b2e119d014f8e7f65bd56c61ccccd9504");
    EXPECT_EQ(sha256(std::string(55, '\0')).hex(), "02779466cdec163811d078815c633f21901413081449002f24aa3e80f0b88ef7");
    EXPECT_EQ(sha256(std::string(64, '\0')).hex(), "f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b");
}

TEST(Sha256, is_as_new_after_it_finished) {
    Sha256 hasher;
    hasher.update("something else").finish();
    EXPECT_EQ(hasher.update("abc").finish(), sha256("abc"));
    EXPECT_EQ(hasher.finish(), sha256(""));
}

TEST(Sha256, takes_single_bytes_and_empty_pieces) {
    Sha256 hasher;
    hasher.update(std::uint8_t{'a'}).update("").update(std::string_view()).update(std::uint8_t{0xff});
    EXPECT_EQ(hasher.finish(), sha256("a\xff"));
    EXPECT_EQ(sha256(std::string_view()), sha256(""));
}

TEST(Sha256, goes_on_where_it_was_after_a_move) {
    Sha256 first;
    first.update("ab");
    Sha256 second = std::move(first);
    EXPECT_EQ(second.update("c").finish(), sha256("abc"));
    Sha256 third;
    third.update("lost");
    third = std::move(second);
    EXPECT_EQ(third.finish(), sha256(""));
}

TEST(Sha256, threads_do_not_disturb_each_other) {
    const std::string a(100'000, 'a');
    const std::string b(100'000, 'b');
    const Digest of_a = sha256(a);
    const Digest of_b = sha256(b);
    int wrong = 0;
    std::thread other([&] {
        for (int i = 0; i < 50; ++i) wrong += sha256(a) != of_a;
    });
    for (int i = 0; i < 50; ++i) EXPECT_EQ(sha256(b), of_b);
    other.join();
    EXPECT_EQ(wrong, 0);
}

TEST(Digest, refuses_every_other_size) {
    for (const std::size_t size : {0U, 1U, 31U, 33U, 64U}) {
        EXPECT_EQ(digest_from_bytes(std::string(size, 'x')).error().id, "digest.size") << size;
    }
}

TEST(Digest, refuses_hexadecimal_that_it_would_not_write) {
    const std::string good(64, 'a');
    EXPECT_TRUE(digest_from_hex(good).ok());
    for (const std::string& text : {std::string(), good + "aa", good.substr(2), good.substr(1), std::string(64, 'A'), std::string(64, 'g'),
                                    good.substr(1) + " ", "0x" + good.substr(2)}) {
        EXPECT_EQ(digest_from_hex(text).error().id, "digest.hex") << text;
    }
}

TEST(Digest, is_ordered_by_its_bytes) {
    const Digest low = digest_from_hex("00" + std::string(62, 'f')).value();
    const Digest high = digest_from_hex("80" + std::string(62, '0')).value();
    EXPECT_LT(low, high);
    EXPECT_LT(Digest{}, low);
}

}  // namespace
}  // namespace truce
