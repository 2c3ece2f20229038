/// Readers of the record: each with a connection of its own, kept between questions; and what several questions need alike, computed
/// once. A reader never waits for the writer.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "truce/base/last_used.hpp"
#include "truce/coordinate/coordination.hpp"
#include "truce/mechanism/live.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/onward.hpp"
#include "truce/mechanism/situation.hpp"
#include "truce/mechanism/viewer.hpp"
#include "truce/mechanism/waiting_links.hpp"

namespace truce {

class Readers {
public:
    Readers(Path directory, Clock& clock, Random& random) : directory_(std::move(directory)), clock_(clock), random_(random) {}

    /// A reader for one question; it goes back by itself.
    class Lease {
    public:
        Lease(Readers& readers, std::unique_ptr<Mechanism> mechanism) : readers_(&readers), mechanism_(std::move(mechanism)) {}
        Lease(Lease&&) noexcept = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (mechanism_) readers_->give_back(std::move(mechanism_));
        }
        [[nodiscard]] const Mechanism& operator*() const { return *mechanism_; }
        [[nodiscard]] const Mechanism* operator->() const { return mechanism_.get(); }

    private:
        Readers* readers_;
        std::unique_ptr<Mechanism> mechanism_;
    };
    /// Errors: those of Mechanism::open.
    Result<Lease> take();

    /// As of now, by the minute.
    Result<std::shared_ptr<const Viewer>> viewer(const Mechanism& mechanism, const std::string& institution, std::uint64_t as_of);
    /// By the reading that the mechanism was founded with, if none is named. One is computed at a time, so that questions about many sizes
    /// cost one processor and not all. Errors: those of Situation::load; reading.busy (busy) where others are computed for too long.
    Result<std::shared_ptr<const Situation>> situation(const Mechanism& mechanism, const Live& live, std::uint64_t as_of,
                                                       const std::optional<std::string>& reading);
    /// Likewise. Errors: those of Mechanism::bulletin; reading.busy.
    Result<std::shared_ptr<const Bulletin>> bulletin(const Mechanism& mechanism, Day day, std::uint64_t as_of, const std::string& reading);
    /// Likewise, of the period that holds the day. Errors: those of onward_report; reading.busy.
    Result<std::shared_ptr<const OnwardReport>> onward(const Mechanism& mechanism, const std::string& id, Day day, std::uint64_t as_of,
                                                       const std::string& reading);
    /// Planned activities as they stand at a size, with their index of space and time. What is asked for at a newer size than ever before
    /// takes in what came since; older sizes are loaded. Errors: those of load_coordination; reading.busy.
    Result<std::shared_ptr<const Coordination>> coordination(const Mechanism& mechanism, std::uint64_t as_of);
    /// How many alerts there are for a viewer, and how much waits for it: counted over all live activities once for each institution, size
    /// and minute, however often it is asked for. Errors: those of coordination.
    Result<std::size_t> coordination_total(const Mechanism& mechanism, const Viewer& viewer);
    /// Links that wait for a person, as the record stood at a size. Errors: those of waiting_links; reading.busy.
    Result<std::shared_ptr<const std::vector<WaitingLink>>> waiting(const Mechanism& mechanism, std::uint64_t as_of);
    /// As public_size(), asked again at most once a second. Errors: publication.not_yet.
    Result<std::uint64_t> public_size(const Mechanism& mechanism);

    /// Forgets what was computed: parts were opened of entries that were there.
    void forget();

private:
    void give_back(std::unique_ptr<Mechanism> mechanism);
    /// What was signed in the first `as_of` entries.
    Result<std::shared_ptr<const Documents>> documents(const Mechanism& mechanism, std::uint64_t as_of);

    const Path directory_;
    Clock& clock_;
    Random& random_;
    std::mutex mutex_;
    std::vector<std::unique_ptr<Mechanism>> free_;
    struct Public {
        std::int64_t second = 0;
        Result<std::uint64_t> size = std::uint64_t{0};
    };
    std::optional<Public> public_;  ///< guarded by mutex_
    LastUsed<std::tuple<std::string, std::uint64_t, std::int64_t>, Viewer> viewers_{128};
    LastUsed<std::uint64_t, Documents> documents_{8};
    LastUsed<std::tuple<std::uint64_t, std::string, const void*>, Situation> situations_{6};  ///< and the register it is of
    std::map<std::string, std::shared_ptr<const Situation>> last_;  ///< by reading, the one computed last; guarded by computing_
    LastUsed<std::tuple<std::uint64_t, std::int32_t, std::string>, Bulletin> bulletins_{32};
    LastUsed<std::tuple<std::uint64_t, std::string, std::int32_t, std::string>, OnwardReport> onwards_{8};
    LastUsed<std::uint64_t, Coordination> coordinations_{3};  ///< of older sizes than the newest
    struct NewestCoordination {
        std::uint64_t size = 0;
        std::uint64_t erasures = 0;  ///< what was erased since is in it still
        Digest profile, terms;       ///< under which it is
        std::shared_ptr<Coordination> value;
    };
    LastUsed<std::tuple<std::string, std::uint64_t, std::int64_t>, std::size_t> coordination_totals_{128};
    std::timed_mutex coordinating_;
    NewestCoordination newest_;  ///< guarded by coordinating_; changed only where nobody else holds it
    LastUsed<std::uint64_t, std::vector<WaitingLink>> waiting_{3};
    std::timed_mutex computing_;
};

}  // namespace truce
