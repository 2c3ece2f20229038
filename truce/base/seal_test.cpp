#include "truce/base/seal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/base/json.hpp"

namespace truce {
namespace {

/// The least that Argon2id takes: what is tried here is not the cost.
constexpr LockCost cheap{1, 8'192};

TEST(Seal, WhatIsSealedIsReadByItsKeyUnderItsNameAlone) {
    const auto random = system_random();
    const SealKey key = SealKey::generate(*random);
    const SealKey other = SealKey::generate(*random);
    const std::string sealed = key.seal("shells fell on the market", "copy.1");
    EXPECT_EQ(sealed.find("market"), std::string::npos);
    EXPECT_NE(sealed, key.seal("shells fell on the market", "copy.1")) << "no two are alike";
    ASSERT_TRUE(key.open(sealed, "copy.1").ok());
    EXPECT_EQ(*key.open(sealed, "copy.1"), "shells fell on the market");
    EXPECT_EQ(key.open(sealed, "copy.2").error().id, "seal.broken");
    EXPECT_EQ(other.open(sealed, "copy.1").error().id, "seal.broken");
    EXPECT_EQ(key.open("", "copy.1").error().id, "seal.form");
    EXPECT_EQ(key.open("truce/sealed/v1\n", "copy.1").error().id, "seal.form");
}

TEST(Seal, ContentOfAnyLengthComesBack) {
    const auto random = system_random();
    const SealKey key = SealKey::generate(*random);
    for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 131'072U, 200'000U}) {
        const std::string content = random->bytes(size);
        const auto opened = key.open(key.seal(content, "n"), "n");
        ASSERT_TRUE(opened.ok()) << size;
        EXPECT_EQ(*opened, content) << size;
    }
}

TEST(Seal, CutShortAtAChunkOrLengthenedItDoesNotOpen) {
    const auto random = system_random();
    const SealKey key = SealKey::generate(*random);
    const std::string sealed = key.seal(std::string(131'072, 'a'), "n");
    const std::size_t one_chunk = 16 + 24 + 65'536 + 17;
    ASSERT_GT(sealed.size(), one_chunk);
    EXPECT_EQ(key.open(sealed.substr(0, one_chunk), "n").error().id, "seal.broken");
    EXPECT_EQ(key.open(sealed + sealed.substr(one_chunk), "n").error().id, "seal.broken");
    EXPECT_EQ(key.open(sealed + "x", "n").error().id, "seal.broken");
}

RC_GTEST_PROP(Seal, NoChangedByteGoesUnnoticed, (const std::string& content)) {
    static const auto random = system_random();
    static const SealKey key = SealKey::generate(*random);
    std::string sealed = key.seal(content, "n");
    const std::size_t at = *rc::gen::inRange<std::size_t>(0, sealed.size());
    sealed[at] = static_cast<char>(sealed[at] ^ *rc::gen::inRange(1, 256));
    RC_ASSERT(!key.open(sealed, "n").ok());
}

TEST(Seal, APassphraseUnlocksTheKeyAndNoOtherDoes) {
    const auto random = system_random();
    const SealKey key = SealKey::generate(*random);
    const auto locked = key.locked("four words of mine", cheap, *random);
    ASSERT_TRUE(locked.ok()) << locked.error().text();
    const auto again = SealKey::unlock(*locked, "four words of mine");
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(*again->open(key.seal("x", "n"), "n"), "x");
    EXPECT_EQ(SealKey::unlock(*locked, "four words of mine ").error().id, "seal.passphrase");
    EXPECT_EQ(SealKey::unlock(*locked, "").error().id, "seal.passphrase");
}

TEST(Seal, ALockThatWasChangedOrAsksForMuchIsRefused) {
    const auto random = system_random();
    const SealKey key = SealKey::generate(*random);
    const std::string locked = *key.locked("four words of mine", cheap, *random);
    const auto changed = [&](std::string_view member, Json value) {
        JsonObject object = parse_json(locked)->get_object();
        object[member] = std::move(value);
        return SealKey::unlock(*canonical(Json(std::move(object))), "four words of mine").error().id;
    };
    EXPECT_EQ(changed("salt", "00000000000000000000000000000000"), "seal.passphrase");
    EXPECT_EQ(changed("passes", 2), "seal.passphrase");
    EXPECT_EQ(changed("passes", 1'000'000), "seal.form");
    EXPECT_EQ(changed("memory", std::int64_t{1} << 40U), "seal.form");
    EXPECT_EQ(changed("memory", 0), "seal.form");
    EXPECT_EQ(changed("kdf", "none"), "seal.form");
    EXPECT_EQ(changed("key", "00"), "seal.form");
    EXPECT_EQ(changed("more", 1), "seal.form");
    EXPECT_EQ(SealKey::unlock("{}", "x").error().id, "seal.form");
    EXPECT_EQ(SealKey::unlock("", "x").error().id, "seal.form");
}

}  // namespace
}  // namespace truce
