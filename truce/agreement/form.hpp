/// The forms of the two files: which keys each table has, what stands in them, what they mean.
///
/// One list serves the TOML reader, the check of canonical JSON, the JSON Schemas (schema/) and the tables of
/// docs/formats/terms.md and profile.md, so that they cannot disagree.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace truce {

/// What a key holds: in TOML -> in canonical JSON.
enum class Holds : std::uint8_t {
    text,       ///< a string that is not blank -> the same
    name,       ///< an id: 1 to 64 of a-z 0-9 _ - -> the same
    kind,       ///< a kind of entry or decision, "word.word" -> the same
    texts,      ///< a table language = text with "en" -> the same
    text_set,   ///< a list of strings, each once -> ascending
    name_set,   ///< a list of ids, each once -> ascending
    kind_set,   ///< a list of kinds, each once -> ascending
    integer,    ///< an integer from 0 -> the same
    boolean,    ///< true or false -> the same
    choice,     ///< one of `choices` -> the same
    instant,    ///< a time with its offset, unquoted -> microseconds UTC
    interval,   ///< [from, to), two times, "-inf" and "inf" -> two integers
    length,     ///< "10 km" -> millimetres
    duration,   ///< "12 h" -> microseconds
    offset,     ///< "+02:00" -> seconds
    condition,  ///< a condition (condition.hpp) -> its fixed spelling
    geometry,   ///< "file.geojson", "file.geojson#feature" or a list of atlas ids -> "geo:sha256-..", or the ids ascending
    file,       ///< "file.geojson" -> "geo:sha256-.."
    table,      ///< a table of the form `inner` -> object
    tables,     ///< tables of the form `inner` -> array, in the order of the file
    keyed,      ///< a table whose keys are ids and whose values have the form `inner` -> array of objects that have
                ///< the id under `key_as`, ascending by it
};

struct Form;

struct Member {
    std::string_view key;
    Holds holds;
    bool required;
    std::string_view says;                           ///< its meaning, for people
    std::span<const std::string_view> choices = {};  ///< choice
    const Form* inner = nullptr;                     ///< table, tables, keyed
    std::string_view key_as = {};                    ///< keyed
    std::string_view fallback = {};                  ///< what leaving it out means, as text; canonical JSON then leaves it out, too
};

struct Form {
    std::string_view title;  ///< "a clause"
    std::span<const Member> members;

    /// nullptr if there is no such key.
    [[nodiscard]] const Member* find(std::string_view key) const;
};

/// The whole files.
const Form& terms_form();
const Form& profile_form();

/// The values of `choice` members, in the order of the C++ enumerators they stand for.
namespace choices {
extern const std::span<const std::string_view> instrument_status;
extern const std::span<const std::string_view> text_status;
extern const std::span<const std::string_view> approval_kind;
extern const std::span<const std::string_view> relation;
extern const std::span<const std::string_view> area_status;
extern const std::span<const std::string_view> deontic;
extern const std::span<const std::string_view> burden;
extern const std::span<const std::string_view> decision_rule;
extern const std::span<const std::string_view> audience;
extern const std::span<const std::string_view> place_detail;
extern const std::span<const std::string_view> coordination_level;
extern const std::span<const std::string_view> silence_means;
extern const std::span<const std::string_view> finding_means;
extern const std::span<const std::string_view> register_holds;
extern const std::span<const std::string_view> register_format;
}  // namespace choices

/// The JSON Schema (draft 2020-12) of a file as an editor sees its TOML; ends with a line break.
std::string json_schema(const Form& form, std::string_view title);

/// One Markdown table per form reachable from this one: key, what it holds, whether it is needed, meaning.
std::string markdown(const Form& form);

}  // namespace truce
