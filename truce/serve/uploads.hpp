/// Bytes on their way in, by the SHA-256 that they are to have: files to be imported, and attachments. They come in pieces, in order, so
/// that a line that breaks costs one piece; each piece is hashed as it comes, and what turns out to be other bytes is thrown away.
///
/// An upload is nobody's statement, and nobody is shown it. It is kept for the institution that sends it, within its room, until it is
/// taken or nobody has touched it for a while; a process that ends loses what it had. So nobody fills the disk: an institution has at most
/// its room, all together have theirs, and who may file nothing has none (api_uploads.cpp).
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/hash.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/base/scratch.hpp"
#include "truce/base/time.hpp"

namespace truce {

struct UploadLimits {
    std::uint64_t file_bytes_max = std::uint64_t{64} << 20U;
    std::uint64_t institution_bytes_max = std::uint64_t{256} << 20U;  ///< of all its uploads, as long as they will be
    std::uint64_t total_bytes_max = std::uint64_t{1} << 30U;
    std::int64_t idle_us_max = std::int64_t{3'600} * 1'000'000;
};

class Uploads {
public:
    /// Its file goes with its last holder.
    class Upload {
    public:
        Upload(ScratchFile file, std::string institution, const Digest& digest, std::uint64_t bytes)
            : file_(std::move(file)), institution_(std::move(institution)), digest_(digest), bytes_(bytes) {}
        Upload(const Upload&) = delete;
        Upload& operator=(const Upload&) = delete;
        ~Upload() = default;

        [[nodiscard]] const Path& path() const { return file_.path(); }
        [[nodiscard]] const std::string& institution() const { return institution_; }
        [[nodiscard]] const Digest& digest() const { return digest_; }
        [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

    private:
        friend class Uploads;
        const ScratchFile file_;
        const std::string institution_;
        const Digest digest_;
        const std::uint64_t bytes_;
        std::mutex mutex_;             ///< one piece at a time
        std::uint64_t held_ = 0;       ///< guarded by mutex_
        Sha256 hasher_;                ///< of those; guarded by mutex_
        bool is_other_ = false;        ///< guarded by mutex_: its bytes were not those of the digest
        std::int64_t touched_us_ = 0;  ///< guarded by Uploads::mutex_
    };

    Uploads(Scratch place, const UploadLimits& limits, Clock& clock) : place_(std::move(place)), limits_(limits), clock_(clock) {}
    Uploads(const Uploads&) = delete;
    Uploads& operator=(const Uploads&) = delete;

    struct State {
        std::uint64_t bytes = 0;
        std::uint64_t held = 0;  ///< all of them: it is complete, and its hash is right
    };
    /// The next piece of a file of `bytes` bytes, or its first; one that came before changes nothing.
    /// Errors: upload.bytes (invalid: an empty file, another length than before, a piece beyond the end), upload.from (conflict: the
    /// pieces before are not here), upload.too_large, upload.room (too_large: as much of the institution's is here as may be), upload.full
    /// (busy: of all), upload.digest (invalid: other bytes; the upload is gone), upload.disk, scratch.failed (io).
    Result<State> put(const std::string& institution, const Digest& digest, std::uint64_t bytes, std::uint64_t from,
                      std::string_view piece);
    /// Errors: upload.unknown (not_found).
    Result<State> state(const std::string& institution, const Digest& digest);
    /// The whole of it, to be read; it stays. Errors: upload.unknown, upload.incomplete (conflict).
    Result<std::shared_ptr<const Upload>> whole(const std::string& institution, const Digest& digest);
    /// Likewise; it is not in the way of the next ones any more.
    Result<std::shared_ptr<const Upload>> take(const std::string& institution, const Digest& digest);

    [[nodiscard]] const UploadLimits& limits() const { return limits_; }

private:
    Result<std::shared_ptr<Upload>> find_or_begin(const std::string& institution, const Digest& digest, std::uint64_t bytes);
    std::shared_ptr<Upload> find(const std::string& institution, const Digest& digest);
    /// Precondition: mutex_ is held.
    std::shared_ptr<Upload> touched(const std::string& institution, const Digest& digest);
    void drop(const Upload& upload);

    const Scratch place_;
    const UploadLimits limits_;
    Clock& clock_;
    std::mutex mutex_;
    std::list<std::shared_ptr<Upload>> uploads_;  ///< guarded by mutex_
    std::uint64_t next_ = 0;                      ///< guarded by mutex_
};

}  // namespace truce
