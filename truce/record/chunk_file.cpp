#include "truce/record/chunk_file.hpp"

#include <array>
#include <istream>
#include <ostream>

#include "truce/base/bytes.hpp"
#include "truce/record/pouch.hpp"

namespace truce {
namespace {

Error broken() {
    return {Errc::corrupt, "batch.file", "not a file of chunks: it ends within one, or one is too long", "", "Hand it in whole"};
}

}  // namespace

void append_chunk(std::ostream& out, std::string_view chunk) {
    TRUCE_ASSERT(chunk.size() <= pouch_record_max);
    std::string length;
    append_u32(length, static_cast<std::uint32_t>(chunk.size()));
    out.write(length.data(), static_cast<std::streamsize>(length.size()));
    out.write(chunk.data(), static_cast<std::streamsize>(chunk.size()));
}

Result<bool> next_chunk(std::istream& in, std::string& chunk) {
    std::array<unsigned char, 4> length{};
    in.read(reinterpret_cast<char*>(length.data()), length.size());
    if (in.gcount() == 0 && in.eof()) return false;
    const std::size_t size = std::size_t{length[0]} << 24U | std::size_t{length[1]} << 16U | std::size_t{length[2]} << 8U | length[3];
    if (!in || size > pouch_record_max) return broken();
    chunk.resize(size);
    in.read(chunk.data(), static_cast<std::streamsize>(size));
    return in ? Result<bool>(true) : Result<bool>(broken());
}

Result<std::vector<std::string>> read_chunks(std::istream& in) {
    std::vector<std::string> chunks;
    for (std::string chunk;;) {
        TRUCE_ASSIGN(const bool more, next_chunk(in, chunk));
        if (!more) return chunks;
        chunks.push_back(std::move(chunk));
    }
}

}  // namespace truce
