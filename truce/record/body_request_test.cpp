#include "truce/record/body_request.hpp"

#include <gtest/gtest.h>

#include "truce/record/log_fixture_test.hpp"

namespace truce {
namespace {

class BodyRequestTest : public testing::FoundedLog {
protected:
    BodyRequest request() { return {"exercise/0a1b2c3d", 7, 42, clock_.now()}; }
    Result<AskedBy> check(const std::string& note, std::int64_t later_us = 0) {
        return check_body_request(note, LogReader(*db_), {clock_.now().us + later_us});
    }
};

TEST_P(BodyRequestTest, an_enrolled_key_asks_for_its_institution) {
    const auto asked = check(*sign_body_request(request(), ru_));
    ASSERT_TRUE(asked.ok()) << asked.error().text();
    EXPECT_EQ(asked->institution, "ru");
    EXPECT_EQ(asked->request, request());
}

TEST_P(BodyRequestTest, strangers_revoked_keys_other_logs_and_old_requests_get_nothing) {
    EXPECT_EQ(check(*sign_body_request(request(), new_entry_key("ru", *random_))).error().id, "entry.unknown_key");
    const NoteSigner second = new_entry_key("tr", *random_);
    ASSERT_TRUE(file(tr_, "key.enrolled", key_enrolled(second.public_key(), {})).ok());
    const std::string note = *sign_body_request(request(), second);
    EXPECT_TRUE(check(note).ok());
    ASSERT_TRUE(file(tr_, "key.revoked", key_revoked(second.public_key())).ok());
    EXPECT_EQ(check(*sign_body_request(request(), second)).error().id, "entry.revoked_key");
    BodyRequest other = request();
    other.log = "another/00000000";
    EXPECT_EQ(check(*sign_body_request(other, ru_)).error().id, "bodies.other_log");

    const std::string good = *sign_body_request(request(), ru_);
    EXPECT_TRUE(check(good, body_request_us_max).ok());
    EXPECT_EQ(check(good, body_request_us_max + 1).error().id, "bodies.stale");
    EXPECT_TRUE(check(good, -body_request_us_max).ok());
    EXPECT_EQ(check(good, -body_request_us_max - 1).error().id, "bodies.stale");
}

TEST_P(BodyRequestTest, every_changed_byte_is_refused_and_an_entry_is_no_request) {
    const std::string good = *sign_body_request(request(), ru_);
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 0x01);
        EXPECT_FALSE(check(bad).ok()) << i;
    }
    const Submission entry = compose(ru_, std::nullopt, {Part::make(Audience::mechanism, item_text(1), *random_)});
    EXPECT_EQ(check(entry.note).error().id, "bodies.form");
    EXPECT_EQ(parse_entry(good).error().id, "entry.form") << "nor a request an entry";
    EXPECT_EQ(check(std::string(5000, 'x')).error().id, "bodies.form");
    EXPECT_EQ(check("").error().id, "bodies.form");
}

INSTANTIATE_TEST_SUITE_P(Stores, BodyRequestTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace truce
