/// A source's file as what is filed from it says of it, and the register it belongs to.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "truce/agreement/profile.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json_names.hpp"
#include "truce/ingest/read.hpp"
#include "truce/record/keys.hpp"

namespace truce {

struct FileFacts {
    std::string name;  ///< without its folders
    Digest digest;
    std::int64_t bytes = 0;
};
/// Reads the file to its end. Errors: file.missing, file.unreadable.
Result<FileFacts> hash_file(const Path& path);

/// As many as telling its format takes. Errors: file.missing.
Result<std::string> first_bytes(const Path& path);
/// `said`, or what the file's first bytes show. Errors: file.missing, source.format_unsure.
Result<SourceFormat> format_of_file(const Path& path, std::optional<SourceFormat> said);

/// The register named, or the only one that takes such files. Errors: filing.register, listing those that do.
Result<const Register*> register_for(const Profile& profile, const std::optional<std::string>& register_id, SourceFormat format);

/// What an entry that files a batch says of it.
///   register_id   "" where the batch holds records of several
Json filing_content(std::string_view kind, const BatchPromise& promise, const FileFacts& file, SourceFormat format,
                    const std::string& register_id);

}  // namespace truce
