/// Attachments: pictures, recordings, documents that reports cite by their SHA-256. Kept beside the store as files
/// that nobody ever opens or decodes here:
///
///   attachments/ab/cdef...   the first two hexadecimal digits of the hash, then the other 62
///
/// A file appears whole or not at all (temporary file, fsync, rename, fsync of the folder) and is hashed on every
/// read. The folder is listed in the store, so that a missing file is noticed; the record itself knows an attachment
/// only by the hash in a report.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/store/store.hpp"

namespace truce {

struct AttachmentLimits {
    std::uint64_t file_bytes_max = std::uint64_t{256} << 20U;
    std::uint64_t total_bytes_max = std::uint64_t{64} << 30U;  ///< of all together
    std::uint64_t giver_bytes_max = std::uint64_t{4} << 30U;   ///< of those that one institution gave over the line
};

struct Attachment {
    Digest digest;
    std::uint64_t bytes = 0;
};

/// How what lies in the folder compares with the list.
struct AttachmentReport {
    std::uint64_t held = 0;      ///< listed and not erased
    std::uint64_t erased = 0;    ///< listed as erased
    std::uint64_t unlisted = 0;  ///< files that no list names: a process was killed while it added one; add it again
    Problems problems;           ///< attachment.missing, .corrupt, .remains (erased, yet there)
};

/// The attachments that a text cites: each as "sha256:" and 64 hexadecimal digits, in order, without repetition.
std::vector<Digest> cited_attachments(std::string_view text);

class Attachments {
public:
    /// Takes no lock: one writer at a time, as for the store. The folder is made by the first add().
    Attachments(Database& db, Path folder, AttachmentLimits limits = {});

    /// Copies `file` in; adding the same content again changes nothing. Reads in pieces, holds 1 MiB.
    /// Errors: file.*, attachment.empty, attachment.too_large, attachment.full (too_large), attachment.erased (conflict: it
    /// was erased and is not taken back), store errors.
    ///   giver   the institution that sent it, if it came over the line: it has its own room. What was here before is not counted again
    /// Errors also: attachment.room (too_large): the giver's room is full.
    Result<Attachment> add(const Path& file, std::string_view giver = {});
    /// How many bytes it has; none if it is not here, or was erased.
    [[nodiscard]] Result<std::optional<std::uint64_t>> bytes_of(const Digest& digest) const;

    /// The content, hashed before it is returned.
    /// Errors: attachment.unknown (not_found), attachment.missing, attachment.corrupt (corrupt; the hash is named),
    /// attachment.erased (not_found).
    [[nodiscard]] Result<std::string> read(const Digest& digest) const;

    /// Where the file lies.
    [[nodiscard]] Path path_of(const Digest& digest) const;

    /// Removes the file of an attachment whose erasure is recorded, and lists it as erased. The bytes are overwritten
    /// once before the name goes, which a journal or a flash disk may defeat. Doing it again changes nothing.
    Result<void> remove(const Digest& digest);

    /// Hashes every file and compares the folder with the list.
    [[nodiscard]] Result<AttachmentReport> check() const;

private:
    struct Listed {
        std::uint64_t bytes = 0;
        bool erased = false;
    };
    [[nodiscard]] Result<std::optional<Listed>> listed(const Digest& digest) const;

    Database* db_;
    Path folder_;
    AttachmentLimits limits_;
};

Result<void> create_attachment_tables(Database& db);

}  // namespace truce
