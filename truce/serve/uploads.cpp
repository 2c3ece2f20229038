#include "truce/serve/uploads.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace truce {
namespace {

Error disk_failed(std::string_view what) {
    return {Errc::io, "upload.disk", fmt::format("the bytes cannot be kept: {}", what), "",
            "Tell the operator that the server's disk is full or broken"};
}

/// Writes all of it at a place of the file.
Result<void> write_at(const Path& path, std::uint64_t from, std::string_view bytes) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (file < 0) return disk_failed("no file can be opened");
    bool written = true;
    while (written && !bytes.empty()) {
        const auto n = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(from));
        written = n > 0;
        if (!written) break;
        bytes.remove_prefix(static_cast<std::size_t>(n));
        from += static_cast<std::uint64_t>(n);
    }
    return ::close(file) == 0 && written ? Result<void>() : Result<void>(disk_failed("writing failed"));
}

Error unknown(const Digest& digest) {
    return {Errc::not_found, "upload.unknown", fmt::format("nothing of the hash {} is on its way", digest.hex()), "",
            "Send it from its beginning"};
}

}  // namespace

std::shared_ptr<Uploads::Upload> Uploads::find(const std::string& institution, const Digest& digest) {
    const std::lock_guard lock(mutex_);
    return touched(institution, digest);
}

std::shared_ptr<Uploads::Upload> Uploads::touched(const std::string& institution, const Digest& digest) {
    const auto found =
        std::ranges::find_if(uploads_, [&](const auto& one) { return one->institution() == institution && one->digest() == digest; });
    if (found == uploads_.end()) return nullptr;
    (*found)->touched_us_ = clock_.now().us;
    return *found;
}

Result<std::shared_ptr<Uploads::Upload>> Uploads::find_or_begin(const std::string& institution, const Digest& digest, std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    if (auto found = touched(institution, digest)) return found;
    if (bytes > limits_.file_bytes_max) {
        return Error{Errc::too_large, "upload.too_large", fmt::format("a file of {} bytes; {} are taken", bytes, limits_.file_bytes_max),
                     "bytes", "Send it in parts that stand for themselves, or ask the operator to import it"};
    }
    const std::int64_t now = clock_.now().us;
    std::erase_if(uploads_, [&](const auto& one) { return now - one->touched_us_ > limits_.idle_us_max; });
    std::uint64_t own = bytes;
    std::uint64_t all = bytes;
    for (const auto& one : uploads_) {
        all += one->bytes();
        if (one->institution() == institution) own += one->bytes();
    }
    if (own > limits_.institution_bytes_max) {
        return Error{Errc::too_large, "upload.room",
                     fmt::format("{} bytes of {} would be on their way; {} may be", own, institution, limits_.institution_bytes_max),
                     "bytes", "Finish what was begun, or wait an hour until it is forgotten"};
    }
    if (all > limits_.total_bytes_max)
        return Error{Errc::busy, "upload.full", "as much is on its way here as there is room for", "", "Try again later"};
    TRUCE_ASSIGN(ScratchFile file, place_.file(fmt::format("upload-{}", next_++)));
    auto made = std::make_shared<Upload>(std::move(file), institution, digest, bytes);
    made->touched_us_ = now;
    uploads_.push_back(made);
    return made;
}

void Uploads::drop(const Upload& upload) {
    const std::lock_guard lock(mutex_);
    std::erase_if(uploads_, [&](const auto& one) { return one.get() == &upload; });
}

Result<Uploads::State> Uploads::put(const std::string& institution, const Digest& digest, std::uint64_t bytes, std::uint64_t from,
                                    std::string_view piece) {
    const auto wrong = [](std::string what) {
        return Error{Errc::invalid, "upload.bytes", std::move(what), "", "Send the file from its beginning, in pieces, in order"};
    };
    if (bytes == 0 || piece.empty()) return wrong("there are no bytes");
    if (from > bytes || piece.size() > bytes - from) return wrong("the piece goes beyond the end of the file");
    TRUCE_ASSIGN(const std::shared_ptr<Upload> upload, find_or_begin(institution, digest, bytes));
    const std::lock_guard lock(upload->mutex_);
    if (upload->is_other_) return unknown(digest);
    if (upload->bytes() != bytes) return wrong(fmt::format("the file was said to have {} bytes", upload->bytes()));
    State state{bytes, upload->held_};
    if (from + piece.size() <= upload->held_) return state;  // its answer was lost
    if (from != upload->held_) {
        return Error{Errc::conflict, "upload.from", fmt::format("{} bytes are here, and the piece begins at {}", upload->held_, from),
                     "from", fmt::format("Go on at {}", upload->held_)};
    }
    TRUCE_TRY(write_at(upload->path(), from, piece));
    upload->hasher_.update(piece);
    upload->held_ = state.held = from + piece.size();
    if (state.held < bytes || upload->hasher_.finish() == digest) return state;
    upload->is_other_ = true;
    drop(*upload);
    return Error{Errc::invalid, "upload.digest", "the bytes that came are not those of the hash", digest.hex(),
                 "Hash the file again, and send it from its beginning"};
}

Result<Uploads::State> Uploads::state(const std::string& institution, const Digest& digest) {
    const auto upload = find(institution, digest);
    if (upload == nullptr) return unknown(digest);
    const std::lock_guard lock(upload->mutex_);
    return State{upload->bytes(), upload->held_};
}

Result<std::shared_ptr<const Uploads::Upload>> Uploads::whole(const std::string& institution, const Digest& digest) {
    const auto upload = find(institution, digest);
    if (upload == nullptr) return unknown(digest);
    {
        const std::lock_guard lock(upload->mutex_);
        if (upload->is_other_) return unknown(digest);
        if (upload->held_ < upload->bytes()) {
            return Error{Errc::conflict, "upload.incomplete", fmt::format("{} of its {} bytes are here", upload->held_, upload->bytes()),
                         digest.hex(), fmt::format("Go on at {}", upload->held_)};
        }
    }
    return std::shared_ptr<const Upload>(upload);
}

Result<std::shared_ptr<const Uploads::Upload>> Uploads::take(const std::string& institution, const Digest& digest) {
    TRUCE_ASSIGN(std::shared_ptr<const Upload> upload, whole(institution, digest));
    drop(*upload);
    return upload;
}

}  // namespace truce
