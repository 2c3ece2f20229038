#include "truce/base/sign.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <type_traits>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

std::string bytes_of(std::string_view hex) { return from_hex(hex).value(); }

struct Vector {
    std::string_view seed, public_key, message, signature;
};

/// RFC 8032 section 7.1, tests 1, 2, 3 and "SHA(abc)".
constexpr Vector rfc_8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
     "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
     "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
     "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42", "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
     "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
     "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

RC_GTEST_PROP(Signature, holds_for_its_key_and_message_and_for_no_other, (std::uint64_t seed, std::string message)) {
    const auto random = seeded_random(seed);
    const SigningKey key = SigningKey::generate(*random);
    const SigningKey other = SigningKey::generate(*random);
    const std::string signature = key.sign(message);
    RC_ASSERT(signature.size() == 64U);
    RC_ASSERT(signature_holds(key.public_key(), message, signature));
    RC_ASSERT(!signature_holds(other.public_key(), message, signature));
    RC_ASSERT(!signature_holds(key.public_key(), message + "x", signature));
}

RC_GTEST_PROP(Signature, fails_when_any_one_bit_is_changed, (std::uint64_t seed)) {
    const SigningKey key = SigningKey::generate(*seeded_random(seed));
    const std::string message = "truce/entry/v1\n{}\n";
    std::string signature = key.sign(message);
    const auto bit = *rc::gen::inRange<std::size_t>(0, 512);
    signature[bit / 8] = static_cast<char>(signature[bit / 8] ^ (1 << (bit % 8)));
    RC_ASSERT(!signature_holds(key.public_key(), message, signature));
}

TEST(Signature, has_the_vectors_of_rfc_8032) {
    for (const auto& [seed, public_key, message, signature] : rfc_8032) {
        const auto key = SigningKey::from_seed(bytes_of(seed));
        ASSERT_TRUE(key.ok());
        EXPECT_EQ(to_hex(key->public_key().view()), public_key);
        EXPECT_EQ(to_hex(key->sign(bytes_of(message))), signature);
        EXPECT_EQ(to_hex(key->seed()), seed);
        const auto known = public_key_from_bytes(bytes_of(public_key));
        ASSERT_TRUE(known.ok());
        EXPECT_EQ(*known, key->public_key());
        EXPECT_TRUE(signature_holds(*known, bytes_of(message), bytes_of(signature)));
    }
}

TEST(Signature, of_another_size_does_not_hold) {
    const SigningKey key = SigningKey::generate(*seeded_random(1));
    const std::string signature = key.sign("a");
    for (const std::size_t size : {0U, 1U, 32U, 63U})
        EXPECT_FALSE(signature_holds(key.public_key(), "a", signature.substr(0, size))) << size;
    EXPECT_FALSE(signature_holds(key.public_key(), "a", signature + '\0'));
    EXPECT_FALSE(signature_holds(key.public_key(), "a", to_hex(signature)));
}

TEST(Signature, with_the_group_order_added_to_its_scalar_does_not_hold) {
    // S + L verifies under a careless check: one statement would have two signatures.
    const std::string order = bytes_of("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    const SigningKey key = SigningKey::generate(*seeded_random(2));
    std::string signature = key.sign("a");
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry += static_cast<unsigned char>(signature[32 + i]) + static_cast<unsigned>(static_cast<unsigned char>(order[i]));
        signature[32 + i] = static_cast<char>(carry & 0xffU);
        carry >>= 8U;
    }
    ASSERT_EQ(carry, 0U);
    EXPECT_FALSE(signature_holds(key.public_key(), "a", signature));
}

TEST(PublicKey, of_another_size_is_refused) {
    for (const std::size_t size : {0U, 31U, 33U, 64U}) {
        EXPECT_EQ(public_key_from_bytes(std::string(size, 'x')).error().id, "key.public") << size;
    }
}

TEST(PublicKey, that_is_no_point_of_the_main_subgroup_is_refused) {
    const std::string_view refused[] = {"0000000000000000000000000000000000000000000000000000000000000000",  // order 4
                                        "0100000000000000000000000000000000000000000000000000000000000000",  // the neutral element
                                        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // order 2
                                        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",  // order 8
                                        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",  // not reduced
                                        "0200000000000000000000000000000000000000000000000000000000000000",  // not on the curve
                                        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"};
    for (const std::string_view hex : refused) EXPECT_FALSE(public_key_from_bytes(bytes_of(hex)).ok()) << hex;
}

TEST(PublicKey, of_small_order_verifies_nothing) {
    EXPECT_FALSE(signature_holds(PublicKey{}, "anything", std::string(64, '\0')));
    PublicKey neutral;
    neutral.bytes[0] = 1;
    std::string signature(64, '\0');
    signature[0] = 1;  // R the neutral element, S zero: holds for every message under a careless check
    EXPECT_FALSE(signature_holds(neutral, "anything", signature));
}

TEST(SigningKey, needs_a_seed_of_32_bytes) {
    for (const std::size_t size : {0U, 31U, 33U, 64U}) {
        const auto key = SigningKey::from_seed(std::string(size, 'x'));
        ASSERT_FALSE(key.ok()) << size;
        EXPECT_EQ(key.error().id, "key.seed");
    }
}

TEST(SigningKey, comes_back_from_its_seed) {
    const SigningKey key = SigningKey::generate(*system_random());
    const auto again = SigningKey::from_seed(key.seed());
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->public_key(), key.public_key());
    EXPECT_EQ(again->sign("a"), key.sign("a"));
}

TEST(SigningKey, moves_and_leaves_no_secret_behind) {
    static_assert(!std::is_copy_constructible_v<SigningKey> && !std::is_copy_assignable_v<SigningKey>);
    SigningKey first = SigningKey::generate(*seeded_random(3));
    const PublicKey known = first.public_key();
    const std::string signature = first.sign("a");

    SigningKey second = std::move(first);
    EXPECT_EQ(second.sign("a"), signature);
    EXPECT_EQ(first.seed(), std::string(32, '\0'));              // NOLINT: what is left behind is the question
    EXPECT_FALSE(signature_holds(known, "a", first.sign("a")));  // NOLINT

    SigningKey third = SigningKey::generate(*seeded_random(4));
    third = std::move(second);
    EXPECT_EQ(third.sign("a"), signature);
    EXPECT_EQ(second.seed(), std::string(32, '\0'));  // NOLINT

    SigningKey& itself = third;
    third = std::move(itself);
    EXPECT_EQ(third.sign("a"), signature);
}

/// Holds a key, and answers as it is told to.
class Holder final : public HeldKey {
public:
    enum class Answers : std::uint8_t { truly, for_another_key, for_another_message, in_half, not_at_all };
    explicit Holder(Answers answers) : answers_(answers) {}

    [[nodiscard]] const PublicKey& public_key() const override { return key_.public_key(); }
    [[nodiscard]] Result<std::string> sign(std::string_view message) const override {
        switch (answers_) {
            case Answers::truly: return key_.sign(message);
            case Answers::for_another_key: return other_.sign(message);
            case Answers::for_another_message: return key_.sign(std::string(message) + "x");
            case Answers::in_half: return key_.sign(message).substr(0, 32);
            case Answers::not_at_all: break;
        }
        return Error{Errc::io, "holder.away", "it is away", "", ""};
    }
    [[nodiscard]] std::string line(std::string_view name) const override { return "held:" + std::string(name); }

private:
    SigningKey key_ = SigningKey::generate(*seeded_random(5));
    SigningKey other_ = SigningKey::generate(*seeded_random(6));
    Answers answers_;
};

TEST(PrivateKey, signs_in_memory_and_where_it_is_held) {
    const PrivateKey own(SigningKey::generate(*seeded_random(5)));
    const PrivateKey held(std::make_unique<Holder>(Holder::Answers::truly));
    EXPECT_NE(own.in_memory(), nullptr);
    EXPECT_EQ(own.held(), nullptr);
    EXPECT_EQ(held.in_memory(), nullptr);
    EXPECT_NE(held.held(), nullptr);
    EXPECT_EQ(held.public_key(), own.public_key());
    EXPECT_EQ(*held.sign("a"), *own.sign("a"));
    EXPECT_TRUE(signature_holds(held.public_key(), "a", *held.sign("a")));
}

TEST(PrivateKey, takes_from_a_holder_no_signature_that_does_not_hold) {
    using enum Holder::Answers;
    for (const auto answers : {for_another_key, for_another_message, in_half}) {
        const auto signature = PrivateKey(std::make_unique<Holder>(answers)).sign("a");
        ASSERT_FALSE(signature.ok());
        EXPECT_EQ(signature.error().id, "key.signature");
    }
    EXPECT_EQ(PrivateKey(std::make_unique<Holder>(not_at_all)).sign("a").error().id, "holder.away");
}

}  // namespace
}  // namespace truce
