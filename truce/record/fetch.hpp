/// How a reader of somebody's log gets the files of C2SP tlog-tiles, wherever they lie. Nothing fetched is believed.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/base/result.hpp"

namespace truce {

/// The content of a file by its path relative to the log's prefix: "checkpoint", "tile/0/000" (tile_path.hpp).
/// Errors: not_found (any id) where there is no such file; others where it cannot be had.
using Fetch = std::function<Result<std::string>(std::string_view path)>;

/// No file of tlog-tiles is larger: a full bundle of the longest entries.
inline constexpr std::size_t fetch_size_max = std::size_t{17} << 20U;

/// From a folder as export_log.hpp writes it.
Fetch fetch_from_folder(Path folder);

/// From a web server, `url` being the log's prefix. For one thread at a time.
/// Errors: those of HttpClient::create; of the fetch: fetch.missing (not_found), fetch.refused (io: another status).
Result<Fetch> fetch_from_url(std::string_view url);

/// A URL if it begins with http:// or https://, else a folder.
Result<Fetch> fetch_from(std::string_view place);

}  // namespace truce
