#include "truce/ingest/text_source.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

constexpr std::string_view utf8_mark = "\xef\xbb\xbf";

/// How many bytes at the end of `text` begin a UTF-8 character without ending it.
std::size_t unfinished(std::string_view text) {
    for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto c = static_cast<unsigned char>(text[text.size() - back]);
        if (c < 0x80) return 0;
        if (c < 0xc0) continue;
        const std::size_t length = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        return length > back ? back : 0;
    }
    return 0;
}

Error unreadable(const Path& path) {
    return {Errc::io, "file.unreadable", fmt::format("cannot be read: {}", std::strerror(errno)), path.string(), "Check its permissions"};
}

bool starts_as_utf16_or_32(std::string_view text) {
    return text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff") || text.starts_with(std::string_view("\0\0\xfe\xff", 4));
}

}  // namespace

Result<TextSource> TextSource::open(const Path& path) {
    std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rbe"));
    if (file == nullptr) {
        if (errno == ENOENT) return Error{Errc::not_found, "file.missing", "there is no such file", path.string(), "Check the name"};
        return unreadable(path);
    }
    struct stat status{};
    if (::fstat(::fileno(file.get()), &status) != 0) return unreadable(path);
    if (S_ISDIR(status.st_mode)) return Error{Errc::invalid, "file.unreadable", "is a folder, not a file", path.string(), "Name a file"};
    return TextSource(path, std::move(file));
}

Result<std::string_view> TextSource::next() {
    piece_.assign(rest_);
    rest_.clear();
    const std::size_t kept = piece_.size();
    piece_.resize(piece_size);
    const std::size_t got = std::fread(piece_.data() + kept, 1, piece_size - kept, file_.get());
    if (std::ferror(file_.get()) != 0) return unreadable(path_);
    piece_.resize(kept + got);
    if (!started_) {
        started_ = true;
        if (starts_as_utf16_or_32(piece_)) {
            return Error{Errc::invalid, "text.encoding", "the file is UTF-16 or UTF-32, not UTF-8", path_.string() + ":1",
                         "Save it as UTF-8"};
        }
        if (piece_.starts_with(utf8_mark)) piece_.erase(0, utf8_mark.size());
    }
    if (got > 0) {
        rest_.assign(piece_, piece_.size() - unfinished(piece_));
        piece_.resize(piece_.size() - rest_.size());
    }
    if (piece_.find('\0') != std::string::npos || !is_utf8(piece_)) suspect_ = true;
    // A short read can leave nothing but the start of a character: that is not yet the end.
    if (piece_.empty() && got > 0) return next();
    return std::string_view(piece_);
}

}  // namespace truce
