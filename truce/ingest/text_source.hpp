/// A text file read in pieces, so that a file may be larger than memory.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// Pieces of at most `piece_size` bytes that never part a UTF-8 character. A byte-order mark of UTF-8 at the
/// very start is taken away; any other encoding's is refused.
class TextSource {
public:
    static constexpr std::size_t piece_size = 65'536;

    /// Errors: file.missing, file.unreadable; text.encoding where the file starts as UTF-16 or UTF-32 does.
    static Result<TextSource> open(const Path& file);

    /// The next piece, "" at the end; valid until the next call. Errors: file.unreadable.
    Result<std::string_view> next();

    /// Whether a piece so far held a NUL byte or bytes that are not UTF-8. Stays true once it is.
    [[nodiscard]] bool suspect() const { return suspect_; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    TextSource(Path path, std::unique_ptr<std::FILE, Close> file) : path_(std::move(path)), file_(std::move(file)) {}

    Path path_;
    std::unique_ptr<std::FILE, Close> file_;
    std::string piece_;
    std::string rest_;  ///< the start of a character whose end is in the next piece
    bool started_ = false;
    bool suspect_ = false;
};

}  // namespace truce
