#include "truce/record/checkpoint.hpp"

#include <fmt/format.h>

#include <charconv>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

Error form(std::string_view what) { return {Errc::invalid, "checkpoint.form", fmt::format("not a checkpoint: {}", what), "", ""}; }

/// Takes one line off the front of `text`.
std::string_view next_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace

std::string checkpoint_text(const Checkpoint& checkpoint) {
    return fmt::format("{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, to_base64(checkpoint.root.view()));
}

Result<std::string> sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& log) {
    return sign_note(checkpoint_text(checkpoint), log);
}

Result<Checkpoint> parse_checkpoint_text(std::string_view text) {
    Checkpoint checkpoint;
    checkpoint.origin = next_line(text);
    const std::string_view size = next_line(text);
    const std::string_view root = next_line(text);
    if (checkpoint.origin.empty()) return form("no origin");
    const auto [end, error] = std::from_chars(size.data(), size.data() + size.size(), checkpoint.size);
    if (error != std::errc{} || end != size.data() + size.size() || (size.size() > 1 && size.front() == '0'))
        return form("a size that is not a decimal");
    const auto bytes = from_base64(root);
    if (!bytes || bytes->size() != 32) return form("a root that is not base64 of 32 bytes");
    TRUCE_ASSIGN(checkpoint.root, digest_from_bytes(*bytes));
    return checkpoint;
}

Result<Checkpoint> open_checkpoint(std::string_view bytes, const NoteKey& log) {
    TRUCE_ASSIGN(const Note note, parse_note(bytes));
    TRUCE_TRY(check_note(note, log));
    return parse_checkpoint_text(note.text);
}

}  // namespace truce
