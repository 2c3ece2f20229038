// What a story claims, compared with what is; play.hpp lists the claims.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

#include "truce/examine/due.hpp"
#include "truce/examine/finder_view.hpp"
#include "truce/examine/pivot.hpp"
#include "truce/story/play.hpp"

namespace truce {
namespace {

/// The words that stand for "…" in a pattern such as "the position of … is …"; a "…" at the end takes one word or more.
std::optional<std::vector<std::string>> matched(const std::vector<std::string>& words, std::string_view pattern) {
    std::vector<std::string> found;
    std::size_t at = 0;
    while (!pattern.empty()) {
        const std::size_t blank = std::min(pattern.find(' '), pattern.size());
        const std::string_view expected = pattern.substr(0, blank);
        pattern.remove_prefix(std::min(blank + 1, pattern.size()));
        if (at == words.size()) return std::nullopt;
        if (expected == "…" && pattern.empty()) {
            found.push_back(fmt::format("{}", fmt::join(words.begin() + static_cast<std::ptrdiff_t>(at), words.end(), " ")));
            return found;
        }
        if (expected == "…") {
            found.push_back(words[at]);
        } else if (expected != words[at]) {
            return std::nullopt;
        }
        ++at;
    }
    return at == words.size() ? std::optional(found) : std::nullopt;
}

bool speaks_of_bulletin(const StoryClaim& claim) {
    const auto& w = claim.words;
    const bool of = w.size() > 5 && w[0] == "the" && w[1] == "bulletin" && w[2] == "of";
    return of && (w[4] == "says" || (w.size() > 7 && w[4] == "does" && w[5] == "not" && w[6] == "say"));
}

class Checker {
public:
    Checker(const StoryClaim& claim, const Stage& stage, const Played& played, std::string_view current)
        : claim_(claim), stage_(stage), played_(played), docket_(played.docket), current_(current) {}

    std::string check() {
        using Check = std::string (Checker::*)(const std::vector<std::string>&);
        static constexpr std::pair<std::string_view, Check> claims[]{{"the status is …", &Checker::status},
                                                                     {"the status of … is …", &Checker::status_of_case},
                                                                     {"the case is …", &Checker::phase},
                                                                     {"the case … is …", &Checker::phase_of_case},
                                                                     {"the position of … is …", &Checker::position},
                                                                     {"due from … is …", &Checker::due_from},
                                                                     {"overdue from … is …", &Checker::overdue_from},
                                                                     {"nothing is due", &Checker::nothing_due},
                                                                     {"nothing is due from …", &Checker::nothing_due_from},
                                                                     {"nothing is overdue", &Checker::nothing_overdue},
                                                                     {"… may be named from …", &Checker::named},
                                                                     {"… may not be named", &Checker::not_named},
                                                                     {"the verdict of … is …", &Checker::verdict},
                                                                     {"the verdict of … on … is …", &Checker::verdict_on},
                                                                     {"the pivot of … and … is …", &Checker::pivot_of},
                                                                     {"flagged is …", &Checker::flagged},
                                                                     {"nobody is flagged", &Checker::nobody_flagged},
                                                                     {"the link … is …", &Checker::link},
                                                                     {"the incident … leads to …", &Checker::leads},
                                                                     {"agreed against … are …", &Checker::agreed},
                                                                     {"the vote on … about … is …", &Checker::vote_about},
                                                                     {"the vote on … is …", &Checker::vote},
                                                                     {"opinions about … are …", &Checker::opinions},
                                                                     {"… is …", &Checker::heard}};
        if (speaks_of_bulletin(claim_)) return bulletin();
        if (file() == nullptr) return "no case is open";
        for (const auto& [pattern, check] : claims) {
            if (const auto words = matched(claim_.words, pattern)) return (this->*check)(*words);
        }
        return "nobody understands it";
    }

private:
    using Words = std::vector<std::string>;

    static std::string same(std::string_view found, std::string_view claimed) {
        return found == claimed ? std::string() : fmt::format("it is {}", found);
    }
    [[nodiscard]] const CaseRules& rules() const { return *stage_.rules; }
    [[nodiscard]] const CaseFile* file() const { return docket_.find(current_); }

    std::string status(const Words& w) { return status_of_case({current_, w[0]}); }
    std::string status_of_case(const Words& w) {
        const CaseFile* of = docket_.find(w[0]);
        return of == nullptr ? "there is no such case" : same(name_of(of->status(rules())), w[1]);
    }
    std::string phase(const Words& w) { return phase_of_case({current_, w[0]}); }
    std::string phase_of_case(const Words& w) {
        const CaseFile* of = docket_.find(w[0]);
        return of == nullptr ? "there is no such case" : same(of->phase() == CaseFile::Phase::open ? "open" : "closed", w[1]);
    }
    std::string position(const Words& w) {
        for (const Position& one : file()->positions(rules())) {
            if (one.examiner != w[0]) continue;
            switch (one.kind) {
                case Position::Kind::none: return same("nothing", w[1]);
                case Position::Kind::declined: return same("declined", w[1]);
                case Position::Kind::finding: return same(one.finding, w[1]);
            }
        }
        return "it was no examiner then";
    }

    [[nodiscard]] std::vector<Due> all_due() const { return due(*file(), rules(), claim_.at); }
    static std::string listed(const std::vector<Due>& all) {
        if (all.empty()) return "nothing is due";
        std::vector<std::string> lines;
        for (const Due& one : all)
            lines.push_back(fmt::format("{} from {}{}", row_of(one.what).name, one.from, one.overdue ? " (overdue)" : ""));
        return fmt::format("due are {}", fmt::join(lines, ", "));
    }
    std::string due_from(const Words& w) {
        const std::size_t by = w[1].find(" by ");
        for (const Due& one : all_due()) {
            if (one.from != w[0] || row_of(one.what).name != w[1].substr(0, by)) continue;
            const std::string found = one.by ? local(*one.by) : "no date";
            if (by == std::string::npos ? !one.by : found == w[1].substr(by + 4)) return {};
            return fmt::format("it is due by {}", found);
        }
        return listed(all_due());
    }
    std::string overdue_from(const Words& w) {
        const auto all = all_due();
        const bool found =
            std::ranges::any_of(all, [&](const Due& one) { return one.overdue && one.from == w[0] && row_of(one.what).name == w[1]; });
        return found ? std::string() : listed(all);
    }
    std::string nothing_due(const Words&) { return all_due().empty() ? std::string() : listed(all_due()); }
    std::string nothing_due_from(const Words& w) {
        auto all = all_due();
        std::erase_if(all, [&](const Due& one) { return one.from != w[0]; });
        return all.empty() ? std::string() : listed(all);
    }
    std::string nothing_overdue(const Words&) {
        auto all = all_due();
        std::erase_if(all, [](const Due& one) { return !one.overdue; });
        return all.empty() ? std::string() : listed(all);
    }

    /// As stories write it: local time without seconds.
    [[nodiscard]] std::string local(Instant t) const {
        std::string text = rules().profile().days.format_local(t).substr(0, 16);
        text[10] = ' ';
        return text;
    }
    std::string named(const Words& w) {
        const auto from = named_from(*file(), rules(), w[0]);
        return from ? same(local(*from), w[1]) : "it may not be named yet";
    }
    std::string not_named(const Words& w) {
        const auto from = named_from(*file(), rules(), w[0]);
        return from && *from <= claim_.at ? fmt::format("it may be named from {}", local(*from)) : std::string();
    }

    [[nodiscard]] FinderView view(const std::string& finder) const {
        return {docket_, finder, stage_.reading_of(finder, claim_.at),
                [&](const CaseFile& of) { return played_.registers.own_facts(of, finder); }};
    }
    std::string verdict(const Words& w) { return same(name_of(view(w[0]).verdict(*file()).ruling), w[1]); }
    std::string verdict_on(const Words& w) {
        const FinderView seen = view(w[0]);
        for (const ClauseVerdict& one : seen.clauses(*file())) {
            if (seen.reading().terms().clauses[one.clause].id == w[1]) return same(name_of(one.ruling), w[2]);
        }
        return "there is no such clause";
    }
    std::string pivot_of(const Words& w) {
        const FinderView a = view(w[0]);
        const FinderView b = view(w[1]);
        const Pivot found = pivot(a.reading(), a.facts(*file()), b.reading(), b.facts(*file()), a.prior(), b.prior());
        std::vector<std::string> names = found.clauses;
        names.insert(names.end(), found.facts.begin(), found.facts.end());
        return same(names.empty() ? "nothing" : fmt::format("{}", fmt::join(names, " and ")), w[2]);
    }
    [[nodiscard]] std::vector<std::string> flags() const {
        std::vector<std::string> found;
        const auto ruling = [&](const std::string& examiner) { return view(examiner).verdict(*file()).ruling; };
        for (const Contradiction& flag : contradictions(*file(), rules(), ruling)) found.push_back(flag.examiner);
        return found;
    }
    std::string flagged(const Words& w) { return same(flags().empty() ? "nobody" : fmt::format("{}", fmt::join(flags(), " and ")), w[0]); }
    std::string nobody_flagged(const Words&) {
        return flags().empty() ? std::string() : fmt::format("flagged is {}", fmt::join(flags(), " and "));
    }

    std::string link(const Words& w) {
        for (const auto& [id, one] : docket_.cases()) {
            for (const Link& found : links(one)) {
                if (found.step == w[0]) return same(name_of(found.state), w[1]);
            }
        }
        return "there is no such link";
    }
    std::string leads(const Words& w) { return same(docket_.resolved(w[0]), w[1]); }
    std::string agreed(const Words& w) {
        const Persistence history = persistence(docket_, rules(), w[0], {Instant::lowest(), claim_.at}, 0);
        return same(fmt::format("{}", history.cases.size()), w[1]);
    }
    std::string vote(const Words& w) { return vote_about({w[0], file()->phase_step(), w[1]}); }
    std::string vote_about(const Words& w) {
        const StepRow* row = find_step(w[0]);
        const Decision* decision = row == nullptr ? nullptr : rules().decision(w[0]);
        if (decision == nullptr) return "the profile does not say how that is decided";
        return same(in_words(*decision, file()->tally_of(rules(), row->kind, w[1], claim_.at)), w[2]);
    }
    std::string opinions(const Words& w) {
        std::set<std::string> speakers;
        for (const Step& step : file()->steps()) {
            if (step.body.kind == StepKind::opinion_recorded && step.body.about == w[0]) speakers.insert(step.speaker());
        }
        return same(speakers.empty() ? "nobody's" : fmt::format("{}", fmt::join(speakers, " and ")), w[1]);
    }

    /// "the bulletin of 2023-06-16 says Recorded by Borvik: 2": the words stand in it one after the other.
    std::string bulletin() {
        const auto day = parse_day(claim_.words[3]);
        if (!day) return fmt::format("{} is no day", claim_.words[3]);
        const bool denied = claim_.words[4] != "says";
        const auto first = claim_.words.begin() + (denied ? 7 : 5);
        const std::string claimed = fmt::format("{}", fmt::join(first, claim_.words.end(), " "));
        std::istringstream text(story_bulletin(*day, claim_.at, stage_, played_));
        std::string flat;
        for (std::string word; text >> word;) flat += word + ' ';
        const bool said = (flat.starts_with(claimed + ' ') || flat.find(' ' + claimed + ' ') != std::string::npos);
        if (said != denied) return {};
        return denied ? "it says so" : fmt::format("it says: {}", flat);
    }

    std::string heard(const Words& w) {
        const Step* step = file()->find(w[0]);
        return step == nullptr ? "nobody understands it" : same(file()->confirmed(*step) ? "confirmed" : "received", w[1]);
    }

    const StoryClaim& claim_;
    const Stage& stage_;
    const Played& played_;
    const Docket& docket_;
    std::string current_;
};

}  // namespace

std::string check_claim(const StoryClaim& claim, const Stage& stage, const Played& played, std::string_view current_case) {
    return Checker(claim, stage, played, current_case).check();
}

}  // namespace truce
