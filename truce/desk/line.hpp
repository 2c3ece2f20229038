/// The line from a desk to the server of its log. What comes over it is believed by nobody: the desk checks it.
/// For one thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "truce/base/hash.hpp"
#include "truce/base/result.hpp"
#include "truce/http/client.hpp"
#include "truce/record/body.hpp"
#include "truce/record/note.hpp"
#include "truce/record/submission.hpp"

namespace truce {

/// Whether an error of the line says only that there is none at the moment: whoever waits and tries again may get through.
[[nodiscard]] bool is_line_down(const Error& error);

/// A file in pieces, in order, each asked for once more if the line was cut.
struct LineFile {
    Digest digest;
    std::uint64_t bytes = 0;
    /// So many bytes from there. Errors end the sending.
    std::function<Result<std::string>(std::uint64_t from, std::size_t bytes)> piece;
};

/// Who speaks on a line, where it has to sign in.
struct LineSpeaker {
    const NoteSigner& key;
    std::string log;                   ///< its name
    std::vector<std::string> servers;  ///< what the server may call itself: whoever names another one would sign in there with this answer
};

/// What a server gives to be signed by whoever signs in, if it can be nothing else: a challenge, for this key, log and server.
/// Errors: line.challenge (corrupt).
Result<void> check_challenge(std::string_view text, const LineSpeaker& speaker);

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
    /// Likewise, of which the items are a file of chunks: they are sent first. Whatever the server says of that, and not of the entry, is
    /// an error whose id begins with "server.".
    Result<void> hand_in(const Submission& submission, const LineFile& items, const LineSpeaker& speaker);
    /// Gives the server a file that a recorded item of one's own cites. Errors: as above; line.challenge.
    Result<void> attach(const LineFile& file, const std::string& item, const LineSpeaker& speaker);
    /// A file that an item cites, as far as the server gives it to the speaker. Errors: likewise; line.other_bytes (corrupt: of another
    /// hash).
    Result<std::string> attachment(const Digest& digest, const std::string& item, const LineSpeaker& speaker);
    /// The public checkpoint, with what witnesses said of it.
    Result<std::string> checkpoint();

private:
    DeskLine(HttpClient client, HttpClient patient) : client_(std::move(client)), patient_(std::move(patient)) {}
    /// Asks signed in; signs in where that is not so, or not any more.
    Result<HttpResponse> ask(HttpClient& client, const HttpRequest& request, const LineSpeaker& speaker);
    Result<void> sign_in(const LineSpeaker& speaker);
    Result<void> send(const LineFile& file, const LineSpeaker& speaker);

    HttpClient client_;
    HttpClient patient_;  ///< waits longer: for what is large to be recorded
    std::string cookie_;  ///< "": not signed in
};

}  // namespace truce
