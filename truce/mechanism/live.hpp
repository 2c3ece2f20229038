/// The mechanism's register in memory, kept up to date with its record: what pages, maps and exports are made of.
///
/// Filled when a server starts and followed after every commit, by the thread that wrote it, before the writer's answer goes out. So
/// whoever was told that something is recorded finds it. A shared pointer holds what a reader reads: an erasure, a signed profile or
/// signed terms put a new register in the place of the old one, which goes when its last reader does.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/result.hpp"
#include "truce/examine/case_file.hpp"
#include "truce/examine/due.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/publish/live_register.hpp"

namespace truce {

/// Which incidents each case is about, so that a step changes only what its own case shows, and what is due in each. Where several cases
/// are about one incident, the one with the greatest id is shown.
class LiveCases {
public:
    /// The file as it stands now: the incident it is about, reports whose link to it stands, and what is due.
    void set(LiveRegister& live, const CaseFile& file, const CaseRules& rules);

    struct Awaited {
        std::string case_id;
        Due due;
    };
    /// What is awaited from a participant: first what an instrument dates, the earliest date first, then by since when; by case and
    /// step where these are the same.
    [[nodiscard]] std::vector<Awaited> due(std::string_view from, Instant as_of) const;

private:
    void set_due(const CaseFile& file, const CaseRules& rules);

    using DueByCase = std::map<std::string, std::vector<Due>, std::less<>>;
    std::map<std::string, DueByCase, std::less<>> due_;                                       ///< by participant
    std::map<std::string, std::vector<std::string>, std::less<>> owing_;                      ///< participants, by case
    std::map<std::string, std::vector<std::string>, std::less<>> incidents_;                  ///< by case
    std::map<std::string, std::map<std::string, LiveCase, std::less<>>, std::less<>> about_;  ///< by incident, then by case
};

class Live {
public:
    /// Reads the whole register. Errors: documents.missing, register.row, store errors.
    static Result<std::unique_ptr<Live>> open(const Mechanism& mechanism);

    /// What came since: nothing that a verdict could depend on, or something that it may.
    enum class Followed : std::uint8_t { nothing_to_judge, to_be_judged };
    /// Takes in what was recorded since. Not from two threads at once. Errors: as open; what was shown before is shown still.
    Result<Followed> follow(const Mechanism& mechanism);

    /// Reads it all again: for who holds a copy of which parts were opened that had been sealed. Likewise.
    Result<void> read_again(const Mechanism& mechanism);

    /// A register of the entries below `size` alone, by the documents of then. Errors: as open.
    static Result<std::shared_ptr<LiveRegister>> read(const Mechanism& mechanism, std::uint64_t size);

    /// Shows verdicts with what it holds, unless that is another register by now.
    void show(const std::shared_ptr<const LiveRegister>& judged_of, std::shared_ptr<const LiveJudged> judged);

    /// A register and the documents by which it is shown, of one moment.
    struct Now {
        std::shared_ptr<const LiveRegister> live;
        std::shared_ptr<const Profile> profile;
        std::shared_ptr<const Terms> terms;  ///< that give the roles
        Digest profile_digest;

        /// institution "": the public; one without a role: an outsider.
        [[nodiscard]] Result<Onlooker> onlooker(std::string_view institution, Instant at) const;
    };
    /// From any thread.
    [[nodiscard]] Now now() const;
    /// What is awaited from a participant in all cases, as LiveCases has it. From any thread.
    [[nodiscard]] std::vector<LiveCases::Awaited> due(std::string_view from, Instant as_of) const;

private:
    Live() = default;
    Result<void> load(const Mechanism& mechanism, std::uint64_t size);
    /// What is in the store below `size`, the cases by these rules.
    static Result<std::shared_ptr<LiveRegister>> fill(Database& db, std::uint64_t size, std::shared_ptr<const Profile> profile,
                                                      const CaseRules& rules, LiveCases& cases);
    Result<void> follow_cases(Database& db, LiveRegister& live, std::uint64_t from, std::uint64_t below);

    mutable std::mutex mutex_;  ///< of everything below
    std::shared_ptr<LiveRegister> live_;
    std::shared_ptr<const Profile> profile_;
    std::shared_ptr<const Terms> terms_;
    Digest profile_digest_;
    LiveCases cases_;

    std::optional<CaseRules> rules_;  ///< of the thread that follows
};

}  // namespace truce
