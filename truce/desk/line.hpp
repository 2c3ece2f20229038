/// The line from a desk to the server of its log. What comes over it is believed by nobody: the desk checks it.
/// For one thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/http/client.hpp"
#include "truce/record/body.hpp"
#include "truce/record/submission.hpp"

namespace truce {

/// Whether an error of the line says only that there is none at the moment: whoever waits and tries again may get through.
[[nodiscard]] bool is_line_down(const Error& error);

/// Errors of each: those of HttpClient; line.busy (busy: the server is there, and has no time); what the server itself refused, under the
/// server's own id; line.not_truce (io: no truce answers there).
class DeskLine {
public:
    /// Errors: those of HttpClient::create.
    static Result<DeskLine> create(std::string_view url, const HttpClientOptions& options);

    /// The answer pouch to a signed request (record/body_request.hpp).
    Result<std::string> bodies(const std::string& request);
    /// Hands in a signed entry with its parts, and the items of its batch.
    Result<void> hand_in(const Submission& submission, const std::vector<Body>& items);
    /// The public checkpoint, with what witnesses said of it.
    Result<std::string> checkpoint();

private:
    explicit DeskLine(HttpClient client) : client_(std::move(client)) {}
    HttpClient client_;
};

}  // namespace truce
