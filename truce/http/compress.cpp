#include "truce/http/compress.hpp"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>

namespace truce {
namespace {

constexpr std::size_t worth_it = 1'024;
/// Better costs several times as much for some percent of the size.
constexpr int quick = 5;
constexpr int quick_zstd = 3;

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    return text;
}

bool is_zero_weight(std::string_view parameters) {
    const std::size_t at = parameters.find("q=");
    if (at == std::string_view::npos) return false;
    const std::string_view weight = trimmed(parameters.substr(at + 2));
    return !weight.empty() && weight.find_first_not_of("0.") == std::string_view::npos;
}

bool shrinks(std::string_view type) {
    for (const std::string_view kind :
         {"text/", "application/json", "application/geo+json", "application/vnd.oai.openapi", "application/xml", "application/atom+xml",
          "application/feed+json", "application/javascript", "application/manifest+json", "image/svg+xml", "application/schema+json"}) {
        if (type.starts_with(kind)) return true;
    }
    return false;
}

std::string* header(HttpResponse& response, std::string_view name) {
    const auto found = std::find_if(response.headers.begin(), response.headers.end(), [&](const auto& one) { return one.first == name; });
    return found == response.headers.end() ? nullptr : &found->second;
}

}  // namespace

std::string gzip(std::string_view bytes, int effort) {
    z_stream stream{};
    TRUCE_ASSERT(::deflateInit2(&stream, effort, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);  // 16: gzip's own header
    std::string out;
    std::array<unsigned char, 65'536> block;
    for (int state = Z_OK; state != Z_STREAM_END;) {
        if (stream.avail_in == 0 && !bytes.empty()) {
            const std::size_t take = std::min<std::size_t>(bytes.size(), std::size_t{1} << 30U);
            stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // zlib does not write to it
            stream.avail_in = static_cast<uInt>(take);
            bytes.remove_prefix(take);
        }
        stream.next_out = block.data();
        stream.avail_out = static_cast<uInt>(block.size());
        state = ::deflate(&stream, bytes.empty() ? Z_FINISH : Z_NO_FLUSH);
        TRUCE_ASSERT(state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR);
        out.append(reinterpret_cast<const char*>(block.data()), block.size() - stream.avail_out);
    }
    ::deflateEnd(&stream);
    return out;
}

std::string zstd(std::string_view bytes, int effort) {
    struct Free {
        void operator()(ZSTD_CCtx* context) const { ::ZSTD_freeCCtx(context); }
    };
    thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(::ZSTD_createCCtx());  // its tables cost more than a small answer
    TRUCE_ASSERT(context != nullptr);
    std::string out(::ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ::ZSTD_compressCCtx(context.get(), out.data(), out.size(), bytes.data(), bytes.size(), effort);
    TRUCE_ASSERT(::ZSTD_isError(size) == 0);
    out.resize(size);
    return out;
}

bool takes(const HttpRequest& request, std::string_view wanted) {
    const auto accepted = find_header(request.headers, "accept-encoding");
    for (std::string_view rest = accepted.value_or(""); !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view one = rest.substr(0, comma);
        const std::size_t semicolon = std::min(one.find(';'), one.size());
        const std::string_view coding = trimmed(one.substr(0, semicolon));
        if (coding == wanted || (coding == "*" && wanted == "gzip")) return !is_zero_weight(one.substr(semicolon));
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return false;
}

HttpResponse compressed(const HttpRequest& request, HttpResponse response) {
    const std::string* type = header(response, "Content-Type");
    if (response.status != 200 || response.stream || type == nullptr || !shrinks(*type) || response.body_view().size() < worth_it ||
        header(response, "Content-Encoding") != nullptr)
        return response;
    if (std::string* vary = header(response, "Vary"); vary != nullptr) {
        *vary += ", Accept-Encoding";
    } else {
        response.headers.emplace_back("Vary", "Accept-Encoding");
    }
    const bool smallest = takes(request, "zstd");
    if (!smallest && !takes(request, "gzip")) return response;
    response.body = smallest ? zstd(response.body_view(), quick_zstd) : gzip(response.body_view(), quick);
    response.shared_body.reset();
    response.headers.emplace_back("Content-Encoding", smallest ? "zstd" : "gzip");
    if (std::string* etag = header(response, "ETag"); etag != nullptr && !etag->starts_with("W/")) *etag = "W/" + *etag;
    return response;
}

}  // namespace truce
