#include "truce/base/json.hpp"
#include "truce/mechanism/case_fixture_test.hpp"

namespace truce {
namespace {

using testing::CaseTest;

class AmendmentTest : public CaseTest {
protected:
    static Documents documents(const Mechanism& mechanism) { return mechanism.documents(whole_record).value(); }

    /// The terms in force with another title, as content of an entry.
    static Json amended(const Mechanism& mechanism, const std::string& title, const std::optional<Digest>& predecessor) {
        const StoredEntry entry = LogReader(mechanism.db()).entry(documents(mechanism).roles().entry).value();
        JsonObject object = parse_canonical(*content_of(entry.body, Audience::public_))->get_object();
        object["terms"].get_object()["reading"].get_object()["title"].get_object()["en"] = title;
        object.erase("predecessor");
        if (predecessor) object["predecessor"] = predecessor->hex();
        return object;
    }
    Submission submission(const Mechanism& mechanism, const std::string& institution, const Json& content) {
        clock_.set({clock_.now().us + 60'000'000});
        Body parts{Part::make(Audience::public_, canonical(content).value(), *random_)};
        return compose_entry(LogReader(mechanism.db()), key(institution), OpenHeader{clock_.now(), "terms.signed", {}}, std::move(parts),
                             clock_.now(), *random_)
            .value();
    }
    std::string sign(Mechanism& mechanism, const std::string& institution, const Json& content) {
        const auto done = mechanism.submit(submission(mechanism, institution, content));
        return done ? std::string() : done.error().id;
    }
};

TEST_F(AmendmentTest, takes_effect_when_every_guarantor_has_signed_it_and_changes_nothing_earlier) {
    Mechanism mechanism = open();
    const Digest before = documents(mechanism).roles().digest;
    const Json first = amended(mechanism, "amended", before);
    EXPECT_EQ(sign(mechanism, "aldmere", first), "");
    EXPECT_EQ(sign(mechanism, "borvik", first), "");
    Documents held = documents(mechanism);
    EXPECT_EQ(held.roles().digest, before);
    ASSERT_EQ(held.amendments.size(), 1U);
    EXPECT_EQ(held.amendments.front().signed_by, (std::vector<std::string>{"aldmere", "borvik"}));
    EXPECT_EQ(held.amendments.front().awaited, std::vector<std::string>{"castane"});
    EXPECT_FALSE(held.amendments.front().contested);
    const std::uint64_t size = mechanism.size().value();

    EXPECT_EQ(sign(mechanism, "castane", first), "");
    held = documents(mechanism);
    EXPECT_NE(held.roles().digest, before);
    EXPECT_EQ(held.roles().terms->reading.title.at("en"), "amended");
    EXPECT_TRUE(held.amendments.empty());
    EXPECT_EQ(mechanism.documents(size)->roles().digest, before) << "what held then holds there for ever";
    EXPECT_EQ(complaints(), std::vector<std::string>());
}

TEST_F(AmendmentTest, two_that_replace_the_same_document_are_a_visible_conflict) {
    Mechanism mechanism = open();
    const Digest before = documents(mechanism).roles().digest;
    const Json one = amended(mechanism, "one", before);
    const Json other = amended(mechanism, "other", before);
    EXPECT_EQ(sign(mechanism, "aldmere", one), "");
    EXPECT_EQ(sign(mechanism, "borvik", other), "");
    const Documents held = documents(mechanism);
    ASSERT_EQ(held.amendments.size(), 2U);
    for (const Amendment& amendment : held.amendments) {
        EXPECT_TRUE(amendment.contested);
        EXPECT_EQ(amendment.predecessor, before);
    }
    for (const std::string_view institution : {"borvik", "castane"}) EXPECT_EQ(sign(mechanism, std::string(institution), one), "");
    EXPECT_EQ(documents(mechanism).roles().terms->reading.title.at("en"), "one");
    EXPECT_TRUE(documents(mechanism).amendments.empty()) << "what the other would have replaced is gone";
    EXPECT_EQ(sign(mechanism, "castane", other), "document.predecessor");
}

TEST_F(AmendmentTest, nobody_amends_alone_or_without_a_right_or_without_naming_what_is_replaced) {
    Mechanism mechanism = open();
    const Digest before = documents(mechanism).roles().digest;
    EXPECT_EQ(sign(mechanism, "isles-forum", amended(mechanism, "mine", before)), "filing.role");
    EXPECT_EQ(sign(mechanism, "aldmere", amended(mechanism, "mine", std::nullopt)), "document.predecessor");
    EXPECT_EQ(sign(mechanism, "aldmere", amended(mechanism, "mine", sha256("another"))), "document.predecessor");
    EXPECT_EQ(sign(mechanism, "mediator-office", amended(mechanism, "mine", before)), "") << "it may propose, and decides nothing";
    EXPECT_EQ(documents(mechanism).roles().digest, before);
    EXPECT_EQ(documents(mechanism).amendments.front().awaited, (std::vector<std::string>{"aldmere", "borvik", "castane"}));
}

TEST_F(AmendmentTest, one_that_was_forced_in_gives_nobody_a_role_and_is_found_by_verify) {
    Submission forced;
    Digest before;
    {
        const Mechanism mechanism = open(OpenFor::reading);
        before = documents(mechanism).roles().digest;
        forced = submission(mechanism, "isles-forum", amended(mechanism, "mine", before));
    }
    force(forced);
    EXPECT_EQ(complaints(), std::vector<std::string>{"filing.role"});
    EXPECT_EQ(documents(open(OpenFor::reading)).roles().digest, before);
    EXPECT_TRUE(documents(open(OpenFor::reading)).amendments.empty());
}

}  // namespace
}  // namespace truce
