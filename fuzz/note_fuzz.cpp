/// Any bytes: a note is read or refused; what is read has its parts where they say, and only its own bytes.
#include "fuzz/fuzz.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/key_line.hpp"
#include "truce/record/note.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    const std::string_view bytes = view_of(data, size);
    const auto note = parse_note(bytes);
    if (!note) return 0;
    TRUCE_ASSERT(bytes.starts_with(note->text) && note->text.ends_with('\n'));
    std::string lines;
    for (const NoteSignature& line : note->signatures) lines += format_signature_line(line.name, line.id, line.signature);
    TRUCE_ASSERT(join_note(note->text, lines) == bytes);
    TRUCE_ASSERT(add_signature_lines(bytes, lines).value() == bytes);
    return 0;
}
