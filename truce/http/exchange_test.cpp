/// Server and client against each other, and each against bytes that no honest peer sends, over real sockets.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "truce/http/client.hpp"
#include "truce/http/exchange_fixture_test.hpp"
#include "truce/http/server.hpp"

namespace truce {
namespace {

using std::chrono::milliseconds;
using testing::answer_to;
using testing::client_of;
using testing::count;
using testing::echo;
using testing::started;
using testing::Wire;

// ---- what works ---------------------------------------------------------------------------------------------

/// Handlers of "/KIND" and "/KIND/held", of which those that are held go on until let_go().
class KindsOfWork : public ::testing::Test {
protected:
    static constexpr unsigned waiting = 10;

    KindsOfWork() {
        HttpServerOptions options;
        options.threads = waiting;
        options.work = [](const HttpRequest& request) {
            const std::string_view path = request.path;
            if (path.starts_with("/ready")) return HttpWork::ready;
            if (path.starts_with("/brief")) return HttpWork::brief;
            return path.starts_with("/lengthy") ? HttpWork::lengthy : HttpWork::waiting;
        };
        server_.emplace(started(
            [this](const HttpRequest& request) {
                if (request.path.ends_with("/held")) {
                    std::unique_lock lock(mutex_);
                    ++held_;
                    changed_.notify_all();
                    changed_.wait(lock, [this] { return let_go_; });
                }
                return echo(request);
            },
            options));
    }
    ~KindsOfWork() override { let_go(); }

    void ask(unsigned times, const std::string& path) {
        for (unsigned i = 0; i < times; ++i)
            askers_.emplace_back([this, path] { EXPECT_EQ(client_of(*server_).get(path).value().body, "GET " + path + " 0"); });
    }
    /// Once so many are held.
    void wait_for(unsigned held) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return held_ >= held; });
    }
    void let_go() {
        {
            const std::lock_guard lock(mutex_);
            let_go_ = true;
        }
        changed_.notify_all();
        for (std::thread& asker : askers_) asker.join();
        askers_.clear();
    }
    void expect_answered(const std::string& path) { EXPECT_EQ(client_of(*server_).get(path).value().body, "GET " + path + " 0") << path; }
    void expect_in_line(const std::string& path) {
        HttpClientOptions impatient;
        impatient.exchange_timeout = std::chrono::milliseconds(100);
        const auto got = http_get("http://" + server_->address() + path, impatient);
        ASSERT_FALSE(got.ok()) << path;
        EXPECT_EQ(got.error().id, "http.timeout");
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    unsigned held_ = 0;
    bool let_go_ = false;
    std::vector<std::thread> askers_;
    std::optional<HttpServer> server_;
};

TEST_F(KindsOfWork, WhatWaitsHoldsUpNoRead) {
    ask(waiting, "/waiting/held");
    wait_for(waiting);
    for (const char* path : {"/ready", "/brief", "/ready", "/brief"}) expect_answered(path);
    expect_in_line("/waiting");
    let_go();
    expect_answered("/waiting");
}

TEST_F(KindsOfWork, ALongExportHoldsUpNoReadAndNoFiling) {
    const unsigned at_once = std::max(2U, std::thread::hardware_concurrency() / 2);
    ask(at_once + waiting, "/lengthy/held");
    wait_for(at_once);
    for (const char* path : {"/ready", "/brief", "/waiting", "/brief", "/waiting"}) expect_answered(path);
    expect_in_line("/lengthy");
    {
        const std::lock_guard lock(mutex_);
        EXPECT_EQ(held_, at_once) << "no more are handled at once";
    }
    let_go();
    expect_answered("/lengthy");
}

TEST_F(KindsOfWork, AReadThatGoesOnForLongIsStoodInFor) {
    const unsigned own = std::max(1U, std::thread::hardware_concurrency()) + 1;
    ask(own, "/brief/held");
    wait_for(own);
    for (int i = 0; i < 3; ++i) expect_answered("/brief");
    expect_answered("/waiting");
    ask(waiting, "/brief/held");
    wait_for(own + waiting / 2);
    expect_answered("/waiting");
    expect_in_line("/brief");
    let_go();
    expect_answered("/brief");
}

TEST(Http, a_client_gets_what_the_handler_answers) {
    const HttpServer server = started(echo);
    HttpClient client = client_of(server);
    const auto got = client.get("/tile/0/000");
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(got->status, 200U);
    EXPECT_EQ(got->body, "GET /tile/0/000 0");
    const auto posted = client.post("/add-checkpoint", "text/plain", std::string(100'000, 'x'));
    ASSERT_TRUE(posted.ok());
    EXPECT_EQ(posted->body, "POST /add-checkpoint 100000");
}

TEST(Http, a_body_comes_through_byte_by_byte_in_both_directions) {
    const HttpServer server = started([](const HttpRequest& request) {
        HttpResponse response;
        response.shared_body = std::make_shared<const std::string>(request.body);
        return response;
    });
    HttpClient client = client_of(server);
    std::string all(70'000, '\0');
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i * 31 % 256);
    const auto back = client.post("/", "application/octet-stream", all);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(back->body, all);
}

TEST(Http, one_connection_carries_many_requests_also_when_they_come_at_once) {
    const HttpServer server = started(echo);
    std::string requests;
    for (int i = 0; i < 50; ++i) requests += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string answers = answer_to(server, requests);
    EXPECT_EQ(count(answers, "HTTP/1.1 200 OK\r\n"), 50U);
    EXPECT_LT(answers.find("GET /7 0"), answers.find("GET /8 0"));
}

TEST(Http, head_has_the_headers_of_get_and_no_body) {
    const HttpServer server = started(echo);
    const std::string answer = answer_to(server, "HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_NE(answer.find("Content-Length: "), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(Http, sixty_four_clients_are_answered_at_once) {
    const HttpServer server = started(echo);
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> clients;
        for (int i = 0; i < 64; ++i) {
            clients.emplace_back([&, i] {
                HttpClient client = client_of(server);
                for (int n = 0; n < 20; ++n) {
                    const std::string path = "/" + std::to_string(i) + "/" + std::to_string(n);
                    const auto got = client.get(path);
                    if (got && got->body == "GET " + path + " 0") ++right;
                }
            });
        }
    }
    EXPECT_EQ(right, 64 * 20);
}

TEST(Http, a_kept_connection_that_the_server_closed_is_opened_again) {
    HttpServerOptions impatient;
    impatient.request_timeout = milliseconds(50);
    const HttpServer server = started(echo, impatient);
    HttpClient client = client_of(server);
    ASSERT_TRUE(client.get("/1").ok());
    std::this_thread::sleep_for(milliseconds(200));
    const auto again = client.get("/2");
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->body, "GET /2 0");
}

// ---- what a server refuses ----------------------------------------------------------------------------------

TEST(Http, what_is_not_http_gets_400_and_the_connection_ends) {
    const HttpServer server = started(echo);
    for (const std::string_view bytes : {"hello\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                                         "GET / HTTP/1.1\r\nbad header\r\n\r\n", "\x16\x03\x01\x02\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
                                         "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", "GET nowhere HTTP/1.1\r\nHost: x\r\n\r\n"}) {
        EXPECT_TRUE(answer_to(server, bytes).starts_with("HTTP/1.1 400 ")) << bytes;
    }
    EXPECT_TRUE(client_of(server).get("/").ok());
}

TEST(Http, half_a_request_is_no_request) {
    std::atomic<int> handled = 0;
    const HttpServer server = started([&](const HttpRequest&) {
        ++handled;
        return http_text(200, "x");
    });
    const std::string whole = "POST /add HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0123456789";
    for (std::size_t n = 1; n < whole.size(); ++n) (void)answer_to(server, std::string_view(whole).substr(0, n));
    EXPECT_EQ(handled, 0);
    EXPECT_TRUE(answer_to(server, whole).starts_with("HTTP/1.1 200 "));
    EXPECT_EQ(handled, 1);
}

TEST(Http, headers_and_bodies_beyond_the_limit_are_refused_by_name) {
    HttpServerOptions small;
    small.header_max = 1'000;
    small.body_max = 2'000;
    const HttpServer server = started(echo, small);
    EXPECT_TRUE(answer_to(server, "GET / HTTP/1.1\r\nHost: x\r\nX: " + std::string(2'000, 'a') + "\r\n\r\n").starts_with("HTTP/1.1 431 "));
    EXPECT_TRUE(answer_to(server, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2001\r\n\r\n" + std::string(2'001, 'a'))
                    .starts_with("HTTP/1.1 413 "));
    EXPECT_TRUE(answer_to(server, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n" + std::string(2'000, 'a'))
                    .starts_with("HTTP/1.1 200 "));
}

TEST(Http, a_request_that_trickles_is_given_up) {
    HttpServerOptions impatient;
    impatient.request_timeout = milliseconds(100);
    const HttpServer server = started(echo, impatient);
    const Wire wire(server.port());
    wire.say("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
    EXPECT_TRUE(wire.rest().starts_with("HTTP/1.1 408 "));
}

TEST(Http, connections_beyond_the_limit_are_told_so) {
    HttpServerOptions few;
    few.connections_max = 2;
    const HttpServer server = started(echo, few);
    const Wire first(server.port());
    const Wire second(server.port());
    first.say("GET / HTTP/1.1\r\nHost: x\r\n");
    second.say("GET / HTTP/1.1\r\nHost: x\r\n");
    std::this_thread::sleep_for(milliseconds(100));
    EXPECT_TRUE(answer_to(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n").starts_with("HTTP/1.1 503 "));
}

TEST(Http, an_answer_whose_headers_would_begin_a_line_is_not_sent) {
    const HttpServer server = started([](const HttpRequest&) {
        HttpResponse response;
        response.headers = {{"X-Name", "a\r\nSet-Cookie: b"}};
        return response;
    });
    const std::string answer = answer_to(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 "));
    EXPECT_EQ(answer.find("Set-Cookie"), std::string::npos);
}

RC_GTEST_PROP(Http, no_bytes_from_outside_bring_a_server_down, (const std::vector<std::string>& pieces)) {
    static const HttpServer server = started(echo);
    std::string bytes =
        *rc::gen::element<std::string>("", "GET / HTTP/1.1\r\n", "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (const std::string& piece : pieces) bytes += piece;
    (void)answer_to(server, bytes);
    RC_ASSERT(client_of(server).get("/").ok());
}

TEST(Http, stopping_lets_a_request_that_is_being_handled_get_its_answer) {
    std::atomic<bool> entered = false;
    HttpServer server = started([&](const HttpRequest&) {
        entered = true;
        std::this_thread::sleep_for(milliseconds(200));
        return http_text(200, "late but whole");
    });
    std::string answer;
    std::jthread asking([&] { answer = answer_to(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); });
    while (!entered) std::this_thread::yield();
    const std::uint16_t port = server.port();
    server.stop();
    asking.join();
    EXPECT_TRUE(answer.ends_with("late but whole"));
    const auto refused = http_get("http://127.0.0.1:" + std::to_string(port));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().id, "http.connect");
}

TEST(Http, an_address_that_cannot_be_listened_on_is_refused) {
    const HttpServer server = started(echo);
    for (const std::string& listen :
         {std::string("127.0.0.1"), std::string("nowhere:80"), std::string("127.0.0.1:99999"), server.address()}) {
        const auto refused = HttpServer::start(listen, echo);
        ASSERT_FALSE(refused.ok()) << listen;
        EXPECT_EQ(refused.error().id, "http.listen");
    }
}

// ---- what a client refuses ----------------------------------------------------------------------------------

/// Accepts one connection, says `bytes` to whatever is asked, and closes.
class LyingServer {
public:
    explicit LyingServer(std::string bytes) : bytes_(std::move(bytes)), socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
        EXPECT_EQ(::listen(socket_, 1), 0);
        socklen_t size = sizeof(address);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::jthread([this] { serve(); });
    }
    ~LyingServer() {
        thread_.join();
        ::close(socket_);
    }
    LyingServer(const LyingServer&) = delete;
    LyingServer& operator=(const LyingServer&) = delete;
    [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/x"; }

private:
    void serve() const {
        const int one = ::accept(socket_, nullptr, nullptr);
        std::array<char, 4'096> asked{};
        (void)::recv(one, asked.data(), asked.size(), 0);
        (void)::send(one, bytes_.data(), bytes_.size(), MSG_NOSIGNAL);
        if (bytes_.empty()) std::this_thread::sleep_for(milliseconds(400));
        ::close(one);
    }
    std::string bytes_;
    int socket_;
    std::uint16_t port_ = 0;
    std::jthread thread_;
};

std::string refusal_of(std::string bytes) {
    const LyingServer server(std::move(bytes));
    HttpClientOptions options;
    options.exchange_timeout = milliseconds(200);
    options.body_max = 1'000;
    const auto got = http_get(server.url(), options);
    return got ? "status " + std::to_string(got->status) : got.error().id;
}

TEST(Http, a_client_says_what_is_wrong_with_an_answer) {
    EXPECT_EQ(refusal_of("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "status 404");
    EXPECT_EQ(refusal_of("garbage\r\n\r\n"), "http.response");
    EXPECT_EQ(refusal_of("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf"), "http.broken");
    EXPECT_EQ(refusal_of("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n" + std::string(1'001, 'a')), "http.too_large");
    EXPECT_EQ(refusal_of("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\nx"), "http.response");
    EXPECT_EQ(refusal_of("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nxyz"), "http.response");
    EXPECT_EQ(refusal_of(""), "http.timeout");
}

TEST(Http, who_speaks_no_tls_is_sent_nothing_over_it) {
    const LyingServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    const auto got = http_get("https" + server.url().substr(4));
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().id, "tls.handshake");
    HttpClientOptions options;
    options.authorities = "/nowhere/authorities.pem";
    EXPECT_EQ(HttpClient::create("https://example.org", options).error().id, "tls.authorities");
    EXPECT_TRUE(HttpClient::create("http://example.org", options).ok()) << "nobody needs them there";
}

TEST(Http, a_url_is_taken_apart_strictly) {
    const auto url = parse_http_url("http://[::1]:8080/log/a/");
    ASSERT_TRUE(url.ok());
    EXPECT_EQ(*url, (HttpUrl{"::1", 8080, "/log/a"}));
    EXPECT_EQ(url->authority(), "[::1]:8080");
    const auto encrypted = parse_http_url("https://example.org/log");
    ASSERT_TRUE(encrypted.ok());
    EXPECT_EQ(*encrypted, (HttpUrl{"example.org", 443, "/log", true}));
    EXPECT_EQ(encrypted->origin(), "https://example.org");
    EXPECT_EQ(parse_http_url("https://example.org:80")->origin(), "https://example.org:80");
    for (const char* wrong : {"", "example.org", "ftp://example.org", "http://", "http://u@example.org", "http://example.org?x",
                              "http://a:b", "http://example.org#x", "http://example.org:0", "http://a%15b/", "http://a%0d%0aX-A:%20b/",
                              "http://a%00b/", "http://%d0%b0/", "http://a%2fb/"}) {
        const auto refused = parse_http_url(wrong);
        ASSERT_FALSE(refused.ok()) << wrong;
        EXPECT_EQ(refused.error().id, "http.url") << wrong;
    }
}

RC_GTEST_PROP(Http, percent_encoding_comes_back, (const std::string& bytes)) {
    const auto back = percent_decode(percent_encode(bytes));
    RC_ASSERT(back.ok());
    RC_ASSERT(*back == bytes);
}

TEST(Http, a_query_becomes_pairs) {
    const auto pairs = parse_query("a=1&b=x+y%21&c");
    ASSERT_TRUE(pairs.ok());
    EXPECT_EQ(*pairs, (std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"b", "x y!"}, {"c", ""}}));
    EXPECT_EQ(parse_query("a=%zz").error().id, "http.percent");
}

}  // namespace
}  // namespace truce
