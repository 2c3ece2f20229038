#include "truce/serve/query.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>

namespace truce {
namespace {

constexpr std::array<std::string_view, 4> names{"when", "box", "n", "list"};

Query of(std::string_view text) {
    auto query = Query::read(text, names);
    EXPECT_TRUE(query.ok()) << query.error().text();
    return std::move(query).value();
}
std::string refusal(std::string_view text) {
    const auto query = Query::read(text, names);
    return query ? "" : query.error().id;
}

TEST(Query, WhatIsNotKnownOrStandsTwiceIsRefused) {
    EXPECT_EQ(refusal("other=1"), "query.unknown");
    EXPECT_EQ(refusal("n=1&n=1"), "query.twice");
    EXPECT_EQ(refusal("n=%ff"), "query.utf8");
    EXPECT_EQ(refusal("n=%00"), "query.utf8");
    EXPECT_EQ(refusal("n=%0"), "http.percent");
    EXPECT_EQ(refusal(""), "");
}

TEST(Query, ReadsTextsListsAndNumbers) {
    const Query query = of("list=a,,b%2C&n=7");
    EXPECT_EQ(query.list("list"), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(query.number("n", 1, 10).value(), 7U);
    EXPECT_EQ(query.number("n", 1, 6).error().id, "query.number");
    EXPECT_EQ(query.number("when", 1, 6).value(), std::nullopt);
    EXPECT_EQ(of("n=").text("n"), std::nullopt);
    for (const char* text : {"n=-1", "n=1.5", "n=1e3", "n=99999999999999999999", "n=0x1", "n=+1"})
        EXPECT_FALSE(of(text).number("n", 0, 1'000).ok()) << text;
}

TEST(Query, AnIntervalHoldsBothItsEnds) {
    const Interval one = *of("when=2023-06-16T10:00:00Z").interval("when").value();
    EXPECT_EQ(one.to.us, one.from.us + 1);
    const Interval two = *of("when=2023-06-16T10:00:00Z/2023-06-16T11:00:00Z").interval("when").value();
    EXPECT_TRUE(two.contains(Instant{two.from.us + std::int64_t{3'600} * 1'000'000}));
    const Interval open = *of("when=../2023-06-16T11:00:00Z").interval("when").value();
    EXPECT_EQ(open.from, Instant::lowest());
    EXPECT_EQ(of("when=2023-06-16T11:00:00Z/..").interval("when").value()->to, Instant::highest());
    for (const char* text : {"when=today", "when=2023-06-16", "when=2023-06-17T00:00:00Z/2023-06-16T00:00:00Z", "when=2023-06-16T10:00:00"})
        EXPECT_EQ(of(text).interval("when").error().id, "query.datetime") << text;
}

TEST(Query, ABoxIsFourNumbersOnTheMap) {
    const Box box = *of("box=-28.5,-19,-28,-18.5").box("box").value();
    EXPECT_EQ(box.low.lon_e7, -285'000'000);
    EXPECT_EQ(box.high.lat_e7, -185'000'000);
    for (const char* text : {"box=1,2,3", "box=1,2,3,4,5", "box=a,2,3,4", "box=nan,0,1,1", "box=inf,0,1,1", "box=170,0,-170,1",
                             "box=0,2,1,1", "box=0,-91,1,1", "box=0,0,181,1"})
        EXPECT_EQ(of(text).box("box").error().id, "query.bbox") << text;
}

RC_GTEST_PROP(Query, NoBytesReachAnAssertion, (const std::string& bytes)) {
    const auto query = Query::read(bytes, names);
    if (!query) return;
    (void)query->interval("when").ok();
    (void)query->box("box").ok();
    (void)query->number("n", 0, 5).ok();
    (void)query->list("list").size();
}

}  // namespace
}  // namespace truce
