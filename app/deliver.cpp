#include "app/deliver.hpp"

#include <fmt/format.h>

#include "app/output.hpp"
#include "truce/base/file.hpp"

namespace truce::app {

int deliver(const std::string& text, const Path& out, Format format) {
    if (out.empty()) {
        print(text);
        return 0;
    }
    if (const auto written = write_file_atomically(out, text); !written) return refuse(written.error(), format);
    fmt::print(stderr, "written to {}\n", out.string());
    return 0;
}

}  // namespace truce::app
