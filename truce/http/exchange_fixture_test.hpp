/// A server on a free port, a client of it, and a socket that says whatever a test wants.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <string>
#include <string_view>

#include "truce/http/client.hpp"
#include "truce/http/server.hpp"

namespace truce::testing {

using std::chrono::milliseconds;

inline HttpServer started(HttpHandler handler, const HttpServerOptions& options = {}) {
    auto server = HttpServer::start("127.0.0.1:0", std::move(handler), options);
    EXPECT_TRUE(server.ok());
    return std::move(server).value();
}

/// Says what it was asked: "GET /path?query n bytes".
inline HttpResponse echo(const HttpRequest& request) {
    std::string text(name_of(request.method));
    text += " " + request.path + (request.query.empty() ? "" : "?" + request.query) + " " + std::to_string(request.body.size());
    return http_text(200, text);
}

inline HttpClient client_of(const HttpServer& server, const HttpClientOptions& options = {}) {
    auto client = HttpClient::create("http://" + server.address(), options);
    EXPECT_TRUE(client.ok());
    return std::move(client).value();
}

/// A socket that says whatever a test wants.
class Wire {
public:
    explicit Wire(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
        timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    }
    ~Wire() { ::close(socket_); }
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;

    void say(std::string_view bytes) const { (void)::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    void end() const { ::shutdown(socket_, SHUT_WR); }
    /// What comes next, at most 4,096 bytes; "": the peer has closed, or reset.
    [[nodiscard]] std::string some() const {
        std::array<char, 4'096> some{};
        const auto got = ::recv(socket_, some.data(), some.size(), 0);
        return got <= 0 ? std::string() : std::string(some.data(), static_cast<std::size_t>(got));
    }
    /// Everything until the peer closes.
    [[nodiscard]] std::string rest() const {
        std::string out;
        for (std::string next = some(); !next.empty(); next = some()) out += next;
        return out;
    }

private:
    int socket_;
};

inline std::string answer_to(const HttpServer& server, std::string_view bytes) {
    const Wire wire(server.port());
    wire.say(bytes);
    wire.end();
    return wire.rest();
}

inline std::size_t count(std::string_view text, std::string_view part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + part.size())) ++n;
    return n;
}

}  // namespace truce::testing
