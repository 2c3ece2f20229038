/// Planned activities filed over HTTP by many clients at once into one busy cell: how many a second are durable, and how long each waits.
///
///   tools/with-postgres coordinate_load TRUCE DIR TERMS PROFILE [CLIENTS [EACH]]
///
/// Founds the exercise in DIR, enrols a key for each client, signs EACH filings for every one of them, and lets `TRUCE serve` run on
/// them: each client signs in, keeps its connection and its session's token, and hands in one filing after the other. An answer means
/// durable, checked against everything live, and under a signed checkpoint. The busy cell is that of InterUSS's load test: within
/// 550 m of one point, paths of at most 100 m, 10 m wide, bands of 1 m up to 10 km, 10 to 60 s, so the cell rule would call nearly all
/// of one minute conflicts. Beside it, in the same run: fdatasync of 4 KiB in the same folder; and, where there is a PostgreSQL
/// (tools/with-postgres), the same check and insert as one serializable transaction from as many connections, tried again until it
/// succeeds.
#include <fcntl.h>
#include <fmt/format.h>
#include <libpq-fe.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <numbers>
#include <random>
#include <thread>

#include "truce/base/bytes.hpp"
#include "truce/http/client.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/mechanism/coordinate_parts.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

using clock = std::chrono::steady_clock;

constexpr const char* institutions[]{"mediator-office", "aldmere", "borvik", "castane", "northern-council", "isles-forum"};
constexpr const char* address = "127.0.0.1:18417";

double milliseconds(clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

[[noreturn]] void give_up(std::string_view why) {
    fmt::print(stderr, "coordinate_load: {}\n", why);
    std::exit(1);
}
template <typename T>
T taken(Result<T> result) {
    if (!result) give_up(result.error().text());
    return std::move(*result);
}

void print(std::string_view what, double seconds, std::vector<double> ms, std::string_view more) {
    if (ms.empty()) give_up("nothing was measured");
    std::ranges::sort(ms);
    const auto at = [&](double share) { return ms[static_cast<std::size_t>(share * static_cast<double>(ms.size() - 1))]; };
    fmt::print("{:<44} {:>7.0f} a second, median {:>7.2f} ms, p99 {:>7.2f} ms, longest {:>7.1f} ms{}\n", what,
               static_cast<double>(ms.size()) / seconds, at(0.5), at(0.99), at(1), more);
    std::fflush(stdout);
}

/// One volume of the busy cell, as everybody can have it.
struct Box {
    LatLon a, b;
    std::int64_t low_mm = 0, high_mm = 0, from_us = 0, to_us = 0;
};

class BusyCell {
public:
    BusyCell(std::uint64_t seed, std::int64_t day_us) : random_(seed), day_us_(day_us) {}
    Box next() {
        const LatLon middle = taken(LatLon::from_degrees(-18.05, -28.00));
        const LatLon a = destination(middle, static_cast<std::int64_t>(between(0, 360'000)),
                                     static_cast<std::int64_t>(550'000 * std::sqrt(between(0, 1))));
        const LatLon b = destination(a, static_cast<std::int64_t>(between(0, 360'000)), static_cast<std::int64_t>(between(0, 100'000)));
        const auto low = static_cast<std::int64_t>(between(0, 10'000'000));
        const std::int64_t from = day_us_ + static_cast<std::int64_t>(between(0, 86'400)) * 1'000'000;
        return {a, b, low, low + 1'000, from, from + static_cast<std::int64_t>(between(10, 60)) * 1'000'000};
    }

private:
    double between(double low, double high) { return std::uniform_real_distribution(low, high)(random_); }
    std::mt19937_64 random_;
    std::int64_t day_us_;
};

std::string body_of(const Submission& submission) {
    JsonArray parts;
    for (const Part& part : submission.body)
        parts.push_back(Json{{"audience", name_of(part.audience)},
                             {"content", part.open->content},
                             {"secret", to_hex({reinterpret_cast<const char*>(part.open->secret.data()), part.open->secret.size()})}});
    return boost::json::serialize(Json{{"body", std::move(parts)}, {"note", submission.note}});
}

struct Client {
    NoteSigner key;
    std::vector<std::string> bodies;
};

std::vector<Client> prepared(const Path& folder, const Path& terms, const Path& profile, std::size_t count, std::size_t each) {
    const auto now = system_clock();
    const auto random = system_random();
    Problems problems;
    FoundingRequest founding;
    founding.terms = terms;
    founding.profile = profile;
    founding.make_keys_for.assign(std::begin(institutions), std::end(institutions));
    founding.head = folder.string() + ".head";
    taken(found_mechanism(folder, founding, *now, *random, problems));
    Mechanism mechanism = taken(Mechanism::open(folder, OpenFor::writing, *now, *random));
    const std::string origin = taken(LogReader(mechanism.db()).origin());
    BusyCell cell(1, now->now().us + 86'400'000'000);
    std::vector<Client> clients;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string who = institutions[1 + i % 3];
        Client client{new_entry_key(who, *random), {}};
        taken(mechanism.enrol_key(client.key.public_key(), {}, taken(read_key_file(key_path(folder, who)))));
        Digest prev = taken(desk_at_log(mechanism.db(), client.key.public_key())).prev;
        for (std::size_t k = 0; k < each; ++k) {
            const Box box = cell.next();
            CoordinationBody b;
            b.kind = CoordinationKind::activity_filed;
            b.activity_kind = "survey";
            b.workflow = Workflow::notify;
            b.to = {who == "castane" ? "borvik" : "castane"};
            b.volumes = {{taken(Footprint::corridor({box.a, box.b}, 5'000)),
                          taken(Height::band(box.low_mm, box.high_mm)),
                          {{box.from_us}, {box.to_us}}}};
            Body parts = taken(coordination_parts(b, *random));
            const EntryHeader header{who, body_root(parts), new_uuid(*random), origin, std::nullopt, prev, slot_of(now->now())};
            const std::string text = entry_text(header);
            const Submission submission{join_note(text, *client.key.signature_line(text)), std::move(parts)};
            prev = sha256(submission.note);
            client.bodies.push_back(body_of(submission));
        }
        clients.push_back(std::move(client));
    }
    return clients;
}

/// `TRUCE serve`, until it goes out of scope.
class Server {
public:
    Server(const std::string& truce, const Path& folder) : process_(::fork()) {
        if (process_ < 0) give_up("cannot start a process");
        if (process_ == 0) {
            ::execl(truce.c_str(), truce.c_str(), "serve", folder.c_str(), "--listen", address, "--rate", "1000000", nullptr);
            std::_Exit(127);
        }
        for (int tries = 0; tries < 200; ++tries) {
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
            if (const auto answer = http_get(fmt::format("http://{}/healthz", address)); answer && answer->status == 200) return;
        }
        give_up("the server does not answer");
    }
    ~Server() {
        if (process_ > 0) stop();
    }
    /// Ends it. Its processor time, start included, in seconds.
    double stop() {
        ::kill(process_, SIGTERM);
        rusage used{};
        ::wait4(process_, nullptr, 0, &used);
        process_ = 0;
        const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6; };
        return seconds(used.ru_utime) + seconds(used.ru_stime);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

private:
    pid_t process_;
};

HttpRequest post(std::string path, std::string body, std::string_view cookie) {
    HttpRequest request;
    request.method = HttpMethod::post;
    request.path = std::move(path);
    request.headers = {{"Content-Type", "application/json"}};
    if (!cookie.empty()) request.headers.emplace_back("Cookie", cookie);
    request.body = std::move(body);
    return request;
}

std::string signed_in(HttpClient& line, const NoteSigner& key) {
    const HttpResponse asked =
        taken(line.exchange(post("/api/session/challenge", boost::json::serialize(Json{{"key", key.public_key().name}}), "")));
    if (asked.status != 200) give_up(asked.body_view());
    const std::string text(taken(parse_json(asked.body_view())).at("text").as_string());
    const HttpResponse begun =
        taken(line.exchange(post("/api/session", boost::json::serialize(Json{{"note", join_note(text, *key.signature_line(text))}}), "")));
    const auto cookie = find_header(begun.headers, "set-cookie");
    if (begun.status >= 300 || !cookie) give_up(begun.body_view());
    return std::string(cookie->substr(0, cookie->find(';')));
}

void file_all(const std::vector<Client>& clients) {
    std::vector<std::vector<double>> took(clients.size());
    std::atomic<std::size_t> refused{0};
    std::atomic<std::size_t> ready{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < clients.size(); ++i)
        threads.emplace_back([&, i] {
            HttpClient line = taken(HttpClient::create(fmt::format("http://{}", address)));
            const std::string cookie = signed_in(line, clients[i].key);
            ++ready;
            while (!go) std::this_thread::yield();
            for (const std::string& body : clients[i].bodies) {
                const auto start = clock::now();
                const HttpResponse answer = taken(line.exchange(post("/api/entries", body, cookie)));
                took[i].push_back(milliseconds(clock::now() - start));
                if (answer.status == 201) continue;
                if (refused++ == 0) fmt::print(stderr, "refused: {}\n", answer.body_view());
                break;  // the next ones of this key build on it
            }
        });
    while (ready != clients.size()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const auto start = clock::now();
    go = true;
    for (std::thread& thread : threads) thread.join();
    const double seconds = milliseconds(clock::now() - start) / 1e3;
    std::vector<double> all;
    for (const auto& one : took) all.insert(all.end(), one.begin(), one.end());
    const std::string what = fmt::format("truce over HTTP, {} clients, {} filings", clients.size(), all.size());
    print(what, seconds, std::move(all), fmt::format(", {} refused", refused.load()));
}

void sync_alone(const Path& folder) {
    const std::string page(4'096, 'x');
    const Path file = folder.string() + ".raw";
    const int raw = ::open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (raw < 0) give_up("cannot write beside the folder");
    std::vector<double> ms;
    const auto start = clock::now();
    for (off_t at = 0; clock::now() - start < std::chrono::seconds(3); at += 4'096) {
        const auto one = clock::now();
        if (::pwrite(raw, page.data(), page.size(), at) < 0 || ::fdatasync(raw) != 0) give_up("cannot sync");
        ms.push_back(milliseconds(clock::now() - one));
    }
    print("fdatasync of 4 KiB, one thread", milliseconds(clock::now() - start) / 1e3, std::move(ms), "");
    ::close(raw);
    ::unlink(file.c_str());
}

// ---- the same in PostgreSQL ---------------------------------------------------------------------------------------------------------

using Answer = std::unique_ptr<PGresult, decltype(&PQclear)>;

class Connection {
public:
    explicit Connection(const std::string& where) : line_(PQconnectdb(where.c_str()), &PQfinish) {
        if (PQstatus(line_.get()) != CONNECTION_OK) give_up(PQerrorMessage(line_.get()));
    }
    void run(const char* sql) { check(Answer(PQexec(line_.get(), sql), &PQclear)); }
    void prepare(const char* name, const char* sql) { check(Answer(PQprepare(line_.get(), name, sql, 0, nullptr), &PQclear)); }
    /// False: another transaction was in the way.
    bool tries(const char* sql) { return succeeded(Answer(PQexec(line_.get(), sql), &PQclear)); }
    bool tries(const char* name, const std::vector<std::string>& values, int& rows) {
        std::vector<const char*> pointers;
        for (const std::string& value : values) pointers.push_back(value.c_str());
        const Answer answer(PQexecPrepared(line_.get(), name, static_cast<int>(pointers.size()), pointers.data(), nullptr, nullptr, 0),
                            &PQclear);
        rows = PQntuples(answer.get());
        return succeeded(answer);
    }

private:
    void check(const Answer& answer) {
        if (!is_fine(answer)) give_up(PQerrorMessage(line_.get()));
    }
    static bool is_fine(const Answer& answer) {
        const ExecStatusType status = PQresultStatus(answer.get());
        return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    }
    bool succeeded(const Answer& answer) {
        if (is_fine(answer)) return true;
        const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
        if (state == nullptr || std::string_view(state).substr(0, 2) != "40") give_up(PQerrorMessage(line_.get()));
        Answer(PQexec(line_.get(), "rollback"), &PQclear);
        return false;
    }
    std::unique_ptr<PGconn, decltype(&PQfinish)> line_;
};

std::vector<std::string> values_of(const Box& box, std::size_t id) {
    return {std::to_string(id), fmt::format("LINESTRING({} {},{} {})", box.a.lon(), box.a.lat(), box.b.lon(), box.b.lat()),
            fmt::format("[{},{}]", box.from_us, box.to_us), fmt::format("[{},{}]", box.low_mm, box.high_mm)};
}

void file_all_in_postgres(const std::string& where, std::size_t clients, std::size_t each) {
    {
        Connection db(where);
        db.run(
            "set client_min_messages = error; create extension if not exists postgis; drop table if exists filed; "
            "create table filed (id bigint primary key, g geometry, tr int8range, ar int8range); "
            "create index on filed using gist (g, tr, ar)");
    }
    std::vector<std::vector<double>> took(clients);
    std::atomic<std::size_t> again{0};
    std::vector<std::thread> threads;
    const auto start = clock::now();
    for (std::size_t i = 0; i < clients; ++i)
        threads.emplace_back([&, i] {
            Connection db(where);
            db.run("set default_transaction_isolation = 'serializable'; set client_min_messages = error");
            db.prepare("ask",
                       "select id from filed where g && st_expand($2::geometry, 0.0001) and tr && $3::int8range and "
                       "ar && $4::int8range and st_dwithin(g, $2::geometry, 0.0001) and id <> $1::bigint");
            db.prepare("put", "insert into filed values ($1::bigint, $2::geometry, $3::int8range, $4::int8range)");
            BusyCell cell(i + 1, 1'800'000'000'000'000);
            for (std::size_t k = 0; k < each; ++k) {
                const auto values = values_of(cell.next(), i * each + k);
                const auto one = clock::now();
                for (;; ++again) {
                    int rows = 0;
                    if (db.tries("begin") && db.tries("ask", values, rows) && db.tries("put", values, rows) && db.tries("commit")) break;
                }
                took[i].push_back(milliseconds(clock::now() - one));
            }
        });
    for (std::thread& thread : threads) thread.join();
    const double seconds = milliseconds(clock::now() - start) / 1e3;
    std::vector<double> all;
    for (const auto& one : took) all.insert(all.end(), one.begin(), one.end());
    print(fmt::format("PostgreSQL, serializable, {} connections", clients), seconds, std::move(all),
          fmt::format(", {} tried again", again.load()));
}

}  // namespace
}  // namespace truce

int main(int argc, char** argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() < 4) {
        fmt::print(stderr, "usage: coordinate_load TRUCE DIR TERMS PROFILE [CLIENTS [EACH]]\n");
        return 2;
    }
    const std::size_t clients = words.size() > 4 ? std::strtoull(words[4].c_str(), nullptr, 10) : 64;
    const std::size_t each = words.size() > 5 ? std::strtoull(words[5].c_str(), nullptr, 10) : 300;
    const truce::Path folder = words[1];
    {
        const std::vector<truce::Client> all = truce::prepared(folder, words[2], words[3], clients, each);
        truce::Server server(words[0], folder);
        truce::file_all(all);
        fmt::print("the server's processor, its start included: {:.0f} us a filing\n",
                   server.stop() * 1e6 / static_cast<double>(clients * each));
    }
    truce::sync_alone(folder);
    const char* postgres = std::getenv("TRUCE_TEST_POSTGRES");
    if (postgres != nullptr) truce::file_all_in_postgres(postgres, clients, std::min<std::size_t>(each, 40));
    return 0;
}
