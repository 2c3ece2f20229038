#include "truce/mechanism/mirror.hpp"

#include <gtest/gtest.h>

#include "tests/checkout.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/body_request.hpp"
#include "truce/record/key_file.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

/// The exercise, with a register of borvik's, and a mirror of aldmere's that asks by signed requests.
class MirrorTest : public ::testing::Test {
protected:
    void SetUp() override {
        const Path example = Path(checkout) / "examples/exercise";
        FoundingRequest request{example / "terms.toml", example / "profile.toml", {},
                                {"aldmere", "borvik"},  "sqlite:truce.db",        folder_.path() / "head"};
        Problems problems;
        const auto founded = found_mechanism(store(), request, clock_, *random_, problems);
        ASSERT_TRUE(founded.ok()) << founded.error().text();
        file("data/borvik.csv", "borvik", "borvik-centre");
        auto opened = Mechanism::open(store(), OpenFor::reading, clock_, *random_);
        ASSERT_TRUE(opened.ok());
        log_ = *LogReader(opened->db()).checkpoint_key();
        ask_ = [this](const std::string& url, const std::string& asked) {
            EXPECT_EQ(url, "http://log.example/record");
            ++asked_;
            return answer_body_request(store(), asked, clock_, *random_);
        };
    }
    Path store() const { return folder_.path() / "m"; }
    Path key(const std::string& institution) const { return store() / "keys" / (institution + ".key"); }
    void file(const std::string& source, const std::string& institution, const std::string& register_id) {
        clock_.set({clock_.now().us + 1'000'000});
        auto mechanism = Mechanism::open(store(), OpenFor::writing, clock_, *random_);
        ASSERT_TRUE(mechanism.ok()) << mechanism.error().text();
        FilingRequest filing;
        filing.file = Path(checkout) / "examples/exercise" / source;
        filing.register_id = register_id;
        Problems problems;
        const auto done = mechanism->file(filing, *read_key_file(key(institution)), problems);
        ASSERT_TRUE(done.ok()) << done.error().text();
    }
    Path make_mirror(const std::string& institution) {
        const Path mirror = folder_.path() / ("mirror-of-" + institution);
        EXPECT_TRUE(found_mirror(mirror, {log_, "http://log.example/record", "", key(institution)}).ok());
        return mirror;
    }
    VerifyOutcome verify(const Path& directory) {
        auto opened = Mechanism::open(directory, OpenFor::reading, clock_, *random_);
        EXPECT_TRUE(opened.ok()) << opened.error().text();
        auto outcome = opened->verify({});
        EXPECT_TRUE(outcome.ok());
        for (const Error& problem : outcome->log.problems) ADD_FAILURE() << problem.text();
        return std::move(*outcome);
    }

    testing::TemporaryFolder folder_;
    ManualClock clock_{*parse_instant("2023-07-01T00:00:00Z")};
    std::unique_ptr<Random> random_ = seeded_random(17);
    std::optional<NoteKey> log_;
    AskServer ask_;
    int asked_ = 0;
};

TEST_F(MirrorTest, a_mirror_over_a_line_gets_what_its_institution_may_have) {
    const Path own = make_mirror("borvik");
    const auto first = pull_mirror(own, clock_, *random_, ask_);
    ASSERT_TRUE(first.ok()) << first.error().text();
    EXPECT_GT(first->items, 0U);
    EXPECT_EQ(verify(own).log.sealed_parts, 0U) << "its own entries whole";
    const Path other = make_mirror("aldmere");
    const auto second = pull_mirror(other, clock_, *random_, ask_);
    ASSERT_TRUE(second.ok()) << second.error().text();
    EXPECT_EQ(second->checkpoint, first->checkpoint);
    EXPECT_GT(verify(other).log.sealed_parts, 0U) << "of another's, nothing exact";
    EXPECT_EQ(verify(other).rows, verify(own).rows);

    file("data/borvik_corrections.csv", "borvik", "borvik-centre");
    EXPECT_EQ(pull_mirror(own, clock_, *random_, ask_)->entries, 2U);
    EXPECT_EQ(pull_mirror(own, clock_, *random_, ask_)->entries, 0U);
    EXPECT_EQ(verify(own).rows, verify(store()).rows);
}

TEST_F(MirrorTest, what_comes_sealed_and_is_opened_later_is_in_the_register_as_if_it_had_come_open) {
    const auto mechanism = Mechanism::open(store(), OpenFor::reading, clock_, *random_);
    ASSERT_TRUE(mechanism.ok());
    const auto copy = open_sqlite_in_memory("opened later");
    ASSERT_TRUE(copy.ok());
    const auto rows = [](Database& db) { return db.query_integer("SELECT COUNT(*) FROM register_report").value(); };
    for (const char* reader : {"", "aldmere", "borvik"}) {
        const std::string bytes = mechanism->answer(0, reader).value();
        const auto taken = extend_with_views(**copy, *log_, *read_pouch(bytes));
        ASSERT_TRUE(taken.ok()) << reader << taken.error().text();
        if (*reader == '\0') {
            EXPECT_EQ(rows(**copy), 0) << "the public reads nothing of it";
        } else {
            EXPECT_GT(taken->opened_parts, 0U) << reader;
            EXPECT_EQ(rows(**copy), rows(mechanism->db())) << reader;
        }
    }
}

TEST_F(MirrorTest, without_a_line_a_key_or_the_right_time_nothing_comes) {
    const Path mirror = make_mirror("borvik");
    EXPECT_EQ(pull_mirror(mirror, clock_, *random_).error().id, "mirror.no_line");
    ManualClock wrong({clock_.now().us + body_request_us_max + 1});
    EXPECT_EQ(pull_mirror(mirror, wrong, *random_, ask_).error().id, "bodies.stale");
    const Path stranger = folder_.path() / "stranger.key";
    ASSERT_TRUE(write_key_file(stranger, new_entry_key("borvik", *random_)).ok());
    const Path second = folder_.path() / "second";
    ASSERT_TRUE(found_mirror(second, {log_, "http://log.example/record", "", stranger}).ok());
    EXPECT_EQ(pull_mirror(second, clock_, *random_, ask_).error().id, "entry.unknown_key");
    EXPECT_EQ(found_mirror(second, {log_, "x", "", {}}).error().id, "directory.not_empty");
}

TEST_F(MirrorTest, a_server_that_answers_with_anything_else_is_not_believed) {
    const Path mirror = make_mirror("borvik");
    const AskServer garbage = [](const std::string&, const std::string&) -> Result<std::string> {
        return std::string("truce/pouch/v1\nx");
    };
    EXPECT_EQ(pull_mirror(mirror, clock_, *random_, garbage).error().id, "pouch.form");
    const AskServer torn = [this](const std::string& url, const std::string& asked) -> Result<std::string> {
        TRUCE_ASSIGN(std::string bytes, ask_(url, asked));
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        return bytes;
    };
    EXPECT_FALSE(pull_mirror(mirror, clock_, *random_, torn).ok());
    ASSERT_TRUE(pull_mirror(mirror, clock_, *random_, ask_).ok());
    verify(mirror);
}

}  // namespace
}  // namespace truce
