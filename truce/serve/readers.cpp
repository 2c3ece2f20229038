#include "truce/serve/readers.hpp"

#include <atomic>
#include <chrono>
#include <utility>

#include "truce/mechanism/coordinate_tables.hpp"
#include "truce/mechanism/coordinate_view.hpp"
#include "truce/mechanism/public_log.hpp"
#include "truce/record/erasure.hpp"

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

Result<std::shared_ptr<const Documents>> Readers::documents(const Mechanism& mechanism, std::uint64_t as_of) {
    return documents_.get(as_of, [&]() -> Result<std::shared_ptr<const Documents>> {
        TRUCE_ASSIGN(Documents documents, mechanism.documents(as_of));
        return std::make_shared<const Documents>(std::move(documents));
    });
}

Result<std::shared_ptr<const Viewer>> Readers::viewer(const Mechanism& mechanism, const std::string& institution, std::uint64_t as_of) {
    // The minute's last instant: what was recorded in it is recorded, no tick has passed that has not, and two who ask in it get one
    // answer.
    const Instant now = clock_.now();
    const std::int64_t minute = now.us / minute_us + 1;
    return viewers_.get({institution, as_of, minute}, [&]() -> Result<std::shared_ptr<const Viewer>> {
        std::shared_ptr<const Documents> signed_then;  // of no entry there are none, and Viewer says so
        if (as_of > 0) {
            TRUCE_ASSIGN(signed_then, documents(mechanism, as_of));
        }
        TRUCE_ASSIGN(Viewer viewer,
                     Viewer::at(std::move(signed_then), institution, as_of, institution.empty() ? now : Instant{minute * minute_us - 1}));
        return std::make_shared<const Viewer>(std::move(viewer));
    });
}

Result<std::shared_ptr<const Situation>> Readers::situation(const Mechanism& mechanism, const Live& live, std::uint64_t as_of,
                                                            const std::optional<std::string>& reading) {
    std::string name;
    if (reading) {
        name = *reading;
    } else {
        TRUCE_ASSIGN(const auto signed_then, documents(mechanism, as_of));
        name = signed_then->first_reading;
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

Result<std::shared_ptr<const OnwardReport>> Readers::onward(const Mechanism& mechanism, const std::string& id, Day day, std::uint64_t as_of,
                                                            const std::string& reading) {
    return onwards_.get({as_of, id, day.days_since_1970, reading}, [&]() -> Result<std::shared_ptr<const OnwardReport>> {
        const std::unique_lock turn(computing_, patience);
        if (!turn.owns_lock()) return too_busy();
        TRUCE_ASSIGN(OnwardReport report, onward_report(mechanism, id, day, as_of, reading));
        return std::make_shared<const OnwardReport>(std::move(report));
    });
}

Result<std::shared_ptr<const Coordination>> Readers::coordination(const Mechanism& mechanism, std::uint64_t as_of) {
    const std::unique_lock turn(coordinating_, patience);
    if (!turn.owns_lock()) return too_busy();
    TRUCE_ASSIGN(const std::uint64_t erasures, count_erasures(mechanism.db()));
    if (erasures != newest_.erasures) {
        newest_ = {};
        coordinations_.clear();
        coordination_totals_.clear();
    }
    if (newest_.value && newest_.size == as_of) return std::shared_ptr<const Coordination>(newest_.value);
    TRUCE_ASSIGN(const Documents documents, mechanism.documents(as_of));
    if (newest_.value && as_of < newest_.size) {
        return coordinations_.get(as_of, [&]() -> Result<std::shared_ptr<const Coordination>> {
            TRUCE_ASSIGN(Coordination coordination, load_coordination(mechanism.db(), documents, as_of));
            return std::make_shared<const Coordination>(std::move(coordination));
        });
    }
    // Taken out until it is whole again: what an error leaves half done is not kept.
    NewestCoordination next = std::exchange(newest_, {});
    if (!next.value) {
        TRUCE_ASSIGN(Coordination loaded, load_coordination(mechanism.db(), documents, as_of));
        next.value = std::make_shared<Coordination>(std::move(loaded));
    } else {
        // New holders come by this lock only, so one that nobody else holds now stays so; others go on with what they have.
        if (next.value.use_count() > 1) next.value = std::make_shared<Coordination>(*next.value);
        std::atomic_thread_fence(std::memory_order_acquire);
        if (documents.profile_digest != next.profile || documents.roles().digest != next.terms) {
            TRUCE_ASSIGN(CoordinationTerms terms, coordination_terms(documents));
            next.value->adopt(std::move(terms));
        }
        TRUCE_TRY(follow_coordination(mechanism.db(), *next.value, next.size, as_of));
    }
    next.size = as_of;
    next.erasures = erasures;
    next.profile = documents.profile_digest;
    next.terms = documents.roles().digest;
    newest_ = std::move(next);
    return std::shared_ptr<const Coordination>(newest_.value);
}

Result<std::size_t> Readers::coordination_total(const Mechanism& mechanism, const Viewer& viewer) {
    const auto count = [&]() -> Result<std::shared_ptr<const std::size_t>> {
        TRUCE_ASSIGN(const auto all, coordination(mechanism, viewer.as_of()));
        return std::make_shared<const std::size_t>(alerts_for(*all, viewer.institution(), viewer.now()).size() +
                                                   waiting_for(*all, viewer.institution(), viewer.now()).size());
    };
    TRUCE_ASSIGN(const auto total, coordination_totals_.get({viewer.institution(), viewer.as_of(), viewer.now().us}, count));
    return *total;
}

Result<std::shared_ptr<const std::vector<WaitingLink>>> Readers::waiting(const Mechanism& mechanism, std::uint64_t as_of) {
    return waiting_.get(as_of, [&]() -> Result<std::shared_ptr<const std::vector<WaitingLink>>> {
        const std::unique_lock turn(computing_, patience);
        if (!turn.owns_lock()) return too_busy();
        TRUCE_ASSIGN(std::vector<WaitingLink> links, waiting_links(mechanism.db(), as_of));
        return std::make_shared<const std::vector<WaitingLink>>(std::move(links));
    });
}

void Readers::forget() {
    documents_.clear();
    situations_.clear();
    bulletins_.clear();
    onwards_.clear();
    waiting_.clear();
    coordination_totals_.clear();
    const std::lock_guard turn(coordinating_);
    coordinations_.clear();
    newest_ = {};
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
