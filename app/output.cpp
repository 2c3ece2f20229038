#include "app/output.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "truce/base/json.hpp"

namespace truce::app {
namespace {

Json to_json(const Error& error) {
    return {{"code", name_of(error.code)}, {"id", error.id}, {"remedy", error.remedy}, {"what", error.what}, {"where", error.where}};
}

}  // namespace

int refuse(const Error& error, const Problems& problems, Format format) {
    if (format == Format::json) {
        JsonObject out = to_json(error).get_object();
        JsonArray list;
        for (const Error& problem : problems) list.push_back(to_json(problem));
        out["problems"] = std::move(list);
        print_json(Json(std::move(out)));
        return 1;
    }
    // What refuses may be the one problem there is.
    const bool said = problems.size() == 1 && problems.front().text() == error.text();
    for (const Error& problem : problems) {
        if (!said) fmt::print(stderr, "{}\n", problem.text());
    }
    fmt::print(stderr, "truce: {}\n", error.text());
    return 1;
}

int refuse(const Error& error, Format format) { return refuse(error, {}, format); }

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_json(const Json& json) {
    const auto text = canonical(json);
    TRUCE_ASSERT(text.ok());
    print(*text + "\n");
}

Json checkpoint_json(const Checkpoint& checkpoint) {
    return {{"origin", checkpoint.origin}, {"root", checkpoint.root.hex()}, {"size", static_cast<std::int64_t>(checkpoint.size)}};
}

ProgressLine::ProgressLine(std::string what) : what_(std::move(what)), terminal_(::isatty(STDERR_FILENO) == 1) {}

ProgressLine::~ProgressLine() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
}

void ProgressLine::show(std::string_view how_far) {
    if (!terminal_) return;
    shown_ = true;
    fmt::print(stderr, "\r\x1b[K{}: {}", what_, how_far);
    std::fflush(stderr);
}

std::string grouped(std::uint64_t number) {
    const std::string digits = fmt::format("{}", number);
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
        out += digits[i];
    }
    return out;
}

}  // namespace truce::app
