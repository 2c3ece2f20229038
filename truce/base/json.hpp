/// Canonical JSON: one value, one sequence of bytes, so that a hash or a signature speaks of the value.
///
/// RFC 8785 (JCS) restricted to: objects whose keys match [a-z0-9_]+, arrays, strings, booleans and
/// integers within +-(2^53-1). No null, no decimals, no duplicate keys, no lone surrogates; at most
/// 64 arrays and objects inside one another. Keys ascend by byte. No Unicode normalisation. docs/formats/canonical-json.md has the
/// grammar; schema/vectors/canonical_json.json the vectors shared with web/.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// The canonical bytes of a value. Errors: json.not_canonical, naming the path ("a.b[3]") and what is not
/// allowed there.
Result<std::string> canonical(const Json& value);

/// Reads canonical bytes and only those: whatever would not be written back byte for byte is refused.
/// Errors: json.syntax, json.duplicate_key, json.not_canonical.
Result<Json> parse_canonical(std::string_view bytes);

/// Reads any JSON text (RFC 8259, UTF-8) of at most 65 arrays and objects inside one another; duplicate
/// keys are refused. Numbers may be decimals; an integer beyond 64 bits becomes one.
/// Errors: json.syntax, naming the byte's position as where; json.duplicate_key.
Result<Json> parse_json(std::string_view text);

/// Appends a JSON string with the escapes of RFC 8785, quotes included. Precondition: valid UTF-8.
void append_json_string(std::string& out, std::string_view text);

/// Writes canonical JSON straight into a string, for the paths that write millions.
/// The caller gives keys in ascending order, integers within +-(2^53-1) and text of valid UTF-8, and ends
/// what it begins; assertions hold it to the order and the integers.
class CanonicalWriter {
public:
    explicit CanonicalWriter(std::string& out) : out_(out) {}

    CanonicalWriter& begin_object();
    CanonicalWriter& end_object();
    CanonicalWriter& begin_array();
    CanonicalWriter& end_array();
    CanonicalWriter& key(std::string_view name);
    CanonicalWriter& string(std::string_view text);
    CanonicalWriter& integer(std::int64_t value);
    CanonicalWriter& boolean(bool value);

private:
    void separate();
    struct Level {
        bool first = true;
        std::string_view last_key;  ///< views the caller's memory: keys are literals or outlive the object
    };
    std::string& out_;
    std::vector<Level> levels_;
    bool after_key_ = false;
};

}  // namespace truce
