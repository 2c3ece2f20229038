#include "truce/base/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>

namespace truce {
namespace {

/// Closes a descriptor when it goes.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    [[nodiscard]] int get() const { return value_; }
    [[nodiscard]] int release() { return std::exchange(value_, -1); }

private:
    int value_;
};

Error unwritable(const Path& path) {
    return {Errc::io, "file.unwritable", fmt::format("cannot be written: {}", std::strerror(errno)), path.string(),
            "Check the folder's permissions and the disk's free space"};
}

bool write_all(int descriptor, std::string_view content) {
    while (!content.empty()) {
        const ssize_t written = ::write(descriptor, content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        content.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Result<std::string> read_file(const Path& path, std::size_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0) {
        if (errno == ENOENT) return Error{Errc::not_found, "file.missing", "there is no such file", path.string(), "Check the name"};
        return Error{Errc::io, "file.unreadable", fmt::format("cannot be read: {}", std::strerror(errno)), path.string(), ""};
    }
    if (S_ISDIR(status.st_mode)) return Error{Errc::invalid, "file.unreadable", "is a folder, not a file", path.string(), "Name a file"};
    const Error too_large{Errc::too_large, "file.too_large", fmt::format("is larger than {} bytes", limit), path.string(), "Split it"};
    const auto stated = static_cast<std::size_t>(status.st_size);  // zero for pipes and the like: read until the end all the same
    if (stated > limit) return too_large;
    std::string content(stated, '\0');
    std::size_t size = 0;
    for (;;) {
        if (size == content.size()) content.resize(size + 65'536);
        const ssize_t got = ::read(file.get(), content.data() + size, content.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return Error{Errc::io, "file.unreadable", fmt::format("cannot be read: {}", std::strerror(errno)), path.string(), ""};
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
        if (size > limit) return too_large;
    }
    content.resize(size);
    return content;
}

Result<void> write_file_atomically(const Path& path, std::string_view content, FileAccess access) {
    const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() < 0) return unwritable(folder);
    // A rename would put a file in the place of a device or a pipe, for everybody.
    if (struct stat there{}; ::stat(path.c_str(), &there) == 0 && !S_ISREG(there.st_mode) && !S_ISDIR(there.st_mode)) {
        return Error{Errc::invalid, "file.not_a_file", "something that is no file is there", path.string(),
                     "Name a file; standard output is where answers go when none is named"};
    }
    static std::atomic<unsigned> writes{0};  // two threads that write the same file must not share a temporary one
    const Path temporary = folder / fmt::format(".{}.{}.{}.tmp", path.filename().string(), ::getpid(), writes++);
    ::unlink(temporary.c_str());  // left by a process that was killed; it may be readable by more than `access` allows
    {
        const Descriptor file(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, access == FileAccess::owner_only ? 0600 : 0644));
        if (file.get() < 0) return unwritable(path);
        if (!write_all(file.get(), content) || ::fsync(file.get()) != 0) {
            Error error = unwritable(path);
            ::unlink(temporary.c_str());
            return error;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0 || ::fsync(directory.get()) != 0) {
        Error error = unwritable(path);
        ::unlink(temporary.c_str());
        return error;
    }
    return {};
}

Result<TwoPageFile> TwoPageFile::open(const Path& path) {
    const Path folder = path.has_parent_path() ? path.parent_path() : Path(".");
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() < 0) return unwritable(folder);
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (file.get() < 0) return unwritable(path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return unwritable(path);
        return Error{Errc::busy, "file.in_use", "another process keeps it", path.string(), "Wait until it ends"};
    }
    // Its full length from the start: a write in place then changes no metadata, and costs one sync of one page.
    struct stat status{};
    if (::fstat(file.get(), &status) != 0) return unwritable(path);
    if (status.st_size == 0) {
        const std::string blank(2 * page_size, '\n');
        if (!write_all(file.get(), blank) || ::fsync(file.get()) != 0 || ::fsync(directory.get()) != 0) return unwritable(path);
    }
    return TwoPageFile(path, file.release());
}

Result<void> TwoPageFile::write(int page, std::string_view text) const {
    TRUCE_ASSERT(page == 0 || page == 1);
    TRUCE_ASSERT(text.size() <= page_size);
    std::string bytes(text);
    bytes.resize(page_size, '\n');
    std::string_view left = bytes;
    auto at = static_cast<off_t>(page) * static_cast<off_t>(page_size);
    while (!left.empty()) {
        const ssize_t written = ::pwrite(descriptor_, left.data(), left.size(), at);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return unwritable(path_);
        left.remove_prefix(static_cast<std::size_t>(written));
        at += written;
    }
    if (::fdatasync(descriptor_) != 0) return unwritable(path_);
    return {};
}

TwoPageFile::~TwoPageFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

TwoPageFile::TwoPageFile(TwoPageFile&& other) noexcept : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

TwoPageFile& TwoPageFile::operator=(TwoPageFile&& other) noexcept {
    std::swap(path_, other.path_);
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Result<DirectoryLock> DirectoryLock::acquire(const Path& directory) {
    const Path path = directory / "lock";
    Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (file.get() < 0) return unwritable(path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) return unwritable(path);
        return Error{Errc::busy, "directory.locked", "another process is writing here", directory.string(),
                     "Wait until it ends, or send the step to the running server"};
    }
    return DirectoryLock(file.release());
}

DirectoryLock::~DirectoryLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock& DirectoryLock::operator=(DirectoryLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

}  // namespace truce
