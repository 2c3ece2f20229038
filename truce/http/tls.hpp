/// A server's certificate and key, read and checked before anything listens. Private to the adapter of Boost (beast.cpp).
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "truce/base/result.hpp"
#include "truce/http/server.hpp"

namespace truce {

/// TLS 1.2 and 1.3, without renegotiation. Errors: tls.certificate, tls.key (invalid: not to be read, not PEM, no certificate in it, over
/// or not begun, or the key of another certificate).
Result<std::unique_ptr<boost::asio::ssl::context>> tls_context(const TlsFiles& files);

}  // namespace truce
