/// How answers are written: JSON, refusals in their one shape, and the headers that every answer carries.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/names.hpp"
#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/http/http.hpp"

namespace truce {

/// JSON with of its bytes; "private, no-cache": kept by the one who asked, and asked for again each time.
HttpResponse json_answer(const Json& json, unsigned status = 200, std::string_view type = "application/json");
/// Bytes that are JSON already.
HttpResponse json_bytes(std::string bytes, unsigned status = 200, std::string_view type = "application/json");

/// {"error":{"id","remedy","what","where"}} with the status of Errc's table; 429 for http.rate.
HttpResponse refused(const Error& error);

/// Adds what keeps a browser from doing anything with an answer that it was not meant for.
///   is_page   the pages' own policy, instead of one that allows nothing
void add_security_headers(HttpResponse& response, bool is_page);

Json texts_json(const Texts& texts);
Json list_json(const std::vector<std::string>& texts);

}  // namespace truce
