#include "truce/serve/router.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

HttpRequest asked(std::string path, HttpMethod method = HttpMethod::get) {
    HttpRequest request;
    request.method = method;
    request.path = std::move(path);
    return request;
}

Router small() {
    Router router;
    const auto nothing = [](const HttpRequest&, const PathParameters&) { return HttpResponse{}; };
    router.add(HttpMethod::get, "/api/cases", nothing);
    router.add(HttpMethod::get, "/api/cases/{id}", nothing);
    router.add(HttpMethod::post, "/api/cases/{id}", nothing);
    router.add(HttpMethod::get, "/tile/{path...}", nothing);
    return router;
}

std::string pattern_of(const Router::Match& match) { return match.route == nullptr ? "" : match.route->pattern; }

TEST(Router, FindsAPatternAndItsParameters) {
    const Router router = small();
    EXPECT_EQ(pattern_of(router.match(asked("/api/cases"))), "/api/cases");
    const Router::Match one = router.match(asked("/api/cases/a%41b"));
    EXPECT_EQ(pattern_of(one), "/api/cases/{id}");
    EXPECT_EQ(parameter(one.parameters, "id"), "aAb");
    EXPECT_EQ(parameter(one.parameters, "no such"), "");
    const Router::Match rest = router.match(asked("/tile/0/x001/067.p/3"));
    EXPECT_EQ(parameter(rest.parameters, "path"), "0/x001/067.p/3");
    EXPECT_EQ(pattern_of(router.match(asked("/api/cases/x", HttpMethod::head))), "/api/cases/{id}");
}

TEST(Router, NamesTheMethodsThatAPathHas) {
    const Router router = small();
    EXPECT_EQ(router.match(asked("/api/cases/x", HttpMethod::delete_)).allowed, "GET, HEAD, POST");
    EXPECT_EQ(router.match(asked("/api/nothing", HttpMethod::delete_)).allowed, "");
}

TEST(Router, AParameterIsOneSegmentAndLeadsNowhereElse) {
    const Router router = small();
    for (const char* path : {"/api/cases/", "/api/cases/a/b", "/api/cases/..", "/api/cases/.", "/api/cases/%2e%2e", "/api/cases/a%2fb",
                             "/api/cases/a%5cb", "/api/cases/%00", "/api/cases/%zz", "/api/cases/%e2e", "/tile/a/%ff", "/api/cases//",
                             "/tile/../keys", "/tile/%2e%2e/keys", "/tile/a%2f..%2fb", "/"}) {
        EXPECT_EQ(pattern_of(router.match(asked(path))), "") << path;
    }
}

RC_GTEST_PROP(Router, WhateverIsAskedAParameterNeverClimbs, (const std::string& bytes)) {
    const Router router = small();
    for (const std::string& path : {"/tile/" + percent_encode(bytes), "/tile/" + bytes}) {
        const Router::Match match = router.match(asked(path));
        if (match.route == nullptr) continue;
        const std::string rest = "/" + std::string(parameter(match.parameters, "path")) + "/";
        RC_ASSERT(is_utf8(rest));
        RC_ASSERT(rest.find("/../") == std::string::npos && rest.find('\0') == std::string::npos && rest.find('\\') == std::string::npos);
    }
}

}  // namespace
}  // namespace truce
