#include "truce/publish/bulletin.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "truce/publish/disclosure.hpp"
#include "truce/publish/presence.hpp"

namespace truce {
namespace {

Range& class_of(Tally& tally, const Verdict& verdict) {
    if (verdict.actor_exempt) return tally.exempt;
    switch (verdict.ruling) {
        case Ruling::violation: return tally.violation;
        case Ruling::exempt: return tally.exempt;
        case Ruling::undetermined:
        case Ruling::conflict: return tally.undetermined;
        case Ruling::no_rule:
        case Ruling::not_due:
        case Ruling::no_violation: return tally.no_violation;
    }
    return tally.undetermined;
}

Range& mark_of(Tally& tally, Status status) {
    switch (status) {
        case Status::agreed: return tally.agreed;
        case Status::disputed: return tally.disputed;
        case Status::one_sided: return tally.one_sided;
        case Status::open: break;
    }
    return tally.open;
}

void count_in(Tally& tally, const BulletinInput::JudgedReport& judged, bool certain) {
    const Range one{certain ? 1 : 0, 1};
    const Verdict& verdict = judged.verdict;
    tally.recorded += one;
    class_of(tally, verdict) += one;
    if (verdict.ruling == Ruling::conflict && !verdict.actor_exempt) tally.contradictory += one;
    if ((verdict.ruling == Ruling::no_rule || verdict.ruling == Ruling::not_due) && !verdict.actor_exempt) tally.no_rule += one;
    if (verdict.if_accepted) tally.if_accepted += one;
    if (verdict.reconstructed) tally.reconstructed += one;
    if (judged.report.own_side) tally.own_side += one;
    if (judged.status) mark_of(tally, *judged.status) += one;
}

/// Some sources give low > best or best > high; the truth lies within the widest of the three.
Range deaths_of(const Casualties& casualties) {
    const auto [low, high] = std::minmax({casualties.low, casualties.best, casualties.high});
    return {low, high};
}

/// One register's reports become its column.
class ReportsComposer {
public:
    ReportsComposer(const Register& reg, const PublicDisclosure& disclosure, std::size_t divisions) : register_(reg) {
        column_.disclosed = reg.published || disclosure.anything;
        column_.delay_us = reg.published ? 0 : disclosure.delay_us;
        if (reg.published || (disclosure.anything && disclosure.places)) column_.divisions.resize(divisions);
    }

    void add(const BulletinInput::JudgedReport& judged, const Presence& presence) {
        const Range one{presence.surely_then ? 1 : 0, 1};
        if (judged.report.nothing_observed) {
            column_.looks += one;
            return;
        }
        count_in(column_.total, judged, presence.surely_then);
        if (presence.surely_outside) column_.elsewhere += one;
        if (!column_.divisions.empty()) {
            for (const std::size_t division : presence.divisions)
                count_in(column_.divisions[division], judged, presence.surely_then && presence.surely_there);
        }
        add_deaths(judged.report, presence.surely_then);
        if (register_.published) records_.push_back(record_of(judged, presence));
    }

    ReportsColumn take() { return std::move(column_); }
    std::vector<PublicRecord> take_records() { return std::move(records_); }

private:
    void add_deaths(const Report& report, bool surely_then) {
        if (!report.casualties) {
            column_.deaths_unstated += {surely_then ? 1 : 0, 1};
            return;
        }
        if (!column_.deaths) column_.deaths = Range{};
        const Range stated = deaths_of(*report.casualties);
        *column_.deaths += {surely_then ? stated.certain : 0, stated.possible};
    }

    static PublicRecord record_of(const BulletinInput::JudgedReport& judged, const Presence& presence) {
        const Report& report = judged.report;
        PublicRecord record{report.register_id,    report.source_id, report.place,    report.where,   presence.divisions,
                            presence.surely_there, report.first_day, report.last_day, judged.verdict, std::nullopt};
        if (report.casualties) record.deaths = deaths_of(*report.casualties);
        return record;
    }

    const Register& register_;
    ReportsColumn column_;
    std::vector<PublicRecord> records_;
};

/// One register's published numbers become its column.
class CountsComposer {
public:
    explicit CountsComposer(const Profile& profile) : profile_(profile) {}

    void add(const PublishedCount& count) {
        if (!count.source.empty()) sources_.insert(count.source);
        if (!count.note.empty()) notes_.insert(count.note);
        if (!count.basis.empty() && count.basis != "stated") bases_.insert(count.basis);
        if (count.measure == "confirmed_of_other") {
            if (count.division.empty()) column_.confirmations.push_back({count.about, count.count});
        } else if (count.measure == "from_party") {
            if (count.division.empty()) column_.from_party = count.count;
        } else if (count.division.empty()) {
            column_.count = count.count;
        } else {
            column_.divisions.push_back({count.division, count.division_as_named, count.count});
        }
    }

    CountsColumn take() {
        std::ranges::sort(column_.divisions, {}, [&](const DivisionCount& one) { return std::tuple(rank(one.division), one.as_named); });
        std::ranges::sort(column_.confirmations, {}, &CountsColumn::Confirmation::of);
        column_.sources.assign(sources_.begin(), sources_.end());
        column_.notes.assign(notes_.begin(), notes_.end());
        column_.bases.assign(bases_.begin(), bases_.end());
        column_.split = split_of(column_).state();
        return std::move(column_);
    }

    static Split split_of(const CountsColumn& column) {
        Split split{column.count, {}};
        for (const DivisionCount& one : column.divisions) split.by_division[one.division] += one.count;
        return split;
    }

private:
    [[nodiscard]] std::size_t rank(std::string_view id) const {
        const auto at = std::ranges::find(profile_.divisions, id, &Division::id);
        return static_cast<std::size_t>(at - profile_.divisions.begin());
    }

    const Profile& profile_;
    CountsColumn column_;
    std::set<std::string> sources_, notes_, bases_;
};

class Composer {
public:
    explicit Composer(const BulletinInput& input)
        : in_(input),
          profile_(*input.profile),
          land_(*input.profile),
          last_day_(input.onward != nullptr ? input.last_day : input.day),
          disclosure_(input.onward != nullptr ? PublicDisclosure(*input.onward) : PublicDisclosure(*input.profile)) {
        for (const Register& reg : profile_.registers) registers_.emplace(reg.id, &reg);
    }

    Bulletin compose() {
        start();
        for (const auto& [id, reg] : registers_) add_column(*reg);
        compare_counts();
        for (const BulletinInput::Examined& examined : in_.cases) add_case(examined);
        std::ranges::sort(out_.cases, {}, &BulletinCase::id);
        std::ranges::sort(out_.records, {}, [](const PublicRecord& r) { return std::tie(r.register_id, r.source_id); });
        return std::move(out_);
    }

private:
    void start() {
        out_.day = in_.day;
        out_.last_day = last_day_;
        if (in_.onward != nullptr) out_.onward = in_.onward->id;
        out_.bounds = profile_.days.bounds(in_.day, last_day_);
        out_.zone = profile_.days.zone();
        out_.local_from = local_time(out_.bounds.from);
        out_.local_to = local_time(out_.bounds.to);
        out_.mechanism = profile_.id;
        out_.title = profile_.title;
        const Reading& reading = in_.terms->reading;
        out_.reading_id = reading.id;
        out_.reading_title = reading.title;
        if (!reading.joint) out_.reading_by = names_of(reading.by);
        out_.divisions = land_.divisions();
        out_.watching_known = in_.watching_known;
        if (in_.watching_known) out_.watched = watched_divisions(profile_, out_.bounds, told_watches());
        out_.commitments = in_.commitments;
        out_.movements = in_.movements;
        out_.changes = in_.changes;
        out_.last_published = in_.last_published;
        out_.proof = in_.proof;
    }

    /// What is told of a watch is where it looked, so a register whose places are not told gives none.
    [[nodiscard]] std::vector<Watch> told_watches() const {
        std::vector<Watch> out;
        for (const Watch& watch : in_.watches) {
            const Register* reg = profile_.find_register(watch.register_id);
            if (reg == nullptr || !(reg->published || disclosure_.places)) continue;
            if (disclosure_.tells(*reg, watch.when.to, in_.as_of)) out.push_back(watch);
        }
        return out;
    }

    void add_column(const Register& reg) {
        BulletinColumn column;
        column.register_id = reg.id;
        column.code = reg.code.empty() ? reg.id : reg.code;
        column.recorder = reg.recorder;
        column.recorder_names = in_.terms->actor(reg.recorder) != nullptr ? names_of(reg.recorder) : reg.names.texts;
        column.names = reg.names.texts;
        column.unit = reg.unit_at(out_.bounds.from);
        column.citation = reg.citation;
        column.licence = reg.licence;
        column.limits = reg.limits;
        if (reg.holds == RegisterHolds::reports)
            column.holds = reports_of(reg);
        else
            column.holds = counts_of(reg);
        out_.columns.push_back(std::move(column));
    }

    void add_case(const BulletinInput::Examined& examined) {
        if (!disclosure_.tells(examined.happened.to, in_.as_of)) return;
        BulletinCase one;
        one.id = examined.id;
        one.status = examined.status;
        if (disclosure_.places) {
            Report there;
            there.when = examined.happened;
            there.where = examined.where;
            one.divisions = land_.place(there, in_.day, last_day_).divisions;
        }
        for (const Position& position : examined.positions) {
            const auto finding = std::ranges::find(profile_.findings, position.finding, &FindingKind::id);
            one.stands.push_back({position.examiner, names_of(position.examiner), position.kind, position.finding,
                                  finding == profile_.findings.end() ? Texts() : finding->title});
        }
        for (const auto& [who, from] : examined.may_be_named) {
            if (from && in_.as_of && *from <= *in_.as_of) one.named.emplace_back(who, names_of(who));
        }
        out_.cases.push_back(std::move(one));
    }

    /// "2017-02-25 00:00:00 +02:00": for people.
    [[nodiscard]] std::string local_time(Instant t) const {
        std::string text = profile_.days.format_local(t);
        if (const std::size_t at = text.find('T'); at != std::string::npos) {
            text[at] = ' ';
            if (const std::size_t sign = text.find_first_of("+-", at); sign != std::string::npos) text.insert(sign, " ");
        }
        return text;
    }

    /// As the terms name it, else its id.
    [[nodiscard]] Texts names_of(const std::string& institution) const {
        const Actor* actor = in_.terms->actor(institution);
        return actor != nullptr ? actor->names.texts : Texts{{"en", institution}};
    }

    ReportsColumn reports_of(const Register& reg) {
        ReportsComposer composer(reg, disclosure_, out_.divisions.size());
        for (const BulletinInput::JudgedReport& judged : in_.reports) {
            if (judged.report.register_id != reg.id) continue;
            if (!disclosure_.tells(reg, judged.report.when.to, in_.as_of)) continue;
            composer.add(judged, land_.place(judged.report, in_.day, last_day_));
        }
        for (PublicRecord& record : composer.take_records()) out_.records.push_back(std::move(record));
        return composer.take();
    }

    CountsColumn counts_of(const Register& reg) const {
        CountsComposer composer(profile_);
        // Of several days, each may have been stated or not: onward.hpp keeps them apart.
        if (in_.onward != nullptr) return composer.take();
        for (const PublishedCount& count : in_.counts) {
            if (count.register_id == reg.id) composer.add(count);
        }
        return composer.take();
    }

    /// Two registers of one recorder are no comparison.
    void compare_counts() {
        for (std::size_t i = 0; i < out_.columns.size(); ++i) {
            for (std::size_t j = i + 1; j < out_.columns.size(); ++j) {
                const BulletinColumn& a = out_.columns[i];
                const BulletinColumn& b = out_.columns[j];
                if (a.counts() == nullptr || b.counts() == nullptr || a.recorder == b.recorder) continue;
                if (!a.counts()->published() || !b.counts()->published()) continue;
                out_.coincidences.push_back(
                    {i, j, a.unit != b.unit, coincidence(CountsComposer::split_of(*a.counts()), CountsComposer::split_of(*b.counts()))});
            }
        }
    }

    const BulletinInput& in_;
    const Profile& profile_;
    DivisionMap land_;
    Day last_day_;
    PublicDisclosure disclosure_;
    std::map<std::string, const Register*> registers_;
    Bulletin out_;
};

}  // namespace

std::optional<std::int64_t> CountsColumn::of(std::string_view division) const {
    std::optional<std::int64_t> sum;
    for (const DivisionCount& one : divisions) {
        if (one.division == division) sum = sum.value_or(0) + one.count;
    }
    if (!sum && split == SplitState::complete) sum = 0;
    return sum;
}

const BulletinColumn* Bulletin::column(std::string_view register_id) const {
    const auto found = std::ranges::find(columns, register_id, &BulletinColumn::register_id);
    return found == columns.end() ? nullptr : &*found;
}

Bulletin compose_bulletin(const BulletinInput& input) { return Composer(input).compose(); }

}  // namespace truce
