/// The words in which calendars and feeds tell of the talks, one set per language. Pages have words of their own.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "truce/base/result.hpp"

namespace truce {

/// Patterns; {names} in braces are filled in. What participants wrote stays in the language in which they wrote it.
struct TalksWords {
    using Word = std::pair<std::string_view, std::string_view>;  ///< name of a phase, status, state or outcome, and its word

    std::string_view language;  ///< tag
    std::string_view list_separator;
    std::string_view round;       ///< {title} {state}
    std::string_view when_where;  ///< {from} {to} {place}
    std::string_view no_date;
    std::string_view invited;                         ///< {who}
    std::string_view in_role;                         ///< {who} {role}
    std::string_view document;                        ///< {title} {state}
    std::string_view versions;                        ///< {n}
    std::string_view signed_by, awaited, refused_by;  ///< {who}
    std::string_view commitment;                      ///< {who} {state}
    std::string_view due;                             ///< {time}
    std::string_view outcome;                         ///< {who} {state}
    std::string_view reported;                        ///< {source}
    std::string_view communique;                      ///< {title}
    std::string_view endorsement;                     ///< {who} {verb} {what}
    std::string_view quoted;                          ///< {who}
    std::string_view host;                            ///< {who}
    std::string_view cancelled;                       ///< {why}
    std::span<const Word> phases, statuses, states, outcomes;

    /// The word of a name. Precondition: the name is one of them.
    static std::string_view word(std::span<const Word> words, std::string_view name);
};

/// ar, en, fa, ru, tr. Errors: talks.language (not_found), which names them.
Result<const TalksWords*> talks_words(std::string_view language);

}  // namespace truce
