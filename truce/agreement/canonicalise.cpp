#include "truce/agreement/canonicalise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "truce/agreement/condition.hpp"
#include "truce/agreement/quantity.hpp"
#include "truce/agreement/scalars.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

using Kind = TomlValue::Kind;

/// "+02:00" in seconds.
std::optional<std::int64_t> parse_offset(std::string_view text) {
    const auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' || !digit(1) || !digit(2) || !digit(4) || !digit(5)) {
        return std::nullopt;
    }
    const int hours = (text[1] - '0') * 10 + (text[2] - '0');
    const int minutes = (text[4] - '0') * 10 + (text[5] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return (hours * 60 + minutes) * 60 * (text[0] == '-' ? -1 : 1);
}

std::string child(std::string_view path, std::string_view key) { return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key); }

class Canonicaliser {
public:
    Canonicaliser(Complaints& complaints, GeoFiles& files) : complaints_(complaints), files_(files) {}

    JsonObject table(const TomlValue& value, const Form& form, const std::string& path) {
        JsonObject out;
        for (const TomlValue::Entry& entry : value.entries) {
            const std::string inner = child(path, entry.key);
            complaints_.place(inner, entry.value.position.line == 0 ? entry.position : entry.value.position);
            const Member* member = form.find(entry.key);
            if (member == nullptr) {
                unknown_key(entry, form, inner);
                continue;
            }
            std::optional<Json> converted = convert(entry.value, *member, inner);
            if (converted && !means_the_same_as_nothing(*converted, *member)) out[member->key] = std::move(*converted);
        }
        for (const Member& member : form.members) {
            const bool given = std::ranges::any_of(value.entries, [&](const TomlValue::Entry& entry) { return entry.key == member.key; });
            if (member.required && !given) {
                complaints_.add(path, "form.missing", fmt::format("{} lacks {}: {}", form.title, member.key, member.says),
                                fmt::format("Add {}", member.key));
            }
        }
        return out;
    }

private:
    void unknown_key(const TomlValue::Entry& entry, const Form& form, const std::string& path) {
        complaints_.place(path + "#key", entry.position);
        std::vector<std::string_view> known;
        for (const Member& member : form.members) known.push_back(member.key);
        complaints_.add(path + "#key", "form.unknown_key", fmt::format("{} has no key \"{}\"", form.title, entry.key),
                        fmt::format("{}Its keys are {}", did_you_mean(entry.key, known), listed(known)));
    }

    static bool means_the_same_as_nothing(const Json& value, const Member& member) {
        if (member.fallback.empty()) {
            const JsonArray* list = value.if_array();
            return list != nullptr && list->empty();
        }
        if (member.fallback == "ever") return value == Json(JsonArray{Instant::lowest().us, Instant::highest().us});
        if (value.is_string()) return value.get_string() == member.fallback;
        return boost::json::serialize(value) == member.fallback;
    }

    std::nullopt_t refuse(const std::string& path, std::string_view id, std::string what, std::string remedy) {
        complaints_.add(path, id, std::move(what), std::move(remedy));
        return std::nullopt;
    }

    /// Whether the value has the kind; complains if not.
    bool is(const TomlValue& value, Kind kind, const std::string& path, std::string_view key, std::string_view remedy) {
        if (value.kind == kind) return true;
        refuse(path, "form.type", fmt::format("{} is {}, not {}", key, name_of(value.kind), name_of(kind)), std::string(remedy));
        return false;
    }

    std::optional<Json> convert(const TomlValue& value, const Member& member, const std::string& path) {
        switch (member.holds) {
            case Holds::text:
            case Holds::name:
            case Holds::kind:
            case Holds::choice: return scalar(value, member, path);
            case Holds::texts: return texts(value, member, path);
            case Holds::text_set:
            case Holds::name_set:
            case Holds::kind_set: return set(value, member, path);
            case Holds::integer: return integer(value, member, path);
            case Holds::boolean:
                if (!is(value, Kind::boolean, path, member.key, "Write true or false")) return std::nullopt;
                return Json(value.boolean);
            case Holds::instant: return instant(value, member, path);
            case Holds::interval: return interval(value, member, path);
            case Holds::length: return quantity(value, member, path, "mm", "10 km");
            case Holds::duration: return quantity(value, member, path, "us", "12 h");
            case Holds::offset: return offset(value, member, path);
            case Holds::condition: return condition(value, member, path);
            case Holds::geometry:
                if (value.kind == Kind::array) return set(value, member, path);
                return file(value, member, path);
            case Holds::file: return file(value, member, path);
            case Holds::table:
                if (!is(value, Kind::table, path, member.key, fmt::format("Write [{}]", member.key))) return std::nullopt;
                return Json(table(value, *member.inner, path));
            case Holds::tables: return tables(value, member, path);
            case Holds::keyed: return keyed(value, member, path);
        }
        TRUCE_ASSERT(false);
    }

    /// Kept even if it is misspelt, so that nothing else is blamed for it.
    std::optional<Json> scalar(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::text, path, member.key, "Write it in quotation marks")) return std::nullopt;
        if (auto fault = fault_in(value.text, member)) {
            refuse(path, fault->id, std::move(fault->what), std::move(fault->remedy));
            if (member.holds == Holds::choice) return std::nullopt;
        }
        return Json(value.text);
    }

    std::optional<Json> texts(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::table, path, member.key, fmt::format("Write {}.en = \"...\"", member.key))) return std::nullopt;
        JsonObject out;
        for (const TomlValue::Entry& entry : value.entries) {
            const std::string inner = child(path, entry.key);
            complaints_.place(inner, entry.value.position);
            if (!is_language(entry.key)) {
                refuse(inner, "form.language", fmt::format("{}: \"{}\" is not a language", member.key, entry.key),
                       "Use en, ar, ru, tr, fa or another code of ISO 639");
            } else if (!is(entry.value, Kind::text, inner, entry.key, "Write it in quotation marks")) {
                continue;
            } else if (!is_plain_text(entry.value.text)) {
                refuse(inner, "form.text", fmt::format("{}.{} is blank or has control characters", member.key, entry.key),
                       "Write a text, or leave the key out");
            }
            out[entry.key] = entry.value.text;
        }
        if (!out.contains("en")) {
            refuse(path, "form.english", fmt::format("{} has no English text", member.key), fmt::format("Add {}.en", member.key));
        }
        return Json(std::move(out));
    }

    std::optional<Json> set(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::array, path, member.key, fmt::format("Write {} = [\"...\"]", member.key))) return std::nullopt;
        std::set<std::string> found;
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            const TomlValue& item = value.items[i];
            const std::string inner = fmt::format("{}[{}]", path, i);
            complaints_.place(inner, item.position);
            if (!is(item, Kind::text, inner, member.key, "Write each in quotation marks")) continue;
            if (auto fault = fault_in(item.text, member)) refuse(inner, fault->id, std::move(fault->what), std::move(fault->remedy));
            if (!found.insert(item.text).second) {
                refuse(inner, "form.twice", fmt::format("{} names \"{}\" twice", member.key, item.text), "Leave one out");
            }
        }
        if (value.items.empty() && (member.required || member.holds == Holds::geometry)) {
            refuse(path, "form.empty", fmt::format("{} is empty", member.key), "Name at least one");
        }
        JsonArray out;
        for (const std::string& item : found) out.emplace_back(item);
        return Json(std::move(out));
    }

    std::optional<Json> integer(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::integer, path, member.key, "Write a whole number without quotation marks")) return std::nullopt;
        if (value.integer < 0 || value.integer > json_integer_max) {
            return refuse(path, "form.integer", fmt::format("{} cannot be {}", member.key, value.integer), "Write a whole number from 0");
        }
        return Json(value.integer);
    }

    std::optional<Json> instant(const TomlValue& value, const Member& member, const std::string& path) {
        constexpr std::string_view remedy = "Write it without quotation marks as 2017-02-25T14:00:00+02:00, with the offset from UTC";
        if (value.kind == Kind::zoneless) {
            return refuse(path, "form.no_offset", fmt::format("{} says {} without its offset from UTC", member.key, value.text),
                          std::string(remedy));
        }
        if (!is(value, Kind::instant, path, member.key, remedy)) return std::nullopt;
        return Json(value.instant.us);
    }

    std::optional<Json> bound(const TomlValue& value, const Member& member, const std::string& path) {
        if (value.kind == Kind::text && (value.text == "inf" || value.text == "-inf")) {
            return Json(value.text == "inf" ? Instant::highest().us : Instant::lowest().us);
        }
        return instant(value, member, path);
    }

    std::optional<Json> interval(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::array, path, member.key, "Write it as [from, to]; \"-inf\" and \"inf\" are open ends")) return std::nullopt;
        if (value.items.size() != 2) {
            return refuse(path, "form.interval", fmt::format("{} has {} ends", member.key, value.items.size()),
                          "Write it as [from, to]; \"-inf\" and \"inf\" are open ends");
        }
        complaints_.place(path + "[0]", value.items[0].position);
        complaints_.place(path + "[1]", value.items[1].position);
        const auto from = bound(value.items[0], member, path + "[0]");
        const auto to = bound(value.items[1], member, path + "[1]");
        if (!from || !to) return std::nullopt;
        if (from->get_int64() >= to->get_int64()) {
            return refuse(path, "form.empty_interval", fmt::format("{} ends before it begins, so it holds nothing", member.key),
                          "Put the earlier time first; the second is the first instant outside");
        }
        return Json(JsonArray{*from, *to});
    }

    std::optional<Json> quantity(const TomlValue& value, const Member& member, const std::string& path, std::string_view base,
                                 std::string_view example) {
        const std::string remedy = fmt::format("Write it as \"{}\": number, blank, {}; whole in {}", example,
                                               base == "mm" ? "mm, m or km" : "us, ms, s, min, h or d", base);
        if (!is(value, Kind::text, path, member.key, remedy)) return std::nullopt;
        const auto amount = parse_quantity(value.text, base);
        if (!amount) {
            return refuse(path, base == "mm" ? "form.length" : "form.duration",
                          fmt::format("{}: \"{}\" is not a {}", member.key, value.text, base == "mm" ? "length" : "duration"), remedy);
        }
        return Json(*amount);
    }

    std::optional<Json> offset(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::text, path, member.key, "Write it as \"+02:00\"")) return std::nullopt;
        const auto seconds = parse_offset(value.text);
        if (!seconds)
            return refuse(path, "form.offset", fmt::format("{}: \"{}\" is not an offset", member.key, value.text),
                          "Write it as \"+02:00\"");
        return Json(*seconds);
    }

    std::optional<Json> condition(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::text, path, member.key, "Write the condition in quotation marks")) return std::nullopt;
        const auto parsed = parse_condition(value.text);
        if (!parsed) {
            Error error = parsed.error();
            error.where = "column " + error.where;
            complaints_.add(path, std::move(error));
            return std::nullopt;
        }
        return Json(format(*parsed));
    }

    std::optional<Json> file(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::text, path, member.key, "Write the path of a GeoJSON file in quotation marks")) return std::nullopt;
        if (member.holds == Holds::file && value.text.find('#') != std::string::npos) {
            return refuse(path, "form.file", fmt::format("{}: \"{}\" names a part of a file", member.key, value.text),
                          "Leave \"#...\" out");
        }
        auto reference = files_.reference(value.text);
        if (!reference) {
            complaints_.add(path, std::move(reference).error());
            return std::nullopt;
        }
        return Json(*reference);
    }

    std::optional<Json> tables(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::array, path, member.key, fmt::format("Write [[{}]]", member.key))) return std::nullopt;
        JsonArray out;
        for (std::size_t i = 0; i < value.items.size(); ++i) {
            const std::string inner = fmt::format("{}[{}]", path, i);
            complaints_.place(inner, value.items[i].position);
            const bool fits = is(value.items[i], Kind::table, inner, member.key, fmt::format("Write [[{}]]", member.key));
            // The indexes of the result must be those of the file, for the places.
            out.emplace_back(fits ? table(value.items[i], *member.inner, inner) : JsonObject());
        }
        if (out.empty() && member.required) refuse(path, "form.empty", fmt::format("{} is empty", member.key), "Give at least one");
        return Json(std::move(out));
    }

    std::optional<Json> keyed(const TomlValue& value, const Member& member, const std::string& path) {
        if (!is(value, Kind::table, path, member.key, fmt::format("Write {}.ID = {{ ... }}", member.key))) return std::nullopt;
        JsonArray out;  // toml++ gives keys ascending by byte
        for (const TomlValue::Entry& entry : value.entries) {
            const std::string inner = fmt::format("{}[{}]", path, out.size());
            complaints_.place(inner, entry.value.position);
            if (!is(entry.value, Kind::table, inner, entry.key, "Write it as a table")) continue;
            if (!is_name(entry.key))
                refuse(inner, "form.id", fmt::format("{}: \"{}\" is not an id", member.key, entry.key), "Use 1 to 64 of a-z 0-9 _ -");
            JsonObject object = table(entry.value, *member.inner, inner);
            object[member.key_as] = entry.key;
            out.emplace_back(std::move(object));
        }
        return Json(std::move(out));
    }

    Complaints& complaints_;
    GeoFiles& files_;
};

}  // namespace

JsonObject canonicalise(const TomlValue& root, const Form& form, Complaints& complaints, GeoFiles& files) {
    return Canonicaliser(complaints, files).table(root, form, "");
}

}  // namespace truce
