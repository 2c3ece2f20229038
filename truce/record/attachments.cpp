#include "truce/record/attachments.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <functional>
#include <map>
#include <system_error>

#include "truce/store/schema.hpp"

namespace truce {
namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20U;

/// Closes a descriptor when it goes.
class Open {
public:
    Open(const Path& path, int flags, mode_t mode = 0) : value_(::open(path.c_str(), flags | O_CLOEXEC, mode)) {}
    ~Open() {
        if (value_ >= 0) ::close(value_);
    }
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;
    [[nodiscard]] bool ok() const { return value_ >= 0; }
    [[nodiscard]] int get() const { return value_; }

private:
    int value_;
};

Error failed(std::string_view what, const Path& path) {
    return {Errc::io, "file.unwritable", fmt::format("{}: {}", what, std::strerror(errno)), path.string(),
            "Check the folder's permissions and the disk's free space"};
}

Error unreadable(const Path& path) {
    if (errno == ENOENT) return {Errc::not_found, "file.missing", "there is no such file", path.string(), "Check the name"};
    return {Errc::io, "file.unreadable", fmt::format("cannot be read: {}", std::strerror(errno)), path.string(), ""};
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

/// Hands over a file's content in pieces.
Result<void> read_in_pieces(const Path& path, const std::function<Result<void>(std::string_view)>& each) {
    const Open file(path, O_RDONLY);
    if (!file.ok()) return unreadable(path);
    struct stat status{};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return Error{Errc::invalid, "file.unreadable", "is not a file", path.string(), "Name a file"};
    std::string piece(piece_bytes, '\0');
    for (;;) {
        const ssize_t got = ::read(file.get(), piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return unreadable(path);
        if (got == 0) return {};
        TRUCE_TRY(each(std::string_view(piece).substr(0, static_cast<std::size_t>(got))));
    }
}

/// A folder and, after it was made, its entry in the one above.
Result<void> make_folder(const Path& folder) {
    if (::mkdir(folder.c_str(), 0700) != 0) {
        if (errno == EEXIST) return {};
        return failed("cannot make the folder", folder);
    }
    const Open above(folder.parent_path(), O_RDONLY | O_DIRECTORY);
    if (!above.ok() || ::fsync(above.get()) != 0) return failed("cannot make the folder durable", folder);
    return {};
}

/// A file that is removed unless it gets its final name.
class TemporaryFile {
public:
    explicit TemporaryFile(Path path) : path_(std::move(path)), file_(path_, O_WRONLY | O_CREAT | O_TRUNC, 0600) {}
    ~TemporaryFile() {
        if (!renamed_) ::unlink(path_.c_str());
    }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] bool ok() const { return file_.ok(); }
    Result<void> write(std::string_view bytes) {
        if (!write_all(file_.get(), bytes)) return failed("cannot be written", path_);
        return {};
    }
    /// Durable under `name` when it returns. The folder is held open meanwhile, so that its error is not lost.
    Result<void> move_to(const Path& name) {
        const Open folder(name.parent_path(), O_RDONLY | O_DIRECTORY);
        if (!folder.ok()) return failed("cannot open the folder", name.parent_path());
        if (::fsync(file_.get()) != 0) return failed("cannot be made durable", path_);
        if (::rename(path_.c_str(), name.c_str()) != 0) return failed("cannot be renamed", name);
        renamed_ = true;
        if (::fsync(folder.get()) != 0) return failed("cannot be made durable", name);
        return {};
    }

private:
    Path path_;
    Open file_;
    bool renamed_ = false;
};

Error corrupt_file(const Digest& digest) {
    return {Errc::corrupt, "attachment.corrupt",
            fmt::format("the file of attachment {} has other content than its hash says", digest.hex()), digest.hex(),
            "Restore it from a mirror or from whoever filed it; do not use it"};
}

Error missing_file(const Digest& digest) {
    return {Errc::corrupt, "attachment.missing", fmt::format("the file of attachment {} is gone", digest.hex()), digest.hex(),
            "Restore it from a mirror or from whoever filed it"};
}

}  // namespace

Result<void> create_attachment_tables(Database& db) {
    return ensure_schema(db, "record.attachment", 1, R"(
        CREATE TABLE attachment (
            digest BYTEA NOT NULL PRIMARY KEY,
            bytes BIGINT NOT NULL,
            erased SMALLINT NOT NULL
        );
    )");
}

namespace {

/// Who sent what over the line; the first one who did.
Result<void> create_giver_table(Database& db) {
    return ensure_schema(db, "record.attachment_giver", 1, R"(
        CREATE TABLE attachment_giver (
            digest BYTEA NOT NULL PRIMARY KEY,
            giver TEXT NOT NULL
        );
    )");
}

Result<std::uint64_t> bytes_given(Database& db, std::string_view giver) {
    TRUCE_ASSIGN(const auto bytes,
                 db.query_integer(
                     "SELECT CAST(COALESCE(SUM(a.bytes), 0) AS BIGINT) FROM attachment_giver g JOIN attachment a ON a.digest = g.digest "
                     "WHERE g.giver = $1 AND a.erased = 0",
                     {Value::text(giver)}));
    return static_cast<std::uint64_t>(bytes.value_or(0));
}

}  // namespace

std::vector<Digest> cited_attachments(std::string_view text) {
    static constexpr std::string_view mark = "sha256:";
    static constexpr std::size_t digits = 64;
    std::vector<Digest> out;
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        const auto digest = digest_from_hex(text.substr(at + mark.size(), digits));
        if (digest && std::ranges::find(out, *digest) == out.end()) out.push_back(*digest);
    }
    return out;
}

Attachments::Attachments(Database& db, Path folder, AttachmentLimits limits) : db_(&db), folder_(std::move(folder)), limits_(limits) {}

Path Attachments::path_of(const Digest& digest) const {
    const std::string hex = digest.hex();
    return folder_ / hex.substr(0, 2) / hex.substr(2);
}

Result<std::optional<Attachments::Listed>> Attachments::listed(const Digest& digest) const {
    std::optional<Listed> found;
    TRUCE_ASSIGN(const bool any, db_->has_table("attachment"));
    if (!any) return found;
    TRUCE_ASSIGN([[maybe_unused]] const bool there, db_->query_one("SELECT bytes, erased FROM attachment WHERE digest = $1",
                                                                   {Value::bytes(digest.view())}, [&](const Row& row) -> Result<void> {
                                                                       found = Listed{static_cast<std::uint64_t>(row.integer(0)),
                                                                                      row.integer(1) != 0};
                                                                       return {};
                                                                   }));
    return found;
}

Result<std::optional<std::uint64_t>> Attachments::bytes_of(const Digest& digest) const {
    TRUCE_ASSIGN(const auto known, listed(digest));
    return known && !known->erased ? std::optional(known->bytes) : std::nullopt;
}

Result<Attachment> Attachments::add(const Path& file, std::string_view giver) {
    TRUCE_TRY(create_attachment_tables(*db_));
    std::uint64_t given = 0;
    if (!giver.empty()) {
        TRUCE_TRY(create_giver_table(*db_));
        TRUCE_ASSIGN(given, bytes_given(*db_, giver));
    }
    TRUCE_ASSIGN(const auto held, db_->query_integer("SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM attachment WHERE erased = 0"));
    TRUCE_TRY(make_folder(folder_));
    // One writer at a time, so one name is enough; what a killed process left is written over.
    TemporaryFile copy(folder_ / ".incoming");
    if (!copy.ok()) return failed("cannot be written", folder_ / ".incoming");
    Sha256 hasher;
    std::uint64_t bytes = 0;
    TRUCE_TRY(read_in_pieces(file, [&](std::string_view piece) -> Result<void> {
        bytes += piece.size();
        if (bytes > limits_.file_bytes_max) {
            return Error{Errc::too_large, "attachment.too_large", fmt::format("is larger than {} bytes", limits_.file_bytes_max),
                         file.string(), "Attach a smaller copy, or parts of it"};
        }
        if (static_cast<std::uint64_t>(held.value_or(0)) + bytes > limits_.total_bytes_max) {
            return Error{Errc::too_large, "attachment.full",
                         fmt::format("all attachments together may have {} bytes", limits_.total_bytes_max), file.string(),
                         "Raise the limit or keep the file elsewhere and cite its hash"};
        }
        if (!giver.empty() && given + bytes > limits_.giver_bytes_max) {
            return Error{Errc::too_large, "attachment.room",
                         fmt::format("the attachments of {} together may have {} bytes", giver, limits_.giver_bytes_max), file.string(),
                         "Ask the operator for more room, or to attach it there"};
        }
        hasher.update(piece);
        return copy.write(piece);
    }));
    if (bytes == 0) return Error{Errc::invalid, "attachment.empty", "is empty", file.string(), "Attach a file that has content"};
    const Attachment attachment{hasher.finish(), bytes};
    TRUCE_ASSIGN(const auto known, listed(attachment.digest));
    if (known && known->erased) {
        return Error{Errc::conflict, "attachment.erased",
                     fmt::format("attachment {} was erased and is not taken back", attachment.digest.hex()), file.string(), ""};
    }
    // The file first: a list that names a file which is not there would be damage, a file that is not listed yet is not.
    const Path place = path_of(attachment.digest);
    TRUCE_TRY(make_folder(place.parent_path()));
    TRUCE_TRY(copy.move_to(place));
    TRUCE_TRY(db_->run("INSERT INTO attachment (digest, bytes, erased) VALUES ($1, $2, 0) ON CONFLICT (digest) DO NOTHING",
                       {Value::bytes(attachment.digest.view()), Value(static_cast<std::int64_t>(bytes))}));
    if (!giver.empty() && !known) {
        TRUCE_TRY(db_->run("INSERT INTO attachment_giver (digest, giver) VALUES ($1, $2) ON CONFLICT (digest) DO NOTHING",
                           {Value::bytes(attachment.digest.view()), Value::text(giver)}));
    }
    return attachment;
}

Result<std::string> Attachments::read(const Digest& digest) const {
    TRUCE_ASSIGN(const auto known, listed(digest));
    if (!known)
        return Error{Errc::not_found, "attachment.unknown", fmt::format("there is no attachment {}", digest.hex()), "", "Check the hash"};
    if (known->erased) return Error{Errc::not_found, "attachment.erased", fmt::format("attachment {} was erased", digest.hex()), "", ""};
    auto content = read_file(path_of(digest), limits_.file_bytes_max);
    if (!content) {
        if (content.error().id == "file.missing") return missing_file(digest);
        return content.error().id == "file.too_large" ? corrupt_file(digest) : content.error();
    }
    if (sha256(*content) != digest) return corrupt_file(digest);
    return std::move(*content);
}

Result<void> Attachments::remove(const Digest& digest) {
    TRUCE_TRY(create_attachment_tables(*db_));
    TRUCE_TRY(db_->run("INSERT INTO attachment (digest, bytes, erased) VALUES ($1, 0, 1) ON CONFLICT (digest) DO UPDATE SET erased = 1",
                       {Value::bytes(digest.view())}));
    const Path place = path_of(digest);
    {
        const Open file(place, O_WRONLY);
        if (!file.ok()) return errno == ENOENT ? Result<void>() : failed("cannot be opened for erasure", place);
        struct stat status{};
        if (::fstat(file.get(), &status) != 0) return failed("cannot be erased", place);
        const std::string zeros(piece_bytes, '\0');
        for (auto left = static_cast<std::size_t>(status.st_size); left > 0;) {
            const std::size_t now = std::min(left, zeros.size());
            if (!write_all(file.get(), std::string_view(zeros).substr(0, now))) return failed("cannot be overwritten", place);
            left -= now;
        }
        if (::fsync(file.get()) != 0) return failed("cannot be overwritten", place);
    }
    const Open folder(place.parent_path(), O_RDONLY | O_DIRECTORY);
    if (!folder.ok() || ::unlink(place.c_str()) != 0 || ::fsync(folder.get()) != 0) return failed("cannot be removed", place);
    return {};
}

Result<AttachmentReport> Attachments::check() const {
    AttachmentReport report;
    std::map<std::string, std::pair<Digest, bool>> expected;  // by path in the folder; whether erased
    TRUCE_ASSIGN(const bool any, db_->has_table("attachment"));
    if (any) {
        TRUCE_TRY(db_->query("SELECT digest, erased FROM attachment", {}, [&](const Row& row) -> Result<void> {
            TRUCE_ASSIGN(const Digest digest, digest_from_bytes(row.bytes(0)));
            expected.emplace(path_of(digest).string(), std::pair(digest, row.integer(1) != 0));
            return {};
        }));
    }
    for (const auto& [path, listing] : expected) {
        const auto& [digest, erased] = listing;
        std::error_code ignored;
        const bool there = std::filesystem::exists(path, ignored);
        if (erased) {
            ++report.erased;
            if (there)
                report.problems.push_back(
                    {Errc::corrupt, "attachment.remains", "its erasure is recorded, and it is still here", digest.hex(), ""});
            continue;
        }
        ++report.held;
        if (!there) {
            report.problems.push_back(missing_file(digest));
            continue;
        }
        Sha256 hasher;
        const auto read = read_in_pieces(path, [&](std::string_view piece) -> Result<void> {
            hasher.update(piece);
            return {};
        });
        if (!read)
            report.problems.push_back(read.error());
        else if (hasher.finish() != digest)
            report.problems.push_back(corrupt_file(digest));
    }
    std::error_code error;
    for (auto it = std::filesystem::recursive_directory_iterator(folder_, error);
         !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error)) {
        if (it->is_directory(error) || it->path().filename() == ".incoming" || expected.contains(it->path().string())) continue;
        ++report.unlisted;
    }
    return report;
}

}  // namespace truce
