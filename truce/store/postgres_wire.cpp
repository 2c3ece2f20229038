#include "truce/store/postgres_wire.hpp"

#include <limits>

namespace truce::postgres {
namespace {

template <typename Unsigned>
void put(char* out, Unsigned value) {
    for (std::size_t i = sizeof(Unsigned); i-- > 0; value = static_cast<Unsigned>(value >> 8U)) out[i] = static_cast<char>(value & 0xffU);
}

template <typename Signed>
bool fits(std::int64_t value) {
    return value >= std::numeric_limits<Signed>::min() && value <= std::numeric_limits<Signed>::max();
}

constexpr std::string_view copy_header("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);

}  // namespace

bool is_integer(Oid type) { return type == int8 || type == int4 || type == int2 || type == boolean; }
bool is_text(Oid type) { return type == text || type == varchar || type == name; }

void put_u16(char* out, std::uint16_t value) { put(out, value); }
void put_u32(char* out, std::uint32_t value) { put(out, value); }
void put_u64(char* out, std::uint64_t value) {
    put_u32(out, static_cast<std::uint32_t>(value >> 32U));
    put_u32(out + 4, static_cast<std::uint32_t>(value));
}

std::optional<std::int64_t> read_integer(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char c : bytes) value = value << 8U | static_cast<unsigned char>(c);
    switch (bytes.size()) {
        case 1: return static_cast<std::int64_t>(value);
        case 2: return static_cast<std::int16_t>(value);
        case 4: return static_cast<std::int32_t>(value);
        case 8: return static_cast<std::int64_t>(value);
        default: return std::nullopt;
    }
}

CopyBuffer::CopyBuffer(std::size_t capacity) {
    bytes_.reserve(capacity);
    clear();
}

template <typename Unsigned>
void CopyBuffer::append(Unsigned value, void (*put)(char*, Unsigned)) {
    char bytes[sizeof(Unsigned)];
    put(bytes, value);
    bytes_.append(bytes, sizeof bytes);
}

void CopyBuffer::begin_row(std::size_t columns) {
    append(static_cast<std::uint16_t>(columns), put_u16);
    ++rows_;
}

void CopyBuffer::add_null() { append(std::uint32_t{0xffffffff}, put_u32); }

void CopyBuffer::add_bytes(std::string_view bytes) {
    append(static_cast<std::uint32_t>(bytes.size()), put_u32);
    bytes_.append(bytes);
}

bool CopyBuffer::add_integer(std::int64_t value, Oid type) {
    if (type == int8) {
        append(std::uint32_t{8}, put_u32);
        append(static_cast<std::uint64_t>(value), put_u64);
        return true;
    }
    if (type == int4 && fits<std::int32_t>(value)) {
        append(std::uint32_t{4}, put_u32);
        append(static_cast<std::uint32_t>(value), put_u32);
        return true;
    }
    if (type == int2 && fits<std::int16_t>(value)) {
        append(std::uint32_t{2}, put_u32);
        append(static_cast<std::uint16_t>(value), put_u16);
        return true;
    }
    return false;
}

std::string_view CopyBuffer::finish() {
    append(std::uint16_t{0xffff}, put_u16);
    return bytes_;
}

void CopyBuffer::clear() {
    bytes_.assign(copy_header);
    rows_ = 0;
}

}  // namespace truce::postgres
