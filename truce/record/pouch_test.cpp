#include "truce/record/pouch.hpp"

#include <gtest/gtest.h>

#include "truce/base/bytes.hpp"
#include "truce/record/batch.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

class PouchFormTest : public ::testing::Test {
protected:
    Body body() {
        return {Part::make(Audience::mechanism, R"({"kind":"reports.filed"})", *random_), Part::sealed(Audience::exact, sha256("x"))};
    }
    std::string chunk(std::size_t items) {
        Chunk out;
        for (std::size_t i = 0; i < items; ++i) out.add(body());
        return out.compressed();
    }
    std::string filing() {
        PouchWriter out({PouchKind::filing, log_, "ru", 7, 0});
        EXPECT_TRUE(out.entry("note one\n", body()).ok());
        EXPECT_TRUE(out.items(chunk(256)).ok());
        EXPECT_TRUE(out.items(chunk(3)).ok());
        EXPECT_TRUE(out.entry("note two\n", {}).ok());
        return out.finish();
    }
    std::string answer() {
        PouchWriter out({PouchKind::answer, log_, log_.name, 5, 7});
        out.checkpoint("checkpoint\n");
        out.edge({sha256("a"), sha256("b")});
        EXPECT_TRUE(out.entry("note five\n", body()).ok());
        EXPECT_TRUE(out.entry("note six\n", {}).ok());
        out.refusal({sha256("n"), {Errc::forbidden, "filing.role", "may not", "entry 5", "ask"}});
        return out.finish();
    }
    /// With a right hash at its end again.
    static std::string sealed_again(std::string bytes) {
        bytes.resize(bytes.size() - 32 - 5);
        const Digest digest = sha256(bytes);
        bytes += 'Z';
        append_u32(bytes, 32);
        return bytes + std::string(digest.view());
    }

    std::unique_ptr<Random> random_ = seeded_random(3);
    NoteKey log_ = new_named_key("exercise/0a1b2c3d", *random_).public_key();
};

TEST_F(PouchFormTest, what_was_written_is_read_back) {
    const std::string bytes = filing();
    const auto read = read_pouch(bytes);
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(read->header.from, "ru");
    EXPECT_EQ(read->header.base, 7U);
    ASSERT_EQ(read->entries.size(), 2U);
    EXPECT_EQ(read->entries[0].note, "note one\n");
    EXPECT_EQ(body_of(read->entries[0])->size(), 2U);
    EXPECT_EQ(read->entries[0].items.size(), 2U);
    EXPECT_EQ(items_of(read->entries[0].items[1])->size(), 3U);
    EXPECT_TRUE(body_of(read->entries[1])->empty());

    const std::string back = answer();
    const auto second = read_pouch(back);
    ASSERT_TRUE(second.ok()) << second.error().text();
    EXPECT_EQ(second->checkpoint, "checkpoint\n");
    EXPECT_EQ(second->edge.size(), 2U);
    ASSERT_EQ(second->refusals.size(), 1U);
    EXPECT_EQ(second->refusals[0].error.id, "filing.role");
    EXPECT_EQ(second->refusals[0].error.code, Errc::forbidden);
}

TEST_F(PouchFormTest, every_changed_byte_and_every_cut_is_noticed) {
    for (const std::string& good : {filing(), answer()}) {
        for (std::size_t i = 0; i < good.size(); ++i) {
            std::string bad = good;
            bad[i] = static_cast<char>(bad[i] ^ 0x20);
            EXPECT_FALSE(read_pouch(bad).ok()) << i;
        }
        for (std::size_t i = 0; i < good.size(); ++i) EXPECT_FALSE(read_pouch(std::string_view(good).substr(0, i)).ok()) << i;
        EXPECT_EQ(read_pouch(good + "x").error().id, "pouch.form");
        EXPECT_EQ(read_pouch(good.substr(0, good.size() - 1)).error().id, "pouch.damaged");
    }
}

TEST_F(PouchFormTest, records_out_of_place_are_refused_with_the_byte_they_begin_at) {
    const auto refused = [](PouchWriter& out) {
        const std::string bytes = out.finish();
        return read_pouch(bytes).error();
    };
    PouchWriter filing({PouchKind::filing, log_, "ru", 0, 0});
    filing.checkpoint("checkpoint\n");
    const Error error = refused(filing);
    EXPECT_EQ(error.id, "pouch.form");
    EXPECT_TRUE(error.where.starts_with("byte ")) << error.where;
    PouchWriter no_checkpoint({PouchKind::answer, log_, log_.name, 0, 1});
    ASSERT_TRUE(no_checkpoint.entry("note\n", {}).ok());
    EXPECT_EQ(refused(no_checkpoint).id, "pouch.form");
    PouchWriter wrong_edge({PouchKind::answer, log_, log_.name, 3, 3});
    wrong_edge.checkpoint("checkpoint\n");
    wrong_edge.edge({sha256("only one")});
    EXPECT_EQ(refused(wrong_edge).id, "pouch.form");
    PouchWriter too_few({PouchKind::answer, log_, log_.name, 0, 2});
    too_few.checkpoint("checkpoint\n");
    too_few.edge({});
    ASSERT_TRUE(too_few.entry("note\n", {}).ok());
    EXPECT_EQ(refused(too_few).id, "pouch.form");
    PouchWriter items_first({PouchKind::filing, log_, "ru", 0, 0});
    ASSERT_TRUE(items_first.items(chunk(1)).ok());
    EXPECT_EQ(refused(items_first).id, "pouch.form");
    PouchWriter impostor({PouchKind::answer, log_, "another/00000000", 0, 0});
    EXPECT_EQ(refused(impostor).id, "pouch.form");
    PouchWriter nobody({PouchKind::filing, log_, "No Institution", 0, 0});
    EXPECT_EQ(refused(nobody).id, "pouch.form");
    PouchWriter huge({PouchKind::filing, log_, "ru", 0, 0});
    ASSERT_TRUE(huge.entry(std::string(70'000, 'n'), {}).ok());
    EXPECT_EQ(refused(huge).id, "pouch.form");
}

TEST_F(PouchFormTest, a_length_beyond_the_limit_and_an_unknown_record_are_refused) {
    std::string bytes = filing();
    const std::size_t first = bytes.find('\n', 20) + 1;
    ASSERT_EQ(bytes[first], 'E');
    std::string unknown = bytes;
    unknown[first] = 'X';
    EXPECT_EQ(read_pouch(sealed_again(unknown)).error().id, "pouch.form");
    std::string endless = bytes;
    endless[first + 1] = '\x7f';
    EXPECT_EQ(read_pouch(endless).error().id, "pouch.too_large");
}

TEST_F(PouchFormTest, a_body_of_several_items_is_none) {
    const std::string several = chunk(2);
    EXPECT_EQ(body_of({"note\n", several, {}}).error().id, "pouch.form");
    EXPECT_EQ(body_of({"note\n", "no frame", {}}).error().id, "batch.chunk");
    EXPECT_EQ(items_of("no frame").error().id, "batch.chunk");
}

}  // namespace
}  // namespace truce
