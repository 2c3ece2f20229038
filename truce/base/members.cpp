#include "truce/base/members.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::size_t id_max = 80;
constexpr std::size_t name_max = 64;
constexpr std::size_t digest_digits = 64;

bool all_in(std::string_view text, std::size_t longest, std::string_view marks) {
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || marks.find(c) != std::string_view::npos;
    });
}

bool is_plain(std::string_view text) {
    if (text.size() > member_text_max || !is_utf8(text)) return false;
    bool visible = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7F || (byte < 0x20 && c != '\n' && c != '\t')) return false;
        visible |= byte > 0x20;
    }
    return visible;
}

bool is_digest(std::string_view text) {
    return text.size() == digest_digits &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

// ---- form -----------------------------------------------------------------------------------------------------

Error MemberForm::wrong(std::string_view member, std::string what, std::string remedy) const {
    return {Errc::invalid, std::string(code), fmt::format("member \"{}\" {}", member, what), std::string(member), std::move(remedy)};
}

Result<void> MemberForm::text(std::string_view member, std::string_view value, MemberIs is) const {
    switch (is) {
        case MemberIs::id:
            if (all_in(value, id_max, "-/")) return {};
            return wrong(member, fmt::format("is \"{}\", which is no id", value.substr(0, id_max)),
                         "Give the id of the entry, report or incident");
        case MemberIs::name:
            if (all_in(value, name_max, name_marks)) return {};
            return wrong(member, fmt::format("is \"{}\", which is no id of the terms or the profile", value.substr(0, id_max)),
                         fmt::format("Use 1 to {} of a-z 0-9 and any of {}", name_max, name_marks));
        case MemberIs::digest:
            if (is_digest(value)) return {};
            return wrong(member, "is no SHA-256", "Write 64 lower-case hexadecimal digits");
        case MemberIs::words: break;
    }
    if (is_plain(value)) return {};
    return wrong(member, "is blank, too long or has control characters", fmt::format("Write a text of at most {} bytes", member_text_max));
}

Result<void> MemberForm::list(std::string_view member, const std::vector<std::string>& values, MemberIs is, ListOrder order) const {
    if (values.size() > list_max) return wrong(member, "is too long", fmt::format("Name at most {}", list_max));
    for (std::size_t i = 0; i < values.size(); ++i) {
        TRUCE_TRY(text(member, values[i], is));
        if (order == ListOrder::ascending && i > 0 && values[i] <= values[i - 1])
            return wrong(member, "does not ascend", "Sort it by bytes and name everything once");
    }
    return {};
}

Result<void> MemberForm::interval(std::string_view member, const Interval& value) const {
    if (!value.empty() && writable(value.from) && writable(value.to)) return {};
    return wrong(member, "holds no instant", "Give its first instant and the first one after it, in microseconds UTC");
}

// ---- reading --------------------------------------------------------------------------------------------------

std::string MemberReader::path(std::string_view name) const { return of_.empty() ? std::string(name) : fmt::format("{}.{}", of_, name); }

const Json* MemberReader::take(std::string_view name) {
    const Json* value = object_.if_contains(name);
    if (value != nullptr) taken_.push_back(name);
    return value;
}

Result<void> MemberReader::text(std::string_view name, std::string& out) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    if (!value->is_string() || value->get_string().empty()) return form_.wrong(path(name), "is no text", "Write a text, or leave it out");
    out = std::string(value->get_string());
    return {};
}

Result<void> MemberReader::list(std::string_view name, std::vector<std::string>& out) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    if (!value->is_array() || value->get_array().empty()) return form_.wrong(path(name), "is no list", "Write a list, or leave it out");
    for (const Json& one : value->get_array()) {
        if (!one.is_string()) return form_.wrong(path(name), "holds something that is no text", "Write texts only");
        out.emplace_back(one.get_string());
    }
    return {};
}

Result<void> MemberReader::pair(std::string_view name, std::optional<std::pair<std::int64_t, std::int64_t>>& out) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    const JsonArray* two = value->if_array();
    if (two == nullptr || two->size() != 2 || !(*two)[0].is_int64() || !(*two)[1].is_int64())
        return form_.wrong(path(name), "is not two integers", "Write two, in brackets");
    out = std::pair((*two)[0].get_int64(), (*two)[1].get_int64());
    return {};
}

Result<void> MemberReader::interval(std::string_view name, std::optional<Interval>& out) {
    std::optional<std::pair<std::int64_t, std::int64_t>> bounds;
    TRUCE_TRY(pair(name, bounds));
    if (bounds) out = Interval{{bounds->first}, {bounds->second}};
    return {};
}

Result<void> MemberReader::instant(std::string_view name, std::optional<Instant>& out) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    if (!value->is_int64()) return form_.wrong(path(name), "is no integer", "Write microseconds UTC");
    out = Instant{value->get_int64()};
    return {};
}

Result<void> MemberReader::truth(std::string_view name, bool& out) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    if (!value->is_bool() || !value->get_bool()) return form_.wrong(path(name), "is not true", "Write true, or leave it out");
    out = true;
    return {};
}

Result<void> MemberReader::texts(std::string_view name, std::map<std::string, std::string, std::less<>>& out) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    if (!value->is_object() || value->get_object().empty())
        return form_.wrong(path(name), "is no object of texts", "Write one text per language");
    for (const auto& member : value->get_object()) {
        if (!member.value().is_string()) return form_.wrong(path(name), "holds something that is no text", "Write texts only");
        out.emplace(std::string(member.key()), std::string(member.value().get_string()));
    }
    return {};
}

Result<void> MemberReader::one_of(std::string_view name, const std::vector<std::string_view>& known, std::optional<std::size_t>& at) {
    std::string found;
    TRUCE_TRY(text(name, found));
    if (found.empty()) return {};
    const auto word = std::ranges::find(known, found);
    if (word == known.end())
        return form_.wrong(path(name), fmt::format("is \"{}\"", found), fmt::format("Use one of {}", fmt::join(known, ", ")));
    at = static_cast<std::size_t>(word - known.begin());
    return {};
}

Result<void> MemberReader::objects(std::string_view name, const std::function<Result<void>(MemberReader& one)>& each) {
    const Json* value = take(name);
    if (value == nullptr) return {};
    if (!value->is_array() || value->get_array().empty() || value->get_array().size() > form_.list_max)
        return form_.wrong(path(name), "is no list", "Write a list, or leave it out");
    for (const Json& one : value->get_array()) {
        if (!one.is_object()) return form_.wrong(path(name), "holds something that is no object", "Write objects only");
        MemberReader members(one.get_object(), form_, name);
        TRUCE_TRY(each(members));
        TRUCE_TRY(members.nothing_left());
    }
    return {};
}

Result<void> MemberReader::nothing_left() const {
    for (const auto& member : object_) {
        if (std::ranges::find(taken_, std::string_view(member.key())) != taken_.end()) continue;
        return form_.wrong(path(member.key()), "is not known", "Leave it out");
    }
    return {};
}

}  // namespace truce
