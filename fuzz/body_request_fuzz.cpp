/// Any bytes as a request for bodies, to a log that knows one key. The signature would keep a fuzzer out: each input that can be
/// a note's text is also signed by that key, and is then read or refused for its form.
#include "truce/record/body_request.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "fuzz/fuzz.hpp"
#include "truce/base/bytes.hpp"
#include "truce/record/key_file.hpp"

namespace {

struct World {
    std::unique_ptr<truce::Random> random = truce::seeded_random(2017);
    truce::ManualClock clock{truce::Instant{1'488'040'200'000'000}};
    truce::Path file = std::filesystem::temp_directory_path() / fmt::format("truce-body-request-fuzz-{}.db", ::getpid());
    std::unique_ptr<truce::Database> db = truce::open_sqlite(file).value();
    truce::NoteSigner desk = truce::new_entry_key("un", *random);
    truce::Log log = found();

    ~World() { std::filesystem::remove(file); }
    truce::Log found() {
        const std::vector founders{desk.public_key()};
        return truce::Log::found(*db, {truce::new_named_key("example.com/log", *random), truce::new_entry_key("log", *random)}, founders,
                                 clock, *random)
            .value();
    }
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace truce;
    static World world;
    const std::string_view bytes = view_of(data, size);
    TRUCE_ASSERT(!check_body_request(bytes, LogReader(*world.db), world.clock.now()));
    const bool has_control = std::ranges::any_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
    if (has_control || !is_utf8(bytes)) return 0;
    const std::string text = "truce/bodies/v1\n" + std::string(bytes) + "\n";
    const auto asked = check_body_request(join_note(text, *world.desk.signature_line(text)), LogReader(*world.db), world.clock.now());
    if (!asked) return 0;
    TRUCE_ASSERT(asked->institution == "un" && asked->request.log == "example.com/log");
    TRUCE_ASSERT(sign_body_request(asked->request, world.desk)->starts_with(text));
    return 0;
}
