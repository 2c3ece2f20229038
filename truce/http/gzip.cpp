#include "truce/http/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>

namespace truce {
namespace {

/// Ends a stream when it goes.
struct Inflater {
    z_stream stream{};
    bool ready;
    Inflater() : ready(::inflateInit2(&stream, 15 + 16) == Z_OK) {}  // 16: gzip's own header and checksum
    ~Inflater() {
        if (ready) ::inflateEnd(&stream);
    }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
};

Error broken() { return {Errc::corrupt, "http.response", "the answer's gzip compression is broken or cut off", "", ""}; }

}  // namespace

Result<std::string> gunzip(std::string_view compressed, std::size_t limit) {
    Inflater inflater;
    if (!inflater.ready) return Error{Errc::io, "http.response", "no memory to decompress the answer", "", ""};
    z_stream& stream = inflater.stream;
    std::string out;
    std::array<unsigned char, 65'536> block;
    for (;;) {
        if (stream.avail_in == 0) {
            const std::size_t take = std::min<std::size_t>(compressed.size(), std::size_t{1} << 30U);
            stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(compressed.data()));  // zlib does not write to it
            stream.avail_in = static_cast<uInt>(take);
            compressed.remove_prefix(take);
        }
        stream.next_out = block.data();
        stream.avail_out = static_cast<uInt>(block.size());
        const int state = ::inflate(&stream, Z_NO_FLUSH);
        const std::size_t made = block.size() - stream.avail_out;
        if (made > limit - out.size())
            return Error{Errc::too_large, "http.too_large", fmt::format("the answer is larger than {} bytes once decompressed", limit), "",
                         ""};
        out.append(reinterpret_cast<const char*>(block.data()), made);
        if (state == Z_STREAM_END) {
            if (stream.avail_in == 0 && compressed.empty()) return out;
            if (::inflateReset(&stream) != Z_OK) return broken();  // another stream follows
        } else if (state != Z_OK || (stream.avail_in == 0 && compressed.empty() && made == 0)) {
            return broken();
        }
    }
}

}  // namespace truce
