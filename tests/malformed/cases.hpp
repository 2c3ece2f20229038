/// The malformed inputs of cases.ndjson, for any test that feeds them to something. README.md has the form.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/base/json.hpp"

namespace truce::malformed {

struct Case {
    std::string name;    ///< also the file's name without its ending
    std::string format;  ///< as on the command line: ged, csv, ndjson, geojson, counts, watches
    std::string file;    ///< name with the usual ending of the format
    std::string bytes;
    std::string id;  ///< of the first problem; "" for a base, which is accepted
    std::int64_t line = 0;
};

/// Each character of a JSON string stands for the byte of its code point (ISO 8859-1).
inline std::string bytes_of(std::string_view utf8) {
    std::string out;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        if (lead < 0x80) {
            out += utf8[i];
            continue;
        }
        TRUCE_ASSERT((lead == 0xc2 || lead == 0xc3) && i + 1 < utf8.size());
        out += static_cast<char>(((lead & 0x03U) << 6U) | (static_cast<unsigned char>(utf8[++i]) & 0x3fU));
    }
    return out;
}

/// A string, or a list of strings and of pairs [string, times].
inline std::string content_of(const Json& value) {
    if (value.is_string()) return bytes_of(value.get_string());
    std::string out;
    for (const Json& piece : value.as_array()) {
        if (piece.is_string()) {
            out += bytes_of(piece.get_string());
            continue;
        }
        const std::string text = bytes_of(piece.as_array().at(0).as_string());
        for (std::int64_t n = piece.as_array().at(1).as_int64(); n > 0; --n) out += text;
    }
    return out;
}

inline std::string ending_of(std::string_view format) {
    if (format == "ndjson") return ".ndjson";
    return format == "geojson" ? ".geojson" : ".csv";
}

inline Case read_case(const JsonObject& object, std::map<std::string, std::string, std::less<>>& bases) {
    const auto text = [&](std::string_view key) { return std::string(object.at(key).as_string()); };
    Case c;
    c.format = text("format");
    const bool is_base = object.contains("base");
    c.name = text(is_base ? "base" : "name");
    c.file = c.name + ending_of(c.format);
    if (object.contains("from")) {
        c.bytes = bases.at(text("from"));
        for (const Json& pair : object.at("replace").as_array()) {
            const std::string old = content_of(pair.as_array().at(0));
            const std::size_t at = c.bytes.find(old);
            TRUCE_ASSERT(at != std::string::npos && c.bytes.find(old, at + 1) == std::string::npos);
            c.bytes.replace(at, old.size(), content_of(pair.as_array().at(1)));
        }
    } else {
        c.bytes = content_of(object.at("content"));
    }
    if (is_base) {
        bases.emplace(c.name, c.bytes);
        return c;
    }
    c.id = text("id");
    c.line = object.at("line").as_int64();
    return c;
}

/// All of them in the order of the file, bases included. A list that is not well formed is our own mistake.
inline std::vector<Case> read_cases(const Path& list) {
    const auto text = read_file(list);
    TRUCE_ASSERT(text.ok());
    std::vector<Case> cases;
    std::map<std::string, std::string, std::less<>> bases;
    std::string_view rest = *text;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        if (line.empty()) continue;
        const auto value = parse_json(line);
        TRUCE_ASSERT(value.ok() && value->is_object());
        cases.push_back(read_case(value->get_object(), bases));
    }
    return cases;
}

}  // namespace truce::malformed
