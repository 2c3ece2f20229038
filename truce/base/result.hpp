/// Results and errors: how every function that the outside world can make fail says so.
///
/// A refusal is an ordinary answer. It carries a class (what the caller should do), a stable id
/// (what a party may quote), the place in the input and the remedy. Our own mistakes are assertions,
/// which stay on in release builds; no user input may reach one.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace truce {

/// What the caller should do about a failure. One to one with an HTTP status, given in brackets.
enum class Errc : std::uint8_t {
    invalid,    ///< [400] the input is wrong: mend it and try again
    unsigned_,  ///< [401] no valid signature of a known key: sign and try again
    forbidden,  ///< [403] this key or role may not do that: somebody else can
    not_found,  ///< [404] there is no such thing
    conflict,   ///< [409] the state moved on or contradicts: read it again, then decide
    too_large,  ///< [413] beyond a stated limit
    busy,       ///< [503] somebody else holds it: try again later
    io,         ///< [507] the disk, database or network failed: nothing was changed
    corrupt,    ///< [500] stored data contradict themselves: stop and verify
};

/// The name used in machine-readable output, e.g. "not_found".
std::string_view name_of(Errc code);

/// One refusal.
///   id      stable, dotted, lower case, e.g. "ged.latitude_out_of_range"; never reworded
///   what    one sentence, without a full stop, that names the offending value
///   where   the place in the input: "file.csv:17", "terms.toml:40:3", an entry id; empty if none
///   remedy  what to do, as an imperative sentence without a full stop; empty if there is nothing
struct Error {
    Errc code = Errc::invalid;
    std::string id;
    std::string what;
    std::string where;
    std::string remedy;

    /// "where: what [id]\n    remedy", without empty pieces; no trailing newline.
    [[nodiscard]] std::string text() const;
};

/// Several refusals of one input, in the order of the input. Empty means: accepted.
using Problems = std::vector<Error>;

/// Ends the process with a message on stderr. For our own mistakes only.
[[noreturn]] void fail_assertion(const char* condition, const char* file, int line);

/// Always on, in every build type.
#define TRUCE_ASSERT(condition) (static_cast<bool>(condition) ? void(0) : ::truce::fail_assertion(#condition, __FILE__, __LINE__))

/// Either a value or an Error. Dropping one unread does not compile.
template <typename T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit on purpose
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit on purpose

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    /// Precondition: ok().
    [[nodiscard]] T& value() & { return checked(); }
    [[nodiscard]] const T& value() const& { return const_cast<Result*>(this)->checked(); }
    [[nodiscard]] T&& value() && { return std::move(checked()); }
    [[nodiscard]] T& operator*() & { return checked(); }
    [[nodiscard]] const T& operator*() const& { return value(); }
    [[nodiscard]] T&& operator*() && { return std::move(checked()); }
    [[nodiscard]] T* operator->() { return &checked(); }
    [[nodiscard]] const T* operator->() const { return &value(); }

    /// Precondition: !ok().
    [[nodiscard]] const Error& error() const& {
        TRUCE_ASSERT(state_.index() == 1);
        return *std::get_if<1>(&state_);
    }
    [[nodiscard]] Error&& error() && {
        TRUCE_ASSERT(state_.index() == 1);
        return std::move(*std::get_if<1>(&state_));
    }

private:
    T& checked() {
        TRUCE_ASSERT(state_.index() == 0);
        return *std::get_if<0>(&state_);
    }
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose

    [[nodiscard]] bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] const Error& error() const& {
        TRUCE_ASSERT(error_.has_value());
        return *error_;
    }
    [[nodiscard]] Error&& error() && {
        TRUCE_ASSERT(error_.has_value());
        return std::move(*error_);
    }

private:
    std::optional<Error> error_;
};

/// Puts a place in front of an error on its way up: "batch.csv" + "17" -> "batch.csv:17".
Error at(std::string_view where, Error error);

}  // namespace truce

#define TRUCE_CONCAT_(a, b) a##b
#define TRUCE_CONCAT(a, b) TRUCE_CONCAT_(a, b)

/// TRUCE_TRY(f());  leaves the function with f's error if it has one.
// Counted names: a lambda in the expression may try and assign on its own.
#define TRUCE_TRY(expression) TRUCE_TRY_(TRUCE_CONCAT(truce_result_, __COUNTER__), expression)
#define TRUCE_TRY_(result, expression)                                             \
    do {                                                                           \
        if (auto result = (expression); !result) return std::move(result).error(); \
    } while (false)

/// TRUCE_ASSIGN(auto x, f());  x becomes f's value, or the function returns f's error.
#define TRUCE_ASSIGN(declaration, expression) TRUCE_ASSIGN_(TRUCE_CONCAT(truce_result_, __COUNTER__), declaration, expression)
#define TRUCE_ASSIGN_(result, declaration, expression) \
    auto result = (expression);                        \
    if (!(result)) return std::move(result).error();   \
    declaration = std::move(result).value()
