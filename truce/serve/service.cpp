#include "truce/serve/service.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/http/compress.hpp"
#include "truce/mechanism/directory.hpp"
#include "truce/mechanism/serve_bodies.hpp"
#include "truce/serve/answer.hpp"
#include "truce/serve/api.hpp"
#include "truce/serve/desk_behind.hpp"

namespace truce {
namespace {

constexpr std::string_view cookie_name = "truce_session";
/// Attachments that are in memory for answers at once.
constexpr int attachments_out_max = 8;

std::string_view cookie_of(const HttpRequest& request) {
    for (std::string_view rest = find_header(request.headers, "cookie").value_or(""); !rest.empty();) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view one = rest.substr(0, end);
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one.starts_with(cookie_name) && one.substr(cookie_name.size()).starts_with('=')) return one.substr(cookie_name.size() + 1);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

bool is_loopback(std::string_view address) { return address.starts_with("127.") || address == "::1" || address == "::ffff:127.0.0.1"; }

std::string_view agent_of(const HttpRequest& request) { return find_header(request.headers, "user-agent").value_or(""); }

}  // namespace

// ---- one request ---------------------------------------------------------------------------------------------

Result<std::uint64_t> Asked::as_of(std::optional<std::uint64_t> otherwise) const {
    std::uint64_t most = 0;
    if (institution.empty()) {
        TRUCE_ASSIGN(most, service.readers().public_size(mechanism));
    } else {
        TRUCE_ASSIGN(most, mechanism.size());
    }
    // The register in memory follows a commit before its answers go out, and a moment after its rows are there.
    most = std::min(most, service.live().now().live->size());
    TRUCE_ASSIGN(const auto asked, query.number("as_of", 1, std::uint64_t{json_integer_max}));
    const std::uint64_t wanted = asked.value_or(otherwise.value_or(most));
    if (wanted == most) return most;
    if (wanted > most || wanted == 0) {
        return Error{Errc::not_found, "checkpoint.missing", fmt::format("there is no size {} for you; the newest is {}", wanted, most),
                     asked ? "as_of" : "after", "Ask for that, or leave it out"};
    }
    TRUCE_ASSIGN([[maybe_unused]] const std::string note, LogReader(mechanism.db()).checkpoint_at(wanted));
    return wanted;
}

Result<std::shared_ptr<const Viewer>> Asked::viewer(std::optional<std::uint64_t> otherwise) const {
    TRUCE_ASSIGN(const std::uint64_t size, as_of(otherwise));
    return service.readers().viewer(mechanism, institution, size);
}

Result<std::shared_ptr<const Situation>> Asked::situation(std::uint64_t as_of) const { return situation(as_of, query.text("reading")); }

Result<std::shared_ptr<const Situation>> Asked::situation(std::uint64_t as_of, const std::optional<std::string>& reading) const {
    return service.readers().situation(mechanism, service.live(), as_of, reading);
}

Result<JsonObject> Asked::body(std::span<const std::string_view> needed, std::span<const std::string_view> optional) const {
    auto json = parse_json(request.body);
    if (!json) return at("body", Error{Errc::invalid, "body.json", json.error().what, json.error().where, json.error().remedy});
    if (!json->is_object()) return Error{Errc::invalid, "body.json", "the body is no JSON object", "body", "Send one"};
    JsonObject object = std::move(json->get_object());
    const auto wrong = [](std::string_view name, std::string_view what) {
        return Error{Errc::invalid, "body.members", fmt::format("the member \"{}\" {}", name, what), "body", "Look at GET /api"};
    };
    for (const std::string_view name : needed) {
        if (!object.contains(name)) return wrong(name, "is missing");
    }
    for (const auto& member : object) {
        const std::string_view name = member.key();
        if (std::ranges::find(needed, name) == needed.end() && std::ranges::find(optional, name) == optional.end())
            return wrong(name, "is not known here");
    }
    return object;
}

// ---- the service ---------------------------------------------------------------------------------------------

Service::Service(Path directory, ServiceOptions options, Clock& clock, Random& random)
    : directory_(std::move(directory)),
      options_(std::move(options)),
      clock_(clock),
      random_(random),
      readers_(directory_, clock, random),
      sessions_(options_.sessions, clock, random),
      events_(options_.listeners_max),
      rate_(options_.rate),
      pages_(options_.pages) {}

Service::~Service() { finish(); }

Result<std::unique_ptr<Service>> Service::open(const Path& directory, ServiceOptions options, Clock& clock, Random& random) {
    TRUCE_ASSIGN(Mechanism mechanism, Mechanism::open(directory, OpenFor::writing, clock, random));
    std::unique_ptr<Service> service(new Service(directory, std::move(options), clock, random));
    TRUCE_TRY(service->begin(mechanism));
    service->bodies_ = serve_bodies(directory, std::shared_ptr<Clock>(std::shared_ptr<void>(), &clock),
                                    std::shared_ptr<Random>(std::shared_ptr<void>(), &random));  // both outlive the service
    Writer::Options writing;
    writing.committed = [raw = service.get()](const Mechanism& written, std::uint64_t size, const std::vector<std::string>& kinds) {
        // What fails here is what the next commit begins with; until then what was shown before is shown still.
        if (!raw->bring(written, size, kinds)) raw->feeds_->judge_anew();
    };
    service->writer_ = std::make_unique<Writer>(std::move(mechanism), std::move(writing));
    TRUCE_ASSIGN(Scratch uploads, Scratch::in_folder(directory / "uploads"));
    TRUCE_ASSIGN(Scratch imports, Scratch::in_folder(directory / "imports"));
    service->take_files(std::move(uploads), std::move(imports));
    return service;
}

Result<std::unique_ptr<Service>> Service::open_at_desk(const Path& directory, ServiceOptions options, DeskBehind& desk, Clock& clock,
                                                       Random& random) {
    TRUCE_ASSIGN(const Mechanism copy, Mechanism::open(directory, OpenFor::reading, clock, random));
    std::unique_ptr<Service> service(new Service(directory, std::move(options), clock, random));
    service->desk_ = &desk;
    TRUCE_TRY(service->begin(copy));
    TRUCE_ASSIGN(service->told_, copy.size());
    service->take_files(Scratch::in_memory(), Scratch::in_memory());
    return service;
}

void Service::take_files(Scratch uploads, Scratch imports) {
    uploads_ = std::make_unique<Uploads>(std::move(uploads), options_.uploads, clock_);
    imports_ = std::make_unique<Imports>(std::move(imports), directory_, readers_, options_.imports, clock_, random_);
}

Result<void> Service::begin(const Mechanism& mechanism) {
    TRUCE_ASSIGN(live_, Live::open(mechanism));
    feeds_ = std::make_unique<Feeds>(*live_, readers_);
    add_mechanism_routes(*this);
    add_incident_routes(*this);
    add_case_routes(*this);
    add_bulletin_routes(*this);
    add_onward_routes(*this);
    add_coordination_routes(*this);
    add_talks_routes(*this);
    add_record_routes(*this);
    add_session_routes(*this);
    add_filing_routes(*this);
    add_import_routes(*this);
    add_attachment_routes(*this);
    add_desk_routes(*this);
    add_operator_routes(*this);
    return {};
}

Result<void> Service::bring(const Mechanism& mechanism, std::uint64_t size, const std::vector<std::string>& kinds) {
    const auto followed = live_->follow(mechanism);
    if (followed && *followed == Live::Followed::to_be_judged) feeds_->judge_anew();
    events_.committed(size, kinds, clock_.now());
    return followed ? Result<void>() : Result<void>(followed.error());
}

Result<void> Service::followed(CopyHas has) {
    TRUCE_ASSIGN(const Readers::Lease copy, readers_.take());
    TRUCE_ASSIGN(const std::uint64_t size, copy->size());
    std::vector<std::string> kinds;
    TRUCE_TRY(copy->db().query("SELECT DISTINCT kind FROM log_entry WHERE idx >= $1 AND idx < $2",
                               {Value(static_cast<std::int64_t>(told_)), Value(static_cast<std::int64_t>(size))},
                               [&](const Row& row) -> Result<void> {
                                   if (!row.text(0).empty()) kinds.emplace_back(row.text(0));
                                   return {};
                               }));
    if (has == CopyHas::opened) {
        TRUCE_TRY(live_->read_again(*copy));
        readers_.forget();
        feeds_->judge_anew();
    }
    TRUCE_TRY(bring(*copy, size, kinds));
    told_ = size;
    return {};
}

Result<Submitted> Service::submit(CheckedSubmission filing, const Path& chunks) {
    const std::unique_lock lock(staging_, std::try_to_lock);
    if (!lock)
        return Error{Errc::busy, "append.busy", "another filing of many records is taken in at this moment", filing.entry().header.id,
                     "Hand it in again in a moment"};
    TRUCE_ASSIGN(const DirectoryConfig config, read_config(directory_));
    TRUCE_ASSIGN(const std::unique_ptr<Database> db, open_store_beside_writer(directory_, config));
    TRUCE_ASSIGN(const StagedItems staged, stage_items(*db, filing, chunks));
    auto submitted = writer_->submit(SignedFiling{std::move(filing), {}, staged});
    // What is refused did not land. Where taking it away fails, the next opening for writing sweeps it.
    if (!submitted) (void)unstage_import(*db, staged).ok();
    return submitted;
}

Result<Attachment> Service::attach(const Path& file, std::string_view giver) {
    const std::lock_guard lock(attaching_);
    TRUCE_ASSIGN(const DirectoryConfig config, read_config(directory_));
    TRUCE_ASSIGN(const std::unique_ptr<Database> db, open_store_beside_writer(directory_, config));
    return Attachments(*db, directory_ / "attachments", options_.attachments).add(file, giver);
}

Result<std::shared_ptr<const std::string>> Service::attachment(const Mechanism& mechanism, const Digest& digest) {
    // Counted until the answer has gone out.
    const std::shared_ptr<std::atomic<int>> out = attachments_out_;
    const auto end = [out](const void*) { --*out; };
    const std::shared_ptr<const void> one(out.get(), end);
    if (++*out > attachments_out_max)
        return Error{Errc::busy, "attachment.busy", "as many attachments are on their way out as may be", "", "Ask again in a moment"};
    TRUCE_ASSIGN(std::string bytes, Attachments(mechanism.db(), directory_ / "attachments", options_.attachments).read(digest));
    auto kept = std::make_shared<const std::pair<std::string, std::shared_ptr<const void>>>(std::move(bytes), one);
    return std::shared_ptr<const std::string>(kept, &kept->first);
}

void Service::route(HttpMethod method, std::string pattern, std::vector<std::string_view> query, ApiHandler handler) {
    router_.add(
        method, std::move(pattern),
        [this, names = std::move(query), handler = std::move(handler)](const HttpRequest& request, const PathParameters& path) {
            return ask(request, path, names, handler);
        },
        method == HttpMethod::get ? HttpWork::brief : HttpWork::waiting);
}

std::string Service::url_of(const HttpRequest& request) const {
    if (!options_.url.empty()) return options_.url;
    return fmt::format("{}://{}", options_.tls ? "https" : "http", find_header(request.headers, "host").value_or(""));
}

std::string Service::address_of(const HttpRequest& request) const {
    if (!options_.behind_proxy) return request.remote;
    const auto forwarded = find_header(request.headers, "x-forwarded-for");
    if (!forwarded) return request.remote;
    std::string_view last = forwarded->substr(forwarded->rfind(',') + 1);
    while (last.starts_with(' ')) last.remove_prefix(1);
    return std::string(last);
}

bool Service::is_from_here(const HttpRequest& request) const {
    return is_loopback(request.remote) && !find_header(request.headers, "x-forwarded-for") && !find_header(request.headers, "forwarded");
}

/// A page of another site may send a form or a simple request here, but neither JSON nor bytes, nor an Origin that is ours.
Result<void> Service::may_write(const HttpRequest& request) const {
    const std::string_view type = find_header(request.headers, "content-type").value_or("");
    const std::string_view wanted = request.method == HttpMethod::put ? "application/octet-stream" : "application/json";
    if (!type.starts_with(wanted)) {
        return Error{Errc::invalid, "http.content_type", fmt::format("the body is not said to be {}", wanted), "Content-Type",
                     fmt::format("Send Content-Type: {}", wanted)};
    }
    const auto origin = find_header(request.headers, "origin");
    if (origin && *origin != url_of(request)) {
        return Error{Errc::forbidden, "http.origin", "the request comes from a page of another site", "Origin",
                     "Use this server's own pages"};
    }
    return {};
}

Result<void> Service::recognise(Asked& asked) {
    if (desk_ != nullptr) {
        asked.session = desk_->session();
        asked.institution = asked.session->institution;
        return {};
    }
    const std::string_view token = cookie_of(asked.request);
    if (!token.empty()) asked.session = sessions_.find(token, agent_of(asked.request));
    if (asked.session) {
        TRUCE_ASSIGN(const EnrolledKey key, LogReader(asked.mechanism.db()).key(asked.session->key));
        if (key.revoked_at) {
            sessions_.end(token);
            asked.session.reset();
        }
    }
    if (asked.session) {
        asked.institution = asked.session->institution;
    } else if (!options_.loopback_reads_as.empty() && is_from_here(asked.request)) {
        asked.institution = options_.loopback_reads_as;
    }
    return {};
}

/// Maps and other programs' questions read their own query.
HttpResponse Service::feed(const HttpRequest& request) {
    auto answered = [&]() -> Result<HttpResponse> {
        TRUCE_ASSIGN(const Readers::Lease reader, readers_.take());
        const PathParameters path;
        const Query query;
        Asked asked{*this, request, path, query, *reader, std::nullopt, ""};
        TRUCE_TRY(recognise(asked));
        return feeds_->answer(request, asked.institution, clock_.now(), url_of(request));
    }();
    return answered ? std::move(*answered) : refused(answered.error());
}

HttpResponse Service::ask(const HttpRequest& request, const PathParameters& path, const std::vector<std::string_view>& names,
                          const ApiHandler& handler) {
    auto answered = [&]() -> Result<HttpResponse> {
        if (request.method != HttpMethod::get && request.method != HttpMethod::head) TRUCE_TRY(may_write(request));
        TRUCE_ASSIGN(const Query query, Query::read(request.query, names));
        TRUCE_ASSIGN(const Readers::Lease reader, readers_.take());
        Asked asked{*this, request, path, query, *reader, std::nullopt, ""};
        TRUCE_TRY(recognise(asked));
        return handler(asked);
    }();
    return answered ? std::move(*answered) : refused(answered.error());
}

HttpResponse Service::answer(const HttpRequest& request, std::string& route) {
    const bool operates = request.path == "/healthz" || request.path == "/readyz" || request.path == "/metrics";
    if (!operates && !rate_.allows(address_of(request), clock_.now()))
        return refused({Errc::busy, "http.rate", "this address asks more often than it may", "", "Wait a moment"});
    if (bodies_ && request.path == "/bodies") {
        route = "/bodies";
        return bodies_(request);
    }
    if (Feeds::answers(request.path)) {
        route = std::string(Feeds::route_of(request.path));
        return feed(request);
    }
    const Router::Match match = is_page_inside(request) ? Router::Match() : router_.match(request);
    if (match.route != nullptr) {
        route = match.route->pattern;
        return match.route->handler(request, match.parameters);
    }
    if (!match.allowed.empty()) {
        HttpResponse response = refused(
            {Errc::invalid, "http.method", fmt::format("this can be asked with {} only", match.allowed), request.path, "Use one of them"});
        response.status = 405;
        response.headers.emplace_back("Allow", match.allowed);
        return response;
    }
    if (request.path == "/api" || request.path.starts_with("/api/"))
        return refused({Errc::not_found, "http.path", "there is nothing of that name", request.path, "Look at GET /api"});
    if (request.method != HttpMethod::get && request.method != HttpMethod::head) return http_method_not_allowed("GET, HEAD");
    // A page's path comes decoded, without anything that could lead out of where pages lie.
    route = "/{page...}";
    static const Router pages = [] {
        Router router;
        router.add(HttpMethod::get, "/{page...}", {});
        return router;
    }();
    const Router::Match page = pages.match(request);
    if (page.route == nullptr) return refused({Errc::not_found, "http.path", "there is nothing of that name", "", ""});
    return pages_.page(request, "/" + std::string(parameter(page.parameters, "page")));
}

bool Service::is_page_inside(const HttpRequest& request) const { return request.path.starts_with("/assets/") && !options_.pages; }

HttpWork Service::work(const HttpRequest& request) const {
    if (is_page_inside(request)) return HttpWork::ready;
    if (bodies_ && request.path == "/bodies") return HttpWork::waiting;
    if (Feeds::answers(request.path)) return Feeds::work(request.path);
    const Router::Match match = router_.match(request);
    return match.route != nullptr ? match.route->work : HttpWork::brief;
}

HttpResponse Service::handle(const HttpRequest& request) {
    const auto began = std::chrono::steady_clock::now();
    std::string route = "-";
    HttpResponse response = answer(request, route);
    if (request.path.starts_with("/api") && !Feeds::answers(request.path) && !response.stream)
        response.headers.emplace_back("Vary", "Cookie");
    const bool has_policy = std::ranges::any_of(response.headers, [](const auto& one) { return one.first == "Content-Security-Policy"; });
    if (!has_policy) add_security_headers(response, false);
    if (options_.tls) response.headers.emplace_back("Strict-Transport-Security", "max-age=31536000");
    response = if_none_match(request, std::move(response));
    response = compressed(request, std::move(response));
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
    metrics_.answered(route, std::string(name_of(request.method)), response.status, took);
    if (options_.log) {
        options_.log(fmt::format(R"({{"at":"{}","bytes":{},"method":"{}","ms":{:.1f},"route":"{}","status":{}}})", format(clock_.now()),
                                 response.body_view().size(), name_of(request.method), static_cast<double>(took.count()) / 1000.0, route,
                                 response.status));
    }
    return response;
}

void Service::tick() {
    const auto reader = readers_.take();
    if (!reader) return;
    const auto size = readers_.public_size(**reader);
    if (!size || public_size_ == *size) return;
    const bool moved = public_size_.has_value();
    public_size_ = *size;
    if (moved) events_.ticked(*size);
}

void Service::finish() {
    events_.finish();
    if (imports_) imports_->finish();
}

}  // namespace truce
