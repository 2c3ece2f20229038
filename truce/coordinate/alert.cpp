#include "truce/coordinate/alert.hpp"

#include <algorithm>
#include <array>
#include <tuple>

#include "truce/base/is_in.hpp"

namespace truce {
namespace {

using What = Alert::What;

struct Row {
    What what;
    std::string_view name;
    std::string_view sentence;
};

constexpr std::array rows{
    Row{What::not_cleared, "not_cleared", "begins at {at}, and the consent of {who} is lacking"},
    Row{What::not_acknowledged, "not_acknowledged", "begins at {at}, and {who} has not acknowledged it"},
    Row{What::channel_suspended, "channel_suspended", "begins at {at}, and the channel with {who} is suspended"},
    Row{What::blocked, "blocked", "it touches an area where nothing may be, of {who}"},
    Row{What::consent_lapses, "consent_lapses", "the consent of {who} lapses at {at}, before it ends"},
    Row{What::go_by, "go_by", "whether it goes is decided by {at}"},
    Row{What::begins, "begins", "begins at {at}"},
    Row{What::out_of_bounds, "out_of_bounds", "out of bounds since {at}"},
    Row{What::overdue, "overdue", "its window ended at {at}, and it is said to go on"},
    Row{What::not_started, "not_started", "its window began at {at}, and nothing is said"},
    Row{What::not_closed, "not_closed", "its window ended at {at}, and it was neither begun nor withdrawn"},
};

constexpr bool in_order() {
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (static_cast<std::size_t>(rows[i].what) != i) return false;
    return static_cast<std::size_t>(What::not_closed) + 1 == rows.size();
}
static_assert(in_order());

/// From the first beginning to the last end.
Interval whole(const std::vector<Volume>& volumes) {
    Interval all = volumes.front().when;
    for (const Volume& volume : volumes) all = {std::min(all.from, volume.when.from), std::max(all.to, volume.when.to)};
    return all;
}

bool stands(Consent::Kind kind) { return kind == Consent::Kind::given || kind == Consent::Kind::given_by_silence; }

/// Until when a consent was given; none if it does not lapse.
std::optional<Instant> lapses(const Activity& activity, const Consent& consent) {
    const auto step = std::ranges::find(activity.steps(), consent.step, &ActivityStep::id);
    return step == activity.steps().end() ? std::nullopt : step->until;
}

/// Finds what is amiss with one activity, for one reader.
class Look {
public:
    Look(const Coordination& coordination, const Activity& activity, std::string_view reader, Instant now)
        : all_(coordination),
          activity_(activity),
          reader_(reader),
          now_(now),
          when_(whole(activity.volumes())),
          soon_(when_.from.us <= now.us + alert_ahead_us),
          over_(when_.to <= now),
          planned_(activity.course() == Course::planned) {}

    void add_to(std::vector<Alert>& alerts) {
        out_ = &alerts;
        if (reader_ == activity_.owner()) own();
        concerned();
    }

private:
    void add(What what, Instant at, std::vector<std::string> who = {}) {
        std::ranges::sort(who);
        who.erase(std::ranges::unique(who).begin(), who.end());
        out_->push_back({what, activity_.id(), at, std::move(who)});
    }

    void own() {
        if (over_) {
            if (planned_) add(What::not_closed, when_.to);
            return;
        }
        if (planned_ && when_.from <= now_) add(What::not_started, when_.from);
        consents();
        if (!soon_) return;
        if (planned_ && activity_.workflow() == Workflow::notify) {
            std::vector<std::string> silent;
            const std::vector<std::string> heard = activity_.acknowledged_by();
            for (const std::string& one : activity_.recipients())
                if (!is_in(heard, one)) silent.push_back(one);
            if (!silent.empty()) add(What::not_acknowledged, when_.from, std::move(silent));
        }
        std::vector<std::string> cut_off;
        for (const ChannelState& channel : all_.suspended()) {
            const std::string& other = channel.by == reader_ ? channel.with : channel.by;
            const bool mine = channel.by == reader_ || channel.with == reader_;
            if (mine && (is_in(activity_.recipients(), other) || activity_.needs_consent_of(other, all_.book().rules())))
                cut_off.push_back(other);
        }
        if (!cut_off.empty()) add(What::channel_suspended, when_.from, std::move(cut_off));
    }

    void consents() {
        const CoordinationRules& rules = all_.book().rules();
        std::vector<std::string> lacking;
        for (const Consent& one : activity_.consents(rules, now_)) {
            if (!stands(one.kind)) {
                lacking.push_back(one.signer);
            } else if (const auto until = lapses(activity_, one); until && *until < when_.to) {
                add(What::consent_lapses, *until, {one.signer});
            }
        }
        if (planned_ && soon_ && !lacking.empty()) add(What::not_cleared, when_.from, std::move(lacking));
        std::vector<std::string> holders;
        const std::vector<std::string> blocked = activity_.blocked_by(rules);
        for (const ConsentArea& area : rules.areas)
            if (is_in(blocked, area.id)) holders.push_back(area.holder);
        if (!holders.empty()) add(What::blocked, when_.from, std::move(holders));
    }

    void concerned() {
        if (planned_ && when_.from > now_ && soon_) add(What::begins, when_.from);
        decided_by();
        if (planned_) return;
        if (over_) add(What::overdue, when_.to);
        if (activity_.state(all_.book().rules(), now_) != ActivityState::out_of_bounds) return;
        const auto& steps = activity_.steps();
        const auto strayed =
            std::find_if(steps.rbegin(), steps.rend(), [](const ActivityStep& step) { return step.kind == ActivityStepKind::strayed; });
        const bool says_so = activity_.course() == Course::strayed && strayed != steps.rend();
        add(What::out_of_bounds, says_so ? strayed->recorded_at : when_.from);
    }

    /// Only for those who may read of the convoy.
    void decided_by() {
        const CoordinationStep* filing = all_.find(activity_.id());
        const bool told = reader_ == activity_.owner() || is_in(activity_.recipients(), reader_);
        if (!planned_ || over_ || !told || filing == nullptr || !filing->body.convoy || !all_.movement_of(activity_.id()).empty()) return;
        const std::optional<Instant> by = filing->body.convoy->go_by;
        if (by && by->us <= now_.us + alert_ahead_us) add(What::go_by, *by);
    }

    const Coordination& all_;
    const Activity& activity_;
    const std::string_view reader_;
    const Instant now_;
    const Interval when_;
    const bool soon_;     ///< it begins within the time looked ahead, or has begun
    const bool over_;     ///< its last window has ended
    const bool planned_;  ///< nothing is said of its course
    std::vector<Alert>* out_ = nullptr;
};

}  // namespace

std::string_view name_of(Alert::What word) { return rows.at(static_cast<std::size_t>(word)).name; }
std::string_view sentence_of(Alert::What word) { return rows.at(static_cast<std::size_t>(word)).sentence; }

std::vector<Alert> alerts_for(const Coordination& coordination, std::string_view reader, Instant now) {
    std::vector<Alert> alerts;
    for (const auto& [id, activity] : coordination.book().activities()) {
        if (activity.live() && coordination.concerns(activity, reader)) Look(coordination, activity, reader, now).add_to(alerts);
    }
    std::ranges::sort(alerts, {}, [](const Alert& one) { return std::tuple(one.at, one.what, std::string_view(one.activity)); });
    return alerts;
}

}  // namespace truce
