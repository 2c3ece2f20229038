#include "truce/store/driver.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "truce/base/bytes.hpp"

namespace truce::driver {
namespace {

/// SQLite's limit, a little below PostgreSQL's.
constexpr std::size_t value_size_max = 1'000'000'000;

/// Enough of a statement to find it in the sources.
std::string excerpt(std::string_view sql) {
    constexpr std::size_t length_max = 200;
    return sql.size() <= length_max ? std::string(sql) : std::string(sql.substr(0, length_max)) + "...";
}

/// Whether it is ASCII without NUL, which most text is: the quickest look at a short one. Eight bytes at a time:
/// the highest bit of a byte less one is set for 0 and for 0x81 and above, that of the byte itself from 0x80.
bool is_plain(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101U;
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t x = 0;
        std::memcpy(&x, text.data() + i, 8);
        if ((((x - ones) | x) & (ones << 7U)) != 0) return false;
    }
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i), text.end(),
                       [](char c) { return c > 0 && static_cast<unsigned char>(c) < 0x80; });
}

bool is_name_character(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

}  // namespace

Result<void> check_parameters(std::span<const Value> parameters) {
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        if (parameters[i].view().size() > value_size_max) {
            return failure(Failure::too_large, "parameter $" + std::to_string(i + 1) + " has more than 1,000,000,000 bytes");
        }
        if (parameters[i].kind() != Value::Kind::text) continue;
        const auto text = parameters[i].view();
        if (is_plain(text)) continue;
        if (text.find('\0') != std::string_view::npos) {
            return Error{Errc::invalid,
                         "store.nul",
                         "text for parameter $" + std::to_string(i + 1) + " holds a NUL character",
                         {},
                         "Remove the NUL character"};
        }
        if (!is_utf8(text)) {
            return Error{Errc::invalid,
                         "store.utf8",
                         "text for parameter $" + std::to_string(i + 1) + " is not UTF-8",
                         {},
                         "Convert the text to UTF-8"};
        }
    }
    return {};
}

Error failure(Failure kind, std::string_view message, std::string_view sql) {
    const auto error = [&](Errc code, const char* id, std::string_view what, const char* remedy) {
        return Error{code, id, std::string(what) + ": " + std::string(message), excerpt(sql), remedy};
    };
    switch (kind) {
        case Failure::constraint: return error(Errc::conflict, "store.constraint", "the store's rules refuse a row", "");
        case Failure::busy: return error(Errc::busy, "store.busy", "somebody else is writing to the store", "Try again later");
        case Failure::read_only:
            return error(Errc::forbidden, "store.read_only", "this access to the store only reads", "Open the store for writing");
        case Failure::too_large: return error(Errc::too_large, "store.too_large", "a value is beyond the database's limit", "");
        case Failure::full:
            return error(Errc::io, "store.full", "there is no room left for the store", "Make room on the disk, then try again");
        case Failure::io:
            return error(Errc::io, "store.io", "the disk or the connection of the store failed",
                         "Check disk and connection, then open the store again");
        case Failure::corrupt:
            return error(Errc::corrupt, "store.corrupt", "the store's data are damaged", "Verify the store, or restore it from a backup");
        case Failure::statement: break;
    }
    return error(Errc::corrupt, "store.statement", "the database refuses a statement", "Verify that the store was made by this program");
}

Error wrong_column(int col, std::string_view sql) {
    return {Errc::corrupt, "store.column", "column " + std::to_string(col) + " of an answer is not of the kind it must be", excerpt(sql),
            "Verify the store"};
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && (name.front() < '0' || name.front() > '9') && std::all_of(name.begin(), name.end(), is_name_character);
}

std::string join(std::span<const std::string_view> names) {
    std::string joined;
    for (const auto name : names) joined.append(joined.empty() ? "" : ", ").append(name);
    return joined;
}

}  // namespace truce::driver
