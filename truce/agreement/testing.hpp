/// For tests: a folder with a small atlas, a small profile and small terms that are accepted, to be spoilt.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/small_texts.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/file.hpp"

namespace truce::testing_support {

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
    return text;
}

/// Line of the first occurrence, from 1.
inline std::size_t line_of(std::string_view text, std::string_view part) {
    const std::size_t at = text.find(part);
    EXPECT_NE(at, std::string_view::npos) << part;
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

class Folder : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("truce-agreement-" + std::to_string(::getpid()) + "-" + ::testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder_);
        write("atlas.geojson", atlas_text);
        write("zones.geojson", zones_text);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    void write(const std::string& name, std::string_view text) {
        std::ofstream file(folder_ / name, std::ios::binary);
        file.write(text.data(), static_cast<std::streamsize>(text.size()));
        ASSERT_TRUE(file.flush().good());
    }

    Result<ProfileDocument> profile(std::string_view text, Problems& problems) {
        write("profile.toml", text);
        return read_profile_file(folder_ / "profile.toml", problems);
    }
    Result<TermsDocument> terms(std::string_view text, Problems& problems) {
        if (!profile_) {
            Problems none;
            auto read = profile(profile_text, none);
            EXPECT_TRUE(read.ok()) << read.error().text();
            profile_ = std::move(read).value().profile;
        }
        write("terms.toml", text);
        return read_terms_file(folder_ / "terms.toml", *profile_, problems);
    }
    [[nodiscard]] std::string place(std::string_view file, std::size_t line) const {
        return (folder_ / file).string() + ":" + std::to_string(line) + ":";
    }

    Path folder_;
    std::shared_ptr<const Profile> profile_;
};

/// A change that must be refused, and where the problem must be said to be.
struct Refusal {
    std::string_view name;
    std::string_view from;         ///< text of the good file
    std::string_view to;           ///< what replaces it
    std::string_view id;           ///< of the problem
    std::string_view at;           ///< text whose first occurrence in the spoilt file is on the problem's line
    std::string_view says;         ///< part of what it says or advises
    std::size_t consequences = 0;  ///< other problems that the same fault may cause
};

}  // namespace truce::testing_support
