/// What goes into a statement and comes out of a row: BIGINT, TEXT, BYTEA or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace truce {

/// One parameter. A cheap view: the bytes it points to must outlive the call it is passed to.
/// Its kind must be the column's: neither database is asked to convert.
class Value {
public:
    enum class Kind : std::uint8_t { null, integer, text, bytes };

    Value(std::int64_t value) : kind_(Kind::integer), integer_(value) {}  // NOLINT: implicit on purpose
    /// UTF-8 without NUL; the database refuses anything else (store.utf8, store.nul).
    static Value text(std::string_view utf8) { return {Kind::text, utf8}; }
    /// Any bytes; empty is not null.
    static Value bytes(std::string_view bytes) { return {Kind::bytes, bytes}; }
    static Value null() { return {Kind::null, {}}; }
    /// The integer, or null where there is none.
    static Value maybe(std::optional<std::int64_t> value) { return value ? Value(*value) : null(); }

    [[nodiscard]] Kind kind() const { return kind_; }
    /// Zero unless an integer.
    [[nodiscard]] std::int64_t integer() const { return integer_; }
    /// Empty unless text or bytes.
    [[nodiscard]] std::string_view view() const { return view_; }

private:
    Value(Kind kind, std::string_view view) : kind_(kind), view_(view) {}

    Kind kind_;
    std::int64_t integer_ = 0;
    std::string_view view_;
};

/// One row of an answer, valid until the callback it was given to returns. Columns count from 0.
///
/// A column that is not of the kind asked for (a null, too) reads as zero or empty, and the query then
/// fails with store.column once the callback has returned: stored data may have been tampered with, so
/// this is no assertion. Ask is_null() first where NULL is allowed. Precondition: col < columns().
class Row {
public:
    virtual ~Row() = default;

    [[nodiscard]] virtual int columns() const = 0;
    [[nodiscard]] virtual std::int64_t integer(int col) const = 0;
    [[nodiscard]] virtual std::string_view text(int col) const = 0;
    [[nodiscard]] virtual std::string_view bytes(int col) const = 0;
    [[nodiscard]] virtual bool is_null(int col) const = 0;

protected:
    Row() = default;
    Row(const Row&) = default;
    Row& operator=(const Row&) = default;
};

}  // namespace truce
