#include "truce/agreement/fields.hpp"

#include "truce/base/json.hpp"

namespace truce {

std::string Fields::text(std::string_view key) const {
    const Json* value = find(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

Texts Fields::texts(std::string_view key) const {
    Texts out;
    const Json* value = find(key);
    if (value == nullptr || !value->is_object()) return out;
    for (const auto& [language, text] : value->get_object()) {
        if (text.is_string()) out.emplace(language, text.get_string());
    }
    return out;
}

std::vector<std::string> Fields::list(std::string_view key) const {
    std::vector<std::string> out;
    const Json* value = find(key);
    if (value == nullptr || !value->is_array()) return out;
    for (const Json& item : value->get_array()) {
        if (item.is_string()) out.emplace_back(item.get_string());
    }
    return out;
}

std::int64_t Fields::integer(std::string_view key, std::int64_t fallback) const {
    const Json* value = find(key);
    return value != nullptr && value->is_int64() ? value->get_int64() : fallback;
}

bool Fields::boolean(std::string_view key) const {
    const Json* value = find(key);
    return value != nullptr && value->is_bool() && value->get_bool();
}

std::optional<Instant> Fields::instant(std::string_view key) const {
    const Json* value = find(key);
    return value != nullptr && value->is_int64() ? std::optional(Instant{value->get_int64()}) : std::nullopt;
}

std::optional<Interval> Fields::interval(std::string_view key) const {
    const Json* value = find(key);
    const JsonArray* ends = value != nullptr ? value->if_array() : nullptr;
    if (ends == nullptr || ends->size() != 2 || !(*ends)[0].is_int64() || !(*ends)[1].is_int64()) return std::nullopt;
    return Interval{{(*ends)[0].get_int64()}, {(*ends)[1].get_int64()}};
}

std::optional<Condition> Fields::condition(std::string_view key) const {
    const Json* value = find(key);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    auto parsed = parse_condition(value->get_string());
    return parsed ? std::optional(std::move(parsed).value()) : std::nullopt;
}

std::vector<Fields> Fields::objects(std::string_view key) const {
    std::vector<Fields> out;
    const Json* value = find(key);
    if (value == nullptr || !value->is_array()) return out;
    for (const Json& item : value->get_array()) {
        if (item.is_object()) out.emplace_back(item.get_object());
    }
    return out;
}

}  // namespace truce
