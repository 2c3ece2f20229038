#include "truce/mechanism/link_words.hpp"

#include <fmt/format.h>

#include <charconv>

namespace truce {
namespace {

constexpr std::string_view head = "Proposed by truce/";
constexpr std::string_view after_model = ", no finding: ";
constexpr std::string_view after_bits = " bits beside ";
constexpr std::string_view before_fields = " (";
constexpr std::string_view after_fields = "); probability ";
constexpr std::string_view not_sure = "; not sure enough without a person";
constexpr std::string_view by_people = "people put them together";

/// What stands before the mark, which goes with it; nothing if it is not there.
std::optional<std::string_view> before(std::string_view& text, std::string_view mark) {
    const std::size_t at = text.find(mark);
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view found = text.substr(0, at);
    text.remove_prefix(at + mark.size());
    return found;
}

/// All of it, in decimal digits.
std::optional<std::uint32_t> whole(std::string_view text) {
    std::uint32_t n = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), n);
    return fault == std::errc() && end == text.data() + text.size() ? std::optional(n) : std::nullopt;
}

/// "+12.3" as to_text() writes it.
std::optional<Millibits> bits_of(std::string_view text) {
    constexpr std::uint32_t most = 1'000'000;
    if (text.size() < 4 || (text.front() != '+' && text.front() != '-') || text[text.size() - 2] != '.') return std::nullopt;
    const auto units = whole(text.substr(1, text.size() - 3));
    const auto tenths = whole(text.substr(text.size() - 1));
    if (!units || !tenths || *units > most) return std::nullopt;
    const auto bits = static_cast<Millibits>(*units * 1'000 + *tenths * 100);
    return text.front() == '-' ? -bits : bits;
}

/// "0.87" as 87.
std::optional<std::uint32_t> percent_of(std::string_view text) {
    if (text.size() != 4 || text[1] != '.') return std::nullopt;
    const auto units = whole(text.substr(0, 1));
    const auto rest = whole(text.substr(2));
    if (!units || !rest || *units * 100 + *rest > 100) return std::nullopt;
    return *units * 100 + *rest;
}

std::optional<std::vector<std::pair<std::string, Millibits>>> fields_of(std::string_view text) {
    std::vector<std::pair<std::string, Millibits>> fields;
    if (text == by_people) return fields;
    for (bool last = false; !last;) {
        std::string_view one = text;
        if (const auto found = before(text, ", ")) {
            one = *found;
        } else {
            last = true;
        }
        const std::size_t blank = one.find(' ');
        if (blank == 0 || blank == std::string_view::npos) return std::nullopt;
        const auto bits = bits_of(one.substr(blank + 1));
        if (!bits) return std::nullopt;
        fields.emplace_back(one.substr(0, blank), *bits);
    }
    return fields;
}

}  // namespace

std::string to_text(const LinkWords& words) {
    std::string fields;
    for (const auto& [name, bits] : words.fields) fields += fmt::format("{}{} {:+.1f}", fields.empty() ? "" : ", ", name, bits / 1000.0);
    if (fields.empty()) fields = by_people;
    return fmt::format("{}{}{}{:+.1f}{}{}{}{}{}{}.{:02}{}", head, words.model, after_model, words.bits / 1000.0, after_bits, words.beside,
                       before_fields, fields, after_fields, words.percent / 100, words.percent % 100, words.sure ? "" : not_sure);
}

std::optional<LinkWords> read_link_words(std::string_view text) {
    LinkWords words;
    if (!text.starts_with(head)) return std::nullopt;
    text.remove_prefix(head.size());
    words.sure = !text.ends_with(not_sure);
    if (!words.sure) text.remove_suffix(not_sure.size());
    const auto model = before(text, after_model);
    const auto bits = before(text, after_bits);
    // An id of a register may hold anything: what stands last is the form's.
    const std::size_t chance = text.rfind(after_fields);
    if (!model || !bits || chance == std::string_view::npos) return std::nullopt;
    const auto percent = percent_of(text.substr(chance + after_fields.size()));
    text = text.substr(0, chance);
    const std::size_t fields = text.rfind(before_fields);
    if (!percent || fields == std::string_view::npos || fields == 0) return std::nullopt;
    const auto number = whole(*model);
    const auto sum = bits_of(*bits);
    auto parts = fields_of(text.substr(fields + before_fields.size()));
    if (!number || !sum || !parts) return std::nullopt;
    words.model = *number;
    words.bits = *sum;
    words.beside = text.substr(0, fields);
    words.fields = std::move(*parts);
    words.percent = *percent;
    return words;
}

}  // namespace truce
