#include "truce/record/erasure.hpp"

#include <gtest/gtest.h>

#include "truce/base/json.hpp"
#include "truce/record/log_fixture_test.hpp"

namespace truce {
namespace {

class ErasureTest : public testing::FoundedLog {
protected:
    static ErasureTarget target(const Receipt& receipt, std::optional<std::uint64_t> item, Audience part) {
        return {receipt.id, item, part, std::nullopt};
    }
};

TEST_P(ErasureTest, two_keys_named_for_it_erase_a_part_and_the_record_still_holds) {
    const auto filed = file_guarded(ru_, "shelling was heard", "the house with the blue door");
    ASSERT_TRUE(filed.ok()) << filed.error().text();
    const Digest root_before = body_root(LogReader(*db_).entry(filed->index)->body);
    const ErasureTarget exact = target(*filed, std::nullopt, Audience::exact);

    EXPECT_EQ(*erasure_state(*db_, exact), ErasureState::none);
    ASSERT_TRUE(erase(ru_eraser_, exact).ok());
    EXPECT_EQ(*erasure_state(*db_, exact), ErasureState::approved);
    EXPECT_TRUE(LogReader(*db_).entry(filed->index)->body[1].open.has_value()) << "one key erases nothing";
    const auto second = erase(tr_eraser_, exact);
    ASSERT_TRUE(second.ok()) << second.error().text();
    EXPECT_EQ(*erasure_state(*db_, exact), ErasureState::erased);

    const Body after = LogReader(*db_).entry(filed->index)->body;
    EXPECT_FALSE(after[1].open.has_value());
    EXPECT_TRUE(after[0].open.has_value());
    EXPECT_EQ(body_root(after), root_before);
    expect_sound(*db_);
    EXPECT_EQ(verify(*db_).sealed_parts, 1U);
    EXPECT_EQ(erase(ru_eraser_, exact).error().id, "erasure.done");
}

TEST_P(ErasureTest, a_part_of_one_item_of_a_batch_goes_and_all_others_stay_proven) {
    const auto batch = file_batch(ru_, 600);
    ASSERT_TRUE(batch.ok()) << batch.error().text();
    for (const std::uint64_t n : {0U, 255U, 256U, 599U}) {
        ASSERT_TRUE(erase(tr_eraser_, target(*batch, n, Audience::exact)).ok());
        const auto second = erase(ru_eraser_, target(*batch, n, Audience::exact));
        ASSERT_TRUE(second.ok()) << second.error().text();
    }
    ASSERT_TRUE(erase(tr_eraser_, target(*batch, 7, Audience::mechanism)).ok());
    ASSERT_TRUE(erase(ru_eraser_, target(*batch, 7, Audience::mechanism)).ok());
    for (std::uint64_t n = 0; n < 600; ++n) {
        const Body body = item(batch->index, n);
        const bool gone = n == 0 || n == 255 || n == 256 || n == 599;
        EXPECT_EQ(content_of(body, Audience::exact) == nullptr, gone) << n;
        EXPECT_EQ(content_of(body, Audience::mechanism) == nullptr, n == 7) << n;
    }
    expect_sound(*db_);
    EXPECT_EQ(verify(*db_).sealed_parts, 5U);
    EXPECT_EQ(verify(*db_).items, 600U);
}

TEST_P(ErasureTest, nobody_erases_alone_without_the_author_or_with_a_key_that_was_not_named_for_it) {
    const auto filed = file_guarded(ru_, "said", "place");
    ASSERT_TRUE(filed.ok());
    const ErasureTarget exact = target(*filed, std::nullopt, Audience::exact);
    EXPECT_EQ(erase(ru_, exact).error().id, "entry.kind_not_allowed") << "a key for any kind is not named for it";
    ASSERT_TRUE(erase(tr_eraser_, exact).ok());
    EXPECT_EQ(erase(tr_eraser_, exact).error().id, "erasure.same_key");

    // A second key of the other institution does not make up for the author's.
    const NoteSigner second = new_entry_key("tr", *random_);
    ASSERT_TRUE(file(tr_, "key.enrolled", key_enrolled(second.public_key(), {"record.erased"})).ok());
    ASSERT_TRUE(erase(second, exact).ok());
    EXPECT_EQ(*erasure_state(*db_, exact), ErasureState::approved);
    EXPECT_TRUE(LogReader(*db_).entry(filed->index)->body[1].open.has_value());
    expect_sound(*db_);
    ASSERT_TRUE(erase(ru_eraser_, exact).ok());
    EXPECT_FALSE(LogReader(*db_).entry(filed->index)->body[1].open.has_value());
    expect_sound(*db_);
}

TEST_P(ErasureTest, what_may_not_be_erased_is_refused_and_nothing_changes) {
    const auto terms = file(ru_, "terms.signed", {{"kind", "terms.signed"}});
    const auto batch = file_batch(ru_, 3);
    const auto filed = file_guarded(ru_, "said", "place");
    ASSERT_TRUE(terms.ok() && batch.ok() && filed.ok());
    const std::uint64_t size = *LogReader(*db_).size();
    EXPECT_EQ(erase(ru_eraser_, target(*terms, std::nullopt, Audience::public_)).error().id, "erasure.not_allowed");
    EXPECT_EQ(erase(ru_eraser_, target(*batch, std::nullopt, Audience::mechanism)).error().id, "erasure.batch");
    EXPECT_EQ(erase(ru_eraser_, target(*batch, 3, Audience::exact)).error().id, "erasure.missing");
    EXPECT_EQ(erase(ru_eraser_, target(*batch, 0, Audience::provenance)).error().id, "erasure.missing");
    EXPECT_EQ(erase(ru_eraser_, target(*filed, std::nullopt, Audience::public_)).error().id, "erasure.missing");
    EXPECT_EQ(erase(ru_eraser_, {new_uuid(*random_), std::nullopt, Audience::exact, std::nullopt}).error().id, "erasure.missing");
    // The header must name what the body names.
    const ErasureTarget exact = target(*filed, std::nullopt, Audience::exact);
    EXPECT_EQ(
        append(compose(ru_eraser_, OpenHeader{clock_.now(), std::string(erasure_kind), {batch->id}}, erasure_body(exact, "r", *random_)))
            .error()
            .id,
        "erasure.form");
    EXPECT_EQ(LogReader(*db_).size().value(), size);
    expect_sound(*db_);
}

TEST_P(ErasureTest, a_refused_entry_leaves_its_commit_as_it_was) {
    const auto filed = file_guarded(ru_, "said", "place");
    ASSERT_TRUE(filed.ok());
    tick();
    auto commit = log_->begin();
    ASSERT_TRUE(commit.ok());
    const std::uint64_t before = commit->size();
    const ErasureTarget missing = target(*filed, 5, Audience::exact);
    EXPECT_FALSE(commit
                     ->append(compose(ru_eraser_, OpenHeader{clock_.now(), std::string(erasure_kind), {filed->id}},
                                      erasure_body(missing, "r", *random_)))
                     .ok());
    EXPECT_EQ(commit->size(), before);
    EXPECT_TRUE(commit->append(compose(ru_, std::nullopt, {Part::make(Audience::mechanism, item_text(1), *random_)})).ok());
    ASSERT_TRUE(commit->finish().ok());
    expect_sound(*db_);
}

TEST_P(ErasureTest, an_erasure_that_was_not_done_or_was_forged_is_found) {
    const auto filed = file_guarded(ru_, "said", "place");
    ASSERT_TRUE(filed.ok());
    const Body whole = LogReader(*db_).entry(filed->index)->body;
    const ErasureTarget exact = target(*filed, std::nullopt, Audience::exact);
    ASSERT_TRUE(erase(ru_eraser_, exact).ok());
    ASSERT_TRUE(erase(tr_eraser_, exact).ok());
    expect_sound(*db_);
    const std::string secret(reinterpret_cast<const char*>(whole[1].open->secret.data()), 32);
    ASSERT_TRUE(db_->run("UPDATE log_part SET secret = $1, content = $2 WHERE idx = $3 AND part = 3",
                         {Value::bytes(secret), Value::bytes(whole[1].open->content), Value(static_cast<std::int64_t>(filed->index))})
                    .ok());
    EXPECT_TRUE(has_problem(*db_, "erasure.remains"));
    ASSERT_TRUE(db_->run("UPDATE log_part SET secret = NULL, content = NULL WHERE idx = $1 AND part = 3",
                         {Value(static_cast<std::int64_t>(filed->index))})
                    .ok());
    expect_sound(*db_);
    ASSERT_TRUE(db_->run("DELETE FROM log_erasure WHERE key_name = $1", {Value::text(tr_eraser_.public_key().name)}).ok());
    EXPECT_TRUE(has_problem(*db_, "erasure.table"));
}

TEST_P(ErasureTest, an_attachment_is_named_for_the_mechanism_only) {
    const ErasureTarget picture{"", std::nullopt, Audience::public_, sha256("a picture")};
    ASSERT_TRUE(erase(ru_eraser_, picture).ok());
    EXPECT_EQ(*erasure_state(*db_, picture), ErasureState::approved);
    const auto done = erase(tr_eraser_, picture);
    ASSERT_TRUE(done.ok()) << done.error().text();
    EXPECT_EQ(*erasure_state(*db_, picture), ErasureState::erased);
    const StoredEntry stored = *LogReader(*db_).entry(done->index);
    EXPECT_EQ(stored.note.find(picture.attachment->hex()), std::string::npos);
    EXPECT_EQ(content_of(stored.body, Audience::public_)->find(picture.attachment->hex()), std::string::npos);
    expect_sound(*db_);
}

TEST_P(ErasureTest, one_key_serves_one_role) {
    const NoteKey borrowed{entry_key_name("tr", ru_.public_key().key), ru_.public_key().key};
    EXPECT_EQ(file(tr_, "key.enrolled", key_enrolled(borrowed, {})).error().id, "key.role");
    const NoteKey logs_own{entry_key_name("tr", checkpoint_.public_key().key), checkpoint_.public_key().key};
    EXPECT_EQ(file(tr_, "key.enrolled", key_enrolled(logs_own, {})).error().id, "key.role");
    const NoteKey clocks{entry_key_name("tr", clock_key_.public_key().key), clock_key_.public_key().key};
    EXPECT_EQ(file(tr_, "key.enrolled", key_enrolled(clocks, {})).error().id, "key.role");
    expect_sound(*db_);
}

TEST(ErasureTargetTest, a_target_is_read_as_it_is_written_and_nothing_else_is_read) {
    const std::string id = new_uuid(*seeded_random(1));
    const std::string hex = sha256("x").hex();
    for (const std::string& text : {id, id + "/0", id + "/12345", "attachment/" + hex}) {
        const auto parsed = parse_erasure_target(text, Audience::exact);
        ASSERT_TRUE(parsed.ok()) << text;
        EXPECT_EQ(parsed->text(), text);
    }
    for (const std::string& text : {std::string(), id + "/", id + "/01", id + "/-1", id + "/1x", id + "/99999999999999999999",
                                    std::string("attachment/"), "attachment/" + hex.substr(1), "ATTACHMENT/" + hex, id.substr(1)}) {
        EXPECT_EQ(parse_erasure_target(text, Audience::exact).error().id, "erasure.target") << text;
    }
    EXPECT_EQ(audience_from_name("secret").error().id, "erasure.part");
}

/// SQLite keeps what was deleted unless it is told otherwise: the bytes themselves are looked for in the files.
TEST(ErasedBytesTest, an_erased_secret_and_content_are_in_no_file_of_the_store_any_more) {
    const testing::TemporaryFolder folder;
    const Path file = folder.path() / "store.db";
    std::string secret;
    const std::string content = R"({"kind":"reports.filed","place":"the house with the blue door, behind the third well"})";
    const auto random = seeded_random(5);
    ManualClock clock{*parse_instant("2017-01-01T00:00:00Z")};
    const NoteSigner ru = new_entry_key("ru", *random);
    const NoteSigner a = new_entry_key("ru", *random);
    const NoteSigner b = new_entry_key("ru", *random);
    {
        SqliteOptions options;
        options.checkpoint_pages = 0;
        auto db = open_sqlite(file, options);
        ASSERT_TRUE(db.ok());
        LogSigners signers{new_named_key("exercise/0a1b2c3d", *random), new_entry_key("log", *random)};
        auto log = Log::found(**db, std::move(signers), std::vector<NoteKey>{ru.public_key()}, clock, *random);
        ASSERT_TRUE(log.ok());
        const auto add = [&](const NoteSigner& key, std::optional<OpenHeader> open, Body body) {
            clock.set({clock.now().us + 1'000'000});
            auto commit = log->begin();
            EXPECT_TRUE(commit.ok());
            const auto made = compose_entry(LogReader(**db), key, std::move(open), std::move(body), clock.now(), *random);
            const auto receipt = commit->append(*made);
            EXPECT_TRUE(receipt.ok()) << receipt.error().text();
            EXPECT_TRUE(commit->finish().ok());
            return *receipt;
        };
        for (const NoteSigner* key : {&a, &b}) {
            add(ru, OpenHeader{clock.now(), "key.enrolled", {}},
                {Part::make(Audience::public_, *canonical(key_enrolled(key->public_key(), {"record.erased"})), *random)});
        }
        // Among many others, so that its page is split and moved about.
        std::optional<Receipt> wanted;
        for (int i = 0; i < 300; ++i) {
            const std::string text =
                i == 150 ? content : *canonical(Json{{"kind", "reports.filed"}, {"filler", std::string(std::size_t(i) % 90, 'x')}});
            Body body{Part::make(Audience::exact, text, *random)};
            if (i == 150) secret.assign(reinterpret_cast<const char*>(body[0].open->secret.data()), 32);
            const Receipt receipt = add(ru, std::nullopt, std::move(body));
            if (i == 150) wanted = receipt;
        }
        const ErasureTarget target{wanted->id, std::nullopt, Audience::exact, std::nullopt};
        for (const NoteSigner* key : {&a, &b})
            add(*key, OpenHeader{clock.now(), std::string(erasure_kind), {wanted->id}}, erasure_body(target, "r", *random));
    }
    std::size_t files = 0;
    for (const auto& each : std::filesystem::directory_iterator(folder.path())) {
        const std::string bytes = *read_file(each.path());
        EXPECT_EQ(bytes.find(secret), std::string::npos) << each.path();
        EXPECT_EQ(bytes.find("behind the third well"), std::string::npos) << each.path();
        ++files;
    }
    EXPECT_GE(files, 1U);
    ASSERT_TRUE(read_file(file)->find("reports.filed") != std::string::npos) << "the search can find what is there";
}

INSTANTIATE_TEST_SUITE_P(Stores, ErasureTest, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace truce
