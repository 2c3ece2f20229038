#include "truce/base/json.hpp"

#include <fmt/format.h>

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <vector>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

constexpr std::size_t depth_max = 64;
constexpr std::size_t parse_depth_max = depth_max + 1;  // one more, so that too deep a value is told as such

bool is_key(std::string_view name) {
    return !name.empty() &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

constexpr std::string_view canonical_remedy = "Write it with a canonical JSON writer: docs/formats/canonical-json.md";

Error not_canonical(const std::string& path, std::string_view what) {
    return {Errc::invalid, "json.not_canonical", std::string(what), path.empty() ? "(the whole value)" : path,
            std::string(canonical_remedy)};
}

/// Appends one value; `path` names it for a refusal; `depth` arrays and objects are around it.
Result<void> append(std::string& out, const Json& value, std::string& path, std::size_t depth);

Result<void> append_object(std::string& out, const JsonObject& object, std::string& path, std::size_t depth) {
    std::vector<const JsonObject::value_type*> members;
    members.reserve(object.size());
    for (const auto& member : object) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const auto* a, const auto* b) { return std::string_view(a->key()) < std::string_view(b->key()); });
    out += '{';
    for (const auto* member : members) {
        const std::string_view key = member->key();
        const std::size_t length = path.size();
        path += (path.empty() ? "" : ".") + std::string(key);
        if (!is_key(key)) return not_canonical(path, "a key may hold only a-z, 0-9 and _");
        if (member != members.front()) out += ',';
        append_json_string(out, key);
        out += ':';
        TRUCE_TRY(append(out, member->value(), path, depth + 1));
        path.resize(length);
    }
    out += '}';
    return {};
}

Result<void> append_array(std::string& out, const JsonArray& array, std::string& path, std::size_t depth) {
    out += '[';
    for (std::size_t i = 0; i < array.size(); ++i) {
        const std::size_t length = path.size();
        path += fmt::format("[{}]", i);
        if (i > 0) out += ',';
        TRUCE_TRY(append(out, array[i], path, depth + 1));
        path.resize(length);
    }
    out += ']';
    return {};
}

Result<void> append_integer(std::string& out, std::int64_t value, const std::string& path) {
    if (value < -json_integer_max || value > json_integer_max) return not_canonical(path, "an integer beyond 2^53-1");
    fmt::format_to(std::back_inserter(out), "{}", value);
    return {};
}

Result<void> append(std::string& out, const Json& value, std::string& path, std::size_t depth) {
    if (depth >= depth_max && value.is_structured()) return not_canonical(path, "nested more than 64 levels deep");
    switch (value.kind()) {
        case boost::json::kind::null: return not_canonical(path, "null is not allowed: leave the key out");
        case boost::json::kind::double_: return not_canonical(path, "decimals are not allowed: use a smaller unit");
        case boost::json::kind::bool_: out += value.get_bool() ? "true" : "false"; return {};
        case boost::json::kind::int64: return append_integer(out, value.get_int64(), path);
        case boost::json::kind::uint64:
            if (value.get_uint64() > static_cast<std::uint64_t>(json_integer_max)) return not_canonical(path, "an integer beyond 2^53-1");
            return append_integer(out, static_cast<std::int64_t>(value.get_uint64()), path);
        case boost::json::kind::string:
            if (!is_utf8(value.get_string())) return not_canonical(path, "not valid UTF-8");
            append_json_string(out, value.get_string());
            return {};
        case boost::json::kind::array: return append_array(out, value.get_array(), path, depth);
        case boost::json::kind::object: return append_object(out, value.get_object(), path, depth);
    }
    return not_canonical(path, "not a JSON value");
}

/// A handler for Boost's tokenizer that only remembers keys: its own parser would let a second equal key pass.
struct KeyHandler {
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);
    using Sv = boost::json::string_view;
    using Ec = boost::system::error_code;

    std::vector<std::vector<std::string>> objects;
    std::string key;
    bool duplicate = false;

    bool on_document_begin(Ec&) { return true; }
    bool on_document_end(Ec&) { return true; }
    bool on_array_begin(Ec&) { return true; }
    bool on_array_end(std::size_t, Ec&) { return true; }
    bool on_object_begin(Ec&) {
        objects.emplace_back();
        return true;
    }
    bool on_object_end(std::size_t, Ec&) {
        auto& keys = objects.back();
        std::sort(keys.begin(), keys.end());
        if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) duplicate = true;
        objects.pop_back();
        return true;
    }
    bool on_string_part(Sv, std::size_t, Ec&) { return true; }
    bool on_string(Sv, std::size_t, Ec&) { return true; }
    bool on_key_part(Sv part, std::size_t, Ec&) {
        key += part;
        return true;
    }
    bool on_key(Sv part, std::size_t, Ec&) {
        key += part;
        objects.back().push_back(std::move(key));
        key.clear();
        return true;
    }
    bool on_number_part(Sv, Ec&) { return true; }
    bool on_int64(std::int64_t, Sv, Ec&) { return true; }
    bool on_uint64(std::uint64_t, Sv, Ec&) { return true; }
    bool on_double(double, Sv, Ec&) { return true; }
    bool on_bool(bool, Ec&) { return true; }
    bool on_null(Ec&) { return true; }
    bool on_comment_part(Sv, Ec&) { return true; }
    bool on_comment(Sv, Ec&) { return true; }
};

bool has_duplicate_keys(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = parse_depth_max;
    boost::json::basic_parser<KeyHandler> parser(options);
    boost::system::error_code error;
    parser.write_some(false, text.data(), text.size(), error);
    return parser.handler().duplicate;
}

}  // namespace

Result<std::string> canonical(const Json& value) {
    std::string out;
    std::string path;
    TRUCE_TRY(append(out, value, path, 0));
    return out;
}

Result<Json> parse_json(std::string_view text) {
    boost::system::error_code error;
    boost::json::parse_options options;
    options.max_depth = parse_depth_max;
    boost::json::stream_parser parser({}, options);
    const std::size_t read = parser.write(text.data(), text.size(), error);
    if (!error) parser.finish(error);
    if (error)
        return Error{Errc::invalid, "json.syntax", "not JSON: " + error.message(), fmt::format("byte {}", read),
                     "Write it as RFC 8259 says"};
    if (has_duplicate_keys(text))
        return Error{Errc::invalid, "json.duplicate_key", "an object has the same key twice", "", "Keep one of the two"};
    return parser.release();
}

Result<Json> parse_canonical(std::string_view bytes) {
    TRUCE_ASSIGN(Json value, parse_json(bytes));
    TRUCE_ASSIGN(const std::string again, canonical(value));
    if (again != bytes) {
        const auto differ = std::mismatch(again.begin(), again.end(), bytes.begin(), bytes.end());
        return Error{Errc::invalid, "json.not_canonical", "not in canonical form",
                     fmt::format("byte {}", std::distance(again.begin(), differ.first)), std::string(canonical_remedy)};
    }
    return value;
}

namespace {

/// How many bytes at the start of `text` JSON writes as they are: no control character, quote or backslash.
/// Eight at a time: `(x - n) & ~x` marks the bytes below n in their high bits, and perhaps some above the
/// first such byte, so the lowest mark is always true (Lamport 1975, doi:10.1145/360933.360994).
std::size_t plain_length(std::string_view text) {
    static_assert(std::endian::native == std::endian::little);
    constexpr std::uint64_t ones = 0x0101010101010101U;
    const auto below = [](std::uint64_t x, std::uint64_t n) { return (x - ones * n) & ~x; };
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t x = 0;
        std::memcpy(&x, text.data() + i, 8);
        const std::uint64_t marks = (below(x, 0x20) | below(x ^ (ones * '"'), 1) | below(x ^ (ones * '\\'), 1)) & (ones * 0x80U);
        if (marks != 0) return i + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
    for (; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == '"' || c == '\\') break;
    }
    return i;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (;;) {
        const std::size_t plain = plain_length(text);
        out += text.substr(0, plain);
        if (plain == text.size()) break;
        const auto c = static_cast<unsigned char>(text[plain]);
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\b': out += "\\b"; break;
            case '\t': out += "\\t"; break;
            case '\n': out += "\\n"; break;
            case '\f': out += "\\f"; break;
            case '\r': out += "\\r"; break;
            default:
                out += "\\u00";
                out += hex[c >> 4U];
                out += hex[c & 0x0fU];
        }
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

void CanonicalWriter::separate() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (levels_.empty()) return;
    if (!levels_.back().first) out_ += ',';
    levels_.back().first = false;
}

CanonicalWriter& CanonicalWriter::begin_object() {
    separate();
    out_ += '{';
    levels_.push_back({});
    return *this;
}

CanonicalWriter& CanonicalWriter::end_object() {
    TRUCE_ASSERT(!levels_.empty() && !after_key_);
    out_ += '}';
    levels_.pop_back();
    return *this;
}

CanonicalWriter& CanonicalWriter::begin_array() {
    separate();
    out_ += '[';
    levels_.push_back({});
    return *this;
}

CanonicalWriter& CanonicalWriter::end_array() {
    TRUCE_ASSERT(!levels_.empty() && !after_key_);
    out_ += ']';
    levels_.pop_back();
    return *this;
}

CanonicalWriter& CanonicalWriter::key(std::string_view name) {
    TRUCE_ASSERT(!levels_.empty() && !after_key_ && levels_.back().last_key < name);
    levels_.back().last_key = name;
    separate();
    out_ += '"';
    out_ += name;  // a literal of [a-z0-9_]+: nothing to escape
    out_ += "\":";
    after_key_ = true;
    return *this;
}

CanonicalWriter& CanonicalWriter::string(std::string_view text) {
    separate();
    append_json_string(out_, text);
    return *this;
}

CanonicalWriter& CanonicalWriter::integer(std::int64_t value) {
    TRUCE_ASSERT(-json_integer_max <= value && value <= json_integer_max);
    separate();
    const fmt::format_int digits(value);
    out_.append(digits.data(), digits.size());
    return *this;
}

CanonicalWriter& CanonicalWriter::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

}  // namespace truce
