#include "truce/serve/readers.hpp"

#include <chrono>

#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/public_log.hpp"

namespace truce {
namespace {

/// More readers than handlers are in use at once for moments only; their connections need not stay.
constexpr std::size_t kept_max = 64;
constexpr std::int64_t minute_us = 60'000'000;
constexpr std::chrono::seconds patience{20};

Error too_busy() {
    return {Errc::busy, "reading.busy", "others ask for much at this moment", "", "Ask again in a moment, or without as_of and reading"};
}

}  // namespace

Result<Readers::Lease> Readers::take() {
    {
        const std::lock_guard lock(mutex_);
        if (!free_.empty()) {
            std::unique_ptr<Mechanism> mechanism = std::move(free_.back());
            free_.pop_back();
            return Lease(*this, std::move(mechanism));
        }
    }
    TRUCE_ASSIGN(Mechanism mechanism, Mechanism::open(directory_, OpenFor::reading, clock_, random_));
    return Lease(*this, std::make_unique<Mechanism>(std::move(mechanism)));
}

void Readers::give_back(std::unique_ptr<Mechanism> mechanism) {
    const std::lock_guard lock(mutex_);
    if (free_.size() < kept_max) free_.push_back(std::move(mechanism));
}

Result<std::shared_ptr<const Viewer>> Readers::viewer(const Mechanism& mechanism, const std::string& institution, std::uint64_t as_of) {
    // The end of the minute: what was recorded in it is recorded, and two who ask in it get one answer.
    const Instant now = clock_.now();
    const std::int64_t minute = now.us / minute_us + 1;
    return viewers_.get({institution, as_of, minute}, [&]() -> Result<std::shared_ptr<const Viewer>> {
        TRUCE_ASSIGN(Viewer viewer, Viewer::at(mechanism, institution, as_of, institution.empty() ? now : Instant{minute * minute_us}));
        return std::make_shared<const Viewer>(std::move(viewer));
    });
}

Result<std::shared_ptr<const Situation>> Readers::situation(const Mechanism& mechanism, const Live& live, std::uint64_t as_of,
                                                            const std::optional<std::string>& reading) {
    std::string name;
    if (reading) {
        name = *reading;
    } else {
        TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
        name = documents.first_reading;
    }
    return situations_.get({as_of, name, live.now().live.get()}, [&]() -> Result<std::shared_ptr<const Situation>> {
        const std::unique_lock turn(computing_, patience);
        if (!turn.owns_lock()) return too_busy();
        std::shared_ptr<const Situation>& last = last_[name];
        TRUCE_ASSIGN(auto computed, Situation::load(mechanism, live, as_of, name, last.get()));
        // Of a register that was replaced, by an erasure say, nothing is kept for longer than somebody reads it.
        std::erase_if(last_, [&](const auto& one) { return one.second && one.second->live() != live.now().live; });
        if (computed->live() == live.now().live) last_[name] = computed;
        return computed;
    });
}

Result<std::shared_ptr<const Bulletin>> Readers::bulletin(const Mechanism& mechanism, Day day, std::uint64_t as_of,
                                                          const std::string& reading) {
    return bulletins_.get({as_of, day.days_since_1970, reading}, [&]() -> Result<std::shared_ptr<const Bulletin>> {
        const std::unique_lock turn(computing_, patience);
        if (!turn.owns_lock()) return too_busy();
        TRUCE_ASSIGN(Bulletin bulletin, mechanism.bulletin(day, as_of, reading));
        return std::make_shared<const Bulletin>(std::move(bulletin));
    });
}

Result<std::shared_ptr<const Coordination>> Readers::coordination(const Mechanism& mechanism, std::uint64_t as_of) {
    return coordinations_.get(as_of, [&]() -> Result<std::shared_ptr<const Coordination>> {
        const std::unique_lock turn(computing_, patience);
        if (!turn.owns_lock()) return too_busy();
        TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
        TRUCE_ASSIGN(Coordination coordination, load_coordination(mechanism.db(), documents, as_of));
        return std::make_shared<const Coordination>(std::move(coordination));
    });
}

void Readers::forget() {
    situations_.clear();
    bulletins_.clear();
    coordinations_.clear();
}

Result<std::uint64_t> Readers::public_size(const Mechanism& mechanism) {
    const Instant now = clock_.now();
    const std::int64_t second = now.us / 1'000'000;
    {
        const std::lock_guard lock(mutex_);
        if (public_ && public_->second == second) return public_->size;
    }
    auto size = truce::public_size(mechanism, now);
    const std::lock_guard lock(mutex_);
    public_ = Public{second, size};
    return size;
}

}  // namespace truce
