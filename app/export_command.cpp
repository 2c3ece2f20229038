#include <fmt/format.h>

#include <cstdio>
#include <utility>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/interfaces/export.hpp"
#include "truce/mechanism/live.hpp"
#include "truce/mechanism/situation.hpp"

namespace truce::app {
namespace {

/// Where the pieces go: standard output, or a file that has its name once it is whole.
class Output {
public:
    explicit Output(Path path) : path_(std::move(path)), part_(path_.empty() ? Path() : Path(path_.string() + ".part")) {}
    ~Output() {
        if (file_ != nullptr) std::fclose(file_);
        std::error_code ignored;
        if (!part_.empty()) std::filesystem::remove(part_, ignored);
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    Result<void> write(std::string_view piece) {
        if (path_.empty()) return put(stdout, piece);
        if (file_ == nullptr) file_ = std::fopen(part_.c_str(), "wb");
        return file_ == nullptr ? Result<void>(unwritable()) : put(file_, piece);
    }
    Result<void> finish() {
        if (path_.empty()) return std::fflush(stdout) == 0 ? Result<void>() : unwritable();
        if (file_ == nullptr || std::fclose(std::exchange(file_, nullptr)) != 0) return unwritable();
        std::error_code failed;
        std::filesystem::rename(part_, path_, failed);
        return failed ? Result<void>(unwritable()) : Result<void>();
    }

private:
    [[nodiscard]] Error unwritable() const {
        return {Errc::io, "file.unwritable", "it could not be written", path_.empty() ? "standard output" : path_.string(),
                "Make room, or name another place"};
    }
    [[nodiscard]] Result<void> put(std::FILE* file, std::string_view piece) const {
        return std::fwrite(piece.data(), 1, piece.size(), file) == piece.size() ? Result<void>() : unwritable();
    }

    Path path_;
    Path part_;
    std::FILE* file_ = nullptr;
};

Result<std::size_t> write_export(const ExportOptions& options, World& world) {
    TRUCE_ASSIGN(const Mechanism mechanism, Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random));
    TRUCE_ASSIGN(const auto live, Live::open(mechanism));
    TRUCE_ASSIGN(const auto situation, Situation::load(mechanism, *live, live->now().live->size(), std::nullopt));
    live->show(situation->live(), situation->judged());
    const Live::Now now = live->now();
    const Instant at = world.clock->now();
    TRUCE_ASSIGN(const Onlooker onlooker, options.audience.empty() ? Onlooker::public_at(now.profile, at)
                                                                   : Onlooker::participant(now.profile, now.terms, options.audience, at));
    const FeatureSource source{now.live, onlooker, std::make_shared<Outlines>(now.live->profile()), ""};
    TRUCE_ASSIGN(LiveQuery query, export_query(options.query, now.profile));
    Output output(options.out);
    TRUCE_ASSIGN(const std::size_t count, export_incidents(source, std::move(query), *export_format_named(options.form),
                                                           [&](std::string_view piece) { return output.write(piece); }));
    TRUCE_TRY(output.finish());
    return count;
}

}  // namespace

int export_register(const ExportOptions& options) {
    World world;
    const auto count = write_export(options, world);
    if (!count) return refuse(count.error(), options.format);
    if (options.out.empty()) return 0;
    if (options.format == Format::json) {
        print_json(Json{{"incidents", static_cast<std::int64_t>(*count)}, {"out", options.out.string()}});
    } else {
        print(fmt::format("{} has {} incidents as {} is told of them\n", options.out.string(), grouped(*count),
                          options.audience.empty() ? "the public" : options.audience));
    }
    return 0;
}

}  // namespace truce::app
