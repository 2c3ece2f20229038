#include "truce/record/submission.hpp"

#include "truce/record/keys.hpp"

namespace truce {

Result<CheckedSubmission> CheckedSubmission::check(Submission submission, NoteKey key) {
    TRUCE_ASSIGN(Entry entry, parse_entry(submission.note));
    if (entry.key_name != key.name) {
        return Error{Errc::forbidden, "entry.unknown_key", "it is signed by " + entry.key_name + ", not by " + key.name, entry.header.id,
                     ""};
    }
    TRUCE_ASSIGN(std::string kind, kind_of(entry, submission.body));
    TRUCE_ASSIGN(const Note note, parse_note(submission.note));
    TRUCE_TRY(check_note(note, key));
    TRUCE_TRY(check_body(entry, submission.body));
    return CheckedSubmission(std::move(submission), std::move(entry), std::move(kind), std::move(key));
}

}  // namespace truce
