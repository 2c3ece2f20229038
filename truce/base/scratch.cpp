#include "truce/base/scratch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace truce {
namespace {

constexpr int of_folder = -1;
constexpr int moved = -2;

Error failed(std::string_view why, const Path& where) {
    return {Errc::io, "scratch.failed", fmt::format("there is no room for what comes: {}", why), where.string(),
            "Free space on the disk, or memory"};
}

}  // namespace

ScratchFile::ScratchFile(ScratchFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, moved)) {}

ScratchFile::~ScratchFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (descriptor_ != of_folder) return;
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

Result<Scratch> Scratch::in_folder(Path folder) {
    std::error_code error;
    std::filesystem::remove_all(folder, error);
    std::filesystem::create_directories(folder, error);
    if (error) return failed(error.message(), folder);
    return Scratch(std::move(folder));
}

Result<ScratchFile> Scratch::file(const std::string& name) const {
    if (!folder_) {
        const int descriptor = memfd_create(name.c_str(), MFD_CLOEXEC);
        if (descriptor < 0) return failed(std::strerror(errno), {});
        return ScratchFile(fmt::format("/proc/self/fd/{}", descriptor), descriptor);
    }
    Path path = *folder_ / name;
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0) return failed(std::strerror(errno), path);
    ::close(descriptor);
    return ScratchFile(std::move(path), of_folder);
}

}  // namespace truce
