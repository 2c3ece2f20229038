// Every input of tests/malformed/cases.ndjson is refused at its line, with its id and a remedy.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/checkout.hpp"
#include "tests/malformed/cases.hpp"
#include "truce/ingest/read.hpp"
#include "truce/ingest/testing.hpp"

namespace truce {
namespace {

using namespace testing_support;

class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "truce-malformed-XXXXXX").string();
        TRUCE_ASSERT(::mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    Path path;
};

const Profile& profile() {
    static const Profile value = syrian_profile(*read_file(Path(checkout) / "examples/syria-2017/areas/syria_adm1.geojson"));
    return value;
}

const std::vector<malformed::Case>& cases() {
    static const auto value = malformed::read_cases(Path(checkout) / "tests/malformed/cases.ndjson");
    return value;
}

struct Outcome {
    Result<ReadSummary> result;
    Problems problems;
    std::string file;
    std::size_t taken;
};

Outcome give(const malformed::Case& c, const Path& folder) {
    const Path file = folder / c.file;
    TRUCE_ASSERT(write_file_atomically(file, c.bytes).ok());
    Problems problems;
    KeepingIntake intake;
    auto result = read_source(file, *source_format_from(c.format), profile(), *profile().find_register("ged"), {}, intake, problems);
    return {std::move(result), std::move(problems), file.string(), intake.reports.size() + intake.watches.size() + intake.counts.size()};
}

TEST(Malformed, there_are_at_least_200_cases_in_every_format) {
    std::map<std::string, std::size_t> by_format;
    std::size_t refused = 0;
    for (const auto& c : cases()) {
        if (c.id.empty()) continue;
        ++by_format[c.format];
        ++refused;
    }
    EXPECT_GE(refused, 200U);
    for (const char* format : {"ged", "csv", "ndjson", "geojson", "counts", "watches"}) EXPECT_GE(by_format[format], 20U) << format;
}

TEST(Malformed, the_good_inputs_they_are_made_from_are_accepted) {
    const Folder folder;
    for (const auto& c : cases()) {
        if (!c.id.empty()) continue;
        const Outcome outcome = give(c, folder.path);
        EXPECT_TRUE(outcome.result.ok()) << c.name << (outcome.problems.empty() ? "" : "\n" + outcome.problems.front().text());
        EXPECT_GE(outcome.taken, 2U) << c.name;
    }
}

TEST(Malformed, each_is_refused_with_file_line_reason_and_remedy) {
    const Folder folder;
    for (const auto& c : cases()) {
        if (c.id.empty()) continue;
        SCOPED_TRACE(c.name);
        const Outcome outcome = give(c, folder.path);
        ASSERT_FALSE(outcome.result.ok());
        EXPECT_EQ(outcome.result.error().id, "source.refused");
        ASSERT_FALSE(outcome.problems.empty());
        const Error& first = outcome.problems.front();
        EXPECT_EQ(first.id, c.id) << first.text();
        EXPECT_EQ(first.where, outcome.file + ":" + std::to_string(c.line)) << first.text();
        EXPECT_FALSE(first.what.empty());
        EXPECT_FALSE(first.remedy.empty()) << first.text();
        for (const char ch : first.text())
            EXPECT_TRUE(ch == '\n' || static_cast<unsigned char>(ch) >= 0x20) << "a control character in the message";
        EXPECT_LT(first.text().size(), 2000U);
    }
}

}  // namespace
}  // namespace truce
