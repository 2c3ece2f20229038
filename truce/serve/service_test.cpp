/// The service without sockets: what the contract names is there and nothing else, who asks decides what is told, many file at once.
#include "truce/serve/service.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <thread>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/interfaces/export.hpp"
#include "truce/mechanism/case_fixture_test.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

class ServiceTest : public testing::CaseTest {
protected:
    std::unique_ptr<Service> serving(ServiceOptions options = {}) {
        auto service = Service::open(store(), std::move(options), clock_, *random_);
        EXPECT_TRUE(service.ok()) << service.error().text();
        return std::move(*service);
    }
    static HttpRequest request(HttpMethod method, std::string path, std::string body = "", std::string remote = "192.0.2.1") {
        HttpRequest out;
        out.method = method;
        const std::size_t mark = path.find('?');
        out.query = mark == std::string::npos ? "" : path.substr(mark + 1);
        out.path = path.substr(0, mark);
        out.headers = {{"host", "truce.example.org"}};
        if (method != HttpMethod::get) out.headers.emplace_back("content-type", "application/json");
        out.body = std::move(body);
        out.remote = std::move(remote);
        return out;
    }
    static HttpResponse get(Service& service, std::string path, std::string remote = "192.0.2.1") {
        return service.handle(request(HttpMethod::get, std::move(path), "", std::move(remote)));
    }
    static Json json(const HttpResponse& response) { return boost::json::parse(std::string(response.body_view())); }
    static std::string refusal(const HttpResponse& response) {
        return response.status < 400 ? "" : std::string(json(response).at("error").at("id").as_string());
    }
    /// Composes and signs one report of Borvik's, as its own desk on this machine would.
    std::string composed_report(Service& service, const std::string& source_id, const std::string& more) {
        const NoteSigner signer = key("borvik");
        const std::string body = R"({"key":")" + signer.public_key().name +
                                 R"(","register":"borvik-centre","records":[{"kind":"report","source_id":")" + source_id +
                                 R"(","time_from":"2023-06-10T10:00:00Z","time_to":"2023-06-10T11:00:00Z",)" + more + "}]}";
        const HttpResponse composed = service.handle(request(HttpMethod::post, "/api/reports/compose", body, "127.0.0.1"));
        EXPECT_EQ(composed.status, 200U) << composed.body_view();
        const Json said = json(composed);
        const std::string text(said.at("text").as_string());
        return boost::json::serialize(
            Json{{"body", said.at("body")}, {"items", said.at("items")}, {"note", join_note(text, *signer.signature_line(text))}});
    }
    HttpResponse file(Service& service, const std::string& source_id, const std::string& more) {
        return service.handle(request(HttpMethod::post, "/api/entries", composed_report(service, source_id, more)));
    }
    void later(std::int64_t hours) { clock_.set({clock_.now().us + hours * hour_us}); }

    static ServiceOptions borvik_at_home() {
        ServiceOptions options;
        options.loopback_reads_as = "borvik";
        return options;
    }
};

TEST_F(ServiceTest, EveryRouteIsInTheContractAndTheContractPromisesNothingElse) {
    const auto service = serving();
    std::set<std::string> served;
    for (const Route& route : service->router().routes()) {
        std::string pattern = route.pattern;
        if (const auto rest = pattern.find("...}"); rest != std::string::npos) pattern.replace(rest, 4, "}");
        served.insert(std::string(name_of(route.method)) + " " + pattern);
    }
    std::set<std::string> promised;
    const Json contract = json(get(*service, "/api"));
    for (const auto& path : contract.at("paths").as_object()) {
        for (const auto& operation : path.value().as_object()) {
            std::string method(operation.key());
            for (char& c : method) c = static_cast<char>(std::toupper(c));
            promised.insert(method + " " + std::string(path.key()));
        }
    }
    EXPECT_EQ(served, promised);
}

TEST_F(ServiceTest, QuestionsAreBriefWhatIsHandedInWaitsAndExportsAreLengthy) {
    const auto service = serving();
    for (const Route& route : service->router().routes())
        EXPECT_EQ(route.work, route.method == HttpMethod::get ? HttpWork::brief : HttpWork::waiting) << route.pattern;
    const auto work = [&](HttpMethod method, std::string path) { return service->work(request(method, std::move(path))); };
    for (const char* path : {"/", "/healthz", "/api/incidents?limit=1", "/api/events", "/ogc/collections/incidents/items?limit=1",
                             "/tiles/3/4/5.mvt", "/tile/0/000", "/no/such/page"})
        EXPECT_EQ(work(HttpMethod::get, path), HttpWork::brief) << path;
    for (const char* path : {"/api/entries", "/api/reports/compose", "/api/session", "/bodies"})
        EXPECT_EQ(work(HttpMethod::post, path), HttpWork::waiting) << path;
    for (const char* path : {"/api/export.csv", "/api/export.geojson?register=borvik-centre"})
        EXPECT_EQ(work(HttpMethod::get, path), HttpWork::lengthy) << path;
    EXPECT_EQ(work(HttpMethod::get, "/assets/index.js"), HttpWork::ready);
}

TEST_F(ServiceTest, AnExportIsMadeWhileItIsReadAndEndsWhereTheRegisterIsAnother) {
    const auto service = serving(borvik_at_home());
    const HttpResponse filed =
        file(*service, "S-1", R"("lat":"-19.02","lon":"-28.02","radius_m":300,"act":"artillery","actors":["Northern Council"])");
    ASSERT_EQ(filed.status, 201U) << filed.body_view();
    const HttpResponse answered = get(*service, "/api/export.ndjson", "127.0.0.1");
    ASSERT_EQ(answered.status, 200U);
    ASSERT_NE(answered.pieces, nullptr);
    EXPECT_EQ(answered.body_view(), "");
    for (const auto& [name, value] : answered.headers)
        EXPECT_NE(name, "etag") << "a tag of what is not made yet would tell what it does not";
    EXPECT_NE(answered.pieces->next().value().find("S-1"), std::string::npos);
    EXPECT_EQ(answered.pieces->next().value(), "");
    const HttpResponse empty = get(*service, "/api/export.ndjson?source_id=none", "127.0.0.1");
    EXPECT_EQ(empty.pieces->next().value(), "");
    EXPECT_EQ(get(*service, "/api/export.ndjson?none=1", "127.0.0.1").pieces, nullptr) << "what is refused is refused at once";

    const Live::Now now = service->live().now();
    const FeatureSource source{now.live, now.onlooker("borvik", clock_.now()).value(), std::make_shared<Outlines>(now.profile), ""};
    bool holds = true;
    const HttpResponse export_of_it = export_answer(request(HttpMethod::get, "/api/export.csv"), source, [&] { return holds; });
    EXPECT_TRUE(export_of_it.pieces->next().ok());
    holds = false;
    EXPECT_EQ(export_of_it.pieces->next().error().id, "export.replaced");
}

TEST_F(ServiceTest, PagesFromAFolderAreReadWhenTheyAreAskedFor) {
    ServiceOptions from_a_folder;
    from_a_folder.pages = store();
    EXPECT_EQ(serving(from_a_folder)->work(request(HttpMethod::get, "/assets/index.js")), HttpWork::brief);
}

TEST_F(ServiceTest, ThePublicHearsAtTheTickAndThenAsMuchAsTheProfileSays) {
    const auto service = serving(borvik_at_home());
    EXPECT_EQ(refusal(get(*service, "/api/mechanism")), "publication.not_yet");
    EXPECT_EQ(get(*service, "/api/me").status, 200U);
    const HttpResponse filed =
        file(*service, "S-1", R"("lat":"-19.02","lon":"-28.02","radius_m":300,"act":"artillery","actors":["Northern Council"])");
    ASSERT_EQ(filed.status, 201U) << filed.body_view();
    const std::string id = std::string(json(filed).at("id").as_string()) + "/0";
    EXPECT_EQ(get(*service, "/api/incidents/" + id, "127.0.0.1").status, 200U);
    EXPECT_EQ(refusal(get(*service, "/api/incidents/" + id)), "publication.not_yet");
    later(13);
    const HttpResponse told = get(*service, "/api/incidents/" + id);
    ASSERT_EQ(told.status, 200U) << told.body_view();
    const JsonObject incident = json(told).at("incident").as_object();
    EXPECT_EQ(incident.at("place_detail"), "division");
    for (const char* hidden : {"actors", "source_id", "place", "recorded_at", "own_side", "case"})
        EXPECT_FALSE(incident.contains(hidden)) << hidden;
}

TEST_F(ServiceTest, HowMuchIsFiledIsToldToThisMachineAlone) {
    const auto service = serving(borvik_at_home());
    EXPECT_EQ(get(*service, "/metrics", "127.0.0.1").status, 200U);
    EXPECT_EQ(refusal(get(*service, "/metrics", "192.0.2.1")), "http.path");
    // A proxy's own address is no proof of where the request comes from, also of who reads without signing in.
    for (const char* path : {"/metrics", "/api/mechanism"}) {
        HttpRequest forwarded = request(HttpMethod::get, path, "", "127.0.0.1");
        EXPECT_EQ(service->handle(forwarded).status, 200U) << path;
        forwarded.headers.emplace_back("x-forwarded-for", "192.0.2.1");
        EXPECT_EQ(service->handle(forwarded).status, 404U) << path;
    }
}

/// Two records that differ only in what the public may not know give the public the same answers, byte for byte.
TEST_F(ServiceTest, WhatIsHiddenChangesNoAnswer) {
    const std::array<std::string, 2> variants{
        R"("lat":"-18.70","lon":"-28.20","radius_m":300,"act":"artillery","actors":["Northern Council"],"targets":["civilians"],"low":1,"best":2,"high":9,"note":"seen")",
        R"("lat":"-18.72","lon":"-28.22","radius_m":500,"act":"artillery","actors":["Southern Assembly"],"note":"heard")"};
    std::array<std::vector<std::string>, 2> answers;
    for (std::size_t i = 0; i < variants.size(); ++i) {
        std::filesystem::remove_all(store());
        std::filesystem::remove_all(folder_.path() / "head");
        clock_.set(parse_instant("2023-06-17T08:00:00Z").value());
        random_ = seeded_random(11);
        SetUp();
        const auto service = serving(borvik_at_home());
        const HttpResponse filed = file(*service, "S-" + std::to_string(i), variants[i]);
        ASSERT_EQ(filed.status, 201U) << filed.body_view();
        later(24 * 4);
        for (const char* path :
             {"/api/incidents", "/api/days", "/api/watches", "/api/cases", "/api/links", "/api/bulletins", "/api/areas",
              "/api/participants", "/api/incidents?q=council", "/api/incidents?q=S-1", "/api/incidents?actor=northern-council",
              "/api/incidents?sort=recorded", "/api/incidents?bbox=-28.201,-18.701,-28.199,-18.699", "/api/incidents?act=artillery&limit=1",
              "/api/incidents?status=none", "/api/health?from=2023-06-01&to=2023-06-30"}) {
            const HttpResponse answer = get(*service, path);
            answers[i].push_back(std::string(path) + " " + std::to_string(answer.status) + " " + std::string(answer.body_view()));
        }
    }
    EXPECT_EQ(answers[0], answers[1]);
    EXPECT_NE(answers[0][0].find("\"matched\":"), std::string::npos);
}

TEST_F(ServiceTest, ManyFileAtOnceAndARefusalStandsAlone) {
    const auto service = serving(borvik_at_home());
    // One chain: of what was composed against the same place only the first can stand.
    std::vector<std::string> bodies;
    for (int i = 0; i < 8; ++i)
        bodies.push_back(composed_report(*service, "M-" + std::to_string(i), R"("areas":["EX-CE"],"act":"artillery")"));
    std::array<unsigned, 8> statuses{};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        threads.emplace_back([&, i] { statuses[i] = service->handle(request(HttpMethod::post, "/api/entries", bodies[i])).status; });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::ranges::count(statuses, 201U), 1);
    EXPECT_EQ(std::ranges::count(statuses, 409U), 7);
    EXPECT_EQ(json(get(*service, "/api/incidents?q=M-", "127.0.0.1")).at("matched"), 1);
}

TEST_F(ServiceTest, AnAddressThatAsksTooOftenIsToldToWait) {
    ServiceOptions options;
    options.rate = {1, 3, 10};
    const auto service = serving(std::move(options));
    for (int i = 0; i < 3; ++i) EXPECT_NE(get(*service, "/api/me").status, 429U);
    const HttpResponse refused = get(*service, "/api/me");
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refusal(refused), "http.rate");
    EXPECT_EQ(get(*service, "/healthz").status, 200U) << "whoever watches the server is never refused";
    EXPECT_NE(get(*service, "/api/me", "192.0.2.2").status, 429U);
}

TEST_F(ServiceTest, BehindAProxyTheAddressIsTheOneItSays) {
    ServiceOptions options = borvik_at_home();
    options.behind_proxy = true;
    const auto service = serving(std::move(options));
    HttpRequest forwarded = request(HttpMethod::get, "/api/me", "", "127.0.0.1");
    EXPECT_EQ(json(service->handle(forwarded)).at("viewer").at("institution"), "borvik");
    forwarded.headers.emplace_back("x-forwarded-for", "127.0.0.1, 198.51.100.7");
    EXPECT_EQ(json(service->handle(forwarded)).at("viewer").at("institution"), "")
        << "the last one was added by the proxy; others anybody can write";
}

TEST_F(ServiceTest, ALogOfAnswersNamesNobody) {
    std::string log;
    ServiceOptions options = borvik_at_home();
    options.log = [&](const std::string& line) { log += line + "\n"; };
    const auto service = serving(std::move(options));
    (void)get(*service, "/api/cases/5ffac7ec?as_of=2", "127.0.0.1");
    (void)get(*service, "/api/incidents?actor=northern-council", "127.0.0.1");
    EXPECT_NE(log.find(R"("route":"/api/cases/{id}")"), std::string::npos) << log;
    for (const char* name : {"127.0.0.1", "5ffac7ec", "northern", "borvik"}) EXPECT_EQ(log.find(name), std::string::npos) << name;
}

TEST(LastUsed, OneComputesAndTheOthersWait) {
    LastUsed<int, int> kept(2);
    std::atomic<int> computed{0};
    const auto slow = [&]() -> Result<std::shared_ptr<const int>> {
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        return std::make_shared<const int>(++computed);
    };
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) threads.emplace_back([&] { EXPECT_EQ(*kept.get(1, slow).value(), 1); });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(computed, 1);
    EXPECT_EQ(*kept.get(2, slow).value(), 2);
    EXPECT_EQ(*kept.get(1, slow).value(), 1);
    EXPECT_EQ(*kept.get(3, slow).value(), 3);
    EXPECT_EQ(*kept.get(1, slow).value(), 1) << "the last used ones stay";
    EXPECT_EQ(*kept.get(2, slow).value(), 4);
    const auto fails = []() -> Result<std::shared_ptr<const int>> { return Error{Errc::io, "x", "x", "", ""}; };
    EXPECT_FALSE(kept.get(9, fails).ok());
    EXPECT_TRUE(kept.get(9, slow).ok()) << "an error is not kept";
}

}  // namespace
}  // namespace truce
