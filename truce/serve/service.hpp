/// The server of one mechanism: start here. It authenticates, calls one method of the mechanism, and renders the answer; what may be
/// seen by whom is decided there (mechanism/viewer.hpp), not here.
///
///   router.hpp     which handler answers which path
///   readers.hpp    each question reads on a connection of its own, and sees one size of the record
///   writer.hpp     one thread writes, and answers when it is durable
///   sessions.hpp   who is signed in
///   events.hpp     who listens for what is new
///   uploads.hpp    bytes on their way in, piece by piece
///   imports.hpp    files for registers: read here, signed where the key is, recorded
///   api.hpp        the handlers, a file for each matter; schema/api.openapi.json is their contract
///   feeds.hpp      the register in memory, for maps and other programs (truce/interfaces)
///   pages.hpp      the pages, from inside the binary or from a folder
///   desk_behind.hpp   what answers in the place of the writer where the service is that of a participant's own desk
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/scratch.hpp"
#include "truce/http/http.hpp"
#include "truce/http/rate_limit.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/record/policy.hpp"
#include "truce/serve/events.hpp"
#include "truce/serve/feeds.hpp"
#include "truce/serve/imports.hpp"
#include "truce/serve/metrics.hpp"
#include "truce/serve/pages.hpp"
#include "truce/serve/query.hpp"
#include "truce/serve/readers.hpp"
#include "truce/serve/router.hpp"
#include "truce/serve/sessions.hpp"
#include "truce/serve/uploads.hpp"
#include "truce/serve/writer.hpp"

namespace truce {

struct ServiceOptions {
    /// Where readers reach it: "https://truce.example.org"; "": the request's Host, by https if `tls`. Cookies are Secure where it is
    /// https.
    std::string url;
    bool tls = false;  ///< this process's own connections are encrypted
    /// Pages from this folder instead of those inside the binary.
    std::optional<Path> pages;
    /// The witnesses whose words make the levels of receipts.
    std::optional<Policy> policy;
    /// Whoever asks from this machine's own loopback address, and by no proxy, reads as this institution, without signing in. For the desk
    /// of one person, and for trying things out; it speaks for nobody. "": nobody does.
    std::string loopback_reads_as;
    /// The address of who asks is the last one in X-Forwarded-For: only behind a proxy that sets it.
    bool behind_proxy = false;
    RateLimit::Options rate;
    Sessions::Options sessions;
    std::size_t listeners_max = 2'048;
    UploadLimits uploads;
    ImportLimits imports;
    AttachmentLimits attachments;  ///< of those that come over the line; file_bytes_max is also what goes out over it
    /// One line for each answer, without addresses and names.
    std::function<void(const std::string& line)> log;
};

class DeskBehind;
class Service;

/// One request, and who asks.
struct Asked {
    Service& service;
    const HttpRequest& request;
    const PathParameters& path;
    const Query& query;
    const Mechanism& mechanism;
    std::optional<Session> session;
    std::string institution;  ///< "" is the public

    /// The size up to which the one who asks may look: that of the query's as_of, else `otherwise`, else the newest.
    /// Errors: publication.not_yet, checkpoint.missing, query.number.
    [[nodiscard]] Result<std::uint64_t> as_of(std::optional<std::uint64_t> otherwise = {}) const;
    [[nodiscard]] Result<std::shared_ptr<const Viewer>> viewer(std::optional<std::uint64_t> otherwise = {}) const;
    /// By the reading that the query names, if it does.
    [[nodiscard]] Result<std::shared_ptr<const Situation>> situation(std::uint64_t as_of) const;
    [[nodiscard]] Result<std::shared_ptr<const Situation>> situation(std::uint64_t as_of, const std::optional<std::string>& reading) const;
    /// The request's JSON object. Errors: body.json, body.members (invalid: one that it does not have, or lacks one that it must have).
    [[nodiscard]] Result<JsonObject> body(std::span<const std::string_view> needed, std::span<const std::string_view> optional = {}) const;
};

using ApiHandler = std::function<Result<HttpResponse>(const Asked&)>;

class Service {
public:
    /// Opens the folder for writing: nobody else writes to it from here on.
    /// Errors: those of Mechanism::open.
    static Result<std::unique_ptr<Service>> open(const Path& directory, ServiceOptions options, Clock& clock, Random& random);
    /// The service of a desk: the folder holds a copy, which others write. Precondition: the desk outlives it.
    /// Errors: those of Mechanism::open; documents.missing.
    static Result<std::unique_ptr<Service>> open_at_desk(const Path& directory, ServiceOptions options, DeskBehind& desk, Clock& clock,
                                                         Random& random);
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service();

    /// Any thread. Precondition: not after finish().
    HttpResponse handle(const HttpRequest& request);
    /// What handle() will have to do: pages from inside the binary are ready, questions are brief, whatever is handed in waits, exports are
    /// lengthy. Any thread.
    [[nodiscard]] HttpWork work(const HttpRequest& request) const;
    /// Now and then, some seconds apart: tells the public of a tick that has passed.
    void tick();
    /// After a desk's copy has changed: what came is told to those who listen. From one thread. Errors: those of Live::follow.
    enum class CopyHas : std::uint8_t { grown, opened };  ///< opened: parts, too, that had been sealed
    Result<void> followed(CopyHas has);
    /// Ends the event streams. Then the HTTP server can stop, and after it this may go.
    void finish();

    // For the handlers.
    /// A question with these names in its query, if any; brief. Whatever is handed in, by another method than get, waits: it may go into
    /// the record.
    void route(HttpMethod method, std::string pattern, std::vector<std::string_view> query, ApiHandler handler);
    [[nodiscard]] const ServiceOptions& options() const { return options_; }
    [[nodiscard]] const Path& directory() const { return directory_; }
    [[nodiscard]] Readers& readers() { return readers_; }
    /// The register in memory: one for every question.
    [[nodiscard]] const Live& live() const { return *live_; }
    /// Precondition: there is no desk.
    [[nodiscard]] Writer& writer() { return *writer_; }
    /// At a desk, too: in its process's memory alone.
    [[nodiscard]] Uploads& uploads() { return *uploads_; }
    [[nodiscard]] Imports& imports() { return *imports_; }
    /// Records an entry with the items of its batch, which lie in a file of chunks: staged beside the writer, one at a time. Any thread.
    /// Precondition: there is no desk. Errors: append.busy (busy: another one is staged), those of stage_items and Writer::submit.
    Result<Submitted> submit(CheckedSubmission filing, const Path& chunks);
    /// Keeps a file that the institution sent beside the record. Any thread. Precondition: there is no desk. Errors: those of
    /// Attachments::add.
    Result<Attachment> attach(const Path& file, std::string_view giver);
    /// Bytes of an attachment for an answer; few are in memory at once. Errors: those of Attachments::read; attachment.busy (busy).
    Result<std::shared_ptr<const std::string>> attachment(const Mechanism& mechanism, const Digest& digest);
    [[nodiscard]] std::size_t filings_waiting() const { return writer_ ? writer_->waiting() : 0; }
    /// nullptr: this is the server of a mechanism.
    [[nodiscard]] DeskBehind* desk() const { return desk_; }
    [[nodiscard]] Sessions& sessions() { return sessions_; }
    [[nodiscard]] Events& events() { return events_; }
    [[nodiscard]] Metrics& metrics() { return metrics_; }
    [[nodiscard]] Clock& clock() { return clock_; }
    [[nodiscard]] Random& random() { return random_; }
    [[nodiscard]] const Router& router() const { return router_; }
    /// "https://truce.example.org", or what the request says to have reached.
    [[nodiscard]] std::string url_of(const HttpRequest& request) const;
    /// Whether a program of this machine asks, by no proxy.
    [[nodiscard]] bool is_from_here(const HttpRequest& request) const;

private:
    Service(Path directory, ServiceOptions options, Clock& clock, Random& random);
    Result<void> begin(const Mechanism& mechanism);
    void take_files(Scratch uploads, Scratch imports);
    /// What a commit, or growth of a copy, brought: to the register in memory, to what is judged, to those who listen.
    Result<void> bring(const Mechanism& mechanism, std::uint64_t size, const std::vector<std::string>& kinds);
    HttpResponse answer(const HttpRequest& request, std::string& route);
    /// Fills in who asks.
    Result<void> recognise(Asked& asked);
    HttpResponse feed(const HttpRequest& request);
    HttpResponse ask(const HttpRequest& request, const PathParameters& path, const std::vector<std::string_view>& names,
                     const ApiHandler& handler);
    [[nodiscard]] bool is_page_inside(const HttpRequest& request) const;
    [[nodiscard]] Result<void> may_write(const HttpRequest& request) const;
    [[nodiscard]] std::string address_of(const HttpRequest& request) const;

    const Path directory_;
    const ServiceOptions options_;
    Clock& clock_;
    Random& random_;
    Router router_;
    Readers readers_;
    Sessions sessions_;
    Events events_;
    Metrics metrics_;
    RateLimit rate_;
    Pages pages_;
    std::unique_ptr<Live> live_;
    std::unique_ptr<Feeds> feeds_;
    std::optional<std::uint64_t> public_size_;  ///< at the last tick(); of the thread that calls it
    DeskBehind* desk_ = nullptr;
    std::uint64_t told_ = 0;  ///< of a copy: up to where it was brought
    HttpHandler bodies_;      ///< of a mechanism: gives copies to those who ask with a key
    std::mutex attaching_;    ///< one at a time is written
    std::mutex staging_;      ///< of what came with items in a file
    std::shared_ptr<std::atomic<int>> attachments_out_ = std::make_shared<std::atomic<int>>(0);
    std::unique_ptr<Uploads> uploads_;
    std::unique_ptr<Writer> writer_;    ///< goes before those above: its last commit tells them
    std::unique_ptr<Imports> imports_;  ///< goes first: it reads
};

}  // namespace truce
