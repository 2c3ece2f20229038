#include "truce/record/chunk_file.hpp"

#include <array>
#include <istream>
#include <ostream>

#include "truce/record/pouch.hpp"

namespace truce {
namespace {

Error broken() {
    return {Errc::corrupt, "batch.file", "not a file of chunks: it ends within one, or one is too long", "", "Hand it in whole"};
}

}  // namespace

void append_chunk(std::ostream& out, std::string_view chunk) {
    TRUCE_ASSERT(chunk.size() <= pouch_record_max);
    const std::array<char, 4> length{static_cast<char>(chunk.size() >> 24U), static_cast<char>(chunk.size() >> 16U),
                                     static_cast<char>(chunk.size() >> 8U), static_cast<char>(chunk.size())};
    out.write(length.data(), length.size());
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

}  // namespace truce
