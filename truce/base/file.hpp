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
/// new content is there, never half. Errors: file.unwritable (nothing is changed).
Result<void> write_file_atomically(const Path& path, std::string_view content, FileAccess access = FileAccess::everyone);

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
