/// What an institution hands in: an entry's signed bytes and the parts that they commit to.
#pragma once

#include <string>

#include "truce/base/result.hpp"
#include "truce/record/body.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/note.hpp"

namespace truce {

struct Submission {
    std::string note;
    Body body;
};

/// A submission of which everything was checked that does not depend on where the log stands: form, kind, signature and
/// body. Checking is the dear part, and is done on the threads of those who hand in; the rest is left to the one writer.
class CheckedSubmission {
public:
    /// `key` is the one that the entry names, as it is enrolled. Errors: entry.form, entry.kind, entry.body,
    /// entry.unknown_key (forbidden) where the entry names another, note.signature.
    static Result<CheckedSubmission> check(Submission submission, NoteKey key);

    [[nodiscard]] const Submission& submission() const { return submission_; }
    [[nodiscard]] const Entry& entry() const { return entry_; }
    [[nodiscard]] const std::string& kind() const { return kind_; }
    /// The key that it was checked with.
    [[nodiscard]] const NoteKey& key() const { return key_; }

private:
    CheckedSubmission(Submission submission, Entry entry, std::string kind, NoteKey key)
        : submission_(std::move(submission)), entry_(std::move(entry)), kind_(std::move(kind)), key_(std::move(key)) {}

    Submission submission_;
    Entry entry_;
    std::string kind_;
    NoteKey key_;
};

}  // namespace truce
