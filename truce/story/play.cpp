#include "truce/story/play.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/json.hpp"

namespace truce {
namespace {

Error unsettled(std::string what, std::string remedy) { return {Errc::invalid, "story.setting", std::move(what), "", std::move(remedy)}; }

struct Setting {
    std::string path;
    std::vector<std::pair<std::string, std::string>> replaced;
};

/// `terms.toml, where "a" reads "b", where "c" reads "d"`
Result<Setting> setting_of(const std::string& value) {
    Setting setting;
    std::size_t at = value.find(", where \"");
    setting.path = value.substr(0, at);
    while (at != std::string::npos) {
        const std::size_t from = at + 9;
        const std::size_t middle = value.find("\" reads \"", from);
        const std::size_t end = middle == std::string::npos ? middle : value.find('"', middle + 9);
        if (end == std::string::npos)
            return unsettled(fmt::format("\"{}\" is not understood", value), "Write: file.toml, where \"this\" reads \"that\"");
        setting.replaced.emplace_back(value.substr(from, middle - from), value.substr(middle + 9, end - middle - 9));
        at = value.find(", where \"", end);
    }
    return setting;
}

Result<Terms> read_terms(const Setting& setting, const Path& folder, const Profile& profile) {
    Problems problems;
    TRUCE_ASSIGN(TermsDocument document, read_terms_file(folder / setting.path, profile, problems));
    if (setting.replaced.empty()) return std::move(document.terms);
    std::string text = document.canonical;
    for (const auto& [from, to] : setting.replaced) {
        std::size_t at = text.find(from);
        if (at == std::string::npos)
            return unsettled(fmt::format("\"{}\" is not in the terms", from), "Copy the words from the canonical text");
        for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
    }
    TRUCE_ASSIGN(TermsDocument changed, terms_from_canonical(text, document.files, profile, problems));
    return std::move(changed.terms);
}

class Builder {
public:
    Builder(const Story& story, const Path& folder) : story_(story), folder_(folder) {}

    Result<Stage> build() {
        for (const auto& [key, value] : story_.settings) {
            if (key == "profile") TRUCE_TRY(read_profile(value));
        }
        stage_.profile = profile_;
        if (profile_ == nullptr) return unsettled("the story names no profile", "Add \"profile: file.toml\" under the title");
        for (const auto& [key, value] : story_.settings) {
            if (key == "profile") continue;
            TRUCE_TRY(read_reading(key, value));
        }
        if (stage_.rules == nullptr) return unsettled("the story names no terms", "Add \"terms: file.toml\" under the title");
        std::ranges::sort(stage_.terms, {}, [](const auto& one) { return one.first; });
        return std::move(stage_);
    }

private:
    Result<void> read_profile(const std::string& path) {
        Problems problems;
        TRUCE_ASSIGN(ProfileDocument document, read_profile_file(folder_ / path, problems));
        profile_ = document.profile;
        return {};
    }

    Result<void> read_reading(const std::string& key, const std::string& value) {
        TRUCE_ASSIGN(const Setting setting, setting_of(value));
        TRUCE_ASSIGN(Terms terms, read_terms(setting, folder_, *profile_));
        if (key == "terms") stage_.rules = std::make_unique<CaseRules>(profile_, terms);
        TRUCE_ASSIGN(CompiledReading reading, CompiledReading::compile(std::make_shared<const Terms>(std::move(terms)), profile_));
        constexpr std::string_view of = "reading of ";
        constexpr std::string_view from = "terms from ";
        if (key.starts_with(of)) {
            stage_.readings.emplace(key.substr(of.size()), std::move(reading));
            return {};
        }
        Instant holds = Instant::lowest();
        if (key.starts_with(from)) {
            TRUCE_ASSIGN(holds, parse_story_time(key.substr(from.size()), story_.frame.offset_s));
        }
        stage_.terms.emplace_back(holds, std::move(reading));
        return {};
    }

    const Story& story_;
    const Path& folder_;
    std::shared_ptr<const Profile> profile_;
    Stage stage_;
};

/// One story on its way.
class Player {
public:
    Player(const Story& story, const Stage& stage) : story_(story), stage_(stage), played_(stage) {}

    Played play() {
        for (const StoryLine& line : story_.lines) {
            if (const auto* step = std::get_if<StoryStep>(&line)) {
                take(*step);
            } else if (const auto* report = std::get_if<StoryReport>(&line)) {
                const auto filed = played_.registers.take(*report);
                if (!filed) fail(report->line, filed.error().text());
            } else if (const auto* numbers = std::get_if<StoryNumbers>(&line)) {
                const auto filed = played_.registers.take(*numbers);
                if (!filed) fail(numbers->line, filed.error().text());
            } else {
                claim(std::get<StoryClaim>(line));
            }
        }
        return std::move(played_);
    }

private:
    void fail(int line, std::string what) { played_.failures.push_back(fmt::format("{}: {}", line, std::move(what))); }

    void take(const StoryStep& told) {
        StepBody body = told.body;
        const std::string speaker = body.relay ? body.relay->of : told.author;
        if (body.kind != StepKind::case_opened) body.case_id = told.case_label.empty() ? current_ : told.case_label;
        if (const CaseFile* file = played_.docket.find(body.case_id)) body = composed(*file, std::move(body), speaker);
        const bool opens = body.kind == StepKind::case_opened;
        Step step{told.label, told.author, told.author, told.at, std::move(body)};
        const auto done = round_trip(step);
        if (!told.refused.empty()) {
            if (done) return fail(told.line, fmt::format("the step is accepted, not refused by {}", told.refused));
            if (done.error().id != told.refused)
                fail(told.line, fmt::format("refused by {}, not {}: {}", done.error().id, told.refused, done.error().what));
            return;
        }
        if (!done) return fail(told.line, done.error().text());
        if (opens) current_ = told.label;
        played_.steps.push_back(std::move(step));
    }

    /// Offers the step as its reader would have it: from its bytes.
    Result<void> round_trip(Step& step) {
        TRUCE_TRY(check_step(step.body));
        TRUCE_ASSIGN(const std::string bytes, canonical(to_json(step.body)));
        TRUCE_ASSIGN(step.body, read_step(bytes));
        return played_.docket.apply(*stage_.rules, step);
    }

    void claim(const StoryClaim& told) {
        std::string instead = check_claim(told, stage_, played_, current_);
        if (!instead.empty()) fail(told.line, fmt::format("\"{}\": {}", told.text, instead));
    }

    const Story& story_;
    const Stage& stage_;
    Played played_;
    std::string current_;
};

}  // namespace

const CompiledReading& Stage::reading_of(std::string_view finder, Instant t) const {
    const auto own = readings.find(finder);
    if (own != readings.end()) return own->second;
    const CompiledReading* holding = &terms.front().second;
    for (const auto& [from, reading] : terms) {
        if (from <= t) holding = &reading;
    }
    return *holding;
}

Result<Stage> set_stage(const Story& story, const Path& folder) { return Builder(story, folder).build(); }

Played play(const Story& story, const Stage& stage) { return Player(story, stage).play(); }

}  // namespace truce
