/// The canonical document as it comes from the record: each member has the one form canonicalise() would give it.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "truce/agreement/canonicalise.hpp"
#include "truce/agreement/condition.hpp"
#include "truce/agreement/scalars.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

class FormCheck {
public:
    explicit FormCheck(Complaints& complaints) : complaints_(complaints) {}

    void object(const Json& value, const Form& form, const std::string& path, std::string_view extra_key = {}) {
        const JsonObject* object = value.if_object();
        if (object == nullptr) return refuse(path, fmt::format("{} is no object", form.title));
        for (const auto& [key, inner] : *object) {
            const std::string inner_path = path.empty() ? std::string(key) : fmt::format("{}.{}", path, std::string_view(key));
            if (!extra_key.empty() && key == extra_key) {
                check(inner, Member{extra_key, Holds::name, true, {}}, inner_path);
                continue;
            }
            const Member* member = form.find(key);
            if (member == nullptr) {
                refuse(inner_path, fmt::format("{} has no key \"{}\"", form.title, std::string_view(key)));
            } else if (is_fallback(inner, *member)) {
                refuse(inner_path, fmt::format("{} says what leaving it out means", std::string_view(key)));
            } else {
                check(inner, *member, inner_path);
            }
        }
        for (const Member& member : form.members) {
            if (member.required && !object->contains(member.key)) refuse(path, fmt::format("{} lacks {}", form.title, member.key));
        }
        if (!extra_key.empty() && !object->contains(extra_key)) refuse(path, fmt::format("{} lacks {}", form.title, extra_key));
    }

private:
    void refuse(const std::string& path, std::string what) {
        complaints_.add(path, "form.not_canonical", std::move(what), "Make canonical documents with `truce terms check`");
    }

    static bool is_fallback(const Json& value, const Member& member) {
        if (member.fallback.empty()) return value.is_array() && value.get_array().empty() && !member.required;
        if (member.fallback == "ever") return value == Json(JsonArray{Instant::lowest().us, Instant::highest().us});
        return value.is_string() ? value.get_string() == member.fallback : boost::json::serialize(value) == member.fallback;
    }

    void check(const Json& value, const Member& member, const std::string& path) {
        switch (member.holds) {
            case Holds::text:
            case Holds::name:
            case Holds::kind:
            case Holds::choice: return scalar(value, member, path);
            case Holds::texts: return texts(value, member, path);
            case Holds::text_set:
            case Holds::name_set:
            case Holds::kind_set: return set(value, member, path);
            case Holds::integer:
            case Holds::length:
            case Holds::duration: return integer(value, member, path, 0, json_integer_max);
            case Holds::offset: return integer(value, member, path, -86'399, 86'399);
            case Holds::instant: return integer(value, member, path, Instant::lowest().us + 1, Instant::highest().us - 1);
            case Holds::boolean:
                if (!value.is_bool()) refuse(path, fmt::format("{} is not true or false", member.key));
                return;
            case Holds::interval: return interval(value, member, path);
            case Holds::condition: return condition(value, member, path);
            case Holds::geometry:
                if (value.is_array()) return set(value, member, path);
                return reference(value, member, path);
            case Holds::file: return reference(value, member, path);
            case Holds::table: return object(value, *member.inner, path);
            case Holds::tables:
            case Holds::keyed: return objects(value, member, path);
        }
    }

    void scalar(const Json& value, const Member& member, const std::string& path) {
        if (!value.is_string()) return refuse(path, fmt::format("{} is not a text", member.key));
        if (auto fault = fault_in(value.get_string(), member))
            complaints_.add(path, fault->id, std::move(fault->what), std::move(fault->remedy));
    }

    void texts(const Json& value, const Member& member, const std::string& path) {
        const JsonObject* object = value.if_object();
        if (object == nullptr || !object->contains("en")) return refuse(path, fmt::format("{} has no English text", member.key));
        for (const auto& [language, text] : *object) {
            if (is_language(language) && text.is_string() && is_plain_text(text.get_string())) continue;
            refuse(path, fmt::format("{} has a text that is none", member.key));
        }
    }

    void set(const Json& value, const Member& member, const std::string& path) {
        const JsonArray* list = value.if_array();
        if (list == nullptr || list->empty()) return refuse(path, fmt::format("{} is not a list, or empty", member.key));
        std::string_view last;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const Json& item = (*list)[i];
            if (!item.is_string()) return refuse(path, fmt::format("{} holds something that is no text", member.key));
            scalar(item, member, fmt::format("{}[{}]", path, i));
            if (i > 0 && !(last < std::string_view(item.get_string()))) refuse(path, fmt::format("{} does not ascend", member.key));
            last = item.get_string();
        }
    }

    void integer(const Json& value, const Member& member, const std::string& path, std::int64_t low, std::int64_t high) {
        const std::int64_t* number = value.if_int64();
        if (number == nullptr || *number < low || *number > high)
            refuse(path, fmt::format("{} is not an integer from {} to {}", member.key, low, high));
    }

    void interval(const Json& value, const Member& member, const std::string& path) {
        const JsonArray* ends = value.if_array();
        if (ends == nullptr || ends->size() != 2 || !(*ends)[0].is_int64() || !(*ends)[1].is_int64() ||
            (*ends)[0].get_int64() >= (*ends)[1].get_int64() || (*ends)[0].get_int64() < Instant::lowest().us ||
            (*ends)[1].get_int64() > Instant::highest().us) {
            refuse(path, fmt::format("{} is not two ascending integers", member.key));
        }
    }

    void condition(const Json& value, const Member& member, const std::string& path) {
        if (!value.is_string()) return refuse(path, fmt::format("{} is not a text", member.key));
        auto parsed = parse_condition(value.get_string());
        if (!parsed) {
            complaints_.add(path, std::move(parsed).error());
        } else if (format(*parsed) != value.get_string()) {
            refuse(path, fmt::format("{} is not in its fixed spelling", member.key));
        }
    }

    void reference(const Json& value, const Member& member, const std::string& path) {
        const bool form = value.is_string() && std::string_view(value.get_string()).starts_with("geo:sha256-");
        const bool part = form && std::string_view(value.get_string()).find('#') != std::string_view::npos;
        if (!form || (part && member.holds == Holds::file)) refuse(path, fmt::format("{} is not geo:sha256-...", member.key));
    }

    void objects(const Json& value, const Member& member, const std::string& path) {
        const JsonArray* list = value.if_array();
        if (list == nullptr || list->empty()) return refuse(path, fmt::format("{} is not a list, or empty", member.key));
        std::string last;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string inner = fmt::format("{}[{}]", path, i);
            object((*list)[i], *member.inner, inner, member.key_as);
            if (member.holds != Holds::keyed || !(*list)[i].is_object()) continue;
            const Json* key = (*list)[i].get_object().if_contains(member.key_as);
            if (key == nullptr || !key->is_string()) continue;
            if (i > 0 && !(last < std::string_view(key->get_string()))) refuse(inner, fmt::format("{} does not ascend", member.key));
            last = key->get_string();
        }
    }

    Complaints& complaints_;
};

}  // namespace

void check_canonical_form(const Json& root, const Form& form, Complaints& complaints) { FormCheck(complaints).object(root, form, ""); }

}  // namespace truce
