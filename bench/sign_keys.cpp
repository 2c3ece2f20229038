/// How many notes a second a key signs:  sign_keys SECONDS KEY...
///
/// Each KEY is a key file or a token's pkcs11: URI with a pin-source. Signed is what `truce` signs, an entry's text of usual length, and
/// what comes back from a token is checked, as always.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "truce/record/entry.hpp"
#include "truce/record/key_file.hpp"

namespace {

using namespace truce;
using Steady = std::chrono::steady_clock;

EntryHeader header_of(const NoteKey& key, Random& random) {
    return {key.name.substr(0, key.name.find('/')), sha256("body"), new_uuid(random), "exercise/0a1b2c3d", std::nullopt, first_prev(key),
            slot_of(Instant{1'488'045'911'000'000})};
}

int measured(const std::string& word, std::chrono::duration<double> least, Random& random) {
    const Steady::time_point asked = Steady::now();
    const auto key = read_key_file(word);
    if (!key) {
        fmt::print(stderr, "{}\n", key.error().text());
        return 1;
    }
    const std::chrono::duration<double> opening = Steady::now() - asked;
    const EntryHeader header = header_of(key->public_key(), random);
    std::size_t count = 0;
    const Steady::time_point begin = Steady::now();
    std::chrono::duration<double> took{};
    while (took < least) {
        if (const auto note = sign_entry(header, *key); !note) {
            fmt::print(stderr, "{}\n", note.error().text());
            return 1;
        }
        ++count;
        took = Steady::now() - begin;
    }
    fmt::print("{:<60.60} opened in {:6.1f} ms, {:8.0f} signatures a second, {:6.1f} us each\n", word, opening.count() * 1e3,
               static_cast<double>(count) / took.count(), took.count() * 1e6 / static_cast<double>(count));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        fmt::print(stderr, "usage: sign_keys SECONDS KEY...\n");
        return 2;
    }
    const auto random = system_random();
    const std::chrono::duration<double> least(std::atof(argv[1]));
    for (int i = 2; i < argc; ++i) {
        if (const int status = measured(argv[i], least, *random); status != 0) return status;
    }
    return 0;
}
