/// Where bytes lie for a while before anything is made of them: in a folder, or in this process's memory where nothing may reach a disk.
#pragma once

#include <optional>
#include <string>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// A file that goes with its last holder. It is read and written by its path.
class ScratchFile {
public:
    ScratchFile(ScratchFile&& other) noexcept;
    ScratchFile& operator=(ScratchFile&&) = delete;
    ~ScratchFile();

    [[nodiscard]] const Path& path() const { return path_; }

private:
    friend class Scratch;
    ScratchFile(Path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
    Path path_;
    int descriptor_;  ///< of memory; -1: a file of a folder; -2: it was moved elsewhere
};

class Scratch {
public:
    /// The folder is made, and emptied: what lies there is of a process that has ended. Errors: scratch.failed (io).
    static Result<Scratch> in_folder(Path folder);
    /// Its files have no name that another process finds, and no place on a disk but where the system writes memory to one.
    static Scratch in_memory() { return Scratch({}); }

    /// An empty file. Precondition: in a folder, there is none of that name. Errors: scratch.failed.
    [[nodiscard]] Result<ScratchFile> file(const std::string& name) const;

private:
    explicit Scratch(std::optional<Path> folder) : folder_(std::move(folder)) {}
    std::optional<Path> folder_;
};

}  // namespace truce
