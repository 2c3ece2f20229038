/// Files and folders: whole reads, atomic writes, the lock of a mechanism's directory.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"

namespace truce {

using Path = std::filesystem::path;

/// The whole file. Errors: file.missing, file.unreadable; file.too_large beyond `limit` bytes.
Result<std::string> read_file(const Path& path, std::size_t limit = std::size_t{1} << 31U);

enum class FileAccess : std::uint8_t { everyone, owner_only };

/// Writes to a temporary file beside it, syncs, renames, syncs the folder: after a crash the old or the
/// new content is there, never half. Errors: file.unwritable (nothing is changed), file.not_a_file (a device or pipe stays).
Result<void> write_file_atomically(const Path& path, std::string_view content, FileAccess access = FileAccess::everyone);

/// A small file that one process at a time keeps, and changes in place: two pages, so that the one that is not being
/// written is always whole. For what must be durable at the price of one sync.
class TwoPageFile {
public:
    static constexpr std::size_t page_size = 4096;

    /// Makes the file, for its owner only, and its folder if they are not there. Errors: file.in_use (busy: another process
    /// keeps it), file.unwritable, file.unreadable.
    static Result<TwoPageFile> open(const Path& path);

    ~TwoPageFile();
    TwoPageFile(TwoPageFile&&) noexcept;
    TwoPageFile& operator=(TwoPageFile&&) noexcept;
    TwoPageFile(const TwoPageFile&) = delete;
    TwoPageFile& operator=(const TwoPageFile&) = delete;

    [[nodiscard]] const Path& path() const { return path_; }
    /// Durable when it returns. Precondition: `page` is 0 or 1, `text` no longer than a page. Errors: file.unwritable; the other
    /// page is as it was.
    [[nodiscard]] Result<void> write(int page, std::string_view text) const;

private:
    TwoPageFile(Path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    Path path_;
    int descriptor_ = -1;
};

/// Holds DIR/lock while it lives, so that one process writes. The lock goes with the process.
class DirectoryLock {
public:
    /// Errors: directory.locked (busy), file.unwritable.
    static Result<DirectoryLock> acquire(const Path& directory);

    ~DirectoryLock();
    DirectoryLock(DirectoryLock&&) noexcept;
    DirectoryLock& operator=(DirectoryLock&&) noexcept;
    DirectoryLock(const DirectoryLock&) = delete;
    DirectoryLock& operator=(const DirectoryLock&) = delete;

private:
    explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_ = -1;
};

}  // namespace truce
