#include "truce/record/remote_log.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/record/made_log_test.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::fetch_from_files;
using testing::Files;
using testing::files_of;
using testing::id_of;
using testing::numbered_entries;

const NoteSigner& log_signer() {
    static const NoteSigner log = new_named_key("example.com/log", *seeded_random(1));
    return log;
}
Policy policy() { return *parse_policy("log " + log_signer().public_key().vkey() + "\nquorum none\n"); }

Result<std::vector<std::string>> read_all(const Fetch& fetch, const std::optional<std::string>& last = std::nullopt) {
    TRUCE_ASSIGN(RemoteLog log, RemoteLog::open(fetch, policy(), last));
    std::vector<std::string> entries;
    TRUCE_TRY(log.tree().entries(0, log.trusted().checkpoint.size, [&](std::uint64_t index, std::string_view entry) -> Result<void> {
        EXPECT_EQ(index, entries.size());
        entries.emplace_back(entry);
        return {};
    }));
    return entries;
}

// T9, T10
TEST(RemoteLog, logs_of_every_shape_are_read_whole) {
    for (const std::size_t size : std::vector<std::size_t>{0, 1, 2, 255, 256, 257, 511, 512, 700, 66'000}) {
        const auto entries = numbered_entries(size);
        const auto read = read_all(fetch_from_files(files_of(log_signer(), entries)));
        ASSERT_TRUE(read.ok()) << size << read.error().text();
        EXPECT_EQ(*read, entries) << size;
    }
}

// T9
TEST(RemoteLog, partials_that_are_gone_are_taken_from_the_full_tile) {
    const auto entries = numbered_entries(600);
    Files files = files_of(log_signer(), entries);
    const auto early = numbered_entries(300);
    files["checkpoint"] = *sign_checkpoint(testing::checkpoint_of(log_signer(), early), log_signer());
    // The tree has grown to 600: level 1 is still partial, in another width; that one is served for ever.
    files["tile/1/000.p/1"] = files["tile/1/000.p/2"].substr(0, 32);
    const auto read = read_all(fetch_from_files(files));
    ASSERT_OK(read);
    EXPECT_EQ(*read, early);
}

// T10: whatever byte of whatever file is flipped.
RC_GTEST_PROP(RemoteLog, no_changed_file_goes_unnoticed, (std::uint64_t which, std::uint64_t at, std::uint8_t bit)) {
    static const Files good = files_of(log_signer(), numbered_entries(520));
    Files files = good;
    auto file = std::next(files.begin(), static_cast<std::ptrdiff_t>(which % files.size()));
    char& byte = file->second[at % file->second.size()];
    byte = static_cast<char>(byte ^ 1 << bit % 8);
    RC_ASSERT(!read_all(fetch_from_files(files)).ok());
}

TEST(RemoteLog, longer_and_shorter_files_are_refused_as_well) {
    const Files good = files_of(log_signer(), numbered_entries(520));
    for (const auto& [path, content] : good) {
        for (const std::string& bad : {content + "x", content.substr(0, content.size() - 1), std::string()}) {
            Files files = good;
            files[path] = bad;
            EXPECT_FALSE(read_all(fetch_from_files(files)).ok()) << path;
        }
        Files files = good;
        files.erase(path);
        EXPECT_FALSE(read_all(fetch_from_files(files)).ok()) << path;
    }
}

// T11
TEST(RemoteLog, a_log_must_continue_what_was_seen_before) {
    const std::string seen = files_of(log_signer(), numbered_entries(300)).at("checkpoint");
    EXPECT_TRUE(read_all(fetch_from_files(files_of(log_signer(), numbered_entries(300))), seen).ok());
    EXPECT_TRUE(read_all(fetch_from_files(files_of(log_signer(), numbered_entries(301))), seen).ok());
    EXPECT_EQ(id_of(read_all(fetch_from_files(files_of(log_signer(), numbered_entries(299))), seen)), "remote.rolled_back");
    auto forked = numbered_entries(400);
    forked[17] = "something else";
    EXPECT_EQ(id_of(read_all(fetch_from_files(files_of(log_signer(), forked)), seen)), "remote.fork");
    const NoteSigner other = new_named_key("example.com/other", *seeded_random(2));
    EXPECT_EQ(id_of(read_all(fetch_from_files(files_of(log_signer(), forked)), files_of(other, forked).at("checkpoint"))),
              "remote.other_log");
    EXPECT_EQ(id_of(read_all(fetch_from_files(files_of(other, forked)))), "policy.unknown_log");
}

}  // namespace
}  // namespace truce
