// Bodies that are made while they go out.
#include <gtest/gtest.h>
#include <zstd.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "truce/http/compress.hpp"
#include "truce/http/exchange_fixture_test.hpp"

namespace truce {
namespace {

using std::chrono::milliseconds;
using testing::answer_to;
using testing::client_of;
using testing::started;
using testing::Wire;

constexpr std::size_t piece_bytes = std::size_t{256} << 10U;

/// What was asked of pieces, seen from the test.
struct Made {
    std::atomic<std::size_t> pieces = 0;
    std::atomic<int> alive = 0;
};

/// So many pieces, each of its own digits.
class Counted final : public HttpPieces {
public:
    Counted(Made& made, std::size_t pieces, std::size_t fails_at = 0) : made_(made), pieces_(pieces), fails_at_(fails_at) { ++made_.alive; }
    ~Counted() override { --made_.alive; }
    Result<std::string> next() override {
        if (++next_ == fails_at_) return Error{Errc::conflict, "test.failed", "it cannot go on", "", ""};
        if (next_ > pieces_) return std::string();
        ++made_.pieces;
        return piece(next_);
    }
    static std::string piece(std::size_t n) { return std::string(piece_bytes - 7, static_cast<char>('0' + n % 10)) + "piece" + "\r\n"; }
    static std::string all(std::size_t pieces) {
        std::string out;
        for (std::size_t n = 1; n <= pieces; ++n) out += piece(n);
        return out;
    }

private:
    Made& made_;
    const std::size_t pieces_;
    const std::size_t fails_at_;
    std::size_t next_ = 0;
};

HttpHandler giving(Made& made, std::size_t pieces, std::size_t fails_at = 0) {
    return [&made, pieces, fails_at](const HttpRequest& request) {
        HttpResponse response;
        response.headers = {{"content-type", "text/csv"}};
        response.pieces = std::make_shared<Counted>(made, pieces, fails_at);
        return compressed(request, std::move(response));
    };
}

/// Once nobody holds pieces any more.
void wait_until_gone(const Made& made) {
    for (int i = 0; i < 1'000 && made.alive > 0; ++i) std::this_thread::sleep_for(milliseconds(10));
    EXPECT_EQ(made.alive, 0);
}

TEST(HttpPieces, come_whole_and_the_connection_goes_on) {
    Made made;
    const HttpServer server = started(giving(made, 20));
    HttpClient client = client_of(server);
    for (int i = 0; i < 3; ++i) {
        HttpRequest plain;
        const auto got = client.exchange(plain);
        ASSERT_TRUE(got.ok()) << got.error().text();
        EXPECT_EQ(got->body, Counted::all(20)) << "this client takes gzip";
    }
    EXPECT_EQ(made.pieces, 60U);
    const std::string two = answer_to(server, "GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(testing::count(two, "Transfer-Encoding: chunked\r\n"), 2U);
    EXPECT_EQ(testing::count(two, "\r\n0\r\n\r\n"), 2U);
    EXPECT_EQ(two.find("Content-Length"), std::string::npos);
    wait_until_gone(made);
}

TEST(HttpPieces, an_older_reader_gets_them_until_the_connection_ends) {
    Made made;
    const HttpServer server = started(giving(made, 3));
    const std::string answer = answer_to(server, "GET / HTTP/1.0\r\n\r\n");
    EXPECT_EQ(answer.find("Transfer-Encoding"), std::string::npos);
    EXPECT_TRUE(answer.ends_with("\r\n\r\n" + Counted::all(3)));
}

TEST(HttpPieces, are_not_made_for_head) {
    Made made;
    const HttpServer server = started(giving(made, 3));
    const std::string answer = answer_to(server, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\n")) << answer;
    EXPECT_EQ(made.pieces, 0U);
}

TEST(HttpPieces, an_error_between_them_is_seen) {
    Made made;
    const HttpServer server = started(giving(made, 9, 4));
    HttpRequest request;
    const auto got = client_of(server).exchange(request);
    ASSERT_FALSE(got.ok());
    EXPECT_EQ(got.error().id, "http.broken");
    const std::string old = answer_to(server, "GET / HTTP/1.0\r\n\r\n");
    EXPECT_LE(old.size(), 3 * piece_bytes + 1'000) << "what had not been taken may be lost with it";
    wait_until_gone(made);
}

TEST(HttpPieces, are_made_no_faster_than_they_are_read_and_hold_no_thread_meanwhile) {
    Made made;
    HttpServerOptions one_thread;
    one_thread.threads = 1;
    const HttpServer server = started(giving(made, 400), one_thread);
    const Wire slow(server.port());
    slow.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_FALSE(slow.some().empty());
    std::this_thread::sleep_for(milliseconds(300));
    const std::size_t waiting = made.pieces;
    EXPECT_LT(waiting, 100U) << "what the system's own buffers take, and one";
    // The only thread is free for others.
    const Wire second(server.port());
    second.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_FALSE(second.some().empty());
    std::this_thread::sleep_for(milliseconds(200));
    EXPECT_LT(made.pieces, 2 * waiting + 100);
}

TEST(HttpPieces, a_slow_reader_is_served_to_the_end_and_one_that_reads_nothing_is_cut_off) {
    Made made;
    HttpServerOptions impatient;
    impatient.response_timeout = milliseconds(400);
    const HttpServer server = started(giving(made, 120), impatient);
    const std::string all = Counted::all(120);
    const Wire still(server.port());
    still.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    const Wire slow(server.port());
    slow.say("GET / HTTP/1.0\r\n\r\n");
    const auto began = std::chrono::steady_clock::now();
    std::string got;
    std::size_t pause_at = 0;
    for (std::string next = slow.some(); !next.empty(); next = slow.some()) {
        got += next;
        // Pauses within the limit, several limits long together.
        if (got.size() < pause_at) continue;
        pause_at = got.size() + (std::size_t{1} << 20U);
        std::this_thread::sleep_for(milliseconds(80));
    }
    EXPECT_GT(std::chrono::steady_clock::now() - began, 4 * impatient.response_timeout);
    EXPECT_TRUE(got.ends_with("\r\n\r\n" + all));
    wait_until_gone(made);
    EXPECT_LT(still.rest().size(), all.size());
}

TEST(HttpPieces, a_whole_body_too_goes_out_as_slowly_as_it_is_read) {
    const std::string all(std::size_t{40} << 20U, 'x');
    HttpServerOptions impatient;
    impatient.response_timeout = milliseconds(400);
    const HttpServer server = started([&](const HttpRequest&) { return http_text(200, all); }, impatient);
    const Wire slow(server.port());
    slow.say("GET / HTTP/1.0\r\n\r\n");
    std::size_t got = 0;
    std::size_t pause_at = 0;
    for (std::string next = slow.some(); !next.empty(); next = slow.some()) {
        got += next.size();
        if (got < pause_at) continue;
        pause_at = got + (std::size_t{2} << 20U);
        std::this_thread::sleep_for(milliseconds(80));
    }
    EXPECT_GT(got, all.size());
}

TEST(HttpPieces, a_reader_that_goes_away_ends_them) {
    Made made;
    const HttpServer server = started(giving(made, 1'000'000));
    {
        const Wire wire(server.port());
        wire.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        ASSERT_FALSE(wire.some().empty());
    }
    wait_until_gone(made);
}

TEST(HttpPieces, stopping_lets_them_end_for_a_while_and_then_ends_them) {
    Made made;
    HttpServer server = started(giving(made, 1'000'000));
    const Wire endless(server.port());
    endless.say("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_FALSE(endless.some().empty());
    std::jthread reading([&] { (void)endless.rest(); });
    server.stop(milliseconds(200));
    EXPECT_EQ(made.alive, 0);
    reading.join();

    Made few;
    HttpServer other = started(giving(few, 40));
    const Wire wire(other.port());
    wire.say("GET / HTTP/1.0\r\n\r\n");
    std::string got = wire.some();
    std::jthread rest([&] { got += wire.rest(); });
    other.stop(milliseconds(20'000));
    rest.join();
    EXPECT_TRUE(got.ends_with("\r\n\r\n" + Counted::all(40)));
}

TEST(HttpPieces, are_compressed_as_they_are_made) {
    Made made;
    const std::string all = Counted::all(50);
    for (const char* coding : {"gzip", "zstd"}) {
        HttpRequest request;
        request.headers = {{"accept-encoding", coding}};
        const HttpResponse response = giving(made, 50)(request);
        std::string packed;
        std::size_t pieces = 0;
        for (std::string piece = response.pieces->next().value(); !piece.empty(); piece = response.pieces->next().value()) {
            packed += piece;
            ++pieces;
        }
        EXPECT_EQ(response.pieces->next().value(), "") << "and stays ended";
        EXPECT_LT(packed.size(), all.size() / 50);
        EXPECT_GT(pieces, 0U);
        if (std::string_view(coding) == "zstd") {
            std::string plain(all.size() + 1, '\0');
            // Of a frame that grew its length is not said before.
            const std::size_t size = ::ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
            ASSERT_EQ(::ZSTD_isError(size), 0U) << ::ZSTD_getErrorName(size);
            plain.resize(size);
            EXPECT_EQ(plain, all);
        }
    }
    // Errors come through.
    HttpRequest request;
    request.headers = {{"accept-encoding", "zstd"}};
    const HttpResponse broken = giving(made, 9, 2)(request);
    auto next = broken.pieces->next();
    while (next && !next->empty()) next = broken.pieces->next();
    EXPECT_FALSE(next.ok());
}

}  // namespace
}  // namespace truce
