/// From what an answer to a program is made, and what all those answers have in common.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/http/http.hpp"
#include "truce/interfaces/outlines.hpp"
#include "truce/publish/live_register.hpp"

namespace truce {

/// One reader at one moment.
struct FeatureSource {
    std::shared_ptr<const LiveRegister> live;
    Onlooker onlooker;
    std::shared_ptr<Outlines> outlines;  ///< of the register's profile
    std::string url;  ///< where the program's root is seen from outside, without a slash at the end: "https://example.org"
};

/// The members of a query, each once. Errors: http.percent, http.query, query.twice (invalid).
class QueryMembers {
public:
    static Result<QueryMembers> parse(std::string_view query);
    /// The value, marked as understood; nullopt if it is not there.
    std::optional<std::string> take(std::string_view name);
    /// Those not taken yet, in the order of the query.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> rest() const;
    /// Errors: query.unknown (invalid) if something is left, naming it and what there is.
    [[nodiscard]] Result<void> done(std::string_view known) const;
    /// All of them as sent, without `without`, to build links: "a=1&b=2".
    [[nodiscard]] std::string again(std::string_view without = "") const;

private:
    std::vector<std::pair<std::string, std::string>> members_;
    std::vector<bool> taken_;
};

/// 200 with a tag of the content, or 304 where the reader has the same: a tag says nothing that the body does not.
HttpResponse answer(const HttpRequest& request, const FeatureSource& source, std::string_view type, std::string body);
/// The refusal as problem details (RFC 9457), with `code` and `description` for clients of the OGC's interfaces.
HttpResponse refusal(const Error& error);

/// A JSON string with its quotes.
void append_text(std::string& out, std::string_view text);
std::string json_text(std::string_view text);
/// For attributes and text of HTML.
std::string html_text(std::string_view text);

/// Degrees, exactly: "36.2103".
void append_degrees(std::string& out, std::int64_t e7);

}  // namespace truce
