#include "truce/ingest/problem_list.hpp"

#include <fmt/format.h>

#include "truce/base/bytes.hpp"

namespace truce {
namespace {

constexpr std::size_t shown_max = 80;

/// The length of the UTF-8 character that starts at `at`, 0 if none does.
std::size_t character_length(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    return at + length <= text.size() && is_utf8(text.substr(at, length)) ? length : 0;
}

/// C0 and C1 controls and the marks that reorder a line: a value must not disguise the message around it.
bool disturbs(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return first < 0x20 || first == 0x7f;
    if (character.size() == 2) return first == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
    return character >= "\xe2\x80\xa8" && character <= "\xe2\x80\xae";
}

}  // namespace

std::string in_quotes(std::string_view value) {
    std::string out = "\"";
    std::size_t shown = 0;
    for (std::size_t i = 0; i < value.size(); ++shown) {
        if (shown == shown_max) {
            out += "...";
            break;
        }
        const std::size_t length = character_length(value, i);
        const std::string_view character = value.substr(i, length == 0 ? 1 : length);
        i += character.size();
        if (length != 0 && !disturbs(character)) {
            out += character;
        } else {
            for (const char c : character) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        }
    }
    return out + '"';
}

void ProblemList::add(std::size_t line, std::string_view id, std::string what, std::string_view remedy) {
    ++count_;
    if (out_.size() >= listed_max_) return;
    out_.push_back({Errc::invalid, std::string(id), std::move(what), fmt::format("{}:{}", file_, line), std::string(remedy)});
}

void ProblemList::add_value(std::size_t line, std::string_view id, std::string_view column, std::string_view value, std::string_view what,
                            std::string_view remedy) {
    if (out_.size() >= listed_max_) {
        ++count_;
        return;
    }
    add(line, id, fmt::format("{} {}: {}", column, in_quotes(value), what), remedy);
}

void ProblemList::add_value(std::size_t line, std::string_view column, std::string_view value, const Error& error) {
    add_value(line, error.id, column, value, error.what, error.remedy.empty() ? "Correct the value" : error.remedy);
}

Error ProblemList::refusal() const {
    TRUCE_ASSERT(count_ > 0);
    std::string what = count_ == 1 ? "one problem; nothing was taken" : fmt::format("{} problems; nothing was taken", count_);
    if (count_ > out_.size()) what += fmt::format(" (the first {} are listed)", out_.size());
    return {Errc::invalid, "source.refused", std::move(what), file_, "Correct the file and give it again as a whole"};
}

}  // namespace truce
