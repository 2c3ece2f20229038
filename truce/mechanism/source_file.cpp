#include "truce/mechanism/source_file.hpp"

#include <fmt/format.h>

#include <fstream>

#include "truce/base/json.hpp"

namespace truce {
namespace {

/// What the profile calls the format of a register's files.
std::string_view register_format(SourceFormat format) {
    switch (format) {
        case SourceFormat::ged_csv: return "ged";
        case SourceFormat::published_counts: return "published_counts";
        case SourceFormat::truce_csv:
        case SourceFormat::truce_ndjson:
        case SourceFormat::geojson:
        case SourceFormat::watches_csv: return "truce";
    }
    return "";
}

}  // namespace

Result<FileFacts> hash_file(const Path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{Errc::not_found, "file.missing", "there is no such file, or it cannot be read", path.string(), "Check the name"};
    Sha256 hasher;
    std::string buffer(1U << 20U, '\0');
    FileFacts facts;
    facts.name = path.filename().string();
    while (file) {
        file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
        hasher.update(std::string_view(buffer).substr(0, static_cast<std::size_t>(file.gcount())));
        facts.bytes += file.gcount();
    }
    if (file.bad()) return Error{Errc::io, "file.unreadable", "cannot be read to its end", path.string(), "Check the disk"};
    facts.digest = hasher.finish();
    return facts;
}

Result<std::string> first_bytes(const Path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return Error{Errc::not_found, "file.missing", "there is no such file, or it cannot be read", path.string(), "Check the name"};
    std::string start(65'536, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(file.gcount()));
    return start;
}

Result<SourceFormat> format_of_file(const Path& path, std::optional<SourceFormat> said) {
    if (said) return *said;
    TRUCE_ASSIGN(const std::string start, first_bytes(path));
    return guess_format(start, path.filename().string());
}

Result<const Register*> register_for(const Profile& profile, const std::optional<std::string>& register_id, SourceFormat format) {
    std::vector<const Register*> fitting;
    std::string names;
    for (const Register& reg : profile.registers) {
        if (reg.format != register_format(format)) continue;
        fitting.push_back(&reg);
        names += (names.empty() ? "" : ", ") + reg.id;
    }
    if (register_id) {
        const Register* reg = profile.find_register(*register_id);
        if (reg == nullptr) {
            return Error{Errc::not_found, "filing.register", fmt::format("the profile has no register \"{}\"", *register_id), "",
                         names.empty() ? "No register takes such files" : "Registers that take such files: " + names};
        }
        return reg;
    }
    // Published counts name their registers themselves, by the codes in the file.
    if (!fitting.empty() && (fitting.size() == 1 || format == SourceFormat::published_counts)) return fitting.front();
    return Error{Errc::invalid, "filing.register",
                 fmt::format("which register is it? {} take such files", fitting.empty() ? "none" : "several"), "",
                 names.empty() ? "Add a register to the profile" : "Name one with --register: " + names};
}

Json filing_content(std::string_view kind, const BatchPromise& promise, const FileFacts& file, SourceFormat format,
                    const std::string& register_id) {
    JsonObject content{{"batch", batch_member(promise)},
                       {"file", {{"bytes", file.bytes}, {"name", file.name}, {"sha256", file.digest.hex()}}},
                       {"format", name_of(format)},
                       {"kind", kind}};
    if (!register_id.empty()) content["register"] = register_id;
    return Json(std::move(content));
}

}  // namespace truce
