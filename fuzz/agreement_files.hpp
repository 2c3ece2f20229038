/// For targets whose input is a file that people write: a folder of the process's own, with the areas that such a file may name.
#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/small_texts.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/file.hpp"

namespace truce {

class AgreementFolder {
public:
    AgreementFolder() : folder_(std::filesystem::temp_directory_path() / ("truce-fuzz-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
        (void)write("atlas.geojson", testing_support::atlas_text);
        (void)write("zones.geojson", testing_support::zones_text);
    }
    ~AgreementFolder() { std::filesystem::remove_all(folder_); }
    AgreementFolder(const AgreementFolder&) = delete;
    AgreementFolder& operator=(const AgreementFolder&) = delete;

    [[nodiscard]] Path write(const char* name, std::string_view text) const {
        std::ofstream file(folder_ / name, std::ios::binary);
        file.write(text.data(), static_cast<std::streamsize>(text.size()));
        TRUCE_ASSERT(file.flush().good());
        return folder_ / name;
    }

private:
    Path folder_;
};

}  // namespace truce
