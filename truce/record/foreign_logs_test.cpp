/// What others have published of their own software: whole logs, cosigned checkpoints, a conversation with a witness.
/// tests/vectors/logs.json has them, and NOTICE says whose they are.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/checkout.hpp"
#include "truce/base/bytes.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/record/compare.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/remote_log.hpp"
#include "truce/record/witness.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using Files = std::map<std::string, std::string, std::less<>>;

const JsonObject& published(std::string_view what) {
    static const Json vectors = parse_json(*read_file(Path(checkout) / "tests/vectors/logs.json")).value();
    return vectors.as_object().at(what).as_object();
}

std::string text_of(const JsonObject& object, std::string_view name) { return std::string(object.at(name).as_string()); }

Files files_of(const JsonObject& object) {
    Files files;
    for (const auto& [name, content] : object.at("files").as_object()) files[name] = *from_base64(content.as_string());
    return files;
}

Fetch fetch_from(const Files& files) {
    return [&files](std::string_view path) -> Result<std::string> {
        const auto found = files.find(path);
        if (found != files.end()) return found->second;
        return Error{Errc::not_found, "fetch.missing", "no such file", std::string(path), ""};
    };
}

std::vector<std::string> entries_of(RemoteTree& tree) {
    std::vector<std::string> entries;
    const auto read = tree.entries(0, tree.checkpoint().size, [&](std::uint64_t, std::string_view entry) -> Result<void> {
        entries.emplace_back(entry);
        return {};
    });
    EXPECT_TRUE(read.ok());
    return entries;
}

TEST(ForeignLogs, the_note_of_the_specification_holds) {
    const JsonObject& vector = published("signed_note");
    const std::string bytes = text_of(vector, "note");
    const auto key = parse_vkey(text_of(vector, "key"));
    ASSERT_OK(key);
    const auto note = parse_note(bytes);
    ASSERT_OK(note);
    EXPECT_TRUE(check_note(*note, *key).ok());
    EXPECT_EQ(note->text, "This is an example message.\n");
}

/// A log of Tessera: a checkpoint for each size from 0 to 15, and every partial tile.
class Tessera : public ::testing::Test {
protected:
    static constexpr std::uint64_t largest = 15;
    Files files = files_of(published("tessera"));
    const std::string log = text_of(published("tessera"), "log");
    const Policy policy = *parse_policy("log " + log + "\nquorum none\n");
    [[nodiscard]] Files at(std::uint64_t size) const {
        Files out = files;
        out["checkpoint"] = out.at("checkpoint." + std::to_string(size));
        return out;
    }
};

TEST_F(Tessera, every_size_is_read_whole_and_continues_every_smaller_one) {
    const std::vector<std::string> words{"one",  "two", "three",  "four",  "five",     "six",     "seven", "eit",
                                         "nain", "ten", "ileven", "twelf", "threeten", "fourten", "fivten"};
    for (std::uint64_t size = 0; size <= largest; ++size) {
        const Files now = at(size);
        auto log = RemoteLog::open(fetch_from(now), policy);
        ASSERT_TRUE(log.ok()) << size << log.error().text();
        EXPECT_EQ(entries_of(log->tree()), std::vector<std::string>(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(size)));
        for (std::uint64_t before = 0; before <= size; ++before) {
            const std::string& seen = files.at("checkpoint." + std::to_string(before));
            EXPECT_TRUE(RemoteLog::open(fetch_from(now), policy, seen).ok()) << before << " to " << size;
            const auto compared = compare_logs({seen, std::nullopt}, {now.at("checkpoint"), fetch_from(now)}, policy);
            ASSERT_TRUE(compared.ok()) << before << " to " << size << compared.error().text();
            EXPECT_FALSE(compared->proof) << before << " to " << size;
        }
    }
}

TEST_F(Tessera, a_size_that_was_seen_and_is_gone_is_noticed) {
    const Files now = at(7);
    const auto opened = RemoteLog::open(fetch_from(now), policy, files.at("checkpoint.8"));
    ASSERT_FALSE(opened.ok());
    EXPECT_EQ(opened.error().id, "remote.rolled_back");
}

/// What a mirror of Sunlight serves: the tree of 300 entries under its own cosignature.
TEST(ForeignLogs, the_tree_of_a_mirror_of_sunlight_is_the_one_that_it_cosigned) {
    const Files files = files_of(published("sunlight"));
    const auto mirror = parse_cosigner_vkey(text_of(published("sunlight"), "mirror"));
    ASSERT_OK(mirror);
    const auto note = parse_note(files.at("checkpoint"));
    ASSERT_OK(note);
    EXPECT_TRUE(check_cosignature(*note, *mirror).ok());
    const auto checkpoint = parse_checkpoint_text(note->text);
    ASSERT_OK(checkpoint);
    auto tree = RemoteTree::open(fetch_from(files), *checkpoint);
    ASSERT_OK(tree);
    GrowingTree grown;
    for (std::uint64_t i = 0; i < 300; ++i) {
        const auto hash = tree->hash(0, i);
        ASSERT_OK(hash);
        grown.append(*hash);
    }
    EXPECT_EQ(grown.root(), checkpoint->root);
}

TEST(ForeignLogs, cosignatures_of_sunlights_witnesses_hold_and_no_others) {
    for (const Json& one : published("sunlight").at("witnessed").as_array()) {
        const std::string bytes = text_of(one.as_object(), "note");
        const auto witness = parse_cosigner_vkey(text_of(one.as_object(), "witness"));
        ASSERT_OK(witness);
        const auto note = parse_note(bytes);
        ASSERT_OK(note);
        const auto time = check_cosignature(*note, *witness);
        ASSERT_OK(time);
        EXPECT_EQ(*time, 1'767'139'200U) << "2025-12-31";
        std::string changed = bytes;
        changed[changed.find("\n300\n") + 1] = '4';
        EXPECT_EQ(check_cosignature(*parse_note(changed), *witness).error().id, "note.signature");
    }
}

/// What litewitness answers, but where truce differs from it on purpose.
unsigned expected_here(std::string_view request, std::string_view log, std::int64_t there) {
    // A log that is not known: 403 there, 404 in the specification of today.
    if (request.find(log) == std::string_view::npos) return 404;
    // A signature that does not hold: 403. Its base64 ends in bits that should be 0; here that is no base64, so no note.
    if (request.ends_with("x6gx=\n")) return 400;
    return static_cast<unsigned>(there);
}

/// The requests by which litewitness is tested, and its answers.
TEST(ForeignLogs, a_conversation_with_litewitness_goes_the_same_way_here) {
    const JsonObject& vector = published("litewitness");
    const std::string hex = text_of(vector, "key");
    const std::string log = "sigsum.org/v1/tree/" + sha256(*from_hex(hex)).hex();
    const auto key = public_key_from_bytes(*from_hex(hex));
    ASSERT_OK(key);
    const Path folder = std::filesystem::temp_directory_path() / ("truce-litewitness-" + std::to_string(::getpid()));
    ASSERT_OK(found_witness(folder, "example.com/witness", *system_random()));
    {
        const auto clock = system_clock();
        auto witness = Witness::open(folder, *clock);
        ASSERT_OK(witness);
        ASSERT_OK(witness->add_log(NoteKey{log, *key}));
        const std::string own = "\u2014 example.com/witness ";
        std::size_t cosigned = 0;
        for (const Json& step : vector.at("conversation").as_array()) {
            const std::string request = text_of(step.as_object(), "request");
            const HttpResponse answer = witness->add_checkpoint(request);
            EXPECT_EQ(answer.status, expected_here(request, log, step.as_object().at("status").as_int64())) << request;
            if (answer.status == 409) {
                EXPECT_EQ(answer.body, text_of(step.as_object(), "body"));
            }
            if (answer.status == 200) {
                EXPECT_TRUE(answer.body.starts_with(own)) << answer.body;
            }
            cosigned += answer.status == 200 ? 1U : 0U;
        }
        EXPECT_EQ(cosigned, 3U);
    }
    std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace truce
