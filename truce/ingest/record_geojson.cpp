// GeoJSON: a FeatureCollection whose features are reports or watches.
#include <fmt/format.h>

#include <charconv>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/geo/geojson.hpp"
#include "truce/ingest/record_reader.hpp"

namespace truce {
namespace {

constexpr std::size_t file_max = std::size_t{32} << 20U;

std::size_t line_of(std::string_view text, std::size_t byte) {
    std::size_t line = 1;
    for (std::size_t i = 0; i < byte && i < text.size(); ++i) line += text[i] == '\n' ? 1U : 0U;
    return line;
}

/// The lines on which the objects of the root's array "features" start. The parser does not keep places, so
/// this follows strings and brackets; on text that is not JSON the answer means nothing.
std::vector<std::size_t> feature_lines(std::string_view text) {
    std::vector<std::size_t> lines;
    std::size_t line = 1;
    std::size_t depth = 0;
    std::string_view last_string;
    bool in_features = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n') ++line;
        if (c == '"') {
            const std::size_t start = ++i;
            for (; i < text.size() && text[i] != '"'; ++i) {
                if (text[i] == '\\') ++i;
            }
            if (i <= text.size() && depth == 1) last_string = text.substr(start, i - start);
        } else if (c == '{' || c == '[') {
            if (depth == 1) in_features = c == '[' && last_string == "features";
            if (depth == 2 && in_features && c == '{') lines.push_back(line);
            ++depth;
        } else if ((c == '}' || c == ']') && depth > 0) {
            --depth;
        }
    }
    return lines;
}

/// The number in "features[17].geometry..." if `where` starts so.
std::optional<std::size_t> feature_index(std::string_view where) {
    constexpr std::string_view start = "features[";
    if (!where.starts_with(start)) return std::nullopt;
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(where.data() + start.size(), where.data() + where.size(), index);
    if (error != std::errc{}) return std::nullopt;
    return index;
}

class GeojsonReader {
public:
    GeojsonReader(std::string_view text, RecordSink& sink, ProblemList& problems)
        : text_(text), lines_(feature_lines(text)), sink_(sink), problems_(problems) {}

    Result<void> read() {
        auto features = read_geojson(text_);
        if (!features) {
            refuse(features.error());
            return {};
        }
        if (lines_.size() != features->size()) {
            problems_.add(1, "geojson.type", "the file is not a FeatureCollection", "Put the features into a FeatureCollection");
            return {};
        }
        if (features->empty())
            problems_.add(1, "geojson.empty", "the collection has no feature", "Give at least one, or leave the file out");
        for (std::size_t i = 0; i < features->size(); ++i) {
            record_.clear();
            record_.line = lines_[i];
            if (!fill((*features)[i])) {
                ++sink_.summary().rows;
                continue;
            }
            TRUCE_TRY(sink_.take(record_));
        }
        return {};
    }

private:
    /// geo names a place in the JSON, we a line of the file.
    void refuse(const Error& error) {
        std::size_t line = 1;
        std::size_t byte = 0;
        constexpr std::string_view byte_word = "byte ";
        if (const auto index = feature_index(error.where); index && *index < lines_.size()) line = lines_[*index];
        if (error.where.starts_with(byte_word) &&
            std::from_chars(error.where.data() + byte_word.size(), error.where.data() + error.where.size(), byte).ec == std::errc{}) {
            line = line_of(text_, byte);
        }
        const std::string what = error.where.empty() ? error.what : fmt::format("{}: {}", error.where, error.what);
        problems_.add(line, error.id, what, error.remedy.empty() ? "Write it as RFC 7946 says" : error.remedy);
    }

    bool wrong(std::string_view id, std::string what, std::string_view remedy) {
        problems_.add(record_.line, id, std::move(what), remedy);
        return false;
    }

    bool fill(GeoFeature& feature) { return geometry(feature) && properties(feature.properties); }

    bool geometry(GeoFeature& feature) {
        if (const auto* point = std::get_if<LatLon>(&feature.geometry)) {
            // Back to text: both ways are exact, and the builder then has one kind of input.
            const std::string text = format(*point);
            const std::size_t blank = text.find(' ');
            record_[Field::lat] = text.substr(0, blank);
            record_[Field::lon] = text.substr(blank + 1);
        } else if (auto* polygons = std::get_if<std::vector<PolygonRings>>(&feature.geometry)) {
            auto shape = Shape::create(std::move(*polygons));
            if (!shape) {
                Error error = std::move(shape).error();
                error.where = feature.where + ".geometry" + (error.where.empty() ? "" : " " + error.where);
                refuse(error);
                return false;
            }
            record_.polygon = std::make_shared<const Shape>(std::move(shape).value());
        }
        return true;
    }

    bool properties(const JsonObject& object) {
        const Json* kind = object.if_contains("kind");
        const bool is_watch = kind != nullptr && kind->is_string() && kind->get_string() == "watch";
        if (!is_watch && (kind == nullptr || !kind->is_string() || kind->get_string() != "report")) {
            return wrong("geojson.member", "properties.kind is neither \"report\" nor \"watch\"", "Write one of them");
        }
        record_.kind = is_watch ? RecordKind::watch : RecordKind::report;
        for (const auto& member : object) {
            if (std::string_view(member.key()) == "kind") continue;
            if (!property(member.key(), member.value())) return false;
        }
        return true;
    }

    bool property(std::string_view name, const Json& value) {
        const auto field = field_named(name);
        if (!field || !has_field(record_.kind, *field)) {
            return wrong("geojson.member", fmt::format("properties: {} is not a member of this format", in_quotes(name)),
                         "Remove it or correct its name");
        }
        if (*field == Field::lat || *field == Field::lon) {
            return wrong("geojson.member", fmt::format("properties.{}: the place is the feature's geometry", name), "Remove it");
        }
        // Null is how many programs write "nothing".
        if (value.is_null()) return true;
        name_ = name;
        switch (*field) {
            case Field::areas: return strings(value, record_.areas);
            case Field::actors: return strings(value, record_.actors);
            case Field::targets: return strings(value, record_.targets);
            case Field::facts: return facts(value);
            case Field::interruptions: return interruptions(value);
            default: return scalar(value, record_[*field]);
        }
    }

    bool bad_type(std::string_view expected) {
        return wrong("geojson.member", fmt::format("properties.{}: is not {}", name_, expected),
                     "Write it as docs/formats/reports-geojson.md says");
    }

    bool scalar(const Json& value, std::string& out) {
        switch (value.kind()) {
            case boost::json::kind::string:
                out = value.get_string();
                if (out.find('\0') != std::string::npos)
                    return wrong("text.nul", fmt::format("properties.{}: holds a NUL byte", name_), "Remove it");
                if (out.size() > csv_field_max)
                    return wrong("geojson.member", fmt::format("properties.{}: is longer than 1 MiB", name_), "Shorten it");
                return true;
            case boost::json::kind::int64: out = std::to_string(value.get_int64()); return true;
            case boost::json::kind::uint64: out = std::to_string(value.get_uint64()); return true;
            // The shortest decimal that is this number: what was written, up to 15 digits.
            case boost::json::kind::double_: out = fmt::format("{}", value.get_double()); return true;
            case boost::json::kind::bool_: out = value.get_bool() ? "yes" : "no"; return true;
            default: return bad_type("a string, a number, true or false");
        }
    }

    bool strings(const Json& value, std::vector<std::string>& out) {
        if (!value.is_array()) return bad_type("a list of strings");
        for (const Json& item : value.get_array()) {
            if (!scalar(item, out.emplace_back())) return false;
            if (out.back().empty()) return bad_type("a list of strings that are not empty");
        }
        return true;
    }

    bool facts(const Json& value) {
        if (!value.is_object()) return bad_type("an object of facts");
        for (const auto& member : value.get_object()) {
            RawRecord::Fact& fact = record_.facts.emplace_back();
            fact.name = member.key();
            const bool good =
                member.value().is_array() ? strings(member.value(), fact.values) : scalar(member.value(), fact.values.emplace_back());
            if (!good) return false;
        }
        return true;
    }

    bool interruptions(const Json& value) {
        constexpr std::string_view expected = "a list of objects with from, to and reason";
        if (!value.is_array()) return bad_type(expected);
        for (const Json& item : value.get_array()) {
            if (!item.is_object() || item.get_object().size() != 3) return bad_type(expected);
            RawRecord::Interruption& interruption = record_.interruptions.emplace_back();
            for (const auto& [name, part] : {std::pair<std::string_view, std::string*>{"from", &interruption.from},
                                             {"to", &interruption.to},
                                             {"reason", &interruption.reason}}) {
                const Json* text = item.get_object().if_contains(name);
                if (text == nullptr) return bad_type(expected);
                if (!scalar(*text, *part)) return false;
            }
        }
        return true;
    }

    std::string_view text_;
    std::vector<std::size_t> lines_;
    RecordSink& sink_;
    ProblemList& problems_;
    std::string_view name_;  ///< of the property being read
    RawRecord record_;
};

}  // namespace

Result<void> read_geojson_records(const Path& file, RecordSink& sink, ProblemList& problems) {
    TRUCE_ASSIGN(std::string text, read_file(file, file_max));
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    if (!is_utf8(text)) {
        problems.add(1, "text.utf8", "the file is not UTF-8", "Save it as UTF-8; do not mix encodings");
        return {};
    }
    GeojsonReader reader(text, sink, problems);
    return reader.read();
}

}  // namespace truce
