/// The pages: files of the web application, from inside the binary or from a folder.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/http/http.hpp"

namespace truce {

class Pages {
public:
    /// A folder is read anew at each request: for whoever works on the pages.
    explicit Pages(std::optional<Path> folder) : folder_(std::move(folder)) {}

    /// The file of that path; for a path without one whose last segment has no dot, index.html, because the application has pages of
    /// its own there. Where there are no pages at all "/" says how to get them. 404 otherwise.
    ///   path   percent-decoded, begins with "/", without "." and ".." segments
    [[nodiscard]] HttpResponse page(std::string_view path) const;

private:
    [[nodiscard]] std::optional<std::string> bytes_of(std::string_view name) const;
    std::optional<Path> folder_;
};

/// By the name's ending; application/octet-stream for others.
std::string_view media_type(std::string_view name);

}  // namespace truce
