#include "truce/record/head_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "truce/base/hash.hpp"
#include "truce/record/log.hpp"
#include "truce/record/merkle.hpp"

namespace truce {
namespace {

struct Page {
    std::string note;
    Checkpoint checkpoint;
};

bool is_blank(std::string_view page) { return page.find_first_not_of('\n') == std::string_view::npos; }

std::optional<Page> read_page(std::string_view page, const NoteKey& log) {
    // A note ends with one newline; the page is filled up with more.
    const std::size_t end = page.find_last_not_of('\n');
    if (end == std::string_view::npos || end + 1 == page.size()) return std::nullopt;
    std::string note(page.substr(0, end + 2));
    auto checkpoint = open_checkpoint(note, log);
    if (!checkpoint) return std::nullopt;
    return Page{std::move(note), std::move(*checkpoint)};
}

using Pages = std::array<std::optional<Page>, 2>;

/// The page that counts. Errors: head.file.
Result<std::optional<std::size_t>> newest(std::string_view bytes, const NoteKey& log, Pages& pages) {
    const std::string_view first = bytes.substr(0, TwoPageFile::page_size);
    const std::string_view second = bytes.substr(first.size());
    pages = {read_page(first, log), read_page(second, log)};
    if (pages[0] && pages[1]) return std::optional<std::size_t>(pages[1]->checkpoint.size > pages[0]->checkpoint.size ? 1 : 0);
    if (pages[0]) return std::optional<std::size_t>(0);
    if (pages[1]) return std::optional<std::size_t>(1);
    if (is_blank(bytes)) return std::optional<std::size_t>();
    return Error{Errc::corrupt, "head.file", fmt::format("holds no checkpoint of {}", log.name), "",
                 "Find out what wrote it; it must hold the last checkpoint that this log signed"};
}

Error rolled_back(const Checkpoint& before, std::uint64_t here, std::string_view kept_by) {
    return {Errc::conflict, "head.rolled_back",
            fmt::format("{} entries of {} were signed for, and this store has {}: it was restored from an older backup", before.size,
                        before.origin, here),
            std::string(kept_by), "Get what is missing from a mirror with `truce recover`; signing on from here would make two histories"};
}

}  // namespace

Result<std::optional<std::string>> kept_in_head_file(std::string_view bytes, const NoteKey& log) {
    Pages pages;
    TRUCE_ASSIGN(const auto page, newest(bytes, log, pages));
    if (!page) return std::optional<std::string>();
    return std::optional(std::move(pages[*page]->note));
}

Result<void> check_continues(Database& db, const Checkpoint& before, std::string_view kept_by) {
    const LogReader log(db);
    TRUCE_ASSIGN(const std::uint64_t size, log.size());
    if (size < before.size) return rolled_back(before, size, kept_by);
    TRUCE_ASSIGN(const Digest root, root_at(log.subtrees(), before.size));
    if (root == before.root) return {};
    return Error{Errc::corrupt, "head.forked",
                 fmt::format("the first {} entries of this store are not those that {} signed", before.size, before.origin),
                 std::string(kept_by), "Keep both: `truce record compare` shows where they part; go on from a mirror with `truce recover`"};
}

Result<HeadFile> HeadFile::open(const Path& path, NoteKey log) {
    auto file = TwoPageFile::open(path);
    if (!file) {
        Error error = std::move(file).error();
        if (error.id == "file.unwritable") error.remedy = "Check the permissions, or name another place with `truce new --head`";
        return error;
    }
    HeadFile head(std::move(*file), std::move(log));
    TRUCE_ASSIGN(const std::string bytes, read_file(path));
    Pages pages;
    const auto page = newest(bytes, head.log_, pages);
    if (!page) return at(path.string(), page.error());
    if (*page) {
        head.kept_ = std::move(pages[**page]->checkpoint);
        head.next_page_ = **page == 0 ? 1 : 0;
    }
    return head;
}

Result<void> HeadFile::check(Database& db) const {
    if (!kept_) return {};
    return check_continues(db, *kept_, path().string());
}

Result<void> HeadFile::advance(const Checkpoint& checkpoint, std::string_view note) {
    if (kept_ && kept_->size > checkpoint.size) return rolled_back(*kept_, checkpoint.size, path().string());
    if (kept_ && kept_->size == checkpoint.size) {
        if (kept_->root == checkpoint.root) return {};
        return Error{Errc::corrupt, "head.forked", fmt::format("another tree of {} entries was signed", checkpoint.size), path().string(),
                     "Stop, check the machine's memory and disk, run `truce record verify`"};
    }
    TRUCE_TRY(file_.write(next_page_, note));
    kept_ = checkpoint;
    next_page_ = 1 - next_page_;
    return {};
}

Result<Path> usual_head_path(const NoteKey& log) {
    const std::string name = sha256(log.vkey()).hex().substr(0, 32);
    if (const char* state = std::getenv("XDG_STATE_HOME"); state != nullptr && *state == '/') return Path(state) / "truce" / "heads" / name;
    if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') return Path(home) / ".local/state/truce/heads" / name;
    return Error{Errc::invalid, "head.nowhere", "neither XDG_STATE_HOME nor HOME says where the log's last checkpoint is to be kept", "",
                 "Name a file outside the mechanism's folder with `truce new --head`"};
}

}  // namespace truce
