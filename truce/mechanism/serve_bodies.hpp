/// Answers signed requests for bodies over HTTP: POST, the request as body, an answer pouch back. To be mounted at
/// /bodies by whatever serves a mechanism or a mirror.
#pragma once

#include <memory>

#include "truce/base/file.hpp"
#include "truce/base/random.hpp"
#include "truce/base/result.hpp"
#include "truce/http/http.hpp"
#include "truce/mechanism/mirror.hpp"

namespace truce {

/// Answers any path with what answer_body_request gives; refusals as http_refusal. For several threads at once, so clock
/// and randomness must be safe for that, as the system's are.
HttpHandler serve_bodies(const Path& directory, std::shared_ptr<Clock> clock, std::shared_ptr<Random> random);

/// Carries a mirror's requests to `url` + "/bodies".
/// Errors: those of HttpClient; bodies.refused (invalid: the server's own words), http.response for what is no pouch.
AskServer ask_over_http();

}  // namespace truce
