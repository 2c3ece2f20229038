/// The pages: files of the web application, from inside the binary or from a folder.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "truce/base/file.hpp"
#include "truce/http/http.hpp"

namespace truce {

class Pages {
public:
    /// A folder is read anew at each request: for whoever works on the pages.
    explicit Pages(std::optional<Path> folder);

    /// The file of that path; for a path without one whose last segment has no dot, index.html, because the application has pages of
    /// its own there. Where there are no pages at all "/" says how to get them. 404 otherwise. A file that lies there packed as well,
    /// NAME.br or NAME.gz, is given so to those who take it.
    ///   path   percent-decoded, begins with "/", without "." and ".." segments
    [[nodiscard]] HttpResponse page(const HttpRequest& request, std::string_view path) const;

private:
    struct File {
        std::shared_ptr<const std::string> bytes;
        std::string etag;
    };
    [[nodiscard]] std::optional<File> file_of(const std::string& name) const;
    std::optional<Path> folder_;
    std::map<std::string, File, std::less<>> embedded_;
};

/// By the name's ending; application/octet-stream for others.
std::string_view media_type(std::string_view name);

}  // namespace truce
