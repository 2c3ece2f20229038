/// Laws of truce/ingest/read.hpp, for any bytes given as any format:
///   reading ends, with a summary or a refusal;
///   a refusal for the file's content lists at least one problem, each with id, place and remedy;
///   whatever is accepted is given back by its parts, and its parts are canonical.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "fuzz/fuzz.hpp"
#include "truce/ingest/parts.hpp"
#include "truce/ingest/read.hpp"
#include "truce/ingest/testing.hpp"

namespace truce {

/// Two squares under the ids of real governorates: small, so that millions of runs stay quick.
inline constexpr std::string_view fuzz_atlas =
    R"({"type":"FeatureCollection","features":[)"
    R"({"type":"Feature","properties":{"shapeISO":"SYR-HL","shapeName":"Aleppo"},"geometry":{"type":"Polygon","coordinates":)"
    R"([[[36.5,36],[38.5,36],[38.5,37],[36.5,37],[36.5,36]]]}},)"
    R"({"type":"Feature","properties":{"shapeISO":"SYR-ID","shapeName":"Idleb"},"geometry":{"type":"Polygon","coordinates":)"
    R"([[[36,35.5],[36.5,35.5],[36.5,36.5],[36,36.5],[36,35.5]]]}}]})";

class CheckingIntake : public Intake {
public:
    Result<void> take(const Report& report) override {
        const auto again = report_from_parts({report.part_public, report.part_mechanism, report.part_exact, report.part_provenance});
        TRUCE_ASSERT(again.ok() && *again == report);
        return {};
    }
    Result<void> take(const Watch& watch) override {
        const auto again = watch_from_parts({watch.part_public, watch.part_mechanism, watch.part_exact, watch.part_provenance});
        TRUCE_ASSERT(again.ok() && *again == watch);
        return {};
    }
    Result<void> take(const PublishedCount& count) override {
        const auto again = count_from_part(count.part_public);
        TRUCE_ASSERT(again.ok() && *again == count);
        return {};
    }
};

/// The bytes as a file that exists only in memory.
class MemoryFile {
public:
    explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("truce-fuzz", MFD_CLOEXEC)) {
        TRUCE_ASSERT(descriptor_ >= 0);
        TRUCE_ASSERT(::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
    }
    ~MemoryFile() { ::close(descriptor_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    [[nodiscard]] Path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

inline void check_source(SourceFormat format, std::string_view bytes) {
    static const Profile profile = testing_support::syrian_profile(std::string(fuzz_atlas));
    const MemoryFile file(bytes);
    for (const std::string_view reg : {"ged", "field"}) {
        CheckingIntake intake;
        Problems problems;
        const auto result = read_source(file.path(), format, profile, *profile.find_register(reg), {}, intake, problems);
        TRUCE_ASSERT(result.ok() == problems.empty() || result.error().id == "file.too_large");
        TRUCE_ASSERT(problems.size() <= ReadOptions{}.problems_max);
        for (const Error& problem : problems) {
            TRUCE_ASSERT(!problem.id.empty() && !problem.what.empty() && !problem.remedy.empty());
            TRUCE_ASSERT(problem.where.starts_with(file.path().string() + ":"));
        }
    }
    (void)guess_format(bytes, "fuzz");
}

}  // namespace truce
