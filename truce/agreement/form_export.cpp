/// The forms as JSON Schema for editors and as Markdown for readers.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <vector>

#include "truce/agreement/form.hpp"
#include "truce/agreement/scalars.hpp"
#include "truce/base/json.hpp"
#include "truce/base/result.hpp"

namespace truce {
namespace {

namespace json = boost::json;

constexpr std::string_view name_pattern = "^[a-z0-9][a-z0-9_-]{0,63}$";
constexpr std::string_view kind_pattern = "^[a-z_]+\\.[a-z_]+$";

json::object text_like(std::string_view pattern) { return {{"type", "string"}, {"pattern", pattern}}; }
json::object list_of(json::value item) { return {{"type", "array"}, {"items", std::move(item)}, {"uniqueItems", true}}; }

json::object schema_of(const Form& form);

json::object schema_of(const Member& member) {
    static const json::object text{{"type", "string"}, {"minLength", 1}};
    static const json::object time{{"type", "string"}, {"format", "date-time"}};
    switch (member.holds) {
        case Holds::text:
        case Holds::condition:
        case Holds::file: return text;
        case Holds::name: return text_like(name_pattern);
        case Holds::kind: return text_like(kind_pattern);
        case Holds::texts:
            return {{"type", "object"},
                    {"required", json::array{"en"}},
                    {"additionalProperties", false},
                    {"patternProperties", json::object{{"^[a-z]{2,3}$", text}}}};
        case Holds::text_set: return list_of(text);
        case Holds::name_set: return list_of(text_like(name_pattern));
        case Holds::kind_set: return list_of(text_like(kind_pattern));
        case Holds::integer: return {{"type", "integer"}, {"minimum", 0}};
        case Holds::boolean: return {{"type", "boolean"}};
        case Holds::choice: {
            json::array values;
            for (const std::string_view value : member.choices) values.emplace_back(value);
            return {{"enum", std::move(values)}};
        }
        case Holds::instant: return time;
        case Holds::interval: {
            json::value end = json::object{{"anyOf", json::array{time, json::object{{"enum", json::array{"-inf", "inf"}}}}}};
            return {{"type", "array"}, {"items", end}, {"minItems", 2}, {"maxItems", 2}};
        }
        case Holds::length: return text_like("^[0-9]+(\\.[0-9]{1,6})? (mm|m|km)$");
        case Holds::duration: return text_like("^[0-9]+(\\.[0-9]{1,6})? (us|ms|s|min|h|d)$");
        case Holds::offset: return text_like("^[+-][0-9]{2}:[0-9]{2}$");
        case Holds::geometry: return {{"anyOf", json::array{text, list_of(text)}}};
        case Holds::table: return schema_of(*member.inner);
        case Holds::tables: return {{"type", "array"}, {"items", schema_of(*member.inner)}};
        case Holds::keyed:
            return {{"type", "object"},
                    {"propertyNames", json::object{{"pattern", name_pattern}}},
                    {"additionalProperties", schema_of(*member.inner)}};
    }
    TRUCE_ASSERT(false);
}

json::object schema_of(const Form& form) {
    json::object properties;
    json::array required;
    for (const Member& member : form.members) {
        json::object one = schema_of(member);
        one["description"] = member.says;
        properties[member.key] = std::move(one);
        if (member.required) required.emplace_back(member.key);
    }
    return {{"type", "object"}, {"additionalProperties", false}, {"required", std::move(required)}, {"properties", std::move(properties)}};
}

/// Two blanks a level, one member a line; short lists of texts on one line.
void print(const json::value& value, std::string& out, std::size_t depth) {
    const std::string margin(2 * depth + 2, ' ');
    if (const json::object* object = value.if_object(); object != nullptr && !object->empty()) {
        out += '{';
        bool first = true;
        for (const auto& [key, inner] : *object) {
            out += first ? "\n" : ",\n";
            first = false;
            out += fmt::format("{}{}: ", margin, json::serialize(json::string(key)));
            print(inner, out, depth + 1);
        }
        out += '\n' + std::string(2 * depth, ' ') + '}';
    } else {
        out += json::serialize(value);
    }
}

std::string_view words_for(const Member& member) {
    switch (member.holds) {
        case Holds::text: return "text";
        case Holds::name: return "id";
        case Holds::kind: return "kind";
        case Holds::texts: return "texts";
        case Holds::text_set: return "list of texts";
        case Holds::name_set: return "list of ids";
        case Holds::kind_set: return "list of kinds";
        case Holds::integer: return "integer";
        case Holds::boolean: return "true or false";
        case Holds::choice: return "";
        case Holds::instant: return "time";
        case Holds::interval: return "[time, time]";
        case Holds::length: return "length";
        case Holds::duration: return "duration";
        case Holds::offset: return "offset";
        case Holds::condition: return "condition";
        case Holds::geometry: return "geometry";
        case Holds::file: return "file";
        case Holds::table: return "table";
        case Holds::tables: return "tables";
        case Holds::keyed: return "tables by id";
    }
    TRUCE_ASSERT(false);
}

void print_tables(const Form& form, std::string& out) {
    out += fmt::format("#### {}\n\n| key | holds | needed | meaning |\n|---|---|---|---|\n", form.title);
    for (const Member& member : form.members) {
        std::string holds(words_for(member));
        for (const std::string_view choice : member.choices) holds += fmt::format("{}`{}`", holds.empty() ? "" : ", ", choice);
        std::string needed = member.required ? "yes" : "";
        if (!member.fallback.empty()) needed = fmt::format("else `{}`", member.fallback);
        out += fmt::format("| `{}` | {} | {} | {} |\n", member.key, holds, needed, member.says);
    }
    out += '\n';
    for (const Member& member : form.members) {
        if (member.inner != nullptr) print_tables(*member.inner, out);
    }
}

}  // namespace

std::string json_schema(const Form& form, std::string_view title) {
    json::object schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"title", title}};
    for (auto& [key, value] : schema_of(form)) schema[key] = std::move(value);
    std::string out;
    print(schema, out, 0);
    return out + "\n";
}

std::string markdown(const Form& form) {
    std::string out;
    print_tables(form, out);
    return out;
}

}  // namespace truce
