#include "truce/desk/folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "truce/record/key_file.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

constexpr std::string_view passphrase = "seven herons over the mill";
/// The least that Argon2id takes: what is tried here is not the cost.
constexpr LockCost cheap{1, 8'192};

class DeskFolderTest : public ::testing::Test {
protected:
    [[nodiscard]] Path directory() const { return folder_.path() / "desk"; }
    [[nodiscard]] DeskConfig config() const {
        return {new_named_key("exercise/log", *random_).public_key(), "https://truce.example.org", key_.public_key().name};
    }
    Result<void> found(std::string_view with = passphrase) { return DeskFolder::found(directory(), config(), key_, with, cheap, *random_); }
    [[nodiscard]] DeskFolder open() const {
        auto opened = DeskFolder::open(directory(), passphrase);
        EXPECT_TRUE(opened.ok()) << opened.error().text();
        return std::move(*opened);
    }
    [[nodiscard]] std::string refusal(std::string_view with = passphrase) const {
        const auto opened = DeskFolder::open(directory(), with);
        return opened ? "" : opened.error().id;
    }
    static std::vector<std::string> pouches(const DeskFolder& folder) {
        std::vector<std::string> out;
        const auto all = folder.for_each_pouch([&](std::string_view bytes) -> Result<void> {
            out.emplace_back(bytes);
            return {};
        });
        EXPECT_TRUE(all.ok()) << all.error().text();
        return out;
    }
    [[nodiscard]] std::set<std::string> sealed() const {
        std::set<std::string> names;
        for (const auto& one : std::filesystem::directory_iterator(directory() / "sealed")) names.insert(one.path().filename().string());
        return names;
    }

    testing::TemporaryFolder folder_;
    std::unique_ptr<Random> random_ = system_random();
    NoteSigner key_ = new_entry_key("borvik", *random_);
};

TEST_F(DeskFolderTest, WhatWasKeptIsThereAgainForWhoKnowsThePassphrase) {
    ASSERT_TRUE(found().ok());
    {
        DeskFolder folder = open();
        EXPECT_EQ(folder.key().public_key(), key_.public_key());
        EXPECT_EQ(folder.config().server, "https://truce.example.org");
        EXPECT_TRUE(pouches(folder).empty());
        ASSERT_TRUE(folder.append("first", {"[]", {1}}).ok());
        ASSERT_TRUE(folder.append("second", {"[1]", {2}}).ok());
        ASSERT_TRUE(folder.save({"[1,2]", {3}}).ok());
        EXPECT_EQ(refusal(), "directory.locked");
    }
    EXPECT_EQ(refusal("seven herons over the mil"), "seal.passphrase");
    const DeskFolder again = open();
    EXPECT_EQ(pouches(again), (std::vector<std::string>{"first", "second"}));
    EXPECT_EQ(again.state().outbox, "[1,2]");
    EXPECT_EQ(again.state().opened_until.us, 3);
    EXPECT_EQ(again.key().public_key(), key_.public_key());
}

TEST_F(DeskFolderTest, NothingThatWasSealedIsReadableAndNoFileIsAnyoneElses) {
    ASSERT_TRUE(found().ok());
    DeskFolder folder = open();
    ASSERT_TRUE(folder.append("shells on the market", {"signed words", {}}).ok());
    const std::string line = key_.encoded();
    for (const auto& one : std::filesystem::recursive_directory_iterator(directory())) {
        if (!one.is_regular_file()) continue;
        const std::string content = read_file(one.path()).value();
        for (const std::string& secret : {std::string("shells on the market"), std::string("signed words"), line.substr(line.size() - 20)})
            EXPECT_EQ(content.find(secret), std::string::npos) << one.path();
        const auto others = one.status().permissions() & (std::filesystem::perms::group_all | std::filesystem::perms::others_all);
        if (one.path().parent_path().filename() == "sealed") {
            EXPECT_EQ(others, std::filesystem::perms::none) << one.path();
        }
    }
}

TEST_F(DeskFolderTest, APouchThatNoHeadCountsIsSweptAndOneThatIsGoneIsMissed) {
    ASSERT_TRUE(found().ok());
    {
        DeskFolder folder = open();
        ASSERT_TRUE(folder.append("first", {}).ok());
    }
    // As a crash between a pouch and its head leaves it.
    std::filesystem::copy_file(directory() / "sealed/copy.1.000001", directory() / "sealed/copy.1.000002");
    EXPECT_EQ(pouches(open()), std::vector<std::string>{"first"});
    EXPECT_EQ(sealed(), (std::set<std::string>{"copy.1.000001", "head", "key"}));
    std::filesystem::remove(directory() / "sealed/copy.1.000001");
    const auto all = open().for_each_pouch([](std::string_view) -> Result<void> { return {}; });
    ASSERT_FALSE(all.ok());
    EXPECT_EQ(all.error().id, "file.missing");
}

TEST_F(DeskFolderTest, AFileInThePlaceOfAnotherDoesNotOpen) {
    ASSERT_TRUE(found().ok());
    {
        DeskFolder folder = open();
        ASSERT_TRUE(folder.append("first", {}).ok());
        ASSERT_TRUE(folder.append("second", {}).ok());
    }
    const Path sealed = directory() / "sealed";
    std::filesystem::copy_file(sealed / "copy.1.000002", sealed / "copy.1.000001", std::filesystem::copy_options::overwrite_existing);
    const auto all = open().for_each_pouch([](std::string_view) -> Result<void> { return {}; });
    ASSERT_FALSE(all.ok());
    EXPECT_EQ(all.error().id, "seal.broken");
    EXPECT_NE(all.error().where.find("copy.1.000001"), std::string::npos);
    std::filesystem::copy_file(sealed / "key", sealed / "head", std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(refusal(), "seal.broken");
}

TEST_F(DeskFolderTest, WrittenAnewNothingOfBeforeIsLeft) {
    ASSERT_TRUE(found().ok());
    DeskFolder folder = open();
    for (const char* one : {"a", "b", "c"}) ASSERT_TRUE(folder.append(one, {}).ok());
    ASSERT_TRUE(folder.rewrite({"all of it"}, {"[]", {7}, {}}).ok());
    EXPECT_EQ(pouches(folder), std::vector<std::string>{"all of it"});
    EXPECT_EQ(sealed(), (std::set<std::string>{"copy.2.000001", "head", "key"}));
    ASSERT_TRUE(folder.append("more", {"[]", {7}, {}}).ok());
    EXPECT_EQ(pouches(folder), (std::vector<std::string>{"all of it", "more"}));
}

TEST_F(DeskFolderTest, ItemsCountWhileTheHeadNamesThemAndLieSealed) {
    ASSERT_TRUE(found().ok());
    const std::vector<std::string> chunks{std::string(70'000, 'x'), "", "the last"};
    {
        DeskFolder folder = open();
        ASSERT_TRUE(folder.keep_items(3, chunks).ok());
        ASSERT_TRUE(folder.keep_items(4, {"four"}).ok());
        ASSERT_TRUE(folder.save({"[]", {7}, {3, 4}}).ok());
        // As a crash before the head leaves it.
        ASSERT_TRUE(folder.keep_items(9, {"nine"}).ok());
    }
    {
        DeskFolder folder = open();
        EXPECT_EQ(sealed(), (std::set<std::string>{"head", "items.3", "items.4", "key"}));
        EXPECT_EQ(folder.state().items, (std::set<std::int64_t>{3, 4}));
        EXPECT_EQ(folder.items(3).value(), chunks);
        EXPECT_EQ(read_file(directory() / "sealed/items.3")->find("xxxx"), std::string::npos);
        ASSERT_TRUE(folder.rewrite({"all of it"}, {"[]", {7}, {3}}).ok());
        EXPECT_EQ(sealed(), (std::set<std::string>{"copy.2.000001", "head", "items.3", "key"}));
        EXPECT_EQ(folder.items(4).error().id, "file.missing");
        ASSERT_TRUE(folder.keep_items(4, {"four"}).ok());
        ASSERT_TRUE(folder.save({"[]", {7}, {3, 4}}).ok());
        std::filesystem::copy_file(directory() / "sealed/items.4", directory() / "sealed/items.3",
                                   std::filesystem::copy_options::overwrite_existing);
        EXPECT_EQ(folder.items(3).error().id, "seal.broken");
        ASSERT_TRUE(folder.save({"[]", {7}, {}}).ok());
        EXPECT_EQ(sealed(), (std::set<std::string>{"copy.2.000001", "head", "key"})) << "what is in the record is not kept twice";
    }
}

TEST_F(DeskFolderTest, AnotherPassphraseOpensAllThatWasSealedAndTheOlderOneNothing) {
    ASSERT_TRUE(found().ok());
    {
        DeskFolder folder = open();
        ASSERT_TRUE(folder.append("a pouch", {"an outbox", {7}, {}}).ok());
        EXPECT_EQ(folder.lock_with("short", cheap, *random_).error().id, "desk.passphrase");
        EXPECT_EQ(refusal(), "directory.locked") << "a desk that runs holds its folder";
    }
    {
        EXPECT_EQ(open().pouches(), 1U) << "refused, so the older one holds";
    }
    const auto key = read_file(directory() / "sealed/key");
    {
        const DeskFolder folder = open();
        ASSERT_TRUE(folder.lock_with("nine otters in the reeds", cheap, *random_).ok());
    }
    EXPECT_EQ(refusal(), "seal.passphrase");
    auto again = DeskFolder::open(directory(), "nine otters in the reeds");
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(again->key().encoded(), key_.encoded());
    EXPECT_EQ(again->config().server, config().server);
    EXPECT_EQ(again->state().outbox, "an outbox");
    std::string kept;
    EXPECT_TRUE(again
                    ->for_each_pouch([&](std::string_view bytes) -> Result<void> {
                        kept += bytes;
                        return {};
                    })
                    .ok());
    EXPECT_EQ(kept, "a pouch");
    EXPECT_EQ(*read_file(directory() / "sealed/key"), *key) << "nothing was sealed anew";
}

TEST_F(DeskFolderTest, WhatCannotBeADeskIsRefused) {
    EXPECT_EQ(refusal(), "directory.not_a_desk");
    EXPECT_EQ(found("short").error().id, "desk.passphrase");
    const NoteSigner named = new_named_key("someone", *random_);
    EXPECT_EQ(DeskFolder::found(directory(), config(), named, passphrase, cheap, *random_).error().id, "key.role");
    EXPECT_FALSE(std::filesystem::exists(directory())) << "nothing was made";
    ASSERT_TRUE(found().ok());
    EXPECT_EQ(found().error().id, "directory.not_empty");
    ASSERT_TRUE(write_file_atomically(directory() / "desk.json", "{}\n").ok());
    EXPECT_EQ(refusal(), "directory.config");
}

}  // namespace
}  // namespace truce
