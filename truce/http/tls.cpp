#include "truce/http/tls.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "truce/base/file.hpp"

namespace truce {
namespace {

namespace ssl = boost::asio::ssl;

Error bad(std::string_view id, const Path& file, std::string_view what, std::string_view remedy) {
    ::ERR_clear_error();  // what OpenSSL notes of this must not be found by a later call
    return {Errc::invalid, std::string(id), std::string(what), file.string(), std::string(remedy)};
}

/// OpenSSL would ask on the terminal for the passphrase of an encrypted key.
int no_passphrase(char*, int, int, void*) { return 0; }

}  // namespace

Result<std::unique_ptr<ssl::context>> tls_context(const TlsFiles& files) {
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    SSL_CTX* const raw = context->native_handle();
    if (::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1)
        return bad("tls.certificate", files.certificate, "this OpenSSL has no TLS 1.2", "Install another");
    ::SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    ::SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);  // a connection that waits holds no buffers
    ::SSL_CTX_set_default_passwd_cb(raw, no_passphrase);
    for (const auto& [file, id] : {std::pair(&files.certificate, "tls.certificate"), std::pair(&files.key, "tls.key")}) {
        const auto bytes = read_file(*file);
        if (!bytes) return bad(id, *file, bytes.error().what, "Name a file in PEM that this user may read");
    }
    if (::SSL_CTX_use_certificate_chain_file(raw, files.certificate.c_str()) != 1)
        return bad("tls.certificate", files.certificate, "no certificate in PEM is in it",
                   "Name the certificate with those that it rests on, its own first (fullchain.pem)");
    const X509* const certificate = ::SSL_CTX_get0_certificate(raw);
    if (::X509_cmp_current_time(::X509_get0_notAfter(certificate)) <= 0)
        return bad("tls.certificate", files.certificate, "the certificate's time is over", "Renew it");
    if (::X509_cmp_current_time(::X509_get0_notBefore(certificate)) >= 0)
        return bad("tls.certificate", files.certificate, "the certificate's time has not begun", "Set this machine's clock, or wait");
    if (::SSL_CTX_use_PrivateKey_file(raw, files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
        const bool other = ERR_GET_REASON(::ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
        return other ? bad("tls.key", files.key, fmt::format("it is not the key of {}", files.certificate.string()),
                           "Name the certificate's own")
                     : bad("tls.key", files.key, "no private key in PEM without a passphrase is in it", "Name one");
    }
    if (::SSL_CTX_check_private_key(raw) != 1)
        return bad("tls.key", files.key, fmt::format("it is not the key of {}", files.certificate.string()), "Name the certificate's own");
    return context;
}

Result<std::unique_ptr<ssl::context>> tls_client_context(const std::optional<Path>& authorities) {
    auto context = std::make_unique<ssl::context>(ssl::context::tls_client);
    SSL_CTX* const raw = context->native_handle();
    const auto wrong = [&](std::string_view what) {
        return bad("tls.authorities", authorities.value_or(Path()), what, "Name a file in PEM with the certificate of the authority");
    };
    if (::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1) return wrong("this OpenSSL has no TLS 1.2");
    ::SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
    ::SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
    if (!authorities) {
        if (::SSL_CTX_set_default_verify_paths(raw) != 1) return wrong("this machine names no authorities");
        return context;
    }
    const auto bytes = read_file(*authorities);
    if (!bytes) return wrong(bytes.error().what);
    if (::SSL_CTX_load_verify_file(raw, authorities->c_str()) != 1) return wrong("no certificate in PEM is in it");
    return context;
}

bool expect_host(SSL* connection, const std::string& host) {
    if (::X509_VERIFY_PARAM_set1_ip_asc(::SSL_get0_param(connection), host.c_str()) == 1) return true;
    ::ERR_clear_error();
    ::SSL_set_hostflags(connection, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (::SSL_set1_host(connection, host.c_str()) != 1) return false;
    // Of a server that answers to several names, the one that is meant. The macro casts in C's way.
    return ::SSL_ctrl(connection, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str())) == 1;
}

std::string distrust(const SSL* connection) {
    const long verified = ::SSL_get_verify_result(connection);
    ::ERR_clear_error();
    return verified == X509_V_OK ? std::string() : std::string(::X509_verify_cert_error_string(verified));
}

}  // namespace truce
