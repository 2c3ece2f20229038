#include "truce/serve/sessions.hpp"

#include <gtest/gtest.h>

#include "truce/record/entry.hpp"

namespace truce {
namespace {

class SessionsTest : public ::testing::Test {
protected:
    static NoteSigner signer(const std::string& institution, std::uint64_t seed) {
        const auto random = seeded_random(seed);
        SigningKey key = SigningKey::generate(*random);
        std::string name = entry_key_name(institution, key.public_key());
        return {std::move(name), std::move(key)};
    }
    [[nodiscard]] static std::string signed_note(const std::string& text, const NoteSigner& key) {
        return join_note(text, *key.signature_line(text));
    }

    void later(std::int64_t seconds) { clock_.set({clock_.now().us + seconds * 1'000'000}); }

    ManualClock clock_{Instant{1'700'000'000'000'000}};
    std::unique_ptr<Random> random_ = seeded_random(7);
    Sessions::Options options_{};
    NoteSigner aldmere_ = signer("aldmere", 1);
    NoteSigner borvik_ = signer("borvik", 2);
};

TEST_F(SessionsTest, AChallengeNamesWhereItCountsAndCountsOnce) {
    Sessions sessions(options_, clock_, *random_);
    const auto challenge = sessions.challenge(aldmere_.public_key(), "exercise/1", "https://truce.example.org");
    EXPECT_NE(challenge.text.find("https://truce.example.org"), std::string::npos);
    EXPECT_NE(challenge.text.find("exercise/1"), std::string::npos);
    EXPECT_TRUE(challenge.text.starts_with("truce/session/v1\n"));
    const auto begun = sessions.begin(signed_note(challenge.text, aldmere_), aldmere_.public_key(), "browser");
    ASSERT_TRUE(begun.ok()) << begun.error().text();
    EXPECT_EQ(begun->session.institution, "aldmere");
    EXPECT_EQ(sessions.find(begun->token, "browser")->key, aldmere_.public_key().name);
    EXPECT_EQ(sessions.begin(signed_note(challenge.text, aldmere_), aldmere_.public_key(), "browser").error().id, "session.challenge");
}

TEST_F(SessionsTest, NobodySignsInWithAnothersKeyOrWordsOfTheirOwn) {
    Sessions sessions(options_, clock_, *random_);
    const auto challenge = sessions.challenge(aldmere_.public_key(), "exercise/1", "s");
    EXPECT_EQ(sessions.begin(signed_note(challenge.text, borvik_), borvik_.public_key(), "").error().id, "session.challenge");
    EXPECT_FALSE(sessions.begin(signed_note(challenge.text, borvik_), aldmere_.public_key(), "").ok());
    EXPECT_EQ(sessions.begin(signed_note("truce/session/v1\n{}\n", aldmere_), aldmere_.public_key(), "").error().id, "session.challenge");
    // A refusal uses nothing up: whoever may sign still can.
    EXPECT_TRUE(sessions.begin(signed_note(challenge.text, aldmere_), aldmere_.public_key(), "").ok());
}

TEST_F(SessionsTest, ChallengesAndSessionsEnd) {
    Sessions sessions(options_, clock_, *random_);
    const auto late = sessions.challenge(aldmere_.public_key(), "l", "s");
    later(121);
    EXPECT_EQ(sessions.begin(signed_note(late.text, aldmere_), aldmere_.public_key(), "").error().id, "session.challenge");
    const auto challenge = sessions.challenge(aldmere_.public_key(), "l", "s");
    const auto begun = sessions.begin(signed_note(challenge.text, aldmere_), aldmere_.public_key(), "");
    later(3'599);
    EXPECT_TRUE(sessions.find(begun->token, "").has_value());
    later(2);
    EXPECT_FALSE(sessions.find(begun->token, "").has_value());
}

TEST_F(SessionsTest, ATokenIsWorthNothingElsewhereAndAfterSigningOut) {
    Sessions sessions(options_, clock_, *random_);
    const auto challenge = sessions.challenge(aldmere_.public_key(), "l", "s");
    const auto begun = sessions.begin(signed_note(challenge.text, aldmere_), aldmere_.public_key(), "browser");
    EXPECT_FALSE(sessions.find(begun->token, "another").has_value());
    EXPECT_FALSE(sessions.find("", "browser").has_value());
    EXPECT_FALSE(sessions.find(begun->token.substr(1), "browser").has_value());
    sessions.end(begun->token);
    EXPECT_FALSE(sessions.find(begun->token, "browser").has_value());
    EXPECT_EQ(sessions.count(), 0U);
}

TEST_F(SessionsTest, MemoryIsBoundedAndTheOldestGoFirst) {
    options_.sessions_max = 3;
    options_.challenges_max = 2;
    Sessions sessions(options_, clock_, *random_);
    std::vector<std::string> tokens;
    for (int i = 0; i < 5; ++i) {
        later(1);
        const auto challenge = sessions.challenge(aldmere_.public_key(), "l", "s");
        tokens.push_back(sessions.begin(signed_note(challenge.text, aldmere_), aldmere_.public_key(), "")->token);
    }
    EXPECT_EQ(sessions.count(), 3U);
    EXPECT_FALSE(sessions.find(tokens[1], "").has_value());
    EXPECT_TRUE(sessions.find(tokens[2], "").has_value());
    const auto first = sessions.challenge(aldmere_.public_key(), "l", "s");
    later(1);
    (void)sessions.challenge(aldmere_.public_key(), "l", "s");
    later(1);
    (void)sessions.challenge(aldmere_.public_key(), "l", "s");
    EXPECT_FALSE(sessions.begin(signed_note(first.text, aldmere_), aldmere_.public_key(), "").ok());
}

}  // namespace
}  // namespace truce
