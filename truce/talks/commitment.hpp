/// Commitments: who undertook what towards whom by when, and what became of it, as each side says.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/talks/talks.hpp"

namespace truce {

/// How a commitment of one debtor stands at an instant.
enum class CommitmentState : std::uint8_t {
    undated,         ///< no date is stated, and nobody has said that it is fulfilled
    due,             ///< its date is to come
    overdue,         ///< its date has passed, and it is not said to be fulfilled
    not_stated,      ///< a reported one whose date has passed: what became of it is not recorded here
    said_fulfilled,  ///< its debtor says so, nobody else has said anything
    fulfilled,       ///< others say so, and nobody says otherwise
    contested,       ///< its debtor says that it is fulfilled, or others do, and somebody says that it is not
    disputed,        ///< its debtor says that it does not owe it
};
std::string_view name_of(CommitmentState state);

/// One word on what became of it.
struct CommitmentWord {
    std::string by;
    Fulfilment outcome = Fulfilment::fulfilled;
    std::string text;
    Instant recorded_at;
    std::string step;
    bool reported = false;
    std::string source;  ///< of a report
};

struct CommitmentView {
    std::string id;
    std::string debtor;
    std::vector<std::string> to;  ///< empty: not stated
    std::string text;
    std::string track;
    std::string about;  ///< the document or statement; "" if it is in `source`
    std::string clause;
    std::string source;
    std::string shown_by;
    std::optional<Instant> due;
    std::optional<Instant> since;  ///< when it was undertaken or recorded; absent: not stated
    CommitmentState state = CommitmentState::undated;
    std::optional<CommitmentWord> own;    ///< the debtor's standing word
    std::vector<std::string> statements;  ///< steps that quote what was said of it, in the record's order
    std::vector<CommitmentWord> others;   ///< standing words of others, by who said it
    bool reported = false;
};

/// One for each debtor of each commitment, by due date (undated last), then by id, then by debtor. What was said after `now`
/// does not count.
std::vector<CommitmentView> commitments_of(const Talks& talks, Instant now);

}  // namespace truce
