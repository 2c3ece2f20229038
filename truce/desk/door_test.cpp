#include "truce/desk/door.hpp"

#include <gtest/gtest.h>

namespace truce {
namespace {

class DoorTest : public ::testing::Test {
protected:
    HttpResponse ask(HttpHeaders headers, std::string path = "/api/me", std::string query = "") {
        HttpRequest request;
        request.path = std::move(path);
        request.query = std::move(query);
        request.headers = std::move(headers);
        return door_(request);
    }
    static HttpHeaders known(HttpHeaders more = {}) {
        more.emplace_back("host", "127.0.0.1:8787");
        more.emplace_back("cookie", "other=1; truce_desk=secret");
        return more;
    }

    int entered_ = 0;
    HttpHandler door_ = desk_door(
        [this](const HttpRequest&) {
            ++entered_;
            return http_text(200, "inside");
        },
        "127.0.0.1:8787", "secret");
};

TEST_F(DoorTest, WhoHasTheTokenComesIn) {
    EXPECT_EQ(ask(known()).status, 200U);
    EXPECT_EQ(ask({{"host", "127.0.0.1:8787"}, {"authorization", "Bearer secret"}}).status, 200U);
    EXPECT_EQ(ask(known({{"origin", "http://127.0.0.1:8787"}, {"sec-fetch-site", "same-origin"}})).status, 200U);
    EXPECT_EQ(entered_, 3);
}

TEST_F(DoorTest, WhoHasNotDoesNot) {
    for (const HttpHeaders& headers : std::vector<HttpHeaders>{
             {{"host", "127.0.0.1:8787"}},
             {{"host", "127.0.0.1:8787"}, {"cookie", "truce_desk=secret2"}},
             {{"host", "127.0.0.1:8787"}, {"cookie", "truce_desk="}},
             {{"host", "127.0.0.1:8787"}, {"cookie", "xtruce_desk=secret"}},
             {{"host", "127.0.0.1:8787"}, {"authorization", "Bearer secre"}},
             {{"host", "127.0.0.1:8787"}, {"authorization", "secret"}},
         })
        EXPECT_EQ(ask(headers).status, 401U);
    EXPECT_EQ(entered_, 0);
}

TEST_F(DoorTest, AnotherNameAndAnotherPageAreRefusedWhateverTheyKnow) {
    for (const char* host : {"", "127.0.0.1", "localhost:8787", "127.0.0.1:8788", "evil.example:8787", "127.0.0.1:8787 "})
        EXPECT_EQ(ask({{"host", host}, {"cookie", "truce_desk=secret"}}).status, 403U) << host;
    for (const char* origin : {"", "null", "http://127.0.0.1:8788", "https://127.0.0.1:8787", "http://evil.example"})
        EXPECT_EQ(ask(known({{"origin", origin}})).status, 403U) << origin;
    for (const char* site : {"cross-site", "same-site", ""}) EXPECT_EQ(ask(known({{"sec-fetch-site", site}})).status, 403U) << site;
    EXPECT_EQ(ask({{"host", "evil.example:8787"}}, "/", "desk=secret").status, 403U);
    EXPECT_EQ(entered_, 0);
}

TEST_F(DoorTest, TheEntranceGivesACookieForTheTokenAlone) {
    EXPECT_EQ(desk_entrance("127.0.0.1:8787", "secret"), "http://127.0.0.1:8787/?desk=secret");
    const HttpResponse in = ask({{"host", "127.0.0.1:8787"}}, "/", "desk=secret");
    EXPECT_EQ(in.status, 303U);
    bool given = false;
    for (const auto& [name, value] : in.headers)
        given = given || (name == "Set-Cookie" && value == "truce_desk=secret; Path=/; HttpOnly; SameSite=Strict");
    EXPECT_TRUE(given);
    EXPECT_EQ(ask({{"host", "127.0.0.1:8787"}}, "/", "desk=other").status, 401U);
    EXPECT_EQ(ask({{"host", "127.0.0.1:8787"}}, "/people", "desk=secret").status, 401U);
    EXPECT_EQ(entered_, 0);
}

TEST_F(DoorTest, TheWorkerThatKeepsThingsIsReplacedByOneThatForgets) {
    EXPECT_EQ(ask({{"host", "127.0.0.1:8787"}}, "/sw.js").status, 401U);
    const HttpResponse worker = ask(known(), "/sw.js");
    EXPECT_EQ(worker.status, 200U);
    EXPECT_NE(worker.body.find("unregister"), std::string::npos);
    EXPECT_EQ(worker.body.find("put("), std::string::npos);
    EXPECT_EQ(entered_, 0);
}

}  // namespace
}  // namespace truce
