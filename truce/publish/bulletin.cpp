#include "truce/publish/bulletin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace truce {
namespace {

/// Which end of the interval a report counts towards: on the day at all, and surely.
struct Presence {
    bool surely_today = false;
    std::vector<std::string> divisions;  ///< possible ones
    bool surely_there = false;           ///< all of its areas belong to the one division
};

class Composer {
public:
    explicit Composer(const BulletinInput& input) : in_(input), profile_(*input.profile) {
        for (const Division& division : profile_.divisions) {
            for (const std::string& area : division.areas) division_of_[area] = division.id;
        }
    }

    Bulletin compose() {
        start();
        for (const Register& reg : profile_.registers) columns_.emplace(reg.id, column_of(reg));
        for (const BulletinInput::JudgedReport& report : in_.reports) add_report(report);
        for (const PublishedCount& count : in_.counts) add_count(count);
        for (auto& [id, column] : columns_) {
            finish(column);
            out_.columns.push_back(std::move(column));
        }
        compare_counts();
        add_watches();
        std::sort(out_.marks.begin(), out_.marks.end(), [](const MapMark& a, const MapMark& b) {
            return std::tie(a.register_id, a.incident) < std::tie(b.register_id, b.incident);
        });
        out_.headline = headline();
        return std::move(out_);
    }

private:
    void start() {
        out_.day = in_.day;
        out_.bounds = profile_.days.bounds(in_.day);
        out_.zone = profile_.days.zone();
        out_.mechanism = profile_.id;
        out_.title = text_in(profile_.title, "en");
        out_.reading_id = in_.terms->reading.id;
        out_.reading_title = text_in(in_.terms->reading.title, "en");
        out_.reading_by = in_.terms->reading.joint ? "all whose approval is required" : in_.terms->reading.by;
        out_.changes = in_.changes;
        out_.last_published = in_.last_published;
        out_.proof = in_.proof;
        out_.profile = in_.profile;
        out_.terms = in_.terms;
    }

    static BulletinColumn column_of(const Register& reg) {
        BulletinColumn column;
        column.register_id = reg.id;
        column.recorder = reg.recorder;
        column.name = text_in(reg.names.texts, "en");
        column.unit = text_in(reg.unit, "en");
        column.citation = reg.citation;
        column.limits = reg.limits;
        column.holds = reg.holds;
        return column;
    }

    Presence presence_of(const Report& report) const {
        Presence presence;
        presence.surely_today = report.first_day == in_.day && report.last_day == in_.day;
        std::set<std::string> divisions;
        if (!report.outside && report.areas.empty()) {
            for (const Division& division : profile_.divisions) divisions.insert(division.id);
        }
        for (const std::string& area : report.areas) {
            if (const auto found = division_of_.find(area); found != division_of_.end()) divisions.insert(found->second);
        }
        presence.divisions.assign(divisions.begin(), divisions.end());
        // A circle that touches areas of one division only may still reach beyond all of them.
        presence.surely_there = divisions.size() == 1 && (report.area_certain || report.where.kind == Region::Kind::areas);
        return presence;
    }

    static Range& class_of(Tally& tally, const Verdict& verdict) {
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

    static void count_in(Tally& tally, const Verdict& verdict, bool certain) {
        const Range one{certain ? 1 : 0, 1};
        tally.recorded += one;
        class_of(tally, verdict) += one;
    }

    void add_report(const BulletinInput::JudgedReport& judged) {
        const auto found = columns_.find(judged.report.register_id);
        if (found == columns_.end()) return;
        BulletinColumn& column = found->second;
        if (judged.report.nothing_observed) {
            ++column.looks_without_finding;
            return;
        }
        const Presence presence = presence_of(judged.report);
        count_in(column.total, judged.verdict, presence.surely_today);
        for (const std::string& division : presence.divisions) {
            count_in(by_division_[column.register_id][division], judged.verdict, presence.surely_today && presence.surely_there);
        }
        if (judged.verdict.ruling == Ruling::conflict) ++column.contradictory;
        if (judged.report.casualties) {
            if (!column.casualties) column.casualties = Range{};
            *column.casualties += {presence.surely_today ? judged.report.casualties->low : 0,
                                   std::max(judged.report.casualties->high, judged.report.casualties->best)};
        }
        const Register* reg = profile_.find_register(judged.report.register_id);
        if (reg != nullptr && reg->published) {
            out_.marks.push_back({judged.report.register_id, judged.incident, judged.report.where, judged.verdict, presence.surely_today});
        }
    }

    void add_count(const PublishedCount& count) {
        const auto found = columns_.find(count.register_id);
        if (found == columns_.end()) return;
        BulletinColumn& column = found->second;
        if (!count.source.empty()) sources_[column.register_id].insert(count.source);
        if (!count.note.empty()) notes_[column.register_id].insert(count.note);
        if (count.measure == "confirmed_of_other") {
            if (count.division.empty()) column.confirmations.push_back({count.about, count.count});
        } else if (count.measure == "from_party") {
            if (count.division.empty()) column.from_party = count.count;
        } else if (count.division.empty()) {
            column.published = true;
            column.count = count.count;
            if (!count.unit.empty()) column.unit = count.unit;
        } else {
            column.counts.push_back({count.division, count.division_as_named, count.count});
        }
    }

    void finish(BulletinColumn& column) {
        const auto tallies = by_division_.find(column.register_id);
        for (const Division& division : profile_.divisions) {
            if (tallies == by_division_.end()) break;
            if (const auto tally = tallies->second.find(division.id); tally != tallies->second.end())
                column.divisions.push_back({division.id, tally->second});
        }
        std::int64_t placed = 0;
        for (const DivisionCount& count : column.counts) placed += count.count;
        column.split_complete = column.published && placed == column.count;
        std::sort(column.confirmations.begin(), column.confirmations.end(), [](const auto& a, const auto& b) { return a.of < b.of; });
        column.sources.assign(sources_[column.register_id].begin(), sources_[column.register_id].end());
        column.notes.assign(notes_[column.register_id].begin(), notes_[column.register_id].end());
    }

    static Split split_of(const BulletinColumn& column) {
        Split split;
        split.total = column.count;
        for (const DivisionCount& count : column.counts)
            split.by_division[count.division.empty() ? count.as_named : count.division] += count.count;
        return split;
    }

    void compare_counts() {
        for (std::size_t i = 0; i < out_.columns.size(); ++i) {
            for (std::size_t j = i + 1; j < out_.columns.size(); ++j) {
                const BulletinColumn& a = out_.columns[i];
                const BulletinColumn& b = out_.columns[j];
                if (!a.published || !b.published) continue;
                out_.coincidences.push_back({a.register_id, b.register_id, a.count, b.count, coincidence(split_of(a), split_of(b))});
            }
        }
    }

    void add_watches() {
        out_.watching_known = in_.watching_known;
        if (!in_.watching_known) return;
        const std::int64_t day_us = out_.bounds.to.us - out_.bounds.from.us;
        for (const Division& division : profile_.divisions) {
            std::vector<std::pair<std::int64_t, std::int64_t>> looked;
            for (const Watch& watch : in_.watches) {
                // Only a watch that covers all of the division counts for it.
                const bool covers = std::all_of(division.areas.begin(), division.areas.end(), [&](const std::string& area) {
                    return std::find(watch.areas.begin(), watch.areas.end(), area) != watch.areas.end();
                });
                if (covers) add_looked(looked, watch);
            }
            out_.watched.push_back({division.id, length_of_union(looked), day_us});
        }
    }

    void add_looked(std::vector<std::pair<std::int64_t, std::int64_t>>& looked, const Watch& watch) const {
        std::int64_t from = std::max(watch.when.from.us, out_.bounds.from.us);
        const std::int64_t to = std::min(watch.when.to.us, out_.bounds.to.us);
        for (const auto& [interruption, reason] : watch.interruptions) {
            if (from < std::min(interruption.from.us, to)) looked.emplace_back(from, std::min(interruption.from.us, to));
            from = std::max(from, interruption.to.us);
        }
        if (from < to) looked.emplace_back(from, to);
    }

    static std::int64_t length_of_union(std::vector<std::pair<std::int64_t, std::int64_t>>& spans) {
        std::sort(spans.begin(), spans.end());
        std::int64_t length = 0;
        std::int64_t covered_to = INT64_MIN;
        for (const auto& [from, to] : spans) {
            if (to <= covered_to) continue;
            length += to - std::max(from, covered_to);
            covered_to = to;
        }
        return length;
    }

    /// Names every recorder, adds nothing across registers, never says who did it.
    std::string headline() const {
        std::string out;
        const auto say = [&](const std::string& sentence) { out += (out.empty() ? "" : "; ") + sentence; };
        for (const BulletinColumn& column : out_.columns) {
            if (column.holds == RegisterHolds::counts) {
                if (column.published) say(fmt::format("{} recorded {}", column.name, column.count));
            } else if (column.total.recorded.possible > 0) {
                const Range& n = column.total.recorded;
                say(n.certain == n.possible ? fmt::format("{} recorded {}", column.name, n.certain)
                                            : fmt::format("{} recorded {} to {}", column.name, n.certain, n.possible));
            }
        }
        for (const CoincidenceOfTwo& pair : out_.coincidences) {
            say(fmt::format("at most {} of at least {} can be the same incidents", pair.bound.at_most, pair.bound.at_least_distinct));
        }
        return out.empty() ? "No register holds anything for this day" : out;
    }

    const BulletinInput& in_;
    const Profile& profile_;
    std::map<std::string, std::string> division_of_;
    std::map<std::string, BulletinColumn> columns_;
    std::map<std::string, std::map<std::string, Tally>> by_division_;
    std::map<std::string, std::set<std::string>> sources_;
    std::map<std::string, std::set<std::string>> notes_;
    Bulletin out_;
};

}  // namespace

Bulletin compose_bulletin(const BulletinInput& input) { return Composer(input).compose(); }

}  // namespace truce
