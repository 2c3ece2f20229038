#include "truce/base/scratch.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <optional>

namespace truce {
namespace {

void write(const Path& path, std::string_view text) {
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    ASSERT_FALSE(out.fail()) << path;
}

void holds_until_it_goes(const Scratch& place) {
    Path path;
    {
        auto made = place.file("one");
        ASSERT_TRUE(made.ok()) << made.error().text();
        const ScratchFile file = std::move(*made);
        path = file.path();
        write(path, "what came");
        EXPECT_EQ(*read_file(path), "what came");
        write(path, "anew");
        EXPECT_EQ(*read_file(path), "anew");
    }
    EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(Scratch, AFileOfAFolderGoesWithItsLastHolder) {
    const Path folder = std::filesystem::temp_directory_path() / "truce-scratch-test";
    std::filesystem::create_directories(folder);
    write(folder / "left", "by a process that has ended");
    auto place = Scratch::in_folder(folder);
    ASSERT_TRUE(place.ok()) << place.error().text();
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    holds_until_it_goes(*place);
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    std::filesystem::remove_all(folder);
    EXPECT_EQ(place->file("one").error().id, "scratch.failed");
    EXPECT_EQ(Scratch::in_folder("/proc/none").error().id, "scratch.failed");
}

TEST(Scratch, AFileOfMemoryIsOnNoDisk) {
    const Scratch place = Scratch::in_memory();
    holds_until_it_goes(place);
    const auto first = place.file("same");
    const auto second = place.file("same");
    ASSERT_TRUE(first.ok() && second.ok());
    write(first->path(), "one");
    write(second->path(), "other");
    EXPECT_EQ(*read_file(first->path()), "one");
    EXPECT_NE(std::filesystem::read_symlink(first->path()).string().find("memfd:"), std::string::npos);
}

}  // namespace
}  // namespace truce
