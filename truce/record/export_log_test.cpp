#include "truce/record/export_log.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "truce/record/fetch.hpp"
#include "truce/record/log_fixture_test.hpp"
#include "truce/record/policy.hpp"
#include "truce/record/proof_file.hpp"
#include "truce/record/remote_log.hpp"
#include "truce/record/tile_path.hpp"

namespace truce {
namespace {

using testing::id_of;

class ExportedLog : public testing::FoundedLog {
protected:
    [[nodiscard]] std::string newest() { return *LogReader(*db_).newest_checkpoint(); }
    [[nodiscard]] Policy policy() const { return *parse_policy("log " + checkpoint_.public_key().vkey() + "\nquorum none\n"); }
    Path out() { return folder_.path() / "log"; }
    Result<ExportOutcome> export_newest() { return export_log(*db_, out(), newest()); }
    void grow(std::size_t entries) {
        for (std::size_t i = 0; i < entries; ++i) ASSERT_TRUE(file_guarded(ru_, "r" + std::to_string(i), "x").ok());
    }
    std::set<std::string> files() {
        std::set<std::string> out_files;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(out()))
            if (entry.is_regular_file()) out_files.insert(std::filesystem::relative(entry.path(), out()).string());
        return out_files;
    }
    /// Reads it all as a stranger does and compares with the store.
    void expect_readable() {
        auto log = RemoteLog::open(fetch_from_folder(out()), policy());
        ASSERT_TRUE(log.ok()) << log.error().text();
        std::uint64_t seen = 0;
        const auto read =
            log->tree().entries(0, log->trusted().checkpoint.size, [&](std::uint64_t i, std::string_view note) -> Result<void> {
                EXPECT_EQ(note, LogReader(*db_).entry(i)->note);
                ++seen;
                return {};
            });
        ASSERT_TRUE(read.ok()) << read.error().text();
        EXPECT_EQ(seen, log->trusted().checkpoint.size);
    }

    testing::TemporaryFolder folder_;
};

// T1, T2, T7
TEST_P(ExportedLog, strangers_read_from_the_files_what_the_store_holds) {
    grow(3);
    const auto done = export_newest();
    ASSERT_OK(done);
    EXPECT_EQ(*read_file(out() / "checkpoint"), newest());
    expect_readable();
}

// T6: every size that was signed, until the tile is full.
TEST_P(ExportedLog, partials_of_every_signed_size_are_there_and_go_once_they_are_full) {
    grow(2);
    const auto first = export_newest();
    ASSERT_OK(first);
    std::uint64_t signed_sizes = 0;
    for (std::uint64_t size = 1; size <= first->checkpoint.size; ++size) {
        if (!LogReader(*db_).checkpoint_at(size)) continue;
        ++signed_sizes;
        EXPECT_TRUE(files().contains("tile/0/000.p/" + std::to_string(size))) << size;
        EXPECT_TRUE(files().contains("tile/entries/000.p/" + std::to_string(size))) << size;
    }
    EXPECT_EQ(first->files, signed_sizes * 2 + 1);
    const std::uint64_t missing = 256 - first->checkpoint.size;
    grow(missing / 2 + 1);  // two entries a commit: the clock's and this one
    const auto second = export_newest();
    ASSERT_OK(second);
    EXPECT_GE(second->checkpoint.size, 256U);
    EXPECT_EQ(second->deleted, signed_sizes * 2);
    EXPECT_TRUE(files().contains("tile/0/000"));
    EXPECT_TRUE(files().contains("tile/entries/000"));
    EXPECT_FALSE(files().contains("tile/0/000.p/" + std::to_string(first->checkpoint.size)));
    expect_readable();
}

TEST_P(ExportedLog, exporting_again_writes_only_what_is_new) {
    grow(2);
    ASSERT_OK(export_newest());
    const auto again = export_newest();
    ASSERT_OK(again);
    EXPECT_EQ(again->files, 0U);
    const auto before = files();
    grow(1);
    const auto more = export_newest();
    ASSERT_OK(more);
    EXPECT_EQ(more->files, 3U);  // tile, bundle, checkpoint
    for (const std::string& kept : before) EXPECT_TRUE(files().contains(kept)) << kept;
    const Cosigner witness = new_cosigner("w", *random_);
    const std::string text = checkpoint_text(more->checkpoint);
    const auto cosigned = export_log(*db_, out(), *add_signature_lines(newest(), *witness.signature_line(text, 1)));
    ASSERT_OK(cosigned);
    EXPECT_EQ(cosigned->files, 1U);
    expect_readable();
}

TEST_P(ExportedLog, it_never_goes_backwards_nor_over_another_log_or_folder) {
    const std::string early = newest();
    grow(1);
    ASSERT_OK(export_newest());
    EXPECT_EQ(id_of(export_log(*db_, out(), early)), "export.backwards");
    // Another key under the same name.
    const NoteSigner impostor = new_named_key("exercise/0a1b2c3d", *random_);
    const Checkpoint there = *open_checkpoint(newest(), checkpoint_.public_key());
    std::ofstream(out() / "checkpoint") << *sign_checkpoint(there, impostor);
    EXPECT_EQ(id_of(export_newest()), "export.other_log");
    // Our own key, another history: what a restored backup would do.
    std::ofstream(out() / "checkpoint") << *sign_checkpoint({there.origin, there.size, sha256("another history")}, checkpoint_);
    EXPECT_EQ(id_of(export_newest()), "export.fork");
    EXPECT_EQ(id_of(export_log(*db_, out(), *sign_checkpoint({there.origin, there.size, sha256("x")}, checkpoint_))), "export.root");
    EXPECT_EQ(id_of(export_log(*db_, out(), *sign_checkpoint(there, impostor))), "note.unknown_key");
    const Path used = folder_.path() / "used";
    std::filesystem::create_directory(used);
    std::ofstream(used / "thesis.doc") << "do not lose me";
    EXPECT_EQ(id_of(export_log(*db_, used, newest())), "export.occupied");
    EXPECT_EQ(*read_file(used / "thesis.doc"), "do not lose me");
}

TEST_P(ExportedLog, what_an_interrupted_export_left_is_completed) {
    grow(2);
    ASSERT_OK(export_newest());
    std::filesystem::remove(out() / "checkpoint");
    std::filesystem::remove(out() / format(edge_tiles(LogReader(*db_).size().value()).front()));
    ASSERT_OK(export_newest());
    expect_readable();
}

TEST_P(ExportedLog, an_entry_that_has_rotted_in_the_store_is_not_published) {
    grow(2);
    ASSERT_OK(db_->run("UPDATE log_entry SET note = $1 WHERE idx = 1", {Value::bytes("rotten")}));
    const auto done = export_newest();
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, Errc::corrupt) << done.error().text();
    EXPECT_FALSE(files().contains("checkpoint"));
}

// P1, P2
TEST_P(ExportedLog, a_proof_file_proves_every_entry_without_the_log) {
    grow(3);
    const auto size = *LogReader(*db_).size();
    for (std::uint64_t i = 0; i < size; ++i) {
        const auto proof = compose_proof(*db_, i, newest());
        ASSERT_OK(proof);
        const std::string text = format(*proof);
        const auto parsed = parse_proof(text);
        ASSERT_OK(parsed);
        EXPECT_EQ(*parsed, *proof);
        const auto checked = check_proof(text, policy());
        ASSERT_OK(checked);
        EXPECT_EQ(checked->entry, LogReader(*db_).entry(i)->note);
        EXPECT_EQ(checked->index, i);
    }
    EXPECT_EQ(id_of(compose_proof(*db_, size, newest())), "proof.not_yet");
}

// P2: extra is never believed.
TEST_P(ExportedLog, what_a_proof_brings_along_counts_only_if_it_hashes_to_the_root) {
    grow(3);
    ProofFile proof = *compose_proof(*db_, 2, newest());
    const std::string entry = *proof.extra;
    proof.extra = entry + " ";
    EXPECT_EQ(id_of(check_proof(format(proof), policy())), "proof.not_included");
    EXPECT_TRUE(check_proof(format(proof), policy(), entry).ok()) << "the entry given by hand replaces it";
    proof.extra.reset();
    EXPECT_EQ(id_of(check_proof(format(proof), policy())), "proof.no_entry");
    EXPECT_TRUE(check_proof(format(proof), policy(), entry).ok());
    proof.index = 3;
    EXPECT_EQ(id_of(check_proof(format(proof), policy(), entry)), "proof.not_included");
    const std::string good = format(*compose_proof(*db_, 2, newest()));
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string bad = good;
        bad[i] = static_cast<char>(bad[i] ^ 1);
        EXPECT_FALSE(check_proof(bad, policy()).ok()) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(Stores, ExportedLog, ::testing::Values("sqlite", "postgres"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace truce
