/// Runs a fuzz target over the files of the folders named as arguments, as libFuzzer would. A folder without a
/// file is a failure: a test that ran nothing would pass for ever.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "fuzz/fuzz.hpp"
#include "truce/base/file.hpp"

namespace {

int run(const truce::Path& folder) {
    std::vector<truce::Path> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) files.push_back(entry.path());
    if (error || files.empty()) {
        fmt::print(stderr, "{}: no corpus there\n", folder.string());
        return 1;
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        const auto content = truce::read_file(file);
        if (!content) {
            fmt::print(stderr, "{}\n", content.error().text());
            return 1;
        }
        fmt::print(stderr, "{}\n", file.string());  // the last line shows which file a crash is about
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(content->data()), content->size());
    }
    fmt::print("{}: {} files\n", folder.string(), files.size());
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        fmt::print(stderr, "usage: {} CORPUS-FOLDER...\n", argv[0]);
        return 2;
    }
    int failed = 0;
    for (int i = 1; i < argc; ++i) failed += run(argv[i]);
    return failed == 0 ? 0 : 1;
}
