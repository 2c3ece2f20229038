// Server and client by Boost.Asio (sockets) and Boost.Beast (reading messages), behind server.hpp and client.hpp. The
// only file that includes them, but for tls.cpp: it takes long to compile. What is written is built in message.cpp.
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <charconv>
#include <condition_variable>
#include <exception>
#include <future>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "truce/base/random.hpp"
#include "truce/http/client.hpp"
#include "truce/http/gzip.hpp"
#include "truce/http/handler_threads.hpp"
#include "truce/http/message.hpp"
#include "truce/http/server.hpp"
#include "truce/http/tls.hpp"

namespace truce {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = net::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

/// What the parser reads beyond a message's header at once.
constexpr std::size_t read_ahead = 65'536;
/// How long, and how much of it, a refused request is read on, so that its sender gets to see the refusal: closing a
/// socket with unread data would make the peer's system throw away what it has not read yet.
constexpr milliseconds linger_time{2'000};
constexpr std::size_t linger_bytes = std::size_t{16} << 20U;
/// Connections beyond the limit that are told so; further ones are closed at once.
constexpr std::size_t refused_max = 64;
/// Threads that read and write. A handful carries more than handlers give.
constexpr unsigned loops_max = 4;

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
}

HttpHeaders headers_of(const http::fields& fields) {
    HttpHeaders out;
    for (const auto& field : fields) out.emplace_back(lower(std::string_view(field.name_string())), std::string_view(field.value()));
    return out;
}

HttpMethod method_of(http::verb verb) {
    switch (verb) {
        case http::verb::get: return HttpMethod::get;
        case http::verb::head: return HttpMethod::head;
        case http::verb::post: return HttpMethod::post;
        case http::verb::put: return HttpMethod::put;
        case http::verb::delete_: return HttpMethod::delete_;
        case http::verb::options: return HttpMethod::options;
        default: return HttpMethod::other;
    }
}

bool is_header_limit(const error_code& error) { return error == http::error::header_limit || error == http::error::buffer_overflow; }

bool is_syntax(const error_code& error) {
    return error.category() == http::make_error_code(http::error::bad_method).category() && error != http::error::end_of_stream &&
           error != http::error::partial_message;
}

/// A connection, encrypted or not: what messages are read from and written to.
class Line {
public:
    using executor_type = tcp::socket::executor_type;

    Line(tcp::socket socket, net::ssl::context* tls) : socket_(std::move(socket)) {
        if (tls != nullptr) tls_.emplace(socket_, *tls);
    }
    [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }
    [[nodiscard]] tcp::socket& socket() { return socket_; }
    /// nullptr: it is not encrypted.
    [[nodiscard]] net::ssl::stream<tcp::socket&>* tls() { return tls_ ? &*tls_ : nullptr; }

    template <typename Buffers, typename Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_read_some(buffers, std::forward<Token>(token));
        return socket_.async_read_some(buffers, std::forward<Token>(token));
    }
    template <typename Buffers, typename Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        if (tls_) return tls_->async_write_some(buffers, std::forward<Token>(token));
        return socket_.async_write_some(buffers, std::forward<Token>(token));
    }

private:
    tcp::socket socket_;
    std::optional<net::ssl::stream<tcp::socket&>> tls_;
};

// ---------------------------------------------------------------- server

class Session;

HandlerThreads::Options threads_of(const HttpServerOptions& options) {
    const unsigned processors = std::max(1U, std::thread::hardware_concurrency());
    HandlerThreads::Options out;
    out.brief = options.work ? processors + 1 : 0;
    out.waiting = options.threads;
    out.lengthy = std::max(2U, processors / 2);
    return out;
}

/// What all sessions share.
struct Shared {
    Shared(HttpHandler h, const HttpServerOptions& o) : handler(std::move(h)), options(o), handlers(threads_of(o)) {
        const unsigned n = std::clamp(std::thread::hardware_concurrency() / 2, 1U, loops_max);
        for (unsigned i = 0; i < n; ++i) loops.push_back(std::make_unique<net::io_context>(1));
    }

    HttpHandler handler;
    HttpServerOptions options;
    std::unique_ptr<net::ssl::context> tls;  ///< nullptr: plain
    /// Each is run by one thread, which reads and writes the connections that it was given and waits for nothing else.
    std::vector<std::unique_ptr<net::io_context>> loops;
    HandlerThreads handlers;
    std::unique_ptr<Clock> clock = system_clock();
    std::atomic<bool> stopping{false};

    std::mutex mutex;
    std::condition_variable gone;
    std::map<Session*, std::weak_ptr<Session>> sessions;
};

/// One connection. All of it runs in one loop.
class Session : public std::enable_shared_from_this<Session> {
public:
    Session(Shared& shared, tcp::socket socket)
        : shared_(shared),
          line_(std::move(socket), shared.tls.get()),
          timer_(line_.get_executor()),
          news_(line_.get_executor()),
          buffer_(shared.options.header_max + read_ahead) {}

    ~Session() {
        const std::lock_guard lock(shared_.mutex);
        shared_.sessions.erase(this);
        shared_.gone.notify_all();
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    net::awaitable<void> serve() {
        error_code ignored;
        line_.socket().set_option(tcp::no_delay(true), ignored);
        const auto peer = line_.socket().remote_endpoint(ignored);
        remote_ = peer.address().to_string();
        if (co_await agree_on_tls()) {
            while (co_await next_request()) {
            }
            co_await end_tls();
        }
        disarm();
        line_.socket().close(ignored);
    }

    /// Tells that there is no room.
    net::awaitable<void> turn_away() {
        if (line_.tls() == nullptr) co_await refuse(503, "this server has as many connections as it may have; try again later\n");
        error_code ignored;
        line_.socket().close(ignored);
    }

    void close_if_idle() {
        if (idle_) close();
    }
    void close() {
        error_code ignored;
        line_.socket().close(ignored);
        news_.cancel();
    }
    [[nodiscard]] auto executor() { return line_.get_executor(); }

private:
    using Parser = http::request_parser<http::string_body>;

    enum class OnExpiry : std::uint8_t { stop_reading, close };

    /// Within `time` from now the operations that follow must be through. Both ways of ending them hold for later
    /// operations too: a timer may fire between two of them.
    void arm(milliseconds time, OnExpiry what) {
        timer_.expires_after(time);
        timer_.async_wait([self = weak_from_this(), armed = ++armed_, what](const error_code& error) {
            const auto session = self.lock();
            if (error || !session || session->armed_ != armed) return;
            session->expired_ = true;
            error_code ignored;
            if (what == OnExpiry::close) {
                session->line_.socket().close(ignored);
            } else {
                session->line_.socket().shutdown(tcp::socket::shutdown_receive, ignored);
            }
        });
    }
    void disarm() {
        ++armed_;
        timer_.cancel();
    }

    /// True where there is nothing to agree on. Who speaks plain HTTP is answered so; the library has read what came, and says what it was.
    net::awaitable<bool> agree_on_tls() {
        if (line_.tls() == nullptr) co_return true;
        arm(shared_.options.request_timeout, OnExpiry::close);
        idle_ = true;
        error_code error;
        co_await line_.tls()->async_handshake(net::ssl::stream_base::server, net::redirect_error(net::use_awaitable, error));
        idle_ = false;
        if (error.category() == net::error::get_ssl_category() &&
            ERR_GET_REASON(static_cast<unsigned long>(error.value())) == SSL_R_HTTP_REQUEST) {
            const HttpResponse response = http_text(400, "this port speaks TLS: ask by https://\n");
            const std::string plain = response_head(response, Connection::close, shared_.clock->now()) + response.body;
            error_code ignored;
            arm(shared_.options.response_timeout, OnExpiry::close);
            co_await net::async_write(line_.socket(), net::buffer(plain), net::redirect_error(net::use_awaitable, ignored));
            line_.socket().shutdown(tcp::socket::shutdown_send, ignored);
            co_await drain(line_.socket());
        }
        co_return !error;
    }

    /// Says that nothing more comes, so that the peer knows that nobody cut the line.
    net::awaitable<void> end_tls() {
        if (line_.tls() == nullptr || !line_.socket().is_open()) co_return;
        arm(linger_time, OnExpiry::close);
        error_code ignored;
        co_await line_.tls()->async_shutdown(net::redirect_error(net::use_awaitable, ignored));
    }

    /// Answers one request. False if it was the last of this connection.
    net::awaitable<bool> next_request() {
        arm(shared_.options.request_timeout, OnExpiry::stop_reading);
        if (!co_await first_bytes()) co_return false;
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(shared_.options.header_max));
        parser.body_limit(shared_.options.body_max);
        error_code error;
        co_await http::async_read_header(line_, buffer_, parser, net::redirect_error(net::use_awaitable, error));
        if (!error && !parser.is_done()) {
            if (!co_await answer_expectation(parser)) co_return false;
            co_await http::async_read(line_, buffer_, parser, net::redirect_error(net::use_awaitable, error));
        }
        if (error) {
            co_await refuse_reading(error);
            co_return false;
        }
        co_return co_await answer(parser);
    }

    /// Waits for a request to begin. False if none will.
    net::awaitable<bool> first_bytes() {
        if (buffer_.size() > 0) co_return true;  // pipelined
        if (shared_.stopping) co_return false;
        idle_ = true;
        error_code error;
        const std::size_t got = co_await line_.async_read_some(buffer_.prepare(4'096), net::redirect_error(net::use_awaitable, error));
        idle_ = false;
        buffer_.commit(got);
        co_return !error && got > 0;
    }

    net::awaitable<bool> answer_expectation(const Parser& parser) {
        const std::string_view expected(parser.get()[http::field::expect]);
        if (expected.empty()) co_return true;
        if (lower(expected) != "100-continue") {
            co_await refuse(417, "nothing but 100-continue can be expected of this server\n");
            co_return false;
        }
        constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        error_code error;
        co_await net::async_write(line_, net::buffer(go_on), net::redirect_error(net::use_awaitable, error));
        co_return !error;
    }

    net::awaitable<void> refuse_reading(const error_code& error) {
        if (expired_) {
            co_await refuse(408, "the request did not arrive in time\n");
        } else if (is_header_limit(error)) {
            co_await refuse(431, fmt::format("request line and headers are longer than {} bytes\n", shared_.options.header_max));
        } else if (error == http::error::body_limit) {
            co_await refuse(413, fmt::format("the body is larger than {} bytes\n", shared_.options.body_max));
        } else if (is_syntax(error)) {
            co_await refuse(400, fmt::format("this is not an HTTP/1.1 request: {}\n", error.message()));
        }
        // Otherwise the peer is gone, and nobody reads an answer.
    }

    net::awaitable<bool> answer(Parser& parser) {
        auto& message = parser.get();
        HttpRequest request;
        if (!split_target(std::string_view(message.target()), request)) {
            co_await refuse(400, "the request's target is not a path\n");
            co_return false;
        }
        if (message.version() == 11 && message.count(http::field::host) != 1) {
            co_await refuse(400, "the request has no Host header, or several\n");
            co_return false;
        }
        request.method = method_of(message.method());
        request.headers = headers_of(message);
        request.body = std::move(message.body());
        request.remote = remote_;
        const bool keep = message.keep_alive();
        HttpResponse response;
        const HttpWork work = shared_.options.work ? shared_.options.work(request) : HttpWork::waiting;
        if (work == HttpWork::ready) {
            response = shared_.handler(request);
        } else {
            co_await done_by_handler(work, [&] { response = shared_.handler(request); });
        }
        if (response.status < 200 || response.status > 999 || !are_headers_sound(response.headers))
            response = http_text(500, "the answer could not be written\n");
        if (response.stream && request.method != HttpMethod::head) {
            co_await stream(response);
            co_return false;
        }
        response.stream.reset();  // HEAD: its head alone
        const Connection after = keep && !shared_.stopping ? Connection::keep : Connection::close;
        if (response.pieces && request.method != HttpMethod::head) {
            const Ends ends = message.version() == 11 ? Ends::by_chunks : Ends::with_connection;
            const bool whole = co_await send_pieces(response, ends == Ends::by_chunks ? after : Connection::close, ends, work);
            co_return whole&& keep&& ends == Ends::by_chunks && !shared_.stopping;
        }
        const bool sent = co_await send(response, after, request.method);
        co_return sent&& keep && !shared_.stopping;
    }

    /// By one of the handlers' threads, while the loop goes on.
    net::awaitable<void> done_by_handler(HttpWork work, const std::function<void()>& job) {
        disarm();
        const auto begin = [this, work, &job](auto done) {
            // Shared, because a function object must be one that could be copied.
            auto then = std::make_shared<decltype(done)>(std::move(done));
            shared_.handlers.run(work, [&job, then = std::move(then)] {
                job();
                const auto loop = net::get_associated_executor(*then);
                net::post(loop, std::move(*then));
            });
        };
        co_await net::async_initiate<const net::use_awaitable_t<>&, void()>(begin, net::use_awaitable);
    }

    /// All of it, as long as the reader takes something of it now and then.
    template <typename Buffers>
    net::awaitable<bool> write(const Buffers& buffers) {
        beast::buffers_suffix<Buffers> left(buffers);
        for (std::size_t size = net::buffer_size(buffers); size > 0;) {
            arm(shared_.options.response_timeout, OnExpiry::close);
            error_code error;
            const std::size_t taken = co_await line_.async_write_some(left, net::redirect_error(net::use_awaitable, error));
            if (error) co_return false;
            left.consume(taken);
            size -= taken;
        }
        co_return true;
    }

    net::awaitable<bool> send(const HttpResponse& response, Connection after, HttpMethod method) {
        const std::string head = response_head(response, after, shared_.clock->now());
        const bool bodyless = method == HttpMethod::head || response.status == 204 || response.status == 304;
        const std::string_view body = bodyless ? std::string_view{} : response.body_view();
        co_return co_await write(std::array{net::buffer(head), net::buffer(body)});
    }

    /// Whether all of it went out. The next piece is made when the one before has been taken, so a slow reader holds a piece and no thread.
    net::awaitable<bool> send_pieces(const HttpResponse& response, Connection after, Ends ends, HttpWork work) {
        const std::string head = response_head(response, after, shared_.clock->now(), ends);
        if (!co_await write(std::array{net::buffer(head)})) co_return false;
        const bool chunks = ends == Ends::by_chunks;
        for (;;) {
            Result<std::string> piece = std::string();
            co_await done_by_handler(work == HttpWork::ready ? HttpWork::waiting : work, [&] { piece = response.pieces->next(); });
            if (!piece) {
                // Reset rather than ended: a body that ends with its connection would look whole.
                error_code ignored;
                line_.socket().set_option(tcp::socket::linger(true, 0), ignored);
                line_.socket().close(ignored);
                co_return false;
            }
            const std::string body = std::move(*piece);
            const bool last = body.empty();
            const std::string before = !chunks ? "" : last ? "0\r\n\r\n" : fmt::format("{:x}\r\n", body.size());
            const std::string_view behind = chunks && !last ? "\r\n" : "";
            if (!co_await write(std::array{net::buffer(before), net::buffer(body), net::buffer(behind)})) co_return false;
            if (last) co_return true;
        }
    }

    /// Sends what is pushed, as long as it is. The body ends with the connection.
    net::awaitable<void> stream(const HttpResponse& response) {
        const std::shared_ptr<HttpStream> source = response.stream;
        // Left through every way out: no push wakes a session that is gone.
        struct Attached {
            explicit Attached(HttpStream& s) : stream(s) {}
            ~Attached() { stream.detach(); }
            Attached(const Attached&) = delete;
            Attached& operator=(const Attached&) = delete;
            HttpStream& stream;
        } const attached(*source);
        arm(shared_.options.response_timeout, OnExpiry::close);
        const std::string head = response_head(response, Connection::close, shared_.clock->now());
        error_code error;
        co_await net::async_write(line_, net::buffer(head), net::redirect_error(net::use_awaitable, error));
        source->attach([self = weak_from_this()] {
            if (const auto session = self.lock()) net::post(session->executor(), [session] { session->news_.cancel(); });
        });
        idle_ = true;  // a server that ends does not wait for it
        while (!error && !shared_.stopping) {
            std::shared_ptr<const std::string> bytes = source->take();
            if (!bytes && source->is_finished()) break;
            if (!bytes) {
                disarm();
                news_.expires_after(shared_.options.stream_idle);
                error_code woken;
                co_await news_.async_wait(net::redirect_error(net::use_awaitable, woken));
                if (woken) continue;  // there is news
                bytes = std::make_shared<const std::string>(shared_.options.stream_idle_bytes);
            }
            arm(shared_.options.response_timeout, OnExpiry::close);
            co_await net::async_write(line_, net::buffer(*bytes), net::redirect_error(net::use_awaitable, error));
        }
        idle_ = false;
    }

    /// The last answer of a connection whose further bytes nobody can make sense of.
    net::awaitable<void> refuse(unsigned status, std::string text) {
        const HttpResponse response = http_text(status, text);
        if (!co_await send(response, Connection::close, HttpMethod::get)) co_return;
        error_code error;
        if (line_.tls() == nullptr) line_.socket().shutdown(tcp::socket::shutdown_send, error);
        co_await drain(line_);
    }

    template <typename Stream>
    net::awaitable<void> drain(Stream& from) {
        error_code error;
        arm(linger_time, OnExpiry::close);
        std::array<char, 4'096> unread;
        for (std::size_t total = 0; !error && total < linger_bytes;)
            total += co_await from.async_read_some(net::buffer(unread), net::redirect_error(net::use_awaitable, error));
    }

    Shared& shared_;
    Line line_;
    net::steady_timer timer_;
    net::steady_timer news_;  ///< cancelled when a stream has something to send
    beast::flat_buffer buffer_;
    std::string remote_;
    std::uint64_t armed_ = 0;  ///< tells a timer that still matters from one that was set anew meanwhile
    bool expired_ = false;
    bool idle_ = false;
};

/// Accepts until the acceptor is closed.
net::awaitable<void> accept_all(Shared& shared, tcp::acceptor& acceptor) {
    for (std::size_t turn = 0;; ++turn) {
        error_code error;
        net::io_context& loop = *shared.loops[turn % shared.loops.size()];
        tcp::socket socket = co_await acceptor.async_accept(loop, net::redirect_error(net::use_awaitable, error));
        if (!acceptor.is_open() || error == net::error::operation_aborted) co_return;
        if (error) {  // no descriptors or memory left: some may come back
            net::steady_timer pause(acceptor.get_executor(), milliseconds(100));
            co_await pause.async_wait(net::redirect_error(net::use_awaitable, error));
            continue;
        }
        const auto session = std::make_shared<Session>(shared, std::move(socket));
        std::size_t before = 0;
        {
            const std::lock_guard lock(shared.mutex);
            before = shared.sessions.size();
            shared.sessions.emplace(session.get(), session);
        }
        if (before >= shared.options.connections_max + refused_max) continue;
        const bool room = before < shared.options.connections_max;
        // The coroutine's argument keeps the session: a lambda's captures would be gone at its first wait.
        const auto run = [](std::shared_ptr<Session> self, bool has_room) -> net::awaitable<void> {
            if (has_room) {
                co_await self->serve();
            } else {
                co_await self->turn_away();
            }
        };
        net::co_spawn(session->executor(), run(session, room), net::detached);
    }
}

Error bad_listen(Errc code, std::string_view listen, std::string_view what) {
    return {code, "http.listen", std::string(what), std::string(listen),
            code == Errc::invalid ? "Write ADDRESS:PORT, such as 127.0.0.1:8080 or [::1]:8080" : "Choose another address or port"};
}

Result<tcp::endpoint> endpoint_of(std::string_view listen) {
    const std::size_t colon = listen.rfind(':');
    if (colon == std::string_view::npos) return bad_listen(Errc::invalid, listen, "names no port");
    std::string_view host = listen.substr(0, colon);
    const std::string_view digits = listen.substr(colon + 1);
    const bool brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (brackets) host = host.substr(1, host.size() - 2);
    std::uint16_t port = 0;
    const auto [end, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    error_code error;
    const auto address = net::ip::make_address(std::string(host), error);
    if (error || address.is_v6() != brackets || wrong != std::errc{} || end != digits.data() + digits.size() || digits.empty())
        return bad_listen(Errc::invalid, listen, "is not an address and a port");
    return tcp::endpoint(address, port);
}

}  // namespace

struct HttpServer::State {
    State(HttpHandler handler, const HttpServerOptions& options) : shared(std::move(handler), options) {
        for (const auto& loop : shared.loops) work.push_back(net::make_work_guard(*loop));
    }

    Shared shared;
    std::vector<net::executor_work_guard<net::io_context::executor_type>> work;
    tcp::acceptor acceptor{*shared.loops.front()};
    std::string address;
    std::uint16_t port = 0;
    std::vector<std::thread> threads;
    std::promise<void> accepted_all;  ///< kept once the acceptor is closed and accept_all has ended

    Result<void> listen(std::string_view where) {
        TRUCE_ASSIGN(const tcp::endpoint endpoint, endpoint_of(where));
        error_code error;
        acceptor.open(endpoint.protocol(), error);
        if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
        if (!error) acceptor.bind(endpoint, error);
        if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
        if (error) return bad_listen(Errc::io, where, fmt::format("cannot be listened on: {}", error.message()));
        const auto bound = acceptor.local_endpoint(error);
        port = bound.port();
        const std::string host = bound.address().to_string();
        address = bound.address().is_v6() ? fmt::format("[{}]:{}", host, port) : fmt::format("{}:{}", host, port);
        return {};
    }

    template <typename Call>
    void each_session(Call call) {
        // Whoever holds a session last ends it, which takes the lock: so they are let go outside of it.
        std::vector<std::shared_ptr<Session>> open;
        {
            const std::lock_guard lock(shared.mutex);
            for (const auto& [raw, weak] : shared.sessions) {
                if (auto session = weak.lock()) open.push_back(std::move(session));
            }
        }
        for (const auto& session : open) net::post(session->executor(), [session, call] { call(*session); });
    }

    void stop(milliseconds grace) {
        if (threads.empty()) return;
        shared.stopping = true;
        // Waited for: a connection that nobody will accept any more must not be left waiting in line, and one that was just accepted is
        // among the sessions or closed.
        net::post(acceptor.get_executor(), [this] {
            error_code ignored;
            acceptor.close(ignored);
        });
        accepted_all.get_future().wait();
        each_session([](Session& session) { session.close_if_idle(); });
        const auto all_gone = [this] { return shared.sessions.empty(); };
        bool done = false;
        {
            std::unique_lock lock(shared.mutex);
            done = shared.gone.wait_for(lock, grace, all_gone);
        }
        // One that was being accepted meanwhile is closed too: again and again until none is left.
        while (!done) {
            each_session([](Session& session) { session.close(); });
            std::unique_lock lock(shared.mutex);
            done = shared.gone.wait_for(lock, milliseconds(50), all_gone);
        }
        for (const auto& loop : shared.loops) loop->stop();
        for (std::thread& thread : threads) thread.join();
        shared.handlers.join();
        threads.clear();
    }
};

Result<HttpServer> HttpServer::start(std::string_view listen, HttpHandler handler, const HttpServerOptions& options) {
    TRUCE_ASSERT(handler && options.threads > 0);
    auto state = std::make_unique<State>(std::move(handler), options);
    if (options.tls) {
        TRUCE_ASSIGN(state->shared.tls, tls_context(*options.tls));
    }
    TRUCE_TRY(state->listen(listen));
    net::co_spawn(state->acceptor.get_executor(), accept_all(state->shared, state->acceptor),
                  [raw = state.get()](const std::exception_ptr&) { raw->accepted_all.set_value(); });
    for (const auto& loop : state->shared.loops) state->threads.emplace_back([&io = *loop] { io.run(); });
    return HttpServer(std::move(state));
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&& other) noexcept {
    if (this != &other && state_) state_->stop(milliseconds(0));
    state_ = std::move(other.state_);
    return *this;
}
HttpServer::~HttpServer() {
    if (state_) stop();
}

const std::string& HttpServer::address() const { return state_->address; }
std::uint16_t HttpServer::port() const { return state_->port; }
void HttpServer::stop(milliseconds grace) { state_->stop(grace); }

// ---------------------------------------------------------------- client

struct HttpClient::State {
    State(HttpUrl u, const HttpClientOptions& o) : url(std::move(u)), options(o), where(url.origin()) {}

    HttpUrl url;
    HttpClientOptions options;
    std::string where;
    net::io_context io;
    std::unique_ptr<net::ssl::context> tls;  ///< nullptr: plain
    std::optional<Line> line;                ///< while there is a connection
    using Deadline = std::chrono::steady_clock::time_point;

    [[nodiscard]] Error failure(Errc code, std::string_view id, std::string what, std::string remedy = "") const {
        return {code, std::string(id), std::move(what), where, std::move(remedy)};
    }
    [[nodiscard]] Error timeout(std::string_view what, milliseconds time) const {
        return failure(Errc::io, "http.timeout", fmt::format("{} within {} ms", what, time.count()), "Try again later");
    }
    [[nodiscard]] Error no_connection(const error_code& error) const {
        return failure(Errc::io, "http.connect", fmt::format("no connection: {}", error.message()),
                       "Check the address, and whether the server runs");
    }

    void close() {
        error_code ignored;
        if (line) line->socket().close(ignored);
    }

    /// Runs what was started until it is through or late; late operations are cancelled. False: it was late.
    bool run(Deadline deadline, const bool& done) {
        io.restart();
        while (!done && io.run_one_until(deadline) > 0) {
        }
        if (done) return true;
        close();
        io.restart();
        while (!done && io.run_one() > 0) {
        }
        return false;
    }

    Result<void> connect() {
        const Deadline deadline = std::chrono::steady_clock::now() + options.connect_timeout;
        tcp::resolver resolver(io);
        tcp::resolver::results_type found;
        error_code error;
        bool done = false;
        resolver.async_resolve(url.host, std::to_string(url.port), tcp::resolver::numeric_service,
                               [&](const error_code& e, const tcp::resolver::results_type& r) {
                                   error = e;
                                   found = r;
                                   done = true;
                               });
        if (!run(deadline, done)) return timeout("the host's name was not resolved", options.connect_timeout);
        if (error) return no_connection(error);
        done = false;
        line.reset();
        line.emplace(tcp::socket(io), tls.get());
        net::async_connect(line->socket(), found, [&](const error_code& e, const tcp::endpoint&) {
            error = e;
            done = true;
        });
        if (!run(deadline, done)) return timeout("no connection", options.connect_timeout);
        if (error) {
            close();
            return no_connection(error);
        }
        line->socket().set_option(tcp::no_delay(true), error);
        return line->tls() == nullptr ? Result<void>() : agree_on_tls(deadline);
    }

    Result<void> agree_on_tls(Deadline deadline) {
        SSL* const connection = line->tls()->native_handle();
        if (!expect_host(connection, url.host)) {
            close();
            return failure(Errc::invalid, "http.url", "no certificate can be good for that name",
                           "Name the server as its certificate does");
        }
        error_code error;
        bool done = false;
        line->tls()->async_handshake(net::ssl::stream_base::client, [&](const error_code& e) {
            error = e;
            done = true;
        });
        if (!run(deadline, done)) return timeout("no agreement on TLS", options.connect_timeout);
        if (!error) return {};
        const std::string why = distrust(connection);
        close();
        if (why.empty())
            return failure(Errc::io, "tls.handshake", fmt::format("no agreement on TLS: {}", error.message()),
                           "Check the address: what answers there may speak plain HTTP");
        return failure(Errc::unsigned_, "tls.untrusted", fmt::format("the server's certificate is not one to be trusted: {}", why),
                       "Name the authority behind it, if you know it from whoever keeps the server; else somebody may stand in the line");
    }

    /// Whether the kept connection can carry another request: it is open and the server has said nothing since.
    bool is_kept() {
        if (!line || !line->socket().is_open()) return false;
        char byte = 0;
        const auto got = ::recv(line->socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return true;
        close();
        return false;
    }

    /// Reads one message into `parser`.
    Result<void> read(http::response_parser<http::string_body>& parser, beast::flat_buffer& buffer, Deadline deadline) {
        error_code error;
        bool done = false;
        http::async_read(*line, buffer, parser, [&](const error_code& e, std::size_t) {
            error = e;
            done = true;
        });
        if (!run(deadline, done)) return timeout("no whole answer", options.exchange_timeout);
        if (!error) return {};
        close();
        if (is_header_limit(error))
            return failure(Errc::too_large, "http.too_large",
                           fmt::format("the answer's headers are longer than {} bytes", options.header_max));
        if (error == http::error::body_limit)
            return failure(Errc::too_large, "http.too_large", fmt::format("the answer is larger than {} bytes", options.body_max));
        if (is_syntax(error)) return failure(Errc::corrupt, "http.response", fmt::format("the answer is not HTTP: {}", error.message()));
        return failure(Errc::io, "http.broken", fmt::format("the connection ended before the answer did: {}", error.message()),
                       "Try again");
    }

    Result<HttpResponse> converse(const HttpRequest& request) {
        const Deadline deadline = std::chrono::steady_clock::now() + options.exchange_timeout;
        const std::string head = request_head(url, request);
        bool done = false;
        net::async_write(*line, std::array{net::buffer(head), net::buffer(request.body)},
                         [&](const error_code&, std::size_t) { done = true; });
        if (!run(deadline, done)) return timeout("the request was not taken", options.exchange_timeout);
        // A server may refuse a request before it has read all of it: what it says is worth more than that
        // writing failed, so an error of writing is left to show itself in reading.
        beast::flat_buffer buffer(options.header_max + read_ahead);
        for (;;) {
            http::response_parser<http::string_body> parser;
            parser.header_limit(static_cast<std::uint32_t>(options.header_max));
            parser.body_limit(options.body_max);
            parser.skip(request.method == HttpMethod::head);
            TRUCE_TRY(read(parser, buffer, deadline));
            auto& message = parser.get();
            if (message.result_int() / 100 == 1 && message.result_int() != 101) continue;  // "go on" and the like
            // Bytes after the answer to the only question cannot belong to the next one.
            if (!message.keep_alive() || parser.need_eof() || buffer.size() > 0) close();
            return response_of(message);
        }
    }

    [[nodiscard]] Result<HttpResponse> response_of(http::response<http::string_body>& message) const {
        HttpResponse out;
        out.status = message.result_int();
        out.headers = headers_of(message);
        out.body = std::move(message.body());
        const std::string coding = lower(find_header(out.headers, "content-encoding").value_or("identity"));
        if (out.body.empty() || coding == "identity" || coding.empty()) return out;
        if (coding != "gzip" && coding != "x-gzip")
            return failure(Errc::corrupt, "http.response",
                           fmt::format("the answer is compressed with {}, which was not asked for", coding));
        auto plain = gunzip(out.body, options.body_max);
        if (!plain) return at(where, std::move(plain).error());
        out.body = std::move(plain).value();
        std::erase_if(out.headers,
                      [](const auto& header) { return header.first == "content-encoding" || header.first == "content-length"; });
        return out;
    }
};

Result<HttpClient> HttpClient::create(std::string_view url, const HttpClientOptions& options) {
    TRUCE_ASSIGN(HttpUrl parsed, parse_http_url(url));
    auto state = std::make_unique<State>(std::move(parsed), options);
    if (state->url.tls) {
        TRUCE_ASSIGN(state->tls, tls_client_context(options.authorities));
    }
    return HttpClient(std::move(state));
}

HttpClient::HttpClient(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

const HttpUrl& HttpClient::url() const { return state_->url; }

Result<HttpResponse> HttpClient::exchange(const HttpRequest& request) {
    HttpRequest parts;
    const std::string target = request.query.empty() ? request.path : request.path + "?" + request.query;
    if (!split_target(target, parts) || parts.path != request.path || !are_headers_sound(request.headers)) {
        return state_->failure(Errc::invalid, "http.url", fmt::format("cannot be asked for \"{}\"", target),
                               "Percent-encode what is not printable ASCII");
    }
    TRUCE_ASSERT(request.method != HttpMethod::other);
    const bool repeatable = request.method == HttpMethod::get || request.method == HttpMethod::head;
    if (state_->is_kept()) {
        auto response = state_->converse(request);
        if (response || response.error().id != "http.broken" || !repeatable) return response;
    }
    TRUCE_TRY(state_->connect());
    return state_->converse(request);
}

Result<HttpResponse> HttpClient::get(std::string_view path) {
    HttpRequest request;
    request.path = path;
    return exchange(request);
}

Result<HttpResponse> HttpClient::post(std::string_view path, std::string_view content_type, std::string body) {
    HttpRequest request;
    request.method = HttpMethod::post;
    request.path = path;
    request.headers.emplace_back("Content-Type", content_type);
    request.body = std::move(body);
    return exchange(request);
}

Result<HttpResponse> http_get(std::string_view url, const HttpClientOptions& options) {
    TRUCE_ASSIGN(HttpUrl parsed, parse_http_url(url));
    TRUCE_ASSIGN(HttpClient client, HttpClient::create(parsed.origin(), options));
    return client.get(parsed.prefix.empty() ? "/" : parsed.prefix);
}

}  // namespace truce
