/// Files that lie inside the binary: "api.openapi.json", and the pages as "web/...".
#pragma once

#include <span>
#include <string_view>

namespace truce {

struct EmbeddedFile {
    std::string_view name;
    std::string_view bytes;
};

std::span<const EmbeddedFile> embedded_files();

}  // namespace truce
