/// What stands around handlers: compression, tags, limits by rate, and streams.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <thread>

#include "truce/http/client.hpp"
#include "truce/http/compress.hpp"
#include "truce/http/gzip.hpp"
#include "truce/http/rate_limit.hpp"
#include "truce/http/server.hpp"

namespace truce {
namespace {

using std::chrono::milliseconds;

HttpRequest with(std::string name, std::string value) {
    HttpRequest request;
    request.headers.emplace_back(std::move(name), std::move(value));
    return request;
}

HttpResponse answer(std::string body, std::string type = "application/json") {
    HttpResponse response;
    response.headers = {{"Content-Type", std::move(type)}, {"ETag", "\"tag\""}};
    response.body = std::move(body);
    return response;
}

std::string header(const HttpResponse& response, std::string_view name) {
    for (const auto& [one, value] : response.headers) {
        if (one == name) return value;
    }
    return "";
}

RC_GTEST_PROP(Compress, WhatIsPackedComesOutAsItWas, (const std::string& bytes, std::uint8_t times)) {
    std::string all;
    for (unsigned i = 0; i <= times; ++i) all += bytes;
    RC_ASSERT(gunzip(gzip(all, 5), all.size() + 1).value() == all);
}

TEST(Compress, OnlyForThoseWhoTakeItAndWhatShrinks) {
    const std::string large(5'000, 'a');
    const HttpResponse packed = compressed(with("accept-encoding", "br, gzip"), answer(large));
    EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
    EXPECT_EQ(header(packed, "ETag"), "W/\"tag\"");
    EXPECT_EQ(gunzip(packed.body, 10'000).value(), large);
    EXPECT_EQ(header(compressed({}, answer(large)), "Vary"), "Accept-Encoding");
    EXPECT_EQ(header(compressed({}, answer(large)), "Content-Encoding"), "");
    EXPECT_EQ(header(compressed(with("accept-encoding", "gzip;q=0"), answer(large)), "Content-Encoding"), "");
    EXPECT_EQ(header(compressed(with("accept-encoding", "gzip"), answer("short")), "Content-Encoding"), "");
    EXPECT_EQ(header(compressed(with("accept-encoding", "gzip"), answer(large, "image/png")), "Content-Encoding"), "");
}

TEST(IfNoneMatch, SaysThatNothingIsNewToThoseWhoHaveIt) {
    for (const char* tags : {"\"tag\"", "W/\"tag\"", "\"other\" , \"tag\"", "*"}) {
        const HttpResponse response = if_none_match(with("if-none-match", tags), answer("body"));
        EXPECT_EQ(response.status, 304U) << tags;
        EXPECT_EQ(response.body_view(), "");
        EXPECT_EQ(header(response, "ETag"), "\"tag\"");
    }
    for (const char* tags : {"\"other\"", "tag", ""})
        EXPECT_EQ(if_none_match(with("if-none-match", tags), answer("body")).status, 200U) << tags;
    EXPECT_EQ(if_none_match(with("if-none-match", "*"), http_text(404, "no")).status, 404U);
}

TEST(RateLimit, ABurstThenSoManyASecond) {
    RateLimit limit({10, 5, 100});
    const auto at = [](std::int64_t ms) { return Instant{1'700'000'000'000'000 + ms * 1'000}; };
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(limit.allows("192.0.2.1", at(0)));
    EXPECT_FALSE(limit.allows("192.0.2.1", at(0)));
    EXPECT_TRUE(limit.allows("192.0.2.2", at(0))) << "another address has its own";
    EXPECT_FALSE(limit.allows("192.0.2.1", at(50)));
    EXPECT_TRUE(limit.allows("192.0.2.1", at(150)));
    EXPECT_FALSE(limit.allows("192.0.2.1", at(-10'000))) << "a clock that goes back gives nothing";
    int allowed = 0;
    for (int i = 0; i < 100; ++i) allowed += limit.allows("192.0.2.1", at(10'000)) ? 1 : 0;
    EXPECT_EQ(allowed, 5);
}

TEST(RateLimit, ASubscriberIsOneAndMemoryIsBounded) {
    EXPECT_EQ(subscriber_of("192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(subscriber_of("::ffff:192.0.2.1"), "192.0.2.1");
    EXPECT_EQ(subscriber_of("2001:db8:1:2:3:4:5:6"), subscriber_of("2001:db8:1:2::1"));
    EXPECT_NE(subscriber_of("2001:db8:1:2::1"), subscriber_of("2001:db8:1:3::1"));
    EXPECT_EQ(subscriber_of("no address"), "no address");
    RateLimit limit({1, 1, 2});
    const Instant now{1'700'000'000'000'000};
    EXPECT_TRUE(limit.allows("a", now));
    EXPECT_FALSE(limit.allows("a", now));
    EXPECT_TRUE(limit.allows("b", now));
    EXPECT_TRUE(limit.allows("c", now));
    EXPECT_TRUE(limit.allows("a", now)) << "the one that was not used longest is forgotten";
}

std::shared_ptr<const std::string> bytes(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

TEST(HttpStream, WhatIsPushedArrivesAndTheEndEndsTheAnswer) {
    auto stream = std::make_shared<HttpStream>();
    auto server = HttpServer::start("127.0.0.1:0", [&](const HttpRequest&) {
        HttpResponse response;
        response.headers = {{"Content-Type", "text/event-stream"}};
        response.stream = stream;
        return response;
    });
    ASSERT_TRUE(server.ok());
    std::thread pushes([&] {
        for (int i = 0; i < 100; ++i) {
            EXPECT_TRUE(stream->push(bytes(std::to_string(i) + "\n")));
            if (i % 10 == 0) std::this_thread::sleep_for(milliseconds(2));
        }
        stream->finish();
    });
    const auto response = http_get("http://" + server->address() + "/");
    pushes.join();
    ASSERT_TRUE(response.ok()) << response.error().text();
    std::string wanted;
    for (int i = 0; i < 100; ++i) wanted += std::to_string(i) + "\n";
    EXPECT_EQ(response->body, wanted);
    EXPECT_FALSE(stream->push(bytes("late")));
}

TEST(HttpStream, AStreamHoldsNoThreadAndAServerThatStopsDoesNotWaitForIt) {
    std::vector<std::shared_ptr<HttpStream>> streams;
    std::mutex mutex;
    HttpServerOptions options;
    options.threads = 2;
    auto server = HttpServer::start(
        "127.0.0.1:0",
        [&](const HttpRequest& request) {
            HttpResponse response = http_text(200, "here");
            if (request.path == "/stream") {
                response.stream = std::make_shared<HttpStream>();
                const std::lock_guard lock(mutex);
                streams.push_back(response.stream);
            }
            return response;
        },
        options);
    ASSERT_TRUE(server.ok());
    std::vector<std::thread> readers;
    for (int i = 0; i < 20; ++i) readers.emplace_back([&] { (void)http_get("http://" + server->address() + "/stream").ok(); });
    for (bool all = false; !all;) {
        std::this_thread::sleep_for(milliseconds(2));
        const std::lock_guard lock(mutex);
        all = streams.size() == 20;
    }
    EXPECT_EQ(http_get("http://" + server->address() + "/")->body, "here");
    const auto began = std::chrono::steady_clock::now();
    server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, milliseconds(4'000));
    for (std::thread& reader : readers) reader.join();
    for (const auto& stream : streams) EXPECT_TRUE(stream->is_gone());
}

TEST(HttpStream, AnIdleStreamIsKeptAliveAndAReaderWhoLeftIsNoticed) {
    auto stream = std::make_shared<HttpStream>();
    HttpServerOptions options;
    options.stream_idle = milliseconds(20);
    auto server = HttpServer::start(
        "127.0.0.1:0",
        [&](const HttpRequest&) {
            HttpResponse response;
            response.stream = stream;
            return response;
        },
        options);
    ASSERT_TRUE(server.ok());
    HttpClientOptions impatient;
    impatient.exchange_timeout = milliseconds(150);
    EXPECT_EQ(http_get("http://" + server->address() + "/", impatient).error().id, "http.timeout");
    for (int i = 0; i < 500 && !stream->is_gone(); ++i) std::this_thread::sleep_for(milliseconds(10));
    EXPECT_TRUE(stream->is_gone());
}

TEST(HttpStream, AReaderTooSlowIsCutOff) {
    HttpStream stream;
    bool taken = true;
    for (int i = 0; i < 1'000 && taken; ++i) taken = stream.push(bytes(std::string(1'000, 'x')));
    EXPECT_FALSE(taken);
    EXPECT_TRUE(stream.is_finished());
    EXPECT_EQ(stream.take(), nullptr);
}

TEST(HttpServer, StopsWhileConnectionsEnd) {
    for (int round = 0; round < 30; ++round) {
        auto server = HttpServer::start("127.0.0.1:0", [](const HttpRequest&) { return http_text(200, "x"); });
        ASSERT_TRUE(server.ok());
        std::vector<std::thread> clients;
        for (int i = 0; i < 4; ++i)
            clients.emplace_back([&] {
                const auto got = http_get("http://" + server->address() + "/");
                EXPECT_TRUE(got.ok() || got.error().id != "http.timeout") << "answered or closed, not left waiting";
            });
        server->stop();
        for (std::thread& client : clients) client.join();
    }
}

}  // namespace
}  // namespace truce
