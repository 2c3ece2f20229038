#include "truce/record/export_log.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <optional>
#include <set>

#include "truce/record/bundle.hpp"
#include "truce/record/log.hpp"
#include "truce/record/stored_files.hpp"
#include "truce/record/tile_path.hpp"
#include "truce/record/tiles.hpp"

namespace truce {
namespace {

Error corrupt(std::string_view what) { return {Errc::corrupt, "export.root", std::string(what), "", "Run `truce record verify`"}; }

Result<void> sync_folder(const Path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int failure = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (done) return {};
    return Error{Errc::io, "file.unwritable", fmt::format("cannot be written: {}", std::strerror(failure)), folder.string(),
                 "Check the folder's permissions and the disk's free space"};
}

/// Makes `folder` and what is missing above it, each durable in the one above.
Result<void> make_folders(const Path& folder) {
    std::error_code error;
    if (folder.empty() || std::filesystem::is_directory(folder, error)) return {};
    const Path above = folder.has_parent_path() ? folder.parent_path() : Path(".");
    TRUCE_TRY(make_folders(above));
    if (!std::filesystem::create_directory(folder, error) && error) {
        return Error{Errc::io, "file.unwritable", fmt::format("the folder cannot be made: {}", error.message()), folder.string(),
                     "Check the permissions and the disk's free space"};
    }
    return sync_folder(above);
}

/// What lies in the folder already.
Result<std::optional<Checkpoint>> read_exported(const Path& folder, const NoteKey& log) {
    auto note = read_file(folder / checkpoint_path, 1'000'000);
    if (!note && note.error().id != "file.missing") return std::move(note).error();
    if (!note) {
        std::error_code error;
        for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
            const std::string name = entry.path().filename().string();
            // What an export leaves that did not come to its end: tiles, the lock, a checkpoint half written.
            if (name == "tile" || name == "lock" || name.starts_with(".checkpoint.")) continue;
            return Error{Errc::conflict, "export.occupied", fmt::format("the folder holds {}, which is no log", name), folder.string(),
                         "Choose an empty folder"};
        }
        return std::optional<Checkpoint>();
    }
    auto checkpoint = open_checkpoint(*note, log);
    if (!checkpoint || checkpoint->origin != log.name) {
        return Error{Errc::conflict, "export.other_log", fmt::format("the checkpoint there is not one of {}", log.name), folder.string(),
                     "Choose another folder"};
    }
    return std::optional(std::move(*checkpoint));
}

class Export {
public:
    Export(Database& db, const Path& folder, ExportOutcome& outcome) : db_(db), log_(db), folder_(folder), outcome_(outcome) {}

    Result<void> run(std::string_view checkpoint_note) {
        TRUCE_ASSIGN(const NoteKey key, log_.checkpoint_key());
        TRUCE_ASSIGN(outcome_.checkpoint, open_checkpoint(checkpoint_note, key));
        TRUCE_ASSIGN(const std::string ours, log_.checkpoint_at(size()));
        TRUCE_ASSIGN(const Note known, parse_note(ours));
        TRUCE_ASSIGN(const Note given, parse_note(checkpoint_note));
        if (known.text != given.text) return corrupt("the checkpoint is not the one that was signed at its size");
        TRUCE_ASSIGN(const Digest root, root_at(log_.subtrees(), size()));
        if (root != outcome_.checkpoint.root) return corrupt("the stored tree does not give the checkpoint's root");
        TRUCE_TRY(check_exported(key));
        TRUCE_TRY(write_tiles());
        TRUCE_TRY(write_checkpoint(checkpoint_note));
        return delete_partials();
    }

private:
    [[nodiscard]] std::uint64_t size() const { return outcome_.checkpoint.size; }

    Result<void> check_exported(const NoteKey& key) {
        TRUCE_ASSIGN(const auto there, read_exported(folder_, key));
        if (!there) return {};
        if (there->size > size()) {
            return Error{Errc::conflict, "export.backwards",
                         fmt::format("a checkpoint of size {} lies there, this one is {}", there->size, size()), folder_.string(),
                         "Find out which one is older; what was published is never taken back"};
        }
        TRUCE_ASSIGN(const Digest root, root_at(log_.subtrees(), there->size));
        if (root != there->root) {
            return Error{Errc::corrupt, "export.fork",
                         fmt::format("the log does not continue the size {} that was exported there", there->size), folder_.string(),
                         "Keep both; was this log restored from a backup?"};
        }
        outcome_.from_size = there->size;
        return {};
    }

    Result<void> write_tiles() {
        if (outcome_.from_size == size()) return {};
        TRUCE_ASSIGN(const auto widths, partial_widths());
        for (unsigned level = 0; tile_hashes(size(), level) > 0; ++level) {
            const std::uint64_t full = tile_hashes(size(), level) / tile_width;
            for (std::uint64_t n = tile_hashes(outcome_.from_size, level) / tile_width; n < full; ++n)
                TRUCE_TRY(write_place(level, n, {tile_width}));
            if (const auto found = widths.find(level); found != widths.end()) TRUCE_TRY(write_place(level, full, found->second));
        }
        return {};
    }

    /// By level, the widths in which its last tile stands under the checkpoints signed since the last export (T6).
    Result<std::map<unsigned, std::set<std::uint64_t>>> partial_widths() {
        std::map<unsigned, std::set<std::uint64_t>> widths;
        TRUCE_TRY(db_.query("SELECT size FROM log_checkpoint WHERE size > $1 AND size <= $2",
                            {Value(static_cast<std::int64_t>(outcome_.from_size)), Value(static_cast<std::int64_t>(size()))},
                            [&](const Row& row) -> Result<void> {
                                for (const TilePath& edge : edge_tiles(static_cast<std::uint64_t>(row.integer(0)))) {
                                    if (edge.index == tile_hashes(size(), edge.level) / tile_width) widths[edge.level].insert(edge.width);
                                }
                                return {};
                            }));
        return widths;
    }

    /// One tile, and its bundle if it is one of leaves, in the widths given.
    Result<void> write_place(unsigned level, std::uint64_t n, const std::set<std::uint64_t>& widths) {
        TRUCE_ASSIGN(const std::string hashes, stored_tile(db_, level, n, *widths.rbegin()));
        for (const std::uint64_t width : widths)
            TRUCE_TRY(write({TileKind::hashes, level, n, width}, std::string_view(hashes).substr(0, width * 32)));
        if (level > 0) return {};
        TRUCE_ASSIGN(const auto notes, stored_notes(db_, n * tile_width, hashes));
        for (const std::uint64_t width : widths) {
            std::string bundle;
            for (std::uint64_t i = 0; i < width; ++i) append_to_bundle(bundle, notes[i]);
            TRUCE_TRY(write({TileKind::entries, 0, n, width}, bundle));
        }
        return {};
    }

    Result<void> write(const TilePath& path, std::string_view content) {
        const Path file = folder_ / format(path);
        TRUCE_TRY(make_folders(file.parent_path()));
        TRUCE_TRY(write_file_atomically(file, content));
        ++outcome_.files;
        return {};
    }

    Result<void> write_checkpoint(std::string_view note) {
        const Path file = folder_ / checkpoint_path;
        const auto there = read_file(file, 1'000'000);
        if (there && *there == note) return {};
        TRUCE_TRY(write_file_atomically(file, note));
        ++outcome_.files;
        return {};
    }

    /// Of the tiles that were partial under the last exported checkpoint and are full under this one.
    Result<void> delete_partials() {
        for (const TilePath& edge : edge_tiles(outcome_.from_size)) {
            if (edge.index == tile_hashes(size(), edge.level) / tile_width) continue;
            TRUCE_TRY(delete_partials(edge.whole()));
            if (edge.level == 0) TRUCE_TRY(delete_partials({TileKind::entries, 0, edge.index, tile_width}));
        }
        return {};
    }
    Result<void> delete_partials(const TilePath& whole) {
        const Path partials = folder_ / (format(whole) + ".p");
        std::error_code error;
        const auto removed = std::filesystem::remove_all(partials, error);
        if (error) {
            return Error{Errc::io, "file.unwritable", fmt::format("old partial tiles cannot be deleted: {}", error.message()),
                         partials.string(), "Check the folder's permissions"};
        }
        if (removed > 1) outcome_.deleted += removed - 1;  // the folder itself counts too
        return {};
    }

    Database& db_;
    LogReader log_;
    const Path& folder_;
    ExportOutcome& outcome_;
};

}  // namespace

Result<ExportOutcome> export_log(Database& db, const Path& folder, std::string_view checkpoint_note) {
    TRUCE_TRY(make_folders(folder));
    TRUCE_ASSIGN(const DirectoryLock lock, DirectoryLock::acquire(folder));
    ExportOutcome outcome;
    TRUCE_TRY(Export(db, folder, outcome).run(checkpoint_note));
    return outcome;
}

}  // namespace truce
