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
         {"text/", "application/json", "application/geo+json", "application/x-ndjson", "application/vnd.oai.openapi", "application/xml",
          "application/atom+xml", "application/feed+json", "application/javascript", "application/manifest+json", "image/svg+xml",
          "application/schema+json"}) {
        if (type.starts_with(kind)) return true;
    }
    return false;
}

/// Handlers write names as they like.
std::string* header(HttpResponse& response, std::string_view name) {
    const auto low = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                    [&](const auto& one) { return std::ranges::equal(one.first, name, {}, low, low); });
    return found == response.headers.end() ? nullptr : &found->second;
}

/// One frame, as it grows.
class Packer {
public:
    Packer() = default;
    virtual ~Packer() = default;
    Packer(const Packer&) = delete;
    Packer& operator=(const Packer&) = delete;
    enum class Is : std::uint8_t { some, last };
    /// What can be sent of it by now, which may be nothing but where these were the last bytes.
    virtual std::string add(std::string_view bytes, Is which) = 0;
};

class Deflater final : public Packer {
public:
    explicit Deflater(int effort) {
        TRUCE_ASSERT(::deflateInit2(&stream_, effort, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);  // 16: gzip's own header
    }
    ~Deflater() override { ::deflateEnd(&stream_); }

    std::string add(std::string_view bytes, Is which) override {
        std::string out;
        do {
            const std::size_t take = std::min<std::size_t>(bytes.size(), std::size_t{1} << 30U);
            stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));  // zlib does not write to it
            stream_.avail_in = static_cast<uInt>(take);
            bytes.remove_prefix(take);
            const int how = bytes.empty() && which == Is::last ? Z_FINISH : Z_NO_FLUSH;
            for (int state = Z_OK; how == Z_FINISH ? state != Z_STREAM_END : stream_.avail_in > 0 || stream_.avail_out == 0;) {
                stream_.next_out = block_.data();
                stream_.avail_out = static_cast<uInt>(block_.size());
                state = ::deflate(&stream_, how);
                TRUCE_ASSERT(state == Z_OK || state == Z_STREAM_END || state == Z_BUF_ERROR);
                out.append(reinterpret_cast<const char*>(block_.data()), block_.size() - stream_.avail_out);
            }
        } while (!bytes.empty());
        return out;
    }

private:
    z_stream stream_{};
    std::array<unsigned char, 65'536> block_{};
};

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ::ZSTD_freeCCtx(context); }
};

class Zstandard final : public Packer {
public:
    explicit Zstandard(int effort) : context_(::ZSTD_createCCtx()) {
        TRUCE_ASSERT(context_ != nullptr);
        TRUCE_ASSERT(::ZSTD_isError(::ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, effort)) == 0);
    }

    std::string add(std::string_view bytes, Is which) override {
        std::string out;
        ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
        for (bool more = true; more;) {
            ZSTD_outBuffer to{block_.data(), block_.size(), 0};
            const std::size_t left = ::ZSTD_compressStream2(context_.get(), &to, &in, which == Is::last ? ZSTD_e_end : ZSTD_e_continue);
            TRUCE_ASSERT(::ZSTD_isError(left) == 0);
            out.append(block_.data(), to.pos);
            more = which == Is::last ? left > 0 : in.pos < in.size;
        }
        return out;
    }

private:
    std::unique_ptr<ZSTD_CCtx, FreeContext> context_;
    std::array<char, 65'536> block_{};
};

class PackedPieces final : public HttpPieces {
public:
    PackedPieces(std::shared_ptr<HttpPieces> plain, std::unique_ptr<Packer> packer)
        : plain_(std::move(plain)), packer_(std::move(packer)) {}

    Result<std::string> next() override {
        while (!ended_) {
            TRUCE_ASSIGN(const std::string piece, plain_->next());
            ended_ = piece.empty();
            std::string out = packer_->add(piece, ended_ ? Packer::Is::last : Packer::Is::some);
            if (!out.empty()) return out;
        }
        return std::string();
    }

private:
    std::shared_ptr<HttpPieces> plain_;
    std::unique_ptr<Packer> packer_;
    bool ended_ = false;
};

}  // namespace

std::string gzip(std::string_view bytes, int effort) {
    Deflater deflater(effort);
    return deflater.add(bytes, Packer::Is::last);
}

std::string zstd(std::string_view bytes, int effort) {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context(::ZSTD_createCCtx());  // its tables cost more than a small answer
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
    const bool small = !response.pieces && response.body_view().size() < worth_it;
    if (response.status != 200 || response.stream || type == nullptr || !shrinks(*type) || small ||
        header(response, "Content-Encoding") != nullptr)
        return response;
    if (std::string* vary = header(response, "Vary"); vary != nullptr) {
        *vary += ", Accept-Encoding";
    } else {
        response.headers.emplace_back("Vary", "Accept-Encoding");
    }
    const bool smallest = takes(request, "zstd");
    if (!smallest && !takes(request, "gzip")) return response;
    if (response.pieces) {
        std::unique_ptr<Packer> packer;
        if (smallest) {
            packer = std::make_unique<Zstandard>(quick_zstd);
        } else {
            packer = std::make_unique<Deflater>(quick);
        }
        response.pieces = std::make_shared<PackedPieces>(std::move(response.pieces), std::move(packer));
    } else {
        response.body = smallest ? zstd(response.body_view(), quick_zstd) : gzip(response.body_view(), quick);
        response.shared_body.reset();
    }
    response.headers.emplace_back("Content-Encoding", smallest ? "zstd" : "gzip");
    if (std::string* etag = header(response, "ETag"); etag != nullptr && !etag->starts_with("W/")) *etag = "W/" + *etag;
    return response;
}

}  // namespace truce
