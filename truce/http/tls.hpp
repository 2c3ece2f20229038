/// TLS on both sides: a server's certificate and key, read and checked before anything listens; whom a client trusts. Private to the
/// adapter of Boost (beast.cpp).
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <optional>
#include <string>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"
#include "truce/http/server.hpp"

namespace truce {

/// TLS 1.2 and 1.3, without renegotiation. Errors: tls.certificate, tls.key (invalid: not to be read, not PEM, no certificate in it, over
/// or not begun, or the key of another certificate).
Result<std::unique_ptr<boost::asio::ssl::context>> tls_context(const TlsFiles& files);

/// For one who asks: TLS 1.2 and 1.3, and nobody without a certificate that rests on an authority of that file, or of this machine.
/// Errors: tls.authorities (invalid).
Result<std::unique_ptr<boost::asio::ssl::context>> tls_client_context(const std::optional<Path>& authorities);

/// Before a client's handshake: whom it expects, by name or by address. False: that cannot be the name of anybody.
[[nodiscard]] bool expect_host(SSL* connection, const std::string& host);

/// After a handshake that failed: why the other side's certificate was not accepted; "" if that is not what was wrong.
std::string distrust(const SSL* connection);

}  // namespace truce
