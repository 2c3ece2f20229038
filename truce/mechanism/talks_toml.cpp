// Apart from talks_file.cpp, because a place in a text and a position in a case file have one name.
#include "truce/mechanism/talks_toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "truce/agreement/toml.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::size_t file_max = std::size_t{8} << 20U;

std::string place(const Path& file, const TomlPosition& position) {
    return fmt::format("{}:{}:{}", file.string(), position.line, position.column);
}

Error wrong(const Path& file, const TomlPosition& position, std::string what, std::string remedy) {
    return {Errc::invalid, "talks.file", std::move(what), place(file, position), std::move(remedy)};
}

const TomlValue* member(const TomlValue& table, std::string_view key) {
    const auto found = std::ranges::find(table.entries, key, &TomlValue::Entry::key);
    return found == table.entries.end() ? nullptr : &found->value;
}

/// The list of tables under a key that is written [[key]].
Result<const std::vector<TomlValue>*> tables(const TomlValue& root, std::string_view key, const Path& file) {
    const TomlValue* list = member(root, key);
    if (list == nullptr || list->kind != TomlValue::Kind::array || list->items.empty() ||
        std::ranges::any_of(list->items, [](const TomlValue& one) { return one.kind != TomlValue::Kind::table; }))
        return wrong(file, root.position, fmt::format("there is no [[{}]]", key), fmt::format("Write each as [[{}]]", key));
    return &list->items;
}

class StepsReader {
public:
    StepsReader(const Path& file, const LocalDays& days) : file_(file), days_(days) {}

    Result<FiledStep> read(const TomlValue& table, const std::string& audience) {
        FiledStep step;
        step.where = place(file_, table.position);
        for (const TomlValue::Entry& entry : table.entries) {
            if (entry.key == "label") {
                if (entry.value.kind != TomlValue::Kind::text) return wrong(file_, entry.position, "the label is no text", "Write a text");
                step.label = entry.value.text;
                continue;
            }
            TRUCE_ASSIGN(step.body[entry.key], value(entry.key, entry.value));
        }
        step.body["form"] = talk_form;
        if (step.body.if_contains("audience") == nullptr) step.body["audience"] = audience;
        return step;
    }

private:
    /// A time, or the local day that a date without zone means.
    Result<Interval> moment(const TomlValue& v) {
        if (v.kind == TomlValue::Kind::instant) return Interval{v.instant, {v.instant.us + 1}};
        if (v.kind == TomlValue::Kind::text && v.text == "inf") return Interval{Instant::highest(), Instant::highest()};
        if (v.kind == TomlValue::Kind::zoneless) {
            const auto day = parse_day(v.text);
            if (day) return days_.bounds(*day);
        }
        return wrong(file_, v.position, "is neither a time with its zone nor a local date",
                     "Write 2017-02-15T12:00:00+02:00 or 2017-02-15");
    }

    Result<Json> interval(const TomlValue& v) {
        if (v.kind != TomlValue::Kind::array) {
            TRUCE_ASSIGN(const Interval day, moment(v));
            return Json(JsonArray{day.from.us, day.to.us});
        }
        if (v.items.size() != 2) return wrong(file_, v.position, "an interval has two ends", "Write [first, last]");
        TRUCE_ASSIGN(const Interval first, moment(v.items[0]));
        TRUCE_ASSIGN(const Interval last, moment(v.items[1]));
        // Of two times the second is the first instant after it; of two days it is the last day.
        const bool day = v.items[1].kind == TomlValue::Kind::zoneless;
        return Json(JsonArray{first.from.us, day ? last.to.us : last.from.us});
    }

    Result<Json> value(std::string_view key, const TomlValue& v) {
        if (key == "when" || key == "at") return interval(v);
        switch (v.kind) {
            case TomlValue::Kind::text: return Json(v.text);
            case TomlValue::Kind::integer: return Json(v.integer);
            case TomlValue::Kind::boolean: return Json(v.boolean);
            case TomlValue::Kind::instant: return Json(v.instant.us);
            case TomlValue::Kind::zoneless: {
                TRUCE_ASSIGN(const Interval day, moment(v));
                return Json(day.to.us);  // due on a day: overdue when the day is over
            }
            case TomlValue::Kind::decimal: break;
            case TomlValue::Kind::array: {
                JsonArray list;
                for (const TomlValue& one : v.items) {
                    TRUCE_ASSIGN(Json item, value(key, one));
                    list.push_back(std::move(item));
                }
                return Json(std::move(list));
            }
            case TomlValue::Kind::table: {
                JsonObject object;
                for (const TomlValue::Entry& entry : v.entries) {
                    TRUCE_ASSIGN(object[entry.key], value(entry.key, entry.value));
                }
                return Json(std::move(object));
            }
        }
        return wrong(file_, v.position, "a number with decimals stands in no step", "Write a text or an integer");
    }

    const Path& file_;
    const LocalDays& days_;
};

}  // namespace

Result<DocumentFile> read_document_file(const Path& file) {
    TRUCE_ASSIGN(const std::string text, read_file(file, file_max));
    TRUCE_ASSIGN(const TomlValue root, read_toml(text, file.string()));
    DocumentFile document;
    if (const TomlValue* title = member(root, "title"); title != nullptr && title->kind == TomlValue::Kind::text)
        document.title = title->text;
    for (const TomlValue::Entry& entry : root.entries) {
        if (entry.key != "title" && entry.key != "clause")
            return wrong(file, entry.position, fmt::format("\"{}\" is no member of a document", entry.key), "Write title and [[clause]]");
    }
    TRUCE_ASSIGN(const std::vector<TomlValue>* const clauses, tables(root, "clause", file));
    std::set<std::string> languages;
    for (const TomlValue& one : *clauses) {
        const TomlValue* id = member(one, "id");
        const TomlValue* texts = member(one, "text");
        if (id == nullptr || id->kind != TomlValue::Kind::text || texts == nullptr || texts->kind != TomlValue::Kind::table ||
            one.entries.size() != 2)
            return wrong(file, one.position, "a clause is an id and a text per language", "Write id = \"c1\" and text.en = \"...\"");
        ClauseText clause{id->text, {}};
        for (const TomlValue::Entry& entry : texts->entries) {
            if (entry.value.kind != TomlValue::Kind::text) return wrong(file, entry.position, "is no text", "Write a text per language");
            clause.text[entry.key] = entry.value.text;
            languages.insert(entry.key);
        }
        document.clauses.push_back(std::move(clause));
    }
    document.languages.assign(languages.begin(), languages.end());
    return document;
}

Result<std::vector<FiledStep>> read_talks_file(const Path& file, const LocalDays& days) {
    TRUCE_ASSIGN(const std::string text, read_file(file, file_max));
    TRUCE_ASSIGN(const TomlValue root, read_toml(text, file.string()));
    std::string audience = "mechanism";
    for (const TomlValue::Entry& entry : root.entries) {
        if (entry.key == "step") continue;
        if (entry.key != "audience" || entry.value.kind != TomlValue::Kind::text)
            return wrong(file, entry.position, fmt::format("\"{}\" is no member of a file of steps", entry.key),
                         "Write audience and [[step]]");
        audience = entry.value.text;
    }
    TRUCE_ASSIGN(const std::vector<TomlValue>* const list, tables(root, "step", file));
    std::vector<FiledStep> steps;
    std::set<std::string> labels;
    StepsReader reader(file, days);
    for (const TomlValue& one : *list) {
        TRUCE_ASSIGN(FiledStep step, reader.read(one, audience));
        if (!step.label.empty() && !labels.insert(step.label).second)
            return wrong(file, one.position, fmt::format("the label \"{}\" is given twice", step.label), "Give each its own");
        steps.push_back(std::move(step));
    }
    return steps;
}

}  // namespace truce
