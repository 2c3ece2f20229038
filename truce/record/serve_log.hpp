/// A log over HTTP, as C2SP tlog-tiles says: GET /checkpoint, /tile/<level>/<N>[.p/<width>], /tile/entries/<N>[.p/<width>].
///
/// Only what the newest signed checkpoint covers is served, and of it every tile and partial tile of every size for
/// which a checkpoint was signed. Tiles never change, so they may be kept for ever; the checkpoint for some seconds.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/http/http.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// Opens another connection to the log's store, for reading.
using OpenStore = std::function<Result<std::unique_ptr<Database>>()>;

/// Answers requests for one log; the paths begin at the log's prefix. As many connections are opened as requests are
/// answered at once, and kept. 404: no such file, or not yet; 405: neither GET nor HEAD; 500: the store is damaged.
///   dress   gives the checkpoint as it is to be served, with the cosignatures collected for it; called by several
///           threads at once; absent: as the log signed it
HttpHandler log_handler(OpenStore open, std::function<Result<std::string>(std::string_view checkpoint)> dress = {});

}  // namespace truce
