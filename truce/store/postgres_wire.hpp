/// PostgreSQL's binary formats of the few types the store uses. Internal.
#pragma once

#include <libpq-fe.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "truce/store/store.hpp"

namespace truce::postgres {

/// Object ids of built-in types; they are fixed (catalog/pg_type.dat).
enum Type : Oid { boolean = 16, bytea = 17, name = 19, int8 = 20, int2 = 21, int4 = 23, text = 25, varchar = 1043 };

[[nodiscard]] bool is_integer(Oid type);
[[nodiscard]] bool is_text(Oid type);

/// Most significant byte first.
void put_u16(char* out, std::uint16_t value);
void put_u32(char* out, std::uint32_t value);
void put_u64(char* out, std::uint64_t value);

/// A binary integer or boolean of 1, 2, 4 or 8 bytes; empty for any other size.
std::optional<std::int64_t> read_integer(std::string_view bytes);

/// Rows in the format of COPY ... WITH (FORMAT binary): a header, per row the number of fields and each
/// field's size and bytes, a trailer. https://www.postgresql.org/docs/15/sql-copy.html, "Binary Format".
class CopyBuffer {
public:
    explicit CopyBuffer(std::size_t capacity);

    void begin_row(std::size_t columns);
    void add_null();
    void add_bytes(std::string_view bytes);
    /// False if the value does not fit into the column's integer type.
    [[nodiscard]] bool add_integer(std::int64_t value, Oid type);
    /// The whole message, trailer included. Precondition: at least one row.
    std::string_view finish();
    /// Keeps the memory.
    void clear();

    [[nodiscard]] bool empty() const { return rows_ == 0; }
    [[nodiscard]] std::size_t size() const { return bytes_.size(); }

private:
    template <typename Unsigned>
    void append(Unsigned value, void (*put)(char*, Unsigned));

    std::string bytes_;
    std::size_t rows_ = 0;
};

}  // namespace truce::postgres
