#include "truce/record/fetch.hpp"

namespace truce {

Fetch fetch_from_folder(Path folder) {
    return [folder = std::move(folder)](std::string_view path) { return read_file(folder / path, fetch_size_max); };
}

}  // namespace truce
